"""A search as people watch it: a row for each candidate, how long all of it still takes, and at the end one verdict."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from typing import Any

from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.finding.race import RESUMABLE, state_of
from tlgui.finding.searches import Search
from tlgui.finding.verdict import Verdict
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.texts import say
from tlgui.views.run_logs import RunLogs
from tlgui.views.search_ahead import may_come, rows_ahead, seconds_ahead
from tlgui.views.search_labels import Known, Scored, known_of, scored_since, uses_labels
from tlgui.views.search_rows import as_all, by_backbone, rows_of, watched_runs
from tlgui.views.search_verdict import estimated_shares, headline, right_of, verdict_words
from tlgui.views.search_waits import waits_words
from tlgui.views.words import pair_name, sentences

SHARED_SECONDS = 0.4
"""All who watch the same search within this time get the same answer."""

ANSWERS_KEPT = 32


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
    members = search.members()
    watched = list(watched_runs(home, members, search.owner, logs, queue))
    known = Known()
    if verdict is not None:
        known = known_of(home, search, [each.member for each in watched if each.status.state == "finished"], verdict, language)
    rows = rows_of(watched, verdict, known, language)
    if state in ("stopped", "paused"):
        as_all(rows, state, language)
    open_yet = 0
    if state not in ("stopped", "finished"):
        there = {row["key"] for row in rows} | {each.name for each in members}  # one that was deleted does not come again
        rows += [row for row in rows_ahead(members, search, language) if row["key"] not in there]
        open_yet = may_come(members, search, rows)
    rows = by_backbone(rows, search, language)
    likely = sum(row["state"] == "foreseen" for row in rows)  # the last of them learns the answer, which one may give already
    waits = waits_words(home, search, state, watched, language)
    counts_down = state == "running" and not waits
    told = {
        "search": search.id,
        "title": pair_name(search.names, language),
        "about": say("page.search.about.labels" if uses_labels(search) else "page.search.about", language),
        "state": state,
        "words": waits or state_words(state, language),
        "over": state == "finished",
        "pausable": state in ("queued", "running"),
        "stoppable": state in ("queued", "running", "paused")
        or (state == "failed" and any(not each.status.over for each in watched)),
        "resumable": state in RESUMABLE,
        "left": seconds_ahead(watched, likely - bool(open_yet), queue, at_least=open_yet > 0) if counts_down else None,
        "left_at_most": seconds_ahead(watched, likely + open_yet, queue, at_least=False) if counts_down and open_yet else None,
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
