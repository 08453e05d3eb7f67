"""What of a search is still to come: which networks, how many at most, and about how long it takes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from tlgui.finding.plan import Plan
from tlgui.finding.searches import Member, Search
from tlgui.finding.stages import EQUAL_SHARES, FIRST, MATCHED
from tlgui.finding.verdict import ALONE, DISTILLED, REFERENCES, SOURCE_ONLY, named
from tlgui.jobs.queue import JobQueue
from tlgui.runs.clock import now_by
from tlgui.strategies.start import starts_at_random
from tlgui.views.live import seconds_left
from tlgui.views.run_logs import WatchedRun
from tlgui.views.search_rows import LAST, Watched, row_of

COPIED_SECONDS = 1.0
"""A reference that an earlier run has trained is there within this time: it says nothing of how long a network takes."""

OTHER_STAGES = ("features", "baseline", "normalisation_alone")
"""What a run spends time on beside training its own network."""


def rows_ahead(members: Sequence[Member], search: Search, language: str) -> list[dict[str, Any]]:
    """What is likely to be trained once the references are there, which it depends on; then what learns labels, and what learns the answer."""
    plan, begun = search.plan, {each.strategy for each in members}
    last = [(each, 0, "") for each in plan.learns if each not in begun]
    if DISTILLED not in begun:
        last.append((DISTILLED, int(_answer_matched(members, search)), ""))
    expected = [] if _settled(members) else [each for backbone in plan.backbones for each in _likely(members, plan, backbone)]
    return [row_of(*each, language, state="foreseen", reference=each[0] in REFERENCES.values()) for each in (*expected, *last)]


def _likely(members: Sequence[Member], plan: Plan, backbone: str) -> list[tuple[str, int, str]]:
    """What a search is likely to train on one backbone, each with its ``matched``."""
    own = [each for each in members if each.backbone == backbone]
    told = plan.knows == "shares"
    matched = any(each.matched for each in own)
    # These are started one after another, and all of them.
    adding = not matched and any(each.strategy in EQUAL_SHARES for each in own)
    then = () if len(own) > 1 and not adding else MATCHED[1:] if told else EQUAL_SHARES
    likely = [(each, int(told), backbone) for each in then]
    if own:
        return likely
    first = MATCHED[0] if told else FIRST
    return [(SOURCE_ONLY, 0, backbone), (ALONE, int(told), backbone), (first, int(told), backbone), *likely]


def _answer_matched(members: Sequence[Member], search: Search) -> bool:
    """Whether what learns the answer is likely to be matched to other class shares, as the networks on the search's own backbone are then.

    Where networks that assume the source's shares were trained before, it may still be that either counts half; a second round says that it is
    not, and there is none of networks from scratch.
    """
    own = [each for each in members if not each.backbone]
    matched = max((each.matched for each in own), default=0)
    either = any(each.strategy in EQUAL_SHARES and not each.matched for each in own)
    return matched > 1 or (matched == 1 and (not either or starts_at_random(search.spec)))


def _settled(members: Sequence[Member]) -> bool:
    """Whether nothing more is trained but what learns labels or the answer."""
    return any(each.strategy in LAST for each in members)


def may_come(members: Sequence[Member], search: Search, rows: Sequence[dict[str, Any]]) -> int:
    """How many networks may be trained beside those in the ``rows``: what the networks predict decides whether the source is matched to other
    class shares, and once more (:meth:`tlgui.finding.plan.Plan.next`).
    """
    plan = search.plan
    if plan.knows != "nothing" or plan.labels or _settled(members):
        return 0
    there = {row["key"] for row in rows} | {each.name for each in members}
    failed = {row["key"] for row in rows if row["state"] == "failed"}
    rounds = (1,) if starts_at_random(search.spec) else (1, 2)
    backbones = [each for each in plan.backbones if not _given_up(members, plan, each, failed)]
    names = (named(each, matched, on) for on in backbones for matched in rounds for each in (*MATCHED, ALONE))
    return sum(name not in there for name in names)


def _given_up(members: Sequence[Member], plan: Plan, backbone: str, failed: Collection[str]) -> bool:
    """Whether all that could bring the references on a backbone failed, so that nothing else is trained on it."""
    here = [each for each in members if each.backbone == backbone]
    if not all(each.name in failed for each in here):
        return False
    return plan.instead({named(each.strategy, each.matched) for each in here}) is None


def seconds_ahead(watched: list[Watched], foreseen: int, queue: JobQueue, *, at_least: bool) -> float | None:
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
    starts = {each.member.backbone: each for each in reversed(watched)}  # the first on each backbone trains its references too
    waiting = sum(1 + len(REFERENCES) * (each is starts[each.member.backbone]) for each in going if each not in begun) + foreseen
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
