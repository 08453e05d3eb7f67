"""The queue of runs: which are training, which are waiting in which order, and for how long, estimated from earlier runs."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any, cast

from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import Job, JobQueue
from tlgui.runs.events import read_outline
from tlgui.runs.index.line import Line
from tlgui.runs.past import Ground, Past
from tlgui.runs.run import Run
from tlgui.runs.status import Status, status_of
from tlgui.runs.store import RunStore
from tlgui.texts import say

SHARED_SECONDS = 1.0
"""For this long, all who ask get the same forecast, unless a run came, went or was moved."""

UNKNOWN = float("inf")
"""When a job ends if nobody knows how long it takes."""


@dataclass(frozen=True)
class Foreseen:
    """A run in the line, whosoever it is.

    Attributes
    ----------
    starts_in:
        About how many seconds until it begins; ``None`` for one that is trained, and where nothing like what comes first was ever trained here.
    """

    job: Job
    run: Run
    log: list[dict[str, Any]]
    starts_in: float | None

    @property
    def waits(self) -> bool:
        return self.job.state == "queued"


@dataclass(frozen=True)
class InLine:
    """A run in the line, as its owner may see it.

    Attributes
    ----------
    place:
        1 for the owner's run that comes next; ``None`` for one that is trained.
    starts_in:
        As in :class:`Foreseen`.
    mine_before:
        The owner's runs that come before it, those that are trained included.
    others_before:
        The strategies of the runs of others that do: not whose they are, or what they are called.
    """

    run: Run
    status: Status
    place: int | None
    starts_in: float | None
    mine_before: tuple[Run, ...] = ()
    others_before: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Its place among all, 1 for the first; those that are trained count."""
        return 1 + len(self.mine_before) + len(self.others_before)

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
            "number": None if self.place is None else self.number,
            "starts_in": self.starts_in,
        }


@dataclass(frozen=True)
class Forecast:
    """Everybody's runs in the line, in the order in which they begin: the queue's own rule, played through with how long each takes."""

    line: Line
    runs: list[Foreseen]

    def of(self, owner: str) -> list[InLine]:
        """The owner's runs. Those of others take their time, and are only counted."""
        found: list[InLine] = []
        mine: list[Run] = []
        others: list[str] = []
        place = 0
        for each in self.runs:
            if each.job.owner != owner:
                others.append(each.run.spec.strategy)
                continue
            status = status_of(each.run, cast(JobQueue, self.line), each.log)
            place += each.waits
            if each.waits:
                found.append(InLine(each.run, status, place, each.starts_in, tuple(mine), tuple(others)))
            else:
                found.append(InLine(each.run, status, None, None))
            mine.append(each.run)
        return found


def forecast(home: Home, line: Line, known: dict[str, Run] | None = None) -> Forecast:
    """What will happen in the line. ``known``: runs that were read before, by id; those that are read now are added."""
    known = {} if known is None else known
    runs = {job.id: run for job in line.jobs if (run := _run_of(home, job, known)) is not None}
    logs = {job: read_outline(run.events_path) for job, run in runs.items()}
    past = Past(home, [(runs[job.id], logs[job.id]) for job in line.standing.working if job.id in runs])
    grounds, turns = past.grounds(), line.standing.turns()
    found: list[Foreseen] = []
    ends: list[tuple[float, str]] = []

    def begin(job: Job, at: float) -> None:
        run, waits = runs.get(job.id), job.state == "queued"
        takes: float | None = 0.0  # one that cannot be read fails at once
        if run is not None:
            ground, log = Ground.of(run), logs[job.id]
            first = ground not in grounds
            grounds.add(ground)
            takes = past.expected(run, first=first) if waits else past.left(run, log, first=first)
            found.append(Foreseen(job, run, log, at if waits and at != UNKNOWN else None))
        ends.append((UNKNOWN if takes is None else at + takes, job.owner))

    for job in line.standing.working:
        begin(job, 0.0)
    at = 0.0
    while True:
        if len(ends) >= line.at_a_time:
            first_to_end = min(ends, key=lambda each: each[0])
            ends.remove(first_to_end)
            at, owner = first_to_end
            turns.ended(owner)
        following = turns.next()
        if following is None:
            return Forecast(line, found)
        begin(following, at)


def _run_of(home: Home, job: Job, known: dict[str, Run]) -> Run | None:
    run = known.get(job.run or "")
    if run is None:
        try:
            run = RunStore(home).get(job.run or "", job.owner)
        except UserError:
            return None
        known[run.id] = run
    return run


class Forecasts:
    """The newest forecast of a home, so that thirty who watch the line cost little more than one."""

    def __init__(self, home: Home, queue: JobQueue) -> None:
        self._home = home
        self._queue = queue
        self._lock = threading.Lock()
        self._known: dict[str, Run] = {}
        self._made: tuple[float, object, Forecast] | None = None

    def now(self) -> Forecast:
        """What is foreseen of the line as it stands, at most :data:`SHARED_SECONDS` old."""
        with self._lock:
            line = Line(self._queue)
            looks = (line.at_a_time, [(job.id, job.state) for job in line.jobs])
            if self._made is None or self._made[1] != looks or time.monotonic() - self._made[0] > SHARED_SECONDS:
                self._known = {job.run: run for job in line.jobs if job.run and (run := self._known.get(job.run)) is not None}
                self._made = (time.monotonic(), looks, forecast(self._home, line, self._known))
            return self._made[2]


def line(home: Home, queue: JobQueue, owner: str = LOCAL_OWNER) -> list[InLine]:
    """The owner's runs that are trained or wait, in their order."""
    return forecast(home, Line(queue)).of(owner)


def starts(each: InLine, language: str) -> str:
    """About when a run that waits begins, in words."""
    if each.starts_in is None:
        return say("queue.unknown", language)
    about = rounded(each.starts_in)
    return say("queue.starts", language, seconds=about) if about else say("queue.soon", language)


def rounded(seconds: float) -> float:
    """As exactly as it is known: to ten seconds, to minutes, to ten minutes."""
    unit = 10 if seconds < 120 else 60 if seconds < 3600 else 600
    return unit * round(seconds / unit)


def at_a_time(queue: JobQueue, language: str) -> str:
    """How many runs are trained at a time, and why so many."""
    found = queue.launcher.capacity()
    return say(found.why, language, count=found.runs, **found.values)


def move(queue: JobQueue, run: Run, place: int) -> None:
    """Let a run that waits be the ``place``-th (from 1) of its owner's; ``not_waiting`` when it does not wait (any more)."""
    job = queue.of_run(run.id, "train")
    if job is None or not queue.move(job, place):
        raise UserError("not_waiting", run=run.id[:8])
