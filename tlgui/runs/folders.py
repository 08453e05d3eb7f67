"""What can be told of folders without reading what is in their files: which there are, how large they are, whether they changed."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from tlgui.home import is_id

UNSURE_SECONDS = 1.0
"""A file system's clock ticks coarsely: what was written in the same tick as a look looks the same afterwards, so a look so soon is unsure."""

WRITTEN_IN_PLACE = ("meta/remarks.json", "meta/reveal.json")
"""Files that somebody may change by hand without their folder noticing."""


def bytes_below(folder: Path) -> int:
    """The bytes of all files in a folder, links not followed; 0 for one that is not there."""
    size = 0
    waiting = [os.fspath(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_size
        except OSError:  # gone a moment ago
            continue
    return size


def look_of(folder: Path) -> str:
    """A digest that changes when something in a run's folder does: a file written, made or removed in it or directly below.

    Empty when a file changed this very moment, or the folder cannot be looked into: then a later look would tell nothing.
    """
    seen: list[tuple[str, int, int]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                facts = entry.stat(follow_symlinks=False)
                seen.append((entry.name, facts.st_mtime_ns, 0 if entry.is_dir(follow_symlinks=False) else facts.st_size))
    except OSError:
        return ""
    for name in WRITTEN_IN_PLACE:
        try:
            facts = os.stat(folder / name)
        except OSError:
            continue
        seen.append((name, facts.st_mtime_ns, facts.st_size))
    if any(_just_now(changed) for _, changed, _ in seen):
        return ""
    return hashlib.blake2b(repr(sorted(seen)).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def _just_now(changed: int) -> bool:
    """Whether something was written this moment. What a clock that is ahead has written is as settled as all else."""
    return abs(time.time_ns() - changed) < UNSURE_SECONDS * 1e9


class Watched:
    """The folder in which the runs lie (or the deleted ones): says which there are when that may have changed since the last time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: int | None = None

    def changed(self) -> set[str] | None:
        """The ids of what lies in it; ``None`` where nothing came or went since the last call."""
        try:
            now = self.folder.stat().st_mtime_ns
            if now == self._seen:
                return None
            sure = not _just_now(now)
            with os.scandir(self.folder) as entries:
                found = {entry.name for entry in entries if is_id(entry.name)}
        except OSError:
            return None
        self._seen = now if sure else None
        return found

    def forget(self) -> None:
        """Look again the next time, whatever it looks like."""
        self._seen = None


def newest_last(folder: Path, ids: set[str]) -> list[str]:
    """Ids of folders, those that were last written in at the end."""
    when: dict[str, int] = {}
    for each in ids:
        try:
            when[each] = os.stat(folder / each).st_mtime_ns
        except OSError:
            continue
    return sorted(when, key=when.__getitem__)
