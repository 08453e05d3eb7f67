"""A table with what to learn for each picture: a number, or the name of a class.

CSV or TSV with a column for the file and one for the value, with or without a header. Encoding, separator and columns are found here and
reported, so that people see what was understood. Nothing that a table names is ever opened: it only chooses among files that were listed.
"""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from tlgui.data.inside import open_real
from tlgui.data.listing import encodable, is_picture_name
from tlgui.errors import UserError
from tlgui.settings import half_width

Holds = Literal["values", "labels"]

LARGEST_BYTES = 64 * 2**20
SEPARATORS = (",", ";", "\t")
LARGEST_NUMBER = 1e100
"""Squares of larger ones, and their sums, would be infinite."""

ROWS_LOOKED_AT = 100
"""Number of rows that decide which column names the pictures."""

COLUMNS_SHOWN = 10

FILE_COLUMNS = (
    "file",
    "filename",
    "file_name",
    "file name",
    "path",
    "filepath",
    "image",
    "picture",
    "文件",
    "文件名",
    "图片",
    "路径",
)
VALUE_COLUMNS: dict[Holds, tuple[str, ...]] = {
    "values": ("value", "target", "y", "number", "数值", "值"),
    "labels": ("label", "class", "category", "value", "标签", "类别"),
}
"""Names that a column may have, the surest first. With two columns any name will do for the second."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LIKE_A_NUMBER = re.compile(r"[+\-−]?(nan\b|inf|[.,]?\d)", re.IGNORECASE)
_WITH_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?", re.ASCII)


class Row(NamedTuple):
    """A row that holds something: its ``number`` as a spreadsheet counts (from 1, the header too), the file and the value as written."""

    number: int
    file: str
    value: str


@dataclass(frozen=True)
class TableFormat:
    """How a table was read.

    Attributes
    ----------
    name:
        The table's file name.
    columns:
        Names of the file's and the value's column, as in the header; ``("1", "2")``, their places, without one.
    rows:
        How many rows there are, the header left out.
    """

    name: str
    encoding: str
    separator: str
    header: bool
    columns: tuple[str, str]
    rows: int
    decimal: str = "."
    """The sign before the decimals of its numbers."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Table:
    """The rows of a table and how it was read."""

    format: TableFormat
    rows: tuple[Row, ...]


def read_number(text: str, decimal: str = ".") -> float | None:
    """The number that ``text`` is, or ``None``.

    A grammar of its own: Python's ``float`` also takes ``nan``, ``1_000`` and the digits of other scripts, and turns ``1e400`` into
    infinity. Larger ones than ``LARGEST_NUMBER`` are refused too. Full-width digits and signs, as an input method for Chinese writes them,
    are those that they stand for. A comma is taken for a decimal point only where it is said to be one (see :func:`_decimal`): it may as
    well separate thousands.
    """
    text = half_width(text)
    if decimal != ".":
        text = text.replace(decimal, ".") if "." not in text else ""
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if abs(number) <= LARGEST_NUMBER else None


def class_names(rows: Sequence[Row]) -> list[str]:
    """The classes that rows name where numbers were expected, in order; none unless all rows that say anything say words, and the same ones
    again and again. A number that is written wrong is no word.
    """
    said = [row.value[:100] for row in rows if row.value]
    names = list(dict.fromkeys(said))
    words = not any(_LIKE_A_NUMBER.match(half_width(name)) for name in names)
    return names if words and 0 < 2 * len(names) <= len(said) else []


def read_table(path: Path, holds: Holds) -> Table:
    """Read a table.

    Raises
    ------
    UserError
        ``table_missing``, ``table_too_large``, ``table_is_a_workbook``, ``table_encoding``, ``table_empty`` or ``table_columns``.
    """
    return table_in(_content(path), encodable(path.name), holds)


def table_in(data: bytes, name: str, holds: Holds, files: tuple[str, ...] = FILE_COLUMNS) -> Table:
    """The table in the content of a file called ``name``.

    Parameters
    ----------
    files:
        Names that the column which says of which picture a row speaks may have, the surest first.

    Raises
    ------
    UserError
        As :func:`read_table`, but for what is wrong with a file on the disk.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UserError("table_is_a_workbook", table=name)
    text, encoding = _decoded(data, name)
    parsed = {separator: _parsed(text, separator) for separator in SEPARATORS}
    if not any(parsed.values()):
        raise UserError("table_empty", table=name)
    for separator, records in parsed.items():
        columns = _columns([cells for _, cells in records], holds, files)
        if columns is not None:
            file, value, header = columns
            rows = tuple(Row(number, _cell(cells, file), _cell(cells, value)) for number, cells in records[header:])
            first = records[0][1]
            names = (first[file], first[value]) if header else (str(file + 1), str(value + 1))
            decimal = _decimal(separator, rows) if holds == "values" else "."
            return Table(TableFormat(name, encoding, separator, header, names, len(rows), decimal), rows)
    widest = max(parsed.values(), key=lambda records: len(records[0][1]) if records else 0)[0][1]
    raise UserError("table_columns", table=name, columns=[cell[:100] for cell in widest[:COLUMNS_SHOWN]], wanted=_wanted(holds))


def _decimal(separator: str, rows: Sequence[Row]) -> str:
    """The decimal sign of a table: a comma where semicolons separate the columns, as spreadsheets write it then, and no number has a point."""
    values = [half_width(row.value) for row in rows]
    with_comma = separator == ";" and any(map(_WITH_COMMA.fullmatch, values)) and not any("." in value for value in values)
    return "," if with_comma else "."


def _wanted(holds: Holds) -> str:
    return VALUE_COLUMNS[holds][0]


def _content(path: Path) -> bytes:
    name = encodable(path.name)
    try:
        with open_real(os.path.realpath(path)) as file:  # only a file: a pipe would be waited for
            data = file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UserError("table_missing", table=encodable(str(path))[:1000]) from error
    if len(data) > LARGEST_BYTES:
        raise UserError("table_too_large", table=name, limit=LARGEST_BYTES)
    return data


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text without its byte order mark, and the encoding's name."""
    if data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data[1::2].count(0) > len(data) // 4:  # half of the bytes of western text
        encoding = "utf-16-le"
    elif data[::2].count(0) > len(data) // 4:
        encoding = "utf-16-be"
    else:
        encoding = "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UserError("table_encoding", table=name, place=error.start) from error
    if "\0" in text:
        raise UserError("table_encoding", table=name, place=text.index("\0"))
    return text, "UTF-8" if encoding.startswith("utf-8") else "UTF-16"


def _parsed(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """The records that hold anything, each with its number; none when the text cannot be read so."""
    records = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                records.append((number, stripped))
    except csv.Error:
        return []
    return records


def _cell(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _columns(records: list[list[str]], holds: Holds, files: tuple[str, ...]) -> tuple[int, int, bool] | None:
    """Places of the file's and the value's column, and whether the first record is a header."""
    if not records or len(records[0]) < 2:
        return None
    names = [cell.casefold() for cell in records[0]]
    file, header = _named(names, files), True
    if file is None:
        file = next((place for place, cell in enumerate(records[0]) if is_picture_name(cell)), None)
        header = file is None
    if file is None:
        file = _naming_pictures(records[1 : ROWS_LOOKED_AT + 1])
    if file is None:
        return None
    value = _named(names, VALUE_COLUMNS[holds]) if header else None
    if value is None and len(names) == 2:
        value = 1 - file
    return None if value is None or value == file else (file, value, header)


def _named(names: list[str], known: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)


def _naming_pictures(records: list[list[str]]) -> int | None:
    """The column in which most of the cells end as picture files do."""
    width = max(map(len, records), default=0)
    counts = [sum(is_picture_name(_cell(cells, place)) for cells in records) for place in range(width)]
    return counts.index(max(counts)) if counts and 2 * max(counts) > len(records) else None
