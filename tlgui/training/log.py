"""A run's log and heartbeat while it is being trained."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from filelock import FileLock, Timeout

from tlgui.errors import UserError
from tlgui.jobs.processes import boot_id
from tlgui.runs.events import EventWriter
from tlgui.runs.store import Run

HEARTBEAT_SECONDS = 1.0


class RunLog:
    """Writes a run's events; a reference that is trained on behalf of a run also writes its curve into that run's log.

    So the curve of the reference is on the page while it is trained, and the run's folder holds all that was on the screen.

    Parameters
    ----------
    run:
        Whose events they are.
    echo:
        The log of the run that this reference is trained for, and as what (``baseline``, ``normalisation_alone``).
    """

    ECHOED = ("step", "evaluation")

    def __init__(self, run: Run, echo: tuple[RunLog, str] | None = None) -> None:
        self.run = run
        self._writer = EventWriter(run.events_path)
        self._echo = echo

    def write(self, event: str, **fields: Any) -> None:
        self._writer.write(event, **fields)
        if self._echo is not None and event in self.ECHOED:
            log, kind = self._echo
            log.write(f"reference_{event}", kind=kind, **fields)

    def close(self) -> None:
        self._writer.close()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """A stage of the run: its begin, and at its end how long it took."""
        self.write("stage", name=name)
        began = time.monotonic()
        yield
        self.write("seconds", name=name, seconds=time.monotonic() - began)


@contextmanager
def trainer_of(run: Run, echo: tuple[RunLog, str] | None = None) -> Iterator[RunLog]:
    """Be the one trainer of a run: inside, nobody else can be, and a thread says each second that this process lives.

    Raises
    ------
    UserError
        ``run_in_use`` when another process is at it; nothing of the run is touched.
    """
    lock = FileLock(run.folder / "control" / "trainer.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise UserError("run_in_use", run=run.id) from None
    try:
        log = RunLog(run, echo)
        with heartbeat(run):
            yield log
        log.close()
    finally:
        lock.release()


@contextmanager
def heartbeat(run: Run) -> Iterator[None]:
    """While inside, a thread says each second that this process lives."""
    over = threading.Event()

    def beat() -> None:
        while True:
            (run.folder / "heartbeat").write_text(f"{boot_id()} {time.monotonic()}")
            if over.wait(HEARTBEAT_SECONDS):
                return

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
