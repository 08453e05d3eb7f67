"""How much each source picture should count so that the source looks like the target.

Kernel mean matching: Huang et al., "Correcting Sample Selection Bias by Unlabeled Data", NeurIPS 2006, eqs. 8–10. Density ratio by a domain
classifier: Bickel et al., "Discriminative Learning for Differing Training and Test Distributions", ICML 2007.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

BLOCK = 1000
"""Number of source pictures matched at once; more are matched block by block, so that costs grow linearly.

Miao et al., "Ensemble Kernel Mean Matching", 2015.
"""

TARGET_SAMPLE = 2000
LARGEST = 1000.0


def kernel_mean_weights(source: Tensor, target: Tensor, largest: float = LARGEST) -> Tensor:
    """β that brings the weighted mean of the source closest to the mean of the target in a Gaussian kernel's space.

    min ½ βᵀKβ − κᵀβ with κ = (n/m) Σⱼ k(xᵢ, tⱼ), 0 ≤ β ≤ ``largest`` and |Σβ − n| ≤ n·ε, ε = (√n − 1)/√n; the quadratic program is solved by
    OSQP. The kernel's bandwidth is the median squared distance within the source.

    Parameters
    ----------
    source, target:
        Features (n, d) and (m, d).

    Returns
    -------
    (n,), as :func:`normalised` scales them. All ones if there is nothing to compare (every distance is zero).
    """
    target = target[torch.linspace(0, len(target) - 1, min(len(target), TARGET_SAMPLE)).long()]
    blocks = [_match(block, target, largest) for block in source.split(BLOCK)]
    return normalised(torch.cat(blocks), largest)


def _match(source: Tensor, target: Tensor, largest: float) -> Tensor:
    import numpy as np
    import osqp
    from scipy import sparse

    n, m = len(source), len(target)
    within, between = (
        torch.cdist(source.double(), source.double()).square(),
        torch.cdist(source.double(), target.double()).square(),
    )
    scale = float(within.median())
    if scale == 0:
        return torch.ones(n, dtype=source.dtype, device=source.device)
    kernel = torch.exp(-within / scale).cpu().numpy() + 1e-8 * np.eye(n)
    kappa = torch.exp(-between / scale).sum(1).cpu().numpy() * (n / m)
    slack = (math.sqrt(n) - 1) / math.sqrt(n)
    bounds = sparse.vstack([sparse.eye(n), np.ones((1, n))], format="csc")
    low, high = np.r_[np.zeros(n), n * (1 - slack)], np.r_[np.full(n, largest), n * (1 + slack)]
    solver = osqp.OSQP()
    solver.setup(
        P=sparse.csc_matrix(np.triu(kernel)),
        q=-kappa,
        A=bounds,
        l=low,
        u=high,
        verbose=False,
        eps_abs=1e-6,
        eps_rel=1e-6,
        max_iter=20000,
    )
    found = solver.solve(raise_error=False).x
    return torch.as_tensor(found, dtype=source.dtype, device=source.device).clamp(0, largest)


def density_ratio_weights(odds: Tensor, largest: float = LARGEST) -> Tensor:
    """The density ratio p(x | target) / p(x | source) of source pictures up to its scale, from a domain classifier's log-odds of "target".

    How many pictures each domain has only shifts the log-odds, which :func:`normalised` takes out again. ``odds`` (n,) must come from a
    classifier that was not fitted on the picture (cross-fitted); otherwise it has memorized it.
    """
    return normalised((odds - odds.max()).exp(), largest)


def normalised(weights: Tensor, largest: float = math.inf) -> Tensor:
    """Weights (n,) with a mean of 1 and none above ``largest`` (≥ 1): those that would be are at the limit, and the others share the rest.

    Non-finite ones count as 0; if none is left, all are 1 (plain training). Where too few are above 0, all of these are at the limit and the
    mean is smaller.
    """
    weights = torch.where(weights.isfinite(), weights, torch.zeros_like(weights)).clamp_min(0)
    if float(weights.sum()) <= 0:
        return torch.ones_like(weights)
    n = len(weights)
    largest = min(largest, n)  # with a mean of 1 none can be above n
    heaviest = weights.double().sort(descending=True).values
    # With the k heaviest at the limit (a row for each k), the others keep their proportions.
    at_limit = torch.arange(n, device=weights.device)
    scales = (n - largest * at_limit) / heaviest.flip(0).cumsum(0).flip(0)
    fitting = heaviest * scales <= largest
    if not fitting.any():
        return (weights > 0).to(weights) * largest
    return (weights * scales[fitting][0].to(weights)).clamp(max=largest)


def effective_sample_size(weights: Tensor) -> float:
    """(Σβ)² / Σβ²: the effective sample size, between 1 and n."""
    return float(weights.sum() ** 2 / weights.square().sum().clamp_min(1e-12))
