"""Lists of runs, asked of the index: the newest, those that people look for, and how much of the disk all of them take."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from typing import Any, NamedTuple

from tlgui.runs.index import RunIndex
from tlgui.runs.index.rows import MORE, Facts
from tlgui.runs.search import Shown, condition

NOTHING_SHOWN: Shown = {}


class Cursor(NamedTuple):
    """Where a page of a list ends: the next begins with older runs, whatever was added in the meantime."""

    created: float
    id: str

    def __str__(self) -> str:
        return f"{self.created!r}:{self.id}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """A cursor from its text; ``None`` for what is none."""
        created, _, name = text.partition(":")
        try:
            return cls(float(created), name)
        except ValueError:
            return None


def newest(
    index: RunIndex,
    owner: str,
    *,
    limit: int | None = None,
    before: Cursor | None = None,
    pair: str | None = None,
    target: str | None = None,
    kept: bool = False,
    search: str = "",
    shown: Shown = NOTHING_SHOWN,
) -> list[Facts]:
    """The owner's runs, newest first.

    Parameters
    ----------
    before:
        Only older ones.
    pair:
        Only those on this source and target (:func:`tlgui.runs.index.rows.pair_of`).
    target:
        Only those on this target, whatever their source.
    kept:
        Only those that have a network.
    search, shown:
        Only those that are found, see :func:`tlgui.runs.search.condition`.
    """
    asked = "place = 'runs' AND owner = ? AND reference = 0"
    values: list[Any] = [owner]
    if before is not None:
        asked, values = f"{asked} AND (created, id) < (?, ?)", [*values, *before]
    if pair is not None:
        asked, values = f"{asked} AND pair = ?", [*values, pair]
    if target is not None:
        asked, values = f"{asked} AND substr(pair, instr(pair, '|') + 1) = ?", [*values, target]
    if kept:
        asked = f"{asked} AND kept = 1"

    def question(database: sqlite3.Connection) -> list[Facts]:
        found, wanted = _condition(database, owner, search, shown)
        rows = database.execute(
            f"SELECT facts FROM (SELECT place, id, created FROM runs WHERE {asked}{found} ORDER BY created DESC, id DESC LIMIT ?) "
            "JOIN facts USING (place, id) ORDER BY created DESC, id DESC",
            (*values, *wanted, -1 if limit is None else limit),
        )
        return [json.loads(text) for (text,) in rows]

    return index.ask(question)


def finished_lately(index: RunIndex, limit: int) -> list[tuple[str, Facts]]:
    """Everybody's newest finished runs with their owners, the newest first."""

    def question(database: sqlite3.Connection) -> list[tuple[str, Facts]]:
        owners = [owner for (owner,) in database.execute("SELECT DISTINCT owner FROM boards")]
        found: list[tuple[float, str, str]] = []
        for owner in owners:  # there is a database index for each owner's runs, and none for all together
            rows = database.execute(
                "SELECT created, id, owner FROM runs WHERE place = 'runs' AND owner = ? AND reference = 0 AND state = 'finished' "
                "ORDER BY created DESC, id DESC LIMIT ?",
                (owner, limit),
            )
            found += rows.fetchall()
        newest = sorted(found, reverse=True)[:limit]
        asked = f"SELECT id, facts FROM facts WHERE place = 'runs' AND id IN ({', '.join('?' * len(newest))})"
        facts = dict(database.execute(asked, [run for _, run, _ in newest]).fetchall())
        return [(owner, json.loads(facts[run])) for _, run, owner in newest]

    return index.ask(question)


def runs_on(index: RunIndex, owner: str, *datasets: str) -> int:
    """How many runs the owner has on any of these datasets, as a source or a target."""
    among = f"IN ({', '.join('?' * len(datasets))})"
    asked = (
        "SELECT COUNT(*) FROM runs WHERE place = 'runs' AND owner = ? AND reference = 0 "
        f"AND (substr(pair, 1, instr(pair, '|') - 1) {among} OR substr(pair, instr(pair, '|') + 1) {among})"
    )
    return index.ask(lambda database: database.execute(asked, (owner, *datasets, *datasets)).fetchone()[0])


def sealed_on(index: RunIndex, owners: Collection[str], targets: Collection[str]) -> int:
    """How many runs of these owners on these targets keep labels sealed that exist."""
    people, on = (", ".join("?" * len(each)) for each in (owners, targets))
    asked = (
        f"SELECT COUNT(*) FROM runs JOIN facts USING (place, id) WHERE place = 'runs' AND owner IN ({people}) AND reference = 0 "
        f"AND substr(pair, instr(pair, '|') + 1) IN ({on}) AND json_extract(facts, '$.possible')"
    )
    return index.ask(lambda database: database.execute(asked, (*owners, *targets)).fetchone()[0])


def begun_on(index: RunIndex, owner: str, source: str, target: str, since: float) -> bool:
    """Whether the owner has made a run on a pair since a moment (seconds since 1970)."""
    asked = "SELECT 1 FROM runs WHERE place = 'runs' AND owner = ? AND reference = 0 AND pair = ? AND created >= ? LIMIT 1"
    return index.ask(lambda database: database.execute(asked, (owner, f"{source}|{target}", since)).fetchone() is not None)


def kept_on(index: RunIndex, owner: str, target: str) -> list[str]:
    """The owner's runs on a target that have a network, the newest first."""
    asked = (
        "SELECT id FROM runs WHERE place = 'runs' AND owner = ? AND reference = 0 AND kept = 1 "
        "AND substr(pair, instr(pair, '|') + 1) = ? ORDER BY created DESC, id DESC"
    )
    return index.ask(lambda database: [run for (run,) in database.execute(asked, (owner, target))])


def as_summary(index: RunIndex, facts: Facts) -> dict[str, Any]:
    """What :func:`tlgui.runs.results.summary` says of a run."""
    shown = {name: value for name, value in facts.items() if name not in MORE}
    return {**shown, "folder": str(index.home.runs / facts["run"])}


def _condition(database: sqlite3.Connection, owner: str, search: str, shown: Shown) -> tuple[str, list[object]]:
    """What a search adds to a question about ``runs``."""
    if not search.strip():
        return "", []

    def known(field: str) -> list[str]:
        return [each for (each,) in database.execute(f"SELECT DISTINCT {field} FROM words WHERE owner = ?", (owner,))]

    asked, values = condition(search, known, shown)
    return f" AND id IN (SELECT id FROM words WHERE place = 'runs' AND owner = ? AND {asked})", [owner, *values]


def found_on_boards(index: RunIndex, owner: str, search: str, shown: Shown) -> dict[str, set[str]]:
    """The ids of the runs that a search finds, for each board that has any."""

    def question(database: sqlite3.Connection) -> dict[str, set[str]]:
        asked, values = _condition(database, owner, search, shown)
        by_board: dict[str, set[str]] = {}
        for board, run in database.execute(
            f"SELECT board, id FROM runs WHERE place = 'runs' AND owner = ? AND reference = 0{asked}", (owner, *values)
        ):
            by_board.setdefault(board, set()).add(run)
        return by_board

    return index.ask(question)


def facts_of_runs(index: RunIndex, owner: str, ids: Collection[str]) -> dict[str, Facts]:
    """The facts of each of these runs of the owner."""
    return {run: json.loads(text) for run, text in _of_runs(index, owner, ids, "facts")}


class FactsOnce:
    """Facts of runs of the owner, each read once however often it is asked for: for one answer, which must not speak of two times."""

    def __init__(self, index: RunIndex, owner: str) -> None:
        self._index, self._owner = index, owner
        self._read: dict[str, Facts | None] = {}

    def of(self, ids: Collection[str]) -> dict[str, Facts]:
        """As :func:`facts_of_runs`."""
        if missing := [each for each in ids if each not in self._read]:
            self._read |= dict.fromkeys(missing)
            self._read |= facts_of_runs(self._index, self._owner, missing)
        return {each: facts for each in ids if (facts := self._read[each]) is not None}


def changes_of(index: RunIndex, owner: str, ids: Collection[str]) -> dict[str, int]:
    """For each of these runs of the owner the number of the change that made it what it is."""
    return dict(_of_runs(index, owner, ids, "changed"))


def _of_runs(index: RunIndex, owner: str, ids: Collection[str], column: str) -> list[tuple[str, Any]]:
    """A column of the rows of these runs."""
    source = "runs" if column != "facts" else "runs JOIN facts USING (place, id)"
    asked = f"SELECT id, {column} FROM {source} WHERE place = 'runs' AND owner = ? AND id IN ({', '.join('?' * len(ids))})"
    return index.ask(lambda database: database.execute(asked, (owner, *ids)).fetchall())


class Counted(NamedTuple):
    """How many runs there are, and how far they have been read."""

    runs: int
    read: int
    left: int


def counted(index: RunIndex, owner: str) -> Counted:
    """The owner's runs without references; folders that have been read and that are left, whoever owns them."""
    runs = index.ask(
        lambda database: database.execute("SELECT COALESCE(SUM(runs), 0) FROM boards WHERE owner = ?", (owner,)).fetchone()[0]
    )
    return Counted(runs, index.known(), index.left())


# -- deleted runs ----------------------------------------------------------------------------------------------------------------


class InBin(NamedTuple):
    """A deleted run: when that was (seconds since 1970) and how large it is."""

    id: str
    when: float
    bytes: int
    facts: Facts


def in_bin(index: RunIndex, owner: str, *, limit: int, before: Cursor | None = None) -> list[InBin]:
    """What the owner deleted, the last first."""
    asked, values = ("", ()) if before is None else (" AND (deleted, id) < (?, ?)", before)
    return index.ask(
        lambda database: [
            InBin(run, when, size, json.loads(text))
            for run, when, size, text in database.execute(
                "SELECT id, deleted, bytes, facts FROM runs JOIN facts USING (place, id) "
                f"WHERE place = 'bin' AND owner = ?{asked} ORDER BY deleted DESC, id DESC LIMIT ?",
                (owner, *values, limit),
            )
        ]
    )
