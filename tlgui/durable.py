"""Writes that leave either the old state or the new one, nothing in between. All files of the program are written through here.

The order is the one that survives a power cut: write a temporary file beside the final one, flush it to the disk, replace the
final one, flush the folder.
"""

from __future__ import annotations

import errno
import hashlib
import json
import math
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

MANIFEST = "manifest.json"


class OutOfSpace(OSError):
    """The disk is full; ``needed`` bytes could not be written."""

    needed = 0


def temporary(parent: Path) -> Path:
    """A new temporary name in ``parent``. It starts with this process's id, so that leftovers of killed processes can be recognized."""
    return (
        parent / f".{os.getpid()}-{os.urandom(4).hex()}.tmp"
    )  # not derived from the final name, which may be 255 bytes long already


def write_file(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Replace ``path`` with what ``fill`` writes into an open binary file. An error leaves ``path`` as it was."""
    half = temporary(path.parent)
    try:
        with open(half, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_bytes(path: Path, data: bytes) -> None:
    """Replace ``path`` with ``data``; raises :class:`OutOfSpace` with their size when the disk is full."""
    try:
        write_file(path, lambda file: file.write(data))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        full = OutOfSpace(error.errno, error.strerror, str(path))
        full.needed = len(data)
        raise full from error


def write_json(path: Path, value: Any) -> None:
    """Replace ``path`` with ``value`` as strict JSON (NaN and infinities become null)."""
    write_bytes(path, to_json(value, indent=1).encode())


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Around reading ``path``, changing what it says and writing it: who else changes it, in another process too, waits for the end.

    Not twice within itself: the second would wait for the first for good.
    """
    from filelock import FileLock

    with FileLock(path.with_suffix(".lock")):
        yield


def append_line(path: Path, value: Any) -> None:
    """Append ``value`` as a line of JSON and flush it to the disk. After an error the file ends where it did before.

    It is a line of its own even after one that a power cut left unfinished. One writer at a time: whoever shares a file holds a lock.
    """
    new = not path.exists()
    with open(path, "a+b", buffering=0) as file:
        before = file.seek(0, os.SEEK_END)
        file.seek(max(0, before - 1))
        torn = file.read(1) not in (b"", b"\n")
        try:
            line = memoryview(("\n" * torn + to_json(value) + "\n").encode())
            while line:
                line = line[file.write(line) :]
            os.fsync(file.fileno())
        except BaseException:
            file.truncate(before)
            raise
    if new:
        sync_folder(path.parent)


def read_json(path: Path) -> Any:
    """The JSON value in ``path``; raises ``FileNotFoundError`` or ``ValueError``."""
    return json.loads(path.read_bytes())


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. It is read piece by piece, however large it is."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(2**20):
            digest.update(piece)
    return digest.hexdigest()


def to_json(value: Any, indent: int | None = None) -> str:
    """Strict JSON: NaN and infinities become null, since browsers refuse them; the text is ASCII, so any name fits in a line."""
    return json.dumps(_finite(value), indent=indent, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if hasattr(value, "item"):  # numpy scalar
        return _finite(value.item())
    return value


def sync_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk (a no-operation where the system cannot: Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move_folder(folder: Path, to: Path) -> None:
    """Move a folder to a free path on the same disk. At any moment it is complete in one of the two places."""
    os.rename(folder, to)
    for parent in {folder.parent, to.parent}:
        sync_folder(parent)


def move_file(file: Path, to: Path) -> None:
    """Move a file on the same disk; an existing one is replaced."""
    os.replace(file, to)


def remove_folder(folder: Path) -> None:
    """Remove a folder and its content. At its path it is either complete or gone, even if this process is killed halfway.

    A killed process leaves a folder with a temporary name. A folder that is missing or cannot be removed is ignored.
    """
    import shutil

    aside = temporary(folder.parent)
    try:
        os.replace(folder, aside)
    except OSError:
        return
    shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def new_folder(final: Path, *, replace: bool = False) -> Iterator[Path]:
    """A folder to fill that appears at ``final`` complete or not at all.

    Yields a temporary folder beside ``final``; on a clean exit it is renamed, after an error it is removed. With ``replace`` a folder that
    is there is replaced at the end (for a moment in between, neither is there).
    """
    import shutil

    final.parent.mkdir(parents=True, exist_ok=True)
    half = temporary(final.parent)
    half.mkdir()
    try:
        yield half
        for file in half.iterdir():
            if file.is_file():
                with open(file, "rb+") as opened:
                    os.fsync(opened.fileno())
        sync_folder(half)
        if replace and final.exists():
            aside = temporary(final.parent)
            os.replace(final, aside)
            try:
                os.replace(half, final)
            except BaseException:
                os.replace(aside, final)
                raise
            shutil.rmtree(aside, ignore_errors=True)
        else:
            os.replace(half, final)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    sync_folder(final.parent)


def write_listed(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files to a new ``folder`` with :data:`MANIFEST`, the SHA-256 of each; an existing one is replaced (:func:`new_folder`)."""
    with new_folder(folder, replace=True) as new:
        for name, data in files.items():
            write_bytes(new / name, data)
        write_json(new / MANIFEST, {name: hashlib.sha256(data).hexdigest() for name, data in files.items()})


def read_listed(folder: Path, names: Collection[str]) -> dict[str, bytes]:
    """The files that :func:`write_listed` wrote, checked bit for bit.

    Raises
    ------
    OSError, ValueError
        When one is missing or differs, or the manifest is none.
    """
    manifest = read_json(folder / MANIFEST)
    if not isinstance(manifest, dict):
        raise ValueError(MANIFEST)
    found = {name: (folder / name).read_bytes() for name in names}
    for name, data in found.items():
        if hashlib.sha256(data).hexdigest() != manifest.get(name):
            raise ValueError(name)
    return found
