"""The queue of trainings at one moment, read once for all runs in it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from tlgui.jobs.queue import Job, JobQueue
from tlgui.jobs.roster import Worker


class Line:
    """Answers what :func:`tlgui.runs.status.status_of` asks of the queue; hundreds of runs may wait, and each question opens its file.

    Attributes
    ----------
    standing:
        Who is served, and who waits.
    at_a_time:
        How many are trained at a time.
    jobs:
        Those that are worked on, then those that wait, in their order.
    """

    def __init__(self, queue: JobQueue) -> None:
        self._queue = queue
        self.standing = queue.standing("train")
        self.at_a_time = queue.at_a_time("train", self.standing)
        self.jobs = self.standing.in_order(self.at_a_time)
        self._jobs = {job.run: job for job in self.jobs if job.run is not None}
        self._before = {job.id: place for place, job in enumerate(self.jobs)}

    @property
    def runs(self) -> list[str]:
        """The runs that are trained or wait, in their order."""
        return list(self._jobs)

    def of_run(self, run_id: str, kind: str) -> Job | None:
        """As :meth:`tlgui.jobs.queue.JobQueue.of_run`."""
        waiting = self._jobs.get(run_id) if kind == "train" else None
        return self._queue.of_run(run_id, kind) if waiting is None else waiting

    def training(self, run_id: str) -> Job | None:
        """As :meth:`tlgui.jobs.queue.JobQueue.training`."""
        job = self._jobs.get(run_id)
        mine = job is not None and job.state == "working" and self.worker_of(job) is not None
        return job if mine else self._queue.training(run_id)  # it may be the reference of another

    def waiting_before(self, job: Job) -> int:
        """As :meth:`tlgui.jobs.queue.JobQueue.waiting_before`."""
        return self._before.get(job.id, 0)

    def state_of(self, run_id: str) -> tuple[str, str, int] | None:
        """The job of a run, its state and how often it was taken; ``None`` for a run that is not in the line."""
        job = self._jobs.get(run_id)
        return None if job is None else (job.id, job.state, job.attempt)

    def worker_of(self, job: Job) -> Worker | None:
        """As :meth:`tlgui.jobs.queue.JobQueue.worker_of`."""
        return next((each for each in self._workers if each.id == job.worker and self._queue.launcher.alive(each.handle)), None)

    @cached_property
    def _workers(self) -> list[Worker]:
        return self._queue.roster.workers()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queue, name)
