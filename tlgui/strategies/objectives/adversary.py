"""A discriminator that tells the domains apart, and a network that learns to fool it."""

from __future__ import annotations

import torch
from torch import nn

from tlgui.losses.domain_adversarial import domain_accuracy, domain_adversarial_loss, warm_up
from tlgui.models.layers.gradient_reversal import reverse_gradient
from tlgui.strategies.objectives import Objective, Outcome, Step


class DomainAdversary(Objective):
    """The adversarial half of DANN on bottleneck features.

    Parameters
    ----------
    features:
        Width of the bottleneck.
    weight:
        Largest weight λ of the reversed gradient; it grows from 0 as :func:`tlgui.losses.domain_adversarial.warm_up` says.
    hidden:
        Width of the discriminator's two hidden layers.
    """

    key = "domain_adversary"

    def __init__(self, features: int, weight: float, hidden: int) -> None:
        super().__init__()
        self.weight = weight
        # No BatchNorm in it: with one the discriminator wins at once (domain accuracy 100 %) and its gradient says nothing.
        self.discriminator = nn.Sequential(
            nn.Linear(features, hidden),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(hidden, 1),
        )

    def forward(self, step: Step) -> Outcome:
        assert step.source is not None and step.target is not None
        strength = self.weight * warm_up(step.progress)
        both = torch.cat([step.source.features, step.target.features])
        logits = self.discriminator(reverse_gradient(both, strength)).squeeze(1)
        source, target = logits.split([len(step.source.features), len(step.target.features)])
        loss = domain_adversarial_loss(source, target)
        return Outcome({"domain": loss}, {"domain_accuracy": domain_accuracy(source, target), "lambda": strength})
