"""Keeps a cache folder within a number of bytes: the least recently used entry goes first."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from tlgui.jobs.processes import identity_of

LIMIT_BYTES = 20 * 2**30
"""For the feature cache; the environment variable ``TLGUI_CACHE_GB`` overrides it."""

FREE_BYTES = 2 * 2**30
"""The cache also shrinks until this much of the disk is free, since runs need space too."""


class _Entry(NamedTuple):
    used: float
    size: int
    folder: Path


def limit_bytes() -> int:
    """The limit that holds on this machine."""
    given = os.environ.get("TLGUI_CACHE_GB", "")
    try:
        return int(float(given) * 2**30)
    except (ValueError, OverflowError):
        return LIMIT_BYTES


def mark_used(entry: Path) -> None:
    """Note that an entry is used now."""
    os.utime(entry / "manifest.json")


def keep_within(cache: Path, using: Path | None, limit: int) -> list[Path]:
    """Remove the least recently used entries until the cache fits.

    Entries are folders with a ``manifest.json``; an entry whose lock (``NAME.lock``) is held stays, and so does ``using``. Partial entries
    of killed processes go first. A process that has mapped an entry's file keeps it until it is done.

    Returns
    -------
    What was removed.
    """
    removed = _leftovers(cache)
    entries = sorted(entry for folder in cache.iterdir() if folder.is_dir() and (entry := _entry(folder)) is not None)
    size = sum(entry.size for entry in entries)
    excess = max(size - limit, FREE_BYTES - shutil.disk_usage(cache).free)
    for entry in entries:
        if excess <= 0:
            break
        if entry.folder != using and _remove(entry.folder):
            removed.append(entry.folder)
            excess -= entry.size
    return removed


def _entry(folder: Path) -> _Entry | None:
    try:
        used = (folder / "manifest.json").stat().st_mtime
        return _Entry(used, sum(file.stat().st_size for file in folder.iterdir()), folder)
    except OSError:  # being made, or just being removed by another process
        return None


def _remove(folder: Path) -> bool:
    try:
        with FileLock(folder.parent / f"{folder.name}.lock", timeout=0):
            (folder / "manifest.json").unlink(missing_ok=True)  # without it, the rest is never used
            shutil.rmtree(folder, ignore_errors=True)
    except Timeout:
        return False
    return True


def _leftovers(cache: Path) -> list[Path]:
    """Half-made entries of processes that are gone; their names begin with the process's number."""
    gone = []
    for folder in cache.iterdir():
        maker = re.fullmatch(r"\.(\d+)-[0-9a-f]+\.tmp", folder.name)
        if maker and identity_of(int(maker[1])) is None:
            shutil.rmtree(folder, ignore_errors=True)
            gone.append(folder)
    return gone
