"""Where the time of a training on many small pictures goes, and whether its memory grows from epoch to epoch.

    python benchmarks/many_pictures.py [--pictures 50000] [--size 32] [--epochs 2] [--strategy source-only] [--backbone small-cnn]

Pictures are generated and distinct, as many in each domain. All of the trainer's job is timed, with its references, in one process and under
Python's profiler, which makes it somewhat slower; the maps are another job. The rows do not overlap; what none of them holds is the last.
Memory is the process's after each evaluation of each training.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import threading
import time
from collections.abc import Sequence
from typing import Any

import psutil
from features import make_dataset

from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import JobContext
from tlgui.service import launch
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.training import job, log

CLASSES = 10

PARTS: dict[str, Sequence[tuple[str, str]]] = {
    "pictures read, resized, augmented for steps": [("training/steps.py", "take")],
    "gradients": [("torch/_tensor.py", "backward")],
    "steps of the optimiser": [("torch/optim/sgd.py", "step"), ("torch/optim/adam.py", "step")],
    "evaluations: predictions and scores": [("training/evaluate.py", "evaluate")],
    "statistics of normalisation": [("training/evaluate.py", "measure_statistics")],
    "scores of what is kept": [("training/evaluate.py", "kept_scores")],
    "preparing: split, settings, features": [("training/preparation.py", "prepare")],
    "states for resuming": [("training/keeping.py", "keep")],
}
"""Functions, as the end of a file and a name, whose time with all that they call makes a row."""


def seconds_of(stats: pstats.Stats, wanted: Sequence[tuple[str, str]]) -> float:
    found = stats.stats.items()  # type: ignore[attr-defined]
    return sum(row[3] for (file, _, name), row in found if any(file.endswith(end) and name == each for end, each in wanted))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--pictures", type=int, default=50_000)
    ask.add_argument("--size", type=int, default=32)
    ask.add_argument("--epochs", type=int, default=2)
    ask.add_argument("--strategy", default="source-only")
    ask.add_argument("--backbone", default="small-cnn")
    given = ask.parse_args()
    process, memory = psutil.Process(), list[int]()
    write = log.RunLog.write

    def noted(self: log.RunLog, event: str, **fields: Any) -> None:
        if event == "evaluation":
            memory.append(process.memory_info().rss // 2**20)
        write(self, event, **fields)

    log.RunLog.write = noted  # type: ignore[method-assign]
    launch.ensure_workers = lambda *_: None  # type: ignore[assignment]  # the job is done here
    with tempfile.TemporaryDirectory() as temporary:
        home = Home.open(temporary)
        source, target = (make_dataset(home, given.pictures, given.size, CLASSES, seed) for seed in (1, 2))
        settings = RunSettings(epochs=given.epochs)
        spec = RunSpec(source=source, target=target, strategy=given.strategy, backbone=given.backbone, settings=settings)
        run = launch.start_run(home, spec)
        queue = JobQueue(home)
        taken = queue.take("train", "benchmark")
        assert taken is not None
        before = process.memory_info().rss // 2**20
        profile = cProfile.Profile()
        began = time.monotonic()
        profile.runcall(job.train, JobContext(home, taken, queue, threading.Event()))
        whole = time.monotonic() - began
        stats = pstats.Stats(profile)
        print(f"{given.pictures:,} pictures of {given.size} px in each domain, {given.epochs} epochs, {given.strategy}\n")
        print("| part | seconds | share |\n|---|---|---|")
        rows = {name: seconds_of(stats, wanted) for name, wanted in PARTS.items()}
        rows["everything else"] = whole - sum(rows.values())
        for name, seconds in rows.items():
            print(f"| {name} | {seconds:.1f} | {seconds / whole:.0%} |")
        print(f"| **all** | {whole:.1f} | |\n\nMiB before {before}, after each evaluation: {', '.join(map(str, memory))}")
        assert any(event["event"] == "picked" for event in run.events())


if __name__ == "__main__":
    main()
