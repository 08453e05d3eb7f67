"""What a feature map means for the run that it belongs to, in a sentence: mixed domains are a success only for a strategy that mixes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tlgui.strategies import STRATEGIES, Combination, aligns_domains
from tlgui.texts import say

TRUE_ENOUGH = 0.9
"""From this trustworthiness on (:func:`tlgui.insight.projection.trustworthiness`), a map may be read as it looks."""

APART, MIXED = 0.3, 0.4
"""Shares of neighbors from the other domain below which domains lie apart, and from which they are mixed; 0.5: nothing tells them apart."""

ISLANDS = 0.8


def meaning(name: str, measures: Mapping[str, Any], strategy: str, language: str) -> str:
    """What a map shows; empty where its measures are not known.

    Parameters
    ----------
    name:
        ``before``, ``after``, or a step on the way.
    measures:
        ``trustworthiness``, ``mixing`` and ``separation``, each 0 to 1 or ``None``.
    strategy:
        The run's, which may be a combination.
    """
    key = meaning_key(name, measures, strategy)
    return "" if key is None else say(f"page.map.means.{key}", language)


def meaning_key(name: str, measures: Mapping[str, Any], strategy: str) -> str | None:
    """The text of :func:`meaning`."""
    trust, mixing, separation = (measures.get(each) for each in ("trustworthiness", "mixing", "separation"))
    if trust is None:
        return None
    if trust < TRUE_ENOUGH:
        return "bent"
    if mixing is None or separation is None:
        return None
    if name == "before":
        return "apart_before" if mixing < APART else "partly_before" if mixing < MIXED else "together_before"
    combination = Combination.parse(strategy)
    if not aligns_domains(combination):
        return "islands" if separation >= ISLANDS else "no_islands"
    if mixing < APART:
        return "own_domain_adversary" if _has_discriminator(combination) else "own_domain"
    if mixing < MIXED:
        return "partly" if separation >= ISLANDS else "partly_blurred"
    return "shared" if separation >= ISLANDS else "blurred"


def of_few(measures: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The measures of a map where a domain has too few pictures for any of them, and why in ``means``."""
    unknown = dict.fromkeys(("trustworthiness", "mixing", "separation"))
    return {**measures, **unknown, "means": say("page.map.means.few", language)}


def _has_discriminator(combination: Combination) -> bool:
    known = [STRATEGIES[key] for key in combination.keys if key in STRATEGIES]
    return any(part.of == "domains" for strategy in known for part in strategy.parts)
