"""Joint maximum mean discrepancy: the domains compared by features and predictions together.

Long et al., "Deep Transfer Learning with Joint Adaptation Networks", ICML 2017, arXiv:1605.06636, eq. 9.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from tlgui.losses.mmd import BANDWIDTHS, gaussian_kernels, unbiased_discrepancy

PREDICTION_BANDWIDTH = 1.68
"""b of the single kernel exp(−‖p − q‖² / b) on predictions, as in the authors' code."""


def joint_mmd(source: Sequence[Tensor], target: Sequence[Tensor], fixed: Sequence[float | None]) -> Tensor:
    """Squared JMMD, U-statistic: the kernel of two pictures is the product over layers of each layer's kernel.

    Parameters
    ----------
    source, target:
        For each layer activations (n, d) and (m, d); n and m must be 2 or more.
    fixed:
        For each layer ``None`` for the sum of five Gaussian kernels of :func:`tlgui.losses.mmd.mmd`, or the bandwidth of a single one.

    Returns
    -------
    A scalar; slightly negative values are correct (see :func:`tlgui.losses.mmd.mmd`). The authors use the noisier linear-time estimate; this
    is the quadratic-time one.

    Raises
    ------
    ValueError
        For fewer than two pictures of a domain, or layers that differ in number or width.
    """
    kernel: Tensor | None = None
    for one, other, bandwidth in zip(source, target, fixed, strict=True):
        if one.shape[1] != other.shape[1]:
            raise ValueError(f"features of {one.shape[1]} and {other.shape[1]} dimensions cannot be compared")
        both = torch.cat([one, other])
        layer = gaussian_kernels(both, BANDWIDTHS) if bandwidth is None else gaussian_kernels(both, (1.0,), bandwidth)
        kernel = layer if kernel is None else kernel * layer
    if kernel is None:
        raise ValueError("no layers to compare")
    return unbiased_discrepancy(kernel, len(source[0]), len(target[0]))
