"""The index of runs: what lists show of every run, so that ten thousand are listed, searched and ranked without looking into a folder.

The folders are the source of truth. Any process that needs the index derives it from them, and rebuilds it if it is lost, damaged or of another
version. What keeps it correct:

* **created and removed**: the modification time of the folder of all runs changes when one appears or disappears, for whatever reason;
* **changed**: whoever writes into a run's folder leaves word (:mod:`tlgui.jobs.touched`);
* **not over**: few at a time, read again at each look;
* **all else** (a kill before the word was written, a file changed by hand): each row knows what its folder looked like, and
  :meth:`RunIndex.go_round` compares, a few folders at a time.

A row is written with what the folder looked like *before* it was read, in one transaction with everything that follows from it: whoever is
killed at any point leaves a row that is either true or known to be looked at again.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

from tlgui.home import Home
from tlgui.jobs import touched
from tlgui.jobs.queue import JobQueue
from tlgui.runs import remarks
from tlgui.runs.folders import Watched, look_of, newest_last
from tlgui.runs.index.file import IndexFile
from tlgui.runs.index.line import Line
from tlgui.runs.index.rows import Facts, IndexWriter, ReadFacts, Row, read_facts, read_row
from tlgui.runs.run import Place, Run, read_run

log = logging.getLogger(__name__)

T = TypeVar("T")
PLACES: tuple[Place, Place] = ("runs", "bin")
AT_ONCE, AT_ONCE_SECONDS = 20, 0.1
"""New folders read for one question, and how long reading changed ones may take; the rest is read in the background."""

BATCH = 20
"""Number of rows written at once."""

Key = tuple[Place, str]


class Named(NamedTuple):
    """A run that has a name."""

    id: str
    name: str


class RunIndex:
    """The index of a home folder; :func:`index_of` gives the one of this process.

    Attributes
    ----------
    read_live:
        How a run that is not over is read. A server that follows the logs has a cheaper way than to read them whole.
    line:
        The line of trainings at the last look.
    """

    def __init__(self, home: Home) -> None:
        self.home = home
        self.read_live: ReadFacts = read_facts
        self._file = IndexFile(home.jobs)
        self._folders: dict[Place, Watched] = {"runs": Watched(home.runs), "bin": Watched(home.bin)}
        self._unknown: dict[Place, list[str]] = {"runs": [], "bin": []}
        self._incarnation = ""
        self._looking = threading.RLock()
        self._looked = float("-inf")
        self._live: dict[str, tuple[object, Facts]] = {}
        self._last_of_round: tuple[str, str] = ("", "")

    @cached_property
    def _queue(self) -> JobQueue:
        return JobQueue(self.home)

    @cached_property
    def line(self) -> Line:
        return Line(self._queue)

    def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """What a question to the tables (:mod:`tlgui.runs.index.file`) finds; it may be asked twice."""
        return self._file.read(question)

    def mark(self) -> tuple[str, int]:
        """Which index this is, and the number of its last change."""
        about = self.ask(lambda database: dict(database.execute("SELECT name, value FROM about").fetchall()))
        return about["incarnation"], int(about["changed"])

    # -- keeping it true ------------------------------------------------------------------------------------------------------

    def look(self, seconds: float = AT_ONCE_SECONDS) -> None:
        """Bring the index up to date with what came, went, changed or is not over, as far as about so many seconds allow.

        All who ask while it is being brought up to date are served by one more look.
        """
        asked = time.monotonic()
        with self._looking:
            if self._looked > asked:
                return
            began = time.monotonic()
            self._notice()
            self._read_live()
            new = self._new() if self.left() <= AT_ONCE else ()
            self._read_all(chain(self._noted(), new), began + seconds)
            self._looked = began

    def look_at(self, runs: Collection[str]) -> None:
        """:meth:`look`, and read those of the ``runs`` that nobody has read yet, however many others wait."""
        with self._looking:
            self.look()
            unread = set(runs) & set(self._unknown["runs"])
            self._unknown["runs"] = [each for each in self._unknown["runs"] if each not in unread]
            self._read_all([("runs", each) for each in unread], float("inf"))

    def catch_up(self, progress: Callable[[int, int], object] = lambda done, total: None) -> None:
        """Bring the index up to date with every folder, however long that takes. ``progress`` gets folders read and the total."""
        with self._looking:
            for folder in self._folders.values():
                folder.forget()
            self.look()
            while left := self.left():
                known = self.known()
                progress(known, known + left)
                self._read_all(self._new(), time.monotonic() + 1.0)
            self._last_of_round = ("", "")
            while self.go_round(1000):
                pass
            self._read_all(self._noted(), float("inf"))

    def go_round(self, count: int) -> bool:
        """Look at the next ``count`` folders from outside, and read those that changed without a word. False once all had their turn."""
        with self._looking:
            rows = self.ask(
                lambda database: database.execute(
                    "SELECT place, id, seen FROM runs WHERE live = 0 AND (place, id) > (?, ?) ORDER BY place, id LIMIT ?",
                    (*self._last_of_round, count),
                ).fetchall()
            )
            self._look_again([(place, each) for place, each, seen in rows if seen and look_of(self._folder(place, each)) != seen])
            self._last_of_round = rows[-1][:2] if rows else ("", "")
            if not rows:
                for folder in self._folders.values():
                    folder.forget()
            self._read_all(self._noted(), time.monotonic() + AT_ONCE_SECONDS)
            return bool(rows)

    def read_some(self, seconds: float) -> bool:
        """Read folders that are new or have changed, for about so long. Whether new ones are left."""
        with self._looking:
            self._read_all(chain(self._new(), self._noted()), time.monotonic() + seconds)
        return self.left() > 0

    def look_again(self, run_id: str) -> None:
        """Keep in mind that a run's folder has changed."""
        self._look_again([("runs", run_id)])

    def read_noted(self) -> None:
        """Read all folders that were reported as changed, however long that takes."""
        with self._looking:
            self._notice()
            self._read_all(self._noted(), float("inf"))

    def left(self) -> int:
        """How many folders of runs are there that nobody has read yet."""
        return sum(map(len, self._unknown.values()))

    def folders(self, place: Place) -> set[str]:
        """The names of all folders of runs, read or not."""
        return self._read_ids(place) | set(self._unknown[place])

    def known(self) -> int:
        """How many folders have been read."""
        return self.ask(lambda database: database.execute("SELECT COUNT(*) FROM runs").fetchone()[0])

    def _folder(self, place: Place, run_id: str) -> Path:
        return self._folders[place].folder / run_id

    def _notice(self) -> None:
        """What was created, what was removed, and what was reported as changed."""
        about = self.ask(lambda database: dict(database.execute("SELECT name, value FROM about").fetchall()))
        if about["incarnation"] != self._incarnation:  # another file: of what it holds nothing is known
            self._incarnation = about["incarnation"]
            self._live.clear()
            for folder in self._folders.values():
                folder.forget()
        for place, watched in self._folders.items():
            names = watched.changed()
            if names is not None:
                known = self._read_ids(place)
                if gone := known - names:
                    self._write([], [(place, each) for each in gone])
                self._unknown[place] = newest_last(watched.folder, names - known)
        before = touched.Position(*map(int, about.get("touched", "0 0").split()))
        ids, position = touched.read_on(self.home, before)
        if position != before:
            self._look_again([(place, each) for place in PLACES for each in ids], position)
            touched.begin_anew(self.home, position)

    def _read_ids(self, place: Place) -> set[str]:
        """The folders that have been read."""
        return self.ask(lambda database: {each for (each,) in database.execute("SELECT id FROM runs WHERE place = ?", (place,))})

    def _look_again(self, keys: Iterable[Key], read: touched.Position | None = None) -> None:
        """Note in the tables that folders must be read again, and how many reports were ``read``: both or neither."""
        keys = list(keys)
        if not keys and read is None:
            return

        def mark(database: sqlite3.Connection) -> None:
            database.executemany("UPDATE runs SET seen = '' WHERE place = ? AND id = ?", keys)
            if read is not None:
                database.execute("INSERT OR REPLACE INTO about VALUES ('touched', ?)", (f"{read.file} {read.offset}",))

        self._file.write(mark)

    def _read_live(self) -> None:
        """Runs that are not over: they may change without a word, and by the death of a process."""
        self.line = Line(self._queue)
        in_line = set(self.line.runs)
        listed = ", ".join("?" * len(in_line))
        ids = self.ask(
            lambda database: database.execute(
                f"SELECT id FROM runs WHERE place = 'runs' AND owner IS NOT NULL AND (live = 1 OR id IN ({listed}))",
                tuple(in_line),
            ).fetchall()
        )
        rows = []
        for (each,) in ids:
            before = self._live.get(each)
            signs = (self.line.state_of(each), _signs(self._folder("runs", each)))
            if before is not None and before[0] == signs and before[1]["status"] == "queued":
                continue  # no worker has begun it
            row = self._read(("runs", each), self.read_live, each in in_line)
            if row is not None and row.live and row.facts is not None:
                self._live[each] = (signs, row.facts)
                if before is not None and before[1] is row.facts:
                    continue
            else:
                self._live.pop(each, None)
            rows.append(row)
        self._write([row for row in rows if row is not None])

    def _noted(self) -> list[Key]:
        """Folders that were reported as changed."""
        return self.ask(lambda database: database.execute("SELECT place, id FROM runs WHERE live = 0 AND seen = ''").fetchall())

    def _new(self) -> Iterator[Key]:
        """Folders that have not been read, the most recently written ones first; each is returned once."""
        for place, unknown in self._unknown.items():
            while unknown:
                yield place, unknown.pop()

    def _read_all(self, keys: Iterable[Key], deadline: float) -> None:
        """Read folders until the time is over, and one at least."""
        in_line = set(self.line.runs)
        rows: list[Row] = []
        gone: list[Key] = []
        for key in keys:
            row = self._read(key, read_facts, key[1] in in_line)
            if row is None:
                gone.append(key)
            else:
                rows.append(row)
            late = time.monotonic() > deadline
            if late or len(rows) == BATCH:
                self._write(rows, gone)
                rows, gone = [], []
            if late:
                return
        self._write(rows, gone)

    def _read(self, key: Key, read: ReadFacts, in_line: bool) -> Row | None:
        """The row of a folder; ``None`` if the folder is gone. A damaged folder hides no other run."""
        place, run_id = key
        folder = self._folder(place, run_id)
        if not folder.exists():
            return None
        try:
            return read_row(place, folder, cast(JobQueue, self.line), read, in_line)
        except Exception:
            log.exception("run %s cannot be listed", run_id)
            return Row(place, run_id, look_of(folder))

    def _write(self, rows: Sequence[Row], gone: Sequence[Key] = ()) -> None:
        if not rows and not gone:
            return

        def change(database: sqlite3.Connection) -> None:
            writer = IndexWriter(database)
            for row in rows:
                writer.put(row)
            for place, run_id in gone:
                writer.remove(place, run_id)
            writer.end()

        self._file.write(change)

    # -- what needs no folder to be read ------------------------------------------------------------------------------------------

    def named(self, owner: str, place: Place = "runs") -> list[Named]:
        """The owner's runs that have a name: exactly, also while folders wait to be read."""
        with self._looking:
            self._notice()
            rows = self.ask(
                lambda database: database.execute(
                    "SELECT id, name, seen FROM runs WHERE place = ? AND owner = ? AND (name IS NOT NULL OR seen = '')",
                    (place, owner),
                ).fetchall()
            )
            unread = [*self._unknown[place], *(each for each, _, seen in rows if not seen)]
        found = [Named(each, name) for each, name, seen in rows if seen]
        for each in unread:
            folder = self._folder(place, each)
            said = remarks.read(folder)
            if said.name is not None and (run := read_run(folder)) is not None and run.owner == owner:
                found.append(Named(each, said.name))
        return found

    def unsettled(self, owner: str) -> list[Run]:
        """The owner's runs that may not be over: exactly, also while folders wait to be read."""
        with self._looking:
            self._notice()
            self._read_live()
            rows = self.ask(
                lambda database: database.execute(
                    "SELECT id FROM runs WHERE place = 'runs' AND owner = ? AND (live = 1 OR seen = '')", (owner,)
                ).fetchall()
            )
            ids = {each for (each,) in rows} | set(self._unknown["runs"])
        runs = (read_run(self._folder("runs", each)) for each in ids)
        return [run for run in runs if run is not None and run.owner == owner]


def _signs(folder: Path) -> tuple[int, ...]:
    """What changes when a run that waits is begun, named or stopped."""
    found = []
    for name in ("events.jsonl", "control", "meta"):
        try:
            facts = (folder / name).stat()
        except OSError:
            found.append(0)
            continue
        found.append(facts.st_mtime_ns)
    return tuple(found)


@lru_cache(maxsize=16)
def index_of(home: Home) -> RunIndex:
    """The index of a home folder, the same for everybody in this process."""
    return RunIndex(home)
