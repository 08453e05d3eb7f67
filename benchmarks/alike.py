"""What spreading the answer of *Find the best* among pictures that look alike is worth, and with how many of them, how much and by what.

    python benchmarks/alike.py PHOTO ART [--seeds 3] [--pairs icons "photo → art" …] --kept FOLDER [--print]

Pairs, shares, draws and training are those of ``portfolio.py``. A cell is trained as the search would train it: what assumes equal shares, or
two rounds of what is matched. A folder is kept as there; that of ``rounds.py`` holds such cells. A row says how the average is changed before
it is compared with the labels, which nothing else reads but the drawing of the pictures.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
from matrix import print_table
from numpy.typing import NDArray
from portfolio import COLUMNS, EQUAL, Cell, asking, prepared_cell, row_of, rows_of
from rounds import answer, gated, of_round, seen

from tlgui.data.dataset import Cached
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.insight import look_alikes

Said = NDArray[np.float64]


class Way(NamedTuple):
    """How look-alikes are found, and how they count."""

    count: int = look_alikes.COUNT
    weight: float = look_alikes.WEIGHT
    power: int = look_alikes.POWER
    epsilon: float = look_alikes.EPSILON

    def spread(self, said: Said, features: NDArray[np.floating]) -> Said:
        settings = {"COUNT": self.count, "WEIGHT": self.weight, "POWER": self.power, "EPSILON": self.epsilon}
        with patch.multiple(look_alikes, **settings):
            return look_alikes.most_alike(features).spread(said)


WAYS: dict[str, Callable[[Said, NDArray[np.floating]], Said]] = {
    "the average alone": lambda said, _: said,
    f"**{look_alikes.COUNT} look-alikes, α = {look_alikes.WEIGHT}**": Way().spread,
    "5": Way(count=5).spread,
    "15": Way(count=15).spread,
    "α = 0.3": Way(weight=0.3).spread,
    "α = 0.7": Way(weight=0.7).spread,
    "the similarity as it is": Way(power=1).spread,
    "all alike": Way(power=0).spread,
    "features as they are scaled": Way(epsilon=1e9).spread,
}
"""A very large ε divides every feature by the same number."""


class Trained(NamedTuple):
    """A cell, and the features of its target (n, d)."""

    cell: Cell
    features: NDArray[np.floating]

    @property
    def said(self) -> Said:
        """The average without look-alikes."""
        cell = self.cell
        if cell.case == "equal":
            return cell.averaged(EQUAL)
        return answer(cell, 2 if cell.case == "believed" else gated(cell))

    @property
    def whole(self) -> bool:
        """Whether no network is missing that :attr:`said` needs: other benchmarks keep other ones."""
        needed = EQUAL if self.cell.case == "equal" else (*of_round(1), *of_round(2))
        return set(needed) <= set(self.cell.networks)

    @property
    def answer(self) -> Said:
        """What *Find the best* says."""
        return Way().spread(self.said, self.features)


def features_of(home: Home, packs: tuple[Pack, Pack], shares: str, seed: int) -> NDArray[np.floating]:
    prepared, _ = prepared_cell(home, packs, "as it is", 0, "source-only", None)
    target = prepared.data.target
    assert target is not None
    whole = target.inputs.inputs
    assert isinstance(whole, Cached)
    return whole.views[0][rows_of(packs, shares, seed)]


def found_of(given: argparse.Namespace) -> Iterator[Trained]:
    """All cells that were asked for; with ``--print`` those that are in the folder."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home.open(Path(folder))
        for each in seen(given, home, lambda trainer, name, before: trainer.seen_to(name, before, EQUAL)):
            trained = Trained(each.cell, features_of(home, each.packs, each.shares, each.seed))
            if trained.whole:
                yield trained


def main() -> None:
    warnings.simplefilter("ignore")
    found = list(found_of(asking(__doc__).parse_args()))
    cases = {"all cells": ("equal", "believed", "guessed", "late"), "shares seem equal": ("equal",)}
    cases |= {"source-only is believed": ("believed",), "a guess": ("guessed",), "only after all": ("late",)}
    for title, of in cases.items():
        group = [each for each in found if each.cell.case in of]
        if group:
            print_table(f"{title} ({len(group)})", rows(group), [*COLUMNS, "worst, against the average alone"])
    parts = dict.fromkeys(part for each in found for part in each.cell.name.rsplit(", ", 2)[:2])
    groups = {part: [each for each in found if part in each.cell.name.rsplit(", ", 2)[:2]] for part in parts}
    columns = ["cells", "the average alone", "with look-alikes", "cells that gain", "that lose", "worst"]
    print_table("pairs and shares", {part: gains(group) for part, group in groups.items()}, columns)


def gains(trained: list[Trained]) -> list[str]:
    """What look-alikes bring to a group of cells, under the columns of the last table."""
    alone = np.array([each.cell.accuracy(each.said) for each in trained])
    spread = np.array([each.cell.accuracy(each.answer) for each in trained])
    more = spread - alone
    better, worse = (more > 0).sum(), (more < 0).sum()
    return [str(len(more)), f"{alone.mean():.1f}", f"{spread.mean():.1f}", str(better), str(worse), f"{more.min():+.1f}"]


def rows(trained: list[Trained]) -> dict[str, list[str]]:
    cells = [each.cell for each in trained]
    scores = {
        name: np.array([each.cell.accuracy(way(each.said, each.features)) for each in trained]) for name, way in WAYS.items()
    }
    alone = scores["the average alone"]
    return {name: [*row_of(of, cells), f"{(of - alone).min():+.1f}"] for name, of in scores.items()}


if __name__ == "__main__":
    main()
