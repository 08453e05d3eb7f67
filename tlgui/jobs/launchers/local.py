"""Workers on this machine."""

from __future__ import annotations

import time

from filelock import FileLock

from tlgui.home import Home, new_id
from tlgui.jobs.processes import identity_of, spawn, terminate
from tlgui.jobs.queue import LANES, JobQueue, Worker
from tlgui.machine import cores, may_have_gpu, memory
from tlgui.storage import Reserve

KEEP_SECONDS = 30.0
"""How long a worker waits for work after the last :func:`ensure_workers`. A server calls it every few seconds."""

CORES_OF_A_RUN, MEMORY_OF_A_RUN, MOST_RUNS = 4, 4 * 2**30, 4
"""What a run is given where several are trained at once, and how many that are at the most: two on two cores take twice the time each
(``benchmarks/sharing_cores.py``), and nobody sees a result sooner."""


def runs_at_a_time() -> int:
    """How many runs are trained at once on this machine.

    One where there is a GPU: whether its memory would do for two is known only to who trains. Else one for every four cores and 4 GiB of
    memory, at most four. Maps, reports and reading pictures have lanes of their own, with one worker each, and go on beside them.
    """
    if may_have_gpu():
        return 1
    return max(1, min(cores() // CORES_OF_A_RUN, memory() // MEMORY_OF_A_RUN, MOST_RUNS))


def ensure_workers(home: Home, lanes: set[str] | None = None, keep_seconds: float = KEEP_SECONDS) -> None:
    """See to it that each of the ``lanes`` (all by default) has a living worker for at least ``keep_seconds`` more.

    The lane of runs has as many as there are runs in it, up to :func:`runs_at_a_time`. Safe to call from several processes at once. Dead
    workers are struck off, and what they had in their hands waits again. Where there will be work, room is kept for stopping it.
    """
    Reserve(home.root).make()
    queue = JobQueue(home)
    with FileLock(home.jobs / "launcher.lock"):
        queue.sweep()
        workers = queue.workers()
        for lane in sorted(lanes or set(LANES.values())):
            until = time.monotonic() + keep_seconds
            wanted = max(1, min(len(queue.in_line(lane)), runs_at_a_time())) if lane == LANES["train"] else 1
            there = [worker for worker in workers if worker.lane == lane][:wanted]
            for worker in there:
                queue.keep(worker.id, until)
            for _ in range(wanted - len(there)):
                _start(home, queue, lane, until)


def _start(home: Home, queue: JobQueue, lane: str, until: float) -> None:
    worker_id = new_id()
    logs = home.jobs / "logs"
    logs.mkdir(exist_ok=True)
    with open(logs / f"{lane}.txt", "ab") as log:
        process = spawn("tlgui.jobs.worker", [str(home.root), lane, worker_id], log)
    identity = identity_of(process.pid)
    if identity is None:  # it died at once; the next call tries again
        return
    try:
        queue.add_worker(Worker(worker_id, lane, identity, until))
    except OSError:  # nobody would know of it, and each call would start another
        terminate(identity)
        raise
