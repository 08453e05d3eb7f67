"""The content of a folder, before it is interpreted: the pictures by name, and counts of everything ignored.

A folder and a zip give the same :class:`Listing`, so that layouts are understood in one place (:mod:`tlgui.data.scan`).
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tlgui.data.formats import PICTURE_EXTENSIONS
from tlgui.data.inside import LINK_ERRORS, LISTS_DESCRIPTORS, open_real_folder
from tlgui.errors import UserError

ARCHIVE_EXTENSIONS = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"})

MAX_DEPTH = 16
"""Folders deeper than this are not entered. Class folders are one level deep, so this only stops traps."""

MAX_ENTRIES = 500_000
"""Limit for a walk: beyond it, the user probably chose a whole disk."""

TOLD_EVERY = 1_000
"""Entries between two progress reports of a walk."""

NAMES_KEPT = 10
"""Number of non-picture files remembered by name, for each extension."""

_SYSTEM_NAMES = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information", "@eadir"}
)
_SYSTEM_FOLDERS = frozenset(
    {
        *(".git", ".svn", ".hg", ".cache", ".idea", ".vscode", ".venv", ".ipynb_checkpoints", ".pytest_cache", ".thumbnails"),
        *(
            ".trash",
            ".trashes",
            ".spotlight-v100",
            ".fseventsd",
            ".temporaryitems",
            ".documentrevisions-v100",
            ".picasaoriginals",
        ),
    }
)


class ListedFile(NamedTuple):
    """One file that may be a picture."""

    parts: tuple[str, ...]
    """Folders and name below the root, as they are called (bytes that are not UTF-8 as lone surrogates)."""

    file: str
    """Where to open it, relative to the listing's root. Equal to ``parts`` joined, except in an unpacked zip."""

    size: int
    """Bytes."""

    changed: tuple[int, int]
    """Times of the last change of content and of state, in nanoseconds; zeros in a zip."""


@dataclass
class Listing:
    """All files and folders below ``root``: pictures one by one, the rest as counts."""

    root: Path
    pictures: list[ListedFile] = field(default_factory=list)
    folders: list[tuple[str, ...]] = field(default_factory=list)
    """Every folder that could be listed, the root left out."""

    other: Counter[str] = field(default_factory=Counter)
    """Files that are no pictures by their ending: how many of each ending (lower case, with its dot)."""

    named_of_ending: dict[str, list[str]] = field(default_factory=dict)
    """The first of them by name."""

    system: int = 0
    hidden_folders: list[tuple[str, ...]] = field(default_factory=list)
    """Folders whose names begin with one dot, and that are not known to be a system's: somebody may have meant them."""

    links: list[tuple[str, ...]] = field(default_factory=list)
    special: int = 0
    unreadable_folders: int = 0
    too_deep: int = 0
    guessed: list[str] = field(default_factory=list)
    """Names in a zip that are not UTF-8, as they were read all the same."""

    def add_other(self, parts: tuple[str, ...]) -> None:
        self.other[extension(parts[-1])] += 1
        named = self.named_of_ending.setdefault(extension(parts[-1]), [])
        if len(named) < NAMES_KEPT:
            named.append("/".join(parts))


def extension(name: str) -> str:
    """The ending of a file name in lower case, with its dot; empty when there is none."""
    return os.path.splitext(name)[1].lower()


def is_picture_name(name: str) -> bool:
    return extension(name) in PICTURE_EXTENSIONS


def is_system_name(name: str) -> bool:
    """Whether a file or folder was put there by a system, not by the user: hidden, or one of the well-known ones.

    A name that begins with two dots is a user's: no system makes such names.
    """
    return (name.startswith(".") and not name.startswith("..")) or name.lower() in _SYSTEM_NAMES


def is_hidden_folder_name(name: str) -> bool:
    """Whether a folder that :func:`is_system_name` passes over may yet be somebody's, called so by mistake."""
    return name.startswith(".") and name.lower() not in _SYSTEM_FOLDERS and not name.lower().startswith(".trash-")


def encodable(name: str) -> str:
    """``name`` with bytes that are not UTF-8 written out (``caf\\xe9``), so that it fits in any file, table or answer.

    Lone surrogates, Python's form of such bytes in file names, break encoders sooner or later. The raw name is used to open the file; this
    one is used everywhere else.
    """
    return re.sub("[\ud800-\udfff]", _escaped, name)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


def list_folder(root: Path, progress: Callable[[int], object] = lambda found: None) -> Listing:
    """Walk a folder. Links are not followed, special files are not opened, what cannot be read is counted.

    Parameters
    ----------
    root:
        The folder's real path: a link that stands in its way by now is not followed either.
    progress:
        Called with the entries found so far, after each :data:`TOLD_EVERY`.

    Raises
    ------
    UserError
        ``folder_not_readable`` when ``root`` itself cannot be listed, ``place_changed`` when it is no folder any more; ``too_many_files`` when
        it holds a whole disk.
    """
    listing = Listing(root)
    waiting: list[tuple[str, ...]] = [()]
    seen = 0
    while waiting:
        parts = waiting.pop()
        try:
            with _entries(root, parts) as entries:
                for entry in entries:
                    seen += 1
                    if seen % TOLD_EVERY == 0:
                        progress(seen)
                    if seen > MAX_ENTRIES:
                        raise UserError("too_many_files", folder=encodable(str(root)), limit=MAX_ENTRIES)
                    _take(entry, parts, listing, waiting)
            if parts:  # recorded only now, so that an unreadable folder is not reported as empty
                listing.folders.append(parts)
        except OSError as error:
            if not parts:
                raise _not_listed(root, error) from error
            if error.errno == errno.ENAMETOOLONG:
                listing.too_deep += 1
            elif error.errno in LINK_ERRORS:  # just replaced by a link
                listing.links.append(parts)
            elif error.errno != errno.ENOENT:  # gone a moment ago: as if it had never been there
                listing.unreadable_folders += 1
    return listing


@contextmanager
def _entries(root: Path, parts: tuple[str, ...]) -> Iterator[Iterator[os.DirEntry[str]]]:
    """What lies in a folder below the root, which was reached through no link."""
    if not LISTS_DESCRIPTORS:
        with os.scandir(os.path.join(root, *parts)) as entries:
            yield entries
        return
    folder = open_real_folder(root, parts)
    try:
        with os.scandir(folder) as entries:
            yield entries
    finally:
        os.close(folder)


def _not_listed(root: Path, error: OSError) -> UserError:
    if error.errno in LINK_ERRORS:
        return UserError("place_changed", path=encodable(str(root)))
    return UserError("folder_not_readable", folder=encodable(str(root)), reason=error.strerror or "")


def _take(entry: os.DirEntry[str], parent: tuple[str, ...], listing: Listing, waiting: list[tuple[str, ...]]) -> None:
    parts = (*parent, entry.name)
    if is_system_name(entry.name):
        if is_hidden_folder_name(entry.name) and entry.is_dir(follow_symlinks=False):
            listing.hidden_folders.append(parts)
        else:
            listing.system += 1
    elif is_link(entry):
        listing.links.append(parts)
    elif entry.is_dir(follow_symlinks=False):
        if len(parts) > MAX_DEPTH:
            listing.too_deep += 1
        else:
            waiting.append(parts)
    elif not entry.is_file(follow_symlinks=False):
        listing.special += 1
    elif is_picture_name(entry.name):
        try:
            facts = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # gone a moment ago
            return
        changed = (facts.st_mtime_ns, facts.st_ctime_ns)
        listing.pictures.append(ListedFile(parts, os.path.join(*parts), facts.st_size, changed))
    else:
        listing.add_other(parts)


def is_link(entry: os.DirEntry[str]) -> bool:
    """Whether an entry points elsewhere: a symbolic link, or on Windows any reparse point (a junction)."""
    if entry.is_symlink():
        return True
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0) if os.name == "nt" else 0
    return bool(attributes & getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0))
