"""Engines: they agree with PyTorch in float32 or are not used, and the choice is measured once."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from tlgui.home import Home
from tlgui.models.backbones import build
from tlgui.training import engines
from tlgui.training.device import Device
from tlgui.training.engines import AGREEMENT, ENGINES, agreement, calibrate, choose

CPU = Device("cpu")


def lite0() -> nn.Module:
    return nn.Sequential(*build("efficientnet-lite0").stages.values())


def small() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())


def example(count: int = 4, size: int = 64) -> Tensor:
    return torch.randn(count, 3, size, size, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("size", [64, 75])
@pytest.mark.parametrize("name", ["torch", "onnxruntime", "openvino"])
def test_an_engine_agrees_with_pytorch_picture_by_picture(name: str, size: int) -> None:
    prefix = lite0().eval()
    with torch.no_grad():
        expected = prefix(example(5, size)).numpy()
    found = ENGINES[name](lite0(), CPU, example(1, size))(example(5, size))
    assert agreement(found, expected) >= AGREEMENT


def test_an_engine_that_disagrees_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def liar(prefix: nn.Module, device: Device, example: Tensor) -> engines.Compute:
        honest = engines.pytorch(prefix, device, example)
        return lambda pictures: honest(pictures) + 0.1

    monkeypatch.setitem(ENGINES, "liar", liar)
    assert "liar" not in calibrate(small, example(), CPU)


def test_an_engine_that_fails_is_left_out_and_pytorch_is_always_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> engines.Compute:
        raise ImportError("not installed")

    monkeypatch.setitem(ENGINES, "onnxruntime", broken)
    found = calibrate(small, example(), CPU)
    assert "torch" in found
    assert "onnxruntime" not in found


def test_the_fastest_is_chosen_and_the_choice_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home.open(tmp_path)
    monkeypatch.setattr(engines, "calibrate", lambda *_: {"torch": 0.3, "onnxruntime": 0.1})
    assert choose(home, small, "w", 64, example, CPU) == "onnxruntime"
    monkeypatch.setattr(engines, "calibrate", lambda *_: pytest.fail("measured again"))
    assert choose(home, small, "w", 64, example, CPU) == "onnxruntime"


def test_another_network_size_or_number_of_threads_is_measured_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home.open(tmp_path)
    calls: list[int] = []
    monkeypatch.setattr(engines, "calibrate", lambda *_: calls.append(1) or {"torch": 0.1})
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
    monkeypatch.setattr(engines, "calibrate", lambda *_: {"torch": 0.1})
    choose(home, small, "w", 64, example, CPU)
    for record in (home.cache / "engines").iterdir():
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
