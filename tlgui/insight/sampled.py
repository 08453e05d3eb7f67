"""What the labels of a few pictures say of all of them: which pictures to ask for, and how sure that makes an accuracy.

Pictures fall into **strata**: those on which the networks disagree, and those on which all say the same. Within a stratum they are drawn at
random without replacement, so each picture of it is as likely to be drawn as any other, and its label stands for (pictures of the stratum) /
(labels in it) of them: the estimator of Horvitz and Thompson (1952). Where nobody disagrees, or nothing is known yet, there is one stratum, and
all of it is a simple random sample.

Labels go where they tell most: as many are drawn from a stratum as its size times how much pictures differ in it (Neyman, 1934), which is not
known beforehand and assumed. That it pays to ask where networks disagree: Sawade et al., "Active Risk Estimation", ICML 2010; Kossen et al.,
"Active Testing", ICML 2021. Both draw each picture with a probability of its own; two strata are what an exact interval can be worked out for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
SPREAD = {True: 0.5, False: 0.3}
"""Standard deviation of "right or wrong" that is assumed where networks disagree (half of them right), and where they agree (nine in ten)."""

SPLITS = 64
"""Ways in which right pictures may be spread over two strata that are tried for each number of them; all where there are not more."""

FEWEST_ERRORS = 10
"""Labels of values before a mean error gets an interval."""


class Stratum(NamedTuple):
    """A stratum as far as it is known: how many pictures it has, how many of them have a label, and how many of these are right."""

    size: int
    labeled: int
    right: int


class Estimate(NamedTuple):
    """A share of all pictures, with the interval that holds the true one; ``value`` is NaN before there is a label."""

    value: float
    low: float
    high: float


def drawing_order(disputed: NDArray[np.bool_], seed: int) -> NDArray[np.int64]:
    """The numbers of all pictures (n,) in the order in which they are asked for.

    Each beginning of it is a simple random sample of both strata, of sizes that depend on nothing but ``disputed`` (n,): whether networks
    disagree on a picture.
    """
    random = np.random.default_rng(seed)
    places = {kind: random.permutation(np.flatnonzero(disputed == kind)) for kind in (True, False)}
    pull = {kind: len(each) * SPREAD[kind] for kind, each in places.items()}
    total = sum(pull.values())
    turns = [(np.arange(len(places[kind])) + 0.5) * total / pull[kind] for kind in (True, False) if len(places[kind])]
    numbers = [places[kind] for kind in (True, False) if len(places[kind])]
    if not numbers:
        return np.zeros(0, np.int64)
    return np.concatenate(numbers)[np.argsort(np.concatenate(turns), kind="stable")]


def share_right(strata: Sequence[Stratum]) -> Estimate:
    """The share of all pictures that is right, with its 95 % interval. At most two strata may have labels.

    The interval holds every share that the labels do not speak against, whatever it is in each stratum (test inversion: Clopper and Pearson,
    1934, for one stratum; Wendell and Schmee, "Exact inference for proportions from a stratified finite population", JASA 91, 1996, for two).
    So it holds the truth at least as often as it claims. It knows how many pictures there are: once all have labels, nothing is unsure.
    """
    strata = sorted(each for each in strata if each.size)
    if not sum(each.labeled for each in strata):
        return Estimate(math.nan, 0.0, 1.0)
    return _share_right(tuple(strata))


def with_counted(estimate: Estimate, size: int, counted: Sequence[bool] | NDArray[np.bool_]) -> Estimate:
    """An estimate of the share of ``size`` pictures that is right, as one of these and of others that are ``counted`` one by one."""
    if not len(counted):
        return estimate
    right, total = int(np.sum(counted)), size + len(counted)
    return Estimate(*((right + (share * size if size else 0)) / total for share in estimate))


@lru_cache(maxsize=4096)
def _share_right(strata: tuple[Stratum, ...]) -> Estimate:
    total = sum(each.size for each in strata)
    value = float(sum(part * weight for part, weight in zip(_parts_right(strata), _weights(strata), strict=True)))
    asked = [each for each in strata if each.labeled]
    # A stratum without a label may be wholly right or wholly wrong.
    free = total - sum(each.size for each in asked)
    known = _Known(asked)
    low, high = known.fewest(), known.most() + free
    return Estimate(value, low / total, high / total)


def _weights(strata: Sequence[Stratum]) -> list[float]:
    """How much each stratum counts; one without labels is taken to be like the others."""
    sizes = [each.size if each.labeled else 0 for each in strata]
    return [size / sum(sizes) for size in sizes]


def _parts_right(strata: Sequence[Stratum]) -> list[float]:
    return [each.right / each.labeled if each.labeled else 0.0 for each in strata]


class _Known:
    """How many pictures of one or two strata may be right, given their labels."""

    def __init__(self, strata: Sequence[Stratum]) -> None:
        self._first, self._second = (list(strata) + [Stratum(0, 0, 0)])[:2]
        self._total = sum(each.size for each in strata)
        self._seen = self._statistic(np.array(self._first.right), np.array(self._second.right))
        x = np.arange(self._first.labeled + 1)[:, None]
        y = np.arange(self._second.labeled + 1)[None, :]
        statistic = self._statistic(x, y)
        self._at_most, self._at_least = statistic <= self._seen + 1e-9, statistic >= self._seen - 1e-9

    def _statistic(self, x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.float64]:
        return self._first.size * x / max(1, self._first.labeled) + self._second.size * y / max(1, self._second.labeled)

    def fewest(self) -> int:
        """The smallest number of right pictures with which so many right labels are not too unlikely."""
        low, high = self._first.right + self._second.right, self._total
        while low < high:
            middle = (low + high) // 2
            if self._likelihood(middle, self._at_least) > (1 - CONFIDENCE) / 2:
                high = middle
            else:
                low = middle + 1
        return low

    def most(self) -> int:
        """The largest number of right pictures with which so few right labels are not too unlikely."""
        wrong = sum(each.labeled - each.right for each in (self._first, self._second))
        low, high = 0, self._total - wrong
        while low < high:
            middle = (low + high + 1) // 2
            if self._likelihood(middle, self._at_most) > (1 - CONFIDENCE) / 2:
                low = middle
            else:
                high = middle - 1
        return low

    def _likelihood(self, right: int, outcomes: NDArray[np.bool_]) -> float:
        """The largest probability of these outcomes (x, y), over the ways to spread so many right pictures over both strata."""
        least, most = max(0, right - self._second.size), min(self._first.size, right)
        splits = np.unique(np.linspace(least, most, SPLITS + 1).round().astype(np.int64))
        first = _probabilities(self._first, splits)
        second = _probabilities(self._second, right - splits)
        return float((first @ outcomes * second).sum(1).max())


def _probabilities(stratum: Stratum, right: NDArray[np.int64]) -> NDArray[np.float64]:
    """(s, labels + 1): the probability of 0, 1, … right labels where so many (s,) of the stratum's pictures are right (hypergeometric)."""
    logs, n, size = _log_factorials(stratum.size), stratum.labeled, stratum.size
    found, right = np.arange(n + 1)[None, :], right[:, None]
    possible = (found <= right) & (n - found <= size - right)
    x = np.where(possible, found, 0)
    k, rest = np.broadcast_to(right, possible.shape), size - right
    missed = np.where(possible, n - x, 0)
    whole = logs[k] - logs[x] - logs[np.where(possible, k - x, 0)] + logs[np.broadcast_to(rest, possible.shape)]
    whole = whole - logs[missed] - logs[np.where(possible, rest - missed, 0)] - logs[size] + logs[n] + logs[size - n]
    return np.exp(np.where(possible, whole, -np.inf))


@lru_cache(maxsize=16)
def _log_factorials(largest: int) -> NDArray[np.float64]:
    """log 0!, log 1!, … up to ``largest``."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, largest + 1)))])


def weights_of(sizes: Sequence[int], strata: NDArray[np.integer]) -> NDArray[np.float64]:
    """How many pictures each label (n,) stands for. ``strata`` (n,): the place in ``sizes`` of its stratum."""
    counts = np.bincount(strata, minlength=len(sizes))
    return np.array([sizes[each] / counts[each] for each in strata.tolist()], np.float64)


def effective_count(weights: NDArray[np.floating]) -> float:
    """How many labels of a simple random sample labels with these weights (n,) are worth: (Σw)² / Σw² (Kish, 1965)."""
    return float(weights.sum() ** 2 / np.square(weights).sum()) if len(weights) else 0.0


def chance_of_lead(gains: NDArray[np.floating]) -> float:
    """How probable a lead at least as large is by chance alone, if neither of two networks is better: an exact one-sided sign test.

    Parameters
    ----------
    gains:
        (n,): for each labeled picture on which exactly one of both is right, how many pictures it stands for; negative where the other one is.
        All have one of at most two sizes. The test turns each sign round with probability ½ (McNemar's, where the sizes are equal).
    """
    if not len(gains):
        return 1.0
    sizes, counts = np.unique(np.abs(gains).round(9), return_counts=True)
    outcomes, chances = np.zeros(1), np.ones(1)
    for size, count in zip(sizes.tolist(), counts.tolist(), strict=True):
        ways = np.array([math.comb(count, k) / 2**count for k in range(count + 1)])
        moved = size * (2 * np.arange(count + 1) - count)
        outcomes = (outcomes[:, None] + moved[None, :]).ravel()
        chances = (chances[:, None] * ways[None, :]).ravel()
    return min(1.0, float(chances[outcomes >= gains.sum() - 1e-6].sum()))


def mean_error(errors: NDArray[np.floating], size: int) -> Estimate:
    """The mean error over ``size`` pictures, with its 95 % interval, from the errors (n,) on a simple random sample of them.

    Errors are skewed, and Student's interval then holds the truth too seldom. So skewness is transformed away first (Hall, "On the Removal of
    Skewness by Transformation", JRSS B 54, 1992). With fewer than :data:`FEWEST_ERRORS` there is no interval: it would promise too much.
    """
    from scipy.special import stdtrit

    n = len(errors)
    if not n:
        return Estimate(math.nan, 0.0, math.inf)
    mean, spread = float(errors.mean()), float(errors.std(ddof=1)) if n > 1 else 0.0
    if n >= size:
        return Estimate(mean, mean, mean)
    if n < FEWEST_ERRORS or spread == 0:
        return Estimate(mean, 0.0, math.inf)
    skewness = float((((errors - mean) / errors.std()) ** 3).mean())
    tail = float(stdtrit(n - 1, (1 + CONFIDENCE) / 2)) / math.sqrt(n)

    def straight(quantile: float) -> float:
        if abs(skewness) < 1e-6:
            return quantile
        return 3 / skewness * (float(np.cbrt(1 + skewness * (quantile - skewness / (6 * n)))) - 1)

    reach = spread * math.sqrt(1 - n / size)
    return Estimate(mean, max(0.0, mean - reach * straight(tail)), mean - reach * straight(-tail))
