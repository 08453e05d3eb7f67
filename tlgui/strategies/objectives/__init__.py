"""Objectives: a loss with its settings and its own modules; reports named parts and health numbers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor, nn


@dataclass(frozen=True)
class DomainBatch:
    """One domain's part of a step.

    Shapes: ``features`` (n, d) at the bottleneck, ``outputs`` (n, k) of the head, ``labels`` (n,) or ``None`` when they are unknown,
    ``indices`` (n,): which pictures of the dataset these are.
    """

    features: Tensor
    outputs: Tensor
    labels: Tensor | None
    indices: Tensor


@dataclass(frozen=True)
class Step:
    """What an objective gets: this step's batches that its phase asked for, and the progress from 0 to 1.

    ``source_view`` and ``target_view`` are a second, strongly augmented view of the pictures in ``source`` and ``target``.
    """

    source: DomainBatch | None
    target: DomainBatch | None
    labelled_target: DomainBatch | None
    progress: float
    source_view: DomainBatch | None = None
    target_view: DomainBatch | None = None


@dataclass(frozen=True)
class DomainView:
    """All training pictures of a domain as the network sees them now: clean, with stored statistics, in evaluation mode.

    Shapes: ``backbone`` (n, w) in front of the bottleneck, ``features`` (n, d) at it, ``outputs`` (n, k), ``labels`` (n,) or ``None``,
    ``indices`` (n,) of the pictures in their dataset, which has ``size`` pictures.
    """

    backbone: Tensor
    features: Tensor
    outputs: Tensor
    labels: Tensor | None
    indices: Tensor
    size: int


@dataclass(frozen=True)
class Situation:
    """What an objective can use when it is refreshed: the network, and each domain as a whole (computed on demand).

    ``teaching``: predictions (size, k) of the target's pictures that the run was given to learn.
    """

    network: nn.Module
    source: Callable[[], DomainView]
    target: Callable[[], DomainView]
    teaching: Callable[[], Tensor]


@dataclass(frozen=True)
class Outcome:
    """What an objective returns: loss parts by name (the loop sums them) and numbers that tell whether it works."""

    parts: dict[str, Tensor]
    health: dict[str, float]


class Objective(nn.Module):
    """A loss with its settings and its own modules.

    Attributes
    ----------
    key:
        Objectives with the same key are the same when strategies are joined.
    precedence:
        Of two with the same key, the one with the larger number is kept.
    refreshes:
        How often per phase :meth:`refresh` is called, evenly spaced, first before the first step.
    aligns:
        Whether it compares the distributions of both domains. If the target's class shares are known to differ, its ``step.source`` is then
        a separate batch with the target's class shares.

    A resumed training restores everything from ``state_dict()``: state belongs in parameters, buffers (of any size), or, as plain data, in
    torch's ``get_extra_state`` and ``set_extra_state``.
    """

    key: str
    precedence: float = 0.0
    refreshes: int = 0
    aligns: bool = False

    def refresh(self, situation: Situation) -> None:  # most objectives have nothing to refresh
        """Compute something from whole domains: pseudo-labels, sample weights, a teacher. Results belong in buffers."""

    @abstractmethod
    def forward(self, step: Step) -> Outcome:
        """The parts of the loss for one step."""


def largest_share(outputs: Tensor) -> float:
    """Share of pictures predicted as the most frequent class, from a head's ``outputs`` (n, k); 1: collapsed."""
    return float(outputs.detach().argmax(1).bincount().max()) / len(outputs)
