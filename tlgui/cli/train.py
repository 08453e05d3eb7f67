"""``tlgui train``: from two folders to a result, with everything told on the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tlgui.cli.tables import labellings_of
from tlgui.cli.telling import HomeOption, JsonOption, errors_told, leave, reading, report, tell
from tlgui.errors import Problem, UserError
from tlgui.home import Home, is_id

if TYPE_CHECKING:
    from tlgui.data.labelling import Labelling
    from tlgui.runs.spec import TaskKey

KEEP_SECONDS = 60.0
"""A worker that was started from the command line waits so long for the next command, its imports done."""

DEMOS = ("digits",)


def train(
    source: Annotated[Path | None, typer.Option(help="Labelled folder or zip: one sub-folder for each class.")] = None,
    target: Annotated[Path | None, typer.Option(help="Folder or zip that looks different; labels are optional.")] = None,
    source_values: Annotated[
        Path | None, typer.Option(help="CSV or TSV with a column for the file and one for the value to learn.")
    ] = None,
    target_values: Annotated[Path | None, typer.Option(help="The same for the target: some or all of its pictures.")] = None,
    source_labels: Annotated[Path | None, typer.Option(help="CSV or TSV with file and class, instead of class folders.")] = None,
    target_labels: Annotated[Path | None, typer.Option(help="The same for the target: some or all of its pictures.")] = None,
    demo: Annotated[str | None, typer.Option(help="Instead of folders: digits (needs no download).")] = None,
    strategy: Annotated[str, typer.Option(help="Key, or several: dann+mmd joins, source-only,fine-tuning chains.")] = "dann",
    backbone: Annotated[str | None, typer.Option(help="Key from `tlgui backbones`.")] = None,
    set: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE of a setting; repeatable.")] = None,
    rename_class: Annotated[
        list[str] | None, typer.Option("--rename-class", help="OLD=NEW; the same NEW twice merges; repeatable.")
    ] = None,
    leave_out: Annotated[list[str] | None, typer.Option("--leave-out", help="A class to leave out; repeatable.")] = None,
    seed: Annotated[str | None, typer.Option(help="Random seed.", metavar="NUMBER")] = None,
    confirm: Annotated[
        list[str] | None,
        typer.Option(help="The code of a question before the start, such as same_folder: you mean it; repeatable."),
    ] = None,
    sealed: Annotated[bool, typer.Option("--sealed", help="Keep target labels locked: no target accuracy.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Adapt a network from a source to a target and compare it with the references."""
    from tlgui.launch import start_run
    from tlgui.strategies import CONTRASTIVE

    with errors_told(json):
        folder = Home.open(home)
        began = time.monotonic()
        problems: list[Problem] = []
        if demo is not None and (source is not None or target is not None):
            problems.append(Problem("demo_or_folders"))
        if demo is None and source is None and target is None:
            problems.append(Problem("needs_data"))
        if demo not in (None, *DEMOS):
            problems.append(Problem("demo_unknown", {"given": demo}))
        given = _assignments(set, "setting_not_an_assignment", problems)
        if seed is not None:
            given["seed"] = seed
        renames = _assignments(rename_class, "class_assignment", problems)
        labellings = labellings_of(
            {"source": (source, source_values, source_labels), "target": (target, target_values, target_labels)}, problems
        )
        make, found = _spec_maker(strategy, backbone or ("small-cnn" if demo else None), given, renames, leave_out, sealed)
        if problems or found:
            raise UserError.of(problems + found + _problems_of_folders(source, target, labellings))
        ids = _demo(folder) if demo is not None else _read_folders(folder, source, target, labellings)
        seconds = time.monotonic() - began
        run = start_run(folder, make(**ids), confirmed=confirm or (), seconds_to_ingest=seconds, keep_seconds=KEEP_SECONDS)
        tell("cli.run", run=run.id)
        if run.spec.strategy in CONTRASTIVE:
            tell("page.uses.second.source" if run.spec.strategy == CONTRASTIVE[0] else "page.uses.second.target")
        found_results = _follow(folder, run.id)
    report(found_results, json)
    leave(found_results, json)


def _assignments(given: list[str] | None, code: str, problems: list[Problem]) -> dict[str, Any]:
    pairs = {}
    for each in given or []:
        name, equals, value = each.partition("=")
        if equals and name:
            pairs[name.strip()] = value.strip()
        else:
            problems.append(Problem(code, {"given": each}))
    return pairs


def _spec_maker(
    strategy: str,
    backbone: str | None,
    assignments: dict[str, Any],
    renames: dict[str, str],
    leave_out: list[str] | None,
    sealed: bool,
) -> tuple[Callable[..., Any], list[Problem]]:
    """A function from dataset ids to the spec, and what is wrong whatever the data: found before anything is read."""
    from tlgui.data.listing import encodable  # a name that is not UTF-8 is given as bytes and known written out
    from tlgui.models import catalogue
    from tlgui.runs.spec import ClassMap, RunSpec
    from tlgui.strategies import check_alone, read_assignments

    settings, of_strategies, problems = read_assignments(assignments, strategy)
    extra = {} if settings is None else {"settings": settings}

    def make(source: str | None = None, target: str | None = None) -> RunSpec:
        return RunSpec(
            source=source,
            target=target,
            strategy=encodable(strategy),
            backbone=encodable(backbone or catalogue.DEFAULT),
            strategy_settings=of_strategies,
            class_map=ClassMap(
                rename={encodable(old): encodable(new) for old, new in renames.items()},
                leave_out=tuple(encodable(name) for name in leave_out or ()),
            ),
            sealed=sealed,
            **extra,
        )

    return make, problems + check_alone(make())


def _problems_of_folders(source: Path | None, target: Path | None, labellings: dict[str, Labelling]) -> list[Problem]:
    """What can be seen of the folders without reading a picture, to be told together with what is wrong elsewhere."""
    from tlgui.data.labelling import scan_labelled
    from tlgui.data.scan import check_role
    from tlgui.data.scan import scan as look_at

    problems: list[Problem] = []
    for role, path in (("source", source), ("target", target)):
        if path is not None and not is_id(str(path)):
            try:
                table = labellings.get(role)
                report = look_at(path) if table is None else scan_labelled(path, table, role=role)  # type: ignore[arg-type]
                problems += check_role(report, role)  # type: ignore[arg-type]
            except UserError as error:
                problems += error.problems
    return problems


def _demo(home: Home) -> dict[str, str]:
    from tlgui.data.demo import make_demo
    from tlgui.home import LOCAL_OWNER

    source, target = make_demo(home, LOCAL_OWNER)
    return {"source": source.info.id, "target": target.info.id}


def _read_folders(home: Home, source: Path | None, target: Path | None, labellings: dict[str, Labelling]) -> dict[str, str]:
    """Ingest what was given, or find it again (also by the id of a dataset): the problems of both together."""
    from tlgui.data.ingest import ingest
    from tlgui.data.pack import DatasetStore

    ids, problems = {}, []
    for role, path in (("source", source), ("target", target)):
        if path is None:
            continue
        try:
            pack = (
                DatasetStore(home).get(str(path))
                if is_id(str(path))
                else ingest(str(path), home, role=role, labelling=labellings.get(role), progress=reading(path.name))
            )
        except UserError as error:
            problems += error.problems
            continue
        info = pack.info
        if info.task == "regression":
            tell("cli.read_values", name=info.name, size=info.size, labelled=info.labelled, refused=info.refused)
        else:
            tell("cli.read", name=info.name, size=info.size, classes=len(info.classes), refused=info.refused)
        if role in labellings:
            _tell_table(pack.report()["notes"])
        ids[role] = info.id
    if problems:
        raise UserError.of(problems)
    return ids


def _tell_table(notes: list[dict[str, Any]]) -> None:
    """How the table was read and joined."""
    for note in notes:
        if note["code"].startswith(("table_", "values_")):
            tell(f"note.{note['code']}", **note["values"])


def _follow(home: Home, run_id: str) -> dict[str, Any]:
    """Tell what a run does until it and its maps are done. Ctrl-C asks it to stop."""
    from tlgui.jobs.launchers.local import ensure_workers
    from tlgui.jobs.queue import JobQueue
    from tlgui.jobs.stopping import ask_to_stop, see_it_end
    from tlgui.runs.events import read_events
    from tlgui.runs.results import summary
    from tlgui.runs.status import status_of
    from tlgui.runs.store import RunStore

    run, queue = RunStore(home).get(run_id), JobQueue(home)
    offset, kept = 0, 0.0
    try:
        while True:
            over = status_of(run, queue).over
            events, offset = read_events(run.events_path, offset)
            for event in events:
                _tell_event(event, run.spec.task)
            maps = queue.of_run(run.id, "map")
            if over and not events and (maps is None or maps.over):
                break
            if time.monotonic() - kept > 5:  # a worker that died is replaced, and its job counted as failed
                kept = time.monotonic()
                ensure_workers(home, {"train", "map"}, KEEP_SECONDS)
            time.sleep(0.1)
    except KeyboardInterrupt:
        ask_to_stop(home, run)
        see_it_end(home, run)
    return summary(run, queue)


def _tell_event(event: dict[str, Any], task: TaskKey) -> None:
    from tlgui.runs.scoring import SCORING

    kind = event["event"]
    if kind == "stage":
        tell(f"stage.{event['name']}")
    elif kind == "progress":
        tell("cli.features", done=event["done"], total=event["total"])
    elif kind == "evaluation":
        tell(
            f"cli.evaluation.{task}",
            step=event["step"],
            source=event["source"].get(SCORING[task].metric),
            confident=event["scores"].get("confident_share"),
        )
