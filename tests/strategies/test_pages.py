"""What a strategy says of itself."""

from __future__ import annotations

import json

import pytest

from tlgui.durable import to_json
from tlgui.strategies import STRATEGIES, described
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
    for part in ("Idea:", "Helps when:", "Fails when:", "Watch:"):
        assert part in (strategy.__doc__ or "")


def test_the_description_of_all_strategies_is_plain_data() -> None:
    found = described("en")
    assert [each["key"] for each in found] == list(STRATEGIES)
    dann = json.loads(to_json(found))[list(STRATEGIES).index("dann")]
    assert dann["settings"][0]["high"] == 10.0
    assert {"key", "family", "paper", "equation", "needs", "name", "idea", "helps", "fails", "watch", "settings"} == set(found[0])
    assert described("zh")[0]["family"] != found[0]["family"]
