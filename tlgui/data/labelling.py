"""A folder or zip with labels or values in a table: joining the table's rows with the listed pictures.

Folders then have no meaning: a picture's name is its path below the root.
"""

from __future__ import annotations

import math
import os
import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlgui.data.listing import ListedFile, Listing, encodable
from tlgui.data.scan import (
    ClassCount,
    Kind,
    Picture,
    ScanReport,
    opened,
    wrapped_base,
)
from tlgui.data.scan_notes import alike_notes, name_values, one_picture_notes, passed_over, reasons_of, wrapper_note
from tlgui.data.seals import Role
from tlgui.data.table import Holds, Row, Table, class_names, read_number, read_table
from tlgui.errors import Problem

FAR = 20
"""A value is far from the others at so many times the distance of their quartiles from the median: beyond 27 standard deviations of values that
are normally distributed.
"""

ROWS_SHOWN = 5
"""Number of rows named for each kind of mistake in a table; the rest is counted."""

TABLES = (".csv", ".tsv", ".txt")
"""Extensions of tables, so that a table next to its pictures is not counted as ignored."""


class Labelling(NamedTuple):
    """What a table is for: ``values`` to predict, or ``labels``, names of classes."""

    table: Path
    holds: Holds

    def read(self) -> Table:
        """The table; see :func:`tlgui.data.table.read_table` for what can be wrong."""
        return read_table(self.table, self.holds)


def scan_labelled(
    path: str | os.PathLike[str], labelling: Labelling, *, unwrap: bool = False, role: Role | None = None
) -> ScanReport:
    """:func:`tlgui.data.scan.scan` for pictures whose labels or values stand in a table."""
    with opened(path) as given:
        listing = given.listing()
    return arrange_labelled(listing, labelling.read(), labelling.holds, unwrap=unwrap or given.is_archive, role=role)


def arrange_labelled(listing: Listing, table: Table, holds: Holds, *, unwrap: bool, role: Role | None) -> ScanReport:
    """The report of listed pictures and their table. For a source, only pictures with a row are used."""
    base = wrapped_base(listing) if unwrap else ()
    files = sorted(file for file in listing.pictures if file.parts[: len(base)] == base)
    joined = _join(table, files, base, listing.root)
    notes = [*wrapper_note(base), *passed_over(listing, TABLES), _format_note(table), *joined.notes]
    problems = list(joined.problems)
    if holds == "values":
        numbers = _numbers(joined.rows, table, problems)
        notes += value_notes(list(numbers.values()))
        known: Sequence[int] = sorted(numbers)
    else:
        numbers = {}
        known = [place for place, row in joined.rows.items() if row.value]
    if files and not joined.rows and not problems:
        problems.append(_nothing_matches(table, files, base))
    kept = sorted(known) if role == "source" else range(len(files))
    if len(joined.rows) < len(files):
        notes.append(Problem("table_images_without_row", {"count": len(files) - len(joined.rows)}))
    if holds == "labels" and len(known) < len(joined.rows):
        notes.append(Problem("table_rows_without_class", {"count": len(joined.rows) - len(known)}))
    if table.format.decimal == "," and not problems:
        notes.append(Problem("table_decimal_comma", {"table": table.format.name}))
    names = sorted({joined.rows[place].value for place in known}) if holds == "labels" else []
    label = {name: number for number, name in enumerate(names)}
    pictures = tuple(
        Picture(
            encodable("/".join(files[place].parts[len(base) :])),
            files[place].file,
            label.get(joined.rows[place].value, -1) if place in joined.rows else -1,
            files[place].size,
            files[place].changed,
            numbers.get(place, math.nan),
        )
        for place in kept
    )
    counted = Counter(picture.label for picture in pictures)
    classes = tuple(ClassCount(encodable(name), counted[number]) for number, name in enumerate(names))
    if holds == "labels":
        notes += [*alike_notes(names), *one_picture_notes(classes)]
    kind: Kind = "values" if holds == "values" else "classes"
    reasons = reasons_of(listing)
    return ScanReport(listing.root, kind, classes, pictures, listing.other, tuple(notes), tuple(problems), table.format, reasons)


# -- joining -----------------------------------------------------------------------------------------------------------------


@dataclass
class _Joined:
    """For each picture (its place in the list) its row, and what is to be said."""

    rows: dict[int, Row] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def _join(table: Table, files: Sequence[ListedFile], base: tuple[str, ...], root: Path) -> _Joined:
    places = _Names(files, base, root)
    joined = _Joined()
    outside, ambiguous, disagree = [], [], []
    missing, twice = 0, 0
    for row in table.rows:
        place = places.find(row.file)
        if place == "outside":
            outside.append(Problem("table_row_outside", {"row": row.number, "file": row.file[:200]}))
        elif place == "ambiguous":
            ambiguous.append(Problem("table_row_ambiguous", {"row": row.number, "file": row.file[:200]}))
        elif place is None:
            missing += 1
        elif place not in joined.rows:
            joined.rows[place] = row
        elif _same(joined.rows[place], row, table.format.decimal):
            twice += 1
        else:
            first = joined.rows[place].number
            disagree.append(Problem("table_rows_disagree", {"first": first, "second": row.number, "file": row.file[:200]}))
    if twice:
        joined.notes.append(Problem("table_row_twice", {"count": twice}))
    if missing:
        joined.notes.append(Problem("table_rows_without_image", {"count": missing}))
    for each in (outside, ambiguous, disagree):
        joined.problems += _first(each)
    return joined


def _same(one: Row, other: Row, decimal: str) -> bool:
    number = read_number(one.value, decimal)
    return one.value == other.value or (number is not None and number == read_number(other.value, decimal))


def _first(problems: list[Problem]) -> list[Problem]:
    rest = len(problems) - ROWS_SHOWN
    return problems[:ROWS_SHOWN] + ([Problem("table_more_rows", {"count": rest})] if rest > 0 else [])


class _Names:
    """Finds the picture of a row: by its path below the base or the root, or by its file name if only one picture has it."""

    def __init__(self, files: Sequence[ListedFile], base: tuple[str, ...], root: Path) -> None:
        self._root = _composed(f"{root}/")
        self._paths: dict[str, int] = {}
        self._bare: dict[str, int | None] = {}
        for place, file in enumerate(files):
            self._paths[_composed("/".join(file.parts))] = place
            bare = _composed(file.parts[-1])
            self._bare[bare] = None if bare in self._bare else place
        for place, file in enumerate(files):
            self._paths.setdefault(_composed("/".join(file.parts[len(base) :])), place)

    def find(self, written: str) -> int | Literal["outside", "ambiguous"] | None:
        """The picture's place, ``"outside"``, ``"ambiguous"``, or ``None`` when there is none of this name."""
        path = _composed(written)
        if path in self._paths:
            return self._paths[path]
        path = path.replace("\\", "/").removeprefix(self._root)
        if path.startswith("/") or re.match("[A-Za-z]:", path):
            return "outside"
        path = posixpath.normpath(path) if path else ""
        if path == ".." or path.startswith("../"):
            return "outside"
        if path in self._paths:
            return self._paths[path]
        if path in self._bare:
            place = self._bare[path]
            return "ambiguous" if place is None else place
        return None


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", encodable(name))


# -- what the cells hold -----------------------------------------------------------------------------------------------------


def _numbers(rows: dict[int, Row], table: Table, problems: list[Problem]) -> dict[int, float]:
    """The number of each picture that has one; cells without a number become problems, even in rows without a picture."""
    decimal = table.format.decimal
    wrong = [row for row in table.rows if read_number(row.value, decimal) is None]
    if names := class_names(table.rows):
        problems.append(Problem("table_holds_classes", name_values(names)))
        return {}
    problems += _first([Problem("table_not_a_number", {"row": row.number, "given": row.value[:100]}) for row in wrong])
    numbers = {place: read_number(row.value, decimal) for place, row in rows.items()}
    return {place: number for place, number in numbers.items() if number is not None}


def value_notes(values: Sequence[float]) -> list[Problem]:
    """Notes on the range of some values, and on those far beyond the others; or that they are all the same."""
    if not values:
        return []
    low, high = min(values), max(values)
    if low == high:
        return [Problem("values_constant", {"value": low, "count": len(values)})]
    return [Problem("values_range", {"low": low, "high": high, "count": len(values)}), *_far_values(np.asarray(values))]


def _far_values(values: NDArray[np.float64]) -> list[Problem]:
    """A slip of the pen, or the -999 that stands for *unknown*, decides the scale on which all the others are learned."""
    low, median, high = np.quantile(values, (0.25, 0.5, 0.75))
    away = np.abs(values - median)
    far = int((away > FAR * (high - low)).sum()) if high > low else 0
    if not far:
        return []
    furthest = float(values[away.argmax()])
    return [Problem("values_far", {"count": far, "value": furthest, "low": float(low), "high": float(high)})]


def _format_note(table: Table) -> Problem:
    table_format = table.format
    values = {
        "table": table_format.name,
        "rows": table_format.rows,
        "encoding": table_format.encoding,
        "separator": table_format.separator,
    }
    return Problem("table_format", {**values, "file": table_format.columns[0], "value": table_format.columns[1]})


def _nothing_matches(table: Table, files: Sequence[ListedFile], base: tuple[str, ...]) -> Problem:
    row = table.rows[0].file[:200] if table.rows else ""
    picture = encodable("/".join(files[0].parts[len(base) :]))
    return Problem("table_matches_nothing", {"table": table.format.name, "rows": len(table.rows), "row": row, "image": picture})
