"""From a folder or zip to a dataset."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from tests.conftest import missing
from tlgui.data import ingest as module
from tlgui.data import listing
from tlgui.data.changes import changes
from tlgui.data.ingest import ingest
from tlgui.data.pack_writer import PackWriter
from tlgui.data.store import DatasetStore
from tlgui.errors import Problem
from tlgui.home import Home

from .samples import all_said, class_folders, encoded, noise, number_of, png, refusal, said, snapshot, zip_file, zip_of_classes

posix = pytest.mark.needs(os.name != "nt", "POSIX links and owners")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return class_folders(tmp_path / "photo", {"cat": 2, "dog": 3})


def notes(pack) -> str:
    return all_said(Problem(**note) for note in pack.report()["notes"])


def test_a_folder_becomes_a_dataset(home: Home, photo: Path) -> None:
    pack = ingest(str(photo), home)
    assert (pack.info.name, pack.info.classes, pack.info.counts) == ("photo", ("cat", "dog"), (2, 3))
    last = number_of(pack, noise(5))
    assert sorted(pack.labels().tolist()) == [0, 0, 1, 1, 1]
    assert (pack.labels()[last], pack.name(last)) == (1, "2.png")
    assert np.array_equal(pack.picture(last), np.asarray(noise(5)))
    assert pack.info.origin["kind"] == "folder"
    assert DatasetStore(home).all() == [pack.info]


def test_the_users_folder_is_never_written(home: Home, photo: Path) -> None:
    before = snapshot(photo)
    ingest(str(photo), home)
    assert snapshot(photo) == before


def test_a_zip_gives_the_same_pictures_as_its_folder(home: Home, tmp_path: Path) -> None:
    path = zip_of_classes(tmp_path / "photo.zip", {"cat": 2, "dog": 3}, wrapper="top/")
    pack = ingest(str(path), home)
    assert (pack.info.name, pack.info.classes, pack.info.origin["kind"]) == ("photo", ("cat", "dog"), "zip")
    places = [number_of(pack, noise(index)) for index in range(5)]
    assert np.array_equal(pack.picture(places[4]), np.asarray(noise(4)))
    assert [pack.name(index) for index in places] == ["0.png", "1.png", "0.png", "1.png", "2.png"]
    assert "found in top" in notes(pack)
    assert os.listdir(home.cache / "unpacked") == []


def test_an_unchanged_folder_is_found_again_at_once(home: Home, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ingest(str(photo), home)
    monkeypatch.setattr(module, "DecoderPool", None)
    assert ingest(str(photo) + "/.", home).info.id == first.info.id
    assert ingest(str(photo), home, role="source").info.id == first.info.id


def test_another_owner_gets_a_dataset_of_their_own(home: Home, photo: Path) -> None:
    assert ingest(str(photo), home).info.id != ingest(str(photo), home, owner="b").info.id


def test_an_unchanged_zip_is_found_again_wherever_it_lies(home: Home, tmp_path: Path) -> None:
    first = ingest(str(zip_of_classes(tmp_path / "a.zip", {"a": 2, "b": 2})), home)
    os.rename(tmp_path / "a.zip", tmp_path / "b.zip")
    assert ingest(str(tmp_path / "b.zip"), home).info.id == first.info.id


@posix
@pytest.mark.parametrize("change", ["byte", "add", "remove", "rename"])
def test_A28_a_changed_folder_is_ingested_anew(home: Home, photo: Path, change: str) -> None:
    first = ingest(str(photo), home)
    file = photo / "cat" / "0.png"
    facts = file.stat()
    if change == "byte":
        file.write_bytes(png(99))
        os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))  # set back: the size is the same, too
        assert file.stat().st_mtime_ns == facts.st_mtime_ns
    elif change == "add":
        (photo / "cat" / "9.png").write_bytes(png(99))
    elif change == "remove":
        file.unlink()
    else:
        os.rename(photo / "cat", photo / "tiger")
    assert ingest(str(photo), home).info.id != first.info.id


@posix
def test_A28_the_new_dataset_says_how_many_files_changed_since_the_last(home: Home, photo: Path) -> None:
    ingest(str(photo), home)
    file = photo / "cat" / "0.png"
    facts = file.stat()
    file.write_bytes(file.read_bytes()[:-1] + b"\0")
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    (photo / "cat" / "9.png").write_bytes(png(99))
    again = ingest(str(photo), home)
    found = [each for each in again.report()["notes"] if each["code"] == "changed_since_ingest"]
    assert found == [{"code": "changed_since_ingest", "values": {"count": 2, "changed": 1, "added": 1, "removed": 0, "total": 6}}]
    assert "2 of 6 files changed" in said(Problem(**found[0]), "note")
    kept = again.stamps()
    assert kept is not None
    assert changes(kept, {name: (*stamp,) for name, stamp in kept.items()}) == (0, 0, 0, 6)  # type: ignore[misc]
    (photo / "cat" / "9.png").unlink()
    assert "1 of 6 files changed" in all_said(Problem(**each) for each in ingest(str(photo), home).report()["notes"])


def test_A28_a_zip_cannot_change_behind_its_dataset(home: Home, tmp_path: Path) -> None:
    pack = ingest(str(zip_of_classes(tmp_path / "a.zip", {"a": 2, "b": 2})), home)
    assert pack.stamps() is None
    assert not [each for each in pack.report()["notes"] if each["code"] == "changed_since_ingest"]


@posix
def test_A30_a_large_folder_says_how_far_it_is_and_can_be_cancelled(
    home: Home, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "TOLD_EVERY", 2)
    told: list[tuple[str, int, int | None]] = []
    ingest(str(photo), home, before=lambda *given: told.append(given))
    assert told and all(stage == "list" and total is None for stage, _, total in told)
    refusal("ingest_stopped_early", lambda: ingest(str(photo), home, stop=lambda: True))


def test_progress_counts_up_to_the_total(home: Home, photo: Path) -> None:
    (photo / "cat" / "bad.png").write_bytes(b"hello")
    seen = []
    ingest(str(photo), home, progress=lambda *given: seen.append(given))
    assert [done for done, _, _ in seen] == list(range(1, 7))
    assert seen[-1] == (6, 6, 1)


def test_stopping_leaves_nothing(home: Home, photo: Path) -> None:
    assert "after 1 of 5" in refusal("ingest_stopped", lambda: ingest(str(photo), home, stop=lambda: True))
    assert os.listdir(home.datasets) == []


def test_A1_nothing_to_use_makes_no_dataset(home: Home, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "0 images" in refusal("no_images", lambda: ingest(str(tmp_path / "empty"), home))
    assert os.listdir(home.datasets) == []


def test_A3_a_flat_folder_is_refused_as_source_and_taken_as_target(home: Home, tmp_path: Path) -> None:
    (tmp_path / "flat").mkdir()
    for index in range(5):
        (tmp_path / "flat" / f"{index}.png").write_bytes(png(index))
    refusal("source_without_classes", lambda: ingest(str(tmp_path / "flat"), home, role="source"))
    pack = ingest(str(tmp_path / "flat"), home, role="target")
    assert (pack.info.labels, pack.info.classes, len(pack)) == ("none", (), 5)
    refusal("source_without_classes", lambda: ingest(str(tmp_path / "flat"), home, role="source"))


def test_A4_a_target_in_one_folder_has_no_labels(home: Home, tmp_path: Path) -> None:
    path = zip_of_classes(tmp_path / "x.zip", {"photos": 3})
    refusal("too_few_class_folders", lambda: ingest(str(path), home, role="source"))
    pack = ingest(str(path), home, role="target")
    assert (pack.info.labels, len(pack)) == ("none", 3)
    assert "All pictures are in one folder, photos" in notes(pack)


def test_A32_bad_files_are_quarantined_counted_and_listed(home: Home, photo: Path) -> None:
    (photo / "cat" / "hello.jpg").write_bytes(b"hello")
    (photo / "dog" / "empty.png").write_bytes(b"")
    pack = ingest(str(photo), home, role="source")
    assert (len(pack), pack.info.refused) == (5, 2)
    assert pack.report()["refused"] == [
        {"name": "cat/hello.jpg", "code": "picture_not_an_image", "values": {}},
        {"name": "dog/empty.png", "code": "picture_empty", "values": {}},
    ]
    assert "2 of 7 pictures cannot be used" in notes(pack)


def test_A32_a_class_whose_pictures_are_all_bad_is_left_out(home: Home, photo: Path) -> None:
    (photo / "bird").mkdir()
    (photo / "bird" / "1.png").write_bytes(b"hello")
    pack = ingest(str(photo), home)
    assert pack.info.classes == ("cat", "dog")
    assert "bird: none of the pictures can be used" in notes(pack)
    assert sorted(pack.labels().tolist()) == [0, 0, 1, 1, 1]


def test_A32_too_few_usable_classes_are_refused_with_the_reasons(home: Home, photo: Path) -> None:
    for file in (photo / "cat").iterdir():
        file.write_bytes(b"hello")
    text = refusal("too_few_class_folders", lambda: ingest(str(photo), home, role="source"))
    assert "2 of 5 pictures cannot be used" in text
    assert "Not an image" in text
    assert os.listdir(home.datasets) == []


def test_A32_nothing_readable_names_each_reason_once(home: Home, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    for index in range(40):
        (tmp_path / "bad" / f"{index:02d}.jpg").write_bytes(b"hello" if index else b"")
    text = refusal("nothing_readable", lambda: ingest(str(tmp_path / "bad"), home))
    assert "0 of 40 pictures can be used" in text
    assert text.count("Not an image") == text.count("Empty file") == 1
    assert "00.jpg: Empty file" in text
    assert "01.jpg: Not an image" in text
    assert os.listdir(home.datasets) == []


def test_what_else_was_in_a_folder_without_a_readable_picture_is_said(home: Home, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "broken.jpg").write_bytes(b"hello")
    (tmp_path / "bad" / "x.txt").write_bytes(b"hello")
    text = refusal("nothing_readable", lambda: ingest(str(tmp_path / "bad"), home))
    assert "For example: broken.jpg: Not an image" in text
    assert text.endswith("1 other file left out: x.txt.")


def test_X1_of_a_target_with_labels_no_name_of_a_file_is_told(home: Home, tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        (tmp_path / "bad" / name).mkdir(parents=True)
        (tmp_path / "bad" / name / f"{name}.jpg").write_bytes(b"hello")
        (tmp_path / "bad" / name / f"{name}.txt").write_bytes(b"hello")
    text = refusal("nothing_readable", lambda: ingest(str(tmp_path / "bad"), home, role="target"))
    assert "Not an image" in text
    assert "cat" not in text and "dog" not in text
    assert "cat/cat.jpg: Not an image" in refusal("nothing_readable", lambda: ingest(str(tmp_path / "bad"), home, role="source"))


def test_B_notes_of_decoding_are_counted(home: Home, photo: Path) -> None:
    (photo / "cat" / "wrong.jpg").write_bytes(png(50))
    (photo / "cat" / "frames.gif").write_bytes(encoded(noise(51), "GIF", save_all=True, append_images=[noise(52)]))
    (photo / "cat" / "glass.png").write_bytes(encoded(noise(53, mode="RGBA")))
    text = notes(ingest(str(photo), home))
    assert "1 misnamed" in text
    assert "1 multi-frame: first frame used" in text
    assert "1 with transparency, placed on white" in text


@posix
def test_A17_links_are_skipped_and_their_target_is_not_in_the_dataset(home: Home, photo: Path, tmp_path: Path) -> None:
    (tmp_path / "canary.png").write_bytes(png(77))
    os.symlink(tmp_path / "canary.png", photo / "cat" / "x.png")
    pack = ingest(str(photo), home)
    assert len(pack) == 5
    assert "1 link skipped" in notes(pack)


WITHOUT_ROOTS_RIGHTS = """
import ctypes, os, sys
if os.geteuid() == 0:  # root reads everything: give up that right for good, also for the decoders
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        if ctypes.CDLL(None).prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP
            sys.exit("cannot")
os.execv(sys.executable, [sys.executable, "-c", *sys.argv[1:]])
"""
INGEST_AND_PRINT = """
import sys; from tlgui.home import Home; from tlgui.data.ingest import ingest
pack = ingest(sys.argv[1], Home.open(sys.argv[2]))
print(pack.info.counts, *[each["code"] for each in pack.report()["refused"] + pack.report()["notes"]])
"""


@pytest.mark.needs(sys.platform == "linux", "Linux capabilities, to do without root's rights")
def test_A19_what_cannot_be_read_is_counted_and_the_rest_used(home: Home, tmp_path: Path) -> None:
    folder = class_folders(tmp_path / "photo", {"a": 3, "b": 3, "c": 2})
    os.chmod(folder / "a" / "0.png", 0)
    os.chmod(folder / "c", 0)
    command = [sys.executable, "-c", WITHOUT_ROOTS_RIGHTS, INGEST_AND_PRINT, str(folder), str(home.root)]
    done = subprocess.run(command, capture_output=True, text=True)
    os.chmod(folder / "c", 0o700)
    if done.stderr.strip() == "cannot":
        missing("root cannot give up its rights here")
    assert done.stdout.split() == ["(2,", "3)", "picture_no_permission", "folders_unreadable", "pictures_refused"], done.stderr


def test_an_uploaded_folder_is_unwrapped_and_its_place_forgotten(home: Home, tmp_path: Path) -> None:
    class_folders(tmp_path / "staging" / "photo", {"a": 2, "b": 2})
    pack = ingest(str(tmp_path / "staging"), home, name="photo", origin_kind="upload")
    assert (pack.info.classes, pack.info.name) == (("a", "b"), "photo")
    assert pack.info.origin["kind"] == "upload"
    assert pack.info.origin["path"] == ""


def test_C16_a_damaged_zip_leaves_nothing(home: Home, tmp_path: Path) -> None:
    path = zip_of_classes(tmp_path / "x.zip", {"a": 2, "b": 2})
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)
    refusal("archive_entry_damaged", lambda: ingest(str(path), home))
    assert os.listdir(home.datasets) == os.listdir(home.cache / "unpacked") == []


def test_C12_hostile_names_in_a_zip_become_no_paths(home: Home, tmp_path: Path) -> None:
    path = zip_file(tmp_path / "x.zip", [("CON/NUL.png", png(1)), ("x./a\nb?.png", png(2))])
    pack = ingest(str(path), home)
    assert pack.info.classes == ("CON", "x.")
    assert sorted(pack.name(index) for index in range(2)) == ["NUL.png", "a\nb?.png"]


def test_C22_leftovers_of_killed_processes_are_removed(home: Home, photo: Path) -> None:
    dead = 2**22 + 1
    while psutil.pid_exists(dead):
        dead += 1
    staging = home.cache / "unpacked"
    old = [home.datasets / f".{dead}-0011aabb.tmp", staging / f".{dead}-0011aabb.tmp", staging / f"{dead}-{'0' * 32}"]
    alive = staging / f"{os.getpid()}-{'0' * 32}"
    for folder in [*old, alive]:
        folder.mkdir(parents=True)
    ingest(str(photo), home)
    assert not any(folder.exists() for folder in old)
    assert alive.exists()


def test_a_full_disk_leaves_nothing(home: Home, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PackWriter, "add", full)
    assert "The disk is full" in refusal("disk_full", lambda: ingest(str(photo), home))
    assert os.listdir(home.datasets) == []


def test_A14_a_long_folder_name_makes_a_short_dataset_name(home: Home, tmp_path: Path) -> None:
    name = "n" * (255 if os.name != "nt" else 100)
    assert ingest(str(class_folders(tmp_path / name, {"a": 1, "b": 1})), home).info.name == "n" * 80


def test_nothing_heavy_is_imported() -> None:
    heavy = "('torch', 'gradio', 'pandas', 'sklearn', 'matplotlib', 'timm', 'umap')"
    code = f"import tlgui.data.job, tlgui.data.split, sys; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_refused_files_are_kept_as_thumbnails_where_something_can_be_seen(home: Home, tmp_path: Path) -> None:
    folder = class_folders(tmp_path / "x", {"a": 2, "b": 2})
    (folder / "a" / "cut.png").write_bytes(png(50)[:700])
    (folder / "a" / "text.png").write_bytes(b"hello")
    noise(7, 8, 500).save(folder / "b" / "narrow.png")
    pack = ingest(str(folder), home)
    assert {each["name"]: each.get("thumbnail") for each in pack.report()["refused"]} == {
        "a/cut.png": 0,
        "a/text.png": None,
        "b/narrow.png": 1,
    }
    sizes = [Image.open(io.BytesIO(pack.refused_thumbnail(number))).size for number in (0, 1)]
    assert sizes == [(24, 16), (2, 96)]
    for number in (-1, 2):
        with pytest.raises(IndexError):
            pack.refused_thumbnail(number)
