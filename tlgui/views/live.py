"""The small answer for a page that watches a run: its state in words, the new points of its curves, its result."""

from __future__ import annotations

import time
from typing import Any

from tlgui.charts.curves import CHARTS, curves, layout
from tlgui.charts.numbers import gauges, uid_of
from tlgui.jobs.queue import ATTEMPTS, Job, JobQueue
from tlgui.labeling.counted_mix import CountedMix
from tlgui.runs import events, results
from tlgui.runs.clock import now_by
from tlgui.runs.diagnosis import Light
from tlgui.runs.index.rows import LEARNED, Facts
from tlgui.runs.remarks import search_of
from tlgui.runs.run import Run
from tlgui.runs.status import Status
from tlgui.runs.teaching import TaughtLabels
from tlgui.strategies.combination import strategy_name
from tlgui.strategies.registry import HEALTH
from tlgui.tasks import TASKS
from tlgui.texts import joined, say
from tlgui.views.advice import came_out_worse, findings_told, not_refuted, rests_on_few
from tlgui.views.board_mix import NOTHING_KNOWN, SUSPICION, KnownMix, suspects_another_mix
from tlgui.views.judgement import judge
from tlgui.views.maps import to_draw
from tlgui.views.numbers import beside_the_light, numbers_of, readings
from tlgui.views.rounds import NOT_MATCHED, Rounds
from tlgui.views.run_labels import RunLabels
from tlgui.views.run_logs import WatchedRun, maps_version
from tlgui.views.verdict import NOTHING_GIVEN, Given, verdict
from tlgui.views.words import sentences, word

WHO = {
    "page": "page.revealed.page",
    "command line": "page.revealed.command_line",
    "asked for": "page.revealed.asked_for",
}
"""Who revealed sealed labels, as stored in the run's folder, and in words."""

OVERDUE = 0.5
"""Seconds left of a run that takes longer than its trainer thought: never nothing, since it is not over yet."""

FAR_LESS = 0.5
"""Class shares that differ by less than this part of what was suspected do not show that the suspicion was true."""

NOTHING_YET = Light("early", False, (), {})
"""Shown from the beginning of a run, so that nothing moves when its first numbers come."""


def live(
    log: WatchedRun,
    queue: JobQueue,
    offset: int,
    generation: str,
    language: str,
    labels: RunLabels | None = None,
    *,
    by_host: bool = False,
    mix: KnownMix = NOTHING_KNOWN,
    rounds: Rounds = NOT_MATCHED,
) -> dict[str, Any]:
    """The answer for a page that has seen ``offset`` events of ``generation``; with another generation it gets all points again. ``labels``:
    what labels that a person gave say of the run. ``by_host``: only somebody else may open its target's labels. ``mix``: what is known of its
    target's mix of classes. ``rounds``: in which rounds of a search it was matched to that.
    """
    asked = time.monotonic()
    with log.lock:
        return told(
            log, queue, log.look(queue, asked), offset, generation, language, labels, by_host=by_host, mix=mix, rounds=rounds
        )


def told(
    log: WatchedRun,
    queue: JobQueue,
    status: Status,
    offset: int,
    generation: str,
    language: str,
    labels: RunLabels | None = None,
    *,
    by_host: bool = False,
    mix: KnownMix = NOTHING_KNOWN,
    rounds: Rounds = NOT_MATCHED,
) -> dict[str, Any]:
    """:func:`live` for callers that hold the log and know the state of the run."""
    run = log.run
    now = log.generation()
    start = offset if generation == now and 0 <= offset <= len(log.events) else 0
    task = TASKS[run.spec.task]
    numbers = numbers_of(run.spec.strategy, language)
    made = curves(
        log.events[start:],
        lambda key: _of_curve(key, rounds, language),
        log.target_metric,
        task.metric,
        numbers,
        share=task.is_share,
    )
    facts = {**log.facts(status), "host_reveals": by_host, "alone_matched": rounds.alone}
    given = NOTHING_GIVEN if labels is None else labels.given
    map_job = queue.of_run(run.id, "map")
    drawing = map_job is not None and not map_job.over and not queue.cancel_asked(map_job.id)
    return {
        "run": run.id,
        "target": run.spec.target,
        "to_label": log.to_label(),
        "label": say("page.label.way_in", language) if labels is None else labels.way_in,
        "given": bool(given.words),
        "left_out": _left_out(run),
        "state": status.state,
        "over": status.over,
        "settled": status.over and (map_job is None or map_job.over),
        "drawing": drawing,
        "resumes_at": resumes_at(run) if _goes_on(status) else None,
        **progress(log, status, language, drawing=drawing),
        "offset": len(log.events),
        "generation": now,
        "reset": start == 0,
        "curves": made.as_json(),
        "result": _with_mix(verdict(facts, language, given), facts, mix, language),
        "so_far": "" if status.over else so_far(log, language),
        "light": light_words(log.light() or (None if status.over else NOTHING_YET), facts, language, given, mix),
        "problems": sentences(status.problems, language),
        "reveal": "host" if by_host and log.reveal_state() == "possible" else log.reveal_state(),
        "of_search": bool(search_of(facts["tags"])),
        "target_labels": log.target_labels(),
        "revealed": revealed(log, language),
        "device": device(log, language),
        "maps": maps_version(run),
        "maps_failed": _maps_failed(map_job, language),
        "to_draw": None if drawing or status.state != "finished" else _to_draw(run, map_job, facts, language),
    }


def _of_curve(key: str, rounds: Rounds, language: str) -> str:
    """A word of the charts. Beside a run that was matched to the target's classes, normalization alone is matched too."""
    name, matched = word(key, language), rounds.alone if key == "curve.normalisation_alone" else 0
    if not matched:
        return name
    return say("best.matched" if matched == 1 else "best.matched_again", language, name=name)


def _left_out(run: Run) -> int:
    """How many of the target's pictures it predicts nothing of, since it learned their labels."""
    taught = TaughtLabels.of(run)
    return 0 if taught is None else len(taught.pictures)


def _maps_failed(job: Job | None, language: str) -> list[dict[str, str]]:
    """Why no more maps will come, in sentences."""
    if job is not None and job.state == "cancelled":
        return sentences([{"code": "maps_stopped", "values": {}}], language)
    return sentences(job.problems or [], language) if job is not None and job.state == "failed" else []


def _to_draw(run: Run, job: Job | None, facts: Facts, language: str) -> str | None:
    """Why maps that can be drawn are not there, empty where that is not known; ``None`` where there are none to draw."""
    if not to_draw(run):
        return None
    of_search = job is None and bool(search_of(facts["tags"]))
    return say("page.map.draw.search", language) if of_search else ""


def _goes_on(status: Status) -> bool:
    """Whether it makes sense to resume a run as it is: what diverged would do so again."""
    return status.resumable and all(each["code"] != "loss_not_finite" for each in status.problems)


def resumes_at(run: Run) -> int:
    """The step at which a run that is over goes on: that of its newest state; 0 when it has none and begins again."""
    return next((int(state.name) for state in run.states()), 0)


def _with_mix(words: dict[str, str], facts: Facts, mix: KnownMix, language: str) -> dict[str, str]:
    """A result with what open labels say of the mix of classes, where its light does not say it and nothing was learned from them."""
    counted = mix.counted
    if counted is None or not words["verdict"] or suspects_another_mix(facts) or facts["target_labels_used_for"] == LEARNED:
        return words
    said = say(f"page.results.mix.counted_{'same' if counted.same else 'differs'}", language, shift=counted.shift)
    return {**words, "note": joined([words["note"], said, _over_shared(counted, language)], language)}


def light_words(
    light: Light | None, facts: Facts, language: str, given: Given = NOTHING_GIVEN, mix: KnownMix = NOTHING_KNOWN
) -> dict[str, Any] | None:
    """The light of a run in words: ``level``, ``words``, ``findings`` (sentences), ``numbers`` with their names, and by the ``uid`` of each of
    the ``gauges`` what it says now. ``given``: what labels that a person gave say of the run; ``mix``: what is known of the mix of classes.
    """
    if light is None:
        return None
    findings = not_refuted([{"code": each.code, "values": each.values} for each in light.findings], facts)
    settled = _suspicion_settled(light, facts, mix, language)
    if settled:
        findings = [each for each in findings if each["code"] != SUSPICION]
    level = "ok" if light.findings and not findings else light.level
    key = "page.light.over" if light.over and level == "ok" else f"page.light.{level}"
    words = settled if settled and key == "page.light.over" else say(key, language)
    if key == "page.light.over" and (given.better is False or came_out_worse(facts)):
        level = "watch"
        words = settled or say(
            "page.light.worse", language, reference=say(f"verdict.reference.{facts['baseline_kind']}", language)
        )
    beside = [settled] if settled and words != settled else []
    if mix.against is not None and any(each["code"] == SUSPICION for each in findings):
        beside.append(say(f"health.class_shares.against.{mix.against}", language))
    return {
        "level": level,
        "words": words,
        "findings": [*findings_told(findings, facts, language), *beside],
        "numbers": [beside_the_light(key, value, language) for key, value in light.numbers.items()],
        "gauges": {uid_of(key): HEALTH[key].said(value) for key, value in light.gauges.items()},
    }


def _suspicion_settled(light: Light, facts: Facts, mix: KnownMix, language: str) -> str:
    """That the run suspected another mix of classes and what open labels say to that; empty where it did not, and while they say nothing."""
    found = next((each for each in light.findings if each.code == SUSPICION), None)
    if found is None or rests_on_few(facts):
        return ""
    judgement, said = judge(facts), ""
    if mix.counted is not None:
        said = _counted_shares(mix.counted, found.values["shift"], language)
    elif judgement is None or judgement.kind == "worse":
        return ""
    if judgement is not None:
        task = TASKS[facts["task"]]
        gain = task.gain(*(facts["metrics"][task.metric][name] for name in ("target", "baseline")))
        said = joined([said, say(f"health.class_shares.{judgement.kind}", language, gain=gain)], language)
    return joined([say("health.class_shares.raised", language, shift=found.values["shift"]), said], language)


def _counted_shares(counted: CountedMix, suspected: float, language: str) -> str:
    """What open labels say of a suspicion that the class shares of two domains differ by so much."""
    answer = "false" if counted.same else "too_large" if counted.shift < FAR_LESS * suspected else "true"
    return joined(
        [say(f"health.class_shares.{answer}", language, counted=counted.shift), _over_shared(counted, language)], language
    )


def _over_shared(counted: CountedMix, language: str) -> str:
    """Over which classes it was counted, where the target has others."""
    return say("health.class_shares.shared", language, others=counted.others) if counted.others else ""


def layouts(run: Run, language: str) -> dict[str, Any]:
    """What does not change while a run is watched: a plotly layout for each chart, its ``gauges``, and how the light's numbers are ``read``."""
    task, numbers = TASKS[run.spec.task], numbers_of(run.spec.strategy, language)

    def words(key: str) -> str:
        return word(key, language)

    made: dict[str, Any] = {chart: layout(chart, words, task.metric, numbers, share=task.is_share) for chart in CHARTS}
    return made | {"gauges": gauges(numbers), "read": readings(run.spec.strategy, language)}


def so_far(log: WatchedRun, language: str) -> str:
    """The newest metrics in a sentence while training goes on; empty before the first."""
    now = log.last.get("evaluation")
    if now is None:
        return ""
    task = TASKS[log.run.spec.task]
    source, target = now["source"].get(task.metric), log.target_metric(now["step"], None)
    reference = log.last_of.get(("reference", "baseline"))
    baseline = log.target_metric(reference["step"], "baseline") if reference else None
    known = "source" if target is None else "target" if baseline is None else "both"
    return say(f"page.so_far.{task.key}.{known}", language, target=target, baseline=baseline, source=source)


def progress(log: WatchedRun, status: Status, language: str, *, drawing: bool) -> dict[str, Any]:
    """Where a run is: ``words``, the ``seconds`` since it began, how many are ``left`` of the whole, also in words (``how_long``), and the
    ``share`` of the whole that is done. What is not known is ``None``. ``drawing``: whether maps of the run are being drawn.
    """
    started = log.last.get("started")
    seconds = None
    if started is not None:
        ending = events.ending_of(log.outline)
        over = (ending or {}).get("time", now_by(log.last.values()))
        seconds = max(0.0, over - started["time"])  # the clock may have been set back
    words, share, left = results.status_words(status, language), None, None
    if status.state == "running":
        words, left = _stage(log, language), seconds_left(log)
        if seconds is not None and left is not None:
            share = seconds / (seconds + left)
        if (attempt := (started or {}).get("attempt", 1)) > 1:
            step = (log.last.get("resumed") or {"step": 0})["step"]
            words = say("page.status.again", language, words=words, attempt=attempt, of=ATTEMPTS, step=step)
    elif status.state == "finished":
        picked = log.last.get("picked")
        if picked and picked["kept"]:  # what was fitted at once, or in rounds, has no steps
            words = say("page.status.finished", language, step=picked["kept"])
        if drawing:
            words = say("page.status.drawing", language, words=words)
    elif _goes_on(status):
        step = resumes_at(log.run)
        words = say(f"page.status.{'resumable' if step else 'from_the_beginning'}", language, state=words, step=step)
    return {"words": words, "how_long": _how_long(left, language), "share": share, "seconds": seconds, "left": left}


def _how_long(left: float | None, language: str) -> str:
    """The time left in words, as exactly as an estimate is worth: in seconds up to ten, then in fives, from a minute on in tens."""
    if left is None:
        return ""
    if left <= OVERDUE:
        return say("page.status.overdue", language)
    unit = 1 if left < 10 else 5 if left < 60 else 10
    about = unit * max(1, round(left / unit))
    return say("page.status.left" if about < 60 else "page.status.left.minutes", language, left=about)


def _stage(log: WatchedRun, language: str) -> str:
    stage = log.last.get("stage")
    if stage is None:
        return say("page.status.begins", language)
    name = stage["name"]
    words = _network(log, name, language) or word(f"stage.{name}", language)
    words = words[:1].upper() + words[1:]
    done, total = _steps(log, name)
    if done is None:
        return say("page.job.network", language) if name == "features" else words
    if total is None:
        return say("page.status.step", language, stage=words, done=done)
    key = "page.status.pictures_of" if name == "features" else "page.status.step_of" if done < total else "page.status.scoring"
    return say(key, language, stage=words, done=done, total=total)


def share_of_stage(log: WatchedRun) -> float | None:
    """How much is done of what a run does now: of a network's steps, or of the pictures whose features it needs; ``None``: not known."""
    stage = log.last.get("stage")
    done, total = (None, None) if stage is None else _steps(log, stage["name"])
    return None if done is None or total is None else done / max(1, total)


def seconds_left(log: WatchedRun) -> float | None:
    """How long the whole run still takes, as its trainer judges it; ``None`` before that is known, :data:`OVERDUE` when it is past that."""
    outlook = log.last.get("outlook")
    return None if outlook is None else max(OVERDUE, outlook["left"] - max(0.0, now_by(log.last.values()) - outlook["time"]))


def _network(log: WatchedRun, stage: str, language: str) -> str:
    """Which of the run's networks a stage trains, by number and name; empty for other stages."""
    kind = (log.last.get("settings") or {}).get("baseline_kind")
    if kind is None:
        return ""
    names = {"baseline": say("curve.baseline" if kind == "source_only" else "page.status.linear_probe", language)}
    names["train"] = strategy_name(log.run.spec.strategy, language)
    if kind == "source_only":
        names["normalisation_alone"] = say("curve.normalisation_alone", language)
    if stage not in names:
        return ""
    return say("page.status.network", language, place=1 + list(names).index(stage), networks=len(names), name=names[stage])


def _steps(log: WatchedRun, stage: str) -> tuple[int | None, int | None]:
    """How many steps (or pictures) of a stage are done, and of how many."""
    if stage == "features":
        event = log.last.get("progress")
        return (event["done"], event["total"]) if event else (None, None)
    if stage == "train":
        step, phase = log.last.get("step"), log.last.get("phase")
        total = phase["step"] + phase["steps"] if phase else None
        return (step["step"] if step else None), total
    step, phase = log.last_of.get(("reference_step", stage)), log.last_of.get(("reference_phase", stage))
    return (step["step"] if step else None), (phase["step"] + phase["steps"] if phase else None)


def revealed(log: WatchedRun, language: str) -> dict[str, Any] | None:
    """When (seconds since 1970) and by whom labels were opened that had been sealed; ``None`` if nobody had to open them."""
    reveal = log.revealed()
    if reveal is None or reveal["by"] not in WHO:
        return None
    return {"when": reveal["when"], "by": say(WHO[reveal["by"]], language)}


def device(log: WatchedRun, language: str) -> str:
    """What the run computes on, and on which node where that is another machine; empty before that is known."""
    name = (log.last.get("settings") or {}).get("device", "")
    words = say("page.device.cpu", language) if name == "cpu" else say("page.device.gpu", language, name=name) if name else ""
    begun = log.last.get("started") or {}
    if begun.get("launcher", "local") == "local":
        return words
    return " · ".join([*([words] if words else []), say("page.device.node", language, node=begun["node"])])
