"""A run's predictions on its target, picture by picture, and how good they are once labels were opened."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.array_files import reads_again
from tlgui.runs.forms import MOST_CLASSES, are_predictions
from tlgui.runs.run import Run
from tlgui.tasks import TASKS, Metrics


@dataclass(frozen=True)
class TargetPredictions:
    """What a run kept on the target, and what its baseline predicts of the same pictures.

    Attributes
    ----------
    classes, baseline_classes:
        Names for the columns of ``run`` and of ``baseline``.
    pictures:
        int (n,): indices into the target dataset; with open labels only those that have one.
    run, baseline:
        Probabilities (n, k); the baseline's are ``None`` without one.
    labels:
        int (n,), or ``None`` while they are sealed.
    """

    classes: list[str]
    baseline_classes: list[str]
    pictures: NDArray[np.int64]
    run: NDArray[np.floating]
    baseline: NDArray[np.floating] | None
    labels: NDArray[np.int64] | None


class TargetScores:
    """A run's predictions on the target, scored with the labels that were opened; nothing while they are sealed.

    What was opened and the log are read once, at the beginning: a curve asks for every evaluation of the run and of its references.

    Parameters
    ----------
    log:
        The run's events.
    """

    def __init__(self, run: Run, log: list[dict[str, Any]]) -> None:
        self.run = run
        self.task = TASKS[run.spec.task]
        reveal = run.revealed()
        last = {event["event"]: event for event in log}
        self._classes = last.get("settings", {}).get("classes")
        classes = len(self._classes) if self._classes is not None else MOST_CLASSES
        opened = reveal is not None and self.task.are_labels(reveal["labels"], classes)
        self._labels = self.task.labels(reveal["labels"]) if reveal is not None and opened else None
        self._others: dict[str, list[int]] = reveal.get("others", {}) if reveal is not None and opened else {}
        self._kept = last["picked"]["kept"] if "picked" in last else None
        self._references = {event["kind"]: event for event in log if event["event"] == "reference"}

    @property
    def scored_on(self) -> int | None:
        """How many pictures the result speaks of; ``None`` without a result or without labels of any of them."""
        return len(self._scored) if self._scored is not None and len(self._scored) else None

    @property
    def every_label_is_open(self) -> bool:
        """Whether the class or value of each picture is known, so that nobody needs to label any."""
        if self._labels is None:
            return False
        others = sum(len(pictures) for pictures in self._others.values())
        return int((~self.task.known(self._labels)).sum()) <= others

    def of_other_classes(self, among: NDArray[np.int64] | None = None) -> dict[str, int]:
        """How many of the predicted pictures are of each class that the run does not have, by its name; none while labels are sealed.

        ``among``: only these of them.
        """
        if self._scored is None or self._kept_file is None:
            return {}
        index = self._kept_file[0] if among is None else among
        counts = {name: int(np.isin(np.unique(pictures), index).sum()) for name, pictures in sorted(self._others.items())}
        return {name: count for name, count in counts.items() if count}

    def classes_without_pictures(self) -> list[str]:
        """The run's classes of which no open label is; none while labels are sealed."""
        if self._classes is None or self._labels is None or not self.task.one_class:
            return []
        there = set(self._labels[self.task.known(self._labels)].tolist())
        return [name for place, name in enumerate(self._classes) if place not in there]

    @cached_property
    def _scored(self) -> NDArray[np.int64] | None:
        """The pictures of the kept evaluation whose labels are known."""
        return None if self._kept_file is None or self._labels is None else self._known(self._kept_file[0])

    @cached_property
    def _kept_file(self) -> tuple[NDArray[np.int64], NDArray[np.floating]] | None:
        """Which pictures the run keeps predictions of, and these."""
        return None if self._kept is None else target_predictions(self.run.prediction_path(self._kept))

    def _known(self, index: NDArray[np.int64]) -> NDArray[np.int64]:
        assert self._labels is not None
        index = index[index < len(self._labels)]
        return index[self.task.known(self._labels[index])]

    def of_run(self) -> Metrics:
        """Metrics of the evaluation that the run kept."""
        return (
            {}
            if self._scored is None or self._kept is None
            else self._measure(self.run.prediction_path(self._kept), None, self._scored)
        )

    def of_reference(self, kind: str) -> Metrics:
        """Metrics of a finished reference on the same pictures."""
        if self._scored is None or kind not in self._references:
            return {}
        return self._measure(self._path(self._references[kind]["step"], kind), kind, self._scored)

    def at(self, step: int, kind: str | None = None) -> float | None:
        """The metric that curves show at an evaluation of the run, or of its reference ``kind``."""
        return self._measure(self._path(step, kind), kind).get(self.task.metric)

    def values(self) -> dict[str, NDArray[np.float64]]:
        """For a task of values: ``true`` (n,) of the scored pictures, and ``predicted`` by the run and, where it is known, ``baseline``."""
        if self._scored is None or self._kept is None or self._labels is None or not self.task.has_values:
            return {}
        values = {"true": self._labels[self._scored]}
        paths = {"predicted": self.run.prediction_path(self._kept)}
        if "baseline" in self._references:
            paths["baseline"] = self._path(self._references["baseline"]["step"], "baseline")
        for name, path in paths.items():
            predictions = self._predictions(path, self._scored)
            if predictions is not None:
                values[name] = predictions[:, 0].astype(np.float64)
        return values

    @property
    def pictures(self) -> NDArray[np.int64] | None:
        """Which pictures of the target the rows of :meth:`kept` are."""
        return None if self._kept_file is None else self._kept_file[0]

    def kept(self, kind: str | None = None) -> NDArray[np.floating] | None:
        """Predictions (n, k) on all pictures that the run predicts, as it kept them, or as its reference ``kind`` has them."""
        if kind is not None and kind not in self._references:
            return None
        kept = self._kept_file if kind is None else target_predictions(self._path(self._references[kind]["step"], kind))
        return None if kept is None else kept[1]

    def beside(self, kind: str) -> NDArray[np.floating] | None:
        """Predictions (n, k) of its reference ``kind`` on the pictures that the run predicts, labeled or not."""
        if self.pictures is None or kind not in self._references:
            return None
        reference = self._references[kind]
        return self._predictions(self._path(reference["step"], kind), self.pictures, reference.get("classes") or self._classes)

    def known_labels(self) -> tuple[NDArray[np.int64], NDArray[Any]] | None:
        """Which rows of :meth:`kept` have a label that the run could have predicted, and these labels; ``None`` while they are sealed."""
        if self._kept_file is None or self._scored is None or self._labels is None or not self.task.one_class:
            return None
        index, predictions = self._kept_file
        labels = self._labels[index]
        rows = np.flatnonzero(self.task.known(labels) & (labels < predictions.shape[1]))
        return rows, labels[rows]

    def predictions(self, kind: str | None = None) -> TargetPredictions | None:
        """For a task of classes what the run kept, picture by picture, with or without labels; ``None`` before it kept anything.

        ``kind``: what its reference of that kind predicts instead; ``None`` where that is not known, or has other classes than the run.
        """
        kept = self._kept_file
        if self._kept is None or kept is None or self._classes is None or not self.task.one_class:
            return None
        pictures = kept[0] if self._scored is None else self._scored
        reference = self._references.get("baseline")
        if kind is not None and (
            kind not in self._references or self._references[kind].get("classes", self._classes) != self._classes
        ):
            return None
        paths = {"run": self._path(self._kept if kind is None else self._references[kind]["step"], kind)}
        if reference is not None:
            paths["baseline"] = self._path(reference["step"], "baseline")
        classes = {"run": self._classes, "baseline": (reference or {}).get("classes") or self._classes}
        rows = {name: self._predictions(path, pictures, classes[name]) for name, path in paths.items()}
        if rows["run"] is None:
            return None
        return TargetPredictions(
            classes=self._classes,
            baseline_classes=classes["baseline"],
            pictures=pictures,
            run=rows["run"],
            baseline=rows.get("baseline"),
            labels=None if self._labels is None else self._labels[pictures],
        )

    def _path(self, step: int, kind: str | None) -> Path:
        return self.run.prediction_path(step) if kind is None else self.run.folder / "predictions" / kind / f"{step:06d}.npz"

    def _measure(self, path: Path, kind: str | None, scored: NDArray[np.int64] | None = None) -> Metrics:
        """Metrics of a predictions file; none when it is not (yet) there or lacks one of the pictures.

        ``scored``: the pictures that count; by default all in the file whose labels are known.
        """
        if self._labels is None:
            return {}
        if scored is None:
            found = target_predictions(path)
            scored = self._known(found[0]) if found is not None else np.zeros(0, np.int64)
        predicted = self._references.get(kind, {}).get("classes") if kind is not None else None
        predictions = self._predictions(path, scored, predicted or self._classes)
        if predictions is None:
            return {}
        return self.task.measure(predictions, self._labels[scored], classes=self._classes, predicted_classes=predicted)

    def _predictions(
        self, path: Path, scored: NDArray[np.int64], classes: Sequence[str] | None = None
    ) -> NDArray[np.floating] | None:
        predicted = target_predictions(path)
        if predicted is None or (classes and predicted[1].shape[1] != len(classes)):
            return None
        index, predictions = predicted
        place = np.full(1 + max(index.max(initial=-1), scored.max(initial=-1)), -1)
        place[index] = np.arange(len(index))
        rows = place[scored]
        return None if (rows < 0).any() else predictions[rows]


@reads_again
def target_predictions(path: Path) -> tuple[NDArray[np.int64], NDArray[np.floating]] | None:
    """Which target pictures a predictions file is about, and their predictions.

    ``None`` when there is no such file, or none of predictions, or no whole one: a reference's is copied while others read.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            index, predictions = file["target_index"], file["target"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return (index, predictions) if are_predictions(index, predictions) else None
