"""Which evaluation to keep: one rule, used everywhere, that never sees a target label.

No label-free score is safe alone (entropy, for one, is best for a model that collapsed to one class). So: first a gate on the source's
validation metric, then the mean rank over three scores of different kinds; the source-only reference is always a candidate. For a task
without such scores (regression) the source validation metric alone decides.

Lists that compare networks use the same rule, with one thing more: they say of a network that it no longer knows the source, so there the gate
shuts only where chance does not explain the loss.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.agreement import ranks_of

GATE = 0.15
"""An evaluation whose source validation metric is more than this below the best one is out.

Adaptation costs some accuracy on the source, and a validation part of 80 pictures is off by several points by chance. Chosen on an earlier
network, of which 0.02, the first choice, kept only the first epochs of MCC (the pick was 3 points below the run's last epoch). Tables of
today's network have both gates (docs/strategies): over 64 rows of strategies the pick is 0.7 points below the best evaluation on average
and 5.9 at most, with 0.02 0.9 and 7.7; where nothing was chosen the two are alike. The gate was not chosen anew
(``docs/decisions/0006-pick-gate.md``). Its purpose is to exclude networks that have forgotten the source.
"""

SURE = 0.05
"""A loss on the source that chance alone makes no oftener than this is one."""

RANKED = ("information_maximisation", "bnm", "class_ami")


@dataclass(frozen=True)
class Candidate:
    """An evaluation (``step``) of a run, or its source-only reference (``step`` is None)."""

    step: int | None
    source_metric: float | None
    scores: dict[str, float]


@dataclass(frozen=True)
class Pick:
    """The chosen candidate and the reason: mean rank by step (higher is better) of those that passed the gate."""

    step: int | None
    mean_ranks: dict[str, float]


def pick(candidates: Sequence[Candidate], *, larger_is_better: bool = True, gate: float = GATE) -> Pick:
    """The candidate with the best mean rank among those that pass the gate; the latest of equals.

    Parameters
    ----------
    candidates:
        In the order of training, the source-only reference first. At least one.
    gate:
        A different gate, for comparisons.
    """
    sign = 1.0 if larger_is_better else -1.0
    metrics = sign * np.asarray([each.source_metric for each in candidates], float)  # None is NaN
    if any(name in each.scores for each in candidates for name in RANKED):
        means = mean_ranks(metrics, np.asarray([[each.scores.get(name) for name in RANKED] for each in candidates], float), gate)
    else:
        means = _ranks(metrics)
    passed = np.flatnonzero(~np.isnan(means)).tolist()
    chosen = max(passed, key=lambda place: (round(float(means[place]), 9), place))
    return Pick(candidates[chosen].step, {str(candidates[place].step): float(means[place]) for place in passed})


def mean_ranks(
    metrics: NDArray[np.float64], scores: NDArray[np.float64], gate: float = GATE, pictures: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """The mean rank of each candidate over its scores; higher is better.

    Parameters
    ----------
    metrics:
        (n,): source validation metrics, larger is better; NaN for one that is not known, which passes the gate.
    scores:
        (n, k): NaN ranks worst.
    pictures:
        (n,): of how many pictures the metrics are accuracies; NaN where that is not known. Then a loss that as few of them make by chance keeps
        nobody out.

    Returns
    -------
    (n,); NaN for those that the gate keeps out.
    """
    best = np.nanmax(metrics) if not np.isnan(metrics).all() else 0.0
    passed = ~(metrics < best - gate - 1e-9)
    if pictures is not None and not passed.all():
        passed |= _by_chance(metrics, gate, pictures)
    means = np.full(len(metrics), np.nan)
    means[passed] = np.mean([_ranks(each) for each in scores[passed].T], axis=0)
    return means


def _by_chance(metrics: NDArray[np.float64], gate: float, pictures: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(n,): of whom it is known on how many pictures, and who lost no more than chance may make of it.

    Each is compared with the best of those that were asked about as many pictures: one that is right on its only picture is no measure.
    """
    known = ~np.isnan(metrics) & ~np.isnan(pictures)
    bests = [(count, float(metrics[known & (pictures == count)].max())) for count in np.unique(pictures[known]).tolist()]
    highest = metrics[~known & ~np.isnan(metrics)].max(initial=-np.inf)
    found = np.zeros(len(metrics), bool)
    for metric, count in set(zip(metrics[known].tolist(), pictures[known].tolist(), strict=True)):
        higher = [(n, best) for n, best in bests if metric < best - gate - 1e-9]
        surely = any(_chance_of_loss(round(metric * count), int(count), round(best * n), int(n)) <= SURE for n, best in higher)
        if not surely and not metric < highest - gate - 1e-9:
            found |= (metrics == metric) & (pictures == count)
    return found


@lru_cache(maxsize=4096)
def _chance_of_loss(right: int, of: int, others_right: int, others: int) -> float:
    """How probable it is that so few ``of`` some pictures are right, or fewer, if they are right as often as ``others``: Fisher's exact test,
    one-sided.
    """
    together, whole = right + others_right, _log_ways(of + others, right + others_right)
    ways = (_log_ways(of, each) + _log_ways(others, together - each) for each in range(max(0, together - others), right + 1))
    return sum(math.exp(each - whole) for each in ways)


def _log_ways(of: int, chosen: int) -> float:
    """log of the number of ways to choose."""
    return math.lgamma(of + 1) - math.lgamma(chosen + 1) - math.lgamma(of - chosen + 1)


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 0 (worst), ties sharing their mean; NaN ranks worst."""
    return ranks_of(np.nan_to_num(values, nan=-np.inf)) - 1
