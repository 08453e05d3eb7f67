"""FixMatch's loss against a loop from the paper's equation."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from tests.losses.samples import points
from tlgui.losses.pseudo_label import confident_cross_entropy


def naive(weak: Tensor, strong: Tensor, threshold: float) -> Tensor:
    total = strong.new_zeros(())
    for one, other in zip(weak, strong, strict=True):
        powers = [math.exp(float(each.detach())) for each in one]
        if max(powers) / sum(powers) >= threshold:
            total = total - torch.log(torch.exp(other[powers.index(max(powers))]) / sum(torch.exp(each) for each in other))
    return total / len(weak)


@pytest.mark.parametrize("threshold", [0.5, 0.8, 0.95])
@pytest.mark.parametrize(("n", "k"), [(1, 2), (6, 3), (32, 10)])
def test_it_matches_naive_reference_in_value_and_gradient(n: int, k: int, threshold: float) -> None:
    weak, strong = 4 * points(n, k), points(n, k, seed=1)
    ours, theirs = confident_cross_entropy(weak, strong, threshold), naive(weak, strong, threshold)
    assert ours.item() == pytest.approx(theirs.item(), abs=1e-12)
    if theirs.requires_grad:
        torch.testing.assert_close(torch.autograd.grad(ours, strong), torch.autograd.grad(theirs, strong))


def test_no_gradient_reaches_the_view_that_labels() -> None:
    weak, strong = (10 * points(4, 3).detach()).requires_grad_(), points(4, 3, seed=1)
    confident_cross_entropy(weak, strong, 0.5).backward()
    assert weak.grad is None


def test_when_nothing_is_sure_the_loss_is_zero_and_stays_differentiable() -> None:
    strong = points(4, 3)
    value = confident_cross_entropy(torch.zeros(4, 3), strong, 0.95)
    value.backward()
    assert value.item() == 0
    assert strong.grad is not None
    assert float(strong.grad.abs().max()) == 0
