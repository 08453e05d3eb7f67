"""All that who carries a job out says to, and asks of, who handed it out. Whatever stands behind it, a job has its folder and this."""

from __future__ import annotations

from typing import Any, Protocol

from tlgui.home import LOCAL_OWNER
from tlgui.jobs.queue import Job


class Desk(Protocol):
    """Where a job was taken: :class:`~tlgui.jobs.queue.JobQueue`, or what speaks for it where its file cannot be opened."""

    def submit(self, kind: str, payload: dict[str, Any], *, run: str | None = None, owner: str = LOCAL_OWNER) -> object:
        """Ask for another job, which follows from this one."""
        ...

    def cancel_asked(self, job_id: str) -> bool:
        """Whether somebody wants the job to end."""
        ...

    def others_wanted(self, taken: Job) -> bool:
        """Whether somebody wants anything else than this job, which is done in spare time."""
        ...

    def report(self, taken: Job, progress: dict[str, Any]) -> bool:
        """How far the job is. False, here and below: it is not the caller's any more."""
        ...

    def got_further(self, taken: Job) -> bool:
        """What was done so far is kept."""
        ...

    def trains_reference(self, taken: Job, run_id: str | None) -> bool:
        """What the job does on behalf of its own run; ``None``: nothing any more."""
        ...

    def ask_for_help(self, taken: Job, parts: int, kind: str, payload: dict[str, Any]) -> object:
        """The job falls into so many parts, and jobs of ``kind`` may do some of them on other workers."""
        ...

    def finish(self, taken: Job, result: Any) -> bool:
        """The job is done."""
        ...

    def fail(self, taken: Job, problems: list[dict[str, Any]]) -> bool:
        """The job could not be done."""
        ...

    def end_cancelled(self, taken: Job) -> bool:
        """The job has ended because somebody wanted that."""
        ...

    def give_way(self, taken: Job) -> bool:
        """The job waits again, until nobody wants anything else."""
        ...
