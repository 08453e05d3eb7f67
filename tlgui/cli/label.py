"""``tlgui label``: labels given on the page *Label twenty*: exported, imported, and what they say about the networks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, tell
from tlgui.durable import to_json, write_bytes
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.texts import printable, say


def label(
    data: Annotated[str, typer.Argument(help="The id of a dataset; or a run, whose target is meant.")],
    export: Annotated[Path | None, typer.Option(help="Write the labels to a CSV file.", metavar="FILE")] = None,
    take_in: Annotated[
        Path | None, typer.Option("--import", help="Take in labels from a CSV file with columns hash (or file) and label.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take back the last label, or the last table of labels.")] = False,
    source: Annotated[str, typer.Option(help="A dataset whose classes may be named where no run says which.")] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """What the labels that you gave say of every network on a target, with 95 % intervals; labels out and in as a table."""
    from tlgui.data.listing import encodable
    from tlgui.home import LOCAL_OWNER
    from tlgui.labeling.labeling import Labeling
    from tlgui.labeling.table import as_table, read_labels
    from tlgui.runs.index import index_of
    from tlgui.service.datasets import named
    from tlgui.views.labeling import labeling_view
    from tlgui.views.taken_in import taken_in

    with errors_told(json):
        folder = Home.open(home)
        pack = named(folder, data)
        index = index_of(folder)
        index.catch_up()

        def now() -> Labeling:
            return Labeling(folder, index, pack, LOCAL_OWNER, source)

        if undo:
            now().undo()
            tell("cli.label.undone")
        if take_in is not None:
            found = read_labels(folder, now(), _content(take_in), encodable(take_in.name))
            now().take_in(found.answers)
            typer.echo(taken_in(found, language(), "cli.label.changed.undo"), err=True)
        if export is not None:
            write_bytes(export.expanduser().absolute(), as_table(folder, now()))
        view = labeling_view(folder, now(), LOCAL_OWNER, language())
    if json:
        typer.echo(to_json(view))
        return
    for line in (view["progress"], view["waiting"]):
        if line:
            typer.echo(line)
    group = ""
    for each in view["networks"]:
        if each["group"] != group:
            group = each["group"]
            typer.echo(group)
        key = "cli.label.value" if view["values"] else "cli.label.share"
        value = each["value"] if each["value"] is not None else float("nan")
        typer.echo(say(key, language(), name=printable(each["name"]), value=value, range=each["range"]))
    for sentence in view["verdict"]:
        typer.echo(sentence)


def _content(path: Path) -> bytes:
    try:
        return path.expanduser().read_bytes()
    except OSError as error:
        raise UserError("table_missing", table=printable(path)) from error
