"""The sentence at a map fits the strategy that made it."""

from __future__ import annotations

import itertools

import pytest

from tlgui.strategies import STRATEGIES
from tlgui.texts import CATALOGUE, LANGUAGES
from tlgui.views.map_words import meaning, meaning_key, of_few

APART = {"trustworthiness": 0.97, "mixing": 0.05, "separation": 0.9}
MIXED = {**APART, "mixing": 0.45}


@pytest.mark.parametrize("key", [key for key, each in STRATEGIES.items() if not each.aligns_domains])
def test_14_domains_that_are_not_mixed_are_no_reproach_to_what_does_not_mix_them(key: str) -> None:
    assert meaning_key("after", APART, key) == meaning_key("after", MIXED, key) == "islands"
    assert meaning_key("after", {**APART, "separation": 0.4}, key) == "no_islands"


@pytest.mark.parametrize("key", [key for key, each in STRATEGIES.items() if each.aligns_domains])
def test_what_mixes_domains_is_judged_by_it(key: str) -> None:
    assert str(meaning_key("after", APART, key)).startswith("own_domain")
    assert meaning_key("after", MIXED, key) == "shared"
    assert meaning_key("after", {**MIXED, "separation": 0.4}, key) == "blurred"
    assert meaning_key("after", {**MIXED, "mixing": 0.34}, key) == "partly"
    assert meaning_key("after", {**MIXED, "mixing": 0.3, "separation": 0.4}, key) == "partly_blurred"


@pytest.mark.parametrize("mixing", [0.3, 0.34, 0.399])
@pytest.mark.parametrize("language", LANGUAGES)
def test_R9_domains_are_not_called_mixed_beside_a_number_that_says_that_they_are_not(mixing: float, language: str) -> None:
    for name, separation in itertools.product(("before", "125", "after"), (0.4, 0.9)):
        said = meaning(name, {**MIXED, "mixing": mixing, "separation": separation}, "cdan", language)
        assert ("in part" if language == "en" else "部分混合") in said


@pytest.mark.parametrize("key", ["dann", "cdan", "cdan+mcc"])
def test_14_a_discriminator_that_was_fooled_is_not_contradicted_by_the_map(key: str) -> None:
    """It tells 44 % apart, and the neighbors are mostly of one domain: both are true, and why is said."""
    said = meaning("after", APART, key, "en")
    assert "discriminator compares the domains as a whole" in said
    assert "apart" not in said


def test_before_adapting_no_strategy_is_judged() -> None:
    for key, found in itertools.product(STRATEGIES, (APART, MIXED)):
        assert meaning_key("before", found, key) in ("apart_before", "together_before")
    assert meaning_key("before", {**APART, "mixing": 0.34}, "dann") == "partly_before"


def test_a_map_that_bends_the_features_says_so_and_nothing_else() -> None:
    assert meaning_key("after", {**APART, "trustworthiness": 0.6}, "dann") == "bent"


def test_what_was_not_measured_means_nothing() -> None:
    for name in APART:
        assert meaning("after", {**APART, name: None}, "mcc", "en") == ""


def test_a_strategy_that_is_not_here_is_not_said_to_mix() -> None:
    assert meaning_key("after", APART, "teleport") == "islands"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_map_of_few_pictures_measures_nothing_and_says_why(language: str) -> None:
    few = of_few({**APART, "step": 125}, language)
    assert [few[name] for name in APART] == [None] * 3
    assert few["step"] == 125
    assert few["means"] == CATALOGUE["page.map.means.few"].say(language)


def test_every_meaning_has_its_words() -> None:
    said = {
        meaning_key(name, {**APART, "trustworthiness": trust, "mixing": mixing, "separation": separation}, key)
        for name, trust, mixing, separation, key in itertools.product(
            ("before", "125", "after"), (0.6, 0.97), (0.05, 0.35, 0.45), (0.4, 0.9), ("mcc", "mmd", "dann")
        )
    }
    written = {key.rpartition(".")[2] for key in CATALOGUE if key.startswith("page.map.means.")}
    assert said == written - {"few"}
    for key, language in itertools.product(written, LANGUAGES):
        assert CATALOGUE[f"page.map.means.{key}"].say(language)
