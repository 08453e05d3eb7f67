"""Where nobody can tell whether a target has the source's class shares: what networks that assume either have right, and both together.

    python benchmarks/unclear.py PHOTO ART [--seeds 3] [--pairs icons "photo → art" …] --kept FOLDER [--print]

Pairs, shares, draws and training are those of ``portfolio.py``, and a folder is kept as there; that of ``seeds.py`` holds most of it. Of the
cells whose shares the search would take for equal these are asked in which source-only is to be believed, and the predicted shares, or those
that networks still predict which pull the target toward the source's, are at least :data:`LEAST` or :data:`LEAST_STILL` away from these.
Answers are spread among look-alikes, as the search does. The labels of the target draw its pictures and score.
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import NamedTuple

from alike import Said, Way, features_of
from matrix import print_table
from portfolio import EQUAL, REFERENCES, Cell, asking
from rounds import Trainer, seen
from seeds import BESIDE, Beginning

from tlgui.finding import rule
from tlgui.home import Home
from tlgui.insight.class_shares import shares_of, total_variation

LEAST, LEAST_STILL = 0.08, 0.11
"""Cells that are nearer to the source's shares than this are not asked."""

MATCHED = ("dann", "cdan", "alone")
"""What is matched, all with the seed of the references."""


class Asked(NamedTuple):
    """A cell with the features of its target (n, d), and how far its predicted and its true shares are from the source's, and those that are
    predicted still.
    """

    cell: Cell
    features: Said
    moved: float
    true: float

    @property
    def still(self) -> float:
        return self.cell.still_moved

    def right(self, *groups: tuple[str, ...]) -> str:
        """What groups of networks have right that count alike, in %."""
        said = sum(self.cell.averaged(each) for each in groups) / len(groups)
        return f"{self.cell.accuracy(Way().spread(said, self.features)):.1f}"


def test_of(cell: Cell) -> rule.ShareTest:
    return rule.compare_shares(*(cell.networks[each] for each in REFERENCES), cell.source)


def is_asked(cell: Cell) -> bool:
    moved = cell.case == "equal" and (test_of(cell).moved >= LEAST or cell.still_moved >= LEAST_STILL)
    return moved and test_of(cell).believed


def seen_to(trainer: Trainer, name: str, before: Cell | None) -> Cell:
    """A cell with all of its networks, if it :func:`is_asked`; else with those that say so."""
    cell = trainer.seen_to(name, before)
    if is_asked(cell):
        beginning = Beginning(trainer)
        cell = beginning.seen_to(name, cell)
        seeming = rule.shares_seeming(*(cell.networks[each] for each in REFERENCES), cell.source, believed=True)
        for strategy in MATCHED:
            beginning.train(cell, strategy, 0, f"{strategy}@unclear", seeming)
    return cell


def main() -> None:
    warnings.simplefilter("ignore")
    given, found = asking(__doc__).parse_args(), []
    with tempfile.TemporaryDirectory() as folder:
        home = Home.open(Path(folder))
        for each in seen(given, home, seen_to):
            if is_asked(each.cell):
                true = total_variation(shares_of(each.cell.truth, len(each.cell.source)), each.cell.source)
                features = features_of(home, each.packs, each.shares, each.seed)
                found.append(Asked(each.cell, features, test_of(each.cell).moved, true))
    equal = tuple(f"{each}+{BESIDE[each]}" if each in BESIDE else each for each in EQUAL)
    matched = tuple(f"{each}@unclear" for each in MATCHED)
    columns = ["predicted shares moved", "still", "true ones", "source-only", "taken for equal", "matched", "both, half each"]
    rows = {
        each.cell.name: [
            *(f"{value:.2f}" for value in (each.moved, each.still, each.true)),
            f"{each.cell.accuracy(each.cell.networks['source-only']):.1f}",
            *(each.right(*groups) for groups in ((equal,), (matched,), (equal, matched))),
        ]
        for each in sorted(found, key=lambda each: -each.moved)
    }
    print_table("nobody can tell", rows, columns)


if __name__ == "__main__":
    main()
