"""Searches whose runs are written as a trainer writes them, in a moment and without training."""

from __future__ import annotations

import numpy as np
import pytest

from tests.ui.made import SHAPES, MadeRun, dataset
from tlgui.data.pack import Pack
from tlgui.finding import race, results
from tlgui.finding.searches import Search
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import Job, JobQueue
from tlgui.runs.events import EventWriter
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service import launch, resuming
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.views import search as search_view
from tlgui.views.run_logs import RunLogs


def without_workers(patch: pytest.MonkeyPatch) -> None:
    """Jobs stay in the queue until :func:`train` does them."""
    for module in (launch, resuming, race):
        patch.setattr(module, "ensure_workers", lambda *arguments: None)


def as_if_pretrained(patch: pytest.MonkeyPatch) -> None:
    """Searches ask what the references predict, as they do where the backbone is pretrained."""
    for module in (results, search_view):
        patch.setattr(module, "starts_at_random", lambda spec: False)


def pair(home: Home, owner: str = LOCAL_OWNER, **target: object) -> tuple[Pack, Pack]:
    return dataset(home, "photos", SHAPES[:4], each=12, owner=owner), dataset(
        home, "sketches", SHAPES[:4], each=10, sketch=True, owner=owner, **target
    )


def asked(source: Pack, target: Pack, *, sealed: bool = False) -> RunSpec:
    return RunSpec(
        source=source.info.id,
        target=target.info.id,
        backbone="small-cnn",
        sealed=sealed,
        settings=RunSettings(epochs=8),
    )


def begun(home: Home, packs: tuple[Pack, Pack]) -> tuple[MadeRun, Job]:
    """The next training that waits, once its baseline is there."""
    queue = JobQueue(home)
    job = queue.take("train", "a worker")
    assert job is not None
    assert job.run is not None
    run = RunStore(home).get(job.run, job.owner)
    made = MadeRun.__new__(MadeRun)
    made.STEPS = 60
    made.source, made.target = packs
    made.spec, made.run, made.log = run.spec, run, EventWriter(run.events_path)
    made._queue, made.classes, made.random = queue, list(packs[0].info.classes), np.random.default_rng(0)
    made.begin()
    made.reference()
    return made, job


def train(home: Home, packs: tuple[Pack, Pack], *, level: float = 0.86, fails: bool = False) -> Run:
    """Do the next training that waits, to its end; one that ``fails`` does so once its baseline is there."""
    made, job = begun(home, packs)
    if fails:
        made.fail("job_worker_died")
    else:
        made.train(final=level)
        made.finish(level)
    JobQueue(home).finish(job, {})
    return made.run


def fail(home: Home, job: Job, code: str = "job_worker_died") -> None:
    JobQueue(home).fail(job, [{"code": code, "values": {}}])


def raced(home: Home, search: Search, packs: tuple[Pack, Pack]) -> None:
    """Everything up to the verdict."""
    while not search.concluded:
        while JobQueue(home).in_line("train"):
            train(home, packs)
        race.advance(home, search)
        assert search.problems() == []


def watched(home: Home, search: Search, packs: tuple[Pack, Pack]) -> list[tuple[int, int]]:
    """Everything up to the verdict, a training at a time: before each how many networks the page says come at most, and how many it lists; in
    the end how many it lists.
    """
    said = []
    while not search.concluded:
        shown = search_view.live(home, search, RunLogs(), JobQueue(home), "en")
        said.append((shown["most"], len(shown["rows"])))
        train(home, packs)
        race.advance(home, search)
    listed = len(search_view.live(home, search, RunLogs(), JobQueue(home), "en")["rows"])
    return [*said, (listed, listed)]
