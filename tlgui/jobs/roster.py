"""The list of workers in the queue's file: who takes jobs, of which lane, and until when each waits for one and is believed to work.

Which job a worker has is the queue's to know (:class:`tlgui.jobs.queue.JobQueue`), and whether it lives the launcher's.
"""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from tlgui.durable import to_json
from tlgui.jobs.launchers import Handle
from tlgui.jobs.queue_file import QueueFile

LEASE_SECONDS = 60.0
"""How long a worker is believed to work without a word from it. Its process is then ended: it hangs, or the system has stopped it."""


@dataclass(frozen=True)
class Worker:
    """Somebody who takes jobs of one lane; ``handle`` is how the launcher knows it."""

    id: str
    lane: str
    handle: Handle
    keep_until: float
    lease: float | None = None

    @property
    def silent(self) -> bool:
        """Whether its lease has run out."""
        return self.lease is not None and time.monotonic() > self.lease


class Roster:
    """The workers that a queue's file knows."""

    def __init__(self, file: QueueFile) -> None:
        self._file = file

    def workers(self) -> list[Worker]:
        """All of them; some may be dead (see :meth:`tlgui.jobs.queue.JobQueue.sweep`)."""
        with self._file.open() as database:
            rows = database.execute("SELECT * FROM workers").fetchall()
        return [Worker(row["id"], row["lane"], _handle(row), row["keep_until"], row["lease"]) for row in rows]

    def add(self, worker: Worker, *, by_itself: bool = False) -> None:
        """Put a worker on the list. Its launcher does, and so does the worker ``by_itself`` before it takes a job: the launcher may be
        killed before it can. Until when it waits is the launcher's word.
        """
        conflict = "NOTHING" if by_itself else "UPDATE SET keep_until = excluded.keep_until"
        with self._file.open() as database:
            database.execute(
                "INSERT INTO workers (id, lane, handle, keep_until, pid, created, boot) VALUES (?,?,?,?,?,?,?) "
                f"ON CONFLICT (id) DO {conflict}",
                (worker.id, worker.lane, to_json(worker.handle), worker.keep_until, *_for_earlier_versions(worker.handle)),
            )

    def keep(self, worker_id: str, until: float) -> None:
        """Let a worker wait for work at least until this monotonic time."""
        self._file.change("UPDATE workers SET keep_until = MAX(keep_until, ?) WHERE id = ?", (until, worker_id))

    def keep_until(self, worker_id: str) -> float | None:
        """Until when a worker should wait; ``None`` when it was struck off the list."""
        with self._file.open() as database:
            row = database.execute("SELECT keep_until FROM workers WHERE id = ?", (worker_id,)).fetchone()
        return row[0] if row else None

    def renew(self, worker_id: str, lease: float | None = None) -> bool:
        """A worker says that it works: it is believed until ``lease``, or :data:`LEASE_SECONDS` more. False when it is not on the list."""
        lease = time.monotonic() + LEASE_SECONDS if lease is None else lease
        return self._file.change("UPDATE workers SET lease = ? WHERE id = ?", (lease, worker_id)) == 1

    def retire(self, worker_id: str) -> bool:
        """Strike a worker off unless its lane has a job waiting; a worker leaves only after this said True."""
        struck_off = self._file.settle(
            "DELETE FROM workers WHERE id = ? AND NOT EXISTS (SELECT 1 FROM jobs WHERE state = 'queued' AND lane = workers.lane)",
            (worker_id,),
        )
        if struck_off:
            return True
        with self._file.open() as database:
            return database.execute("SELECT 1 FROM workers WHERE id = ?", (worker_id,)).fetchone() is None

    def strike_off(self, worker_id: str) -> None:
        """Take a worker that is no more off the list, whatever waits."""
        self._file.settle("DELETE FROM workers WHERE id = ?", (worker_id,))


def _handle(row: sqlite3.Row) -> Handle:
    """A worker's handle. Earlier versions knew processes of this machine only, and kept of them what the local launcher's handle says."""
    return json.loads(row["handle"]) if row["handle"] is not None else {name: row[name] for name in ("pid", "created", "boot")}


def _for_earlier_versions(handle: Handle) -> tuple[Any, Any, Any]:
    """What they look for in the same file, so that they do not take a process that lives for dead and hand out its job again."""
    return handle.get("pid", 0), handle.get("created", 0), handle.get("boot", "")
