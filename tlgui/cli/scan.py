"""``tlgui scan``: what a folder or zip holds, and with ``--health`` all that should be known of it before training."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language, reading
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.texts import printable, say


def scan(
    path: Path,
    values: Annotated[
        Path | None, typer.Option(help="CSV or TSV with a column for the file and one for the value to learn.")
    ] = None,
    labels: Annotated[Path | None, typer.Option(help="CSV or TSV with file and class, instead of class folders.")] = None,
    target: Annotated[Path | None, typer.Option(help="With --health: a target to compare the folder with.")] = None,
    health: Annotated[bool, typer.Option("--health", help="Read the pictures and report copies, blur, sizes, classes …")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Look at a folder or zip: classes, counts, and what would be left out. Nothing is changed, and without --health nothing kept."""
    with errors_told(json):
        if target is not None and not health:
            raise UserError("target_without_health")
        if values is not None and labels is not None:
            raise UserError("values_or_labels", role=printable(path.name))
        if health and (values or labels):
            raise UserError("table_with_health")
        if health:
            _tell_health(Home.open(home), path, target, json)
        else:
            _tell_scan(path, values, labels, json)


def _tell_scan(path: Path, values: Path | None, labels: Path | None, json: bool) -> None:
    from tlgui.data.labelling import Labelling, scan_labelled
    from tlgui.data.scan import scan as look_at

    if values is not None:
        report = scan_labelled(path, Labelling(values, "values"), unwrap=True)
    elif labels is not None:
        report = scan_labelled(path, Labelling(labels, "labels"), unwrap=True)
    else:
        report = look_at(path, unwrap=True)
    if json:
        typer.echo(to_json(report.as_json()))
        return
    for each in report.classes:
        typer.echo(f"{each.count:>8,}  {printable(each.name)}")
    typer.echo(f"{len(report.pictures):>8,}  {report.kind}")
    for problem in (*report.problems, *report.notes):
        prefix = "error" if problem in report.problems else "note"
        typer.echo(say(f"{prefix}.{problem.code}", language(), **problem.values))


def _tell_health(home: Home, path: Path, target: Path | None, json: bool) -> None:
    from tlgui.data.ingest import ingest
    from tlgui.health.kept import problems_csv_path
    from tlgui.health.report import health

    packs, problems = {}, list[Problem]()
    for role, place in (("source", path), ("target", target)):
        if place is not None:
            try:
                packs[role] = ingest(str(place), home, progress=reading(place.name))
            except UserError as error:
                problems += error.problems
    if problems:
        raise UserError.of(problems)
    source, other = packs["source"], packs.get("target")
    if other is None and source.info.labels == "none":  # without classes it can only be a target
        source, other = None, source
    report = health(home, source, other)
    table = problems_csv_path(home, source and source.info.id, other and other.info.id, language())
    if json:
        typer.echo(to_json({**report, "problems_csv": str(table)}))
        return
    for domain in report["domains"].values():
        typer.echo(_headline(domain))
    for finding in report["findings"]:
        typer.echo(say(f"note.{finding['code']}", language(), **finding["values"]))
    typer.echo(str(table), err=True)


def _headline(domain: dict[str, Any]) -> str:
    names = {"name": domain["name"], "size": domain["size"], "classes": len(domain["classes"])}
    return say("cli.read", language(), **names, refused=domain["refused"]["count"])
