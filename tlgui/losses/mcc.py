"""Minimum class confusion: how much the predictions of a batch mix up pairs of classes.

Jin et al., "Minimum Class Confusion for Versatile Domain Adaptation", ECCV 2020, arXiv:1912.03699, eqs. 2–6.
"""

from __future__ import annotations

import torch
from torch import Tensor


def minimum_class_confusion(logits: Tensor, temperature: float = 2.5) -> Tensor:
    """Mean share of the confusion that is between different classes.

    Predictions p = softmax(logits / T) are weighted by w = n (1 + e^−H(p)) / Σ (confident pictures count more; no gradient through w). The
    class correlation C = (wp)ᵀ p is normalized row by row, and the loss is what is off its diagonal, divided by the number of classes.

    Parameters
    ----------
    logits:
        Shape (n, k) of target pictures, n ≥ 1.
    temperature:
        T. Larger makes the predictions softer before they are compared.

    Returns
    -------
    A scalar from 0 (each prediction fully confident) to 1 − 1/k (all predictions uniform). A class without any probability adds nothing.
    """
    n, k = logits.shape
    predictions = torch.softmax(logits / temperature, dim=1)
    sureness = 1 + torch.exp(-entropy(predictions.detach()))
    weights = n * sureness / sureness.sum()
    correlation = (weights[:, None] * predictions).T @ predictions
    rows = correlation.sum(1, keepdim=True).clamp_min(torch.finfo(logits.dtype).tiny)
    confusion = correlation / rows
    return (confusion.sum() - confusion.diagonal().sum()) / k


def entropy(probabilities: Tensor) -> Tensor:
    """Entropy in nats over the last axis; 0 · log 0 counts as 0, and has a finite gradient: a network that is that sure goes on."""
    positive = probabilities.clamp_min(torch.finfo(probabilities.dtype).tiny)
    return -torch.special.xlogy(probabilities, positive).sum(-1)
