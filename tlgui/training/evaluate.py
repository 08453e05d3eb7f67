"""Evaluation: predictions of both domains with stored statistics, the source's metrics, and scores that need no target labels."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tlgui.data.dataset import Inputs
from tlgui.insight.divergence import density_ratio
from tlgui.insight.preprocessing import evenly_spread
from tlgui.insight.scores import domain_scores
from tlgui.models.layers.domain_norm import DOMAINS, measured, mix_statistics, norms_of
from tlgui.models.network import Network
from tlgui.tasks import Metrics
from tlgui.training.data import RunData
from tlgui.training.device import Device

BATCH = 256
AT_ONCE = 16, 256
"""Fewest and most pictures that go through layers of the backbone together on a processor, see :func:`at_once`."""

NUMBERS_AT_ONCE = 2**20
AT_ONCE_ON_A_GPU = 32

STATISTICS_PICTURES, MOVING_PICTURES = 1024, 512
"""Normalization statistics are measured on at most this many pictures of a domain, evenly spread: of features that were computed once, and
where the backbone learns."""

STATISTICS_BATCH = 64
"""Of which so many at once: as few as stay in a processor's cache, and more than a training step has."""

SCORED_PICTURES = 500
"""Scores of the kept network look at no more pictures of each domain than this, evenly spread."""


@dataclass(frozen=True)
class Evaluation:
    """An evaluation of the network at one step.

    Shapes: ``source_predictions`` (validation pictures, k), ``target_predictions`` (all scored target pictures, k), ``*_features`` (n, width)
    of all pictures that were predicted. The indices say which pictures of their dataset they are.
    """

    step: int
    source_metrics: Metrics
    scores: dict[str, float]
    source_predictions: NDArray[np.floating]
    target_predictions: NDArray[np.floating]


def evaluate(network: Network, data: RunData, device: Device, step: int) -> Evaluation:
    """Predict the source's validation pictures with the source's statistics and the target's pictures with the target's."""
    network.eval()
    source_metrics: Metrics = {}
    source_predictions: NDArray[np.floating] = np.zeros((0, 0), np.float32)
    target_predictions = source_predictions
    scores: dict[str, float] = {}
    if data.source is not None:
        _, source_predictions = predict(network, data.source.inputs, data.source.validation, "source", device)
        if data.source.labels is not None:
            source_metrics = data.task.kind.measure(source_predictions, data.source.labels_of(data.source.validation))
    if data.target is not None:
        features, target_predictions = predict(network, data.target.inputs, data.target.scored, "target", device)
        scores = data.task.scores(target_predictions, features) if len(features) else {}
    return Evaluation(step, source_metrics, scores, source_predictions, target_predictions)


def kept_scores(network: Network, data: RunData, device: Device) -> dict[str, float]:
    """Label-free scores that are too slow for every evaluation, so only for the kept network; empty without both domains.

    Distances between the domains' bottleneck features, and the source's validation pictures weighted to stand for the target's.
    """
    if data.source is None or data.target is None:
        return {}
    of_source, of_target = (evenly_spread(len(each), SCORED_PICTURES) for each in (data.source.train, data.target.scored))
    source, _ = predict(network, data.source.inputs, data.source.train[of_source], "source", device)
    target, _ = predict(network, data.target.inputs, data.target.scored[of_target], "target", device)
    found = domain_scores(source, target)
    if data.source.labels is None:
        return found
    known = data.source.validation[data.task.kind.known(data.source.labels_of(data.source.validation))]
    held = known[evenly_spread(len(known), SCORED_PICTURES)]
    features, predictions = predict(network, data.source.inputs, held, "source", device)
    ratio = density_ratio(source, target, features)
    if ratio is not None:
        found |= data.task.weighted_scores(predictions, data.source.labels_of(held), ratio)
    return found


def predict(
    network: Network, inputs: Inputs, indices: NDArray[np.int64], domain: str, device: Device
) -> tuple[NDArray[np.float32], NDArray[np.floating]]:
    """Bottleneck features (n, width) and predictions (n, k) of the given pictures, with the stored statistics of ``domain``."""
    network.eval()
    network.set_domain(domain)
    if len(indices) == 0:  # a class with one picture only trains: there is nothing to validate on
        one = predict(network, inputs, np.zeros(1, np.int64), domain, device)
        return one[0][:0], one[1][:0]
    says = network.task.predict_target if domain == "target" else network.task.predict
    features, predictions = [], []
    for part in _batches(indices, BATCH):
        with torch.inference_mode(), device.mixed_precision():
            pictures = device.put(inputs.batch(part, None))
            output = network(pictures, at_once(pictures))
        features.append(output.features.float().cpu().numpy())
        predictions.append(says(output.outputs).cpu().numpy())
    return np.concatenate(features), np.concatenate(predictions)


def at_once(pictures: Tensor) -> int:
    """How many pictures, (n, ...), go through layers of the backbone together.

    On a processor as many as have a million numbers: the maps of a few large ones stay in its cache (EfficientNet-Lite0 as a whole takes half
    as long again with 64 as with 16), and of small ones many save calls, for which the evaluation and the training beside it wait for each
    other. The predictions are the same.
    """
    if pictures.is_cuda:
        return AT_ONCE_ON_A_GPU
    fewest, most = AT_ONCE
    return max(fewest, min(most, NUMBERS_AT_ONCE // pictures[0].numel()))


def see(
    network: Network, inputs: Inputs, indices: NDArray[np.int64], domain: str, device: Device
) -> tuple[Tensor, Tensor, Tensor]:
    """For the given pictures the bottleneck's input (n, w), its features (n, d) and the head's outputs (n, k), on the device."""
    network.eval()
    network.set_domain(domain)
    found: list[tuple[Tensor, Tensor, Tensor]] = []
    for part in _batches(indices, BATCH):
        with torch.no_grad(), device.mixed_precision():
            pictures = device.put(inputs.batch(part, None))
            backbone = network.normalised(pictures, at_once(pictures))
            features = network.bottleneck(backbone)
            found.append((backbone.float(), features.float(), network.outputs(features).float()))
    backbone, features, outputs = (torch.cat(each) for each in zip(*found, strict=True))
    return backbone, features, outputs


def measure_statistics(
    network: Network,
    data: RunData,
    device: Device,
    *,
    trained_on: Collection[str] = DOMAINS,
    fixed_are_measured: bool = False,
    domains: Collection[str] = DOMAINS,
) -> None:
    """Measure normalization statistics in a pass over pictures, for each domain or for what a phase trains on.

    If the target's class shares are known to differ, the source's statistics are weighted to the target's shares.

    Parameters
    ----------
    trained_on:
        With shared statistics: the domains that the phase trains on. Both count the same, however many pictures each has, as in its batches.
        Where a phase has set the source aside, layers that learn have the target's statistics for the target, as its batches have, and the
        source's for the source; fixed ones stay of both, since its batches are normalized by them too.
    fixed_are_measured:
        Whether layers with fixed statistics were measured so before: what they see has not changed since.
    domains:
        Whose statistics are measured, where each has its own; those of the other one stay.
    """
    network.eval()
    layers = norms_of(network)
    if fixed_are_measured and not network.prior:  # where the source's count in the target's, they are mixed anew each time
        layers = [layer for layer in layers if not layer.fixed]
    if not layers:
        return
    most = MOVING_PICTURES if len(network.rest) else STATISTICS_PICTURES
    source = [_Part(data.source.inputs, data.source.train)] if data.source is not None else []
    target = [_Part(data.target.inputs, data.target.seen)] if data.target is not None else []
    # Of which domain, for layers with fixed statistics and for the others, on which pictures, and whether for this domain alone.
    passes: list[tuple[str, list[_Part], list[_Part], bool]]
    if network.normalisation == "per_domain":
        of_source = [_matched(data)] if data.matching is not None else source
        if not source:  # the source's statistics must not be empty when a target-only network is saved
            of_source = target
        passes = [("source", of_source, of_source, True), ("target", target, target, True)]
        passes = [each for each in passes if each[0] in domains]
    elif "target" in trained_on and source and target:
        both = [part.counting_as_one(most) for part in source + target]
        passes = [("source", both, both, False)]
        if "source" not in trained_on:
            passes = [("source", both, [], False), ("source", [], source, True), ("target", [], target, True)]
    else:
        passes = [("source", source or target, source or target, False)]
    # Layers with fixed statistics first, so that later layers are measured on the outputs they get at evaluation.
    of_fixed, others = [layer for layer in layers if layer.fixed], [layer for layer in layers if not layer.fixed]
    for domain, for_fixed, for_others, alone in passes:
        for measuring, parts in ((of_fixed, for_fixed), (others, for_others)):
            if not measuring or not parts:
                continue
            through = network.normalised if measuring is of_fixed else network
            with measured(network, domain, measuring, alone=alone) as weigh, torch.inference_mode(), device.mixed_precision():
                for part in parts:
                    for batch, weights in part.batches(most):
                        weigh(None if weights is None else device.put(torch.from_numpy(weights)))
                        through(device.put(part.inputs.batch(batch, None)))
    if network.prior and source and target and network.normalisation == "per_domain":
        count = len(data.target.seen) if data.target is not None else 0  # those that were measured
        mix_statistics(network, network.prior / (network.prior + count))


class _Part(NamedTuple):
    """Pictures of one domain for measuring statistics, with nonzero ``weights`` (equal by default)."""

    inputs: Inputs
    indices: NDArray[np.int64]
    weights: NDArray[np.float64] | None = None

    def counting_as_one(self, most: int) -> _Part:
        """The same pictures, of which those that :meth:`batches` takes count as one together."""
        return self._replace(weights=np.full(len(self.indices), 1 / min(len(self.indices), most)))

    def batches(self, most: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64] | None]]:
        """Together at most so many pictures, each batch a fair sample in whatever order they stand: a batch of one class, as earlier datasets
        would give, would be normalized, in all layers but the last, by statistics of that class.
        """
        places = evenly_spread(len(self.indices), most)
        count = -(-len(places) // STATISTICS_BATCH)
        for first in range(count):
            chosen = places[first::count]
            yield self.indices[chosen], None if self.weights is None else self.weights[chosen]


def _matched(data: RunData) -> _Part:
    """The source's training pictures, weighted to the target's class shares."""
    assert data.source is not None and data.matching is not None
    weights = data.matching.as_target(data.source.labels_of(data.source.train))
    counting = weights > 0
    return _Part(data.source.inputs, data.source.train[counting], weights[counting])


def _batches(indices: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(indices), size):
        yield indices[start : start + size]


def as_event(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as fields of an event, without any target metric."""
    return {"step": evaluation.step, "source": evaluation.source_metrics, "scores": evaluation.scores}
