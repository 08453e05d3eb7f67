"""Several GPUs in one machine: each worker of the lane of runs has one of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from filelock import FileLock, Timeout

from tlgui.home import Home
from tlgui.machine import gpus

VISIBLE = "CUDA_VISIBLE_DEVICES"
"""What this process may see of them. It is read when torch first asks for a GPU, so it is set before torch is imported."""


@contextmanager
def own_gpu(home: Home, there: Sequence[str] | None = None) -> Iterator[str | None]:
    """Inside, this process sees one GPU, which no other worker of the home has; the system gives it back however the process ends.

    Parameters
    ----------
    there:
        The GPUs of this machine (:func:`tlgui.machine.gpus`, unless given). With one or none nothing is changed, and ``None`` is yielded.
    """
    found = gpus() if there is None else there
    lock = _free(home, found) if len(found) > 1 else None
    if lock is None:
        yield None
        return
    held, name = lock
    before = os.environ.get(VISIBLE)
    os.environ[VISIBLE] = name
    try:
        yield name
    finally:
        if before is None:
            del os.environ[VISIBLE]
        else:
            os.environ[VISIBLE] = before
        held.release()


def _free(home: Home, there: Sequence[str]) -> tuple[FileLock, str] | None:
    """The first that nobody has; ``None`` where there are more workers than GPUs, who then share all."""
    folder = home.jobs / "gpus"
    folder.mkdir(exist_ok=True)
    for name in there:
        lock = FileLock(folder / f"{name}.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            continue
        return lock, name
    return None
