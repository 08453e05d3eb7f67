"""What is done to features before they are compared: how many pictures, and in which units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FLAT = 1e-9
"""A feature whose standard deviation is smaller does not vary, and is not divided by it."""


def evenly_spread(size: int, most: int) -> NDArray[np.int64]:
    """At most ``most`` of ``size`` pictures, evenly spread: pictures stand in the order of their classes."""
    return np.arange(size) if size <= most else np.linspace(0, size - 1, most).astype(np.int64)


def standardized(features: NDArray[np.floating], sample: NDArray[np.floating] | None = None) -> NDArray[np.float64]:
    """Features (n, d), each with mean 0 and standard deviation 1 in ``sample`` (m, d), by default in ``features`` themselves."""
    features = np.asarray(features, np.float64)
    sample = features if sample is None else np.asarray(sample, np.float64)
    deviation = sample.std(0)
    return (features - sample.mean(0)) / np.where(deviation > FLAT, deviation, 1.0)
