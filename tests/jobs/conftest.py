from __future__ import annotations

from dataclasses import replace

import pytest

from tests.waiting import wait_until
from tlgui.home import Home, new_id
from tlgui.jobs.processes import Identity, own_identity
from tlgui.jobs.queue import Job, JobQueue
from tlgui.jobs.roster import Worker
from tlgui.runs.run import Run

from .launched import start_instead


@pytest.fixture
def queue(home: Home) -> JobQueue:
    return JobQueue(home)


@pytest.fixture
def fake_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """``ensure_workers`` starts :mod:`tests.jobs.fake_worker`."""

    start_instead(patch=monkeypatch)


def taken(queue: JobQueue, lane: str = "train", worker: str = "w") -> Job:
    """The next job of a lane, which is there."""
    job = queue.take(lane, worker)
    assert job is not None
    return job


def trained_by(queue: JobQueue, run: Run, identity: Identity | None = None) -> Job:
    """The job that trains a run, in the hands of a process, by default this one. It is no worker of the lane: others are still started."""
    worker = Worker(new_id(), "of a test", (identity or own_identity()).as_json(), 1e12, lease=1e12)
    queue.roster.add(worker)
    held = {
        "id": new_id(),
        "owner": run.owner,
        "kind": "train",
        "payload": {"run": run.id},
        "run": run.id,
        "attempt": 1,
        "deaths": 0,
    }
    queue.put_back(replace(worker, lane="train"), held)
    job = queue.of_run(run.id, "train")
    assert job is not None
    assert job.worker == worker.id
    return job


def wait_for(queue: JobQueue, job: Job, seconds: float = 60.0) -> Job:
    """The job when it is over."""

    def over() -> Job | None:
        now = queue.get(job.id, job.owner)
        assert now is not None
        return now if now.over else None

    return wait_until(over, seconds)
