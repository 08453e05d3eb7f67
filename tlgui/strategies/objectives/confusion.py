"""Predictions on the target that do not mix up classes."""

from __future__ import annotations

from tlgui.losses.mcc import minimum_class_confusion
from tlgui.strategies.objectives import Objective, Outcome, Step, largest_share


class ClassConfusion(Objective):
    """Minimum class confusion of the target's predictions, times ``weight``, at ``temperature``."""

    key = "mcc"

    def __init__(self, weight: float, temperature: float) -> None:
        super().__init__()
        self.weight = weight
        self.temperature = temperature

    def forward(self, step: Step) -> Outcome:
        assert step.target is not None
        confusion = minimum_class_confusion(step.target.outputs, self.temperature)
        health = {"confusion": float(confusion.detach()), "largest_class_share": largest_share(step.target.outputs)}
        return Outcome({"mcc": self.weight * confusion}, health)
