"""An untrusted zip, unpacked so that nothing in it can reach outside its folder.

Names in a zip may be anything: reserved on Windows (``CON``, ``x.``), too long, equal but for case. So none of them ever becomes a file
name here: pictures are written as ``000001.png``, ``000002.jpg`` …, and the :class:`tlgui.data.listing.Listing` that comes back says
what each was called. Only files with a picture's ending are written; all others, archives inside included, are counted.
"""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tlgui import durable
from tlgui.data.archive_directory import ArchiveLimits, Entry, other_kind, read_directory
from tlgui.data.listing import (
    MAX_DEPTH,
    ListedFile,
    Listing,
    encodable,
    extension,
    is_hidden_folder_name,
    is_picture_name,
    is_system_name,
)
from tlgui.errors import UserError
from tlgui.storage import FULL

_CHUNK = 256 * 2**10
_LIMITS = ArchiveLimits()


def looks_like_archive(file: BinaryIO, name: str) -> bool:
    """Whether a file is any kind of archive, by its first bytes or its name, so that the message can be specific."""
    file.seek(0)
    head = file.read(512)
    return head.startswith(b"PK") or other_kind(head) is not None or extension(name) == ".zip"


def contents(given: Path | BinaryIO, limits: ArchiveLimits = _LIMITS) -> Listing:
    """The content of a zip (a path or an open file), with its directory checked and nothing unpacked.

    Raises
    ------
    UserError
        One of the ``archive_…`` codes: the whole zip is refused.
    """
    with _opened(given) as file:
        return _listing(Path(file.name), read_directory(file, limits))[0]


def unpack(
    given: Path | BinaryIO,
    into: Path,
    limits: ArchiveLimits = _LIMITS,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> Listing:
    """Unpack the pictures of a zip atomically into a new folder.

    Parameters
    ----------
    given:
        The zip: its path, or the file, opened already.
    into:
        The folder to make. It must not exist.
    limits:
        What the zip may cost.
    stop:
        Called between files; once it returns True, nothing is left behind and ``ingest_stopped`` is raised.
    progress:
        Called after each file with the number done and the total.

    Returns
    -------
    The pictures, their root inside ``into``.

    Raises
    ------
    UserError
        One of the ``archive_…`` codes: the whole zip is refused and nothing is left.
    """
    with _opened(given) as file:
        listing, entries = _listing(into / "pictures", read_directory(file, limits))
        needed = sum(entry.size for entry in entries)
        into.parent.mkdir(parents=True, exist_ok=True)
        _require_space(into.parent, needed)
        try:
            with durable.new_folder(into) as folder:
                target = folder / "pictures"
                target.mkdir()
                for done, (listed, entry) in enumerate(zip(listing.pictures, entries, strict=True)):
                    if stop is not None and stop():
                        raise UserError("ingest_stopped", done=done, total=len(entries))
                    with open(target / listed.file, "xb") as written:
                        for data in entry_data(file, entry):
                            written.write(data)
                    progress(done + 1, len(entries))
        except OSError as error:
            if error.errno in FULL:
                raise _no_space(into.parent, needed) from error
            raise
    return listing


@contextmanager
def _opened(given: Path | BinaryIO) -> Iterator[BinaryIO]:
    if not isinstance(given, Path):
        yield given
        return
    try:
        file = open(given, "rb")
    except OSError as error:
        raise UserError("archive_not_readable", path=encodable(str(given)), reason=error.strerror or "") from error
    with file:
        yield file


def _listing(root: Path, entries: list[Entry]) -> tuple[Listing, list[Entry]]:
    """The listing of a zip, and the entries of its pictures in the listing's order."""
    listing = Listing(root)
    chosen, deep = [], set()
    hidden = set()
    for entry in entries:
        if system := next((place for place, name in enumerate(entry.parts, 1) if is_system_name(name)), 0):
            is_folder = entry.is_folder or system < len(entry.parts)
            if is_folder and is_hidden_folder_name(entry.parts[system - 1]):
                hidden.add(entry.parts[:system])
            else:
                listing.system += not entry.is_folder
        elif len(entry.parts) > MAX_DEPTH:
            deep.add(entry.parts[:-1])
        elif entry.is_folder:
            listing.folders.append(entry.parts)
        elif is_picture_name(entry.parts[-1]):
            chosen.append(entry)
            own_name = f"{len(chosen):06d}{extension(entry.parts[-1])}"
            listing.pictures.append(ListedFile(entry.parts, own_name, entry.size, (0, 0)))
        else:
            listing.add_other(entry.parts)
    listing.too_deep = len(deep)
    listing.hidden_folders = sorted(hidden)
    listing.guessed = [entry.name for entry in entries if entry.guessed and not entry.is_folder]
    return listing, chosen


def entry_data(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """The data of an entry in pieces, counted: never more than its size, which the limits were checked against."""
    crc = size = 0
    file.seek(entry.start)
    for data in _inflated(file, entry) if entry.deflated else _pieces(file, entry):
        size += len(data)
        if size > entry.size:
            raise UserError("archive_sizes_differ", name=encodable(entry.name))
        crc = zlib.crc32(data, crc)
        yield data
    if size != entry.size:
        raise UserError("archive_sizes_differ", name=encodable(entry.name))
    if crc != entry.crc:
        raise UserError("archive_entry_damaged", name=encodable(entry.name))


def _pieces(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    remaining = entry.packed
    while remaining:
        data = file.read(min(_CHUNK, remaining))
        if not data:
            raise UserError("archive_incomplete")
        remaining -= len(data)
        yield data


def _inflated(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for packed in _pieces(file, entry):
            while packed and not inflater.eof:
                yield inflater.decompress(packed, _CHUNK)
                packed = inflater.unconsumed_tail
        while not inflater.eof:  # output that did not fit into the last piece
            data = inflater.decompress(b"", _CHUNK)
            if not data:
                break
            yield data
    except zlib.error as error:
        raise UserError("archive_entry_damaged", name=encodable(entry.name)) from error
    if not inflater.eof or inflater.unused_data:
        raise UserError("archive_entry_damaged", name=encodable(entry.name))


def _require_space(folder: Path, needed: int) -> None:
    if shutil.disk_usage(folder).free < needed:
        raise _no_space(folder, needed)


def _no_space(folder: Path, needed: int) -> UserError:
    return UserError("archive_no_space", needed=needed, free=shutil.disk_usage(folder).free)
