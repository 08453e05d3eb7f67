"""What it costs that a run is carried out elsewhere: this machine's launcher, Ray with detached actors (what tlgui uses), and Ray Jobs.

    python benchmarks/launchers.py [--runs N]

A Ray cluster of two nodes with one core each is started on this machine (``pip install 'tlgui[ray]' 'ray[default]'``). The work is the
same: runs of the icons demo, whose features and references are there. Ray Jobs are given the same folders: ``tlgui work FOLDER``, a process
for each run; such processes are also started without Ray, two at a time, which is the least that Ray Jobs can take. This machine's launcher
trains one run at a time where there are fewer than eight cores.

Prints a table: seconds from the request to the first point of a curve, for the first run and (median) for those after it; what a run takes
beside its trainer's own time (median of runs that follow one another); and runs a minute when all are asked for at once.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tlgui.home import Home, new_id
from tlgui.jobs.away.post import JobFolder
from tlgui.jobs.choosing import choose
from tlgui.jobs.job import Job
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.workers import ensure_workers
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service.launch import start_run
from tlgui.service.listener import Listener
from tlgui.service.pairs import packs_of
from tlgui.service.reading import read_demo
from tlgui.specification.run_spec import RunSettings, RunSpec

SLOTS = 2
STORE = 80 * 2**20
PATIENCE = 600.0
EPOCHS = 20
REFUSED_SECONDS = 60.0

Ask = Callable[[Home, RunSpec], Run]
"""Asks for a run, and returns at once."""


def wait_until(come: Callable[[], object]) -> None:
    """Until something that is looked for has come."""
    deadline = time.monotonic() + PATIENCE
    while not come():
        if time.monotonic() > deadline:
            sys.exit(f"not within {PATIENCE:.0f} s")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_workers(home: Home) -> None:
    queue = JobQueue(home)
    for worker in queue.roster.workers():
        queue.launcher.end(worker.handle)


@dataclass
class Timed:
    """A run: when it was asked for, by the clock that its log has too."""

    run: Run
    asked: float

    def moment(self, *kinds: str) -> float | None:
        """When the first event of a kind was seen to be there. Curve points have no time of their own; they are watched for."""
        return next((event["time"] for event in self.run.events() if event["event"] in kinds), None)

    @property
    def over(self) -> bool:
        return self.moment("finished", "failed", "stopped") is not None


def spec_of(home: Home) -> RunSpec:
    packs = read_demo(home, "icons", Listener())
    data = {role: pack.info.id for role, pack in packs.items()}
    return RunSpec(**data, strategy="mcc", settings=RunSettings(epochs=EPOCHS, device="cpu"))


def first_point(timed: Timed) -> float:
    """Seconds until a curve has a point."""
    wait_until(lambda: any(event["event"] in ("step", "reference_step") for event in timed.run.events()))
    return time.time() - timed.asked


def beside_the_trainer(timed: Timed) -> float:
    """Seconds that a run took without those between the first and the last word of its trainer."""
    began, ended = timed.moment("started"), timed.moment("finished")
    assert began is not None and ended is not None, timed.run.folder
    return time.time() - timed.asked - (ended - began)


def measured(home: Home, ask: Ask, over: Callable[[Run], bool], runs: int) -> tuple[float, float, float, float]:
    """First point of the first run and of those after it, overhead of a run, runs a minute."""
    spec = spec_of(home)

    def asked() -> Timed:
        now = time.time()
        return Timed(ask(home, spec), now)

    points: list[float] = []
    overheads: list[float] = []
    for _ in range(runs):
        timed = asked()
        points.append(first_point(timed))
        wait_until(lambda timed=timed: over(timed.run))
        overheads.append(beside_the_trainer(timed))
    began = time.monotonic()
    all_of_them = [asked() for _ in range(runs)]
    wait_until(lambda: all(over(each.run) for each in all_of_them))
    a_minute = 60 * runs / (time.monotonic() - began)
    return points[0], statistics.median(points[1:]), statistics.median(overheads[1:]), a_minute


def through_the_queue(home: Home) -> tuple[Ask, Callable[[Run], bool]]:
    queue = JobQueue(home)

    def ask(home: Home, spec: RunSpec) -> Run:
        return start_run(home, spec, maps=False, keep_seconds=PATIENCE)

    def over(run: Run) -> bool:
        ensure_workers(home, {"train"}, PATIENCE)
        job = queue.of_run(run.id, "train")
        return job is not None and job.over

    return ask, over


def laid_down(home: Home, spec: RunSpec) -> tuple[Run, list[str]]:
    """A run in a folder of its own, and the command that carries it out."""
    names = {role: pack.info.name for role, pack in zip(("source", "target"), packs_of(home, spec, "local"), strict=True) if pack}
    run = RunStore(home).create(spec.model_copy(update={"task": "classification"}), names)
    payload = {"run": run.id, "maps": False}
    job = Job(new_id(), "local", "train", "train", payload, run.id, "working", None, None, None, None)
    folder = JobFolder.give(home.jobs / "posts" / new_id() / "1", job)
    return run, [sys.executable, "-m", "tlgui", "work", str(folder.path), "--launcher", "ray"]


def as_processes() -> tuple[Ask, Callable[[Run], bool]]:
    """A process for each run, as many at a time as there are cores."""
    waiting: list[tuple[Run, list[str]]] = []
    running: dict[str, subprocess.Popen[bytes]] = {}

    def start_next() -> None:
        while waiting and sum(each.poll() is None for each in running.values()) < SLOTS:
            run, command = waiting.pop(0)
            running[run.id] = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def ask(home: Home, spec: RunSpec) -> Run:
        waiting.append(laid_down(home, spec))
        run = waiting[-1][0]
        start_next()
        return run

    def over(run: Run) -> bool:
        start_next()
        return run.id in running and running[run.id].poll() is not None

    return ask, over


class Refused(Exception):
    """Ray takes no jobs."""


def as_ray_jobs(dashboard: str) -> tuple[Ask, Callable[[Run], bool]]:
    """A Ray Job for each run."""
    from ray.job_submission import JobSubmissionClient

    client, submitted = JobSubmissionClient(dashboard), dict[str, str]()
    deadline = time.monotonic() + REFUSED_SECONDS
    while True:
        try:
            client.submit_job(entrypoint="true")
            break
        except RuntimeError as error:  # a cluster that has just been started takes none for a while
            if time.monotonic() > deadline:
                raise Refused(str(error)) from error
            time.sleep(1)

    def ask(home: Home, spec: RunSpec) -> Run:
        run, command = laid_down(home, spec)
        submitted[run.id] = client.submit_job(entrypoint=" ".join(command), entrypoint_num_cpus=1)
        return run

    def over(run: Run) -> bool:
        return client.get_job_status(submitted[run.id]).is_terminal()

    return ask, over


@contextmanager
def on_a_core(number: int) -> Iterator[None]:
    """What is started inside computes on this core of the machine and no other (Linux)."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(before)[number % len(before)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def cluster(nodes: int = SLOTS, dashboard: bool = True, pinned: bool = False) -> Iterator[tuple[str, str]]:
    """The address of a cluster of so many nodes of one core, and its dashboard's, which takes Ray Jobs.

    A core is what Ray counts; ``pinned``: it is also all that a node has, as where nodes are machines.
    """
    from ray.cluster_utils import Cluster

    port = free_port()
    given: dict[str, Any] = {"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": dashboard, "dashboard_port": port}
    with on_a_core(0) if pinned else nullcontext():
        made = Cluster(initialize_head=True, head_node_args=given)
    try:
        for number in range(1, nodes):
            with on_a_core(number) if pinned else nullcontext():
                made.add_node(num_cpus=1, object_store_memory=STORE)
        yield made.address, f"http://127.0.0.1:{port}"
    finally:
        made.shutdown()


def main(runs: int) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    found: dict[str, tuple[float, float, float, float]] = {}

    def tell(name: str, ask: Ask, over: Callable[[Run], bool]) -> None:
        found[name] = measured(home, ask, over, runs)
        print(name, *(f"{number:.1f}" for number in found[name]), file=sys.stderr)

    with tempfile.TemporaryDirectory() as place:
        home = Home.open(Path(place) / "home")
        ask, over = through_the_queue(home)
        first = ask(home, spec_of(home))  # features and references
        wait_until(lambda: over(first))
        end_workers(home)
        tell("this machine", ask, over)
        end_workers(home)
        with cluster() as (address, dashboard):
            choose(home, "ray", address)
            tell("Ray, detached actors (as tlgui does)", *through_the_queue(home))
            end_workers(home)
            tell("a process for each run, without Ray", *as_processes())
            try:
                tell("Ray Jobs", *as_ray_jobs(dashboard))
            except Refused as refused:
                print(f"Ray Jobs are left out: {refused}", file=sys.stderr)
    print(f"{runs} runs one after another, then {runs} at once over {SLOTS} cores\n")
    print("| | first point, s | of a later run, s | overhead of a run, s | runs a minute |")
    print("|---|---|---|---|---|")
    for name, (first, later, overhead, a_minute) in found.items():
        print(f"| {name} | {first:.1f} | {later:.1f} | {overhead:.1f} | {a_minute:.1f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=6)
    main(parser.parse_args().runs)
