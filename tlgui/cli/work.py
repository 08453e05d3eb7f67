"""``tlgui work``: do jobs on a node, for a server that has put them in a folder of a shared home."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tlgui.cli.telling import JsonOption, errors_told
from tlgui.durable import to_json


def work(
    folder: Annotated[Path, typer.Argument(help="A folder below jobs/posts of the data folder.")],
    launcher: Annotated[str, typer.Option(help="What brought the work here, for the run's record.")] = "local",
    node: Annotated[str | None, typer.Option(help="What this machine is called in it.", show_default="its name")] = None,
    json: JsonOption = False,
) -> None:
    """Carry out the jobs that are laid down in a folder, on whatever machine sees it. A launcher calls this; nobody else has to."""
    from tlgui.jobs.away.work import work as carry_out
    from tlgui.jobs.place import HERE, Place

    with errors_told(json):
        carry_out(folder.absolute(), Place(launcher, node or HERE.node))
    if json:
        typer.echo(to_json({"folder": str(folder.absolute())}))
