"""Training a portfolio of strategies on one pair, and the verdict: which network, why, how certain.

Every candidate is a run like any other, with its curves and its place in the results. Features of a frozen backbone are computed once and
shared by all of them, and so are the two references, so that each further candidate takes seconds.

Nothing of a search is kept in memory: :func:`advance` takes its next step, whoever calls it and whenever. A command calls it while it waits,
a server every half second; whichever of them is killed, another goes on, and nothing that was trained is trained again. What begins a search
is in :mod:`tlgui.finding.asking`.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from filelock import Timeout

from tlgui.errors import Problem, UserError
from tlgui.finding import rule
from tlgui.finding.candidates import learning, spec_for, start_candidate
from tlgui.finding.results import Results, in_order
from tlgui.finding.searches import Member, Search
from tlgui.finding.stages import Ground, Predictions, Stage
from tlgui.finding.verdict import SOURCE_ONLY, Contender, LeftOut, Verdict
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.workers import KEEP_SECONDS, ensure_workers
from tlgui.runs.run import Run
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore
from tlgui.runs.teaching import TaughtLabels, Teaching
from tlgui.service import limits
from tlgui.service.resuming import resume_run
from tlgui.service.stopping import ask_to_stop
from tlgui.specification.run_spec import Teacher
from tlgui.storage import Reserve

OF_ALL = ("run_disk_full", "disk_error", "run_folder_not_writable", "disk_full", "disk_read_only", "dataset_gone")
"""Problems of one run that would stop all others too: they end the search, instead of leaving one candidate out."""

PASSING = (*limits.LINE_IS_FULL, "room_paused", "queue_held_up")
"""Problems of a start that are over by themselves: the next look tries again."""

RESUMABLE = ("stopped", "paused", "failed", "interrupted")

LOOKS_KEPT = 256


class _Look(NamedTuple):
    """How a search stood when its next step was looked for and could not be taken.

    Attributes
    ----------
    members, over:
        How many it had, and which of their jobs were over.
    full:
        Whether there is a step that waits for room in the line, or the rest of one; else for one of those that are not over.
    """

    members: int
    over: frozenset[tuple[object, ...]]
    full: bool


_LOOKS: dict[Path, _Look] = {}
"""By the folder of a search the newest look that came to nothing, so that what its runs predict is not read twice a second while it waits. No
step needs it: whoever has none looks once more.
"""


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
                if not _passes(error):
                    search.fail(error)
    except Timeout:  # somebody else takes it
        return


def _passes(error: UserError) -> bool:
    return all(each.code in PASSING for each in error.problems)


def _advance(home: Home, search: Search, keep_seconds: float) -> None:
    members, queue = in_order(search.members(), search.plan), JobQueue(home)
    if search.control.resuming and (waits_for_the_line(home, search) or not _resumed(home, search, search.confirmed)):
        return
    there = {each.name for each in members}
    begins = [search.plan.first(each) for each in search.plan.backbones]
    if not there.issuperset(name for each in begins for name in each.names):
        # Nothing has to be known for these: they need not wait for each other.
        _train(home, search, begins, members, keep_seconds)
        return
    jobs = [queue.of_run(each.run, "train") for each in members]
    going = [each for each, job in zip(members, jobs, strict=True) if job is not None and not job.over]
    before = _LOOKS.get(search.folder)
    cut_short = before is not None and before.full
    if {each.backbone for each in going}.issuperset(search.plan.backbones) and not cut_short:
        return
    look = _Look(len(members), frozenset((job.id, job.attempt, job.state) for job in jobs if job is not None and job.over), False)
    if before == look or (before == look._replace(full=True) and waits_for_the_line(home, search)):
        return
    over = [each for each in members if each not in going]
    read = _over(home, search, over, queue)
    if read is None:
        return
    finished, left_out, ends_all = read
    if ends_all and not going:
        raise UserError.of(Problem(each["code"], each["values"]) for each in ends_all)
    results = Results(home, search, finished)
    found, predictions = results.found()
    ground = results.ground() if finished else None
    step = [] if ends_all else search.plan.next(found, predictions, ground, left_out, going=bool(going))
    if step is None:
        if not going:
            raise UserError.of(Problem(each["code"], each["values"]) for each in left_out[-1].problems)
        step = []
    if not isinstance(step, Verdict):
        wanted = any(name not in there for stage in step for name in stage.names)
        if not wanted or waits_for_the_line(home, search):
            _keep(search, look._replace(full=wanted))
            return
        taught = None if ground is None else _taught(step[0], found, predictions, ground, results)
        if not _train(home, search, step, members, keep_seconds, taught, alike=SOURCE_ONLY not in predictions):
            _keep(search, look._replace(members=len(search.members()), full=True))
        return
    _conclude(home, search, step, results, keep_seconds)


def _conclude(home: Home, search: Search, found: Verdict, results: Results, keep_seconds: float) -> None:
    taken = found.taken.run
    JobQueue(home).submit("map", {"run": taken}, run=taken, once=f"maps of search {search.id}", owner=search.owner)
    ensure_workers(home, {"map"}, keep_seconds)  # nobody looks at the maps of all, and nobody waits for these
    search.conclude(
        replace(
            found,
            seconds=time.time() - search.created,
            pictures=len(results.pictures()),
            other_classes=results.other_classes(),
            smallest_class=results.smallest_class(),
        )
    )


def _over(
    home: Home, search: Search, members: Sequence[Member], queue: JobQueue
) -> tuple[list[Member], list[LeftOut], Sequence[dict[str, Any]]] | None:
    """Of ``members`` whose jobs are over: those that have finished, those that are left out, and what ends the search; ``None``: somebody
    stopped one of them alone, and may resume it.

    Raises
    ------
    UserError
        Where somebody has deleted what brought the references, and nothing else has.
    """
    finished: list[Member] = []
    gone: UserError | None = None
    first = search.plan.first()
    left_out: list[LeftOut] = []
    ends_all: Sequence[dict[str, Any]] = ()
    for each in members:
        try:
            run = RunStore(home).get(each.run, search.owner)
        except UserError as error:  # somebody has deleted it
            if each.references and not each.backbone and each.matched == first.matched:
                gone = error
            problems = [problem.as_json() for problem in error.problems]
            left_out.append(LeftOut(each.strategy, each.run, each.matched, problems, each.backbone))
            continue
        status = status_of(run, queue)
        if status.state == "finished":
            finished.append(each)
        elif status.state != "failed":
            return None
        else:
            left_out.append(LeftOut(each.strategy, run.id, each.matched, list(status.problems), each.backbone))
            if not ends_all and _ends_all(each, run, status.problems):
                ends_all = status.problems
    brought = (each for each in finished if each.references and not each.backbone and each.matched == first.matched)
    if gone is not None and not any(brought):
        raise gone
    return finished, left_out, ends_all


def _keep(search: Search, look: _Look) -> None:
    _LOOKS.pop(search.folder, None)
    _LOOKS[search.folder] = look
    for oldest in list(_LOOKS)[:-LOOKS_KEPT]:
        _LOOKS.pop(oldest, None)


def waits_for_the_line(home: Home, search: Search) -> bool:
    """Whether as many runs of its owner wait as may wait, so that a search can begin no other one before one of these has begun."""
    return limits.line_is_full(home, search.owner)


class _Taught(NamedTuple):
    """What a distilled network learns: of whom, what they say together, and the labels that a person gave."""

    teachers: tuple[Teacher, ...]
    answer: Teaching
    labels: TaughtLabels | None


def _taught(
    stage: Stage, found: Sequence[Contender], predictions: Predictions, ground: Ground, results: Results
) -> _Taught | None:
    """What a stage learns of the others, where it does."""
    if stage.teachers is None:
        return None
    by_name = {each.name: each for each in found}
    answer = results.teaching(rule.answered(predictions, stage.teachers, ground.alike))
    of = tuple(_teacher(by_name[name], weight) for name, weight in stage.teachers.items())
    return _Taught(of, answer, results.learned())


def _train(
    home: Home,
    search: Search,
    stages: Sequence[Stage],
    members: Sequence[Member],
    keep_seconds: float,
    taught: _Taught | None = None,
    *,
    alike: bool = False,
) -> bool:
    """Start what the ``stages`` train and the search does not have yet, and say whether all of it was. ``alike``: those on the search's own
    backbone keep what looks alike.
    """
    if waits_for_the_line(home, search):
        return False
    there, begun_on = {each.name for each in members}, {each.backbone for each in members}
    for stage in stages:
        for strategy in stage.strategies:
            member = Member("", strategy, stage.matched, stage.references, stage.backbone)
            if member.name in there:
                continue
            spec = spec_for(search, member)
            if stage.start is not None:
                spec = learning(spec, strategy, stage.start)
            if taught is not None:
                spec = spec.model_copy(update={"distilled_from": taught.teachers})
            try:
                run = start_candidate(
                    home,
                    search.id,
                    spec,
                    member,
                    stage,
                    search.owner,
                    search.confirmed,
                    keep_seconds,
                    teaching=None if taught is None else taught.answer,
                    labels=None if taught is None else taught.labels,
                    alike=alike and not member.backbone,
                    first=member.backbone not in begun_on,
                )
            except UserError as error:
                if _passes(error):
                    return False  # the others are started when it is over
                raise
            search.add(replace(member, run=run.id))
    return True


def _teacher(candidate: Contender, weight: float) -> Teacher:
    return Teacher(
        strategy=candidate.strategy,
        matched=candidate.matched,
        run=candidate.run,
        weight=weight,
        backbone=candidate.backbone,
    )


def _ends_all(member: Member, run: Run, problems: Sequence[dict[str, Any]]) -> bool:
    """Whether a failed run leaves nothing to go on with: a reference failed with it, or what stands against it stands against all. What only
    fails on a second backbone leaves what the search's own found.
    """
    if any(each["code"] in OF_ALL for each in problems):
        return True
    log = run.events()
    compared = any(each["event"] == "reference" for each in log)
    trained = any(each["event"] == "picked" for each in log)
    return member.references and not member.backbone and (trained or not compared)


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
        search.control.resume_flag.unlink(missing_ok=True)
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
        _resumed(home, search, confirmed)
        search.go_on()


def _resumed(home: Home, search: Search, confirmed: Collection[str]) -> bool:
    """Let those of its runs go on that were stopped or failed, and say whether all do. Where one person may not have so many in the line, the
    others wait for the next step.
    """
    went_on, queue = False, JobQueue(home)
    for run in _runs(home, search):
        if not status_of(run, queue).resumable:
            continue
        try:
            resume_run(home, run, confirmed=confirmed)
        except UserError as error:
            began = went_on or search.control.resuming
            if not (began and _passes(error)):
                raise
            search.control.ask_to_go_on()
            return False
        went_on = True
    search.control.resume_flag.unlink(missing_ok=True)
    return True


def _runs(home: Home, search: Search) -> list[Run]:
    """Its runs; that one was deleted is said by the next step."""
    found = []
    for each in search.members():
        with suppress(UserError):
            found.append(RunStore(home).get(each.run, search.owner))
    return found
