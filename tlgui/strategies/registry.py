"""All strategies by key, one line each, in the order of the page, and what they declare: numbers, sentences, pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar

from tlgui.settings import settings_of
from tlgui.strategies.base import Strategy
from tlgui.strategies.numbers import HealthNumber, Part
from tlgui.texts import Text, add_texts

FILES = (
    "source_only",
    "importance",
    "tradaboost",
    "adabn",
    "mmd",
    "coral",
    "afn",
    "jan",
    "deepjdot",
    "dann",
    "cdan",
    "ba3us",
    "mcc",
    "pseudo_label",
    "contrastive",
    "rkd",
    "shot",
    "aad",
    "tent",
    "fine_tuning",
    "feature_extraction",
    "distilled",
)
"""The strategies' files. A new strategy needs its file and a line here."""


def strategy_in(module: ModuleType) -> type[Strategy]:
    """The one strategy that a file defines; others that it imports do not count."""
    classes = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Strategy)]
    own = [each for each in classes if each.__module__ == module.__name__]
    if len(own) != 1:
        raise TypeError(f"{module.__name__} defines {len(own)} strategies: write one in each file")
    return own[0]


STRATEGIES: dict[str, type[Strategy]] = {
    strategy.key: strategy for strategy in (strategy_in(import_module(f"tlgui.strategies.{name}")) for name in FILES)
}

OFFERED = {key: strategy for key, strategy in STRATEGIES.items() if strategy.offered}
"""Those that people choose from."""


Number = TypeVar("Number", Part, HealthNumber)


def by_key(declared: Iterable[Number]) -> dict[str, Number]:
    """Numbers by key; several strategies may declare the same one, but a key has only one meaning."""
    numbers: dict[str, Number] = {}
    for number in declared:
        if numbers.setdefault(number.key, number) != number:
            raise ValueError(
                f"two strategies mean different numbers by {number.key}: choose another key, or share the declaration"
            )
    return numbers


def texts_of(strategy: type[Strategy]) -> dict[str, Text]:
    """The sentences of a strategy: why it does not combine, why it cannot run, what its numbers warn about."""
    reasons = ("does_not_join", "does_not_follow", "nothing_follows")
    texts = {f"error.{name}_{strategy.key}": text for name in reasons if (text := getattr(strategy, name)) is not None}
    texts |= {f"error.{code}": text for code, text in strategy.refusals.items()}
    alarms = [number.alarm for number in strategy.health if number.alarm is not None]
    texts |= {f"health.{alarm.code}": alarm.says for alarm in alarms}
    return texts | {f"health.{alarm.code}.instead": alarm.instead.says for alarm in alarms if alarm.instead is not None}


PARTS: dict[str, Part] = by_key(part for strategy in STRATEGIES.values() for part in strategy.parts)
HEALTH: dict[str, HealthNumber] = by_key(number for strategy in STRATEGIES.values() for number in strategy.health)
RECOMMENDED_INSTEAD: dict[str, tuple[str, ...]] = {
    number.alarm.code: number.alarm.instead.strategies
    for number in HEALTH.values()
    if number.alarm is not None and number.alarm.instead is not None
}
"""The strategies that an alarm's sentence recommends, by the alarm's code."""

for _strategy in STRATEGIES.values():
    add_texts(texts_of(_strategy))


def described(language: str) -> list[dict[str, Any]]:
    """Every strategy that can be chosen as plain data: key, family, paper, needs, words, settings, ranges, numbers and their reading."""
    rows = []
    for strategy in OFFERED.values():
        words = strategy.texts.words(language)
        rows.append(
            {
                "key": strategy.key,
                "family": strategy.family.value.say(language),
                "paper": strategy.paper,
                "equation": strategy.equation,
                "needs": asdict(strategy.needs),
                **words._asdict(),
                "settings": [item.as_json(language) for item in settings_of(strategy.Settings)],
                "numbers": [each.as_json(language) for each in strategy.health],
            }
        )
    return rows
