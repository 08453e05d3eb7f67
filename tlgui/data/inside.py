"""Opening files and folders without following links: files that must be inside a folder, and paths given by the user.

A path may point elsewhere a moment after it was checked. So each folder on the way is opened from the one before, and none may be a link.
A path given by the user may contain links; they are resolved once (to its *real path*), and no links are followed after that.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_LINK_AT_ALL = getattr(os, "O_NOFOLLOW_ANY", 0)  # macOS
_DIRECTORY = getattr(os, "O_DIRECTORY", 0)
_PASS = getattr(os, "O_PATH", os.O_RDONLY)  # to pass through a folder needs no right to list it
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # opening a pipe for reading would wait for a writer
_BINARY = getattr(os, "O_BINARY", 0)
_RELATIVE = os.open in os.supports_dir_fd

LINK_ERRORS = (errno.ELOOP, errno.EMLINK, errno.ENOTDIR)
"""Error numbers for a link where none is allowed."""


def open_inside(root: str, file: str, *, real: bool = False) -> BinaryIO:
    """Open ``file`` (a path relative to ``root``) for reading. No component of it may be a link, and it must be a regular file.

    Parameters
    ----------
    real:
        ``root`` is a real path, and none of its components may be a link by now either.

    Raises
    ------
    OSError
        ``ELOOP`` for a link, ``EINVAL`` for anything that is not a regular file, else what the system says.
    """
    parts = file.split(os.sep)
    if not all(parts) or os.pardir in parts or os.curdir in parts or os.path.isabs(file):
        raise OSError(errno.EINVAL, "not a path inside the folder", file)
    if real:
        return open_real(os.path.join(root, file))
    if _RELATIVE and _NO_FOLLOW:
        return _regular(_step_by_step(root, parts, os.O_RDONLY | _NO_WAIT), file)
    return _regular(_checked(root, parts), file)


def open_real(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a regular file by its real path: no component of it, from the top of the file system on, may be a link by now.

    Raises
    ------
    OSError
        As :func:`open_inside`.
    """
    return _regular(_open_real(path, os.O_RDONLY | _NO_WAIT), os.fspath(path))


def open_real_folder(path: str | os.PathLike[str], below: Sequence[str] = ()) -> int:
    """A descriptor of a folder, by its real path and the names ``below`` it, to be listed and closed. Only where there are such descriptors.

    Raises
    ------
    OSError
        One of :data:`LINK_ERRORS` for a link or a file, else what the system says.
    """
    return _open_real(path, os.O_RDONLY | _DIRECTORY, below)


def by_descriptor(opened: BinaryIO) -> str:
    """A path to an open file, for libraries that open files themselves: they get this file, whatever is at its original path by now."""
    path = f"/dev/fd/{opened.fileno()}"
    return path if os.path.exists(path) else opened.name


LISTS_DESCRIPTORS = _RELATIVE and bool(_NO_FOLLOW) and os.scandir in os.supports_fd
"""Whether :func:`open_real_folder` works here."""


def _open_real(path: str | os.PathLike[str], flags: int, below: Sequence[str] = ()) -> int:
    top, parts = os.path.abspath(os.sep), [*Path(path).parts[1:], *below]
    if not os.path.isabs(path) or os.pardir in parts:
        raise OSError(errno.EINVAL, "not a real path", os.fspath(path))
    if _NO_LINK_AT_ALL:
        return os.open(os.path.join(top, *parts), flags | _NO_LINK_AT_ALL)
    if _RELATIVE and _NO_FOLLOW:
        return _step_by_step(top, parts, flags)
    return _checked(Path(path).anchor, parts)


def _regular(descriptor: int, file: str) -> BinaryIO:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", file)
    return open(file, "rb", opener=lambda name, flags: descriptor)  # with its name, which a bare descriptor does not have


def _step_by_step(root: str, parts: list[str], flags: int) -> int:
    """Each folder is opened from the one before, so that nothing can be exchanged in between."""
    folder = os.open(root, (_PASS if parts else flags) | _DIRECTORY)
    try:
        for place, part in enumerate(parts, start=1):
            last = place == len(parts)
            inner = os.open(part, (flags if last else _PASS | _DIRECTORY) | _NO_FOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
    except BaseException:
        os.close(folder)
        raise
    return folder


def _checked(root: str, parts: list[str]) -> int:
    """Where the system has no such calls (Windows): look at each component, then open. A quick exchange could slip through."""
    path = root
    for part in parts:
        path = os.path.join(path, part)
        facts = os.lstat(path)
        if stat.S_ISLNK(facts.st_mode) or getattr(facts, "st_reparse_tag", None):
            raise OSError(errno.ELOOP, "a link", path)
    return os.open(path, os.O_RDONLY | _BINARY)
