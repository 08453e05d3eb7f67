"""What a strategy says of itself."""

from __future__ import annotations

import json
import re
from itertools import combinations

import pytest

from tlgui.durable import to_json
from tlgui.settings import settings_of
from tlgui.strategies import OFFERED, STRATEGIES, described
from tlgui.texts import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", STRATEGIES)
def test_each_strategys_page_is_complete(key: str, language: str) -> None:
    strategy = STRATEGIES[key]
    words = strategy.texts.words(language)
    assert all(text.strip() for text in words)
    assert len(set(words)) == len(words)
    if language == "zh":
        assert all(any("\u4e00" <= character <= "\u9fff" for character in text) for text in words)
        assert words != strategy.texts.words("en")
    assert strategy.equation
    assert strategy.paper or key == "source-only"


@pytest.mark.parametrize("key", STRATEGIES)
def test_nothing_is_said_twice(key: str) -> None:
    """Docstring, paper and words of a strategy stand in one file: seven words in a row that two of them share are a copy that will drift."""
    strategy = STRATEGIES[key]
    said = {"docstring": strategy.__doc__ or "", "paper": strategy.paper, **strategy.texts.en._asdict()}
    said |= {f"{each.key} reads as": each.reads_as.en for each in strategy.health}
    said |= {item.name: item.help.en for item in settings_of(strategy.Settings)}
    for (one, text), (other, again) in combinations(said.items(), 2):
        twice = in_a_row(text) & in_a_row(again)
        assert not twice, f"{one} and {other} both say: {' '.join(min(twice))}"


@pytest.mark.parametrize("key", STRATEGIES)
def test_nothing_is_said_twice_in_chinese(key: str) -> None:
    strategy = STRATEGIES[key]
    said = {**strategy.texts.zh._asdict(), **{f"{each.key} reads as": each.reads_as.zh for each in strategy.health}}
    said |= {item.name: item.help.zh for item in settings_of(strategy.Settings)}
    for (one, text), (other, again) in combinations(said.items(), 2):
        twice = in_a_row(" ".join(text), 14) & in_a_row(" ".join(again), 14)
        assert not twice, f"{one} and {other} both say: {''.join(min(twice))}"


def in_a_row(text: str, words: int = 7) -> set[tuple[str, ...]]:
    found = re.findall(r"\w+", text.lower())
    return {tuple(found[place : place + words]) for place in range(len(found) - words + 1)}


def test_a_copy_would_be_noticed() -> None:
    paper = "Ganin et al., Domain-Adversarial Training of Neural Networks, JMLR 17, 2016"
    assert in_a_row(f"Paper: {paper}, eqs. 13–14.") & in_a_row(paper)
    assert not in_a_row(f"The first equation, {paper}") & in_a_row("Training of neural networks, JMLR 17")


@pytest.mark.parametrize("key", STRATEGIES)
def test_helps_and_fails_go_on_from_their_headings(key: str) -> None:
    """The page says "Fails when", so the sentence must not begin with it again."""
    words = STRATEGIES[key].texts.en
    assert not [text for text in (words.helps, words.fails) if text.startswith(("When ", "With ", "If "))]


@pytest.mark.parametrize("key", STRATEGIES)
def test_the_docstring_is_for_readers_of_the_code_and_leaves_the_rest_to_the_words(key: str) -> None:
    headings = ("Paper:", "Source:", "Idea:", "Helps when:", "Fails when:", "Watch:")
    assert not [heading for heading in headings if heading in (STRATEGIES[key].__doc__ or "")]


def test_the_description_of_all_strategies_is_plain_data() -> None:
    found = described("en")
    assert [each["key"] for each in found] == list(OFFERED)
    dann = json.loads(to_json(found))[list(STRATEGIES).index("dann")]
    assert dann["settings"][0]["high"] == 10.0
    assert {
        "key",
        "family",
        "paper",
        "equation",
        "needs",
        "name",
        "idea",
        "helps",
        "fails",
        "watch",
        "settings",
        "numbers",
    } == set(found[0])
    assert found[list(STRATEGIES).index("shot")]["numbers"][0]["band"] == (0.0, 0.05)
    assert described("zh")[0]["family"] != found[0]["family"]
