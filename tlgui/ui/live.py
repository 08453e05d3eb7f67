"""What a page that looks at a run is told, in one small answer: its state in words, the new points of its curves, its result.

The log of a run only grows, so each run is read once and then only what was added; thirty pages that look at a run cost little more than
one. Everything here is derived from the run's folder and can be thrown away at any time.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any

from tlgui.charts.curves import curves
from tlgui.jobs.pace import Pace
from tlgui.jobs.queue import ATTEMPTS, Job, JobQueue
from tlgui.runs import events, remarks, results
from tlgui.runs.diagnosis import Light, light_of
from tlgui.runs.scoring import SCORING
from tlgui.runs.search import known_of
from tlgui.runs.status import Status, status_of
from tlgui.runs.store import Run
from tlgui.strategies import STRATEGIES, Combination
from tlgui.texts import CATALOGUE, say
from tlgui.ui.form import described_value, groups
from tlgui.ui.words import backbone_name, dataset_name, sentence, sentences, strategy_name, word

RUNS_KEPT = 32
LINES_KEPT = 4_000
FILES = {"events.jsonl": "application/x-ndjson", "spec.json": "application/json", "log.txt": "text/plain; charset=utf-8"}
"""The files of a run that can be fetched, always as a download."""

WHO = {
    "page": "page.revealed.page",
    "command line": "page.revealed.command_line",
    "asked for": "page.revealed.asked_for",
}
"""Who opened sealed labels, as the run's folder has it, and in words."""

NOTHING_YET = Light("early", False, (), {})
"""Shown from the beginning of a run, so that nothing moves when its first numbers come."""

Event = dict[str, Any]


class RunLog:
    """The events of one run, read as they are written, and what was worked out from them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.events: list[Event] = []
        self.lock = threading.Lock()
        self._offset = 0
        self._metrics: dict[tuple[int, str | None], float | None] = {}
        self._scores: tuple[str, results.TargetScores] | None = None
        self._summary: tuple[Any, dict[str, Any]] | None = None
        self._light: tuple[int, Light | None] = (0, None)
        self._paces: dict[str, Pace] = {}

    def read(self) -> None:
        """Read what was added since the last time."""
        added, self._offset = events.read_events(self.run.events_path, self._offset)
        self.events += added

    def last(self, kind: str) -> Event | None:
        return next((event for event in reversed(self.events) if event["event"] == kind), None)

    def generation(self) -> str:
        """Changes when points that were sent already would look different: a reveal, or a reference whose predictions came."""
        references = sum(event["event"] == "reference" for event in self.events)
        return f"{self.run.reveal_path.exists():d}{references}"

    def target_metric(self, step: int, kind: str | None) -> float | None:
        """The metric on the target at an evaluation of the run, or of its reference ``kind``; ``None`` while labels are sealed."""
        generation = self.generation()
        if self._scores is None or self._scores[0] != generation:
            self._scores, self._metrics = (generation, results.TargetScores(self.run, self.events)), {}
        if (step, kind) not in self._metrics:
            self._metrics[step, kind] = self._scores[1].at(step, kind)
        return self._metrics[step, kind]

    def summary(self, queue: JobQueue, status: Status) -> dict[str, Any]:
        """:func:`tlgui.runs.results.summary`, worked out anew only when something changed."""
        state = (len(self.events), self.generation(), status, maps_version(self.run))
        if self._summary is None or self._summary[0] != state:
            self._summary = (state, results.summary(self.run, queue))
        return self._summary[1]

    def seconds_left(self, stage: str, done: int, total: int) -> float | None:
        """How long a stage will still take, by its pace since somebody looks at it; ``None`` before that is known."""
        return self._paces.setdefault(stage, Pace()).at(done, total, time.monotonic())["seconds_left"]

    def light(self) -> Light | None:
        """:func:`tlgui.runs.diagnosis.light_of`, worked out anew only when something was added."""
        if self._light[0] != len(self.events):
            self._light = (len(self.events), light_of(self.events))
        return self._light[1]


class RunLogs:
    """The logs of the runs that were looked at last."""

    def __init__(self) -> None:
        self._logs: OrderedDict[str, RunLog] = OrderedDict()
        self._lines: OrderedDict[tuple[str, str], tuple[Any, dict[str, Any]]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, run: Run) -> RunLog:
        with self._lock:
            log = self._logs.pop(run.id, None) or RunLog(run)
            self._logs[run.id] = log
            while len(self._logs) > RUNS_KEPT:
                self._logs.popitem(last=False)
            return log

    def line(self, run: Run, state: tuple[Any, ...]) -> dict[str, Any] | None:
        """The line of the list of results that was kept for a run in this state."""
        kept = self._lines.get((run.id, state[0]))
        return kept[1] if kept is not None and kept[0] == state else None

    def keep_line(self, run: Run, state: tuple[Any, ...], line: dict[str, Any]) -> None:
        """Keep a line for as long as ``state`` (the language first) stays the same."""
        with self._lock:
            self._lines[run.id, state[0]] = (state, line)
            while len(self._lines) > LINES_KEPT:
                self._lines.popitem(last=False)


def live(log: RunLog, queue: JobQueue, offset: int, generation: str, language: str) -> dict[str, Any]:
    """The answer to a page that has seen ``offset`` events of ``generation``; with another generation it gets all points anew."""
    with log.lock:
        log.read()
        run = log.run
        status = status_of(run, queue, log.events)
        now = log.generation()
        start = offset if generation == now and 0 <= offset <= len(log.events) else 0
        metric = SCORING[run.spec.task].metric
        made = curves(log.events[start:], lambda key: word(key, language), log.target_metric, metric)
        found = log.summary(queue, status)
        map_job = queue.of_run(run.id, "map")
        return {
            "run": run.id,
            "target": run.spec.target,
            "state": status.state,
            "over": status.over,
            "settled": status.over and (map_job is None or map_job.over),
            "drawing": map_job is not None and not map_job.over and not queue.cancel_asked(map_job.id),
            "resumes_at": resumes_at(run) if status.resumable else None,
            **progress(log, status, language),
            "offset": len(log.events),
            "generation": now,
            "reset": start == 0,
            "curves": made.as_json(),
            "result": results.sentence(found, language),
            "so_far": "" if status.over else so_far(log, language),
            "light": light_words(log.light() or (None if status.over else NOTHING_YET), language),
            "problems": sentences(status.problems, language),
            "reveal": reveal_state(run, log),
            "revealed": revealed(run, language),
            "device": device(log, language),
            "maps": maps_version(run),
            "maps_failed": _maps_failed(map_job, language),
        }


def _maps_failed(job: Job | None, language: str) -> list[dict[str, str]]:
    """Why no map comes any more, in sentences."""
    if job is not None and job.state == "cancelled":
        return sentences([{"code": "maps_stopped", "values": {}}], language)
    return sentences(job.problems or [], language) if job is not None and job.state == "failed" else []


def resumes_at(run: Run) -> int:
    """The step at which a run that is over goes on: that of its newest state; 0 when it has none and begins again."""
    return next((int(state.name) for state in run.states()), 0)


def light_words(light: Light | None, language: str) -> dict[str, Any] | None:
    """The light of a run in words: ``level``, ``words``, ``findings`` (sentences) and ``numbers`` with their names."""
    if light is None:
        return None
    key = "page.light.over" if light.over and light.level == "ok" else f"page.light.{light.level}"
    found = [{"code": each.code, "values": each.values} for each in light.findings]
    return {
        "level": light.level,
        "words": say(key, language),
        "findings": [sentence(each, language, "health") for each in found],
        "numbers": [
            {"name": say(f"page.light.{name}", language), "value": f"{value:.2f}" if name == "lambda" else f"{100 * value:.0f} %"}
            for name, value in light.numbers.items()
        ],
    }


def so_far(log: RunLog, language: str) -> str:
    """The newest metrics in a sentence while training goes on; empty before the first."""
    now = log.last("evaluation")
    if now is None:
        return ""
    task = log.run.spec.task
    source, target = now["source"].get(SCORING[task].metric), log.target_metric(now["step"], None)
    reference = next((each for each in reversed(log.events) if each["event"] == "reference" and each["kind"] == "baseline"), None)
    baseline = log.target_metric(reference["step"], "baseline") if reference else None
    known = "source" if target is None else "target" if baseline is None else "both"
    key = f"page.so_far.{known}" if task == "classification" else f"page.so_far.regression.{known}"
    return say(key, language, target=target, baseline=baseline, source=source)


def progress(log: RunLog, status: Status, language: str) -> dict[str, Any]:
    """Where a run is: ``words``, the ``share`` of its stage that is done (``None``: not known) and the ``seconds`` since it began."""
    started = log.last("started")
    seconds = None
    if started is not None:
        ending = events.ending_of(log.events)
        seconds = (ending or {}).get("time", time.time()) - started["time"]
    words, share = results.status_words(status, language), None
    if status.state == "running":
        words, share = _stage(log, language)
        if (attempt := (started or {}).get("attempt", 1)) > 1:
            step = (log.last("resumed") or {"step": 0})["step"]
            words = say("page.status.again", language, words=words, attempt=attempt, of=ATTEMPTS, step=step)
    elif status.state == "finished":
        picked = log.last("picked")
        words = say("page.status.finished", language, step=picked["kept"] if picked else None)
    elif status.resumable:
        step = resumes_at(log.run)
        words = say(f"page.status.{'resumable' if step else 'from_the_beginning'}", language, state=words, step=step)
    return {"words": words, "share": share, "seconds": seconds}


def _stage(log: RunLog, language: str) -> tuple[str, float | None]:
    stage = log.last("stage")
    if stage is None:
        return say("page.status.begins", language), None
    name = stage["name"]
    words = _network(log, name, language) or word(f"stage.{name}", language)
    words = words[:1].upper() + words[1:]
    done, total = _steps(log, name)
    if done is None:
        return say("page.job.network", language) if name == "features" else words, None
    if total is None:
        return say("page.status.step", language, stage=words, done=done), None
    key = "page.status.pictures_of" if name == "features" else "page.status.step_of"
    words, left = say(key, language, stage=words, done=done, total=total), log.seconds_left(name, done, total)
    if left is not None and done < total:
        words = say("page.status.left", language, words=words, left=left)
    return words, done / max(1, total)


def _network(log: RunLog, stage: str, language: str) -> str:
    """Which of the run's networks a stage trains, by number and name; empty for other stages."""
    kind = (log.last("settings") or {}).get("baseline_kind")
    if kind is None:
        return ""
    names = {"baseline": say("curve.baseline" if kind == "source_only" else "page.status.linear_probe", language)}
    names["train"] = strategy_name(log.run.spec.strategy, language)
    if kind == "source_only":
        names["normalisation_alone"] = say("curve.normalisation_alone", language)
    if stage not in names:
        return ""
    return say("page.status.network", language, place=1 + list(names).index(stage), networks=len(names), name=names[stage])


def _steps(log: RunLog, stage: str) -> tuple[int | None, int | None]:
    """How many steps (or pictures) of a stage are done, and of how many."""
    if stage == "features":
        event = log.last("progress")
        return (event["done"], event["total"]) if event else (None, None)
    if stage == "train":
        step, phase = log.last("step"), log.last("phase")
        total = phase["step"] + phase["steps"] if phase else None
        return (step["step"] if step else None), total
    of_kind = [event for event in log.events if event.get("kind") == stage]
    step = next((event for event in reversed(of_kind) if event["event"] == "reference_step"), None)
    phase = next((event for event in of_kind if event["event"] == "reference_phase"), None)
    return (step["step"] if step else None), (phase["steps"] if phase else None)


def reveal_state(run: Run, log: RunLog) -> str:
    """``possible`` while labels that exist are sealed, ``done`` once somebody opened them, else ``none``."""
    reveal = run.revealed()
    if reveal is not None:
        return "done"
    return "possible" if run.spec.sealed and run.spec.target and log.last("evaluation") is not None else "none"


def revealed(run: Run, language: str) -> dict[str, Any] | None:
    """When (seconds since 1970) and by whom labels were opened that had been sealed; ``None`` if nobody had to open them."""
    found = run.revealed()
    if found is None or found["by"] not in WHO:
        return None
    return {"when": found["when"], "by": say(WHO[found["by"]], language)}


def device(log: RunLog, language: str) -> str:
    """What the run computes on; empty before that is known."""
    name = (log.last("settings") or {}).get("device", "")
    return say("page.device.cpu", language) if name == "cpu" else say("page.device.gpu", language, name=name) if name else ""


def maps_version(run: Run) -> str:
    """Changes when a map was added or the labels were opened; empty before the first map."""
    try:
        changed = (run.folder / "maps" / "maps.json").stat().st_mtime_ns
    except FileNotFoundError:
        return ""
    return f"{changed:x}-{run.reveal_path.exists():d}"


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
        "files": [name for name in FILES if (run.folder / name).is_file()],
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
    state = (language, _size(run.events_path), run.reveal_path.exists(), run.resume_flag.exists(), remarks.version(run.folder))
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
            "state": status.state,
            "words": results.status_words(status, language),
            "source_metric": metric["source"],
            "target_metric": target,
            "references": _references(log, metric),
            "baseline_kind": (log.last("settings") or {}).get("baseline_kind"),
            "epochs": found["settings"].get("epochs"),
            "better_than_baseline": found["better_than_baseline"],
            "scores": found["scores"],
            "sealed": reveal_state(run, log) == "possible",
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
    except FileNotFoundError:
        return 0
