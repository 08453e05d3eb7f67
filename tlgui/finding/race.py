"""Training a portfolio of strategies on one pair, and the verdict: which network, why, how certain.

Every candidate is a run like any other, with its curves and its place in the results. Features of a frozen backbone are computed once and
shared by all of them, and so are the two references, so that each further candidate takes seconds.

Nothing of a search is kept in memory: :func:`advance` takes its next step, whoever calls it and whenever. A command calls it while it waits,
a server every half second; whichever of them is killed, another goes on, and nothing that was trained is trained again.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from filelock import Timeout

from tlgui.data.pack import Pack
from tlgui.data.split import others
from tlgui.errors import Problem, UserError
from tlgui.finding import rule
from tlgui.finding.plan import FIRST, LEARN_LABELS, MATCHED, Knows, Plan, Stage
from tlgui.finding.results import Results
from tlgui.finding.searches import Member, Search, SearchStore, id_for, tag_of
from tlgui.finding.verdict import DISTILLED, SOURCE_ONLY, Contender, LeftOut, Verdict
from tlgui.home import LOCAL_OWNER, Home
from tlgui.interrupts import held_back
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.workers import KEEP_SECONDS, ensure_workers
from tlgui.labeling.labeling import Labeling
from tlgui.runs.index import index_of
from tlgui.runs.remarks import Remarks
from tlgui.runs.status import status_of
from tlgui.runs.store import Run, RunStore
from tlgui.runs.teaching import TaughtLabels, Teaching
from tlgui.service import limits
from tlgui.service.asking import KEEP_SECONDS as COMMAND_KEEP_SECONDS
from tlgui.service.asking import RunRequest, follow, read_asked, start
from tlgui.service.launch import facts_for, packs_of, start_run, with_given_labels
from tlgui.service.listener import Listener
from tlgui.service.reading import ROLES
from tlgui.service.resuming import resume_run
from tlgui.service.stopping import ask_to_stop
from tlgui.spec.run_spec import ClassMap, RunSpec, Teacher
from tlgui.spec.target_shares import TargetShares
from tlgui.storage import Reserve
from tlgui.strategies import STRATEGIES, Combination, check, read_assignments
from tlgui.strategies.divisible import problems_of_division
from tlgui.strategies.fine_tuning import FineTuning
from tlgui.strategies.start import frozen_whole

OF_ALL = ("run_disk_full", "disk_error", "run_folder_not_writable", "disk_full", "disk_read_only", "dataset_gone")
"""Problems of one run that would stop all others too: they end the search, instead of leaving one candidate out."""

RESUMABLE = ("stopped", "paused", "failed", "interrupted")
POLL_SECONDS = 0.1


class Watcher(Listener):
    """Is told what a search does beside what its runs write; by itself it says nothing."""

    def begins(self, strategies: Sequence[str], *, matched: int) -> None:
        """These are trained now, one after another. ``matched``: as of a :class:`~tlgui.finding.verdict.Contender`."""

    def tried(self, candidate: Contender) -> None:
        """A candidate is there."""


def find_best(home: Home, asked: RunRequest, watcher: Watcher, *, labels: int = 0, given: bool = False) -> Verdict:
    """Train the portfolio on what was asked for and choose; waits for it.

    Parameters
    ----------
    asked:
        Data and settings as for one run; its strategy is not looked at.
    labels:
        For benchmarks: so many known target labels, drawn at random, help to choose, as if a user had given them.
    given:
        Whether labels that the user gave to the target's pictures are learned too.

    Raises
    ------
    UserError
        What :func:`tlgui.service.asking.start` raises; ``given_labels_too_few``, ``best_too_few_labels``, ``best_stopped``; what went wrong
        in a run.
    """
    began = time.monotonic()
    verdict = _seen_to_its_end(home, _asked(home, asked, watcher, labels, given), watcher)
    return replace(verdict, seconds=time.monotonic() - began)


def _asked(home: Home, asked: RunRequest, watcher: Watcher, labels: int, given: bool) -> Search:
    """The search that somebody asks for in words, its first run started."""
    if given and (asked.demo is not None or all(place.path is not None for place in asked.places.values())):
        packs = read_asked(home, asked, watcher)
        class_map = ClassMap(rename=dict(asked.rename), leave_out=tuple(asked.leave_out))
        source, target = (packs[role].info.id if role in packs else None for role in ROLES)
        _learners(home, RunSpec(source=source, target=target, class_map=class_map), LOCAL_OWNER)  # before anything is trained
        if asked.target_shares is None and len(packs) == len(ROLES):
            asked = replace(asked, target_shares=_told_by_labels(home, packs["source"], packs["target"], class_map))
    knows: Knows = "nothing" if asked.target_shares is None else "same" if asked.target_shares == "same" else "shares"
    search_id, first = id_for(LOCAL_OWNER, None), MATCHED[0] if knows == "shares" else FIRST
    run = start(home, replace(asked, strategy=first, maps=False, alike=True, tags=(*asked.tags, tag_of(search_id))), watcher)
    member = Member(run.id, first, int(knows == "shares"), True)
    watcher.begins([first], matched=member.matched)  # not of what was refused
    plan = Plan(knows, run.spec.target_shares, labels, _learners(home, run.spec, LOCAL_OWNER) if given else ())
    return SearchStore(home).create(search_id, plan, member, settings=asked.settings, confirmed=asked.confirm)


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


def _seen_to_its_end(home: Home, search: Search, watcher: Watcher) -> Verdict:
    done, told = 0, set[str]()
    try:
        while (verdict := search.verdict()) is None:
            new = search.members()[done:]
            runs = [RunStore(home).get(each.run, search.owner) for each in new]
            if done and new:
                watcher.begins([each.strategy for each in new], matched=new[0].matched)
                for run in runs:
                    watcher.started(run)
            for member, run in zip(new, runs, strict=True):
                follow(home, run, watcher)
                for found in Results(home, search, [member]).found()[0]:
                    if found.name not in told:
                        told.add(found.name)
                        watcher.tried(found)
            done += len(new)
            with held_back():
                advance(home, search, COMMAND_KEEP_SECONDS)
            if problems := search.problems():
                raise UserError.of(Problem(each["code"], each["values"]) for each in problems)
            if state_of(home, search) in RESUMABLE:
                raise UserError("best_stopped")
            if len(search.members()) == done:  # somebody else takes the step
                time.sleep(POLL_SECONDS)
    except BaseException:
        stop(home, search)
        raise
    return verdict


def begin(
    home: Home,
    spec: RunSpec,
    owner: str = LOCAL_OWNER,
    *,
    knows: Knows = "nothing",
    given: bool = False,
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
    once:
        A key of the caller's choice: using it again (a double click) returns the first search.

    Raises
    ------
    UserError
        What :func:`tlgui.service.launch.start_run` raises; ``given_labels_too_few``.
    """
    store, search_id = SearchStore(home), id_for(owner, once)
    if (home.searches / search_id).exists():
        return store.get(search_id, owner)
    plan = Plan(knows, spec.target_shares, learns=_learners(home, spec, owner) if given else ())
    stage = plan.first()
    member = Member("", stage.strategies[0], stage.matched, True)
    spec = spec.model_copy(update={"strategy_settings": {}})
    run = _start(home, search_id, spec, member, stage, owner, confirmed, alike=True, first=True)
    return store.create(search_id, plan, replace(member, run=run.id), settings={}, confirmed=confirmed, owner=owner)


def advance(home: Home, search: Search, keep_seconds: float = KEEP_SECONDS) -> None:
    """Take the next step of a search, if it is time: train what is worth training, or conclude. Safe to call from anywhere, at any time.

    What stands against the step is kept in the search (:meth:`Search.problems`).
    """
    try:
        with search.lock().acquire(timeout=0):
            if search.concluded or search.control.stopping or search.problems():
                return
            try:
                _advance(home, search, keep_seconds)
            except UserError as error:
                search.fail(error)
    except Timeout:  # somebody else takes it
        return


def _advance(home: Home, search: Search, keep_seconds: float) -> None:
    if limits.line_is_full(home, search.owner):  # of other runs: this search goes on when they have begun
        return
    members, queue = search.members(), JobQueue(home)
    jobs = [queue.of_run(each.run, "train") for each in members]
    if any(job is not None and not job.over for job in jobs):
        return
    left_out = []
    for each in members:
        run = RunStore(home).get(each.run, search.owner)
        status = status_of(run, queue)
        if status.state == "failed":
            if _ends_all(each, run, status.problems):
                raise UserError.of(Problem(problem["code"], problem["values"]) for problem in status.problems)
            left_out.append(LeftOut(each.strategy, run.id, each.matched, list(status.problems)))
        elif status.state != "finished":  # somebody stopped this run alone, and may resume it
            return
    results = Results(home, search, members)
    found, predictions = results.found()
    ground = results.ground() if SOURCE_ONLY in predictions else None
    if ground is not None:
        step = search.plan.next(found, predictions, ground, left_out)
    else:
        step = search.plan.instead({each.name for each in left_out})
    if step is None:
        raise UserError.of(Problem(each["code"], each["values"]) for each in left_out[-1].problems)
    if isinstance(step, Verdict):
        taken = step.taken.run
        queue.submit("map", {"run": taken}, run=taken, once=f"maps of search {search.id}", owner=search.owner)
        ensure_workers(home, {"map"}, keep_seconds)  # nobody looks at the maps of all, and nobody waits for these
        search.conclude(replace(step, seconds=time.time() - search.created))
        return
    there = {each.name for each in members}
    for strategy in step.strategies:
        member = Member("", strategy, step.matched, step.references)
        if member.name not in there:
            spec, taught, labels = _spec(search, strategy), None, None
            if step.start is not None:
                spec = _learning(spec, strategy, step.start)
            if step.teachers is not None and ground is not None:
                by_name = {each.name: each for each in found}
                teachers = tuple(_teacher(by_name[name], weight) for name, weight in step.teachers.items())
                spec = spec.model_copy(update={"distilled_from": teachers})
                taught, labels = results.teaching(rule.answered(predictions, step.teachers, ground.alike)), results.learned()
            try:
                run = _start(
                    home,
                    search.id,
                    spec,
                    member,
                    step,
                    search.owner,
                    search.confirmed,
                    keep_seconds,
                    teaching=taught,
                    labels=labels,
                    alike=ground is None,
                )
            except UserError as error:
                if all(each.code in limits.LINE_IS_FULL for each in error.problems):
                    return  # the others are started when these are over
                raise
            search.add(replace(member, run=run.id))


def _teacher(candidate: Contender, weight: float) -> Teacher:
    return Teacher(strategy=candidate.strategy, matched=candidate.matched, run=candidate.run, weight=weight)


def _ends_all(member: Member, run: Run, problems: Sequence[dict[str, Any]]) -> bool:
    """Whether a failed run leaves nothing to go on with: a reference failed with it, or what stands against it stands against all."""
    if any(each["code"] in OF_ALL for each in problems):
        return True
    log = run.events()
    compared = any(each["event"] == "reference" for each in log)
    trained = any(each["event"] == "picked" for each in log)
    return member.references and (trained or not compared)


def _spec(search: Search, strategy: str) -> RunSpec:
    """The spec of a strategy's run: of the settings that were given those that it has."""
    if strategy == DISTILLED:  # it is nobody's to set
        return search.spec.model_copy(update={"strategy_settings": {}})
    _, of_strategies, problems = read_assignments(search.settings, strategy)
    if problems:
        raise UserError.of(problems)
    return search.spec.model_copy(update={"strategy_settings": of_strategies})


def _learning(spec: RunSpec, strategy: str, start: str) -> RunSpec:
    """The spec of a run that learns labels which a person gave; fine-tuning goes on from the network of the run ``start``, or ``source``."""
    own = {**spec.strategy_settings.get(strategy, {}), **({"start_from": start} if strategy == FineTuning.key else {})}
    return spec.model_copy(update={"given_labels": 0, "strategy_settings": {strategy: own}})


def _learners(home: Home, spec: RunSpec, owner: str) -> tuple[str, ...]:
    """Which strategies can learn the labels that the owner gave to the target's pictures: TrAdaBoost needs a pretrained backbone.

    Raises
    ------
    UserError
        ``given_labels_too_few``, ``given_labels_all``, ``given_labels_need_classes``.
    """
    found = []
    for strategy in LEARN_LABELS:
        learning = _learning(spec, strategy, "source").model_copy(update={"strategy": strategy, "target_shares": TargetShares()})
        source, target = packs_of(home, learning, owner)
        learning, labeled, given = with_given_labels(home, learning, source, target, owner)
        if labeled is not None and given is not None and not len(others(labeled.hashes, given.pictures)):
            raise UserError("given_labels_all", labels=len(given.pictures))
        if problems := problems_of_division(learning, source, labeled):
            raise UserError.of(problems)
        if not check(learning, facts_for(home, source, labeled)):
            found.append(strategy)
    return tuple(found)


def _start(
    home: Home,
    search_id: str,
    spec: RunSpec,
    member: Member,
    stage: Stage,
    owner: str,
    confirmed: Collection[str],
    keep_seconds: float = KEEP_SECONDS,
    *,
    teaching: Teaching | None = None,
    labels: TaughtLabels | None = None,
    alike: bool = False,
    first: bool = False,
) -> Run:
    """Start a candidate's run. Started again before anybody noted that it was, it is the same run. The ``first`` computes the features."""
    spec = spec.model_copy(update={"strategy": member.strategy, "target_shares": stage.shares or TargetShares()})
    return start_run(
        home,
        spec,
        owner,
        once=f"{member.name} of search {search_id}",
        confirmed=confirmed,
        keep_seconds=keep_seconds,
        said=Remarks(tags=(tag_of(search_id),)),
        maps=False,
        narrow=not first and _narrow(spec),
        alike=alike,
        teaching=teaching,
        labels=labels,
    )


def _narrow(spec: RunSpec) -> bool:
    """Whether a run that reads the features of an earlier one computes with one thread, so that two take no longer than one."""
    strategies = [STRATEGIES[key] for key in Combination.parse(spec.strategy).keys]
    return frozen_whole(spec) is not None and not any(each.needs.views or each.on_backbone for each in strategies)


def state_of(home: Home, search: Search) -> str:
    """What a search is doing, in the words for runs: ``queued``, ``running``, ``stopping``, ``finished``, or one of :data:`RESUMABLE`."""
    if search.concluded:
        return "finished"
    if search.problems():
        return "failed"
    queue = JobQueue(home)
    states = [status_of(run, queue).state for run in _runs(home, search)]
    going = [each for each in states if each not in ("finished", *RESUMABLE)]
    if search.control.stopping:
        return "stopping" if going else "paused" if search.control.asked_to_pause() else "stopped"
    if going:
        return "queued" if set(states) == {"queued"} else "running"
    return next((each for each in ("stopped", "paused", "interrupted") if each in states), "running")


def stop(home: Home, search: Search, *, pause: bool = False) -> list[Run]:
    """Ask a search and its runs to stop; what was trained stays. Returns the runs that have not ended yet.

    ``pause``: whoever asks means to resume it, and it says so; else stopping is the same.
    """
    with search.lock():
        if search.concluded:
            return []
        Reserve(home.root).spend_on(lambda: search.control.ask_to_stop(pause=pause))
        queue, ending = JobQueue(home), []
        for run in _runs(home, search):
            if not status_of(run, queue).over:
                ask_to_stop(home, run, pause=pause)
                ending.append(run)
        return ending


def resume(home: Home, search: Search, *, confirmed: Collection[str] = ()) -> None:
    """Go on with a search that was paused, stopped or failed. Finished runs stay as they are, others go on where they were.

    Raises
    ------
    UserError
        What :func:`tlgui.service.resuming.resume_run` raises.
    """
    with search.lock():
        if search.concluded:
            return
        queue = JobQueue(home)
        for run in _runs(home, search):
            if status_of(run, queue).resumable:
                resume_run(home, run, confirmed=confirmed)
        search.go_on()


def _runs(home: Home, search: Search) -> list[Run]:
    """Its runs; that one was deleted is said by the next step."""
    found = []
    for each in search.members():
        with suppress(UserError):
            found.append(RunStore(home).get(each.run, search.owner))
    return found
