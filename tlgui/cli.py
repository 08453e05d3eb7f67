"""The command line: ``tlgui …`` or ``python -m tlgui …``. Everything the page does works here without it.

Results go to standard output (with ``--json`` exactly one JSON object), progress to standard error. The exit code is 0, 2 for bad input with
a message that says what to do, or 1 for a fault.
"""

from __future__ import annotations

import locale
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from tlgui import __version__
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.texts import printable, say

app = typer.Typer(
    help="Transfer learning that people can see.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)

HomeOption = Annotated[Path | None, typer.Option("--home", help="Data folder (or TLGUI_HOME; default ~/.tlgui).")]
JsonOption = Annotated[bool, typer.Option("--json", help="Exactly one JSON object on standard output.")]

KEEP_SECONDS = 60.0
"""A worker that was started from the command line waits so long for the next command, its imports done."""


def main() -> None:
    """Entry point."""
    for stream in (sys.stdout, sys.stderr):  # names that no terminal can show must not end a command
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    app()


def language() -> str:
    """``zh`` where the terminal is Chinese, else ``en``."""
    setting = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh" if setting.lower().startswith("zh") else "en"


def tell(key: str, **values: Any) -> None:
    """A line of progress, on standard error."""
    typer.echo(say(key, language(), **values), err=True)


@contextmanager
def errors_told(as_json: bool) -> Iterator[None]:
    """Bad input ends the command with exit code 2 and every problem in words."""
    try:
        yield
    except UserError as error:
        sentences = error.sentences(language())
        for sentence in sentences:
            typer.echo(sentence, err=True)
        if as_json:
            problems = [
                {**problem.as_json(), "message": sentence} for problem, sentence in zip(error.problems, sentences, strict=True)
            ]
            typer.echo(to_json({"error": problems}))
        raise typer.Exit(2) from None


@app.command()
def scan(path: Path, home: HomeOption = None, json: JsonOption = False) -> None:
    """Look at a folder or zip: classes, counts, and what would be left out. Nothing is changed or kept."""
    from tlgui.data.scan import scan as look_at

    with errors_told(json):
        report = look_at(path, unwrap=True)
        if json:
            typer.echo(to_json(report.as_json()))
            return
        for each in report.classes:
            typer.echo(f"{each.count:>8,}  {printable(each.name)}")
        typer.echo(f"{len(report.pictures):>8,}  {report.kind}")
        for problem in (*report.problems, *report.notes):
            prefix = "error" if problem in report.problems else "note"
            typer.echo(say(f"{prefix}.{problem.code}", language(), **problem.values))


@app.command()
def train(
    source: Annotated[Path | None, typer.Option(help="Labelled folder or zip: one sub-folder for each class.")] = None,
    target: Annotated[Path | None, typer.Option(help="Folder or zip that looks different; labels are optional.")] = None,
    demo: Annotated[str | None, typer.Option(help="Instead of folders: digits (needs no download).")] = None,
    strategy: Annotated[str, typer.Option(help="Key, or several: dann+mmd joins, source-only,fine-tuning chains.")] = "dann",
    backbone: Annotated[str | None, typer.Option(help="Key from `tlgui backbones`.")] = None,
    set: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE of a setting; repeatable.")] = None,
    rename_class: Annotated[
        list[str] | None, typer.Option("--rename-class", help="OLD=NEW; the same NEW twice merges; repeatable.")
    ] = None,
    leave_out: Annotated[list[str] | None, typer.Option("--leave-out", help="A class to leave out; repeatable.")] = None,
    seed: Annotated[int | None, typer.Option(help="Random seed.")] = None,
    sealed: Annotated[bool, typer.Option("--sealed", help="Keep target labels locked: no target accuracy.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Adapt a network from a source to a target and compare it with the references."""
    from tlgui.launch import start_run

    with errors_told(json):
        folder = Home.open(home)
        began = time.monotonic()
        problems: list[Problem] = []
        if demo is not None and (source is not None or target is not None):
            problems.append(Problem("demo_or_folders"))
        if demo is None and source is None and target is None:
            problems.append(Problem("needs_data"))
        given = _assignments(set, "setting_not_an_assignment", problems)
        if seed is not None:
            given["seed"] = seed
        renames = _assignments(rename_class, "class_assignment", problems)
        make, found = _spec_maker(strategy, backbone or ("small-cnn" if demo else None), given, renames, leave_out, sealed)
        if problems or found:
            raise UserError.of(problems + found)
        ids = _demo(folder, demo) if demo is not None else _read_folders(folder, source, target, strategy)
        seconds = time.monotonic() - began
        run = start_run(folder, make(**ids), seconds_to_ingest=seconds, keep_seconds=KEEP_SECONDS)
        tell("cli.run", run=run.id)
        found_results = _follow(folder, run.id, quiet=json)
    _report(found_results, json)


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
    from tlgui.models import catalogue
    from tlgui.runs.spec import ClassMap, RunSpec
    from tlgui.strategies import check_alone, read_assignments

    settings, of_strategies, problems = read_assignments(assignments, strategy)
    extra = {} if settings is None else {"settings": settings}

    def make(source: str | None = None, target: str | None = None) -> RunSpec:
        return RunSpec(
            source=source,
            target=target,
            strategy=strategy,
            backbone=backbone or catalogue.DEFAULT,
            strategy_settings=of_strategies,
            class_map=ClassMap(rename=renames, leave_out=tuple(leave_out or ())),
            sealed=sealed,
            **extra,
        )

    return make, problems + check_alone(make())


def _demo(home: Home, name: str) -> dict[str, str]:
    from tlgui.data.demo import make_demo
    from tlgui.home import LOCAL_OWNER

    if name != "digits":
        raise UserError("demo_unknown", given=name)
    source, target = make_demo(home, LOCAL_OWNER)
    return {"source": source.info.id, "target": target.info.id}


def _read_folders(home: Home, source: Path | None, target: Path | None, strategy: str) -> dict[str, str]:
    """Ingest what was given (or find it again): the problems of both folders together."""
    from tlgui.data.ingest import ingest

    ids, problems = {}, []
    for role, path in (("source", source), ("target", target)):
        if path is None:
            continue
        try:
            pack = ingest(str(path), home, role=role, progress=_reading(path.name))
        except UserError as error:
            problems += error.problems
            continue
        info = pack.info
        tell("cli.read", name=info.name, size=info.size, classes=len(info.classes), refused=info.refused)
        ids[role] = info.id
    if problems:
        raise UserError.of(problems)
    return ids


def _reading(name: str) -> Callable[[int, int, int], None]:
    last = time.monotonic()

    def report(done: int, total: int, refused: int) -> None:
        nonlocal last
        if time.monotonic() - last >= 1:
            last = time.monotonic()
            tell("cli.reading", name=name, done=done, total=total)

    return report


def _follow(home: Home, run_id: str, quiet: bool) -> dict[str, Any]:
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
                _tell_event(event)
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


def _tell_event(event: dict[str, Any]) -> None:
    kind = event["event"]
    if kind == "stage":
        tell(f"stage.{event['name']}")
    elif kind == "progress":
        tell("cli.features", done=event["done"], total=event["total"])
    elif kind == "evaluation":
        tell(
            "cli.evaluation",
            step=event["step"],
            source=event["source"].get("accuracy"),
            confident=event["scores"].get("confident_share"),
        )


def _report(found: dict[str, Any], as_json: bool) -> None:
    """The result; a run that failed for a reason the user can mend ends with exit code 2, one that crashed with 1."""
    from tlgui.runs.results import sentence

    if as_json:
        typer.echo(to_json(found))
    else:
        words = sentence(found, language())
        typer.echo(" ".join(part for part in (words["headline"], words["gain"], words["note"]) if part))
        typer.echo(found["folder"], err=True)
    if found["status"] == "failed":
        if as_json:
            typer.echo(
                " ".join(say(f"error.{each['code']}", language(), **each["values"]) for each in found["problems"]), err=True
            )
        crashed = any(each["code"] in ("job_crashed", "job_worker_died") for each in found["problems"])
        raise typer.Exit(1 if crashed else 2)


@app.command()
def runs(home: HomeOption = None, json: JsonOption = False) -> None:
    """All runs, newest first."""
    from tlgui.jobs.queue import JobQueue
    from tlgui.runs.results import sentence, summary
    from tlgui.runs.store import RunStore

    with errors_told(json):
        folder = Home.open(home)
        queue = JobQueue(folder)
        found = [summary(run, queue) for run in RunStore(folder).all()]
    if json:
        typer.echo(to_json({"runs": found}))
        return
    for each in found:
        names = " → ".join(printable(each[role]) for role in ("source", "target") if each[role])
        words = sentence(each, language())
        typer.echo(f"{each['run'][:8]}  {each['status']:<12} {each['strategy']:<16} {names}  {words['headline']}")
    if not found:
        tell("cli.no_runs")


@app.command()
def show(run: str, home: HomeOption = None, json: JsonOption = False) -> None:
    """One run; the first characters of its id will do."""
    from tlgui.jobs.queue import JobQueue
    from tlgui.runs.results import sentence, summary
    from tlgui.runs.store import RunStore

    with errors_told(json):
        folder = Home.open(home)
        found = summary(RunStore(folder).find(run), JobQueue(folder))
    if json:
        typer.echo(to_json(found))
        return
    words = sentence(found, language())
    typer.echo(" ".join(part for part in (words["headline"], words["gain"], words["note"]) if part))
    for name in ("run", "status", "strategy", "backbone", "source", "target", "target_labels_used_for", "folder"):
        typer.echo(f"{name:<24}{printable(found[name])}")
    for name, value in found["scores"].items():
        typer.echo(f"{say(f'score.{name}', language()):<24}{value:.3f}")


@app.command()
def stop(run: str, home: HomeOption = None, json: JsonOption = False) -> None:
    """Stop a run, within ten seconds. What it has done so far is kept."""
    from tlgui.jobs.stopping import ask_to_stop, see_it_end
    from tlgui.runs.store import RunStore

    with errors_told(json):
        folder = Home.open(home)
        found = RunStore(folder).find(run)
        ask_to_stop(folder, found)
        status = see_it_end(folder, found)
    if json:
        typer.echo(to_json({"run": found.id, "status": status.state, "folder": str(found.folder)}))
    else:
        tell("cli.stopped", status=say(f"status.{status.state}", language()), folder=str(found.folder))


@app.command()
def reveal(run: str, home: HomeOption = None, json: JsonOption = False) -> None:
    """Open the sealed target labels of a run; when and by whom is recorded in it."""
    from tlgui.jobs.queue import JobQueue
    from tlgui.launch import reveal as open_labels
    from tlgui.runs.results import summary
    from tlgui.runs.store import RunStore

    with errors_told(json):
        folder = Home.open(home)
        found = RunStore(folder).find(run)
        if not open_labels(folder, found, by="command line"):
            raise UserError("nothing_to_reveal")
    _report(summary(found, JobQueue(folder)), json)


@app.command()
def strategies(home: HomeOption = None, json: JsonOption = False) -> None:
    """What there is to choose from, with every setting and its range."""
    from tlgui.runs.spec import RunSettings
    from tlgui.settings import settings_of
    from tlgui.strategies import described

    with errors_told(json):
        found = described(language())
    if json:
        typer.echo(to_json({"strategies": found, "settings": [item.as_json(language()) for item in settings_of(RunSettings)]}))
        return
    for each in found:
        typer.echo(f"{each['key']:<20}{each['name']}: {each['idea']}")
        for item in each["settings"]:
            bounds = f" ({item['low']:g} to {item['high']:g})" if item["low"] is not None else ""
            typer.echo(f"{'':<22}{each['key']}.{item['name']}={item['default']}{bounds}  {item['help']}")


@app.command()
def backbones(home: HomeOption = None, json: JsonOption = False) -> None:
    """Networks to start from."""
    from tlgui.models import catalogue

    cards = [
        {
            "key": card.key,
            "name": card.name,
            "about": card.about.say(language()),
            "image_size": card.image_size,
            "features": card.features,
            "pretrained": card.pretrained,
            "stages": list(card.stages),
            "here": card.comes_along,
        }
        for card in catalogue.CARDS
    ]
    if json:
        typer.echo(to_json({"backbones": cards, "also": say("cli.anything_else", language())}))
        return
    for card in cards:
        typer.echo(f"{card['key']:<36}{card['name']}: {card['about']}")
    typer.echo(say("cli.anything_else", language()))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 7860,
    root: Annotated[
        list[Path] | None, typer.Option("--root", help="Folder whose pictures may be used by path; repeatable.")
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", help="Further host name the page is reached by; repeatable.")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Start the page."""
    from tlgui.ui.server import serve as start

    with errors_told(json):
        folder = Home.open(home)
        address = f"http://{host}:{port}/"
        if json:
            typer.echo(to_json({"address": address, "home": str(folder.root)}))
        tell("cli.serving", address=address)
        start(folder, host=host, port=port, roots=tuple(root or ()), hosts=tuple(allow_host or ()))


@app.command()
def version() -> None:
    """The version."""
    typer.echo(__version__)
