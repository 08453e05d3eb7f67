"""A place in the line, in words: which one, for how long, and what comes before it."""

from __future__ import annotations

from collections import Counter

from tlgui.runs.waiting import InLine, rounded
from tlgui.strategies.combination import strategy_name
from tlgui.texts import say, shortened

NAMED = 3
"""At most this many runs, or strategies of other people's runs, are named."""


def place_words(each: InLine, language: str) -> str:
    """Its place among all, and how long it will wait."""
    if each.starts_in is None:
        return say("queue.place.unknown", language, place=each.number)
    about = rounded(each.starts_in)
    return say("queue.place.about" if about else "queue.place.soon", language, place=each.number, seconds=about)


def before_words(each: InLine, language: str) -> str:
    """What comes before it: one's own runs by name, those of others by their number and strategies. Empty for the first."""
    mine = shortened([run.remarks.name or strategy_name(run.spec.strategy, language) for run in each.mine_before], NAMED)
    count = len(each.others_before)
    by_strategy = Counter(strategy_name(strategy, language) for strategy in each.others_before)
    others = shortened([name if times == 1 else f"{name} × {times}" for name, times in by_strategy.most_common()], NAMED)
    if not mine and not others:
        return ""
    key = "both" if mine and others else "mine" if mine else "others"
    return say(f"queue.before.{key}", language, mine=mine, others=others, count=count)
