"""Features that come with the program: they are PyTorch's, are used where all that is needed came along, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tlgui.data.dataset import Pictures
from tlgui.data.demo import make_demo
from tlgui.data.demo_catalogue import DEMOS
from tlgui.data.pack import Pack
from tlgui.home import LOCAL_OWNER, Home
from tlgui.models.backbones import Backbone, open_backbone
from tlgui.models.catalogue import DEFAULT
from tlgui.specification.run_spec import RunSpec
from tlgui.training import feature_cache, reading, shipped_features
from tlgui.training.device import Device
from tlgui.training.engines import AGREEMENT, FALLBACK, SHIPPED, agreement
from tlgui.training.feature_cache import activations, choose_engine
from tlgui.training.preparation import prepare
from tlgui.training.shipped_features import shipped

CPU = Device("cpu")
FEW = 6
"""Pictures of each domain that are computed anew."""


@pytest.fixture(scope="module")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Backbone:
    return open_backbone(Home.open(tmp_path_factory.mktemp("backbone")), DEFAULT)


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Pack, Pack]]:
    """Source and target of each demo of icons."""
    home = Home.open(tmp_path_factory.mktemp("demos"))
    return {name: make_demo(home, name) for name in DEMOS if name.startswith("icons")}


def pictures_of(pack: Pack, backbone: Backbone, **more: Any) -> Pictures:
    return Pictures(pack, backbone.image_size, backbone.mean, backbone.std, keep=False, **more)


@pytest.mark.slow
def test_all_icons_have_theirs_as_pytorch_computes_them(packs: dict[str, tuple[Pack, Pack]], backbone: Backbone) -> None:
    """If this fails, run docs/make_demo_features.py."""
    prefix = feature_cache.prefix_of(backbone, len(backbone.stages), False).eval()
    for source, target in packs.values():
        for pack in (source, target):
            came = shipped(backbone, backbone.image_size, pack.hash_bytes)
            assert came is not None
            chosen = np.linspace(0, len(pack) - 1, FEW).astype(int)
            computed = prefix(pictures_of(pack, backbone).batch(chosen, None)).detach().numpy()
            assert agreement(computed, came[chosen]) >= AGREEMENT
            np.testing.assert_allclose(came[chosen], computed, rtol=1e-3, atol=1e-4)


def test_nothing_is_computed_where_all_came_along(
    packs: dict[str, tuple[Pack, Pack]], backbone: Backbone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, depth = Home.open(tmp_path), len(backbone.stages)
    monkeypatch.setattr(feature_cache, "choose", lambda *_: pytest.fail("an engine was tried"))
    monkeypatch.setattr(feature_cache, "opened", lambda *_: pytest.fail("an engine was opened"))
    told: list[tuple[int, int]] = []
    for domains in ([pictures_of(pack, backbone) for pack in pair] for pair in packs.values()):
        engine = choose_engine(home, domains, backbone, depth, CPU)
        assert engine == SHIPPED
        for pictures in domains:
            size = len(pictures.pack)
            last = activations(home, pictures, backbone, depth, CPU, engine=engine)
            both = activations(
                home, pictures, backbone, depth, CPU, engine=engine, two_depths=True, report=lambda *done: told.append(done)
            )
            assert told.pop() == (size, size)
            assert last.shape == (size, backbone.width)
            assert both.shape[1] > backbone.width
            assert np.array_equal(last, both[:, : backbone.width])


def test_an_engine_is_chosen_where_something_did_not_come_along(
    packs: dict[str, tuple[Pack, Pack]], backbone: Backbone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, depth = Home.open(tmp_path / "home"), len(backbone.stages)
    monkeypatch.setattr(feature_cache, "choose", lambda *_: FALLBACK)
    icons, digits = packs["icons"][0], make_demo(home, "digits")[1]
    ours = pictures_of(icons, backbone)
    smaller = Pictures(icons, 64, backbone.mean, backbone.std, keep=False)
    assert choose_engine(home, [ours], backbone, depth, CPU) == SHIPPED
    assert choose_engine(home, [ours, pictures_of(digits, backbone)], backbone, depth, CPU) == FALLBACK
    assert choose_engine(home, [ours], backbone, depth - 1, CPU) == FALLBACK
    assert choose_engine(home, [ours], backbone, depth, CPU, clean=False) == FALLBACK
    assert choose_engine(home, [smaller], backbone, depth, CPU) == FALLBACK
    monkeypatch.setitem(shipped_features.VERSIONS, "features", shipped_features.VERSIONS["features"] + 1)
    assert choose_engine(home, [ours], backbone, depth, CPU) == FALLBACK


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 no archive"])
def test_without_the_file_all_is_computed_as_for_other_pictures(
    packs: dict[str, tuple[Pack, Pack]],
    backbone: Backbone,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes | None,
) -> None:
    file = tmp_path / "features.npz"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(shipped_features, "FILE", file)
    assert shipped(backbone, backbone.image_size, packs["icons"][0].hash_bytes) is None


def test_a_resumed_run_that_used_them_asks_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home.open(tmp_path)
    source, target = make_demo(home)
    spec = RunSpec(source=source.info.id, target=target.info.id, backbone=DEFAULT, strategy="mcc")

    def asked(*_: Any, **__: Any) -> str:
        raise InterruptedError

    monkeypatch.setattr(reading, "choose_engine", asked)
    with pytest.raises(InterruptedError):
        prepare(home, LOCAL_OWNER, spec, lambda *_: None, lambda: False, engine=SHIPPED)
