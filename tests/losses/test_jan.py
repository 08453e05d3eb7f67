"""Joint MMD against a loop over all pairs."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.losses.samples import SHAPES, assert_same, points
from tlgui.losses.jan import PREDICTION_BANDWIDTH, joint_mmd
from tlgui.losses.mmd import BANDWIDTHS, mmd

FIXED = (None, PREDICTION_BANDWIDTH)


def naive(source: list[Tensor], target: list[Tensor]) -> Tensor:
    """Long et al. 2017, eq. 9, with a U-statistic: one pair after the other, the layers' kernels multiplied."""
    layers = [torch.cat(pair) for pair in zip(source, target, strict=True)]
    n, m = len(source[0]), len(target[0])
    total = n + m
    scale = float(sum(((a - b) ** 2).sum() for a in layers[0] for b in layers[0]).detach()) / (total * (total - 1))

    def kernel(i: int, j: int) -> Tensor:
        features, predictions = (((layer[i] - layer[j]) ** 2).sum() for layer in layers)
        return sum(torch.exp(-features / (scale * factor)) for factor in BANDWIDTHS) * torch.exp(
            -predictions / PREDICTION_BANDWIDTH
        )

    within_source = sum(kernel(i, j) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))
    within_target = sum(kernel(n + i, n + j) for i in range(m) for j in range(m) if i != j) / (m * (m - 1))
    return within_source + within_target - 2 * sum(kernel(i, n + j) for i in range(n) for j in range(m)) / (n * m)


@pytest.mark.parametrize(("n", "m", "d"), SHAPES)
def test_jmmd_matches_naive_reference_in_value_and_gradient(n: int, m: int, d: int) -> None:
    inputs = points(n, d), points(n, 4, seed=1), points(m, d, seed=2, shift=0.5), points(m, 4, seed=3)

    def ours(a: Tensor, p: Tensor, b: Tensor, q: Tensor) -> Tensor:
        return joint_mmd([a, p.softmax(1)], [b, q.softmax(1)], FIXED)

    def theirs(a: Tensor, p: Tensor, b: Tensor, q: Tensor) -> Tensor:
        return naive([a, p.softmax(1)], [b, q.softmax(1)])

    assert_same(ours, theirs, *inputs)


def test_jmmd_of_one_layer_is_mmd() -> None:
    source, target = points(6, 3), points(9, 3, seed=1, shift=1.0)
    assert joint_mmd([source], [target], [None]).item() == pytest.approx(mmd(source, target).item(), abs=1e-12)


def test_jmmd_is_symmetric_and_zero_on_average_for_equal_distributions() -> None:
    source, target = [points(6, 3), points(6, 2, 1)], [points(9, 3, 2), points(9, 2, 3)]
    assert joint_mmd(source, target, FIXED).item() == pytest.approx(joint_mmd(target, source, FIXED).item(), abs=1e-12)
    values = [
        joint_mmd([points(8, 3, s), points(8, 2, s + 1)], [points(8, 3, s + 2), points(8, 2, s + 3)], FIXED).item()
        for s in range(0, 800, 4)
    ]
    assert abs(np.mean(values)) < 3 * np.std(values) / np.sqrt(len(values))


def test_jmmd_sees_that_classes_are_swapped_where_mmd_sees_nothing() -> None:
    features = points(40, 2).detach()
    first = (features[:, :1] > 0).double()
    one, swapped = torch.cat([first, 1 - first], 1), torch.cat([1 - first, first], 1)
    assert joint_mmd([features, one], [features, swapped], FIXED) > joint_mmd([features, one], [features, one], FIXED) + 0.1
    assert mmd(features, features).item() < 0.05


def test_jmmd_refuses_what_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="2 and 3"):
        joint_mmd([torch.zeros(4, 2)], [torch.zeros(4, 3)], [None])
    with pytest.raises(ValueError, match="got 1 and 4"):
        joint_mmd([torch.zeros(1, 2)], [torch.zeros(4, 2)], [None])
    with pytest.raises(ValueError, match="no layers"):
        joint_mmd([], [], [])
