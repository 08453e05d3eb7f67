"""Asking for a search: in words, as a command or a script does and waits for it, or on datasets that were read, as the page does."""

from __future__ import annotations

import itertools
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace

from tlgui.data.pack import Pack
from tlgui.errors import Problem, UserError
from tlgui.finding.candidates import learners, start_candidate
from tlgui.finding.plan import Plan
from tlgui.finding.race import RESUMABLE, advance, resume, state_of, stop
from tlgui.finding.results import Results
from tlgui.finding.searches import Member, Search, SearchStore, id_for, tag_of
from tlgui.finding.stages import FIRST, MATCHED, Knows
from tlgui.finding.verdict import Contender, Verdict
from tlgui.home import LOCAL_OWNER, Home
from tlgui.interrupts import held_back
from tlgui.labeling.labeling import Labeling
from tlgui.models import catalogue
from tlgui.planning.second_backbone import problems_of_second
from tlgui.runs.index import index_of
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service.asking import (
    KEEP_SECONDS,
    RunRequest,
    follow,
    read_asked,
    sealed_demo,
    start,
    tasks_known,
    values_for_labels,
    with_real_file,
    with_suggested_backbone,
)
from tlgui.service.listener import Listener
from tlgui.service.reading import ROLES
from tlgui.specification.run_spec import ClassMap, RunSpec
from tlgui.specification.target_shares import TargetShares, read_shares
from tlgui.tasks import task_of_table

POLL_SECONDS = 0.1

MISSING = {"source": "search_needs_source", "target": "search_needs_target"}
"""What stands against a search without the one or the other."""


class Watcher(Listener):
    """Is told what a search does beside what its runs write; by itself it says nothing.

    Attributes
    ----------
    search:
        The search, from when it can be found.
    """

    search: Search | None = None

    def begins(self, strategies: Sequence[str], *, matched: int, backbone: str = "") -> None:
        """These are trained now, one after another. ``matched``, ``backbone``: as of a :class:`~tlgui.finding.verdict.Contender`."""

    def tried(self, candidate: Contender) -> None:
        """A candidate is there."""


def find_best(
    home: Home, asked: RunRequest, watcher: Watcher, *, labels: int = 0, given: bool = False, second: str = ""
) -> Verdict:
    """Train the portfolio on what was asked for and choose; waits for it.

    Parameters
    ----------
    asked:
        Data and settings as for one run; its strategy is not looked at.
    labels:
        For benchmarks: so many known target labels, drawn at random, help to choose, as if a user had given them.
    given:
        Whether labels that the user gave to the target's pictures are learned too.
    second:
        A second backbone, on which all of it is done once more; empty for none.

    Raises
    ------
    UserError
        What :func:`tlgui.service.asking.start` raises; what :func:`tlgui.planning.second_backbone.problems_of_second` finds;
        ``search_of_values``, ``labels_look_like_values``, ``shares_estimated``,
        ``search_needs_source``, ``search_needs_target``, ``best_too_few_labels``, ``best_stopped``; where labels were ``given``, what
        :func:`tlgui.finding.candidates.learners` raises; what went wrong in a run.
    """
    began = time.monotonic()
    if asked.target_shares is not None and read_shares(asked.target_shares)[0].estimated:
        raise UserError("shares_estimated")
    watcher.search = _asked(home, asked, watcher, labels, given, second)
    return replace(_seen_to_its_end(home, watcher.search, watcher, told=1), seconds=time.monotonic() - began)


def go_on(home: Home, search: Search, watcher: Watcher, *, confirmed: Collection[str] = ()) -> Verdict:
    """Resume a search that was stopped, paused or failed, and wait for its verdict; of one that is over, it is there already.

    Raises
    ------
    UserError
        What :func:`tlgui.finding.race.resume` raises; ``best_stopped``; what went wrong in a run.
    """
    with held_back():
        resume(home, search, confirmed=confirmed)
        watcher.search = search
    return _seen_to_its_end(home, search, watcher, told=0)


def _asked(home: Home, asked: RunRequest, watcher: Watcher, labels: int, given: bool, second: str) -> Search:
    """The search that somebody asks for in words, its first run started."""
    second = with_real_file(second) if second else ""  # whoever takes the next step may be in another folder
    if task_of_table("values") in tasks_known(home, asked):
        raise UserError("search_of_values")
    asked = replace(asked, problems=[*asked.problems, *values_for_labels(asked), *(catalogue.check(second) if second else [])])
    missing = [role for role in ROLES if asked.demo is None and asked.places[role].path is None]
    if len(missing) == 1:
        asked = replace(asked, problems=[*asked.problems, Problem(MISSING[missing[0]])])
    packs = read_asked(home, asked, watcher) if (labels or given or second) and not (missing or asked.problems) else {}
    if packs and labels and asked.target_shares is None:
        _require_labels(packs["target"], labels, sealed=asked.sealed or sealed_demo(home, packs["target"]))
    source, target = (packs[role].info.id if role in packs else None for role in ROLES)
    if packs and second and (problems := problems_of_second(_spec_of(home, asked, source, target), second)):
        raise UserError.of(problems)
    if packs and given:
        class_map = ClassMap(rename=dict(asked.rename), leave_out=tuple(asked.leave_out))
        learners(home, RunSpec(source=source, target=target, class_map=class_map), LOCAL_OWNER)  # before anything is trained
        if asked.target_shares is None and len(packs) == len(ROLES):
            asked = replace(asked, target_shares=_told_by_labels(home, packs["source"], packs["target"], class_map))
    knows: Knows = "nothing" if asked.target_shares is None else "same" if asked.target_shares == "same" else "shares"
    search_id, first = id_for(LOCAL_OWNER, None), MATCHED[0] if knows == "shares" else FIRST
    run = start(home, replace(asked, strategy=first, maps=False, alike=True, tags=(*asked.tags, tag_of(search_id))), watcher)
    member = Member(run.id, first, int(knows == "shares"), True)
    watcher.begins([first], matched=member.matched)  # not of what was refused
    plan = Plan(knows, run.spec.target_shares, labels, learners(home, run.spec, LOCAL_OWNER) if given else (), second)
    return SearchStore(home).create(search_id, plan, member, settings=asked.settings, confirmed=asked.confirm)


def _spec_of(home: Home, asked: RunRequest, source: str | None, target: str | None) -> RunSpec:
    """Data and backbone of what is asked for, and how much of that is frozen."""
    spec = RunSpec(source=source, target=target)
    spec = with_suggested_backbone(home, spec) if asked.backbone is None else spec.model_copy(update={"backbone": asked.backbone})
    frozen = asked.settings.get("frozen")
    return spec.model_copy(update={"settings": spec.settings.model_copy(update={"frozen": frozen})})


def _require_labels(target: Pack, labels: int, *, sealed: bool) -> None:
    """Before anything is trained: whether the target can have so many open labels. How many are of the source's classes only a run tells."""
    known = 0 if sealed else target.info.labelled
    if known < labels:
        raise UserError("best_too_few_labels", wanted=labels, known=known)


def _told_by_labels(home: Home, source: Pack, target: Pack, class_map: ClassMap) -> TargetShares | None:
    """What the labels that the user gave say of the target's class shares, as the press on *Label twenty* tells a search; ``None`` where
    they do not speak for others than the source's, or are read beside another source or other classes.
    """
    index = index_of(home)
    index.catch_up()
    try:
        labeling = Labeling(home, index, target, LOCAL_OWNER, source.info.id)
    except UserError:  # a sealed source: whether that is meant is asked when the first run starts
        return None
    beside = labeling.source == source.info.id and labeling.class_map == class_map
    return labeling.told_if_other() if beside else None


def _seen_to_its_end(home: Home, search: Search, watcher: Watcher, *, told: int) -> Verdict:
    """``told``: how many of its runs the watcher was told of when they began."""
    done, tried = 0, set[str]()
    try:
        with held_back():
            advance(home, search, KEEP_SECONDS)  # what need not wait for its first run
        while (verdict := search.verdict()) is None:
            if problems := search.problems():
                raise UserError.of(Problem(each["code"], each["values"]) for each in problems)
            new = search.members()[done:]
            for (matched, on), stage in itertools.groupby(new[max(0, told - done) :], lambda each: (each.matched, each.backbone)):
                watcher.begins([each.strategy for each in stage], matched=matched, backbone=on)
            for member in new[max(0, told - done) :]:
                if (run := _run_of(home, search, member)) is not None:
                    watcher.started(run)
            for member in new:
                if (run := _run_of(home, search, member)) is not None:
                    follow(home, run, watcher)
                for found in _found(home, search, member):
                    if found.name not in tried:
                        tried.add(found.name)
                        watcher.tried(found)
                with held_back():
                    advance(home, search, KEEP_SECONDS)  # what need not wait for the others
            done += len(new)
            if not new:
                with held_back():
                    advance(home, search, KEEP_SECONDS)
            if not search.failed and state_of(home, search) in RESUMABLE:
                raise UserError("best_stopped", search=search.id[:8])
            if len(search.members()) == done:  # somebody else takes the step
                time.sleep(POLL_SECONDS)
    except BaseException:
        stop(home, search)
        raise
    return verdict


def _run_of(home: Home, search: Search, member: Member) -> Run | None:
    """Its run; ``None`` where somebody has deleted it: whether that ends the search its next step says."""
    try:
        return RunStore(home).get(member.run, search.owner)
    except UserError:
        return None


def _found(home: Home, search: Search, member: Member) -> list[Contender]:
    """What a member's run has brought; nothing where somebody has deleted it."""
    with suppress(UserError):
        return Results(home, search, [member]).found()[0]
    return []


def begin(
    home: Home,
    spec: RunSpec,
    owner: str = LOCAL_OWNER,
    *,
    knows: Knows = "nothing",
    given: bool = False,
    second: str = "",
    once: str | None = None,
    confirmed: Collection[str] = (),
) -> Search:
    """Start a search on datasets that were read; returns at once.

    Parameters
    ----------
    spec:
        Data and settings of all runs, and where ``knows`` says so the target's shares; its strategy is not looked at.
    given:
        Whether labels that the owner gave to the target's pictures are learned too.
    second:
        As for :func:`find_best`.
    once:
        A key of the caller's choice: using it again (a double click) returns the first search.

    Raises
    ------
    UserError
        What :func:`tlgui.service.launch.start_run` raises; where labels were ``given``, what
        :func:`tlgui.finding.candidates.learners` raises; with a ``second`` backbone what
        :func:`tlgui.planning.second_backbone.problems_of_second` finds.
    """
    store, search_id = SearchStore(home), id_for(owner, once)
    if (home.searches / search_id).exists():
        return store.get(search_id, owner)
    if second and (problems := problems_of_second(spec, second)):
        raise UserError.of(problems)
    plan = Plan(knows, spec.target_shares, learns=learners(home, spec, owner) if given else (), second=second)
    stage = plan.first()
    member = Member("", stage.strategies[0], stage.matched, True)
    spec = spec.model_copy(update={"strategy_settings": {}})
    run = start_candidate(home, search_id, spec, member, stage, owner, confirmed, alike=True, first=True)
    return store.create(search_id, plan, replace(member, run=run.id), settings={}, confirmed=confirmed, owner=owner)
