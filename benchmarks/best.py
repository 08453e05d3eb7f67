"""Whether *Find the best* finds it: pairs × class shares × seeds, each searched as ``tlgui best`` does, with and without labels.

    python benchmarks/best.py --demo icons --demo icons-flat --pair PHOTO ART --pair ART PHOTO [--seeds 2] [--json CELLS]
    python benchmarks/best.py --demo digits --shift PHOTO blur --shares "as it is" tail few reversed uneven --labels 0
    python benchmarks/best.py --json CELLS --print

With ``--json`` each cell is a line of that file as soon as it is there, and the same command asked again goes on with those that are not: a
long run can be broken off, and given more seeds. With ``--print`` the tables are made of the file alone.

Each cell is written as two folders, read, and searched with real workers. Target labels draw the pictures of a cell, are handed over as the
``--labels`` of a simple random sample, and score the answers; nothing else reads them. The best candidate of a cell is the one that the labels
say is best: nobody can choose it. With ``--learned 20`` each cell is also searched as the press on *Label twenty* does: after a search without
labels so many pictures are named in the order in which the page asks, by one who is never wrong. The next search is told the shares that follow
where they differ, learns the labels, and everything is scored on the other pictures. ``--second-backbone efficientnet-lite2`` searches all of
it on two backbones; candidates are then those on either. Times are of a warm worker; features and
references are computed anew for the first search of a cell, and found again for the others.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

import numpy as np
from label_shift import LOST, drawn, parts_of_classes
from label_shift import SETTINGS as SHARES
from matrix import ask_for_pairs, pairs_of, print_table
from PIL import Image

from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.durable import append_line
from tlgui.finding.asking import POLL_SECONDS, Watcher, find_best
from tlgui.finding.race import advance
from tlgui.finding.verdict import ALONE, DISTILLED, SOURCE_ONLY, Verdict
from tlgui.home import LOCAL_OWNER, Home
from tlgui.labeling.given import Answer
from tlgui.labeling.labeling import Labeling
from tlgui.runs.index import index_of
from tlgui.runs.store import RunStore
from tlgui.service.asking import RunRequest
from tlgui.service.reading import Location
from tlgui.ui.label_search import begin_with_labels


def written(pack: Pack, role: str, shares: str, seed: int, names: list[str], folder: Path) -> Path:
    """The pictures of a cell as class folders."""
    labels = np.asarray([names.index(name) for name in pack.info.classes])[pack.labels()]
    for index in drawn(labels, parts_of_classes(shares, role, len(names), seed), seed).tolist():
        place = folder / role / names[labels[index]] / f"{index:05d}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pack.picture(index)).save(place, compress_level=1)
    return folder / role


class Help(NamedTuple):
    """So many known labels: a simple random sample, used for the shares alone; or those of *Label twenty*, ``learned`` too. And the ``second``
    backbone, if there is one.
    """

    labels: int
    learned: bool = False
    second: str = ""

    @property
    def as_json(self) -> dict[str, Any]:
        """What a cell is told from others by; what is not so does not stand there, since cells of before do not have it."""
        more = {"learned": self.learned, "second": self.second}
        return {"labels": self.labels, **{name: value for name, value in more.items() if value}}

    @classmethod
    def of(cls, cell: dict[str, Any]) -> Help:
        return cls(cell["cell"]["labels"], cell["cell"].get("learned", False), cell["cell"].get("second", ""))

    def __str__(self) -> str:
        return f"{self.labels} labels" + (", learned" if self.learned else "") + (f", {self.second} too" if self.second else "")


def searched(
    home: Home, packs: tuple[Pack, Pack], shares: str, seed: int, helps: list[Help]
) -> Iterator[tuple[Help, dict[str, Any]]]:
    """The verdict of one cell by what is known of it, each as soon as it is there."""
    names = sorted(packs[0].info.classes)
    with tempfile.TemporaryDirectory() as place:
        folders = [
            written(pack, role, shares, seed, names, Path(place)) for role, pack in zip(("source", "target"), packs, strict=True)
        ]
        asked = RunRequest(
            places=dict(zip(("source", "target"), map(Location, folders), strict=True)),
            settings={"seed": seed},
            confirm=("few_shared_classes", "same_folder"),
        )
        without = None
        for each in helps:
            if each.learned:
                without = without or find_best(home, asked, Watcher(), second=each.second)
                yield each, labeled(home, without, each.labels).as_json()
            else:
                found = find_best(home, asked, Watcher(), labels=each.labels, second=each.second)
                without = without if each.labels else found
                yield each, found.as_json()


def labeled(home: Home, first: Verdict, labels: int) -> Verdict:
    """Name so many pictures and press the button that *Label twenty* has then; the answer without them is not needed any more."""
    began = time.monotonic()
    spec = RunStore(home).get(first.nearest.run, LOCAL_OWNER).spec
    assert spec.target is not None
    pack, index = DatasetStore(home).get(spec.target, LOCAL_OWNER), index_of(home)
    index.catch_up()
    shutil.rmtree(home.labels, ignore_errors=True)  # two cells may have the same target
    for _ in range(labels):
        page = Labeling(home, index, pack)
        assert page.next is not None
        page.say(page.next, Answer("class", pack.info.classes[pack.labels()[page.next]]))
    search = begin_with_labels(home, Labeling(home, index, pack), LOCAL_OWNER, None)
    while (verdict := search.verdict()) is None and not search.problems():
        advance(home, search, 60)
        time.sleep(POLL_SECONDS)
    assert verdict is not None, search.problems()
    return replace(verdict, seconds=time.monotonic() - began)


def main() -> None:
    warnings.simplefilter("ignore")
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for_pairs(ask)
    ask.add_argument("--shares", nargs="+", choices=SHARES, default=["as it is", "few", "reversed"])
    ask.add_argument("--labels", nargs="*", type=int, default=[0, 20])
    ask.add_argument("--learned", nargs="+", type=int, default=[], help="numbers of labels that are given as on Label twenty")
    ask.add_argument("--second-backbone", default="", metavar="KEY", help="all of it on this one too")
    ask.add_argument("--seeds", type=int, default=1)
    ask.add_argument("--first-seed", type=int, default=0, help="others draw other pictures: choose on some, show others")
    ask.add_argument("--json", type=Path, help="a file with a line for every cell; those that are in it are not searched again")
    ask.add_argument("--print", action="store_true", help="search nothing: print the tables of all that is in the file")
    given = ask.parse_args()
    cells = kept(given.json)
    if not given.print:
        cells = searched_all(given, cells)
    for known in sorted({Help.of(cell) for cell in cells}):
        of_help = [cell for cell in cells if Help.of(cell) == known]
        print_table(str(known), {name: row(cell) for cell in of_help for name in [title(cell)]}, COLUMNS)
        print_table(f"{known}, all cells", summary(of_help), ["value"])
        print_table(
            f"{known}, by kind", by_kind(of_help), ["cells", "best candidate", "answer", "below it", "over source-only", "worst"]
        )
        print_table(f"{known}, source-only instead where little changes", left_alone(of_help), LEFT_ALONE)


def kept(file: Path | None) -> list[dict[str, Any]]:
    """The cells in a file; a line that was not finished is none."""
    found = []
    for line in file.read_text().splitlines() if file is not None and file.exists() else ():
        with suppress(ValueError):
            found.append(json.loads(line))
    return found


def searched_all(given: argparse.Namespace, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells that are asked for, found among those from ``before`` or searched now."""
    known = {json.dumps(cell["cell"]): cell for cell in before}
    second = given.second_backbone
    helps = [*(Help(count, second=second) for count in given.labels), *(Help(count, True, second) for count in given.learned)]
    cells: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # workers that end a little later still write
        home = Home.open(Path(folder))
        for pair, packs in pairs_of(home, given).items():
            for shares, seed in itertools.product(given.shares, range(given.first_seed, given.first_seed + given.seeds)):
                names = {each: {"pair": pair, "shares": shares, "seed": seed, **each.as_json} for each in helps}
                missing = [each for each, name in names.items() if json.dumps(name) not in known]
                for each, found in searched(home, packs, shares, seed, missing) if missing else ():
                    known[json.dumps(names[each])] = cell = {"cell": names[each], **found}
                    if given.json is not None:
                        append_line(given.json, cell)
                cells += [known[json.dumps(name)] for name in names.values()]
    return cells


OTHER_SHARES = ("few", "reversed", "tail")
"""Where the target's class shares are not the source's: of *uneven* both sides are alike."""

COLUMNS = [
    "source-only",
    "normalization alone",
    "best candidate",
    "answer",
    "nearest",
    "agrees",
    "distilled",
    "agrees",
    "why",
    "seconds",
]


def title(cell: dict[str, Any]) -> str:
    return "{pair}, {shares}, {seed}".format(**cell["cell"])


def row(cell: dict[str, Any]) -> list[str]:
    top = max(candidates(cell), key=lambda each: each["target_accuracy"])
    distilled = cell["distilled"]
    matched = " (matched)" if top["matched"] else ""
    values = (cell["baseline_target_accuracy"], cell["normalisation_alone_target_accuracy"])
    return [
        *(f"{100 * value:.1f}" for value in values),
        f"{100 * top['target_accuracy']:.1f} {top['strategy']}{matched}",
        f"{100 * cell['target_accuracy']:.1f}",
        f"{100 * accuracy_of(cell, cell['nearest']['run']):.1f}",
        f"{100 * cell['nearest']['agreement']:.1f}",
        f"{100 * accuracy_of(cell, distilled['run']):.1f}" if distilled else "–",
        f"{100 * distilled['agreement']:.1f}" if distilled else "–",
        cell["why"],
        f"{cell['seconds']:.0f}",
    ]


def candidates(cell: dict[str, Any]) -> list[dict[str, Any]]:
    """What the answer was chosen among: all but the network that was distilled from it."""
    return [each for each in cell["candidates"] if each["strategy"] != DISTILLED]


def accuracy_of(cell: dict[str, Any], run: str) -> float:
    """Target accuracy of the network of a run that is no reference."""
    return next(each["target_accuracy"] for each in cell["candidates"] if each["run"] == run and not each["reference"])


def _of_unsure(cells: list[dict[str, Any]], gains: list[float]) -> str:
    unsure = [gain for gain, cell in zip(gains, cells, strict=True) if cell["unsure"]]
    return f"{len(unsure)} of {len(cells)}" + (f", {100 * mean(unsure):+.1f}" if unsure else "")


def _always(cells: list[dict[str, Any]], strategy: str) -> str:
    """Mean accuracy of an unmatched candidate; nothing where a cell does not have it, since its first run was matched already."""
    of = [
        each["target_accuracy"]
        for cell in cells
        for each in cell["candidates"]
        if each["strategy"] == strategy and not each["matched"] and not each.get("backbone")
    ]
    return f"{100 * mean(of):.1f}" if len(of) == len(cells) else "–"


def gap(cell: dict[str, Any]) -> float:
    """How far the answer is below the best candidate."""
    return max(each["target_accuracy"] for each in candidates(cell)) - cell["target_accuracy"]


def by_kind(cells: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The means over the cells of each pair, and of each kind of shares."""
    found = {}
    for kind in ("pair", "shares"):
        for name in dict.fromkeys(cell["cell"][kind] for cell in cells):
            of = [cell for cell in cells if cell["cell"][kind] == name]
            gains = [100 * (cell["target_accuracy"] - cell["baseline_target_accuracy"]) for cell in of]
            answered, below = (100 * mean(each) for each in ((cell["target_accuracy"] for cell in of), map(gap, of)))
            best = f"{answered + below:.1f}"
            found[name] = [str(len(of)), best, f"{answered:.1f}", f"{below:.2f}", f"{mean(gains):+.1f}", f"{min(gains):+.1f}"]
    return found


LEFT_ALONE = ["cells", "below the best candidate", "over source-only", "... with other shares", "cells below source-only"]


def left_alone(cells: list[dict[str, Any]]) -> dict[str, list[str]]:
    """What it would bring to answer with source-only wherever the answer differs from it on less than a share of the target: the price of
    never being a picture or two worse.
    """
    found = {}
    for least in (0.0, 0.02, 0.04, 0.06, 0.09, 0.13):
        left = [cell["changed"] < least for cell in cells]
        gains = [
            0.0 if alone else 100 * (cell["target_accuracy"] - cell["baseline_target_accuracy"])
            for cell, alone in zip(cells, left, strict=True)
        ]
        tops = [
            100 * (max(each["target_accuracy"] for each in candidates(cell)) - cell["baseline_target_accuracy"]) for cell in cells
        ]
        of_other = [gain for gain, cell in zip(gains, cells, strict=True) if cell["cell"]["shares"] in OTHER_SHARES]
        found[f"less than {100 * least:.0f} %"] = [
            str(sum(left)),
            f"{mean(top - gain for top, gain in zip(tops, gains, strict=True)):.2f}",
            f"{mean(gains):+.2f}",
            f"{mean(of_other):+.2f}" if of_other else "–",
            str(sum(gain < 0 for gain in gains)),
        ]
    return found


def summary(cells: list[dict[str, Any]]) -> dict[str, list[str]]:
    gaps = [gap(cell) for cell in cells]
    gains = [cell["target_accuracy"] - cell["baseline_target_accuracy"] for cell in cells]
    of_other = [gain for gain, cell in zip(gains, cells, strict=True) if cell["cell"]["shares"] != "as it is"]
    rows = {
        "points below the best candidate, mean": f"{100 * mean(gaps):.2f}",
        "points below the best candidate, most": f"{100 * max(gaps):.1f}",
        "told to be unsure: cells, and their points over source-only, mean": _of_unsure(cells, gains),
        "points over source-only, mean": f"{100 * mean(gains):+.1f}",
        "points over source-only, worst cell": f"{100 * min(gains):+.1f}",
        "cells more than 2 points below source-only": f"{sum(gain < -LOST for gain in gains)} of {len(gains)}",
        "mean accuracy of the answers": f"{100 * mean(cell['target_accuracy'] for cell in cells):.1f}",
        "... of always MCC, source-only, normalization alone": " / ".join(
            _always(cells, name) for name in ("mcc", SOURCE_ONLY, ALONE)
        ),
    }
    taught = [cell for cell in cells if cell["distilled"]]
    for name in ("nearest", "distilled") if taught else ():
        found = [cell[name] for cell in taught]
        scored = [accuracy_of(cell, each["run"]) for cell, each in zip(taught, found, strict=True)]
        rows[f"{name}, where one was distilled ({len(taught)}): agrees / accuracy"] = (
            f"{100 * mean(each['agreement'] for each in found):.1f} / {100 * mean(scored):.1f}"
        )
    if of_other:
        rows["points over source-only, cells with other shares"] = f"{100 * mean(of_other):+.1f}"
    return {name: [value] for name, value in rows.items()}


if __name__ == "__main__":
    main()
