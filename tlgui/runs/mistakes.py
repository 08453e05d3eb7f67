"""What is still wrong: the predictions of a run on its target, beside those of its baseline and, once they are open, the labels.

Without labels the same tables say what adaptation changed: rows are then what the baseline predicted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.runs.target_scores import TargetPredictions

CLASSES_SHOWN = 50
"""Number of classes in the matrix; with more, those with the most mistakes are shown (without labels: the most changes)."""

PICTURES_SHOWN = 60
"""Pictures of one cell."""

MOST_CONFIDENT = 24


def by_chance(one: int, other: int) -> float:
    """The exact two-sided sign test: how often a split at least so uneven comes about where both sides are equally likely."""
    n, few = one + other, min(one, other)
    k = np.arange(1, few + 1)
    ways = np.concatenate([[0.0], np.cumsum(np.log((n - k + 1) / k))])  # logarithms of the binomial coefficients
    return min(1.0, 2 * float(np.exp(ways - n * math.log(2)).sum()))


@dataclass(frozen=True)
class Mistakes:
    """Predictions on the target, row by row.

    Attributes
    ----------
    classes:
        Names; the numbers below are indices into them.
    pictures:
        int (n,): which pictures of the target dataset.
    labels:
        int (n,), or ``None`` while they are sealed.
    after, confidence:
        int (n,) and float (n,): what the run predicts and how sure it is.
    before:
        int (n,): what the baseline predicts, -1 for a class that the run does not have; ``None`` without a baseline.
    """

    classes: tuple[str, ...]
    pictures: NDArray[np.int64]
    labels: NDArray[np.int64] | None
    after: NDArray[np.int64]
    confidence: NDArray[np.float64]
    before: NDArray[np.int64] | None

    @classmethod
    def of(cls, predictions: TargetPredictions) -> Mistakes:
        """From the predictions that the run kept."""
        before = None
        if predictions.baseline is not None:
            places = {name: place for place, name in enumerate(predictions.classes)}
            before = np.array([places.get(name, -1) for name in predictions.baseline_classes])[predictions.baseline.argmax(1)]
        return cls(
            tuple(predictions.classes),
            predictions.pictures,
            predictions.labels,
            predictions.run.argmax(1),
            predictions.run.max(1).astype(np.float64),
            before,
        )

    @property
    def rows(self) -> NDArray[np.int64] | None:
        """What the rows of the matrix stand for: the true class, or else the baseline's prediction."""
        return self.before if self.labels is None else self.labels

    def matrix(self, predicted: NDArray[np.int64]) -> NDArray[np.int64]:
        """(k, k) counts: row by row what the pictures of a row's class are predicted as. Predictions of no class (-1) are left out."""
        k = len(self.classes)
        counts = np.zeros((k, k), np.int64)
        assert self.rows is not None
        there = (self.rows >= 0) & (predicted >= 0)
        np.add.at(counts, (self.rows[there], predicted[there]), 1)
        return counts

    def worst(self, matrix: NDArray[np.int64]) -> list[int]:
        """The classes that the matrix shows, in their order."""
        if len(self.classes) <= CLASSES_SHOWN:
            return list(range(len(self.classes)))
        off = matrix.sum(1) + matrix.sum(0) - 2 * np.diag(matrix)
        return sorted(np.argsort(-off, kind="stable")[:CLASSES_SHOWN].tolist())

    def turned(self) -> dict[str, Any] | None:
        """How many pictures became ``right`` and how many ``wrong`` against the baseline, and ``p`` of the exact two-sided sign test.

        That is McNemar's: how often a split at least so uneven comes about when both are equally good. ``None`` without open labels or a
        baseline.
        """
        if self.labels is None or self.before is None:
            return None
        right_before, right_after = self.before == self.labels, self.after == self.labels
        right, wrong = int((right_after & ~right_before).sum()), int((right_before & ~right_after).sum())
        return {"right": right, "wrong": wrong, "p": by_chance(right, wrong)}

    def as_json(self) -> dict[str, Any]:
        """``sealed``; ``classes`` shown and how many there are ``in_all``; ``matrix`` of the run and of the ``baseline`` (null while sealed,
        since the rows are the baseline then); ``by_class`` (count, and the share that is right before and after; while sealed the share of all
        pictures that is predicted as the class); ``wrong``; ``sure``: the mistakes the run is surest of (while sealed: the changes); and what
        :meth:`turned` tells."""
        if self.rows is None:
            return {"nothing": True}
        after = self.matrix(self.after)
        shown = self.worst(after)
        sealed = self.labels is None
        different = self.rows != self.after
        surest = np.flatnonzero(different)[np.argsort(-self.confidence[different], kind="stable")][:MOST_CONFIDENT]
        cut = np.ix_(shown, shown)
        return {
            "nothing": False,
            "sealed": sealed,
            "classes": [{"class": place, "name": self.classes[place]} for place in shown],
            "in_all": len(self.classes),
            "pictures": len(self.pictures),
            "wrong": int(different.sum()),
            "turned": self.turned(),
            "matrix": after[cut].tolist(),
            "baseline": None if sealed or self.before is None else self.matrix(self.before)[cut].tolist(),
            "by_class": [self._of_class(place) for place in shown],
            "sure": [self._picture(row) for row in surest.tolist()],
        }

    def _of_class(self, place: int) -> dict[str, Any]:
        total = len(self.pictures)
        if self.labels is None:
            assert self.before is not None
            shares = [float((each == place).sum() / total) for each in (self.before, self.after)]
            return {
                "name": self.classes[place],
                "count": int((self.after == place).sum()),
                "before": shares[0],
                "after": shares[1],
            }
        of_class = self.labels == place
        count = int(of_class.sum())
        before = None if self.before is None or not count else float((self.before[of_class] == place).mean())
        after = float((self.after[of_class] == place).mean()) if count else None
        return {"name": self.classes[place], "count": count, "before": before, "after": after}

    def _picture(self, row: int) -> dict[str, Any]:
        before = -1 if self.before is None else int(self.before[row])
        return {
            "picture": int(self.pictures[row]),
            "label": None if self.labels is None else self.classes[self.labels[row]],
            "before": self.classes[before] if before >= 0 else None,
            "after": self.classes[self.after[row]],
            "confidence": round(float(self.confidence[row]), 4),
        }

    def cell(self, row: int, column: int, of: str) -> dict[str, Any]:
        """The pictures of a cell of the matrix, the surest first: how many there are, and the first :data:`PICTURES_SHOWN`.

        Parameters
        ----------
        of:
            ``run``, or ``baseline`` for its matrix.
        """
        predicted = self.after if of == "run" else self.before
        if self.rows is None or predicted is None:
            return {"count": 0, "pictures": []}
        places = np.flatnonzero((self.rows == row) & (predicted == column))
        places = places[np.argsort(-self.confidence[places], kind="stable")]
        return {"count": len(places), "pictures": [self._picture(each) for each in places[:PICTURES_SHOWN].tolist()]}
