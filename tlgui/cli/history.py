"""The runs so far: found, named, noted."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, tell
from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.texts import printable, say

RunArgument = Annotated[str, typer.Argument(help="The run: its name, or the first characters of its id.")]


def runs(
    search: Annotated[
        str, typer.Option(help="Words to find, also one field: tag:paper, strategy:dann, status:failed, data:photos, name:first.")
    ] = "",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """All runs, newest first; with `--search` those that it finds."""
    from tlgui.api import all_runs
    from tlgui.runs.results import sentence

    with errors_told(json):
        found = [run.result for run in all_runs(search, home)]
    if json:
        typer.echo(to_json({"runs": found}))
        return
    for each in found:
        names = " → ".join(printable(each[role]) for role in ("source", "target") if each[role])
        called = [*([each["name"]] if each["name"] else []), *(f"#{tag}" for tag in each["tags"])]
        words = [names, sentence(each, language())["headline"], *called]
        typer.echo(f"{each['run'][:8]}  {each['status']:<12} {each['strategy']:<16} {'  '.join(words)}")
    if not found:
        tell("cli.none_found" if search else "cli.no_runs")


def describe(
    run: RunArgument,
    name: Annotated[str | None, typer.Option(help="Its name; no other run may have it.")] = None,
    no_name: Annotated[bool, typer.Option("--no-name", help="Take its name away.")] = False,
    notes: Annotated[str | None, typer.Option(help="Notes, instead of those it has.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A word to find it by; repeatable.")] = None,
    untag: Annotated[list[str] | None, typer.Option(help="A tag to take away; repeatable.")] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Give a run a name, notes and tags, or change them; without an option say them."""
    from tlgui.runs.store import RunStore

    with errors_told(json):
        store = RunStore(Home.open(home))
        found = store.find(run)
        changes: dict[str, Any] = {} if notes is None else {"notes": notes}
        if name is not None and no_name:
            raise UserError("name_or_none")
        if name is not None or no_name:
            changes["name"] = name
        if tag or untag:
            gone = {each.removeprefix("#").casefold() for each in untag or ()}
            changes["tags"] = [
                each for each in (*found.remarks.tags, *(tag or ())) if each.removeprefix("#").casefold() not in gone
            ]
        said = store.describe(found, **changes) if changes else found.remarks
    if json:
        typer.echo(to_json({"run": found.id, **said.as_json()}))
        return
    typer.echo(f"{found.id[:8]}  {say('cli.no_name', language()) if said.name is None else said.name}")
    if said.tags:
        typer.echo(" ".join(f"#{each}" for each in said.tags))
    for line in said.notes.splitlines():
        typer.echo(printable(line))


def compare(
    run: RunArgument,
    other: Annotated[str, typer.Argument(help="The other run.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """The settings in which two runs differ, and what came out of each."""
    from tlgui.api import find_run
    from tlgui.ui.comparison import comparison

    with errors_told(json):
        one, two = find_run(run, home), find_run(other, home)
        found = one.compare(two)
    if json:
        typer.echo(to_json({"runs": [one.id, two.id], **found}))
        return
    told = comparison(one.result, two.result, language())
    rows = [["", *told["titles"]], *([row["name"], *row["values"]] for row in (*told["results"], *told["settings"]))]
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    for row in rows:
        typer.echo("  ".join(printable(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    typer.echo(told["same"])
