"""``tlgui train``: from two folders to a result, with its progress on the way."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tlgui import interrupts
from tlgui.cli.options import (
    BackboneOption,
    ConfirmOption,
    DemoOption,
    GivenLabelsOption,
    LauncherOption,
    LeaveOutOption,
    RayAddressOption,
    RenameClassOption,
    SealedOption,
    SeedOption,
    SourceLabelsOption,
    SourceValuesOption,
    TargetLabelsOption,
    TargetValuesOption,
)
from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, leave, of_dataset, reading, report, tell
from tlgui.durable import to_json
from tlgui.errors import Problem
from tlgui.home import LOCAL_OWNER, Home
from tlgui.service.asking import RunRequest, follow, preset_named, start
from tlgui.service.listener import Listener
from tlgui.service.reading import Location
from tlgui.texts import printable, shortened

if TYPE_CHECKING:
    from tlgui.data.pack import DatasetInfo
    from tlgui.data.seals import Role
    from tlgui.runs.run import Run
    from tlgui.specification.run_spec import RunSpec
    from tlgui.tasks import TaskKey

MOST_NAMES = 10
"""Number of class names in a line; the rest is left out."""


def train(
    source: Annotated[Path | None, typer.Option(help="Labeled folder or zip: one sub-folder for each class.")] = None,
    target: Annotated[Path | None, typer.Option(help="Folder or zip that looks different; labels are optional.")] = None,
    source_values: SourceValuesOption = None,
    target_values: TargetValuesOption = None,
    source_labels: SourceLabelsOption = None,
    target_labels: TargetLabelsOption = None,
    demo: DemoOption = None,
    like: Annotated[
        str | None, typer.Option(help="A run, by name or id: its data and settings, unless others are given.")
    ] = None,
    preset: Annotated[str | None, typer.Option(help="Settings to start from: a preset's name, or its file.")] = None,
    strategy: Annotated[
        str | None,
        typer.Option(help="Key, or several: dann+mmd joins, source-only,fine-tuning chains (default: mcc, or mmd for values)."),
    ] = None,
    backbone: BackboneOption = None,
    set: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE of a setting; repeatable.")] = None,
    rename_class: RenameClassOption = None,
    leave_out: LeaveOutOption = None,
    target_shares: Annotated[
        str | None,
        typer.Option(
            help="What the target contains: same (as the source), or class shares as in dog=0.2,horse=80%, or numbers of pictures.",
            metavar="SHARES",
        ),
    ] = None,
    given_labels: GivenLabelsOption = False,
    seed: SeedOption = None,
    confirm: ConfirmOption = None,
    name: Annotated[str | None, typer.Option(help="What the run is called.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A word to find the run by; repeatable.")] = None,
    sealed: SealedOption = False,
    launcher: LauncherOption = None,
    ray_address: RayAddressOption = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Adapt a network from a source to a target and compare it with the references."""
    from tlgui.runs.store import RunStore
    from tlgui.strategies import CONTRASTIVE

    with errors_told(json):
        folder = Home.open(home)
        choose_launcher(folder, launcher, ray_address)
        problems: list[Problem] = []
        given = settings_given(set, seed, problems)
        renames = assignments(rename_class, "class_assignment", problems)
        listener = Terminal()
        asked = RunRequest(
            places={
                "source": Location(source, source_values, source_labels),
                "target": Location(target, target_values, target_labels),
            },
            demo=demo,
            like=None if like is None else RunStore(folder).find(like).spec,
            preset=None if preset is None else read_preset(folder, preset),
            strategy=strategy,
            backbone=backbone,
            settings=given,
            rename=renames,
            leave_out=leave_out or (),
            target_shares=target_shares,
            given_labels=given_labels,
            confirm=confirm or (),
            sealed=sealed,
            name=name,
            tags=tag or (),
            problems=problems,
        )
        with stopped_by_ctrl_c(folder, listener, json):
            run = start(folder, asked, listener)
            if run.spec.strategy in CONTRASTIVE:
                tell("page.uses.second.source" if run.spec.strategy == CONTRASTIVE[0] else "page.uses.second.target")
            tell_classes(folder, run.spec)
            tell_opened(folder, run)
            found_results = tell_until_over(folder, run, listener)
    report(found_results, json)
    leave(found_results, json)


def choose_launcher(home: Home, launcher: str | None, address: str | None) -> None:
    """What ``--launcher`` and ``--ray-address`` say, from now on for this home."""
    from tlgui.jobs.choosing import choose

    choose(home, launcher, address)


def read_preset(home: Home, given: str) -> RunSpec:
    """The settings of a preset; reports those that could not be used."""
    found = preset_named(home, given)
    for note in found.notes:
        tell(f"note.{note.code}", **note.values)
    return found.spec


def settings_given(given: list[str] | None, seed: str | None, problems: list[Problem]) -> dict[str, Any]:
    """What ``--set`` and ``--seed`` say; anything that is not an assignment is added to ``problems``."""
    found = assignments(given, "setting_not_an_assignment", problems)
    return found if seed is None else {**found, "seed": seed}


def assignments(given: list[str] | None, code: str, problems: list[Problem]) -> dict[str, Any]:
    """``NAME=VALUE`` pairs; anything else is added to ``problems`` with the ``code``."""
    pairs = {}
    for each in given or []:
        name, equals, value = each.partition("=")
        if equals and name:
            pairs[name.strip()] = value.strip()
        else:
            problems.append(Problem(code, {"given": each}))
    return pairs


class Terminal(Listener):
    """Reports on standard error."""

    task: TaskKey
    run: Run | None = None

    def __init__(self) -> None:
        self._credited: set[str] = set()
        self._waits = ""

    def reading(self, name: str) -> Callable[[int, int, int], None]:
        return reading(name)

    def read(self, info: DatasetInfo, notes: list[dict[str, Any]], *, role: Role, with_table: bool) -> None:
        line = of_dataset(info.name, info.size, len(info.classes), info.labelled, info.refused, info.task)
        typer.echo(line, err=True)
        if with_table:
            _tell_table(notes)
        if role == "source":
            _tell_small_classes(info)
        self._tell_credit(info.origin)

    def _tell_credit(self, origin: Mapping[str, str]) -> None:
        from tlgui.data.demo_catalogue import credit_of

        credit = credit_of(origin, language())
        if credit and credit not in self._credited:
            self._credited.add(credit)
            typer.echo(credit, err=True)

    def started(self, run: Run) -> None:
        self.run, self.task = run, run.spec.task
        tell("cli.run", run=run.id)

    def waits(self, why: str, values: dict[str, Any]) -> None:
        """Report each unexpected reason once."""
        if why != self._waits and why.endswith(".unreachable"):
            tell(why, **values)
        self._waits = why

    def event(self, event: dict[str, Any]) -> None:
        _tell_event(event, self.task)


class Quiet(Terminal):
    """For many runs on the same pictures: reports only what was read, once, and how many features are computed."""

    def __init__(self) -> None:
        super().__init__()
        self._read: set[str] = set()

    def read(self, info: DatasetInfo, notes: list[dict[str, Any]], *, role: Role, with_table: bool) -> None:
        if info.id not in self._read:
            self._read.add(info.id)
            super().read(info, notes, role=role, with_table=with_table)

    def started(self, run: Run) -> None:
        self.run, self.task = run, run.spec.task

    def event(self, event: dict[str, Any]) -> None:
        if event["event"] == "progress":
            super().event(event)


def _tell_table(notes: list[dict[str, Any]]) -> None:
    """How the table was read and joined."""
    for note in notes:
        if note["code"].startswith(("table_", "values_")):
            tell(f"note.{note['code']}", **note["values"])


def _tell_small_classes(info: DatasetInfo) -> None:
    """What the page says of a source before anything is started."""
    from tlgui.data.small_classes import small_classes

    for note in small_classes(info):
        tell(f"note.{note.code}", **note.values)


def tell_opened(home: Home, run: Run) -> None:
    """That a run opens labels which were locked away until now: whoever looks at the target later knows more than before."""
    from tlgui.data import seals

    target = run.spec.target
    if target is not None and not run.spec.sealed and seals.opened_by_run(home, target) == run.id:
        tell("cli.labels_opened", name=printable(run.names["target"]))


def tell_classes(home: Home, spec: RunSpec) -> None:
    """Classes that one domain alone has, where the labels are open and a network of the source meets the target's classes. Before all others
    those that the other may only write differently: nobody should leave one of them out.
    """
    from tlgui.data.class_names import alike, as_pairs
    from tlgui.planning import supervised
    from tlgui.service.pairs import packs_of
    from tlgui.strategies import Combination

    source, target = (None if pack is None else pack.info for pack in packs_of(home, spec, LOCAL_OWNER))
    if source is None or target is None or spec.sealed or supervised(Combination.parse(spec.strategy)):
        return
    has, seen = (set(spec.class_map.label_space(list(info.classes))) for info in (source, target))
    same = alike(has, seen)
    if same:
        pairs = as_pairs(same)
        options = [shlex.quote(f"--rename-class={printable(theirs)}={printable(mine)}") for theirs, mine in same.items()]
        tell("cli.classes_alike", pairs=shortened(pairs, MOST_NAMES), count=len(pairs), options=" ".join(options[:MOST_NAMES]))
    apart = (("cli.classes_only_source", has - seen - {*same.values()}), ("cli.classes_only_target", seen - has - same.keys()))
    for key, alone in apart:
        if alone and has and seen:
            tell(key, names=shortened(sorted(alone), MOST_NAMES), count=len(alone))


def tell_until_over(home: Home, run: Run, listener: Listener, offset: int = 0) -> dict[str, Any]:
    """Report what a run does, from byte ``offset`` of its log on, until it and its maps are done."""
    from tlgui.jobs.queue import JobQueue
    from tlgui.runs.results import summary

    follow(home, run, listener, offset)
    return summary(run, JobQueue(home))


@contextmanager
def stopped_by_ctrl_c(home: Home, listener: Terminal, json: bool) -> Iterator[None]:
    """Ctrl-C stops the run that ``listener`` knows, and says so; with ``json`` it also prints the run so far."""
    try:
        yield
    except KeyboardInterrupt:
        if listener.run is not None:
            stop_run(home, listener.run, json)
        raise


def stop_run(home: Home, run: Run, json: bool) -> None:
    """What Ctrl-C means for a run: it stops, and the line of the interrupt says how to go on; with ``json`` the run so far is printed."""
    from tlgui.jobs.queue import JobQueue
    from tlgui.runs.results import status_words, summary
    from tlgui.service.stopping import ask_to_stop, see_it_end

    interrupts.seen()
    interrupts.says("cli.interrupted.stop", run=run.id[:8])
    ask_to_stop(home, run)
    status = see_it_end(home, run)
    if json:
        typer.echo(to_json(summary(run, JobQueue(home))))
    key = "cli.interrupted.finished" if status.state == "finished" else "cli.interrupted.run"
    interrupts.says(key, status=status_words(status, language()), run=run.id[:8])


def _tell_event(event: dict[str, Any], task: TaskKey) -> None:
    from tlgui.tasks import TASKS

    kind = event["event"]
    if kind == "resumed":
        tell("cli.resumed", step=event["step"])
        if event["damaged"]:
            tell("cli.resumed.damaged", steps=[str(step) for step in event["damaged"]], step=event["step"])
        if event["differs"]:
            tell("cli.resumed.differs", names=[f"{name} {was} → {now}" for name, (was, now) in event["differs"].items()])
    elif kind == "stage":
        tell(f"stage.{event['name']}")
    elif kind == "progress":
        tell("cli.features", done=event["done"], total=event["total"])
    elif kind == "evaluation":
        tell(
            f"cli.evaluation.{task}",
            step=event["step"],
            source=event["source"].get(TASKS[task].metric),
            confident=event["scores"].get("confident_share"),
        )
