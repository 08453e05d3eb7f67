"""A strategy's page in words, all of it from the strategy's own declaration; ``docs/make_strategies.py`` makes the documents from the same."""

from __future__ import annotations

from typing import Any

from tlgui.settings import Setting, settings_of
from tlgui.strategies.base import Family, Strategy
from tlgui.texts import joined, say
from tlgui.views.equations import mathml
from tlgui.views.settings import described_value, label

NEEDS = ("source_labels", "target_images", "target_labels")


def strategy_page(strategy: type[Strategy], language: str) -> dict[str, Any]:
    """What the page Learn shows of a strategy.

    Returns
    -------
    ``key``, ``name``, ``family``, ``idea``; ``rows`` (a term and what is said of it); ``equation``, its lines as MathML; ``symbols``, what
    its letters mean; ``numbers``, those that tell whether it works, each with ``name`` and how it ``reads``; ``settings``, each with ``label``,
    ``option`` (as ``--set`` takes it), ``default``, ``range`` and ``help``; ``command``.
    """
    words = strategy.texts.words(language)
    comma = "、" if language == "zh" else ", "
    needs = comma.join(say(f"learn.strategy.needs.{name}", language) for name in NEEDS if getattr(strategy.needs, name))
    tasks = comma.join(say(f"learn.strategy.tasks.{name}", language) for name in strategy.needs.tasks)
    rows = [
        (say("page.how.helps", language), words.helps),
        (say("page.how.fails", language), words.fails),
        (say("page.how.watch", language), words.watch),
        (say("learn.strategy.needs", language), needs),
        (say("learn.strategy.tasks", language), tasks),
        (say("page.how.paper", language), strategy.paper),
    ]
    own = "" if strategy.symbols is None else strategy.symbols.say(language)
    return {
        "key": strategy.key,
        "name": words.name,
        "family": family_name(strategy.family, language),
        "idea": words.idea,
        "rows": [{"term": term, "text": text} for term, text in rows if text],
        "equation": list(mathml(strategy.equation)),
        "symbols": joined([say("learn.strategy.symbols", language), own], language),
        "numbers": [{"name": each.name.say(language), "reads": each.reads_as.say(language)} for each in strategy.health],
        "settings": [_setting(strategy.key, item, language) for item in settings_of(strategy.Settings)],
        "command": f"tlgui train --source SOURCE --target TARGET --strategy {strategy.key}",
    }


def family_name(family: Family, language: str) -> str:
    return family.value.say(language)


def _setting(key: str, item: Setting, language: str) -> dict[str, str]:
    if item.choices:
        span = " · ".join(text.say(language) for text in item.choices.values())
    elif item.low is not None and item.high is not None:
        span = f"{item.low:,g}\u00a0–\u00a0{item.high:,g}"
    else:
        span = ""
    return {
        "label": label(item, language),
        "option": f"{key}.{item.name}",
        "default": described_value(item, item.default, language),
        "range": span,
        "help": item.help.say(language),
    }
