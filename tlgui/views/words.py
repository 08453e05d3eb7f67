"""Sentences shared by several routes and pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tlgui.data import seals
from tlgui.data.demo_catalogue import DEMO_NAMES
from tlgui.data.pack import DatasetInfo
from tlgui.home import Home
from tlgui.labeling.given import LabelBook
from tlgui.texts import CATALOGUE, of_file, printable, say

NAMES_SHOWN = 3
"""Of several in one sentence."""


def sentences(problems: Iterable[dict[str, Any]], language: str, kind: str = "error") -> list[dict[str, str]]:
    """Problems (or notes) as ``code`` and ``message`` in the reader's language."""
    return [{"code": each["code"], "message": sentence(each, language, kind)} for each in problems]


def sentence(problem: dict[str, Any], language: str, kind: str = "error") -> str:
    """One problem in words. A code that this version does not know (a folder of a newer one) is shown as it is."""
    key = f"{kind}.{problem['code']}"
    values = problem.get("values", {})
    return of_file(say(key, language, **values), language, values) if key in CATALOGUE else printable(problem["code"])


def by_reason(reasons: Iterable[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Refused files that must not be named: for each reason the number, instead of names."""
    return [
        {"name": say("page.files", language, count=each["count"]), "reason": sentence(each, language), "thumbnail": None}
        for each in reasons
    ]


def word(key: str, language: str) -> str:
    """The text of a key; the key's last part when there is none, such as for a loss that a new strategy brings."""
    return say(key, language) if key in CATALOGUE else printable(key.rpartition(".")[2])


def how_many_named(count: int, shown: int = NAMES_SHOWN) -> int:
    """How many of several a sentence names. One more is no longer than to say so: it is named too."""
    return count if count <= shown + 1 else shown


def few_names(names: list[str], language: str, shown: int = NAMES_SHOWN) -> list[str]:
    """The first of several names for a sentence, and how many more there are."""
    named = names[: how_many_named(len(names), shown)]
    return and_more(named, len(names) - len(named), language)


def and_more(named: list[str], left: int, language: str) -> list[str]:
    """Names for a sentence, the last with how many are ``left`` that it does not name."""
    return [*named[:-1], say("page.label.and_more", language, last=named[-1], count=left)] if left else named


def dataset_name(name: str, language: str) -> str:
    """A dataset's name as its owner gave it; those of the demos, to which we gave it, in the reader's language."""
    return say(DEMO_NAMES[name], language) if name in DEMO_NAMES else name


def pair_name(names: Mapping[str, str], language: str) -> str:
    """What a run is about: its source and target, as far as it has them."""
    return " → ".join(dataset_name(names[role], language) for role in ("source", "target") if role in names)


def about_dataset(info: DatasetInfo, language: str) -> str:
    """Pictures and classes in one line. ``info``: as much as may be shown."""
    key = "page.dataset.classes" if info.classes else "page.dataset.flat"
    return say(key, language, size=info.size, classes=len(info.classes))


def given_words(home: Home, info: DatasetInfo, owner: str, language: str) -> str:
    """How many pictures of a dataset somebody labeled, for themselves; empty where none."""
    labels = LabelBook(home, info.id, info.size, owner).read().known
    return say("page.labels.given", language, labels=labels, size=info.size) if labels else ""


def labels_words(info: DatasetInfo, role: seals.Role, told: bool, language: str) -> str:
    """What is known of the labels, for the role that the dataset plays; ``told``: whether they may be."""
    if info.labels == "none":
        return say("page.labels.none", language)
    if not told:
        return say("page.labels.sealed", language)
    if role == "source":
        return say("page.labels.labelled", language)
    return say("page.labels.open" if info.labels_open else "page.labels.opened", language)
