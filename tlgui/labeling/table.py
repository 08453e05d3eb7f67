"""Labels that a person gave, as a table: out, to keep or to use elsewhere, and in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tlgui import spreadsheet
from tlgui.data.seals import may_tell
from tlgui.data.table import FILE_COLUMNS, Row, read_number, table_in
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.labeling.given import Answer
from tlgui.labeling.labeling import Labeling
from tlgui.texts import printable

UNKNOWN, OTHER = "?", "(none of these)"
"""What stands in the column of classes for "don't know", and for a picture of no class that was offered (:func:`_other`)."""

HASHES = ("hash", "sha256")
LARGEST_BYTES = 900_000
"""Of a table that comes in: some ten thousand labels by their hashes."""

PROBLEMS_SHOWN = 10

HASH_SHOWN = 12
"""Characters of a hash that tell a picture from the others."""


def as_table(home: Home, labeling: Labeling) -> bytes:
    """The labels as CSV, as they were given: the picture's hash (and its file's name, unless that may say a class that is sealed), the label,
    whether the picture was asked for at random, and of how many pictures its label then speaks.
    """
    pack, values = labeling.pack, labeling.task.has_values
    named = may_tell(home, pack.info, "target")
    titles = ["hash", *(["file"] if named else []), "value" if values else "label", "asked", "stands_for"]
    stands_for = labeling.drawn.stands_for
    rows: list[list[object]] = [list(titles)]
    asked = set(labeling.asked)
    for picture, answer in labeling.given.answers.items():
        file = [pack.name(picture)] if named else []
        weight = stands_for.get(picture)
        rows.append(
            [
                pack.hash(picture),
                *file,
                _written(answer, labeling.classes),
                "yes" if picture in asked else "no",
                weight and round(weight, 4),
            ]
        )
    return spreadsheet.table(rows)


def _written(answer: Answer, classes: Sequence[str]) -> object:
    return {
        "class": _quoted(answer.name) if answer.said == "class" else "",
        "value": answer.value,
        "other": _other(classes),
        "unknown": UNKNOWN,
    }[answer.said]


def _quoted(name: str) -> str:
    """A class as it is written: in quotes, as JSON, where it would else be read as "don't know", as in quotes, or otherwise than it is called
    (a table has no blanks around a cell, nor what cannot be printed).
    """
    plain = name == printable(name) == name.strip() and name != UNKNOWN and not name.startswith('"')
    return name if plain else json.dumps(name)


def _other(classes: Sequence[str]) -> str:
    """:data:`OTHER`, in more parentheses where a class is called so."""
    written = OTHER
    while written in classes:
        written = f"({written})"
    return written


class Change(NamedTuple):
    """Another answer for a picture that has one, and what the table calls the picture."""

    picture: str
    before: Answer
    after: Answer


class TakenIn(NamedTuple):
    """The labels of a table by the number of the picture, and which labels they take the place of."""

    answers: dict[int, Answer]
    changes: list[Change]


def read_labels(home: Home, labeling: Labeling, data: bytes, name: str) -> TakenIn:
    """The labels in a table called ``name``, with a column ``hash`` or ``file`` and one ``label`` (``value``). Nothing is kept yet.

    While the dataset's own labels are sealed a picture is known by its hash alone: whoever guesses names of files would learn which they are.

    Raises
    ------
    UserError
        Every row that cannot be used, together: ``label_row_picture``, ``label_row_twice``, ``label_row_class``, ``table_not_a_number``,
        ``label_row_contradicts``, ``table_more_rows``. Before that ``label_table_too_large``, ``label_table_hashes``,
        ``label_table_empty``; what :func:`tlgui.data.table.table_in` raises.
    """
    if len(data) > LARGEST_BYTES:
        raise UserError("label_table_too_large", limit=LARGEST_BYTES)
    by_name = may_tell(home, labeling.pack.info, "target")
    found = table_in(data, name, "values" if labeling.task.has_values else "labels", (*HASHES, *FILE_COLUMNS))
    by_hash = found.format.columns[0].casefold() in HASHES
    if not by_hash and not by_name:
        raise UserError("label_table_hashes", column=found.format.columns[0][:80])
    places = _places(labeling.pack.hashes if by_hash else [labeling.pack.name(each) for each in range(len(labeling.pack))])
    names = _by_written(labeling.classes)
    problems: list[Problem] = []
    answers: dict[int, Answer] = {}
    rows: dict[int, Row] = {}  # that which says it first
    for row in found.rows:
        if not row.value:
            continue
        pictures = places(row.file)
        if not pictures or (len(pictures) > 1 and not by_hash):  # one hash is one picture, however often; not so a name
            code = "label_row_twice" if pictures else "label_row_picture"
            problems.append(Problem(code, {"row": row.number, "given": row.file[:80]}))
            continue
        try:
            answer = _answer(labeling, names, row, found.format.decimal)
        except UserError as error:
            problems += error.problems
            continue
        first = rows.get(pictures[0], row)
        if answers.get(pictures[0], answer) != answer:
            told = {"given": row.file[:80], "label": row.value[:80], "first": first.number, "before": first.value[:80]}
            problems.append(Problem("label_row_contradicts", {"row": row.number, **told}))
            continue
        answers.update(dict.fromkeys(pictures, answer))
        rows.update(dict.fromkeys(pictures, first))
    if problems:
        left = len(problems) - PROBLEMS_SHOWN
        raise UserError.of(
            [*problems[:PROBLEMS_SHOWN], *([Problem("table_more_rows", {"count": left})] if left > 0 else [])],
        )
    if not answers:
        raise UserError("label_table_empty")
    given = labeling.given.answers
    changed = {rows[each].file: each for each, answer in answers.items() if each in given and given[each] != answer}
    changes = [Change(called[:HASH_SHOWN] if by_hash else called, given[each], answers[each]) for called, each in changed.items()]
    return TakenIn(answers, [each for each in changes if each.before.known])


def _places(called: list[str]) -> Callable[[str], list[int]]:
    """The pictures that are called so, as they are or as a table has written it."""
    by_name: dict[str, list[int]] = {}
    for number, name in enumerate(called):
        for each in {name, spreadsheet.cell(name)}:
            by_name.setdefault(each, []).append(number)
    return lambda given: by_name.get(given, [])


def _by_written(classes: Sequence[str]) -> dict[str, str]:
    """The classes by what may stand in a table for each: what is exported, else what somebody types, else what was exported before."""
    found: dict[str, str] = {}
    for written in (lambda name: spreadsheet.cell(_quoted(name)), str, spreadsheet.cell):
        for name in classes:
            found.setdefault(written(name), name)
    return found


def _answer(labeling: Labeling, names: Mapping[str, str], row: Row, decimal: str) -> Answer:
    """``names``: as of :func:`_by_written`."""
    if row.value == UNKNOWN:
        return Answer("unknown")
    if labeling.task.has_values:
        value = read_number(row.value, decimal)
        if value is None:
            raise UserError("table_not_a_number", row=row.number, given=row.value[:80])
        return Answer("value", value=value)
    if row.value == _other(labeling.classes):
        return Answer("other")
    if row.value in names:
        return Answer("class", names[row.value])
    raise UserError("label_row_class", row=row.number, given=row.value[:80], known=labeling.some_classes)
