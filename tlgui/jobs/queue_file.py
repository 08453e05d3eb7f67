"""The file of the queue: its tables, how it is opened, and what happens when it is damaged or its disk takes nothing more.

It is kept with a rollback journal whose blocks stay where they are (SQLite's ``PERSIST``). A write-ahead log would let readers and writers pass
each other, but it lives in shared memory that is mapped from a file: where the disk has no block left for that, the system ends the process
that touches it. With a journal a full or a read-only disk is an error like any other, and reading needs no write at all. What it costs is
printed by ``benchmarks/job_queue.py``.
"""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from tlgui.errors import UserError
from tlgui.home import new_id
from tlgui.storage import Reserve, fault_in
from tlgui.texts import say

log = logging.getLogger(__name__)

VERSION = 1
"""Raised when an earlier program would do harm to the file. Columns that it does not know do none. (Files of before there was a number: 0.)"""

BUSY_SECONDS = 30.0
"""How long to wait for others who write. A write takes milliseconds; who holds the file longer was stopped in the middle of one."""

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
    reference TEXT,            -- the run that it trains this moment on behalf of its own
    served INTEGER,            -- the number of its last taking; the greatest of an owner's says when they were served last
    began REAL,                -- monotonic time of that, while it is worked on
    worked REAL NOT NULL DEFAULT 0,  -- seconds for which workers had it
    ended REAL,                -- when that was over: seconds since 1970
    UNIQUE (owner, once)
);
CREATE INDEX IF NOT EXISTS jobs_waiting ON jobs (lane, state, number);
CREATE INDEX IF NOT EXISTS jobs_of_run ON jobs (run, kind);
CREATE TABLE IF NOT EXISTS workers (
    id TEXT PRIMARY KEY,
    lane TEXT NOT NULL,
    pid INTEGER NOT NULL,      -- these three: what earlier versions know a worker by
    created INTEGER NOT NULL,
    boot TEXT NOT NULL,
    keep_until REAL NOT NULL,  -- monotonic time until which it waits for work
    lease REAL,                -- monotonic time until which it is believed to work
    handle TEXT                -- the worker as its launcher knows it
);
"""

_INDEXES = (
    "CREATE INDEX IF NOT EXISTS jobs_served ON jobs (lane, owner, served) WHERE served IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS jobs_last_served ON jobs (served) WHERE served IS NOT NULL",
)
"""Of columns that a queue made by an earlier version gets first. Only of jobs that were taken: who asks for what waits must find it by its
state, however much is over."""

_LATER = {
    "jobs": {
        "attempt": "INTEGER NOT NULL DEFAULT 0",
        "deaths": "INTEGER NOT NULL DEFAULT 0",
        "place": "INTEGER",
        "reference": "TEXT",
        "served": "INTEGER",
        "began": "REAL",
        "worked": "REAL NOT NULL DEFAULT 0",
        "ended": "REAL",
    },
    "workers": {"lease": "REAL", "handle": "TEXT"},
}
"""Columns that a queue made by an earlier version does not have."""


class QueueFile:
    """An SQLite file that is rebuilt when it is damaged.

    Parameters
    ----------
    folder:
        Where it lies.
    reserve:
        Room that is given up for what must be written on a full disk.
    refill:
        Called with a new, empty file after a damaged one was put aside; puts back what is known otherwise and returns how many jobs that were.
    held_up:
        Called when somebody has held the file for :data:`BUSY_SECONDS`.
    """

    def __init__(self, folder: Path, reserve: Reserve, refill: Callable[[], int], held_up: Callable[[], object]) -> None:
        self._path = folder / "queue.sqlite"
        # One at a time: SQLite does not wait for another who changes the journal mode, whatever its timeout.
        self._lock = FileLock(folder / "queue.lock")
        self._reserve = reserve
        self._refill = refill
        self._held_up = held_up

    def prepare(self) -> None:
        """Make the file, or look whether it is whole, of this version and kept as it should be. Nothing is written where it is.

        Raises
        ------
        UserError
            ``queue_newer``: a newer version has made it; it is left alone.
        """
        with self._told():
            if self._path.exists() and not self._damaged() and self._ready():
                return
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
            ``queue_rebuilt`` after that; ``queue_newer``; ``queue_held_up`` when somebody else keeps the file for themselves.
        OSError
            With the system's number of what is wrong with the disk: it is full, cannot be written, or fails.
        """
        try:
            with self._told(), self._connected() as database:
                if (version := _version(database)) > VERSION:
                    raise UserError("queue_newer", version=version, known=VERSION)
                yield database
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # its kinds are about a statement
                raise
            with self._lock:
                jobs = self._rebuild() if self._damaged() else 0
            raise UserError("queue_rebuilt", jobs=jobs) from error

    def change(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Carry out one statement that changes rows; how many it changed. Raises as :meth:`open`.

        A file that is found damaged here is rebuilt, and the statement is about what was put back into it.
        """
        try:
            return self._changed(statement, values)
        except UserError as error:
            if error.problems[0].code != "queue_rebuilt":
                raise
            return self._changed(statement, values)

    def settle(self, statement: str, values: Sequence[Any]) -> int:
        """:meth:`change` something after which there is less to do: on a full disk too."""
        return self._reserve.spend_on(lambda: self.change(statement, values))

    def _changed(self, statement: str, values: Sequence[Any]) -> int:
        with self.open() as database:
            return database.execute(statement, values).rowcount

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors that say nothing against the file, as what they are: somebody keeps it, or its disk takes nothing."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if _is_busy(error):
                self._held_up()
                raise UserError("queue_held_up", seconds=BUSY_SECONDS) from error
            if (fault := self._of_the_disk(error)) is not None:
                raise fault from error
            raise

    def _of_the_disk(self, error: sqlite3.OperationalError) -> OSError | None:
        """The system's own error behind one of SQLite's, which says no more than that it could not write (or make its journal)."""
        found = fault_in(self._path.parent)
        if found is None and "full" in str(error):  # a moment ago
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
        if found is None and "readonly" in str(error):
            return OSError(errno.EROFS, os.strerror(errno.EROFS), str(self._path))
        if found is None and "I/O error" in str(error):
            return OSError(errno.EIO, os.strerror(errno.EIO), str(self._path))
        return found

    def _ready(self) -> bool:
        with self._connected() as database:
            version = _version(database)
            if version > VERSION:
                raise UserError("queue_newer", version=version, known=VERSION)
            return (
                version == VERSION and _journal_mode(database) != "wal" and not any(_missing(database, table) for table in _LATER)
            )

    def _make_tables(self) -> None:
        with self._connected() as database:
            if _version(database) > VERSION:
                raise UserError("queue_newer", version=_version(database), known=VERSION)
            _leave_the_write_ahead_log(database)
            database.executescript(_TABLES)
            database.execute("BEGIN IMMEDIATE")  # all or none: a file with all columns is taken for ready
            for table, columns in _LATER.items():
                for name in _missing(database, table):
                    database.execute(f"ALTER TABLE {table} ADD COLUMN {name} {columns[name]}")
            for index in _INDEXES:
                database.execute(index)
            database.execute(f"PRAGMA user_version={VERSION}")
            database.execute("COMMIT")

    def _damaged(self) -> bool:
        """Whether the file is there and is no whole database."""
        if not self._path.exists():
            return False
        try:
            with self._connected() as database:
                return self._path.stat().st_size == 0 or database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok"
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            return True

    def _rebuild(self) -> int:
        """Begin a new file; the damaged one is kept aside."""
        aside = f"damaged-{time.strftime('%Y%m%d-%H%M%S')}-{new_id()[:4]}"
        for ending in ("", "-journal", "-wal", "-shm"):
            file = self._path.with_name(self._path.name + ending)
            if file.exists():
                file.rename(file.with_name(f"{aside}.sqlite{ending}"))
        self._make_tables()
        jobs = self._refill()
        log.warning(say("queue.rebuilt", "en", jobs=jobs, kept=f"{aside}.sqlite"))
        return jobs

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            database.row_factory = sqlite3.Row
            if _journal_mode(database) != "wal":
                database.execute(
                    "PRAGMA journal_mode=PERSIST"
                )  # of this connection; a file only keeps whether it has a write-ahead log
            yield database
        finally:
            database.close()


def _journal_mode(database: sqlite3.Connection) -> str:
    return database.execute("PRAGMA journal_mode").fetchone()[0]


def _version(database: sqlite3.Connection) -> int:
    return database.execute("PRAGMA user_version").fetchone()[0]


def _missing(database: sqlite3.Connection, table: str) -> set[str]:
    """The columns that a table of an earlier version lacks."""
    return _LATER[table].keys() - {row["name"] for row in database.execute(f"PRAGMA table_info({table})")}


def _leave_the_write_ahead_log(database: sqlite3.Connection) -> None:
    """Turn a file of an earlier version over. Where one of its processes has it open right now, that is tried again the next time."""
    try:
        database.execute("PRAGMA journal_mode=PERSIST")
    except sqlite3.OperationalError as error:
        if not _is_busy(error):
            raise


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return "locked" in str(error)
