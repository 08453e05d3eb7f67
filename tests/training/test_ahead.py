"""Features are prepared before anybody starts a run, behind all that somebody has started."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.training.conftest import Train
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.jobs.queue import Job, JobQueue
from tlgui.jobs.worker import JobContext, do
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.training import feature_cache


@pytest.fixture
def queue(home: Home) -> JobQueue:
    return JobQueue(home)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tlgui.jobs.worker.LOOK_SECONDS", 0.0)


def frozen(packs: tuple[Pack, Pack], pretrained: str) -> RunSpec:
    settings = RunSettings(frozen="all", image_size=32, augmentation="none")
    return RunSpec(source=packs[0].info.id, target=packs[1].info.id, backbone=pretrained, strategy="coral", settings=settings)


def wish(queue: JobQueue, spec: RunSpec) -> Job:
    return queue.submit("features", {"spec": spec.model_dump(mode="json")})


def test_a_run_finds_the_features_that_were_prepared(
    home: Home, queue: JobQueue, packs: tuple[Pack, Pack], pretrained: str, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish(queue, frozen(packs, pretrained))
    job = queue.take_in_spare_time("train", "w")
    assert job is not None
    assert do(home, job, queue, threading.Event())
    found = queue.get(job.id)
    assert found is not None
    assert (found.state, found.result) == ("done", {"frozen": True})
    monkeypatch.setattr(feature_cache.FeatureEntry, "_compute", lambda *_: pytest.fail("computed again"))
    settings = {"frozen": "all", "image_size": 32, "augmentation": "none"}
    _, result = train("coral", backbone=pretrained, settings=settings)
    assert result["status"] == "finished"


def test_nothing_is_prepared_while_somebody_waits_for_anything(
    home: Home, queue: JobQueue, packs: tuple[Pack, Pack], pretrained: str
) -> None:
    wish(queue, frozen(packs, pretrained))
    other = queue.submit("xray", {})
    assert queue.take_in_spare_time("train", "w") is None
    taken = queue.take("map", "other")
    assert taken is not None
    assert queue.take_in_spare_time("train", "w") is None
    queue.finish(taken, None)
    assert queue.take_in_spare_time("map", "w") is None  # only workers that have what it needs
    job = queue.take_in_spare_time("train", "w")
    assert job is not None
    assert queue.take_in_spare_time("train", "another") is None
    assert queue.take("train", "w") is None
    assert other.id == taken.id


def test_what_is_prepared_gives_way_to_a_run_and_goes_on_where_it_was(
    home: Home, queue: JobQueue, packs: tuple[Pack, Pack], pretrained: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feature_cache, "BATCH", 8)
    wish(queue, frozen(packs, pretrained))
    job = queue.take_in_spare_time("train", "w")
    assert job is not None
    wanted: list[Job] = []
    honest = JobContext.report

    def report(context: JobContext, **progress: Any) -> None:
        honest(context, **progress)
        if not wanted:
            wanted.append(queue.submit("xray", {}))

    monkeypatch.setattr(JobContext, "report", report)
    assert do(home, job, queue, threading.Event())
    waits = queue.get(job.id)
    assert waits is not None
    assert waits.state == "queued"
    assert list((home.cache / "features").glob("*.begun"))
    queue.cancel(wanted[0].id)
    again = queue.take_in_spare_time("train", "w")
    assert again is not None
    assert do(home, again, queue, threading.Event())
    over = queue.get(job.id)
    assert over is not None
    assert (over.state, over.attempt) == ("done", 2)


def test_another_choice_ends_it(home: Home, queue: JobQueue, packs: tuple[Pack, Pack], pretrained: str) -> None:
    wish(queue, frozen(packs, pretrained))
    job = queue.take_in_spare_time("train", "w")
    assert job is not None
    assert queue.ask_to_cancel(job.id)
    assert do(home, job, queue, threading.Event())
    found = queue.get(job.id)
    assert found is not None
    assert found.state == "cancelled"


def test_a_network_that_sees_pictures_has_nothing_to_prepare(home: Home, queue: JobQueue, packs: tuple[Pack, Pack]) -> None:
    spec = RunSpec(source=packs[0].info.id, target=packs[1].info.id, backbone="small-cnn", strategy="coral")
    wish(queue, spec)
    job = queue.take_in_spare_time("train", "w")
    assert job is not None
    assert do(home, job, queue, threading.Event())
    found = queue.get(job.id)
    assert found is not None
    assert found.result == {"frozen": False}
