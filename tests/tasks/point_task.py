"""A third task, for tests alone: where in a picture something is. Labels are two numbers, so nothing here is a class, nor a single value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tlgui.models.tasks import Task
from tlgui.tasks import Metrics, TaskKind
from tlgui.texts import Text


class PointEach(TaskKind):
    """Labels (n, 2): shares of width and height, NaN where unknown; predictions likewise."""

    key = "point"
    has_classes = False
    one_class = False
    has_values = False
    table = "values"
    refusal = "needs_other_task_regression"
    contradiction = "health_two_labels"
    views = ()
    metrics: ClassVar = {"distance": "value"}
    larger_is_better = False
    change = "change"
    chart = "error"
    negative_transfer = None

    def labels(self, plain: Sequence[Any]) -> NDArray[np.float64]:
        return np.asarray([[np.nan, np.nan] if each is None else each for each in plain], np.float64).reshape(-1, 2)

    def plain(self, labels: NDArray[Any]) -> list[Any]:
        return [each if known else None for each, known in zip(labels.tolist(), self.known(labels), strict=True)]

    def are_labels(self, plain: Sequence[Any], classes: int) -> bool:
        return all(each is None or (isinstance(each, list) and [type(one) for one in each] == [float, float]) for each in plain)

    def are_stored(self, labels: NDArray[Any], size: int, classes: int) -> bool:
        return labels.dtype.kind == "f" and labels.shape == (size, 2)

    def known(self, labels: NDArray[Any]) -> NDArray[np.bool_]:
        return ~np.isnan(labels).any(1)

    def differ(self, labels: NDArray[Any]) -> bool:
        return len(np.unique(labels[self.known(labels)], axis=0)) > 1

    def strata(self, labels: NDArray[Any]) -> NDArray[np.int64]:
        return np.where(self.known(labels), 0, -1)

    def said(self, label: Any, classes: Sequence[str]) -> str | None:
        return None if label is None else "{:.2f} {:.2f}".format(*label)

    def rank(self, label: Any, classes: Sequence[str]) -> object:
        return tuple(label)

    def outputs(self, classes: Sequence[str]) -> list[str]:
        return ["x", "y"]

    def columns(self, classes: Sequence[str]) -> list[str]:
        return ["x", "y"]

    def cells(self, prediction: NDArray[np.floating], classes: Sequence[str]) -> list[object]:
        return list(prediction.tolist())

    def answer(self, prediction: NDArray[np.floating], classes: Sequence[str], most: int) -> dict[str, Any]:
        return {"top": [], "value": None}

    def shown(self, predictions: NDArray[np.floating]) -> dict[str, NDArray[Any]]:
        return {}

    def _measure(
        self,
        predictions: NDArray[np.floating],
        labels: NDArray[Any],
        classes: Sequence[str] | None,
        predicted_classes: Sequence[str] | None,
    ) -> Metrics:
        return {"distance": float(np.linalg.norm(predictions - labels, axis=1).mean())}

    def negligible(self, reference: float) -> float:
        return 0.01 * reference


class Pointing(Task):
    """Two numbers from a linear head, by their squared distance."""

    key = PointEach.key
    stored_as = np.float64

    def __init__(self) -> None:
        self.classes = []

    @classmethod
    def of(cls, classes: list[str]) -> Task:
        return cls()

    @classmethod
    def described(cls, about: dict[str, Any]) -> Task:
        return cls()

    def head(self, width: int) -> nn.Module:
        return nn.Linear(width, 2)

    def loss(self, outputs: Tensor, labels: Tensor, weights: Tensor | None = None) -> Tensor:
        losses = (outputs - labels.to(outputs.dtype)).square().sum(1)
        return (losses if weights is None else weights * losses).mean()

    def predict(self, outputs: Tensor) -> Tensor:
        return outputs.double()

    def fitted_head(self, estimator: Any, features: NDArray[np.float32], labels: NDArray[Any]) -> nn.Module:
        raise AssertionError("no strategy that fits an estimator learns points")

    def scores(self, predictions: NDArray[np.floating], features: NDArray[np.float32]) -> dict[str, float]:
        return {}

    def weighted_scores(
        self, predictions: NDArray[np.floating], labels: NDArray[Any], ratio: NDArray[np.floating]
    ) -> dict[str, float]:
        return {}

    def agree(self, one: NDArray[np.floating], other: NDArray[np.floating]) -> NDArray[np.bool_]:
        return np.abs(one - other).max(1) < 0.01

    def about(self) -> dict[str, Any]:
        return {"task": self.key, "classes": []}

    def adopt(self, tensors: dict[str, Tensor], about: dict[str, Any]) -> dict[str, Tensor]:
        return {name: torch.clone(each) for name, each in tensors.items()}


WORDS = {
    "result.point.from_to": Text(
        "{baseline:value} → {target:value} away on {count:count} pictures", "误差 {baseline:value} → {target:value}"
    ),
    "result.point.target": Text("{target:value} away on {count:count} pictures", "误差 {target:value}"),
    "result.point.gain.source_only": Text("{change:change} over source-only", "{change:change}"),
    "result.point.gain.second": Text(" and {change:change} over {second}", "、{change:change}（{second}）"),
    "result.point.sealed": Text("sealed: {confident:value} after {before:value}", "锁定"),
    "result.point.sealed_alone": Text("sealed", "锁定"),
    "result.point.source_only_scores_better": Text("Careful.", "注意。"),
    "page.so_far.point.target": Text("So far {target:value} away.", "目前 {target:value}。"),
    "page.so_far.point.both": Text("So far {target:value} away.", "目前 {target:value}。"),
    "page.so_far.point.source": Text("So far {source:value} away.", "目前 {source:value}。"),
}
