"""Source pictures that count more the more they look like the target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import torch
from torch import Tensor

from tlgui.losses.importance import density_ratio_weights, effective_sample_size, kernel_mean_weights
from tlgui.strategies.objectives import DomainView, Objective, Outcome, Situation, Step

if TYPE_CHECKING:
    from tlgui.models.tasks import Task

FOLDS = 5


class WeightedSourceRisk(Objective):
    """The task's loss on source pictures, each times its importance weight; replaces the plain source risk when joined.

    The weights are computed once, before the first step, from the backbone's features of both domains, and kept in a buffer.
    """

    key = "source_risk"
    precedence = 1.0
    refreshes = 1

    def __init__(self, task: Task, method: Literal["kmm", "classifier"], largest: float) -> None:
        super().__init__()
        self.task = task
        self.method = method
        self.largest = largest
        self.register_buffer("weights", torch.zeros(0))
        self._health: dict[str, float] = {}

    def get_extra_state(self) -> dict[str, float]:
        return self._health

    def set_extra_state(self, kept: dict[str, float]) -> None:
        self._health = kept

    def refresh(self, situation: Situation) -> None:
        source, target = situation.source(), situation.target()
        if self.method == "kmm":
            found = kernel_mean_weights(source.backbone, target.backbone, self.largest)
        else:
            found = density_ratio_weights(_cross_fitted_odds(source, target), self.largest)
        self.weights = found.new_zeros(source.size)
        self.weights[source.indices] = found
        self._health = {"effective_share": effective_sample_size(found) / len(found), "largest_weight": float(found.max())}

    def forward(self, step: Step) -> Outcome:
        assert step.source is not None and step.source.labels is not None
        weights: Tensor = self.weights[step.source.indices]
        return Outcome({"source": self.task.loss(step.source.outputs, step.source.labels, weights=weights)}, self._health)


def _cross_fitted_odds(source: DomainView, target: DomainView) -> Tensor:
    """Log-odds of "target" for each source picture, from logistic regressions not fitted on it."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.preprocessing import StandardScaler

    features = torch.cat([source.backbone, target.backbone]).cpu().numpy()
    is_target = (torch.arange(len(features)) >= len(source.backbone)).long().numpy()
    folds = StratifiedKFold(max(2, min(FOLDS, len(source.backbone), len(target.backbone))), shuffle=True, random_state=0)
    model = LogisticRegression(C=1 / features.shape[1], class_weight="balanced", max_iter=1000)
    odds = cross_val_predict(model, StandardScaler().fit_transform(features), is_target, cv=folds, method="decision_function")
    return torch.as_tensor(odds[: len(source.backbone)], dtype=source.backbone.dtype, device=source.backbone.device)
