"""What it is worth to *Find the best* that networks begin differently: where the shares seem equal, and where the source is matched.

    python benchmarks/seeds.py PHOTO ART [--seeds 2] [--first-seed 0] [--pairs icons "photo → art" …] --kept FOLDER [--print]

Pairs, shares, draws and training are those of ``portfolio.py``, and a folder is kept as there; that of ``rounds.py`` holds most of it. Where
the shares seem equal all that assumes so is trained with the seed of its draw, and again each with another. Where they do not, the source is
matched to the shares that the search takes for the target's, and to the true ones. Answers are spread among look-alikes, as the search does.
The labels of the target draw its pictures and score.
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from unittest.mock import patch

import numpy as np
import portfolio
from alike import Said, Way, features_of
from matrix import print_table
from portfolio import COLUMNS, EQUAL, REFERENCES, Cell, asking, keep, row_of
from rounds import Round, Trainer, gated, of_round, seen

from tlgui.finding import rule
from tlgui.home import Home
from tlgui.insight.class_shares import shares_of

BESIDE = {"dann": 1, "cdan": 2, "cdan+mcc": 3}
"""By how much the seeds differ from that of MCC and of the references, where shares seem equal."""

TRAINED = (("dann", 1), ("cdan", 1))
"""What is matched once more, and by how much its seed differs."""


def taken(cell: Cell) -> Round:
    """The round whose shares the search takes."""
    return 2 if cell.case == "believed" else gated(cell)


class Beginning:
    """Trains what a cell lacks, each network with a seed of its own."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer

    def seen_to(self, name: str, before: Cell | None) -> Cell:
        cell = self._trainer.seen_to(name, before, EQUAL[:-1])
        if cell.case == "equal":
            for strategy, other in BESIDE.items():
                self.train(cell, strategy, other, f"{strategy}+{other}", None)
            return cell
        source = cell.source
        if taken(cell) == 2:
            shares = rule.shares_again(cell.averaged(of_round(1)), source)
        else:
            shares = rule.shares_seeming(*(cell.networks[each] for each in REFERENCES), source, cell.case == "believed")
        for strategy, other in TRAINED:
            self.train(cell, strategy, other, f"{strategy}+{other}@taken", shares)
            self.train(cell, strategy, other, f"{strategy}+{other}@true", shares_of(cell.truth, len(source)))
        return cell

    def train(self, cell: Cell, strategy: str, other: int, name: str, shares: rule.Shares | None) -> None:
        if name in cell.networks:
            return
        begun = portfolio.settings_of
        with patch.object(portfolio, "settings_of", lambda given, of, seed: begun(given, of, seed + other)):
            cell.networks[name], _ = self._trainer.predicted(strategy, shares)
        keep(cell, self._trainer.file)


def equal(cells: list[Cell]) -> dict[str, list[list[str]]]:
    own = [f"{each}+{BESIDE[each]}" if each in BESIDE else each for each in EQUAL]
    return {"all with one seed": [list(EQUAL) for _ in cells], "**each with its own**": [own for _ in cells]}


def matched(cells: list[Cell], to: str) -> dict[str, list[list[str]]]:
    """What counts in each cell, by row. ``to``: ``taken`` or ``true``."""

    def of(cell: Cell, *names: str) -> list[str]:
        own = taken(cell) if to == "taken" else to
        found = [f"{each}@{to}" if "+" in each else f"{each}@{own}" for each in names]
        if to == "taken":
            found += [f"alone@{own}", *(["source-only"] if cell.case == "guessed" else [])]
        return found

    ways = {
        "**DANN and CDAN, one seed**": ("dann", "cdan"),
        "DANN and CDAN, two seeds": ("dann", "cdan+1"),
        "DANN twice, two seeds": ("dann", "dann+1"),
        "CDAN twice, two seeds": ("cdan", "cdan+1"),
        "DANN twice and CDAN": ("dann", "dann+1", "cdan"),
    }
    return {way: [of(cell, *names) for cell in cells] for way, names in ways.items()}


def rows(cells: list[Cell], features: dict[str, Said], ways: dict[str, list[list[str]]]) -> dict[str, list[str]]:
    """For each way what the answer has right, and how far that is below the best of what is averaged and of the references."""
    found = {}
    for way, names in ways.items():
        said = [Way().spread(cell.averaged(tuple(each)), features[cell.name]) for cell, each in zip(cells, names, strict=True)]
        scores = np.array([cell.accuracy(each) for cell, each in zip(cells, said, strict=True)])
        best = [
            max(cell.accuracy(cell.networks[one]) for one in {*each, *REFERENCES})
            for cell, each in zip(cells, names, strict=True)
        ]
        found[way] = [*row_of(scores, cells), f"{(best - scores).mean():.2f}"]
    return found


def main() -> None:
    warnings.simplefilter("ignore")
    given = asking(__doc__).parse_args()
    cells, features = [], {}
    with tempfile.TemporaryDirectory() as folder:
        home = Home.open(Path(folder))
        for each in seen(given, home, lambda trainer, name, before: Beginning(trainer).seen_to(name, before)):
            cells.append(each.cell)
            features[each.cell.name] = features_of(home, each.packs, each.shares, each.seed)
    columns = [*COLUMNS, "below the best of them"]
    same = [each for each in cells if each.case == "equal"]
    differ = [each for each in cells if each.case != "equal"]
    if same:
        print_table(f"shares seem equal ({len(same)} of {len(cells)} cells)", rows(same, features, equal(same)), columns)
    if differ:
        of = f"({len(differ)} of {len(cells)} cells)"
        print_table(f"shares seem to differ {of}", rows(differ, features, matched(differ, "taken")), columns)
        print_table(f"... matched to the true shares {of}", rows(differ, features, matched(differ, "true")), columns)


if __name__ == "__main__":
    main()
