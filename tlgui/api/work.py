"""Jobs that a script has done by workers, and paths as it gives them."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.service.asking import KEEP_SECONDS

PathLike = str | os.PathLike[str]
POLL_SECONDS = 0.05


def done_by_worker(home: Home, kind: str, payload: dict[str, Any]) -> Any:
    """Have a worker do a job, as the page would, and wait for its result."""
    from tlgui.jobs.queue import LANES, JobQueue
    from tlgui.jobs.workers import ensure_workers

    queue = JobQueue(home)
    job = queue.submit(kind, payload)
    kept = 0.0
    try:
        while not job.over:
            if time.monotonic() - kept > 5:
                kept = time.monotonic()
                ensure_workers(home, {LANES[kind]}, KEEP_SECONDS)
            time.sleep(POLL_SECONDS)
            job = queue.get(job.id) or job
    except KeyboardInterrupt:  # like Cancel on the page: partial results are removed
        queue.ask_to_cancel(job.id)
        raise
    if job.problems:
        raise UserError.of(Problem(each["code"], each["values"]) for each in job.problems)
    return job.result


def paths(*given: PathLike | None) -> list[Path | None]:
    return [None if each is None else Path(each) for each in given]
