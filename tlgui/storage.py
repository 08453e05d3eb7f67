"""A full or failing disk: which fault it is, and a reserve for what must still work.

On a full disk, users want to stop runs and delete things. Both need to write a little, and so does a job that records its end: for them there
is a :class:`Reserve`. Everything else reports that the disk is full, and changes nothing.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from tlgui.errors import Problem, UserError

FULL = (errno.ENOSPC, errno.EDQUOT)
READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)

PIECES, PIECE = 16, 2**17
"""The reserve is released piece by piece, because other writers on this disk use up whatever becomes free."""

ROOM_FOR_IT = 8
"""The reserve is made where so many times its size is free: it must not be what fills the disk."""

Answer = TypeVar("Answer")


def fault_of(error: BaseException, folder: Path) -> Problem | None:
    """What is wrong with the disk that ``folder`` lies on; ``None`` for an error that is about something else."""
    if not isinstance(error, OSError):
        return None
    values = {"folder": str(folder), "reason": error.strerror or str(error)}
    if error.errno in FULL:
        return Problem("disk_full", {"folder": str(folder), "free": _free(folder)})
    if error.errno in READ_ONLY:
        return Problem("disk_read_only", values)
    if error.errno == errno.EIO:
        return Problem("disk_failing", values)
    return None


@contextmanager
def faults_told(folder: Path | None = None) -> Iterator[None]:
    """Inside, what is wrong with the disk becomes an error for the user. ``folder``: where it is; without one, where the system says."""
    try:
        yield
    except OSError as error:
        problem = fault_of(error, folder or Path(error.filename or os.curdir).absolute().parent)
        if problem is None:
            raise
        raise UserError.of([problem]) from error


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def told_by_the_disk(error: OSError) -> bool:
    """Whether it is the whole disk that refuses, and not what one file or folder allows."""
    return error.errno in (*FULL, errno.EROFS, errno.EIO)


def require_removed(place: Path) -> None:
    """Raise what is wrong with the disk where something is still there that was to be removed. A full disk lets go of things."""
    if place.exists() and (fault := fault_in(place.parent)) is not None and fault.errno not in FULL:
        raise fault


def fault_in(folder: Path) -> OSError | None:
    """The error with which ``folder`` refuses a small new file; ``None`` when it takes it. For callers whose own error does not say."""
    probe = folder / f".probe-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        with open(probe, "xb") as file:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return None


class Reserve:
    """Room on the disk of a home folder that nobody uses until the disk is full.

    Parameters
    ----------
    root:
        The home folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / "reserve"

    def make(self) -> None:
        """Make what is missing of it, where there is room enough. A disk that takes nothing is passed over."""
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            missing = [piece for piece in self._all() if not piece.exists()]
            if missing and _free(self._root) >= ROOM_FOR_IT * PIECES * PIECE:
                for piece in missing:
                    _fill(piece)

    def give_up(self) -> bool:
        """Release one piece. Returns whether there was one."""
        for piece in self._all():
            with suppress(OSError):
                piece.unlink()
                return True
        return False

    def spend_on(self, act: Callable[[], Answer]) -> Answer:
        """Do something also when the disk is full. ``act`` is begun again, after a piece was given up, as long as there is one."""
        while True:
            try:
                return act()
            except OSError as error:
                if error.errno not in FULL or not self.give_up():
                    raise

    def _all(self) -> list[Path]:
        return [self._folder / f"{number:02d}" for number in range(PIECES)]


def _fill(piece: Path) -> None:
    """Random bytes: a file system that compresses, or leaves holes, would keep no room for others."""
    try:
        piece.write_bytes(os.urandom(PIECE))
    except OSError:
        piece.unlink(missing_ok=True)
        raise
