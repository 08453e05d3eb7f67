"""A job: its kind, the lane that it waits in, and its row in the queue's file."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from itertools import chain
from typing import Any

LANES = {
    "ingest": "data",
    "demo": "data",
    "train": "train",
    "features": "ahead",
    "features_parts": "parts",
    "map": "map",
    "health": "map",
    "xray": "map",
    "shift": "data",
    "preview": "data",
    "import": "data",
    "augmentation": "map",
    "try": "map",
    "export": "map",
}
"""The lane of each kind of job."""

AHEAD = "ahead"
"""The lane of what nobody has started: what is done ahead of a wish that is likely. It is done by the workers of :data:`IN_SPARE_TIME`, one job
at a time and only while no job of another lane waits or is worked on, to which it gives way (:meth:`JobQueue.give_way`)."""

PARTS = "parts"
"""The lane of help: parts of a job that is worked on, for workers of :data:`IN_SPARE_TIME` that would have nothing to do. It is handed out only
while there is room for another run and none waits, and gives way to one that comes."""

PROMPT = frozenset({"try", "augmentation", "health", "xray", "preview"})
"""Kinds of jobs whose answer somebody waits for in front of the page: in their lane they come before maps, exports and datasets."""

IN_SPARE_TIME = {"train": (PARTS, AHEAD)}
"""The lanes that the workers of a lane turn to, in this order, when their own is empty."""

SPARE = frozenset(chain.from_iterable(IN_SPARE_TIME.values()))
"""The lanes without workers of their own."""

RESUMED = frozenset({"train"})
"""Kinds of jobs that keep what they have done in a folder, go on from it, and are stopped by a word in it (:mod:`tlgui.jobs.control`)."""

ONE_IS_ENOUGH = frozenset({"map"})
"""Kinds of jobs that do whatever there is to do for their run when they begin: while one waits, a further one would find nothing left, and in
a class each of them would take its owner's turn."""


@dataclass(frozen=True)
class Job:
    """One row of the queue."""

    id: str
    owner: str
    kind: str
    lane: str
    payload: dict[str, Any]
    run: str | None
    state: str
    worker: str | None
    progress: dict[str, Any] | None
    result: Any
    problems: list[dict[str, Any]] | None
    attempt: int = 0
    deaths: int = 0
    place: int = 0
    """Where it stands among its owner's jobs."""

    @property
    def prompt(self) -> bool:
        """Whether it comes before others of its lane."""
        return self.kind in PROMPT

    @property
    def narrow(self) -> bool:
        """Whether it computes with one thread, so that others like it may be done beside it on the other cores: who sends it says so."""
        return self.payload.get("narrow") is True

    @property
    def over(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    def in_hand(self) -> dict[str, Any]:
        """What a worker keeps of a job that it has, so that it can be put back into a queue that was lost (:meth:`JobQueue.put_back`)."""
        return {name: getattr(self, name) for name in _IN_HAND}


_IN_HAND = ("id", "owner", "kind", "payload", "run", "attempt", "deaths")


def job_of(row: sqlite3.Row) -> Job:
    """The job in a row of the queue's file."""

    def read(name: str) -> Any:
        return json.loads(row[name]) if row[name] is not None else None

    return Job(
        id=row["id"],
        owner=row["owner"],
        kind=row["kind"],
        lane=row["lane"],
        payload=read("payload"),
        run=row["run"],
        state=row["state"],
        worker=row["worker"],
        progress=read("progress"),
        result=read("result"),
        problems=read("problems"),
        attempt=row["attempt"],
        deaths=row["deaths"],
        place=row["number"] if row["place"] is None else row["place"],
    )
