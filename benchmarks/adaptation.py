"""Accuracy and time of the strategies on two folders, as a person would run them: one ``tlgui train`` after the other.

    python benchmarks/adaptation.py SOURCE TARGET [--strategies dann,mmd] [--seeds 3] [--set NAME=VALUE]...

Prints a table (mean and standard deviation over the seeds) and how long each command took from start to end, in an empty home folder first.
No target label picks anything: the table reads them only at the end.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time


def train(home: str, source: str, target: str, strategy: str, seed: int, settings: list[str]) -> tuple[dict, float]:
    command = [sys.executable, "-m", "tlgui", "train", "--source", source, "--target", target, "--strategy", strategy]
    command += ["--seed", str(seed), "--home", home, "--json"]
    for each in settings:
        command += ["--set", each]
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout), time.monotonic() - began


def spread(values: list[float], scale: float = 100) -> str:
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{scale * statistics.mean(values):.1f} ± {scale * deviation:.1f}"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("source")
    ask.add_argument("target")
    ask.add_argument("--strategies", default="dann,mmd", help="comma between, so chains cannot be given here")
    ask.add_argument("--seeds", type=int, default=3)
    ask.add_argument("--set", action="append", default=[])
    given = ask.parse_args()
    found: dict[str, list[dict]] = {}
    seconds: list[tuple[str, int, float]] = []
    with tempfile.TemporaryDirectory() as home:
        for seed in range(given.seeds):
            for strategy in given.strategies.split(","):
                result, took = train(home, given.source, given.target, strategy, seed, given.set)
                found.setdefault(strategy, []).append(result)
                seconds.append((strategy, seed, took))
                print(f"{strategy} seed {seed}: {took:.1f} s, {result['seconds']}", file=sys.stderr, flush=True)
    first = next(iter(found.values()))
    print("| | target accuracy, % | over source-only, points | over normalization alone, points |")
    print("|---|---|---|---|")
    for name in ("baseline", "normalisation_alone"):
        values = [each["metrics"]["accuracy"][name] for each in first]
        gains = [value - each["baseline_target_accuracy"] for value, each in zip(values, first, strict=True)]
        print(f"| {name.replace('_', ' ')} | {spread(values)} | {spread(gains)} | |")
    for strategy, results in found.items():
        accuracy = [each["metrics"]["accuracy"] for each in results]
        over = [[each["target"] - each[name] for each in accuracy] for name in ("baseline", "normalisation_alone")]
        print(f"| {strategy} | {spread([each['target'] for each in accuracy])} | {spread(over[0])} | {spread(over[1])} |")
    print(f"\nfirst command, from an empty home folder: {seconds[0][2]:.1f} s")
    same = [took for strategy, seed, took in seconds[1:] if seed == 0]
    if same:
        print(f"next strategy on the same data: {statistics.median(same):.1f} s (median)")
    if given.seeds > 1:
        print(
            f"further seeds, references trained anew: {statistics.median(took for _, seed, took in seconds if seed):.1f} s (median)"
        )


if __name__ == "__main__":
    main()
