"""The state of a run, derived from its folder and the queue at each request; it is never stored.

A derived state cannot be wrong after a kill: a run whose process is gone and whose log has no ending *is* interrupted, even if nobody noticed.
Only the queue says whether there is a process: a folder may be from another machine, and so may the processes and heartbeats in it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from tlgui.jobs.processes import boot_id
from tlgui.jobs.queue import WORKER_DIED, Job, JobQueue
from tlgui.runs.events import ending_of
from tlgui.runs.run import Run

SILENT_SECONDS = 10.0
"""A trainer without a heartbeat for this long does not respond."""

RESUMABLE = ("stopped", "paused", "failed", "interrupted")


@dataclass(frozen=True)
class Status:
    """State of a run.

    Attributes
    ----------
    state:
        ``queued``, ``running``, ``stopping``, ``not_responding``, ``finished``, ``stopped``, ``paused``, ``failed`` or ``interrupted``.
    problems:
        For a failed run: what went wrong, as ``{code, values}``.
    waiting_before:
        For a queued run: how many runs come first.
    """

    state: str
    problems: tuple[dict[str, Any], ...] = ()
    waiting_before: int = 0

    @property
    def over(self) -> bool:
        return self.state in ("finished", *RESUMABLE)

    @property
    def resumable(self) -> bool:
        """Whether the run can be asked to go on."""
        return self.state in RESUMABLE


def status_of(run: Run, queue: JobQueue, log: list[dict[str, Any]] | None = None) -> Status:
    """Derive the state of ``run``. ``log`` are its events, when the caller has read them already."""
    log = run.events() if log is None else log
    stopping = run.stopping
    found = _of_log(run, queue, log, stopping)
    if found.resumable and run.resuming:
        return _asked_to_go_on(run, queue, stopping) or found
    return found


def _of_log(run: Run, queue: JobQueue, log: list[dict[str, Any]], stopping: bool) -> Status:
    """The state as far as the log and the process tell."""
    started = next((event for event in reversed(log) if event["event"] == "started"), None)
    ending = ending_of(log)
    if ending is not None:
        if ending["event"] == "failed":
            return Status("failed", tuple(ending["problems"]))
        return Status("paused" if ending.get("paused") else ending["event"])
    if started is None:
        return _before_the_first_event(run, queue, stopping)
    trained_by = queue.training(run.id)
    if trained_by is None:
        return Status("stopped") if stopping else _given_up(run, queue) or Status("interrupted")
    if _has_begun(trained_by, started, queue) and seconds_since_heartbeat(run) > SILENT_SECONDS:
        return Status("not_responding")
    return Status("stopping" if stopping else "running")


def _has_begun(job: Job, started: dict[str, Any], queue: JobQueue) -> bool:
    """Whether the trainer that has the run now is the one that wrote of itself last; else the heartbeat is still that of one before it."""
    worker = queue.worker_of(job)
    return worker is not None and started["identity"] == worker.handle


def _given_up(run: Run, queue: JobQueue) -> Status | None:
    """A run whose trainers were killed so often that the queue tries no more."""
    job = queue.of_run(run.id, "train")
    often = job is not None and job.state == "failed" and [each["code"] for each in job.problems or ()] == ["job_failed_often"]
    return Status("failed", tuple(job.problems or ())) if job is not None and often else None


def _asked_to_go_on(run: Run, queue: JobQueue, stopping: bool) -> Status | None:
    """A run that is over and waits to be resumed, or whose trainer is on its way; ``None`` when nobody will come."""
    job = queue.of_run(run.id, "train")
    if job is None or job.over or (job.state == "working" and queue.worker_of(job) is None):
        return None
    if job.state == "queued":
        return Status("stopping" if stopping else "queued", waiting_before=queue.waiting_before(job))
    return Status("stopping" if stopping else "running")


def _before_the_first_event(run: Run, queue: JobQueue, stopping: bool) -> Status:
    """No trainer has written anything yet: the queue knows more (a trainer may have died on its way, or be gone with the machine)."""
    job = queue.of_run(run.id, "train")
    if job is None or job.state == "done":
        return Status("interrupted")
    if job.state == "working" and queue.worker_of(job) is None:
        return Status("stopped" if stopping else "interrupted")
    if job.state == "failed":
        problems = tuple(job.problems or (WORKER_DIED,))
        return Status("stopped") if stopping and problems == (WORKER_DIED,) else Status("failed", problems)
    if job.state == "cancelled":
        return Status("stopped")
    if job.state == "queued":
        return Status("stopping" if stopping else "queued", waiting_before=queue.waiting_before(job))
    return Status("stopping" if stopping else "running")


def seconds_since_heartbeat(run: Run) -> float:
    """Age of the trainer's last sign of life, by the clock that no one can set; infinite when it is of an earlier boot."""
    try:
        boot, _, beat = (run.folder / "heartbeat").read_text().partition(" ")
        return time.monotonic() - float(beat) if boot in ("", boot_id()) else float("inf")
    except (OSError, ValueError):
        return 0.0  # it has only just begun, or is being written this moment
