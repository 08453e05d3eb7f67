"""How good the strategies are on a pair of folders, beside what a user would do instead, on the same features and the same bottleneck.

    python benchmarks/strategies.py SOURCE TARGET --development [--seeds 3] [--strategies mcc cdan+mcc …] [--backbone KEY] …
    python benchmarks/strategies.py digits --development --backbone small-cnn
    python benchmarks/strategies.py SOURCE --shift blur --severity 3       (the target is made from the source)

Contrastive learning's second phase learns from the source's labels here, so that no strategy sees the target's; they are read only after
everything was trained, to fill the table; ``--development`` says that the defaults were chosen on this pair. Columns: target accuracy of the
evaluation that the pick chose, points over source-only, how far the pick is below the run's best evaluation (which needs labels to find) and
how far the earlier, stricter gate would have been, source accuracy, seconds of one run on cached features. The last line says how well each
label-free score ranks the strategies (Spearman, mean over seeds). Needs ``requirements-dev.txt``.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rivals import BOTTLENECK, DEEP, SMOOTHING, first_settings, frozen_of
from torch import Tensor

from tlgui.data.demo import make_demo
from tlgui.data.demo_catalogue import DEMOS
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.data.shift import ShiftSettings, make_shift
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.models.network import Network
from tlgui.planning import supervised
from tlgui.runs.pick import Candidate, pick
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import STRATEGIES, Combination
from tlgui.training.evaluate import Evaluation, kept_scores
from tlgui.training.loop import Hooks, train
from tlgui.training.preparation import Preparation, prepare

COMBINED = ("cdan+mcc", "mcc,shot", "cdan+mcc,shot", "dann+rkd", "cdan+pseudo-label", "mcc+pseudo-label")
STRICT_GATE = 0.02
SCORES = ("information_maximisation", "bnm", "class_ami", "entropy", "importance_weighted_accuracy", "proxy_a_distance", "mmd")
LOWER_IS_BETTER = ("entropy", "proxy_a_distance", "mmd")


@dataclass(frozen=True)
class Row:
    """One run: accuracies from 0 to 1."""

    picked: float
    best: float
    strictly_picked: float
    source: float
    seconds: float
    scores: dict[str, float]


def run(
    home: Home, packs: tuple[Pack, Pack], strategy: str, backbone: str, settings: RunSettings, own: dict[str, dict[str, str]]
) -> Row:
    """Train as ``tlgui train`` does, without writing a run's folder. ``own`` are settings of strategies, by key."""
    spec = RunSpec(
        source=packs[0].info.id,
        target=packs[1].info.id,
        strategy=strategy,
        backbone=backbone,
        settings=settings,
        strategy_settings={key: own[key] for key in Combination.parse(strategy).keys if key in own},
    )
    prepared = prepare(home, LOCAL_OWNER, spec, lambda done, total: None, lambda: False)
    network, phases = prepared.network()
    evaluations: list[Evaluation] = []
    weights: dict[int, dict[str, Tensor]] = {}

    def evaluated(evaluation: Evaluation, network: Network) -> None:
        evaluations.append(evaluation)
        weights[evaluation.step] = {name: tensor.clone() for name, tensor in network.state_dict().items()}

    began = time.monotonic()
    hooks = Hooks(lambda event, **fields: None, evaluated, lambda: False)
    with prepared.device.threads_for(one=prepared.one_thread):
        train(network, phases, prepared.data, prepared.settings, prepared.device, hooks, pretrained=prepared.backbone.pretrained)
    seconds = time.monotonic() - began
    assert prepared.data.target is not None
    labels = in_run(packs[1], prepared)[prepared.data.target.scored]
    accuracy = {each.step: float((each.target_predictions.argmax(1) == labels).mean()) for each in evaluations}
    candidates = [Candidate(each.step, each.source_metrics.get("accuracy"), each.scores) for each in evaluations]
    kept = pick(candidates).step
    strict = pick(candidates, gate=STRICT_GATE).step
    assert kept is not None and strict is not None
    chosen = next(each for each in evaluations if each.step == kept)
    network.load_state_dict(weights[kept])
    scores = {**chosen.scores, **kept_scores(network, prepared.data, prepared.device)}
    return Row(
        accuracy[kept],
        max(accuracy.values()),
        accuracy[strict],
        chosen.source_metrics.get("accuracy", float("nan")),
        seconds,
        scores,
    )


def in_run(pack: Pack, prepared: Preparation) -> NDArray[np.int64]:
    """A dataset's labels as places in the run's classes, -1 for classes that the run does not have."""
    places = [prepared.data.task.classes.index(name) if name in prepared.data.task.classes else -1 for name in pack.info.classes]
    return np.asarray([*places, -1])[pack.labels()]


def others(home: Home, packs: tuple[Pack, Pack], seed: int, backbone: str) -> dict[str, float]:
    """Target accuracy of scikit-learn and skada on the frozen features; the deep ones with a bottleneck like ours."""
    spec = RunSpec(
        source=packs[0].info.id, target=packs[1].info.id, strategy="dann", backbone=backbone, settings=RunSettings(seed=seed)
    )
    prepared = prepare(home, LOCAL_OWNER, spec, lambda done, total: None, lambda: False)
    if prepared.depth < len(prepared.backbone.stages):
        return {}
    assert prepared.data.target is not None
    return first_settings(frozen_of(prepared, in_run(packs[1], prepared)[prepared.data.target.scored]), seed)


def asking_for_a_pair(about: str | None) -> argparse.ArgumentParser:
    """What reads a command that begins with the pair of folders that :func:`datasets` makes datasets of."""
    ask = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("source", help="a folder, or the name of a demo")
    ask.add_argument("target", nargs="?")
    ask.add_argument("--shift", help="make the target from the source by this kind of shift (tlgui shift --help)")
    ask.add_argument("--severity", type=int, default=3)
    return ask


def datasets(home: Home, given: argparse.Namespace) -> tuple[Pack, Pack]:
    if given.source in DEMOS:
        return make_demo(home, given.source)
    source = ingest(given.source, home)
    if given.shift:
        return source, make_shift(source, ShiftSettings(kind=given.shift, severity=given.severity), home)
    return source, ingest(given.target, home)


def spread(values: list[float], scale: float = 100) -> str:
    """Mean ± standard deviation."""
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{scale * statistics.mean(values):.1f} ± {scale * deviation:.1f}"


def ranking(found: dict[str, list[Row]], score: str) -> float:
    """Spearman's correlation, over strategies, of a score and the accuracy that it stands for; mean over seeds."""
    from scipy.stats import spearmanr

    seeds = range(len(next(iter(found.values()))))
    sign = -1 if score in LOWER_IS_BETTER else 1
    values = [
        spearmanr([sign * rows[seed].scores[score] for rows in found.values()], [rows[seed].picked for rows in found.values()])
        for seed in seeds
    ]
    return float(np.mean([each.statistic for each in values]))


def main() -> None:
    warnings.simplefilter("ignore")
    ask = asking_for_a_pair(__doc__)
    ask.add_argument("--strategies", nargs="*")
    ask.add_argument("--seeds", type=int, default=3)
    ask.add_argument("--backbone", default="efficientnet-lite0")
    ask.add_argument(
        "--augmentation", choices=["none", "light", "mirror"], help="of the strategies; the default where it is left out"
    )
    ask.add_argument("--set", nargs="*", default=[], help="STRATEGY.NAME=VALUE of a strategy's own setting")
    ask.add_argument("--development", action="store_true", help="the defaults were chosen on this pair")
    ask.add_argument("--home", help="where features are cached; a temporary folder by default")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = Home.open(given.home or temporary)
        packs = datasets(home, given)
        unsupervised = [key for key in STRATEGIES if key != "source-only" and not supervised(Combination.parse(key))]
        wanted = given.strategies or [*unsupervised, *COMBINED]
        own: dict[str, dict[str, str]] = {}
        for key, name, value in (re.split("[.=]", each, maxsplit=2) for each in given.set):
            own.setdefault(key, {})[name] = value
        found: dict[str, list[Row]] = {}
        for name, strategy, normalisation in (
            ("source-only", "source-only", "shared"),
            ("normalization alone", "source-only", "per_domain"),
            *((each, each, None) for each in wanted),
        ):
            try:
                chosen = RunSettings(normalisation=normalisation, augmentation=given.augmentation)
                found[name] = [
                    run(home, packs, strategy, given.backbone, chosen.model_copy(update={"seed": seed}), own)
                    for seed in range(given.seeds)
                ]
                print(f"{name}: {spread([row.picked for row in found[name]])}", file=sys.stderr, flush=True)
            except UserError as error:
                print(f"{name}: not here. {error}", file=sys.stderr, flush=True)
        compared: dict[str, list[float]] = {}
        for seed in range(given.seeds):
            for name, value in others(home, packs, seed, given.backbone).items():
                compared.setdefault(name, []).append(value)
    kind = "development pair: defaults were chosen on it" if given.development else "measured only: nothing was chosen on it"
    augmented = "".join(
        f", {each}" for each in ([f"augmentation {given.augmentation}"] if given.augmentation else []) + given.set
    )
    print(f"{packs[0].info.name} → {packs[1].info.name}, {given.backbone}{augmented}, {given.seeds} seeds ({kind}).\n")
    print("| | target accuracy, % | over source-only | pick below best | … with a gate of 0.02 | source accuracy, % | seconds |")
    print("|---|---|---|---|---|---|---|")
    base = found["source-only"]
    for name, rows in found.items():
        gains = [row.picked - other.picked for row, other in zip(rows, base, strict=True)]
        cells = [spread([row.picked for row in rows]), spread(gains), spread([row.best - row.picked for row in rows])]
        cells += [spread([row.best - row.strictly_picked for row in rows]), spread([row.source for row in rows])]
        print(f"| {name} | {' | '.join(cells)} | {statistics.median(row.seconds for row in rows):.1f} |")
    for name, values in compared.items():
        gains = [value - other.picked for value, other in zip(values, base, strict=True)]
        print(f"| {name} | {spread(values)} | {spread(gains)} | | | | |")
    if compared:
        print(
            f"\nskada's deep models: Adam at {DEEP['lr']:g}, weight decay {DEEP['optimizer__weight_decay']:g}, {DEEP['max_epochs']} epochs, "
            f"label smoothing {SMOOTHING}, bottleneck {BOTTLENECK}."
        )
    print(
        "\nHow well label-free scores rank these: " + ", ".join(f"{score} {ranking(found, score):.2f}" for score in SCORES) + "."
    )


if __name__ == "__main__":
    main()
