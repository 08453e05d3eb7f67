"""Tasks: what is to be predicted. A task owns the head, the loss, the metrics and the form of a prediction.

Nothing outside this module assumes classes: regression (and, later, detection) are further tasks with the same methods.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional


class Task(ABC):
    """What is to be predicted."""

    key: str
    metric: str
    """Name of the metric that a result speaks of; larger is better when ``larger_is_better``."""
    larger_is_better: bool

    @abstractmethod
    def head(self, width: int) -> nn.Module:
        """A new head on features of this width."""

    @abstractmethod
    def loss(self, outputs: Tensor, labels: Tensor, smoothing: float = 0.0) -> Tensor:
        """Mean loss of a batch: ``outputs`` (n, k) of the head, ``labels`` (n,); ``smoothing`` is for tasks whose labels are classes."""

    @abstractmethod
    def predict(self, outputs: Tensor) -> Tensor:
        """What is stored and shown as the prediction, (n, k), from the head's outputs."""

    @abstractmethod
    def measure(self, predictions: NDArray[np.floating], labels: NDArray[np.integer | np.floating]) -> dict[str, float]:
        """Metrics by name, over the pictures that have a label; an empty dict when none has."""


class Classification(Task):
    """One of ``classes`` for each picture. Labels are indices, -1 where there is none; predictions are probabilities (n, k)."""

    key = "classification"
    metric = "accuracy"
    larger_is_better = True

    def __init__(self, classes: list[str]) -> None:
        self.classes = classes

    def head(self, width: int) -> nn.Module:
        return nn.Linear(width, len(self.classes))

    def loss(self, outputs: Tensor, labels: Tensor, smoothing: float = 0.0) -> Tensor:
        return functional.cross_entropy(outputs, labels, label_smoothing=smoothing)

    def predict(self, outputs: Tensor) -> Tensor:
        return torch.softmax(outputs.float(), dim=1)

    def measure(self, predictions: NDArray[np.floating], labels: NDArray[np.integer | np.floating]) -> dict[str, float]:
        known = labels >= 0
        if not known.any():
            return {}
        right = predictions[known].argmax(1) == labels[known]
        return {"accuracy": float(right.mean())}
