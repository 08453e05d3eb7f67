"""Whose turn it is, as the tables of the queue's file say: the rule itself is in :mod:`tlgui.jobs.turns`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from tlgui.jobs.job import LANES, PARTS, PROMPT, Job, job_of
from tlgui.jobs.launchers import Capacity
from tlgui.jobs.turns import Turns

PLACE = "COALESCE(place, number)"
"""Where a job stands: an owner's jobs of a lane are taken in this order."""

_KINDS_PROMPT = ", ".join(f"'{kind}'" for kind in sorted(PROMPT))


def first_waiting(database: sqlite3.Connection, kind: str, run: str) -> Job | None:
    """A job of a kind that waits for a run."""
    row = database.execute("SELECT * FROM jobs WHERE run = ? AND kind = ? AND state = 'queued' LIMIT 1", (run, kind)).fetchone()
    return None if row is None else job_of(row)


def waited_in(database: sqlite3.Connection, lanes: Sequence[str]) -> list[str]:
    """Those of the lanes in which a job waits."""
    asked = f"SELECT DISTINCT lane FROM jobs WHERE state = 'queued' AND lane IN ({', '.join('?' * len(lanes))})"
    there = {lane for (lane,) in database.execute(asked, lanes)}
    return [lane for lane in lanes if lane in there]


def last_served(database: sqlite3.Connection, lane: str) -> dict[str, int]:
    """When each owner who waits in a lane was last given a worker of it."""
    rows = database.execute(
        "SELECT owner, (SELECT MAX(served) FROM jobs AS earlier WHERE lane = ?1 AND earlier.owner = waiting.owner AND served IS NOT NULL) "
        "FROM (SELECT DISTINCT owner FROM jobs WHERE lane = ?1 AND state = 'queued') AS waiting",
        (lane,),
    )
    return {owner: served for owner, served in rows if served is not None}


def whose_turn(database: sqlite3.Connection, lane: str) -> Job | None:
    """The job that comes next: of each owner only the first is looked at."""
    first = database.execute(
        f"SELECT *, MIN({PLACE}) FROM jobs WHERE lane = ? AND state = 'queued' GROUP BY owner, kind IN ({_KINDS_PROMPT})",
        (lane,),
    ).fetchall()
    working = database.execute("SELECT owner, COUNT(*) FROM jobs WHERE lane = ? AND state = 'working' GROUP BY owner", (lane,))
    return Turns(map(job_of, first), dict(working.fetchall()), last_served(database, lane)).next()


def has_room(database: sqlite3.Connection, job: Job, room: Capacity) -> bool:
    """Whether a job of the lane of runs, or one that helps with one, may begin beside those that are worked on.

    Of runs the number of workers sees to it, but for a while after narrow ones, which have more.
    """
    if job.lane == PARTS:
        asked = "SELECT COUNT(*) FROM jobs WHERE lane IN (?, ?) AND state = 'working'"
        return database.execute(asked, (LANES["train"], PARTS)).fetchone()[0] < room.runs
    workers = database.execute("SELECT COUNT(*) FROM workers WHERE lane = ?", (job.lane,)).fetchone()[0]
    if workers <= room.runs:
        return True
    rows = database.execute("SELECT * FROM jobs WHERE lane = ? AND state = 'working'", (job.lane,)).fetchall()
    return len(rows) < room.at_a_time(narrow=job.narrow and all(job_of(row).narrow for row in rows))


def others_wanted(database: sqlite3.Connection, lane: str, but: str | None = None) -> bool:
    """Whether what is done in spare time must wait or end, in the lane of what is done ahead: anything is worked on (``but`` for the job with
    this id), or waits in another lane. In that of help: a run waits.
    """
    if lane == PARTS:
        waits = "SELECT 1 FROM jobs WHERE state = 'queued' AND lane = ? LIMIT 1"
        return database.execute(waits, (LANES["train"],)).fetchone() is not None
    asked = "SELECT 1 FROM jobs WHERE (state = 'working' AND id IS NOT ?) OR (state = 'queued' AND lane != ?) LIMIT 1"
    return database.execute(asked, (but, lane)).fetchone() is not None
