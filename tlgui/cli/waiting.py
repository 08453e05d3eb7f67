"""``tlgui queue``: the line of runs, and changing its order."""

from __future__ import annotations

from typing import Annotated

import typer

from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, pair, tell
from tlgui.durable import to_json
from tlgui.home import Home


def queue(
    run: Annotated[str | None, typer.Argument(help="A waiting run to move.")] = None,
    to: Annotated[int, typer.Option(min=1, help="Its new place: 1 is next.")] = 1,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """The runs in training and those that wait, in order; with RUN, move one (`tlgui stop` takes it out of the line)."""
    from tlgui.api.runs import find_run
    from tlgui.api.runs import queue as line
    from tlgui.jobs.queue import JobQueue
    from tlgui.runs.results import status_words
    from tlgui.runs.waiting import at_a_time, starts

    with errors_told(json):
        folder = Home.open(home)
        if run is not None:
            find_run(run, folder.root).move(to)
        found = line(folder.root)
    if json:
        typer.echo(to_json({"runs": [each.as_json() for each in found]}))
        return
    if not found:
        tell("cli.queue.empty")
        return
    for each in found:
        words = status_words(each.status, language()) if each.place is None else starts(each, language())
        typer.echo(f"{each.place or '▶':<3}{each.run.id[:8]}  {each.run.spec.strategy:<16} {pair(each.run.names)}  {words}")
    typer.echo(at_a_time(JobQueue(folder), language()), err=True)
