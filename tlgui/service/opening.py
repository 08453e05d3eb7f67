"""Labels that were revealed elsewhere, and opening them in many runs at once: for everybody in a room, or for one person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from tlgui.data import seals
from tlgui.data.pack import DatasetInfo
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.runs.index.listing import FactsOnce
from tlgui.runs.index.standings import Board
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service import launch

BY = "the host"

MOST = 200
"""Of a board with more entries only so many are looked at: those in front, then the newest."""


class Opened(NamedTuple):
    """How many runs have their labels now, and how many could not get them: their pictures are gone, or were taken back."""

    runs: int
    left: int


class StillSealed(NamedTuple):
    """Runs that keep the labels of their target sealed, though these were revealed elsewhere, and what the target is called."""

    target: str
    runs: list[str]


def reveal_for_room(home: Home, targets: Iterable[DatasetInfo], runs: Collection[tuple[str, str]]) -> Opened:
    """Open labels in every dataset that holds the same pictures, and in every run on one of them: (owner, run).

    The datasets first: whoever is killed in between leaves nothing that is half open, and the host presses again.
    """
    for info in targets:
        seals.reveal(home, info, BY)
    return reveal_in_runs(home, runs, BY)


def reveal_in_runs(home: Home, runs: Iterable[tuple[str, str]], by: str) -> Opened:
    """Open the labels in runs: (owner, run). Those that cannot get them do not keep the others from it."""
    done = left = 0
    for owner, run in runs:
        try:
            done += launch.reveal(home, RunStore(home).get(run, owner), by)
        except UserError:
            left += 1
    return Opened(done, left)


def revealed_elsewhere(home: Home, run: Run) -> bool:
    """Whether a run was asked to keep the labels of its target sealed, which are revealed by now, though not in this run."""
    return run.spec.sealed and not run.opened and seals.was_revealed(home, run.spec.target)


def still_sealed(home: Home, owner: str, board: Board, facts: FactsOnce) -> StillSealed | None:
    """The owner's runs on a board that were asked to keep labels sealed which are open by now; ``None`` without any.

    A run's labels are opened by whoever asks for it, so that nobody sees a number that they meant to keep for later. Once they are open
    elsewhere only the comparison suffers: some are scored by all labels and some by those that were given.
    """
    newest = facts.of([board.newest]).get(board.newest)
    target = None if newest is None else newest["datasets"]["target"]
    if target is None or not seals.was_revealed(home, target):
        return None
    runs = [each.run for each in board.part(0, MOST) if each.kind is None]
    runs = [run for run, told in facts.of(runs).items() if told["possible"]]
    try:
        info = DatasetStore(home).get(target, owner).info
    except UserError:  # deleted since
        return None
    return StillSealed(info.name, runs) if runs and seals.may_reveal(home, info, owner) else None
