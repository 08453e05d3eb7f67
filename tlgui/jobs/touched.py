"""Notes of changes: every process that writes into a folder that jobs work in appends its name to one file next to the queue.

Whoever lists such folders reads the file from where they left off, so that a change is on the page at the next look without opening any folder.
It is no more than a hint: a note that a kill or a full disk lost is made up for when all folders are gone through.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tlgui.home import Home, is_id

FILE = "touched"

MOST_BYTES = 4 * 2**20
"""A file larger than this is started over once all of it was read."""


class Position(NamedTuple):
    """How far the file has been read; ``file`` is the system's number of it, since it may have been started over."""

    file: int = 0
    offset: int = 0


def note(folder: Path) -> None:
    """Say that something in a folder has changed. Costs one short append, needs no lock and never fails."""
    line = f"\n{folder.name}\n".encode()  # a line of its own, also after one that a full disk cut short
    with suppress(OSError):
        descriptor = os.open(folder.parent.parent / "jobs" / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            os.write(descriptor, line)
        finally:
            os.close(descriptor)


def read_on(home: Home, since: Position) -> tuple[set[str], Position]:
    """The ids that were noted since a position, and the position after them."""
    path = home.jobs / FILE
    try:
        facts = path.stat()
        start = since.offset if since.file == facts.st_ino and since.offset <= facts.st_size else 0
        if start == facts.st_size:
            return set(), Position(facts.st_ino, start)
        with open(path, "rb") as file:
            file.seek(start)
            data = file.read()
    except OSError:
        return set(), Position()
    lines = data[: data.rfind(b"\n") + 1]
    ids = {name for name in lines.decode("ascii", "replace").split() if is_id(name)}
    return ids, Position(facts.st_ino, start + len(lines))


def begin_anew(home: Home, read: Position) -> None:
    """Empty a file that has grown large and was read to its end. What is noted in the same instant is found by the next round."""
    path = home.jobs / FILE
    with suppress(OSError):
        size = path.stat().st_size
        if MOST_BYTES < size <= read.offset:
            path.unlink()
