"""Objectives: a loss with its settings and its own modules, giving named parts and health numbers."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from torch import Tensor, nn


@dataclass(frozen=True)
class DomainBatch:
    """One domain's part of a step.

    Shapes: ``features`` (n, d) at the bottleneck, ``outputs`` (n, k) of the head, ``labels`` (n,) or ``None`` when they are unknown.
    """

    features: Tensor
    outputs: Tensor
    labels: Tensor | None


@dataclass(frozen=True)
class Step:
    """What an objective is given: the batches of this step that its phase asked for, and the progress from 0 to 1."""

    source: DomainBatch | None
    target: DomainBatch | None
    labelled_target: DomainBatch | None
    progress: float


@dataclass(frozen=True)
class Outcome:
    """What an objective gives back: loss parts by name (the loop sums them) and numbers that tell whether it works."""

    parts: dict[str, Tensor]
    health: dict[str, float]


class Objective(nn.Module):
    """A loss with its settings and its own modules.

    Attributes
    ----------
    key:
        Objectives with the same key are the same when strategies are joined.
    """

    key: str

    @abstractmethod
    def forward(self, step: Step) -> Outcome:
        """The parts of the loss for one step."""
