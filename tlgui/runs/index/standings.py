"""Runs whose numbers may be compared, in order: a board. It holds no text, so it is worked out once for readers of any language.

A board has one source, one target and one choice of classes. Its order is that of :func:`tlgui.runs.pick.mean_ranks`, over *all* its runs and
their references, however few of them a page shows; equals share a place. Runs that learned from the target's labels have a board of their own
and no place: their accuracy is of the few pictures that were kept out of training, and scores without labels say little of them. Those that
learned labels that a person gave have no place by scores: theirs are only of the other pictures.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import Cursor
from tlgui.runs.pick import RANKED, mean_ranks
from tlgui.runs.seeds import several_seeds

_SCORES = ", ".join(RANKED)

Version = tuple[str, int]
"""Which index, and the number of its last change."""


class Standing(NamedTuple):
    """An entry of a board.

    Attributes
    ----------
    key:
        The run's id; of a reference ``=`` and its id.
    run:
        The run itself; for a reference the one that knows it.
    kind:
        ``baseline`` or ``normalisation_alone`` for a reference.
    place:
        From 1; ``None`` for an entry without one.
    ranks:
        The place by each score of :data:`tlgui.runs.pick.RANKED`; empty for who is not ranked, or by scores of fewer pictures than the others.
    setting:
        What it has in common with others here that differ in nothing but their seed; ``None`` if there are none.
    """

    key: str
    run: str
    kind: str | None
    place: int | None
    ranks: tuple[int, ...]
    setting: str | None

    @property
    def network(self) -> str:
        """The run that trained it: the run itself, or that of the reference."""
        return self.key.removeprefix("=")


class _Entrant(NamedTuple):
    key: str
    run: str
    kind: str | None


@dataclass(frozen=True)
class Board:
    """All who stand on a board, in their order: those with a place, best first; those that were ranked and have none; the others, newest
    first, references last.

    Attributes
    ----------
    version:
        Another one whenever any of its runs changes.
    newest:
        Its newest run.
    learned:
        Its runs learned from the target's labels.
    lacks_normalisation:
        Nothing that goes on will bring normalization alone, and no run has it.
    ranks:
        (m, k): the places by each score of those that were ranked, who come first; 0 for those whose scores are of fewer pictures.
    placed:
        So many of them have a place.
    seeds:
        The runs of each setting that was trained with several seeds, the newest first.
    repeated:
        Runs that came to the same network as an earlier one here, with the same setting and seed: that one stands for them, and they are
        not ranked.
    """

    key: str
    version: Version
    newest: str
    learned: bool
    lacks_normalisation: bool
    ranks: NDArray[np.int64]
    placed: int
    seeds: Mapping[str, tuple[str, ...]]
    repeated: frozenset[str]
    _entrants: Sequence[_Entrant]
    _places: Sequence[int]

    def __len__(self) -> int:
        return len(self._entrants)

    @property
    def ranked(self) -> int:
        """How many were ranked."""
        return len(self.ranks)

    def part(self, start: int, stop: int) -> list[Standing]:
        """Those from one position of the order to another."""
        return [self._standing(position) for position in range(start, min(stop, len(self)))]

    def position(self, key: str) -> int | None:
        """Where in the order somebody stands; ``None`` for nobody here."""
        return next((position for position, each in enumerate(self._entrants) if each.key == key), None)

    def of(self, keys: Collection[str]) -> list[Standing]:
        """Those with these keys, with their places among all."""
        return [self._standing(position) for position, each in enumerate(self._entrants) if each.key in keys]

    def first(self, most: int) -> list[Standing]:
        """Who has the first place; at most so many."""
        return self.part(0, min(most, sum(place == 1 for place in self._places)))

    def first_by(self, score: int, most: int) -> list[Standing]:
        """Who is first by a score (its index in :data:`tlgui.runs.pick.RANKED`), the best in all first; at most so many."""
        return [self._standing(int(position)) for position in np.flatnonzero(self.ranks[:, score] == 1)[:most]]

    def by(self, values: Mapping[str, float]) -> Board:
        """The same in another order: of those that were ranked, who have a value, the largest first, equals with the same place; behind them
        without a place those that were ranked and have none.
        """
        known = np.array([values.get(each.key, np.nan) for each in self._entrants[: self.ranked]])
        order = np.argsort(-known, kind="stable").tolist()  # NaN comes last
        entrants = [*(self._entrants[position] for position in order), *self._entrants[self.ranked :]]
        places = _places(known[order][: int((~np.isnan(known)).sum())]).tolist()
        return replace(self, ranks=self.ranks[order], placed=len(places), _entrants=entrants, _places=places)

    def _standing(self, position: int) -> Standing:
        place = self._places[position] if position < self.placed else None
        ranks = tuple(self.ranks[position].tolist()) if position < self.ranked and self.ranks[position].all() else ()
        entrant = self._entrants[position]
        return Standing(*entrant, place, ranks, None if entrant.kind is not None else self._settings.get(entrant.run))

    @cached_property
    def _settings(self) -> dict[str, str]:
        """The setting of each run that is not the only one of it."""
        return {run: setting for setting, runs in self.seeds.items() for run in runs}


class Listed(NamedTuple):
    """A board in the list of all: its key, how many runs it has, its newest, the number of its last change."""

    key: str
    runs: int
    newest: Cursor
    changed: int


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
            f"SELECT id, setting, seed, ranked, fewer, source_metric, validated_on, {_SCORES} FROM runs "
            "WHERE place = 'runs' AND owner = ? AND reference = 0 AND board = ? ORDER BY created DESC, id DESC",
            (owner, key),
        ).fetchall()
        if not rows:
            return None
        newest = rows[0][0]
        (learned,) = database.execute("SELECT learned FROM runs WHERE place = 'runs' AND id = ?", (newest,)).fetchone()
        references = _references(database, owner, key)
        lacks = (
            not learned
            and all(each.kind != "normalisation_alone" for each, _ in references)
            and not _brings_more(database, owner, key)
        )
        repeated = _repeated(rows)
        runs = [(_Entrant(run, run, None), (ranked and run not in repeated, *known)) for run, _, _, ranked, _, *known in rows]
        fewer = {row[0] for row in rows if row[4]}
        ranks, places, entrants = _ordered(runs, references, fewer, bool(learned))
        seeds = several_seeds(row[:3] for row in rows)
        return Board(key, version, newest, bool(learned), lacks, ranks, len(places), seeds, repeated, entrants, places)

    return index.ask(question)


def _repeated(rows: Sequence[tuple[Any, ...]]) -> frozenset[str]:
    """The runs whose setting, seed and scores an earlier one has; ``rows``: as :func:`read_board` reads them, the newest first."""
    seen: set[tuple[Any, ...]] = set()
    found = set()
    for run, setting, seed, ranked, *known in reversed(rows):
        network = (setting, seed, *known)
        if setting and ranked and network in seen:
            found.add(run)
        seen.add(network)
    return frozenset(found)


def _brings_more(database: sqlite3.Connection, owner: str, board: str) -> bool:
    """Whether a run of the board goes on, or is compared with something else than source-only."""
    return (
        database.execute(
            "SELECT 1 FROM runs WHERE place = 'runs' AND reference = 0 AND (over = 0 OR own_measure = 1) AND owner = ? AND board = ? LIMIT 1",
            (owner, board),
        ).fetchone()
        is not None
    )


_Known = tuple[_Entrant, tuple[float | None, ...]]
"""An entry and what is known of it: whether it is ranked, the source metric and of how many pictures that is, the scores."""


def _references(database: sqlite3.Connection, owner: str, board: str) -> list[_Known]:
    """Source-only and normalization alone, each of the run that knows most of it. Runs with other settings are measured by others.

    That is a run that knows its metric, if one does; then one that was not matched to the target's classes, whose normalization alone is the
    plain one; then the one with most pictures; then the newest. A reference that was trained again with the same outcome, by another version of
    the program or for a run that learned labels, stands there once.
    """
    rows = database.execute(
        f"SELECT reference, kind, run, looks, ranked, source_metric, validated_on, {_SCORES}, MAX(created) AS newest FROM compared "
        "WHERE place = 'runs' AND owner = ? AND board = ? AND shown = 1 GROUP BY reference, kind, known, matched, pictures "
        "ORDER BY known DESC, matched, pictures DESC, newest DESC, kind",
        (owner, board),
    )
    found: list[_Known] = []
    seen: set[str] = set()
    for reference, kind, run, looks, *known, _ in rows:
        if seen.isdisjoint((reference, looks)):
            found.append((_Entrant(f"={reference}", run, kind), tuple(known)))
        seen |= {reference, looks}
    return found


def _ordered(
    runs: Sequence[_Known], references: Sequence[_Known], fewer: Collection[str], learned: bool
) -> tuple[NDArray[np.int64], list[int], list[_Entrant]]:
    """The places by each score of those that are ranked, the places in all of those that have one, and all in their order. ``fewer``: the runs
    whose scores are of fewer pictures.
    """
    ranked = [] if learned else [each for each in runs if each[1][0]]
    candidates = [*(each for each in references if each[1][0]), *ranked] if ranked else []
    if not candidates:
        return np.zeros((0, len(RANKED)), np.int64), [], [each for each, _ in (*runs, *references)]
    known = np.asarray([known for _, known in candidates], float)  # None is NaN
    whole = np.array([entrant.key not in fewer for entrant, _ in candidates])
    means, by_score = np.full(len(known), np.nan), np.zeros((len(known), len(RANKED)), np.int64)
    if whole.any():
        compared = known[whole]
        means[whole] = mean_ranks(compared[:, 1], compared[:, 3:], pictures=compared[:, 2]).round(9)
        by_score[whole] = np.stack([_places(each) for each in compared[:, 3:].T], 1)
    order = np.argsort(np.where(np.isnan(means), 1.0, -means), kind="stable")
    rest = [each for each, about in (*runs, *references) if not about[0]]
    places = _places(means[order][: int((~np.isnan(means)).sum())]).tolist()
    return by_score[order], places, [*(candidates[place][0] for place in order), *rest]


def _version(database: sqlite3.Connection, owner: str, key: str) -> Version:
    found = database.execute(
        "SELECT value, (SELECT changed FROM boards WHERE owner = ? AND board = ?) FROM about WHERE name = 'incarnation'",
        (owner, key),
    ).fetchone()
    return found[0], found[1] or 0


def _places(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """From 1, the largest value first; equal values share a place; what is no number comes last."""
    values = np.nan_to_num(values, nan=-np.inf)
    return 1 + len(values) - np.searchsorted(np.sort(values), values, "right")


class Boards:
    """The boards that were asked for last, as long as none of their runs changes."""

    KEPT = 50_000
    """Standings kept at most."""

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
            while len(self._kept) > 1 and sum(map(len, self._kept.values())) > self.KEPT:
                self._kept.popitem(last=False)
            return kept
