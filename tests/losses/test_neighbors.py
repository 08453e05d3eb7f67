"""Attracting and dispersing against loops from the paper's equation, and against numbers worked out by hand."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from tests.losses.samples import assert_same, points
from tlgui.losses.neighbors import attracting, dispersing, nearest

NEIGHBORS = points(5 * 2, 3, seed=1).detach().softmax(1).reshape(5, 2, 3)


def attracting_in_a_loop(logits: Tensor) -> Tensor:
    """The first sum of Yang et al. 2022, number by number."""
    p = torch.exp(logits) / torch.exp(logits).sum(1, keepdim=True)
    sums = [-sum(p[i, k] * NEIGHBORS[i, j, k] for j in range(2) for k in range(3)) for i in range(5)]
    return torch.stack([torch.as_tensor(each) for each in sums]).mean()


def dispersing_in_a_loop(logits: Tensor) -> Tensor:
    """The second sum: over the other pictures of the batch."""
    p = torch.exp(logits) / torch.exp(logits).sum(1, keepdim=True)
    n = len(p)
    return sum((p[i] * p[m]).sum() for i in range(n) for m in range(n) if m != i) / n


def test_attracting_is_the_papers_first_sum_in_value_and_gradient() -> None:
    assert_same(lambda logits: attracting(logits.softmax(1), NEIGHBORS), attracting_in_a_loop, points(5, 3))


@pytest.mark.parametrize(("n", "k"), [(2, 2), (5, 3), (12, 7)])
def test_dispersing_is_the_papers_second_sum_in_value_and_gradient(n: int, k: int) -> None:
    assert_same(lambda logits: dispersing(logits.softmax(1)), dispersing_in_a_loop, points(n, k))


def test_both_have_the_values_that_a_pencil_gives() -> None:
    predictions = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.5, 0.5]])
    assert dispersing(predictions).item() == pytest.approx(2 * (1 + 0.5 + 0.5) / 3)
    alike = predictions[:, None].repeat(1, 4, 1)
    assert attracting(predictions, alike).item() == pytest.approx(-4 * (1 + 1 + 0.5) / 3)


def test_a_single_picture_is_pushed_by_nobody_and_has_a_finite_gradient() -> None:
    one = points(1, 3)
    [gradient] = torch.autograd.grad(dispersing(one.softmax(1)), [one])
    assert dispersing(one.softmax(1)).item() == 0
    assert torch.equal(gradient, torch.zeros_like(gradient))


def test_the_nearest_are_found_by_angle_and_never_are_the_picture_itself() -> None:
    bank = torch.tensor([[1.0, 0.0], [9.0, 1.0], [0.0, 1.0], [-1.0, 0.0]])
    found = nearest(bank[[0, 3]] * 7, bank, torch.tensor([0, 3]), 2)
    assert found.tolist() == [[1, 2], [2, 1]]


def test_a_bank_with_fewer_pictures_gives_what_it_has() -> None:
    bank = torch.eye(3)
    assert nearest(bank, bank, torch.arange(3), 5).shape == (3, 2)
