"""The frame that the maps of a run share: set by nearly all points, since one outlier would squeeze all others into a corner."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

TRIMMED = 0.01
"""Share of a map's points, at each end of each axis, that do not count; at least one point."""

ROOM = 0.5
"""A point is still inside the frame if it is no farther from the ones that count than this share of their range."""

MARGIN = 0.04
"""Empty space around the points, as a share of their range."""

FEWEST = 20
"""With fewer points, all of them count."""


def frame_of(maps: Sequence[NDArray[np.floating]]) -> list[float] | None:
    """The frame of all maps together, as left, right, bottom, top.

    Parameters
    ----------
    maps:
        Points (n, 2) of each map.

    Returns
    -------
    ``None`` if no point lies outside: then any frame that holds all of them will do.
    """
    lows, highs, outside = [], [], False
    for points in maps:
        if len(points) < FEWEST:
            low, high = (points.min(0), points.max(0)) if len(points) else (np.zeros(2), np.zeros(2))
        else:
            low, high = _nearly_all(points)
            outside |= bool((points < low).any() or (points > high).any())
        lows.append(low)
        highs.append(high)
    if not outside:
        return None
    low, high = np.min(lows, 0), np.max(highs, 0)
    margin = MARGIN * np.maximum(high - low, 1e-6)
    (left, bottom), (right, top) = low - margin, high + margin
    return [float(left), float(right), float(bottom), float(top)]


def _nearly_all(points: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper corner of the smallest frame that holds nearly all points of a map."""
    ordered = np.sort(points.astype(np.float64), axis=0)
    cut = max(1, math.ceil(TRIMMED * len(points)))
    low, high = ordered[cut], ordered[-1 - cut]
    room = ROOM * (high - low)
    inside = (ordered >= low - room) & (ordered <= high + room)
    return np.where(inside, ordered, np.inf).min(0), np.where(inside, ordered, -np.inf).max(0)
