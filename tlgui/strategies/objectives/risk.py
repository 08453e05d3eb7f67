"""The supervised loss on labeled pictures of one domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.strategies.objectives import Objective, Outcome, Step

if TYPE_CHECKING:
    from tlgui.models.tasks import Task


class SourceRisk(Objective):
    """The task's own loss (cross-entropy for classes) on labeled source pictures."""

    key = "source_risk"

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.task = task

    def forward(self, step: Step) -> Outcome:
        assert step.source is not None and step.source.labels is not None
        return Outcome({"source": self.task.loss(step.source.outputs, step.source.labels)}, {})


class TargetRisk(Objective):
    """The task's own loss on the target's labeled training pictures."""

    key = "target_risk"

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.task = task

    def forward(self, step: Step) -> Outcome:
        assert step.labelled_target is not None and step.labelled_target.labels is not None
        return Outcome({"target": self.task.loss(step.labelled_target.outputs, step.labelled_target.labels)}, {})
