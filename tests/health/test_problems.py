from __future__ import annotations

import csv
import io

from tlgui.health.kept import problems_csv_path
from tlgui.health.report import health
from tlgui.home import Home

from .pictures import dataset, saved_again, scene


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
