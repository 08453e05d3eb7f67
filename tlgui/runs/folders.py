"""What can be known about folders without reading their files: which exist, how large they are, whether they changed."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from tlgui.home import is_id

UNSURE_SECONDS = 1.0
"""File system clocks are coarse: a write in the same tick as a check cannot be seen afterward, so a check so soon after a write is unsure."""

WRITTEN_IN_PLACE = ("meta/remarks.json", "meta/reveal.json")
"""Files that may be changed by hand without changing the folder's modification time."""


def bytes_below(folder: Path) -> int:
    """Total bytes of the files in a folder, links not followed; 0 if it does not exist."""
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
    """A digest that changes when a file is written, created or removed in a run's folder or directly below.

    Empty if a file changed just now, or if the folder cannot be read: a later comparison would be meaningless.
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
    """Whether something was written just now. Timestamps in the future count as settled."""
    return abs(time.time_ns() - changed) < UNSURE_SECONDS * 1e9


class Watched:
    """The folder of runs (or of deleted ones): lists them when the list may have changed since the last call."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: int | None = None

    def changed(self) -> set[str] | None:
        """The ids in it; ``None`` if nothing was added or removed since the last call."""
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
        """Force a fresh list at the next call."""
        self._seen = None


def newest_last(folder: Path, ids: set[str]) -> list[str]:
    """Ids of folders, most recently modified last."""
    when: dict[str, int] = {}
    for each in ids:
        try:
            when[each] = os.stat(folder / each).st_mtime_ns
        except OSError:
            continue
    return sorted(when, key=when.__getitem__)
