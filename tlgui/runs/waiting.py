"""The queue of runs: which are training, which are waiting in which order, and for how long, estimated from earlier runs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs.events import read_outline
from tlgui.runs.index import index_of
from tlgui.runs.index.line import Line
from tlgui.runs.index.listing import newest
from tlgui.runs.index.rows import Facts
from tlgui.runs.status import Status, status_of
from tlgui.runs.store import Run, RunStore
from tlgui.texts import say

LOOKED_AT = 50
"""Number of newest runs used to estimate how long one takes."""

MOST_ALIKE = 5
"""The median of so many, the most alike, is what is expected."""

TRAINER_STAGES = ("features", "baseline", "train", "normalisation_alone")


@dataclass(frozen=True)
class InLine:
    """A run in the line.

    Attributes
    ----------
    place:
        1 for the owner's run that comes next; ``None`` for one that is trained.
    starts_in:
        About how many seconds until it begins; ``None`` where nothing like what comes first was ever trained here.
    """

    run: Run
    status: Status
    place: int | None
    starts_in: float | None

    def as_json(self) -> dict[str, Any]:
        spec, said = self.run.spec, self.run.remarks
        return {
            "run": self.run.id,
            "name": said.name,
            "strategy": spec.strategy,
            "backbone": spec.backbone,
            **{role: self.run.names.get(role) for role in ("source", "target")},
            "status": self.status.state,
            "place": self.place,
            "starts_in": self.starts_in,
        }


def line(home: Home, queue: JobQueue, owner: str = LOCAL_OWNER) -> list[InLine]:
    """The owner's runs that are trained or wait, in their order. Those of others take their time, and are not shown."""
    past, now = Past(home, owner), Line(queue)
    found: list[InLine] = []
    free_at: list[float | None] = [0.0] * queue.launcher.capacity().runs
    place = 0
    for job in now.jobs:
        try:
            run = RunStore(home).get(job.run or "", job.owner)
        except UserError:
            continue
        waits = job.state == "queued"
        turn = _first(free_at)
        begins = free_at[turn]
        log = read_outline(run.events_path)
        takes = past.expected(run) if waits else past.left(run, log)
        free_at[turn] = None if begins is None or takes is None else begins + takes
        if job.owner != owner:
            continue
        place += waits
        found.append(InLine(run, status_of(run, cast(JobQueue, now), log), place if waits else None, begins if waits else None))
    return found


def starts(each: InLine, language: str) -> str:
    """About when a run that waits begins, in words."""
    if each.starts_in is None:
        return say("queue.unknown", language)
    about = _rounded(each.starts_in)
    return say("queue.starts", language, seconds=about) if about else say("queue.soon", language)


def _rounded(seconds: float) -> float:
    """As exactly as it is known: to ten seconds, to minutes, to ten minutes."""
    unit = 10 if seconds < 120 else 60 if seconds < 3600 else 600
    return unit * round(seconds / unit)


def at_a_time(queue: JobQueue, language: str) -> str:
    """How many runs are trained at a time, and why so many."""
    found = queue.launcher.capacity()
    return say(found.why, language, count=found.runs)


def _first(free_at: Sequence[float | None]) -> int:
    """The worker that is free first; unknown ones come last."""
    known = [float("inf") if each is None else each for each in free_at]
    return known.index(min(known))


def move(queue: JobQueue, run: Run, place: int) -> None:
    """Let a run that waits be the ``place``-th (from 1) of its owner's; ``not_waiting`` when it does not wait (any more)."""
    job = queue.of_run(run.id, "train")
    if job is None or not queue.move(job, place):
        raise UserError("not_waiting", run=run.id[:8])


class Past:
    """How long runs took here, as it is known when it is first asked."""

    def __init__(self, home: Home, owner: str) -> None:
        self._home = home
        self._owner = owner
        self._expected: dict[str, float | None] = {}

    def expected(self, run: Run) -> float | None:
        """Seconds that a run will take: the median of the runs most alike, by the number of its epochs. ``None`` without any."""
        key = run.spec.model_dump_json()
        if key not in self._expected:
            self._expected[key] = self._worked_out(run)
        return self._expected[key]

    def _worked_out(self, run: Run) -> float | None:
        taken = [each for each in self._finished if each[0]["run"] != run.id]
        alike = sorted(taken, key=lambda each: _likeness(run, each[0]), reverse=True)[:MOST_ALIKE]
        alike = [each for each in alike if _likeness(run, each[0]) == _likeness(run, alike[0][0])]
        epochs = run.spec.settings.epochs
        times = [took * (epochs / of if epochs and (of := each["settings"].get("epochs")) else 1.0) for each, took in alike]
        return statistics.median(times) if times else None

    def left(self, run: Run, log: list[dict[str, Any]]) -> float | None:
        """Seconds that a run which is trained will still take."""
        expected = self.expected(run)
        started = next((event for event in reversed(log) if event["event"] == "started"), None)
        gone = max(0.0, time.time() - started["time"]) if started is not None else 0.0
        return None if expected is None else max(0.0, expected - gone)

    @cached_property
    def _finished(self) -> list[tuple[Facts, float]]:
        """The newest finished runs with the seconds they took."""
        index = index_of(self._home)
        index.look()
        found = [each for each in newest(index, self._owner, limit=LOOKED_AT) if each["status"] == "finished"]
        return [(each, sum(each["seconds"].get(name) or 0.0 for name in TRAINER_STAGES)) for each in found]


def _likeness(run: Run, other: Facts) -> tuple[bool, bool, bool]:
    """What two runs have in common that costs time, the weightiest first."""
    ours = run.spec
    return (
        (ours.backbone, ours.settings.frozen) == (other["backbone"], other["frozen"]),
        {"source": ours.source, "target": ours.target} == other["datasets"],
        ours.strategy == other["strategy"],
    )
