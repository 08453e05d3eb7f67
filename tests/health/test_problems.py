from __future__ import annotations

import csv
import io

import pytest

from tlgui.health.kept import problems_csv_path
from tlgui.health.problems import COLUMNS, cell, table
from tlgui.health.report import health
from tlgui.home import Home

from .pictures import dataset, saved_again, scene

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "a\nb",
    "\x1b[31mr",
    'a"b',
    "a,b",
    "<img src=x onerror=alert(1)>",
    "$\\frac$",
]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_A13_no_cell_is_a_formula_and_none_breaks_a_line(name: str) -> None:
    written = table([(name,) * len(COLUMNS)])
    assert written.count("\n") == 2
    (_, row) = list(csv.reader(io.StringIO(written)))
    assert len(row) == len(COLUMNS)
    assert not row[0].lstrip().startswith(("=", "+", "-", "@"))
    assert row[0].isprintable()


def test_numbers_and_harmless_names_stay_as_they_are() -> None:
    assert [cell(value) for value in (-1.5, 3, None, "cat.png", "貓.png", "'x")] == ["-1.5", "3", "", "cat.png", "貓.png", "'x"]


def test_the_table_has_a_row_for_each_problem(home: Home) -> None:
    pictures = [("=cmd.png", 0, scene(1)), ("b.png", 1, scene(2)), ("c.png", 1, scene(1)), ("d.jpg", 0, saved_again(scene(2)))]
    source = dataset(home, pictures, ["x", "+y"])
    target = dataset(home, [("t.png", -1, scene(2)), ("u.png", -1, scene(5))])
    health(home, source, target)
    found = {}
    for language in ("en", "zh"):
        text = problems_csv_path(home, source.info.id, target.info.id, language).read_text("utf-8-sig")
        found[language] = list(csv.DictReader(io.StringIO(text, newline="")))
    rows = [(row["role"], row["class"], row["file"], row["code"], row["like"]) for row in found["en"]]
    sides = ("source", "'+y", "b.png", "table_across_split", "x/d.jpg")  # where the JPEG falls depends on its decoder
    assert sorted(set(rows) - {sides}) == [
        ("source", "'+y", "c.png", "table_copy", "x/=cmd.png"),
        ("source", "'+y", "c.png", "table_two_labels", "x/=cmd.png"),
        ("source", "x", "d.jpg", "table_near_copy", "'+y/b.png"),
        ("target", "", "t.png", "table_overlap", "'+y/b.png"),
    ]
    assert [row["code"] for row in found["zh"]] == [row["code"] for row in found["en"]]
    assert all(row["problem"] for row in found["zh"])
