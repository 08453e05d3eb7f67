"""The runs so far: found, named, noted, deleted and brought back."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, listing, measured, pair, tell
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.texts import printable, say

if TYPE_CHECKING:
    from tlgui.runs.run import Run
    from tlgui.views.seeds import Seeds
    from tlgui.views.verdict import Given

RunArgument = Annotated[str, typer.Argument(help="The run: its name, or the first characters of its id.")]


def runs(
    search: Annotated[
        str, typer.Option(help="Words to find, or one field: tag:paper, strategy:dann, status:failed, data:photos, name:first.")
    ] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="At most this many, newest first.")] = None,
    each: Annotated[
        bool, typer.Option("--each", help="Each run on a line of its own, also several seeds of one setting.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """All runs, newest first; with `--search` those that it finds, with `--limit` the newest. Several seeds of one setting are one line."""
    from tlgui.home import LOCAL_OWNER
    from tlgui.runs.index import index_of
    from tlgui.runs.index.listing import as_summary, newest
    from tlgui.views.run_labels import headlines_of
    from tlgui.views.seeds import Seeds, by_setting
    from tlgui.views.verdict import NOTHING_GIVEN

    with errors_told(json):
        index = index_of(Home.open(home))
        index.catch_up(listing())
        rows = [as_summary(index, facts) for facts in newest(index, LOCAL_OWNER, limit=limit, search=search)]
        settings = by_setting(rows)
        shown = [Seeds((row,)) for row in rows] if each else settings
        given = {} if json else headlines_of(index.home, _there(index.home, rows), language())
        apart = {} if json else _apart(index.home, rows)
        lines = (
            [] if json else [_line(index.home, found, given.get(found.runs[0]["run"], NOTHING_GIVEN), apart) for found in shown]
        )
    if json:
        typer.echo(to_json({"runs": rows, "settings": [found.as_json() for found in settings if len(found.runs) > 1]}))
        return
    for line in lines:
        typer.echo(line)
    if not rows:
        tell("cli.none_found" if search else "cli.no_runs")


def _there(home: Home, rows: Sequence[Mapping[str, Any]]) -> list[Run]:
    """The runs of a list that have a network, and a target with labels by hand; not those that were deleted this moment."""
    from tlgui.home import LOCAL_OWNER
    from tlgui.runs.store import RunStore
    from tlgui.views.label_asked import has_labels

    found, store = [], RunStore(home)
    for row in rows:
        if row["status"] == "finished" and has_labels(home, LOCAL_OWNER, row["datasets"]["target"] or ""):
            with suppress(UserError):
                found.append(store.get(row["run"]))
    return found


def _apart(home: Home, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What tells lines of a list apart that say the same otherwise: the backbone where not all runs have one, and in which later round of a
    search a run was matched.
    """
    from tlgui.finding.searches import SearchStore
    from tlgui.runs.remarks import search_of

    rounds: dict[str, int] = {}
    for tag in {search_of(row["tags"]) for row in rows} - {""}:
        for search in SearchStore(home).tagged([tag]):
            with suppress(OSError, ValueError, TypeError):  # it is damaged
                rounds |= {member.run: member.matched for member in search.members()}
    differ = len({row["backbone"] for row in rows}) > 1
    found = {row["run"]: [printable(row["backbone"])] if differ else [] for row in rows}
    for run in found.keys() & rounds.keys():
        found[run] += [say("cli.runs.round", language(), round=rounds[run])] if rounds[run] > 1 else []
    return found


def _line(home: Home, found: Seeds, given: Given, apart: Mapping[str, Sequence[str]]) -> str:
    """A run, or several seeds of one setting: the runs that it stands for follow in brackets. ``given``: what labels say of a single one;
    ``apart``: what is said of each run to tell it from others.
    """
    from tlgui.views.verdict import verdict

    newest, count = found.runs[0], len(found.runs)
    called = [*([newest["name"]] if newest["name"] else []), *(f"#{tag}" for tag in newest["tags"])]
    if count == 1:
        words = [pair(newest), *apart[newest["run"]], verdict(newest, language(), given, in_terminal=True)["headline"], *called]
        return f"{newest['run'][:8]}  {newest['status']:<12} {newest['strategy']:<16} {'  '.join(words)}"
    target, values = found.spread(), {"name": pair(newest), "count": count}
    if target is None:
        words = [_without_labels(home, found)]
    else:
        kind = "share" if found.metric == "accuracy" else "value"
        words = [say(f"cli.sweep.{kind}", language(), measured=measured(target, kind, language()), **values)]
    words += [*apart[newest["run"]], f"[{' '.join(run['run'][:8] for run in found.runs)}]"]
    return f"{newest['run'][:8]}  {newest['status']:<12} {newest['strategy']:<16} {'  '.join(words)}"


def _without_labels(home: Home, found: Seeds) -> str:
    """Several seeds while no label of the dataset is open: what labels that were given by hand say of all of them, if they do."""
    from tlgui.cli.sweep import estimated, given_labels_of

    name, count, by_hand = pair(found.runs[0]), len(found.runs), None
    with suppress(UserError):  # one of them was deleted this moment
        by_hand = given_labels_of(home, [run["run"] for run in found.runs])
    if by_hand is None:
        return say("cli.runs.seeds", language(), name=name, count=count)
    return estimated(by_hand, language(), name, count)


def describe(
    run: RunArgument,
    name: Annotated[str | None, typer.Option(help="Its name; no other run may have it.")] = None,
    no_name: Annotated[bool, typer.Option("--no-name", help="Remove its name.")] = False,
    notes: Annotated[str | None, typer.Option(help="Notes that replace the ones it has.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A word to find it by; repeatable.")] = None,
    untag: Annotated[list[str] | None, typer.Option(help="A tag to remove; repeatable.")] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Give a run a name, notes and tags, or change them; without an option, show them."""
    from tlgui.runs.store import RunStore

    with errors_told(json):
        store = RunStore(Home.open(home))
        chosen = store.find(run)
        changes: dict[str, Any] = {} if notes is None else {"notes": notes}
        if name is not None and no_name:
            raise UserError("name_or_none")
        if name is not None or no_name:
            changes["name"] = name
        if tag or untag:
            gone = {each.removeprefix("#").casefold() for each in untag or ()}
            changes["tags"] = [
                each for each in (*chosen.remarks.tags, *(tag or ())) if each.removeprefix("#").casefold() not in gone
            ]
        said = store.describe(chosen, **changes) if changes else chosen.remarks
    if json:
        typer.echo(to_json({"run": chosen.id, **said.as_json()}))
        return
    typer.echo(f"{chosen.id[:8]}  {say('cli.no_name', language()) if said.name is None else said.name}")
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
    """The settings in which two runs differ, and the result of each."""
    from tlgui.api.runs import find_run
    from tlgui.views.comparison import comparison
    from tlgui.views.rounds import rounds_of
    from tlgui.views.run_labels import by_labels

    with errors_told(json):
        one, two = find_run(run, home), find_run(other, home)
        differing = one.compare(two)
    if json:
        typer.echo(to_json({"runs": [one.id, two.id], **differing}))
        return
    judged = [by_labels(each.home, each.run) for each in (one, two)]
    rounds = [rounds_of(each.home, each.run) for each in (one, two)]
    told = comparison(one.result, two.result, language(), judged, rounds)
    rows = [["", *told["titles"]]]
    for row in (*told["results"], *told["settings"]):
        shown = zip(row["values"], row.get("by", ("", "")), strict=True)
        rows.append(
            [row["name"], *(say("page.compare.estimate", language(), value=value, by=by) if by else value for value, by in shown)]
        )
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    for row in rows:
        typer.echo("  ".join(printable(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    typer.echo(told["same"])


def delete(
    run: Annotated[list[str], typer.Argument(help="The runs: their names, or the first characters of their ids.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Move runs into the trash; `tlgui restore RUN` brings one back. Datasets, references and cached features stay."""
    from tlgui.runs.bin import RunBin
    from tlgui.runs.store import RunStore

    done: list[str] = []
    problems: list[Problem] = []
    with errors_told(json):
        folder = Home.open(home)
        store = RunStore(folder)
        for doomed in {each.id: each for each in map(store.find, run)}.values():  # all are known before the first one goes
            try:
                RunBin(folder).put(doomed)
            except UserError as error:
                problems += error.problems
                continue
            done.append(doomed.id)
            tell("cli.deleted", name=doomed.remarks.name or doomed.id[:8], run=doomed.id[:8])
        if problems:
            raise UserError.of(problems)
    if json:
        typer.echo(to_json({"deleted": done}))


def restore(
    run: Annotated[str, typer.Argument(help="The deleted run: its name, or the first characters of its id.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Bring a deleted run back, as it was."""
    from tlgui.api.keeping import restore_run

    with errors_told(json):
        restored = restore_run(run, home)
    if json:
        typer.echo(to_json({"run": restored.id, "name": restored.run.remarks.name}))
    else:
        tell("cli.restored", name=restored.run.remarks.name or restored.id[:8])


def bin_of(
    empty: Annotated[bool, typer.Option("--empty", help="Remove the runs in it for good.")] = False,
    only: Annotated[list[str] | None, typer.Option(help="With --empty: only this run; repeatable.")] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """The runs that were deleted, and how much of the disk they take; `--empty` removes them for good."""
    from tlgui.api.keeping import deleted_runs, empty_bin

    with errors_told(json):
        if only and not empty:
            raise UserError("only_with_empty")
        deleted = deleted_runs(home)
        freed = empty_bin(*(only or ()), home=home) if empty and deleted else 0
        left = deleted_runs(home) if empty else deleted
    if json:
        runs = [{"run": each.run.id, "name": each.run.remarks.name, "deleted": each.when, "bytes": each.bytes} for each in left]
        typer.echo(to_json({"runs": runs, "freed": freed}))
        return
    if empty:
        tell("cli.emptied", count=len(deleted) - len(left), bytes=freed)
    for each in left:
        size = say("storage.bytes", language(), bytes=each.bytes)
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(each.when))
        words = "  ".join(part for part in (pair(each.run.names), each.run.remarks.name) if part)
        typer.echo(f"{each.run.id[:8]}  {when}  {size:>9}  {printable(each.run.spec.strategy):<16} {words}")
    if not left and not empty:
        tell("cli.bin_empty")
