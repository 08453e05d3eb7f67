"""Stepwise adaptive feature norm: each picture's features grow a little longer, in the direction that they have.

Xu et al., "Larger Norm More Transferable: An Adaptive Feature Norm Approach for Unsupervised Domain Adaptation", ICCV 2019,
arXiv:1811.07456, the stepwise variant (SAFN).
"""

from __future__ import annotations

import torch
from torch import Tensor


def stepwise_norm(features: Tensor, step: float = 1.0) -> Tensor:
    """Mean of (‖f₀‖ + Δr − ‖f‖)², with f₀ the same features as a constant.

    The paper takes f₀ from the iteration before, libraries from the same one, as here. Its value is then always Δr² and says nothing; its
    gradient, −2Δr f/‖f‖ for each picture (divided by n), lengthens the features.

    Parameters
    ----------
    features:
        Shape (n, d), n ≥ 1. A picture whose features are all 0 has no direction and gets no gradient.
    step:
        Δr, by how much each norm should grow.
    """
    norms = torch.linalg.vector_norm(features, dim=1)
    return ((norms.detach() + step - norms) ** 2).mean()
