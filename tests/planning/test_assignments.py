"""Whose setting a name on the command line means."""

from __future__ import annotations

import pytest

from tests.strategies.samples import codes, spec
from tlgui.errors import UserError
from tlgui.planning import SHORT_NAMES, check_alone, read_assignments
from tlgui.settings import settings_of
from tlgui.specification.run_spec import RunSettings


def test_assignments_go_to_the_run_or_to_the_one_strategy_that_has_the_name() -> None:
    settings, own, problems = read_assignments({"epochs": "3", "hidden": "64", "weight": "0.5", "mmd.weight": "2"}, "dann")
    assert codes(problems) == ["setting_unknown_near"]
    assert (settings or RunSettings()).epochs == 3
    assert own == {"dann": {"hidden": 64, "weight": 0.5}}
    assert all(type(value) is not str for value in own["dann"].values())


def test_a_short_name_is_understood() -> None:
    settings, _, problems = read_assignments({"lr": "0.01"}, "dann")
    assert problems == []
    assert (settings or RunSettings()).learning_rate == 0.01
    names = {item.name for item in settings_of(RunSettings)}
    assert set(SHORT_NAMES.values()) <= names
    assert not set(SHORT_NAMES) & names


def test_a_name_that_several_strategies_have_must_be_written_whole() -> None:
    _, own, problems = read_assignments({"weight": "2"}, "dann+mmd")
    assert own == {}
    assert str(UserError.of(problems)) == "Several strategies have a setting weight: write one of dann.weight, mmd.weight."
    _, own, problems = read_assignments({"dann.weight": "2", "mmd.weight": "3"}, "dann+mmd")
    assert (own, problems) == ({"dann": {"weight": 2.0}, "mmd": {"weight": 3.0}}, [])
    _, own, problems = read_assignments({"weight": "much"}, "dann")
    assert (own, problems) == ({"dann": {"weight": "much"}}, [])  # said by check_alone, with the strategy's name
    assert codes(check_alone(spec(strategy_settings=own))) == ["setting_out_of_range"]


@pytest.mark.parametrize(
    "given", ["dann.nope", "nope.weight", ".weight", "weight.", "dann.", ".", "fine-tuning.start_from", "a.b.c"]
)
def test_a_name_that_belongs_to_nobody_here_is_refused(given: str) -> None:
    settings, own, problems = read_assignments({given: "1"}, "dann")
    assert codes(problems)[0].startswith("setting_unknown")
    assert (settings, own) == (RunSettings(), {})


def test_all_problems_of_all_assignments_come_together() -> None:
    _, own, problems = read_assignments({"epochs": "0", "seed": "x", "nope": "1", "weight": "2"}, "dann+mmd")
    assert sorted(codes(problems)) == ["setting_ambiguous", "setting_not_whole", "setting_not_whole", "setting_unknown"]
    assert own == {}


def test_with_an_unknown_strategy_the_run_settings_are_still_checked() -> None:
    _, _, problems = read_assignments({"epochs": "0"}, "dnan")
    assert codes(problems) == ["setting_not_whole"]
