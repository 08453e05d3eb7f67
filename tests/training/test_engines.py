"""Engines: they agree with PyTorch in float32 or are not used, and the choice is measured once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from tlgui.home import Home
from tlgui.models.backbones import build
from tlgui.training import engine_choice, engines
from tlgui.training.device import Device
from tlgui.training.engine_choice import calibrate, choose, close, fastest, opened
from tlgui.training.engines import AGREEMENT, ENGINES, Compute, agreement
from tlgui.training.prefix import Prefix

CPU = Device("cpu")


@pytest.fixture(autouse=True)
def _nothing_open() -> None:
    close()


def lite0() -> nn.Module:
    return nn.Sequential(*build("efficientnet-lite0").stages.values())


def small() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())


def example(count: int = 4, size: int = 64) -> Tensor:
    return torch.randn(count, 3, size, size, generator=torch.Generator().manual_seed(0))


def taking(seconds: float, honest: Callable[[Prefix, Device], Compute] = engines.pytorch) -> Callable[[Prefix, Device], Compute]:
    """An engine that takes so long for each call."""

    def slow(prefix: Prefix, device: Device) -> Compute:
        compute = honest(prefix, device)

        def later(pictures: Tensor) -> np.ndarray:
            time.sleep(seconds)
            return compute(pictures)

        return later

    return slow


@pytest.mark.slow
@pytest.mark.parametrize("size", [64, 75])
@pytest.mark.parametrize("name", ["torch", "onnxruntime", "openvino"])
def test_an_engine_agrees_with_pytorch_picture_by_picture(name: str, size: int) -> None:
    prefix = lite0().eval()
    with torch.no_grad():
        expected = prefix(example(5, size)).numpy()
    found = ENGINES[name](Prefix(lite0, size), CPU)(example(5, size))
    assert agreement(found, expected) >= AGREEMENT


def test_an_engine_that_disagrees_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def liar(prefix: Prefix, device: Device) -> Compute:
        honest = engines.pytorch(prefix, device)
        return lambda pictures: honest(pictures) + 0.1

    monkeypatch.setitem(ENGINES, "openvino", liar)
    assert "openvino" not in calibrate(Prefix(small, 64), example(), CPU)


def test_an_engine_that_fails_is_left_out_and_pytorch_is_always_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Compute:
        raise ImportError("not installed")

    monkeypatch.setitem(ENGINES, "onnxruntime", broken)
    monkeypatch.setitem(ENGINES, "openvino", broken)
    found = calibrate(Prefix(small, 64), example(), CPU)
    assert "torch" in found
    assert not {"onnxruntime", "openvino"} & set(found)


def test_an_engine_is_left_only_for_one_that_is_clearly_faster() -> None:
    assert fastest({"torch": 1.0, "onnxruntime": 0.20, "openvino": 0.22}) == "openvino"  # noise
    assert fastest({"torch": 1.0, "onnxruntime": 0.20, "openvino": 0.40}) == "onnxruntime"
    assert fastest({"torch": 0.1, "onnxruntime": 0.20}) == "torch"


def test_an_engine_that_is_far_ahead_ends_the_trial_and_one_far_behind_is_dropped_at_its_first_pictures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine_choice, "processor_flags", frozenset)
    monkeypatch.setitem(ENGINES, "torch", taking(0.1))
    monkeypatch.setitem(ENGINES, "openvino", taking(0.0))
    monkeypatch.setitem(ENGINES, "onnxruntime", lambda *_: pytest.fail("tried"))
    assert set(calibrate(Prefix(small, 64), example(), CPU)) == {"torch", "openvino"}
    monkeypatch.setitem(ENGINES, "openvino", taking(0.3))
    monkeypatch.setitem(ENGINES, "onnxruntime", taking(0.0))
    assert set(calibrate(Prefix(small, 64), example(), CPU)) == {"torch", "onnxruntime"}


@pytest.mark.parametrize(("flags", "tried"), [({"avx512f"}, False), ({"avx512f", "avx512_bf16"}, True), ({"amx_bf16"}, True)])
def test_bfloat16_is_tried_only_where_the_processor_has_it(flags: set[str], tried: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counted(prefix: Prefix, device: Device) -> Compute:
        calls.append(1)
        return engines.pytorch_bfloat16(prefix, device)

    monkeypatch.setattr(engine_choice, "processor_flags", lambda: frozenset(flags))
    monkeypatch.setitem(ENGINES, "torch-bfloat16", counted)
    calibrate(Prefix(small, 64), example(), CPU)
    assert bool(calls) is tried


def test_the_choice_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home.open(tmp_path)
    monkeypatch.setattr(engine_choice, "calibrate", lambda *_: {"torch": 0.3, "onnxruntime": 0.1})
    assert choose(home, small, "w", 64, example, CPU) == "onnxruntime"
    monkeypatch.setattr(engine_choice, "calibrate", lambda *_: pytest.fail("measured again"))
    assert choose(home, small, "w", 64, example, CPU) == "onnxruntime"


def test_the_engine_that_was_chosen_is_open_already(tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    chosen = choose(home, small, "w", 64, example, CPU)
    opened(home, chosen, lambda: pytest.fail("built again"), "w", 64, CPU)(example())


@pytest.mark.parametrize("name", ["openvino", "onnxruntime"])
def test_an_engine_opens_from_kept_files_with_the_same_numbers_and_no_module(name: str, tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    first = opened(home, name, small, "w", 64, CPU)(example())
    close()
    again = opened(home, name, lambda: pytest.fail("built again"), "w", 64, CPU)(example())
    np.testing.assert_array_equal(again, first)


@pytest.mark.parametrize("damaged", ["model.onnx", "expected.npy", "*.blob"])
def test_kept_files_that_are_damaged_are_made_anew(damaged: str, tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    first = opened(home, "openvino", small, "w", 64, CPU)(example())
    close()
    (file,) = (home.cache / "engines").rglob(damaged)
    file.write_bytes(os.urandom(file.stat().st_size))
    np.testing.assert_array_equal(opened(home, "openvino", small, "w", 64, CPU)(example()), first)
    close()
    opened(home, "openvino", lambda: pytest.fail("built again"), "w", 64, CPU)


def test_an_engine_that_computes_something_else_than_pytorch_is_refused_by_name_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENGINES, "openvino", lambda prefix, device: lambda pictures: -engines.pytorch(prefix, device)(pictures))
    with pytest.raises(RuntimeError, match="openvino"):
        opened(Home.open(tmp_path), "openvino", small, "w", 64, CPU)


def test_another_network_size_or_number_of_threads_is_measured_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home.open(tmp_path)
    calls: list[int] = []
    monkeypatch.setattr(engine_choice, "calibrate", lambda *_: calls.append(1) or {"torch": 0.1})
    choose(home, small, "w", 64, example, CPU)
    choose(home, small, "other", 64, example, CPU)
    choose(home, small, "w", 96, example, CPU)
    before = torch.get_num_threads()
    torch.set_num_threads(before + 1)
    try:
        choose(home, small, "w", 64, example, CPU)
    finally:
        torch.set_num_threads(before)
    assert len(calls) == 4


def test_a_damaged_record_of_the_choice_is_measured_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home.open(tmp_path)
    monkeypatch.setattr(engine_choice, "calibrate", lambda *_: {"torch": 0.1})
    choose(home, small, "w", 64, example, CPU)
    for record in (home.cache / "engines").glob("*.json"):
        record.write_bytes(os.urandom(20))
    assert choose(home, small, "w", 64, example, CPU) == "torch"


def test_agreement_is_that_of_the_worst_picture() -> None:
    one = np.ones((3, 4), np.float32)
    other = one.copy()
    other[2] = [1, -1, 1, -1]
    assert agreement(one, one * 2) == pytest.approx(1.0)
    assert agreement(one, other) == pytest.approx(0.0)
    assert agreement(np.zeros((2, 3), np.float32), np.zeros((2, 3), np.float32)) == 1.0
    assert agreement(np.zeros((2, 3), np.float32), np.ones((2, 3), np.float32)) == 0.0
    assert agreement(one, one[:2]) == -1.0
