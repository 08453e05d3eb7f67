"""Settings and their values as people read them."""

from __future__ import annotations

from typing import Any

from tlgui.settings import Setting, settings_of
from tlgui.specification.run_spec import RunSettings
from tlgui.strategies import STRATEGIES, Combination
from tlgui.texts import printable, say


def groups(strategy: str) -> dict[str, list[Setting]]:
    """The settings that count for a strategy or combination: the run's under the empty key, then those of each strategy in it."""
    found = {"": settings_of(RunSettings)}
    for key in Combination.parse(strategy).keys:
        if key in STRATEGIES:
            found[key] = settings_of(STRATEGIES[key].Settings)
    return found


def label(item: Setting, language: str) -> str:
    """The setting's name, with its unit."""
    name = item.label.say(language)
    return say("page.with_unit", language, name=name, unit=item.unit.say(language)) if item.unit else name


def described_value(item: Setting, value: Any, language: str) -> str:
    """A setting's value as people read it, with its unit."""
    if value is None:
        return say("page.automatic", language)
    if item.choices and isinstance(value, str) and value in item.choices:
        return item.choices[value].say(language)
    if item.name == "frozen" and value in ("all", "none"):  # not choices: a stage's name may stand there, too
        return say(f"setting.frozen.{value}", language)
    if isinstance(value, bool):
        return say("page.yes" if value else "page.no", language)
    shown = f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else printable(value)
    return f"{shown} {item.unit.say(language)}" if item.unit else shown
