"""What a launcher is: it has workers started, knows whether they live, ends them, and says how much there is room for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

Handle = dict[str, Any]
"""A worker as its launcher knows it. It can be written as JSON, is kept and given back as it was, and nobody else looks into it."""

CORES_OF_A_RUN = 4
"""What a run is given where several are trained at once, if there are as many."""

PATIENCE_SECONDS = 2.0
"""How long a worker that was asked to end has for it."""


@dataclass(frozen=True)
class Capacity:
    """How many runs are trained at a time.

    Attributes
    ----------
    runs:
        At least 1.
    why:
        The sentence that says why so many: a key of :mod:`tlgui.texts`, whose ``count`` is ``runs``.
    narrow:
        How many that compute with one thread each (:attr:`tlgui.jobs.job.Job.narrow`), while no other is trained; by default ``runs``.
    values:
        What else stands in the sentence.
    """

    runs: int
    why: str
    narrow: int = 1
    values: dict[str, Any] = field(default_factory=dict)

    def at_a_time(self, narrow: bool) -> int:
        """How many, where all of them are narrow, or not."""
        return max(self.runs, self.narrow) if narrow else self.runs


class Launcher(Protocol):
    """What carries the jobs of one home out. Any process may have one, and what one started another may ask about and end.

    A launcher starts workers and hands out nothing: a worker takes jobs by itself (:func:`tlgui.jobs.worker.serve`). Which worker has which job
    is known from the queue alone, so a handle comes from the queue and never from a run's folder.

    Attributes
    ----------
    name:
        What it is called where somebody chooses it.
    """

    name: str

    def start(self, lane: str, worker_id: str) -> Handle | None:
        """Start a worker that takes jobs of a lane under this id, and lives on when the caller is gone.

        Returns its handle without waiting for its imports; ``None`` where it could not begin: the next call for workers tries again.
        """
        ...

    def alive(self, handle: Handle) -> bool:
        """Whether exactly this worker still lives. It is asked for each look at the line, so it must be quick.

        False lets others have its job: where it is not known, say True. A worker that lives and does not work is found by its lease.
        """
        ...

    def end(self, handle: Handle, patience: float = PATIENCE_SECONDS) -> None:
        """Ask a worker to end; after ``patience`` seconds end it, with all that it has started.

        It is gone when this returns, or the system does not let go of it and it is still :meth:`alive`. What is not exactly this worker is
        left alone.
        """
        ...

    def capacity(self) -> Capacity:
        """How many runs there is room for at a time. The other lanes have one worker each."""
        ...
