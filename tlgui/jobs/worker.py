"""A worker imports what its lane needs, then takes jobs until nobody needs it (:func:`serve`, for any launcher).

``python -m tlgui.jobs.worker HOME LANE ID`` is one as a process of this machine.

Because the heavy imports are done before a job comes, a run shows its first point within seconds. A worker goes on when the server or
the command line that started it is gone. After a crash of a job it ends itself: the next job gets a fresh process. While the disk takes
nothing, it takes no job.
"""

from __future__ import annotations

import importlib
import logging
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs import touched
from tlgui.jobs.desk import Desk
from tlgui.jobs.gpus import own_gpu
from tlgui.jobs.job import LANES
from tlgui.jobs.launchers import Handle
from tlgui.jobs.pace import Pace
from tlgui.jobs.place import HERE, Place
from tlgui.jobs.presence import Presence
from tlgui.jobs.processes import give_way, own_identity
from tlgui.jobs.queue import Job, JobQueue
from tlgui.jobs.roster import LEASE_SECONDS, Worker
from tlgui.machine import memory_kept
from tlgui.storage import fault_of

HANDLERS = {
    "ingest": "tlgui.data.job:ingest",
    "demo": "tlgui.data.job:demo",
    "shift": "tlgui.data.job:shift",
    "preview": "tlgui.data.job:preview",
    "import": "tlgui.moving.job:take_in",
    "train": "tlgui.training.job:train",
    "features": "tlgui.training.ahead:features",
    "features_parts": "tlgui.training.helping:features_parts",
    "map": "tlgui.analysis.job:draw_maps",
    "health": "tlgui.health.job:health",
    "xray": "tlgui.analysis.shift:xray",
    "augmentation": "tlgui.training.preview:augmentation",
    "try": "tlgui.analysis.explain:try_picture",
    "export": "tlgui.export.job:export",
}
"""The function that does each kind of job: it gets a :class:`JobContext` and returns the job's result (JSON)."""

WARM_UP = {"data": "tlgui.data.job:warm_up", "train": "tlgui.training.job:warm_up", "map": "tlgui.analysis.job:warm_up"}
"""What a worker of a lane does while it waits for its first job, in a thread. Where it yields, it may be left until there is no job to do."""

POLL_SECONDS = 0.1
RENEW_SECONDS = LEASE_SECONDS / 6
LOOK_SECONDS = 0.1
FIRST_SECONDS = 10.0
"""How long a worker waits for work when its launcher, which says how long, was killed before it could."""

log = logging.getLogger(__name__)


class GaveWay(Exception):
    """A job that is done in spare time has ended because somebody wants something else."""


class JobContext:
    """What a job's function is given. It reaches whoever handed the job out through this alone."""

    def __init__(self, home: Home, job: Job, desk: Desk, stopping: threading.Event, place: Place = HERE) -> None:
        self.home = home
        self.place = place
        self.job = job
        self.payload = job.payload
        self.owner = job.owner
        self._desk = desk
        self._stopping = stopping
        self._reported = 0.0
        self._looked = 0.0
        self._cancelled = False
        self._looked_for_others = 0.0
        self._others = False
        self._pace = Pace()

    def stop_requested(self) -> bool:
        """Whether somebody cancelled the job, or the process was asked to end."""
        return self.cancelled() or self._stopping.is_set()

    def cancelled(self) -> bool:
        """Whether somebody cancelled the job (looked up at most ten times a second)."""
        now = time.monotonic()
        if not self._cancelled and now - self._looked >= LOOK_SECONDS:
            self._looked = now
            self._cancelled = self._desk.cancel_asked(self.job.id)
        return self._cancelled

    def should_give_way(self) -> bool:
        """Whether somebody wants something else than this job, which is done in spare time (looked up at most ten times a second)."""
        now = time.monotonic()
        if not self._others and now - self._looked_for_others >= LOOK_SECONDS:
            self._looked_for_others = now
            self._others = self._desk.others_wanted(self.job)
        return self._others

    def report(self, **progress: Any) -> None:
        """Say how far the job is; more than five times a second is passed over, except the last (``done == total``).

        With ``done`` and ``total``, ``rate`` (a second) and ``seconds_left`` are added. A disk that takes nothing, or a queue that is
        held up, does not end the job here.
        """
        now = time.monotonic()
        if now - self._reported >= 0.2 or progress.get("done") == progress.get("total"):
            self._reported = now
            if progress.get("done") is not None and progress.get("total") is not None:
                progress |= self._pace.at(progress["done"], progress["total"], now)
            with suppress(OSError, UserError):
                self._desk.report(self.job, progress)

    def got_further(self) -> None:
        """What was done up to here is kept, and a worker that takes the job over goes on from it."""
        with suppress(OSError, UserError):
            self._desk.got_further(self.job)

    def trains_reference(self, run_id: str | None) -> None:
        """Say that the job of a run trains this one, which it will be compared with; ``None`` when that is over."""
        with suppress(OSError, UserError):
            self._desk.trains_reference(self.job, run_id)

    def ask_for_help(self, parts: int, kind: str, payload: dict[str, Any]) -> None:
        """Say that jobs of ``kind`` may do some of this job's parts on workers that have nothing else to do."""
        with suppress(OSError, UserError):
            self._desk.ask_for_help(self.job, parts, kind, payload)

    def submit(self, kind: str, payload: dict[str, Any], *, run: str | None = None) -> None:
        """Ask for another job on behalf of the owner of this one."""
        self._desk.submit(kind, payload, run=run, owner=self.owner)


def main(home: Home, lane: str, worker_id: str) -> None:
    """Be a worker as this process, with a GPU of its own where there are several."""
    with own_gpu(home) if lane == LANES["train"] else nullcontext():
        be(home, lane, worker_id)


def be(home: Home, lane: str, worker_id: str, hands_of: MakeHands | None = None) -> None:
    """Be a worker as this process, until nobody needs it or the system asks it to end; ``hands_of``: as for :func:`serve`."""
    stopping = threading.Event()

    def on_terminate(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, on_terminate)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the command that follows the run, not for the run
    serve(home, lane, worker_id, own_identity().as_json(), stopping, hands_of or OwnHands)


class Hands(Protocol):
    """What a worker does with the jobs that it takes."""

    def free(self) -> bool:
        """Whether a job may be taken now. It is asked before each look into the queue."""
        ...

    def do(self, job: Job, stopping: threading.Event) -> bool:
        """See a job to its end, which is told to the queue. Returns whether this worker is still fit for another."""
        ...

    def leave(self) -> None:
        """The worker ends."""
        ...


class OwnHands:
    """A job is done in this process."""

    def __init__(self, home: Home, queue: JobQueue, lane: str) -> None:
        self._home, self._queue, self._busy = home, queue, threading.Event()
        threading.Thread(target=warm_up, args=(lane, self._busy.is_set), daemon=True).start()

    def free(self) -> bool:
        """Always: one job is done before the next is taken."""
        return True

    def do(self, job: Job, stopping: threading.Event) -> bool:
        """See :func:`do`."""
        self._busy.set()
        try:
            return do(self._home, job, self._queue, stopping)
        finally:
            self._busy.clear()

    def leave(self) -> None:
        """Nothing is left behind."""


MakeHands = Callable[[Home, JobQueue, str], Hands]


def serve(
    home: Home, lane: str, worker_id: str, handle: Handle, stopping: threading.Event, hands_of: MakeHands = OwnHands
) -> None:
    """Take jobs of a lane until the time to wait is over, or ``stopping`` is set: what a launcher has its workers do.

    ``handle`` is the worker's own, as its launcher knows it; whoever takes a job is known, also where the launcher did not live to say so.
    """
    queue = JobQueue(home)
    worker = Worker(worker_id, lane, handle, time.monotonic() + FIRST_SECONDS)
    queue.roster.add(worker, by_itself=True)
    here = _Here(queue, worker)
    hands = hands_of(home, queue, lane)
    threading.Thread(target=here.renew_now_and_then, daemon=True).start()
    try:
        while not stopping.is_set():
            job = here.next_job() if hands.free() else None
            if job is not None:
                fit = hands.do(job, stopping)
                if (run := job.run or job.payload.get("run")) is not None:  # whatever was made of it, lists may show it otherwise
                    touched.note(home.runs / run)
                if not fit:
                    return
                here.has(None)
            elif here.may_leave():
                return
            else:
                time.sleep(POLL_SECONDS)
    finally:
        hands.leave()
        here.leave()


class _Here:
    """This worker as the queue knows it: what it has in its hands, and that it works."""

    def __init__(self, queue: JobQueue, worker: Worker) -> None:
        self._queue, self._worker = queue, worker
        self._presence = Presence(queue.presence, worker.id, worker.lane, worker.handle)
        self._job: Job | None = None
        self._left = threading.Event()
        self.has(None)

    def next_job(self) -> Job | None:
        """The next job of the lane, or one for spare time, if there is one and the disk takes that it is being done."""
        try:
            lane, worker = self._worker.lane, self._worker.id
            job = self._queue.take(lane, worker) or self._queue.take_in_spare_time(lane, worker)
        except OSError as error:
            if fault_of(error, self._queue.presence) is None:
                raise
            return None
        if job is not None:
            self.has(job)
        return job

    def has(self, job: Job | None) -> None:
        self._job = job
        self._presence.has(None if job is None else job.in_hand(), time.monotonic() + LEASE_SECONDS)

    def may_leave(self) -> bool:
        """Whether nobody needs this process any more."""
        until = self._queue.roster.keep_until(self._worker.id)
        if until is not None and time.monotonic() <= until:
            return False
        try:
            return until is None or self._queue.roster.retire(self._worker.id)
        except OSError:  # where that cannot be written no job can be taken either
            return True

    def renew_now_and_then(self) -> None:
        """Say that this worker works. One that nobody knows any more goes on all the same: the queue was lost, and is told again."""
        while not self._left.is_set():
            lease, job = time.monotonic() + LEASE_SECONDS, self._job
            self._presence.renew(lease)
            try:
                if not self._queue.roster.renew(self._worker.id, lease) and job is not None:
                    self._queue.put_back(self._worker, job.in_hand())
            except Exception:
                log.exception("a lease could not be renewed")  # a full disk, a queue that is being rebuilt: the next time will do
            self._left.wait(RENEW_SECONDS)

    def leave(self) -> None:
        self._left.set()
        self._presence.leave()


def warm_up(lane: str, busy: Callable[[], bool]) -> None:
    """Get ready for jobs of a lane. While one is done (``busy``) nothing more is imported: it imports what it needs, and is not to share the
    processor with what it does not need.

    An import that fails must not end the worker: the job that needs it fails, and so its sender is told why.
    """
    try:
        for _ in _function(WARM_UP[lane])():
            while busy():
                time.sleep(POLL_SECONDS)
    except Exception:
        log.exception("warming up failed")


def do(home: Home, job: Job, desk: Desk, stopping: threading.Event, place: Place = HERE) -> bool:
    """Do one job. Returns whether this worker is still fit for another."""
    log.info("job %s %s", job.kind, job.id)
    context = JobContext(home, job, desk, stopping, place)
    try:
        with memory_kept():
            result = _function(HANDLERS[job.kind])(context)
    except GaveWay:
        desk.give_way(job)
        return True
    except UserError as error:
        if context.cancelled():
            desk.end_cancelled(job)
        else:
            desk.fail(job, [problem.as_json() for problem in error.problems])
        return True
    except BaseException as error:
        traceback.print_exc()
        fault = fault_of(error, home.root)
        desk.fail(job, [crash(error) if fault is None else fault.as_json()])
        return fault is not None
    desk.finish(job, result)
    return True


def crash(error: BaseException) -> dict[str, Any]:
    """The problem to show for an error that nobody foresaw: its last line. The traceback is in the log."""
    reason = traceback.format_exception_only(error)[-1].strip()
    return {"code": "job_crashed", "values": {"reason": reason[:500]}}


def _function(place: str) -> Callable[..., Any]:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


if __name__ == "__main__":
    give_way()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    main(Home(Path(sys.argv[1])), sys.argv[2], sys.argv[3])
