"""Whether a machine can carry out a run: its device, its memory, and the picture size that the backbone is made for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from tlgui import machine
from tlgui.errors import Problem
from tlgui.models import catalogue
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import DataFacts, Needs
from tlgui.strategies.start import default_frozen, starts_at_random

SHARE = 0.8
"""Share of the free memory that a suggested batch may use."""


def check_device(spec: RunSpec) -> list[Problem]:
    """A GPU that was requested but cannot be seen."""
    return [Problem("no_gpu", {})] if spec.settings.device == "cuda" and not machine.may_have_gpu() else []


def check_image_size(spec: RunSpec) -> list[Problem]:
    """A vision transformer cuts pictures into patches: their side must be a multiple of the patch size, which is in its name."""
    patch = re.search(r"patch(\d+)", catalogue.split_file(spec.backbone)[0])
    size = spec.settings.image_size
    if patch is None or size is None or size % int(patch[1]) == 0:
        return []
    side = int(patch[1])
    return [Problem("image_size_not_multiple", {"given": size, "patch": side, "near": max(1, round(size / side)) * side})]


def check_memory(spec: RunSpec, facts: DataFacts, needs: Iterable[Needs], free: int | None = None) -> list[Problem]:
    """Activations that will not fit into memory, predicted before anything is read.

    Parameters
    ----------
    needs:
        The needs of the strategies in the run.
    free:
        Bytes of memory available for training. ``None``: ask for the CPU's; nothing is predicted if a GPU may be used, whose memory only the
        training process can see.
    """
    if free is None and spec.settings.device != "cpu" and machine.may_have_gpu():
        return []
    needed = memory_of_a_step(spec, facts, needs)
    free = machine.free_memory() if free is None else free
    if needed is None or needed.bytes <= free:
        return []
    fitting = int(SHARE * free / (needed.bytes / needed.batch))
    values = {"needed": needed.bytes, "free": free, "batch": needed.batch}
    if fitting >= 2:
        return [Problem("too_little_memory_batch", {**values, "fitting": fitting})]
    return [Problem("too_little_memory", values)]


class Step(NamedTuple):
    """What a training step keeps in memory, in ``bytes``, and how many pictures of each domain it looks at."""

    bytes: int
    batch: int


def memory_of_a_step(spec: RunSpec, facts: DataFacts, needs: Iterable[Needs]) -> Step | None:
    """Predicted before anything is read; ``None`` for a backbone without a card, and without data."""
    per_picture = bytes_per_picture(spec)
    domains = [domain for domain in (facts.source, facts.target) if domain is not None]
    if per_picture is None or not domains:
        return None
    asked = list(needs)
    batches = max(1, any(each.source_labels for each in asked) + any(each.target_images for each in asked))
    batches *= 2 if any(each.views for each in asked) else 1
    batch = min(spec.settings.batch_size, *(domain.pictures for domain in domains))
    return Step(int(per_picture * batches * batch), batch)


BESIDE = 2**30
"""Bytes that a run takes beside its steps: torch, the network, and the part of the features and pictures that is read at a time."""


def predicted(spec: RunSpec, facts: DataFacts, needs: Iterable[Needs]) -> dict[str, Any]:
    """What a launcher asks of another machine for a run: ``memory`` in bytes, where it is known, and whether a ``gpu`` is of use."""
    step = memory_of_a_step(spec, facts, needs)
    known = {} if step is None else {"memory": BESIDE + step.bytes}
    return {**known, "gpu": spec.settings.device != "cpu"}


def bytes_per_picture(spec: RunSpec) -> float | None:
    """Memory that the trained stages keep per picture for the backward pass; ``None`` for a backbone without a card."""
    card = catalogue.card_of(spec.backbone)
    if card is None:
        return None
    frozen = spec.settings.frozen or default_frozen(spec.strategy, not starts_at_random(spec), card.stages)
    depth = {"all": len(card.stages), "none": 0}.get(frozen)
    if depth is None:
        depth = card.stages.index(frozen) + 1 if frozen in card.stages else len(card.stages)
    side = (spec.settings.image_size or card.image_size) / card.image_size
    return 1e6 * sum(card.activations[depth:]) * side**2
