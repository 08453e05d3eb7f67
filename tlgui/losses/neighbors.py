"""Attracting and dispersing: neighbors among the features get the same prediction, other pictures of the batch another.

Yang et al., "Attracting and Dispersing: A Simple Approach for Source-free Domain Adaptation", NeurIPS 2022, arXiv:2205.04183. The loss
of picture i is −Σ_{j ∈ C_i} pᵢ·p_j + λ Σ_{m ∈ B_i} pᵢ·p_m.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def attracting(predictions: Tensor, neighbors: Tensor) -> Tensor:
    """−Σ_j pᵢ·p_j over the neighbors of each picture, mean over pictures; from −m (the same sure prediction) to 0.

    Parameters
    ----------
    predictions:
        Probabilities, shape (n, k), n ≥ 1.
    neighbors:
        The predictions of each picture's m neighbors, shape (n, m, k); constants.
    """
    return -torch.einsum("nk,nmk->n", predictions, neighbors).mean()


def dispersing(predictions: Tensor) -> Tensor:
    """Σ_m pᵢ·p_m over the other pictures of the batch, mean over pictures; from 0 (no two alike) to n − 1. 0 for a single picture.

    ``predictions`` are probabilities, shape (n, k). The gradient goes through both factors.
    """
    alike = predictions @ predictions.T
    return (alike.sum() - alike.diagonal().sum()) / len(predictions)


def nearest(points: Tensor, bank: Tensor, own: Tensor, count: int) -> Tensor:
    """Indices (n, m) of the ``count`` rows of ``bank`` (b, d) that are nearest to each of ``points`` (n, d) by cosine, its own left out.

    ``own`` (n,): which row of the bank is the point itself. m is smaller than ``count`` where the bank has no more rows.
    """
    closeness = functional.normalize(points, dim=1) @ functional.normalize(bank, dim=1).T
    closeness.scatter_(1, own[:, None], -2.0)  # below every cosine
    return closeness.topk(min(count, len(bank) - 1), dim=1).indices
