"""A distilled network on domains whose correct answer is known, and who may train one."""

from __future__ import annotations

from tests.strategies.samples import LABELLED, PHOTO, codes, spec
from tests.training.toy_runs import run, target_accuracy
from tlgui.planning import check
from tlgui.specification.run_spec import Teacher
from tlgui.strategies import OFFERED
from tlgui.strategies.base import DataFacts
from tlgui.strategies.distilled import Distilled

TEACHERS = (Teacher(strategy="mcc", matched=False, run="0" * 32, weight=1.0),)


def test_a_distilled_network_says_what_it_was_taught_where_the_source_says_something_else() -> None:
    recorder, _, labels = run("distilled", turn=0.7, epochs=30)
    baseline, _, _ = run("source-only", turn=0.7, epochs=30)
    agreement = [event["health"]["teachers_agreement"] for event in recorder.of("step")]
    assert agreement[-1] > agreement[0]
    assert target_accuracy(recorder, labels) > target_accuracy(baseline, labels) + 0.05


def test_nobody_starts_one_without_teachers_and_no_list_offers_it() -> None:
    facts = DataFacts(PHOTO, LABELLED)
    assert codes(check(spec("distilled", backbone="small-cnn"), facts)) == ["distilled_without_teachers"]
    assert codes(check(spec("distilled", backbone="small-cnn", distilled_from=TEACHERS), facts)) == []
    assert Distilled.key not in OFFERED


def test_it_is_taught_by_a_search_unless_another_run_is_named() -> None:
    assert Distilled.taught_as(spec("distilled")) is None
    assert Distilled.taught_as(spec("distilled", strategy_settings={"distilled": {"teachers": "ab12"}})) == "ab12"
    assert Distilled.taught_as(spec("mcc")) is None
