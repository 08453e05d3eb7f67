"""What is exported from a run: its model, its predictions, and a command for each other kind of :mod:`tlgui.export.kinds`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from tlgui import interrupts
from tlgui.cli.telling import HomeOption, JsonOption, errors_told, exit_code, importing, language, tell
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.export.kinds import ExportKind, Making
from tlgui.home import Home
from tlgui.texts import say


def export(
    run: Annotated[str, typer.Argument(help="The run; the first characters of its id will do.")],
    to: Annotated[Path, typer.Option(help="A new or empty folder.")],
    formats: Annotated[str, typer.Option(help="safetensors, onnx, torch, separated by commas.")] = "safetensors,onnx,torch",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Write a run's model for use elsewhere, each file checked against the trained network first, with a card and examples."""
    from tlgui.api.run import unpack_model
    from tlgui.export.card import checks_in_words
    from tlgui.export.model import export_model
    from tlgui.runs.store import RunStore

    with errors_told(json):
        folder = Home.open(home)
        found_run = RunStore(folder).find(run)
        wanted = [each.strip() for each in formats.split(",") if each.strip()]
        exported = export_model(folder, found_run, wanted, language=language())
        where = unpack_model(found_run, to)
    problems = [Problem(**each) for each in exported["refused"]]
    if json:
        typer.echo(to_json({**exported, "folder": str(where)}))
    else:
        for name, each in exported["files"].items():
            typer.echo(
                f"{say('export.file', language(), name=name, **each)} {checks_in_words(each, exported['task'], language())}"
            )
        typer.echo(str(where), err=True)
    if problems:
        for sentence in UserError.of(problems).sentences(language(), terminal=True):
            typer.echo(sentence, err=True)
        raise typer.Exit(exit_code(problem.code for problem in problems))


def predictions(
    run: Annotated[str, typer.Argument(help="The run; the first characters of its id will do.")],
    to: Annotated[Path, typer.Option(help="The table (CSV) to write.")],
    sort_into: Annotated[
        Path | None, typer.Option("--sort-into", help="A new folder: the target's pictures are copied into it, class by class.")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """What a run predicts for each picture of its target, with its confidence. The target's folder is only read."""
    from tlgui.api.runs import find_run

    with errors_told(json):
        written = find_run(run, home).predictions(to, sort_into)
    if json:
        typer.echo(to_json(written))
        return
    tell("cli.predictions", rows=written["pictures"], file=written["file"])
    if "sorted" in written:
        tell("cli.sorted", **written["sorted"])


def command_of(kind: ExportKind) -> Callable[..., None]:
    """The command that writes a kind of export to a file."""

    def write(
        run: Annotated[str, typer.Argument(help="The run; the first characters of its id will do.")],
        to: Annotated[Path, typer.Option(help="The file to write.")],
        home: HomeOption = None,
        json: JsonOption = False,
    ) -> None:
        from tlgui.runs.store import RunStore

        with errors_told(json):
            folder = Home.open(home)
            made = kind.make(Making(folder, RunStore(folder).find(run), to.absolute(), language()))
        if json:
            typer.echo(to_json({"file": str(to.absolute()), **made}))
        else:
            tell("cli.exported", file=str(to.absolute()), bytes=to.absolute().stat().st_size)

    return write


def import_run(
    path: Annotated[Path, typer.Argument(help="The zip of `tlgui archive`, a run's folder, or a zip of its folder.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Import a run from another machine. Its pictures are found by their content if they are on this one."""
    from tlgui.moving.importing import import_run as take_in

    with errors_told(json):
        imported = take_in(Home.open(home), path, progress=importing())
    run = imported.run
    for note in imported.notes:
        tell(f"note.{note.code}", **note.values)
    if json:
        notes = [{**note.as_json(), "message": say(f"note.{note.code}", language(), **note.values)} for note in imported.notes]
        typer.echo(to_json({"run": run.id, "name": run.remarks.name, "folder": str(run.folder), "notes": notes}))
    else:
        tell("cli.imported", name=run.remarks.name or run.id[:8], run=run.id[:8])


def log(
    run: Annotated[str, typer.Argument(help="The run; the first characters of its id will do.")],
    tensorboard: Annotated[Path, typer.Option(help="The folder that `tensorboard --logdir` is given.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Write a run's numbers for TensorBoard; those of an active run until it ends."""
    from tlgui.api.runs import find_run
    from tlgui.export.loggers import TensorBoard

    with errors_told(json):
        chosen = find_run(run, home)
        interrupts.says("cli.interrupted.follow", run=chosen.id[:8])
        chosen.wait([TensorBoard(tensorboard)])
    if json:
        typer.echo(to_json({"run": chosen.id, "folder": str(tensorboard.absolute())}))
    else:
        tell("cli.logged", folder=str(tensorboard.absolute()))
