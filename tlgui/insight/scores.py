"""Scores of a model on the target that need no target labels. None of them is safe alone; several are shown side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.divergence import discrepancy, reduced, told_apart
from tlgui.insight.preprocessing import evenly_spread

CONFIDENT = 0.9
"""A prediction with at least this probability counts as confident."""

CLUSTERED_PICTURES = 2000
"""Class AMI clusters at most so many pictures, evenly spread."""


def domain_scores(source: NDArray[np.floating], target: NDArray[np.floating]) -> dict[str, float]:
    """How far the domains are apart in the network's features (n, d) and (m, d): see :mod:`tlgui.insight.divergence`. NaN where too few."""
    points = reduced(np.concatenate([source, target]))
    apart, distance = told_apart(points[: len(source)], points[len(source) :]), discrepancy(source, target)
    return {
        "proxy_a_distance": apart.proxy_a_distance if apart else float("nan"),
        "mmd": distance.mmd if distance else float("nan"),
        "mmd_p": distance.p if distance else float("nan"),
    }


def importance_weighted_scores(right: NDArray[np.bool_], ratio: NDArray[np.floating]) -> dict[str, float]:
    """Accuracy on labeled source pictures, each weighted by how common its like is in the target, and how many pictures that rests on.

    Sugiyama et al., "Covariate Shift Adaptation by Importance Weighted Cross Validation", JMLR 8, 2007, with weights that sum to one and
    without the control variate of You et al. (DEV, 2019), which is unbounded where the domains hardly overlap. The second number is the
    effective size (Σw)² / Σw²: when it is small, the first means little.

    Parameters
    ----------
    right:
        (k,): which pictures were predicted rightly. At least one.
    ratio:
        (k,): :func:`tlgui.insight.divergence.density_ratio` of these pictures.
    """
    weights = ratio / ratio.sum()
    return {
        "importance_weighted_accuracy": float(weights @ right),
        "importance_weighted_pictures": float(1 / np.square(weights).sum()),
    }


def label_free_scores(predictions: NDArray[np.float32], features: NDArray[np.float32]) -> dict[str, float]:
    """All scores of target ``predictions`` (n, k) and bottleneck ``features`` (n, d)."""
    return {**scores_of_predictions(predictions), "class_ami": class_ami(predictions, features)}


def scores_of_predictions(predictions: NDArray[np.floating]) -> dict[str, float]:
    """Those of :func:`label_free_scores` that need no features."""
    shares = np.bincount(predictions.argmax(1), minlength=predictions.shape[1]) / len(predictions)
    return {
        "information_maximisation": information_maximisation(predictions),
        "bnm": batch_nuclear_norm(predictions),
        "entropy": mean_entropy(predictions),
        "confident_share": float((predictions.max(1) >= CONFIDENT).mean()),
        "largest_class_share": float(shares.max()),
        "classes_in_use": float(np.exp(_entropy(shares)) / len(shares)),
    }


def _entropy(probabilities: NDArray[np.floating]) -> NDArray[np.floating]:
    return -(probabilities * np.log(probabilities.clip(1e-12))).sum(-1)


def mean_entropy(predictions: NDArray[np.floating]) -> float:
    """Mean entropy of the predictions, in nats; lower is surer (Morerio et al. 2018, arXiv:1711.10288)."""
    return float(_entropy(predictions).mean())


def information_maximisation(predictions: NDArray[np.floating]) -> float:
    """Entropy of the mean prediction minus mean entropy, in nats, 0 to ln k; higher is better: sure and diverse at once.

    Musgrave et al., "Unsupervised Domain Adaptation: A Reality Check", 2021, arXiv:2111.15672.
    """
    return float(_entropy(predictions.mean(0)) - _entropy(predictions).mean())


def batch_nuclear_norm(predictions: NDArray[np.floating]) -> float:
    """Nuclear norm of the prediction matrix over its largest possible value √(n·min(n, k)); 0 to 1, higher is better.

    Cui et al., "Towards Discriminability and Diversity: Batch Nuclear-norm Maximization", 2020, arXiv:2003.12237.
    """
    n, k = predictions.shape
    return float(np.linalg.norm(predictions.astype(np.float64), "nuc") / np.sqrt(n * min(n, k)))


def class_ami(predictions: NDArray[np.float32], features: NDArray[np.float32]) -> float:
    """Adjusted mutual information of predicted classes and a k-means clustering of the features; about 0 to 1, higher is better.

    Musgrave et al., "Three New Validators and a Large-Scale Benchmark Ranking", 2022, arXiv:2208.07360.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_mutual_info_score

    n, k = predictions.shape
    if n < k:
        return float("nan")
    chosen = evenly_spread(n, CLUSTERED_PICTURES)
    clusters = KMeans(k, n_init=1, random_state=0).fit_predict(features[chosen])
    return float(adjusted_mutual_info_score(predictions.argmax(1)[chosen], clusters))
