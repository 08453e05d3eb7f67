"""Libraries report nothing to their makers from a process of tlgui, and leave nothing of it behind."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tlgui.export.examples import example

WATCHED = """
import os, sys, tlgui
def watch(event, about):
    if event.startswith("socket."):
        with open(sys.argv[1], "a") as file:
            file.write(f"{event} {about}\\n")
sys.addaudithook(watch)
"""
"""Sees what Python code of a library does with the network, also in processes that it forks."""

LOADED = {
    "onnxruntime": "import onnxruntime\nonnxruntime.get_available_providers()",
    "openvino": "import openvino\nopenvino.Core()",
}


def left_by(command: list[str | Path], folder: Path) -> list[str]:
    """What a process leaves in its user's home and in the folder for temporary files."""
    for each in ("home", "temporary"):
        (folder / each).mkdir()
    ours = {"HOME": str(folder / "home"), "USERPROFILE": str(folder / "home"), "TMPDIR": str(folder / "temporary")}
    switches = ("ORT_DISABLE_TELEMETRY", "CI", "TF_BUILD", "JENKINS_URL", "XDG_CACHE_HOME")
    others = {name: value for name, value in os.environ.items() if name not in switches}
    subprocess.run(command, check=False, capture_output=True, env=others | ours)
    return [str(each.relative_to(folder)) for name in ("home", "temporary") for each in (folder / name).rglob("*")]


@pytest.mark.parametrize("library", [each for each in LOADED if find_spec(each)])
def test_a_library_that_reports_to_its_maker_does_not_do_so_here(library: str, tmp_path: Path) -> None:
    lookups = tmp_path / "lookups"
    code = WATCHED + LOADED[library] + "\nopen(sys.argv[1] + '-done', 'w')"
    assert left_by([sys.executable, "-c", code, lookups], tmp_path) == []
    assert Path(f"{lookups}-done").exists()
    assert not lookups.exists()


def test_neither_does_an_exported_example(tmp_path: Path) -> None:
    (tmp_path / "pictures.py").write_text("prepared = None\n")
    file = tmp_path / "example_onnx.py"
    file.write_text(example("onnx"), encoding="utf-8")
    assert left_by([sys.executable, "-B", file], tmp_path) == []
