"""When to take a snapshot while a run trains: often enough to see movement, rarely enough not to slow down training."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from tlgui.strategies.base import Phase
from tlgui.training.loop import EVALUATIONS

MOMENTS = 6
"""Maximum number of snapshots while a run trains."""

SECONDS_APART = 1.5
"""About the time that the next map takes (``benchmarks/maps.py``), so that maps keep up; short runs have fewer snapshots."""

SHARE = 0.05
"""Largest share of the training time that snapshots may take."""


class SnapshotSchedule:
    """Chooses evaluations for snapshots: every few, never the last (the kept one has its own snapshot).

    The first is always taken. After that, the time since the last one must be at least :data:`SECONDS_APART` and at least its cost divided
    by :data:`SHARE`. ``seen``: evaluations of an earlier trainer.
    """

    def __init__(self, phases: Sequence[Phase], clock: Callable[[], float] = time.monotonic, *, seen: int = 0) -> None:
        self._expected = sum(EVALUATIONS if phase.kind == "gradient" else 1 for phase in phases)
        self._every = -(-self._expected // MOMENTS)
        self._seen = seen
        self._not_before = float("-inf")
        self._clock = clock

    def at_evaluation(self, take: Callable[[], object]) -> bool:
        """Handle an evaluation; calls ``take`` if a snapshot is due. Returns whether it was."""
        place, began = self._seen, self._clock()
        self._seen += 1
        if place % self._every or place >= self._expected - 1 or began < self._not_before:
            return False
        take()
        over = self._clock()
        self._not_before = over + max(SECONDS_APART, (over - began) / SHARE)
        return True
