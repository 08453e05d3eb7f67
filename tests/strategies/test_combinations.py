"""How strategies combine: what is written, what joins and follows, what comes of it."""

from __future__ import annotations

from itertools import product

import pytest

from tests.strategies.samples import LABELLED, PHOTO, SKETCH, codes, spec
from tests.training.toy import small_network
from tlgui.errors import UserError
from tlgui.planning import check, check_alone
from tlgui.planning.checks import nearest
from tlgui.strategies import OFFERED, STRATEGIES, Combination, plan, settled
from tlgui.strategies.base import DataFacts, DomainFacts


@pytest.mark.parametrize(
    ("text", "phases"),
    [
        ("dann", (("dann",),)),
        ("dann+mmd", (("dann", "mmd"),)),
        ("source-only,fine-tuning", (("source-only",), ("fine-tuning",))),
        (" dann + mmd , fine-tuning ", (("dann", "mmd"), ("fine-tuning",))),
        ("", (("",),)),
        ("dann,", (("dann",), ("",))),
    ],
)
def test_a_combination_is_read_and_written(text: str, phases: tuple) -> None:
    assert Combination.parse(text).phases == phases
    assert str(Combination.parse(text)) == text.replace(" ", "")


def test_each_strategy_counts_once_in_the_order_of_its_first_use() -> None:
    assert Combination.parse("mmd+dann,mmd,fine-tuning").keys == ["mmd", "dann", "fine-tuning"]


def test_the_dict_names_each_strategy_by_its_key() -> None:
    assert all(strategy.key == key for key, strategy in STRATEGIES.items())
    assert all(not set(key) & set("+,@. ") for key in STRATEGIES)


@pytest.mark.parametrize("key", OFFERED)
def test_each_strategy_can_be_used_alone(key: str) -> None:
    assert codes(check_alone(spec(key))) == []
    backbone = "efficientnet-lite0" if STRATEGIES[key].on_backbone else "small-cnn"
    assert codes(check(spec(key, backbone=backbone), DataFacts(PHOTO, LABELLED))) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        *((each, "strategy_unknown") for each in ("dnan", "DANN", "dann;mmd", "\x1b[31m")),
        *((each, "strategy_missing") for each in ("", "dann+", "dann,,mmd", " ")),
    ],
)
def test_D7_an_unknown_strategy_is_refused_and_nothing_breaks(given: str, code: str) -> None:
    assert codes(check_alone(spec(given))) == [code]
    assert code in codes(check(spec(given), DataFacts(None, None)))


def test_D7_the_nearest_strategy_is_named() -> None:
    [problem] = check_alone(spec("dnan"))
    assert str(UserError.of([problem])) == "There is no strategy dnan: did you mean dann?"
    assert nearest("something else").count(",") == 2


def test_each_pair_joins_or_is_refused_with_its_reason() -> None:
    for pair in product(STRATEGIES, STRATEGIES):
        alone = [f"does_not_join_{key}" for key in pair if STRATEGIES[key].does_not_join]
        assert codes(check_alone(spec("+".join(pair)))) == ["strategy_twice"] * (pair[0] == pair[1]) + alone, pair


def test_each_pair_follows_or_is_refused_with_its_reason() -> None:
    for before, after in product(STRATEGIES, STRATEGIES):
        expected = [f"nothing_follows_{before}"] if STRATEGIES[before].nothing_follows else []
        expected += [f"does_not_follow_{after}"] if STRATEGIES[after].does_not_follow else []
        assert codes(check_alone(spec(f"{before},{after}"))) == expected, (before, after)


@pytest.mark.parametrize("sign", ["+", ","])
def test_each_pair_that_the_check_lets_through_can_be_planned(sign: str) -> None:
    network = small_network("shared")
    for pair in product(STRATEGIES, STRATEGIES):
        asked = spec(sign.join(pair))
        if not check_alone(asked):
            phases = plan(asked, network)
            assert {key for phase in phases for key in phase.strategy.split("+")} == set(pair), pair
            assert sum(phase.place == "main" for phase in phases) == (1 if sign == "+" else 2), pair


@pytest.mark.parametrize("strategy", ["rkd", "dann+rkd", "mcc,rkd+dann"])
def test_a_student_begins_anew_also_where_others_learn_with_it(strategy: str) -> None:
    """Else it begins as its own teacher, and has nothing to learn of it."""
    *before, main = plan(spec(strategy), small_network("shared"))
    assert (main.fresh, [phase.fresh for phase in before]) == (True, [False])


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("cdan+mcc", []),
        ("mcc,shot", []),
        ("dann+rkd", []),
        ("contrastive,fine-tuning", []),
        ("cdan+mcc+pseudo-label,shot", []),
        ("mcc+shot", ["does_not_join_shot"]),
        ("tent+dann", ["does_not_join_tent"]),
        ("adabn+dann", ["does_not_join_adabn"]),
        ("mcc+source-only", ["does_not_join_source-only"]),
        ("mcc,source-only", ["does_not_follow_source-only"]),
        ("feature-extraction,mcc", ["nothing_follows_feature-extraction"]),
    ],
)
def test_a_pair_that_makes_no_sense_is_refused_with_its_reason(strategy: str, expected: list[str]) -> None:
    assert codes(check_alone(spec(strategy))) == expected


@pytest.mark.parametrize(
    ("strategy", "second_phase", "target", "sealed", "expected"),
    [
        ("contrastive", "source", LABELLED, False, "contrastive"),
        ("contrastive", "target", LABELLED, False, "contrastive,fine-tuning"),
        ("contrastive", "target", LABELLED, True, "contrastive"),
        ("contrastive", "target", SKETCH, False, "contrastive"),
        ("contrastive", None, LABELLED, False, "contrastive,fine-tuning"),
        ("contrastive", None, LABELLED, True, "contrastive"),
        ("contrastive", None, SKETCH, False, "contrastive"),
        ("contrastive,fine-tuning", "source", LABELLED, False, "contrastive,fine-tuning"),
        ("contrastive,fine-tuning", "source", SKETCH, False, "contrastive"),
        ("mmd,fine-tuning", "source", SKETCH, False, "mmd,fine-tuning"),
    ],
)
def test_the_second_phase_of_contrastive_learning_takes_the_targets_labels_if_there_are_any(
    strategy: str, second_phase: str | None, target: DomainFacts, sealed: bool, expected: str
) -> None:
    chosen = {
        "contrastive": {"temperature": 0.3} if second_phase is None else {"second_phase": second_phase},
        "fine-tuning": {"stage_factor": 2.0},
    }
    facts = DataFacts(PHOTO, target)
    found = settled(spec(strategy, strategy_settings=chosen, sealed=sealed, backbone="small-cnn"), facts)
    assert found.strategy == expected
    assert settled(found, facts) == found
    if expected == "contrastive":
        assert set(found.strategy_settings) == {"contrastive"}
        assert codes(check(found, facts)) == []
    if strategy == "mmd,fine-tuning":
        assert codes(check(found, facts)) == ["needs_target_labels"]
