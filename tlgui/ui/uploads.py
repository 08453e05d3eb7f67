"""Uploads: a folder of the user arrives file by file, or a zip as it is, in a folder of its own; ingest then reads it and removes it.

===================== ==============================================================
part                  what it holds
===================== ==============================================================
``upload.json``       owner, name, kind ("folder" or "zip"), role
``files/…``           the files under the paths that the browser gave
``upload.zip``        the zip
``table``             a table of values or classes that belongs to the pictures, if there is one
``job.json``          the job that reads it, once all of it is here
===================== ==============================================================

The folder's own time says when anything last arrived; :meth:`UploadStore.sweep` removes what nobody goes on with.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from python_multipart.multipart import MultipartParser, parse_options_header

from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import Home, is_id, new_id
from tlgui.jobs.queue import JobQueue
from tlgui.storage import fault_of, require_removed
from tlgui.texts import printable

MAX_DEPTH = 32
FILES_IN_REQUEST = 500
STALE_SECONDS = 40.0
"""An upload to which nothing was added for so long has been abandoned; with the sweep's period that is less than a minute."""


@dataclass(frozen=True)
class UploadLimits:
    """What one upload may bring."""

    bytes: int = 2 * 10**9
    files: int = 50_000


@dataclass
class Upload:
    """One upload that is under way, and how much of it is here."""

    id: str
    folder: Path
    owner: str
    name: str
    kind: str
    role: str | None
    table_holds: str = ""
    received: int = 0
    files: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def content(self) -> Path:
        """What ingest is pointed at."""
        return self.folder / ("upload.zip" if self.kind == "zip" else "files")

    @property
    def table(self) -> Path:
        return self.folder / "table"

    def touch(self) -> None:
        """Say that something arrived just now."""
        os.utime(self.folder)

    def take(self, size: int, limits: UploadLimits) -> None:
        """Count bytes before they are written. Raises ``upload_too_large``."""
        with self.lock:
            if self.received + size > limits.bytes:
                raise UserError("upload_too_large", size=self.received + size, limit=limits.bytes)
            self.received += size


class UploadStore:
    """The uploads of a home folder that this server has begun. After a restart a half upload is begun anew by its page."""

    def __init__(self, home: Home, limits: UploadLimits | None = None) -> None:
        self.home = home
        self.limits = limits or UploadLimits()
        self._open: dict[str, Upload] = {}

    def begin(self, owner: str, name: str, kind: str, role: str | None, size: int, files: int) -> Upload:
        """Make the folder of a new upload. ``size`` and ``files`` are what the browser says will come."""
        if size > self.limits.bytes:
            raise UserError("upload_too_large", size=size, limit=self.limits.bytes)
        if files > self.limits.files:
            raise UserError("upload_too_many_files", count=files, limit=self.limits.files)
        free = shutil.disk_usage(self.home.uploads).free
        if size > free:
            raise UserError("upload_no_space", size=size, free=free)
        upload_id = new_id()
        upload = Upload(upload_id, self.home.uploads / upload_id, owner, name, kind, role)
        upload.folder.mkdir()
        try:
            (upload.folder / "files").mkdir()
            durable.write_json(upload.folder / "upload.json", {"owner": owner, "name": name, "kind": kind, "role": role})
        except OSError:
            self.drop(upload_id)
            raise
        self._open[upload_id] = upload
        return upload

    def get(self, upload_id: str, owner: str) -> Upload:
        """An upload that is under way; ``upload_unknown`` when there is none that belongs to ``owner``."""
        upload = self._open.get(upload_id)
        if upload is None or upload.owner != owner or not upload.folder.is_dir():
            raise UserError("upload_unknown")
        return upload

    def finish(self, upload: Upload, queue: JobQueue) -> str:
        """Hand complete pictures to ingest; returns the job's id. Asked twice, it is done once."""
        payload = {"path": str(upload.content), "name": upload.name, "kind": "upload", "role": upload.role, "remove": True}
        if upload.table_holds:
            payload |= {"table": str(upload.table), "table_holds": upload.table_holds}
        return self._hand_over(upload, queue, "ingest", payload)

    def take_in(self, upload: Upload, queue: JobQueue) -> str:
        """Hand the zip of a run to the job that takes it in; returns its id. Asked twice, it is done once."""
        return self._hand_over(upload, queue, "import", {"path": str(upload.content)})

    def _hand_over(self, upload: Upload, queue: JobQueue, kind: str, payload: dict[str, Any]) -> str:
        """From here on the upload is the job's: it is not swept before the job is over."""
        if upload.kind == "zip" and not upload.content.is_file():
            raise UserError("upload_incomplete")
        job = queue.submit(kind, payload, once=f"upload-{upload.id}", owner=upload.owner)
        try:
            durable.write_json(upload.folder / "job.json", {"job": job.id})
        except FileNotFoundError:
            pass  # the job was quick: it has removed the upload already
        return job.id

    def drop(self, upload_id: str) -> None:
        """Remove an upload and all of its files."""
        self._open.pop(upload_id, None)
        shutil.rmtree(self.home.uploads / upload_id, ignore_errors=True)

    def give_up(self, upload: Upload) -> None:
        """Remove an upload because its sender says so; raises what is wrong with the disk where it lets nothing go."""
        self.drop(upload.id)
        require_removed(upload.folder)

    def sweep(self, queue: JobQueue, stale_seconds: float = STALE_SECONDS) -> None:
        """Remove uploads that nobody goes on with: abandoned ones, and those whose job is over and left them."""
        now = time.time()
        for name in os.listdir(self.home.uploads):
            if not is_id(name):
                continue
            try:
                idle = now - (self.home.uploads / name).stat().st_mtime
            except FileNotFoundError:
                continue
            if not -stale_seconds < idle < stale_seconds and not self._needed(name, queue):
                self.drop(name)

    def _needed(self, upload_id: str, queue: JobQueue) -> bool:
        """Whether a job still waits for the upload or reads it."""
        folder = self.home.uploads / upload_id
        try:
            owner, job_id = durable.read_json(folder / "upload.json")["owner"], durable.read_json(folder / "job.json")["job"]
        except (OSError, ValueError, KeyError):
            return False
        job = queue.get(job_id, owner)
        return job is not None and not job.over


def relative_path(given: str) -> tuple[str, ...]:
    """The parts of a path that a browser gave (percent-encoded, ``/`` between the parts), checked: it leads nowhere but down.

    Raises
    ------
    UserError
        ``upload_name_bad``.
    """
    path = urllib.parse.unquote(given, errors="surrogateescape")
    parts = tuple(path.split("/"))
    bad = len(parts) > MAX_DEPTH or "\0" in path or any(part in ("", ".", "..") for part in parts)
    if bad or (os.name == "nt" and any(character in path for character in '\\:*?"<>|')):
        raise UserError("upload_name_bad", name=printable(path)[:200])
    return parts


class FilesWriter:
    """Writes the files of one multipart body as it streams in. Each part's ``filename`` is the percent-encoded relative path.

    Nothing is held in memory; fields that are no files are passed over. Call :meth:`feed` with each piece, then :meth:`end`; :meth:`close`
    in any case.
    """

    def __init__(self, upload: Upload, content_type: str, limits: UploadLimits) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise UserError("upload_not_multipart")
        self.written = 0
        self._upload, self._limits = upload, limits
        self._file: BinaryIO | None = None
        self._header = [b"", b""]
        self._disposition = b""
        self._complete = False
        self._parser = MultipartParser(boundary, self._callbacks())

    def feed(self, data: bytes) -> None:
        self._upload.take(len(data), self._limits)
        try:
            self._parser.write(data)
        except ValueError as error:
            raise UserError("upload_not_multipart") from error

    def end(self) -> int:
        """The number of files, once all of the body was fed."""
        if not self._complete:
            raise UserError("upload_incomplete")
        return self.written

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _callbacks(self) -> dict[str, Callable[..., None]]:
        return {
            "on_part_begin": self._part_begins,
            "on_header_field": lambda data, start, end: self._add(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._add(1, data[start:end]),
            "on_header_end": self._header_ends,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._part_data,
            "on_part_end": self.close,
            "on_end": self._all,
        }

    def _part_begins(self) -> None:
        self._header, self._disposition = [b"", b""], b""

    def _add(self, place: int, data: bytes) -> None:
        self._header[place] += data

    def _header_ends(self) -> None:
        if self._header[0].lower() == b"content-disposition":
            self._disposition = self._header[1]
        self._header = [b"", b""]

    def _headers_end(self) -> None:
        filename = parse_options_header(self._disposition)[1].get(b"filename")
        if not filename:
            return
        self.written += 1
        self._upload.files += 1
        if self.written > FILES_IN_REQUEST:
            raise UserError("upload_too_many_in_request", limit=FILES_IN_REQUEST)
        if self._upload.files > self._limits.files:
            raise UserError("upload_too_many_files", count=self._upload.files, limit=self._limits.files)
        parts = relative_path(filename.decode("latin-1"))
        try:
            folder = self._upload.folder.joinpath("files", *parts[:-1])
            folder.mkdir(parents=True, exist_ok=True)
            self._file = open(folder / parts[-1], "wb")
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and fault_of(error, self._upload.folder) is not None:
                raise
            raise UserError("upload_name_bad", name=printable("/".join(parts))[:200]) from error

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])

    def _all(self) -> None:
        self._complete = True
