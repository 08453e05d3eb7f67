"""What every route needs: the home folder, the requester, and the language of the answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs.index import RunIndex
from tlgui.runs.index.standings import Boards
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


def current_owner() -> str:
    """The owner of a request. The only place that decides it; accounts will be added here."""
    return LOCAL_OWNER


def current_language(request: Request) -> str:
    return language_of(request.headers)


TheHome = Annotated[Home, Depends(current_home)]
TheQueue = Annotated[JobQueue, Depends(current_queue)]
TheIndex = Annotated[RunIndex, Depends(current_index)]
TheBoards = Annotated[Boards, Depends(current_boards)]
Owner = Annotated[str, Depends(current_owner)]
Language = Annotated[str, Depends(current_language)]
LARGEST_NUMBER = 2**53
"""So far a page can count, which no file is long. Python counts further, but not what it hands the number to."""

Offset = Annotated[int, Query(ge=0, le=LARGEST_NUMBER)]
"""How far into something, or which of many."""
