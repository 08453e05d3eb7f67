"""Neighboring target pictures that agree, without the source."""

from __future__ import annotations

import torch
from torch import Tensor

from tlgui.losses.neighbors import attracting, dispersing, nearest
from tlgui.strategies.objectives import Objective, Outcome, Situation, Step, largest_share


class Neighbors(Objective):
    """Attracting and dispersing, with banks of every target picture's last features and predictions.

    Parameters
    ----------
    neighbors:
        How many a picture is attracted to.
    decay:
        β: dispersing counts (1 + 10 · progress)^−β.
    """

    key = "neighbors"
    refreshes = 1
    features: Tensor
    predictions: Tensor
    place: Tensor

    def __init__(self, neighbors: int, decay: float) -> None:
        super().__init__()
        self.neighbors = neighbors
        self.decay = decay
        # The banks, and each picture's place in them by its index in the dataset.
        self.register_buffer("features", torch.zeros(0, 0))
        self.register_buffer("predictions", torch.zeros(0, 0))
        self.register_buffer("place", torch.zeros(0, dtype=torch.long))

    def refresh(self, situation: Situation) -> None:
        seen = situation.target()
        self.features, self.predictions = seen.features.clone(), seen.outputs.softmax(1)
        self.place = torch.zeros(seen.size, dtype=torch.long, device=seen.indices.device)
        self.place[seen.indices] = torch.arange(len(seen.indices), device=seen.indices.device)

    def forward(self, step: Step) -> Outcome:
        assert step.target is not None
        own, predictions = self.place[step.target.indices], step.target.outputs.softmax(1)
        with torch.no_grad():
            self.features[own], self.predictions[own] = step.target.features.detach(), predictions.detach()
            found = self.predictions[nearest(step.target.features, self.features, own, self.neighbors)]
            agreeing = (found.argmax(2) == predictions.argmax(1)[:, None]).float().mean()
        parts = {
            "attracting": attracting(predictions, found),
            "dispersing": (1 + 10 * step.progress) ** -self.decay * dispersing(predictions),
        }
        return Outcome(parts, {"agreeing": float(agreeing), "largest_class_share": largest_share(step.target.outputs)})
