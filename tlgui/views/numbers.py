"""A run's losses and health numbers in the reader's language, from what its strategies declare."""

from __future__ import annotations

from tlgui.charts.numbers import HealthLine, PartLine, RunNumbers
from tlgui.runs.diagnosis import SCORES_SHOWN
from tlgui.strategies import STRATEGIES, Combination
from tlgui.strategies.numbers import SAID
from tlgui.strategies.registry import HEALTH
from tlgui.texts import say


def numbers_of(strategy: str, language: str) -> RunNumbers:
    """The numbers of a combination's strategies, in the order in which they are written; those that this version does not know have none."""
    known = [STRATEGIES[key] for key in Combination.parse(strategy).keys if key in STRATEGIES]
    parts = {part.key: PartLine(part.name.say(language), part.of) for each in known for part in each.parts}
    health = {
        number.key: HealthLine(
            number.name.say(language), number.reads_as.say(language), number.shown, number.unit == "share", number.band
        )
        for each in known
        for number in each.health
    }
    return RunNumbers(parts, health)


def beside_the_light(key: str, value: float, language: str) -> dict[str, str]:
    """A number beside the light: ``name``, and ``value`` with its unit."""
    if key in HEALTH and HEALTH[key].shown != "gauge":
        return {"name": HEALTH[key].name.say(language), "value": HEALTH[key].said(value)}
    return {"name": say(f"page.light.{key}", language), "value": SAID["share"].say(language, value=value)}


def readings(strategy: str, language: str) -> dict[str, str]:
    """How to read each number that can stand beside the light of a run, by its name there."""
    scores = {say(f"page.light.{key}", language): say(f"score_about.{key}", language) for key in SCORES_SHOWN}
    return scores | {line.name: line.reads_as for line in numbers_of(strategy, language).health.values() if line.chart != "gauge"}
