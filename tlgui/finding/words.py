"""A verdict in sentences."""

from __future__ import annotations

from tlgui.finding.race import ALONE, SOURCE_ONLY, Contender, Verdict
from tlgui.strategies.combination import strategy_name
from tlgui.texts import say

REFERENCES = {SOURCE_ONLY: "best.source_only", ALONE: "best.normalisation_alone"}


def called(candidate: Contender, language: str) -> str:
    """A candidate as people read it."""
    key = REFERENCES.get(candidate.strategy)
    name = strategy_name(candidate.strategy, language) if key is None else say(key, language)
    return say("best.matched", language, name=name) if candidate.matched else name


def sentences(verdict: Verdict, language: str) -> list[str]:
    """The answer, why, which single network comes nearest, and what would settle it."""
    networks = [called(each, language) for each in verdict.counted]
    baseline = verdict.accuracy_of(SOURCE_ONLY)
    if verdict.target_accuracy is None or baseline is None:
        said = [say("best.answer", language, networks=networks)]
    else:
        values = {"accuracy": verdict.target_accuracy, "baseline": baseline, "count": verdict.scored_on}
        said = [say("best.answer_scored", language, networks=networks, **values)]
    said.append(say(f"best.why.{verdict.why}", language))
    nearest = {"strategy": called(verdict.nearest, language), "run": verdict.nearest.run[:8], "agreement": verdict.agreement}
    said.append(say("best.network", language, **nearest))
    if verdict.unsure:
        said.append(say("best.unsure", language, disagreement=verdict.disagreement))
    return said
