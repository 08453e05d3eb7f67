"""More confident target predictions without labels: class confusion, entropy, information, pseudo-labels."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from tlgui.losses.mcc import entropy, minimum_class_confusion
from tlgui.losses.pseudo_label import confident_cross_entropy
from tlgui.losses.shot import centroid_labels, sure_and_diverse
from tlgui.strategies.objectives import Objective, Outcome, Situation, Step, largest_share


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


class Entropy(Objective):
    """Mean entropy of the target's predictions."""

    key = "entropy"

    def forward(self, step: Step) -> Outcome:
        assert step.target is not None
        mean = entropy(step.target.outputs.softmax(1)).mean()
        return Outcome({"entropy": mean}, {"largest_class_share": largest_share(step.target.outputs)})


class Information(Objective):
    """Predictions that are confident for each picture and diverse overall (SHOT-IM)."""

    key = "information"

    def forward(self, step: Step) -> Outcome:
        assert step.target is not None
        outputs = step.target.outputs
        predictions, largest = outputs.detach().softmax(1), math.log(outputs.shape[1])
        health = {
            "entropy": float(entropy(predictions).mean()) / largest,
            "diversity": float(entropy(predictions.mean(0))) / largest,
            "largest_class_share": largest_share(outputs),
        }
        return Outcome({"information": sure_and_diverse(outputs)}, health)


class CentroidLabels(Objective):
    """Cross-entropy with pseudo-labels from class centroids of the whole target, times ``weight``.

    The labels are recomputed ``refreshes`` times per phase, in evaluation mode, and kept in a buffer in between.
    """

    key = "centroid_labels"
    labels: Tensor

    def __init__(self, weight: float, refreshes: int) -> None:
        super().__init__()
        self.weight = weight
        self.refreshes = refreshes
        self.register_buffer("labels", torch.zeros(0, dtype=torch.long))
        self._changed = 0.0

    def get_extra_state(self) -> dict[str, float]:
        return {"changed": self._changed}

    def set_extra_state(self, kept: dict[str, float]) -> None:
        self._changed = kept["changed"]

    def refresh(self, situation: Situation) -> None:
        seen = situation.target()
        found = centroid_labels(seen.features, seen.outputs.softmax(1))
        labels = torch.full((seen.size,), -1, dtype=torch.long, device=found.device)
        labels[seen.indices] = found
        self._changed = float((labels != self.labels).float().mean()) if len(self.labels) == len(labels) else 0.0
        self.labels = labels

    def forward(self, step: Step) -> Outcome:
        assert step.target is not None
        labels: Tensor = self.labels[step.target.indices]
        loss = functional.cross_entropy(step.target.outputs, labels)
        return Outcome({"pseudo_labels": self.weight * loss}, {"changed_labels": self._changed})


class ConfidentLabels(Objective):
    """FixMatch: confident predictions on one view label a strongly augmented view, times ``weight``."""

    key = "confident_labels"

    def __init__(self, weight: float, threshold: float) -> None:
        super().__init__()
        self.weight = weight
        self.threshold = threshold

    def forward(self, step: Step) -> Outcome:
        assert step.target is not None and step.target_view is not None
        weak, strong = step.target.outputs, step.target_view.outputs
        loss = confident_cross_entropy(weak, strong, self.threshold)
        confident = float((weak.detach().softmax(1).max(1).values >= self.threshold).float().mean())
        return Outcome(
            {"pseudo_labels": self.weight * loss}, {"confident_share": confident, "largest_class_share": largest_share(weak)}
        )
