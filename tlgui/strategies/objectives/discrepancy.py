"""A distance between the domains' features that the network makes small."""

from __future__ import annotations

from tlgui.losses.mmd import mmd
from tlgui.strategies.objectives import Objective, Outcome, Step


class MeanDiscrepancy(Objective):
    """Squared maximum mean discrepancy of bottleneck features, times ``weight``."""

    key = "mmd"

    def __init__(self, weight: float) -> None:
        super().__init__()
        self.weight = weight

    def forward(self, step: Step) -> Outcome:
        assert step.source is not None and step.target is not None
        distance = mmd(step.source.features, step.target.features)
        return Outcome({"mmd": self.weight * distance}, {"mmd": float(distance.detach())})
