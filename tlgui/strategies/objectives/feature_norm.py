"""Features of both domains that grow longer step by step."""

from __future__ import annotations

import torch

from tlgui.losses.feature_norm import stepwise_norm
from tlgui.strategies.objectives import Objective, Outcome, Step, largest_share


class FeatureNorm(Objective):
    """Stepwise adaptive feature norm of both domains, times ``weight``."""

    key = "feature_norm"

    def __init__(self, weight: float) -> None:
        super().__init__()
        self.weight = weight

    def forward(self, step: Step) -> Outcome:
        assert step.source is not None and step.target is not None
        domains = step.source.features, step.target.features
        loss = self.weight * torch.stack([stepwise_norm(each) for each in domains]).sum()
        norms = [float(torch.linalg.vector_norm(each.detach(), dim=1).mean()) for each in domains]
        health = {
            "norm_ratio": norms[1] / max(norms[0], 1e-12),
            "target_norm": norms[1],
            "largest_class_share": largest_share(step.target.outputs),
        }
        return Outcome({"feature_norm": loss}, health)
