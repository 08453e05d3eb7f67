"""The map job on hand-made snapshots: before first, after later, one before-map for all runs of a baseline."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.insight.test_projection import islands
from tlgui import durable
from tlgui.analysis import job as map_job
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.insight import projection
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import JobContext, do
from tlgui.runs.events import EventWriter
from tlgui.runs.results import maps_of
from tlgui.runs.run import Run
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore
from tlgui.service.stopping import ask_to_stop
from tlgui.specification.run_spec import RunSpec
from tlgui.views.live import live
from tlgui.views.maps import maps_for_page
from tlgui.views.run_logs import WatchedRun


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
        EventWriter(run.events_path).write("reference", kind="baseline", run=baseline.id, step=500, source={}, scores={})
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


def test_features_that_are_not_finite_have_no_map_and_that_is_said(home: Home) -> None:
    run = RunStore(home).create(RunSpec(), {})
    snapshot(run.folder / "snapshots" / "before.npz", 0, gap=np.inf)
    with pytest.raises(UserError, match="not finite"):
        draw(home, run)


def test_the_map_after_does_not_wait_for_moments_of_a_training_that_is_over(home: Home) -> None:
    run = made_run(home)
    snapshot(run.snapshot_path(100), 1, gap=6.0, noise=0.1)
    finish(run, gap=0.0)
    draw(home, run)
    maps = maps_of(run)
    assert maps is not None
    assert list(maps["maps"]) == ["before", "after", "000100"]


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


def test_pictures_that_are_like_nothing_in_the_source_are_named_without_labels(home: Home) -> None:
    """One of the target's three islands lies where the source has none."""
    run = made_run(home)
    features, labels = islands(120)
    target = features[60:].copy()
    missing = np.flatnonzero(labels[60:] == 2)
    target[missing] *= -1
    for path in (run.folder / "snapshots" / "before.npz", run.snapshot_path(500)):
        predictions = np.eye(3)[labels] * 0.9 + 0.1 / 3
        np.savez(
            path, source=features[:60], target=target, source_predictions=predictions[:60], target_predictions=predictions[60:]
        )
    EventWriter(run.events_path).write("picked", step=500, kept=500)
    draw(home, run)
    unlike = (maps_of(run) or {})["unlike"]
    assert {each["picture"] for each in unlike} <= set(missing.tolist())
    assert len(unlike) == 12
    assert unlike == sorted(unlike, key=lambda each: -each["distance"])


@pytest.mark.slow
def test_features_that_did_not_move_are_said_so(home: Home) -> None:
    run = made_run(home)
    finish(run, gap=12.0, noise=0.0)
    draw(home, run)
    maps = maps_of(run)
    assert maps is not None
    assert maps["moved"] is False


@pytest.mark.slow
def test_E20_a_stop_in_the_third_map_keeps_the_two_before_and_all_else(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    run, queue, drawn = made_run(home), JobQueue(home), []
    for step in (100, 200, 300):
        snapshot(run.snapshot_path(step), step, gap=6.0, noise=0.1)
    finish(run, gap=0.0)
    (run.folder / "checkpoints" / "000500").mkdir()
    EventWriter(run.events_path).write("finished", time=1.0)
    queue.submit("map", {"run": run.id}, run=run.id)
    job = queue.take("map", "w")
    assert job is not None
    honest, log = map_job.project, run.events_path.read_bytes()

    def stopped_in_the_third(*given: Any) -> Any:
        drawn.append(1)
        if len(drawn) == 3:
            ask_to_stop(home, run)
        return honest(*given)

    monkeypatch.setattr(map_job, "project", stopped_in_the_third)
    monkeypatch.setattr("tlgui.jobs.worker.LOOK_SECONDS", 0.0)
    assert do(home, job, queue, threading.Event())
    found = queue.get(job.id)
    assert found is not None
    assert found.state == "cancelled"
    maps = maps_of(run)
    assert maps is not None
    assert list(maps["maps"]) == ["before", "after", "000100"]  # the third was on its way: it is kept too
    assert status_of(run, queue).state == "finished"
    assert run.events_path.read_bytes() == log
    assert [each.name for each in (run.folder / "checkpoints").iterdir()] == ["000500"]
    told = live(WatchedRun(run), queue, 0, "", "en")
    assert (told["settled"], told["drawing"]) == (True, False)
    assert "no more maps" in told["maps_failed"][0]["message"]


def test_X8_a_run_of_another_machine_shares_no_map_with_the_runs_that_it_names(home: Home) -> None:
    victim = RunStore(home).create(RunSpec(reference="baseline"), {})
    run = made_run(home, victim)
    envelope = durable.read_json(run.folder / "spec.json")
    durable.write_json(run.folder / "spec.json", {**envelope, "imported": 1.0})
    draw(home, Run(run.id, run.folder))
    maps = maps_of(run)
    assert maps is not None
    assert list(maps["maps"]) == ["before"]
    assert list((victim.folder / "maps").iterdir()) == []


def test_a_map_is_drawn_where_the_baseline_was_deleted(home: Home) -> None:
    baseline = RunStore(home).create(RunSpec(reference="baseline"), {})
    run = made_run(home, baseline)
    durable.remove_folder(baseline.folder)
    draw(home, run)
    assert maps_of(run) is not None
    assert not baseline.folder.exists()


def test_runs_of_one_baseline_share_the_map_before(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    baseline = RunStore(home).create(RunSpec(reference="baseline"), {})
    first, second = made_run(home, baseline), made_run(home, baseline)
    draw(home, first)
    monkeypatch.setattr(map_job, "project", lambda *_: pytest.fail("drawn again"))
    draw(home, second)
    files = [run.folder / "maps" / "before.npz" for run in (first, second)]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_moments_of_training_are_drawn_in_order_each_from_the_one_before(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    run = made_run(home)
    starts: list[np.ndarray | None] = []
    made: list[np.ndarray] = []

    def project(features: np.ndarray, start: np.ndarray | None = None) -> np.ndarray:
        starts.append(start)
        made.append(projection.project(features, start))
        return made[-1]

    monkeypatch.setattr(map_job, "project", project)
    for step, gap in ((40, 9.0), (120, 5.0), (80, 7.0)):  # the middle one was written last
        snapshot(run.snapshot_path(step), 1, gap=gap, noise=0.3)
    draw(home, run)
    found = maps_of(run)
    assert found is not None
    assert list(found["maps"]) == ["before", "000040", "000080", "000120"]
    assert starts[0] is None
    for start, before in zip(starts[1:], made, strict=False):
        np.testing.assert_array_equal(start, before)
    mixing = [each["mixing"] for each in found["maps"].values()]
    assert mixing == sorted(mixing)

    # The kept step was drawn already: its map is the map after, and what came later is not in the way.
    snapshot(run.snapshot_path(160), 1, gap=3.0)
    EventWriter(run.events_path).write("picked", step=80, kept=80)
    draw(home, run)
    assert len(made) == 4
    files = [run.folder / "maps" / f"{name}.npz" for name in ("000080", "after")]
    assert files[0].read_bytes() == files[1].read_bytes()
    shown = {"indices": list(range(60)), "names": ["x.png"] * 60, "thumbnail_ends": [0] * 60, "labels": None}
    sample = {"classes": ["a", "b", "c"], "source": shown, "target": shown}
    durable.write_json(run.folder / "sample" / "sample.json", sample)
    page = maps_for_page(home, run, "en", known=("before", "000040"))
    assert page["stops"] == ["before", "000040", "after"]
    assert ["target" in each for each in page["maps"].values()] == [False, False, True]
    assert page["maps"]["000040"]["step"] == 40


def test_axes_stay_while_the_points_are_inside_them(home: Home) -> None:
    run = made_run(home)
    record: dict[str, Any] = {"maps": {"before": {"file": "before.npz"}}, "bounds": None, "seconds": 0.0}
    for corner, expected in (
        ([10, 20], [-1.2, 11.2, -2.4, 22.4]),
        ([11, 0], [-1.2, 11.2, -2.4, 22.4]),
        ([20, 0], [-2.4, 22.4, 0, 0]),
    ):
        np.savez(run.folder / "maps" / "before.npz", source=np.array([[0.0, 0.0]]), target=np.array([corner], float))
        map_job._save(run, record, 0.0)
        np.testing.assert_allclose(record["bounds"], expected, atol=1e-4)


def test_a_map_that_is_drawn_is_not_drawn_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    run = made_run(home)
    finish(run, gap=0.0)
    draw(home, run)
    monkeypatch.setattr(map_job, "project", lambda *_: pytest.fail("drawn again"))
    draw(home, run)
