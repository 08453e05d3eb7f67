"""``tlgui shift``: a target that looks different, made of one dataset."""

from __future__ import annotations

from typing import Annotated, Any, cast

import typer

from tlgui.cli.telling import HomeOption, JsonOption, errors_told, of_dataset, reading
from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.home import Home, is_id


def shift(
    data: Annotated[str, typer.Argument(help="A folder, a zip, or the id of a dataset.")],
    kind: Annotated[str, typer.Option(help="blur, noise, contrast, colour, resolution, jpeg, inversion or sketch.")] = "blur",
    severity: Annotated[str, typer.Option(help="From 1 (hardly visible) to 5.", metavar="NUMBER")] = "3",
    seed: Annotated[str, typer.Option(help="For the noise and the hue of the cast.", metavar="NUMBER")] = "0",
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Make a shifted target of a folder, a zip or a dataset, to demonstrate domain shift: then train with the ids of both."""
    from tlgui.data.shift import ShiftSettings, make_shift
    from tlgui.data.store import DatasetStore
    from tlgui.settings import read_settings

    with errors_told(json):
        given: dict[str, Any] = {"kind": kind, "severity": severity, "seed": seed}
        settings, problems = read_settings(ShiftSettings, given)
        if problems:
            raise UserError.of(problems)
        folder = Home.open(home)
        if is_id(data):
            parent = DatasetStore(folder).get(data)
        else:
            from tlgui.data.ingest import ingest

            parent = ingest(data, folder, progress=reading(data))
        told = reading(parent.info.name)
        made = make_shift(parent, cast(ShiftSettings, settings), folder, progress=lambda done, total: told(done, total, 0))
    if json:
        typer.echo(to_json({"source": parent.info.id, "target": made.info.id, "name": made.info.name, "size": len(made)}))
        return
    info = made.info
    typer.echo(of_dataset(info.name, info.size, len(info.classes), info.labelled, info.refused, info.task), err=True)
    typer.echo(f"{parent.info.id} → {info.id}")
