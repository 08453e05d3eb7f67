"""L2-SP against a loop written from its equation."""

from __future__ import annotations

import pytest
import torch

from tlgui.losses.l2_sp import l2_sp


@pytest.mark.parametrize(("shared", "new"), [(7, 3), (1, 0), (20, 5)])
def test_value_and_gradient_are_those_of_the_equation(shared: int, new: int) -> None:
    torch.manual_seed(shared)
    weights, start, drawn = (torch.randn(size, dtype=torch.float64) for size in (shared, shared, new))
    weights.requires_grad_()
    drawn.requires_grad_()
    loss = l2_sp(weights, start, drawn, 0.3, 0.02)
    expected = sum(0.15 * (float(w.detach()) - float(s)) ** 2 for w, s in zip(weights, start, strict=True))
    expected += sum(0.01 * float(w.detach()) ** 2 for w in drawn)
    assert float(loss) == pytest.approx(expected)
    loss.backward()
    torch.testing.assert_close(weights.grad, 0.3 * (weights.detach() - start))
    torch.testing.assert_close(drawn.grad, 0.02 * drawn.detach())


def test_at_the_starting_point_only_new_weights_cost() -> None:
    weights = torch.randn(9)
    assert float(l2_sp(weights, weights.clone(), torch.zeros(0), 5.0, 5.0)) == 0
    assert float(l2_sp(weights, weights.clone(), torch.ones(4), 5.0, 0.5)) == 1


def test_a_starting_point_of_other_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="starting point"):
        l2_sp(torch.zeros(3), torch.zeros(1), torch.zeros(1), 1.0, 1.0)
