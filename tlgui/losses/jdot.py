"""DeepJDOT: target pictures are paired with source pictures by optimal transport, over features and labels together.

Damodaran et al., "DeepJDOT: Deep Joint Distribution Optimal Transport for Unsupervised Domain Adaptation", ECCV 2018, arXiv:1803.10081,
eqs. 6–7.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def joint_transport(
    source: Tensor, labels: Tensor, target: Tensor, logits: Tensor, feature_weight: float, label_weight: float
) -> tuple[Tensor, Tensor]:
    """Cost of moving the source batch onto the target batch, and the coupling (n, m).

    The coupling γ minimizes Σ γᵢⱼ (α‖sᵢ − tⱼ‖² + λ‖yᵢ − pⱼ‖²) with uniform masses, exactly (POT's network simplex); it is then held fixed,
    and the loss is Σ γᵢⱼ (α‖sᵢ − tⱼ‖² + λ·cross-entropy(yᵢ, pⱼ)).

    Parameters
    ----------
    source, target:
        Features (n, d) and (m, d); n and m may differ.
    labels:
        (n,), classes of the source.
    logits:
        (m, k) of the target; p is their softmax.
    feature_weight, label_weight:
        α and λ.
    """
    from ot import emd

    distances = (source[:, None] - target[None]).pow(2).sum(2)
    log_predictions = functional.log_softmax(logits, dim=1)
    one_hot = functional.one_hot(labels, logits.shape[1]).to(logits.dtype)
    with torch.no_grad():
        apart = (one_hot[:, None] - log_predictions.exp()[None]).pow(2).sum(2)
        cost = (feature_weight * distances + label_weight * apart).double().cpu()
        masses = [torch.full((len(each),), 1 / len(each), dtype=torch.float64) for each in (source, target)]
        coupling = emd(*masses, cost).to(source)
    return (coupling * (feature_weight * distances - label_weight * log_predictions[:, labels].T)).sum(), coupling
