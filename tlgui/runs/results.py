"""What came out of a run, read from its folder alone: numbers for the page, the command line and the report."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui import durable
from tlgui.jobs.queue import JobQueue
from tlgui.runs.status import Status, status_of
from tlgui.runs.store import Run
from tlgui.texts import say

STAGES = ("ingest", "features", "baseline", "train", "normalisation_alone", "maps")


def summary(run: Run, queue: JobQueue) -> dict[str, Any]:
    """A run's result as plain data (the JSON of ``tlgui show``). What is not known yet, or sealed, is ``None``."""
    log = run.events()
    status = status_of(run, queue, log)
    last = {event["event"]: event for event in log}
    references = {event["kind"]: event for event in log if event["event"] == "reference"}
    result = last.get("result")
    source = (result or {}).get("source", {})
    target = target_accuracies(run, last, references)
    revealed = target["scored_on"] is not None
    return {
        "run": run.id,
        "status": status.state,
        "problems": list(status.problems),
        "task": run.spec.task,
        "strategy": run.spec.strategy,
        "backbone": run.spec.backbone,
        "source": run.names.get("source"),
        "target": run.names.get("target"),
        "target_pictures_in_source": run.overlap,
        "created": run.created,
        "settings": last.get("settings", {}).get("settings", run.spec.settings.model_dump(mode="json")),
        "strategy_settings": run.spec.strategy_settings,
        "metrics": {
            "accuracy": {
                "source": source.get("accuracy"),
                "target": target["run"],
                "baseline": target["baseline"],
                "normalisation_alone": target["normalisation_alone"],
            }
        },
        "source_accuracy": source.get("accuracy"),
        "target_accuracy": target["run"],
        "baseline_target_accuracy": target["baseline"],
        "baseline_kind": (result or {}).get("baseline_kind"),
        "better_than_baseline": (result or {}).get("better_than_baseline"),
        "target_scored_on": target["scored_on"] if revealed else (result or {}).get("target_scored"),
        "target_labels_used_for": labels_used_for(run, revealed),
        "scores": (result or {}).get("scores", {}),
        "baseline_scores": references.get("baseline", {}).get("scores", {}),
        "mixing": (result or {}).get("mixing", {"before": None, "after": None}),
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
    found["maps"] = (maps_of(run) or {}).get("seconds")
    return found


def maps_of(run: Run) -> dict[str, Any] | None:
    """What the map job wrote: for each map its file and honesty numbers; ``None`` before the first."""
    try:
        return durable.read_json(run.folder / "maps" / "maps.json")
    except (FileNotFoundError, ValueError):
        return None


def target_accuracies(run: Run, last: dict[str, Any], references: dict[str, Any]) -> dict[str, Any]:
    """Target accuracy of the run's kept evaluation and of both references, all on the same pictures; ``None`` while labels are sealed."""
    found: dict[str, Any] = {"run": None, "baseline": None, "normalisation_alone": None, "scored_on": None}
    reveal = run.revealed()
    if reveal is None or "picked" not in last:
        return found
    labels = np.asarray(reveal["labels"], np.int64)
    own = run.prediction_path(last["picked"]["kept"])
    predictions = target_predictions(own)
    if predictions is None:
        return found
    scored = predictions[0]
    scored = scored[labels[scored] >= 0]
    if len(scored) == 0:
        return found
    classes = last["settings"]["classes"]
    found["scored_on"] = len(scored)
    found["run"] = accuracy(own, labels, scored)
    for kind, event in references.items():
        path = run.folder / "predictions" / kind / f"{event['step']:06d}.npz"
        found[kind] = accuracy(path, labels, scored, classes=classes, predicted_classes=event["classes"])
    return found


def accuracy(
    path: Path,
    labels: NDArray[np.int64],
    scored: NDArray[np.int64],
    *,
    classes: list[str] | None = None,
    predicted_classes: list[str] | None = None,
) -> float | None:
    """Accuracy of a predictions file on some target pictures; ``None`` when the file lacks one of them, or is not (yet) there itself.

    Parameters
    ----------
    labels:
        For every picture of the target its index in ``classes``, -1 for none.
    scored:
        The pictures that count.
    classes, predicted_classes:
        Names for the indices of the labels and of the predictions, where they may differ (a reference with other classes).
    """
    found = target_predictions(path)
    if found is None:
        return None
    index, predictions = found
    place = np.full(len(labels), -1)
    place[index] = np.arange(len(index))
    rows = place[scored]
    if (rows < 0).any():
        return None
    chosen = predictions[rows].argmax(1)
    if classes is not None and predicted_classes is not None and classes != predicted_classes:
        chosen = np.asarray([classes.index(name) if name in classes else -1 for name in predicted_classes])[chosen]
    return float((chosen == labels[scored]).mean())


def target_predictions(path: Path) -> tuple[NDArray[np.int64], NDArray[np.floating]] | None:
    """Which target pictures a predictions file is about, and their predictions.

    ``None`` when there is no such file, or no whole one: a reference's is copied while others read.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            return file["target_index"], file["target"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def evaluation_accuracy(run: Run, step: int, kind: str | None = None) -> float | None:
    """Target accuracy at one evaluation of a run (or of its reference ``kind``), for a curve; ``None`` while labels are sealed."""
    reveal = run.revealed()
    path = run.prediction_path(step) if kind is None else run.folder / "predictions" / kind / f"{step:06d}.npz"
    predictions = target_predictions(path) if reveal is not None else None
    if reveal is None or predictions is None:
        return None
    labels, index = np.asarray(reveal["labels"], np.int64), predictions[0]
    scored = index[labels[index] >= 0]
    if len(scored) == 0:
        return None
    if kind is None:
        return accuracy(path, labels, scored)
    log = run.events()
    names = {event["kind"]: event["classes"] for event in log if event["event"] == "reference"}
    own = next((event["classes"] for event in log if event["event"] == "settings"), None)
    return accuracy(path, labels, scored, classes=own, predicted_classes=names.get(kind))


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
    if found["mixing"]["after"] is None and not found["scores"]:
        words["headline"] = say(f"result.{found['status']}", language)
        return words
    target, baseline, alone = (found["metrics"]["accuracy"][name] for name in ("target", "baseline", "normalisation_alone"))
    if target is None:
        return {**words, **_sealed(found, language)}
    if baseline is None:
        words["headline"] = say("result.target", language, target=target, count=found["target_scored_on"])
        return words
    words["headline"] = say("result.from_to", language, baseline=baseline, target=target, count=found["target_scored_on"])
    gain = target - baseline
    words["tone"] = "good" if gain > 0.005 else "bad" if gain < -0.005 else "even"
    over = f"result.gain.{found['baseline_kind']}"
    words["gain"] = say(over, language, points=gain)
    if alone is not None:
        words["gain"] = say(f"{over}.both", language, points=gain, alone=target - alone)
    words["note"] = _note(found, language)
    return words


def _sealed(found: dict[str, Any], language: str) -> dict[str, str]:
    confident, mixing = found["scores"].get("confident_share"), found["mixing"]
    if mixing["before"] is None or mixing["after"] is None:
        headline = say("result.sealed_unmixed", language, confident=confident)
    else:
        headline = say("result.sealed", language, confident=confident, **mixing)
    return {"headline": headline, "note": _note(found, language)}


def _note(found: dict[str, Any], language: str) -> str:
    if found["target_labels_used_for"] == "training and scoring":
        return say("result.note.supervised", language, count=found["target_scored_on"])
    if found["better_than_baseline"] is False:
        return say("result.note.source_only_scores_better", language)
    return say("result.note.unseen", language)


def status_words(status: Status, language: str) -> str:
    """The state of a run in a few words."""
    return say(f"status.{status.state}", language, before=status.waiting_before)
