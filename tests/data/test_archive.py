"""Group C of the catalogue of bad inputs: what a zip may be."""

from __future__ import annotations

import copy
import io
import os
import random
import shutil
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as some

from tlgui.data import archive
from tlgui.data.archive import contents, unpack
from tlgui.data.archive_directory import ArchiveLimits, Entry
from tlgui.data.scan import scan
from tlgui.errors import UserError

from .samples import all_said, encoded, png, refusal, said, snapshot, zip_file, zip_of_classes

WHOLE = 2**32 - 1


def refused(tmp_path: Path, path: Path, code: str) -> str:
    """The sentences with which unpacking is refused; nothing may be left, and nothing may have been written elsewhere."""
    before = snapshot(tmp_path)
    text = refusal(code, lambda: unpack(path, tmp_path / "new" / "out"))
    if (tmp_path / "new").exists():
        assert os.listdir(tmp_path / "new") == []
        (tmp_path / "new").rmdir()
    after = snapshot(tmp_path)
    assert {place: facts for place, facts in after.items() if place in before} == before
    assert after.keys() == before.keys()
    return text


def named(tmp_path: Path, *names: str | zipfile.ZipInfo) -> Path:
    return zip_file(tmp_path / "x.zip", [(name, png(seed)) for seed, name in enumerate(names)])


def patched(path: Path, change: Callable[[bytearray], object]) -> Path:
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(data)
    return path


def end_of(data: bytearray) -> int:
    return data.rfind(b"PK\x05\x06")


# -- honest zips ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_pictures_come_out_under_our_own_names(tmp_path: Path, method: int) -> None:
    path = zip_file(tmp_path / "x.zip", [("a/1.png", png(1)), ("b/2.JPG", png(2)), ("readme.txt", b"hello")], method)
    listing = unpack(path, tmp_path / "out")
    assert [(file.parts, file.file) for file in listing.pictures] == [
        (("a", "1.png"), "000001.png"),
        (("b", "2.JPG"), "000002.jpg"),
    ]
    assert (listing.root / "000001.png").read_bytes() == png(1)
    assert sorted(os.listdir(listing.root)) == ["000001.png", "000002.jpg"]
    assert dict(listing.other) == {".txt": 1}


def test_a_zip_that_was_streamed_is_read(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):  # a file that cannot go back makes zipfile write sizes after the data
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as written:  # type: ignore[call-overload]
        written.writestr("a/1.png", png(1))
        written.writestr("a/2.png", png(2))
    (tmp_path / "x.zip").write_bytes(pipe.data)
    root = unpack(tmp_path / "x.zip", tmp_path / "out").root
    assert (root / "000002.png").read_bytes() == png(2)


def test_a_zip_with_zip64_records_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as written, written.open("a/1.png", "w", force_zip64=True) as entry:
        entry.write(png(1))
    assert (unpack(tmp_path / "x.zip", tmp_path / "out").root / "000001.png").read_bytes() == png(1)


def test_a_real_zip64_end_record_is_read(tmp_path: Path) -> None:
    path = named(tmp_path, "a/1.png")

    def to_zip64(data: bytearray) -> None:
        end = end_of(data)
        count, size, offset = struct.unpack_from("<2xHLL", data, end + 8)
        record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
        data[end + 8 : end + 20] = b"\xff" * 12
        data[end:end] = record + locator

    assert (unpack(patched(path, to_zip64), tmp_path / "out").root / "000001.png").read_bytes() == png(0)


def test_a_zip_with_a_comment_is_read(tmp_path: Path) -> None:
    path = named(tmp_path, "a/1.png")
    with zipfile.ZipFile(path, "a") as written:
        written.comment = b"made by PK\x05\x06 somebody"
    assert len(contents(path).pictures) == 1


def test_an_empty_zip_has_no_pictures(tmp_path: Path) -> None:
    assert contents(zip_file(tmp_path / "x.zip", [])).pictures == []


def test_system_files_in_a_zip_are_counted(tmp_path: Path) -> None:
    listing = contents(named(tmp_path, "a/1.png", "__MACOSX/a/._1.png", "a/.DS_Store"))
    assert (listing.system, len(listing.pictures)) == (2, 1)


def test_stopping_leaves_nothing(tmp_path: Path) -> None:
    answers = iter([False, True])
    text = refusal(
        "ingest_stopped", lambda: unpack(named(tmp_path, "1.png", "2.png"), tmp_path / "out", stop=lambda: next(answers))
    )
    assert "after 1 of 2" in text
    assert os.listdir(tmp_path) == ["x.zip"]


# -- names ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../x.png", "a/../../x.png", "..", "a/.."])
def test_C1_zip_slip_is_refused(tmp_path: Path, name: str) -> None:
    assert "Unsafe path in entry 2" in refused(tmp_path, named(tmp_path, "ok.png", name), "archive_unsafe_path")


@pytest.mark.parametrize("name", ["/x.png", "C:\\x.png", "c:x.png", "\\\\h\\s\\x.png", "a\\..\\x.png", "a\\x.png", "//h/x.png"])
def test_C2_absolute_drive_and_backslash_paths_are_refused(tmp_path: Path, name: str) -> None:
    assert "Unsafe path in entry 1" in refused(tmp_path, named(tmp_path, name), "archive_unsafe_path")


@pytest.mark.parametrize("mode", [0o120777, 0o010644, 0o020644, 0o140644])
def test_C3_link_and_device_entries_are_refused(tmp_path: Path, mode: int) -> None:
    info = zipfile.ZipInfo("a/x.png")
    info.external_attr = mode << 16
    path = zip_file(tmp_path / "x.zip", [(info, b"/etc/passwd")])
    assert "link entry" in refused(tmp_path, path, "archive_link")


def test_C11_duplicate_names_are_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = named(tmp_path, "a/1.png", "a/1.png")
    assert "2 entries named a/1.png" in refused(tmp_path, path, "archive_duplicate_name")


@pytest.mark.parametrize(
    "names", [("A/1.png", "a/1.png"), ("é/1.png", "e\u0301/1.png"), ("a", "a/1.png"), ("a/1.png", "A"), ("./b.png", "B.png")]
)
def test_C12_colliding_names_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    assert "Names collide" in refused(tmp_path, named(tmp_path, *names), "archive_names_collide")


def test_C12_names_that_only_some_systems_refuse_are_kept(tmp_path: Path) -> None:
    names = ["CON/1.png", "x./1.png", "a b /NUL.png", "q?*<>|/1.png", "a" * 255 + "/1.png", "a\nb/1.png"]
    listing = unpack(named(tmp_path, *names), tmp_path / "out")
    assert sorted("/".join(file.parts) for file in listing.pictures) == sorted(names)
    assert sorted(os.listdir(listing.root)) == [f"{number:06d}.png" for number in range(1, 7)]


def test_C20_names_that_are_no_utf8_are_refused_and_shown(tmp_path: Path) -> None:
    for flag in (True, False):
        path = named(tmp_path, "aXé.png" if flag else "aXb.png")
        patched(path, lambda data: data.__setitem__(slice(None), data.replace(b"aX", b"a\xe9")))
        assert "a\\xe9" in refused(tmp_path, path, "archive_name_unreadable")


def in_encoding(path: Path, names: dict[str, str], encoding: str) -> Path:
    """A zip whose names are written in an encoding without a mark, as Windows does: ASCII stand-ins are replaced in place."""
    zip_file(path, [(stand_in, png(seed)) for seed, stand_in in enumerate(names)])

    def replace(data: bytearray) -> None:
        for stand_in, name in names.items():
            written = name.encode(encoding)
            assert len(stand_in) == len(written)
            data[:] = data.replace(stand_in.encode(), written)

    return patched(path, replace)


CHINESE = {"AABB/1111.png": "小狗/照片.png", "CCDD/2222.png": "猫咪/图像.png", "plain/3.png": "plain/3.png"}


def test_C20_gbk_names_of_windows_are_read_and_shown_first(tmp_path: Path) -> None:
    path = in_encoding(tmp_path / "x.zip", CHINESE, "gbk")
    report = scan(path)
    assert [each.name for each in report.classes] == ["plain", "小狗", "猫咪"]
    (note,) = [note for note in report.notes if note.code == "archive_names_guessed"]
    assert said(note).startswith("2 names are not UTF-8 and were read as Chinese (GBK): 小狗/照片.png, 猫咪/图像.png")
    assert sorted(file.parts for file in unpack(path, tmp_path / "out").pictures) == sorted(
        tuple(name.split("/")) for name in CHINESE.values()
    )


def test_C20_a_backslash_inside_a_gbk_character_is_no_folder(tmp_path: Path) -> None:
    assert b"\\" in "誠".encode("gbk")
    path = in_encoding(tmp_path / "x.zip", {"AABBCCDD/1.png": "小狗们誠/1.png"}, "gbk")
    assert contents(path).pictures[0].parts == ("小狗们誠", "1.png")


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        ({"AAAA/1.png": "イヌ/1.png", "BBBB/1.png": "ネコ/1.png"}, "cp932"),
        ({"AAAA/1.png": "日本/1.png"}, "cp932"),
        ({"cafX/1.png": "café/1.png", "mXre/1.png": "mère/1.png"}, "cp1252"),
        ({"mXse/1.png": "müse/1.png"}, "cp437"),
    ],
    ids=["katakana", "kanji", "French", "German"],
)
def test_C20_names_in_other_encodings_are_not_taken_for_chinese(tmp_path: Path, names: dict[str, str], encoding: str) -> None:
    refused(tmp_path, in_encoding(tmp_path / "x.zip", names, encoding), "archive_name_unreadable")


def test_C20_gbk_paths_are_judged_as_they_are_read(tmp_path: Path) -> None:
    path = in_encoding(tmp_path / "x.zip", {"../AABB.png": "../小狗.png"}, "gbk")
    assert "../小狗.png" in refused(tmp_path, path, "archive_unsafe_path")


def test_C20_utf8_names_without_the_flag_are_read(tmp_path: Path) -> None:
    path = patched(named(tmp_path, "aXXb.png"), lambda data: data.__setitem__(slice(None), data.replace(b"XX", "é".encode())))
    assert contents(path).pictures[0].parts == ("aéb.png",)


def test_C21_a_nul_in_a_name_is_refused(tmp_path: Path) -> None:
    path = patched(named(tmp_path, "a.pngXb.htm"), lambda data: data.__setitem__(slice(None), data.replace(b"pngX", b"png\0")))
    assert "a.png\\x00b.htm" in refused(tmp_path, path, "archive_bad_name")


# -- structure -----------------------------------------------------------------------------------------------------------------


def test_C4_entries_at_the_same_place_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as written:
        written.writestr("a.png", png())
        written.filelist.append(copy.copy(written.filelist[0]))
    # The same name at the same place is a duplicate; under another name the local header tells on it.
    refused(tmp_path, tmp_path / "x.zip", "archive_duplicate_name")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as written:
        written.writestr("a.png", png())
        again = copy.copy(written.filelist[0])
        again.filename = "b.png"
        written.filelist.append(again)
    refused(tmp_path, tmp_path / "x.zip", "archive_directory_damaged")


def test_C5_a_quoted_entry_is_refused_as_an_overlap(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as written:
        written.writestr("b.png", png())
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as written:
        written.writestr("a.png", inner.getvalue())
        with zipfile.ZipFile(inner) as quoted:
            entry = copy.copy(quoted.filelist[0])
        entry.header_offset = 30 + len("a.png")
        written.filelist.append(entry)
    assert "Overlapping entries" in refused(tmp_path, tmp_path / "x.zip", "archive_overlap")


def test_C6_a_bomb_is_refused_before_it_expands(tmp_path: Path) -> None:
    path = zip_file(tmp_path / "x.zip", [("zeros.png", bytes(50 * 2**20))])
    text = refused(tmp_path, path, "archive_ratio")
    assert "zeros.png expands 1,0" in text
    assert "limit 100:1" in text


def test_C6_many_small_entries_of_a_high_ratio_are_refused_together(tmp_path: Path) -> None:
    path = zip_file(tmp_path / "x.zip", [(f"{index}.png", bytes(2**20)) for index in range(20)])
    assert "limit 100:1" in refused(tmp_path, path, "archive_ratio_total")


def test_C6_a_bomb_that_lies_about_its_size_stops_within_a_megabyte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zip_file(tmp_path / "x.zip", [("a.png", bytes(20 * 2**20))])

    def lie(data: bytearray) -> None:
        for place in (22, data.rfind(b"PK\x01\x02") + 24):
            data[place : place + 4] = struct.pack("<L", 1000)

    patched(path, lie)
    written = []
    inflated = archive._inflated
    monkeypatch.setattr(archive, "_inflated", lambda *given: (written.append(len(data)) or data for data in inflated(*given)))
    assert "do not match" in refused(tmp_path, path, "archive_sizes_differ")
    assert sum(written) < 2**20


def test_C7_an_honest_white_bmp_is_named_with_what_to_do(tmp_path: Path) -> None:
    from PIL import Image

    path = zip_file(tmp_path / "x.zip", [("a/white.bmp", encoded(Image.new("RGB", (1000, 1000), "white"), "BMP"))])
    text = refused(tmp_path, path, "archive_ratio")
    assert "a/white.bmp" in text
    assert "Save BMP pictures as PNG" in text


def test_C7_a_small_white_bmp_is_no_bomb(tmp_path: Path) -> None:
    from PIL import Image

    white = encoded(Image.new("RGB", (100, 100), "white"), "BMP")
    assert len(unpack(zip_file(tmp_path / "x.zip", [("a/white.bmp", white)]), tmp_path / "out").pictures) == 1


def test_C8_zips_inside_are_not_opened(tmp_path: Path) -> None:
    data = png()
    for _ in range(10):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as written:
            written.writestr("inner.zip", data)
        data = file.getvalue()
    path = zip_file(tmp_path / "x.zip", [("a/1.png", png()), ("b/inner.zip", data)])
    assert "1 archive inside, not opened" in all_said(scan(path).notes)
    assert os.listdir(unpack(path, tmp_path / "out").root) == ["000001.png"]


def directory_of(count: int) -> bytes:
    """Central directory records of so many empty files."""
    head = struct.pack("<4s6H3L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0)
    return b"".join(head + struct.pack("<5H2L", 7, 0, 0, 0, 0, 0, 0) + b"%07d" % index for index in range(count))


def test_C9_a_million_entries_are_refused_on_the_end_record(tmp_path: Path) -> None:
    local, directory = b"PK\x03\x04" + bytes(26), directory_of(1000) * 1000
    zip64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**6, 10**6, len(directory), len(local))
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(local) + len(directory), 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, WHOLE, WHOLE, 0)
    (tmp_path / "x.zip").write_bytes(local + directory + zip64 + locator + end)
    assert "1,000,000 entries; limit 50,000" in refused(tmp_path, tmp_path / "x.zip", "archive_too_many_entries")


@pytest.mark.parametrize("count", [60_000, 800_000])
def test_C10_entries_are_counted_when_the_end_record_lies(tmp_path: Path, count: int) -> None:
    local, directory = b"PK\x03\x04" + bytes(26), directory_of(1000) * (count // 1000)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), len(local), 0)
    (tmp_path / "x.zip").write_bytes(local + directory + end)
    assert "limit 50,000" in refused(tmp_path, tmp_path / "x.zip", "archive_too_many_entries")


def test_C10_a_count_that_is_off_by_one_is_a_damaged_directory(tmp_path: Path) -> None:
    def lie(data: bytearray) -> None:
        data[end_of(data) + 8 : end_of(data) + 12] = b"\1\0\1\0"

    refused(tmp_path, patched(named(tmp_path, "1.png", "2.png"), lie), "archive_directory_damaged")


def test_C13_encrypted_entries_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as written:
        written.writestr("a.png", png())
        written.filelist[0].flag_bits |= 1
    assert "password-protected" in refused(tmp_path, tmp_path / "x.zip", "archive_encrypted")


@pytest.mark.parametrize("method", [9, 12, 14])
def test_C14_other_methods_are_refused(tmp_path: Path, method: int) -> None:
    def change(data: bytearray) -> None:
        for place in (8, data.rfind(b"PK\x01\x02") + 10):
            data[place : place + 2] = struct.pack("<H", method)

    assert f"method {method}: use normal zip" in refused(tmp_path, patched(named(tmp_path, "a.png"), change), "archive_method")


def test_C15_a_truncated_zip_is_incomplete(tmp_path: Path) -> None:
    path = patched(named(tmp_path, "a.png"), lambda data: data.__delitem__(slice(len(data) - 30, None)))
    assert "incomplete" in refused(tmp_path, path, "archive_incomplete")


@pytest.mark.parametrize("junk", [b"<html>", b"#!/bin/sh\n", b"MZ"])
def test_C15_what_is_no_zip_and_junk_before_one_are_refused(tmp_path: Path, junk: bytes) -> None:
    path = patched(named(tmp_path, "a.png"), lambda data: data.__setitem__(slice(0, 0), junk))
    assert "upload it again" in refused(tmp_path, path, "archive_not_a_zip")
    path.write_bytes(junk)
    assert "upload it again" in refused(tmp_path, path, "archive_not_a_zip")


def test_C15_a_second_zip_before_the_real_one_is_refused(tmp_path: Path) -> None:
    first = named(tmp_path, "a.png").read_bytes()
    path = patched(named(tmp_path, "b.png"), lambda data: data.__setitem__(slice(0, 0), first))
    refused(tmp_path, path, "archive_directory_damaged")


def test_C16_a_flipped_bit_removes_the_staging_folder(tmp_path: Path) -> None:
    path = zip_file(tmp_path / "x.zip", [("a/0.png", png()), ("a/1.png", png(1))], zipfile.ZIP_STORED)
    place = path.read_bytes().rfind(png(1)) + 100
    patched(path, lambda data: data.__setitem__(place, data[place] ^ 1))
    assert "a/1.png is damaged" in refused(tmp_path, path, "archive_entry_damaged")


def test_C16_damaged_deflate_data_is_refused(tmp_path: Path) -> None:
    path = named(tmp_path, "a/1.png")
    patched(path, lambda data: data.__setitem__(slice(60, 80), b"\xff" * 20))
    with pytest.raises(UserError) as raised:
        unpack(path, tmp_path / "out")
    assert raised.value.problems[0].code in ("archive_entry_damaged", "archive_sizes_differ")


def test_C17_zip64_marks_without_a_record_are_a_damaged_directory(tmp_path: Path) -> None:
    def lie(data: bytearray) -> None:
        data[end_of(data) + 8 : end_of(data) + 20] = b"\xff" * 12

    assert "damaged directory" in refused(tmp_path, patched(named(tmp_path, "a.png"), lie), "archive_directory_damaged")


@pytest.mark.parametrize("size", [10, 2**40])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_C18_a_size_that_lies_is_refused(tmp_path: Path, size: int, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", method) as written:
        written.writestr("a.png", random.Random(0).randbytes(10_000_000 if size == 10 else 1000))
        written.filelist[0].file_size = size
    assert "do not match" in refused(tmp_path, tmp_path / "x.zip", "archive_sizes_differ")


def test_C19_other_archives_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    kinds = {"w": "tar", "w:gz": "gzip", "w:bz2": "bzip2", "w:xz": "xz"}
    for mode, name in kinds.items():
        with tarfile.open(tmp_path / "x.zip", mode) as written:  # type: ignore[call-overload]
            written.add(tmp_path / "a.png", "a.png")
        assert f"{name} is not supported" in refused(tmp_path, tmp_path / "x.zip", "archive_other_kind")
    for head, name in ((b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07\1\0", "rar"), (b"PK\x07\x08PK\x03\x04", "split zip")):
        (tmp_path / "x.bin").write_bytes(head + bytes(100))
        assert f"{name} is not supported" in refusal("archive_other_kind", lambda: scan(tmp_path / "x.bin"))


def test_C22_a_disk_without_room_is_said_before_unpacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        total: int = 10**9
        used: int = 10**9
        free: int = 100

    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage())
    assert "100 bytes free" in refused(tmp_path, named(tmp_path, "a.png"), "archive_no_space")


def test_C22_an_error_while_unpacking_removes_the_staging_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object) -> Iterator[bytes]:
        yield b"x"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "entry_data", full)
    assert "Unpacking failed" in refused(tmp_path, named(tmp_path, "a.png"), "archive_no_space")


def test_the_limits_hold_for_size_and_entries(tmp_path: Path) -> None:
    path = zip_of_classes(tmp_path / "x.zip", {"a": 3})
    assert "limit 2" in refusal("archive_too_many_entries", lambda: contents(path, ArchiveLimits(entries=2)))
    refusal("archive_too_large", lambda: contents(path, ArchiveLimits(expanded_bytes=1000)))


# -- generated zips ------------------------------------------------------------------------------------------------------------


def rarely(usual: object, odd: Iterable[object]) -> some.SearchStrategy:
    """The usual value nine times of ten, so that a zip with several entries now and then passes all checks."""
    return some.integers(0, 9).flatmap(lambda draw: some.sampled_from(list(odd)) if draw == 5 else some.just(usual))


HOSTILE = ["..", ".", "", "C:", "\\\\h\\s", "a\\b", "x\0y"]
HARMLESS = ["a", "b", "A", "CON", "x.", "é", "e\u0301", "🐈", "a\u202eb", "a\nb", "=1+1", "n" * 255]
NAMES = some.lists(rarely("a", HOSTILE) | some.sampled_from(HARMLESS), min_size=1, max_size=3).map("/".join)
ENTRIES = some.tuples(
    NAMES,
    some.sampled_from([".png", ".jpg", "", "/", ".zip"]),
    some.sampled_from([0, 8]),
    rarely(0o100644, [0, 0o040755, 0o120777, 0o010644]),
    rarely(0, [1, 0x800, 0x2000]),
    rarely(None, [0, 10, 2**20, 2**40]),
    some.sampled_from([b"", b"x", b"\0" * 5000, b"GIF89a" * 100, b"\0" * 20_000]),
)


BUDGET = ArchiveLimits(expanded_bytes=12_000)
"""Small enough that generated zips meet it."""


def generated(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """So many zips, always the same ones."""
    drawn = given(entries=some.lists(ENTRIES, max_size=6), cut=rarely(0, [1, 22, 40]), flip=rarely(None, range(0, 5000, 7)))
    chosen = settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    return lambda test: chosen(drawn(test))


@pytest.mark.slow
@generated(1000)
def test_generated_zips_write_nothing_outside_their_folder(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple], cut: int, flip: int | None
) -> None:
    hold_zip(tmp_path_factory.mktemp("generated"), entries, cut, flip)


@pytest.mark.soak
@generated(10_000)
def test_ten_thousand_generated_zips_write_nothing_outside_their_folder(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple], cut: int, flip: int | None
) -> None:
    hold_zip(tmp_path_factory.mktemp("generated"), entries, cut, flip)


def hold_zip(place: Path, entries: list[tuple], cut: int, flip: int | None) -> None:
    """Unpack a generated zip: complete or not at all, nothing beside its folder, and never more than a megabyte over the budget."""
    (place / "canary.png").write_bytes(png())
    path = place / "x.zip"
    write_hostile(path, entries, cut, flip)
    before = snapshot(place)
    listing, sentences = None, [""]
    written: list[int] = []
    honest = archive.entry_data

    def counted(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
        for data in honest(file, entry):
            written.append(len(data))
            yield data

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive, "entry_data", counted)
        try:
            listing = unpack(path, place / "in" / "out", BUDGET)
        except UserError as error:
            sentences = error.sentences()
    event("unpacked" if listing else sentences[0][:20])
    assert sum(written) <= BUDGET.expanded_bytes + 2**20
    if listing is None:
        assert all(sentences)
        assert not (place / "in").exists() or os.listdir(place / "in") == []
    else:
        assert sorted(os.listdir(place / "in" / "out" / "pictures")) == [file.file for file in listing.pictures]
        assert os.listdir(place / "in") == ["out"]
        assert sum(file.stat().st_size for file in (place / "in" / "out" / "pictures").iterdir()) <= BUDGET.expanded_bytes
    after = {where: facts for where, facts in snapshot(place).items() if not where.startswith(str(place / "in"))}
    assert after == before
    shutil.rmtree(place)


def write_hostile(path: Path, entries: list[tuple], cut: int, flip: int | None) -> None:
    """A zip of generated entries, its headers changed as they say, its end cut and one byte flipped."""
    with zipfile.ZipFile(path, "w") as written:
        for name, ending, method, mode, flags, size, data in entries:
            info = zipfile.ZipInfo("x")
            info.compress_type = method
            info.external_attr = mode << 16
            info.filename = info.orig_filename = name + ending
            if info.filename in written.NameToInfo:
                continue
            written.writestr(info, data)
            written.filelist[-1].flag_bits |= flags
            if size is not None:
                written.filelist[-1].file_size = size
    data = bytearray(path.read_bytes())
    if flip is not None and data:
        data[flip % len(data)] ^= 0x55
    path.write_bytes(data[: len(data) - cut])
