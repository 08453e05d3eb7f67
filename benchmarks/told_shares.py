"""Class shares that a user gives, for a network whose backbone learns: the printed digits, and handwritten ones with other shares.

    PYTHONPATH=. python benchmarks/told_shares.py [--seeds 2] [--strategies source-only dann cdan mcc]

The handwritten digits are drawn so that three classes are left (``few``), or each class has three quarters as many pictures as the one before
(``tail``). Every strategy is trained twice, knowing these shares and not, with a normalization for each domain; source-only is then
normalization alone. The small CNN, from scratch. Target accuracy of the last evaluation; the target's labels draw the pictures and score,
nothing else.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tlgui.data.demo import make_demo
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.insight.class_shares import shares_of
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.training.evaluate import Evaluation
from tlgui.training.loop import Hooks, train
from tlgui.training.preparation import prepare

FEW = (1, 4, 7)
FALL = 0.75


def drawn(labels: NDArray[np.int64], name: str) -> NDArray[np.int64]:
    """Places of the target's pictures."""
    kept = np.isin(labels, FEW) if name == "few" else np.random.default_rng(0).random(len(labels)) < FALL**labels
    return np.flatnonzero(kept)


def accuracy(home: Home, source: Pack, target: Pack, places: NDArray[np.int64], strategy: str, seed: int, *, told: bool) -> float:
    """Of the target's drawn pictures, in percent; NaN where the loss became infinite."""
    labels = np.asarray(target.labels(), np.int64)[places]
    shares = shares_of(labels, len(target.info.classes))
    given = TargetShares(known_from="told", shares=dict(zip(target.info.classes, shares.tolist(), strict=True)))
    spec = RunSpec(
        source=source.info.id,
        target=target.info.id,
        strategy=strategy,
        backbone="small-cnn",
        target_shares=given if told else TargetShares(),
        settings=RunSettings(seed=seed, normalisation="per_domain"),
    )
    prepared = prepare(home, LOCAL_OWNER, spec, lambda done, total: None, lambda: False)
    assert prepared.data.target is not None
    domain = replace(prepared.data.target, train=places, scored=places, seen=places)
    prepared = replace(prepared, data=replace(prepared.data, target=domain))
    network, phases = prepared.network()
    seen: list[Evaluation] = []
    hooks = Hooks(lambda event, **fields: None, lambda evaluation, _: seen.append(evaluation), lambda: False)
    try:
        with prepared.device.threads_for(one=prepared.one_thread):
            train(network, phases, prepared.data, prepared.settings, prepared.device, hooks, pretrained=False)
    except UserError:
        return float("nan")
    return 100 * float((seen[-1].target_predictions.argmax(1) == labels).mean())


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--seeds", type=int, default=2)
    ask.add_argument("--strategies", nargs="*", default=["source-only", "dann", "cdan", "mcc"])
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as place:
        home = Home.open(place)
        source, target = make_demo(home, "digits")
        labels = np.asarray(target.labels(), np.int64)
        print(f"Printed → handwritten digits, small CNN, mean of {given.seeds} seeds, target accuracy, %\n")
        print("| shares | strategy | not told | told |")
        print("|---|---|---|---|")
        for name in ("few", "tail"):
            places = drawn(labels, name)
            for strategy in given.strategies:
                row = [
                    np.mean([accuracy(home, source, target, places, strategy, seed, told=told) for seed in range(given.seeds)])
                    for told in (False, True)
                ]
                print(f"| {name} | {strategy} | {row[0]:.1f} | {row[1]:.1f} |", flush=True)


if __name__ == "__main__":
    main()
