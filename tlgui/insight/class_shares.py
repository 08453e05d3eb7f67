"""Which shares of its classes a target seems to have, estimated without any of its labels from a source model's predictions.

The estimate assumes **label shift**: within a class, source and target look the same, only the shares differ. Where the looks differ too
(which is why one adapts at all) it is rough: ``benchmarks/label_shift.py`` prints how rough.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.preprocessing import standardized

ROUNDS = 1000
SETTLED = 1e-6
"""EM ends when no share moves by more than this."""

PULL = 1e-3
"""Weight of the penalty on the calibration's biases: a class that is hardly in the validation pictures says nothing of its own."""

LEAST_PROBABILITY = 1e-6
"""Smaller probabilities count as this: 16 bits cannot hold them, and a share could never grow from 0."""

FOLDS = 5
STRENGTH = 1e-3
"""Inverse of the L2 penalty of the regression that names classes, on features of unit variance: there are more of them than pictures."""

Calibration = Callable[[NDArray[np.floating]], NDArray[np.float64]]


def shares_of(labels: NDArray[np.integer], classes: int) -> NDArray[np.float64]:
    """Share of each class among labels (n,); those of -1 do not count. Equal shares if there are none."""
    counts = np.bincount(labels[labels >= 0], minlength=classes).astype(np.float64)
    return counts / counts.sum() if counts.sum() else np.full(classes, 1 / classes)


def total_variation(one: NDArray[np.floating], other: NDArray[np.floating]) -> float:
    """Total variation between two vectors of shares (k,): half the sum of their absolute differences, 0 to 1."""
    return float(0.5 * np.abs(np.asarray(one) - other).sum())


def bias_corrected(predictions: NDArray[np.floating], labels: NDArray[np.int64]) -> Calibration:
    """Fit bias-corrected temperature scaling, softmax(a · log p + b), on held-out pictures, and return it as a function.

    Alexandari et al., "Maximum Likelihood with Bias-Corrected Calibration is Hard-To-Beat at Label Shift Adaptation", 2020,
    arXiv:1901.06852: EM needs probabilities that mean what they say, and the biases matter more than the temperature.

    Parameters
    ----------
    predictions:
        (n, k): probabilities on pictures that the model has not learned from.
    labels:
        (n,).
    """
    from scipy.optimize import minimize

    logits, places = _logits(predictions), np.arange(len(labels))
    hit = np.zeros_like(logits)
    hit[places, labels] = 1

    def loss(given: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        probabilities = _softmax(given[0] * logits + given[1:])
        wrong = (probabilities - hit) / len(labels)
        slope = np.concatenate([[(wrong * logits).sum()], wrong.sum(0) + 2 * PULL * given[1:]])
        return float(-np.log(probabilities[places, labels].clip(1e-300)).mean() + PULL * np.square(given[1:]).sum()), slope

    start = np.concatenate([[1.0], np.zeros(logits.shape[1])])
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(1e-3, 1e3)] + [(None, None)] * logits.shape[1]).x
    return lambda given: _softmax(fitted[0] * _logits(given) + fitted[1:])


def by_likelihood(predictions: NDArray[np.floating], source: NDArray[np.floating]) -> NDArray[np.float64]:
    """Shares (k,) under which target predictions (n, k) are most likely, by EM from the ``source``'s shares (k,).

    Saerens et al., "Adjusting the Outputs of a Classifier to New a Priori Probabilities", Neural Computation 14, 2002, eqs. 2.9. A class
    that the source lacks has none.
    """
    shares: NDArray[np.float64] = np.asarray(source, np.float64)
    odds = np.where(shares > 0, predictions / np.where(shares > 0, shares, 1.0), 0.0)
    for _ in range(ROUNDS):
        parts = odds * shares
        estimated = (parts / parts.sum(1, keepdims=True)).mean(0, dtype=np.float64)
        moved, shares = np.abs(estimated - shares).max(), estimated
        if moved < SETTLED:
            break
    return shares


def seeming_shares(
    source: NDArray[np.floating], labels: NDArray[np.int64], target: NDArray[np.floating], classes: int
) -> NDArray[np.float64]:
    """Shares (classes,) that a target seems to have, from features alone: a cross-fitted logistic regression, calibrated, then EM.

    The regression looks at the target twice, in the source's units and in the target's own, and the answer nearer to the source's shares is
    given: where domains look very different either may be far off, and both seldom are.

    Parameters
    ----------
    source, target:
        Features (n, d) and (m, d) of a backbone that learned from neither.
    labels:
        (n,): classes of the source's pictures, at least two of them with two pictures or more.
    """
    from sklearn.linear_model import LogisticRegression

    def regression(known: NDArray[np.bool_]) -> Calibration:
        fitted = LogisticRegression(C=STRENGTH, max_iter=500).fit(own[known], labels[known])

        def predictions(features: NDArray[np.floating]) -> NDArray[np.float64]:
            found = np.zeros((len(features), classes))
            found[:, fitted.classes_] = fitted.predict_proba(features)
            return found

        return predictions

    own = standardized(source)
    fold, held = _folds(labels), np.zeros((len(labels), classes))
    for each in np.unique(fold):
        held[fold == each] = regression(fold != each)(own[fold == each])
    calibrated, predictions, shares = bias_corrected(held, labels), regression(fold >= 0), shares_of(labels, classes)
    answers = [by_likelihood(calibrated(predictions(standardized(target, sample))), shares) for sample in (source, target)]
    return min(answers, key=lambda answer: total_variation(answer, shares))


def _folds(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """A fold for each picture, each class spread over them; the same every time."""
    fold, random = np.empty(len(labels), np.int64), np.random.default_rng(0)
    for each in np.unique(labels):
        members = random.permutation(np.flatnonzero(labels == each))
        fold[members] = np.arange(len(members)) % FOLDS
    return fold


def _logits(predictions: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.log(np.asarray(predictions, np.float64).clip(LEAST_PROBABILITY))


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(logits - logits.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)
