"""Packed pictures as tensors, and augmentation that is a function of (seed, epoch, picture)."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tests.conftest import MakeDataset
from tests.training.toy import picture_datasets
from tlgui.data import dataset
from tlgui.data.augment import light, strong, uniform
from tlgui.data.dataset import Cached, Pictures, square
from tlgui.data.pack import Pack
from tlgui.home import Home

HALF = (0.5, 0.5, 0.5)
SOME = np.asarray([3, 0, 7])


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return picture_datasets(Home.open(tmp_path / "home"), tmp_path)[0]


def test_a_picture_is_scaled_by_mean_and_deviation(pack: Pack) -> None:
    batch = Pictures(pack, 32, (0.4, 0.5, 0.6), (0.2, 0.25, 0.3)).batch(SOME, None)
    raw = pack.picture(3)[5, 9] / 255
    np.testing.assert_allclose(batch[0, :, 5, 9], (raw - [0.4, 0.5, 0.6]) / [0.2, 0.25, 0.3], atol=1e-5)


def test_the_central_square_is_taken_and_resized_like_pillow() -> None:
    picture = np.random.default_rng(0).integers(0, 255, size=(60, 100, 3), dtype=np.uint8)
    picture = np.asarray(Image.fromarray(picture).resize((100, 60), Image.Resampling.BILINEAR))
    ours = square(picture, 20).permute(1, 2, 0).numpy().astype(int)
    theirs = np.asarray(Image.fromarray(picture[:, 20:80]).resize((20, 20), Image.Resampling.BILINEAR)).astype(int)
    assert np.abs(ours - theirs).max() <= 2


def test_pictures_too_many_for_memory_are_read_from_the_disk_and_are_the_same(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Pictures(pack, 24, HALF, HALF).batch(SOME, None)
    monkeypatch.setattr(dataset, "MEMORY_BYTES", 0)
    assert torch.equal(Pictures(pack, 24, HALF, HALF).batch(SOME, None), kept)


def test_an_epoch_changes_the_pictures_only_with_augmentation(pack: Pack) -> None:
    plain = Pictures(pack, 32, HALF, HALF)
    assert torch.equal(plain.batch(SOME, 4), plain.batch(SOME, None))
    changed = Pictures(pack, 32, HALF, HALF, augmentation="light", seed=1)
    assert torch.equal(changed.batch(SOME, None), plain.batch(SOME, None))
    assert not torch.equal(changed.batch(SOME, 4), plain.batch(SOME, None))
    assert not torch.equal(changed.batch(SOME, 4), changed.batch(SOME, 5))


def test_mirrored_pictures_are_the_clean_ones_in_every_other_epoch(pack: Pack) -> None:
    plain, mirrored = Pictures(pack, 32, HALF, HALF), Pictures(pack, 32, HALF, HALF, augmentation="mirror")
    clean = plain.batch(SOME, None)
    assert torch.equal(mirrored.batch(SOME, None), clean)
    assert torch.equal(mirrored.batch(SOME, 4), clean)
    assert torch.equal(mirrored.batch(SOME, 5), clean.flip(3))
    assert torch.equal(mirrored.strong(SOME, 4, 0), plain.strong(SOME, 4, 0))
    assert not torch.equal(mirrored.strong(SOME, 5, 0), plain.strong(SOME, 5, 0))


def test_a_view_depends_on_seed_epoch_and_picture_alone(pack: Pack) -> None:
    pictures = Pictures(pack, 32, HALF, HALF, augmentation="light", seed=1)
    together = pictures.batch(np.arange(10), 2)
    torch.rand(3)
    torch.testing.assert_close(pictures.batch(np.asarray([7]), 2)[0], together[7])


def test_hashed_numbers_are_uniform_and_independent_of_their_neighbours() -> None:
    numbers = uniform(3, 5, np.arange(20_000), 4)
    assert numbers.min() >= 0
    assert numbers.max() < 1
    np.testing.assert_allclose(numbers.mean(0), 0.5, atol=0.01)
    np.testing.assert_allclose(numbers.var(0), 1 / 12, atol=0.005)
    correlation = np.corrcoef(np.concatenate([numbers[:-1], numbers[1:]], axis=1).T) - np.eye(8)
    assert np.abs(correlation).max() < 0.03
    assert not np.array_equal(uniform(4, 5, np.arange(9), 4), numbers[:9])
    assert not np.array_equal(uniform(3, 6, np.arange(9), 4), numbers[:9])


def test_light_augmentation_keeps_a_picture_recognisable() -> None:
    pictures = torch.zeros(50, 3, 32, 32)
    pictures[:, :, 12:20, 12:20] = 1.0
    changed = light(pictures, 0, 0, np.arange(50))
    mass = changed.sum((1, 2, 3)) / pictures.sum((1, 2, 3))
    assert mass.min() > 0.45  # both sides at e^-0.3: 0.55
    assert mass.max() < 2.0
    assert not torch.equal(changed[0], changed[1])


def test_cached_views_are_chosen_by_epoch_and_the_clean_one_is_never_trained_on() -> None:
    views = [np.full((40, 2), float(view), np.float32) for view in range(4)]
    cached = Cached(views, seed=2)
    assert (cached.batch(np.arange(40), None) == 0).all()
    seen = torch.stack([cached.batch(np.arange(40), epoch)[:, 0] for epoch in range(6)])
    assert set(seen.unique().tolist()) == {1.0, 2.0, 3.0}
    assert torch.equal(cached.batch(np.arange(40), 3)[:, 0], seen[3])


def test_strong_views_differ_by_draw_epoch_and_picture_alone(pack: Pack) -> None:
    pictures = Pictures(pack, 32, HALF, HALF, seed=1)
    first = pictures.strong(SOME, 3, 0)
    assert torch.equal(first, Pictures(pack, 32, HALF, HALF, seed=1, augmentation="light").strong(SOME, 3, 0))
    assert torch.equal(first[1:2], pictures.strong(SOME[1:2], 3, 0))
    for other in (
        pictures.strong(SOME, 3, 1),
        pictures.strong(SOME, 4, 0),
        Pictures(pack, 32, HALF, HALF, seed=2).strong(SOME, 3, 0),
    ):
        assert not torch.equal(first, other)
    assert first.abs().max() <= 1  # values stay those of a picture


def test_strong_augmentation_changes_colours_and_covers_a_square_and_never_mirrors() -> None:
    picture = torch.zeros(64, 3, 32, 32)
    picture[:, 0, :, :16] = 200.0  # red on the left
    made = strong(picture, 0, 0, np.arange(64))
    assert (made[:, 0, :, :8].mean((1, 2)) > made[:, 0, :, 24:].mean((1, 2))).float().mean() > 0.95
    colourless = (made[:, :, 16, 4] - made[:, :, 16, 4].mean(1, keepdim=True)).abs().amax(1) < 0.3 * made[:, :, 16, 4].mean(1)
    assert 0.05 < colourless.float().mean() < 0.5
    assert made.std(0).mean() > 10


def test_cached_strong_views_of_one_epoch_are_two_different_ones() -> None:
    views = [np.full((4, 2), value, np.float32) for value in (1, 2, 3)]
    cached = Cached([np.zeros((4, 2), np.float32)], 0, views)
    places = np.arange(4)
    seen = set()
    for epoch in range(20):
        first, second = cached.strong(places, epoch, 0), cached.strong(places, epoch, 1)
        assert (first != second).all()
        seen |= {float(value) for value in first[:, 0]}
    assert seen == {1.0, 2.0, 3.0}
    assert float(cached.batch(places, 3).max()) == 0


def test_X17_a_run_and_its_references_keep_one_copy_of_the_pictures_in_memory(home: Home, make_dataset: MakeDataset) -> None:
    pack, other = make_dataset(), make_dataset()
    first, second = (Pictures(pack, 8, (0.0,) * 3, (1.0,) * 3) for _ in range(2))
    everything = np.arange(len(pack))
    assert torch.equal(first.batch(everything, None), second.batch(everything, None))
    assert first._kept is second._kept
    assert Pictures(pack, 9, (0.0,) * 3, (1.0,) * 3)._kept.shape[-1] == 9
    assert not torch.equal(Pictures(other, 8, (0.0,) * 3, (1.0,) * 3)._kept, first._kept)


def test_X17_pictures_that_nobody_uses_any_more_leave_memory(home: Home, make_dataset: MakeDataset) -> None:
    pictures = Pictures(make_dataset(), 8, (0.0,) * 3, (1.0,) * 3)
    kept = weakref.ref(pictures._kept)
    del pictures
    gc.collect()
    assert kept() is None
