"""Group A of the catalogue of bad inputs, as far as names and layout go."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
import time
import unicodedata
from pathlib import Path

import pytest

from tests.conftest import missing
from tlgui import durable
from tlgui.data import listing
from tlgui.data.listing import list_folder
from tlgui.data.scan import ClassCount, ScanReport, arrange, check_role, scan
from tlgui.specification.run_spec import ClassMap
from tlgui.texts import printable

from .samples import all_said, class_folders, png, refusal, said, zip_file, zip_of_classes

posix = pytest.mark.needs(os.name != "nt", "POSIX file names or file kinds")


def problems_said(report: ScanReport, role: str) -> str:
    return " ".join(said(problem, "error") for problem in check_role(report, role))


def test_class_folders_give_sorted_classes_and_pictures(tmp_path: Path) -> None:
    report = scan(class_folders(tmp_path, {"dog": 3, "cat": 2}))
    assert (report.kind, report.classes) == ("classes", (ClassCount("cat", 2), ClassCount("dog", 3)))
    assert [picture.label for picture in report.pictures] == [0, 0, 1, 1, 1]
    assert [picture.file for picture in report.pictures][:2] == [os.path.join("cat", "0.png"), os.path.join("cat", "1.png")]
    assert check_role(report, "source") == check_role(report, "target") == []


def test_a_picture_name_does_not_say_its_class(tmp_path: Path) -> None:
    report = scan(class_folders(tmp_path, {"dog": 1, "cat": 1}))
    assert [picture.name for picture in report.pictures] == ["0.png", "0.png"]


def test_the_report_is_plain_json_without_single_pictures(tmp_path: Path) -> None:
    report = scan(class_folders(tmp_path, {"a": 2, "b": 1}))
    value = json.loads(json.dumps(report.as_json()))
    assert value["pictures"] == 3
    assert value["classes"] == [{"name": "a", "count": 2}, {"name": "b", "count": 1}]
    assert value["notes"] == [{"code": "class_of_one", "values": {"names": ["b"], "count": 1}}]


def test_A1_folder_without_images_is_refused_with_the_count(tmp_path: Path) -> None:
    assert "0 images (0 other files)" in problems_said(scan(tmp_path), "source")
    (tmp_path / "readme.txt").write_text("hello")
    for role in ("source", "target"):
        assert "0 images (1 other file). Expected" in problems_said(scan(tmp_path), role)
    assert check_role(scan(tmp_path), None)


def test_A2_missing_path_and_plain_file_are_no_folder_or_zip(tmp_path: Path) -> None:
    assert "nope is not a folder or zip" in refusal("path_missing", lambda: scan(tmp_path / "nope"))
    refusal("path_missing", lambda: scan("a\0b"))
    refusal("path_missing", lambda: scan("x" * 10_000))
    (tmp_path / "x.png").write_bytes(png())
    assert "x.png is not a folder or zip" in refusal("not_a_folder_or_zip", lambda: scan(tmp_path / "x.png"))


@posix
def test_A2_a_pipe_named_as_the_dataset_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.zip")
    refusal("not_a_folder_or_zip", lambda: scan(tmp_path / "x.zip"))


def test_A3_flat_folder_is_no_source_but_a_target(tmp_path: Path) -> None:
    for index in range(5):
        (tmp_path / f"{index}.png").write_bytes(png(index))
    report = scan(tmp_path)
    assert "5 images, 0 class sub-folders" in problems_said(report, "source")
    assert check_role(report, "target") == []
    assert {picture.label for picture in report.pictures} == {-1}


def test_A4_one_class_is_too_few(tmp_path: Path) -> None:
    report = scan(class_folders(tmp_path, {"a": 5}))
    assert "1 class (a); 2 or more needed" in problems_said(report, "source")


def test_A5_class_with_one_image_is_noted(tmp_path: Path) -> None:
    report = scan(class_folders(tmp_path, {"a": 20, "b": 1}))
    assert "b: 1 image, used for training, no validation score" in all_said(report.notes)
    assert check_role(report, "source") == []


def test_A6_empty_class_is_left_out_and_indices_stay_contiguous(tmp_path: Path) -> None:
    report = scan(class_folders(tmp_path, {"a": 2, "c": 0, "d": 2}))
    assert "c: 0 images, left out" in all_said(report.notes)
    assert [each.name for each in report.classes] == ["a", "d"]
    assert sorted({picture.label for picture in report.pictures}) == [0, 1]


def test_A7_nested_classes_are_not_guessed_but_named(tmp_path: Path) -> None:
    class_folders(tmp_path / "all" / "train", {"a": 1, "b": 1})
    report = scan(tmp_path)
    assert "Classes found in all/train" in problems_said(report, "source")
    assert report.pictures == ()
    assert check_role(scan(tmp_path / "all" / "train"), "source") == []


def test_A7_train_and_validation_folders_are_both_offered(tmp_path: Path) -> None:
    for part in ("train", "val"):
        class_folders(tmp_path / "data" / part, {"a": 1, "b": 1})
    for unwrap in (False, True):
        assert "data/train, data/val" in problems_said(scan(tmp_path, unwrap=unwrap), "target")


def test_A7_pictures_deeper_than_the_class_folders_are_counted(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 2, "b": 2, "a/extra": 3})
    report = scan(tmp_path)
    assert "3 pictures in deeper folders left out" in all_said(report.notes)
    assert len(report.pictures) == 4


def test_pictures_beside_class_folders_are_counted(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 2, "b": 2})
    (tmp_path / "overview.png").write_bytes(png())
    assert "1 picture outside the class folders left out" in all_said(scan(tmp_path).notes)


def test_pictures_with_a_single_folder_beside_them_are_flat(tmp_path: Path) -> None:
    class_folders(tmp_path, {"thumbs": 2})
    (tmp_path / "1.png").write_bytes(png())
    report = scan(tmp_path)
    assert (report.kind, len(report.pictures)) == ("flat", 1)
    assert "2 pictures in deeper folders left out" in all_said(report.notes)


def test_an_uploaded_folder_is_entered_through_its_wrapper(tmp_path: Path) -> None:
    class_folders(tmp_path / "top" / "photo", {"a": 2, "b": 2})
    (tmp_path / "top" / "photo" / "c").mkdir()
    report = scan(tmp_path, unwrap=True)
    assert [each.name for each in report.classes] == ["a", "b"]
    assert "found in top/photo" in all_said(report.notes)
    assert "c: 0 images" in all_said(report.notes)


def test_a_zip_is_entered_through_its_wrapper_without_unpacking(tmp_path: Path) -> None:
    report = scan(zip_of_classes(tmp_path / "x.zip", {"dog": 2, "cat": 1}, wrapper="photo/"))
    assert report.classes == (ClassCount("cat", 1), ClassCount("dog", 2))
    assert os.listdir(tmp_path) == ["x.zip"]


def test_a_wrapper_with_stray_pictures_is_entered_too(tmp_path: Path) -> None:
    path = zip_file(tmp_path / "x.zip", [(name, png()) for name in ("p/0.png", "p/a/1.png", "p/b/1.png")])
    assert [each.name for each in scan(path).classes] == ["a", "b"]


def test_A8_system_files_are_ignored_and_counted(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 2, "b": 2, "__MACOSX/a": 0})
    for name in ("a/.DS_Store", "b/Thumbs.db", "desktop.ini", "__MACOSX/a/._1.png"):
        (tmp_path / name).write_bytes(b"x")
    report = scan(tmp_path)
    assert "4 system files ignored" in all_said(report.notes)
    assert [each.name for each in report.classes] == ["a", "b"]


def test_A9_classes_that_differ_by_case_are_not_merged_silently(tmp_path: Path) -> None:
    report = scan(class_folders(tmp_path, {"Cat": 1, "cat": 1}))
    if len(os.listdir(tmp_path)) < 2:
        missing("this file system takes Cat and cat for one")
    assert "Cat, cat differ only by case" in all_said(report.notes)
    assert len(report.classes) == 2


def test_A10_two_forms_of_an_accent_are_noted(tmp_path: Path) -> None:
    forms = [unicodedata.normalize(form, "é") for form in ("NFC", "NFD")]
    class_folders(tmp_path, dict.fromkeys(forms, 1))
    if len(os.listdir(tmp_path)) < 2:
        missing("this file system takes both forms for one")
    report = scan(tmp_path)
    assert [note.code for note in report.notes] == ["classes_one_name", "class_of_one"]
    assert "A run treats these folders as one class" in all_said(report.notes)
    classes = [each.name for each in report.classes]
    assert ClassMap().label_space(classes) == [unicodedata.normalize("NFC", "é")]
    assert sorted(os.path.dirname(picture.file) for picture in report.pictures) == sorted(forms)


@pytest.mark.needs(sys.platform == "linux", "a file system that takes any bytes")
def test_A11_name_that_is_not_utf8_survives_in_every_encoder(tmp_path: Path) -> None:
    for name in (b"caf\xe9", b"tea"):
        folder = os.path.join(os.fsencode(tmp_path), name)
        os.mkdir(folder)
        Path(os.fsdecode(os.path.join(folder, b"\xff.png"))).write_bytes(png())
    report = scan(tmp_path)
    assert [each.name for each in report.classes] == ["caf\\xe9", "tea"]
    assert report.pictures[0].name == "\\xff.png"
    assert os.fsencode(report.pictures[0].file) == b"caf\xe9/\xff.png"
    json.dumps(report.as_json(), ensure_ascii=False).encode()


@pytest.mark.needs(sys.platform == "linux", "a file system that takes any bytes")
def test_A11_two_folders_of_the_same_written_name_are_a_problem(tmp_path: Path) -> None:
    for name in (b"caf\xe9", b"caf\\xe9"):
        os.mkdir(os.path.join(os.fsencode(tmp_path), name))
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name, b"1.png"))).write_bytes(png())
    assert "look the same" in problems_said(scan(tmp_path), "source")


ODD_NAMES = [
    "تفاح",
    "🐈",
    "a\u202egnp",
    "a\"b'",
    "<img src=x onerror=alert(1)>",
    "a\nb",
    "\x1b[31mr",
    "$\\frac$",
    "=1+1",
    "x.",
    "CON",
]


@posix
def test_A12_A13_odd_class_names_are_kept_and_shown_harmlessly(tmp_path: Path) -> None:
    legal = [name for name in ODD_NAMES if "/" not in name]
    report = scan(class_folders(tmp_path, {**dict.fromkeys(legal, 1), "empty\u202e\x1b": 0}))
    assert [each.name for each in report.classes] == sorted(legal)
    text = all_said(report.notes)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\n" not in durable.to_json(report.as_json())
    assert printable("a\u202egnp") == "a\\u202egnp"


def test_A14_a_name_of_255_bytes_works(tmp_path: Path) -> None:
    name = "a" * 255 if os.name != "nt" else "a" * 100
    report = scan(class_folders(tmp_path, {name: 1, "b": 1}))
    assert report.classes[0].name == name


@posix
def test_A15_a_path_longer_than_the_system_allows_ends_the_scan(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 1, "b": 1})
    before = os.getcwd()
    try:
        os.chdir(tmp_path / "a")
        for _ in range(25):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    finally:
        os.chdir(before)
    report = scan(tmp_path)
    assert "1 folder too deep, skipped" in all_said(report.notes)
    assert len(report.pictures) == 2


@posix
def test_A16_a_link_loop_counts_each_picture_once(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 2, "b": 2})
    os.symlink("..", tmp_path / "a" / "up")
    report = scan(tmp_path)
    assert "1 link skipped" in all_said(report.notes)
    assert len(report.pictures) == 4


@posix
def test_A17_a_link_out_of_the_folder_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "canary.png").write_bytes(png(7))
    folder = class_folders(tmp_path / "data", {"a": 1, "b": 1})
    os.symlink(tmp_path / "canary.png", folder / "a" / "x.png")
    report = scan(folder)
    assert "1 link skipped" in all_said(report.notes)
    assert [picture.name for picture in report.pictures] == ["0.png", "0.png"]


@posix
def test_A18_special_files_are_skipped_without_opening_them(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 1, "b": 1})
    os.mkfifo(tmp_path / "a" / "f.png")
    before = os.getcwd()
    os.chdir(tmp_path)  # the path of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("a/s.png")
            report = scan(tmp_path)
    finally:
        os.chdir(before)
    assert "2 special files skipped" in all_said(report.notes)
    assert len(report.pictures) == 2


def test_B19_formats_that_are_not_read_are_named(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 1, "b": 1})
    for name in ("1.jxl", "2.JXL", "x.dng", "x.svg"):
        (tmp_path / "a" / name).write_bytes(b"x")
    text = all_said(scan(tmp_path).notes)
    assert "2 JPEG XL files left out: JPEG XL is not supported. Convert to JPEG or PNG" in text
    assert "1 RAW file left out" in text
    assert "1 SVG file left out" in text


def test_B19_a_folder_of_nothing_but_jpeg_xl_says_why_it_is_empty(tmp_path: Path) -> None:
    (tmp_path / "1.jxl").write_bytes(b"x")
    assert "JPEG XL is not supported: convert to JPEG or PNG" in problems_said(scan(tmp_path), "target")


def test_C8_archives_inside_are_counted_and_not_opened(tmp_path: Path) -> None:
    class_folders(tmp_path, {"a": 1, "b": 1})
    (tmp_path / "a" / "more.zip").write_bytes(b"PK")
    assert "1 archive inside, not opened" in all_said(scan(tmp_path).notes)


def test_a_whole_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MAX_ENTRIES", 5)
    assert "more than 5 files" in refusal("too_many_files", lambda: scan(class_folders(tmp_path, {"a": 6})))


def test_a_message_lists_ten_names_at_most(tmp_path: Path) -> None:
    report = scan(class_folders(tmp_path, {f"{index:02d}": 1 for index in range(12)}))
    note = next(note for note in report.notes if note.code == "class_of_one")
    assert note.values["count"] == 12
    assert note.values["names"][-2:] == ["09", "…"]


def test_a_listing_can_be_arranged_without_its_folder(tmp_path: Path) -> None:
    found = list_folder(class_folders(tmp_path, {"a": 1, "b": 2}))
    assert arrange(found) == scan(tmp_path)


@pytest.mark.slow
@posix
def test_A30_a_hundred_thousand_files_are_scanned_in_a_minute(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "0.png").write_bytes(png())
        for index in range(1, 50_000):
            os.link(tmp_path / name / "0.png", tmp_path / name / f"{index}.png")
    started = time.monotonic()
    assert len(scan(tmp_path).pictures) == 100_000
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("zipped", [False, True])
def test_other_files_are_left_out_by_name(tmp_path: Path, zipped: bool) -> None:
    folder = tmp_path / "shapes"
    for name in ("cat/1.png", "dog/2.png"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(b"x")
    for name in ("cat/notes.txt", "dog/weights.pt", "README"):
        (folder / name).write_text("x")
    place = shutil.make_archive(str(tmp_path / "shapes"), "zip", tmp_path, "shapes") if zipped else folder
    beside = "shapes/" if zipped else ""
    assert f"3 other files left out: {beside}README, {beside}cat/notes.txt, {beside}dog/weights.pt." in all_said(
        scan(place).notes
    )


# -- what is lost, and why ------------------------------------------------------------------------------------------------------


@posix
def test_A16_class_folders_that_are_links_are_named_with_what_to_do(tmp_path: Path) -> None:
    class_folders(tmp_path / "elsewhere", {"dog": 2, "cat": 2})
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("dog", "cat"):
        os.symlink(tmp_path / "elsewhere" / name, folder / name)
    text = problems_said(scan(folder), "source")
    assert "0 images" in text
    assert "2 links inside were not followed: cat, dog" in text or "dog, cat" in text
    assert "or copies" in text


@posix
def test_A16_a_class_that_is_a_link_is_told_beside_the_one_that_is_a_folder(tmp_path: Path) -> None:
    class_folders(tmp_path / "elsewhere", {"dog": 2})
    folder = class_folders(tmp_path / "data", {"cat": 2})
    os.symlink(tmp_path / "elsewhere" / "dog", folder / "dog")
    assert "1 link inside was not followed: dog" in problems_said(scan(folder), "source")
    assert "links are not followed" in all_said(scan(folder).notes)
    assert "Links: dog" in all_said(scan(folder).notes)


@pytest.mark.parametrize("name", ["..dog", "..."])
def test_A8_a_folder_whose_name_begins_with_two_dots_is_a_users(tmp_path: Path, name: str) -> None:
    report = scan(class_folders(tmp_path, {name: 3, "cat": 2}))
    assert [(each.name, each.pictures) for each in report.classes] == [(name, 3), ("cat", 2)]
    assert not report.notes


@pytest.mark.parametrize("zipped", [False, True])
def test_A8_a_hidden_folder_is_named_and_a_systems_is_not(tmp_path: Path, zipped: bool) -> None:
    counts = {"a": 2, "b": 2, ".dog": 3, ".git": 1}
    place = zip_of_classes(tmp_path / "x.zip", counts) if zipped else class_folders(tmp_path / "data", counts)
    text = all_said(scan(place).notes)
    assert "1 hidden folder left out: the name begins with a dot. Rename it" in text
    assert "Hidden: .dog." in text
    assert "1 system file ignored" in text


def test_A8_a_source_that_lacks_a_class_is_told_of_the_hidden_folder(tmp_path: Path) -> None:
    text = problems_said(scan(class_folders(tmp_path, {"a": 2, ".dog": 3})), "source")
    assert "1 class (a); 2 or more needed" in text
    assert "left out, since the name begins with a dot: .dog" in text


def test_B19_a_source_that_lacks_a_class_is_told_of_the_format_that_is_not_read(tmp_path: Path) -> None:
    folder = class_folders(tmp_path, {"a": 2, "b": 0})
    (folder / "b" / "1.jxl").write_bytes(b"x")
    assert "JPEG XL is not supported" in problems_said(scan(folder), "source")
