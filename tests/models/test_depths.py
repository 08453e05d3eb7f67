"""Two depths of a frozen backbone: which they are, and that the features are what the stages themselves give."""

from __future__ import annotations

from collections import OrderedDict

import pytest
import timm
import torch
from torch import Tensor, nn
from torchvision import models

from tlgui.home import Home
from tlgui.models import backbones, catalogue
from tlgui.models.depths import Prefix, mean_over_places, second_depth, widths_of


def test_two_depths_are_the_top_and_the_mean_over_places_of_the_second(home: Home) -> None:
    backbone = backbones.open_backbone(home, "efficientnet-lite0")
    assert (backbone.second_depth, backbone.width) == ("blocks.5", 1280)
    prefix = backbone.prefix(len(backbone.stages)).eval()
    seen: list[Tensor] = []
    prefix[backbone.stages.index("blocks.5")].register_forward_hook(lambda layer, given, made: seen.append(made))
    pictures = torch.randn(2, 3, 96, 96)
    with torch.no_grad():
        features = prefix(pictures)
        top = backbone.split(len(backbone.stages))[0].eval()(pictures)
    assert seen[0].shape == (2, 192, 3, 3)
    assert features.shape == (2, 1280 + 192)
    torch.testing.assert_close(features[:, :1280], top)
    torch.testing.assert_close(features[:, 1280:], seen[0].mean((2, 3)))


def test_a_backbone_that_is_frozen_in_part_is_read_where_it_is_cut(home: Home) -> None:
    backbone = backbones.open_backbone(home, "efficientnet-lite0")
    pictures = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(backbone.prefix(4).eval()(pictures), backbone.split(4)[0].eval()(pictures))


@pytest.mark.parametrize("card", [card for card in catalogue.CARDS if card.comes_along], ids=lambda card: card.key)
def test_a_card_says_which_second_depth_the_rule_finds(home: Home, card: catalogue.BackboneCard) -> None:
    assert backbones.open_backbone(home, card.key).second_depth == card.second_depth


def test_the_rule_finds_a_second_depth_in_networks_of_other_kinds() -> None:
    resnet = backbones._resnet_stages(timm.create_model("resnet18"))
    mobile = backbones._torchvision_stages(models.mobilenet_v3_small(weights=None))
    for stages, key in ((resnet, "timm:resnet18.a1_in1k"), (mobile, "torchvision:mobilenet_v3_small")):
        card = catalogue.card_of(key)
        assert card is not None
        assert second_depth(stages, widths_of(stages, 96)) == card.second_depth


def test_a_network_in_one_stage_has_no_second_depth() -> None:
    stages = {"all": nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())}
    assert second_depth(stages, widths_of(stages, 32)) is None
    flat = {"first": nn.Conv2d(3, 8, 3), "last": nn.Sequential(nn.Conv2d(8, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())}
    assert second_depth(flat, widths_of(flat, 32)) is None  # as wide as the last: nothing that is summed up there


def test_a_prefix_has_the_names_of_its_stages_in_order() -> None:
    stages = [nn.Linear(4, 3), nn.Linear(3, 2)]
    with_depth, without = Prefix(stages, 0), nn.Sequential(OrderedDict((str(place), each) for place, each in enumerate(stages)))
    assert with_depth.state_dict().keys() == without.state_dict().keys()
    tokens = torch.randn(5, 7, 4)
    torch.testing.assert_close(mean_over_places(tokens), tokens.mean(1))
