"""What scikit-learn and skada reach where *Find the best* was chosen, each tuned on that very ground, with its labels.

    python benchmarks/against_skada.py PHOTO ART --kept FOLDER [--seeds 1] [--pairs icons "photo → art" …]
    python benchmarks/against_skada.py PHOTO ART --kept FOLDER --print
    python benchmarks/against_skada.py --pair SOURCE TARGET [--pair …] --seeds 2 --shares "as it is" few --cells CELLS --kept FOLDER

The cells are those of ``portfolio.py``. In FOLDER is kept what ours were trained to, as ``alike.py`` keeps it, and beside it a line of
``rivals.jsonl`` for each cell that theirs have seen. All work on the same frozen features. Of each method's settings the table has those that
are best on the mean of all cells, which needs the target's labels: nobody has them, and ours was not given them. With ``--pair`` the cells are
of other pairs, and with ``--cells`` ours is what ``best.py --json CELLS`` found on them.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

import numpy as np
from alike import found_of
from best import Help, kept, title
from matrix import print_table
from numpy.typing import NDArray
from portfolio import COLUMNS, asked_of, asking, prepared_cell, summed
from rivals import Frozen, frozen_of, methods

from tlgui.durable import append_line
from tlgui.home import Home


def on_cell(frozen: Frozen, seed: int, only: Collection[str]) -> dict[str, float]:
    """Target accuracy by ``METHOD | SETTING``, of those (``only``), or of every method with every setting."""
    asked = {f"{name} | {setting}": method for name, settings in methods().items() for setting, method in settings}
    if only:
        asked = {name: asked[name] for name in only}
    return {name: method(frozen, seed) for name, method in asked.items()}


def fitted_all(given: argparse.Namespace, file: Path) -> dict[str, dict[str, float]]:
    """What every method reaches, by cell: those in the file, and those that are fitted now."""
    file.parent.mkdir(parents=True, exist_ok=True)
    known = {found["cell"]: found["accuracy"] for found in kept(file)}
    if given.print:
        return known
    with tempfile.TemporaryDirectory() as folder:
        home = Home.open(Path(folder))
        for name, packs, shares, seed in asked_of(given, home):
            if name not in known:
                prepared, truth = prepared_cell(home, packs(), shares, seed, "source-only", None)
                known[name] = on_cell(frozen_of(prepared, truth), seed, given.only)
                append_line(file, {"cell": name, "accuracy": known[name]})
    return known


def ours(given: argparse.Namespace) -> dict[str, tuple[float, float]]:
    """What *Find the best* and source-only have right of each cell, in %."""
    if given.cells is not None:
        found = [cell for cell in kept(given.cells) if Help.of(cell) == Help(0)]
        return {title(cell): (100 * cell["target_accuracy"], 100 * cell["baseline_target_accuracy"]) for cell in found}
    trained = [(each.cell, each.answer) for each in found_of(given)]
    return {cell.name: (cell.accuracy(answer), cell.accuracy(cell.networks["source-only"])) for cell, answer in trained}


def main() -> None:
    warnings.simplefilter("ignore")
    ask = asking(__doc__)
    ask.add_argument("--cells", type=Path, help="ours from the file of best.py --json, searched as a user does")
    ask.add_argument("--only", nargs="+", default=[], metavar="METHOD | SETTING", help="as printed; by default all")
    given = ask.parse_args()
    theirs = fitted_all(given, given.kept / "rivals.jsonl")
    known = {name: each for name, each in ours(given).items() if name in theirs}
    if not known:
        raise SystemExit(f"{given.kept} has no cell of which both are known.")
    as_it_is = np.array([", as it is, " in name for name in known])
    answers, plain = np.array(list(known.values())).T

    def row(scores: NDArray[np.float64], setting: str) -> list[str]:
        return [*summed(scores, scores - plain), f"{scores[as_it_is].mean():.1f}" if as_it_is.any() else "–", setting]

    rows = {"**Find the best, without a label**": row(answers, ""), "source-only": row(plain, "")}
    scores: dict[str, dict[str, NDArray[np.float64]]] = defaultdict(dict)
    for each in theirs[next(iter(known))]:
        name, setting = each.split(" | ")
        scores[name][setting] = 100 * np.array([theirs[cell][each] for cell in known])
    for name, of_setting in scores.items():
        best = max(of_setting, key=lambda setting: of_setting[setting].mean())
        rows[name] = row(of_setting[best], best)
    which = "the setting that it was given" if given.only else "its best setting on them"
    print_table(f"{len(known)} cells, each method with {which}", rows, [*COLUMNS, "shares as they are", "setting"])


if __name__ == "__main__":
    main()
