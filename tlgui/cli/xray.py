"""``tlgui xray``: how far two folders are apart for a network, what explains it, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tlgui.cli.options import SourceLabelsOption, SourceValuesOption, TargetLabelsOption, TargetValuesOption
from tlgui.cli.telling import HomeOption, JsonOption, Reading, errors_told, importing, language
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.service.reading import Location, read_pair, tables_of
from tlgui.texts import printable, say

if TYPE_CHECKING:
    from tlgui.data.seals import Role


def xray(
    source: Annotated[Path, typer.Argument(help="A folder, a zip, or the id of a dataset.")],
    target: Annotated[Path, typer.Argument(help="The same, of the pictures that look different.")],
    backbone: Annotated[str | None, typer.Option(help="Key of a pretrained backbone from `tlgui backbones`.")] = None,
    source_values: SourceValuesOption = None,
    target_values: TargetValuesOption = None,
    source_labels: SourceLabelsOption = None,
    target_labels: TargetLabelsOption = None,
    use_labels: Annotated[
        bool, typer.Option("--use-labels", help="The target's labels may be used for learning, not only for scoring.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Before any training: how different source and target are, what explains it, and which strategy to start with."""
    from tlgui.analysis.shift import shift_xray
    from tlgui.data.seals import may_tell
    from tlgui.finding.mix import shares_found
    from tlgui.models.catalogue import DEFAULT
    from tlgui.service.advising import advised
    from tlgui.specification.run_spec import ClassMap
    from tlgui.views.xray import advice, class_shares, explanation, headline

    with errors_told(json):
        folder = Home.open(home)
        places: dict[Role, Location] = {
            "source": Location(source, source_values, source_labels),
            "target": Location(target, target_values, target_labels),
        }
        problems: list[Problem] = []
        tables = tables_of(places, problems)
        if problems:
            raise UserError.of(problems)
        packs = read_pair(folder, places, tables, Reading())
        report = shift_xray(folder, packs["source"], packs["target"], backbone or DEFAULT, importing())
        pair = (packs["source"], packs["target"])
        searched = shares_found(folder, LOCAL_OWNER, packs["source"].info.id, packs["target"].info.id, ClassMap())
        asked = advised(folder, LOCAL_OWNER, *pair, report, use_labels=use_labels or None, searched=searched)
        found = advice(asked, language())
        sealed = target_labels is not None and not may_tell(folder, packs["target"].info, "target")
    if json:
        typer.echo(to_json({**report, "advice": found}))
        return
    seal = say("xray.labels_sealed", language()) if sealed else ""
    said = (headline(report, language()), explanation(report, language()), seal, class_shares(report, asked.measured, language()))
    for line in (*said, found["type"], *found["reasons"], found["begin"]):
        if line:
            typer.echo(printable(line))
