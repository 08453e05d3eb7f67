"""Which evaluation to keep: one rule, used everywhere, that never sees a target label.

No label-free score is safe alone (entropy, for one, is best for a model that collapsed to one class). So: first a gate on the source's
validation metric, then the mean rank over three scores of different kinds; the source-only reference is always a candidate. For a task
without such scores (regression) the source validation metric alone decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.agreement import ranks_of

GATE = 0.15
"""An evaluation whose source validation metric is more than this below the best one is out.

Adaptation costs some accuracy on the source, and a validation part of 80 pictures is off by several points by chance: with 0.02, the first
choice, only the first epochs of MCC passed, and the pick was 3 points below the run's last epoch (``benchmarks/strategies.py`` shows both
gates). The gate's purpose is to exclude networks that have forgotten the source.
"""

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


def mean_ranks(metrics: NDArray[np.float64], scores: NDArray[np.float64], gate: float = GATE) -> NDArray[np.float64]:
    """The mean rank of each candidate over its scores; higher is better.

    Parameters
    ----------
    metrics:
        (n,): source validation metrics, larger is better; NaN for one that is not known, which passes the gate.
    scores:
        (n, k): NaN ranks worst.

    Returns
    -------
    (n,); NaN for those that the gate keeps out.
    """
    best = np.nanmax(metrics) if not np.isnan(metrics).all() else 0.0
    passed = ~(metrics < best - gate - 1e-9)
    means = np.full(len(metrics), np.nan)
    means[passed] = np.mean([_ranks(each) for each in scores[passed].T], axis=0)
    return means


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 0 (worst), ties sharing their mean; NaN ranks worst."""
    return ranks_of(np.nan_to_num(values, nan=-np.inf)) - 1
