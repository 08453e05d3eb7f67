"""What happens to the strategies when the target has other class shares than the source, and whether anything tells it without labels.

    python benchmarks/label_shift.py SOURCE TARGET --development [--seeds 2] [--strategies mmd mcc …] [--kept FOLDER]
    python benchmarks/label_shift.py digits --development
    python benchmarks/label_shift.py SOURCE --shift blur --severity 3      (the target is made from the source)

Pictures are drawn from the pair so that the classes, in a random order for each seed, have these shares: ``as it is`` (all pictures),
``mild`` (the target's fall geometrically to a third), ``tail`` (to a tenth), ``few`` (the target has two fifths of the classes) and
``reversed`` (the source's fall to a tenth, the target's rise from a tenth), ``uneven`` (both fall to a tenth). ``X, absent left out``: strategy
X once the classes were left out that the target seems not to have.

The target's labels draw the pictures and fill the first table; nothing else reads them. ``--development`` says that thresholds were chosen on
this pair. ``--kept`` keeps each run's predictions, so that tables can be printed again. The digits are looked at at 96 pixels.
"""

from __future__ import annotations

import json
import sys
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from strategies import asking_for_a_pair, datasets
from torch import Tensor

from tlgui.data.dataset import Inputs
from tlgui.data.pack import Pack
from tlgui.home import LOCAL_OWNER, Home
from tlgui.insight.class_shares import bias_corrected, by_likelihood, seeming_shares, shares_of, total_variation
from tlgui.insight.neighbors import class_separation
from tlgui.insight.preprocessing import standardized
from tlgui.planning.defaults import Circumstances, resolve
from tlgui.planning.recommend import SEEMS_UNEVEN
from tlgui.runs.diagnosis import OVERTURNED, overturned_share
from tlgui.runs.pick import Candidate, pick
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
from tlgui.training.evaluate import Evaluation
from tlgui.training.loop import Hooks, train
from tlgui.training.matching import Matching
from tlgui.training.preparation import Preparation, prepare

SETTINGS = ("as it is", "mild", "tail", "few", "reversed", "uneven")
STRATEGIES = ("adabn", "mmd", "coral", "dann", "cdan", "mcc", "shot", "importance")
ABSENT = ", absent left out"
LEFT_OUT = ("mmd", "cdan", "mcc")
ABSENT_BELOW = 0.25
"""A class with less than this part of an even share seems not to be there."""

XRAY = "EM on features, the cautious one of two"
SHIFT_NAME = f"class shares other than the source's, {XRAY}"
OVERTURNED_NAME = "predictions changed of which source-only was surer than of half"
LOST = 0.02
"""Target accuracy so much below source-only's is a loss."""


@dataclass(frozen=True)
class Part:
    """Some of a domain's inputs, under new indices."""

    inputs: Inputs
    kept: NDArray[np.int64]

    def batch(self, indices: NDArray[np.int64], epoch: int | None) -> Tensor:
        return self.inputs.batch(self.kept[indices], epoch)

    def strong(self, indices: NDArray[np.int64], epoch: int, draw: int) -> Tensor:
        return self.inputs.strong(self.kept[indices], epoch, draw)


def parts_of_classes(setting: str, role: str, classes: int, seed: int) -> NDArray[np.float64]:
    """Which part of each class's pictures a domain keeps."""
    place = np.random.default_rng([seed, classes]).permutation(classes)
    falling = place / (classes - 1)
    if setting == "reversed":
        return 10.0 ** -(falling if role == "source" else 1 - falling)
    if setting == "uneven":
        return 10.0**-falling
    if role == "source" or setting == "as it is":
        return np.ones(classes)
    if setting == "few":
        return (place < round(0.4 * classes)).astype(float)
    return {"mild": 3.0, "tail": 10.0}[setting] ** -falling


def drawn(labels: NDArray[np.int64], parts: NDArray[np.float64], seed: int) -> NDArray[np.int64]:
    """Pictures of which each class has this part."""
    random = np.random.default_rng(seed)
    kept = [random.permutation(np.flatnonzero(labels == each)) for each in range(len(parts))]
    return np.sort(np.concatenate([of[: round(part * len(of))] for of, part in zip(kept, parts, strict=True)]))


def restricted(prepared: Preparation, packs: tuple[Pack, Pack], names: list[str], setting: str, seed: int) -> Preparation:
    """A preparation with the pictures of a setting only, as if there were no others. ``names``: all classes, those left out too."""
    of = {name: place for place, name in enumerate(names)}
    kept = {}
    for role, pack in zip(("source", "target"), packs, strict=True):
        labels = np.asarray([of[name] for name in pack.info.classes])[pack.labels()]
        kept[role] = drawn(labels, parts_of_classes(setting, role, len(names), seed), seed)
    source, target = prepared.data.source, prepared.data.target
    assert source is not None
    assert target is not None
    train_on, held = (np.intersect1d(each, kept["source"]) for each in (source.train, source.validation))
    every = np.arange(len(kept["target"]))
    source = replace(source, train=train_on, seen=train_on, validation=held, scored=held)
    target = replace(target, inputs=Part(target.inputs, kept["target"]), train=every, scored=every, seen=every)
    told = prepared.spec.target_shares
    found = Circumstances(
        pretrained=prepared.backbone.pretrained,
        image_size=prepared.backbone.image_size,
        learned=len(train_on),
        smallest=min(len(train_on), len(every)),
        stages=prepared.backbone.stages,
        second_depth=prepared.backbone.second_depth,
        shares_told=told.said,
    )
    settings = resolve(prepared.spec.settings, prepared.spec.strategy, found)
    shares = np.asarray(told.of(prepared.data.task.classes)) if told.said else None
    matching = None if shares is None else Matching.of(source.labels_of(train_on), shares)
    return replace(prepared, settings=settings, data=replace(prepared.data, source=source, target=target, matching=matching))


def trained(prepared: Preparation) -> Evaluation:
    """Train the network; the evaluation that the pick keeps, which reads no target label."""
    network, phases = prepared.network()
    evaluations: list[Evaluation] = []
    hooks = Hooks(lambda event, **fields: None, lambda evaluation, _: evaluations.append(evaluation), lambda: False)
    with prepared.device.threads_for(one=True):
        train(network, phases, prepared.data, prepared.settings, prepared.device, hooks, pretrained=prepared.backbone.pretrained)
    kept = pick([Candidate(each.step, each.source_metrics.get("accuracy"), each.scores) for each in evaluations]).step
    return next(each for each in evaluations if each.step == kept)


def run(
    home: Home, packs: tuple[Pack, Pack], strategy: str, setting: str, settings: RunSettings, left_out: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Train as ``tlgui train`` does on these pictures, and what may be known of the evaluation that the pick chose."""
    spec = RunSpec(
        source=packs[0].info.id,
        target=packs[1].info.id,
        strategy=strategy,
        settings=settings,
        class_map=ClassMap(leave_out=left_out),
    )
    whole = prepare(home, LOCAL_OWNER, spec, lambda done, total: None, lambda: False)
    names = sorted(packs[0].info.classes)
    prepared = restricted(whole, packs, names, setting, settings.seed)
    chosen = trained(prepared)
    source, target = prepared.data.source, prepared.data.target
    assert source is not None
    assert target is not None
    assert isinstance(target.inputs, Part)
    place = np.asarray([names.index(each) for each in prepared.data.task.classes])

    def over_all(predictions: NDArray[np.floating]) -> NDArray[np.float32]:
        found = np.zeros((len(predictions), len(names)), np.float32)
        found[:, place] = predictions
        return found

    truth = np.asarray([names.index(each) for each in packs[1].info.classes])[packs[1].labels()][target.inputs.kept]
    learned = np.concatenate([source.train, source.validation])
    return {
        "source_features": source.inputs.batch(learned, None).flatten(1).numpy().astype(np.float16),
        "source_known": place[source.labels_of(learned)],
        "target": over_all(chosen.target_predictions),
        "source": over_all(chosen.source_predictions),
        "source_labels": place[source.labels_of(source.validation)],
        "source_shares": shares_of(place[source.labels_of(source.train)], len(names)),
        "truth": truth,
        "features": target.inputs.batch(target.scored, None).flatten(1).numpy().astype(np.float16),
        "scores": json.dumps(chosen.scores),
    }


def by_confusion(
    predictions: NDArray[np.floating], labels: NDArray[np.int64], target: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Shares (k,) that explain what is predicted on the ``target`` (n, k), given how the model errs on held-out source pictures.

    Lipton et al., "Detecting and Correcting for Label Shift with Black Box Predictors" (BBSE), 2018, arXiv:1802.03916, with hard
    predictions; solved for shares of at least 0. A class without held-out pictures counts as always recognised.
    """
    from scipy.optimize import nnls

    classes = predictions.shape[1]
    chosen, confusion = predictions.argmax(1), np.eye(classes)
    for each in np.unique(labels):
        confusion[:, each] = shares_of(chosen[labels == each], classes)
    found, _ = nnls(confusion, shares_of(target.argmax(1), classes))
    return found / found.sum()


def estimates(baseline: dict[str, Any]) -> dict[str, NDArray[np.float64]]:
    """The target's class shares by each method, from source-only's predictions."""
    held, labels, seen, source = (baseline[name] for name in ("source", "source_labels", "target", "source_shares"))
    return {
        "predicted": shares_of(seen.argmax(1), seen.shape[1]),
        "BBSE": by_confusion(held, labels, seen),
        "EM": by_likelihood(seen, source),
        "EM, calibrated": by_likelihood(bias_corrected(held, labels)(seen), source),
        XRAY: seeming_shares(baseline["source_features"], baseline["source_known"], baseline["features"], len(source)),
    }


def signals(run: dict[str, Any], baseline: dict[str, Any], shares: dict[str, NDArray[np.float64]]) -> dict[str, float]:
    """What can be seen of a run without labels; each is larger where a loss is to be suspected."""
    after, before = run["target"].argmax(1), baseline["target"].argmax(1)
    classes = run["target"].shape[1]
    ours, theirs = shares_of(after, classes), shares_of(before, classes)
    features = standardized(baseline["features"])
    scores, reference = json.loads(str(run["scores"])), json.loads(str(baseline["scores"]))
    found = {
        f"class shares other than the source's, {name}": total_variation(of, baseline["source_shares"])
        for name, of in shares.items()
    }
    found |= {
        f"predicted shares away from {name}": total_variation(ours, of) for name, of in shares.items() if name != "predicted"
    }
    found |= {
        "predicted shares moved": total_variation(ours, theirs),
        "predictions of classes that source-only hardly gives": float(ours[theirs < ABSENT_BELOW / classes].sum()),
        "predictions changed": float((after != before).mean()),
        OVERTURNED_NAME: overturned_share(baseline["target"], run["target"]) or 0.0,
        "neighbours are of one class less often": class_separation(features, before) - class_separation(features, after),
    }
    found |= {f"{name} fell": reference[name] - scores[name] for name in ("information_maximisation", "bnm", "class_ami")}
    return found | {"entropy rose": scores["entropy"] - reference["entropy"]}


@dataclass(frozen=True)
class Row:
    """A run beside source-only. ``gain`` in shares of the target's pictures."""

    setting: str
    seed: int
    strategy: str
    gain: float
    signals: dict[str, float]


def accuracy(run: dict[str, Any]) -> float:
    return float((run["target"].argmax(1) == run["truth"]).mean())


class Kept:
    """Runs by name in a folder, trained where they are not there."""

    def __init__(self, folder: Path, home: Home, packs: tuple[Pack, Pack], image_size: int | None) -> None:
        self.folder, self.home, self.packs, self.image_size = folder, home, packs, image_size
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, setting: str, seed: int, strategy: str, left_out: tuple[str, ...] = ()) -> dict[str, Any]:
        path = self.folder / f"{self.packs[0].info.name} {self.packs[1].info.name} {setting} {seed} {strategy}.npz".replace(
            " ", "_"
        )
        if not path.exists():
            shared = "shared" if strategy == "source-only" else None
            settings = RunSettings(seed=seed, image_size=self.image_size, normalisation=shared)
            found = run(self.home, self.packs, strategy.removesuffix(ABSENT), setting, settings, left_out)
            np.savez(path, **found)
            print(f"{setting}, seed {seed}, {strategy}: {100 * accuracy(found):.1f}", file=sys.stderr, flush=True)
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}


def measured(
    kept: Kept, strategies: list[str], settings: list[str], seeds: int
) -> Iterator[tuple[str, int, dict[str, Any], Row]]:
    """Every run of every setting: setting, seed, source-only's run, and the row."""
    for setting in settings:
        for seed in range(seeds):
            baseline = kept.get(setting, seed, "source-only")
            shares = estimates(baseline)
            names = np.asarray(sorted(kept.packs[0].info.classes))
            absent = tuple(names[shares["EM, calibrated"] < ABSENT_BELOW / len(names)].tolist())
            for strategy in strategies:
                if not absent and strategy.endswith(ABSENT):
                    found = kept.get(setting, seed, strategy.removesuffix(ABSENT))
                else:
                    found = kept.get(setting, seed, strategy, absent if strategy.endswith(ABSENT) else ())
                gain = accuracy(found) - accuracy(baseline)
                yield setting, seed, baseline, Row(setting, seed, strategy, gain, signals(found, baseline, shares))


def main() -> None:
    warnings.simplefilter("ignore")
    ask = asking_for_a_pair(__doc__)
    ask.add_argument("--strategies", nargs="*", default=[*STRATEGIES, *(each + ABSENT for each in LEFT_OUT)])
    ask.add_argument("--settings", nargs="*", default=SETTINGS)
    ask.add_argument("--seeds", type=int, default=2)
    ask.add_argument("--development", action="store_true", help="thresholds were chosen on this pair")
    ask.add_argument("--kept", help="a folder for the runs' predictions and the features")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(given.kept or temporary)
        home = Home.open(folder / "home")
        packs = datasets(home, given)
        kept = Kept(folder / "runs", home, packs, 96 if given.source == "digits" else None)
        rows, bases = list[Row](), dict[tuple[str, int], dict[str, Any]]()
        for setting, seed, baseline, row in measured(kept, given.strategies, given.settings, given.seeds):
            bases[setting, seed] = baseline
            rows.append(row)
    kind = "development pair: thresholds were chosen on it" if given.development else "measured only: nothing was chosen on it"
    print(f"{packs[0].info.name} → {packs[1].info.name}, {given.seeds} seeds ({kind}).\n")
    _print_gains(rows, bases, given.strategies)
    _print_estimates(bases)
    _print_signals(rows)


def _mean(values: list[float]) -> str:
    return f"{100 * float(np.mean(values)):.1f}"


def _print_gains(rows: list[Row], bases: dict[tuple[str, int], dict[str, Any]], strategies: list[str]) -> None:
    settings = list(dict.fromkeys(setting for setting, _ in bases))
    print(f"Target accuracy of source-only, and points over it:\n\n| | {' | '.join(settings)} |\n|---|{'---|' * len(settings)}")
    of = {setting: [accuracy(each) for (name, _), each in bases.items() if name == setting] for setting in settings}
    print(f"| source-only | {' | '.join(_mean(of[setting]) for setting in settings)} |")
    for strategy in strategies:
        cells = [_mean([row.gain for row in rows if (row.setting, row.strategy) == (setting, strategy)]) for setting in settings]
        print(f"| {strategy} | {' | '.join(cells)} |")


def _print_estimates(bases: dict[tuple[str, int], dict[str, Any]]) -> None:
    far, wrong = defaultdict[tuple[str, str], list[float]](list), defaultdict[tuple[str, str], list[float]](list)
    for (setting, _), each in bases.items():
        true = shares_of(each["truth"], each["target"].shape[1])
        for name, shares in {"true": true, **estimates(each)}.items():
            far[setting, name].append(total_variation(shares, each["source_shares"]))
            wrong[setting, name].append(total_variation(shares, true))
    settings, names = (list(dict.fromkeys(key[place] for key in far)) for place in (0, 1))
    print(
        "\nTotal variation of the target's class shares from the source's, and (in brackets) of an estimate from the true ones:\n"
    )
    print(f"| | {' | '.join(settings)} |\n|---|{'---|' * len(settings)}")
    for name in names:
        cells = [
            f"{np.mean(far[s, name]):.2f}" + (f" ({np.mean(wrong[s, name]):.2f})" if name != "true" else "") for s in settings
        ]
        print(f"| {name} | {' | '.join(cells)} |")


def _print_signals(rows: list[Row]) -> None:
    lost = np.asarray([row.gain < -LOST for row in rows])
    print(
        f"\n{lost.sum()} of {len(rows)} runs are more than {100 * LOST:.0f} points below source-only. How well signals tell them:\n"
    )
    print("| | area under the curve |\n|---|---|")
    for name in rows[0].signals:
        values = np.asarray([row.signals[name] for row in rows])
        print(f"| {name} | {roc_auc_score(lost, values):.2f} |" if 0 < lost.sum() < len(lost) else f"| {name} | |")
    told = np.asarray([row.signals[OVERTURNED_NAME] > OVERTURNED and row.signals[SHIFT_NAME] >= SEEMS_UNEVEN for row in rows])
    gains = np.asarray([row.gain for row in rows])
    print(f"\nThe diagnosis is made of {told.sum()} runs:\n")
    print("| | runs | told | not told |\n|---|---|---|---|")
    edges = (-1.0, -0.1, -0.05, -LOST, LOST, 1.0)
    names = ("10 points or more below source-only", "5 to 10 below", "2 to 5 below", "within 2", "2 or more above")
    for low, high, name in zip(edges, edges[1:], names, strict=False):
        within = (gains >= low) & (gains < high)
        print(f"| {name} | {within.sum()} | {(told & within).sum()} | {(~told & within).sum()} |")


if __name__ == "__main__":
    main()
