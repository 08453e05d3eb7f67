"""How often the interval after a few labels holds the truth, how wide it is, and what asking where networks disagree is worth.

    python benchmarks/label_intervals.py [--draws 1000] [--labels 5 10 20 40 80]
    python benchmarks/label_intervals.py --home FOLDER        (kept predictions of finished runs whose target's labels are open)

Without ``--home`` four networks are made up for each target: right on given shares of 200 pictures, mistakes in common as far as they go, which
is how networks that were trained alike err. A *draw* is one labeling from the first picture on, each with a seed of its own; its intervals are
those that the page shows. ``held`` counts networks and draws; the promise is 95 of 100 at least. ``worst`` is the network for which it is kept
least often. ``plain`` is a simple random sample of as many pictures: its interval's width, and how often its sign test tells the best network
from the last one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tlgui.home import LOCAL_OWNER, Home
from tlgui.insight.sampled import Estimate, Stratum, chance_of_lead, drawing_order, mean_error, share_right, weights_of
from tlgui.runs.index import index_of
from tlgui.runs.index.listing import newest
from tlgui.runs.store import RunStore
from tlgui.runs.target_scores import TargetScores

Right = NDArray[np.bool_]
PICTURES = 200
MADE_UP = {
    "much alike": (0.9, 0.88, 0.86, 0.84),
    "one fails": (0.85, 0.84, 0.8, 0.45),
    "all poor": (0.5, 0.42, 0.4, 0.35),
    "nearly perfect": (0.99, 0.985, 0.98, 0.97),
    "far apart": (0.95, 0.75, 0.55, 0.35),
}
ERRORS = {
    "normal": lambda random: np.abs(random.normal(size=PICTURES)),
    "exponential": lambda random: random.exponential(size=PICTURES),
}
OWN_MISTAKES = 0.25
"""Share of its mistakes that a made-up network makes where others make none."""


def made_up(levels: tuple[float, ...], random: np.random.Generator) -> Right:
    """(networks, pictures): which are right, the harder pictures wrong in most of the networks."""
    hard = random.random(PICTURES)
    rows = []
    for level in levels:
        own = random.random(PICTURES)
        difficulty = np.where(random.random(PICTURES) < OWN_MISTAKES, own, hard)
        rows.append(difficulty.argsort().argsort() < round(level * PICTURES))
    return np.array(rows)


def kept(home: Home) -> dict[str, tuple[Right, NDArray[np.bool_]]]:
    """By target: which predictions of its finished runs are right, and where they disagree."""
    index = index_of(home)
    index.catch_up()
    by_target: dict[str, list[tuple[NDArray[np.int64], NDArray[np.int64]]]] = {}
    for facts in newest(index, LOCAL_OWNER, kept=True):
        found = TargetScores(run := RunStore(home).get(facts["run"]), run.events()).predictions()
        if found is not None and found.labels is not None:
            predicted = found.run.argmax(1)
            by_target.setdefault(str(facts["target"]), []).append((predicted, found.labels))
    sets = {}
    for target, networks in by_target.items():
        same = [each for each in networks if len(each[0]) == len(networks[0][0])]
        if len(same) > 1:
            predictions = np.array([each[0] for each in same])
            sets[target] = (predictions == same[0][1], (predictions != predictions[0]).any(0))
    return sets


def estimate(right: Right, disputed: NDArray[np.bool_], asked: NDArray[np.int64]) -> Estimate:
    """What the page would show of a network (n,)."""
    of = disputed[asked]
    counted = [
        (int((disputed == kind).sum()), int((of == kind).sum()), int(right[asked][of == kind].sum())) for kind in (False, True)
    ]
    return share_right([Stratum(*each) for each in counted])


def tells(right: Right, disputed: NDArray[np.bool_], asked: NDArray[np.int64]) -> bool:
    """Whether the sign test is sure that the best of these networks is better than the worst."""
    best, worst = right[right.mean(1).argmax()], right[right.mean(1).argmin()]
    weights = weights_of([int((~disputed).sum()), int(disputed.sum())], disputed[asked].astype(int))
    gains = (best[asked].astype(int) - worst[asked]) * weights
    return chance_of_lead(gains[gains != 0]) <= 0.05 / (len(right) - 1)


def row(right: Right, disputed: NDArray[np.bool_], labels: int, draws: int) -> str:
    """A line of the table."""
    truth, nowhere = right.mean(1), np.zeros(right.shape[1], bool)
    held, widths, plain_widths, told, plain_told = np.zeros(len(right)), [], [], 0, 0
    for seed in range(draws):
        asked, plain = drawing_order(disputed, seed)[:labels], drawing_order(nowhere, seed)[:labels]
        for place, network in enumerate(right):
            found, other = estimate(network, disputed, asked), estimate(network, nowhere, plain)
            held[place] += found.low - 1e-9 <= truth[place] <= found.high + 1e-9
            widths.append(found.high - found.low)
            plain_widths.append(other.high - other.low)
        told += tells(right, disputed, asked)
        plain_told += tells(right, nowhere, plain)
    numbers = (held.mean() / draws, held.min() / draws, np.mean(widths), np.mean(plain_widths), told / draws, plain_told / draws)
    return " | ".join(f"{100 * each:.1f}" for each in numbers)


def values(labels: int, draws: int) -> list[str]:
    """Lines of the table for values."""
    lines = []
    for name, errors_of in ERRORS.items():
        errors = errors_of(np.random.default_rng(0))
        order = [drawing_order(np.zeros(len(errors), bool), seed)[:labels] for seed in range(draws)]
        found = [mean_error(errors[asked], len(errors)) for asked in order]
        held = np.mean([each.low <= errors.mean() <= each.high for each in found])
        lines.append(f"| {name} | {labels} | {100 * held:.1f} | {np.mean([each.high - each.low for each in found]):.2f} |")
    return lines


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--draws", type=int, default=1000)
    given.add_argument("--labels", type=int, nargs="+", default=[5, 10, 20, 40, 80])
    given.add_argument("--home", type=Path)
    asked = given.parse_args()
    if asked.home is not None:
        sets = kept(Home.open(asked.home))
    else:
        random = np.random.default_rng(0)
        rows = {name: made_up(levels, random) for name, levels in MADE_UP.items()}
        sets = {name: (right, (right != right[0]).any(0)) for name, right in rows.items()}
    print("| networks | disputed | labels | held | worst | width | width, plain | told apart | told apart, plain |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, (right, disputed) in sets.items():
        for labels in asked.labels:
            line = row(right, disputed, min(labels, right.shape[1]), asked.draws)
            print(f"| {name} | {100 * disputed.mean():.0f} | {labels} | {line} |", flush=True)
    if asked.home is None:
        print("\n| errors of values | labels | held | width |\n|---|---|---|---|")
        for labels in asked.labels:
            for line in values(labels, asked.draws) if labels >= 10 else ():
                print(line)


if __name__ == "__main__":
    main()
