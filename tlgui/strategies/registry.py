"""Every strategy by its key, in the order of the page: one line for each."""

from __future__ import annotations

from dataclasses import asdict
from importlib import import_module
from types import ModuleType
from typing import Any

from tlgui.settings import settings_of
from tlgui.strategies.base import Strategy

FILES = (
    "source_only",
    "importance",
    "tradaboost",
    "adabn",
    "mmd",
    "coral",
    "jan",
    "deepjdot",
    "dann",
    "cdan",
    "mcc",
    "pseudo_label",
    "contrastive",
    "rkd",
    "shot",
    "tent",
    "fine_tuning",
    "feature_extraction",
)
"""The strategies' files. A new strategy is its file and its line here."""


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


def described(language: str) -> list[dict[str, Any]]:
    """Every strategy as plain data: key, family, paper, needs, words, settings with their ranges."""
    found = []
    for strategy in STRATEGIES.values():
        words = strategy.texts.words(language)
        found.append(
            {
                "key": strategy.key,
                "family": strategy.family.value.say(language),
                "paper": strategy.paper,
                "equation": strategy.equation,
                "needs": asdict(strategy.needs),
                **words._asdict(),
                "settings": [item.as_json(language) for item in settings_of(strategy.Settings)],
            }
        )
    return found
