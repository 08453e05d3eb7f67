"""Scripts can do what the page can: every button and route that makes or changes something has a documented call."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tlgui
from tests.conftest import MakeDataset
from tests.source import ROOT, modules
from tests.test_architecture import HEAVY, LIGHT, loaded_by
from tests.training.toy import picture_folder
from tlgui.api.datasets import Dataset
from tlgui.api.run import Run
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSpec

pytestmark = pytest.mark.usefixtures("decoding_here")

PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("|") and "`" in line]
CODE = re.compile(r"`([^`]+)`")


def actions() -> set[str]:
    """Everything on the page that makes or changes something: routes that are no GET, and buttons of Gradio's."""
    from tlgui.ui.server import ROUTES

    found = {
        f"{method} {route.path}"
        for routes in ROUTES
        for route in routes.router.routes
        for method in route.methods - {"GET", "HEAD"}
    }
    for name, tree in modules().items():
        if name.startswith("tlgui.ui.pages"):
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in ("click", "submit", "upload")
                ):
                    found.add(f"{ast.unparse(node.func.value).partition('.')[2]}.{node.func.attr}")
    return found


@pytest.mark.slow
def test_each_action_of_the_page_has_a_documented_call() -> None:
    documented = {code for row in ROWS for code in CODE.findall(row[1])}
    assert actions() == documented


def test_each_documented_call_exists_and_explains_itself() -> None:
    calls = {code for row in ROWS for code in CODE.findall(row[2])}
    assert len(calls) > 8
    for call in calls:
        owner, _, name = call.partition(".")
        function = getattr({"tlgui": tlgui, "run": Run, "dataset": Dataset}[owner], name)
        assert inspect.getdoc(function), call


def test_each_call_is_documented() -> None:
    named = {f"tlgui.{name}" for name in tlgui.IN_SCRIPTS}
    named |= {
        f"{owner}.{name}"
        for owner, kind in (("run", Run), ("dataset", Dataset))
        for name, value in vars(kind).items()
        if inspect.isfunction(value) and not name.startswith("_")
    }
    assert [name for name in sorted(named) if not re.search(rf"`[^`]*{re.escape(name)}\b", PAGE)] == []


def test_the_documents_parameters_are_those_of_the_function() -> None:
    known = set(inspect.signature(tlgui.adapt).parameters)
    assert set(re.findall(r"`(\w+)(?:=[^`]*)?`", PAGE.partition("## Parameters")[2])) <= known


def test_importing_the_library_and_its_calls_is_light() -> None:
    assert loaded_by("import tlgui") == set()
    assert loaded_by("import tlgui\ntlgui.adapt, tlgui.load_model, tlgui.all_runs") <= LIGHT
    assert not loaded_by("import tlgui.api.runs") & set(HEAVY)


def test_what_is_not_there_is_no_attribute() -> None:
    with pytest.raises(AttributeError):
        tlgui.adopt  # noqa: B018
    assert "adapt" in dir(tlgui)


def test_a_run_that_cannot_work_is_refused_with_all_its_problems_before_anything_is_read(home: Home, tmp_path: Path) -> None:
    with pytest.raises(UserError) as raised:
        tlgui.adapt("nowhere", tmp_path, strategy="dnan", epochs=0, home=home.root, source_values="a.csv", source_labels="b.csv")
    codes = {problem.code for problem in raised.value.problems}
    assert {"strategy_unknown", "values_or_labels"} < codes
    assert any("epochs" in str(problem.values) for problem in raised.value.problems)
    assert not list(home.datasets.iterdir())


def test_a_dataset_is_found_by_its_id_and_looked_at(make_dataset: MakeDataset, home: Home) -> None:
    pack = make_dataset((0, 0, 0, 1, 1, 1))
    dataset = tlgui.read_dataset(pack.info.id, home=home.root)
    assert dataset.id == pack.info.id
    assert dataset.info["classes"] == ("cat", "dog")
    assert tlgui.health_report(dataset)["domains"]["source"]["size"] == 6
    with pytest.raises(UserError, match="severity"):
        dataset.shifted(severity=9)


def test_an_unknown_demo_is_refused_before_anything_is_started(home: Home) -> None:
    with pytest.raises(UserError, match="icons, icons-flat, digits"):
        tlgui.demo("letters", home=home.root)
    assert JobQueue(home).roster.workers() == []


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    return [picture_folder(tmp_path / name, seed, dark=name == "dark") for seed, name in enumerate(("light", "dark"))]


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """What no weights are here for: the features of a pretrained network."""
    from tlgui.analysis import shift

    def features(home: Home, packs: dict[str, Any], *rest: Any) -> list[tuple[str, Any]]:
        random = np.random.default_rng(0)
        return [(role, random.normal(size=(len(pack), 8)) + 9 * (role == "target")) for role, pack in packs.items()]

    monkeypatch.setattr(shift, "_features", features)


def test_the_calls_that_take_datasets_take_folders_too(home: Home, folders: list[Path], measured: None) -> None:
    source, target = folders
    report = tlgui.xray(source, str(target), home=home.root)
    assert report["domain"]["auc"] == 1
    read = tlgui.read_dataset(source, role="source", home=home.root)
    assert report["source"]["dataset"] == read.id
    assert tlgui.xray(read, target) == report
    assert tlgui.xray(read.id, target, home=home.root) == report
    both = tlgui.health_report(source, target, home=home.root)
    assert {role: each["size"] for role, each in both["domains"].items()} == {"source": 36, "target": 36}
    assert tlgui.health_report(source, home=home.root)["domains"].keys() == {"source"}
    assert not tlgui.read_dataset(target, home=home.root).info["classes"]  # a target's labels stay sealed, as in adapt


def test_a_target_that_is_given_by_its_id_is_sealed_as_one_that_is_given_by_its_folder(home: Home, folders: list[Path]) -> None:
    source, target = (tlgui.read_dataset(folder, home=home.root) for folder in folders)
    assert target.info["classes"]
    tlgui.health_report(source.id, target.id, home=home.root)
    assert not tlgui.read_dataset(folders[1], home=home.root).info["classes"]


def test_pictures_without_class_folders_have_a_health_report(home: Home, folders: list[Path]) -> None:
    flat = next(each for each in folders[0].iterdir() if each.is_dir())
    report = tlgui.health_report(flat, home=home.root)
    assert {role: each["size"] for role, each in report["domains"].items()} == {"target": len(list(flat.iterdir()))}


def test_what_is_wrong_with_the_folders_of_a_comparison_is_told_together(home: Home, tmp_path: Path) -> None:
    for compare in (tlgui.xray, tlgui.health_report):
        with pytest.raises(UserError) as raised:
            compare(tmp_path / "nowhere", tmp_path / "neither", home=home.root)
        assert [problem.code for problem in raised.value.problems] == ["path_missing", "path_missing"]


def test_a_picture_to_try_that_is_not_there_is_said_before_a_worker_is_started(home: Home) -> None:
    with pytest.raises(UserError) as raised:
        Run(home, RunStore(home).create(RunSpec(), {})).try_picture("nothing.jpg")
    assert [problem.code for problem in raised.value.problems] == ["picture_file_missing"]


@pytest.mark.slow
def test_workers_do_for_a_script_what_they_do_for_the_page(home: Home, tmp_path: Path) -> None:
    source, target = tlgui.demo("digits", home=home.root)
    assert len(target.preview_shift([0, 1], kind="noise")["pictures"]) == 2
    seen = source.augmented([0], size=32)
    assert (Path(home.cache) / "augmentation" / seen["folder"]).exists()
    few = tlgui.read_dataset(picture_folder(tmp_path / "few", 1, dark=True), role="source", home=home.root)
    blurred = few.shifted(severity=4)
    assert blurred.info["size"] == few.info["size"] == 36
    run = tlgui.adapt(few.id, blurred.id, strategy="mmd", backbone="small-cnn", epochs=1, home=home.root, wait=False)
    assert run.pause().result["status"] in ("paused", "stopped")  # stopped: no trainer had taken it yet
    assert run.resume().result["status"] == "finished"
    assert tlgui.find_run(run.id[:8], home=home.root).told() == run.told()
    assert run.try_picture(3)["models"]["run"]["top"]
    found = run.export(home.root / "model")
    assert found["refused"] == []
    assert tlgui.load_model(home.root / "model" / "model.safetensors").classes == ["bar", "cross", "frame"]
    with pytest.raises(UserError, match="There is no file"):
        tlgui.load_model(home.root / "model" / "model.safetensor")
    with pytest.raises(TypeError, match="name, notes and tags, not note"):
        run.describe(note="first")
    assert run.told()[:10] in run.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert run.predictions(tmp_path / "table.csv")["pictures"] == 36
