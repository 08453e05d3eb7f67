"""This machine: a worker is a process, and its handle says which (:class:`tlgui.jobs.processes.Identity`)."""

from __future__ import annotations

from tlgui.home import Home
from tlgui.jobs.launchers.base import CORES_OF_A_RUN, PATIENCE_SECONDS, Capacity, Handle
from tlgui.jobs.processes import Identity, alive, identity_of, spawn, terminate
from tlgui.machine import cores, gpus, may_have_gpu, memory

MEMORY_OF_A_RUN, MOST_RUNS = 4 * 2**30, 4
"""What a run is given where several are trained at once, and how many that are at the most: two on two cores take twice the time each
(``benchmarks/sharing_cores.py``), and nobody sees a result sooner."""

MEMORY_OF_A_NARROW_RUN = 2 * 2**30
"""One that computes with one thread reads features that are there, and needs no engine; it has a core for itself."""


class LocalLauncher:
    """Workers of a home as processes of this machine; each lane has a file in ``jobs/logs`` for what they print."""

    name = "local"

    def __init__(self, home: Home) -> None:
        self._home = home

    def module(self, lane: str) -> str:
        """What a worker of a lane runs, given the home, the lane and its id."""
        return "tlgui.jobs.worker"

    def start(self, lane: str, worker_id: str) -> Handle | None:
        """See :meth:`Launcher.start <tlgui.jobs.launchers.base.Launcher.start>`, and so on."""
        logs = self._home.jobs / "logs"
        logs.mkdir(exist_ok=True)
        with open(logs / f"{lane}.txt", "ab") as log:
            process = spawn(self.module(lane), [str(self._home.root), lane, worker_id], log)
        identity = identity_of(process.pid)
        return identity.as_json() if identity is not None else None

    def alive(self, handle: Handle) -> bool:
        """Whether exactly this process still runs."""
        return alive(Identity(**handle))

    def end(self, handle: Handle, patience: float = PATIENCE_SECONDS) -> None:
        """SIGTERM, then SIGKILL to its group."""
        terminate(Identity(**handle), patience)

    def capacity(self) -> Capacity:
        """One run for each GPU: whether its memory would do for two is known only to the trainer. Without one, one run for every four cores and
        4 GiB of memory, at most four; of narrow ones one for every core and 2 GiB. Maps, reports and reading pictures have lanes of their own,
        with one worker each, and go on beside them.
        """
        if may_have_gpu():
            count = max(1, len(gpus()))
            return Capacity(count, "queue.gpus" if count > 1 else "queue.one")
        runs = max(1, min(cores() // CORES_OF_A_RUN, memory() // MEMORY_OF_A_RUN, MOST_RUNS))
        narrow = min(cores(), memory() // MEMORY_OF_A_NARROW_RUN, MOST_RUNS)
        return Capacity(runs, "queue.several" if runs > 1 else "queue.one", narrow)
