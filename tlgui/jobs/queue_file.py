"""The file of the queue: its tables, how it is opened, and what happens when it is damaged."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from tlgui.errors import UserError
from tlgui.home import new_id
from tlgui.texts import say

log = logging.getLogger(__name__)

_TABLES = """
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT UNIQUE NOT NULL,
    owner TEXT NOT NULL,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    payload TEXT NOT NULL,
    once TEXT,                 -- the sender's own key: sent twice, done once
    run TEXT,
    state TEXT NOT NULL,       -- queued, working, done, failed, cancelled
    worker TEXT,
    progress TEXT,
    result TEXT,
    problems TEXT,
    created REAL NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,  -- how often it was taken
    deaths INTEGER NOT NULL DEFAULT 0,   -- workers that died of it since it last got further
    place INTEGER,             -- before which number it comes when somebody moved it
    UNIQUE (owner, once)
);
CREATE INDEX IF NOT EXISTS jobs_waiting ON jobs (lane, state, number);
CREATE INDEX IF NOT EXISTS jobs_of_run ON jobs (run, kind);
CREATE TABLE IF NOT EXISTS workers (
    id TEXT PRIMARY KEY,
    lane TEXT NOT NULL,
    pid INTEGER NOT NULL,
    created INTEGER NOT NULL,
    boot TEXT NOT NULL,
    keep_until REAL NOT NULL,  -- monotonic time until which it waits for work
    lease REAL                 -- monotonic time until which it is believed to work
);
"""

_LATER = {
    "jobs": {"attempt": "INTEGER NOT NULL DEFAULT 0", "deaths": "INTEGER NOT NULL DEFAULT 0", "place": "INTEGER"},
    "workers": {"lease": "REAL"},
}
"""Columns that a queue made by an earlier version does not have."""


class QueueFile:
    """An SQLite file that is rebuilt when it is damaged.

    Parameters
    ----------
    folder:
        Where it lies.
    refill:
        Called with a new, empty file after a damaged one was put aside; puts back what is known otherwise and returns how many jobs that were.
    """

    def __init__(self, folder: Path, refill: Callable[[], int]) -> None:
        self._path = folder / "queue.sqlite"
        # One at a time: SQLite does not wait for another who changes the journal mode, whatever its timeout. The mode stays in the file.
        self._lock = FileLock(folder / "queue.lock")
        self._refill = refill

    def prepare(self) -> None:
        """Make the file, or look whether it is whole and has all columns."""
        with self._lock:
            if self._damaged():
                self._rebuild()
            self._make_tables()

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """The open file. One that turns out to be damaged is rebuilt; what was being done must be asked for again.

        Raises
        ------
        UserError
            ``queue_rebuilt`` after that.
        """
        try:
            with self._connected() as database:
                yield database
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # its kinds are about a statement, or a file that is busy
                raise
            with self._lock:
                jobs = self._rebuild() if self._damaged() else 0
            raise UserError("queue_rebuilt", jobs=jobs) from error

    def _make_tables(self) -> None:
        with self._connected() as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.executescript(_TABLES)
            for table, columns in _LATER.items():
                there = {row["name"] for row in database.execute(f"PRAGMA table_info({table})")}
                for name in columns.keys() - there:
                    database.execute(f"ALTER TABLE {table} ADD COLUMN {name} {columns[name]}")

    def _damaged(self) -> bool:
        """Whether the file is there and is no whole database."""
        if not self._path.exists():
            return False
        try:
            with self._connected() as database:
                return self._path.stat().st_size == 0 or database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok"
        except sqlite3.OperationalError:  # busy, or the disk: nothing is known against the file
            raise
        except sqlite3.DatabaseError:
            return True

    def _rebuild(self) -> int:
        """Begin a new file; the damaged one is kept aside."""
        aside = f"damaged-{time.strftime('%Y%m%d-%H%M%S')}-{new_id()[:4]}"
        for ending in ("", "-wal", "-shm"):
            file = self._path.with_name(self._path.name + ending)
            if file.exists():
                file.rename(file.with_name(f"{aside}.sqlite{ending}"))
        self._make_tables()
        jobs = self._refill()
        log.warning(say("queue.rebuilt", "en", jobs=jobs, kept=f"{aside}.sqlite"))
        return jobs

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        try:
            database.row_factory = sqlite3.Row
            yield database
        finally:
            database.close()
