"""Presets: settings under a name, and as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tlgui import durable
from tlgui.cli.telling import HomeOption, JsonOption, errors_told, tell
from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.service.asking import preset_named
from tlgui.texts import printable


def presets(home: HomeOption = None, json: JsonOption = False) -> None:
    """The saved presets, by name; `tlgui train --preset NAME` starts from one."""
    from tlgui.runs.presets import PresetStore

    with errors_told(json):
        rows = [_told(each) for each in PresetStore(Home.open(home)).all()]
    if json:
        typer.echo(to_json({"presets": rows}))
        return
    for each in rows:
        typer.echo(f"{each['name']:<24} {printable(each['strategy']):<16} {printable(each['backbone'])}")
    if not rows:
        tell("cli.no_presets")


def preset(
    name: Annotated[str, typer.Argument(help="Its name; to show or write one, its file works too.")],
    like: Annotated[str | None, typer.Option(help="Keep the settings of this run under the name.")] = None,
    file: Annotated[Path | None, typer.Option("--from", help="Keep the preset in this file under the name.")] = None,
    to: Annotated[Path | None, typer.Option(help="Write it to this file, to share it.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Remove it for good.")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Save, show, share or remove a preset: the settings of a run, without its data."""
    from tlgui.api.keeping import save_preset
    from tlgui.api.runs import find_run
    from tlgui.runs.presets import PresetStore

    with errors_told(json):
        folder = Home.open(home)
        if sum((like is not None, file is not None, remove)) > 1:
            raise UserError("preset_one_thing")
        if like is not None or file is not None:
            chosen = save_preset(name, file or find_run(like or "", home), home)
        elif remove:
            store = PresetStore(folder)
            chosen = store.find(name)
            store.remove(chosen)
        else:
            chosen = preset_named(folder, name)
        if to is not None:
            durable.write_bytes(to.absolute(), chosen.as_bytes())
    for note in chosen.notes:
        tell(f"note.{note.code}", **note.values)
    typer.echo(to_json(_told(chosen)) if json else chosen.as_bytes().decode().rstrip())


def _told(preset: Any) -> dict[str, Any]:
    return {"name": preset.name, "revision": preset.revision, **preset.spec.model_dump(mode="json", include=_SHOWN)}


_SHOWN = {"strategy", "backbone", "settings", "strategy_settings"}
