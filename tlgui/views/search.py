"""A search as people watch it: a row for each candidate, how long all of it still takes, and at the end one verdict."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.finding.plan import Plan
from tlgui.finding.race import RESUMABLE, state_of
from tlgui.finding.searches import Member, Search
from tlgui.finding.stages import EQUAL_SHARES, FIRST, LEARN_LABELS, MATCHED
from tlgui.finding.verdict import ALONE, DISTILLED, REFERENCES, SOURCE_ONLY, Verdict, named
from tlgui.finding.words import called
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.models import catalogue
from tlgui.runs.clock import now_by
from tlgui.runs.pick import RANKED
from tlgui.runs.status import Status
from tlgui.runs.store import RunStore
from tlgui.runs.teaching import TaughtLabels
from tlgui.strategies.start import starts_at_random
from tlgui.texts import printable, say
from tlgui.views.live import seconds_left, share_of_stage
from tlgui.views.run_logs import RunLogs, WatchedRun
from tlgui.views.search_labels import Known, Scored, known_of, scored_since, uses_labels
from tlgui.views.search_verdict import estimated_shares, headline, right_of, verdict_words
from tlgui.views.words import pair_name, sentences

CURVE_POINTS = 60
"""A row's curve is a small one: its points are thinned out to so many."""

SHARED_SECONDS = 0.4
"""All who watch the same search within this time get the same answer."""

ANSWERS_KEPT = 32

COPIED_SECONDS = 1.0
"""A reference that an earlier run has trained is there within this time: it says nothing of how long a network takes."""

LAST = (*LEARN_LABELS, DISTILLED)
"""What is trained once the networks on all backbones are there."""

AFTER = "after"
"""No backbone's name: the group of :data:`LAST`."""

OTHER_STAGES = ("features", "baseline", "normalisation_alone")
"""What a run spends time on beside training its own network."""


class Shared:
    """The newest answers, so that thirty who watch one race cost little more than one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[str, str], tuple[float, dict[str, Any]]] = OrderedDict()

    def live(self, home: Home, search: Search, logs: RunLogs, queue: JobQueue, language: str) -> dict[str, Any]:
        """:func:`live`, not older than :data:`SHARED_SECONDS`. Of a search that is over it is never an older one: its page asks once, and what
        it says changes with labels that are revealed or given.
        """
        key = (search.id, language)
        with self._lock:
            made = self._made.pop(key, None)
            if made is None or made[1]["over"] or time.monotonic() - made[0] > SHARED_SECONDS:
                made = (time.monotonic(), live(home, search, logs, queue, language))
            self._made[key] = made
            while len(self._made) > ANSWERS_KEPT:
                self._made.popitem(last=False)
        return made[1]

    def forget(self) -> None:
        """After a press, nobody wants what was before it."""
        with self._lock:
            self._made.clear()


def live(home: Home, search: Search, logs: RunLogs, queue: JobQueue, language: str) -> dict[str, Any]:
    """Everything that the page of a search shows. ``version`` changes with any of it."""
    state, verdict = state_of(home, search), search.verdict()
    watched = list(_watched(home, search, logs, queue))
    known = Known()
    if verdict is not None:
        known = known_of(home, search, [each.member for each in watched if each.status.state == "finished"], verdict, language)
    rows = _rows(watched, verdict, known, language)
    if state in ("stopped", "paused"):
        _as_all(rows, state, language)
    open_yet = 0
    if state not in ("stopped", "finished"):
        there = {row["key"] for row in rows}
        rows += [row for row in _foreseen(search, language) if row["key"] not in there]
        open_yet = _open_yet(search, {row["key"] for row in rows})
    rows = _by_backbone(rows, search, language)
    likely = sum(row["state"] == "foreseen" for row in rows)  # the last of them learns the answer, which one may give already
    told = {
        "search": search.id,
        "title": pair_name(search.names, language),
        "about": say("page.search.about.labels" if uses_labels(search) else "page.search.about", language),
        "state": state,
        "words": state_words(state, language),
        "over": state == "finished",
        "pausable": state in ("queued", "running"),
        "stoppable": state in ("queued", "running", "paused")
        or (state == "failed" and any(not each.status.over for each in watched)),
        "resumable": state in RESUMABLE,
        "left": _left(watched, likely - bool(open_yet), queue, at_least=open_yet > 0) if state == "running" else None,
        "most": len(rows) + open_yet,
        "done": sum(row["state"] == "finished" for row in rows),
        "failed": sum(row["state"] == "failed" for row in rows),
        "rows": rows,
        "again": any(each.member.matched > 1 for each in watched),
        "left_out": any(row["left_out"] for row in rows),
        "problems": sentences(search.problems(), language),
        "verdict": None if verdict is None else verdict_words(verdict, known, language),
        "estimated": estimated_shares(verdict, language),
        "tag": search.tag,
        "source": search.spec.source,
        "target": search.spec.target,
        "classes": search.spec.class_map.text,
        "shares": search.told,
    }
    return told | {"version": hashlib.blake2b(to_json(told).encode(), digest_size=8).hexdigest()}


def line(home: Home, search: Search, language: str) -> dict[str, Any]:
    """A search as a line of a list."""
    state, verdict = state_of(home, search), search.verdict()
    known = Known() if verdict is None else Known(scored=_scored(home, search, verdict))
    right = None if verdict is None else right_of(verdict, known)
    return {
        "search": search.id,
        "title": pair_name(search.names, language),
        "created": search.created,
        "state": state,
        "words": state_words(state, language) if verdict is None else headline(verdict, known, language),
        "knew": _knew(search, verdict, language),
        "accuracy": "" if right is None else say("page.search.line.accuracy", language, accuracy=right),
    }


def _scored(home: Home, search: Search, verdict: Verdict) -> Scored | None:
    try:
        return scored_since(home, search, search.members(), verdict)
    except UserError:  # a run or a dataset was deleted since
        return None


def _knew(search: Search, verdict: Verdict | None, language: str) -> str:
    """What it knows of the target beside its pictures."""
    plan = search.plan
    labels = (verdict and (verdict.labels or verdict.learned)) or plan.told.labels
    if labels:
        return say("page.search.knew.labels", language, labels=labels)
    return say(f"page.search.knew.{'given' if plan.learns else plan.knows}", language)


def state_words(state: str, language: str) -> str:
    return say("status.waiting" if state == "queued" else f"status.{state}", language)


class _Watched(NamedTuple):
    member: Member
    log: WatchedRun
    status: Status


def _watched(home: Home, search: Search, logs: RunLogs, queue: JobQueue) -> Iterator[_Watched]:
    """The runs of a search with their logs; one that was deleted is left out."""
    asked = time.monotonic()
    for member in search.members():
        try:
            log = logs.of(RunStore(home).get(member.run, search.owner))
        except UserError:
            continue
        with log.lock:
            status = log.look(queue, asked)
        yield _Watched(member, log, status)


def _rows(watched: list[_Watched], verdict: Verdict | None, known: Known, language: str) -> list[dict[str, Any]]:
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


def _row(strategy: str, matched: int, backbone: str, language: str, *, state: str, **more: Any) -> dict[str, Any]:
    """``matched``, ``backbone``: as of a :class:`~tlgui.finding.verdict.Contender`."""
    row: dict[str, Any] = {
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
    return row | more


def _candidate(each: _Watched, language: str) -> dict[str, Any]:
    log, status = each.log, each.status
    stage, picked = (log.last.get(name) for name in ("stage", "picked"))
    state = status.state
    if state in ("running", "not_responding"):
        trains = stage is None or stage["name"] in ("features", "train")
        state = "features" if stage is not None and stage["name"] == "features" else "running" if trains else "queued"
        state = "finished" if picked is not None else state
    result, taught = log.last.get("result"), TaughtLabels.path(log.run).exists()
    return _row(
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


def _reference(each: _Watched, kind: str, name: str, language: str) -> dict[str, Any]:
    log, state = each.log, each.status.state
    found, stage = log.last_of.get(("reference", kind)), log.last.get("stage")
    if found is not None:
        state = "finished"
    elif state in ("running", "not_responding"):
        state = "running" if stage is not None and stage["name"] == kind else "queued"
    return _row(
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


def _as_all(rows: list[dict[str, Any]], state: str, language: str) -> None:
    """As the whole search: once that is stopped, no network goes on that was paused before; while it is paused, each goes on with it that was
    stopped, as those are that had not begun.
    """
    for row in rows:
        if row["state"] in ("stopped", "paused"):
            row |= {"state": state, "words": say(f"page.search.row.{state}", language)}


def _foreseen(search: Search, language: str) -> list[dict[str, Any]]:
    """What is likely to be trained once the references are there, which it depends on; then what learns labels, and what learns the answer."""
    members, plan = search.members(), search.plan
    begun = {each.strategy for each in members}
    last = [(each, 0, "") for each in plan.learns if each not in begun]
    if DISTILLED not in begun:
        last.append((DISTILLED, int(any(each.matched and not each.backbone for each in members)), ""))
    expected = [] if _settled(members) else [each for backbone in plan.backbones for each in _likely(members, plan, backbone)]
    return [_row(*each, language, state="foreseen", reference=each[0] in REFERENCES.values()) for each in (*expected, *last)]


def _likely(members: Sequence[Member], plan: Plan, backbone: str) -> list[tuple[str, int, str]]:
    """What a search is likely to train on one backbone, each with its ``matched``."""
    own = [each for each in members if each.backbone == backbone]
    told = plan.knows == "shares"
    matched = any(each.matched for each in own)
    adding = not matched and any(
        each.strategy in EQUAL_SHARES for each in own
    )  # they are started one after another, and all of them
    then = () if len(own) > 1 and not adding else MATCHED[1:] if told else EQUAL_SHARES
    likely = [(each, int(told), backbone) for each in then]
    if own:
        return likely
    first = MATCHED[0] if told else FIRST
    return [(SOURCE_ONLY, 0, backbone), (ALONE, int(told), backbone), (first, int(told), backbone), *likely]


def _settled(members: Sequence[Member]) -> bool:
    """Whether nothing more is trained but what learns labels or the answer."""
    return any(each.strategy in LAST for each in members)


def _open_yet(search: Search, there: Collection[str]) -> int:
    """How many networks may be trained beside those that are ``there`` or foreseen: what the networks predict decides whether the source is
    matched to other class shares, and once more (:meth:`tlgui.finding.plan.Plan.next`).
    """
    plan = search.plan
    if plan.knows != "nothing" or plan.labels or _settled(search.members()):
        return 0
    rounds = (1,) if starts_at_random(search.spec) else (1, 2)
    names = (named(each, matched, on) for on in plan.backbones for matched in rounds for each in (*MATCHED, ALONE))
    return sum(name not in there for name in names)


def _by_backbone(rows: list[dict[str, Any]], search: Search, language: str) -> list[dict[str, Any]]:
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


def _left(watched: list[_Watched], foreseen: int, queue: JobQueue, *, at_least: bool) -> float | None:
    """About how many seconds all of it still takes: what is trained as its trainers judge it, what waits as long as those before it.

    ``at_least``: what is trained no longer than those before it, of which source-only is the first: the pace of a network's first steps may
    be that of a busy machine.
    """
    if not watched:  # somebody has deleted them
        return None
    going = [each for each in watched if not each.status.over]
    begun = [each for each in going if each.status.state not in ("queued", "stopping")]
    known = [seconds_left(each.log) for each in begun]
    if any(each is None for each in known):
        return None
    first = watched[0]
    took = [each for each in (_took(of.log) for of in watched if of.status.state == "finished") if each is not None]
    if at_least and not took:
        took = [each for each in _seconds_for(first.log, ("baseline",)) if each > COPIED_SECONDS]
        if not took:
            return None
    if took:
        each_takes = sum(took) / len(took)
    else:  # the first run trains three networks
        begun_at = first.log.last.get("started")
        if begun_at is None or not known:
            return None
        each_takes = (max(0.0, now_by(first.log.last.values()) - begun_at["time"]) + (known[0] or 0.0)) / (1 + len(REFERENCES))
    starting = {
        next(each.member for each in watched if each.member.backbone == on) for on in {each.member.backbone for each in watched}
    }
    waiting = sum(1 + (len(REFERENCES) if each.member in starting else 0) for each in going if each not in begun) + foreseen
    trained = [min(each, each_takes) if at_least else each for each in known if each is not None]
    together = (sum(trained) + waiting * each_takes) / queue.at_a_time("train")
    return round(max([together, *trained]), 1)


def _took(log: WatchedRun) -> float | None:
    """How long a finished run took for its own network."""
    began = next((each["time"] for each in log.outline if each["event"] == "started"), None)
    ended = (log.last.get("finished") or {}).get("time")
    if began is None or ended is None:
        return None
    return max(0.5, ended - began - sum(_seconds_for(log, OTHER_STAGES)))


def _seconds_for(log: WatchedRun, stages: Collection[str]) -> list[float]:
    """How long these stages of a run took, as far as they are over."""
    return [each["seconds"] for each in log.outline if each["event"] == "seconds" and each["name"] in stages]
