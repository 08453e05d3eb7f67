"""The map job on hand-made snapshots: before first, after later, one before-map for all runs of a baseline."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from tests.analysis.test_projection import islands
from tlgui.analysis import job as map_job
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import JobContext
from tlgui.runs.events import EventWriter
from tlgui.runs.results import maps_of
from tlgui.runs.spec import RunSpec
from tlgui.runs.store import Run, RunStore


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


def snapshot(path: Path, seed: int, *, gap: float, noise: float = 0.0) -> None:
    features, labels = islands(120)
    features = features + noise * np.random.default_rng(seed).normal(size=features.shape)
    features[60:, 10] += gap
    predictions = np.eye(3)[labels] * 0.9 + 0.1 / 3
    np.savez(
        path, source=features[:60], target=features[60:], source_predictions=predictions[:60], target_predictions=predictions[60:]
    )


def made_run(home: Home, baseline: Run | None = None) -> Run:
    run = RunStore(home).create(RunSpec(), {})
    snapshot(run.folder / "snapshots" / "before.npz", 0, gap=12.0)
    if baseline is not None:
        EventWriter(run.events_path).write("reference", kind="baseline", run=baseline.id, step=500)
    return run


def draw(home: Home, run: Run) -> None:
    queue = JobQueue(home)
    job = queue.submit("map", {"run": run.id}, run=run.id)
    map_job.draw_maps(JobContext(home, job, queue, threading.Event()))


def finish(run: Run, *, gap: float, noise: float = 1.0) -> None:
    snapshot(run.snapshot_path(500), 1, gap=gap, noise=noise)
    EventWriter(run.events_path).write("picked", step=500, kept=500)


def test_the_map_before_is_there_before_training_is_over(home: Home) -> None:
    run = made_run(home)
    draw(home, run)
    maps = maps_of(run)
    assert maps is not None
    assert list(maps["maps"]) == ["before"]


def test_both_maps_share_their_bounds_and_carry_their_honesty(home: Home) -> None:
    run = made_run(home)
    finish(run, gap=0.0)
    draw(home, run)
    maps = maps_of(run)
    assert maps is not None
    assert maps["maps"]["before"]["mixing"] < 0.05
    assert maps["maps"]["after"]["mixing"] > 0.3
    assert maps["maps"]["after"]["step"] == 500
    assert maps["moved"] is True
    left, right, bottom, top = maps["bounds"]
    for name in ("before", "after"):
        assert 0.5 < maps["maps"][name]["trustworthiness"] <= 1
        with np.load(run.folder / "maps" / maps["maps"][name]["file"], allow_pickle=False) as file:
            points = np.concatenate([file["source"], file["target"]])
            assert file["target_predictions"].shape == (60,)
            assert file["target_confidence"].max() <= 1
        assert (points[:, 0] > left).all()
        assert (points[:, 0] < right).all()
        assert (points[:, 1] > bottom).all()
        assert (points[:, 1] < top).all()


def test_features_that_did_not_move_are_said_so(home: Home) -> None:
    run = made_run(home)
    finish(run, gap=12.0, noise=0.0)
    draw(home, run)
    maps = maps_of(run)
    assert maps is not None
    assert maps["moved"] is False


def test_runs_of_one_baseline_share_the_map_before(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    baseline = RunStore(home).create(RunSpec(reference="baseline"), {})
    first, second = made_run(home, baseline), made_run(home, baseline)
    draw(home, first)
    monkeypatch.setattr(map_job, "project", lambda *_: pytest.fail("drawn again"))
    draw(home, second)
    files = [run.folder / "maps" / "before.npz" for run in (first, second)]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_map_that_is_drawn_is_not_drawn_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    run = made_run(home)
    finish(run, gap=0.0)
    draw(home, run)
    monkeypatch.setattr(map_job, "project", lambda *_: pytest.fail("drawn again"))
    draw(home, run)
