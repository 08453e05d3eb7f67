"""H1, H2: a thousand jobs whose workers are killed again and again: none is lost, none is done by two at once, each has one result.

``make soak`` sends a thousand and kills thirty workers, all other runs of the tests a tenth; what it prints stands in ``docs/reliability.md``.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections import Counter

import pytest

from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.roster import Worker
from tlgui.jobs.workers import ensure_workers

from .conftest import wait_until

pytestmark = pytest.mark.usefixtures("fake_workers")
LONGEST_JOB = 0.03
MOST_BETWEEN = 30
"""Between two kills at least one job is done and at most so many: no job is killed often enough to be given up."""


class Loop:
    """Sends jobs, kills whoever does them, counts."""

    def __init__(self, home: Home, jobs: int) -> None:
        self.home, self.jobs, self.queue, self.draw = home, jobs, JobQueue(home), random.Random(jobs)
        self.folder = home.root / "done"
        self.folder.mkdir()
        for number in range(jobs):
            payload = {"do": "note", "file": str(self.folder / f"{number}.txt"), "seconds": self.draw.uniform(0, LONGEST_JOB)}
            self.queue.submit("ingest", {**payload, "number": number})

    def states(self) -> Counter[str]:
        with sqlite3.connect(self.home.jobs / "queue.sqlite") as database:
            return Counter(state for (state,) in database.execute("SELECT state FROM jobs"))

    def results(self) -> list[int]:
        with sqlite3.connect(self.home.jobs / "queue.sqlite") as database:
            ids = [each for (each,) in database.execute("SELECT id FROM jobs")]
        return sorted(found.result["number"] for each in ids if (found := self.queue.get(each)) is not None)

    def kill(self) -> bool:
        """Kill the worker after some more jobs, at a random moment of one; whether it had a job in its hands."""
        ensure_workers(self.home, {"data"})
        enough = min(self.states()["done"] + self.draw.randint(1, MOST_BETWEEN), self.jobs)
        wait_until(lambda: self.states()["done"] >= enough)
        time.sleep(self.draw.uniform(0, LONGEST_JOB))
        worker = self.worker()
        os.kill(worker.handle["pid"], signal.SIGKILL)
        wait_until(lambda: not self.queue.launcher.alive(worker.handle))
        return self.states()["working"] == 1

    def worker(self) -> Worker:
        [found] = [each for each in self.queue.roster.workers() if each.lane == "data"]
        return found

    def over(self) -> bool:
        ensure_workers(self.home, {"data"})
        return self.states().keys() == {"done"}


def killed_again_and_again(home: Home, jobs: int, kills: int) -> None:
    began, loop = time.monotonic(), Loop(home, jobs)
    holding = sum(loop.kill() for _ in range(kills))
    wait_until(loop.over, 300)
    notes = [(loop.folder / f"{number}.txt").read_text().split() for number in range(jobs)]
    together, repeated = (
        sum(what(each) for each in notes) for what in (lambda each: "together" in each, lambda each: each.count("began") > 1)
    )
    assert together == 0
    assert all("ended" in each for each in notes)
    assert loop.results() == list(range(jobs))
    assert repeated <= holding
    print(
        f"\n{jobs} jobs, {kills} workers killed, {holding} of them with a job in their hands: 0 lost, {together} done by two at once, "
        f"one result each ({repeated} had to be begun again); {time.monotonic() - began:.0f} s"
    )


@pytest.mark.slow
def test_H1_H2_a_hundred_jobs_and_three_kills(home: Home) -> None:
    killed_again_and_again(home, 100, 3)


@pytest.mark.soak
def test_H1_H2_a_thousand_jobs_and_thirty_kills(home: Home) -> None:
    killed_again_and_again(home, 1000, 30)
