"""An exported model is the one whose predictions were reported, in every format, or it is not offered."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load, save

from tests.training.conftest import Train, carry_out
from tests.training.toy import disk_datasets
from tlgui import load_model
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.export import model as exporting
from tlgui.export.model import FORMATS, export_model
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.service import launch
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.training.loaded import LoadedModel


def held(found: dict[str, Any], formats: tuple[str, ...] = tuple(FORMATS)) -> None:
    assert found["refused"] == []
    assert list(found["files"]) == list(formats)
    for each in found["files"].values():
        assert each["difference"] <= 1e-4
        assert each["run_agrees"] >= 0.95 * each["pictures"] > 0


CASES = {
    "per-domain statistics on a frozen layer": {
        "strategy": "mmd",
        "settings": {"frozen": "conv2", "normalisation": "per_domain"},
    },
    "trained to the first layer, statistics for each domain": {"strategy": "adabn", "settings": {"frozen": "none"}},
    "fine-tuning": {"strategy": "fine-tuning", "settings": {"frozen": "conv1"}},
    "nearest neighbours": {"strategy": "feature-extraction", "classifier": "neighbours"},
    "support vectors": {"strategy": "feature-extraction", "classifier": "svm_radial"},
    "logistic regression": {"strategy": "feature-extraction", "classifier": "logistic"},
    "votes": {"strategy": "tradaboost"},
    "mirror images": {"strategy": "source-only", "settings": {"augmentation": "mirror"}},
    "two depths, and a normalisation in the bottleneck": {"strategy": "mcc"},
    "a class that the target is said to lack": {
        "strategy": "cdan",
        "target_shares": TargetShares(known_from="told", shares={"bar": 0.5, "frame": 0.5}),
    },
}


SOME = (
    "trained to the first layer, statistics for each domain",
    "nearest neighbours",
    "mirror images",
    "a class that the target is said to lack",
)
"""One of each sort: a network, a classifier that is fitted, two views of a picture, a softmax with gaps. The others are among the slow tests.
"""


@pytest.mark.parametrize(
    "case", [pytest.param(CASES[name], id=name, marks=() if name in SOME else pytest.mark.slow) for name in CASES]
)
def test_each_kind_of_network_is_the_same_in_every_format(
    train: Train, home: Home, pretrained: str, case: dict[str, Any]
) -> None:
    more = {"backbone": pretrained, **case}
    strategy = more.pop("strategy")
    if "classifier" in more:
        more["strategy_settings"] = {strategy: {"classifier": more.pop("classifier"), "start_from": "backbone"}}
    run, _ = train(strategy, epochs=1, **more)
    held(export_model(home, run))


@pytest.mark.slow
def test_values_come_in_their_own_units(home: Home, tmp_path: Path) -> None:
    source, target = disk_datasets(home, tmp_path)
    spec = RunSpec(
        source=source.info.id, target=target.info.id, strategy="mmd", backbone="small-cnn", settings=RunSettings(epochs=1)
    )
    run = launch.start_run(home, spec)
    carry_out(home, run)
    held(export_model(home, run))
    model = load_model(unpacked(run, tmp_path / "model") / "model.safetensors")
    assert set(model.predict(tmp_path / "target" / "3.png")) == {"value"}


def unpacked(run: Run, folder: Path) -> Path:
    with zipfile.ZipFile(run.folder / "exports" / "model.zip") as archive:
        archive.extractall(folder)
    return folder


@pytest.mark.slow
def test_each_example_runs_and_says_what_the_run_did(train: Train, packs: tuple[Pack, Pack], home: Home, tmp_path: Path) -> None:
    run, _ = train("mmd")
    export_model(home, run)
    folder = unpacked(run, tmp_path / "model")
    index = next(each for each in range(len(packs[1])) if packs[1].name(each) == "cross3.png")
    steps = [event["kept"] for event in run.events() if event["event"] == "picked"]
    with np.load(run.prediction_path(steps[-1])) as kept:
        reported = kept["target"][kept["target_index"].tolist().index(index)]
    for name in FORMATS:
        file = folder / f"example_{name}.py"
        assert (
            len([line for line in file.read_text().splitlines() if line and not line.startswith(("import", "from", '"'))]) <= 13
        )
        done = subprocess.run(
            [sys.executable, file, tmp_path / "target" / "cross" / "cross3.png"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        predicted = json.loads(done.stdout)["predicted"]
        assert list(predicted) == ["bar", "cross", "frame"]
        assert np.abs(np.array(list(predicted.values())) - reported).max() < 2e-3


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_X13_a_folder_whose_name_is_no_utf_8_is_written_to_and_read(name: str, train: Train, home: Home, tmp_path: Path) -> None:
    """So is every name that is not ASCII under ``LC_ALL=C`` without Python's UTF-8 mode."""
    run, _ = train("source-only", epochs=1)
    kept = run.kept_step()
    assert kept is not None
    model = LoadedModel(run, kept)
    folder = tmp_path / "caf\udce9"
    folder.mkdir()
    FORMATS[name].write(model, folder / FORMATS[name].file)
    pictures = np.zeros((2, model.size, model.size, 3), np.uint8)
    read = FORMATS[name].read(folder / FORMATS[name].file)(pictures)
    assert np.allclose(read, exporting.Whole(model)(torch.from_numpy(pictures)).detach(), atol=1e-4)


def test_F7_a_file_that_computes_something_else_is_not_offered(train: Train, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    run, _ = train("mmd")
    write = FORMATS["onnx"].write

    def wrong(model: Any, path: Path) -> None:
        with torch.no_grad():
            bias = model.network.head.bias
            bias[0] += 1e-2
            write(model, path)
            bias[0] -= 1e-2

    monkeypatch.setitem(FORMATS, "onnx", exporting.Format("model.onnx", wrong, FORMATS["onnx"].read))
    found = export_model(home, run, ("onnx", "safetensors"))
    assert [each["code"] for each in found["refused"]] == ["export_differs"]
    assert list(found["files"]) == ["safetensors"]
    with zipfile.ZipFile(run.folder / "exports" / "model.zip") as archive:
        assert "model.onnx" not in archive.namelist()
    with pytest.raises(UserError) as raised:
        export_model(home, run, ("onnx",))
    assert [each.code for each in raised.value.problems] == ["export_differs"]


def test_F4_what_is_no_whole_model_of_ours_is_refused(train: Train, home: Home, tmp_path: Path) -> None:
    run, _ = train("mmd", epochs=1)
    export_model(home, run, ("safetensors",))
    whole = (unpacked(run, tmp_path / "model") / "model.safetensors").read_bytes()
    with safe_open(tmp_path / "model" / "model.safetensors", "pt") as opened:
        about = opened.metadata()
    headless = save({name: tensor for name, tensor in load(whole).items() if not name.startswith("network.head.")}, about)
    assert len(headless) < len(whole)
    broken = {"cut": whole[:-5], "text": b"hello", "long": b"\xff" * 8 + whole[8:], "": b"", "no head": headless}
    for name, data in broken.items():
        (tmp_path / f"{name}.safetensors").write_bytes(data)
        with pytest.raises(UserError) as raised:
            load_model(tmp_path / f"{name}.safetensors")
        assert raised.value.problems[0].code == "model_file_damaged"


def test_a_run_without_its_datasets_is_held_against_its_network_alone(train: Train, packs: tuple[Pack, Pack], home: Home) -> None:
    import shutil

    run, _ = train("mmd", epochs=1)
    for pack in packs:
        shutil.rmtree(pack.folder)
    found = export_model(home, run, ("onnx",))["files"]["onnx"]
    assert found["difference"] <= 1e-4
    assert found["pictures"] > 0
    assert "run_agrees" not in found
