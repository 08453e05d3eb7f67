"""Regression: a number for each picture. Labels are numbers, NaN where unknown; predictions are numbers in the same units, (n, 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tlgui.tasks.base import Metrics, TaskKind

STRATA = 5
"""Values are split within so many groups of similar value, of at least ``FEWEST_IN_STRATUM`` pictures each."""

FEWEST_IN_STRATUM = 10

LARGEST = 1e39
"""Of the values that a run's files hold, as of all their numbers."""


class OneValueEach(TaskKind):
    """A number that a picture shows."""

    key = "regression"
    has_classes = False
    one_class = False
    has_values = True
    table = "values"
    refusal = "needs_other_task_regression"
    contradiction = "health_two_values"
    views = ("predicted",)
    metrics: ClassVar = {"mae": "value", "r2": "value"}
    larger_is_better = False
    change = "change"
    chart = "error"
    negative_transfer = None

    def labels(self, plain: Sequence[Any]) -> NDArray[np.float64]:
        return np.asarray([np.nan if each is None else each for each in plain], np.float64)

    def plain(self, labels: NDArray[Any]) -> list[Any]:
        return [None if np.isnan(each) else each for each in labels.tolist()]

    def are_labels(self, plain: Sequence[Any], classes: int) -> bool:
        return all(each is None or _is_number(each) for each in plain)

    def are_stored(self, labels: NDArray[Any], size: int, classes: int) -> bool:
        return labels.dtype.kind == "f" and labels.shape == (size,) and not np.isinf(labels).any()

    def known(self, labels: NDArray[Any]) -> NDArray[np.bool_]:
        return ~np.isnan(labels)

    def differ(self, labels: NDArray[Any]) -> bool:
        return bool(np.nanmin(labels) < np.nanmax(labels))

    def strata(self, labels: NDArray[Any]) -> NDArray[np.int64]:
        """A range of similar values is split by itself."""
        known = self.known(labels)
        groups = max(1, min(STRATA, int(known.sum()) // FEWEST_IN_STRATUM))
        found = np.full(len(labels), -1, np.int64)
        if known.any():
            edges = np.quantile(labels[known], np.arange(1, groups) / groups)
            found[known] = np.searchsorted(edges, labels[known], side="right")
        return found

    def said(self, label: Any, classes: Sequence[str]) -> float | None:
        return label

    def rank(self, label: Any, classes: Sequence[str]) -> float:
        return float(label)

    def outputs(self, classes: Sequence[str]) -> list[str]:
        return ["value"]

    def columns(self, classes: Sequence[str]) -> list[str]:
        return ["value"]

    def cells(self, prediction: NDArray[np.floating], classes: Sequence[str]) -> list[object]:
        return list(prediction.tolist())

    def answer(self, prediction: NDArray[np.floating], classes: Sequence[str], most: int) -> dict[str, Any]:
        return {"top": [], "value": float(prediction[0])}

    def shown(self, predictions: NDArray[np.floating]) -> dict[str, NDArray[Any]]:
        return {"values": predictions[:, 0].astype(np.float64)}

    def wrong_with(self, about: Mapping[str, Any]) -> str | None:
        """Values were centred and scaled: without the numbers for it nobody could undo that."""
        deviation: Any = about.get("value_deviation")
        scaled = _is_number(about.get("value_mean")) and _is_number(deviation) and deviation > 0
        return super().wrong_with(about) or (None if scaled else "value_deviation")

    def _measure(
        self,
        predictions: NDArray[np.floating],
        labels: NDArray[Any],
        classes: Sequence[str] | None,
        predicted_classes: Sequence[str] | None,
    ) -> Metrics:
        """Mean absolute error, in the values' units, and R², which is not defined where all values are the same."""
        error = predictions[:, 0].astype(np.float64) - labels
        spread = float(np.square(labels - labels.mean()).sum()) if np.ptp(labels) > 0 else 0.0
        r2 = 1 - float(np.square(error).sum()) / spread if spread > 0 else None
        return {"mae": float(np.abs(error).mean()), "r2": r2}

    def negligible(self, reference: float) -> float:
        return 0.01 * reference


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < LARGEST  # NaN is none
