"""MMD against a naive loop from the paper's equation, and against scikit-learn's kernel."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from sklearn.metrics.pairwise import rbf_kernel

from tlgui.losses.mmd import BANDWIDTHS, mmd

SHAPES = [(2, 2, 1), (5, 3, 4), (3, 8, 16), (16, 16, 7)]


def samples(n: int, m: int, d: int, shift: float = 0.5) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(n * 100 + m * 10 + d)
    source = torch.randn(n, d, generator=generator, dtype=torch.float64)
    target = torch.randn(m, d, generator=generator, dtype=torch.float64) + shift
    return source.requires_grad_(), target.requires_grad_()


def naive(source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Gretton et al. 2012, eq. 3, one pair after the other."""
    both = [*source, *target]
    total = len(both)
    distances = [((a - b) ** 2).sum() for i, a in enumerate(both) for j, b in enumerate(both) if i != j]
    scale = float(sum(distances).detach()) / (total * total - total)

    def kernel(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return sum(torch.exp(-((a - b) ** 2).sum() / (scale * factor)) for factor in BANDWIDTHS)

    n, m = len(source), len(target)
    within_source = sum(kernel(source[i], source[j]) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))
    within_target = sum(kernel(target[i], target[j]) for i in range(m) for j in range(m) if i != j) / (m * (m - 1))
    between = sum(kernel(a, b) for a in source for b in target) / (n * m)
    return within_source + within_target - 2 * between


@pytest.mark.parametrize(("n", "m", "d"), SHAPES)
def test_mmd_matches_naive_reference_in_value_and_gradient(n: int, m: int, d: int) -> None:
    source, target = samples(n, m, d)
    ours = torch.autograd.grad(mmd(source, target), (source, target))
    theirs = torch.autograd.grad(naive(source, target), (source, target))
    assert mmd(source, target).item() == pytest.approx(naive(source, target).item(), abs=1e-12)
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-12)


def test_mmd_matches_scikit_learns_kernel() -> None:
    source, target = samples(9, 6, 5)
    both = torch.cat([source, target]).detach().numpy()
    distances = ((both[:, None] - both[None]) ** 2).sum(-1)
    scale = distances.sum() / (len(both) * (len(both) - 1))
    kernel = sum(rbf_kernel(both, gamma=1 / (scale * factor)) for factor in BANDWIDTHS)
    s, t, st = kernel[:9, :9], kernel[9:, 9:], kernel[:9, 9:]
    expected = (s.sum() - np.trace(s)) / 72 + (t.sum() - np.trace(t)) / 30 - 2 * st.mean()
    assert mmd(source, target).item() == pytest.approx(expected, abs=1e-12)


def test_mmd_is_symmetric() -> None:
    source, target = samples(7, 4, 3)
    assert mmd(source, target).item() == pytest.approx(mmd(target, source).item(), abs=1e-12)


def test_mmd_is_zero_on_average_for_equal_distributions_and_sometimes_negative() -> None:
    generator = torch.Generator().manual_seed(0)
    values = []
    for _ in range(300):
        points = torch.randn(24, 6, generator=generator, dtype=torch.float64)
        values.append(mmd(points[:12], points[12:]).item())
    assert abs(np.mean(values)) < 3 * np.std(values) / math.sqrt(len(values))
    assert min(values) < 0


def test_mmd_grows_with_the_distance_of_the_domains() -> None:
    values = [mmd(*samples(32, 32, 4, shift=shift)).item() for shift in (0.0, 1.0, 3.0)]
    assert values == sorted(values)
    assert values[2] > values[0] + 0.5


def test_mmd_has_no_gradient_through_its_bandwidth() -> None:
    """Scaling all points by one factor leaves the value as it is, so with a bandwidth that followed, the radial gradient would be zero."""
    source, target = samples(6, 6, 3)
    gradients = torch.autograd.grad(mmd(source, target), (source, target))
    radial = sum((gradient * points).sum() for gradient, points in zip(gradients, (source, target), strict=True))
    assert abs(radial.item()) > 1e-3


def test_mmd_of_points_that_are_all_equal_is_zero_with_a_finite_gradient() -> None:
    source = torch.ones(4, 3, requires_grad=True)
    value = mmd(source, torch.ones(5, 3))
    value.backward()
    assert value.item() == pytest.approx(0.0, abs=1e-6)
    assert source.grad is not None
    assert source.grad.isfinite().all()


def test_mmd_of_one_point_is_refused_with_the_numbers() -> None:
    with pytest.raises(ValueError, match="got 1 and 4"):
        mmd(torch.zeros(1, 2), torch.zeros(4, 2))


def test_mmd_of_different_widths_is_refused_with_the_numbers() -> None:
    with pytest.raises(ValueError, match="2 and 3"):
        mmd(torch.zeros(4, 2), torch.zeros(4, 3))
