"""What *Label twenty* says once the target's labels are revealed: how good each network is, and that no more labels are needed to judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tlgui.labeling.labeling import Labeling
from tlgui.labeling.networks import Network
from tlgui.labeling.opened import CountedShares, Known, OpenedLabels
from tlgui.texts import joined, say
from tlgui.views.label_shares import as_option, bars_of
from tlgui.views.words import few_names


def revealed_view(
    opened: OpenedLabels, labeling: Labeling, view: Mapping[str, Any], names: Mapping[str, str], language: str, *, told: bool
) -> dict[str, Any]:
    """The ``view`` of a labeling with what is known in the place of what labels that were given only make likely.

    Networks whose runs still keep the labels sealed stand behind the others, with what it says of them. ``told``: the user told the class
    shares, which a search keeps, and the view says so.
    """
    groups = _groups(opened, labeling)
    known = {each.key for networks in groups.values() for each in networks}
    sealed = say("page.label.group.sealed", language)
    behind = [{**row, "group": sealed} for row in view["networks"] if row["key"] not in known]
    older = {row["key"] for row in view["networks"] if row["older"]}
    kept = view["kept"]
    waits, running = opened.sealed > 0, view["next"]["running"]
    return {
        **view,
        "revealed": True,
        "told": say("page.label.revealed", language),
        "verdict": [
            say("page.label.revealed.kept" if kept else "page.label.revealed.none", language, labels=kept),
            *_best(opened, groups, names, labeling, language),
        ],
        "line": "",
        "networks": [*_rows(opened, groups, older, names, labeling, language), *behind],
        "ceiling": "",
        "unmoved": "",
        "choosing": False,
        "next": {
            "words": say("page.label.revealed.sealed", language, count=opened.sealed) if waits else running,
            "search": False,
            "href": "results" if waits else view["next"]["href"] if running else "",
            "link": say("page.label.revealed.to_results", language) if waits else view["next"]["link"] if running else "",
            "again": "",
            "running": running,
        },
        "shares": _shares(labeling, view["shares"], language, told=told),
    }


def _groups(opened: OpenedLabels, labeling: Labeling) -> dict[int, list[Network]]:
    """The networks that are known, by the number of pictures that says how good they are: the most first, and of each the best first."""
    groups: dict[int, list[Network]] = {}
    for each in labeling.networks:
        known = opened.of(each)
        if known is not None:
            groups.setdefault(known.pictures, []).append(each)
    sign = -1 if labeling.task.larger_is_better else 1
    for networks in groups.values():
        networks.sort(key=lambda each: sign * _known(opened, each).value)
    return dict(sorted(groups.items(), reverse=True))


def _known(opened: OpenedLabels, network: Network) -> Known:
    known = opened.of(network)
    assert known is not None
    return known


def _rows(
    opened: OpenedLabels,
    groups: Mapping[int, Sequence[Network]],
    older: set[str],
    names: Mapping[str, str],
    labeling: Labeling,
    language: str,
) -> list[dict[str, Any]]:
    """What learned labels is known by the other pictures alone, so it stands with source-only by these."""
    rows: list[dict[str, Any]] = []
    baseline = next((each for each in labeling.networks if each.kind == "baseline"), None)
    for place, (pictures, networks) in enumerate(groups.items()):
        beside = next((found for each in networks if (found := opened.by_key.get(f"{each.run}/baseline"))), None)
        if beside is not None and beside.pictures != pictures:
            beside = None
        group = say("page.label.group.revealed" if not place else "page.label.group.revealed.others", language, pictures=pictures)
        best = _known(opened, networks[0]).value
        for each in networks:
            known = _known(opened, each)
            folded = each.key in older and known.value != best
            over = None if each.kind == "baseline" or labeling.task.has_values else beside
            rows.append({**_row(each, known, over, names, language), "group": group, "older": folded})
        if place and baseline is not None and baseline not in networks and beside is not None:
            rows.append({**_row(baseline, beside, None, names, language), "group": group, "older": False})
    return rows


def _row(network: Network, known: Known, beside: Known | None, names: Mapping[str, str], language: str) -> dict[str, Any]:
    """``beside``: source-only by the same pictures, where a difference to it says something."""
    if beside is None:
        words = say("page.label.range_revealed", language, pictures=known.pictures)
    else:
        words = say("page.label.range_revealed.gain", language, gain=known.value - beside.value)
    return {
        "key": network.key,
        "run": network.run,
        "name": names[network.key],
        "reference": network.kind is not None,
        "value": known.value,
        "low": known.value,
        "high": known.value,
        "range": words,
        "labels": known.pictures,
        "same": sorted({key for key in network.again if "/" not in key}),
    }


def _best(
    opened: OpenedLabels,
    groups: Mapping[int, Sequence[Network]],
    names: Mapping[str, str],
    labeling: Labeling,
    language: str,
) -> list[str]:
    """Which network is best, and how good source-only is, of those that the same pictures judge; nothing while no run knows."""
    networks = next(iter(groups.values()), ())
    if not networks:
        return []
    most = _known(opened, networks[0]).value
    leaders = [each for each in networks if _known(opened, each).value == most]
    values = labeling.task.has_values
    told = {"names": few_names([names[each.key] for each in leaders], language), "value": most}
    said = [say("page.label.revealed.best.value" if values else "page.label.revealed.best", language, **told)]
    baseline = next((each for each in networks if each.kind == "baseline"), None)
    if baseline is not None and baseline not in leaders:
        key = "page.label.revealed.baseline.value" if values else "page.label.revealed.baseline"
        said.append(say(key, language, value=_known(opened, baseline).value))
    return said


def _shares(labeling: Labeling, shares: Mapping[str, Any] | None, language: str, *, told: bool) -> dict[str, Any] | None:
    """The classes as they were counted; what can be learned from labels that were given stays, and what a search keeps that was ``told``."""
    counted = labeling.counted()
    if counted is None:
        return (
            None
            if shares is None
            else {
                **shares,
                "words": "",
                "rows": [],
                "read": "",
                **as_option(""),
                "begins": shares["learnable"] and shares["begins"],
            }
        )
    learnable = shares is not None and shares["learnable"]
    kept = shares if told and shares is not None else {"words": "", "text": ""}
    return {
        "words": joined([kept["words"], _counted_words(counted, language)], language),
        "rows": bars_of(counted.classes, counted.source, counted.target, language),
        "read": "",
        **as_option(kept["text"]),
        "learnable": learnable,
        "begins": learnable and shares is not None and shares["begins"],
        "source": labeling.source,
    }


def _counted_words(counted: CountedShares, language: str) -> str:
    words = say("page.label.shares.counted", language)
    if not counted.others:
        return words
    return joined([words, say("page.label.shares.others.exact", language, value=counted.others)], language)
