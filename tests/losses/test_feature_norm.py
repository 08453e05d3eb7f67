"""Stepwise adaptive feature norm: its gradient against what it should be, since its value is always the same."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from tests.losses.samples import assert_same, points
from tlgui.losses.feature_norm import stepwise_norm


def by_the_paper(step: float) -> object:
    """(‖f₀‖ + Δr − ‖f‖)², picture by picture, with numbers for ‖f₀‖."""

    def loss(features: Tensor) -> Tensor:
        total = torch.zeros((), dtype=torch.float64)
        for row in features:
            before = float((row.detach() ** 2).sum()) ** 0.5
            total = total + (before + step - (row**2).sum() ** 0.5) ** 2
        return total / len(features)

    return loss


@pytest.mark.parametrize("step", [0.5, 1.0, 3.0])
@pytest.mark.parametrize(("n", "d"), [(1, 4), (7, 3), (16, 32)])
def test_it_is_the_papers_sum_in_value_and_gradient(n: int, d: int, step: float) -> None:
    assert_same(lambda features: stepwise_norm(features, step), by_the_paper(step), points(n, d))  # type: ignore[arg-type]


def test_its_gradient_lengthens_each_picture_in_its_own_direction_by_the_same() -> None:
    features = torch.tensor([[3.0, 4.0], [0.0, 0.1]], requires_grad=True)
    loss = stepwise_norm(features, 2.0)
    [gradient] = torch.autograd.grad(loss, [features])
    assert loss.item() == pytest.approx(4.0)
    expected = torch.tensor([[0.6, 0.8], [0.0, 1.0]])
    torch.testing.assert_close(gradient, -2 * 2.0 * expected / 2)


def test_a_picture_without_any_feature_has_a_finite_gradient() -> None:
    features = torch.zeros(3, 5, requires_grad=True)
    [gradient] = torch.autograd.grad(stepwise_norm(features), [features])
    assert torch.equal(gradient, torch.zeros_like(gradient))
