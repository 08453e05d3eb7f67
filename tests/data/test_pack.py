"""The dataset on disk and the store around it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pytest

from tlgui import durable
from tlgui.data import images
from tlgui.data.pack import PACK_VERSION, DatasetInfo, Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import Problem
from tlgui.home import Home, new_id

from .samples import noise, number_of, refusal

ORIGIN = {"kind": "folder", "path": "/x", "fingerprint": "folder:1"}


def make(home: Home, labels: list[int], classes: tuple[str, ...] = ("cat", "dog", "owl"), owner: str = "local", **more) -> Pack:
    store = DatasetStore(home)
    with store.create() as (dataset_id, writer):
        for index, label in enumerate(labels):
            writer.add(images.stored(noise(index, 20 + index, 16)), f"{index}.png", label)
        writer.finish(dataset_id, **{"owner": owner, "name": "photo", "classes": classes, "origin": ORIGIN, **more})
    return store.get(dataset_id, owner)


def test_pictures_come_back_as_they_were_written(home: Home) -> None:
    pack = make(home, [0, 1, 2])
    assert len(pack) == 3
    for index in range(3):
        picture = noise(index, 20 + index, 16)
        number = number_of(pack, picture)
        assert np.array_equal(pack.picture(number), np.asarray(picture))
        assert pack.thumbnail(number) == images.stored(picture).thumbnail
        assert pack.hash(number) == pack.hashes[number] == images.stored(picture).hash
        assert (pack.name(number), pack.sizes[number].tolist()) == (f"{index}.png", [16, 20 + index])


def test_an_array_that_two_threads_read_at_once_is_read_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """CPython 3.11 may say so (gh-106905) when two threads of a server read the head of an array in the same moment."""
    expected, again = make(home, [0, 1, 2]), DatasetStore(home)
    tripped: list[Path] = []
    honest = np.load

    def trips(path: Path, **more: object) -> np.ndarray:
        if path not in tripped:
            tripped.append(path)
            raise SystemError("AST constructor recursion depth mismatch (before=63, after=51)")
        return honest(path, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(np, "load", trips)
    pack = again.get(expected.info.id)
    assert pack.labels().tolist() == expected.labels().tolist()
    assert pack.hashes == expected.hashes
    assert {path.name for path in tripped} >= {"labels.npy", "hashes.npy"}


def test_a_picture_is_a_view_that_cannot_be_written(home: Home) -> None:
    picture = make(home, [0]).picture(0)
    assert picture.base is not None
    with pytest.raises(ValueError, match="read-only"):
        picture[0, 0, 0] = 1


def test_the_info_counts_classes_and_is_plain_json(home: Home) -> None:
    info = make(home, [0, 1, 1, 2]).info
    assert (info.classes, info.counts, info.labels, info.size) == (("cat", "dog", "owl"), (1, 2, 1), "all", 4)
    assert (info.short_side, info.labels_open, info.refused) == (16, False, 0)
    assert DatasetInfo.from_json(json.loads(json.dumps(info.as_json()))) == info


def test_A6_a_class_without_pictures_is_left_out_and_labels_stay_contiguous(home: Home) -> None:
    pack = make(home, [0, 2, 2])
    assert pack.info.classes == ("cat", "owl")
    assert {pack.name(number): label for number, label in enumerate(pack.labels().tolist())} == {
        "0.png": 0,
        "1.png": 1,
        "2.png": 1,
    }


def test_without_labels_there_is_no_label_file(home: Home) -> None:
    pack = make(home, [-1, -1], classes=())
    assert pack.info.labels == "none"
    assert pack.labels().tolist() == [-1, -1]
    assert not (pack.folder / "labels.npy").exists()


def test_only_labels_needs_the_label_file(home: Home) -> None:
    pack = make(home, [0, 1])
    (pack.folder / "labels.npy").unlink()
    again = Pack(pack.folder)
    last = number_of(again, noise(1, 21, 16))
    assert (again.picture(last).shape, again.name(last), len(again.hashes)) == ((16, 21, 3), "1.png", 2)
    assert again.report()["refused"] == []
    refusal("dataset_damaged", again.labels)


def test_the_content_hash_covers_pictures_in_order_and_no_labels(home: Home) -> None:
    first, relabelled = make(home, [0, 1]), make(home, [1, 0])
    assert first.info.content == relabelled.info.content
    assert first.info.content == hashlib.sha256(bytes.fromhex("".join(first.hashes))).hexdigest()
    assert first.info.content != make(home, [0, 1, 1]).info.content


def test_a_negative_or_too_large_index_is_an_error(home: Home) -> None:
    pack = make(home, [0])
    for read in (pack.thumbnail, pack.picture, pack.name, pack.hash):
        with pytest.raises(IndexError):
            read(1)


def test_the_report_lists_notes_and_refused_files(home: Home) -> None:
    refused = [{"name": "a/x.png", "code": "picture_empty", "values": {}}]
    pack = make(home, [0], notes=[Problem("system_files", {"count": 1})], refused=refused)
    assert pack.report() == {"notes": [{"code": "system_files", "values": {"count": 1}}], "refused": refused}
    assert pack.info.refused == 1


def test_A11_names_that_are_no_utf8_are_stored_written_out(home: Home) -> None:
    pack = make(home, [0], classes=("caf\udce9",), name="x\udcff")
    assert (pack.info.classes, pack.info.name) == (("caf\\xe9",), "x\\xff")


def test_nothing_is_pickled(home: Home) -> None:
    pack = make(home, [0, 1])
    for file in pack.folder.glob("*.npy"):
        np.load(file, allow_pickle=False)


def test_a_dataset_that_was_not_finished_does_not_exist(home: Home) -> None:
    with contextlib.suppress(KeyError), DatasetStore(home).create() as (_, writer):
        writer.add(images.stored(noise(0)), "0.png")
        raise KeyError
    assert os.listdir(home.datasets) == []


def test_the_store_hands_out_only_the_owners_datasets(home: Home) -> None:
    mine, theirs = make(home, [0]), make(home, [0], owner="b")
    store = DatasetStore(home)
    assert [info.id for info in store.all()] == [mine.info.id]
    assert store.get(theirs.info.id, "b").info == theirs.info
    assert "There is no dataset" in refusal("dataset_unknown", lambda: store.get(theirs.info.id))
    found = store.find("folder:1", "b")
    assert found is not None
    assert found.info.id == theirs.info.id
    assert store.find("folder:2", "b") is None


@pytest.mark.parametrize("name", ["", "..", "../datasets", "x" * 32, "a\0b", "F" * 32, "caf\udce9"])
def test_an_id_from_outside_never_becomes_a_path(home: Home, name: str) -> None:
    refusal("dataset_unknown", lambda: DatasetStore(home).get(name))


def test_datasets_are_listed_newest_first_and_damaged_or_newer_ones_passed_over(home: Home) -> None:
    first, second = make(home, [0]), make(home, [0, 1])
    (home.datasets / new_id()).mkdir()
    newer = make(home, [0])
    durable.write_json(newer.folder / "dataset.json", {**newer.info.as_json(), "version": PACK_VERSION + 1})
    damaged = make(home, [0])
    (damaged.folder / "dataset.json").write_text("[")
    store = DatasetStore(home)
    assert [info.id for info in store.all()] == [second.info.id, first.info.id]
    assert "newer version" in refusal("dataset_newer", lambda: store.get(newer.info.id))
    assert "dataset.json" in refusal("dataset_damaged", lambda: store.get(damaged.info.id))
    before = (newer.folder / "dataset.json").read_bytes()
    assert store.find("folder:1") is not None
    assert (newer.folder / "dataset.json").read_bytes() == before


def test_reading_a_picture_does_not_load_the_others(home: Home) -> None:
    pack = make(home, [0, 1])
    pixels = Path(pack.folder / "pictures.bin").stat().st_size
    assert pixels == int(pack.sizes.prod(axis=1).sum()) * 3
    assert isinstance(pack._pixels, np.memmap)
