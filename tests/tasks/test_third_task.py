"""A third task needs its two halves, a line for each, its words, and nothing else: docs/adding-a-task.md, followed."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.source import ROOT
from tests.tasks.point_task import WORDS, PointEach, Pointing
from tests.training.conftest import carry_out
from tests.training.toy import picture_datasets
from tlgui import durable
from tlgui.analysis import job as map_job
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.export.predictions import predictions_of, sort_into
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import JobContext
from tlgui.models.tasks import LEARNED
from tlgui.planning.suggested import strategy_for
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.service import launch
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import STRATEGIES
from tlgui.tasks import TASKS, TaskKind
from tlgui.texts import CATALOGUE
from tlgui.training.loaded import LoadedModel
from tlgui.views.live import live
from tlgui.views.maps import maps_for_page
from tlgui.views.rounds import NOT_MATCHED
from tlgui.views.run_logs import WatchedRun
from tlgui.views.run_rows import about
from tlgui.views.verdict import verdict


@pytest.fixture(autouse=True, scope="module")
def third_task() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(launch, "ensure_workers", lambda *_: None)  # jobs are done here, not by a worker
        patch.setitem(TASKS, PointEach.key, PointEach())
        patch.setitem(LEARNED, PointEach.key, Pointing)
        for key, text in WORDS.items():
            patch.setitem(CATALOGUE, key, text)
        for strategy in (
            STRATEGIES[key] for key in ("source-only", "mmd", "adabn")
        ):  # the references too must be able to learn it
            patch.setattr(strategy, "needs", replace(strategy.needs, tasks=("point",)))
        yield


def with_points(pack: Pack, unknown: int = 0) -> Pack:
    """The dataset as if somebody had pointed at the middle of mass of each picture, but for the first few."""
    points = np.stack([middle(pack.picture(each)) for each in range(len(pack))])
    points[:unknown] = np.nan
    in_files = np.empty_like(points)
    in_files[np.load(pack.folder / "order.npy")] = points
    np.save(pack.folder / "labels.npy", in_files)
    info = {
        **pack.info.as_json(),
        "task": "point",
        "classes": [],
        "counts": [],
        "labels": "some",
        "labelled": len(pack) - unknown,
    }
    durable.write_json(pack.folder / "dataset.json", info)
    return Pack(pack.folder)


def middle(picture: np.ndarray) -> np.ndarray:
    light = picture.sum(2).astype(float) + 1
    rows, columns = np.mgrid[: light.shape[0], : light.shape[1]]
    return np.array([(light * columns).sum() / light.shape[1], (light * rows).sum() / light.shape[0]]) / light.sum()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.open(tmp_path_factory.mktemp("point") / "home")


@pytest.fixture(scope="module")
def run(home: Home) -> Run:
    source, target = (with_points(pack, unknown=3) for pack in picture_datasets(home, home.root.parent))
    spec = RunSpec(
        source=source.info.id, target=target.info.id, strategy="mmd", backbone="small-cnn", settings=RunSettings(epochs=1)
    )
    run = launch.start_run(home, spec)
    carry_out(home, run)
    launch.reveal(home, run, by="test")
    return run


def test_a_third_task_is_trained_scored_told_and_taken_away(run: Run, home: Home, tmp_path: Path) -> None:
    found = summary(run, JobQueue(home))
    assert (found["status"], found["task"], list(found["metrics"])) == ("finished", "point", ["distance"])
    points = json.loads(run.reveal_path.read_text())["labels"]
    assert (points[:3], len(points[3])) == ([None] * 3, 2)
    rows = list(csv.DictReader(io.StringIO(predictions_of(home, run).csv_bytes().decode("utf-8-sig"))))
    predicted = np.array([[float(row["x"]), float(row["y"])] for row in rows])
    assert [row["label"] for row in rows[:3]] == [""] * 3
    far = np.linalg.norm(predicted[3:] - np.array(points[3:]), axis=1).mean()
    assert found["metrics"]["distance"]["target"] == pytest.approx(far)
    assert found["target_scored_on"] == len(rows) - 3
    assert f"away on {len(rows) - 3} pictures" in verdict(found, "en")["headline"]
    with pytest.raises(UserError, match="sort"):
        sort_into(predictions_of(home, run), tmp_path / "sorted")
    model = LoadedModel(run, next(each["kept"] for each in run.events() if each["event"] == "picked"))
    assert list(model.predict(next((home.root.parent / "target").rglob("*.png")))) == ["x", "y"]


def test_a_third_task_is_shown_on_the_page(run: Run, home: Home) -> None:
    assert about(run, "en", NOT_MATCHED)["views"] == ()
    shown: dict[str, Any] = live(WatchedRun(run), JobQueue(home), 0, "", "en")
    lines = {trace["uid"]: trace for trace in shown["curves"]["accuracy"]}
    assert len(lines["source"]["y"]) == len(lines["target"]["y"]) == 1
    assert "away" in shown["result"]["headline"]


def test_maps_of_a_third_task_show_its_pictures_without_colors_of_labels(
    run: Run, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where the points come from is the same for every task, and takes long to load.
    monkeypatch.setattr(map_job, "project", lambda features, start=None: features[:, :2])
    queue = JobQueue(home)
    job = queue.take("map", "this process")
    assert job is not None
    map_job.draw_maps(JobContext(home, job, queue, threading.Event()))
    shown = maps_for_page(home, run, "en")
    assert shown["labels"] == {"source": None, "target": None}
    assert {"before", "after"} <= set(shown["maps"])


def test_a_run_of_a_task_that_nothing_was_tried_on_begins_with_source_only() -> None:
    assert strategy_for(["classification", "point"]) == "source-only"
    assert strategy_for(["regression"]) == "mmd"


def test_the_page_on_adding_a_task_names_the_sentences_that_every_task_has() -> None:
    page = (ROOT / "docs" / "adding-a-task.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_.]+\.<task>[a-z_.]*)`", page))
    has = {
        key: {text.replace(f".{key}", ".<task>") for text in CATALOGUE if f".{key}" in text}
        for key in ("classification", "regression")
    }
    assert named == has["classification"] & has["regression"]
    for task in (TASKS["classification"], TASKS["regression"]):
        assert {f"report.metric.{name}" for name in task.metrics} <= CATALOGUE.keys()
        assert f"curve.{task.metric}.axis" in CATALOGUE
        assert {f"error.{task.refusal}", f"note.{task.contradiction}", f"page.chart.{task.chart}.read"} <= CATALOGUE.keys()


def test_the_page_on_adding_a_task_names_what_a_task_declares() -> None:
    page = (ROOT / "docs" / "adding-a-task.md").read_text(encoding="utf-8")
    declared = {*TaskKind.__annotations__, *TaskKind.__abstractmethods__} - {"key", "_measure", "negligible"}
    assert {name for name in declared if f"`{name}`" not in page} == set()
