"""What is suggested where nobody chose suits the data, and what it would be refused with is not suggested."""

from __future__ import annotations

import pytest

from tlgui.models import catalogue
from tlgui.planning.suggested import SMALL_BACKBONE, STRATEGY_FOR, backbone_for, strategy_for, with_backbone
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import STRATEGIES
from tlgui.strategies.base import DataFacts, DomainFacts

SOURCE = DomainFacts("photo", 40, ("cat", "dog"), (20, 20), "all", 40)
OTHER = DomainFacts("birds", 40, ("jay", "owl"), (20, 20), "all", 40)


def test_each_task_has_a_strategy_that_can_do_it() -> None:
    for task, key in STRATEGY_FOR.items():
        assert task in STRATEGIES[key].needs.tasks
    assert [strategy_for(tasks) for tasks in ([], ["classification"], ["classification", "regression"])] == ["mcc", "mcc", "mmd"]


def test_a_spec_that_says_nothing_has_what_is_suggested_for_classes() -> None:
    assert (RunSpec().strategy, RunSpec().backbone) == (strategy_for([]), backbone_for([]))


@pytest.mark.parametrize(
    ("short_sides", "expected"),
    [([], catalogue.DEFAULT), ([28, 64], SMALL_BACKBONE), ([28, 65], catalogue.DEFAULT)],
)
def test_small_pictures_have_the_small_network(short_sides: list[int], expected: str) -> None:
    assert backbone_for(short_sides) == expected


@pytest.mark.parametrize(
    ("strategy", "target", "settings", "expected"),
    [
        ("mcc", SOURCE, RunSettings(), SMALL_BACKBONE),
        ("fine-tuning", SOURCE, RunSettings(), SMALL_BACKBONE),
        ("fine-tuning", OTHER, RunSettings(), catalogue.DEFAULT),
        ("feature-extraction", SOURCE, RunSettings(), catalogue.DEFAULT),
        ("mcc", SOURCE, RunSettings(frozen="all"), catalogue.DEFAULT),
    ],
    ids=["adapts", "same classes", "other classes", "features", "frozen"],
)
def test_what_needs_a_pretrained_network_gets_one_for_small_pictures_too(
    strategy: str, target: DomainFacts, settings: RunSettings, expected: str
) -> None:
    spec = RunSpec(source="s", target="t", strategy=strategy, settings=settings)
    assert with_backbone(spec, DataFacts(SOURCE, target), [28, 28]).backbone == expected
