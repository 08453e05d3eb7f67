"""Export jobs carried out in this process."""

from __future__ import annotations

import threading

from tlgui.export.job import export
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import HANDLERS, JobContext


def carry_out(home: Home, job_id: str) -> object:
    """Do an export job as a worker would; what its handler returns."""
    queue = JobQueue(home)
    job = queue.get(job_id)
    assert job is not None
    assert HANDLERS[job.kind] == "tlgui.export.job:export"
    return export(JobContext(home, job, queue, threading.Event()))
