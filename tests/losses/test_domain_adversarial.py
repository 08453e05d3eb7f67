"""The discriminator's loss, its accuracy and its schedule."""

from __future__ import annotations

import math

import pytest
import torch

from tlgui.losses.domain_adversarial import domain_accuracy, domain_adversarial_loss, warm_up


@pytest.mark.parametrize(("n", "m"), [(1, 1), (4, 4), (3, 9)])
def test_loss_matches_naive_reference_in_value_and_gradient(n: int, m: int) -> None:
    generator = torch.Generator().manual_seed(n + m)
    source = torch.randn(n, generator=generator, dtype=torch.float64).requires_grad_()
    target = torch.randn(m, generator=generator, dtype=torch.float64).requires_grad_()

    def naive() -> torch.Tensor:
        says_source = [1 / (1 + torch.exp(-logit)) for logit in source]
        says_target = [1 - 1 / (1 + torch.exp(-logit)) for logit in target]
        return (-sum(torch.log(p) for p in says_source) / n - sum(torch.log(p) for p in says_target) / m) / 2

    ours = torch.autograd.grad(domain_adversarial_loss(source, target), (source, target))
    theirs = torch.autograd.grad(naive(), (source, target))
    assert domain_adversarial_loss(source, target).item() == pytest.approx(naive().item(), abs=1e-12)
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other)


def test_loss_is_ln_2_when_the_domains_cannot_be_told_apart() -> None:
    assert domain_adversarial_loss(torch.zeros(5), torch.zeros(3)).item() == pytest.approx(math.log(2))


def test_loss_does_not_change_when_one_domain_has_more_pictures() -> None:
    source, target = torch.tensor([0.3, -0.2]), torch.tensor([0.1])
    assert domain_adversarial_loss(source, target).item() == pytest.approx(
        domain_adversarial_loss(source, target.repeat(7)).item()
    )


def test_accuracy_counts_each_domain_half() -> None:
    assert domain_accuracy(torch.ones(10), torch.ones(2)) == 0.5
    assert domain_accuracy(torch.ones(10), -torch.ones(2)) == 1.0


def test_warm_up_goes_from_nothing_to_almost_one_over_all_planned_steps() -> None:
    assert warm_up(0.0) == 0.0
    assert warm_up(0.1) == pytest.approx(0.4621, abs=1e-4)  # 2 / (1 + e^-1) - 1
    assert warm_up(1.0) == pytest.approx(0.99991, abs=1e-5)
