"""Tables that say what is to be learned: how they are read, joined with pictures, and what is said of them."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
import pytest

from tlgui.data.ingest import ingest
from tlgui.data.labelling import Labelling, scan_labelled, value_notes
from tlgui.data.scan import ScanReport, check_role, scan
from tlgui.data.table import Holds, read_number, read_table
from tlgui.errors import UserError
from tlgui.home import Home

from .samples import all_said, class_folders, png, refusal, said, zip_file

pytestmark = pytest.mark.usefixtures("decoding_here")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    root.mkdir()
    for name in "abcd":
        (root / f"{name}.png").write_bytes(png(ord(name)))
    return root


def table(place: Path, text: str | bytes, name: str = "ages.csv") -> Path:
    path = place.parent / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def look(photos: Path, text: str | bytes, holds: Holds = "values", role: str | None = None) -> ScanReport:
    return scan_labelled(photos, Labelling(table(photos, text), holds), role=role)  # type: ignore[arg-type]


def values(report: ScanReport) -> dict[str, float]:
    return {each.name: each.value for each in report.pictures if not math.isnan(each.value)}


def problems(report: ScanReport) -> str:
    return " ".join(said(problem, "error") for problem in report.problems)


GOOD = "file,value\na.png,1\nb.png,2.5\nc.png,-3e2\nd.png,.5\n"
NUMBERS = {"a.png": 1.0, "b.png": 2.5, "c.png": -300.0, "d.png": 0.5}


# -- reading -----------------------------------------------------------------------------------------------------------------------


def test_a_table_gives_each_picture_its_value(photos: Path) -> None:
    report = look(photos, GOOD)
    assert (report.kind, report.problems, values(report)) == ("values", (), NUMBERS)
    assert "4 values, range -300 to 2.5" in all_said(report.notes)


@pytest.mark.parametrize(
    ("text", "separator", "encoding", "header"),
    [
        (GOOD, ",", "UTF-8", True),
        (GOOD.replace(",", ";"), ";", "UTF-8", True),
        (GOOD.replace(",", "\t"), "\t", "UTF-8", True),
        ("\ufeff" + GOOD, ",", "UTF-8", True),
        (GOOD.encode("utf-16"), ",", "UTF-16", True),
        (GOOD.encode("utf-16-le"), ",", "UTF-16", True),
        (GOOD.encode("utf-16-be"), ",", "UTF-16", True),
        (b"\xfe\xff" + GOOD.encode("utf-16-be"), ",", "UTF-16", True),
        (GOOD.partition("\n")[2], ",", "UTF-8", False),
        ("\n".join(",".join(reversed(line.split(","))) for line in GOOD.split()), ",", "UTF-8", True),
        (GOOD.replace("\n", "\r\n"), ",", "UTF-8", True),
        (GOOD.replace("\n", "\r"), ",", "UTF-8", True),
        (GOOD.replace("file,value", "photo, Age "), ",", "UTF-8", True),
        (GOOD.replace("file,value", "文件,数值"), ",", "UTF-8", True),
        ('id;file;note;value\n1;a.png;"x;y";1\n2;b.png;;2.5\n3;"c.png";;-3e2\n4;d.png;;.5', ";", "UTF-8", True),
    ],
    ids=["comma", "semicolon", "tab", "BOM", "utf-16", "utf-16-le", "utf-16-be", "utf-16-be BOM", "no header", "columns turned"]
    + ["windows", "old mac", "other names", "chinese names", "more columns"],
)
def test_A37_separator_encoding_and_columns_are_found_and_told(
    photos: Path, text: str | bytes, separator: str, encoding: str, header: bool
) -> None:
    report = look(photos, text)
    assert values(report) == NUMBERS
    assert report.table is not None
    assert (report.table.separator, report.table.encoding, report.table.header, report.table.rows) == (
        *(separator, encoding, header),
        4,
    )
    assert f"4 rows, {encoding}, separated by" in all_said(report.notes)
    assert not any("\ufeff" in name for name in report.table.columns)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name,age,height\nA,1,2\n", "table_columns"),
        ("a.png,1,2\nb.png,3,4\n", "table_columns"),
        ("a.png 1\n", "table_columns"),
        ("one\n", "table_columns"),
        ("", "table_empty"),
        (" \n\r\n\t\n", "table_empty"),
        ("a.png,1\nb\u00e9.png,2\n".encode("latin-1"), "table_encoding"),
        ("甲.png,1\n".encode("gbk"), "table_encoding"),
        (png(1), "table_encoding"),
        (b"PK\x03\x04" + bytes(100), "table_is_a_workbook"),
        (b"file,value\na.png,\x00\x01\x02\n", "table_encoding"),
    ],
)
def test_A37_what_is_no_table_is_refused_with_what_to_do(photos: Path, text: str | bytes, code: str) -> None:
    refusal(code, lambda: look(photos, text))


def test_A37_columns_that_are_not_found_are_shown(photos: Path) -> None:
    sentence = refusal("table_columns", lambda: look(photos, "name,age,height\nA,1,2\n"))
    assert "Columns not found in ages.csv: its first row is name, age, height" in sentence


def test_A37_a_cell_larger_than_any_csv_cell_is_refused(photos: Path) -> None:
    refusal("table_empty", lambda: look(photos, 'file,value\n"' + "x" * 200_000))


def test_a_table_that_is_not_there_a_folder_or_a_pipe_is_refused(photos: Path, tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "nope.csv", tmp_path, tmp_path / "pipe.csv", Path("a\0b.csv")):
        refusal("table_missing", lambda path=path: read_table(path, "values"))  # type: ignore[misc]


def test_a_table_that_is_too_large_is_refused_before_it_is_read(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tlgui.data.table.LARGEST_BYTES", 10)
    refusal("table_too_large", lambda: look(photos, GOOD))


# -- numbers -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["1", "-1", "+1", "1.", ".5", "1.5", "1e3", "1E-3", "007", "-0", "1e100"])
def test_A34_numbers_are_read_as_python_reads_them(text: str) -> None:
    assert read_number(text) == float(text)


@pytest.mark.parametrize(
    "text",
    ["", "nan", "NaN", "inf", "-inf", "Infinity", "1e400", "-1e400", "1_000", "٣", "3,5", "２²", "1 000", "1'000", "0x10", "."]
    + ["e3", "1e", "--1", "1\n", " 1", "1/2", "½", "12%", "one", "1e101"],
)
def test_A34_what_python_or_a_spreadsheet_might_take_for_a_number_is_refused(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize("cell", ["", "nan", "inf", "1e400", "1_000", "٣", '"3,5"'])
def test_A34_a_bad_value_names_its_row(photos: Path, cell: str) -> None:
    report = look(photos, f"file,value\na.png,1\nb.png,{cell}\nc.png,3\n")
    shown = cell.strip('"')
    assert f"Row 3: “{shown}” is not a number" in problems(report)
    assert check_role(report, "source") == list(report.problems)


def test_A34_all_bad_rows_are_told_together_and_many_are_counted(photos: Path) -> None:
    report = look(photos, "file,value\n" + "\n".join(f"a.png,{each}" for each in "uvwxyzÜ"))
    assert [each.code for each in report.problems].count("table_not_a_number") == 5
    assert "And 2 more rows" in problems(report)


def test_A35_a_wide_range_and_a_constant_are_said(photos: Path) -> None:
    assert "range 0 to 1e+12" in all_said(look(photos, "a.png,0\nb.png,1e12\n").notes)
    assert "constant, so R² is n/a" in all_said(look(photos, "a.png,7\nb.png,7\nc.png,7.0\n").notes)


@pytest.mark.parametrize(
    ("numbers", "far"),
    [
        ([*range(9), 1e12], 1),
        ([*range(100), -999, -999], 2),
        ([*range(9), 60], 0),
        ([0] * 9 + [1], 0),  # most are the same: nothing says what would be far
        ([7, 7], 0),
        ([], 0),
    ],
)
def test_A35_values_far_from_the_others_are_said_and_no_others(numbers: list[float], far: int) -> None:
    assert [each.values["count"] for each in value_notes(numbers) if each.code == "values_far"] == ([far] if far else [])


def test_A35_the_furthest_value_is_named_with_where_the_others_lie() -> None:
    said = all_said(value_notes([*range(9), -1e12]))
    assert "1 value lies far from the others, the furthest at -1e+12; half of all lie from 1.25 to 5.75." in said


# -- joining -----------------------------------------------------------------------------------------------------------------------


def test_A33_rows_without_image_and_images_without_row_are_counted_and_only_pairs_are_used(photos: Path) -> None:
    report = look(photos, "file,value\na.png,1\nb.png,2\nc.png,3\nzz.png,4\n", role="source")
    assert {"1 row without an image, not used.", "1 image without a row: nothing is known about it."} <= {
        said(each) for each in report.notes
    }
    assert [each.name for each in report.pictures] == ["a.png", "b.png", "c.png"]
    target = look(photos, "file,value\na.png,1\nzz.png,4\n", role="target")
    assert (len(target.pictures), values(target)) == (4, {"a.png": 1.0})


def test_A33_a_table_that_names_none_of_the_pictures_is_refused_with_an_example_of_both(photos: Path) -> None:
    report = look(photos, "file,value\nIMG_1.jpg,1\n")
    assert "The table says “IMG_1.jpg”; a picture is called “a.png”" in problems(report)


def test_A36_the_same_row_twice_is_kept_once_and_rows_that_disagree_block(photos: Path) -> None:
    once = look(photos, "a.png,1\nb.png,2\na.png,1.0\n")
    assert once.problems == ()
    assert "1 row written twice with the same value, kept once" in all_said(once.notes)
    both = look(photos, "file,value\nb.png,1\na.png,2\nc.png,3\n./a.png,4\n")
    assert "Rows 3 and 5 disagree about ./a.png" in problems(both)
    assert check_role(both, "target")


@pytest.mark.parametrize("file", ["../../c.png", "/c.png", "x/../../c.png", "..\\c.png", "C:\\c.png", "\\\\host\\c.png", ".."])
def test_A38_a_row_that_points_outside_the_folder_is_refused_and_nothing_is_opened(
    photos: Path, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = photos.parent / "c.png"
    canary.write_bytes(png(99))
    opened: list[str] = []
    really = os.open
    monkeypatch.setattr(os, "open", lambda path, *given, **more: (opened.append(str(path)), really(path, *given, **more))[1])
    report = look(photos, f"file,value\n{file},1\na.png,2\n")
    assert f"Row 2 points outside the folder: {file}" in problems(report)
    assert set(opened) <= {*photos.parts, "ages.csv"}
    assert all(picture.file == picture.name for picture in report.pictures)


def test_paths_are_understood_as_people_write_them(tmp_path: Path) -> None:
    root = class_folders(tmp_path / "photos", {"cat": 2, "dog": 1})
    rows = ["cat/0.png,1", "cat\\1.png,2", f"{root}/dog/0.png,3"]
    report = look(root, "\n".join(rows))
    assert (report.problems, values(report)) == ((), {"cat/0.png": 1, "cat/1.png": 2, "dog/0.png": 3})
    assert values(look(root, "1.png,5\n")) == {"cat/1.png": 5}
    assert "Row 1: several folders hold a picture 0.png" in problems(look(root, "0.png,5\n"))


def test_A10_accents_match_however_they_are_written(tmp_path: Path) -> None:
    root = tmp_path / "photos"
    root.mkdir()
    (root / "e\u0301.png").write_bytes(png(1))
    assert values(look(root, "\u00e9.png,1\n")) == {"e\u0301.png": 1}


def test_a_zip_is_joined_with_its_table_whatever_folder_wraps_it(home: Home, tmp_path: Path) -> None:
    path = zip_file(tmp_path / "photos.zip", [(f"top/sub/{name}.png", png(ord(name))) for name in "abc"])
    labelling = Labelling(table(tmp_path / "x", "a.png,1\nsub/b.png,2\ntop/sub/c.png,3\n"), "values")
    assert sorted(values(scan_labelled(path, labelling)).values()) == [1, 2, 3]
    pack = ingest(str(path), home, role="source", labelling=labelling)
    assert (pack.info.task, pack.labels().tolist()) == ("regression", [1.0, 2.0, 3.0])


# -- datasets ----------------------------------------------------------------------------------------------------------------------


def test_a_dataset_keeps_values_and_which_pictures_have_one(home: Home, photos: Path) -> None:
    pack = ingest(str(photos), home, role="target", labelling=Labelling(table(photos, "photo;age\na.png;1\nc.png;3\n"), "values"))
    info = pack.info
    assert (info.task, info.labels, info.labelled, len(pack)) == ("regression", "some", 2, 4)
    assert (info.value_name, info.value_range, info.classes) == ("age", (1.0, 3.0), ())
    assert np.array_equal(pack.labels(), [1, np.nan, 3, np.nan], equal_nan=True)


def test_A33_a_source_with_one_value_is_refused(home: Home, photos: Path) -> None:
    labelling = Labelling(table(photos, "a.png,1\n"), "values")
    sentence = refusal("too_few_values", lambda: ingest(str(photos), home, role="source", labelling=labelling))
    assert "1 picture with a value; 2 or more needed" in sentence


def test_values_of_refused_pictures_do_not_count(home: Home, photos: Path) -> None:
    (photos / "b.png").write_bytes(b"")
    labelling = Labelling(table(photos, "a.png,1\nb.png,2\n"), "values")
    with pytest.raises(UserError) as error:
        ingest(str(photos), home, role="source", labelling=labelling)
    assert {"too_few_values", "picture_empty"} <= {problem.code for problem in error.value.problems}


def test_another_table_makes_another_dataset_and_the_same_one_is_found_again(home: Home, photos: Path) -> None:
    path = table(photos, GOOD)
    first = ingest(str(photos), home, labelling=Labelling(path, "values"))
    table(photos, GOOD.replace("file,value", "file,age").replace(",", ";"))
    renamed = ingest(str(photos), home, labelling=Labelling(path, "values"))
    table(photos, GOOD.replace("2.5", "2.6"))
    changed = ingest(str(photos), home, labelling=Labelling(path, "values"))
    table(photos, GOOD)
    again = ingest(str(photos), home, labelling=Labelling(path, "values"))
    assert again.info.id == first.info.id
    assert len({first.info.id, renamed.info.id, changed.info.id, ingest(str(photos), home).info.id}) == 4


def test_a_table_of_labels_makes_classes_for_some_of_the_pictures(home: Home, photos: Path) -> None:
    text = "file,label\na.png,dog\nb.png,cat\nc.png,\n"
    report = look(photos, text, "labels", role="target")
    assert [(each.name, each.pictures) for each in report.classes] == [("cat", 1), ("dog", 1)]
    pack = ingest(str(photos), home, role="target", labelling=Labelling(table(photos, text), "labels"))
    assert (pack.info.task, pack.info.labels, pack.info.classes, pack.info.counts) == (
        *("classification", "some", ("cat", "dog")),
        (1, 1),
    )
    assert pack.labels().tolist() == [1, 0, -1, -1]


def test_A9_labels_of_a_table_that_differ_by_case_only_are_named(photos: Path) -> None:
    assert "Cat, cat differ only by case" in all_said(look(photos, "a.png,Cat\nb.png,cat\n", "labels").notes)


def test_A13_hostile_labels_and_files_stay_text(photos: Path) -> None:
    report = look(photos, 'file,label\na.png,<img src=x onerror=alert(1)>\nb.png,"x\ny"\nc.png,=1+1\n\x1b[31m.png,z\n', "labels")
    assert [each.name for each in report.classes] == ["<img src=x onerror=alert(1)>", "=1+1", "x\ny"]
    assert "\x1b" not in all_said(report.notes)


def test_nothing_but_the_table_is_opened_to_look(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    honest = open

    def spy(path: object, *more: object, **named: object) -> object:
        opened.append(str(path))
        return honest(path, *more, **named)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", spy)
    look(photos, GOOD)
    assert opened == [str(photos.parent / "ages.csv")]


@pytest.mark.parametrize(
    ("cells", "classes"),
    [
        ("dog dog cat cat", "dog, cat look like classes"),
        ("dog - dog dog", "dog look like classes"),
        ("dog dog 1 cat", ""),
        ("1_000 1_000 1_000 1_000", ""),
        ("nan nan nan nan", ""),
        ("- - - -", ""),
    ],
)
def test_a_table_of_class_names_that_is_read_as_numbers_is_told_from_one_with_bad_numbers(
    photos: Path, cells: str, classes: str
) -> None:
    rows = zip("abcd", cells.replace("-", "").split(" "), strict=True)
    report = look(photos, "file,value\n" + "".join(f"{name}.png,{cell}\n" for name, cell in rows))
    codes = {each.code for each in report.problems} - {"table_more_rows"}
    assert codes == {"table_holds_classes" if classes else "table_not_a_number"}
    assert classes in problems(report)


# -- numbers as people's spreadsheets write them ----------------------------------------------------------------------------------


def test_A34_full_width_digits_and_signs_are_numbers() -> None:
    assert [read_number(text) for text in ("５", "－３．５", "１ｅ３")] == [5, -3.5, 1000]


def test_A34_a_decimal_comma_between_semicolons_is_read_and_said(photos: Path) -> None:
    report = look(photos, "file;value\na.png;3,5\nb.png;-1\nc.png;1,25e1\nd.png;，5\n")
    assert sorted(picture.value for picture in report.pictures) == [-1, 0.5, 3.5, 12.5]
    assert not report.problems
    assert "comma" in all_said(report.notes)


@pytest.mark.parametrize("cells", [("3,5", "2.5"), ("1.234,5", "7"), ("1,2,3", "1,5")])
def test_A34_commas_that_may_mean_two_things_are_refused(photos: Path, cells: tuple[str, str]) -> None:
    report = look(photos, f"file;value\na.png;{cells[0]}\nb.png;{cells[1]}\n")
    assert "is not a number" in problems(report)


def test_A33_pictures_whose_row_cannot_be_used_are_not_said_to_have_none(photos: Path) -> None:
    rows = "".join(f"{name}.png,{value}\n" for name, value in zip("abcd", ("one", "two", "three", "4"), strict=True))
    assert "without a row" not in all_said(look(photos, f"file,value\n{rows}").notes)
    report = look(photos, "file,class\na.png,dog\nb.png,cat\nc.png,\nd.png,cat\n", "labels")
    assert "1 picture has a row without a class" in all_said(report.notes)
    assert "without a row" not in all_said(report.notes)


def test_a_table_beside_the_pictures_is_offered(photos: Path) -> None:
    (photos / "labels.csv").write_text("file,class\na.png,dog\n")
    assert "labels.csv lies beside the pictures" in all_said(scan(photos).notes)
    asked = " ".join(said(problem, "error") for problem in check_role(scan(photos), "source"))
    assert "give it as the table of classes or values" in asked
    (photos / "labels.csv").rename(photos / "notes.txt")
    assert "lies beside" not in all_said(scan(photos).notes)
