"""The half of a task that needs torch: head, loss, what the head's outputs mean, and scores of predictions.

The other half, under the same key, is in :mod:`tlgui.tasks`. Nothing outside these two assumes what a label or a prediction is.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from tlgui.insight.scores import importance_weighted_scores, label_free_scores
from tlgui.models.heads import fitted_classifier, fitted_regressor
from tlgui.tasks import TASKS, TaskKey, TaskKind
from tlgui.tasks.classification import OneClassEach
from tlgui.tasks.regression import OneValueEach


class Task(ABC):
    """What a run's network is to predict.

    Attributes
    ----------
    classes:
        Names of the classes; empty for a task without any.
    absent:
        Those of them that the target is known not to have: no picture of it is predicted to be of one.
    stored_as:
        Type in which predictions are kept on the disk.
    """

    key: ClassVar[TaskKey]
    classes: list[str]
    absent: Sequence[str] = ()
    stored_as: type[np.floating]

    @property
    def kind(self) -> TaskKind:
        """Its other half."""
        return TASKS[self.key]

    @property
    def scale(self) -> float:
        """A difference of this size between two predictions is a whole one: differences are told as shares of it."""
        return 1.0

    @classmethod
    @abstractmethod
    def of(cls, classes: list[str]) -> Task:
        """A new task of a run with these classes."""

    @classmethod
    @abstractmethod
    def described(cls, about: dict[str, Any]) -> Task:
        """The task that :meth:`about` described beside saved weights."""

    @abstractmethod
    def head(self, width: int) -> nn.Module:
        """A new head on features of this width."""

    @abstractmethod
    def loss(self, outputs: Tensor, labels: Tensor, weights: Tensor | None = None) -> Tensor:
        """Mean loss of a batch: ``outputs`` (n, k) of the head, ``labels`` (n, …), ``weights`` (n,) of the pictures."""

    @abstractmethod
    def predict(self, outputs: Tensor) -> Tensor:
        """What is stored and shown as the prediction, (n, k), from the head's outputs."""

    def predict_target(self, outputs: Tensor) -> Tensor:
        """The same of the target's pictures, of which more may be known."""
        return self.predict(outputs)

    def lacking(self, absent: Sequence[str]) -> Task:
        """The same task for a target that is known not to have these classes."""
        return self

    def learning(self, labels: NDArray[Any], smoothing: float = 0.0) -> Task:
        """The same task once it is known which labels (all of them known) training goes through, and how much classes are smoothed."""
        return self

    @abstractmethod
    def fitted_head(self, estimator: Any, features: NDArray[np.float32], labels: NDArray[Any]) -> nn.Module:
        """Fit a scikit-learn estimator to ``features`` (n, d) and make it a head; see :mod:`tlgui.models.heads`."""

    @abstractmethod
    def scores(self, predictions: NDArray[np.floating], features: NDArray[np.float32]) -> dict[str, float]:
        """Scores of target predictions that need no target labels, by name; empty when there are none for this task."""

    @abstractmethod
    def weighted_scores(
        self, predictions: NDArray[np.floating], labels: NDArray[Any], ratio: NDArray[np.floating]
    ) -> dict[str, float]:
        """Scores of labelled source pictures (k, …) that are weighted with ``ratio`` (k,) to stand for the target's; may be empty."""

    @abstractmethod
    def agree(self, one: NDArray[np.floating], other: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Of which pictures two predictions (n, k) say the same to a reader, (n,)."""

    @abstractmethod
    def about(self) -> dict[str, Any]:
        """What a reader of saved weights must know to understand the head's outputs; plain data."""

    @abstractmethod
    def adopt(self, tensors: dict[str, Tensor], about: dict[str, Any]) -> dict[str, Tensor]:
        """Tensors of another run's network for one of this task; its head is left out where it predicts something else."""


SAME_VALUE = 0.02
"""Values that differ by no more than this share of their deviation are the same to a reader."""


def _without_head(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor for name, tensor in tensors.items() if not name.startswith("head.")}


class Classification(Task):
    """One of ``classes`` for each picture. Labels are indices, -1 where there is none; predictions are probabilities (n, k).

    Parameters
    ----------
    smoothing:
        Share of a label that the loss spreads over all classes.
    absent:
        As of a :class:`Task`. In the softmax of the target's pictures they have no part, and the others keep their proportions.
    """

    key = OneClassEach.key
    stored_as = np.float16

    def __init__(self, classes: list[str], smoothing: float = 0.0, absent: Sequence[str] = ()) -> None:
        self.classes = classes
        self.smoothing = smoothing
        self.absent = absent

    @classmethod
    def of(cls, classes: list[str]) -> Task:
        return cls(classes)

    @classmethod
    def described(cls, about: dict[str, Any]) -> Task:
        return cls(about["classes"], absent=about["absent"])

    def learning(self, labels: NDArray[Any], smoothing: float = 0.0) -> Task:
        return Classification(self.classes, smoothing, self.absent)

    def lacking(self, absent: Sequence[str]) -> Task:
        return Classification(self.classes, self.smoothing, absent)

    def head(self, width: int) -> nn.Module:
        return nn.Linear(width, len(self.classes))

    def loss(self, outputs: Tensor, labels: Tensor, weights: Tensor | None = None) -> Tensor:
        if weights is None:
            return functional.cross_entropy(outputs, labels, label_smoothing=self.smoothing)
        return (weights * functional.cross_entropy(outputs, labels, label_smoothing=self.smoothing, reduction="none")).mean()

    def predict(self, outputs: Tensor) -> Tensor:
        return torch.softmax(outputs.float(), dim=1)

    def predict_target(self, outputs: Tensor) -> Tensor:
        if self.absent:
            outputs = outputs.float() + torch.tensor(
                [-math.inf if name in self.absent else 0.0 for name in self.classes], device=outputs.device
            )
        return self.predict(outputs)

    def fitted_head(self, estimator: Any, features: NDArray[np.float32], labels: NDArray[Any]) -> nn.Module:
        return fitted_classifier(estimator, len(self.classes), features, labels)

    def scores(self, predictions: NDArray[np.floating], features: NDArray[np.float32]) -> dict[str, float]:
        return label_free_scores(predictions, features)

    def weighted_scores(
        self, predictions: NDArray[np.floating], labels: NDArray[Any], ratio: NDArray[np.floating]
    ) -> dict[str, float]:
        return importance_weighted_scores(predictions.argmax(1) == labels, ratio)

    def agree(self, one: NDArray[np.floating], other: NDArray[np.floating]) -> NDArray[np.bool_]:
        return one.argmax(1) == other.argmax(1)

    def about(self) -> dict[str, Any]:
        return {"task": self.key, "classes": self.classes}

    def adopt(self, tensors: dict[str, Tensor], about: dict[str, Any]) -> dict[str, Tensor]:
        same = about["task"] == self.key and about["classes"] == self.classes and about["head"] == "linear"
        return tensors if same else _without_head(tensors)


class Regression(Task):
    """A number for each picture. Labels are numbers, NaN where there is none; predictions are numbers in the same units, (n, 1).

    The network learns values that are centred and scaled with ``mean`` and ``deviation``: losses and learning rates then mean the same whatever
    the units. What it predicts is in the user's units again.

    Parameters
    ----------
    mean, deviation:
        Of the values that training goes through; a deviation of 0 (all the same) counts as 1.
    """

    key = OneValueEach.key
    stored_as = np.float64

    def __init__(self, mean: float = 0.0, deviation: float = 1.0) -> None:
        self.classes = []
        self.mean = mean
        self.deviation = deviation or 1.0

    @classmethod
    def of(cls, classes: list[str]) -> Task:
        return cls()

    @classmethod
    def described(cls, about: dict[str, Any]) -> Task:
        return cls(about["value_mean"], about["value_deviation"])

    @property
    def scale(self) -> float:
        return self.deviation

    def learning(self, labels: NDArray[Any], smoothing: float = 0.0) -> Task:
        return Regression(float(labels.mean()), float(labels.std()))

    def head(self, width: int) -> nn.Module:
        return nn.Linear(width, 1)

    def loss(self, outputs: Tensor, labels: Tensor, weights: Tensor | None = None) -> Tensor:
        """Huber's loss: quadratic within one standard deviation, linear beyond, so that a single wild value does not rule a step.

        Values have nothing to smooth. Huber, "Robust Estimation of a Location Parameter", 1964, doi:10.1214/aoms/1177703732.
        """
        losses = functional.smooth_l1_loss(outputs.squeeze(1), self.standardised(labels).to(outputs.dtype), reduction="none")
        return (losses if weights is None else weights * losses).mean()

    def standardised(self, values: Any) -> Any:
        """Values (an array or a tensor, in double precision: units may be large) as the network sees them."""
        return (values - self.mean) / self.deviation

    def predict(self, outputs: Tensor) -> Tensor:
        return outputs.double() * self.deviation + self.mean

    def fitted_head(self, estimator: Any, features: NDArray[np.float32], labels: NDArray[Any]) -> nn.Module:
        return fitted_regressor(estimator, features, self.standardised(labels))

    def scores(self, predictions: NDArray[np.floating], features: NDArray[np.float32]) -> dict[str, float]:
        return {}

    def weighted_scores(
        self, predictions: NDArray[np.floating], labels: NDArray[Any], ratio: NDArray[np.floating]
    ) -> dict[str, float]:
        return {}

    def agree(self, one: NDArray[np.floating], other: NDArray[np.floating]) -> NDArray[np.bool_]:
        return np.abs(one - other).max(1) / self.scale <= SAME_VALUE

    def about(self) -> dict[str, Any]:
        return {"task": self.key, "classes": [], "value_mean": self.mean, "value_deviation": self.deviation}

    def adopt(self, tensors: dict[str, Tensor], about: dict[str, Any]) -> dict[str, Tensor]:
        """A linear head is kept: it learned other units, so it is turned into one that predicts the same in these."""
        if about["task"] != self.key or about["head"] != "linear":
            return _without_head(tensors)
        scale, shift = about["value_deviation"] / self.deviation, (about["value_mean"] - self.mean) / self.deviation
        return {**tensors, "head.weight": tensors["head.weight"] * scale, "head.bias": tensors["head.bias"] * scale + shift}


LEARNED: dict[TaskKey, type[Task]] = {each.key: each for each in (Classification, Regression)}
"""The tasks that can be learned, by the keys of :data:`tlgui.tasks.TASKS`."""


def task_for(key: TaskKey, classes: list[str]) -> Task:
    """A new task; ``classes`` are the run's label space, empty for a task without classes."""
    return LEARNED[key].of(classes)


def task_from(about: dict[str, Any]) -> Task:
    """The task that was described beside saved weights: by :meth:`Task.about`, and which classes the target lacks (``absent``)."""
    return LEARNED[about["task"]].described(about)
