"""Deep CORAL against a loop from the paper's equations, NumPy's covariance and skada."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from skada.deep.losses import deepcoral_loss
from torch import Tensor

from tests.losses.samples import SHAPES, assert_same, points
from tlgui.losses.coral import coral


def naive(source: Tensor, target: Tensor) -> Tensor:
    """Sun and Saenko 2016, eqs. 1–3, entry by entry."""

    def covariance(sample: Tensor) -> Tensor:
        n, d = sample.shape
        means = [sum(sample[i, a] for i in range(n)) / n for a in range(d)]
        return torch.stack(
            [
                torch.stack(
                    [sum((sample[i, a] - means[a]) * (sample[i, b] - means[b]) for i in range(n)) / (n - 1) for b in range(d)]
                )
                for a in range(d)
            ]
        )

    d = source.shape[1]
    difference = covariance(source) - covariance(target)
    return sum(difference[a, b] ** 2 for a in range(d) for b in range(d)) / (4 * d * d)


@pytest.mark.parametrize(("n", "m", "d"), SHAPES)
def test_coral_matches_naive_reference_in_value_and_gradient(n: int, m: int, d: int) -> None:
    assert_same(coral, naive, points(n, d), points(m, d, seed=1))


def test_coral_matches_numpys_covariance() -> None:
    source, target = points(9, 5), points(6, 5, seed=1)
    one, other = (np.cov(each.detach().numpy(), rowvar=False) for each in (source, target))
    assert coral(source, target).item() == pytest.approx(((one - other) ** 2).sum() / 100, abs=1e-12)


@pytest.mark.parametrize(("n", "m", "d"), SHAPES[1:])
def test_coral_matches_skada_in_value_and_gradient(n: int, m: int, d: int) -> None:
    assert_same(coral, deepcoral_loss, points(n, d), points(m, d, seed=1))


def test_coral_is_zero_for_equal_samples_and_symmetric() -> None:
    source, target = points(8, 4), points(5, 4, seed=1)
    assert coral(source, source).item() == 0
    assert coral(source, target).item() == pytest.approx(coral(target, source).item(), abs=1e-15)


def test_coral_does_not_see_a_shift() -> None:
    source, target = points(8, 4), points(5, 4, seed=1)
    assert coral(source + 7, target).item() == pytest.approx(coral(source, target).item(), abs=1e-9)


def test_coral_of_one_point_or_of_different_widths_is_refused_with_the_numbers() -> None:
    with pytest.raises(ValueError, match="got 1 and 4"):
        coral(torch.zeros(1, 2), torch.zeros(4, 2))
    with pytest.raises(ValueError, match="2 and 3"):
        coral(torch.zeros(4, 2), torch.zeros(4, 3))


def test_coral_of_points_that_are_all_equal_has_a_finite_gradient() -> None:
    source = torch.ones(4, 3, requires_grad=True)
    coral(source, torch.ones(5, 3)).backward()
    assert source.grad is not None
    assert source.grad.isfinite().all()
