"""Distillation against a loop from its definition and against torch's divergence."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from tests.losses.samples import assert_same, points
from tlgui.losses.distillation import distillation

SHAPES = [(1, 2), (4, 3), (9, 7), (32, 10)]


def given_of(n: int, k: int) -> Tensor:
    return torch.softmax(2 * points(n, k).detach().flip(0, 1), dim=1)


def naive(logits: Tensor, given: Tensor) -> Tensor:
    total = torch.zeros((), dtype=logits.dtype)
    for row, p in zip(logits, given.tolist(), strict=True):
        powers = [torch.exp(each) for each in row]
        total = total + sum(
            share * (math.log(share) - torch.log(power / sum(powers))) for share, power in zip(p, powers, strict=True)
        )
    return total / len(logits)


@pytest.mark.parametrize(("n", "k"), SHAPES)
def test_distillation_matches_naive_reference_in_value_and_gradient(n: int, k: int) -> None:
    given = given_of(n, k)
    assert_same(lambda x: distillation(3 * x, given), lambda x: naive(3 * x, given), points(n, k))


@pytest.mark.parametrize(("n", "k"), SHAPES)
def test_distillation_is_torchs_divergence(n: int, k: int) -> None:
    given = given_of(n, k)

    def theirs(x: Tensor) -> Tensor:
        return torch.nn.functional.kl_div(torch.log_softmax(x, 1), given, reduction="batchmean")

    assert_same(lambda x: distillation(x, given), theirs, points(n, k))


def test_distillation_is_zero_once_both_agree_and_its_gradient_is_their_difference() -> None:
    logits = points(5, 4).detach().requires_grad_(True)
    same = torch.softmax(logits.detach(), 1)
    assert distillation(logits, same).item() == pytest.approx(0, abs=1e-12)
    given = given_of(5, 4)
    distillation(logits, given).backward()
    assert logits.grad is not None
    assert torch.allclose(logits.grad, (torch.softmax(logits.detach(), 1) - given) / 5)


def test_distillation_of_a_class_that_is_out_of_the_question_is_finite_with_a_finite_gradient() -> None:
    logits = torch.tensor([[0.0, 1.0, -4000.0]], requires_grad=True)
    value = distillation(logits, torch.tensor([[0.4, 0.6, 0.0]]))
    value.backward()
    assert value.isfinite()
    assert logits.grad is not None
    assert logits.grad.isfinite().all()
