"""What the host sees of a room: who is in it, where, and what they do."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.queue import LANES, Job, JobQueue
from tlgui.rooms.people import Person
from tlgui.rooms.room import Room
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import counted
from tlgui.runs.store import RunStore
from tlgui.strategies.combination import strategy_name
from tlgui.texts import say

AWAY_SECONDS = 60.0
"""Whoever has asked for nothing for so long is away: an open page asks every few seconds."""


def people_of(
    home: Home, room: Room, queue: JobQueue, index: RunIndex, where: Mapping[str, str], language: str
) -> list[dict[str, Any]]:
    """Everybody in the room: ``id``, ``name``, ``host``, ``seen``, ``here``, ``runs``, ``doing`` in words, ``going``: runs that can be stopped.

    Parameters
    ----------
    where:
        For ids of people the title (its key in the texts) of the page that they opened last.
    """
    jobs: dict[str, list[Job]] = {}
    for job in queue.in_line(LANES["train"]):
        jobs.setdefault(job.owner, []).append(job)
    return [
        _told(home, room, person, jobs.get(person.id, []), index, where.get(person.id, ""), language)
        for person in room.people.all()
    ]


def _told(home: Home, room: Room, person: Person, jobs: list[Job], index: RunIndex, page: str, language: str) -> dict[str, Any]:
    seen = room.people.seen(person)
    away = None if seen is None else max(0.0, time.time() - seen)
    here = away is not None and away < AWAY_SECONDS
    trained = next((job for job in jobs if job.state == "working"), None)
    if trained is not None:
        doing = say("room.doing.trains", language, strategy=_strategy(home, trained, language))
    elif jobs:
        doing = say("room.doing.waits", language, count=len(jobs))
    else:
        doing = say("room.doing.on", language, page=say(page, language)) if here and page else ""
    return {
        "id": person.id,
        "name": person.name,
        "host": person.is_host,
        "here": here,
        "seen": _seen(away, language),
        "runs": counted(index, person.id).runs,
        "doing": doing,
        "going": [job.run for job in jobs if job.run is not None],
    }


def _seen(away: float | None, language: str) -> str:
    if away is None:
        return say("room.seen.never", language)
    return say("room.seen.now", language) if away < AWAY_SECONDS else say("room.seen.ago", language, seconds=away)


def _strategy(home: Home, job: Job, language: str) -> str:
    try:
        return strategy_name(RunStore(home).get(job.run or "", job.owner).spec.strategy, language)
    except UserError:  # deleted this moment
        return ""
