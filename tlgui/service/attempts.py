"""Attempts: how many runs a person may start on a target of somebody else's while its labels are sealed (``sealed_attempts``).

They are counted by the jobs of the queue, which keeps those of runs that were deleted since. On pictures of one's own nothing is counted: that
would keep nobody from looking into the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from filelock import FileLock

from tlgui.data.pack import DatasetInfo
from tlgui.data.seals import may_tell
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.service.limits import limits_of


class Attempts(NamedTuple):
    """How many runs somebody has started on a target, and how many may be."""

    made: int
    limit: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.made)


def attempts_of(home: Home, owner: str, target: DatasetInfo) -> Attempts | None:
    """What somebody's attempts on a target are; ``None`` where they are not counted."""
    limit = limits_of(home, owner).sealed_attempts
    if limit is None or target.owner == owner or may_tell(home, target, "target"):
        return None
    return Attempts(JobQueue(home).ledger.begun_on(target.id, owner), limit)


def problems_of_attempt(home: Home, owner: str, target: DatasetInfo | None) -> list[Problem]:
    """What stands against one more new run of somebody on a target: ``attempts_used``, or nothing."""
    attempts = None if target is None else attempts_of(home, owner, target)
    if target is None or attempts is None or attempts.left:
        return []
    return [Problem("attempts_used", {"made": attempts.made, "limit": attempts.limit, "target": target.name})]


@contextmanager
def one_more_attempt(home: Home, owner: str, target: DatasetInfo | None, once: str | None) -> Iterator[None]:
    """Around the start of a run: many presses at once get no further than one after the other.

    Parameters
    ----------
    once:
        As in :meth:`tlgui.jobs.queue.JobQueue.submit`: the same press sent again is no further attempt.

    Raises
    ------
    UserError
        ``attempts_used``.
    """
    if limits_of(home, owner).sealed_attempts is None:
        yield
        return
    with FileLock(home.jobs / "attempts.lock"):
        again = once is not None and JobQueue(home).sent(once, owner) is not None
        problems = [] if again else problems_of_attempt(home, owner, target)
        if problems:
            raise UserError.of(problems)
        yield
