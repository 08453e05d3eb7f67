"""``tlgui xray``: how far two folders are apart for a network, what explains it, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tlgui.cli.telling import HomeOption, JsonOption, Reading, errors_told, importing, language
from tlgui.durable import to_json
from tlgui.home import Home
from tlgui.service.reading import Location, read_pair
from tlgui.texts import printable

if TYPE_CHECKING:
    from tlgui.data.seals import Role


def xray(
    source: Annotated[Path, typer.Argument(help="A folder, a zip, or the id of a dataset.")],
    target: Annotated[Path, typer.Argument(help="The same, of the pictures that look different.")],
    backbone: Annotated[str | None, typer.Option(help="Key of a pretrained backbone from `tlgui backbones`.")] = None,
    use_labels: Annotated[
        bool, typer.Option("--use-labels", help="The target's labels may be used for learning, not only for scoring.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Before any training: how different source and target are, what explains it, and which strategy to start with."""
    from tlgui.analysis.shift import shift_xray
    from tlgui.models.catalogue import DEFAULT
    from tlgui.service.launch import facts_for, in_both
    from tlgui.spec.run_spec import RunSpec
    from tlgui.strategies.recommend import Measured, recommend
    from tlgui.strategies.suggested import backbone_for
    from tlgui.views.xray import advice, class_shares, explanation, headline

    with errors_told(json):
        folder = Home.open(home)
        places: dict[Role, Location] = {"source": Location(source), "target": Location(target)}
        packs = read_pair(folder, places, {}, Reading())
        report = shift_xray(folder, packs["source"], packs["target"], backbone or DEFAULT, importing())
        pair = (packs["source"], packs["target"])
        suited = backbone_for([pack.info.short_side for pack in pair])
        spec = RunSpec(source=pair[0].info.id, target=pair[1].info.id, backbone=suited)
        measured = Measured.of(report, len(in_both(*pair)))
        found = advice(recommend(spec, facts_for(folder, *pair), measured, use_labels or None), language())
    if json:
        typer.echo(to_json({**report, "advice": found}))
        return
    said = (tells(report, language()) for tells in (headline, explanation, class_shares))
    for line in (*said, found["type"], *found["reasons"], found["begin"]):
        if line:
            typer.echo(printable(line))
