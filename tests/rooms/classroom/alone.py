"""The same runs alone, on a computer where nobody else does anything: their numbers must be the same."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.conftest import kill_workers
from tests.rooms.classroom.material import Material
from tests.waiting import wait_until
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.workers import ensure_workers
from tlgui.runs.run import Run
from tlgui.service.launch import start_run
from tlgui.specification.run_spec import RunSpec

COMPARED = ("step", "evaluation", "picked", "result")
"""Events that hold a run's numbers."""


def numbers_of(run: Run) -> list[str]:
    """All numbers of a run, and nothing of when, where and whose it was."""
    kept = [{key: value for key, value in event.items() if key not in ("time", "seconds")} for event in run.events()]
    return sorted(json.dumps(event, sort_keys=True) for event in kept if event["event"] in COMPARED)


def what_was_asked(run: Run) -> str:
    """What two runs on the same pair have in common that must have the same numbers."""
    return run.spec.model_copy(update={"source": "", "target": ""}).model_dump_json()


def alone(specs: Iterable[RunSpec], material: Material) -> Mapping[str, list[str]]:
    """The numbers of each of these, trained one after another in a home of its own, by what was asked."""
    found = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        home = Home.open(Path(place) / "home")
        source, target = material.make(home)
        try:
            for spec in specs:
                run = start_run(home, spec.model_copy(update={"source": source.info.id, "target": target.info.id}))
                queue = JobQueue(home)
                _ended(home, queue, run)
                found[what_was_asked(run)] = numbers_of(run)
        finally:
            kill_workers(home)
    return found


def _ended(home: Home, queue: JobQueue, run: Run) -> None:
    def over() -> bool:
        ensure_workers(home, {"train"})
        job: Any = queue.of_run(run.id, "train")
        assert job.state != "failed", job.problems
        return bool(job.over)

    wait_until(over, 600)


def different(runs: Iterable[Run], material: Material) -> tuple[int, list[str]]:
    """How many runs were compared, with how many alone; and which have other numbers than alone."""
    asked: dict[str, list[Run]] = {}
    for run in runs:
        asked.setdefault(what_was_asked(run), []).append(run)
    known = alone([of[0].spec for of in asked.values()], material)
    wrong = [
        f"{run.id} ({run.spec.strategy}) has other numbers than alone"
        for what, of in asked.items()
        for run in of
        if numbers_of(run) != known[what] or not known[what]
    ]
    return len(known), wrong
