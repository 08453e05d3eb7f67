"""Source pictures that count so that their classes are mixed as the target's are.

Statistics taken domain by domain, and a discriminator that is shown both domains, take another mixture of classes for another domain. So where
the target's class shares are known to differ, three things change, for every strategy alike. The statistics of the source's normalisation are
those of the mixture that the target has. The source pictures that an aligning objective compares with the target's are drawn as that mixture.
And those that the classifier learns from are drawn evenly over the classes, so that none is learned less for being rare here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.class_shares import shares_of


@dataclass(frozen=True)
class Matching:
    """The class shares of both domains, (k,) each: ``source`` of its training pictures, ``target`` as the run was told."""

    source: NDArray[np.float64]
    target: NDArray[np.float64]

    @classmethod
    def of(cls, labels: NDArray[Any], target: NDArray[np.float64]) -> Matching:
        """For a source whose training pictures have these ``labels`` (n,)."""
        return cls(shares_of(labels, len(target)), target)

    def as_target(self, labels: NDArray[Any]) -> NDArray[np.float64]:
        """How much source pictures with these ``labels`` (n,) count to be mixed as the target is, (n,): 0 for a class that it lacks."""
        return self._per_class(self.target)[labels]

    def evenly(self, labels: NDArray[Any]) -> NDArray[np.float64]:
        """How much they count for all classes to be as frequent, (n,)."""
        return self._per_class(np.ones_like(self.target))[labels]

    def _per_class(self, wanted: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(self.source > 0, wanted / np.where(self.source > 0, self.source, 1.0), 0.0)
