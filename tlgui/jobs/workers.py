"""Seeing to it that there are workers, whatever carries jobs out."""

from __future__ import annotations

import time

from filelock import FileLock

from tlgui.home import Home, new_id
from tlgui.jobs.job import IN_SPARE_TIME, PARTS, SPARE
from tlgui.jobs.queue import LANES, JobQueue
from tlgui.jobs.roster import Worker
from tlgui.storage import Reserve

KEEP_SECONDS = 30.0
"""How long a worker waits for work after the last :func:`ensure_workers`. A server calls it every few seconds."""


def ensure_workers(home: Home, lanes: set[str] | None = None, keep_seconds: float = KEEP_SECONDS) -> None:
    """See to it that each of the ``lanes`` (all by default) has a living worker for at least ``keep_seconds`` more.

    The lane of runs has as many as there are runs in it and jobs that help them, up to the launcher's
    :class:`~tlgui.jobs.launchers.Capacity`. Safe to call from several processes at once. Dead workers are struck off, and what they had in
    their hands waits again. Where there will be work, room is kept for stopping it.
    """
    Reserve(home.root).make()
    queue = JobQueue(home)
    with FileLock(home.jobs / "launcher.lock"):
        queue.sweep()
        workers = queue.roster.workers()
        for lane in sorted(lanes or {*LANES.values()} - SPARE):
            until = time.monotonic() + keep_seconds
            jobs = queue.how_many(lane) + (queue.how_many(PARTS) if PARTS in IN_SPARE_TIME.get(lane, ()) else 0)
            wanted = max(1, min(jobs, queue.at_a_time(lane)))
            there = [worker for worker in workers if worker.lane == lane][:wanted]
            for worker in there:
                queue.roster.keep(worker.id, until)
            for _ in range(wanted - len(there)):
                _start(queue, lane, until)


def _start(queue: JobQueue, lane: str, until: float) -> None:
    worker_id = new_id()
    handle = queue.launcher.start(lane, worker_id)
    if handle is None:
        return
    try:
        queue.roster.add(Worker(worker_id, lane, handle, until))
    except OSError:  # nobody would know of it, and each call would start another
        queue.launcher.end(handle)
        raise
