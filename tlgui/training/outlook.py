"""Remaining time of a whole run: one figure at every moment, from the first stage on, that gets better as the run proceeds."""

from __future__ import annotations

from typing import Any

NETWORKS = ("baseline", "train", "normalisation_alone")
FEATURES_SECONDS, PICKING_SECONDS = 8.0, 1.0
"""For the feature stage, before its first pictures are done: imports, opening the engine, a few hundred pictures; and for comparing what
was evaluated, when training is over.
"""

NETWORK_SECONDS, UNFROZEN_SECONDS = 4.0, 15.0
"""For a network before any of this run has been trained: a head on features, or layers that see pictures."""

COST = {"baseline": 1.0, "train": 2.0, "normalisation_alone": 0.6}
"""Relative cost of each network: a strategy looks at both domains, and the second reference is mostly the first one evaluated again."""

TOLD_EVERY = 1.0
MEASURED_AFTER = 0.5
"""Seconds before a pace is trusted."""


class Outlook:
    """Sees the events of a run as they are written, and estimates from them how many seconds are left."""

    def __init__(self) -> None:
        self._to_come = ["features", "baseline", "train", "picking", "normalisation_alone"]
        self._there: set[str] = set()
        self._took: dict[str, float] = {}
        self._network = NETWORK_SECONDS
        self._stage = ""
        self._began = 0.0
        self._work: _Work | None = None
        self._told = float("-inf")

    def is_there(self, reference: str) -> None:
        """A reference need not be trained: an earlier run has done it, or this run does not use it."""
        self._there.add(reference)

    def saw(self, event: str, fields: dict[str, Any], now: float) -> float | None:
        """Handle an event at the monotonic time ``now``. Returns the seconds left if they should be reported: at each stage, and every
        second.
        """
        of_stage = fields.get("kind") == self._stage
        if event == "stage":
            self._stage, self._began, self._work, self._told = fields["name"], now, None, float("-inf")
            self._to_come = [each for each in self._to_come if each != self._stage]
        elif event == "settings":
            self._network = NETWORK_SECONDS if fields["settings"].get("frozen") == "all" else UNFROZEN_SECONDS
        elif event == "seconds" and fields["name"] in NETWORKS and fields["name"] not in self._there:
            self._took[fields["name"]] = fields["seconds"]
        elif event == "progress":
            self._work = self._work or _Work(now, fields["done"], fields["total"])
            self._work.done = fields["done"]
        elif event == "phase" or (event == "reference_phase" and of_stage):
            self._work = _Work(now, fields["step"], fields["step"] + fields["steps"])
        elif self._work is not None and (event == "step" or (event == "reference_step" and of_stage)):
            self._work.done = fields["step"]
        if not self._stage or now - self._told < TOLD_EVERY:
            return None
        self._told = now
        return self.left(now)

    def left(self, now: float) -> float:
        """Seconds until the run is over."""
        measured = None if self._work is None else self._work.left(now)
        current = max(0.0, self._expected(self._stage) - (now - self._began)) if measured is None else measured
        return current + sum(map(self._expected, self._to_come))

    def _expected(self, stage: str) -> float:
        if stage in self._there:
            return 0.0
        if stage not in COST:
            return PICKING_SECONDS if stage == "picking" else FEATURES_SECONDS
        known = [seconds / COST[name] for name, seconds in self._took.items()]
        return COST[stage] * known[-1] if known else self._network


class _Work:
    """Items done one after the other since ``began``."""

    def __init__(self, began: float, done: int, total: int) -> None:
        self.done = done
        self._began, self._first, self._total = began, done, total

    def left(self, now: float) -> float | None:
        """Seconds, by the pace so far; ``None`` before there is one."""
        passed, made = now - self._began, self.done - self._first
        if self.done >= self._total:
            return 0.0
        return passed / made * (self._total - self.done) if made > 0 and passed >= MEASURED_AFTER else None
