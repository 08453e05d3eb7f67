"""The loss of a discriminator that tells source from target, and its schedule.

Ganin et al., "Domain-Adversarial Training of Neural Networks", JMLR 17, 2016, arXiv:1505.07818, eqs. 13–14 and section 5.2.2. The sign is
turned by a gradient-reversal layer before the discriminator, so this function is minimized by both sides.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional


def domain_adversarial_loss(
    source_logits: Tensor, target_logits: Tensor, source_weights: Tensor | None = None, target_weights: Tensor | None = None
) -> Tensor:
    """Binary cross-entropy of the discriminator, source = 1, target = 0; the mean of the two domain means.

    Each domain counts half, however many pictures it has in the batch. (Some libraries sum the halves: twice this value.) Equal to
    ln 2 ≈ 0.69 when the domains cannot be told apart.

    Parameters
    ----------
    source_logits, target_logits:
        Shapes (n,) and (m,): log-odds of "source".
    source_weights, target_weights:
        Shapes (n,) and (m,), of mean 1: how much each picture counts.
    """
    source = functional.binary_cross_entropy_with_logits(source_logits, torch.ones_like(source_logits), source_weights)
    target = functional.binary_cross_entropy_with_logits(target_logits, torch.zeros_like(target_logits), target_weights)
    return (source + target) / 2


def domain_accuracy(source_logits: Tensor, target_logits: Tensor) -> float:
    """Accuracy of the discriminator, from 0 to 1, each domain counting half. 0.5: it cannot tell the domains apart."""
    with torch.no_grad():
        right = ((source_logits > 0).float().mean() + (target_logits <= 0).float().mean()) / 2
    return float(right)


def warm_up(progress: float) -> float:
    """λ(p) = 2 / (1 + exp(−10 p)) − 1, with p the share of *all planned steps* that are done, from 0 to 1.

    The adversary starts weak, while the features are still meaningless. (With a fixed number of steps instead of the planned ones, a short
    run would end at λ ≈ 0.1.)
    """
    return 2 / (1 + math.exp(-10 * progress)) - 1
