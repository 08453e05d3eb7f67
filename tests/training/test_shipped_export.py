"""The default backbone's export that comes with the program: what exporting gives, taken at once, and never for anything else."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from numpy.testing import assert_array_equal
from onnx import numpy_helper
from torch import nn

from tlgui.home import Home
from tlgui.models.backbones import Backbone, open_backbone
from tlgui.models.catalogue import DEFAULT
from tlgui.training import engine_choice, shipped_export
from tlgui.training.device import Device
from tlgui.training.engine_choice import BUILT_FOR_X86, choose, close, opened
from tlgui.training.feature_cache import prefix_of, weights_of
from tlgui.training.prefix import Prefix
from tlgui.training.shipped_export import FILE, ShippedExport

CPU = Device("cpu")


@pytest.fixture(autouse=True)
def _nothing_open() -> None:
    close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(engine_choice, "machine", lambda: "x86_64")
    return Home.open(tmp_path)


@pytest.fixture
def backbone(home: Home) -> Backbone:
    return open_backbone(home, DEFAULT)


def never() -> nn.Module:
    pytest.fail("built")


def kept(home: Home, backbone: Backbone) -> Prefix:
    depth = len(backbone.stages)
    return Prefix.kept(home, partial(prefix_of, backbone, depth, False), weights_of(backbone, depth, False), 224)


def taken(home: Home, backbone: Backbone, build: object = never) -> str:
    weights = weights_of(backbone, len(backbone.stages), False)
    return choose(home, build, weights, 224, lambda: torch.randn(2, 3, 224, 224), CPU)  # type: ignore[arg-type]


def test_it_is_what_exporting_gives(home: Home, backbone: Backbone) -> None:
    """If this fails, run docs/make_export.py."""
    made = kept(home, backbone)
    shipped = made.shipped
    assert shipped is not None
    ours, theirs = (onnx.load_from_string(each) for each in (shipped.filled(), made.exported()))
    for one, other in zip(ours.graph.initializer, theirs.graph.initializer, strict=True):
        assert_array_equal(numpy_helper.to_array(one), numpy_helper.to_array(other))
    with torch.inference_mode():
        expected = made.module(made.probe.contiguous(memory_format=torch.channels_last)).numpy()
    np.testing.assert_allclose(shipped.expected, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.slow
def test_it_is_taken_at_once_and_no_network_is_built(home: Home, backbone: Backbone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_choice, "calibrate", lambda *_: pytest.fail("measured"))
    assert taken(home, backbone) == BUILT_FOR_X86
    weights = weights_of(backbone, len(backbone.stages), False)
    pictures = torch.randn(3, 3, 224, 224, generator=torch.Generator().manual_seed(1))
    at_once = opened(home, BUILT_FOR_X86, never, weights, 224, CPU)(pictures)
    close()
    assert_array_equal(opened(home, BUILT_FOR_X86, never, weights, 224, CPU)(pictures), at_once)  # from what is kept
    with torch.inference_mode():
        expected = prefix_of(backbone, len(backbone.stages), False).eval()(pictures).numpy()
    np.testing.assert_allclose(at_once, expected, rtol=1e-3, atol=1e-3)
    assert taken(home, backbone) == BUILT_FOR_X86


def test_nothing_else_takes_it(home: Home, backbone: Backbone) -> None:
    whole = len(backbone.stages)
    others = [
        (weights_of(backbone, whole - 1, False), 224),
        (weights_of(replace(backbone, weights="0" * 64), whole, False), 224),
        (weights_of(backbone, whole, False), 192),
    ]
    assert [shipped_export.shipped_export(*each) for each in others] == [None] * 3


def test_on_other_processors_engines_are_measured(home: Home, backbone: Backbone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_choice, "machine", lambda: "arm64")
    monkeypatch.setattr(engine_choice, "calibrate", lambda *_: {"onnxruntime": 1.0, "torch": 2.0})
    assert taken(home, backbone) == "onnxruntime"


def test_where_it_gives_something_else_than_pytorch_gave_one_is_made_and_measured(
    home: Home, backbone: Backbone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = ShippedExport.read(FILE)
    replace(wrong, expected=wrong.expected[::-1].copy()).write(tmp_path / "wrong.npz")
    monkeypatch.setattr(shipped_export, "FILE", tmp_path / "wrong.npz")
    measured: list[Prefix] = []

    def measure(made: Prefix, *_: object) -> dict[str, float]:
        measured.append(made)
        return {"torch": 1.0}

    monkeypatch.setattr(engine_choice, "calibrate", measure)
    assert taken(home, backbone) == "torch"
    assert measured[0].shipped is None
    assert not measured[0].is_kept


@pytest.mark.parametrize("content", [b"", b"no archive", None])
def test_without_it_one_is_made(
    content: bytes | None, home: Home, backbone: Backbone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "damaged.npz"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(shipped_export, "FILE", file)
    weights = weights_of(backbone, len(backbone.stages), False)
    made = Prefix.kept(home, nn.Flatten, weights, 224)
    assert onnx.load(made.onnx).graph.node[0].op_type == "Flatten"
    assert made.expected.shape == (2, 3 * 224 * 224)
