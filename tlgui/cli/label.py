"""``tlgui label``: labels given on the page *Label twenty*: exported, imported, and what they say about the networks."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, tell
from tlgui.durable import to_json, write_bytes
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.texts import printable, say

if TYPE_CHECKING:
    from tlgui.labeling.labeling import Labeling


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
    from tlgui.data.store import DatasetStore
    from tlgui.finding.searches import SearchStore
    from tlgui.home import LOCAL_OWNER
    from tlgui.labeling.labeling import Labeling
    from tlgui.labeling.table import as_table, read_labels
    from tlgui.runs.index import index_of
    from tlgui.runs.store import RunStore
    from tlgui.service.datasets import named
    from tlgui.views.label_asked import always_judged
    from tlgui.views.labeling import labeling_view
    from tlgui.views.taken_in import taken_in

    with errors_told(json):
        folder = Home.open(home)
        pack = named(folder, data)
        looked_at = [] if DatasetStore(folder).has(data) else [RunStore(folder).find(data).id]
        index = index_of(folder)
        index.catch_up()

        def now() -> Labeling:
            asked = always_judged(SearchStore(folder).verdicts(LOCAL_OWNER), *looked_at)
            found = Labeling(folder, index, pack, LOCAL_OWNER, source, asked=asked)
            found.require_shown()
            return found

        if undo:
            before = now()
            before.undo()
            _tell_undone(folder, before)
        if take_in is not None:
            found = read_labels(folder, now(), _content(take_in), encodable(take_in.name))
            now().take_in(found.answers)
            typer.echo(taken_in(found, language(), "cli.label.changed.undo"), err=True)
        if export is not None:
            write_bytes(export.expanduser().absolute(), as_table(folder, now()))
        labeling = now()
        view = labeling_view(folder, labeling, LOCAL_OWNER, language())
        named_next = [] if view["revealed"] else _called(folder, labeling, view["coming"])
    if json:
        typer.echo(to_json({**view, "coming_named": named_next}))
        return
    for line in (*_of_networks(view), *_of_what_comes(view, labeling, named_next)):
        typer.echo(line)


def _tell_undone(home: Home, before: Labeling) -> None:
    """Which label was taken back, or how large a table. ``before``: what was known with it."""
    given = before.given
    if given.last is None:
        tell("cli.label.undone.table", count=len(given.latest))
    else:
        tell("cli.label.undone", picture=_called(home, before, [given.last])[0])


def _called(home: Home, labeling: Labeling, pictures: Sequence[int]) -> list[str]:
    """What a table that is taken in calls pictures: their files, or their hashes where a name might say a sealed class."""
    from tlgui.data.seals import may_tell

    pack = labeling.pack
    named = may_tell(home, pack.info, "target")
    return [pack.name(picture) if named else pack.hash(picture) for picture in pictures]


def _of_networks(view: Mapping[str, Any]) -> Iterator[str]:
    yield from (each for each in (view["progress"], view["waiting"]) if each)
    group = ""
    for each in view["networks"]:
        if each["group"] != group:
            group = each["group"]
            yield group
        key = "cli.label.value" if view["values"] else "cli.label.share"
        value = each["value"] if each["value"] is not None else float("nan")
        yield say(key, language(), name=printable(each["name"]), value=value, range=each["range"])
    if view["left_out"]:
        yield view["left_out_words"]
        yield say("cli.label.left_out", language())
    yield from (each for each in (view["ceiling"], *view["verdict"]) if each)


def _of_what_comes(view: Mapping[str, Any], labeling: Labeling, named_next: Sequence[str]) -> Iterator[str]:
    """The class shares, what to do next, and which pictures to label next."""
    words, shares = language(), view["shares"]
    if shares is not None:
        yield shares["words"]
        yield from (f"  {printable(row['words'])}" for row in shares["rows"])
        if shares["text"]:
            told = shlex.quote(printable(shares["text"]))
            yield f"  --target-shares {told}"
    step = view["next"]
    if step["words"]:
        yield step["words"]
    if shares is not None and shares["begins"] and (step["search"] or not step["words"]):
        yield say("cli.label.search", words, source=labeling.source or "", target=labeling.pack.info.id)
    if named_next:
        yield say("cli.label.coming", words, column="file" if named_next[0] == labeling.pack.name(view["coming"][0]) else "hash")
        yield from (f"  {printable(each)}" for each in named_next)


def _content(path: Path) -> bytes:
    try:
        return path.expanduser().read_bytes()
    except OSError as error:
        raise UserError("table_missing", table=printable(path)) from error
