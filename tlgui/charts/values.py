"""Values to predict as the map explorer shows them: cut into steps, each with a color of its own, light for large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

COLOURS = ("#5b3a8c", "#4a5aa8", "#3478a8", "#2393a0", "#2aac83", "#5cc163", "#a1cf45", "#e0c93a")
"""From violet to yellow in even steps of brightness: the order is clear without a legend and with any kind of color blindness."""

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Steps:
    """Equal steps between the smallest and the largest value."""

    edges: NDArray[np.float64]

    @classmethod
    def of(cls, values: Sequence[NDArray[np.floating]]) -> Steps:
        """For all known values together; the outermost hundredth on each side falls into the outer steps, so that no stray value sets them."""
        known = np.concatenate([np.asarray(each, np.float64).ravel() for each in values]) if values else np.zeros(0)
        known = known[np.isfinite(known)]
        low, high = np.percentile(known, (1, 99)) if len(known) else (0.0, 1.0)
        if high <= low:
            low, high = low - 0.5, high + 0.5
        return cls(np.linspace(low, high, len(COLOURS) + 1))

    def places(self, values: NDArray[np.floating]) -> NDArray[np.int32]:
        """The step of each value, -1 for NaN."""
        given = np.asarray(values, np.float64)
        found = np.clip(np.searchsorted(self.edges, given, side="right") - 1, 0, len(COLOURS) - 1)
        return np.where(np.isfinite(given), found, -1).astype(np.int32)

    @property
    def names(self) -> list[str]:
        """``3.1 – 4.2`` for each step."""
        return [f"{low:.4g} – {high:.4g}" for low, high in zip(self.edges, self.edges[1:], strict=False)]
