"""Checkpoints: exactly what was written, or a clear no."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch
from torch import nn

from tests.training.test_loop import run
from tests.training.toy import WIDTH, small_network
from tlgui.errors import UserError
from tlgui.models.heads import kind_of
from tlgui.training.checkpoint import keep_only, load_checkpoint, restore, save_checkpoint


def saved(folder: Path) -> nn.Module:
    network = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    save_checkpoint(folder, network, {"classes": ["a", "é"]})
    return network


def test_a_checkpoint_gives_back_weights_buffers_and_description(tmp_path: Path) -> None:
    network = saved(tmp_path / "000010")
    tensors, about = load_checkpoint(tmp_path / "000010")
    assert about == {"classes": ["a", "é"]}
    assert tensors.keys() == network.state_dict().keys()
    for name, tensor in network.state_dict().items():
        torch.testing.assert_close(tensors[name], tensor)


@pytest.mark.parametrize(
    ("strategy", "kind"),
    [
        ({"classifier": "logistic"}, "linear"),
        ({"classifier": "svm"}, "linear"),
        ({"classifier": "svm_radial"}, "radial"),
        ({"classifier": "neighbours"}, "neighbours"),
        ({"classifier": "perceptron"}, "perceptron"),
        (None, "votes"),
    ],
    ids=str,
)
def test_a_network_is_restored_with_whatever_head_was_fitted(tmp_path: Path, strategy: dict[str, str] | None, kind: str) -> None:
    key = "tradaboost" if strategy is None else "feature-extraction"
    _, trained, _ = run(key, labelled=True, strategy_settings={key: strategy or {}})
    assert kind_of(trained.head) == kind
    save_checkpoint(tmp_path / "000010", trained, {"head": kind})
    again = small_network("shared", seed=9)
    restore(again, tmp_path / "000010")
    inputs = torch.randn(20, WIDTH)
    with torch.no_grad():
        torch.testing.assert_close(again.eval()(inputs).outputs, trained.eval()(inputs).outputs)


@pytest.mark.parametrize("file", ["weights.safetensors", "about.json", "manifest.json"])
def test_E13_every_flipped_bit_is_found(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "000010"
    saved(folder)
    path = folder / file
    data = path.read_bytes()
    places = random.Random(0).sample(range(len(data) * 8), min(120, len(data) * 8))
    for place in places:
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << (place % 8)
        path.write_bytes(flipped)
        if file == "manifest.json":
            # Bits of the manifest that change neither name nor digest (white space) change nothing that is loaded.
            try:
                load_checkpoint(folder)
            except UserError:
                continue
            path.write_bytes(data)
            continue
        with pytest.raises(UserError, match="damaged"):
            load_checkpoint(folder)


def flips_that_pass(folder: Path, file: str, places: list[int]) -> list[int]:
    """The bits of a file that can be flipped without a word and change what is loaded."""
    path, whole = folder / file, load_checkpoint(folder)
    data, passed = path.read_bytes(), []
    for place in places:
        flipped = bytearray(data)
        flipped[place // 8] ^= 1 << (place % 8)
        path.write_bytes(flipped)
        try:
            found = load_checkpoint(folder)
        except UserError:
            continue
        if found[1] != whole[1] or any(not torch.equal(found[0][name], each) for name, each in whole[0].items()):
            passed.append(place)
    path.write_bytes(data)
    return passed


@pytest.mark.soak
def test_E13_every_bit_of_the_header_and_a_thousand_of_the_data(tmp_path: Path) -> None:
    folder = tmp_path / "000010"
    save_checkpoint(folder, nn.Sequential(nn.Linear(64, 32), nn.BatchNorm1d(32)), {"classes": ["a", "é"]})
    sizes = {name: 8 * (folder / name).stat().st_size for name in ("weights.safetensors", "about.json", "manifest.json")}
    header = 8 * (8 + int.from_bytes((folder / "weights.safetensors").read_bytes()[:8], "little"))
    data = random.Random(0).sample(range(header, sizes["weights.safetensors"]), 1000)
    asked = {
        "weights.safetensors": [*range(header), *data],
        "about.json": [*range(sizes["about.json"])],
        "manifest.json": [*range(sizes["manifest.json"])],
    }
    passed = {name: flips_that_pass(folder, name, places) for name, places in asked.items()}
    counts = {name: len(places) for name, places in asked.items()}
    print(
        f"\n{sum(counts.values())} bits flipped ({counts}; {header} of the header, 1000 of the data): {passed} loaded as something else"
    )
    assert passed == {name: [] for name in asked}


def test_F6_a_missing_file_is_found(tmp_path: Path) -> None:
    for file in ("weights.safetensors", "about.json", "manifest.json"):
        folder = tmp_path / file
        saved(folder)
        (folder / file).unlink()
        with pytest.raises(UserError):
            load_checkpoint(folder)


def test_a_checkpoint_is_replaced_by_a_newer_one_of_the_same_step(tmp_path: Path) -> None:
    saved(tmp_path / "000010")
    network = saved(tmp_path / "000010")
    torch.testing.assert_close(load_checkpoint(tmp_path / "000010")[0]["0.weight"], network[0].weight.detach())


def test_only_named_checkpoints_are_kept(tmp_path: Path) -> None:
    for step in ("000010", "000020", "000030"):
        saved(tmp_path / step)
    keep_only(tmp_path, {"000020", "000030"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000020", "000030"]
