"""What scikit-learn and skada reach where *Find the best* was chosen, each tuned on that very ground, with its labels.

    python benchmarks/against_skada.py PHOTO ART --kept FOLDER [--seeds 1] [--pairs icons "photo → art" …]
    python benchmarks/against_skada.py PHOTO ART --kept FOLDER --print

The cells are those of ``portfolio.py``. In FOLDER is kept what ours were trained to, as ``alike.py`` keeps it, and beside it a line of
``rivals.jsonl`` for each cell that theirs have seen. All work on the same frozen features. Of each method's settings the table has those that
are best on the mean of all cells, which needs the target's labels: nobody has them, and ours was not given them.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections import defaultdict
from pathlib import Path

import numpy as np
from alike import found_of
from best import kept
from matrix import print_table
from numpy.typing import NDArray
from portfolio import COLUMNS, asked_of, asking, prepared_cell, row_of
from rivals import Frozen, frozen_of, methods

from tlgui.durable import append_line
from tlgui.home import Home


def on_cell(frozen: Frozen, seed: int) -> dict[str, float]:
    """Target accuracy of every method with every setting, by ``METHOD | SETTING``."""
    found = {}
    for name, settings in methods().items():
        for setting, method in settings:
            found[f"{name} | {setting}"] = method(frozen, seed)
    return found


def fitted_all(given: argparse.Namespace, file: Path) -> dict[str, dict[str, float]]:
    """What every method reaches, by cell: those in the file, and those that are fitted now."""
    known = {found["cell"]: found["accuracy"] for found in kept(file)}
    if given.print:
        return known
    with tempfile.TemporaryDirectory() as folder:
        home = Home.open(Path(folder))
        for name, packs, shares, seed in asked_of(given, home):
            if name not in known:
                prepared, truth = prepared_cell(home, packs(), shares, seed, "source-only", None)
                known[name] = on_cell(frozen_of(prepared, truth), seed)
                append_line(file, {"cell": name, "accuracy": known[name]})
    return known


def main() -> None:
    warnings.simplefilter("ignore")
    given = asking(__doc__).parse_args()
    theirs = fitted_all(given, given.kept / "rivals.jsonl")
    found = [each for each in found_of(given) if each.cell.name in theirs]
    if not found:
        raise SystemExit(f"{given.kept} has no cell of which both are known.")
    cells = [each.cell for each in found]
    as_it_is = np.array([", as it is, " in each.name for each in cells])

    def row(scores: NDArray[np.float64], setting: str) -> list[str]:
        return [*row_of(scores, cells), f"{scores[as_it_is].mean():.1f}" if as_it_is.any() else "–", setting]

    ours = np.array([each.cell.accuracy(each.answer) for each in found])
    plain = np.array([each.accuracy(each.networks["source-only"]) for each in cells])
    rows = {"**Find the best, without a label**": row(ours, ""), "source-only": row(plain, "")}
    scores: dict[str, dict[str, NDArray[np.float64]]] = defaultdict(dict)
    for each in theirs[cells[0].name]:
        name, setting = each.split(" | ")
        scores[name][setting] = 100 * np.array([theirs[cell.name][each] for cell in cells])
    for name, of_setting in scores.items():
        best = max(of_setting, key=lambda setting: of_setting[setting].mean())
        rows[name] = row(of_setting[best], best)
    print_table(
        f"{len(cells)} cells, each method with its best setting on them", rows, [*COLUMNS, "shares as they are", "best setting"]
    )


if __name__ == "__main__":
    main()
