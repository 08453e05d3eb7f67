"""E7: training workers killed at random moments, again and again: no run is unreadable, none is lost, nothing is left behind.

``make soak`` kills two hundred, all other runs of the tests twenty; what it prints stands in ``docs/reliability.md``.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

import numpy as np
import pytest

from tests.conftest import processes_of
from tests.training.toy import picture_datasets
from tlgui.home import Home
from tlgui.jobs import processes
from tlgui.jobs.processes import Identity, identity_of
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.workers import ensure_workers
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore
from tlgui.service import launch, resuming
from tlgui.service.resuming import resume_run
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.training.checkpoint import load_checkpoint
from tlgui.views.verdict import verdict

from .conftest import wait_until
from .launched import start_instead

STRATEGIES = ("dann", "mcc,shot", "importance", "rkd", "pseudo-label")
LONGEST_SECONDS = 2.5
SPAWNED_EVERY = 20
"""Of so many workers one is a new process that imports all by itself, as in a real program."""


class Forks:
    """Starts workers as :mod:`tests.jobs.forked_workers` does, in the place of ``processes.spawn``."""

    def __init__(self, home: Home) -> None:
        (home.jobs / "logs").mkdir(exist_ok=True)
        command = [sys.executable, "-m", "tests.jobs.forked_workers", str(home.root)]
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        assert self._answer() == "ready"
        self.started = 0

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def spawn(self, module: str, arguments: list[str], log: BinaryIO) -> Any:
        self.started += 1
        if self.started % SPAWNED_EVERY == 0:
            return processes.spawn(module, arguments, log)
        assert self.process.stdin is not None
        self.process.stdin.write(f"{arguments[1]} {arguments[2]}\n")
        self.process.stdin.flush()
        return SimpleNamespace(pid=int(self._answer()))


@pytest.fixture
def forks(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Forks]:
    made = Forks(home)
    start_instead(made.spawn, monkeypatch)
    only_training = ensure_workers
    for module in (launch, resuming):
        monkeypatch.setattr(module, "ensure_workers", lambda home, lanes, keep: only_training(home, {"train"}, keep))
    yield made
    made.process.kill()
    made.process.wait()


class Loop:
    """Kills whoever trains, looks at what is left, resumes."""

    def __init__(self, home: Home, folder: Path, forks: Forks, seed: int) -> None:
        self.home, self.forks, self.draw = home, forks, random.Random(seed)
        self.packs = picture_datasets(home, folder)
        self.queue = JobQueue(home)
        self.found: Counter[str] = Counter()
        self.slowest = 0.0

    def asked(self, number: int) -> Run:
        strategy = STRATEGIES[number % len(STRATEGIES)]
        spec = RunSpec(
            source=self.packs[0].info.id,
            target=self.packs[1].info.id,
            backbone="small-cnn",
            strategy=strategy,
            settings=RunSettings(epochs=12, batch_size=8, seed=number, device="cpu"),
        )
        return launch.start_run(self.home, spec)

    def kill_until_finished(self, run: Run, kills: int) -> None:
        """At most so many kills; afterwards the run may end."""
        while self.found["kills"] < kills:
            if not self._killed(run):
                return
            self._look(run)
            if status_of(run, self.queue).resumable:
                resume_run(self.home, run)
            else:  # it waits still: nobody had taken it
                ensure_workers(self.home, {"train"})

    def _killed(self, run: Run) -> bool:
        """Kill the worker at a random moment of its life; False when the run ended before."""
        began, after = time.monotonic(), self.draw.uniform(0, LONGEST_SECONDS)
        while time.monotonic() < began + after:
            if status_of(run, self.queue).state == "finished":
                return False
            time.sleep(0.01)
        worker = next(
            (each for each in self.queue.roster.workers() if each.lane == "train" and self.queue.launcher.alive(each.handle)),
            None,
        )
        if worker is None or status_of(run, self.queue).state == "finished":
            return status_of(run, self.queue).state != "finished"
        stage = next((event["name"] for event in reversed(run.events()) if event["event"] == "stage"), "before the first event")
        os.killpg(worker.handle["pid"], signal.SIGKILL)
        self._right_within_ten_seconds(run, Identity(**worker.handle))
        self.found["kills"] += 1
        self.found[f"in {stage}"] += 1
        return True

    def _right_within_ten_seconds(self, run: Run, killed: Identity) -> None:
        began = time.monotonic()
        wait_until(lambda: status_of(run, self.queue).state not in ("running", "stopping", "not_responding"))
        self.slowest = max(self.slowest, time.monotonic() - began)
        wait_until(lambda: identity_of(killed.pid) != killed)  # a run that it had not taken yet says nothing of it
        left = [each for each in processes_of(self.home) if each.pid != self.forks.process.pid]
        self.found["orphans"] += len(left)

    def _look(self, run: Run) -> None:
        """Everything that is there can be read, whole."""
        for line in run.events_path.read_bytes().split(b"\n")[:-1] if run.events_path.exists() else ():
            json.loads(line)
        again = RunStore(self.home).get(run.id)
        for language in ("en", "zh"):
            assert verdict(summary(again, self.queue), language)["headline"]
        for folder in [*(run.folder / "checkpoints").iterdir(), *run.state_folder.glob("*")]:
            if folder.is_dir() and folder.name.isdigit():
                load_checkpoint(folder)
        for path in (run.folder / "predictions").rglob("[0-9]*.npz"):
            if path.parent.name == "predictions":
                np.load(path).close()

    def end(self, run: Run) -> None:
        def over() -> bool:
            ensure_workers(self.home, {"train"})
            return status_of(run, self.queue).state == "finished"

        wait_until(over, 60)


def steps(run: Run, kind: str) -> list[dict[str, Any]]:
    return sorted((each for each in run.events() if each["event"] == kind), key=str)


def kill_loop(home: Home, folder: Path, forks: Forks, kills: int) -> None:
    loop, began = Loop(home, folder, forks, seed=kills), time.monotonic()
    number = 0
    while loop.found["kills"] < kills:
        run = loop.asked(number)
        loop.kill_until_finished(run, kills)
        loop.end(run)
        whole = loop.asked(number)
        loop.end(whole)
        loop.found["runs"] += 1
        for kind in ("step", "evaluation", "reference_step", "reference_evaluation", "picked"):
            assert steps(run, kind) == steps(whole, kind), kind
        ours, theirs = (each.events() for each in (run, whole))
        assert [each for each in ours if each["event"] == "result"] == [each for each in theirs if each["event"] == "result"]
        loop.found["equal to the bit"] += 1
        number += 1
    assert loop.found["orphans"] == 0
    stages = {name: count for name, count in sorted(loop.found.items()) if name.startswith("in ")}
    print(
        f"\n{loop.found['kills']} SIGKILLs of training workers ({stages}): 0 unreadable runs, {loop.found['orphans']} orphans, status right "
        f"after at most {loop.slowest:.2f} s; {loop.found['runs']} runs of {len(STRATEGIES)} strategies finished, "
        f"{loop.found['equal to the bit']} equal to uninterrupted ones in every point and result; {time.monotonic() - began:.0f} s"
    )


@pytest.mark.slow
def test_E7_twenty_kills_at_random_moments_lose_nothing(home: Home, tmp_path: Path, forks: Forks) -> None:
    kill_loop(home, tmp_path, forks, 20)


@pytest.mark.soak
def test_E7_two_hundred_kills_at_random_moments_lose_nothing(home: Home, tmp_path: Path, forks: Forks) -> None:
    kill_loop(home, tmp_path, forks, 200)
