"""From places that a user names, in a command or a script, to datasets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tlgui.errors import Problem, UserError
from tlgui.home import Home, is_id
from tlgui.service.listener import Listener

if TYPE_CHECKING:
    from tlgui.data.labelling import Labelling
    from tlgui.data.pack import Pack
    from tlgui.data.seals import Role

ROLES: tuple[Role, Role] = ("source", "target")
_PLACES = {"path", "folder"}
"""Values of problems that name a place by themselves."""


@dataclass(frozen=True)
class Location:
    """Where a domain's pictures are: a folder, a zip or the id of a dataset; optionally with a table of values or classes."""

    path: Path | None = None
    values: Path | None = None
    labels: Path | None = None


def tables_of(places: Mapping[Role, Location], problems: list[Problem]) -> dict[Role, Labelling]:
    """For each role with a table, its content."""
    from tlgui.data.labelling import Labelling

    tables = {}
    for role, place in places.items():
        if place.values is not None and place.labels is not None:
            problems.append(Problem("values_or_labels", {"role": role}))
        elif place.values is not None:
            tables[role] = Labelling(place.values, "values")
        elif place.labels is not None:
            tables[role] = Labelling(place.labels, "labels")
        if role in tables and place.path is None:
            problems.append(Problem("table_without_pictures", {"role": role}))
    return tables


def problems_of_folders(places: Mapping[Role, Location], tables: dict[Role, Labelling]) -> list[Problem]:
    """Problems of the folders that can be seen without reading a picture, to be reported together with others."""
    from tlgui.data.labelling import scan_labelled
    from tlgui.data.scan import check_role, scan

    problems: list[Problem] = []
    for role, place in places.items():
        if place.path is not None and not is_id(str(place.path)):
            try:
                table = tables.get(role)
                report = scan(place.path) if table is None else scan_labelled(place.path, table, role=role)
                found = check_role(report, role)
            except UserError as error:
                found = list(error.problems)
            problems += _told_of_which(found, role, places)
    return problems


def _told_of_which(problems: Iterable[Problem], role: Role, places: Mapping[Role, Location]) -> list[Problem]:
    """Problems of a domain. Where two are given, each says which one it is about, unless it names the place."""
    from tlgui.data.listing import encodable

    place = places[role].path
    if place is None or is_id(str(place)) or sum(each.path is not None for each in places.values()) < 2:
        return list(problems)
    which = {f"of_{role}": encodable(str(place))[:1000]}
    return [each if each.values.keys() & _PLACES else Problem(each.code, {**each.values, **which}) for each in problems]


def _gone(home: Home, place: Location) -> list[Problem]:
    """Why nothing can be read at a place, as far as a glance tells."""
    from tlgui.data.scan import opened
    from tlgui.data.store import DatasetStore

    if place.path is None:
        return []
    try:
        if is_id(str(place.path)):
            DatasetStore(home).get(str(place.path))
        else:
            with opened(place.path):
                pass
    except UserError as error:
        return list(error.problems)
    return []


def problems_of_demo(name: str) -> list[Problem]:
    """Problems of a demo's name."""
    from tlgui.data.demo_catalogue import demo_named

    try:
        demo_named(name)
    except UserError as error:
        return list(error.problems)
    return []


def read_demo(home: Home, name: str, listener: Listener) -> dict[Role, Pack]:
    """The two datasets of a demo, made or found again."""
    from tlgui.data.demo import make_demo
    from tlgui.data.told import told_info, told_report

    packs = dict(zip(ROLES, make_demo(home, name), strict=True))
    for role, pack in packs.items():
        listener.read(told_info(home, pack.info), told_report(home, pack)["notes"], role=role, with_table=False)
    return packs


def read_pair(
    home: Home,
    places: Mapping[Role, Location],
    tables: Mapping[Role, Labelling],
    listener: Listener,
    *,
    required: bool = True,
    seal: bool = True,
) -> dict[Role, Pack]:
    """The datasets at these places, read or found again.

    Parameters
    ----------
    required:
        Refuse data that cannot play its role in a run.
    seal:
        A target's labels are sealed from now on. Without it they may still be opened or sealed by what is begun with them.

    Raises
    ------
    UserError
        The problems of both together. Where they are ``required`` and one is not there, no picture of the other is read before that is said.
    """
    gone = {role: _gone(home, place) for role, place in places.items() if required}
    if any(gone.values()):
        seen = {role: gone[role] or problems_of_folders({role: place}, dict(tables)) for role, place in places.items()}
        raise UserError.of(problem for role, found in seen.items() for problem in _told_of_which(found, role, places))
    packs: dict[Role, Pack] = {}
    problems: list[Problem] = []
    for role, place in places.items():
        if place.path is None:
            continue
        try:
            packs[role] = read(home, place.path, role, tables.get(role), listener, required=required, seal=seal)
        except UserError as error:
            problems += _told_of_which(error.problems, role, places)
    if problems:
        raise UserError.of(problems)
    return packs


def read(
    home: Home,
    path: Path,
    role: Role | None,
    table: Labelling | None,
    listener: Listener,
    *,
    required: bool = True,
    seal: bool = True,
) -> Pack:
    """The dataset of a folder, a zip or an id; an unchanged folder that was read before is found again."""
    from tlgui.data import seals
    from tlgui.data.ingest import ingest
    from tlgui.data.store import DatasetStore
    from tlgui.data.told import told_info, told_report

    if is_id(str(path)):
        pack = DatasetStore(home).get(str(path))
    else:
        pack = ingest(
            str(path), home, role=role if required else None, seal=seal, labelling=table, progress=listener.reading(path.name)
        )
    if seal and role == "target":
        seals.seal(home, pack.info, by="given")
    shown = role or "source"
    notes = told_report(home, pack, role)["notes"]
    listener.read(told_info(home, pack.info, role), notes, role=shown, with_table=table is not None)
    return pack
