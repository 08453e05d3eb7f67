"""Aligning domains of which the target has only some of the classes: source classes count by what is predicted on the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from tlgui.losses.domain_adversarial import domain_accuracy, domain_adversarial_loss, warm_up
from tlgui.losses.mcc import entropy
from tlgui.losses.partial import complement_entropy, predicted_class_weights
from tlgui.models.layers.gradient_reversal import reverse_gradient
from tlgui.strategies.objectives import Objective, Outcome, Situation, Step, largest_share
from tlgui.strategies.objectives.adversary import discriminator

if TYPE_CHECKING:
    from tlgui.models.tasks import Task

FEWEST = 0.05
"""A batch whose pictures' mean weight is less counts as if it were this much: else pictures of classes that seem absent would be blown up."""


class PartialAlignment(Objective):
    """BA3US: weighted source risk and adversary, a balanced target, and two terms about sureness; replaces the plain source risk.

    The weights of the classes are all 1 until the first renewal after some training, and then renewed ``refreshes`` times per phase.

    Parameters
    ----------
    features, classes:
        Widths of the bottleneck and of the head.
    weight, hidden:
        As for :class:`tlgui.strategies.objectives.adversary.DomainAdversary`.
    balance:
        ρ₀: how many source pictures join the target's half of the adversary at first, as a share of its pictures; it falls to 0.
    complement, sureness:
        Weights of the complement entropy on the source and of the entropy on the target.
    """

    key = "source_risk"
    precedence = 2.0
    class_weights: Tensor

    def __init__(
        self,
        task: Task,
        features: int,
        *,
        weight: float,
        hidden: int,
        balance: float,
        complement: float,
        sureness: float,
        refreshes: int,
    ) -> None:
        super().__init__()
        self.task = task
        self.weight, self.balance, self.complement, self.sureness = weight, balance, complement, sureness
        self.refreshes = refreshes + 1  # the first, before the first step, finds a network that knows nothing
        self.discriminator = discriminator(features, hidden)
        self.register_buffer("class_weights", torch.zeros(0))

    def refresh(self, situation: Situation) -> None:
        if not len(self.class_weights):
            self.class_weights = torch.ones_like(situation.target().outputs[0])
            return
        source, target = situation.source(), situation.target()
        assert source.labels is not None
        self.class_weights = predicted_class_weights(target.outputs.softmax(1), source.labels)

    def forward(self, step: Step) -> Outcome:
        source, target = step.source, step.target
        assert source is not None and source.labels is not None and target is not None
        weights: Tensor = self.class_weights[source.labels]
        strength = self.weight * warm_up(step.progress)
        joining = round(self.balance * (1 - step.progress) * len(target.features))
        both = torch.cat([source.features, target.features, source.features[:joining]])
        logits = self.discriminator(reverse_gradient(both, strength)).squeeze(1)
        of_source, of_target = logits.split([len(weights), len(target.features) + joining])
        of_balanced = torch.cat([torch.ones_like(of_target[: len(target.features)]), weights[:joining]])
        parts = {
            "source": self.task.loss(source.outputs, source.labels, weights=weights),
            "domain": domain_adversarial_loss(
                of_source, of_target, weights / weights.mean().clamp_min(FEWEST), of_balanced / of_balanced.mean()
            ),
            "complement": self.complement * complement_entropy(source.outputs, source.labels, weights),
            "entropy": self.sureness * entropy(target.outputs.softmax(1)).mean(),
        }
        health = {
            "domain_accuracy": domain_accuracy(of_source, of_target[: len(target.features)]),
            "lambda": strength,
            "counting_classes": float(self.class_weights.sum()) / len(self.class_weights),
            "largest_class_share": largest_share(target.outputs),
        }
        return Outcome(parts, health)
