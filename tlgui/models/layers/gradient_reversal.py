"""The gradient-reversal layer: identity forward, −λ times the gradient backward (Ganin et al. 2016, arXiv:1505.07818, section 4.2)."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


class _Reverse(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, features: Tensor, strength: float) -> Tensor:
        context.strength = strength
        return features.view_as(features)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return -context.strength * gradient, None


def reverse_gradient(features: Tensor, strength: float) -> Tensor:
    """``features`` unchanged; on the way back their gradient is multiplied by ``-strength``."""
    return _Reverse.apply(features, strength)
