"""How predictions are compared with what was to be predicted, for each task. Whoever speaks of a result asks here, never for classes.

Light on purpose: the page and the command line score a run from its folder, without loading torch.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.spec.run_spec import TaskKey

Metrics = dict[str, float | None]
"""Metrics by name; ``None`` for one that is not defined on these pictures."""


class Scoring(ABC):
    """The metrics of a task.

    Attributes
    ----------
    metrics:
        Their names; a result speaks of the first.
    larger_is_better:
        Of the first.
    """

    metrics: tuple[str, ...]
    larger_is_better: bool

    @property
    def metric(self) -> str:
        """The metric that a result speaks of and that curves show."""
        return self.metrics[0]

    @abstractmethod
    def labels(self, plain: Sequence[Any]) -> NDArray[Any]:
        """What was to be predicted, as read from JSON, where ``None`` may stand for unknown."""

    @abstractmethod
    def known(self, labels: NDArray[Any]) -> NDArray[np.bool_]:
        """Which pictures have a label."""

    def measure(
        self,
        predictions: NDArray[np.floating],
        labels: NDArray[Any],
        *,
        classes: Sequence[str] | None = None,
        predicted_classes: Sequence[str] | None = None,
    ) -> Metrics:
        """Metrics over the pictures that have a label; empty when none has.

        Parameters
        ----------
        predictions:
            (n, k), as :meth:`tlgui.models.tasks.Task.predict` gives them.
        labels:
            (n,).
        classes, predicted_classes:
            Names for the labels and for the predictions, where they may differ (a reference with other classes).
        """
        known = self.known(labels)
        return self._measure(predictions[known], labels[known], classes, predicted_classes) if known.any() else {}

    @abstractmethod
    def _measure(
        self,
        predictions: NDArray[np.floating],
        labels: NDArray[Any],
        classes: Sequence[str] | None,
        predicted_classes: Sequence[str] | None,
    ) -> Metrics:
        """:meth:`measure` of pictures that all have a label, at least one."""

    @abstractmethod
    def shown(self, predictions: NDArray[np.floating]) -> dict[str, NDArray[Any]]:
        """What a map shows of predictions (n, k): ``predictions``, the class of each, and ``confidence``; or ``values``."""

    @abstractmethod
    def negligible(self, reference: float) -> float:
        """A smaller difference of the first metric from a reference's counts as none."""

    def gain(self, value: float, reference: float) -> float:
        """How much better than a reference a value of the first metric is; negative: worse."""
        return value - reference if self.larger_is_better else reference - value


class ClassScoring(Scoring):
    """Labels are indices, -1 where unknown; predictions are probabilities (n, k)."""

    metrics = ("accuracy",)
    larger_is_better = True

    def labels(self, plain: Sequence[Any]) -> NDArray[np.int64]:
        return np.asarray(plain, np.int64)

    def known(self, labels: NDArray[Any]) -> NDArray[np.bool_]:
        return labels >= 0

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

    def shown(self, predictions: NDArray[np.floating]) -> dict[str, NDArray[Any]]:
        return {"predictions": predictions.argmax(1).astype(np.int32), "confidence": predictions.max(1).astype(np.float32)}

    def negligible(self, reference: float) -> float:
        return 0.005


class ValueScoring(Scoring):
    """Labels are numbers, NaN where unknown; predictions are numbers in the same units, (n, 1)."""

    metrics = ("mae", "r2")
    larger_is_better = False

    def labels(self, plain: Sequence[Any]) -> NDArray[np.float64]:
        return np.asarray([np.nan if each is None else each for each in plain], np.float64)

    def known(self, labels: NDArray[Any]) -> NDArray[np.bool_]:
        return ~np.isnan(labels)

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

    def shown(self, predictions: NDArray[np.floating]) -> dict[str, NDArray[Any]]:
        return {"values": predictions[:, 0].astype(np.float64)}

    def negligible(self, reference: float) -> float:
        return 0.01 * reference


SCORING: dict[TaskKey, Scoring] = {"classification": ClassScoring(), "regression": ValueScoring()}
