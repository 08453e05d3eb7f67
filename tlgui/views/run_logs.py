"""The logs of the runs that pages watch, kept in memory.

The log of a run only grows, so each run is read once and then only what was added; thirty pages that watch a run cost little more than
one. Everything here is derived from the run's folder and can be discarded at any time.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from tlgui.jobs.queue import JobQueue
from tlgui.runs import events, remarks
from tlgui.runs.diagnosis import Health, Light, light_from
from tlgui.runs.index.rows import Facts, facts_of
from tlgui.runs.run import Run
from tlgui.runs.status import Status, status_of
from tlgui.runs.target_scores import TargetScores

RUNS_KEPT = 32
EVENTS_KEPT = 100_000
"""In all logs together, about 700 bytes each; the log that is asked for is kept whatever its length."""

Event = dict[str, Any]


class WatchedRun:
    """The events of one run, read as they are written, and what was worked out from them.

    Callers hold its ``lock``.

    Attributes
    ----------
    events:
        All of them.
    outline:
        Those that are no points of curves.
    last:
        The last of each kind.
    last_of:
        The last of each kind about each reference.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.lock = threading.Lock()
        self.events: list[Event] = []
        self.outline: list[Event] = []
        self.last: dict[str, Event] = {}
        self.last_of: dict[tuple[str, str], Event] = {}
        self._offset = 0
        self._references = 0
        self._health = Health()
        self._metrics: dict[tuple[int, str | None], float | None] = {}
        self._scores: tuple[str, TargetScores] | None = None
        self._facts: tuple[Any, Facts] | None = None
        self._light: tuple[int, Light | None] = (0, None)
        self._revealed: tuple[Any, dict[str, Any] | None] = (None, None)
        self._status = Status("queued")
        self._looked = float("-inf")
        self._answers: dict[Any, bytes] = {}

    def read(self) -> None:
        """Read what was added since the last call."""
        added, self._offset = events.read_known(self.run.events_path, self._offset)
        for event in added:
            self._add(event)

    def _add(self, event: Event) -> None:
        kind = event["event"]
        self.events.append(event)
        self.last[kind] = event
        self._health.add(event)
        if "kind" in event:
            self.last_of[kind, str(event["kind"])] = event
        if kind not in events.POINTS:
            self.outline.append(event)
            self._references += kind == "reference"

    def look(self, queue: JobQueue, asked: float) -> Status:
        """The state of the run as it was at ``asked`` (monotonic time) or later, its log read as far as it was then.

        While many ask at once, one look is for all who have asked before it.
        """
        if self._looked < asked:
            began = time.monotonic()
            self._answers.clear()
            self.read()
            self._status = status_of(self.run, queue, self.outline)
            self._looked = began
        return self._status

    def answer(self, key: Any, make: Callable[[], bytes]) -> bytes:
        """The result of ``make``, computed once between two looks and shared by all who ask for the same."""
        if key not in self._answers:
            self._answers[key] = make()
        return self._answers[key]

    def generation(self) -> str:
        """Changes when points that were sent already would look different: a reveal, or a reference whose predictions came."""
        return f"{self.run.opened:d}{self._references}"

    def revealed(self) -> dict[str, Any] | None:
        """:meth:`tlgui.runs.run.Run.revealed`, read again only after a reveal, since it may be the labels of thousands of pictures."""
        try:
            facts = self.run.reveal_path.stat()
            seen = (facts.st_mtime_ns, facts.st_ino)
        except OSError:
            seen = None
        if self._revealed[0] != seen:
            self._revealed = (seen, self.run.revealed())
        return self._revealed[1]

    def reveal_state(self) -> str:
        """``possible`` while labels that exist are sealed, ``done`` once somebody opened them, else ``none``."""
        if self.revealed() is not None:
            return "done"
        return "possible" if self.run.spec.sealed and self.run.spec.target and "evaluation" in self.last else "none"

    def target_labels(self) -> str:
        """``open``, ``sealed``, or ``none``: the target never had any, or there is none."""
        return "open" if self.revealed() is not None else "sealed" if self.run.spec.sealed and self.run.spec.target else "none"

    def target_metric(self, step: int, kind: str | None) -> float | None:
        """The metric on the target at an evaluation of the run, or of its reference ``kind``; ``None`` while labels are sealed."""
        scores = self._scored()
        if (step, kind) not in self._metrics:
            self._metrics[step, kind] = scores.at(step, kind)
        return self._metrics[step, kind]

    def to_label(self) -> str | None:
        """The target's id, unless the labels of all of its pictures are open: then labeling some says nothing new."""
        return None if self._scored().every_label_is_open else self.run.spec.target

    def _scored(self) -> TargetScores:
        """Its predictions, read again only when labels were opened or a reference came."""
        generation = self.generation()
        if self._scores is None or self._scores[0] != generation:
            self._scores, self._metrics = (generation, TargetScores(self.run, self.events)), {}
        return self._scores[1]

    def facts(self, status: Status) -> Facts:
        """:func:`tlgui.runs.index.rows.facts_of`, recomputed only if more happened than points of a curve."""
        state = (
            *(len(self.outline), "evaluation" in self.last, self.generation(), status),
            *(maps_version(self.run), remarks.version(self.run.folder)),
        )
        if self._facts is None or self._facts[0] != state:
            self._facts = (state, facts_of(self.run, self.events, status))
        return self._facts[1]

    def light(self) -> Light | None:
        """:func:`tlgui.runs.diagnosis.light_of`, recomputed only if something was added."""
        if self._light[0] != len(self.events):
            self._light = (len(self.events), light_from(self.last, self._health, self.outline))
        return self._light[1]


class RunLogs:
    """The logs of the runs that were looked at last."""

    def __init__(self) -> None:
        self._logs: OrderedDict[str, WatchedRun] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, run: Run) -> WatchedRun:
        with self._lock:
            log = self._logs.pop(run.id, None) or WatchedRun(run)
            self._logs[run.id] = log
            while len(self._logs) > RUNS_KEPT or (len(self._logs) > 1 and self._events() > EVENTS_KEPT):
                self._logs.popitem(last=False)
            return log

    def _events(self) -> int:
        return sum(len(log.events) for log in self._logs.values())

    def facts(self, run: Run, queue: JobQueue) -> tuple[Status, Facts]:
        """The index's facts about a run that is not over, as :func:`tlgui.runs.index.rows.read_facts` would."""
        asked = time.monotonic()
        log = (
            self.of(run) if run.events_path.exists() else WatchedRun(run)
        )  # hundreds may be waiting: they must not push logs out of the cache
        with log.lock:
            status = log.look(queue, asked)
            return status, log.facts(status)


def maps_version(run: Run) -> str:
    """Changes when a map was added or the labels were opened; empty before the first map."""
    try:
        changed = (run.folder / "maps" / "maps.json").stat().st_mtime_ns
    except OSError:
        return ""
    return f"{changed:x}-{run.opened:d}"
