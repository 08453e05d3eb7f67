"""The results of a run, read only from its folder: numbers for the page, the command line and the report."""

from __future__ import annotations

from typing import Any

from tlgui import durable
from tlgui.jobs.queue import JobQueue
from tlgui.runs.diagnosis import findings_of
from tlgui.runs.forms import is_number
from tlgui.runs.status import Status, status_of
from tlgui.runs.store import Run
from tlgui.runs.target_scores import TargetScores
from tlgui.tasks import TASKS
from tlgui.texts import printable, say, say_in_terminal

SHARES_TOLD = 8
"""With more class shares than this, only the largest are named in a sentence."""

STAGES = ("ingest", "features", "baseline", "train", "normalisation_alone", "maps")


def summary(run: Run, queue: JobQueue) -> dict[str, Any]:
    """A run's result as plain data (the JSON of ``tlgui show``). What is not known yet, or sealed, is ``None``."""
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
    ]  # a copied run may have different ones
    if any(strategy.needs.target_labels for strategy in known):
        return "training and scoring"
    if revealed:
        return "scoring"
    return "nothing (sealed)" if run.spec.sealed else "nothing"


def seconds(run: Run, log: list[dict[str, Any]]) -> dict[str, float | None]:
    """How long each stage took, in seconds; ``None`` for one that has not run."""
    by_stage: dict[str, float | None] = dict.fromkeys(STAGES)
    by_stage.update({event["name"]: event["seconds"] for event in log if event["event"] == "seconds"})
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


def sentence(run_summary: dict[str, Any], language: str) -> dict[str, str]:
    """The result in words: ``headline``, ``gain`` (with its ``tone``: good, bad or even) and ``note``.

    Parameters
    ----------
    run_summary:
        A :func:`summary`.
    """
    words = {"headline": "", "gain": "", "tone": "even", "note": ""}
    if run_summary["status"] == "failed":
        words["headline"] = say("result.failed", language)
        words["note"] = " ".join(say(f"error.{each['code']}", language, **each["values"]) for each in run_summary["problems"])
        words["tone"] = "bad"
        return words
    nothing_known = run_summary["mixing"]["after"] is None and not run_summary["scores"]
    if nothing_known and (run_summary["baseline_kind"] is None or not run_summary["target_scored_on"]):
        words["headline"] = say(f"result.{run_summary['status']}", language)
        return words
    task = TASKS[run_summary["task"]]
    metric = run_summary["metrics"][task.metric]
    target, baseline, alone = (metric[name] for name in ("target", "baseline", "normalisation_alone"))
    if target is None:
        return {**words, **_sealed(run_summary, language)}
    if baseline is None:
        words["headline"] = say(f"result.{task.key}.target", language, target=target, count=run_summary["target_scored_on"])
        return words
    from_to = f"result.{task.key}.from_to_near" if task.looks_equal(target, baseline) else f"result.{task.key}.from_to"
    words["headline"] = say(from_to, language, baseline=baseline, target=target, count=run_summary["target_scored_on"])
    gain = task.gain(target, baseline)
    words["tone"] = task.tone(target, baseline)
    kind, change = run_summary["baseline_kind"], target - baseline
    words["gain"] = say(f"result.{task.key}.gain.{kind}", language, change=change)
    if alone is not None:
        words["gain"] = say(f"result.{task.key}.gain.{kind}.both", language, change=change, alone=target - alone)
    words["note"] = _note(run_summary, language)
    if task.negative_transfer is not None and gain < -task.negative_transfer and not _supervised(run_summary):
        words["note"] = f"{say(f'result.{task.key}.negative', language)} {words['note']}"
    return words


def told(run_summary: dict[str, Any], language: str) -> list[str]:
    """The lines for a terminal or a script: the result, its gain, how it was chosen, everything that looks wrong with the run.

    Parameters
    ----------
    run_summary:
        A :func:`summary`.
    """
    words = sentence(run_summary, language)
    result = [part for part in (words["headline"], words["gain"], words["note"]) if part]
    return [*result, *(say_in_terminal(f"health.{each['code']}", language, **each["values"]) for each in run_summary["findings"])]


def _supervised(run_summary: dict[str, Any]) -> bool:
    return run_summary["target_labels_used_for"] == "training and scoring"


def _sealed(run_summary: dict[str, Any], language: str) -> dict[str, str]:
    confident, mixing, task = run_summary["scores"].get("confident_share"), run_summary["mixing"], run_summary["task"]
    if mixing["before"] is None or mixing["after"] is None:
        headline = say(f"result.{task}.sealed_unmixed", language, confident=confident)
    else:
        headline = say(f"result.{task}.sealed", language, confident=confident, **mixing)
    return {"headline": headline, "note": _note(run_summary, language)}


def _note(run_summary: dict[str, Any], language: str) -> str:
    """How the result was chosen, and what the run was told about the target: if that is wrong, the result is meaningless."""
    told = ""
    if run_summary["target_shares"] is not None:
        key = "result.note.shares_estimated" if run_summary.get("target_shares_from") == "estimated" else "result.note.shares"
        told = say(key, language, shares=_shares(run_summary["target_shares"]))
    return " ".join(part for part in (_chosen(run_summary, language), told) if part)


def _shares(shares: dict[str, float]) -> list[str]:
    """The largest shares of the target, by class."""
    largest = sorted(shares.items(), key=lambda each: -each[1])
    shown = [f"{printable(name)} {100 * share:.3g} %" for name, share in largest[:SHARES_TOLD]]
    return shown if len(largest) <= SHARES_TOLD else [*shown, "…"]


def _chosen(run_summary: dict[str, Any], language: str) -> str:
    if _supervised(run_summary):
        return say("result.note.supervised", language, count=run_summary["target_scored_on"])
    if run_summary["better_than_baseline"] is False:
        return say(f"result.{run_summary['task']}.source_only_scores_better", language)
    return say("result.note.unseen", language)


def status_words(status: Status, language: str) -> str:
    """The state of a run in a few words."""
    next_one = status.state == "queued" and not status.waiting_before
    return say("status.next" if next_one else f"status.{status.state}", language, before=status.waiting_before)
