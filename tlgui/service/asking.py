"""From user input, in a command or a script, to a run: both go through here and get the same run."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tlgui.errors import Problem, UserError
from tlgui.home import LOCAL_OWNER, Home, is_id
from tlgui.interrupts import held_back
from tlgui.service.listener import Listener
from tlgui.service.reading import ROLES, Location, problems_of_demo, problems_of_folders, read_demo, read_pair, tables_of
from tlgui.texts import shortened

if TYPE_CHECKING:
    from tlgui.data.pack import Pack
    from tlgui.data.seals import Role
    from tlgui.runs.presets import Preset
    from tlgui.runs.run import Run
    from tlgui.specification.run_spec import RunSpec
    from tlgui.specification.target_shares import TargetShares

KEEP_SECONDS = 60.0
"""How long a worker started for a command or a script waits for the next one, with its imports done."""

PAIRS_TOLD = 5
"""Of classes that a refusal speaks of, so many are named, or pairs of them."""


@dataclass(frozen=True)
class RunRequest:
    """A run as the user asks for it.

    Attributes
    ----------
    like:
        A run whose choices, including datasets, are the defaults.
    preset:
        Settings that take precedence over those of ``like``.
    strategy, backbone:
        ``None``: those that suit the data (:mod:`tlgui.planning.suggested`).
    settings:
        Settings of the run and of strategies (``weight``, or ``mmd.weight`` if several have it), as typed or as values.
    rename:
        New names by class; classes with the same new name are merged.
    target_shares:
        The target's class shares, as :func:`tlgui.specification.target_shares.read_shares` takes them; ``None`` if not given.
    given_labels:
        Whether labels that the user gave to the target's pictures are learned, in the place of the dataset's own.
    confirm:
        Codes of problems that the user has confirmed.
    maps, alike:
        Whether maps are drawn, and whether it is kept which pictures of the target look alike.
    once:
        A key of the caller's choice: using it again finds the first run.
    name, tags:
        The run's name, and tags to find it by.
    problems:
        Problems already found while reading the input; reported with the rest.
    """

    places: Mapping[Role, Location]
    demo: str | None = None
    like: RunSpec | None = None
    preset: RunSpec | None = None
    strategy: str | None = None
    backbone: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    rename: Mapping[str, str] = field(default_factory=dict)
    leave_out: Collection[str] = ()
    target_shares: str | Mapping[str, Any] | TargetShares | None = None
    given_labels: bool = False
    confirm: Collection[str] = ()
    sealed: bool = False
    maps: bool = True
    alike: bool = False
    once: str | None = None
    name: str | None = None
    tags: Collection[str] = ()
    problems: Collection[Problem] = ()


def start(home: Home, asked: RunRequest, listener: Listener) -> Run:
    """Read the pictures, check everything and queue the run; missing workers are started.

    Raises
    ------
    UserError
        All problems together; what can be checked without reading a picture is checked first.
    """
    from tlgui.planning import needs_labels
    from tlgui.runs.remarks import made_of
    from tlgui.service.launch import start_run

    began = time.monotonic()
    asked = _filled(home, asked)
    problems = list(asked.problems)
    given = [asked.places[role] for role in ROLES if role in asked.places]
    if asked.demo is not None and any(place.path is not None for place in given):
        problems.append(Problem("demo_or_folders"))
    if asked.demo is None and all(place.path is None for place in given):
        problems.append(Problem("needs_data"))
    if asked.demo is not None:
        problems += problems_of_demo(asked.demo)
    tables = tables_of(asked.places, problems)
    make, found = _spec_maker(asked)
    said, wrong = made_of(asked.name, tags=asked.tags)
    problems += wrong
    if problems or found:
        raise UserError.of(problems + found + problems_of_folders(asked.places, tables))
    packs = read_asked(home, asked, listener)
    seconds = time.monotonic() - began
    spec = make(**{role: pack.info.id for role, pack in packs.items()})
    if asked.backbone is None:
        spec = with_suggested_backbone(home, spec)
    if "target" in packs and sealed_demo(home, packs["target"]) and not needs_labels(spec):
        spec = spec.model_copy(update={"sealed": True})
    with held_back():
        try:
            run = start_run(
                home,
                spec,
                once=asked.once,
                confirmed=asked.confirm,
                seconds_to_ingest=seconds,
                keep_seconds=KEEP_SECONDS,
                said=said,
                maps=asked.maps,
                alike=asked.alike,
            )
        except UserError as error:
            raise UserError.of([*error.problems, *_written_differently(home, spec, packs, error.problems)]) from None
        listener.started(run)
    return run


def read_asked(home: Home, asked: RunRequest, listener: Listener) -> dict[Role, Pack]:
    """The datasets of a request, read or found again. What may still be refused seals no target, unless that was asked for: with its first
    run the labels are opened.

    Raises
    ------
    UserError
        The problems of both together.
    """
    if asked.demo:
        return read_demo(home, asked.demo, listener)
    return read_pair(home, asked.places, tables_of(asked.places, []), listener, seal=asked.sealed)


def _filled(home: Home, asked: RunRequest) -> RunRequest:
    """The request, with gaps filled from the run it should be like."""
    from tlgui.planning.suggested import strategy_for
    from tlgui.specification.run_spec import RunSpec, chosen
    from tlgui.strategies import Combination

    like = asked.like
    if asked.preset is not None:
        like = _with_settings(like or RunSpec(), asked.preset)
    strategy = (
        asked.strategy
        if asked.strategy is not None
        else (
            strategy_for(tasks_known(home, asked), shares_told=asked.target_shares not in (None, "same"))
            if like is None
            else like.strategy
        )
    )
    if like is None:
        return replace(asked, strategy=strategy)
    keys = Combination.parse(strategy).keys
    settings = {name: value for name, value in chosen(like).items() if "." not in name or name.partition(".")[0] in keys}
    said = asked.demo is not None or any(place.path is not None for place in asked.places.values())
    own: dict[Role, Location] = {role: Location(Path(dataset)) for role in ROLES if (dataset := getattr(like, role)) is not None}
    return replace(
        asked,
        places=asked.places if said else own,
        strategy=strategy,
        backbone=asked.backbone or like.backbone,
        settings={**settings, **asked.settings},
        rename=asked.rename or like.class_map.rename,
        leave_out=asked.leave_out or like.class_map.leave_out,
        target_shares=like.target_shares if asked.target_shares is None else asked.target_shares,
        given_labels=asked.given_labels or like.given_labels is not None,
        sealed=asked.sealed or like.sealed,
    )


def tasks_known(home: Home, asked: RunRequest) -> list[str]:
    """The task, as far as it is known before reading: from a table of values, or from an existing dataset."""
    from tlgui.data.store import DatasetStore
    from tlgui.tasks import task_of_table

    tasks = []
    for place in asked.places.values():
        if place.values is not None:
            tasks.append(task_of_table("values"))
        elif place.path is not None and is_id(str(place.path)):
            with suppress(UserError):  # reported when it is read
                tasks.append(DatasetStore(home).get(str(place.path)).info.task)
    return tasks


def values_for_labels(asked: RunRequest) -> list[Problem]:
    """Whether what was given as a table of the source's classes looks like one of values, where nobody has confirmed that it is meant. What
    else is wrong with it is said when it is read.
    """
    from tlgui.data.class_names import look_like_values
    from tlgui.data.labelling import Labelling, scan_labelled

    place = asked.places["source"]
    if place.labels is None or place.path is None or "labels_look_like_values" in asked.confirm:
        return []
    try:
        report = scan_labelled(place.path, Labelling(place.labels, "labels"), role="source")
    except UserError:
        return []
    names = [each.name for each in report.classes]
    if not look_like_values(names):
        return []
    return [Problem("labels_look_like_values", {"count": len(names), "names": shortened(names, PAIRS_TOLD)})]


def with_real_file(backbone: str) -> str:
    """A backbone's key with the real path of its file, if it has one: links are not followed after this."""
    from tlgui.models import catalogue

    architecture, file = catalogue.split_file(backbone)
    return backbone if file is None else f"{architecture}@{os.path.realpath(file.expanduser())}"


def with_suggested_backbone(home: Home, spec: RunSpec) -> RunSpec:
    """``spec`` with the backbone that suits its data."""
    from tlgui.planning.suggested import with_backbone
    from tlgui.service.pairs import facts_for, packs_of

    packs = packs_of(home, spec, LOCAL_OWNER)
    return with_backbone(spec, facts_for(home, *packs), [pack.info.short_side for pack in packs if pack is not None])


def _written_differently(home: Home, spec: RunSpec, packs: Mapping[Role, Pack], problems: Iterable[Problem]) -> list[Problem]:
    """Behind the problem that source and target share too few classes: which of them may be the same. Nothing of a sealed target."""
    from tlgui.data import seals
    from tlgui.data.class_names import alike, as_option, as_pairs

    if not any(each.code in ("no_shared_class", "few_shared_classes") for each in problems):
        return []
    if spec.sealed or seals.is_sealed(home, packs["target"].info):
        return []
    source, target = (spec.class_map.label_space(list(packs[role].info.classes)) for role in ROLES)
    same = alike(source, target)
    if not same:
        return []
    return [Problem("written_differently", {"pairs": shortened(as_pairs(same), PAIRS_TOLD), "example": as_option(same)})]


def sealed_demo(home: Home, target: Pack) -> bool:
    """Whether it is of a demo that is made to be chosen on without labels, and sealed still. A strategy that asks for its labels opens it."""
    from tlgui.data import seals

    return target.info.origin["kind"] == "demo" and seals.is_sealed(home, target.info)


def _with_settings(spec: RunSpec, preset: RunSpec) -> RunSpec:
    own = ("strategy", "backbone", "settings", "strategy_settings")
    return spec.model_copy(update={name: getattr(preset, name) for name in own})


def preset_named(home: Home, given: str) -> Preset:
    """The preset with this name, or in this file.

    Raises
    ------
    UserError
        ``preset_unknown`` if there is neither; as :func:`tlgui.runs.presets.read_preset`.
    """
    from tlgui.runs.presets import PresetStore, read_preset_file

    try:
        return PresetStore(home).find(given)
    except UserError:
        if not os.path.lexists(given):
            raise
    return read_preset_file(Path(given))


def _spec_maker(asked: RunRequest) -> tuple[Callable[..., RunSpec], list[Problem]]:
    """A function from dataset ids to the spec, and the problems that do not depend on the data, found before reading."""
    from tlgui.data.listing import encodable  # a name that is not UTF-8 arrives as bytes and is stored escaped
    from tlgui.models import catalogue
    from tlgui.planning import check_alone, read_assignments
    from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
    from tlgui.specification.target_shares import read_shares

    assert asked.strategy is not None
    settings, of_strategies, problems = read_assignments(dict(asked.settings), asked.strategy)
    of_run = RunSettings() if settings is None else settings
    shares, wrong = read_shares("same" if asked.target_shares is None else asked.target_shares)
    problems += wrong
    strategy, backbone = asked.strategy, with_real_file(asked.backbone or catalogue.DEFAULT)

    def make(source: str | None = None, target: str | None = None) -> RunSpec:
        return RunSpec(
            source=source,
            target=target,
            strategy=encodable(strategy),
            backbone=encodable(backbone),
            strategy_settings=of_strategies,
            class_map=ClassMap(
                rename={encodable(old): encodable(new) for old, new in asked.rename.items()},
                leave_out=tuple(encodable(name) for name in asked.leave_out),
            ),
            target_shares=shares,
            given_labels=0 if asked.given_labels else None,
            sealed=asked.sealed,
            settings=of_run,
        )

    return make, problems + check_alone(make())


def follow(home: Home, run: Run, listener: Listener, offset: int = 0) -> None:
    """Wait until a run and its maps are done, and report what it logs from byte ``offset`` on."""
    from tlgui.jobs.queue import JobQueue
    from tlgui.jobs.workers import ensure_workers
    from tlgui.runs.events import read_events
    from tlgui.runs.status import status_of

    queue = JobQueue(home)
    kept = 0.0
    while True:
        status = status_of(run, queue)
        # A dead worker is replaced and its job handed out again.
        if status.state == "interrupted" or time.monotonic() - kept > 5:
            kept = time.monotonic()
            ensure_workers(home, {"train", "map"}, KEEP_SECONDS)
            status = status_of(run, queue)
            if status.state == "queued":
                found = queue.launcher.capacity()
                listener.waits(found.why, {"count": found.runs, **found.values})
        events, offset = read_events(run.events_path, offset)
        for event in events:
            listener.event(event)
        maps = queue.of_run(run.id, "map")
        if status.over and not events and (maps is None or maps.over):
            return
        time.sleep(0.1)
