"""How the time of a training grows with the pictures and with the steps, on cached features.

    python benchmarks/growth.py [--strategies mcc cdan mmd] [--pictures 500,1000,2000,4000] [--epochs 4,8,16,32]

Pictures are generated and distinct, as many in each domain; their features are computed before the time is taken. The first rows have more and
more pictures at the same number of epochs, the others more and more epochs of the same pictures. Evaluations are part of the time, as many
in each run.
"""

from __future__ import annotations

import argparse
import tempfile

from features import make_dataset
from strategies import run

from tlgui.data.store import DatasetStore
from tlgui.home import Home
from tlgui.specification.run_spec import RunSettings

CLASSES, SIZE, BATCH = 10, 64, 32


def numbers(text: str) -> list[int]:
    return [int(each) for each in text.split(",")]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--strategies", nargs="+", default=["mcc", "cdan", "mmd"])
    ask.add_argument("--pictures", type=numbers, default=[500, 1000, 2000, 4000])
    ask.add_argument("--epochs", type=numbers, default=[4, 8, 16, 32])
    ask.add_argument("--backbone", default="efficientnet-lite0")
    given = ask.parse_args()
    cases = [(count, given.epochs[0]) for count in given.pictures] + [(given.pictures[0], each) for each in given.epochs[1:]]
    with tempfile.TemporaryDirectory() as temporary:
        home = Home.open(temporary)
        store = DatasetStore(home)
        packs = {
            count: tuple(store.get(make_dataset(home, count, SIZE, CLASSES, seed)) for seed in (1, 2)) for count in given.pictures
        }
        print("| strategy | pictures in each domain | epochs | steps | seconds | ms a step |\n|---|---|---|---|---|---|")
        for strategy in given.strategies:
            for count, epochs in cases:
                steps = epochs * (int(count * (1 - RunSettings().validation_share)) // BATCH)
                row = run(home, packs[count], strategy, given.backbone, RunSettings(epochs=epochs), {})
                print(
                    f"| {strategy} | {count:,} | {epochs} | {steps:,} | {row.seconds:.1f} | {1000 * row.seconds / steps:.1f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
