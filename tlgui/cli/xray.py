"""``tlgui xray``: how far two folders are apart for a network, what explains it, and what to do."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, reading, tell
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.home import Home, is_id
from tlgui.texts import printable


def xray(
    source: Annotated[str, typer.Argument(help="A folder, a zip, or the id of a dataset.")],
    target: Annotated[str, typer.Argument(help="The same, of the pictures that look different.")],
    backbone: Annotated[str | None, typer.Option(help="Key of a pretrained backbone from `tlgui backbones`.")] = None,
    use_labels: Annotated[
        bool, typer.Option("--use-labels", help="The target's labels may be learned from, not only scored with.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Before any training: how different source and target are, what explains it, and which strategy to begin with."""
    from tlgui.analysis.shift import shift_xray
    from tlgui.data.ingest import ingest
    from tlgui.data.store import DatasetStore
    from tlgui.launch import facts_for, in_both
    from tlgui.models.catalogue import DEFAULT
    from tlgui.runs.spec import RunSpec
    from tlgui.strategies.recommend import Measured, recommend
    from tlgui.ui.xray_view import advice, explanation, headline, seeming_shares

    with errors_told(json):
        folder = Home.open(home)
        packs, problems = [], list[Problem]()
        for role, place in (("source", source), ("target", target)):
            try:
                known = is_id(place)
                packs.append(
                    DatasetStore(folder).get(place) if known else ingest(place, folder, role=role, progress=reading(place))  # type: ignore[arg-type]
                )
            except UserError as error:
                problems += error.problems
        if problems:
            raise UserError.of(problems)
        last = [time.monotonic()]

        def progress(stage: str, done: int, total: int) -> None:
            if time.monotonic() - last[0] >= 1:
                last[0] = time.monotonic()
                tell(f"page.job.{stage}", done=done, total=total)

        report = shift_xray(folder, *packs, backbone or DEFAULT, progress)
        spec = RunSpec(source=packs[0].info.id, target=packs[1].info.id)
        found = advice(
            recommend(spec, facts_for(folder, *packs), Measured.of(report, len(in_both(*packs))), use_labels or None), language()
        )
    if json:
        typer.echo(to_json({**report, "advice": found}))
        return
    said = (tells(report, language()) for tells in (headline, explanation, seeming_shares))
    for line in (*said, found["type"], *found["reasons"], found["begin"]):
        if line:
            typer.echo(printable(line))
