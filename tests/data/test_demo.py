"""The demo's datasets."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from tlgui.data import demo
from tlgui.data.demo import make_demo
from tlgui.data.pack import Pack
from tlgui.home import Home

from .samples import refusal

PROGRESS: list[tuple[int, int]] = []


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Pack, Pack]:
    home = Home.open(tmp_path_factory.mktemp("demo"))
    return (home, *make_demo(home, progress=lambda *given: PROGRESS.append(given)))


def test_printed_and_handwritten_digits_are_made(made: tuple[Home, Pack, Pack]) -> None:
    _, source, target = made
    assert (source.info.name, len(source), source.info.counts) == ("Printed digits", 1000, (100,) * 10)
    assert (target.info.name, len(target), sum(target.info.counts)) == ("Handwritten digits", 1797, 1797)
    for pack in (source, target):
        assert pack.info.classes == tuple("0123456789")
        assert pack.info.labels_open
        assert set(map(tuple, pack.sizes.tolist())) == {(32, 32)}


def test_digits_are_white_on_black_and_inside_the_frame(made: tuple[Home, Pack, Pack]) -> None:
    _, source, target = made
    for pack in (source, target):
        mean = np.mean([pack.picture(index) for index in range(len(pack))], axis=(0, 3))
        assert mean[:, [0, -1]].max() < mean[8:24, 12:20].mean() / 4
    assert max(source.picture(index).max() for index in range(10)) > 200


def test_the_handwritten_pictures_are_scikit_learns(made: tuple[Home, Pack, Pack]) -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    from PIL import Image

    digits, target = datasets.load_digits(), made[2]
    for number in range(len(target)):
        index = int(target.name(number).removeprefix("digit "))
        assert target.labels()[number] == digits.target[index]
        small = Image.fromarray((digits.images[index] * 255 / 16).astype(np.uint8))
        assert np.array_equal(target.picture(number)[:, :, 0], np.asarray(small.resize((32, 32), Image.Resampling.BICUBIC)))


def test_each_owner_gets_the_same_demo_in_datasets_of_their_own(made: tuple[Home, Pack, Pack]) -> None:
    home, *mine = made
    for first, second in zip(mine, make_demo(home, "b"), strict=True):
        assert first.info.content == second.info.content
        assert first.info.id != second.info.id


def test_the_demo_is_found_again_at_once(made: tuple[Home, Pack, Pack]) -> None:
    home, source, target = made
    started = time.monotonic()
    assert [pack.info.id for pack in make_demo(home)] == [source.info.id, target.info.id]
    assert time.monotonic() - started < 0.5


@pytest.mark.usefixtures("made")
def test_progress_ends_at_the_total() -> None:
    assert PROGRESS[0] == (1, 2797)
    assert PROGRESS[-1] == (2797, 2797)


def test_a_package_without_its_data_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home.open(tmp_path)
    monkeypatch.setattr(demo, "_data_folder", lambda *given: tmp_path)
    assert "matplotlib is installed without" in refusal("demo_data_missing", lambda: make_demo(home))
    monkeypatch.undo()
    monkeypatch.setattr(demo.importlib.util, "find_spec", lambda name: None)
    refusal("demo_data_missing", lambda: make_demo(home))
    assert list(home.datasets.iterdir()) == []


def test_no_names_tell_the_digit(made: tuple[Home, Pack, Pack]) -> None:
    _, source, target = made
    assert "DejaVuSans-Bold 0013" in map(source.name, range(len(source)))
    assert sorted(map(target.name, range(len(target)))) == [f"digit {index:04d}" for index in range(1797)]
