"""A run's log and heartbeat while it is being trained."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from filelock import FileLock, Timeout

from tlgui import durable
from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.jobs.processes import boot_id
from tlgui.runs.events import EventWriter
from tlgui.runs.run import Run
from tlgui.training.outlook import Outlook

HEARTBEAT_SECONDS = 1.0

RESERVE = 65_536
"""Bytes reserved in a run's folder, so that its ending can be written even on a full disk."""


class RunLog:
    """Writes a run's events; a reference that is trained for a run also writes its curve into that run's log.

    So the page shows the reference's curve while it is trained, and the run's folder holds everything that was on the screen.

    Parameters
    ----------
    run:
        Whose events they are.
    echo:
        The log of the run that this reference is trained for, and as what (``baseline``, ``normalisation_alone``).
    """

    ECHOED = ("phase", "step", "evaluation")

    def __init__(self, run: Run, echo: tuple[RunLog, str] | None = None) -> None:
        self.run = run
        self._writer = EventWriter(run.events_path)
        self._written = {_what(event["event"], event) for event in run.events()}
        self._echo = echo
        self.outlook = Outlook()

    def write(self, event: str, **fields: Any) -> None:
        """Append an event, unless an earlier trainer of this run has already written it."""
        what = _what(event, fields)
        if what is None or what not in self._written:
            self._writer.write(event, **fields)
            self._written.add(what)
        if self._echo is not None:
            log, name = self._echo
            log.echo(name, event, fields)
        elif (left := self.outlook.saw(event, fields, time.monotonic())) is not None:
            self._writer.write("outlook", left=round(left, 1), time=time.time())

    def echo(self, reference: str, event: str, fields: dict[str, Any]) -> None:
        """Append the curve of a reference from its log; ``kind`` says which reference it is."""
        if event in self.ECHOED:
            self.write(f"reference_{event}", **{**fields, "kind": reference})

    def has(self, event: str, **fields: Any) -> bool:
        """Whether this has already been written."""
        return _what(event, fields) in self._written

    def end(self, event: str, **fields: Any) -> None:
        """Write an ending, even on a full disk, using the reserve. The reserve is released in any case: the run is over."""
        self.run.reserve_path.unlink(missing_ok=True)
        self.write(event, time=time.time(), **fields)

    def sync(self) -> None:
        """Make sure that everything written survives a power cut."""
        self._writer.sync()

    def close(self) -> None:
        self._writer.close()

    @contextmanager
    def stage(self, name: str, seconds: Callable[[], float] | None = None) -> Iterator[None]:
        """A stage of the run: logs its start, and at its end how long it took; ``seconds`` adds time from earlier trainers."""
        self.write("stage", name=name)
        began = time.monotonic()
        yield
        self.write("seconds", name=name, seconds=time.monotonic() - began if seconds is None else seconds())


ONCE = {
    "settings": (),
    "seconds": ("name",),
    "phase": ("index",),
    "joined": ("step", "stage"),
    "step": ("step",),
    "evaluation": ("step",),
    "reference": ("kind",),
    "reference_phase": ("kind", "index"),
    "reference_step": ("kind", "step"),
    "reference_evaluation": ("kind", "step"),
}
"""Events that a resumed run computes again, with the fields that identify them: each is written only once."""

WHOLE = ("picked", "health", "result")
"""Events that are written again only if their content changes."""


def _what(event: str, fields: dict[str, Any]) -> tuple[Any, ...] | None:
    """Identifies an event among others of its kind; ``None`` for one that is written every time it happens."""
    if event in WHOLE:
        return (event, to_json({name: value for name, value in fields.items() if name != "event"}))
    return (event, *(fields[name] for name in ONCE[event])) if event in ONCE else None


@contextmanager
def trainer_of(run: Run, echo: tuple[RunLog, str] | None = None) -> Iterator[RunLog]:
    """Be the only trainer of a run; inside, a thread writes a heartbeat every second.

    Raises
    ------
    UserError
        ``run_in_use`` if another process is training it (the run is left untouched); ``run_folder_not_writable`` before anything starts.
    """
    lock = FileLock(run.folder / "control" / "trainer.lock")
    try:
        lock.acquire(timeout=0)
        _remove_leftovers(run)
        run.reserve_path.parent.mkdir(exist_ok=True)
        durable.write_bytes(run.reserve_path, bytes(RESERVE))
        log = RunLog(run, echo)
    except Timeout:
        raise UserError("run_in_use", run=run.id) from None
    except OSError as error:
        lock.release()
        raise UserError("run_folder_not_writable", folder=str(run.folder), reason=error.strerror or str(error)) from None
    try:
        with heartbeat(run):
            yield log
    finally:
        with suppress(OSError):  # failures to write were reported where they happened
            log.close()
        lock.release()


def _remove_leftovers(run: Run) -> None:
    """Remove what an earlier trainer was writing when it was killed. (Other writers clean up their own parts.)"""
    for part in ("predictions", "snapshots", "sample", "checkpoints", "state"):
        for place in (run.folder / part).rglob(".*.tmp"):
            shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)


@contextmanager
def heartbeat(run: Run) -> Iterator[None]:
    """Inside, a thread writes a heartbeat every second."""
    over = threading.Event()

    def beat() -> None:
        while True:
            with suppress(OSError):  # a full disk is reported by whatever writes something important
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
