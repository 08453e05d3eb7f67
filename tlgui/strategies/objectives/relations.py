"""Objectives that look at pairs of pictures: contrastive views, a teacher's relations, optimal transport."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

from tlgui.losses.jdot import joint_transport
from tlgui.losses.nt_xent import nt_xent
from tlgui.losses.rkd import relation_losses
from tlgui.strategies.objectives import Objective, Outcome, Situation, Step


class Contrast(Objective):
    """NT-Xent over both domains together: the two views of a picture belong together, all other pairs do not.

    Where labels are classes (``one_class``), labeled source pictures of the same one are not negatives of each other; two equal values mean no
    such thing. As in SimCLR, a small projection between features and loss absorbs what distinguishes single pictures, so that the features do
    not have to.
    """

    key = "contrast"
    PROJECTION = 128

    def __init__(
        self, features: int, weight: float, temperature: float, similarity: Literal["cosine", "dot"], *, one_class: bool
    ) -> None:
        super().__init__()
        self.one_class = one_class
        self.weight = weight
        self.temperature = temperature
        self.similarity = similarity
        self.projection = nn.Sequential(nn.Linear(features, features), nn.ReLU(), nn.Linear(features, self.PROJECTION))

    def forward(self, step: Step) -> Outcome:
        assert (
            step.source is not None and step.target is not None and step.source_view is not None and step.target_view is not None
        )
        first = self.projection(torch.cat([step.source.features, step.target.features]))
        second = self.projection(torch.cat([step.source_view.features, step.target_view.features]))
        classes = torch.full((len(first),), -1, device=first.device)
        if self.one_class and step.source.labels is not None:
            classes[: len(step.source.labels)] = step.source.labels
        loss = nt_xent(first, second, self.temperature, self.similarity, classes)
        return Outcome({"contrast": self.weight * loss}, {"views_found": _found(first.detach(), second.detach())})


def _found(first: Tensor, second: Tensor) -> float:
    """Share of pictures whose other view is nearer than any other picture."""
    first, second = nn.functional.normalize(first, dim=1), nn.functional.normalize(second, dim=1)
    return float(((first @ second.T).argmax(1) == torch.arange(len(first), device=first.device)).float().mean())


class Relations(Objective):
    """Relational knowledge distillation on target pictures: distances times ``distance``, angles times ``angle``.

    The teacher is the network at the start of the phase; its features of the whole target are kept in a buffer.
    """

    key = "relations"
    refreshes = 1

    def __init__(self, distance: float, angle: float) -> None:
        super().__init__()
        self.distance = distance
        self.angle = angle
        self.register_buffer("teacher", torch.zeros(0))

    def refresh(self, situation: Situation) -> None:
        seen = situation.target()
        self.teacher = seen.features.new_zeros(seen.size, seen.features.shape[1])
        self.teacher[seen.indices] = seen.features

    def forward(self, step: Step) -> Outcome:
        assert step.target is not None
        teacher: Tensor = self.teacher[step.target.indices]
        distance, angle = relation_losses(step.target.features, teacher)
        return Outcome({"distance": self.distance * distance, "angle": self.angle * angle}, {})


class JointTransport(Objective):
    """DeepJDOT's cost of moving the source batch onto the target batch; α is divided by the width of the features."""

    key = "joint_transport"
    aligns = True

    def __init__(self, feature_weight: float, label_weight: float) -> None:
        super().__init__()
        self.feature_weight = feature_weight
        self.label_weight = label_weight

    def forward(self, step: Step) -> Outcome:
        assert step.source is not None and step.target is not None and step.source.labels is not None
        alpha = self.feature_weight / step.source.features.shape[1]
        source, labels, target = step.source, step.source.labels, step.target
        cost, coupling = joint_transport(source.features, labels, target.features, target.outputs, alpha, self.label_weight)
        agreeing = labels[:, None] == target.outputs.argmax(1)[None]
        return Outcome({"transport": cost}, {"transport_within_class": float((coupling * agreeing).sum())})
