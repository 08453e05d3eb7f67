"""The logs of the runs that pages look at, kept in memory.

The log of a run only grows, so each run is read once and then only what was added; thirty pages that look at a run cost little more than
one. Everything here is derived from the run's folder and can be thrown away at any time.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Any

from tlgui.jobs.pace import Pace
from tlgui.jobs.queue import JobQueue
from tlgui.runs import events, results
from tlgui.runs.diagnosis import Light, light_of
from tlgui.runs.status import Status
from tlgui.runs.store import Run

RUNS_KEPT = 32
LINES_KEPT = 4_000

Event = dict[str, Any]


class RunLog:
    """The events of one run, read as they are written, and what was worked out from them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.events: list[Event] = []
        self.lock = threading.Lock()
        self._offset = 0
        self._metrics: dict[tuple[int, str | None], float | None] = {}
        self._scores: tuple[str, results.TargetScores] | None = None
        self._summary: tuple[Any, dict[str, Any]] | None = None
        self._light: tuple[int, Light | None] = (0, None)
        self._paces: dict[str, Pace] = {}

    def read(self) -> None:
        """Read what was added since the last time."""
        added, self._offset = events.read_known(self.run.events_path, self._offset)
        self.events += added

    def last(self, kind: str) -> Event | None:
        return next((event for event in reversed(self.events) if event["event"] == kind), None)

    def generation(self) -> str:
        """Changes when points that were sent already would look different: a reveal, or a reference whose predictions came."""
        references = sum(event["event"] == "reference" for event in self.events)
        return f"{self.run.opened:d}{references}"

    def reveal_state(self) -> str:
        """``possible`` while labels that exist are sealed, ``done`` once somebody opened them, else ``none``."""
        if self.run.revealed() is not None:
            return "done"
        return "possible" if self.run.spec.sealed and self.run.spec.target and self.last("evaluation") is not None else "none"

    def target_metric(self, step: int, kind: str | None) -> float | None:
        """The metric on the target at an evaluation of the run, or of its reference ``kind``; ``None`` while labels are sealed."""
        generation = self.generation()
        if self._scores is None or self._scores[0] != generation:
            self._scores, self._metrics = (generation, results.TargetScores(self.run, self.events)), {}
        if (step, kind) not in self._metrics:
            self._metrics[step, kind] = self._scores[1].at(step, kind)
        return self._metrics[step, kind]

    def summary(self, queue: JobQueue, status: Status) -> dict[str, Any]:
        """:func:`tlgui.runs.results.summary`, worked out anew only when something changed."""
        state = (len(self.events), self.generation(), status, maps_version(self.run))
        if self._summary is None or self._summary[0] != state:
            self._summary = (state, results.summary(self.run, queue))
        return self._summary[1]

    def seconds_left(self, stage: str, done: int, total: int) -> float | None:
        """How long a stage will still take, by its pace since somebody looks at it; ``None`` before that is known."""
        return self._paces.setdefault(stage, Pace()).at(done, total, time.monotonic())["seconds_left"]

    def light(self) -> Light | None:
        """:func:`tlgui.runs.diagnosis.light_of`, worked out anew only when something was added."""
        if self._light[0] != len(self.events):
            self._light = (len(self.events), light_of(self.events))
        return self._light[1]


class RunLogs:
    """The logs of the runs that were looked at last."""

    def __init__(self) -> None:
        self._logs: OrderedDict[str, RunLog] = OrderedDict()
        self._lines: OrderedDict[tuple[str, str], tuple[Any, dict[str, Any]]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, run: Run) -> RunLog:
        with self._lock:
            log = self._logs.pop(run.id, None) or RunLog(run)
            self._logs[run.id] = log
            while len(self._logs) > RUNS_KEPT:
                self._logs.popitem(last=False)
            return log

    def line(self, run: Run, state: tuple[Any, ...]) -> dict[str, Any] | None:
        """The line of the list of results that was kept for a run in this state."""
        kept = self._lines.get((run.id, state[0]))
        return kept[1] if kept is not None and kept[0] == state else None

    def keep_line(self, run: Run, state: tuple[Any, ...], line: dict[str, Any]) -> None:
        """Keep a line for as long as ``state`` (the language first) stays the same."""
        with self._lock:
            self._lines[run.id, state[0]] = (state, line)
            while len(self._lines) > LINES_KEPT:
                self._lines.popitem(last=False)


def maps_version(run: Run) -> str:
    """Changes when a map was added or the labels were opened; empty before the first map."""
    try:
        changed = (run.folder / "maps" / "maps.json").stat().st_mtime_ns
    except OSError:
        return ""
    return f"{changed:x}-{run.opened:d}"
