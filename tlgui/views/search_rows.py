"""The rows of a search's table: a network each, with what is known of it so far."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tlgui.errors import UserError
from tlgui.finding.searches import Member, Search
from tlgui.finding.stages import LEARN_LABELS
from tlgui.finding.verdict import DISTILLED, REFERENCES, Verdict, named
from tlgui.finding.words import called
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.models import catalogue
from tlgui.runs.pick import RANKED
from tlgui.runs.status import Status
from tlgui.runs.store import RunStore
from tlgui.runs.teaching import TaughtLabels
from tlgui.texts import printable, say
from tlgui.views.live import share_of_stage
from tlgui.views.run_logs import RunLogs, WatchedRun
from tlgui.views.search_labels import Known

CURVE_POINTS = 60
"""A row's curve is a small one: its points are thinned out to so many."""

LAST = (*LEARN_LABELS, DISTILLED)
"""What is trained once the networks on all backbones are there."""

AFTER = "after"
"""No backbone's name: the group of :data:`LAST`."""


class Watched(NamedTuple):
    """A run of a search, its log, and what it is doing."""

    member: Member
    log: WatchedRun
    status: Status


def watched_runs(home: Home, members: Sequence[Member], owner: str, logs: RunLogs, queue: JobQueue) -> Iterator[Watched]:
    """The runs of a search with their logs; one that was deleted is left out."""
    asked = time.monotonic()
    for member in members:
        try:
            log = logs.of(RunStore(home).get(member.run, owner))
        except UserError:
            continue
        with log.lock:
            status = log.look(queue, asked)
        yield Watched(member, log, status)


def rows_of(watched: list[Watched], verdict: Verdict | None, known: Known, language: str) -> list[dict[str, Any]]:
    """A row for each network that was begun, the references of a run before it."""
    rows: dict[str, dict[str, Any]] = {}
    for each in watched:
        with each.log.lock:
            for kind, name in REFERENCES.items() if each.member.references else ():
                row = _reference(each, kind, name, language)
                if row["key"] not in rows or rows[row["key"]]["state"] == "failed":  # another candidate has brought it since
                    rows[row["key"]] = row
            row = _candidate(each, language)
            rows[row["key"]] = row
    accuracies: dict[str, float | None] = {}
    if verdict is not None and verdict.learned:  # on the pictures that nobody learned
        accuracies = {each.name: each.target_accuracy for each in verdict.candidates}
    if known.scored is not None:
        accuracies.update(known.scored.accuracies)
    for row in rows.values():
        row["accuracy"] = accuracies.get(row["key"], row["accuracy"])
        row["weight"] = verdict.weights.get(row["key"]) if verdict is not None else None
        row["nearest"] = verdict is not None and row["run"] == verdict.taken.run
    return list(rows.values())


def row_of(strategy: str, matched: int, backbone: str, language: str, *, state: str, **more: Any) -> dict[str, Any]:
    """``matched``, ``backbone``: as of a :class:`~tlgui.finding.verdict.Contender`."""
    plain: dict[str, Any] = {
        "key": named(strategy, matched, backbone),
        "name": called(strategy, matched, language, backbone if strategy in LAST else ""),
        "group": AFTER if strategy in LAST else backbone,
        "state": state,
        "words": say(f"page.search.row.{state}", language),
        "reference": False,
        "run": None,
        "share": None,
        "curve": [],
        "scores": None,
        "left_out": False,
        "accuracy": None,
        "weight": None,
        "nearest": False,
    }
    return plain | more


def _candidate(each: Watched, language: str) -> dict[str, Any]:
    log, status = each.log, each.status
    stage, picked = (log.last.get(name) for name in ("stage", "picked"))
    state = status.state
    if state in ("running", "not_responding"):
        trains = stage is None or stage["name"] in ("features", "train")
        state = "features" if stage is not None and stage["name"] == "features" else "running" if trains else "queued"
        state = "finished" if picked is not None else state
    result, taught = log.last.get("result"), TaughtLabels.path(log.run).exists()
    return row_of(
        each.member.strategy,
        each.member.matched,
        each.member.backbone,
        language,
        state=state,
        run=log.run.id,
        share=share_of_stage(log) if state in ("running", "features") else None,
        curve=_curve(log, "step", None),
        scores=None if result is None or taught else _scores(result["scores"]),
        left_out=result is not None and taught,  # its scores are of fewer pictures than those of the others
        accuracy=None if picked is None or result is None else log.target_metric(picked["kept"], None),
    )


def _reference(each: Watched, kind: str, name: str, language: str) -> dict[str, Any]:
    log, state = each.log, each.status.state
    found, stage = log.last_of.get(("reference", kind)), log.last.get("stage")
    if found is not None:
        state = "finished"
    elif state in ("running", "not_responding"):
        state = "running" if stage is not None and stage["name"] == kind else "queued"
    return row_of(
        name,
        0 if kind == "baseline" else each.member.matched,
        each.member.backbone,
        language,
        state=state,
        reference=True,
        share=share_of_stage(log) if state == "running" else None,
        curve=_curve(log, "reference_step", kind),
        scores=None if found is None else _scores(found["scores"]),
        accuracy=None if found is None else log.target_metric(found["step"], kind),
    )


def as_all(rows: list[dict[str, Any]], state: str, language: str) -> None:
    """As the whole search: once that is stopped, no network goes on that was paused before; while it is paused, each goes on with it that was
    stopped, as those are that had not begun.
    """
    for row in rows:
        if row["state"] in ("stopped", "paused"):
            row |= {"state": state, "words": say(f"page.search.row.{state}", language)}


def by_backbone(rows: list[dict[str, Any]], search: Search, language: str) -> list[dict[str, Any]]:
    """The rows of a search on two backbones below the name of the one that each is on; last what learns from networks of both. On one they
    stand as they are, below no name.
    """
    backbones = search.plan.backbones
    if len(backbones) == 1:
        return [row | {"group": ""} for row in rows]
    keys = [each or search.spec.backbone for each in backbones]
    names = [catalogue.name_of(each) for each in keys]
    if len(set(names)) < len(names):  # one of them has weights of a file
        names = [printable(each) for each in keys]
    titles = dict(zip(backbones, names, strict=True)) | {AFTER: say("page.search.after", language)}
    order = list(titles)
    return [row | {"group": titles[row["group"]]} for row in sorted(rows, key=lambda row: order.index(row["group"]))]


def _scores(scores: dict[str, Any]) -> dict[str, float | None]:
    return {name: scores.get(name) for name in RANKED}


def _curve(log: WatchedRun, kind: str, reference: str | None) -> list[float]:
    """The whole loss at some of the steps so far."""
    of = [each for each in log.events if each["event"] == kind and (reference is None or each.get("kind") == reference)]
    thinned = of[:: max(1, len(of) // CURVE_POINTS)]
    sums = [sum(value for value in each["parts"].values() if value is not None) for each in thinned]
    return [round(value, 4) for value in sums]
