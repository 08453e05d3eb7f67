"""What a task says of itself, without a network: what a label is, what a prediction is, how good one is, and what can be shown of it.

Light on purpose: page, command line, export and the stores ask here without loading torch. Head and loss are in
:mod:`tlgui.models.tasks`, under the same key.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

TaskKey = str
"""A key of :data:`tlgui.tasks.TASKS`. Nobody compares it with anything: whoever wants to know something asks the task."""

Metrics = dict[str, float | None]
"""Metrics by name; ``None`` for one that is not defined on these pictures."""

View = Literal["mistakes", "predicted"]
"""What a page or a report shows of single predictions: a confusion matrix with its pictures, or predicted against true values."""

Tone = Literal["good", "bad", "even"]


class TaskKind(ABC):
    """A task as everybody but the trainer knows it. It holds nothing; the classes of a run are handed over where they matter.

    Attributes
    ----------
    key:
        Stands in datasets, specs and logs, and in the keys of texts such as ``result.<key>.from_to``.
    has_classes:
        Labels name classes: a run has a label space, and classes can be renamed, merged and left out.
    one_class:
        Each picture is of exactly one of them: a folder can say which, shares can be counted, and pictures can be sorted by it.
    has_values:
        Each label is one number on a line, of which histograms and scatter plots are drawn.
    table:
        What a table with labels of this task holds.
    refusal, contradiction:
        Codes of what is said where a strategy cannot learn this task, and of equal pictures whose labels differ.
    views:
        What can be shown of single predictions.
    metrics:
        Names of the metrics with the form (:mod:`tlgui.texts`) in which each is written. A result speaks of the first.
    larger_is_better, change:
        Of the first: its direction, and the form in which a difference of two is written.
    chart:
        What the curves of that metric are called, in texts such as ``page.chart.<chart>``.
    negative_transfer:
        A first metric this much worse than source-only's is said aloud; ``None``: never.
    """

    key: TaskKey
    has_classes: bool
    one_class: bool
    has_values: bool
    table: Literal["labels", "values"]
    refusal: str
    contradiction: str
    views: tuple[View, ...]
    metrics: ClassVar[Mapping[str, str]]
    larger_is_better: bool
    change: Literal["points", "change"]
    chart: str
    negative_transfer: float | None

    @property
    def colors_maps(self) -> bool:
        """Whether pictures on a map can be colored by their labels: a color stands for a class, or a step of a value."""
        return self.one_class or self.has_values

    # -- labels ----------------------------------------------------------------------------------------------------------------

    @abstractmethod
    def labels(self, plain: Sequence[Any]) -> NDArray[Any]:
        """What was to be predicted, (n, …), as read from JSON, where ``None`` may stand for unknown."""

    def plain(self, labels: NDArray[Any]) -> list[Any]:
        """Labels for JSON: what :meth:`labels` reads."""
        return labels.tolist()

    @abstractmethod
    def are_labels(self, plain: Sequence[Any], classes: int) -> bool:
        """Whether plain data of strangers are labels of a run with so many classes."""

    @abstractmethod
    def are_stored(self, labels: NDArray[Any], size: int, classes: int) -> bool:
        """Whether an array is what a dataset of so many pictures and classes keeps as their labels."""

    @abstractmethod
    def known(self, labels: NDArray[Any]) -> NDArray[np.bool_]:
        """Which pictures have a label, (n,)."""

    @abstractmethod
    def differ(self, labels: NDArray[Any]) -> bool:
        """Whether equal pictures with these labels contradict each other."""

    def in_run(self, labels: NDArray[Any], places: NDArray[np.int64]) -> NDArray[Any]:
        """A dataset's labels as a run has them. ``places``: for each class of the dataset its index in the run, and last -1, for none."""
        return labels

    @abstractmethod
    def strata(self, labels: NDArray[Any]) -> NDArray[np.int64]:
        """For each picture the group within which it is split, (n,), -1 without a label."""

    @abstractmethod
    def said(self, label: Any, classes: Sequence[str]) -> str | float | None:
        """One plain label for a reader; ``None`` where it is not known."""

    @abstractmethod
    def rank(self, label: Any, classes: Sequence[str]) -> object:
        """What puts two pictures with the same content and name in order, whatever the numbers of classes."""

    # -- predictions -------------------------------------------------------------------------------------------------------------

    @abstractmethod
    def outputs(self, classes: Sequence[str]) -> list[str]:
        """A name for each number of a prediction, (k,)."""

    @abstractmethod
    def columns(self, classes: Sequence[str]) -> list[str]:
        """Titles of the columns in which a table shows predictions."""

    @abstractmethod
    def cells(self, prediction: NDArray[np.floating], classes: Sequence[str]) -> list[object]:
        """A prediction (k,) in these columns."""

    @abstractmethod
    def answer(self, prediction: NDArray[np.floating], classes: Sequence[str], most: int) -> dict[str, Any]:
        """A prediction (k,) for who tries a picture: the ``most`` probable classes (``top``: ``name``, ``share``), or the ``value``."""

    @abstractmethod
    def shown(self, predictions: NDArray[np.floating]) -> dict[str, NDArray[Any]]:
        """What a map shows of predictions (n, k): ``predictions``, the class of each, and ``confidence``; or ``values``."""

    # -- what a checkpoint says ----------------------------------------------------------------------------------------------------

    def wrong_with(self, about: Mapping[str, Any]) -> str | None:
        """The first thing in a checkpoint's description that is not one of this task; ``None`` when all is well."""
        return "task" if about["task"] != self.key or self.has_classes != bool(about["classes"]) else None

    # -- how good it is --------------------------------------------------------------------------------------------------------------

    @property
    def metric(self) -> str:
        """The metric that a result speaks of and that curves show."""
        return next(iter(self.metrics))

    @property
    def form(self) -> str:
        """How that metric is written."""
        return self.metrics[self.metric]

    @property
    def is_share(self) -> bool:
        """Whether that metric is a share, from 0 to 1."""
        return self.form.startswith("percent")

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
            (n, …).
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
    def negligible(self, reference: float) -> float:
        """A smaller difference of the first metric from a reference's counts as none."""

    def gain(self, value: float, reference: float) -> float:
        """How much better than a reference a value of the first metric is; negative: worse."""
        return value - reference if self.larger_is_better else reference - value

    def tone(self, value: float, reference: float) -> Tone:
        """Whether a value of the first metric is better than a reference's, worse, or neither to speak of."""
        gain, even = self.gain(value, reference), self.negligible(reference)
        return "good" if gain > even else "bad" if gain < -even else "even"

    def changed(self, gain: float) -> float:
        """What a gain says of the metric itself, to be written as :attr:`change`: of an error it is what the error changed."""
        return gain if self.larger_is_better else -gain

    def looks_other(self, value: float, reference: float) -> bool:
        """Whether two values of the first metric, as a result's sentence rounds them, would contradict the gain beside them."""
        return False
