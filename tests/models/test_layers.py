"""Gradient reversal and normalisation with statistics for each domain."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from tlgui.models.layers.domain_norm import (
    DomainNorm,
    measured,
    mix_statistics,
    replace_batch_norm,
    set_domain,
    statistics_of,
)
from tlgui.models.layers.gradient_reversal import reverse_gradient


def test_gradient_reversal_passes_forward_and_turns_the_gradient() -> None:
    features = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
    reversed_features = reverse_gradient(features, 0.7)
    assert torch.equal(reversed_features, features)
    (reversed_features * 2).sum().backward()
    assert features.grad is not None
    torch.testing.assert_close(features.grad, torch.full_like(features, -1.4))


@pytest.mark.parametrize("shape", [(16, 5), (16, 5, 3, 4)])
def test_domain_norm_in_training_is_batch_norm(shape: tuple[int, ...]) -> None:
    inputs = torch.randn(shape) * 3 + 2
    reference = (nn.BatchNorm1d if len(shape) == 2 else nn.BatchNorm2d)(5).train()
    ours = DomainNorm(5, per_domain=True, affine=True).train()
    torch.testing.assert_close(ours(inputs), reference(inputs))


def test_domain_norm_uses_each_domains_own_stored_statistics_at_evaluation() -> None:
    layer = DomainNorm(2, per_domain=True)
    source, target = torch.randn(500, 2) + 5, torch.randn(500, 2) * 4 - 3
    for domain, inputs in (("source", source), ("target", target)):
        with measured(layer, domain):
            layer(inputs)
    layer.eval()
    for domain, inputs in (("source", source), ("target", target)):
        set_domain(layer, domain)
        outputs = layer(inputs)
        torch.testing.assert_close(outputs.mean(0), torch.zeros(2), atol=1e-4, rtol=0)
        torch.testing.assert_close(outputs.std(0, correction=0), torch.ones(2), atol=1e-3, rtol=0)


def test_shared_domain_norm_gives_both_domains_the_same_numbers() -> None:
    layer = DomainNorm(2, per_domain=False)
    with measured(layer, "source"):
        layer(torch.randn(100, 2) + 5)
    layer.eval()
    inputs = torch.randn(10, 2)
    set_domain(layer, "source")
    as_source = layer(inputs)
    set_domain(layer, "target")
    torch.testing.assert_close(layer(inputs), as_source)


def test_a_picture_is_predicted_the_same_whatever_comes_with_it() -> None:
    layer = DomainNorm(3, per_domain=True)
    with measured(layer, "target"):
        layer(torch.randn(64, 3))
    layer.eval()
    set_domain(layer, "target")
    inputs = torch.randn(8, 3)
    torch.testing.assert_close(layer(inputs)[:1], layer(inputs[:1]))


@pytest.mark.parametrize("shape", [(101, 4, 3, 3), (101, 4)])
def test_measuring_in_batches_is_exact_also_where_the_last_has_one_picture(shape: tuple[int, ...]) -> None:
    inputs = torch.randn(shape) * 2 + 30
    if len(shape) == 4:
        inputs = inputs.contiguous(memory_format=torch.channels_last)
    layer = DomainNorm(4, per_domain=True)
    with measured(layer, "target"):
        for part in inputs.split(10):
            layer(part)
    of_all = inputs.transpose(0, 1).flatten(1).double()
    torch.testing.assert_close(layer.mean[1], of_all.mean(1).float())
    torch.testing.assert_close(layer.variance[1], of_all.var(1, correction=0).float(), rtol=1e-5, atol=0)
    torch.testing.assert_close(layer.mean[0], torch.zeros(4))


def test_a_fixed_domain_norm_never_uses_a_batchs_statistics() -> None:
    layer = DomainNorm(2, per_domain=True, fixed=True).train()
    inputs = torch.randn(4, 2) + 9
    torch.testing.assert_close(layer(inputs), inputs, rtol=1e-4, atol=1e-4)  # stored: mean 0, variance 1


def test_replacing_batch_norm_keeps_a_pretrained_networks_outputs() -> None:
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Sequential(nn.BatchNorm2d(4))).eval()
    with torch.no_grad():
        for layer in network.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.running_mean.normal_()
                layer.running_var.uniform_(0.5, 2)
                layer.weight.normal_()
                layer.bias.normal_()
    inputs = torch.randn(2, 3, 8, 8)
    before = network(inputs)
    replace_batch_norm(network, per_domain=True)
    network.eval()
    assert not any(isinstance(layer, nn.BatchNorm2d) for layer in network.modules())
    for domain in ("source", "target"):
        set_domain(network, domain)
        torch.testing.assert_close(network(inputs), before)


def test_measuring_stops_when_the_pass_fails_and_keeps_the_old_statistics() -> None:
    layer = DomainNorm(2, per_domain=True)

    def fail() -> None:
        with measured(layer, "source"):
            layer(torch.randn(5, 2) + 3)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    torch.testing.assert_close(layer.mean, torch.zeros(2, 2))
    layer.eval()
    torch.testing.assert_close(layer(torch.ones(1, 2)), torch.ones(1, 2), rtol=1e-4, atol=1e-4)


def test_mixed_statistics_lie_between_the_domains_and_a_share_of_nothing_changes_nothing() -> None:
    layer = DomainNorm(2, per_domain=True)
    layer.mean.copy_(torch.tensor([[0.0, 0.0], [4.0, 8.0]]))
    layer.variance.copy_(torch.tensor([[1.0, 1.0], [3.0, 5.0]]))
    mix_statistics(layer, 0.0)
    assert layer.mean[1].tolist() == [4.0, 8.0]
    mix_statistics(layer, 0.25)
    assert layer.mean.tolist() == [[0.0, 0.0], [3.0, 6.0]]
    assert layer.variance.tolist() == [[1.0, 1.0], [2.5, 4.0]]


def test_pictures_count_with_their_weights_in_what_is_measured() -> None:
    random = np.random.default_rng(0)
    inputs, weights = random.normal(size=(103, 5)) * 2 + 1, random.uniform(0, 3, size=103)
    mean = np.average(inputs, axis=0, weights=weights)
    variance = np.average((inputs - mean) ** 2, axis=0, weights=weights)
    layer = DomainNorm(5, per_domain=True)
    with measured(layer, "source") as weigh:
        for rows in np.array_split(np.arange(103), 7):
            weigh(torch.from_numpy(weights[rows]))
            layer(torch.from_numpy(inputs[rows]).float())
    np.testing.assert_allclose(layer.mean[0].numpy(), mean, rtol=1e-5)
    np.testing.assert_allclose(layer.variance[0].numpy(), variance, rtol=1e-5)
    maps = torch.from_numpy(random.normal(size=(2, 3, 4, 4)).astype(np.float32))
    layer = DomainNorm(3, per_domain=True)
    with measured(layer, "source") as weigh:
        weigh(torch.tensor([0.5, 1.5]))
        layer(maps)
    each = maps.mean((2, 3))
    torch.testing.assert_close(layer.mean[0], 0.25 * each[0] + 0.75 * each[1])


def test_a_batch_can_be_normalised_by_the_statistics_of_some_of_its_rows() -> None:
    layer = DomainNorm(4, per_domain=True, affine=True).double().train()
    plain = nn.BatchNorm1d(4).double().train()
    inputs = (torch.randn(12, 4, dtype=torch.float64) * 2 + 1).requires_grad_()
    with statistics_of(layer, slice(5, None)):
        made = layer(inputs)
    torch.testing.assert_close(made[5:], plain(inputs[5:]))
    mean, variance = inputs[5:].mean(0), inputs[5:].var(0, correction=0)
    expected = (inputs - mean) / (variance + 1e-5).sqrt()
    torch.testing.assert_close(made, expected)
    weights = torch.randn(12, 4, dtype=torch.float64)
    ours, theirs = (torch.autograd.grad((weights * each).sum(), inputs, retain_graph=True)[0] for each in (made, expected))
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(layer(inputs), plain(inputs))  # outside, all rows count again
