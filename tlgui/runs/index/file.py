"""The file of the index: its tables, and what happens when it is damaged, of another version, or cannot be written.

It is an SQLite file beside the queue's that can be made again from the folders at any time, so nothing here ever fails for good: a damaged
file makes way for a new one, and where none can be written (a full disk, a home that is read-only, a lock that is not given back) the index
goes on in memory and tries the file again a minute later.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

import tlgui
from tlgui.home import new_id
from tlgui.jobs.processes import boot_id

log = logging.getLogger(__name__)

T = TypeVar("T")
BUSY_SECONDS = 5.0
AGAIN_SECONDS = 60.0
"""After this long in memory the file is tried again."""

KEPT_SECONDS = 7 * 86400.0
"""Files of other versions that nobody has written to for so long are removed."""

CODE = ("runs", "strategies")
"""The parts of the program that decide what stands in a row."""

_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (
    place TEXT NOT NULL,          -- runs, bin
    id TEXT NOT NULL,
    owner TEXT,                   -- NULL: a folder that this version cannot read
    reference INTEGER NOT NULL,   -- trained by the program itself, to compare with
    created REAL NOT NULL,
    board TEXT NOT NULL,          -- the runs that it may be compared with have the same
    pair TEXT NOT NULL,           -- source and target
    state TEXT NOT NULL,
    over INTEGER NOT NULL,
    live INTEGER NOT NULL,        -- may change without a word: it is read at each look
    kept INTEGER NOT NULL,        -- has a result, and so a network
    strategy TEXT NOT NULL,
    setting TEXT NOT NULL,        -- finished runs that differ in nothing but their seed have the same; empty: it stands for itself
    seed INTEGER NOT NULL,
    learned INTEGER NOT NULL,     -- from the target's labels
    own_measure INTEGER NOT NULL, -- compared with something else than source-only
    ranked INTEGER NOT NULL,      -- has all scores that runs are ordered by
    fewer INTEGER NOT NULL,       -- these are only of the target's pictures whose labels it did not learn
    source_metric REAL,
    validated_on INTEGER,         -- of how many of the source's pictures that is; NULL: not known
    information_maximisation REAL,
    bnm REAL,
    class_ami REAL,
    name TEXT,
    deleted REAL,                 -- when it was put into the bin
    bytes INTEGER NOT NULL,
    exports INTEGER NOT NULL,     -- ... of which are files made to be taken away
    changed INTEGER NOT NULL,     -- the number of the change that made it what it is
    seen TEXT NOT NULL,           -- what its folder looked like; empty: look again
    PRIMARY KEY (place, id)
) WITHOUT ROWID;
CREATE INDEX newest ON runs (place, owner, reference, created, id);
CREATE INDEX of_board ON runs (
    place, owner, reference, board, created, id, setting, seed, ranked, fewer, source_metric, validated_on,
    information_maximisation, bnm, class_ami
);
CREATE INDEX brings_more ON runs (owner, board) WHERE place = 'runs' AND reference = 0 AND (over = 0 OR own_measure = 1);
CREATE INDEX unsettled ON runs (live, seen);
CREATE TABLE facts (place TEXT NOT NULL, id TEXT NOT NULL, facts TEXT NOT NULL, UNIQUE (place, id));
CREATE TABLE words (               -- what is looked in for what people type, in the form of tlgui.runs.search.plain
    place TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL,
    name TEXT, tag TEXT, notes TEXT, strategy TEXT, backbone TEXT, data TEXT, status TEXT, run TEXT,
    PRIMARY KEY (place, id)
) WITHOUT ROWID;
CREATE TABLE compared (            -- with which references
    place TEXT NOT NULL, run TEXT NOT NULL, kind TEXT NOT NULL,
    owner TEXT NOT NULL, board TEXT NOT NULL, created REAL NOT NULL,
    reference TEXT NOT NULL,
    shown INTEGER NOT NULL,        -- stands among the runs
    known INTEGER NOT NULL,        -- its metric on the target is known
    matched INTEGER NOT NULL,      -- the run, and its normalization alone, were matched to the target's classes
    pictures INTEGER NOT NULL,     -- of how many of the target's pictures the metric is
    looks TEXT NOT NULL,           -- two with the same are shown once
    ranked INTEGER NOT NULL,
    source_metric REAL, validated_on INTEGER, information_maximisation REAL, bnm REAL, class_ami REAL,
    PRIMARY KEY (place, run, kind)
) WITHOUT ROWID;
CREATE INDEX references_of ON compared (
    place, owner, board, shown, reference, kind, known, matched, pictures, created, looks, ranked, source_metric, validated_on,
    information_maximisation, bnm, class_ami
);
CREATE TABLE boards (              -- runs that may be compared with each other; without runs: all are gone
    owner TEXT NOT NULL, board TEXT NOT NULL,
    runs INTEGER NOT NULL, created REAL NOT NULL, newest TEXT NOT NULL, changed INTEGER NOT NULL,
    PRIMARY KEY (owner, board)
) WITHOUT ROWID;
CREATE INDEX boards_changed ON boards (owner, changed);
"""


class IndexFile:
    """See the module. Each call opens the file by itself, so that any process and thread may call."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"runs-{made_by()}.sqlite"
        self._checked = False
        self._lock = threading.RLock()
        self._memory: sqlite3.Connection | None = None
        self._since = 0.0

    def read(self, ask: Callable[[sqlite3.Connection], T]) -> T:
        """What ``ask`` finds. It may be called twice, if the file turns out to be damaged."""
        return self._with(ask, "BEGIN")

    def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Carry out ``change``: all of it or nothing. It may be called twice."""
        return self._with(change, "BEGIN IMMEDIATE")

    def _with(self, act: Callable[[sqlite3.Connection], T], begin: str) -> T:
        if self._memory is not None:
            with self._lock:
                if self._memory is not None and time.monotonic() - self._since < AGAIN_SECONDS:
                    return _in_one(self._memory, act, begin)
                self._leave_memory()
        try:
            return self._in_sound_file(act, begin)
        except (sqlite3.OperationalError, OSError) as error:
            if getattr(error, "sqlite_errorcode", None) == 1:  # about the question, not about the file
                raise
            log.warning("the index of runs cannot be used (%s) and is kept in memory for now", error)
        with self._lock:
            return _in_one(self._in_memory(), act, begin)

    def _in_sound_file(self, act: Callable[[sqlite3.Connection], T], begin: str) -> T:
        try:
            return self._in_file(act, begin)
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # its kinds are about a statement, a lock or the disk
                raise
            log.warning("the index of runs is damaged (%s) and made again", error)
        for ending in ("", "-journal"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        self._checked = False
        return self._in_file(act, begin)

    def _in_file(self, act: Callable[[sqlite3.Connection], T], begin: str) -> T:
        database = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            # No write-ahead log: its shared memory ends a process (SIGBUS) when the disk is full.
            database.execute("PRAGMA journal_mode=TRUNCATE")
            database.execute("PRAGMA synchronous=NORMAL")
            database.execute("PRAGMA temp_store=MEMORY")
            if not self._checked or not _has_tables(database):
                self._make_tables(database)
                self._sweep()
                self._checked = True
            return _in_one(database, act, begin)
        finally:
            database.close()

    def _make_tables(self, database: sqlite3.Connection) -> None:
        """Set up a new file; check that an existing one is intact, the first time after the machine has started."""

        def make(database: sqlite3.Connection) -> None:
            if not _has_tables(database):
                for statement in _TABLES.split(";\n"):
                    database.execute(statement)
                database.execute("PRAGMA user_version=1")
                database.execute("INSERT INTO about VALUES ('incarnation', ?), ('changed', '0')", (new_id()[:8],))
            elif _of_another_boot(database) and database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("quick_check")
            database.execute("INSERT OR REPLACE INTO about VALUES ('boot', ?)", (boot_id(),))

        _in_one(database, make, "BEGIN IMMEDIATE")

    def _in_memory(self) -> sqlite3.Connection:
        if self._memory is None:
            self._memory, self._since = self._copied(), time.monotonic()
        return self._memory

    def _copied(self) -> sqlite3.Connection:
        """What the file knows, in memory: reading it needs no room. Nothing, where that cannot be read either."""
        for from_file in (True, False):
            memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            with suppress(sqlite3.Error, OSError):
                if from_file:
                    with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as file:
                        file.backup(memory)
                self._make_tables(memory)
                memory.execute("UPDATE about SET value = ? WHERE name = 'incarnation'", (new_id()[:8],))
                return memory
            memory.close()
        raise sqlite3.OperationalError("no memory for the index of runs")

    def _leave_memory(self) -> None:
        """Back to the file. What it missed is found as after a kill, since it records what it has seen."""
        if self._memory is not None:
            self._memory.close()
            self._memory = None

    def _sweep(self) -> None:
        """Remove the files of versions that are no longer used."""
        for file in self.path.parent.glob("runs-*.sqlite*"):
            with suppress(OSError):
                if not file.name.startswith(self.path.name) and time.time() - file.stat().st_mtime > KEPT_SECONDS:
                    file.unlink()


def _has_tables(database: sqlite3.Connection) -> bool:
    return database.execute("PRAGMA user_version").fetchone()[0] == 1


def _of_another_boot(database: sqlite3.Connection) -> bool:
    return database.execute("SELECT value FROM about WHERE name = 'boot'").fetchone() != (boot_id(),)


def _in_one(database: sqlite3.Connection, act: Callable[[sqlite3.Connection], T], begin: str) -> T:
    """Carry something out in one transaction."""
    database.execute(begin)
    try:
        found = act(database)
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
    return found


@cache
def made_by() -> str:
    """A digest of the code that makes the rows: another version of the program has an index of its own, and neither spoils the other's."""
    package = Path(tlgui.__file__).parent
    sha = hashlib.sha256(_TABLES.encode())
    for name in CODE:
        for file in sorted((package / name).glob("**/*.py")):
            sha.update(file.read_bytes())
    return sha.hexdigest()[:12]
