"""The feature cache: computed once, and never used when it is not exactly what is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.training.toy import picture_datasets
from tlgui import durable
from tlgui.data.dataset import Cached, Pictures
from tlgui.data.pack import Pack
from tlgui.home import LOCAL_OWNER, Home
from tlgui.models.backbones import Backbone, open_backbone
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.training import feature_cache
from tlgui.training.device import Device
from tlgui.training.feature_cache import activations
from tlgui.training.preparation import prepare
from tlgui.training.reading import STRONG_VIEWS

HALF = (0.5, 0.5, 0.5)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


@pytest.fixture
def packs(home: Home, tmp_path: Path) -> tuple[Pack, Pack]:
    return picture_datasets(home, tmp_path)


@pytest.fixture(scope="module")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Backbone:
    return open_backbone(Home.open(tmp_path_factory.mktemp("weights") / "home"), "efficientnet-lite0")


def pictures(pack: Pack, size: int = 64, **more: object) -> Pictures:
    return Pictures(pack, size, HALF, HALF, **more)  # type: ignore[arg-type]


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every computation, by its file."""
    calls: list[Path] = []
    honest = feature_cache.FeatureEntry._compute

    def count(entry: feature_cache.FeatureEntry, path: Path, *rest: object) -> None:
        calls.append(path)
        honest(entry, path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(feature_cache.FeatureEntry, "_compute", count)
    return calls


def test_features_are_the_networks_own_output(home: Home, packs: tuple[Pack, Pack], backbone: Backbone) -> None:
    found = activations(home, pictures(packs[0]), backbone, len(backbone.stages), Device("cpu"))
    assert found.shape == (36, 1280)
    prefix = backbone.split(len(backbone.stages))[0].eval()
    with torch.no_grad():
        expected = prefix(pictures(packs[0]).batch(np.arange(36), None))
    np.testing.assert_allclose(found, expected.numpy(), atol=2e-4)


def test_features_are_computed_once(home: Home, packs: tuple[Pack, Pack], backbone: Backbone, computed: list[Path]) -> None:
    for _ in range(3):
        activations(home, pictures(packs[0]), backbone, 3, Device("cpu"))
    assert len(computed) == 1


@pytest.mark.slow
def test_whatever_changes_the_numbers_changes_the_key(
    home: Home, packs: tuple[Pack, Pack], backbone: Backbone, computed: list[Path]
) -> None:
    from dataclasses import replace

    device = Device("cpu")
    activations(home, pictures(packs[0]), backbone, 3, device)
    activations(home, pictures(packs[1]), backbone, 3, device)
    activations(home, pictures(packs[0], size=96), backbone, 3, device)
    activations(home, pictures(packs[0]), backbone, 2, device)
    activations(home, pictures(packs[0]), backbone, 3, device, pooled=True)
    activations(home, pictures(packs[0], augmentation="light"), backbone, 3, device, view=1)
    activations(home, pictures(packs[0], augmentation="light", seed=1), backbone, 3, device, view=1)
    activations(home, pictures(packs[0], augmentation="light"), backbone, 3, device, view=2)
    activations(home, pictures(packs[0], augmentation="mirror"), backbone, 3, device, view=1)
    activations(home, pictures(packs[0]), backbone, 3, device, view=1, strong=True)
    activations(home, pictures(packs[0], augmentation="mirror"), backbone, 3, device, view=1, strong=True)
    activations(home, pictures(packs[0]), replace(backbone, weights="others"), 3, device)
    activations(home, pictures(packs[0]), replace(backbone, mean=(0.4, 0.5, 0.5)), 3, device)
    assert len(computed) == 13


def test_the_clean_view_does_not_depend_on_augmentation_or_seed(
    home: Home, packs: tuple[Pack, Pack], backbone: Backbone, computed: list[Path]
) -> None:
    activations(home, pictures(packs[0]), backbone, 3, Device("cpu"))
    activations(home, pictures(packs[0], augmentation="light", seed=5), backbone, 3, Device("cpu"))
    assert len(computed) == 1


@pytest.mark.slow
def test_a_frozen_prefix_gives_the_mirror_images_too_and_training_sees_them_half_the_time(
    home: Home, packs: tuple[Pack, Pack], backbone: Backbone
) -> None:
    settings = RunSettings(augmentation="mirror", image_size=64)
    spec = RunSpec(source=packs[0].info.id, target=packs[1].info.id, strategy="pseudo-label", settings=settings)
    source = prepare(home, LOCAL_OWNER, spec, lambda done, total: None, lambda: False).data.source
    assert source is not None
    inputs = source.inputs
    assert isinstance(inputs, Cached)
    prefix = backbone.prefix(len(backbone.stages)).eval()
    plain = Pictures(packs[0], 64, backbone.mean, backbone.std)
    some = np.arange(4)
    with torch.no_grad():
        clean, mirrored = (prefix(each).numpy() for each in (plain.batch(some, None), plain.batch(some, None).flip(3)))
    assert np.abs(np.asarray(inputs.batch(some, None)) - clean).max() < 0.05 * np.abs(clean - mirrored).max()
    seen = np.stack([np.asarray(inputs.batch(some, epoch)) for epoch in range(50)])
    to_clean, to_mirrored = (np.abs(seen - each).max(2) for each in (clean, mirrored))
    assert np.minimum(to_clean, to_mirrored).max() < 0.05 * np.abs(clean - mirrored).max()
    assert 0.35 < (to_mirrored < to_clean).mean() < 0.65
    assert len(inputs.strong_views) == STRONG_VIEWS


def test_a_damaged_entry_is_computed_again(
    home: Home, packs: tuple[Pack, Pack], backbone: Backbone, computed: list[Path]
) -> None:
    good = np.array(activations(home, pictures(packs[0]), backbone, 3, Device("cpu")))
    entry = next(path for path in (home.cache / "features").iterdir() if path.is_dir())
    data = bytearray((entry / "features.npy").read_bytes())
    data[-1] ^= 1
    (entry / "features.npy").write_bytes(data)
    again = activations(home, pictures(packs[0]), backbone, 3, Device("cpu"))
    assert len(computed) == 2
    np.testing.assert_array_equal(again, good)


@pytest.mark.parametrize(
    "damage",
    [
        lambda entry: (entry / "manifest.json").unlink(),
        lambda entry: (entry / "manifest.json").write_bytes(b"{"),
        lambda entry: (entry / "manifest.json").write_bytes(b"[]"),
        lambda entry: (entry / "features.npy").unlink(),
        lambda entry: (entry / "features.npy").write_bytes((entry / "features.npy").read_bytes()[:-40]),
        lambda entry: (entry / "features.npy").write_bytes((entry / "features.npy").read_bytes() + b"x"),
    ],
    ids=["no manifest", "half a manifest", "no manifest at all", "no features", "cut", "longer"],
)
def test_half_an_entry_is_computed_again(
    home: Home, packs: tuple[Pack, Pack], backbone: Backbone, computed: list[Path], damage: Callable[[Path], object]
) -> None:
    good = np.array(activations(home, pictures(packs[0]), backbone, 2, Device("cpu")))
    damage(next(path for path in (home.cache / "features").iterdir() if path.is_dir()))
    np.testing.assert_array_equal(activations(home, pictures(packs[0]), backbone, 2, Device("cpu")), good)
    assert len(computed) == 2


def test_an_entry_that_was_made_for_something_else_is_computed_again(
    home: Home, packs: tuple[Pack, Pack], backbone: Backbone, computed: list[Path]
) -> None:
    activations(home, pictures(packs[0]), backbone, 3, Device("cpu"))
    entry = next(path for path in (home.cache / "features").iterdir() if path.is_dir())
    manifest = durable.read_json(entry / "manifest.json")
    durable.write_json(entry / "manifest.json", {**manifest, "weights": "somebody else's"})
    activations(home, pictures(packs[0]), backbone, 3, Device("cpu"))
    assert len(computed) == 2


def test_a_computation_that_was_stopped_leaves_nothing(home: Home, packs: tuple[Pack, Pack], backbone: Backbone) -> None:
    with pytest.raises(InterruptedError):
        activations(home, pictures(packs[0]), backbone, 3, Device("cpu"), stop=lambda: True)
    assert [path.name for path in (home.cache / "features").iterdir() if path.suffix != ".lock"] == []


def test_a_computation_that_was_stopped_goes_on_where_it_was_with_the_same_numbers(
    home: Home, packs: tuple[Pack, Pack], backbone: Backbone, tmp_path: Path
) -> None:
    asked: list[int] = []
    with pytest.raises(InterruptedError):
        activations(home, pictures(packs[0]), backbone, 3, Device("cpu"), stop=lambda: len(asked) == 1 or asked.append(1))
    said: list[tuple[int, int]] = []
    found = activations(home, pictures(packs[0]), backbone, 3, Device("cpu"), report=lambda *done: said.append(done))
    assert said == [(36, 36)]
    at_once = activations(Home.open(tmp_path / "other"), pictures(packs[0]), backbone, 3, Device("cpu"))
    np.testing.assert_array_equal(found, at_once)
    assert len([path for path in (home.cache / "features").iterdir() if path.is_dir()]) == 1


def test_what_was_begun_and_is_damaged_is_computed_again(home: Home, packs: tuple[Pack, Pack], backbone: Backbone) -> None:
    asked: list[int] = []
    with pytest.raises(InterruptedError):
        activations(home, pictures(packs[0]), backbone, 3, Device("cpu"), stop=lambda: len(asked) == 1 or asked.append(1))
    (file,) = (home.cache / "features").glob("*.begun/features.npy")
    file.write_bytes(bytes(file.stat().st_size))
    said: list[tuple[int, int]] = []
    activations(home, pictures(packs[0]), backbone, 3, Device("cpu"), report=lambda *done: said.append(done))
    assert said == [(32, 36), (36, 36)]


def test_progress_is_reported_to_the_end(home: Home, packs: tuple[Pack, Pack], backbone: Backbone) -> None:
    said: list[tuple[int, int]] = []
    activations(home, pictures(packs[0]), backbone, 3, Device("cpu"), report=lambda done, total: said.append((done, total)))
    assert said == [(32, 36), (36, 36)]


def test_strong_views_are_entries_of_their_own(home: Home, packs: tuple[Pack, Pack], backbone: Backbone) -> None:
    read = pictures(packs[0])
    clean, first, second = (
        activations(home, read, backbone, 1, Device("cpu"), view=view, strong=strong)
        for view, strong in ((0, False), (1, True), (2, True))
    )
    assert not np.array_equal(clean, first)
    assert not np.array_equal(first, second)
    prefix = backbone.split(1)[0].eval()
    with torch.inference_mode():
        np.testing.assert_allclose(first[:3], prefix(read.strong(np.arange(3), 1, 0)).numpy(), atol=1e-4)


def test_one_pass_gives_both_depths_whichever_is_asked_for_first(
    home: Home, packs: tuple[Pack, Pack], backbone: Backbone, computed: list[Path]
) -> None:
    read, whole = pictures(packs[0]), len(backbone.stages)
    top = activations(home, read, backbone, whole, Device("cpu"))
    two = activations(home, read, backbone, whole, Device("cpu"), two_depths=True)
    pooled = activations(home, read, backbone, whole, Device("cpu"), pooled=True)
    assert (top.shape, two.shape) == ((36, 1280), (36, 1280 + 192))
    np.testing.assert_array_equal(two[:, :1280], top)
    np.testing.assert_array_equal(pooled, top)
    assert len(computed) == 1
    to_second = backbone.split(backbone.stages.index("blocks.5") + 1)[0].eval()
    with torch.no_grad():
        expected = to_second(read.batch(np.arange(36), None)).mean((2, 3))
    np.testing.assert_allclose(two[:, 1280:], expected.numpy(), atol=2e-4)


def test_an_entry_of_one_depth_alone_is_not_taken_for_one_of_two(
    home: Home, packs: tuple[Pack, Pack], backbone: Backbone, computed: list[Path]
) -> None:
    from dataclasses import replace

    one = replace(backbone, second_depth=None)
    assert activations(home, pictures(packs[0]), one, len(backbone.stages), Device("cpu"), two_depths=True).shape == (36, 1280)
    assert activations(home, pictures(packs[0]), backbone, len(backbone.stages), Device("cpu"), two_depths=True).shape[1] == 1472
    assert len(computed) == 2
