"""Distances between the domains that the network minimizes."""

from __future__ import annotations

import torch

from tlgui.losses.coral import coral
from tlgui.losses.jan import PREDICTION_BANDWIDTH, joint_mmd
from tlgui.losses.mmd import mmd
from tlgui.strategies.objectives import Objective, Outcome, Step


class MeanDiscrepancy(Objective):
    """Squared maximum mean discrepancy of bottleneck features, times ``weight``."""

    key = "mmd"
    aligns = True

    def __init__(self, weight: float) -> None:
        super().__init__()
        self.weight = weight

    def forward(self, step: Step) -> Outcome:
        assert step.source is not None and step.target is not None
        distance = mmd(step.source.features, step.target.features)
        return Outcome({"mmd": self.weight * distance}, {"mmd": float(distance.detach())})


class JointDiscrepancy(Objective):
    """Squared joint maximum mean discrepancy of bottleneck features and predictions, times ``weight``."""

    key = "jan"
    aligns = True

    def __init__(self, weight: float) -> None:
        super().__init__()
        self.weight = weight

    def forward(self, step: Step) -> Outcome:
        assert step.source is not None and step.target is not None
        source, target = ((batch.features, torch.softmax(batch.outputs, dim=1)) for batch in (step.source, step.target))
        distance = joint_mmd(source, target, fixed=(None, PREDICTION_BANDWIDTH))
        return Outcome({"jmmd": self.weight * distance}, {"jmmd": float(distance.detach())})


class Covariance(Objective):
    """Deep CORAL's distance between the covariances of bottleneck features, times ``weight``."""

    key = "coral"
    aligns = True

    def __init__(self, weight: float) -> None:
        super().__init__()
        self.weight = weight

    def forward(self, step: Step) -> Outcome:
        assert step.source is not None and step.target is not None
        distance = coral(step.source.features, step.target.features)
        return Outcome({"coral": self.weight * distance}, {"coral": float(distance.detach())})
