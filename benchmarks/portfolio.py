"""What *Find the best* should train and average: ten pairs × four kinds of class shares × seeds, and several rules on the same networks.

    python benchmarks/portfolio.py PHOTO ART [--seeds 3] [--pairs icons "photo → art" …] --kept FOLDER
    python benchmarks/portfolio.py PHOTO ART [--seeds 3] --kept FOLDER --print

PHOTO and ART are folders of pictures with the same classes; the other pairs are the demos, whose domains are taken in other orders too, and
photographs with made shifts. All have frozen features, so the digits are worse here than with the network that the demo trains for them.
Each cell is trained as ``matrix.py`` does; what its networks predict is kept in a file of the folder as soon as it is there, and the same
command asked again goes on with those that are not.

A name with ``@`` is a network whose source was matched to shares: those that source-only predicts (``source-only``), that normalization alone
predicts (``alone``), the mean of both (``both``), what the first of these DANNs predicts (``again``), or the target's own (``true``), which
nobody has. The labels of the target draw its pictures, give these, and score; nothing else reads them.
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from label_shift import LOST, drawn, parts_of_classes, restricted, trained
from matrix import print_table, settings_of
from numpy.typing import NDArray

from tlgui.data.demo import make_demo
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.data.shift import ShiftSettings, make_shift
from tlgui.finding import rule
from tlgui.home import LOCAL_OWNER, Home
from tlgui.insight.class_shares import shares_of
from tlgui.insight.scores import information_maximisation
from tlgui.spec.run_spec import RunSpec
from tlgui.spec.target_shares import TargetShares
from tlgui.training.preparation import prepare

Networks = dict[str, NDArray[np.float32]]
"""What each network of a cell predicts on the target, (n, k)."""

SHARES = ("as it is", "tail", "few", "reversed")
REFERENCES = ("source-only", "alone")
UNMATCHED = ("mcc", "dann", "cdan", "cdan+mcc", "mmd", "source-only,shot", "afn", "pseudo-label")
MATCHED = {
    "source-only": ("alone", "dann", "cdan", "mmd"),
    "alone": ("alone", "dann", "cdan", "mmd"),
    "both": ("alone", "dann", "cdan"),
    "again": ("alone", "dann", "cdan"),
    "true": ("alone", "dann"),
}


def pairs_of(home: Home, photo: str, art: str) -> dict[str, Callable[[], tuple[Pack, Pack]]]:
    """Every development pair by its name; made when it is asked for."""

    def shifted(kind: str) -> tuple[Pack, Pack]:
        source = ingest(photo, home)
        return source, make_shift(source, ShiftSettings(kind=kind, severity=3), home)

    def of_demos(first: tuple[str, int], second: tuple[str, int]) -> tuple[Pack, Pack]:
        return make_demo(home, first[0])[first[1]], make_demo(home, second[0])[second[1]]

    solid, ink, flat = ("icons", 0), ("icons", 1), ("icons-flat", 1)
    return {
        "icons": lambda: of_demos(solid, ink),
        "photo → art": lambda: (ingest(photo, home), ingest(art, home)),
        "icons-flat": lambda: of_demos(solid, flat),
        "art → photo": lambda: (ingest(art, home), ingest(photo, home)),
        "flat → ink": lambda: of_demos(flat, ink),
        "photo → sketch": lambda: shifted("sketch"),
        "ink → flat": lambda: of_demos(ink, flat),
        "photo → blur": lambda: shifted("blur"),
        "digits": lambda: make_demo(home, "digits"),
        "ink → icons": lambda: of_demos(ink, solid),
    }


class Cell(NamedTuple):
    """A cell's networks, the target's labels (n,) and the source's shares (k,)."""

    name: str
    networks: Networks
    truth: NDArray[np.int64]
    source: rule.Shares

    def accuracy(self, predictions: NDArray[np.floating]) -> float:
        """In %."""
        return 100 * float((predictions.argmax(1) == self.truth).mean())

    def averaged(self, names: tuple[str, ...]) -> NDArray[np.float64]:
        return rule.averaged(self.networks, rule.evenly(names))

    @property
    def test(self) -> rule.ShareTest:
        return rule.compare_shares(self.networks["source-only"], self.networks["alone"], self.source)


def predicted(
    home: Home, packs: tuple[Pack, Pack], shares: str, seed: int, strategy: str, matched_to: rule.Shares | None
) -> tuple[NDArray[np.float32], rule.Shares]:
    """What the network that is kept predicts on the target (n, k), and the source's shares (k,), in the order of the classes' names."""
    names = sorted(packs[0].info.classes)
    known = TargetShares()
    if matched_to is not None:
        by_class = {name: round(float(share), 6) for name, share in zip(names, matched_to, strict=True)}
        known = TargetShares(known_from="estimated", shares=by_class)
    spec = RunSpec(
        source=packs[0].info.id,
        target=packs[1].info.id,
        strategy="source-only" if strategy == "alone" else strategy,
        backbone="efficientnet-lite0",
        settings=settings_of([], strategy, seed),
        target_shares=known,
    )
    prepared = restricted(prepare(home, LOCAL_OWNER, spec, lambda done, total: None, lambda: False), packs, names, shares, seed)
    chosen = trained(prepared)
    place = np.asarray([names.index(each) for each in prepared.data.task.classes])
    source = prepared.data.source
    assert source is not None
    on_all = np.zeros((len(chosen.target_predictions), len(names)), np.float32)
    on_all[:, place] = chosen.target_predictions
    return on_all, shares_of(place[source.labels_of(source.train)], len(names))


def cell_of(home: Home, packs: tuple[Pack, Pack], name: str, shares: str, seed: int) -> Cell:
    """Train all networks of a cell."""
    classes = sorted(packs[0].info.classes)
    labels = np.asarray([classes.index(each) for each in packs[1].info.classes])[packs[1].labels()]
    truth = labels[drawn(labels, parts_of_classes(shares, "target", len(classes), seed), seed)]
    networks: Networks = {}
    for strategy in (*REFERENCES, *UNMATCHED):
        networks[strategy], source = predicted(home, packs, shares, seed, strategy, None)
    for estimate, strategies in MATCHED.items():
        match estimate:
            case "both":
                given = (rule.shares_predicted(networks["source-only"]) + rule.shares_predicted(networks["alone"])) / 2
            case "again":
                given = rule.shares_predicted(networks["dann@source-only"])
            case "true":
                given = shares_of(truth, len(classes))
            case _:
                given = rule.shares_predicted(networks[estimate])
        for strategy in strategies:
            networks[f"{strategy}@{estimate}"], _ = predicted(home, packs, shares, seed, strategy, given)
    return Cell(name, networks, truth, source)


def surest_of(cell: Cell, names: tuple[str, ...]) -> str:
    """The network with the best information maximization."""
    return max(names, key=lambda each: information_maximisation(cell.networks[each]))


def at(estimate: str, *strategies: str) -> tuple[str, ...]:
    return tuple(f"{each}@{estimate}" for each in strategies)


EQUAL = ("mcc", "dann", "cdan", "cdan+mcc", "alone")
FORMER = ("mcc", "source-only", "alone", "dann", "mmd", "source-only,shot", "cdan+mcc")


class Rule(NamedTuple):
    """What counts where shares seem equal; where they do not and source-only is believed; and where it is not."""

    equal: tuple[str, ...] = EQUAL
    believed: tuple[str, ...] = at("source-only", "dann", "cdan", "alone")
    guessed: tuple[str, ...] = (*at("both", "dann", "cdan", "alone"), "source-only")
    surest: bool = False
    """As before: the surest counts as much as all together, except among matched ones."""

    def answer(self, cell: Cell) -> NDArray[np.float64]:
        test = cell.test
        names = self.equal if not test.differ else self.believed if test.believed else self.guessed
        together = cell.averaged(names)
        if self.surest and names != self.believed:
            return 0.5 * together + 0.5 * cell.networks[surest_of(cell, names)]
        return together


BEFORE = Rule(FORMER, (*at("source-only", "dann", "alone"), "source-only"), FORMER, surest=True)
RULES = {
    "**as it is**": Rule(),
    "as it was": BEFORE,
    "equal: as it was": Rule(equal=FORMER),
    "equal: without normalization alone": Rule(equal=EQUAL[:-1]),
    "differ: as it was": Rule(believed=BEFORE.believed),
    "differ: and MMD": Rule(believed=at("source-only", "dann", "cdan", "mmd", "alone")),
    "differ: and AFN": Rule(believed=(*at("source-only", "dann", "cdan", "alone"), "afn")),
    "differ: estimated again": Rule(believed=at("again", "dann", "cdan", "alone")),
    "guess: taken for equal": Rule(guessed=EQUAL),
    "guess: source-only's shares": Rule(guessed=at("source-only", "dann", "cdan", "alone")),
    "guess: normalization alone's shares": Rule(guessed=at("alone", "dann", "cdan", "alone")),
    "guess: normalization alone's shares, and MCC": Rule(guessed=(*at("alone", "dann", "cdan", "alone"), "mcc")),
    "guess: the mean of both, without source-only": Rule(guessed=at("both", "dann", "cdan", "alone")),
    "always MCC": Rule(*[("mcc",)] * 3),
    "always AFN": Rule(*[("afn",)] * 3),
    "always normalization alone": Rule(*[("alone",)] * 3),
    "differ, guess: the mean of both": Rule(EQUAL, *[at("both", "dann", "cdan", "alone")] * 2),
    "the true shares, always (nobody has them)": Rule(*[at("true", "dann", "alone")] * 3),
}


def row_of(answer: Rule, cells: list[Cell]) -> list[str]:
    scores = np.array([cell.accuracy(answer.answer(cell)) for cell in cells])
    gains = scores - [cell.accuracy(cell.networks["source-only"]) for cell in cells]
    return [f"{scores.mean():.1f}", f"{gains.mean():+.1f}", f"{gains.min():+.1f}", str((gains < -100 * LOST).sum())]


def cells_of(given: argparse.Namespace) -> Iterator[Cell]:
    """All that were asked for, as they are in the folder or trained now."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home.open(Path(folder))
        pairs = pairs_of(home, given.photo, given.art)
        for seed, (pair, packs), shares in itertools.product(range(given.seeds), pairs.items(), SHARES):
            if given.pairs and pair not in given.pairs:
                continue
            name = f"{pair}, {shares}, {given.first_seed + seed}"
            file = given.kept / f"{name}.npz"
            if not file.exists() and not given.print:
                cell = cell_of(home, packs(), name, shares, given.first_seed + seed)
                given.kept.mkdir(parents=True, exist_ok=True)
                part = file.with_suffix(".part.npz")
                np.savez_compressed(
                    part, truth=cell.truth, source=cell.source, **{f"of {key}": each for key, each in cell.networks.items()}
                )
                os.replace(part, file)
            if file.exists():
                kept = np.load(file)
                networks = {key.removeprefix("of "): kept[key] for key in kept.files if key.startswith("of ")}
                yield Cell(name, networks, kept["truth"], kept["source"])


def main() -> None:
    warnings.simplefilter("ignore")
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("photo", metavar="PHOTO")
    ask.add_argument("art", metavar="ART")
    ask.add_argument("--seeds", type=int, default=1)
    ask.add_argument("--first-seed", type=int, default=0, help="others draw other pictures: choose on some, show others")
    ask.add_argument("--pairs", nargs="+", help="by their names; by default all")
    ask.add_argument("--kept", type=Path, required=True, help="a folder for what the networks predict")
    ask.add_argument("--print", action="store_true", help="train nothing: print the tables of what is kept")
    given = ask.parse_args()
    cells = list(cells_of(given))
    columns = ["target accuracy, %", "over source-only", "worst cell", "more than 2 below"]
    groups: dict[str, list[Cell]] = {
        "all cells": cells,
        "shares seem equal": [each for each in cells if not each.test.differ],
        "shares seem to differ, source-only is believed": [each for each in cells if each.test.differ and each.test.believed],
        "shares seem to differ, a guess": [each for each in cells if each.test.differ and not each.test.believed],
        **{f"shares {shares}": [each for each in cells if f", {shares}, " in each.name] for shares in SHARES},
    }
    for title, group in groups.items():
        if group:
            print_table(f"{title} ({len(group)})", {name: row_of(each, group) for name, each in RULES.items()}, columns)
    unmatched = [each for each in cells if not (each.test.differ and each.test.believed)]
    surest = Counter(surest_of(each, FORMER) for each in unmatched).most_common()
    print(f"\nThe surest where nothing was matched before: {', '.join(f'{name} {count}' for name, count in surest)}")


if __name__ == "__main__":
    main()
