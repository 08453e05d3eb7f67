"""The same run as a command, a script and a notebook gives the same numbers; names of strangers stay text in all three."""

from __future__ import annotations

import ast
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import tlgui
from tests.conftest import home
from tests.source import ROOT
from tests.training.toy import picture_folder
from tlgui import cli
from tlgui.api.run import Run
from tlgui.export.script import command, notebook, place_of_home, script
from tlgui.home import LOCAL_OWNER, Home
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
from tlgui.specification.target_shares import TargetShares, read_shares

__all__ = ["home"]
NAMES = ["a\"b'", "$(touch x)", "a\nb", "\x1b[31m", "; rm -rf /", '"""', "a\\", "\u202egnp", "<script>", "'); import os #"]


@pytest.mark.parametrize("name", NAMES)
def test_A13_a_strangers_names_are_literals(name: str) -> None:
    spec = RunSpec(
        strategy="mmd",
        class_map=ClassMap(rename={name: "b"}, leave_out=(name,)),
        target_shares=TargetShares(known_from="told", shares={name: 0.25, "c": 0.75}),
        settings=RunSettings(epochs=2),
        strategy_settings={"mmd": {"weight": 0.5}},
    )
    text = command(spec, {"source": name}, ["same_folder"])
    assert "\x1b" not in text
    words = shlex.split(text.replace("\\\n", ""))
    assert words[2] == "--source"
    assert words[4] == "--strategy"
    for code in (
        script(spec, {"source": name}, [], "en"),
        "".join(json.loads(notebook(spec, {"source": name}, [], "en"))["cells"][1]["source"]),
    ):
        calls = [
            node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call) and ast.unparse(node.func) == "tlgui.adapt"
        ]
        given = {each.arg: ast.literal_eval(each.value) for each in calls[0].keywords}
        assert given["source"] == name
        assert given["rename"] == {name: "b"}
        assert given["leave_out"] == [name]
        assert given["target_shares"] == {name: 0.25, "c": 0.75}
        assert given["epochs"] == 2
        assert given[None] == {"mmd.weight": 0.5}
        assert {ast.unparse(node) for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Import)} == {"import tlgui"}


@pytest.mark.parametrize(
    "shares",
    [
        TargetShares(known_from="estimated", shares={"dog": 0.7, "cat": 0.3, "emu": 0}),
        TargetShares(known_from="labels", shares={"dog": 0.7, "cat": 0.3}, labels=20),
    ],
)
def test_the_same_run_once_more_is_told_class_shares_by_nobody_who_did_not_tell_the_first(shares: TargetShares) -> None:
    spec = RunSpec(strategy="cdan", target_shares=shares)
    words = shlex.split(command(spec, {"source": "a"}).replace("\\\n", ""))
    written = words[words.index("--target-shares") + 1]
    assert read_shares(written) == (shares, [])
    assert f"target_shares={written!r}," in script(spec, {"source": "a"}, [], "en")


def test_where_the_data_are_kept_elsewhere_than_usual_command_and_script_say_where(tmp_path: Path) -> None:
    assert place_of_home(Home(Path.home() / ".tlgui"), LOCAL_OWNER) == {}
    assert place_of_home(Home(tmp_path), "somebody in a room") == {}
    places = {"demo": "digits", **place_of_home(Home(tmp_path), LOCAL_OWNER)}
    assert f"--home {tmp_path}" in command(RunSpec(), places)
    code = script(RunSpec(), places, [], "zh")
    assert f"删去此行，并改为写出图片文件夹。\n    home={str(tmp_path)!r}," in code
    ast.parse(code)
    assert "删去" not in script(RunSpec(), {"demo": "digits"}, [], "zh")


def test_a_notebook_is_one() -> None:
    found = json.loads(notebook(RunSpec(), {"demo": "digits"}, [], "zh"))
    assert (found["nbformat"], found["nbformat_minor"]) == (4, 5)
    assert [each["cell_type"] for each in found["cells"]] == ["markdown", "code", "code"]
    assert len({each["id"] for each in found["cells"]}) == 3
    for cell in found["cells"]:
        more = {"outputs", "execution_count"} if cell["cell_type"] == "code" else set()
        assert set(cell) == {"id", "cell_type", "metadata", "source"} | more


@pytest.mark.slow
def test_command_script_and_notebook_give_the_same_numbers(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is what the first run itself hands out; every prediction of every evaluation is the same to the bit."""
    monkeypatch.setenv("TLGUI_HOME", str(home.root))
    source = picture_folder(tmp_path / "source", 1, dark=True)
    target = picture_folder(tmp_path / "target", 2, dark=False)
    settings: dict[str, Any] = {"epochs": 2, "mmd.weight": 0.7}
    first = tlgui.adapt(source, target, strategy="mmd", backbone="small-cnn", seed=3, rename={"bar": "line"}, **settings)
    words = shlex.split(first.command().replace("\\\n", ""))
    done = CliRunner().invoke(cli.app, [*words[1:], "--json"])
    assert done.exit_code == 0, done.output
    (tmp_path / "run.py").write_text(first.script(), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, tmp_path / "run.py"], capture_output=True, text=True, check=False, env=environment)
    assert ran.returncode == 0, ran.stderr
    assert first.told() in ran.stdout
    space: dict[str, Any] = {}
    for cell in json.loads(first.notebook())["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), space)
    runs = tlgui.all_runs()
    assert len({run.id for run in runs}) == 4
    assert space["run"].id in {run.id for run in runs}
    assert len({json.dumps(run.result["metrics"]) for run in runs}) == 1
    assert len({json.dumps(run.result["scores"]) for run in runs}) == 1
    kept = [_predictions(run) for run in runs]
    assert all(each.keys() == kept[0].keys() and len(each) >= 2 for each in kept)
    assert all(np.array_equal(each[name], kept[0][name]) for each in kept for name in kept[0])


def _predictions(run: Run) -> dict[str, np.ndarray]:
    found = {}
    for path in sorted((run.folder / "predictions").glob("*.npz")):
        with np.load(path) as arrays:
            found |= {f"{path.name} {name}": arrays[name] for name in arrays.files}
    return found
