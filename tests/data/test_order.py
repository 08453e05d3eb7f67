"""The order of a dataset's pictures: by their content, and nothing of their labels."""

from __future__ import annotations

import hashlib
from itertools import permutations

import numpy as np
import pytest

from tlgui.data import images
from tlgui.data.order import by_content
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.home import Home

from .earlier import as_version_1
from .samples import noise

Picture = tuple[int, str, int]
"""Seed, name and label."""

PICTURES: list[Picture] = [(0, "a", 0), (1, "b", 0), (2, "c", 1), (3, "d", 1), (4, "e", 2), (5, "f", 2)]
CLASSES = ("cat", "dog", "owl")


def make(home: Home, pictures: list[Picture]) -> Pack:
    store = DatasetStore(home)
    with store.create() as (dataset_id, writer):
        for seed, name, label in pictures:
            writer.add(images.stored(noise(seed, 16, 16 + seed % 3)), name, label)
        origin = {"kind": "upload", "path": "", "fingerprint": dataset_id}
        writer.finish(dataset_id, owner="local", name="photo", classes=CLASSES, origin=origin)
    return store.get(dataset_id)


def told(pack: Pack) -> list[tuple[str, str, int]]:
    return list(zip(pack.hashes, map(pack.name, range(len(pack))), pack.labels().tolist(), strict=True))


def test_X1_pictures_are_numbered_by_their_content_however_they_were_read(home: Home) -> None:
    packs = [make(home, pictures) for pictures in (PICTURES, PICTURES[::-1], PICTURES[3:] + PICTURES[:3])]
    assert all(told(pack) == told(packs[0]) for pack in packs)
    assert packs[0].hashes == sorted(packs[0].hashes)
    assert {pack.content for pack in packs} == {hashlib.sha256(bytes.fromhex("".join(packs[0].hashes))).hexdigest()}


def test_X1_all_that_is_known_of_a_picture_goes_with_its_number(home: Home) -> None:
    pack = make(home, PICTURES)
    by_name = {name: (seed, label) for seed, name, label in PICTURES}
    for index in range(len(pack)):
        seed, label = by_name[pack.name(index)]
        made = images.stored(noise(seed, 16, 16 + seed % 3))
        assert (pack.hash(index), pack.thumbnail(index), pack.labels()[index]) == (made.hash, made.thumbnail, label)
        assert pack.picture(index).tobytes() == made.pixels
        assert pack.sizes[index].tolist() == [made.height, made.width]
        assert pack.originals()[index][:2] == (made.height, made.width)


def test_X1_equal_pictures_are_not_ordered_by_their_class(home: Home) -> None:
    """Two hundred pairs, each in two classes, under usual names: the class that is read first comes first in about half of them."""
    pairs = 200
    hashes = np.repeat(np.arange(pairs, dtype=np.uint8), 2)[:, None].repeat(32, 1)
    names = [f"{place:04d}.png" for place in range(2 * pairs)]
    order = by_content(hashes, names, lambda place: CLASSES[place % 2])
    first = sum(place % 2 == 0 for place in order[::2].tolist())
    assert 65 <= first <= 135  # five standard deviations of a fair coin


@pytest.mark.parametrize("names", [("x", "y", "z"), ("x", "x", "x")])
def test_X1_the_order_of_equal_pictures_does_not_depend_on_how_they_were_read(names: tuple[str, ...]) -> None:
    rows = list(zip(names, CLASSES, strict=True))
    hashes = np.zeros((3, 32), np.uint8)
    found = set()
    for mixed in permutations(rows):
        order = by_content(hashes, [name for name, _ in mixed], lambda place, mixed=mixed: mixed[place][1])
        found.add(tuple(mixed[place] for place in order.tolist()))
    assert len(found) == 1


def test_X1_a_dataset_of_version_1_is_numbered_like_a_new_one_but_for_runs_of_its_time(home: Home) -> None:
    twice = [*PICTURES, (0, "again", 2), (0, "a", 1)]  # equal pictures in two classes, under another name and under the same
    new, old = make(home, twice), as_version_1(make(home, twice))
    assert told(old) == told(new)
    assert [old.picture(each).tobytes() for each in range(len(old))] == [new.picture(each).tobytes() for each in range(len(new))]
    assert (old.sizes.tolist(), old.originals(), old.content) == (new.sizes.tolist(), new.originals(), new.content)
    assert [old.thumbnail(each) for each in range(len(old))] == [new.thumbnail(each) for each in range(len(new))]
    as_read = old.numbered_for(1)
    assert [(name, label) for _, name, label in told(as_read)] == [(name, label) for _, name, label in twice]
    assert as_read.content == old.info.content != old.content
    assert (old.numbered_for(2), new.numbered_for(1)) == (old, new)
