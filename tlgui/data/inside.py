"""Opening a file that must lie inside a folder, whatever links were put there since the folder was scanned."""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_DIRECTORY = getattr(os, "O_DIRECTORY", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # opening a pipe for reading would wait for a writer
_BINARY = getattr(os, "O_BINARY", 0)
_RELATIVE = os.open in os.supports_dir_fd


def open_inside(root: str, file: str) -> BinaryIO:
    """Open ``file`` (a path relative to ``root``) for reading. No component of it may be a link, and it must be a regular file.

    Raises
    ------
    OSError
        ``ELOOP`` for a link, ``EINVAL`` for anything that is not a regular file, else what the system says.
    """
    parts = file.split(os.sep)
    if not all(parts) or os.pardir in parts or os.curdir in parts or os.path.isabs(file):
        raise OSError(errno.EINVAL, "not a path inside the folder", file)
    descriptor = _open_step_by_step(root, parts) if _RELATIVE and _NO_FOLLOW else _open_checked(root, parts)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", file)
    return os.fdopen(descriptor, "rb")


def _open_step_by_step(root: str, parts: list[str]) -> int:
    """Each folder is opened from the one before, so that nothing can be exchanged in between."""
    folder = os.open(root, os.O_RDONLY | _DIRECTORY)
    try:
        for part in parts[:-1]:
            inner = os.open(part, os.O_RDONLY | _DIRECTORY | _NO_FOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(parts[-1], os.O_RDONLY | _NO_FOLLOW | _NO_WAIT, dir_fd=folder)
    finally:
        os.close(folder)


def _open_checked(root: str, parts: list[str]) -> int:
    """Where the system has no such calls (Windows): look at each component, then open. A quick exchange could slip through."""
    path = root
    for part in parts:
        path = os.path.join(path, part)
        facts = os.lstat(path)
        if stat.S_ISLNK(facts.st_mode) or getattr(facts, "st_reparse_tag", 0):
            raise OSError(errno.ELOOP, "a link", path)
    return os.open(path, os.O_RDONLY | _BINARY)
