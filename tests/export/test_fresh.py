"""The exported ONNX model on somebody else's machine: a fresh environment with onnxruntime and Pillow alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import missing
from tests.export.test_model import unpacked
from tests.training.conftest import Train
from tlgui.data.pack import Pack
from tlgui.export.model import export_model
from tlgui.home import Home
from tlgui.runs.target_scores import TargetScores


@pytest.mark.slow
def test_a_fresh_environment_with_onnxruntime_and_pillow_predicts_what_the_run_did(
    train: Train, packs: tuple[Pack, Pack], home: Home, tmp_path: Path
) -> None:
    run, _ = train("mmd")
    export_model(home, run, ("onnx",))
    folder = unpacked(run, tmp_path / "model")
    venv.create(tmp_path / "fresh", with_pip=True)
    python = tmp_path / "fresh" / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = [f"{name}=={version(name)}" for name in ("onnxruntime", "pillow")]
    fetched = subprocess.run([python, "-m", "pip", "install", "-q", *wanted], capture_output=True, text=True, check=False)
    if fetched.returncode:
        missing(f"no package index in reach: {fetched.stderr[-200:]}")
    here = subprocess.run([python, "-c", "import torch, tlgui"], capture_output=True, check=False, cwd=tmp_path, env=_bare())
    assert here.returncode != 0  # it really is by itself
    kept = TargetScores(run, run.events()).predictions()
    assert kept is not None
    names = [packs[1].name(each) for each in kept.pictures.tolist()]
    files = [next((tmp_path / "target").rglob(name)) for name in names]
    done = subprocess.run([python, folder / "example_onnx.py", *files], capture_output=True, text=True, check=False, env=_bare())
    assert done.returncode == 0, done.stderr
    rows = [list(json.loads(line)["predicted"].values()) for line in done.stdout.splitlines()]
    difference = np.abs(np.array(rows) - kept.run).max()
    print(f"{sys.version.split()[0]}, {len(files)} pictures: largest difference {difference:.2g}")
    assert (np.argmax(rows, 1) == kept.run.argmax(1)).all()
    assert difference < 1e-3  # kept with 16 bits


def _bare() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
