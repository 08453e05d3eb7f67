"""X14, A13: no table that the program writes makes a spreadsheet calculate, whatever it takes for a separator."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.source import PACKAGE, modules
from tlgui.spreadsheet import SEPARATORS, SIGNS, cell, table

PLACES = (*range(0x20000), *range(0xE0000, 0xE0200))  # beyond are ideographs, planes without a character, and private ones
UNSEEN = [chr(code) for code in PLACES if unicodedata.category(chr(code)) in ("Cc", "Cf", "Zs", "Zl", "Zp")]

HOSTILE = [
    *("=1+1", "+1+1", "-1+1", "@SUM(1,1)", "＝1+1", "＋1+1", "－1+1", "＠SUM(1,1)", "﹦1", "﹢1", "−1+1"),
    *("\t=1+1", "\r=1+1", "\n=1+1", "\x00=1+1", " =1+1", "\u00a0=1+1", "\u3000=1+1", "\u200b=1+1", "\ufeff=1+1", "\u200e=1+1"),
    *(
        '"=1+1"',
        '"=1+1',
        "'=1+1",
        "=cmd|' /C calc'!A0",
        "@cmd|'/C calc'!A0",
        '=HYPERLINK("http://x";"y")',
        "-2+3+cmd|' /C calc'!A0",
    ),
    *("cat;=1+1", "cat; =1+1", 'cat;"=1+1"', 'x";"=1+1', 'a";=1+1;"b', "'cat;=1+1", "cat;@SUM(1,1)", "cat；=1+1", "cat,=1+1"),
    *("cat\t=1+1", "cat|=1+1", ";;;=1+1", "a;'=1+1", "a\nb", "\x1b[31mr", 'a"b', "a,b", "<img src=x>", "$\\frac$"),
]


def as_a_spreadsheet(text: str, separators: str) -> list[str]:
    """Cells as an importer may see them that knows quotes, and as one that does not."""
    cut = f"[{re.escape(separators)}]"
    rows = [line for line in text.splitlines() if line]
    found = [part for row in rows for part in re.split(cut, row)]
    for separator in separators:
        found += [each for row in csv.reader(io.StringIO(text), delimiter=separator) for each in row]
        found += [
            part for row in csv.reader(io.StringIO(text), delimiter=separator) for each in row for part in re.split(cut, each)
        ]
    return found


def begins_a_formula(field: str) -> bool:
    """Whether a cell is a formula to somebody who drops blanks, quotes that were opened and characters without width before it."""
    seen = field
    while seen and (seen[0] in UNSEEN or seen[0] == '"'):
        seen = seen[1:]
    return seen[:1] in tuple(SIGNS)


def written(*names: str) -> str:
    return table([names]).decode("utf-8-sig")


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
@pytest.mark.parametrize("separators", [",", ";", "\t", ",;\t|", SEPARATORS])
def test_X14_no_name_is_a_formula_whatever_separates(name: str, separators: str) -> None:
    text = written(name, "between", name)
    assert not [each for each in as_a_spreadsheet(text, separators) if begins_a_formula(each)]
    assert text.count("\n") == 1
    [row] = csv.reader(io.StringIO(text))
    assert len(row) == 3
    assert all(character.isprintable() or character in UNSEEN for character in row[0])


@given(st.text(st.sampled_from(f"{SIGNS}{SEPARATORS}\"' \t\r\n\u200b\u3000a1(")))
@example("；＝1")
@settings(deadline=None)
def test_X14_no_text_at_all_is_a_formula(name: str) -> None:
    text = written(name, name)
    assert not [each for each in as_a_spreadsheet(text, SEPARATORS) if begins_a_formula(each)]


def test_X14_no_blank_and_no_character_without_width_hides_a_formula() -> None:
    assert not [hex(ord(each)) for each in UNSEEN if begins_a_formula(cell(f"{each}=1+1"))]
    assert not [hex(ord(each)) for each in UNSEEN if begins_a_formula(cell(f"a;{each}=1").partition(";")[2])]


def test_numbers_and_harmless_names_stay_as_they_are() -> None:
    harmless = ["cat.png", "貓.png", "'x", "a;b", "IMG - 1.png", "a=b", "1,5", "a, b", "C++"]
    assert [cell(value) for value in (-1.5, 3, None, *harmless)] == ["-1.5", "3", "", *harmless]


def test_X14_every_table_is_written_here() -> None:
    writers = [name for name in modules() if "csv.writer" in (text := _source(name)) or "DictWriter" in text]
    assert writers == ["tlgui.spreadsheet"]


def test_X14_the_curves_own_table_knows_the_same_signs() -> None:
    script = (PACKAGE.parent / "assets" / "curve_files.js").read_text("utf-8")
    found = re.search(r"BEGINNING = /\(\^\|\[(.*?)\]\)\(\?=\[.*?\]\*\[(.*?)\]\)/gu", script)
    assert found is not None
    assert found[1].replace("\\t", "\t") == SEPARATORS
    assert found[2].replace("\\", "") == SIGNS


def _source(name: str) -> str:
    path = PACKAGE.parent / Path(*name.split("."))
    return (path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.needs(shutil.which("soffice") is not None, "LibreOffice (apt-get install libreoffice-calc)")
@pytest.mark.parametrize("separators", ["44", "59", "44/59/9"], ids=["commas", "semicolons", "commas, semicolons and tabs"])
def test_X14_libreoffice_calculates_nothing(separators: str, tmp_path: Path) -> None:
    """With "evaluate formulas", the last of the import's settings, which is off by default."""
    (tmp_path / "safe.csv").write_bytes(table([[number, name, "end"] for number, name in enumerate(HOSTILE)]))
    (tmp_path / "raw.csv").write_text("\n".join(f"{number},=1+1" for number in range(3)).replace(",", ";") + "\n=1+1,a", "utf-8")
    assert _formulas(tmp_path, "raw.csv", separators)  # it would
    assert _formulas(tmp_path, "safe.csv", separators) == []


def _formulas(folder: Path, name: str, separators: str) -> list[str]:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    read = f"--infilter=CSV:{separators},34,76,1,,0,false,true,false,false,false,0,true"
    command = ["soffice", profile, "--headless", read, "--convert-to", "ods", "--outdir", str(folder), str(folder / name)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    content = zipfile.ZipFile(folder / Path(name).with_suffix(".ods")).read("content.xml").decode()
    return re.findall(r'table:formula="([^"]*)"', content)
