"""What labels and shares that are known say against the answer of a search: networks that are better, and classes that nobody finds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tlgui.finding import rule
from tlgui.runs.diagnosis import LOST_FROM
from tlgui.runs.mistakes import by_chance

SIGNIFICANCE = 0.05
"""Significance level: chance alone makes some network look surely better than the answer in fewer than this share of the searches in which none
is.
"""


def surely_better(
    predictions: Mapping[str, rule.Predictions],
    answer: NDArray[np.integer],
    rows: NDArray[np.integer],
    labels: NDArray[np.integer],
) -> tuple[str, ...]:
    """The networks that are better than an answer, and hardly by chance, by the sign test and for so many comparisons; the best first.

    Parameters
    ----------
    predictions:
        (n, k) each, by name.
    answer:
        (n,), the class of each picture.
    rows, labels:
        Which of the pictures have a label that is open, and these labels.
    """
    right = answer[rows] == labels
    gains = {}
    for name, each in predictions.items():
        theirs = each[rows].argmax(1) == labels
        more, less = int((theirs & ~right).sum()), int((right & ~theirs).sum())
        if more > less and by_chance(more, less) * len(predictions) < SIGNIFICANCE:
            gains[name] = more - less
    return tuple(sorted(gains, key=lambda name: -gains[name]))


def unpredicted(shares: Mapping[str, float], classes: list[str], predicted: NDArray[np.integer]) -> dict[str, float]:
    """The classes of which a target has some pictures by its ``shares`` and a network predicts none, with these shares.

    ``predicted``: (n,), places in ``classes``.
    """
    there = set(predicted.tolist())
    wanted = {name: shares.get(name, 0.0) for place, name in enumerate(classes) if place not in there}
    return {name: share for name, share in wanted.items() if share * len(predicted) >= LOST_FROM}
