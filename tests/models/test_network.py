"""What stands where in the network that is trained."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from tests.training.toy import CLASSES, WIDTH
from tlgui.models.layers.domain_norm import DomainNorm, measured
from tlgui.models.network import EPSILON, EPSILON_OF_FROZEN, Network
from tlgui.models.tasks import Classification


def network(rest: nn.Sequential | None = None, **more: object) -> Network:
    torch.manual_seed(0)
    given = {"normalisation": "per_domain", "bottleneck": 16, **more}
    return Network(rest or nn.Sequential(), torch.zeros(1, WIDTH), Classification(CLASSES), **given)  # type: ignore[arg-type]


def test_the_bottlenecks_own_normalisation_stands_before_its_relu_and_dropout_after() -> None:
    def kinds(made: Network) -> list[str]:
        return [type(layer).__name__ for layer in made.bottleneck]  # type: ignore[union-attr]

    assert kinds(network()) == ["Linear", "ReLU"]
    assert kinds(network(bottleneck_norm=True, dropout=0.5)) == ["Linear", "DomainNorm", "ReLU", "Dropout"]
    norm = network(bottleneck_norm=True).bottleneck[1]  # type: ignore[index]
    assert isinstance(norm, DomainNorm)
    assert (norm.per_domain, norm.fixed, norm.scale is not None, norm.eps) == (True, False, True, 1e-5)


def test_head_and_objectives_see_the_same_dropped_out_features() -> None:
    made = network(dropout=0.5).train()
    features, outputs = made(torch.randn(64, WIDTH))
    torch.testing.assert_close(outputs, made.head(features))
    plain = made.eval()(torch.randn(64, WIDTH)).features
    assert (features == 0).float().mean() > (plain == 0).float().mean() + 0.15


def test_features_that_hardly_vary_in_one_domain_are_not_blown_up_where_they_are_frozen() -> None:
    assert (EPSILON_OF_FROZEN, EPSILON) == (1e-2, 1e-5)
    assert network().normalise.eps == EPSILON_OF_FROZEN
    assert network(nn.Sequential(nn.Linear(WIDTH, WIDTH))).normalise.eps == EPSILON
    assert network(epsilon=0.3).normalise.eps == 0.3
    made, inputs = network().eval(), 1e-3 * torch.randn(200, WIDTH)
    with measured(made, "target", [made.normalise]):
        made.normalised(inputs)
    assert made.normalised(inputs).std() == pytest.approx(0.01, rel=0.1)


def test_a_network_that_begins_anew_has_its_scale_and_shift_as_at_first() -> None:
    made = network(bottleneck_norm=True)
    norm = made.bottleneck[1]  # type: ignore[index]
    nn.init.constant_(norm.scale, 3.0)
    nn.init.constant_(norm.shift, 3.0)
    made.begin_anew()
    assert norm.scale.tolist() == [1.0] * 16
    assert norm.shift.tolist() == [0.0] * 16


def test_pictures_that_go_through_the_backbone_a_few_at_once_give_the_same_bits() -> None:
    from tlgui.models.backbones import build

    torch.manual_seed(0)
    pictures = torch.randn(150, 3, 32, 32)
    stages = nn.Sequential(*build("small-cnn").stages.values())
    made = Network(stages, pictures[:1], Classification(CLASSES), normalisation="per_domain", bottleneck=16).eval()
    with torch.inference_mode(), measured(made, "target"):
        made(pictures)
    with torch.inference_mode():
        whole, parts = made(pictures), made(pictures, 64)
    assert torch.equal(whole.features, parts.features)
    assert torch.equal(whole.outputs, parts.outputs)
    assert not torch.equal(whole.outputs[:1], whole.outputs[1:2])
