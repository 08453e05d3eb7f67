"""What every route needs: the home folder, the requester, and the language of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated

from fastapi import Depends, Query, Request

from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.rooms.people import Person
from tlgui.runs.index import RunIndex
from tlgui.runs.index.standings import Boards
from tlgui.ui.door import Door
from tlgui.ui.language import language_of


def current_home(request: Request) -> Home:
    return request.app.state.home


def current_queue(request: Request) -> JobQueue:
    return request.app.state.queue


def current_index(request: Request) -> RunIndex:
    """The index of runs, up to date."""
    index = request.app.state.boards.index
    index.look()
    return index


def current_boards(request: Request) -> Boards:
    """The boards of the index, which is up to date."""
    current_index(request)
    return request.app.state.boards


_asking: ContextVar[str] = ContextVar("owner of a request", default=LOCAL_OWNER)
"""Set for each request in a room. Gradio's handlers run in the request's context too, and are given nothing else of it."""


def current_owner() -> str:
    """The owner of a request, and the only place that decides it: the person who asks; without a room, whoever sits at the machine.

    Raises
    ------
    UserError
        ``room_join_first``.
    """
    if not (owner := _asking.get()):
        raise UserError("room_join_first")
    return owner


@contextmanager
def asked_by(person: Person | None) -> Iterator[None]:
    """While a request in a room is answered: who asks, ``None`` for somebody who has not joined."""
    token = _asking.set("" if person is None else person.id)
    try:
        yield
    finally:
        _asking.reset(token)


def current_door(request: Request) -> Door:
    """The door of the room; only routes that are there with one ask for it."""
    return request.app.state.door


def current_person(door: TheDoor, owner: Owner) -> Person:
    """Who asks, in a room."""
    return door.room.people.require(owner)


def current_host(person: ThePerson) -> Person:
    """The host. For everybody else the route is not there."""
    if not person.is_host:
        raise UserError("not_here")
    return person


def current_language(request: Request) -> str:
    return language_of(request.headers)


async def sent_body(request: Request) -> bytes:
    """The body as it came. A route that takes it by this need not be asynchronous: what waits for a disk waits in a thread, and nobody else
    with it.
    """
    return await request.body()


TheHome = Annotated[Home, Depends(current_home)]
TheQueue = Annotated[JobQueue, Depends(current_queue)]
TheIndex = Annotated[RunIndex, Depends(current_index)]
TheBoards = Annotated[Boards, Depends(current_boards)]
Owner = Annotated[str, Depends(current_owner)]
TheDoor = Annotated[Door, Depends(current_door)]
ThePerson = Annotated[Person, Depends(current_person)]
TheHost = Annotated[Person, Depends(current_host)]
Language = Annotated[str, Depends(current_language)]
Sent = Annotated[bytes, Depends(sent_body)]
LARGEST_NUMBER = 2**53
"""So far a page can count, which no file is long. Python counts further, but not what it hands the number to."""

Offset = Annotated[int, Query(ge=0, le=LARGEST_NUMBER)]
"""How far into something, or which of many."""
