"""Class weights and complement entropy against loops from the papers, and against numbers worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from tests.losses.samples import assert_same, points
from tlgui.losses.partial import complement_entropy, predicted_class_weights


def complement_in_a_loop(labels: list[int], weights: list[float]) -> object:
    def loss(logits: Tensor) -> Tensor:
        total, counted = torch.zeros((), dtype=torch.float64), 0.0
        for row, y, w in zip(logits, labels, weights, strict=True):
            p = torch.exp(row) / torch.exp(row).sum()
            counting = w * (1 - float(p[y].detach()))
            for k in range(len(row)):
                if k != y:
                    q = p[k] / (1 - p[y])
                    total = total + counting * q * torch.log(q) / math.log(len(row) - 1)
            counted += counting
        return total / counted

    return loss


@pytest.mark.parametrize(("n", "k"), [(1, 3), (5, 4), (12, 7)])
def test_complement_entropy_is_the_papers_sum_in_value_and_gradient(n: int, k: int) -> None:
    labels, weights = [number % k for number in range(n)], [0.2 + number / n for number in range(n)]
    given = torch.tensor(labels), torch.tensor(weights, dtype=torch.float64)
    assert_same(lambda logits: complement_entropy(logits, *given), complement_in_a_loop(labels, weights), points(n, k))  # type: ignore[arg-type]


def test_it_is_least_where_all_wrong_classes_are_alike_and_0_where_one_has_all_the_rest() -> None:
    labels, weights = torch.tensor([0, 0]), torch.ones(2)
    alike, one = torch.tensor([[2.0, 0.0, 0.0, 0.0]] * 2), torch.tensor([[2.0, 0.0, -900.0, -900.0]] * 2)
    assert complement_entropy(alike, labels, weights).item() == pytest.approx(-1)
    assert complement_entropy(one, labels, weights).item() == pytest.approx(0)


@pytest.mark.parametrize(
    ("logits", "weight"),
    [([[500.0, 0.0, -500.0]], 1.0), ([[0.0, 1.0, 2.0]], 0.0), ([[1.0, 2.0]], 1.0)],
    ids=["surely right", "no weight", "two classes"],
)
def test_degenerate_batches_give_a_finite_value_and_gradient(logits: list[list[float]], weight: float) -> None:
    given = torch.tensor(logits, requires_grad=True)
    loss = complement_entropy(given, torch.tensor([0]), torch.tensor([weight]))
    [gradient] = torch.autograd.grad(loss, [given])
    assert torch.isfinite(loss)
    assert torch.isfinite(gradient).all()


def test_class_weights_are_the_predicted_over_the_sources_shares() -> None:
    probabilities = torch.tensor([[0.6, 0.4, 0.0], [1.0, 0.0, 0.0]])  # shares 0.8, 0.2, 0
    labels = torch.tensor([0, 0, 1, 1, 1, 1, 1, 1, 2, 2])  # shares 0.2, 0.6, 0.2
    assert predicted_class_weights(probabilities, labels).tolist() == pytest.approx([1.0, (0.2 / 0.6) / 4, 0.0])


def test_a_class_without_source_pictures_has_no_weight() -> None:
    assert predicted_class_weights(torch.tensor([[0.1, 0.9]]), torch.tensor([0, 0])).tolist() == [1.0, 0.0]
