"""What the adviser recommends on the ground of :mod:`portfolio`, and what other rules would: pairs × kinds of class shares × seeds.

    python benchmarks/advice.py PHOTO ART [--seeds 1] [--pairs icons "photo → art" …] [--print] --kept FOLDER
    python benchmarks/advice.py PHOTO ART [--seeds 2] --shares-only --kept FOLDER

For each cell: what the shift X-ray measures without a label of the target (how much of the MMD is left once each domain is standardized by
itself, with its p value, and how different the class shares seem), how different they are, and the target accuracy of every strategy that a
rule may recommend, in %. All on features of the default backbone, so without the digits, which a network learns from scratch. What was found
of a cell is kept in the folder. ``--shares-only`` trains nothing, in a folder of its own: only how different class shares seem, and are. The
labels of the target draw its pictures and score; no rule reads them.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from label_shift import drawn, parts_of_classes, trained
from matrix import print_table
from numpy.typing import NDArray
from portfolio import COLUMNS, SHARES, asked_of, asking, labels_of, prepared_cell, summed

from tlgui import durable
from tlgui.data.dataset import Pictures
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.insight.class_shares import seeming_shares, shares_of, total_variation
from tlgui.insight.divergence import discrepancy
from tlgui.insight.preprocessing import standardized
from tlgui.models.backbones import open_backbone
from tlgui.models.catalogue import DEFAULT
from tlgui.planning.recommend import SEEMS_UNEVEN, UNEVEN, Measured, recommend
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import DataFacts, DomainFacts
from tlgui.training.device import Device
from tlgui.training.feature_cache import activations, choose_engine

STRATEGIES = ("source-only", "alone", "mcc", "afn", "coral", "cdan")
FROM_SCRATCH = "digits"
EQUAL = 0.01
"""Shares that differ by less are equal, but for single pictures."""


class Xray(NamedTuple):
    """What the shift X-ray measures without a label of the target; see :mod:`tlgui.analysis.shift`."""

    mmd: float
    mmd_normalised: float
    mmd_normalised_p: float
    seeming_shift: float

    @property
    def normalisation_explains(self) -> bool:
        """Whether the shift disappears when each domain is standardized by itself."""
        return self.mmd_normalised <= 0.05 * self.mmd and self.mmd_normalised_p >= 0.05


class Cell(NamedTuple):
    """What the X-ray measures of a cell, how different the class shares are (0 to 1), and target accuracies in %."""

    name: str
    measured: Xray
    differ: float
    right: dict[str, float]


def features_of(home: Home, pack: Pack) -> NDArray[np.float32]:
    """(n, d), those that the X-ray looks at."""
    backbone, device = open_backbone(home, DEFAULT), Device("cpu")
    pictures, depth = Pictures(pack, backbone.image_size, backbone.mean, backbone.std, keep=False), len(backbone.stages)
    engine = choose_engine(home, [pictures], backbone, depth, device)
    return activations(home, pictures, backbone, depth, device, engine=engine).reshape(len(pack), -1)


def measured(home: Home, packs: tuple[Pack, Pack], shares: str, seed: int) -> tuple[Xray, float]:
    """What the X-ray tells of a cell's pictures, and how different their class shares are."""
    names = sorted(packs[0].info.classes)
    labels = np.asarray([names.index(each) for each in packs[0].info.classes])[packs[0].labels()]
    kept = drawn(labels, parts_of_classes(shares, "source", len(names), seed), seed)
    of_target = np.asarray([names.index(each) for each in packs[1].info.classes])[packs[1].labels()]
    source = features_of(home, packs[0])[kept]
    target = features_of(home, packs[1])[drawn(of_target, parts_of_classes(shares, "target", len(names), seed), seed)]
    distance, left = discrepancy(source, target), discrepancy(standardized(source), standardized(target))
    assert distance is not None and left is not None
    own = shares_of(labels[kept], len(names))
    seeming = total_variation(seeming_shares(source, labels[kept], target, len(names)), own)
    truth = total_variation(shares_of(labels_of(packs, shares, seed), len(names)), own)
    return Xray(distance.mmd, left.mmd, left.p, seeming), truth


def cell_of(home: Home, packs: tuple[Pack, Pack], shares: str, seed: int, strategies: Sequence[str]) -> dict[str, Any]:
    found, differ = measured(home, packs, shares, seed)
    right = {}
    for strategy in strategies:
        prepared, truth = prepared_cell(home, packs, shares, seed, strategy, None)
        right[strategy] = 100 * float((trained(prepared).target_predictions.argmax(1) == truth).mean())
    return {"measured": found._asdict(), "differ": differ, "right": right}


def cells_of(folder: Path, asked: Any) -> Iterator[Cell]:
    """All that were asked for, as they are in the folder or trained now."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        home = Home.open(Path(place))
        for name, packs, shares, seed in asked_of(asked, home):
            if name.startswith(f"{FROM_SCRATCH},"):
                continue
            file = folder / f"{name}.json"
            if not asked.print and not file.exists():
                durable.write_json(file, cell_of(home, packs(), shares, seed, () if asked.shares_only else STRATEGIES))
            if file.exists():
                kept = durable.read_json(file)
                yield Cell(name, Xray(**kept["measured"]), kept["differ"], kept["right"])


def seems(cell: Cell, limit: float) -> bool:
    return cell.measured.seeming_shift >= limit


def advised(cell: Cell) -> str:
    """By the adviser itself, of a labeled source and a target with the same classes, of which no label is told."""
    classes = ("one", "other")
    source, target = DomainFacts("source", 200, classes, (100, 100), "all"), DomainFacts("target", 200, (), (), "none")
    measured = Measured(domain_auc=1.0, seeming_shift=cell.measured.seeming_shift)
    found = recommend(RunSpec(), DataFacts(source, target), measured).strategy
    assert found is not None
    return found


def asking_shares(limit: float = SEEMS_UNEVEN, then: str = "afn", otherwise: str = "cdan") -> Callable[[Cell], str]:
    return lambda cell: then if seems(cell, limit) else otherwise


def as_it_was(cell: Cell) -> str:
    if seems(cell, SEEMS_UNEVEN):
        return "afn"
    return "alone" if cell.measured.normalisation_explains else "mcc"


RULES: dict[str, Callable[[Cell], str]] = {
    f"**AFN where shares seem to differ by {SEEMS_UNEVEN:.0%}, else CDAN**": advised,
    "as it was: MCC instead of CDAN, and AdaBN where normalization explains the shift": as_it_was,
    "MCC instead of CDAN": asking_shares(otherwise="mcc"),
    "CORAL instead of CDAN": asking_shares(otherwise="coral"),
    "source-only instead of AFN": asking_shares(then="source-only"),
    "normalization alone instead of AFN": asking_shares(then="alone"),
    **{f"AFN from {limit:.0%} on": asking_shares(limit) for limit in (0.2, 0.4)},
    **{f"always {each}": (lambda cell, each=each: each) for each in STRATEGIES},
}


def row_of(rule: Callable[[Cell], str], cells: list[Cell]) -> list[str]:
    right = np.array([cell.right[rule(cell)] for cell in cells])
    gains = right - [cell.right["source-only"] for cell in cells]
    return summed(right, gains)


def told(cell: Cell) -> list[str]:
    of = cell.measured
    left = f"{max(0.0, of.mmd_normalised / of.mmd):.2f} (p {of.mmd_normalised_p:.2f})"
    return [left, f"{of.seeming_shift:.2f}", f"{cell.differ:.2f}", *(f"{cell.right[each]:.1f}" for each in STRATEGIES)]


def print_shares(cells: list[Cell]) -> None:
    """How often the shares seem to differ where they do not, and do not seem to where they do."""
    equal = [cell for cell in cells if cell.differ < EQUAL]
    print(f"Of {len(equal)} cells with equal shares, {sum(seems(cell, SEEMS_UNEVEN) for cell in equal)} seem to differ.")
    far = [cell for cell in cells if cell.differ >= SEEMS_UNEVEN]
    missed = [cell for cell in far if not seems(cell, SEEMS_UNEVEN)]
    most = max((cell.differ for cell in missed), default=0.0)
    print(
        f"Of {len(far)} whose shares differ by {SEEMS_UNEVEN:.0%} or more, {len(missed)} do not seem to; the farthest of these by {most:.0%}."
    )


def main() -> None:
    warnings.simplefilter("ignore")
    ask = asking(__doc__)
    ask.add_argument("--shares-only", action="store_true", help="measure, train nothing")
    given = ask.parse_args()
    cells = list(cells_of(given.kept, given))
    print_shares(cells)
    if given.shares_only:
        return
    columns = ["MMD left", "shares seem to differ", "they do", *STRATEGIES]
    print_table("each cell", {cell.name: told(cell) for cell in cells}, columns)
    groups = {"all cells": cells, **{f"shares {each}": [cell for cell in cells if f", {each}, " in cell.name] for each in SHARES}}
    groups["shares do not seem to differ"] = [cell for cell in cells if not seems(cell, SEEMS_UNEVEN)]
    groups["shares seem to differ"] = [cell for cell in cells if seems(cell, SEEMS_UNEVEN)]
    groups["shares hardly differ (known where labels are open)"] = [cell for cell in cells if cell.differ < UNEVEN]
    for title, group in groups.items():
        if group:
            rows = {name: row_of(rule, group) for name, rule in RULES.items()}
            print_table(f"{title} ({len(group)})", rows, [*COLUMNS])


if __name__ == "__main__":
    main()
