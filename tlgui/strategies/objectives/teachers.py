"""Predictions of the target as other networks made them."""

from __future__ import annotations

import torch
from torch import Tensor

from tlgui.losses.distillation import distillation
from tlgui.strategies.objectives import Objective, Outcome, Situation, Step


class TeachersPredictions(Objective):
    """The distance to the predictions that the run was given of its target."""

    key = "teachers"
    refreshes = 1

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("given", torch.zeros(0))

    def refresh(self, situation: Situation) -> None:
        self.given = situation.teaching()

    def forward(self, step: Step) -> Outcome:
        assert step.target is not None
        given: Tensor = self.given[step.target.indices]
        outputs = step.target.outputs
        agreement = float((outputs.detach().argmax(1) == given.argmax(1)).float().mean())
        return Outcome({"teachers": distillation(outputs, given)}, {"teachers_agreement": agreement})
