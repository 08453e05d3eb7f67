"""How well target pictures of a class that the source does not have can be told without labels.

    python benchmarks/unknown_classes.py --demo icons --demo icons-flat --pair PHOTO ART --pair ART PHOTO [--seeds 1] [--strategies mcc cdan]

A cell is a pair from which one class was left out of the source, a strategy and a seed; each class is left out in turn. Every score orders
the target's pictures. The table tells the area under the ROC curve, 0.5 by chance: how often a picture of the missing class comes before
one of another class. *Of the first 12*: how many of these are of the missing class (about one in seven by chance), on the mean over all cells
and over those of the worst pair. *Of neighbors*: averaged over a picture's nearest target pictures by backbone features. *As the map does*:
:mod:`tlgui.insight.open_set`. The target's labels say which pictures are of the missing class; nothing else reads them.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections import defaultdict
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import torch
from matrix import ask_for_pairs, pairs_of, print_table
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from torch.nn import functional

from tlgui.data.pack import Pack
from tlgui.home import LOCAL_OWNER, Home
from tlgui.insight.open_set import unlike_source
from tlgui.losses.mcc import entropy
from tlgui.models.network import Network
from tlgui.planning.suggested import backbone_for
from tlgui.runs.pick import Candidate, pick
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
from tlgui.training.evaluate import Evaluation, see
from tlgui.training.loop import Hooks, train
from tlgui.training.preparation import prepare

STRATEGIES = ("source-only", "mcc", "cdan")
NEIGHBORS, FIRST = 10, 12
MAP = "as the map does"


def seen(home: Home, packs: tuple[Pack, Pack], strategy: str, left_out: str, seed: int) -> dict[str, NDArray[Any]]:
    """Train as ``tlgui train`` does without one class of the source, and what the kept network sees of both domains."""
    spec = RunSpec(
        source=packs[0].info.id,
        target=packs[1].info.id,
        strategy=strategy,
        backbone=backbone_for([pack.info.short_side for pack in packs]),
        settings=RunSettings(seed=seed),
        class_map=ClassMap(leave_out=(left_out,)),
    )
    prepared = prepare(home, LOCAL_OWNER, spec, lambda done, total: None, lambda: False)
    network, phases = prepared.network()
    evaluations: list[Evaluation] = []
    weights: dict[int, dict[str, torch.Tensor]] = {}

    def evaluated(evaluation: Evaluation, network: Network) -> None:
        evaluations.append(evaluation)
        weights[evaluation.step] = {name: tensor.clone() for name, tensor in network.state_dict().items()}

    with prepared.device.threads_for(one=True):
        hooks = Hooks(lambda event, **fields: None, evaluated, lambda: False)
        train(network, phases, prepared.data, prepared.settings, prepared.device, hooks, pretrained=prepared.backbone.pretrained)
        kept = pick([Candidate(each.step, each.source_metrics.get("accuracy"), each.scores) for each in evaluations]).step
        assert kept is not None
        network.load_state_dict(weights[kept])
        source, target = prepared.data.source, prepared.data.target
        assert source is not None
        assert target is not None
        found = {}
        for name, domain, indices in (("source", source, source.train), ("target", target, target.scored)):
            arrays = see(network, domain.inputs, indices, name, prepared.device)
            found |= {
                f"{name}_{part}": each.numpy() for part, each in zip(("inputs", "features", "outputs"), arrays, strict=True)
            }
    found["unknown"] = np.asarray([name == left_out for name in packs[1].info.classes])[packs[1].labels()[target.scored]]
    return found


def cosine(one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    return functional.normalize(torch.from_numpy(one)).numpy() @ functional.normalize(torch.from_numpy(other)).numpy().T


def distances(one: NDArray[Any], other: NDArray[Any], count: int) -> NDArray[Any]:
    """1 − cosine to the ``count``-th nearest."""
    return 1 - np.sort(cosine(one, other), axis=1)[:, -min(count, len(other))]


def scores_of(cell: dict[str, NDArray[Any]], before: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Larger where a picture seems to be of no class of the source. ``before``: the same cell, not adapted."""
    outputs = torch.from_numpy(cell["target_outputs"])
    probabilities = outputs.softmax(1)
    found = {
        "largest probability": 1 - probabilities.max(1).values.numpy(),
        "entropy": entropy(probabilities).numpy(),
        "largest logit": -outputs.max(1).values.numpy(),
        "energy": -outputs.logsumexp(1).numpy(),
        "distance to the source, bottleneck": distances(cell["target_features"], cell["source_features"], 5),
        "distance to the source, backbone": distances(cell["target_inputs"], cell["source_inputs"], 5),
    }
    near = cosine(cell["target_inputs"], cell["target_inputs"])
    np.fill_diagonal(near, 2.0)
    among = np.argsort(-near, axis=1)[:, :NEIGHBORS]
    averaged = torch.from_numpy(probabilities.numpy()[among].mean(1))
    found["entropy of the neighbors' mean prediction"] = entropy(averaged).numpy()
    found |= {f"{name}, of neighbors": each[among].mean(1) for name, each in found.items() if "neighbors" not in name}
    return found | {MAP: unlike_source(cell["source_features"], cell["target_features"], before["target_features"])}


def main() -> None:
    warnings.simplefilter("ignore")
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for_pairs(ask)
    ask.add_argument("--strategies", nargs="+", default=STRATEGIES)
    ask.add_argument("--seeds", type=int, default=1)
    ask.add_argument("--home", help="where features are cached; a temporary folder by default")
    ask.add_argument("--kept", help="a folder where what the networks saw is kept, so that scores can be tried again")
    given = ask.parse_args()
    areas: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    of_first: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as folder:
        home = Home.open(Path(given.home or folder))

        def cell(pair: str, packs: tuple[Pack, Pack], strategy: str, left_out: str, seed: int) -> dict[str, NDArray[Any]]:
            file = Path(given.kept or folder) / f"{pair} {left_out} {strategy} {seed}.npz".replace("/", "-")
            if not file.exists():
                np.savez(file, **seen(home, packs, strategy, left_out, seed))
            with np.load(file) as opened:
                return {name: opened[name] for name in opened.files}

        for pair, packs in pairs_of(home, given).items():
            for left_out in sorted(set(packs[0].info.classes) & set(packs[1].info.classes)):
                for seed in range(given.seeds):
                    before = cell(pair, packs, "source-only", left_out, seed)
                    for strategy in given.strategies:
                        seen_there = cell(pair, packs, strategy, left_out, seed)
                        unknown = seen_there["unknown"]
                        for name, score in scores_of(seen_there, before).items():
                            areas[pair, strategy][name].append(float(roc_auc_score(unknown, score)))
                            of_first[pair, strategy][name].append(float(unknown[np.argsort(-score)[:FIRST]].mean()))
    for strategy in given.strategies:
        columns = [pair for pair, each in areas if each == strategy]
        rows = {}
        for name in areas[columns[0], strategy]:
            by_pair, first = ([found[pair, strategy][name] for pair in columns] for found in (areas, of_first))
            every = [value for values in by_pair for value in values]
            values = [*map(mean, by_pair), mean(every), min(every), mean(map(mean, first)), min(map(mean, first))]
            rows[name] = [f"{value:.2f}" for value in values]
        cells = len(areas[columns[0], strategy][MAP])
        print_table(
            f"{strategy}, {cells} cells a pair", rows, [*columns, "all", "worst cell", f"of the first {FIRST}", "… worst pair"]
        )


if __name__ == "__main__":
    main()
