"""``tlgui pictures``: which file a picture is, for whoever owns the files. Elsewhere those of a sealed target have only numbers and hashes."""

from __future__ import annotations

from typing import Annotated

import typer

from tlgui.cli.telling import HomeOption, JsonOption, errors_told
from tlgui.durable import to_json
from tlgui.home import Home
from tlgui.texts import printable


def pictures(
    data: Annotated[str, typer.Argument(help="A run, by its name or the first characters of its id; or the id of a dataset.")],
    which: Annotated[
        list[str] | None, typer.Argument(help="Numbers of pictures, or the first characters of their hashes; all without one.")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """The number, hash and file of pictures of a dataset, or of a run's target; and the files that could not be used."""
    from tlgui.data.files import files_of, picked
    from tlgui.service.datasets import named

    with errors_told(json):
        folder = Home.open(home)
        pack = named(folder, data)
        found = picked(files_of(pack), which or ())
        refused = [] if which else pack.report()["refused"]
    if json:
        typer.echo(to_json({"dataset": pack.info.id, "pictures": [each._asdict() for each in found], "refused": refused}))
        return
    for each in found:
        typer.echo(f"{each.picture}\t{each.hash}\t{printable(each.file)}")
    for each in refused:
        typer.echo(f"-\t{each['code']}\t{printable(each['name'])}")
