"""Opening the labels of a target for everybody in a room at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from tlgui.data import seals
from tlgui.data.pack import DatasetInfo
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.runs.store import RunStore
from tlgui.service import launch

BY = "the host"


class Opened(NamedTuple):
    """How many runs have their labels now, and how many could not get them: their pictures are gone, or were taken back."""

    runs: int
    left: int


def reveal_for_room(home: Home, targets: Iterable[DatasetInfo], runs: Collection[tuple[str, str]]) -> Opened:
    """Open labels in every dataset that holds the same pictures, and in every run on one of them: (owner, run).

    The datasets first: whoever is killed in between leaves nothing that is half open, and the host presses again.
    """
    for info in targets:
        seals.reveal(home, info, BY)
    done = left = 0
    for owner, run in runs:
        try:
            done += launch.reveal(home, RunStore(home).get(run, owner), BY)
        except UserError:
            left += 1
    return Opened(done, left)
