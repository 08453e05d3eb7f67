"""Classification: each picture is of one class. Labels are indices, -1 where unknown; predictions are probabilities (n, k)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tlgui.tasks.base import Metrics, TaskKind

LOOKS_OTHER = 0.5
"""Percentage points by which the difference of two rounded accuracies may miss the true one without contradicting it."""


class OneClassEach(TaskKind):
    """Which of a run's classes a picture is of."""

    key = "classification"
    has_classes = True
    one_class = True
    has_values = False
    table = "labels"
    refusal = "needs_other_task_classification"
    contradiction = "health_two_labels"
    views = ("mistakes",)
    metrics: ClassVar = {"accuracy": "percent1"}
    larger_is_better = True
    change = "points"
    chart = "accuracy"
    negative_transfer = 0.05

    def labels(self, plain: Sequence[Any]) -> NDArray[np.int64]:
        return np.asarray(plain, np.int64)

    def are_labels(self, plain: Sequence[Any], classes: int) -> bool:
        return all(type(each) is int and -1 <= each < classes for each in plain)

    def are_stored(self, labels: NDArray[Any], size: int, classes: int) -> bool:
        if labels.dtype.kind != "i" or labels.shape != (size,):
            return False
        return not size or bool(-1 <= labels.min() <= labels.max() < classes)

    def known(self, labels: NDArray[Any]) -> NDArray[np.bool_]:
        return labels >= 0

    def differ(self, labels: NDArray[Any]) -> bool:
        return len(set(labels.tolist()) - {-1}) > 1

    def in_run(self, labels: NDArray[Any], places: NDArray[np.int64]) -> NDArray[np.int64]:
        return places[labels]  # a label of -1 takes the last place

    def strata(self, labels: NDArray[Any]) -> NDArray[np.int64]:
        """Each class is split by itself."""
        return labels

    def said(self, label: Any, classes: Sequence[str]) -> str | None:
        return classes[label] if 0 <= label < len(classes) else None

    def rank(self, label: Any, classes: Sequence[str]) -> str:
        return [*classes, ""][int(label)]

    def outputs(self, classes: Sequence[str]) -> list[str]:
        return list(classes)

    def columns(self, classes: Sequence[str]) -> list[str]:
        return ["predicted", "confidence", *(f"p({name})" for name in classes)]

    def cells(self, prediction: NDArray[np.floating], classes: Sequence[str]) -> list[object]:
        row = prediction.tolist()
        return [classes[int(prediction.argmax())], *(round(each, 6) for each in (max(row), *row))]

    def answer(self, prediction: NDArray[np.floating], classes: Sequence[str], most: int) -> dict[str, Any]:
        order = np.argsort(-prediction)[:most]
        return {"top": [{"name": classes[place], "share": float(prediction[place])} for place in order], "value": None}

    def shown(self, predictions: NDArray[np.floating]) -> dict[str, NDArray[Any]]:
        return {"predictions": predictions.argmax(1).astype(np.int32), "confidence": predictions.max(1).astype(np.float32)}

    def _measure(
        self,
        predictions: NDArray[np.floating],
        labels: NDArray[Any],
        classes: Sequence[str] | None,
        predicted_classes: Sequence[str] | None,
    ) -> Metrics:
        chosen = predictions.argmax(1)
        if classes is not None and predicted_classes is not None and list(classes) != list(predicted_classes):
            places = {name: place for place, name in enumerate(classes)}
            chosen = np.asarray([places.get(name, -1) for name in predicted_classes])[chosen]
        return {"accuracy": float((chosen == labels).mean())}

    def negligible(self, reference: float) -> float:
        return 0.005

    def looks_other(self, value: float, reference: float) -> bool:
        shown = round(100 * value) - round(100 * reference)
        return value != reference and (shown == 0 or abs(shown - 100 * (value - reference)) > LOOKS_OTHER)
