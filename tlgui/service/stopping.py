"""Stopping a run: first a word (a flag the trainer looks for after each step), then its launcher ends the worker, with all it has started."""

from __future__ import annotations

import time

from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.queue import Job, JobQueue
from tlgui.jobs.roster import Worker
from tlgui.runs.run import Run
from tlgui.runs.status import Status, status_of
from tlgui.storage import Reserve

WORD_SECONDS = 5.0
"""How long the trainer has to end by itself, its checkpoint written, before its worker is ended."""


def ask_to_stop(home: Home, run: Run, *, pause: bool = False) -> None:
    """Cancel a run that waits, or leave the flag for one that trains. Returns at once; a run that is over stays as it is.

    While maps of a run that is over are still drawn, it is they that are cancelled: those that were drawn stay.

    ``pause``: whoever asks means to resume it, and it says so; else stopping is the same.

    Raises
    ------
    UserError
        ``stop_reference``: another run trains this one to be compared with it, and is the one to stop.
    """
    Reserve(home.root).spend_on(lambda: _ask_to_stop(run, JobQueue(home), pause))


def _ask_to_stop(run: Run, queue: JobQueue, pause: bool) -> None:
    trained_by = queue.training(run.id)
    if trained_by is not None and trained_by.run != run.id:
        raise UserError("stop_reference", run=run.id[:8], by=(trained_by.run or "")[:8])
    status = status_of(run, queue)
    if status.over:
        if (maps := _being_drawn(run, queue)) is not None:
            queue.ask_to_cancel(maps.id)
        return
    job = queue.of_run(run.id, "train")
    if job is not None and job.state == "queued" and queue.cancel(job.id):
        if run.events():  # it waited to go on after its trainer was killed: its log alone would say that it was interrupted
            run.ask_to_stop(pause=pause)
        return
    run.ask_to_stop(pause=pause)


def see_it_end(home: Home, run: Run, word_seconds: float = WORD_SECONDS) -> Status:
    """After :func:`ask_to_stop`: wait, then end whoever does not listen, the trainer or the one that draws maps.

    The run is over when this returns (in 10 s), and no map is drawn that was cancelled.
    """
    queue = JobQueue(home)
    deadline = time.monotonic() + word_seconds
    while (deaf := _deaf(run, queue)) is not None and time.monotonic() < deadline:
        time.sleep(0.1)
    if deaf is not None:
        for each in deaf:
            queue.launcher.end(each.handle)
        queue.sweep()
    return status_of(run, queue)


def _deaf(run: Run, queue: JobQueue) -> list[Worker] | None:
    """The workers that have not listened yet; ``None`` when the run is over and nothing that was cancelled goes on."""
    if not status_of(run, queue).over:
        trainer = _trainer(run, queue)
        return [trainer] if trainer is not None else []
    maps = _being_drawn(run, queue)
    if maps is None or not queue.cancel_asked(maps.id):
        return None
    worker = queue.worker_of(maps)
    return [worker] if worker is not None else []


def _being_drawn(run: Run, queue: JobQueue) -> Job | None:
    """The job that draws the run's maps, or waits to."""
    maps = queue.of_run(run.id, "map")
    return maps if maps is not None and not maps.over else None


def _trainer(run: Run, queue: JobQueue) -> Worker | None:
    """The worker that trains a run, as the queue knows it. What the run's own log says of processes may come from another machine."""
    job = queue.training(run.id)
    return queue.worker_of(job) if job is not None else None
