"""How far two orders of the same things agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

CRITICAL_VALUE = 1.96
"""Of the standard normal distribution, at a significance level of 0.05 on both sides: one in twenty pairs of unrelated orders is by chance
more than so many standard errors from zero.
"""


def spearman(one: ArrayLike, other: ArrayLike) -> float | None:
    """Spearman's rank correlation of two rows (n,) of numbers, equal ones sharing their mean rank: from -1 to 1.

    ``None`` for fewer than three, or where all numbers of a row are equal.
    """
    ranks = [ranks_of(np.asarray(each, float)) for each in (one, other)]
    if len(ranks[0]) < 3 or any(np.ptp(each) == 0 for each in ranks):
        return None
    centered = [each - each.mean() for each in ranks]
    return float(centered[0] @ centered[1] / np.sqrt((centered[0] @ centered[0]) * (centered[1] @ centered[1])))


def could_be_chance(rho: float, n: int) -> bool:
    """Whether two unrelated orders of ``n`` things would agree this much at least once in twenty times."""
    return abs(rho) * np.sqrt(n - 1) < CRITICAL_VALUE


def ranks_of(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1 (the smallest), equal values sharing their mean."""
    ordered = np.sort(values)
    return (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") + 1) / 2
