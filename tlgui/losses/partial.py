"""Losses for a target that has only some of the source's classes.

Class weights: Cao et al., "Partial Adversarial Domain Adaptation" (PADA), ECCV 2018, arXiv:1808.04205, γ = (1/n_t) Σ ŷ_i over its largest
entry. Complement entropy: Liang et al., "A Balanced and Uncertainty-aware Approach for Partial Domain Adaptation" (BA3US), ECCV 2020,
arXiv:2003.02541, after Chen et al., "Complement Objective Training", ICLR 2019, arXiv:1903.01182.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional


def predicted_class_weights(probabilities: Tensor, labels: Tensor) -> Tensor:
    """How much a source picture of each class counts, shape (k,): the class's predicted share of the target over its share of the source.

    Divided by the largest, so that one class has weight 1 and a class that the target seems not to have a weight near 0. The papers leave out
    the source's shares, which are about even in their data.

    Parameters
    ----------
    probabilities:
        Predictions on the target, shape (m, k), m ≥ 1.
    labels:
        Of the source's pictures, shape (n,). A class without any gets weight 0.
    """
    predicted = probabilities.mean(0)
    source = labels.bincount(minlength=len(predicted)).to(predicted.dtype) / len(labels)
    ratio = torch.where(source > 0, predicted / source.clamp_min(torch.finfo(predicted.dtype).tiny), 0.0)
    return ratio / ratio.max().clamp_min(torch.finfo(predicted.dtype).tiny)


def complement_entropy(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """Negative entropy of the classes that a picture is *not* of: low where no wrong class stands out.

    With q_k = p_k / (1 − p_y) for k ≠ y: Σ w_i (1 − p_y) Σ_k q_k ln q_k / ln(K − 1), divided by Σ w_i (1 − p_y). No gradient flows through
    these weights.

    Parameters
    ----------
    logits, labels:
        Shapes (n, K) and (n,), n ≥ 1.
    weights:
        w, shape (n,), at least 0.

    Returns
    -------
    From −1 (all wrong classes are equally likely) to 0 (one has all the rest). 0 for two classes, of which only one is wrong, and where nothing
    has a weight.
    """
    classes = logits.shape[1]
    if classes < 3:
        return logits.sum() * 0.0
    own = functional.one_hot(labels, classes).bool()
    others = logits[~own].reshape(-1, classes - 1).log_softmax(1)
    negative = (others.exp() * others).sum(1) / math.log(classes - 1)
    counting = (weights * (1 - logits.softmax(1)[own])).detach()
    return (counting * negative).sum() / counting.sum().clamp_min(torch.finfo(logits.dtype).tiny)
