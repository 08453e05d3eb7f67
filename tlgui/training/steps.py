"""What a step consists of: the pictures of each domain that its phase asks for, and their forward pass."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial

import torch
from torch import Tensor

from tlgui.models.layers.domain_norm import norms_of, statistics_of
from tlgui.models.network import Network, Output
from tlgui.specification.run_spec import RunSettings
from tlgui.strategies.base import Phase
from tlgui.strategies.objectives import DomainBatch, Step
from tlgui.training.data import Domain, Endless, RunData
from tlgui.training.device import Device

VIEWED = ("source", "target")
VIEWS = ("source_view", "target_view")
MATCHED = "matched"
"""The part of a step with source pictures drawn with the target's class shares, if these are known to differ."""


def streams_of(phase: Phase, network: Network, data: RunData, settings: RunSettings) -> dict[str, tuple[Domain, Endless]]:
    """For each part of a step, its domain and the order of its pictures."""
    batches, matching = phase.batches, data.matching if phase.batches.source else None
    # Batch statistics must not mistake the classifier's mix of classes for the domain's either.
    by_batch = network.normalisation == "per_domain" and any(not layer.fixed for layer in norms_of(network))
    compared = matching is not None and (by_batch or any(each.aligns for each in phase.objectives))
    wanted = {
        "source": (batches.source, data.source),
        "target": (batches.target, data.target),
        "labelled_target": (batches.target_labels, data.target),
        MATCHED: (compared, data.source),
    }
    streams: dict[str, tuple[Domain, Endless]] = {}
    for stream, (name, (asked, domain)) in enumerate(wanted.items()):
        if asked and domain is not None:
            indices, weights = domain.seen if name == "target" else domain.train, None
            if matching is not None and name in ("source", MATCHED):
                weights = (matching.evenly if name == "source" else matching.as_target)(domain.labels_of(indices))
            streams[name] = (domain, Endless(indices, settings.batch_size, settings.seed, stream, weights))
    return streams


def count_steps(phase: Phase, streams: dict[str, tuple[Domain, Endless]], data: RunData, settings: RunSettings) -> int:
    """An epoch goes once through the labeled pictures that the phase learns from.

    Without labels, it takes no more steps than an epoch of the source, however large the target is; but epochs that a phase asks for itself go
    once through the target.
    """
    assert settings.epochs is not None
    per_epoch, batches = {name: order.per_epoch for name, (_, order) in streams.items()}, phase.batches
    epochs = settings.epochs if phase.epochs is None else phase.epochs
    if batches.source or batches.target_labels:
        return epochs * per_epoch["source" if batches.source else "labelled_target"]
    if phase.epochs is not None:
        return epochs * per_epoch["target"]
    fewest = len(data.source.train) // settings.batch_size if data.source is not None else per_epoch["target"]
    return epochs * max(1, min(per_epoch["target"], fewest))


def take(
    network: Network,
    streams: dict[str, tuple[Domain, Endless]],
    number: int,
    progress: float,
    device: Device,
    *,
    views: int,
) -> tuple[Step, Step]:
    """Take this step's batches through the network, with the strongly augmented views that the phase asks for.

    With per-domain statistics there is one forward pass for each domain and view. With shared statistics all pictures go through together,
    so that batch statistics cover the mixture.

    Returns
    -------
    The step, and the step for aligning objectives: if the target's class shares are known to differ, its source pictures are drawn with
    these shares.
    """
    inputs: dict[str, Tensor] = {}
    labels: dict[str, Tensor | None] = {}
    places: dict[str, Tensor] = {}
    for name, (domain, order) in streams.items():
        indices, epoch = order.batch(number)
        read = partial(domain.inputs.strong, draw=0) if views == 2 and name in VIEWED else domain.inputs.batch
        inputs[name] = device.put(read(indices, epoch))
        known = domain.labels is not None and name != "target"
        labels[name] = device.put(torch.from_numpy(domain.labels_of(indices))) if known else None
        places[name] = device.put(torch.from_numpy(indices))
        if views and name in VIEWED:
            view = f"{name}_view"
            inputs[view] = device.put(domain.inputs.strong(indices, epoch, 1))
            labels[view], places[view] = labels[name], places[name]
    outputs = _through(network, inputs)
    made = {
        name: DomainBatch(output.features.float(), output.outputs.float(), labels[name], places[name])
        for name, output in outputs.items()
    }
    step = Step(progress=progress, **{name: made.get(name) for name in ("source", "target", "labelled_target", *VIEWS)})
    return step, replace(step, source=made[MATCHED]) if MATCHED in made else step


def _through(network: Network, inputs: dict[str, Tensor]) -> dict[str, Output]:
    """Each part of a step through the network, by its name."""
    if network.normalisation == "shared":
        return _together(network, inputs)
    outputs: dict[str, Output] = {}
    if MATCHED in inputs:
        network.set_domain("source")
        with _statistics_for(network, len(inputs["source"])):
            outputs = _together(network, {name: inputs[name] for name in ("source", MATCHED)})
    for name, tensor in inputs.items():
        if name not in outputs:
            network.set_domain("source" if name.startswith("source") else "target")
            outputs[name] = network(tensor)
    return outputs


def _statistics_for(network: Network, first_matched: int) -> AbstractContextManager[None]:
    """Inside, source pictures are normalized by those among them that are matched, from a row on; where the backbone learns, by all of them.

    What only classes have that the target lacks does not vary in matched pictures. A layer that learns would blow it up in the others, the next
    layer that, and the loss would be infinite within some twenty steps.
    """
    return nullcontext() if len(network.rest) else statistics_of(network, slice(first_matched, None))


def _together(network: Network, inputs: dict[str, Tensor]) -> dict[str, Output]:
    """Several parts of a step through the network as one batch."""
    together = network(torch.cat(list(inputs.values())))
    sizes = [len(tensor) for tensor in inputs.values()]
    pieces = zip(together.features.split(sizes), together.outputs.split(sizes), strict=True)
    return {name: Output(*piece) for name, piece in zip(inputs, pieces, strict=True)}
