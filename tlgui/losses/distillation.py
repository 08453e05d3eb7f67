"""Distillation: predictions as close as possible to those of teachers.

Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015, arXiv:1503.02531, section 2, at a temperature of 1.
"""

from __future__ import annotations

import torch
from torch import Tensor


def distillation(logits: Tensor, given: Tensor) -> Tensor:
    """Mean Kullback–Leibler divergence from the given predictions p to the student's q = softmax(logits): Σ p log(p / q).

    The paper minimizes the cross-entropy, which is larger by the entropy of p: a constant, without which the loss is 0 once both agree.

    Parameters
    ----------
    logits:
        Shape (n, k), n ≥ 1.
    given:
        (n, k): probabilities. A class with probability 0 adds nothing.

    Returns
    -------
    A scalar of at least 0, in nats.
    """
    said = torch.log_softmax(logits, dim=1)
    return (torch.special.xlogy(given, given) - given * said).sum(1).mean()
