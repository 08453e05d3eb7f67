"""Runs whose numbers may be compared, in their order: a board. Without a word, so that it is worked out once for all readers.

A board has one source, one target and one choice of classes. Its order is that of :func:`tlgui.runs.pick.pick`, over *all* its runs and their
references, however few of them a page shows. Runs that learned from the target's labels have a board of their own and no place: their
accuracy is of the few pictures that were kept out of training, and scores without labels say little of them.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import Cursor
from tlgui.runs.pick import RANKED, Candidate, pick
from tlgui.runs.status import RESUMABLE

_SCORES = ", ".join(RANKED)

Version = tuple[str, int]
"""Which index, and the number of its last change."""


class Standing(NamedTuple):
    """Who stands on a board.

    Attributes
    ----------
    key:
        The run's id; of a reference ``=`` and its id.
    run:
        The run itself; for a reference the one that knows it.
    kind:
        ``baseline`` or ``normalisation_alone`` for a reference.
    strategy:
        The run's key; empty for a reference.
    place:
        From 1; ``None`` for who has none.
    ranks:
        The place by each score of :data:`tlgui.runs.pick.RANKED`; empty for who is not ranked.
    """

    key: str
    run: str
    kind: str | None
    strategy: str
    place: int | None = None
    ranks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Board:
    """All who stand on a board, in their order.

    Attributes
    ----------
    version:
        Another one whenever any of its runs changes.
    newest:
        Its newest run.
    standings:
        Those with a place, best first; those that were ranked and have none; the others, newest first, references last.
    learned:
        Its runs learned from the target's labels.
    lacks_normalisation:
        Nothing that goes on will bring normalisation alone, and no run has it.
    """

    key: str
    version: Version
    newest: str
    standings: tuple[Standing, ...]
    learned: bool
    lacks_normalisation: bool

    @cached_property
    def ranked(self) -> int:
        """How many were ranked."""
        return sum(bool(each.ranks) for each in self.standings)

    def first_by(self, score: int, most: int) -> list[Standing]:
        """Who is first by a score (its index in :data:`tlgui.runs.pick.RANKED`), the best in all first; at most so many."""
        return list(islice((each for each in self.standings if each.ranks and each.ranks[score] == 1), most))

    def of(self, runs: Collection[str]) -> tuple[Standing, ...]:
        """Those of these runs, with their places among all."""
        return tuple(each for each in self.standings if each.kind is None and each.run in runs)


class Listed(NamedTuple):
    """A board in the list of all: its key, how many runs it has, its newest, the number of its last change."""

    key: str
    runs: int
    newest: Cursor
    changed: int


class _Entrant(NamedTuple):
    key: str
    run: str
    kind: str | None
    strategy: str
    ranked: bool
    source_metric: float | None
    scores: tuple[float | None, ...]


def listed(index: RunIndex, owner: str, changed_since: int = -1) -> list[Listed]:
    """The owner's boards that changed since, the one with the newest run first; one whose runs are all gone has 0 of them."""
    rows = index.ask(
        lambda database: database.execute(
            "SELECT board, runs, created, newest, changed FROM boards WHERE owner = ? AND changed > ? ORDER BY created DESC, newest DESC",
            (owner, changed_since),
        ).fetchall()
    )
    return [Listed(board, runs, Cursor(created, newest), changed) for board, runs, created, newest, changed in rows]


def read_board(index: RunIndex, owner: str, key: str) -> Board | None:
    """A board as it is now; ``None`` for one without runs."""

    def question(database: sqlite3.Connection) -> Board | None:
        version = _version(database, owner, key)
        rows = database.execute(
            f"SELECT id, strategy, ranked, source_metric, {_SCORES}, state, own_measure, learned FROM runs "
            "WHERE place = 'runs' AND owner = ? AND reference = 0 AND board = ? ORDER BY created DESC, id DESC",
            (owner, key),
        ).fetchall()
        if not rows:
            return None
        runs = [_Entrant(row[0], row[0], None, row[1], bool(row[2]), row[3], row[4:7]) for row in rows]
        references = _references(database, owner, key)
        learned = bool(rows[0][-1])
        over = all(state in ("finished", *RESUMABLE) and not own_measure for *_, state, own_measure, _ in rows)
        lacks = over and not learned and all(each.kind != "normalisation_alone" for each in references)
        return Board(key, version, runs[0].run, _ordered(runs, references, learned), learned, lacks)

    return index.ask(question)


def _version(database: sqlite3.Connection, owner: str, key: str) -> Version:
    found = database.execute(
        "SELECT value, (SELECT changed FROM boards WHERE owner = ? AND board = ?) FROM about WHERE name = 'incarnation'",
        (owner, key),
    ).fetchone()
    return found[0], found[1] or 0


def _references(database: sqlite3.Connection, owner: str, board: str) -> list[_Entrant]:
    """Source-only and normalisation alone, of the newest run that knows most of them. Runs with other settings are measured by others.

    A reference that was trained again by another version of the program, with the same outcome, stands there once.
    """
    rows = database.execute(
        f"SELECT reference, kind, run, looks, ranked, source_metric, {_SCORES}, MAX(known * 1e12 + created) AS best FROM compared "
        "WHERE place = 'runs' AND owner = ? AND board = ? AND shown = 1 GROUP BY reference, kind ORDER BY best DESC, kind",
        (owner, board),
    )
    once: dict[str, _Entrant] = {}
    for reference, kind, run, looks, ranked, source_metric, *scores, _ in rows:
        once.setdefault(looks, _Entrant(f"={reference}", run, kind, "", bool(ranked), source_metric, tuple(scores)))
    return list(once.values())


def _ordered(runs: Sequence[_Entrant], references: Sequence[_Entrant], learned: bool) -> tuple[Standing, ...]:
    ranked = [] if learned else [each for each in runs if each.ranked]
    candidates = [*(each for each in references if each.ranked), *ranked] if ranked else []
    placed = {each.key for each in candidates}
    rest = [Standing(each.key, each.run, each.kind, each.strategy) for each in (*runs, *references) if each.key not in placed]
    return (*_ranked(candidates), *rest)


def _ranked(candidates: Sequence[_Entrant]) -> list[Standing]:
    if not candidates:
        return []
    asked = [
        Candidate(place, each.source_metric, {name: _number(score) for name, score in zip(RANKED, each.scores, strict=True)})
        for place, each in enumerate(candidates)
    ]
    means = pick(asked).mean_ranks
    by_score = [_places(np.asarray([_number(each.scores[score]) for each in candidates])) for score in range(len(RANKED))]
    order = sorted(range(len(candidates)), key=lambda place: -means.get(str(place), -1.0))
    made = []
    for position, place in enumerate(order, start=1):
        each, ranks = candidates[place], tuple(int(places[place]) for places in by_score)
        made.append(Standing(each.key, each.run, each.kind, each.strategy, position if str(place) in means else None, ranks))
    return made


def _number(score: float | None) -> float:
    return float("nan") if score is None else score


def _places(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """From 1, the largest value first; equal values share a place; what is no number comes last."""
    values = np.nan_to_num(values, nan=-np.inf)
    return 1 + len(values) - np.searchsorted(np.sort(values), values, "right")


class Boards:
    """The boards that were asked for last, as long as none of their runs changes."""

    KEPT = 50_000
    """So many standings in all."""

    def __init__(self, index: RunIndex) -> None:
        self.index = index
        self._kept: OrderedDict[tuple[str, str], Board] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, owner: str, key: str) -> Board | None:
        """A board as it is now."""
        with self._lock:
            kept = self._kept.pop((owner, key), None)
            if kept is None or kept.version != self.index.ask(lambda database: _version(database, owner, key)):
                kept = read_board(self.index, owner, key)
            if kept is None:
                return None
            self._kept[owner, key] = kept
            while len(self._kept) > 1 and sum(len(each.standings) for each in self._kept.values()) > self.KEPT:
                self._kept.popitem(last=False)
            return kept
