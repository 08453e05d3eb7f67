"""What every route asks for: the home folder, who is asking, and in which language to answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.ui.language import language_of


def current_home(request: Request) -> Home:
    return request.app.state.home


def current_queue(request: Request) -> JobQueue:
    return request.app.state.queue


def current_owner() -> str:
    """Who is asking. The only place that decides it: accounts, when they come, come in here."""
    return LOCAL_OWNER


def current_language(request: Request) -> str:
    return language_of(request.headers)


TheHome = Annotated[Home, Depends(current_home)]
TheQueue = Annotated[JobQueue, Depends(current_queue)]
Owner = Annotated[str, Depends(current_owner)]
Language = Annotated[str, Depends(current_language)]
LARGEST_NUMBER = 2**53
"""So far a page can count, which no file is long. Python counts further, but not what it hands the number to."""

Offset = Annotated[int, Query(ge=0, le=LARGEST_NUMBER)]
"""How far into something, or which of many."""
