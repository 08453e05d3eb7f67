"""What came out of a run, read from its folder alone: numbers for the page, the command line and the report."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui import durable
from tlgui.jobs.queue import JobQueue
from tlgui.runs.diagnosis import findings_of
from tlgui.runs.forms import MOST_CLASSES, are_labels, are_predictions, is_number
from tlgui.runs.scoring import SCORING, Metrics
from tlgui.runs.status import Status, status_of
from tlgui.runs.store import Run
from tlgui.texts import printable, say

SHARES_TOLD = 8
"""Of more class shares than this only the largest are named in a sentence."""

NEGATIVE_TRANSFER = 0.05
"""A target accuracy this much below source-only's is said aloud."""

STAGES = ("ingest", "features", "baseline", "train", "normalisation_alone", "maps")


def summary(run: Run, queue: JobQueue) -> dict[str, Any]:
    """A run's result as plain data (the JSON of ``tlgui show``). What is not known yet, or sealed, is ``None``."""
    log = run.events()
    return summary_of(run, log, status_of(run, queue, log))


def summary_of(run: Run, log: list[dict[str, Any]], status: Status) -> dict[str, Any]:
    """:func:`summary` for who has read the run's events and knows its state.

    Of a run that has a result the :func:`tlgui.runs.events.read_outline` of its log will do.
    """
    last = {event["event"]: event for event in log}
    references = {event["kind"]: event for event in log if event["event"] == "reference"}
    result = last.get("result")
    source = (result or {}).get("source", {})
    target = TargetScores(run, log)
    revealed = target.scored_on is not None
    by_whom = {
        "source": source,
        "target": target.of_run(),
        **{kind: target.of_reference(kind) for kind in ("baseline", "normalisation_alone")},
    }
    metrics = {name: {who: found.get(name) for who, found in by_whom.items()} for name in SCORING[run.spec.task].metrics}
    accuracy = metrics.get("accuracy", {})
    return {
        "run": run.id,
        **run.remarks.as_json(),
        "status": status.state,
        "problems": list(status.problems),
        "task": run.spec.task,
        "strategy": run.spec.strategy,
        "backbone": run.spec.backbone,
        "source": run.names.get("source"),
        "target": run.names.get("target"),
        "datasets": {"source": run.spec.source, "target": run.spec.target},
        "class_map": run.spec.class_map.model_dump(mode="json"),
        "target_shares": dict(run.spec.target_shares.shares) if run.spec.target_shares.said else None,
        "target_shares_from": run.spec.target_shares.known_from,
        "sealed": run.spec.sealed,
        "target_pictures_in_source": run.overlap,
        "created": run.created,
        "settings": {**run.spec.settings.model_dump(mode="json"), **last.get("settings", {}).get("settings", {})},
        "strategy_settings": run.spec.strategy_settings,
        "metrics": metrics,
        "source_accuracy": accuracy.get("source"),
        "target_accuracy": accuracy.get("target"),
        "baseline_target_accuracy": accuracy.get("baseline"),
        "baseline_kind": (result or {}).get("baseline_kind"),
        "better_than_baseline": (result or {}).get("better_than_baseline"),
        "target_scored_on": target.scored_on if revealed else (result or {}).get("target_scored"),
        "target_labels_used_for": labels_used_for(run, revealed),
        "scores": (result or {}).get("scores", {}),
        "baseline_scores": references.get("baseline", {}).get("scores", {}),
        "mixing": (result or {}).get("mixing", {"before": None, "after": None}),
        "findings": [{"code": each.code, "values": each.values} for each in findings_of(log)],
        "seconds": seconds(run, log),
        "folder": str(run.folder),
    }


def labels_used_for(run: Run, revealed: bool) -> str:
    """``training and scoring``, ``scoring``, ``nothing (sealed)`` or ``nothing``: what the target's labels did in this run."""
    from tlgui.strategies import STRATEGIES, Combination

    known = [
        STRATEGIES[key] for key in Combination.parse(run.spec.strategy).keys if key in STRATEGIES
    ]  # a copied run may have others
    if any(strategy.needs.target_labels for strategy in known):
        return "training and scoring"
    if revealed:
        return "scoring"
    return "nothing (sealed)" if run.spec.sealed else "nothing"


def seconds(run: Run, log: list[dict[str, Any]]) -> dict[str, float | None]:
    """How long each stage took, in seconds; ``None`` for one that has not been."""
    found: dict[str, float | None] = dict.fromkeys(STAGES)
    found.update({event["name"]: event["seconds"] for event in log if event["event"] == "seconds"})
    found["ingest"] = run.seconds_to_ingest
    drawn = (maps_of(run) or {}).get("seconds")
    found["maps"] = drawn if is_number(drawn) else None
    return found


def maps_of(run: Run) -> dict[str, Any] | None:
    """What the map job wrote: for each map its file and honesty numbers; ``None`` before the first, or where the file is damaged."""
    try:
        found = durable.read_json(run.folder / "maps" / "maps.json")
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


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
        self.scoring = SCORING[run.spec.task]
        reveal = run.revealed()
        last = {event["event"]: event for event in log}
        self._classes = last.get("settings", {}).get("classes")
        known = None if run.spec.task == "regression" else len(self._classes) if self._classes is not None else MOST_CLASSES
        opened = reveal is not None and are_labels(reveal["labels"], known)
        self._labels = self.scoring.labels(reveal["labels"]) if reveal is not None and opened else None
        self._kept = last["picked"]["kept"] if "picked" in last else None
        self._references = {event["kind"]: event for event in log if event["event"] == "reference"}

    @property
    def scored_on(self) -> int | None:
        """How many pictures the result speaks of; ``None`` without a result or without labels of any of them."""
        return len(self._scored) if self._scored is not None and len(self._scored) else None

    @cached_property
    def _scored(self) -> NDArray[np.int64] | None:
        """The pictures of the kept evaluation whose labels are known."""
        found = target_predictions(self.run.prediction_path(self._kept)) if self._kept is not None else None
        return None if found is None or self._labels is None else self._known(found[0])

    def _known(self, index: NDArray[np.int64]) -> NDArray[np.int64]:
        assert self._labels is not None
        index = index[index < len(self._labels)]
        return index[self.scoring.known(self._labels[index])]

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
        return self._measure(self._path(step, kind), kind).get(self.scoring.metric)

    def values(self) -> dict[str, NDArray[np.float64]]:
        """For a task of values: ``true`` (n,) of the scored pictures, and ``predicted`` by the run and, where it is known, ``baseline``."""
        if self._scored is None or self._kept is None or self._labels is None or self.run.spec.task != "regression":
            return {}
        found = {"true": self._labels[self._scored]}
        paths = {"predicted": self.run.prediction_path(self._kept)}
        if "baseline" in self._references:
            paths["baseline"] = self._path(self._references["baseline"]["step"], "baseline")
        for name, path in paths.items():
            predictions = self._predictions(path, self._scored)
            if predictions is not None:
                found[name] = predictions[:, 0].astype(np.float64)
        return found

    def kept(self, kind: str | None = None) -> NDArray[np.floating] | None:
        """Predictions (n, k) on all pictures that the run predicts, as it kept them, or as its reference ``kind`` has them."""
        if kind is not None and kind not in self._references:
            return None
        step = self._kept if kind is None else self._references[kind]["step"]
        found = target_predictions(self._path(step, kind)) if step is not None else None
        return None if found is None else found[1]

    def known_labels(self) -> tuple[NDArray[np.int64], NDArray[Any]] | None:
        """Which rows of :meth:`kept` have a label that the run could have predicted, and these labels; ``None`` while they are sealed."""
        found = target_predictions(self.run.prediction_path(self._kept)) if self._kept is not None else None
        if found is None or self._scored is None or self._labels is None:
            return None
        index, predictions = found
        labels = self._labels[index]
        rows = np.flatnonzero(self.scoring.known(labels) & (labels < predictions.shape[1]))
        return rows, labels[rows]

    def predictions(self) -> TargetPredictions | None:
        """For a task of classes what the run kept, picture by picture, with or without labels; ``None`` before it kept anything."""
        if self._kept is None:
            return None
        kept = target_predictions(self.run.prediction_path(self._kept))
        if kept is None or self._classes is None or self.run.spec.task != "classification":
            return None
        pictures = kept[0] if self._scored is None else self._scored
        reference = self._references.get("baseline")
        paths = {"run": self.run.prediction_path(self._kept)}
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
        return self.scoring.measure(predictions, self._labels[scored], classes=self._classes, predicted_classes=predicted)

    def _predictions(
        self, path: Path, scored: NDArray[np.int64], classes: Sequence[str] | None = None
    ) -> NDArray[np.floating] | None:
        found = target_predictions(path)
        if found is None or (classes and found[1].shape[1] != len(classes)):
            return None
        index, predictions = found
        place = np.full(1 + max(index.max(initial=-1), scored.max(initial=-1)), -1)
        place[index] = np.arange(len(index))
        rows = place[scored]
        return None if (rows < 0).any() else predictions[rows]


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


def sentence(found: dict[str, Any], language: str) -> dict[str, str]:
    """The result in words: ``headline``, ``gain`` (with its ``tone``: good, bad or even) and ``note``.

    Parameters
    ----------
    found:
        A :func:`summary`.
    """
    words = {"headline": "", "gain": "", "tone": "even", "note": ""}
    if found["status"] == "failed":
        words["headline"] = say("result.failed", language)
        words["note"] = " ".join(say(f"error.{each['code']}", language, **each["values"]) for each in found["problems"])
        words["tone"] = "bad"
        return words
    nothing_known = found["mixing"]["after"] is None and not found["scores"]
    if nothing_known and (found["baseline_kind"] is None or not found["target_scored_on"]):
        words["headline"] = say(f"result.{found['status']}", language)
        return words
    scoring, task = SCORING[found["task"]], found["task"]
    metric = found["metrics"][scoring.metric]
    target, baseline, alone = (metric[name] for name in ("target", "baseline", "normalisation_alone"))
    if target is None:
        return {**words, **_sealed(found, language)}
    if baseline is None:
        words["headline"] = say(f"result.{task}.target", language, target=target, count=found["target_scored_on"])
        return words
    near = task == "classification" and round(100 * baseline) == round(100 * target) and baseline != target
    from_to = f"result.{task}.from_to_near" if near else f"result.{task}.from_to"
    words["headline"] = say(from_to, language, baseline=baseline, target=target, count=found["target_scored_on"])
    gain = scoring.gain(target, baseline)
    even = scoring.negligible(baseline)
    words["tone"] = "good" if gain > even else "bad" if gain < -even else "even"
    kind, change = found["baseline_kind"], target - baseline
    words["gain"] = say(f"result.{task}.gain.{kind}", language, change=change)
    if alone is not None:
        words["gain"] = say(f"result.{task}.gain.{kind}.both", language, change=change, alone=target - alone)
    words["note"] = _note(found, language)
    if found["task"] == "classification" and gain < -NEGATIVE_TRANSFER and not _supervised(found):
        words["note"] = f"{say('result.classification.negative', language)} {words['note']}"
    return words


def told(found: dict[str, Any], language: str) -> list[str]:
    """What a terminal and a script say, a line each: the result, what it gained, how it was chosen, everything that looks wrong with the run.

    Parameters
    ----------
    found:
        A :func:`summary`.
    """
    words = sentence(found, language)
    result = [part for part in (words["headline"], words["gain"], words["note"]) if part]
    return [*result, *(say(f"health.{each['code']}", language, **each["values"]) for each in found["findings"])]


def _supervised(found: dict[str, Any]) -> bool:
    return found["target_labels_used_for"] == "training and scoring"


def _sealed(found: dict[str, Any], language: str) -> dict[str, str]:
    confident, mixing, task = found["scores"].get("confident_share"), found["mixing"], found["task"]
    if mixing["before"] is None or mixing["after"] is None:
        headline = say(f"result.{task}.sealed_unmixed", language, confident=confident)
    else:
        headline = say(f"result.{task}.sealed", language, confident=confident, **mixing)
    return {"headline": headline, "note": _note(found, language)}


def _note(found: dict[str, Any], language: str) -> str:
    """How the result was chosen, and what the run was told of the target: it is worth nothing where that is wrong."""
    told = ""
    if found["target_shares"] is not None:
        key = "result.note.shares_estimated" if found.get("target_shares_from") == "estimated" else "result.note.shares"
        told = say(key, language, shares=_shares(found["target_shares"]))
    return " ".join(part for part in (_chosen(found, language), told) if part)


def _shares(shares: dict[str, float]) -> list[str]:
    """The largest shares of the target, by class."""
    largest = sorted(shares.items(), key=lambda each: -each[1])
    shown = [f"{printable(name)} {100 * share:.3g} %" for name, share in largest[:SHARES_TOLD]]
    return shown if len(largest) <= SHARES_TOLD else [*shown, "…"]


def _chosen(found: dict[str, Any], language: str) -> str:
    if _supervised(found):
        return say("result.note.supervised", language, count=found["target_scored_on"])
    if found["better_than_baseline"] is False:
        return say(f"result.{found['task']}.source_only_scores_better", language)
    return say("result.note.unseen", language)


def status_words(status: Status, language: str) -> str:
    """The state of a run in a few words."""
    next_one = status.state == "queued" and not status.waiting_before
    return say("status.next" if next_one else f"status.{status.state}", language, before=status.waiting_before)
