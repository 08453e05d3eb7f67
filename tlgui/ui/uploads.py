"""Uploads: a user's folder arrives file by file, or a zip piece by piece, in a folder of its own, which ingest then reads and removes.

===================== ==============================================================
part                  what it holds
===================== ==============================================================
``upload.json``       owner, name, kind ("folder" or "zip"), role, what was announced
``partial``           what is arriving: a file, or the zip
``files/…``           the files that are here whole, under the paths that the browser gave
``upload.zip``        the zip, once a request for it has ended
``table``             a table of values or classes that belongs to the pictures, if there is one
``job.json``          the job that reads it, once all of it is here
===================== ==============================================================

The whole state of an upload is in its folder, so that a restarted server can continue it.
:meth:`UploadStore.sweep` removes abandoned uploads (``docs/decisions/0012-uploads-that-break-off.md``).
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import Home, is_id, new_id
from tlgui.jobs.processes import boot_id
from tlgui.jobs.queue import JobQueue
from tlgui.service.limits import require_disk
from tlgui.storage import require_removed
from tlgui.ui.upload_writer import UploadWriter

KEPT_SECONDS = 24 * 3600.0
"""Seconds without data after which an upload counts as abandoned."""

SPARED_SECONDS = 15 * 60.0
"""One that has been still for less is never removed, however short the disk is or long ago its last byte seems after a restart."""

SHORT_BYTES = 10**9
"""With less free disk space than this, idle uploads are removed."""


@dataclass(frozen=True)
class UploadLimits:
    """What one upload may bring."""

    bytes: int = 2 * 10**9
    files: int = 50_000


@dataclass
class Upload:
    """One upload in progress, and how much of it has arrived.

    Attributes
    ----------
    announced:
        Bytes that the sender said would come; 0 for unknown.
    files, file_bytes:
        Files that are here whole.
    writer:
        The request that brings something right now.
    over:
        The code that says why nothing may be added any more (a job has it, or it was removed); empty while something may.
    """

    id: str
    folder: Path
    owner: str
    name: str
    kind: str
    role: str | None
    announced: int = 0
    table_holds: str = ""
    files: int = 0
    file_bytes: int = 0
    writer: UploadWriter | None = None
    over: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def content(self) -> Path:
        """The path for ingest."""
        return self.folder / ("upload.zip" if self.kind == "zip" else "files")

    @property
    def table(self) -> Path:
        return self.folder / "table"

    @property
    def partial(self) -> Path:
        return self.folder / "partial"

    @property
    def received(self) -> int:
        """Bytes that are here, those of half a zip too."""
        table = self.table.stat().st_size if self.table.is_file() else 0
        return table + (self.zip_bytes() if self.kind == "zip" else self.file_bytes)

    @property
    def whole(self) -> bool:
        """Whether a zip is here as it was announced. Of a folder only its sender knows."""
        if self.kind != "zip":
            return True
        return self.content.is_file() and self.content.stat().st_size >= self.announced

    def touch(self) -> None:
        """Record that the upload is active."""
        os.utime(self.folder)

    def keep_file(self, place: Path) -> None:
        """A file has arrived completely. If it is sent again after a broken connection, it replaces the first."""
        before = place.stat().st_size if place.is_file() else None
        os.replace(self.partial, place)
        self.file_bytes += place.stat().st_size - (before or 0)
        self.files += before is None

    def zip_from(self, offset: int) -> BinaryIO:
        """The zip, open to continue at ``offset``: 0 to start over, else where it stopped.

        Raises
        ------
        UserError
            ``upload_other_place``.
        """
        if offset == 0:
            for old in (self.content, self.partial):
                old.unlink(missing_ok=True)
        elif offset != self.zip_bytes():
            raise UserError("upload_other_place", offset=offset, received=self.zip_bytes())
        elif self.content.is_file():
            os.replace(self.content, self.partial)
        return open(self.partial, "ab")

    def keep_zip(self) -> None:
        """A request for the zip has ended as it should: the zip, or a piece of it, is here."""
        os.replace(self.partial, self.content)

    def zip_bytes(self) -> int:
        """How much of a zip is here."""
        return next((path.stat().st_size for path in (self.partial, self.content) if path.is_file()), 0)

    def new_table(self) -> BinaryIO:
        """A table, open to be written."""
        return open(self.folder / "table.partial", "wb")

    def keep_table(self, holds: str) -> None:
        """The table is here whole. ``holds``: "values" or "labels"."""
        self.table_holds = holds
        self.write_down()
        os.replace(self.folder / "table.partial", self.table)

    def write_down(self) -> None:
        about = {"owner": self.owner, "name": self.name, "kind": self.kind, "role": self.role, "announced": self.announced}
        durable.write_json(self.folder / "upload.json", {**about, "table_holds": self.table_holds, "boot": boot_id()})

    @classmethod
    def read(cls, folder: Path) -> Upload | None:
        """An upload as its folder tells of it; ``None`` for none. After a restart of the machine nobody knows which bytes reached the disk."""
        try:
            about = durable.read_json(folder / "upload.json")
            if about.pop("boot") != boot_id():
                return None
            upload = cls(folder.name, folder, **about)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        for at, _, names in os.walk(folder / "files"):
            upload.files += len(names)
            upload.file_bytes += sum(os.lstat(os.path.join(at, name)).st_size for name in names)
        upload.over = "upload_handed_over" if (folder / "job.json").exists() else ""
        return upload


class UploadStore:
    """The uploads of a home folder."""

    def __init__(self, home: Home, limits: UploadLimits | None = None) -> None:
        self.home = home
        self.limits = limits or UploadLimits()
        self._open: dict[str, Upload] = {}
        self._lock = threading.Lock()
        self._still: dict[str, tuple[int, float]] = {}

    def begin(self, owner: str, name: str, kind: str, role: str | None, size: int, files: int) -> Upload:
        """Make the folder of a new upload. ``size`` and ``files`` are what the browser says will come."""
        if size > self.limits.bytes:
            raise UserError("upload_too_large", size=size, limit=self.limits.bytes)
        if files > self.limits.files:
            raise UserError("upload_too_many_files", count=files, limit=self.limits.files)
        require_disk(self.home, owner, size)
        self._make_room(size)
        if size > shutil.disk_usage(self.home.uploads).free:
            raise self.no_space(size)
        upload_id = new_id()
        upload = Upload(upload_id, self.home.uploads / upload_id, owner, name, kind, role, announced=size)
        upload.folder.mkdir()
        try:
            (upload.folder / "files").mkdir()
            upload.write_down()
        except OSError:
            self.drop(upload_id)
            raise
        with self._lock:
            self._open[upload_id] = upload
        return upload

    def get(self, upload_id: str, owner: str) -> Upload:
        """An upload that is under way, also of a server before this one.

        Raises
        ------
        UserError
            ``upload_unknown`` when there is none that belongs to ``owner``.
        """
        with self._lock:
            upload = self._open.get(upload_id)
            if upload is None and is_id(upload_id):
                upload = Upload.read(self.home.uploads / upload_id)
                if upload is not None:
                    self._open[upload_id] = upload
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
        if upload.kind != "zip":
            raise UserError("upload_other_kind", kind=upload.kind)
        return self._hand_over(upload, queue, "import", {"path": str(upload.content)})

    def _hand_over(self, upload: Upload, queue: JobQueue, kind: str, payload: dict[str, Any]) -> str:
        """From now on the upload belongs to the job: nothing is added, and it is not swept before the job is over."""
        with upload.lock:
            if upload.writer is not None:
                raise UserError("upload_busy")
            if not upload.whole:
                raise UserError("upload_incomplete")
            before, upload.over = upload.over, "upload_handed_over"
        try:
            job = queue.submit(kind, payload, once=f"upload-{upload.id}", owner=upload.owner)
        except BaseException:
            upload.over = before
            raise
        try:
            durable.write_json(upload.folder / "job.json", {"job": job.id})
        except FileNotFoundError:
            pass  # the job was quick: it has removed the upload already
        return job.id

    def no_space(self, size: int) -> UserError:
        return UserError("upload_no_space", size=size, free=shutil.disk_usage(self.home.uploads).free)

    def drop(self, upload_id: str) -> None:
        """Remove an upload and all of its files."""
        with self._lock:
            upload = self._open.pop(upload_id, None)
            self._still.pop(upload_id, None)
        if upload is not None:
            with upload.lock:
                upload.over = "upload_unknown"
                if upload.writer is not None:
                    upload.writer.end("upload_unknown")
        shutil.rmtree(self.home.uploads / upload_id, ignore_errors=True)

    def give_up(self, upload: Upload) -> None:
        """Remove an upload because its sender says so; raises what is wrong with the disk where it lets nothing go."""
        self.drop(upload.id)
        require_removed(upload.folder)

    def end(self) -> None:
        """The server ends: requests that bring something end now, and what they brought is kept."""
        with self._lock:
            for upload in self._open.values():
                if upload.writer is not None:
                    upload.writer.end("server_ends")

    # -- what nobody goes on with ------------------------------------------------------------------------------------------------

    def sweep(self, queue: JobQueue, kept_seconds: float = KEPT_SECONDS) -> None:
        """Remove uploads that have been still for too long, and those whose job is over and left them; forget those that are gone."""
        for name, still in self._standing():
            if still >= kept_seconds or self._handed_over(name):
                self._remove_unless_needed(name, queue)
        if shutil.disk_usage(self.home.uploads).free < SHORT_BYTES:
            self._make_room(SHORT_BYTES, queue)
        self._forget_the_gone()

    def _forget_the_gone(self) -> None:
        """Keep nothing of uploads whose folder is no more: a job removes what it has read, and tells nobody."""
        with self._lock:
            for known in (self._open, self._still):
                for name in [each for each in list(known) if not (self.home.uploads / each).is_dir()]:
                    del known[name]

    def _make_room(self, size: int, queue: JobQueue | None = None) -> None:
        """While less than ``size`` is free, remove uploads that have been still for some time, the longest first."""
        for name, still in self._standing():
            if still < SPARED_SECONDS or shutil.disk_usage(self.home.uploads).free >= size:
                return
            self._remove_unless_needed(name, queue)

    def _standing(self) -> list[tuple[str, float]]:
        """Every upload with the seconds since it last changed, the stillest first.

        Counted by a clock that nobody can set, from when this server first saw the folder as it is. What was before that, only the times of
        files tell, and a clock may have jumped: they never make an upload older than leaves somebody time to go on.
        """
        now, idle = time.monotonic(), []
        for name in filter(is_id, os.listdir(self.home.uploads)):
            folder, upload = self.home.uploads / name, self._open.get(name)
            try:
                if upload is not None and upload.writer is not None:
                    upload.touch()  # also for another server on the same home
                changed = folder.stat().st_mtime_ns
            except FileNotFoundError:
                self._still.pop(name, None)
                continue
            since = self._still.get(name)
            if since is None:
                age = min(max(time.time() - changed / 1e9, 0.0), KEPT_SECONDS - SPARED_SECONDS)
                since = (changed, now - (age if upload is None else 0.0))
            elif since[0] != changed:
                since = (changed, now)
            self._still[name] = since
            idle.append((name, now - since[1]))
        return sorted(idle, key=lambda each: -each[1])

    def _remove_unless_needed(self, upload_id: str, queue: JobQueue | None) -> None:
        upload = self._open.get(upload_id)
        if self._handed_over(upload_id) and (queue is None or self._needed(upload_id, queue)):
            return
        if upload is not None:
            with upload.lock:
                if upload.writer is not None:
                    return
                upload.over = "upload_unknown"
        self.drop(upload_id)

    def _handed_over(self, upload_id: str) -> bool:
        return (self.home.uploads / upload_id / "job.json").exists()

    def _needed(self, upload_id: str, queue: JobQueue) -> bool:
        """Whether a job still waits for the upload or reads it."""
        folder = self.home.uploads / upload_id
        try:
            owner, job_id = durable.read_json(folder / "upload.json")["owner"], durable.read_json(folder / "job.json")["job"]
        except (OSError, ValueError, KeyError):
            return False
        job = queue.get(job_id, owner)
        return job is not None and not job.over
