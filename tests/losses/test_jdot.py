"""DeepJDOT's transport against SciPy's linear programme and a loop."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.optimize import linprog
from torch import Tensor

from tests.losses.samples import points
from tlgui.losses.jdot import joint_transport

SHAPES = [(3, 3, 2), (5, 8, 4), (9, 4, 3)]


def naive(source: Tensor, labels: Tensor, target: Tensor, logits: Tensor, alpha: float, lam: float) -> Tensor:
    """Damodaran et al. 2018, eqs. 6–7: the coupling by a linear programme, then the loss pair by pair."""
    n, m = len(source), len(target)
    p = logits.softmax(1)
    cost = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            one_hot = torch.zeros(logits.shape[1], dtype=torch.float64)
            one_hot[labels[i]] = 1
            apart = ((one_hot - p[j]) ** 2).sum()
            cost[i, j] = float((alpha * ((source[i] - target[j]) ** 2).sum() + lam * apart).detach())
    rows = np.kron(np.eye(n), np.ones(m))
    columns = np.kron(np.ones(n), np.eye(m))
    found = linprog(
        cost.ravel(), A_eq=np.vstack([rows, columns]), b_eq=np.r_[np.full(n, 1 / n), np.full(m, 1 / m)], method="highs"
    )
    coupling = found.x.reshape(n, m)
    total = source.new_zeros(())
    for i in range(n):
        for j in range(m):
            total = total + coupling[i, j] * (alpha * ((source[i] - target[j]) ** 2).sum() - lam * torch.log(p[j, labels[i]]))
    return total


@pytest.mark.parametrize(("n", "m", "d"), SHAPES)
def test_it_matches_a_linear_programme_in_value_and_gradient(n: int, m: int, d: int) -> None:
    source, target, logits = points(n, d), points(m, d, seed=1), points(m, 3, seed=2)
    labels = torch.arange(n) % 3
    ours, theirs = joint_transport(source, labels, target, logits, 0.5, 2.0)[0], naive(source, labels, target, logits, 0.5, 2.0)
    assert ours.item() == pytest.approx(theirs.item(), rel=1e-7)
    inputs = (source, target, logits)
    for one, other in zip(torch.autograd.grad(ours, inputs), torch.autograd.grad(theirs, inputs), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-6, atol=1e-8)


def test_all_mass_moves_and_none_is_made() -> None:
    _, coupling = joint_transport(points(4, 2), torch.tensor([0, 1, 0, 1]), points(6, 2, seed=1), points(6, 2, seed=2), 1.0, 1.0)
    assert coupling.sum(1).tolist() == pytest.approx([1 / 4] * 4)
    assert coupling.sum(0).tolist() == pytest.approx([1 / 6] * 6)


def test_equal_samples_with_right_predictions_move_for_nothing() -> None:
    sample = points(4, 3).detach()
    labels = torch.arange(4)
    cost, coupling = joint_transport(sample, labels, sample.clone(), 1000 * torch.eye(4, dtype=torch.float64), 1.0, 1.0)
    assert cost.item() == pytest.approx(0, abs=1e-9)
    torch.testing.assert_close(coupling, torch.eye(4, dtype=torch.float64) / 4)
