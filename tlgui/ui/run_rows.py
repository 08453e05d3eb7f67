"""A run as a line of the list of results, and all that is known of it as rows of words."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tlgui.jobs.queue import JobQueue
from tlgui.runs import remarks, results
from tlgui.runs.scoring import SCORING
from tlgui.runs.search import known_of
from tlgui.runs.status import status_of
from tlgui.runs.store import Run
from tlgui.strategies import STRATEGIES, Combination
from tlgui.texts import CATALOGUE, say
from tlgui.ui.form import described_value, groups
from tlgui.ui.run_logs import RunLog, RunLogs
from tlgui.ui.words import backbone_name, dataset_name, strategy_name, word

FILES = {"events.jsonl": "application/x-ndjson", "spec.json": "application/json", "log.txt": "text/plain; charset=utf-8"}
"""The files of a run that can be fetched, always as a download."""


def about(run: Run, language: str) -> dict[str, Any]:
    """What a run is, for its title: data, strategy, backbone, and who is compared with whom."""
    return {
        **{role: dataset_name(run.names[role], language) if role in run.names else None for role in ("source", "target")},
        "task": run.spec.task,
        "strategy": strategy_name(run.spec.strategy, language),
        "watch": [
            STRATEGIES[key].texts.words(language).watch for key in Combination.parse(run.spec.strategy).keys if key in STRATEGIES
        ],
        "backbone": backbone_name(run.spec.backbone),
        "created": run.created,
        "name": run.remarks.name,
    }


def details(log: RunLog, queue: JobQueue, language: str) -> dict[str, Any]:
    """Everything else that is known of a run, as rows of words: settings, scores, times."""
    with log.lock:
        log.read()
        run = log.run
        found = log.summary(queue, status_of(run, queue, log.events))
    return {
        **about(run, language),
        "run": run.id,
        "folder": found["folder"],
        "files": [name for name in FILES if os.path.isfile(run.folder / name)],
        "scores": [
            {
                "name": word(f"score.{name}", language),
                "about": say(f"score_about.{name}", language) if f"score_about.{name}" in CATALOGUE else "",
                "run": value,
                "baseline": found["baseline_scores"].get(name),
            }
            for name, value in found["scores"].items()
        ],
        "seconds": [
            {"name": word(f"stage.{name}", language), "words": say("page.seconds", language, seconds=value)}
            for name, value in found["seconds"].items()
            if value is not None
        ],
        "settings": _setting_rows(found, language),
    }


def _setting_rows(found: dict[str, Any], language: str) -> list[dict[str, str]]:
    values = {"": found["settings"], **found["strategy_settings"]}
    rows = []
    for key, declared in groups(found["strategy"]).items():
        for item in declared:
            value = values.get(key, {}).get(item.name, item.default)
            rows.append({"name": item.label.say(language), "value": described_value(item, value, language)})
    return rows


def row(run: Run, logs: RunLogs, queue: JobQueue, language: str) -> dict[str, Any]:
    """A run as a line of the list of results. The lines of runs that are over are kept: there may be hundreds, asked for by the second."""
    state = (language, _size(run.events_path), run.opened, run.resuming, remarks.version(run.folder))
    if (kept := logs.line(run, state)) is not None:
        return kept
    log = logs.of(run)
    with log.lock:
        log.read()
        status = status_of(run, queue, log.events)
        found = log.summary(queue, status)
        scoring = SCORING[run.spec.task]
        metric = found["metrics"][scoring.metric]
        target, baseline, alone = metric["target"], metric["baseline"], metric["normalisation_alone"]
        line = {
            **about(run, language),
            **run.remarks.as_json(),
            "run": run.id,
            "key": run.spec.strategy,
            "pair": (run.spec.source, run.spec.target),
            "class_map": found["class_map"],
            "learned_from_target": found["target_labels_used_for"] == "training and scoring",
            "scored_on": found["target_scored_on"],
            "state": status.state,
            "words": results.status_words(status, language),
            "source_metric": metric["source"],
            "target_metric": target,
            "references": _references(log, metric),
            "baseline_kind": (log.last("settings") or {}).get("baseline_kind"),
            "epochs": found["settings"].get("epochs"),
            "better_than_baseline": found["better_than_baseline"],
            "scores": found["scores"],
            "sealed": log.reveal_state() == "possible",
            "over_baseline": None if target is None or baseline is None else scoring.gain(target, baseline),
            "over_normalisation": None if target is None or alone is None else scoring.gain(target, alone),
        }
    if status.over:
        logs.keep_line(run, state, line)
    return line


def _references(log: RunLog, target: dict[str, float | None]) -> dict[str, dict[str, Any]]:
    """The finished references of a run by their kind: which run each is, its metrics and its scores without labels."""
    metric = SCORING[log.run.spec.task].metric
    return {
        each["kind"]: {
            "run": each["run"],
            "source_metric": each["source"].get(metric),
            "target_metric": target[each["kind"]],
            "scores": each["scores"],
        }
        for each in log.events
        if each["event"] == "reference"
    }


def found_by(line: dict[str, Any]) -> dict[str, list[str | None]]:
    """What :func:`tlgui.runs.search.matches` looks in, of a :func:`row`: what it shows, and the keys that people type."""
    return known_of(
        {**line, "status": line["state"]},
        strategy=[line["key"], line["strategy"]],
        status=[line["state"], line["words"]],
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
