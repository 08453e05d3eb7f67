"""Starting a run: the single entry point for the page, the command line and scripts."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, cast

from tlgui import durable
from tlgui.data import seals
from tlgui.data.overlap import Pairs
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import Problem, UserError
from tlgui.home import LOCAL_OWNER, Home, is_id
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.workers import KEEP_SECONDS, ensure_workers
from tlgui.labeling.given import LabelBook
from tlgui.models import catalogue
from tlgui.planning import check, label_space, needs_labels, strategies_known, supervised, task_of
from tlgui.planning.divisible import problems_of_division
from tlgui.planning.division import classes_not_in_run, labels_in_run
from tlgui.planning.resources import predicted
from tlgui.rooms.room import require_may_start
from tlgui.runs.remarks import Remarks
from tlgui.runs.run import Run
from tlgui.runs.store import NOTHING_SAID, RunStore
from tlgui.runs.teaching import TaughtLabels, Teaching
from tlgui.service import limits
from tlgui.service.attempts import one_more_attempt, problems_of_attempt
from tlgui.service.pairs import facts_for, in_both, packs_of
from tlgui.service.questions import questions
from tlgui.service.taking_back import problems_of_loan
from tlgui.specification.run_spec import SPEC_VERSION, RunSpec
from tlgui.strategies import STRATEGIES, Combination, settled
from tlgui.strategies.base import DataFacts
from tlgui.strategies.distilled import Distilled
from tlgui.strategies.start import starting_point
from tlgui.tasks import TASKS


def start_run(
    home: Home,
    spec: RunSpec,
    owner: str = LOCAL_OWNER,
    *,
    once: str | None = None,
    confirmed: Collection[str] = (),
    found: Sequence[Problem] = (),
    seconds_to_ingest: float | None = None,
    keep_seconds: float = KEEP_SECONDS,
    said: Remarks = NOTHING_SAID,
    maps: bool = True,
    narrow: bool = False,
    alike: bool = False,
    teaching: Teaching | None = None,
    labels: TaughtLabels | None = None,
) -> Run:
    """Check a spec, make its run and queue it; missing workers are started.

    Parameters
    ----------
    once:
        A key of the caller's choice: using it again (a double click) returns the first run.
    confirmed:
        Codes of problems from :data:`~tlgui.service.questions.TO_CONFIRM` that the user has confirmed.
    found:
        Problems already found while reading the spec; reported with the others.
    seconds_to_ingest:
        Time taken to read the data, for the run's record.
    keep_seconds:
        How long a worker waits for more work afterward.
    said:
        Its name, notes and tags.
    maps:
        Whether its maps are drawn during training.
    narrow:
        Whether it computes with one thread, its features being there, so that others like it may be trained beside it.
    alike:
        Whether it keeps which pictures of the target look alike.
    teaching, labels:
        What a distilled run is to learn, and the labels of the target that its teachers have learned.

    Raises
    ------
    UserError
        All problems of the spec together; ``room_paused``, ``room_ended``.
    """
    require_may_start(home, owner)
    spec = spec.model_copy(update={"version": SPEC_VERSION, "backbone": _whole_path(spec.backbone)})
    if teaching is None:
        spec, teaching, labels = _same_teaching(home, spec, owner)
    again = once is not None and JobQueue(home).sent(once, owner) is not None
    ready = _checked(home, spec, owner, found, confirmed, said, again)
    store, queue = RunStore(home), JobQueue(home)
    run = store.create(ready.spec, ready.names, owner, seconds_to_ingest=seconds_to_ingest, overlap=len(ready.shared), said=said)
    try:
        for each in (teaching, ready.given, labels):
            if each is not None:
                each.keep(run)
        _record_seals(home, run, ready)
        target = None if ready.target is None else ready.target.info
        asked = {
            "run": run.id,
            "target": ready.spec.target,
            **({} if maps else {"maps": False}),
            **({"narrow": True} if narrow else {}),
            **({"alike": True} if alike else {}),
            **_asked_of_a_node(queue, ready.spec, ready.facts),
        }
        with one_more_attempt(home, owner, target, once):
            waiting = limits.limits_of(home, owner).waiting_runs
            job = queue.submit("train", asked, run=run.id, once=once, owner=owner, at_most=waiting)
    except (OSError, UserError):  # full disk, unreadable labels: do not leave a run that nobody will train
        durable.remove_folder(run.folder)
        raise
    if job.run is not None and job.run != run.id:
        shutil.rmtree(run.folder, ignore_errors=True)
        run = store.get(job.run, owner)
    ensure_workers(home, {"train", "map"}, keep_seconds)
    return run


class _Ready(NamedTuple):
    """A spec that nothing speaks against, with its datasets.

    Attributes
    ----------
    facts:
        Of the datasets, the target's with labels that its owner gave, where the run learns them (``given``).
    shared:
        The pictures that both have.
    """

    spec: RunSpec
    source: Pack | None
    target: Pack | None
    facts: DataFacts
    shared: Pairs
    given: TaughtLabels | None

    @property
    def names(self) -> dict[str, str]:
        """Of the datasets, by role."""
        return {role: pack.info.name for role, pack in (("source", self.source), ("target", self.target)) if pack is not None}


def _checked(
    home: Home,
    spec: RunSpec,
    owner: str,
    found: Sequence[Problem],
    confirmed: Collection[str],
    said: Remarks,
    again: bool,
) -> _Ready:
    """The spec as it is trained. ``again``: the same was asked for before, and counts against no limit.

    Raises
    ------
    UserError
        All problems together, those that were ``found`` before too.
    """
    source, target = packs_of(home, spec, owner)
    spec, learned, given = with_given_labels(home, spec, source, target, owner)
    facts = facts_for(home, source, learned)
    spec = settled(spec, facts)
    shared = in_both(source, target)
    doubtful = questions(home, spec, source, learned, shared)
    shut = problems_of_sealing(home, spec, source, target, owner)
    if shut:  # nobody but the host can mean it
        doubtful = [each for each in doubtful if each.code != "sealed_source"]
    problems = [
        *found,
        *problems_of_loan(home, (source, target), owner),
        *shut,
        *check(spec, facts),
        *problems_of_division(spec, source, learned),
        *problems_of_start(home, spec, owner),
    ]
    problems += [each for each in doubtful if each.code not in confirmed]
    if not again:
        problems += limits.problems_of_run(home, owner)
        problems += problems_of_attempt(home, owner, None if target is None else target.info)
    if taken := RunStore(home).name_taken(said.name, owner):
        problems.append(taken)
    if problems:
        raise UserError.of(problems)
    return _Ready(spec.model_copy(update={"task": task_of(facts)}), source, target, facts, shared, given)


def _record_seals(home: Home, run: Run, ready: _Ready) -> None:
    """Whose labels a run sees, and whose it must not see, in the run and with the datasets."""
    spec, source, target = ready.spec, ready.source, ready.target
    if source is not None:
        seals.reveal(home, source.info, "source", run.id)  # the run stores its source's labels
    if target is None:
        return
    if spec.sealed:
        seals.seal(home, target.info, "run", run.id)
    elif target.info.labels != "none":
        reveal(home, run, by="open labels" if target.info.labels_open else "the strategy" if needs_labels(spec) else "asked for")


def _asked_of_a_node(queue: JobQueue, spec: RunSpec, facts: DataFacts) -> dict[str, Any]:
    """What the run is predicted to take, for a launcher that looks for a machine which has it."""
    if queue.launcher.name == "local":
        return {}
    return {"predicted": predicted(spec, facts, [STRATEGIES[key].needs for key in Combination.parse(spec.strategy).keys])}


def _same_teaching(home: Home, spec: RunSpec, owner: str) -> tuple[RunSpec, Teaching | None, TaughtLabels | None]:
    """What a distilled run is to learn that names another one, with whose teachers and labels; nothing for any other run."""
    named = Distilled.taught_as(spec)
    if named is None:
        return spec.model_copy(update={"distilled_from": ()}), None, None
    run = RunStore(home).find(named, owner)
    return spec.model_copy(update={"distilled_from": run.spec.distilled_from}), Teaching.of(run), TaughtLabels.of(run)


def with_given_labels(
    home: Home, spec: RunSpec, source: Pack | None, target: Pack | None, owner: str
) -> tuple[RunSpec, Pack | None, TaughtLabels | None]:
    """Where a run learns labels that the owner gave to the target's pictures: the spec with their number, the target with them, and these.

    Raises
    ------
    UserError
        ``given_labels_need_classes``: without both domains, or for values; ``given_labels_idle``: no strategy learns labels of the target;
        ``given_labels_elsewhere``: this dataset has none, and another one with the same pictures has.
    """
    if spec.given_labels is None:
        return spec, target, None
    if source is None or target is None or not TASKS[source.info.task].one_class:
        raise UserError("given_labels_need_classes")
    if not supervised(Combination.parse(spec.strategy)):
        raise UserError("given_labels_idle", strategy=spec.strategy)
    named = {name: each for each in reversed(source.info.classes) if (name := spec.class_map.name_of(each)) is not None}
    labels = _named(home, target, owner)
    if not labels:
        _require_none_elsewhere(home, target, owner)
    known = {picture: named[name] for picture, name in labels.items() if name in named}
    given = TaughtLabels.from_names(known, source.info.classes)
    labeled = target.labeled_as(source.info.classes, given.of_all(len(target)))
    return spec.model_copy(update={"given_labels": len(known)}), labeled, given


def _named(home: Home, target: Pack, owner: str) -> dict[int, str]:
    """The classes that the owner named, by the target's picture."""
    return LabelBook(home, target.info.id, len(target), owner).read().named


def _require_none_elsewhere(home: Home, target: Pack, owner: str) -> None:
    """A folder that was dropped on the page, and the same folder by its path, are two datasets."""
    for pack in DatasetStore(home).packs(owner):
        if pack.info.content == target.info.content:
            named = _named(home, pack, owner)
            if named:
                raise UserError("given_labels_elsewhere", name=pack.info.name, dataset=pack.info.id, labels=len(named))


def problems_of_sealing(home: Home, spec: RunSpec, source: Pack | None, target: Pack | None, owner: str) -> list[Problem]:
    """Whether a run would open labels of a dataset that was handed to a room: only who gave it reveals it."""
    learns = strategies_known(spec) and needs_labels(spec)
    opened = [source] if spec.sealed and not learns else [source, target]
    handed = [each for each in opened if each is not None and each.info.owner != owner]
    roles = {id(source): "source", id(target): "target"}
    return [
        Problem("sealed_by_host", {"name": each.info.name})
        for each in handed
        if not seals.may_tell(home, each.info, cast(seals.Role, roles[id(each)]))
    ]


def problems_of_start(home: Home, spec: RunSpec, owner: str) -> list[Problem]:
    """Whether the run that a spec starts from exists and has kept weights; only the trainer can tell whether they fit."""
    start = starting_point(spec)
    if not is_id(start):
        return []
    try:
        run = RunStore(home).get(start, owner)
    except UserError as error:
        return list(error.problems)
    kept = any(event["event"] == "picked" for event in run.events())
    return [] if kept else [Problem("start_from_unfinished", {"run": run.id})]


def _whole_path(backbone: str) -> str:
    """A weights file by its full path, since workers run in another folder. The caller has resolved links; they are not followed later."""
    architecture, file = catalogue.split_file(backbone)
    return backbone if file is None else f"{architecture}@{file.expanduser().absolute()}"


def reveal(home: Home, run: Run, by: str) -> bool:
    """Reveal the target's labels, for a run and for the dataset: both record when and by whom, and the run's folder stores the labels.

    Other runs on the same target stay sealed. Returns whether there were labels to reveal.

    Raises
    ------
    UserError
        ``sealed_by_host``: the target was handed to a room, and who gave it has not revealed it.
    """
    spec = run.spec
    source, target = packs_of(home, spec, run.owner)
    if target is None or target.info.labels == "none":
        return False
    if not seals.may_reveal(home, target.info, run.owner):
        raise UserError("sealed_by_host", name=target.info.name)
    classes = label_space(spec, source.info.classes if source else None, target.info.classes)
    numbered = target.numbered_for(spec.version)
    # Before anything is revealed, since they may be damaged.
    labels, others = labels_in_run(numbered, spec, classes), classes_not_in_run(numbered, spec, classes)
    seals.reveal(home, target.info, by, run.id)
    run.reveal(TASKS[target.info.task].plain(labels), by, others)
    return True
