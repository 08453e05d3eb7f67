"""``tlgui scan``: what a folder or zip holds, and with ``--health`` all that should be known of it before training."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tlgui.cli.telling import HomeOption, JsonOption, Reading, errors_told, language, of_dataset
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.service.reading import Location, read_pair, tables_of
from tlgui.texts import of_file, printable, say

if TYPE_CHECKING:
    from tlgui.data.labelling import Labelling
    from tlgui.data.seals import Role

MOST_FILES = 10
"""Files that cannot be used which are named; all are in the table."""


def scan(
    path: Path,
    values: Annotated[
        Path | None, typer.Option(help="CSV or TSV with a column for the file and one for the value to learn.")
    ] = None,
    labels: Annotated[Path | None, typer.Option(help="CSV or TSV with file and class, instead of class folders.")] = None,
    target: Annotated[Path | None, typer.Option(help="With --health: a target to compare the folder with.")] = None,
    target_values: Annotated[Path | None, typer.Option(help="With --target: its table of values.")] = None,
    target_labels: Annotated[Path | None, typer.Option(help="With --target: its table of classes.")] = None,
    health: Annotated[bool, typer.Option("--health", help="Read the pictures and report copies, blur, sizes, classes …")] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Look at a folder or zip by its names: classes, counts, and what would be left out. With --health the pictures are opened too, and what
    was found is kept.
    """
    with errors_told(json):
        if target is not None and not health:
            raise UserError("target_without_health")
        problems: list[Problem] = []
        places: dict[Role, Location] = {
            "source": Location(path, values, labels),
            "target": Location(target, target_values, target_labels),
        }
        tables = tables_of(places, problems)
        if problems:
            raise UserError.of(problems)
        if health:
            _tell_health(Home.open(home), {"source": path, "target": target}, tables, json)
        else:
            _tell_scan(path, tables.get("source"), json)


def _tell_scan(path: Path, table: Labelling | None, json: bool) -> None:
    from tlgui.data.labelling import scan_labelled
    from tlgui.data.scan import check_role
    from tlgui.data.scan import scan as look_at

    report = look_at(path, unwrap=True) if table is None else scan_labelled(path, table, unwrap=True)
    if not report.pictures and (problems := check_role(report, None)):
        raise UserError.of(problems)
    if json:
        typer.echo(to_json(report.as_json()))
        return
    for each in report.classes:
        typer.echo(f"{each.pictures:>8,}  {printable(each.name)}")
    typer.echo(say(f"cli.scan.{report.kind}", language(), pictures=len(report.pictures), classes=len(report.classes)))
    for problem in (*report.problems, *report.notes):
        prefix = "error" if problem in report.problems else "note"
        typer.echo(say(f"{prefix}.{problem.code}", language(), **problem.values))
    typer.echo(say("cli.scan.names_only", language()), err=True)


def _tell_health(home: Home, places: dict[Role, Path | None], tables: dict[Role, Labelling], json: bool) -> None:
    from tlgui.health.kept import problems_csv_path
    from tlgui.health.report import health_of

    given = {role: Location(place) for role, place in places.items()}
    report = health_of(home, read_pair(home, given, tables, Reading(), required=False))
    ids = {role: domain["dataset"] for role, domain in report["domains"].items()}
    table = problems_csv_path(home, ids.get("source"), ids.get("target"), language())
    if json:
        typer.echo(to_json({**report, "problems_csv": str(table)}))
        return
    for domain in report["domains"].values():
        typer.echo(_headline(domain))
    names = {role: domain["name"] for role, domain in report["domains"].items()} if len(report["domains"]) > 1 else {}
    for finding in report["findings"]:
        about = {"of_file": names[finding["role"]]} if finding["role"] in names else {}
        typer.echo(of_file(say(f"note.{finding['code']}", language(), **finding["values"]), language(), about))
        if finding["code"] == "pictures_refused":
            for line in _of_refused(report["domains"][finding["role"]]["refused"], table):
                typer.echo(f"  {line}")
    typer.echo(say("cli.scan.problems", language(), file=str(table)), err=True)


def _of_refused(refused: dict[str, Any], table: Path) -> list[str]:
    """The first files that cannot be used, each with its reason; where no name may be told, for each reason how many."""
    from tlgui.views.words import by_reason, sentence

    words, files = language(), refused["files"]
    if not files:
        return [say("cli.scan.refused", words, **each) for each in by_reason(refused["reasons"], words)]
    lines = [say("cli.scan.refused", words, name=each["name"], reason=sentence(each, words)) for each in files[:MOST_FILES]]
    more = refused["count"] - len(lines)
    return [*lines, *([say("cli.scan.refused_more", words, count=more, file=str(table))] if more else [])]


def _headline(domain: dict[str, Any]) -> str:
    name, size, labelled, task = (domain[each] for each in ("name", "size", "labelled", "task"))
    return of_dataset(name, size, len(domain["classes"]), labelled, domain["refused"]["count"], task)
