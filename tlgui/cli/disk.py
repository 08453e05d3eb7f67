"""How much of the disk things take, and giving back what can be computed again."""

from __future__ import annotations

from typing import Annotated

import typer

from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, tell
from tlgui.durable import to_json
from tlgui.texts import say


def disk(
    clean: Annotated[
        str | None,
        typer.Option(help="Free what can be computed again: features, reports, exports, references, separated by commas."),
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """How much of the disk runs, datasets, caches, exports and the trash take; `--clean` removes what can be computed again."""
    from tlgui.api import keeping

    with errors_told(json):
        done = None
        if clean is not None:
            done = keeping.clean(*[each.strip() for each in clean.split(",") if each.strip()], home=home)
        used = keeping.disk_used(home)
    if json:
        typer.echo(to_json(used if done is None else {**used, "cleaned": done}))
        return
    if done is not None:
        tell("cli.cleaned", **done)
    for name, part in used["parts"].items():
        size = say("storage.bytes", language(), bytes=part["bytes"])
        mark = "*" if name in used["cleanable"] else " "
        count = "" if part["count"] is None else f" ({part['count']:,})"
        typer.echo(f"{size:>10} {mark} {say(f'storage.{name}', language())}{count}")
    typer.echo(say("storage.total", language(), total=used["total"], free=used["free"]))
    typer.echo(say("cli.cleanable", language()))
