"""What labels that a person gave say of the target's classes, in words and as bars: of the source's classes, and of none of them."""

from __future__ import annotations

from typing import Any

from tlgui.labeling.shares import LabeledShares
from tlgui.texts import joined, say


def with_others(words: str, shares: LabeledShares, language: str) -> str:
    """What is said of the mix of the source's classes, and how much of the target is of none of them, where labels say so."""
    if shares.others is None:
        return words
    value, low, high = shares.others
    key = "page.label.shares.others.exact" if low == high else "page.label.shares.others"
    return joined([words, say(key, language, value=value, low=low, high=high)], language)


def bars(shares: LabeledShares, language: str) -> list[dict[str, Any]]:
    """How much of the target, and of the source, is of each class; last, where there is any, what is of none of them."""
    rest = 1.0 if shares.others is None else 1 - shares.others.value
    told = [
        {"name": name, "source": source, "target": rest * target}
        for name, source, target in zip(shares.classes, shares.source.tolist(), shares.target.tolist(), strict=True)
    ]
    found = [{**each, "words": say("page.label.shares.share", language, **each)} for each in told]
    if shares.others is not None:
        value, low, high = shares.others
        name = say("page.label.other", language)
        words = say("page.label.shares.share.none", language, name=name, value=value, low=low, high=high)
        found.append({"name": name, "source": 0.0, "target": value, "words": words})
    return found
