"""A labeling as plain data in the reader's language: what is asked, how good each network is, and what may be concluded."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from tlgui.data.pack import DatasetInfo
from tlgui.finding.verdict import REFERENCES
from tlgui.finding.words import called
from tlgui.insight.sampled import FEWEST_ERRORS
from tlgui.labeling.labeling import LabeledShares, Labeling, Lead, Standing
from tlgui.labeling.networks import Network
from tlgui.strategies.combination import strategy_name
from tlgui.texts import say
from tlgui.views.words import dataset_name

GOAL = 20
"""Labels after which there is a first verdict; "7 of 20"."""

COMING = 8
"""Pictures that are told ahead, so that nobody waits for the next."""

SHARES_FROM = 10
"""Labels before class shares are told: fewer say nothing."""

NAMES_SHOWN = 3


def labeling_view(labeling: Labeling, language: str) -> dict[str, Any]:
    """Everything that the page shows."""
    names = _names(labeling.networks, language)
    standings = labeling.standings
    unknown = len(labeling.asked) - len(labeling.sample)
    labels = len(labeling.sample)
    shares = labeling.shares()
    return {
        "dataset": labeling.pack.info.id,
        "name": dataset_name(labeling.pack.info.name, language),
        "values": labeling.task.has_values,
        "classes": list(labeling.classes),
        "coming": labeling.order[len(labeling.asked) :][:COMING].tolist(),
        "labels": labels,
        "progress": _progress(labels, language),
        "share": min(1.0, labels / GOAL),
        "unknown": say("page.label.unknown_count", language, count=unknown) if unknown else "",
        "undoable": labeling.given.undoable,
        "networks": [_row(each, names, language) for each in standings],
        "verdict": verdict(labeling, names, language),
        "shares": None if shares is None and not labeling.learnable() else _shares(labeling, shares, language),
        "kept": len(labeling.given.answers),
    }


def _progress(labels: int, language: str) -> str:
    if labels <= GOAL:
        return say("page.label.progress", language, labels=labels, goal=GOAL)
    return say("page.label.progress.more", language, labels=labels)


def _names(networks: list[Network], language: str) -> dict[str, str]:
    """A name for each network that no other has."""

    def first(each: Network) -> str:
        if each.kind is not None:
            return called(REFERENCES[each.kind], False, language)
        return each.name or strategy_name(each.strategy, language)

    names = {each.key: first(each) for each in networks}
    if len({each.source_id for each in networks}) > 1:
        for each in networks:
            source = dataset_name(each.source, language)
            names[each.key] = say("page.label.network_on", language, name=names[each.key], source=source)
    often = Counter(names.values())
    for each in networks:
        if often[names[each.key]] > 1:
            names[each.key] = say("page.label.network_of", language, name=names[each.key], run=each.run[:8])
    return names


def _row(standing: Standing, names: dict[str, str], language: str) -> dict[str, Any]:
    network, (value, low, high) = standing.network, standing.estimate
    if not standing.labels:
        words = say("page.label.nothing_yet", language)
    elif network.classes:
        words = say("page.label.range", language, low=low, high=high)
    elif math.isinf(high):
        words = say("page.label.value_few", language, needed=FEWEST_ERRORS)
    else:
        words = say("page.label.value_range", language, low=low, high=high)
    return {
        "key": network.key,
        "run": network.run,
        "name": names[network.key],
        "reference": network.kind is not None,
        "value": None if math.isnan(value) else value,
        "low": low,
        "high": None if math.isinf(high) else high,
        "range": words,
        "labels": standing.labels,
    }


def verdict(labeling: Labeling, names: dict[str, str], language: str) -> list[str]:
    """What the labels say, in sentences."""
    if not labeling.networks:
        return [say("page.label.no_networks", language)]
    if not labeling.sample:
        return [say("page.label.verdict.begin", language)]
    lead = labeling.lead()
    if lead is None:
        return []
    told = {name: [names[each.key] for each in getattr(lead, name)] for name in ("best", "open", "worse")}
    if not lead.worse and not lead.open:
        return [say("page.label.verdict.even", language)]
    if not lead.open and len(lead.best) == 1:
        said = [say("page.label.verdict.best", language, best=told["best"][0])]
    else:
        said = [say("page.label.verdict.leads", language, names=told["best"])]
        for name in ("open", "worse"):
            if told[name]:
                said.append(say(f"page.label.verdict.{name}", language, names=_few(told[name], language)))
    return [*said, *_on_adapting(lead, language)]


def _on_adapting(lead: Lead, language: str) -> list[str]:
    """Whether to adapt at all."""
    place = next(
        (name for name in ("best", "open", "worse") if any(each.kind == "baseline" for each in getattr(lead, name))), None
    )
    key = {"best": "leave", "open": "unsure", "worse": "helps"}
    return [] if place is None else [say(f"page.label.verdict.{key[place]}", language)]


def _few(names: list[str], language: str) -> list[str]:
    left = len(names) - NAMES_SHOWN
    return names if left <= 1 else [*names[:NAMES_SHOWN], say("page.label.and_more", language, count=left)]


def _shares(labeling: Labeling, shares: LabeledShares | None, language: str) -> dict[str, Any]:
    """What the labels say of the class shares, and whether they can be learned (``learnable``), which asks for no order."""
    learnable = labeling.learnable() > 1
    if shares is None or len(labeling.sample) < SHARES_FROM:
        few = say("page.label.shares.few", language, needed=SHARES_FROM)
        return {"words": few, "rows": [], "text": "", "learnable": learnable}
    rows = [
        {
            "name": name,
            "source": source,
            "target": target,
            "words": say("page.label.shares.share", language, name=name, source=source, target=target),
        }
        for name, source, target in zip(shares.classes, shares.source.tolist(), shares.target.tolist(), strict=True)
    ]
    return {
        "words": say("page.label.shares.differ" if shares.differ else "page.label.shares.same", language),
        "rows": rows,
        "text": str(labeling.told()) if shares.differ else "",
        "learnable": learnable,
        "source": labeling.source,
    }


def offered_sources(infos: list[DatasetInfo], language: str) -> list[dict[str, str]]:
    """Datasets whose classes may be offered, for a list. ``infos``: those that have labels which are open."""
    return [{"id": each.id, "name": dataset_name(each.name, language)} for each in infos]
