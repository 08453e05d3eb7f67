"""How far two samples of features are apart: a domain classifier, the proxy A-distance, MMD with a permutation test, importance weights.

All of it is cheap: samples are capped, features are standardized and reduced to their first principal components, and every number that a
classifier gives is cross-fitted, so that nothing is measured on the pictures it was learned from. Neither standardizing nor reducing looks
at which domain a picture is of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.preprocessing import standardized
from tlgui.insight.projection import principal_components

FEWEST = 10
"""A domain with fewer pictures than this is not compared; where copies are known, with fewer different ones."""

COMPONENTS = 50
FOLDS = 5
STRENGTH = 1.0
"""Inverse of the regression's L2 penalty, on features of unit variance."""

PERMUTATIONS = 200
MOST_FOR_MMD = 500
"""Pictures of a domain that MMD compares; all pairs of them are looked at."""

MOST_ODDS = 12.0
"""Logarithm of the largest odds that become a weight."""


@dataclass(frozen=True)
class ToldApart:
    """How well a domain classifier tells two domains apart.

    Attributes
    ----------
    auc:
        Area under the curve, the mean over folds, 0.5 (by chance) to 1.
    accuracy:
        Share of pictures whose domain is named rightly, the mean of both domains, 0.5 to 1.
    scores:
        (n + m,): log-odds of the target for each picture, from a classifier that has not seen it; the source's pictures first.
    """

    auc: float
    accuracy: float
    scores: NDArray[np.float64]

    @property
    def proxy_a_distance(self) -> float:
        """2 (1 − 2ε) of the classifier's error ε, 0 to 2. Ben-David et al., "Analysis of Representations for Domain Adaptation", 2007."""
        return 2 * (1 - 2 * (1 - self.accuracy))


def reduced(features: NDArray[np.floating]) -> NDArray[np.float64]:
    """Features (n, d) standardized, and of these the first principal components, each of unit variance: (n, at most 50 and n / 4)."""
    found = principal_components(standardized(features), max(1, min(COMPONENTS, len(features) // 4)))
    return standardized(found)


def told_apart(
    source: NDArray[np.floating], target: NDArray[np.floating], copies: NDArray[np.generic] | None = None
) -> ToldApart | None:
    """Cross-fit a logistic regression that tells ``source`` (n, d) from ``target`` (m, d).

    ``None`` when either has fewer than :data:`FEWEST` different pictures.

    Parameters
    ----------
    copies:
        (n + m,): the same value for pictures that are the same, the source's first. They stay in one fold: a copy in the other domain must
        not teach the classifier its answer.
    """
    size, total = len(source), len(source) + len(target)
    copies = np.arange(total) if copies is None else copies
    if min(len(np.unique(each)) for each in (copies[:size], copies[size:])) < FEWEST:
        return None
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    points = np.concatenate([np.asarray(source, np.float64), np.asarray(target, np.float64)])
    is_target = np.arange(total) >= size
    fold = _folds(is_target, copies)
    scores = np.zeros(len(points))
    aucs = []
    for each in range(FOLDS):
        held = fold == each
        fitted = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500).fit(points[~held], is_target[~held])
        scores[held] = fitted.decision_function(points[held])
        if 0 < is_target[held].sum() < held.sum():
            aucs.append(roc_auc_score(is_target[held], scores[held]))
    accuracy = ((scores[is_target] > 0).mean() + (scores[~is_target] <= 0).mean()) / 2
    return ToldApart(max(0.5, float(np.mean(aucs))), max(0.5, float(accuracy)), scores)


def _folds(is_target: NDArray[np.bool_], copies: NDArray[np.generic]) -> NDArray[np.int64]:
    """A fold for each picture: about the same share of both domains in each, copies together, the same every time.

    Pictures of the source alone, of the target alone and of both are spread one after the other. So with :data:`FEWEST` different pictures in
    each domain, no fold is empty, and both domains are in all the others, whichever is left out.

    Stratified folds that keep groups together, as scikit-learn's ``StratifiedGroupKFold`` makes them too. Its folds are others: the scores
    of every kept run and X-ray would change, and all references would be trained again, for no gain.
    """
    of_copies, group = np.unique(copies, return_inverse=True)
    group = group.reshape(-1)
    in_source, in_target = (np.bincount(group[side], minlength=len(of_copies)) > 0 for side in (~is_target, is_target))
    fold_of = np.empty(len(of_copies), np.int64)
    random = np.random.default_rng(0)
    for stratum in (in_source & ~in_target, in_target & ~in_source, in_source & in_target):
        groups = random.permutation(np.flatnonzero(stratum))
        fold_of[groups] = np.arange(len(groups)) % FOLDS
    return fold_of[group]


@dataclass(frozen=True)
class Discrepancy:
    """MMD, and the share of random divisions of the same pictures whose MMD is at least as large: p."""

    mmd: float
    p: float


def discrepancy(source: NDArray[np.floating], target: NDArray[np.floating], seed: int = 0) -> Discrepancy | None:
    """MMD of ``source`` (n, d) and ``target`` (m, d) with a Gaussian kernel of the median distance, and its p value by permutation.

    Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012: the square root of the unbiased estimate of eq. 3 (0 where that is
    negative); the median heuristic of section 8. At most 500 pictures of each domain, drawn with ``seed``, and 200 permutations, so p is at
    least 0.005. ``None`` when either domain is too small.
    """
    if min(len(source), len(target)) < FEWEST:
        return None
    random = np.random.default_rng(seed)
    source, target = (
        each[random.permutation(len(each))[:MOST_FOR_MMD]] if len(each) > MOST_FOR_MMD else each for each in (source, target)
    )
    points = standardized(np.concatenate([source, target]))
    norms = np.square(points).sum(1)
    squared = np.maximum(norms[:, None] + norms[None] - 2 * points @ points.T, 0)
    width = float(np.median(squared[np.triu_indices(len(points), 1)])) or 1.0
    kernel = np.exp(-squared / width)
    np.fill_diagonal(kernel, 0)  # the unbiased estimate leaves out each point's kernel with itself
    first = np.arange(len(points)) < len(source)
    divisions = np.stack([first, *(random.permutation(first) for _ in range(PERMUTATIONS))], 1).astype(np.float64)
    found = _unbiased(kernel, divisions)
    return Discrepancy(float(np.sqrt(max(found[0], 0.0))), float((1 + (found[1:] >= found[0]).sum()) / (1 + PERMUTATIONS)))


def _unbiased(kernel: NDArray[np.float64], divisions: NDArray[np.float64]) -> NDArray[np.float64]:
    """MMD² for each column of ``divisions`` (n, b), which says who is of the first sample."""
    n = divisions[:, 0].sum()
    m = len(divisions) - n
    others = 1 - divisions
    with_first, with_others = kernel @ divisions, kernel @ others
    within = (divisions * with_first).sum(0) / (n * (n - 1)) + (others * with_others).sum(0) / (m * (m - 1))
    return within - 2 * (divisions * with_others).sum(0) / (n * m)


def density_ratio(
    source: NDArray[np.floating], target: NDArray[np.floating], at: NDArray[np.floating]
) -> NDArray[np.float64] | None:
    """How much more common each of the pictures ``at`` (k, d) is in the target than in the source, from a domain classifier: (k,).

    The classifier learns from ``source`` (n, d) and ``target`` (m, d); ``at`` are other pictures of the source. ``None`` when a domain is
    too small. Bickel et al., "Discriminative Learning for Differing Training and Test Distributions", 2007.
    """
    if min(len(source), len(target)) < FEWEST or len(at) == 0:
        return None
    from sklearn.linear_model import LogisticRegression

    points = reduced(np.concatenate([source, target, at]))
    ends = np.cumsum([len(source), len(target)])
    is_target = np.arange(ends[1]) >= ends[0]
    fitted = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500).fit(points[: ends[1]], is_target)
    return np.exp(np.clip(fitted.decision_function(points[ends[1] :]), -MOST_ODDS, MOST_ODDS))
