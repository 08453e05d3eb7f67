"""Random samples in double precision for the losses' tests, and the comparison of value and gradient."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

SHAPES = [(2, 2, 1), (5, 3, 4), (3, 8, 16), (16, 16, 7), (7, 12, 3)]
"""Unequal batches, more features than points, a single feature."""


def points(n: int, d: int, seed: int = 0, shift: float = 0.0) -> Tensor:
    """(n, d) standard normal points around ``shift``, float64, that want a gradient."""
    generator = torch.Generator().manual_seed(1000 * n + 10 * d + seed)
    return (torch.randn(n, d, generator=generator, dtype=torch.float64) + shift).requires_grad_()


def assert_same(ours: Callable[..., Tensor], theirs: Callable[..., Tensor], *inputs: Tensor, tolerance: float = 1e-9) -> None:
    """Both functions give the same value and the same gradient at ``inputs``."""
    values = [function(*inputs) for function in (ours, theirs)]
    assert values[0].item() == pytest.approx(values[1].item(), rel=tolerance, abs=tolerance)
    gradients = [torch.autograd.grad(value, inputs, allow_unused=True) for value in values]
    for one, other in zip(*gradients, strict=True):
        assert one is not None
        torch.testing.assert_close(one, other, rtol=tolerance, atol=tolerance)
