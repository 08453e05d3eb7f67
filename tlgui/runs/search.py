"""Finding runs by what people remember about them: a name, a tag, a strategy, the data, how it ended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

FIELDS = ("name", "tag", "notes", "strategy", "backbone", "data", "status", "run")
"""What can be asked for by itself: ``strategy:dann``, ``tag:paper`` (or ``#paper``), ``data:"art painting"``."""

SEPARATOR = "\x1f"
"""Separates the texts of a field; cannot be typed."""

FEWEST_OF_ID = 4
"""A word with so many characters may also be the beginning of an id."""

Shown = Mapping[str, Callable[[str], str]]
"""For a field how a page says a (:func:`plain`) text that stands in it, in the reader's language: a strategy's key as its name."""

_TERM = re.compile(r'(?:(?P<field>\w+)[:：])?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))')


def condition(query: str, known: Callable[[str], Iterable[str]], shown: Shown) -> tuple[str, list[Any]]:
    """What ``query`` asks of a row of the index's ``words``, as an SQL condition with its values: every term stands somewhere in it.

    Case and full width make no difference.

    Parameters
    ----------
    query:
        Words, ``"phrases"``, ``field:word`` with one of :data:`FIELDS`, ``#tag``; nothing means every run.
    known:
        Gives for a field all that stands in it in any row.
    shown:
        Fields that are looked for in the reader's words too.
    """
    parts: list[str] = []
    values: list[Any] = []
    for field, wanted in terms(query):
        fields = [each for each in FIELDS if each != "run"] if field is None else [field]
        if field is None and len(wanted) >= FEWEST_OF_ID:
            fields.append("run")
        either: list[str] = []
        for each in fields:
            either.append(f"substr({each}, 1, {len(wanted)}) = ?" if each == "run" else f"instr({each}, ?) > 0")
            values.append(wanted)
            if each in shown:
                said = [text for text in known(each) if wanted in _shown(text, shown[each])]
                either.append(f"{each} IN ({', '.join('?' * len(said))})")
                values += said
        parts.append(f"({' OR '.join(either)})")
    while len(parts) > 1:  # in pairs: the depth of a condition is limited
        parts = [" AND ".join(parts[place : place + 2]).join("()") for place in range(0, len(parts), 2)]
    return (parts or ["1"])[0], values


def _shown(text: str, say: Callable[[str], str]) -> str:
    return SEPARATOR.join(plain(say(each)) for each in text.split(SEPARATOR))


def terms(query: str) -> Iterable[tuple[str | None, str]]:
    """The terms of what somebody typed: the field of each, ``None`` for all, and its :func:`plain` text."""
    for term in _TERM.finditer(query[:1000]):
        field, wanted = term["field"], term["phrase"] if term["word"] is None else term["word"]
        if field is not None and field.casefold() not in FIELDS:  # a colon in a word of theirs
            field, wanted = None, f"{field}:{wanted}"
        if field is None and wanted.startswith("#"):
            field, wanted = "tag", wanted[1:]
        if wanted := plain(wanted):
            yield (None if field is None else field.casefold()), wanted


def plain(text: str) -> str:
    """A text without what makes no difference to a search."""
    return unicodedata.normalize("NFKC", text).casefold().strip()
