"""Distances between the domains that the network minimizes."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import torch
from torch import Tensor

from tlgui.losses.coral import coral
from tlgui.losses.jan import PREDICTION_BANDWIDTH, joint_mmd
from tlgui.losses.mmd import mmd
from tlgui.strategies.objectives import DomainBatch, Objective, Outcome, Step


class _Distance(Objective):
    """A distance between a batch of the source and one of the target, times ``weight``; without it, it is a health number as well."""

    aligns = True
    part: ClassVar[str]
    """Name of the loss part and of the health number."""

    def __init__(self, weight: float) -> None:
        super().__init__()
        self.weight = weight

    @abstractmethod
    def between(self, source: DomainBatch, target: DomainBatch) -> Tensor:
        """The distance, a scalar."""

    def forward(self, step: Step) -> Outcome:
        assert step.source is not None and step.target is not None
        distance = self.between(step.source, step.target)
        return Outcome({self.part: self.weight * distance}, {self.part: float(distance.detach())})


class MeanDiscrepancy(_Distance):
    """Squared maximum mean discrepancy of bottleneck features."""

    key = part = "mmd"

    def between(self, source: DomainBatch, target: DomainBatch) -> Tensor:
        return mmd(source.features, target.features)


class JointDiscrepancy(_Distance):
    """Squared joint maximum mean discrepancy of bottleneck features and predictions."""

    key, part = "jan", "jmmd"

    def between(self, source: DomainBatch, target: DomainBatch) -> Tensor:
        ours, theirs = ((batch.features, torch.softmax(batch.outputs, dim=1)) for batch in (source, target))
        return joint_mmd(ours, theirs, fixed=(None, PREDICTION_BANDWIDTH))


class Covariance(_Distance):
    """Deep CORAL's distance between the covariances of bottleneck features."""

    key = part = "coral"

    def between(self, source: DomainBatch, target: DomainBatch) -> Tensor:
        return coral(source.features, target.features)
