"""Backbones before any of them is loaded: each is explained, and a name or a file that cannot be is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.strategies.samples import codes
from tlgui.errors import UserError
from tlgui.models import catalogue


@pytest.mark.parametrize("card", catalogue.CARDS, ids=lambda card: card.key)
def test_each_backbone_is_known_and_explained(card: catalogue.BackboneCard) -> None:
    assert catalogue.check(card.key) == []
    assert catalogue.card_of(card.key) is card
    assert catalogue.card_of(f"{card.key}@w.safetensors") is card
    assert card.about.en
    assert card.about.zh
    assert card.stages


def test_the_default_backbone_is_on_this_machine() -> None:
    card = catalogue.card_of(catalogue.DEFAULT)
    assert card is not None
    assert card.comes_along


@pytest.mark.parametrize(("given", "near"), [("smal-cnn", "small-cnn"), ("banana", catalogue.DEFAULT), ("", catalogue.DEFAULT)])
def test_D7_an_unknown_backbone_is_told_with_one_that_exists(given: str, near: str) -> None:
    [problem] = catalogue.check(given)
    assert str(UserError.of([problem])) == f"There is no backbone {given}: did you mean {near}?"


def test_F1_only_safetensors_that_exist_are_taken(tmp_path: Path) -> None:
    for name in ("w.pt", "w.pth", "w.pkl", "w", "w.safetensors.pt", "w.safetensors"):
        (tmp_path / name).write_bytes(b"")
    assert [
        codes(catalogue.check(f"small-cnn@{tmp_path / name}")) for name in ("w.pt", "w.pth", "w.pkl", "w", "w.safetensors.pt")
    ] == [["weights_not_safetensors"]] * 5
    assert catalogue.check(f"small-cnn@{tmp_path / 'w.safetensors'}") == []
    assert codes(catalogue.check(f"small-cnn@{tmp_path / 'v.safetensors'}")) == ["weights_file_missing"]
    assert codes(catalogue.check(f"nope@{tmp_path / 'w.pt'}")) == ["backbone_unknown", "weights_not_safetensors"]
