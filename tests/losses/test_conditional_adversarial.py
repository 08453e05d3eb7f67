"""CDAN's input and weights against loops from the paper's equations."""

from __future__ import annotations

import math

import pytest
import torch

from tests.losses.samples import points
from tlgui.losses.conditional_adversarial import LARGEST_PRODUCT, ConditionalMap, entropy_weights
from tlgui.losses.domain_adversarial import domain_adversarial_loss


@pytest.mark.parametrize(("n", "d", "k"), [(1, 3, 2), (5, 4, 3), (8, 16, 7)])
def test_the_map_is_the_outer_product_with_its_gradient_in_the_features_alone(n: int, d: int, k: int) -> None:
    features, logits = points(n, d), points(n, k, seed=1)
    predictions = logits.softmax(1)
    joined = ConditionalMap(d, k)
    made = joined(features, predictions)
    assert made.shape == (n, joined.width) == (n, d * k)
    for i in range(n):
        for a in range(k):
            for b in range(d):
                assert made[i, a * d + b].item() == pytest.approx((predictions[i, a] * features[i, b]).item(), abs=1e-15)
    by_features, by_logits = torch.autograd.grad(made.sum(), (features, logits), allow_unused=True)
    assert by_logits is None
    torch.testing.assert_close(by_features, torch.ones(n, d, dtype=torch.float64))  # probabilities add up to 1


def test_a_large_product_is_mapped_at_random_and_keeps_inner_products_on_average() -> None:
    torch.manual_seed(0)
    joined = ConditionalMap(600, 10).double()
    assert joined.random
    features, predictions = points(40, 600).detach() / math.sqrt(600), points(40, 10, seed=1).detach().softmax(1)
    made = joined(features, predictions)
    assert made.shape == (40, LARGEST_PRODUCT)
    exact = (features @ features.T) * (predictions @ predictions.T)
    assert (made @ made.T - exact).abs().mean() < 0.02
    assert torch.corrcoef(torch.stack([(made @ made.T).flatten(), exact.flatten()]))[0, 1] > 0.95


def test_weights_follow_the_equation_and_have_mean_one() -> None:
    predictions = points(6, 4).softmax(1)
    weights = entropy_weights(predictions)
    raw = [1 + math.exp(-sum(-float(p) * math.log(float(p)) for p in row)) for row in predictions.detach()]
    assert weights.tolist() == pytest.approx([each / (sum(raw) / 6) for each in raw], abs=1e-12)
    assert not weights.requires_grad


def test_a_sure_prediction_counts_more_and_zero_probabilities_are_allowed() -> None:
    weights = entropy_weights(torch.tensor([[1.0, 0.0], [0.5, 0.5]]))
    assert weights[0] > weights[1]
    assert weights.isfinite().all()


def test_the_weighted_adversarial_loss_is_the_weighted_mean_of_each_domain() -> None:
    source, target = points(4, 1).detach().squeeze(1), points(3, 1, seed=1).detach().squeeze(1)
    one, other = torch.tensor([2.0, 1.0, 0.5, 0.5]).double(), torch.tensor([0.5, 1.5, 1.0]).double()
    halves = (
        sum(float(w) * math.log(1 + math.exp(-float(x))) for w, x in zip(one, source, strict=True)) / 4,
        sum(float(w) * math.log(1 + math.exp(float(x))) for w, x in zip(other, target, strict=True)) / 3,
    )
    assert domain_adversarial_loss(source, target, one, other).item() == pytest.approx(sum(halves) / 2, abs=1e-12)
    assert domain_adversarial_loss(source, target, torch.ones(4).double(), torch.ones(3).double()).item() == pytest.approx(
        domain_adversarial_loss(source, target).item(), abs=1e-15
    )
