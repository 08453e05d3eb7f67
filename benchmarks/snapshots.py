"""What the maps between before and after cost a run: training with and without them, turn by turn in one program.

    python benchmarks/snapshots.py [SOURCE TARGET] [--strategy cdan] [--repeats 3] [--epochs 50]

Without folders on the built-in digits. Maps are drawn meanwhile by a worker of their own, as always, on the same cores. Prints the seconds of
training, those of taking snapshots (which the run waits for), and how many there were.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import Any
from unittest import mock

from tlgui.data.demo import make_demo
from tlgui.data.ingest import ingest
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import JobContext
from tlgui.service import launch
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.training import job as train_job
from tlgui.training import moments, records


def trained(home: Home, spec: RunSpec) -> tuple[float, list[float]]:
    """Carry out a run in this process, with a worker beside it that draws maps: seconds of its training, and of each snapshot in it."""
    run = launch.start_run(home, spec)
    queue, took = JobQueue(home), []
    job = queue.take("train", "this process")
    assert job is not None

    def timed(*arguments: Any) -> Any:
        began = time.perf_counter()
        found = take(*arguments)
        took.append(time.perf_counter() - began)
        return found

    take = records.save_snapshot
    drawer = subprocess.Popen([sys.executable, "-m", "tlgui.jobs.worker", str(home.root), "map", uuid.uuid4().hex])
    try:
        with mock.patch.object(records, "save_snapshot", timed):
            train_job.train(JobContext(home, job, queue, threading.Event()))
    finally:
        drawer.terminate()
        drawer.wait()
    queue.finish(job, None)
    seconds = next(each["seconds"] for each in run.events() if each["event"] == "seconds" and each["name"] == "train")
    return seconds, took[:-1]  # the last is that of the network that was kept, after the training


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folders", nargs="*", type=Path, help="source and target; without them the built-in digits")
    ask.add_argument("--strategy", default="cdan")
    ask.add_argument("--backbone", default="efficientnet-lite0")
    ask.add_argument("--epochs", type=int, default=50)
    ask.add_argument("--repeats", type=int, default=3)
    given = ask.parse_args()
    found: dict[bool, list[tuple[float, list[float]]]] = {True: [], False: []}
    with tempfile.TemporaryDirectory() as place, mock.patch.object(launch, "ensure_workers"):
        home = Home.open(Path(place))
        if given.folders:
            source, target = (
                ingest(str(folder), home, role=role) for folder, role in zip(given.folders, ("source", "target"), strict=True)
            )
        else:
            source, target = make_demo(home, "digits")
        spec = RunSpec(
            source=source.info.id,
            target=target.info.id,
            strategy=given.strategy,
            backbone=given.backbone,
            settings=RunSettings(epochs=given.epochs),
        )
        trained(home, spec)  # features, references
        for number in range(2 * given.repeats):
            between = number % 2 == 0
            asked = moments.SnapshotSchedule.at_evaluation if between else (lambda self, take: False)
            with mock.patch.object(moments.SnapshotSchedule, "at_evaluation", asked):
                found[between].append(trained(home, spec))
    plain, whole = (statistics.median(seconds for seconds, _ in found[each]) for each in (False, True))
    snapshots = statistics.median(sum(took) for _, took in found[True])
    count = statistics.median(len(took) for _, took in found[True])
    print(
        f"{source.info.name} → {target.info.name}, {given.strategy}, {given.epochs} epochs, {given.backbone}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}, median of {given.repeats}\n"
    )
    print("| | seconds |\n|---|---|")
    print(f"| training without maps in between | {plain:.2f} |")
    print(f"| training with {count:.0f} | {whole:.2f} |")
    print(f"| … of which taking their snapshots | {snapshots:.2f} ({100 * snapshots / whole:.1f} %) |")


if __name__ == "__main__":
    main()
