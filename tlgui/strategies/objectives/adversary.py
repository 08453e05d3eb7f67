"""A discriminator that tells the domains apart, and a network that learns to fool it."""

from __future__ import annotations

import torch
from torch import nn

from tlgui.losses.conditional_adversarial import ConditionalMap, entropy_weights
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
    aligns = True

    def __init__(self, features: int, weight: float, hidden: int) -> None:
        super().__init__()
        self.weight = weight
        self.discriminator = discriminator(features, hidden)

    def forward(self, step: Step) -> Outcome:
        assert step.source is not None and step.target is not None
        strength = self.weight * warm_up(step.progress)
        both = torch.cat([step.source.features, step.target.features])
        logits = self.discriminator(reverse_gradient(both, strength)).squeeze(1)
        source, target = logits.split([len(step.source.features), len(step.target.features)])
        loss = domain_adversarial_loss(source, target)
        return Outcome({"domain": loss}, {"domain_accuracy": domain_accuracy(source, target), "lambda": strength})


class ConditionalAdversary(Objective):
    """The adversarial half of CDAN: the discriminator sees features together with the predicted class.

    Parameters
    ----------
    features, classes:
        Widths of the bottleneck and of the head.
    weight, hidden:
        As for :class:`DomainAdversary`.
    by_entropy:
        CDAN+E: pictures with confident predictions count more.
    """

    key = "conditional_adversary"
    aligns = True

    def __init__(self, features: int, classes: int, weight: float, hidden: int, by_entropy: bool) -> None:
        super().__init__()
        self.weight = weight
        self.by_entropy = by_entropy
        self.joined = ConditionalMap(features, classes)
        self.discriminator = discriminator(self.joined.width, hidden)

    def forward(self, step: Step) -> Outcome:
        assert step.source is not None and step.target is not None
        strength = self.weight * warm_up(step.progress)
        predictions = [torch.softmax(batch.outputs, dim=1) for batch in (step.source, step.target)]
        both = reverse_gradient(torch.cat([step.source.features, step.target.features]), strength)
        logits = self.discriminator(self.joined(both, torch.cat(predictions))).squeeze(1)
        source, target = logits.split([len(step.source.features), len(step.target.features)])
        weights = [entropy_weights(each) for each in predictions] if self.by_entropy else [None, None]
        loss = domain_adversarial_loss(source, target, *weights)
        return Outcome({"conditional_domain": loss}, {"domain_accuracy": domain_accuracy(source, target), "lambda": strength})


def discriminator(inputs: int, hidden: int) -> nn.Sequential:
    """Three linear layers with dropout. No BatchNorm: with it the discriminator wins at once and its gradient is useless."""
    return nn.Sequential(
        nn.Linear(inputs, hidden),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(hidden, hidden),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(hidden, 1),
    )
