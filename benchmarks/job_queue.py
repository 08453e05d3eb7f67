"""What the queue costs: jobs sent, jobs taken and finished, and reading it beside workers who write.

    python benchmarks/job_queue.py [FOLDER]

``FOLDER`` (default: the system's for temporary files) says which disk is measured: each change is flushed to it before it counts. Prints jobs a
second, and how long one look takes, alone and while four threads report their progress fifty times a second each.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from tlgui.home import Home
from tlgui.jobs.queue import JobQueue

JOBS = 300
LOOKS = 400
WRITERS = 4


def main(folder: str | None) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        queue = JobQueue(Home.open(Path(place) / "home"))
        began = time.perf_counter()
        for number in range(JOBS):
            queue.submit("train", {"number": number})
        sent = time.perf_counter() - began
        began = time.perf_counter()
        for _ in range(JOBS):
            job = queue.take("train", "worker")
            assert job is not None
            queue.finish(job, {})
        done = time.perf_counter() - began
        print(f"{JOBS / sent:.0f} jobs sent a second; {JOBS / done:.0f} a second taken and finished")
        print(f"a look: {_told(looks(queue))}; beside {WRITERS} who write: {_told(beside_writers(queue))}")


def looks(queue: JobQueue) -> list[float]:
    """Milliseconds of each look."""
    found = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        queue.of_run("a run", "train")
        found.append(1000 * (time.perf_counter() - began))
        time.sleep(0.005)
    return found


def beside_writers(queue: JobQueue) -> list[float]:
    over = threading.Event()

    def write() -> None:
        queue.submit("train", {})
        job = queue.take("train", "worker")
        assert job is not None
        while not over.wait(0.02):
            queue.report(job, {"done": 1})

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for each in writers:
        each.start()
    found = looks(queue)
    over.set()
    for each in writers:
        each.join()
    return found


def _told(milliseconds: list[float]) -> str:
    ordered = sorted(milliseconds)
    return f"median {statistics.median(ordered):.1f} ms, p99 {ordered[int(0.99 * len(ordered))]:.1f} ms, longest {ordered[-1]:.0f} ms"


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
