"""Maximum mean discrepancy between two samples.

Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, eq. 3 (unbiased estimate); the mixture of Gaussian kernels is that of
Long et al., "Learning Transferable Features with Deep Adaptation Networks", 2015, arXiv:1502.02791.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

BANDWIDTHS = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Factors on the mean squared distance, one Gaussian kernel each."""


def mmd(source: Tensor, target: Tensor) -> Tensor:
    """Squared MMD, U-statistic, with a sum of five Gaussian kernels.

    k(x, y) = Σᵢ exp(−‖x − y‖² / (b·fᵢ)) with fᵢ ∈ ``BANDWIDTHS`` and b the mean of ‖x − y‖² over all ordered pairs of *different* points
    of both samples together. No gradient flows through b: it is a choice of scale, not something to minimize.

    Parameters
    ----------
    source, target:
        Shapes (n, d) and (m, d); n and m may differ and must be 2 or more.

    Returns
    -------
    A scalar. An unbiased estimate of a number that is zero for equal distributions can be slightly negative; that is correct, and clamping it
    would bias the gradient.

    Raises
    ------
    ValueError
        For a sample of fewer than two points (the estimate divides by n − 1), or for different widths.
    """
    if source.shape[1] != target.shape[1]:
        raise ValueError(f"features of {source.shape[1]} and {target.shape[1]} dimensions cannot be compared")
    kernel = gaussian_kernels(torch.cat([source, target]), BANDWIDTHS)
    return unbiased_discrepancy(kernel, len(source), len(target))


def gaussian_kernels(points: Tensor, factors: Sequence[float], bandwidth: float | None = None) -> Tensor:
    """Σᵢ exp(−‖x − y‖² / (b·fᵢ)) for all pairs of ``points`` (n, d), shape (n, n).

    b is ``bandwidth``, or the mean squared distance of different points, through which no gradient flows.
    """
    distances = _squared_distances(points)
    if bandwidth is None:
        total = max(2, len(points))
        scale = (distances.detach().sum() / (total * total - total)).clamp_min(torch.finfo(distances.dtype).tiny)
    else:
        scale = distances.new_tensor(bandwidth)
    return torch.stack([torch.exp(-distances / (scale * factor)) for factor in factors]).sum(0)


def unbiased_discrepancy(kernel: Tensor, n: int, m: int) -> Tensor:
    """Gretton et al. 2012, eq. 3, from the kernel of n source points followed by m target points, shape (n + m, n + m)."""
    if n < 2 or m < 2:
        raise ValueError(f"MMD needs two or more points of each domain, got {n} and {m}")
    within_source = kernel[:n, :n].sum() - kernel[:n, :n].diagonal().sum()
    within_target = kernel[n:, n:].sum() - kernel[n:, n:].diagonal().sum()
    return within_source / (n * (n - 1)) + within_target / (m * (m - 1)) - 2 * kernel[:n, n:].mean()


def _squared_distances(points: Tensor) -> Tensor:
    """‖xᵢ − xⱼ‖² for all pairs, shape (n, n). From inner products: no square root, whose gradient at zero is infinite."""
    norms = points.pow(2).sum(1)
    return (norms[:, None] + norms[None, :] - 2 * points @ points.T).clamp_min(0)
