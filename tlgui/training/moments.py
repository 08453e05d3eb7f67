"""When to take a snapshot while a run trains: often enough to see it move, so rarely that training does not notice."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from tlgui.strategies.base import Phase
from tlgui.training.loop import EVALUATIONS

MOMENTS = 6
"""At most so many snapshots while a run trains."""

SECONDS_APART = 1.5
"""About the time that the next map takes (``benchmarks/maps.py``): a shorter run has fewer moments, and its maps are not late."""

SHARE = 0.05
"""Snapshots take no more of the training time than this."""


class SnapshotSchedule:
    """Chooses evaluations for snapshots: every few, never the last (the kept one has a snapshot of its own).

    The first is always taken. The time since the one before must be at least :data:`SECONDS_APART` and the cost of the one before divided by
    :data:`SHARE`. ``seen``: evaluations of an earlier trainer.
    """

    def __init__(self, phases: Sequence[Phase], clock: Callable[[], float] = time.monotonic, *, seen: int = 0) -> None:
        self._expected = sum(EVALUATIONS if phase.kind == "gradient" else 1 for phase in phases)
        self._every = -(-self._expected // MOMENTS)
        self._seen = seen
        self._not_before = float("-inf")
        self._clock = clock

    def at_evaluation(self, take: Callable[[], object]) -> bool:
        """Tell of an evaluation; ``take`` is called when it is a moment. Returns whether it was."""
        place, began = self._seen, self._clock()
        self._seen += 1
        if place % self._every or place >= self._expected - 1 or began < self._not_before:
            return False
        take()
        over = self._clock()
        self._not_before = over + max(SECONDS_APART, (over - began) / SHARE)
        return True
