"""What *Find the best* should train and average: ten pairs × four kinds of class shares × seeds, and several rules on the same networks.

    python benchmarks/portfolio.py PHOTO ART [--seeds 3] [--pairs icons "photo → art" …] --kept FOLDER
    python benchmarks/portfolio.py PHOTO ART [--seeds 3] --kept FOLDER --print
    python benchmarks/portfolio.py --from-scratch [--seeds 3] --kept FOLDER
    python benchmarks/portfolio.py --pair SOURCE TARGET [--pair …] --kept FOLDER    (other pairs: nothing is chosen on them)

PHOTO and ART are folders of pictures with the same classes; the other pairs are the demos, whose domains are taken in other orders too, and
photographs with made shifts. All have frozen features, so the digits are worse here than with the network that the demo trains for them. With
``--from-scratch`` it is the digits, printed and handwritten, in both directions, with the small CNN that learns all of its layers.
Each cell is trained as ``matrix.py`` does; what its networks predict is kept in a file of the folder as soon as it is there, and the same
command asked again goes on with what is missing.

A name with ``@`` is a network whose source was matched to shares: those that source-only predicts (``source-only``), that normalization alone
predicts (``alone``), the mean of both (``both``), the first two with half of the source's own shares taken out (``evened``), or the target's
own (``true``), which nobody has. The labels of the target draw its pictures, give these, and score; nothing else reads them.
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from label_shift import LOST, drawn, parts_of_classes, restricted, trained
from matrix import print_table, settings_of, shifted
from numpy.typing import NDArray

from tlgui.data.demo import make_demo
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.finding import rule
from tlgui.finding.stages import PULLING
from tlgui.home import LOCAL_OWNER, Home
from tlgui.insight.class_shares import shares_of
from tlgui.insight.look_alikes import Alike, most_alike
from tlgui.specification.run_spec import RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.training.device import Device
from tlgui.training.frozen_features import frozen_features, opened_for
from tlgui.training.preparation import Preparation, prepare

Networks = dict[str, NDArray[np.float32]]
"""What each network of a cell predicts on the target, (n, k)."""

SHARES = ("as it is", "tail", "few", "reversed", "uneven")
REFERENCES = ("source-only", "alone")
UNMATCHED = ("mcc", "dann", "cdan", "cdan+mcc", "afn")
MATCHED = {
    "source-only": ("alone", "dann", "cdan"),
    "alone": ("alone", "dann", "cdan"),
    "both": ("alone", "dann", "cdan"),
    "source-only, evened": ("alone", "dann", "cdan"),
    "alone, evened": ("alone", "dann", "cdan"),
    "true": ("alone", "dann"),
}
UNMATCHED_FROM_SCRATCH = ("mcc", "dann", "cdan", "cdan+mcc")
MATCHED_FROM_SCRATCH = {
    "source-only, evened": ("alone", "dann", "cdan"),
    "alone, evened": ("alone", "dann", "cdan"),
    "true": ("dann",),
}
FROZEN, FROM_SCRATCH = "efficientnet-lite0", "small-cnn"


def pairs_of(home: Home, photo: str, art: str) -> dict[str, Callable[[], tuple[Pack, Pack]]]:
    """Every development pair by its name; made when it is asked for."""

    def of_demos(first: tuple[str, int], second: tuple[str, int]) -> tuple[Pack, Pack]:
        return make_demo(home, first[0])[first[1]], make_demo(home, second[0])[second[1]]

    solid, ink, flat = ("icons", 0), ("icons", 1), ("icons-flat", 1)
    return {
        "icons": lambda: of_demos(solid, ink),
        "photo → art": lambda: (ingest(photo, home), ingest(art, home)),
        "icons-flat": lambda: of_demos(solid, flat),
        "art → photo": lambda: (ingest(art, home), ingest(photo, home)),
        "flat → ink": lambda: of_demos(flat, ink),
        "photo → sketch": lambda: shifted(home, photo, "sketch"),
        "ink → flat": lambda: of_demos(ink, flat),
        "photo → blur": lambda: shifted(home, photo, "blur"),
        "digits": lambda: make_demo(home, "digits"),
        "ink → icons": lambda: of_demos(ink, solid),
    }


def pairs_from_scratch(home: Home) -> dict[str, Callable[[], tuple[Pack, Pack]]]:
    """As :func:`pairs_of`."""
    return {
        "printed → handwritten": lambda: make_demo(home, "digits"),
        "handwritten → printed": lambda: make_demo(home, "digits")[::-1],
    }


def other_pairs(home: Home, folders: Sequence[tuple[str, str]]) -> dict[str, Callable[[], tuple[Pack, Pack]]]:
    """As :func:`pairs_of`."""
    return {
        f"{Path(source).name} → {Path(target).name}": lambda read=(source, target): tuple(ingest(each, home) for each in read)
        for source, target in folders
    }


class Cell(NamedTuple):
    """A cell's networks, the target's labels (n,), the source's shares (k,), the backbone, and for networks from scratch what looks alike."""

    name: str
    networks: Networks
    truth: NDArray[np.int64]
    source: rule.Shares
    backbone: str = FROZEN
    alike: Alike | None = None

    def accuracy(self, predictions: NDArray[np.floating]) -> float:
        """In %."""
        return 100 * float((predictions.argmax(1) == self.truth).mean())

    def averaged(self, names: tuple[str, ...]) -> NDArray[np.float64]:
        return rule.averaged(self.networks, rule.evenly(names))

    @property
    def case(self) -> str:
        """What *Find the best* takes the shares for, as :class:`Rule` calls it."""
        if self.backbone == FROZEN:
            return self.case_as_frozen
        return "late_from_scratch" if self.still_moved > rule.STILL_MOVED_FROM_SCRATCH else "equal"

    @property
    def case_as_frozen(self) -> str:
        """:attr:`case`, were the backbone frozen."""
        test = rule.compare_shares(self.networks["source-only"], self.networks["alone"], self.source)
        if test.differ:
            return "believed" if test.believed else "guessed"
        return "late" if self.still_moved > rule.STILL_MOVED else "equal"

    @property
    def still_moved(self) -> float:
        return rule.still_moved([self.networks[each] for each in PULLING], self.source)


def prepared_cell(
    home: Home,
    packs: tuple[Pack, Pack],
    shares: str,
    seed: int,
    strategy: str,
    matched_to: rule.Shares | None,
    backbone: str = FROZEN,
) -> tuple[Preparation, NDArray[np.int64]]:
    """A cell's pictures, ready to be trained on, and the target's labels (n,) as places in the run's classes."""
    names = sorted(packs[0].info.classes)
    known = TargetShares()
    if matched_to is not None:
        by_class = {name: round(float(share), 6) for name, share in zip(names, matched_to, strict=True)}
        known = TargetShares(known_from="estimated", shares=by_class)
    spec = RunSpec(
        source=packs[0].info.id,
        target=packs[1].info.id,
        strategy="source-only" if strategy == "alone" else strategy,
        backbone=backbone,
        settings=settings_of([], strategy, seed),
        target_shares=known,
    )
    whole = prepare(home, LOCAL_OWNER, spec, lambda done, total: None, lambda: False)
    prepared = restricted(whole, packs, names, shares, seed)
    place = np.asarray([prepared.data.task.classes.index(each) for each in names])
    return prepared, place[labels_of(packs, shares, seed)]


def labels_of(packs: tuple[Pack, Pack], shares: str, seed: int) -> NDArray[np.int64]:
    """The target's labels in a cell, (n,), as places in the classes' names in order."""
    return all_labels_of(packs)[rows_of(packs, shares, seed)]


def all_labels_of(packs: tuple[Pack, Pack]) -> NDArray[np.int64]:
    """Of the whole target, as :func:`labels_of`."""
    names = sorted(packs[0].info.classes)
    return np.asarray([names.index(each) for each in packs[1].info.classes])[packs[1].labels()]


def rows_of(packs: tuple[Pack, Pack], shares: str, seed: int) -> NDArray[np.int64]:
    """Which of the target's pictures a cell has, (n,)."""
    return drawn(all_labels_of(packs), parts_of_classes(shares, "target", len(packs[0].info.classes), seed), seed)


def alike_of(home: Home, packs: tuple[Pack, Pack], shares: str, seed: int) -> Alike:
    """Which of a cell's pictures look alike to the default backbone."""
    targets = {"target": packs[1]}
    seen = dict(frozen_features(home, targets, opened_for(home, FROZEN, targets), Device("cpu")))["target"]
    return most_alike(seen[rows_of(packs, shares, seed)])


def predicted(
    home: Home, packs: tuple[Pack, Pack], shares: str, seed: int, strategy: str, matched_to: rule.Shares | None, backbone: str
) -> tuple[NDArray[np.float32], rule.Shares]:
    """What the network that is kept predicts on the target (n, k), and the source's shares (k,), in the order of the classes' names."""
    names = sorted(packs[0].info.classes)
    prepared, _ = prepared_cell(home, packs, shares, seed, strategy, matched_to, backbone)
    chosen = trained(prepared)
    place = np.asarray([names.index(each) for each in prepared.data.task.classes])
    source = prepared.data.source
    assert source is not None
    on_all = np.zeros((len(chosen.target_predictions), len(names)), np.float32)
    on_all[:, place] = chosen.target_predictions
    return on_all, shares_of(place[source.labels_of(source.train)], len(names))


def wanted(backbone: str) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The networks of a cell: those that are given no shares, and by estimate those that are matched to it."""
    if backbone == FROM_SCRATCH:
        return (*REFERENCES, *UNMATCHED_FROM_SCRATCH), MATCHED_FROM_SCRATCH
    return (*REFERENCES, *UNMATCHED), MATCHED


def whole(cell: Cell) -> bool:
    """Whether no network is missing."""
    unmatched, matched = wanted(cell.backbone)
    names = {*unmatched, *(f"{each}@{estimate}" for estimate, strategies in matched.items() for each in strategies)}
    return names <= set(cell.networks) and (cell.alike is not None or cell.backbone == FROZEN)


def cell_of(
    home: Home, packs: tuple[Pack, Pack], name: str, shares: str, seed: int, before: Cell | None, backbone: str = FROZEN
) -> Cell:
    """Train all networks of a cell that it did not have ``before``."""
    truth = labels_of(packs, shares, seed)
    networks: Networks = {} if before is None else dict(before.networks)
    source = None if before is None else before.source
    unmatched, matched = wanted(backbone)
    for strategy in unmatched:
        if strategy not in networks:
            networks[strategy], source = predicted(home, packs, shares, seed, strategy, None, backbone)
    assert source is not None
    for estimate, strategies in matched.items():
        given = matched_to(estimate, networks, source, truth)
        for strategy in strategies:
            if f"{strategy}@{estimate}" not in networks:
                networks[f"{strategy}@{estimate}"], _ = predicted(home, packs, shares, seed, strategy, given, backbone)
    alike = alike_of(home, packs, shares, seed) if backbone == FROM_SCRATCH else None
    return Cell(name, networks, truth, source, backbone, alike)


def matched_to(estimate: str, networks: Networks, source: rule.Shares, truth: NDArray[np.int64]) -> rule.Shares:
    """The shares that go by this name."""
    if estimate == "true":
        return shares_of(truth, len(source))
    whose, _, evened = estimate.partition(", ")
    of = [networks[each] for each in (REFERENCES if whose == "both" else (whose,))]
    return np.mean([rule.shares_predicted(rule.evened(each, source) if evened else each) for each in of], axis=0)


def at(estimate: str, *strategies: str) -> tuple[str, ...]:
    return tuple(f"{each}@{estimate}" for each in strategies)


EQUAL = ("mcc", "dann", "cdan", "cdan+mcc", "alone")


class Rule(NamedTuple):
    """What counts where shares seem equal; where they do not and source-only is believed; where it is not; where they seemed equal until
    what pulls the target toward them was trained; and the same for networks from scratch. ``as_frozen``: these are asked as frozen ones are.
    ``looks_decide``: what looks alike may decide for what counts where shares seem equal. ``spread``: answers are drawn to look-alikes.
    """

    equal: tuple[str, ...] = EQUAL
    believed: tuple[str, ...] = at("source-only, evened", "dann", "cdan", "alone")
    guessed: tuple[str, ...] = (*at("alone, evened", "dann", "cdan", "alone"), "source-only")
    late: tuple[str, ...] = at("alone, evened", "dann", "cdan", "alone")
    late_from_scratch: tuple[str, ...] = (*at("source-only, evened", "dann", "cdan", "alone"), "source-only")
    as_frozen: bool = False
    looks_decide: bool = True
    spread: bool = True

    def answer(self, cell: Cell) -> NDArray[np.float64]:
        """What looks alike is known of networks from scratch alone: the answers of others are not spread here."""
        case = cell.case_as_frozen if self.as_frozen else cell.case
        said = cell.averaged(getattr(self, case))
        if cell.alike is None:
            return said
        if self.looks_decide and case == "late_from_scratch":
            equal = cell.averaged(self.equal)
            said = equal if rule.looks_speak_for(equal, said, cell.networks["source-only"], cell.alike) else said
        return cell.alike.spread(said) if self.spread else said


BEFORE = Rule(EQUAL, at("source-only", "dann", "cdan", "alone"), (*at("both", "dann", "cdan", "alone"), "source-only"), EQUAL)
RULES = {
    "**as it is**": Rule(),
    "as it was": BEFORE,
    "late: taken for equal": Rule(late=EQUAL),
    "late: and source-only": Rule(late=(*Rule().late, "source-only")),
    "late: source-only's shares, evened": Rule(late=at("source-only, evened", "dann", "cdan", "alone")),
    "equal: matched ones too": Rule(equal=(*EQUAL[:-1], *Rule().late)),
    "differ: source-only's shares as they are": Rule(believed=BEFORE.believed),
    "differ: and AFN": Rule(believed=(*Rule().believed, "afn")),
    "differ: and source-only": Rule(believed=(*Rule().believed, "source-only")),
    "differ: normalization alone's shares, evened": Rule(believed=Rule().late),
    "guess: taken for equal": Rule(guessed=EQUAL),
    "guess: source-only's shares, evened": Rule(guessed=(*at("source-only, evened", "dann", "cdan", "alone"), "source-only")),
    "guess: the mean of both": Rule(guessed=BEFORE.guessed),
    "guess: normalization alone's shares as they are": Rule(guessed=(*at("alone", "dann", "cdan", "alone"), "source-only")),
    "guess: without source-only": Rule(guessed=Rule().late),
    "guess: and MCC": Rule(guessed=(*Rule().guessed, "mcc")),
    "always MCC": Rule(*[("mcc",)] * 5),
    "always AFN": Rule(*[("afn",)] * 5),
    "always normalization alone": Rule(*[("alone",)] * 5),
    "the true shares, always (nobody has them)": Rule(*[at("true", "dann", "alone")] * 5),
}
RULES_FROM_SCRATCH = {
    "**as it is**": Rule(),
    "without look-alikes": Rule(looks_decide=False, spread=False),
    "late: look-alikes decide nothing": Rule(looks_decide=False),
    "asked as frozen networks are": Rule(as_frozen=True),
    "late: taken for equal": Rule(late_from_scratch=EQUAL),
    "late: normalization alone's shares, evened": Rule(late_from_scratch=Rule().guessed),
    "late: without source-only": Rule(late_from_scratch=Rule().believed),
    "late: without normalization alone": Rule(late_from_scratch=(*at("source-only, evened", "dann", "cdan"), "source-only")),
    "late: left as it is": Rule(late_from_scratch=("source-only",)),
    "always MCC": RULES["always MCC"],
    "always CDAN with MCC": Rule(*[("cdan+mcc",)] * 5),
    "always normalization alone": RULES["always normalization alone"],
    "the true shares, always (nobody has them), DANN": Rule(*[at("true", "dann")] * 5),
}


def answers(given: Rule, cells: list[Cell]) -> NDArray[np.float64]:
    """What a rule has right of each cell, in %."""
    return np.array([cell.accuracy(given.answer(cell)) for cell in cells])


def told(cell: Cell) -> list[str]:
    """What source-only and *Find the best* have right, in %, and :func:`tlgui.finding.rule.still_moved`."""
    right = (cell.accuracy(each) for each in (cell.networks["source-only"], Rule().answer(cell)))
    return [*(f"{each:.1f}" for each in right), f"{cell.still_moved:.3f}"]


COLUMNS = ("target accuracy, %", "over source-only", "worst cell", "more than 2 below")


def row_of(scores: NDArray[np.float64], cells: list[Cell]) -> list[str]:
    """Under :data:`COLUMNS`."""
    return summed(scores, scores - [cell.accuracy(cell.networks["source-only"]) for cell in cells])


def summed(scores: NDArray[np.float64], gains: NDArray[np.float64]) -> list[str]:
    """Target accuracies and what they have over source-only, both in %, under :data:`COLUMNS`."""
    return [f"{scores.mean():.1f}", f"{gains.mean():+.1f}", f"{gains.min():+.1f}", str((gains < -100 * LOST).sum())]


def asking(about: str | None) -> argparse.ArgumentParser:
    """What reads which cells of the ground are asked for."""
    ask = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("photo", metavar="PHOTO", nargs="?")
    ask.add_argument("art", metavar="ART", nargs="?")
    ask.add_argument("--seeds", type=int, default=1)
    ask.add_argument("--first-seed", type=int, default=0, help="others draw other pictures: choose on some, show others")
    ask.add_argument("--pairs", nargs="+", help="by their names; by default all")
    ask.add_argument(
        "--pair", action="append", nargs=2, default=[], metavar=("SOURCE", "TARGET"), help="two other folders instead; repeatable"
    )
    ask.add_argument("--shares", nargs="+", choices=SHARES, default=SHARES, help="by their names; by default all")
    ask.add_argument("--kept", type=Path, required=True, help="a folder for what was found")
    ask.add_argument("--print", action="store_true", help="train nothing: print the tables of what is kept")
    ask.set_defaults(from_scratch=False)
    return ask


def asked_of(given: argparse.Namespace, home: Home) -> Iterator[tuple[str, Callable[[], tuple[Pack, Pack]], str, int]]:
    """Name, pair, shares and seed of every cell that was asked for."""
    if given.pair:
        pairs = other_pairs(home, given.pair)
    elif given.from_scratch:
        pairs = pairs_from_scratch(home)
    elif given.art is not None:
        pairs = pairs_of(home, given.photo, given.art)
    else:
        raise SystemExit("PHOTO and ART are needed: two folders of pictures with the same classes.")
    for seed, (pair, packs), shares in itertools.product(range(given.seeds), pairs.items(), given.shares):
        if not given.pairs or pair in given.pairs:
            yield f"{pair}, {shares}, {given.first_seed + seed}", packs, shares, given.first_seed + seed


def cells_of(given: argparse.Namespace, train: bool) -> Iterator[Cell]:
    """All that were asked for, as they are in the folder or trained now."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home.open(Path(folder))
        backbone = FROM_SCRATCH if given.from_scratch else FROZEN
        for name, packs, shares, seed in asked_of(given, home):
            file = given.kept / f"{name}.npz"
            cell = kept_cell(file, name, backbone)
            if train and (cell is None or not whole(cell)):
                cell = cell_of(home, packs(), name, shares, seed, cell, backbone)
                keep(cell, file)
            if cell is not None:
                yield cell


def keep(cell: Cell, file: Path) -> None:
    """Write a cell to a file, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part.npz")
    networks = {f"of {key}": each for key, each in cell.networks.items()}
    alike = {} if cell.alike is None else cell.alike._asdict()
    np.savez_compressed(part, truth=cell.truth, source=cell.source, **networks, **alike)
    os.replace(part, file)


def kept_cell(file: Path, name: str, backbone: str = FROZEN) -> Cell | None:
    """What is in the folder of a cell."""
    if not file.exists():
        return None
    with np.load(file) as kept:
        networks = {key.removeprefix("of "): kept[key] for key in kept.files if key.startswith("of ")}
        alike = Alike(kept["places"], kept["similarities"]) if "places" in kept.files else None
        return Cell(name, networks, kept["truth"], kept["source"], backbone, alike)


def main() -> None:
    warnings.simplefilter("ignore")
    ask = asking(__doc__)
    ask.add_argument("--from-scratch", action="store_true", help="the digits, with a network that learns all of its layers")
    given = ask.parse_args()
    cells = list(cells_of(given, train=not given.print))
    if given.from_scratch:
        print_table(
            "each cell", {each.name: told(each) for each in cells}, ["source-only", "Find the best", "shares still moved"]
        )
    groups: dict[str, list[Cell]] = {
        "all cells": cells,
        "shares seem equal": [each for each in cells if each.case == "equal"],
        "shares seem to differ, source-only is believed": [each for each in cells if each.case == "believed"],
        "shares seem to differ, a guess": [each for each in cells if each.case == "guessed"],
        "shares seem to differ after all": [each for each in cells if each.case.startswith("late")],
        **{f"shares {shares}": [each for each in cells if f", {shares}, " in each.name] for shares in SHARES},
    }
    for title, group in groups.items():
        if group:
            rules = RULES_FROM_SCRATCH if given.from_scratch else RULES
            rows = {name: row_of(answers(each, group), group) for name, each in rules.items()}
            print_table(f"{title} ({len(group)})", rows, [*COLUMNS])


if __name__ == "__main__":
    main()
