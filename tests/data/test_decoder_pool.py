"""Decoding in child processes: limits, crashes, links swapped in after the scan."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from PIL import Image

from tlgui.data import decoder_pool
from tlgui.data.decoder_pool import DecoderPool
from tlgui.data.images import DecodedPicture
from tlgui.data.inside import open_inside
from tlgui.errors import Problem

from .samples import encoded, noise, png

posix = pytest.mark.needs(os.name != "nt", "POSIX links, pipes and signals")


def codes(pool: DecoderPool, files: list[str]) -> list[str]:
    return [answer.code if isinstance(answer, Problem) else "used" for answer in pool.decode(files)]


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "tlgui.data.decoder" in child.cmdline()]


def fill(folder: Path, count: int) -> list[str]:
    names = [f"{index}.png" for index in range(count)]
    for index, name in enumerate(names):
        (folder / name).write_bytes(encoded(noise(index, 16 + index, 16)))
    return names


def test_pictures_come_back_in_order_and_whole(tmp_path: Path) -> None:
    names = fill(tmp_path, 30)
    with DecoderPool(tmp_path, workers=2) as pool:
        answers = list(pool.decode(names))
    assert [answer.width for answer in answers if isinstance(answer, DecodedPicture)] == list(range(16, 46))
    assert all(answer.pixels == noise(index, 16 + index, 16).tobytes() for index, answer in enumerate(answers))
    assert children() == []


def test_no_more_children_are_started_than_there_is_work_for(tmp_path: Path) -> None:
    with DecoderPool(tmp_path, workers=8) as pool:
        list(pool.decode(fill(tmp_path, 1)))
        assert len(children()) == 1


def test_a_child_imports_neither_numpy_nor_anything_heavy() -> None:
    code = "import tlgui.data.decoder, sys; print([name for name in ('numpy', 'pydantic', 'psutil', 'torch') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_modules_in_the_users_folder_are_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = fill(tmp_path, 1)
    (tmp_path / "PIL.py").write_text("raise SystemExit('canary')")
    monkeypatch.chdir(tmp_path)
    with DecoderPool(".", workers=1) as pool:
        assert codes(pool, names) == ["used"]


@posix
def test_B21_a_crash_costs_one_file(tmp_path: Path) -> None:
    names = fill(tmp_path, 6)
    with DecoderPool(tmp_path, workers=1) as pool:
        answers = pool.decode(names)
        assert isinstance(next(answers), DecodedPicture)
        children()[0].kill()
        rest = [answer.code if isinstance(answer, Problem) else "used" for answer in answers]
    assert rest.count("picture_crashed") <= 1
    assert rest[-1] == "used"


@posix
def test_a_child_that_stops_answering_costs_one_file(tmp_path: Path) -> None:
    names = fill(tmp_path, 12)
    started = time.monotonic()
    with DecoderPool(tmp_path, workers=1, seconds=1.0) as pool:
        answers = pool.decode(names)
        assert isinstance(next(answers), DecodedPicture)
        children()[0].suspend()
        rest = [answer.code if isinstance(answer, Problem) else "used" for answer in answers]
    assert rest.count("picture_too_slow") <= 1
    assert set(rest) <= {"used", "picture_too_slow"}
    assert rest[-1] == "used"
    assert time.monotonic() - started < 10


def test_a_decoder_that_does_not_start_is_an_error_and_no_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder_pool.sys, "executable", "true" if os.name != "nt" else sys.executable)
    with DecoderPool(tmp_path, workers=1) as pool, pytest.raises((RuntimeError, OSError)):
        next(pool.decode(["x.png"]))


def test_leaving_early_ends_the_children(tmp_path: Path) -> None:
    with DecoderPool(tmp_path, workers=2) as pool:
        next(pool.decode(fill(tmp_path, 40)))
    assert children() == []


@pytest.mark.slow
@pytest.mark.needs(sys.platform == "linux", "a limit of memory, which only Linux has")
def test_B5_the_worst_legal_image_fits_into_the_memory_limit(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (tmp_path / "x.png").write_bytes(encoded(Image.new("RGBA", (7071, 7071), (255, 0, 0, 128)), exif=exif, compress_level=1))
    with DecoderPool(tmp_path, workers=1) as pool:
        picture = next(pool.decode(["x.png"]))
    assert isinstance(picture, DecodedPicture), picture
    assert (picture.width, picture.pixels[:3]) == (256, b"\xff\x7f\x7f")


@pytest.mark.slow
@pytest.mark.needs(sys.platform == "linux", "a limit of memory, which only Linux has")
def test_B5_the_largest_heic_with_transparency_fits_too() -> None:
    folder = Path(os.path.realpath(__file__)).parent.parent / "fixtures" / "pictures"
    with DecoderPool(folder, workers=1, seconds=60) as pool:  # memory is asked about, not how busy the machine is
        picture = next(pool.decode(["largest.heic"]))  # 7,000 × 7,000
    assert isinstance(picture, DecodedPicture), picture
    assert picture.original == (7000, 7000, "HEIC", "RGBA")


@pytest.mark.needs(sys.platform == "linux", "a limit of memory, which only Linux has")
def test_a_picture_beyond_the_memory_limit_is_refused_and_the_next_one_used(tmp_path: Path) -> None:
    (tmp_path / "large.png").write_bytes(encoded(Image.new("RGB", (4000, 4000)), compress_level=1))
    (tmp_path / "small.png").write_bytes(png())
    with DecoderPool(tmp_path, workers=1, memory=32 * 2**20) as pool:
        assert codes(pool, ["large.png", "small.png"]) == ["picture_needs_memory", "used"]


@posix
def test_A17_a_link_swapped_in_after_the_scan_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "canary.png").write_bytes(png(7))
    root = tmp_path / "data"
    (root / "a").mkdir(parents=True)
    os.symlink(tmp_path / "outside" / "canary.png", root / "a" / "file.png")
    os.symlink(tmp_path / "outside", root / "folder")
    with DecoderPool(root, workers=1) as pool:
        found = codes(
            pool, ["a/file.png", "folder/canary.png", "../outside/canary.png", str(tmp_path / "outside" / "canary.png")]
        )
    assert found == ["picture_not_a_file"] * 4


@posix
def test_A18_special_files_put_there_after_the_scan_do_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f.png")
    with DecoderPool(tmp_path, workers=1, seconds=2) as pool:
        assert codes(pool, ["f.png", "gone.png"]) == ["picture_not_a_file", "picture_gone"]


@posix
def test_no_descriptor_is_left_open_by_a_refused_path(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f.png")
    before = psutil.Process().num_fds()
    for name in ("f.png", "gone.png", "../x.png"):
        with pytest.raises(OSError, match=r"."):
            open_inside(str(tmp_path), name)
    assert psutil.Process().num_fds() == before


@pytest.mark.needs(sys.platform == "linux", "a file system that takes any bytes")
def test_A11_a_file_whose_name_is_not_utf8_is_opened_by_its_raw_name(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9\n.png")
    (tmp_path / name).write_bytes(png())
    with DecoderPool(tmp_path, workers=1) as pool:
        assert codes(pool, [name]) == ["used"]
