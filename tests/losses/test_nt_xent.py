"""NT-Xent against a loop from the paper's equation and against pytorch-metric-learning."""

from __future__ import annotations

import math

import pytest
import torch
from pytorch_metric_learning.losses import NTXentLoss
from torch import Tensor

from tests.losses.samples import assert_same, points
from tlgui.losses.nt_xent import nt_xent

SHAPES = [(1, 3), (2, 1), (5, 4), (16, 8)]


def naive(first: Tensor, second: Tensor, temperature: float, similarity: str, labels: list[int]) -> Tensor:
    """Chen et al. 2020, eq. 1, anchor by anchor."""
    both, n = [*first, *second], len(first)
    known = labels * 2

    def s(i: int, j: int) -> Tensor:
        product = (both[i] * both[j]).sum()
        return product / (both[i].norm() * both[j].norm()) if similarity == "cosine" else product

    total = first.new_zeros(())
    for i in range(2 * n):
        positive = (i + n) % (2 * n)
        rest = [j for j in range(2 * n) if j != i and (j == positive or known[i] < 0 or known[i] != known[j])]
        total = total - s(i, positive) / temperature + torch.log(sum(torch.exp(s(i, j) / temperature) for j in rest))
    return total / (2 * n)


@pytest.mark.parametrize("similarity", ["cosine", "dot"])
@pytest.mark.parametrize("temperature", [0.1, 0.5])
@pytest.mark.parametrize(("n", "d"), SHAPES)
def test_it_matches_naive_reference_in_value_and_gradient(n: int, d: int, temperature: float, similarity: str) -> None:
    labels = [-1 if i % 3 == 2 else i % 2 for i in range(n)]
    assert_same(
        lambda a, b: nt_xent(a, b, temperature, similarity, torch.tensor(labels)),
        lambda a, b: naive(a, b, temperature, similarity, labels),
        points(n, d),
        points(n, d, seed=1),
        tolerance=1e-8,
    )


@pytest.mark.parametrize(("n", "d"), SHAPES[1:])
def test_it_matches_pytorch_metric_learning_in_value_and_gradient(n: int, d: int) -> None:
    pairs = torch.arange(n).repeat(2)
    theirs = NTXentLoss(temperature=0.3)
    assert_same(
        lambda a, b: nt_xent(a, b, 0.3),
        lambda a, b: theirs(torch.cat([a, b]), pairs),
        points(n, d),
        points(n, d, seed=1),
        tolerance=1e-6,
    )


def test_unknown_labels_change_nothing() -> None:
    first, second = points(5, 4), points(5, 4, seed=1)
    assert nt_xent(first, second, labels=torch.full((5,), -1)).item() == nt_xent(first, second).item()


def test_it_is_symmetric_and_does_not_see_lengths_with_the_cosine() -> None:
    first, second = points(5, 4), points(5, 4, seed=1)
    assert nt_xent(first, second).item() == pytest.approx(nt_xent(second, first).item(), abs=1e-12)
    assert nt_xent(7 * first, second).item() == pytest.approx(nt_xent(first, second).item(), abs=1e-12)


def test_of_points_that_are_all_alike_it_is_the_logarithm_of_their_number() -> None:
    alike = torch.ones(4, 3, dtype=torch.float64, requires_grad=True)
    value = nt_xent(alike, alike.detach())
    value.backward()
    assert value.item() == pytest.approx(math.log(7))
    assert alike.grad is not None
    assert alike.grad.isfinite().all()
