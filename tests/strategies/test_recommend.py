"""The recommender: type of transfer, what is possible, what first, and why, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tlgui.runs.spec import RunSpec
from tlgui.strategies import STRATEGIES
from tlgui.strategies.base import DataFacts, DomainFacts
from tlgui.strategies.recommend import TYPES, Measured, recommend

PHOTO = DomainFacts("photo", 300, ("cat", "dog", "owl"), (100, 100, 100), "all")
SKETCH = DomainFacts("sketch", 200, (), (), "none")
FEW = DomainFacts("sketch", 200, ("cat", "dog", "owl"), (5, 6, 7), "all")
MANY = DomainFacts("sketch", 900, ("cat", "dog", "owl"), (300, 300, 300), "all")
OTHER = DomainFacts("birds", 90, ("hen", "tit"), (45, 45), "all")
APART, ALIKE = Measured(domain_auc=0.97), Measured(domain_auc=0.52)


@pytest.mark.parametrize(
    ("source", "target", "measured", "transfer", "strategy"),
    [
        (PHOTO, SKETCH, APART, "inter_domain", "mcc"),
        (PHOTO, SKETCH, None, "inter_domain", "mcc"),
        (PHOTO, SKETCH, ALIKE, "none", "source-only"),
        (PHOTO, SKETCH, Measured(0.97, 0.5), "inter_domain", "mcc"),
        (PHOTO, FEW, APART, "inter_domain", "tradaboost"),
        (PHOTO, MANY, APART, "inter_domain", "fine-tuning"),
        (PHOTO, OTHER, APART, "intra_task", "feature-extraction"),
        (PHOTO, OTHER, ALIKE, "intra_domain", "feature-extraction"),
        (None, OTHER, None, "intra_domain", "feature-extraction"),
        (PHOTO, None, None, "inter_domain", "source-only"),
        (None, SKETCH, None, "intra_domain", None),
    ],
)
def test_it_names_the_type_and_a_strategy(
    source: DomainFacts | None, target: DomainFacts | None, measured: Measured | None, transfer: str, strategy: str | None
) -> None:
    found = recommend(RunSpec(), DataFacts(source, target), measured)
    assert (found.transfer, found.strategy) == (transfer, strategy)
    assert found.strategy is None or found.strategy in found.possible
    assert found.reasons
    for reason in found.reasons:
        assert reason.en
        assert any("\u4e00" <= letter <= "\u9fff" for letter in reason.zh)
    assert TYPES[found.transfer].zh


def test_what_is_possible_is_what_the_check_lets_through() -> None:
    found = recommend(RunSpec(), DataFacts(PHOTO, SKETCH))
    assert "fine-tuning" not in found.possible  # no target labels
    assert "tent" not in found.possible  # all layers frozen by default
    assert {"mcc", "cdan", "shot", ["dann", "rkd"][1]} <= set(found.possible) <= set(STRATEGIES)


def test_the_measured_numbers_stand_in_the_reasons() -> None:
    found = recommend(RunSpec(), DataFacts(PHOTO, SKETCH), Measured(0.97, 0.5))
    assert any("0.97" in reason.en for reason in found.reasons)
    assert any("50 %" in reason.en for reason in found.reasons)
    differing = recommend(RunSpec(), DataFacts(PHOTO, replace(OTHER, classes=("cat", "hen"))), APART)
    assert any("1 in both, 3 in the source, 2 in the target" in reason.en for reason in differing.reasons)
