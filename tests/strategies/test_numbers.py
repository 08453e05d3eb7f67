"""The numbers that a strategy declares are those that its training gives, and one key means one thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.training.toy_runs import run
from tlgui.strategies import STRATEGIES
from tlgui.strategies.numbers import Part
from tlgui.strategies.registry import by_key
from tlgui.strategies.shared_numbers import DOMAIN_ACCURACY
from tlgui.texts import Text

ALL_OF_THEM = {"fine-tuning": {"fine-tuning": {"l2_sp": True}}}
"""Settings with which a strategy gives every number that it declares."""


@pytest.mark.parametrize("key", STRATEGIES)
def test_a_strategy_declares_the_losses_and_health_numbers_that_its_training_gives(key: str) -> None:
    strategy = STRATEGIES[key]
    recorder, _, _ = run(key, epochs=1, labelled=strategy.needs.target_labels, strategy_settings=ALL_OF_THEM.get(key))
    for declared, given in ((strategy.parts, "parts"), (strategy.health, "health")):
        assert {each.key for each in declared} == {name for event in recorder.of("step") for name in event[given]}


def test_two_strategies_may_share_a_number_but_not_mean_different_ones_by_its_key() -> None:
    other = replace(DOMAIN_ACCURACY, reads_as=Text("another", "另一个"))
    assert by_key([DOMAIN_ACCURACY, DOMAIN_ACCURACY]) == {"domain_accuracy": DOMAIN_ACCURACY}
    with pytest.raises(ValueError, match="two strategies mean different numbers by domain_accuracy"):
        by_key([DOMAIN_ACCURACY, other])
    with pytest.raises(ValueError, match="source"):
        by_key([Part("source", Text("a", "a")), Part("source", Text("b", "b"))])


def test_a_number_is_said_with_its_unit() -> None:
    said = [
        replace(DOMAIN_ACCURACY, unit=unit).said(value) for unit, value in (("share", 0.914), ("times", 12.34), ("plain", 0.0031))
    ]
    assert said == ["91 %", "12.3 ×", "0.0031"]


@pytest.mark.parametrize(
    "number", [each for strategy in STRATEGIES.values() for each in strategy.health], ids=lambda each: each.key
)
def test_a_band_lies_within_what_the_number_can_be(number) -> None:
    if number.band is not None:
        low, high = number.band
        assert low < high
        assert number.unit != "share" or 0 <= low < high <= 1
    assert number.alarm is None or (number.unit == "share" and 0 < number.alarm.below < 1)
