"""Finding runs by what people remember of them: a name, a tag, a strategy, the data, how it ended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

FIELDS = ("name", "tag", "notes", "strategy", "backbone", "data", "status", "run")
"""What can be asked for by itself: ``strategy:dann``, ``tag:paper`` (or ``#paper``), ``data:"art painting"``."""

_TERM = re.compile(r'(?:(?P<field>\w+)[:：])?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))')


def matches(query: str, about: Mapping[str, Iterable[str | None]]) -> bool:
    """Whether a run is meant: every term of ``query`` stands somewhere in what is known of it; case and full width make no difference.

    Parameters
    ----------
    query:
        Words, ``"phrases"``, ``field:word`` with one of :data:`FIELDS`, ``#tag``; nothing means every run.
    about:
        For each of :data:`FIELDS` the texts to look in, as :func:`known_of` gives them.
    """
    known = {field: [_plain(text) for text in about.get(field, ()) if text] for field in FIELDS}
    return all(_found(*term, known) for term in _terms(query))


def known_of(found: Mapping[str, Any], **shown: list[str | None]) -> dict[str, list[str | None]]:
    """What :func:`matches` looks in, of a run's :func:`tlgui.runs.results.summary`. ``shown``: fields in words of the reader's language."""
    return {
        "name": [found["name"]],
        "tag": list(found["tags"]),
        "notes": [found["notes"]],
        "strategy": [found["strategy"]],
        "backbone": [found["backbone"]],
        "data": [found["source"], found["target"]],
        "status": [found["status"]],
        "run": [found["run"]],
        **shown,
    }


def _terms(query: str) -> Iterable[tuple[str | None, str]]:
    for term in _TERM.finditer(query[:1000]):
        field, wanted = term["field"], term["phrase"] if term["word"] is None else term["word"]
        if field is not None and field.casefold() not in FIELDS:  # a colon in a word of theirs
            field, wanted = None, f"{field}:{wanted}"
        if field is None and wanted.startswith("#"):
            field, wanted = "tag", wanted[1:]
        if wanted := _plain(wanted):
            yield (None if field is None else field.casefold()), wanted


def _found(field: str | None, wanted: str, known: Mapping[str, list[str]]) -> bool:
    if field == "run":
        return any(text.startswith(wanted) for text in known["run"])
    if field is None:
        everywhere = (text for name, texts in known.items() if name != "run" for text in texts)
        return any(wanted in text for text in everywhere) or (len(wanted) >= 4 and _found("run", wanted, known))
    return any(wanted in text for text in known[field])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
