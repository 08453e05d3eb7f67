"""Whether the line was as fair as it says, by what the queue kept: not by asking its own rule again."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from tlgui.home import Home

AT_ONCE_SECONDS = 1.0
"""Who pressed so shortly before somebody else was taken may have been seen, or not yet."""


class Taken(NamedTuple):
    """A run that was trained: when it was asked for, taken and over, in seconds since 1970."""

    owner: str
    asked: float
    taken: float
    over: float


def taken_runs(home: Home) -> list[Taken]:
    """All of them, as they were taken."""
    with sqlite3.connect(f"file:{home.jobs / 'queue.sqlite'}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT owner, created, ended - worked, ended FROM jobs WHERE lane = 'train' AND kind = 'train' AND state = 'done' ORDER BY served"
        ).fetchall()
    return [Taken(*row) for row in rows]


def unfair(runs: list[Taken]) -> list[str]:
    """While somebody waits whose other runs are over, nobody else is taken twice: each such case, in words."""
    found = []
    for place, each in enumerate(runs):
        earlier = [other.over for other in runs[:place] if other.owner == each.owner]
        since = max([each.asked, *earlier]) + AT_ONCE_SECONDS
        between = [other.owner for other in runs[:place] if other.owner != each.owner and since < other.taken]
        twice = {owner for owner in between if between.count(owner) > 1}
        found += [f"{owner} was taken {between.count(owner)} times while {each.owner} waited" for owner in twice]
    return found


def longest_wait(runs: list[Taken]) -> float:
    """In seconds."""
    return max((each.taken - each.asked for each in runs), default=0.0)
