"""The ground on which defaults are chosen: pairs × class shares × seeds × strategies, each trained as ``tlgui train`` does.

    python benchmarks/matrix.py --demo icons --demo icons-flat --pair PHOTO ART --pair ART PHOTO [--seeds 2]
    python benchmarks/matrix.py --pair PHOTO ART --shares few reversed --strategies source-only cdan cdan@told
    python benchmarks/matrix.py --demo icons --set depths=one dropout=0          (what a part of the network is worth)

A strategy is a key or a combination; ``alone`` is normalization alone. With ``@told`` behind it the run is told the target's class shares, as
``--target-shares`` does. The shares of the cells are those of ``label_shift.py``, whose restricted datasets these are. The labels of the target
draw its pictures, give the shares that are told, and score the evaluation that the pick chose; nothing else reads them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import warnings
from collections import defaultdict
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from label_shift import SETTINGS as SHARES
from label_shift import drawn, parts_of_classes, restricted, trained

from tlgui.data.demo import make_demo
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.data.shift import ShiftSettings, make_shift
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.planning.suggested import backbone_for
from tlgui.settings import read_settings
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.strategies import Combination
from tlgui.training.preparation import prepare

STRATEGIES = ("source-only", "alone", "mcc", "cdan+mcc", "dann", "alone@told", "dann@told", "cdan@told")
TOLD = "@told"

SEVERITY = 3
"""Of a target that is made."""


def settings_of(given: list[str], strategy: str, seed: int) -> RunSettings:
    """The run's settings with ``NAME=VALUE`` in the places of those that nobody chose."""
    values: dict[str, Any] = {"seed": seed, **dict(each.split("=", 1) for each in given if "." not in each.split("=")[0])}
    if strategy == "alone":
        values["normalisation"] = "per_domain"
    settings, problems = read_settings(RunSettings, values)
    if problems:
        raise UserError.of(problems)
    assert isinstance(settings, RunSettings)
    return settings


def own_settings(given: list[str], strategy: str) -> dict[str, dict[str, str]]:
    """The strategies' own settings among ``STRATEGY.NAME=VALUE``, by the key of those that take part."""
    own: dict[str, dict[str, str]] = {}
    for name, value in (each.split("=", 1) for each in given):
        key, dot, field = name.partition(".")
        if dot and key in Combination.parse(strategy).keys:
            own.setdefault(key, {})[field] = value
    return own


def accuracy(home: Home, packs: tuple[Pack, Pack], shares: str, seed: int, method: str, given: list[str]) -> float:
    """Target accuracy of the evaluation that the run keeps, in one cell."""
    strategy, _, told = method.partition("@")
    names = sorted(packs[0].info.classes)
    labels = np.asarray([names.index(name) for name in packs[1].info.classes])[packs[1].labels()]
    kept = drawn(labels, parts_of_classes(shares, "target", len(names), seed), seed)
    of_class = np.bincount(labels[kept], minlength=len(names)) / len(kept)
    known = TargetShares(known_from="told", shares=dict(zip(names, of_class.tolist(), strict=True))) if told else TargetShares()
    spec = RunSpec(
        source=packs[0].info.id,
        target=packs[1].info.id,
        strategy="source-only" if strategy == "alone" else strategy,
        backbone=backbone_for([pack.info.short_side for pack in packs]),
        settings=settings_of(given, strategy, seed),
        strategy_settings=own_settings(given, strategy),
        target_shares=known,
    )
    whole = prepare(home, LOCAL_OWNER, spec, lambda done, total: None, lambda: False)
    prepared = restricted(whole, packs, names, shares, seed)
    chosen = trained(prepared)
    place = np.asarray([names.index(each) for each in prepared.data.task.classes])
    return float((place[chosen.target_predictions.argmax(1)] == labels[kept]).mean())


def ask_for_pairs(ask: argparse.ArgumentParser) -> None:
    ask.add_argument("--demo", action="append", default=[], help="a demo as a pair; repeatable (default: icons)")
    ask.add_argument("--pair", action="append", nargs=2, default=[], metavar=("SOURCE", "TARGET"), help="two folders; repeatable")
    ask.add_argument(
        "--shift",
        action="append",
        nargs=2,
        default=[],
        metavar=("SOURCE", "KIND"),
        help=f"a folder, and what is done to its pictures (severity {SEVERITY}) for a target; repeatable",
    )


def pairs_of(home: Home, given: argparse.Namespace) -> dict[str, tuple[Pack, Pack]]:
    """The pairs that :func:`ask_for_pairs` asks for, by name."""
    found = {name: make_demo(home, name) for name in given.demo}
    for folder, other in given.pair:
        found[f"{Path(folder).name} → {Path(other).name}"] = (ingest(folder, home), ingest(other, home))
    for folder, kind in given.shift:
        found[f"{Path(folder).name} → {kind}"] = shifted(home, folder, kind)
    return found or {"icons": make_demo(home, "icons")}


def shifted(home: Home, folder: str, kind: str) -> tuple[Pack, Pack]:
    """A folder as the source, and what is made of its pictures as the target."""
    source = ingest(folder, home)
    return source, make_shift(source, ShiftSettings(kind=kind, severity=SEVERITY), home)


def print_table(title: str, rows: dict[str, list[str]], columns: list[str]) -> None:
    print(f"\n## {title}\n\n| | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for name, values in rows.items():
        print(f"| {name} | {' | '.join(values)} |")


def main() -> None:
    warnings.simplefilter("ignore")
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for_pairs(ask)
    ask.add_argument("--shares", nargs="+", choices=SHARES, default=["as it is", "few", "reversed"])
    ask.add_argument("--strategies", nargs="+", default=STRATEGIES)
    ask.add_argument("--seeds", type=int, default=2)
    ask.add_argument("--first-seed", type=int, default=0, help="others draw other pictures: choose on some, show others")
    ask.add_argument(
        "--set",
        nargs="*",
        default=[],
        help="NAME=VALUE of the run's settings, STRATEGY.NAME=VALUE of a strategy's own, for all runs",
    )
    ask.add_argument("--home", help="where features are cached; a temporary folder by default")
    ask.add_argument("--json", help="a file for every cell")
    given = ask.parse_args()
    cells: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as folder:
        home = Home.open(Path(given.home or folder))
        for pair, packs in pairs_of(home, given).items():
            for shares in given.shares:
                for method in given.strategies:
                    cells[pair, shares][method] = [
                        accuracy(home, packs, shares, given.first_seed + seed, method, given.set) for seed in range(given.seeds)
                    ]
    if given.json:
        Path(given.json).write_text(json.dumps([[*cell, dict(found)] for cell, found in cells.items()], indent=1))
    print(f"Target accuracy in %, mean of {given.seeds} seeds." + (f" All with {', '.join(given.set)}." if given.set else ""))
    for shares in given.shares:
        of_shares = {pair: found for (pair, each), found in cells.items() if each == shares}
        rows = {
            method: [f"{100 * mean(found[method]):.1f}" for found in of_shares.values()]
            + [f"{100 * mean(value for found in of_shares.values() for value in found[method]):.1f}"]
            for method in given.strategies
        }
        print_table(f"Shares: {shares}", rows, [*of_shares, "mean"])
    if "source-only" in given.strategies:
        rows = {}
        for method in given.strategies:
            gains = [
                100 * (ours - plain)
                for found in cells.values()
                for ours, plain in zip(found[method], found["source-only"], strict=True)
            ]
            rows[method] = [f"{mean(gains):+.1f}", f"{min(gains):+.1f}", f"{sum(gain < -2 for gain in gains)} of {len(gains)}"]
        print_table("Against source-only, over all cells", rows, ["mean", "worst", "more than 2 below"])


if __name__ == "__main__":
    main()
