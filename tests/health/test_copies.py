from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image

from tlgui.health.copies import exact_groups, members, near_copies, near_groups
from tlgui.health.measures import Measures, measure_picture

from .pictures import saved_again, scene


def measures_of(pictures: list[Image.Image]) -> Measures:
    rows = [measure_picture(np.asarray(picture)) for picture in pictures]
    return Measures(*(np.stack(part) for part in zip(*rows, strict=True)))


def resized(image: Image.Image, factor: float) -> Image.Image:
    return image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.LANCZOS)


def test_A23_what_was_saved_again_or_resized_is_found_and_nothing_else() -> None:
    pictures = [scene(seed) for seed in range(40)]
    pictures += [saved_again(scene(0)), resized(scene(1), 0.9), saved_again(resized(scene(2), 0.9)), saved_again(scene(0), 30)]
    assert members(near_groups(measures_of(pictures))) == [[0, 40, 43], [1, 41], [2, 42]]


def test_A23_copies_across_two_sets_name_the_first() -> None:
    among = measures_of([scene(9), scene(5), saved_again(scene(5)), scene(7)])
    of = measures_of([scene(1), saved_again(scene(5)), resized(scene(7), 0.9)])
    assert near_copies(of, among) == {1: 1, 2: 3}


def test_flat_pictures_of_different_grey_are_no_copies() -> None:
    greys = [Image.new("RGB", (16, 16), (level,) * 3) for level in (0, 20, 40, 250)]
    assert members(near_groups(measures_of(greys))) == []


def random_measures(count: int, seed: int) -> Measures:
    random = np.random.default_rng(seed)
    return Measures(
        np.zeros((count, 9), np.float32),
        random.integers(0, 256, (count, 8), dtype=np.uint8),
        random.integers(0, 256, (count, 16, 16), dtype=np.uint8),
    )


def test_every_pair_is_looked_at_across_blocks() -> None:
    """Against a plain loop: hashes a few bits apart, more pictures than a block has."""
    measures, random = random_measures(2500, 0), np.random.default_rng(1)
    for copy, original in ((2499, 0), (1500, 1400), (1024, 1023), (700, 2300)):
        bits = np.unpackbits(measures.hashes[original])
        bits[random.choice(64, 8, replace=False)] ^= 1
        measures.hashes[copy] = np.packbits(bits)
        measures.signatures[copy] = measures.signatures[original]
    bits = np.unpackbits(measures.hashes[10])
    bits[:9] ^= 1  # one bit too many
    measures.hashes[20], measures.signatures[20] = np.packbits(bits), measures.signatures[10]
    assert members(near_groups(measures)) == [[0, 2499], [700, 2300], [1023, 1024], [1400, 1500]]


def test_a_folder_of_equal_frames_is_one_group_in_a_moment() -> None:
    black = Measures(np.zeros((4000, 9), np.float32), np.zeros((4000, 8), np.uint8), np.zeros((4000, 16, 16), np.uint8))
    began = time.monotonic()
    assert members(near_groups(black)) == [list(range(4000))]
    assert near_copies(black, black) == dict.fromkeys(range(4000), 0)
    assert time.monotonic() - began < 20


def test_A23_ten_thousand_pictures_are_compared_within_seconds() -> None:
    measures = random_measures(10_000, 2)
    measures.hashes[9_999], measures.signatures[9_999] = measures.hashes[17], measures.signatures[17]
    began = time.monotonic()
    assert members(near_groups(measures)) == [[17, 9_999]]
    assert time.monotonic() - began < 30


def test_A22_exact_groups_are_by_content() -> None:
    hashes = np.zeros((5, 32), np.uint8)
    hashes[[1, 4], 31] = 7
    hashes[2, 0] = 7
    assert sorted(members(exact_groups(hashes))) == [[0, 3], [1, 4]]


@pytest.mark.parametrize("count", [0, 1])
def test_few_pictures_have_no_copies(count: int) -> None:
    measures = random_measures(count, 3)
    assert members(near_groups(measures)) == []
    assert near_copies(measures, random_measures(3, 4)) == {}
    assert members(exact_groups(np.zeros((count, 32), np.uint8))) == []
