"""Who works here, beside the queue's file: each worker keeps a small file of its own, with what it has in its hands.

The queue's file says the same. This is for when that cannot be asked: it was damaged and is rebuilt, while the work goes on; or a worker was
stopped by the system in the middle of a write and holds it, so that nobody can read in it that this worker has been silent for too long.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tlgui.durable import to_json
from tlgui.jobs.launchers import Handle, Launcher

_LEASE_WIDTH = 24


@dataclass(frozen=True)
class Present:
    """A living worker.

    Attributes
    ----------
    worker, lane, handle:
        Its id, whose jobs it takes, and how its launcher knows it.
    lease:
        Monotonic time until which it is believed to work.
    job:
        The row of the queue that it has in its hands, ``None`` between two jobs.
    """

    worker: str
    lane: str
    handle: Handle
    lease: float
    job: dict[str, Any] | None

    @property
    def silent(self) -> bool:
        return time.monotonic() > self.lease


class Presence:
    """The file of one worker. Nothing of it must hold up the work: a disk that takes nothing is passed over.

    Parameters
    ----------
    folder:
        Where the workers of a home have theirs.
    """

    def __init__(self, folder: Path, worker: str, lane: str, handle: Handle) -> None:
        self._path = folder / worker
        self._about = {"worker": worker, "lane": lane, "identity": handle}

    def has(self, job: dict[str, Any] | None, lease: float) -> None:
        """From now on this is what it has in its hands."""
        with suppress(OSError):
            self._path.parent.mkdir(exist_ok=True)
            self._path.write_bytes(_lease(lease) + to_json({**self._about, "job": job}).encode())

    def renew(self, lease: float) -> None:
        """It works; the number is written over the one before, so that this needs no room on the disk."""
        with suppress(OSError), open(self._path, "rb+") as file:
            file.write(_lease(lease))

    def leave(self) -> None:
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def present(folder: Path, launcher: Launcher) -> Iterator[Present]:
    """The workers that are alive. The files of those that are not are removed."""
    for name in os.listdir(folder) if folder.is_dir() else ():
        try:
            data = (folder / name).read_bytes()
            about = json.loads(data[_LEASE_WIDTH:])
            found = Present(about["worker"], about["lane"], about["identity"], float(data[:_LEASE_WIDTH]), about["job"])
            living = launcher.alive(found.handle)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # it is being written this moment
        if living:
            yield found
        else:
            with suppress(OSError):
                (folder / name).unlink(missing_ok=True)


def _lease(lease: float) -> bytes:
    return f"{lease:{_LEASE_WIDTH}.3f}".encode()
