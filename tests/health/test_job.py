"""The health job, as a worker calls it."""

from __future__ import annotations

import pytest

from tlgui.errors import UserError
from tlgui.health import job
from tlgui.health.kept import kept_health
from tlgui.home import Home
from tlgui.jobs.queue import LANES
from tlgui.jobs.worker import HANDLERS, _function

from ..data.test_job import context
from .pictures import scenes


def test_the_worker_finds_the_handler() -> None:
    assert _function(HANDLERS["health"]) is job.health
    assert LANES["health"] == "map"


def test_a_health_job_keeps_the_report_and_reports_its_end(home: Home) -> None:
    source, target = scenes(home, range(4)), scenes(home, range(10, 13), ())
    given, queue = context(home, "health", {"source": source.info.id, "target": target.info.id})
    assert job.health(given)["target"] == target.info.id
    assert kept_health(home, source.info.id, target.info.id) is not None
    asked = queue.get(given.job.id)
    assert asked is not None
    assert asked.progress == {"done": 7, "total": 7, "rate": None, "seconds_left": None}


def test_one_dataset_is_enough(home: Home) -> None:
    target = scenes(home, range(3), ())
    job.health(context(home, "health", {"source": None, "target": target.info.id})[0])
    assert kept_health(home, None, target.info.id) is not None


def test_a_dataset_of_somebody_else_does_not_exist(home: Home) -> None:
    pack = scenes(home, range(3))
    given, _ = context(home, "health", {"source": pack.info.id, "target": None})
    given.owner = "somebody else"
    with pytest.raises(UserError) as raised:
        job.health(given)
    assert raised.value.problems[0].code == "dataset_unknown"


def test_a_stop_ends_it(home: Home) -> None:
    given, _ = context(home, "health", {"source": scenes(home, range(3)).info.id}, stopping=True)
    with pytest.raises(UserError) as raised:
        job.health(given)
    assert raised.value.problems[0].code == "health_stopped"
