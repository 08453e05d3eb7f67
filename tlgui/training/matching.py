"""Reweighting source pictures to the target's class shares.

Per-domain statistics, and a discriminator between the domains, mistake a different mix of classes for a different domain. So if the target's
class shares are known to differ, three things change for every strategy. The source's normalization statistics are weighted to the target's
shares. The source pictures that an aligning objective compares with the target's are drawn with these shares. And the pictures that the
classifier learns from are drawn evenly over the classes, so that none suffers from being rare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.class_shares import shares_of


@dataclass(frozen=True)
class Matching:
    """The class shares of both domains, (k,) each: ``source`` from its training pictures, ``target`` as given to the run."""

    source: NDArray[np.float64]
    target: NDArray[np.float64]

    @classmethod
    def of(cls, labels: NDArray[Any], target: NDArray[np.float64]) -> Matching:
        """For a source whose training pictures have these ``labels`` (n,)."""
        return cls(shares_of(labels, len(target)), target)

    def as_target(self, labels: NDArray[Any]) -> NDArray[np.float64]:
        """Weights (n,) that give source pictures with these ``labels`` (n,) the target's shares: 0 for a class it lacks."""
        return self._per_class(self.target)[labels]

    def evenly(self, labels: NDArray[Any]) -> NDArray[np.float64]:
        """Weights (n,) that make all classes equally frequent."""
        return self._per_class(np.ones_like(self.target))[labels]

    def _per_class(self, wanted: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(self.source > 0, wanted / np.where(self.source > 0, self.source, 1.0), 0.0)
