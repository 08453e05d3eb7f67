"""What the network sees: the tiles are the very views that a run trains on."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.data.test_job import context
from tests.health.pictures import scenes
from tlgui.data.dataset import Pictures
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.queue import LANES
from tlgui.jobs.worker import HANDLERS, _function
from tlgui.training import preview
from tlgui.training.preview import STRENGTHS, STRONG, augmentation_tiles


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.float64)


def test_every_strength_of_the_setting_is_shown(home: Home) -> None:
    tiles = augmentation_tiles(scenes(home, range(3), ()), [0, 2], 64)
    assert STRENGTHS == ("none", "light", "mirror")
    assert tuple(tiles) == (*STRENGTHS, STRONG)
    assert all([len(row) for row in rows] == [4, 4] for rows in tiles.values())


def test_the_tiles_are_what_a_run_with_this_seed_trains_on(home: Home) -> None:
    pack = scenes(home, range(3), ())
    tiles = augmentation_tiles(pack, [2, 1], 64, seed=5)["light"]
    trained = Pictures(pack, 64, (0.0,) * 3, (1.0,) * 3, augmentation="light", seed=5)
    for view in range(4):
        expected = trained.batch(np.array([2, 1]), view + 1).permute(0, 2, 3, 1).numpy() * 255
        for place in range(2):
            assert np.abs(pixels(tiles[place][view]) - expected[place]).mean() < 8  # WebP is not exact


def test_without_augmentation_all_views_are_the_same_and_with_it_they_differ(home: Home) -> None:
    tiles = augmentation_tiles(scenes(home, range(2), ()), [0], 64)
    assert len(set(tiles["none"][0])) == 1
    assert len(set(tiles["light"][0])) == len(set(tiles[STRONG][0])) == 4


def test_the_strong_tiles_are_the_first_draw_of_each_epoch(home: Home) -> None:
    pack = scenes(home, range(3), ())
    tiles = augmentation_tiles(pack, [1], 64, seed=5)[STRONG]
    trained = Pictures(pack, 64, (0.0,) * 3, (1.0,) * 3, seed=5)
    expected = trained.strong(np.array([1]), 3, 0).permute(0, 2, 3, 1).numpy()[0] * 255
    assert np.abs(pixels(tiles[0][2]) - expected).mean() < 8


def test_a_large_dataset_is_not_read_for_a_few_tiles(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = scenes(home, range(20), ())
    seen: list[int] = []
    honest = type(pack).picture
    monkeypatch.setattr(type(pack), "picture", lambda self, index: seen.append(index) or honest(self, index))
    augmentation_tiles(pack, [7], 64)
    assert set(seen) == {7}


def test_the_job_keeps_its_tiles_as_files(home: Home) -> None:
    assert _function(HANDLERS["augmentation"]) is preview.augmentation
    assert LANES["augmentation"] == "map"
    pack = scenes(home, range(3), ())
    payload = {"dataset": pack.info.id, "pictures": [0, 2, 99, -1], "size": 64, "seed": 0}
    result = preview.augmentation(context(home, "augmentation", payload)[0])
    assert result["tiles"]["light"][1] == [f"light-2-{view}.webp" for view in (1, 2, 3, 4)]
    for rows in result["tiles"].values():
        assert len(rows) == 2
        for name in (each for row in rows for each in row):
            assert Image.open(Path(result["folder"]) / name).size == (64, 64)


def test_a_dataset_of_somebody_else_is_not_shown(home: Home) -> None:
    pack = scenes(home, range(2), ())
    given, _ = context(home, "augmentation", {"dataset": pack.info.id, "pictures": [0], "size": 64, "seed": 0})
    given.owner = "somebody else"
    with pytest.raises(UserError):
        preview.augmentation(given)
    assert DatasetStore(home).get(pack.info.id)
