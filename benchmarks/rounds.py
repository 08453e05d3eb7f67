"""What estimating a target's class shares anew is worth to *Find the best*, where they seem to differ from the source's.

    python benchmarks/rounds.py PHOTO ART [--seeds 2] [--first-seed 0] [--pairs icons "photo → art" …] --kept FOLDER [--print]

Pairs, shares, draws and training are those of ``portfolio.py``, and a folder is kept as there. In each cell where the shares seem to differ,
networks are matched to the first estimate, then others to the shares that these predict together, and so on for :data:`LAST` rounds. The rows
say which round is taken; each group of cells has a table. The labels of the target draw its pictures and score.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matrix import print_table
from portfolio import COLUMNS, FROZEN, REFERENCES, Cell, asked_of, asking, keep, kept_cell, labels_of, predicted, row_of

from tlgui.data.pack import Pack
from tlgui.finding import rule
from tlgui.finding.stages import MATCHED, PULLING
from tlgui.home import Home
from tlgui.insight.class_shares import shares_of

LAST = 3
TRIO = (*MATCHED, "alone")
Round = int | str
"""Its number, or ``true``: matched to the target's own shares."""


def of_round(number: Round) -> tuple[str, ...]:
    return tuple(f"{each}@{number}" for each in TRIO)


@dataclass(frozen=True)
class Trainer:
    """Trains what a cell lacks."""

    home: Home
    packs: tuple[Pack, Pack]
    shares: str
    seed: int
    file: Path

    def seen_to(self, name: str, before: Cell | None, equal: tuple[str, ...] = PULLING) -> Cell:
        """A cell with all of its networks; where the shares seem equal, with ``equal`` alone: by default those that say so."""
        cell = self._begun(name) if before is None else before
        networks, source = cell.networks, cell.source
        if not rule.compare_shares(*(networks[each] for each in REFERENCES), source).differ:
            self._train(cell, PULLING, None)
        if cell.case == "equal":
            self._train(cell, equal, None)
            return cell
        shares = rule.shares_seeming(networks["source-only"], networks["alone"], source, cell.case == "believed")
        for number in range(1, LAST + 1):
            self._train(cell, of_round(number), shares)
            shares = rule.shares_again(cell.averaged(of_round(number)), source)
        self._train(cell, of_round("true"), shares_of(cell.truth, len(source)))
        return cell

    def _begun(self, name: str) -> Cell:
        source_only, source = self.predicted("source-only", None)
        alone, _ = self.predicted("alone", None)
        truth = labels_of(self.packs, self.shares, self.seed)
        return Cell(name, {"source-only": source_only, "alone": alone}, truth, source)

    def _train(self, cell: Cell, names: tuple[str, ...], matched_to: rule.Shares | None) -> None:
        for name in names:
            if name not in cell.networks:
                cell.networks[name], _ = self.predicted(name.partition("@")[0], matched_to)
                keep(cell, self.file)

    def predicted(self, strategy: str, matched_to: rule.Shares | None) -> tuple[np.ndarray, rule.Shares]:
        return predicted(self.home, self.packs, self.shares, self.seed, strategy, matched_to, FROZEN)


class Seen(NamedTuple):
    """A cell of the ground with its pictures: the two datasets, the shares and the draw."""

    cell: Cell
    packs: tuple[Pack, Pack]
    shares: str
    seed: int


SeeTo = Callable[[Trainer, str, Cell | None], Cell]
"""Trains what a cell of this name lacks, or all of it."""


def seen(given: argparse.Namespace, home: Home, see_to: SeeTo) -> Iterator[Seen]:
    """The cells that are asked for, seen to and kept; with ``--print`` those that are in the folder."""
    for name, make, shares, seed in asked_of(given, home):
        file, packs = given.kept / f"{name}.npz", make()
        cell = kept_cell(file, name)
        if not given.print:
            cell = see_to(Trainer(home, packs, shares, seed, file), name, cell)
            keep(cell, file)
        if cell is not None:
            yield Seen(cell, packs, shares, seed)


def answer(cell: Cell, number: Round) -> rule.Predictions:
    """What those of a round say together; source-only too, where the first shares are a guess."""
    return cell.averaged((*of_round(number), *(["source-only"] if cell.case == "guessed" else [])))


def gated(cell: Cell) -> Round:
    """The second, if it overturns more of what source-only is surest of."""
    once, again = (rule.overturned(cell.networks["source-only"], cell.averaged(of_round(number))) for number in (1, 2))
    return 2 if again > once else 1


def surest(cell: Cell) -> Round:
    """The round whose networks together are surest of the target."""
    return 1 + int(np.argmax([cell.averaged(of_round(number)).max(1).mean() for number in range(1, LAST + 1)]))


WAYS: dict[str, Callable[[Cell], Round]] = {
    "1": lambda cell: 1,
    "**2 where source-only is believed or it overturns more, else 1**": lambda cell: (
        2 if cell.case == "believed" else gated(cell)
    ),
    "2 where it overturns more, else 1": gated,
    "2": lambda cell: 2,
    "3": lambda cell: 3,
    "the surest": surest,
    "matched to the true shares (nobody has them)": lambda cell: "true",
}


def main() -> None:
    warnings.simplefilter("ignore")
    ask = asking(__doc__)
    ask.set_defaults(shares=("tail", "few", "reversed"))
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cells = [each.cell for each in seen(given, Home.open(Path(folder)), Trainer.seen_to)]
    differ = [each for each in cells if each.case != "equal"]
    groups = {"shares seem to differ": differ}
    for title, case in (("source-only is believed", "believed"), ("a guess", "guessed"), ("only after all", "late")):
        groups[f"... {title}"] = [each for each in differ if each.case == case]
    for title, group in groups.items():
        if group:
            print_table(f"{title} ({len(group)} of {len(cells)} cells)", rows(group), [*COLUMNS, "worst, against round 1"])


def rows(cells: list[Cell]) -> dict[str, list[str]]:
    """For each way what it has right, and the cell in which one round would have has most more."""
    scores = {way: np.array([cell.accuracy(answer(cell, take(cell))) for cell in cells]) for way, take in WAYS.items()}
    once = scores["1"]
    return {way: [*row_of(of, cells), f"{(of - once).min():+.1f}"] for way, of in scores.items()}


if __name__ == "__main__":
    main()
