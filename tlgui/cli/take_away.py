"""What one takes away from a run: ``tlgui export``."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Annotated

import typer

from tlgui.cli.telling import HomeOption, JsonOption, errors_told, exit_code, language
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.texts import say


def export(
    run: Annotated[str, typer.Argument(help="The run; the first characters of its id will do.")],
    to: Annotated[Path, typer.Option(help="A new or empty folder.")],
    formats: Annotated[str, typer.Option(help="safetensors, onnx, torch, with commas between them.")] = "safetensors,onnx,torch",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Write a run's model for use elsewhere, each file held against the trained network first, with a card and examples."""
    from tlgui.export.card import checks_in_words
    from tlgui.export.model import export_model
    from tlgui.runs.store import RunStore

    with errors_told(json):
        folder = Home.open(home)
        found_run = RunStore(folder).find(run)
        to = to.absolute()
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise UserError("export_folder_not_empty", folder=str(to))
        wanted = [each.strip() for each in formats.split(",") if each.strip()]
        found = export_model(folder, found_run, wanted, language=language())
        with zipfile.ZipFile(found_run.folder / "exports" / "model.zip") as archive:
            archive.extractall(to)  # our own names
    problems = [Problem(**each) for each in found["refused"]]
    if json:
        typer.echo(to_json({**found, "folder": str(to)}))
    else:
        for name, each in found["files"].items():
            typer.echo(f"{say('export.file', language(), name=name, **each)} {checks_in_words(each, found['task'], language())}")
        typer.echo(str(to), err=True)
    if problems:
        for sentence in UserError.of(problems).sentences(language()):
            typer.echo(sentence, err=True)
        raise typer.Exit(exit_code(problem.code for problem in problems))
