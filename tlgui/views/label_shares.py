"""What labels say of the target's classes, in words and as bars."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.labeling.shares import LabeledShares
from tlgui.texts import joined, printable, say


def with_others(words: str, shares: LabeledShares, language: str) -> str:
    """What is said of the mix of the source's classes, and how much of the target is of none of them, where labels say so."""
    if shares.others is None:
        return words
    value, low, high = shares.others
    key = "page.label.shares.others.exact" if low == high else "page.label.shares.others"
    return joined([words, say(key, language, value=value, low=low, high=high)], language)


def read_words(shares: LabeledShares, language: str) -> str:
    """What the bars rest on; by labels alone, how sure that is."""
    if shares.exact:
        return say("page.label.shares.read.exact", language)
    if shares.by_networks:
        return say("page.label.shares.read", language)
    points = round(100 * shares.margin)
    off = [say("page.label.shares.margin", language, labels=shares.labels, points=points)] if points else []
    return joined([say("page.label.shares.alone", language), *off], language)


def bars(shares: LabeledShares, language: str) -> list[dict[str, Any]]:
    """How much of the target, and of the source, is of each of the source's classes: in both of the pictures of these, so that the two can be
    compared. How much is of none of them is said in words (:func:`with_others`).
    """
    return bars_of(shares.classes, shares.source, shares.target, language)


def bars_of(
    classes: Sequence[str], source: NDArray[np.float64], target: NDArray[np.float64], language: str
) -> list[dict[str, Any]]:
    """A bar for each class. ``source``, ``target``: (k,), each with the sum 1."""
    told = [
        {"name": name, "source": ours, "target": theirs}
        for name, ours, theirs in zip(classes, source.tolist(), target.tolist(), strict=True)
    ]
    return [{**each, "words": say("page.label.shares.share", language, **each)} for each in told]


def as_option(shares: str) -> dict[str, str]:
    """Class shares in the form of :func:`~tlgui.specification.target_shares.read_shares` (``text``), and as an option for a shell
    (``command``), whatever the classes are called; both empty for none.
    """
    return {"text": shares, "command": f"--target-shares {shlex.quote(printable(shares))}" if shares else ""}
