"""A strategy's page, made of its declaration."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from tlgui.settings import settings_of
from tlgui.strategies import STRATEGIES
from tlgui.texts import say
from tlgui.views.equations import mathml


@pytest.mark.parametrize("key", STRATEGIES)
def test_each_strategy_has_a_page_in_both_languages_with_all_its_settings(client: TestClient, key: str) -> None:
    strategy = STRATEGIES[key]
    for language in ("en", "zh"):
        page = client.get(f"/api/strategies/{key}", headers={"accept-language": language}).json()
        words = strategy.texts.words(language)
        assert (page["name"], page["idea"]) == (words.name, words.idea)
        assert {words.helps, words.fails, words.watch} <= {row["text"] for row in page["rows"]}
        assert [each["option"] for each in page["settings"]] == [f"{key}.{item.name}" for item in settings_of(strategy.Settings)]
        assert all(each["default"] for each in page["settings"])


@pytest.mark.parametrize("key", STRATEGIES)
def test_what_the_letters_of_an_equation_mean_is_said(client: TestClient, key: str) -> None:
    """The Greek ones: most others are in the legend of all."""
    equation = STRATEGIES[key].equation
    found = "".join("".join(ElementTree.fromstring(line).itertext()) for line in mathml(equation))
    greek = set(re.findall("[α-ωΔ]", found.replace("ϕ", "φ").replace("ϵ", "ε")))
    assert greek or "\\lambda" not in equation
    explains_itself = r":\ \text{" in equation
    for language in ("en", "zh"):
        symbols = client.get(f"/api/strategies/{key}", headers={"accept-language": language}).json()["symbols"]
        assert symbols.startswith(say("learn.strategy.symbols", language))
        assert explains_itself or greek <= set(symbols), greek - set(symbols)


@pytest.mark.parametrize("key", STRATEGIES)
def test_each_equation_becomes_mathml_without_a_command_that_was_not_understood(key: str) -> None:
    for line in mathml(STRATEGIES[key].equation):
        text = "".join(ElementTree.fromstring(line).itertext())
        assert text.strip()
        assert not set(text) & set("\\_{}"), text
        assert "limits" not in text


def test_limits_stand_below_and_a_new_line_begins_at_a_wide_space() -> None:
    first, second = mathml(r"\min_{f} \big\|f\big\|,\qquad f = 1")
    assert "<munder><mo>min</mo>" in first
    assert first.count("‖") == 2
    assert "<mn>1</mn>" in second


def test_a_strategy_that_does_not_exist_is_refused(client: TestClient) -> None:
    answer = client.get("/api/strategies/nonsense")
    assert answer.status_code == 404
    assert "nonsense" in answer.json()["problems"][0]["message"]
