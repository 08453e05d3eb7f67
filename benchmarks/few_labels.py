"""What a few target labels are worth, by the strategies that learn from them and beside those that need none.

    python benchmarks/few_labels.py SOURCE TARGET [--labels 5] [--seeds 3] [--strategies tradaboost fine-tuning …]

Both folders have one sub-folder for each class. For each seed so many pictures of each class of the target are drawn, and their classes
written to a table, which is all that a run is given of the target's labels. Each run is scored on the other pictures, whose classes only
this script knows.
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import tempfile
from pathlib import Path

import tlgui
from tlgui.api.run import Run
from tlgui.errors import UserError

STRATEGIES = (
    "source-only",
    "mcc",
    "feature-extraction",
    "fine-tuning",
    "tradaboost",
    "mcc,fine-tuning",
    "contrastive,fine-tuning",
)


def draw(classes: dict[str, str], each: int, seed: int, to: Path) -> set[str]:
    """Write a table of ``each`` pictures of each class; returns which were drawn. ``classes`` is a class for each picture."""
    chance = random.Random(seed)
    drawn = {
        file
        for name in sorted(set(classes.values()))
        for file in chance.sample(sorted(file for file, of in classes.items() if of == name), each)
    }
    with to.open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(["file", "class"])
        table.writerows([file, classes[file]] for file in sorted(drawn))
    return drawn


def accuracy(run: Run, classes: dict[str, str], drawn: set[str], scratch: Path) -> float:
    """Share of the pictures outside ``drawn`` that the run names rightly, in percent."""
    table = scratch / "predictions.csv"
    run.predictions(table)
    with table.open(newline="", encoding="utf-8-sig") as content:
        said = {row["file"]: row["predicted"] for row in csv.DictReader(content)}
    rest = [file for file in classes if file not in drawn]
    return 100 * statistics.mean(said[file] == classes[file] for file in rest)


def spread(values: list[float]) -> str:
    """Mean ± standard deviation."""
    return f"{statistics.mean(values):.1f} ± {statistics.stdev(values) if len(values) > 1 else 0.0:.1f}"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("source", type=Path)
    ask.add_argument("target", type=Path)
    ask.add_argument("--labels", type=int, default=5, help="target labels of each class")
    ask.add_argument("--seeds", type=int, default=3)
    ask.add_argument("--strategies", nargs="+", default=STRATEGIES)
    given = ask.parse_args()
    classes = {f"{file.parent.name}/{file.name}": file.parent.name for file in given.target.glob("*/*") if file.is_file()}
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        for seed in range(given.seeds):
            labels = scratch / f"{seed}.csv"
            drawn = draw(classes, given.labels, seed, labels)
            for strategy in given.strategies:
                try:
                    run = tlgui.adapt(
                        given.source, given.target, target_labels=labels, strategy=strategy, seed=seed, home=scratch / "home"
                    )
                except UserError as error:
                    raise SystemExit(f"{strategy}: {error}") from error
                found.setdefault(strategy, []).append(accuracy(run, classes, drawn, scratch))
    print(f"{given.source.name} → {given.target.name}, {given.labels} target labels a class, {given.seeds} seeds.\n")
    print("| | accuracy on the other target pictures, % |\n|---|---|")
    for strategy, values in found.items():
        print(f"| {strategy} | {spread(values)} |")


if __name__ == "__main__":
    main()
