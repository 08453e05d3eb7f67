"""The results of a run, read only from its folder: numbers for the page, the command line and the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tlgui import durable
from tlgui.insight.scores import scores_of_predictions
from tlgui.jobs.queue import JobQueue
from tlgui.runs.diagnosis import findings_of
from tlgui.runs.forms import is_number
from tlgui.runs.mistakes import Mistakes, by_chance
from tlgui.runs.run import Run
from tlgui.runs.status import Status, status_of
from tlgui.runs.target_scores import TargetScores
from tlgui.runs.teaching import TaughtLabels, Teaching
from tlgui.tasks import TASKS
from tlgui.texts import say

STAGES = ("ingest", "features", "baseline", "train", "normalisation_alone", "maps")


def summary(run: Run, queue: JobQueue) -> dict[str, Any]:
    """A run's result as plain data (the JSON of ``tlgui show``). What is not known yet, or sealed, is ``None``.

    ``better_than_baseline``: by the target's labels, once they are open. ``seems_better_than_baseline``: by scores that need no labels.
    """
    log = run.events()
    return summary_of(run, log, status_of(run, queue, log))


def summary_of(run: Run, log: list[dict[str, Any]], status: Status) -> dict[str, Any]:
    """:func:`summary` for callers that have read the run's events and know its state.

    Of a run that has a result the :func:`tlgui.runs.events.read_outline` of its log will do.
    """
    last = {event["event"]: event for event in log}
    references = {event["kind"]: event for event in log if event["event"] == "reference"}
    result = last.get("result")
    source = (result or {}).get("source", {})
    target = TargetScores(run, log)
    revealed = target.scored_on is not None
    others = not_learned(run, target)
    by_whom = {
        "source": source,
        "target": target.of_run(),
        **{kind: target.of_reference(kind) for kind in ("baseline", "normalisation_alone")},
    }
    metrics = {name: {who: values.get(name) for who, values in by_whom.items()} for name in TASKS[run.spec.task].metrics}
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
        "target_shares_labels": run.spec.target_shares.labels,
        "distilled_from": [each.model_dump() for each in run.spec.distilled_from],
        "given_labels": run.spec.given_labels,
        "given_labels_used": given_labels_used(run),
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
        "better_than_baseline": over_baseline(run.spec.task, metrics),
        "seems_better_than_baseline": (result or {}).get(
            "better_than_baseline"
        ),  # the log knows no labels: it says what the scores choose
        "turned": turned(target),
        "turned_over_normalisation_alone": turned_over_alone(target),
        "turned_by_normalisation_alone": turned_by_alone(target),
        "target_scored_on": scored_on(run, target, result),
        "target_of_other_classes": of_other_classes(target, accuracy),
        "chance": 1 / len(classes) if (classes := last.get("settings", {}).get("classes")) else None,
        "target_labels_used_for": labels_used_for(run, revealed),
        "scores": (result or {}).get("scores", {}),
        "baseline_scores": baseline_scores(target, references.get("baseline", {}).get("scores", {}), others),
        "target_not_learned": others,
        "average_agreement": average_agreement(run, target),
        "mixing": (result or {}).get("mixing", {"before": None, "after": None}),
        "findings": [{"code": each.code, "values": each.values} for each in findings_of(log)],
        "seconds": seconds(run, log),
        "launcher": last.get("started", {}).get("launcher"),
        "node": last.get("started", {}).get("node"),
        "folder": str(run.folder),
    }


def over_baseline(task: str, metrics: Mapping[str, Mapping[str, float | None]]) -> bool | None:
    """Whether a run is better than its baseline on the target's open labels; ``None`` where that is not known."""
    target, baseline = (metrics[TASKS[task].metric][who] for who in ("target", "baseline"))
    return None if target is None or baseline is None else TASKS[task].gain(target, baseline) > 0


def scored_on(run: Run, target: TargetScores, result: Mapping[str, Any] | None) -> int | None:
    """Of how many pictures the target's metrics are, or may be once labels are opened; 0 where it has none, ``None`` without a result."""
    if result is None or target.scored_on is not None:
        return target.scored_on
    unlabeled = not run.spec.sealed and labels_used_for(run, revealed=False) == "nothing"
    return 0 if unlabeled else result.get("target_scored")


def not_learned(run: Run, target: TargetScores) -> int | None:
    """How many pictures the run predicts of its target where it learned the labels of all others, which a person gave; else ``None``."""
    return len(target.pictures) if target.pictures is not None and TaughtLabels.of(run) is not None else None


def average_agreement(run: Run, target: TargetScores) -> float | None:
    """On which share of the pictures that it predicts a distilled run says what the average that it learned says; ``None`` for any other."""
    average, own = Teaching.of(run) if run.spec.distilled_from else None, target.kept()
    if average is None or own is None or target.pictures is None:
        return None
    both, mine, theirs = np.intersect1d(target.pictures, average.pictures, return_indices=True)
    return float((own[mine].argmax(1) == average.predictions[theirs].argmax(1)).mean()) if len(both) else None


def baseline_scores(target: TargetScores, kept: dict[str, float], others: int | None) -> dict[str, float]:
    """The baseline's scores as they were ``kept``; where the run predicts only the ``others``, counted again on these. Then those that need
    features are not known.
    """
    baseline = None if others is None else target.beside("baseline")
    return kept if baseline is None else scores_of_predictions(baseline.astype(np.float64))


def of_other_classes(target: TargetScores, accuracy: dict[str, float | None]) -> dict[str, Any] | None:
    """The result on all labeled pictures, where some are of ``classes`` (with their numbers of pictures) that the run does not have.

    ``pictures`` of them among ``of`` labeled ones in all, and the share of all that is right: ``accuracy`` and ``baseline``;
    ``without_pictures``: the run's classes that no open label is of. ``None`` if there are none, or while labels are sealed.
    """
    classes, scored = target.of_other_classes(), target.scored_on
    if not classes or scored is None:
        return None
    pictures = sum(classes.values())
    shares = {
        name: None if (share := accuracy.get(who)) is None else share * scored / (scored + pictures)
        for name, who in (("accuracy", "target"), ("baseline", "baseline"))
    }
    without = target.classes_without_pictures()
    return {"classes": classes, "pictures": pictures, "of": scored + pictures, **shares, "without_pictures": without}


def turned(target: TargetScores) -> dict[str, Any] | None:
    """How many pictures the kept evaluation has ``right`` that the baseline has ``wrong`` and the reverse, and ``p`` of the sign test.

    For a task of values: how many predictions are nearer to their value than the baseline's, and how many farther. ``None`` without open
    labels or a baseline.
    """
    predictions, values = target.predictions(), target.values()
    if predictions is not None:
        return Mistakes.of(predictions).turned()
    if "predicted" not in values or "baseline" not in values:
        return None
    errors = {name: np.abs(values[name] - values["true"]) for name in ("predicted", "baseline")}
    nearer = int((errors["predicted"] < errors["baseline"]).sum())
    farther = int((errors["predicted"] > errors["baseline"]).sum())
    return {"right": nearer, "wrong": farther, "p": by_chance(nearer, farther)}


def turned_over_alone(target: TargetScores) -> dict[str, Any] | None:
    """As :func:`turned`, against normalization alone; for a task of classes."""
    known, own, alone = target.known_labels(), target.kept(), target.beside("normalisation_alone")
    if known is None or own is None or alone is None:
        return None
    rows, labels = known
    ours, theirs = own[rows].argmax(1) == labels, alone[rows].argmax(1) == labels
    right, wrong = int((ours & ~theirs).sum()), int((theirs & ~ours).sum())
    return {"right": right, "wrong": wrong, "p": by_chance(right, wrong)}


def turned_by_alone(target: TargetScores) -> dict[str, Any] | None:
    """As :func:`turned`, of normalization alone against the baseline; for a task of classes."""
    predictions = target.predictions("normalisation_alone")
    return None if predictions is None else Mistakes.of(predictions).turned()


def labels_used_for(run: Run, revealed: bool) -> str:
    """``training and scoring``, ``scoring``, ``nothing (sealed)`` or ``nothing``: what the target's labels did in this run."""
    from tlgui.strategies import STRATEGIES, Combination

    known = [
        STRATEGIES[key] for key in Combination.parse(run.spec.strategy).keys if key in STRATEGIES
    ]  # a copied run may have different ones
    if any(strategy.needs.target_labels for strategy in known) and run.spec.given_labels is None:
        return "training and scoring"
    if revealed:
        return "scoring"
    return "nothing (sealed)" if run.spec.sealed and not run.opened else "nothing"


def given_labels_used(run: Run) -> dict[str, Any] | None:
    """What labels that a person gave to the target's pictures did in this run; ``None``: nothing.

    ``by``: ``run``, ``teachers`` (it learned from networks that had learned them) or ``shares`` (they told the class shares). ``labels``: how
    many; ``None`` where the run's folder does not say.
    """
    from tlgui.strategies import STRATEGIES

    spec = run.spec
    if spec.given_labels is not None:
        return {"by": "run", "labels": spec.given_labels}
    shares, taught = spec.target_shares, TaughtLabels.of(run) if spec.distilled_from else None
    if taught is not None:  # also from one that does not count among its teachers
        return {"by": "teachers", "labels": len(taught.pictures)}
    if any(each.strategy in STRATEGIES and STRATEGIES[each.strategy].needs.target_labels for each in spec.distilled_from):
        return {"by": "teachers", "labels": shares.labels}  # older runs do not have them
    return {"by": "shares", "labels": shares.labels} if shares.known_from == "labels" else None


def given_labels_learned(facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """What :func:`given_labels_used` says of the run with these ``facts`` where it, or its teachers, learned labels, else ``None``: then nobody
    can score it by these pictures.
    """
    used: dict[str, Any] | None = facts.get("given_labels_used")
    return used if used and used["by"] != "shares" else None


def seconds(run: Run, log: list[dict[str, Any]]) -> dict[str, float | None]:
    """How long each stage took, in seconds; ``None`` for one that has not run."""
    by_stage: dict[str, float | None] = dict.fromkeys(STAGES)
    by_stage.update({event["name"]: event["seconds"] for event in log if event["event"] == "seconds" and event["name"] in STAGES})
    by_stage["ingest"] = run.seconds_to_ingest
    drawn = (maps_of(run) or {}).get("seconds")
    by_stage["maps"] = drawn if is_number(drawn) else None
    return by_stage


def maps_of(run: Run) -> dict[str, Any] | None:
    """What the map job wrote: for each map its file and honesty numbers; ``None`` before the first, or where the file is damaged."""
    try:
        record = durable.read_json(run.folder / "maps" / "maps.json")
    except (OSError, ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def status_words(status: Status, language: str) -> str:
    """The state of a run in a few words."""
    next_one = status.state == "queued" and not status.waiting_before
    return say("status.next" if next_one else f"status.{status.state}", language, before=status.waiting_before)
