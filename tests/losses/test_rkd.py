"""Relational distillation against loops over pairs and triples."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from tests.losses.samples import assert_same, points
from tlgui.losses.rkd import relation_losses

SHAPES = [(2, 1, 3), (3, 4, 4), (6, 5, 2)]


def smooth(difference: Tensor) -> Tensor:
    return 0.5 * difference**2 if abs(float(difference.detach())) <= 1 else difference.abs() - 0.5


def naive_distance(student: Tensor, teacher: Tensor) -> Tensor:
    """Park et al. 2019, eqs. 5–8, pair by pair."""
    n = len(student)

    def relative(sample: Tensor) -> list[list[Tensor]]:
        found = [[(a - b).norm() if i != j else a.new_zeros(()) for j, b in enumerate(sample)] for i, a in enumerate(sample)]
        positive = [each for row in found for each in row if float(each.detach()) > 0]
        return [[each / (sum(positive) / len(positive)) for each in row] for row in found]

    one, other = relative(student), relative(teacher.detach())
    return sum(smooth(one[i][j] - other[i][j]) for i in range(n) for j in range(n)) / n**2


def naive_angle(student: Tensor, teacher: Tensor) -> Tensor:
    """Eqs. 9–10, triple by triple; the angle at the middle picture."""
    n = len(student)

    def cosine(sample: Tensor, i: int, j: int, k: int) -> Tensor:
        if i == j or k == j:
            return sample.new_zeros(())
        one, other = sample[i] - sample[j], sample[k] - sample[j]
        return (one * other).sum() / (one.norm() * other.norm())

    triples = [(i, j, k) for i in range(n) for j in range(n) for k in range(n)]
    return sum(smooth(cosine(student, *each) - cosine(teacher.detach(), *each)) for each in triples) / n**3


@pytest.mark.parametrize(("n", "d", "e"), SHAPES)
def test_distances_match_naive_reference_in_value_and_gradient(n: int, d: int, e: int) -> None:
    teacher = points(n, e, seed=1).detach()
    assert_same(lambda x: relation_losses(x, teacher)[0], lambda x: naive_distance(x, teacher), points(n, d))


@pytest.mark.parametrize(("n", "d", "e"), SHAPES)
def test_angles_match_naive_reference_in_value_and_gradient(n: int, d: int, e: int) -> None:
    teacher = points(n, e, seed=1).detach()
    assert_same(lambda x: relation_losses(x, teacher)[1], lambda x: naive_angle(x, teacher), points(n, d))


@pytest.mark.parametrize("which", [0, 1])
def test_a_student_that_is_the_teacher_turned_shifted_and_scaled_has_no_loss(which: int) -> None:
    teacher = points(6, 4).detach()
    turn, _ = torch.linalg.qr(points(4, 4, seed=1).detach())
    assert relation_losses(3 * teacher @ turn + 7, teacher)[which].item() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("which", [0, 1])
def test_points_that_are_all_equal_give_a_finite_value_and_gradient(which: int) -> None:
    student = torch.ones(4, 3, requires_grad=True)
    value = relation_losses(student, torch.ones(4, 2))[which]
    value.backward()
    assert value.item() == 0
    assert student.grad is not None
    assert student.grad.isfinite().all()
