"""Importance weights against SciPy's and skada's solutions, and where the right answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from tests.losses.samples import points
from tlgui.losses.importance import density_ratio_weights, effective_sample_size, kernel_mean_weights, normalised


def test_kernel_mean_weights_match_a_general_solver() -> None:
    """Huang et al. 2006, eq. 10, with SciPy's SLSQP."""
    source, target = points(12, 2).detach(), points(9, 2, seed=1, shift=0.7).detach()
    n, m = len(source), len(target)
    within, between = torch.cdist(source, source).square().numpy(), torch.cdist(source, target).square().numpy()
    scale = float(torch.as_tensor(within).median())
    kernel, kappa = np.exp(-within / scale), np.exp(-between / scale).sum(1) * n / m
    slack = n * (math.sqrt(n) - 1) / math.sqrt(n)
    found = minimize(
        lambda beta: 0.5 * beta @ kernel @ beta - kappa @ beta,
        np.ones(n),
        jac=lambda beta: kernel @ beta - kappa,
        bounds=[(0, 5.0)] * n,
        constraints=[
            {"type": "ineq", "fun": lambda beta: n + slack - beta.sum()},
            {"type": "ineq", "fun": lambda beta: beta.sum() - n + slack},
        ],
        options={"maxiter": 1000, "ftol": 1e-12},
    )
    ours = kernel_mean_weights(source, target, largest=5.0)
    heaviest = found.x.argmax()
    assert found.x[heaviest] == pytest.approx(5.0), "the limit holds one back"
    others = np.delete(found.x, heaviest)  # they bring the mean to 1, where the limit keeps that one
    np.testing.assert_allclose(np.delete(ours.numpy(), heaviest), others * (n - 5.0) / others.sum(), atol=2e-3)
    assert float(ours[heaviest]) == pytest.approx(5.0)


def test_kernel_mean_weights_move_the_sources_mean_onto_the_targets() -> None:
    source, target = points(300, 1).detach(), points(200, 1, seed=1).detach() * 0.5 + 0.8
    weights = kernel_mean_weights(source, target)
    assert weights.mean().item() == pytest.approx(1, abs=1e-6)
    assert float((weights * source[:, 0]).mean()) == pytest.approx(0.8, abs=0.1)
    assert effective_sample_size(weights) < 250


@pytest.mark.slow
def test_equal_domains_get_equal_weights_and_blocks_change_little() -> None:
    sample = points(60, 2).detach()
    assert effective_sample_size(kernel_mean_weights(sample, sample.clone(), largest=3.0)) > 0.6 * 60
    many = points(1500, 1).detach()
    weights = kernel_mean_weights(many, points(400, 1, seed=1, shift=0.5).detach())
    assert weights.shape == (1500,)
    assert float((weights * many[:, 0]).mean()) == pytest.approx(0.5, abs=0.1)


def test_E5_weights_that_are_all_zero_or_infinite_mean_plain_training() -> None:
    assert normalised(torch.tensor([0.0, 0.0, math.inf, math.nan])).tolist() == [1.0] * 4
    assert kernel_mean_weights(torch.ones(5, 3), torch.ones(4, 3)).tolist() == [1.0] * 5


def test_density_ratios_are_those_of_two_gaussians() -> None:
    """For N(0, 1) and N(1, 1) the log-odds of "target" are x − 1/2 + ln(m/n), the ratio e^(x − 1/2), whatever m/n is."""
    x = torch.linspace(-1, 1, 7, dtype=torch.float64)
    exact = (x - 0.5).exp()
    for pictures in (1.0, 3.0, 1e9):
        torch.testing.assert_close(density_ratio_weights(x - 0.5 + math.log(pictures)), exact / exact.mean())
    sure = density_ratio_weights(torch.tensor([800.0, 790.0, -800.0], dtype=torch.float64), largest=2.0)
    torch.testing.assert_close(sure[0].item() + sure[1].item(), 3.0)  # e^800 is not a number


def test_no_weight_is_above_the_largest_and_their_mean_stays_one() -> None:
    """Clamped and then scaled, as it was, the heaviest of these would have been at 3.6 with a limit of 2."""
    weights = normalised(torch.tensor([100.0, 3.0, 1.0, 1.0, 1.0]), largest=2.0)
    torch.testing.assert_close(weights, torch.tensor([2.0, 1.5, 0.5, 0.5, 0.5]))
    two = normalised(torch.tensor([50.0, 40.0, 1.0, 1.0, 1.0, 1.0]), largest=2.0)
    torch.testing.assert_close(two, torch.tensor([2.0, 2.0, 0.5, 0.5, 0.5, 0.5]))
    assert normalised(torch.tensor([7.0, 0.0, 0.0, 0.0]), largest=2.0).tolist() == [2.0, 0.0, 0.0, 0.0]
    assert normalised(torch.tensor([4.0, 1.0, 1.0]), largest=1.0).tolist() == [1.0] * 3
    far = kernel_mean_weights(points(200, 2).detach(), points(50, 2, seed=1, shift=2.5).detach(), largest=4.0)
    assert float(far.max()) <= 4.0


def test_the_effective_sample_size_lies_between_one_and_all() -> None:
    assert effective_sample_size(torch.ones(8)) == pytest.approx(8)
    assert effective_sample_size(torch.tensor([0.0, 0.0, 5.0])) == pytest.approx(1)
    assert effective_sample_size(torch.tensor([1.0, 1.0, 0.0, 0.0])) == pytest.approx(2)
