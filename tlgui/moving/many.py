"""Many runs as one zip, made while it is sent: a room's, or one person's to take home. Each can be taken in again by itself."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.moving.archive import PIECE, write_archive
from tlgui.runs.run import Run


class _Outflow:
    """A file that is only written, whose bytes are taken away as they come."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        data = bytes(self._held)
        self._held.clear()
        return data


def zip_of(home: Home, files: Mapping[str, bytes], runs: Mapping[str, Run]) -> Iterator[bytes]:
    """The bytes of a zip, piece by piece: at no time is more than one run of it on the disk, or more than a piece in memory.

    Parameters
    ----------
    files:
        Small files by their name in the zip.
    runs:
        Runs by their name in it; those that are not over are left out.
    """
    out = _Outflow()
    with zipfile.ZipFile(out, "w") as whole:  # type: ignore[call-overload]  # it needs no more of a file than this
        for name, data in files.items():
            whole.writestr(name, data)
            yield out.taken()
        for name, run in runs.items():
            with tempfile.TemporaryDirectory(dir=home.cache, prefix="taken-home-") as folder:
                archive = Path(folder) / "run.zip"
                try:
                    write_archive(home, run, archive)
                except UserError:  # it is still trained, or was deleted this moment
                    continue
                with open(archive, "rb") as read, whole.open(name, "w", force_zip64=True) as entry:
                    for piece in iter(partial(read.read, PIECE), b""):
                        entry.write(piece)
                        yield out.taken()
    yield out.taken()
