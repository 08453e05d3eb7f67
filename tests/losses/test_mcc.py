"""Minimum class confusion against a loop from the paper's equations and against skada."""

from __future__ import annotations

import math

import pytest
import torch
from skada.deep.losses import mcc_loss
from torch import Tensor

from tests.losses.samples import assert_same, points
from tlgui.losses.mcc import entropy, minimum_class_confusion

SHAPES = [(1, 2), (4, 3), (9, 7), (32, 10), (2, 12)]


def naive(logits: Tensor, temperature: float = 2.5) -> Tensor:
    """Jin et al. 2020, eqs. 2–6, number by number."""
    n, k = logits.shape
    powers = [[torch.exp(logits[i, a] / temperature) for a in range(k)] for i in range(n)]
    p = [[powers[i][a] / sum(powers[i]) for a in range(k)] for i in range(n)]
    entropies = [-sum(float(each.detach()) * math.log(float(each.detach())) for each in row) for row in p]
    sure = [1 + math.exp(-each) for each in entropies]
    w = [n * each / sum(sure) for each in sure]
    c = [[sum(w[i] * p[i][a] * p[i][b] for i in range(n)) for b in range(k)] for a in range(k)]
    return sum(c[a][b] / sum(c[a]) for a in range(k) for b in range(k) if a != b) / k


@pytest.mark.parametrize(("n", "k"), SHAPES)
@pytest.mark.parametrize("temperature", [1.0, 2.5])
def test_mcc_matches_naive_reference_in_value_and_gradient(n: int, k: int, temperature: float) -> None:
    logits = points(n, k)
    assert_same(lambda x: minimum_class_confusion(3 * x, temperature), lambda x: naive(3 * x, temperature), logits)


@pytest.mark.parametrize(("n", "k"), SHAPES)
def test_mcc_has_skadas_value(n: int, k: int) -> None:
    """The gradient differs: skada 0.6 lets it flow through the weights, which the paper's authors do not."""
    logits = points(n, k).detach()
    assert minimum_class_confusion(logits, 2.5).item() == pytest.approx(mcc_loss(logits, T=2.5).item(), rel=1e-5)


def test_mcc_is_zero_for_sure_predictions_and_largest_for_uniform_ones() -> None:
    sure = 1000 * torch.eye(5, dtype=torch.float64)
    assert minimum_class_confusion(sure).item() == pytest.approx(0, abs=1e-12)
    assert minimum_class_confusion(torch.zeros(6, 5, dtype=torch.float64)).item() == pytest.approx(1 - 1 / 5, abs=1e-12)


def test_mcc_does_not_depend_on_the_order_of_pictures_or_classes() -> None:
    logits = points(8, 5).detach()
    mixed = logits[torch.randperm(8)][:, torch.randperm(5)]
    assert minimum_class_confusion(mixed).item() == pytest.approx(minimum_class_confusion(logits).item(), abs=1e-12)


def test_mcc_of_a_class_that_nobody_is_given_is_finite_with_a_finite_gradient() -> None:
    logits = torch.tensor([[0.0, 1.0, -4000.0], [1.0, 0.0, -4000.0]], requires_grad=True)
    value = minimum_class_confusion(logits)
    value.backward()
    assert value.isfinite()
    assert logits.grad is not None
    assert logits.grad.isfinite().all()


def test_entropy_of_a_sure_prediction_is_zero_and_of_a_uniform_one_the_logarithm() -> None:
    assert entropy(torch.tensor([[1.0, 0.0], [0.5, 0.5]])).tolist() == pytest.approx([0.0, math.log(2)])


def test_entropy_of_probabilities_that_are_exactly_zero_has_a_finite_gradient() -> None:
    """As of softmax whose logits are far apart: one such picture may not destroy the network."""
    logits = torch.tensor([[1000.0, 0.0, -1000.0], [0.3, 0.1, -0.2]], requires_grad=True)
    entropy(logits.softmax(1)).sum().backward()
    assert logits.grad is not None
    assert bool(logits.grad.isfinite().all())
    assert logits.grad[0].tolist() == [0.0, 0.0, 0.0]
    likely = logits.detach()[1].softmax(0)
    expected = -likely * (likely.log() + entropy(likely))
    assert torch.allclose(logits.grad[1], expected, atol=1e-6)
