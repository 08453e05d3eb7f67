"""Workers on this machine."""

from __future__ import annotations

import time

from filelock import FileLock

from tlgui.home import Home, new_id
from tlgui.jobs.processes import identity_of, spawn
from tlgui.jobs.queue import LANES, JobQueue, Worker

KEEP_SECONDS = 30.0
"""How long a worker waits for work after the last :func:`ensure_workers`. A server calls it every few seconds."""

RUNS_AT_A_TIME = 1
"""How many runs are trained at once: each lane has one worker. A run takes all there is, a GPU and its memory or the processor's cores, for
which two would fight. Maps, reports and reading pictures have lanes of their own and go on beside it."""


def ensure_workers(home: Home, lanes: set[str] | None = None, keep_seconds: float = KEEP_SECONDS) -> None:
    """See to it that each of the ``lanes`` (all by default) has a living worker for at least ``keep_seconds`` more.

    Safe to call from several processes at once. Dead workers are struck off and their jobs marked as failed.
    """
    queue = JobQueue(home)
    with FileLock(home.jobs / "launcher.lock"):
        queue.sweep()
        workers = {worker.lane: worker for worker in queue.workers()}
        for lane in sorted(lanes or set(LANES.values())):
            until = time.monotonic() + keep_seconds
            if lane in workers:
                queue.keep(workers[lane].id, until)
            else:
                _start(home, queue, lane, until)


def _start(home: Home, queue: JobQueue, lane: str, until: float) -> None:
    worker_id = new_id()
    logs = home.jobs / "logs"
    logs.mkdir(exist_ok=True)
    with open(logs / f"{lane}.txt", "ab") as log:
        process = spawn("tlgui.jobs.worker", [str(home.root), lane, worker_id], log)
    identity = identity_of(process.pid)
    if identity is not None:  # else it died at once; the next call tries again
        queue.add_worker(Worker(worker_id, lane, identity, until))
