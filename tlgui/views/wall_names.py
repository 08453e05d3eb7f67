"""What tells runs on a wall's board apart that go by the same name of a network there: the settings in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tlgui.models import catalogue
from tlgui.texts import say
from tlgui.views.settings import described_value, groups
from tlgui.views.wall_order import Entry

UNTOLD = ("device",)
"""Settings that make no other network."""


class Differing(NamedTuple):
    """The settings of a run that others of its name do not have, with their names; ``short``: of a choice what was chosen alone."""

    words: str
    short: str


def told_apart(entries: Sequence[Entry], language: str) -> dict[str, Differing]:
    """By run, of those whose person has another on the board with the same name and other settings."""
    alike: dict[Any, list[Entry]] = {}
    for entry in entries:
        matched = (entry.facts.get("target_shares") is not None, entry.run in entry.later)
        alike.setdefault((entry.person.id, entry.facts["strategy"], matched, entry.networks > 0), []).append(entry)
    found: dict[str, Differing] = {}
    for each in alike.values():
        if len(each) > 1:
            found |= _differing(each, language)
    return found


def _differing(entries: Sequence[Entry], language: str) -> dict[str, Differing]:
    """Of runs with the same strategy. What somebody wrote into a strategy's settings, such as the id of another run, is not told."""
    backbones = {entry.run: catalogue.name_of(entry.facts["backbone"].partition("@")[0]) for entry in entries}
    values: list[tuple[str, bool, dict[str, str]]] = [(say("page.compare.backbone", language), True, backbones)]
    for key, declared in groups(entries[0].facts["strategy"]).items():
        for item in declared:
            if item.name not in UNTOLD and (item.kind != "text" or not key):
                asked = {entry.run: _settings(entry, key).get(item.name, item.default) for entry in entries}
                told = {run: described_value(item, value, language) for run, value in asked.items()}
                values.append((item.label.say(language), item.kind == "choice", told))
    differing = [(name, chosen, of_runs) for name, chosen, of_runs in values if len(set(of_runs.values())) > 1]
    if not differing:
        return {}
    return {entry.run: _told(differing, entry.run, language) for entry in entries}


def _told(differing: Sequence[tuple[str, bool, dict[str, str]]], run: str, language: str) -> Differing:
    words = [say("wall.setting", language, name=name, value=of_runs[run]) for name, _, of_runs in differing]
    short = [of_runs[run] if chosen else each for each, (_, chosen, of_runs) in zip(words, differing, strict=True)]
    return Differing(" · ".join(words), " · ".join(short))


def _settings(entry: Entry, key: str) -> dict[str, Any]:
    facts = entry.facts
    found: dict[str, Any] = facts["strategy_settings"].get(key, {}) if key else facts["settings"]
    return found
