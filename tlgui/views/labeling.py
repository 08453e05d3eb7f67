"""A labeling as plain data in the reader's language: what is asked, how good each network is, and what may be concluded."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection
from itertools import islice
from typing import Any

from tlgui.data.pack import DatasetInfo
from tlgui.data.seals import may_tell
from tlgui.finding.searches import SearchStore
from tlgui.finding.told import told_before
from tlgui.finding.verdict import REFERENCES, SOURCE_ONLY
from tlgui.finding.words import called
from tlgui.home import Home, is_id
from tlgui.insight.sampled import FEWEST_ERRORS
from tlgui.labeling.given import Answer
from tlgui.labeling.judged import Beside, Judged, Lead, Standing
from tlgui.labeling.labeling import Labeling
from tlgui.labeling.networks import Network
from tlgui.labeling.shares import SHARES_FROM, LabeledShares
from tlgui.models import catalogue
from tlgui.runs.remarks import search_of
from tlgui.specification.target_shares import TargetShares
from tlgui.strategies.combination import strategy_name
from tlgui.texts import say
from tlgui.views.label_asked import ceiling, nameable
from tlgui.views.label_next import GOAL, next_step
from tlgui.views.label_revealed import revealed_view
from tlgui.views.label_shares import as_option, bars, read_words, with_others
from tlgui.views.words import dataset_name, few_names, how_many_named

COMING = 8
"""Pictures that are told ahead, so that nobody waits for the next."""

PLACES = ("best", "open", "worse", "beaten")
"""Of a :class:`~tlgui.labeling.judged.Lead`, in the order in which they are told."""

ANSWERED = 60
"""Answers that are shown to look through, the newest; a table holds all."""

UNFOLDED = 10
"""Networks that are shown at once; with more, those are folded that are older than the newest search's, unless they are named as good."""


def labeling_view(home: Home, labeling: Labeling, owner: str, language: str) -> dict[str, Any]:
    """Everything that the page shows."""
    names = _names(labeling.networks, _later(home, labeling.networks, owner), language)
    judged, lead = labeling.judged, labeling.judged.lead
    older = _folded(judged, _older(labeling.networks))
    unknown = len(labeling.asked) - len(labeling.sample)
    waiting = len(labeling.given.answers) - len(labeling.asked)
    labels = len(labeling.sample)
    shares = labeling.shares()
    knows, told = ("nothing", None) if shares is None else told_before(home, labeling, owner)
    keeps = told if knows == "shares" else None
    step = next_step(home, labeling, owner, names, language, keeps_told=keeps is not None)
    says = None
    if shares is not None or labeling.learnable():
        says = _shares(labeling, shares, keeps, language, offered=not step["running"])
    view = {
        "revealed": False,
        "dataset": labeling.pack.info.id,
        "name": dataset_name(labeling.pack.info.name, language),
        "values": labeling.task.has_values,
        "classes": list(labeling.classes),
        "coming": _coming(labeling),
        "labels": labels,
        "over": labeling.next is None,
        "progress": _progress(labels, len(labeling.pack), language),
        "share": min(1.0, labels / min(GOAL, len(labeling.pack))),
        "unknown": say("page.label.unknown_count", language, count=unknown) if unknown else "",
        "waiting": say("page.label.waiting", language, count=waiting) if waiting else "",
        "undoable": labeling.undoable,
        "networks": _rows(judged, names, older, labels, language),
        "ceiling": ceiling(labeling, language),
        "unmoved": _unmoved(labeling, language),
        "left_out": labeling.left_out,
        "left_out_words": say("page.label.left_out", language, count=labeling.left_out) if labeling.left_out else "",
        "told": _told(labels, language),
        "choosing": lead is not None and not _even(lead),
        "verdict": [each for each in (*_on_networks(labeling, names, language), nameable(labeling, language)) if each],
        "line": _line(judged, names, language),
        "next": step,
        "shares": says,
        "kept": len(labeling.given.answers),
        "answered": _answered(labeling, language),
        "own_labels": not may_tell(home, labeling.pack.info),
    }
    if labeling.opened is None:
        return view
    return revealed_view(labeling.opened, labeling, view, names, language, told=keeps is not None)


def _unmoved(labeling: Labeling, language: str) -> str:
    """Why a label that every network has wrong moved no estimate, where that has just happened."""
    if not labeling.unmoved:
        return ""
    differ = labeling.asked[-1] in labeling.drawing.disputed
    return say(f"page.label.unmoved.{'differ' if differ else 'agree'}", language)


def _coming(labeling: Labeling) -> list[int]:
    """The next pictures to ask for. Those further on in the order that have an answer already, from an import, are not asked for."""
    ahead = labeling.order[len(labeling.asked) :].tolist()
    return list(islice((picture for picture in ahead if picture not in labeling.given.answers), COMING))


def _answered(labeling: Labeling, language: str) -> list[dict[str, Any]]:
    """Pictures with what was said of them, the newest first."""
    newest = list(labeling.given.answers.items())[: -ANSWERED - 1 : -1]
    return [{"picture": picture, "said": _said(answer, language)} for picture, answer in newest]


def _said(answer: Answer, language: str) -> str:
    if answer.said == "class":
        return answer.name
    return say(f"page.label.{'said_value' if answer.said == 'value' else answer.said}", language, value=answer.value)


def _progress(labels: int, pictures: int, language: str) -> str:
    """A dataset may have fewer pictures than are asked for elsewhere."""
    goal = min(GOAL, pictures)
    if labels <= goal:
        return say("page.label.progress", language, labels=labels, goal=goal)
    return say("page.label.progress.more", language, labels=labels)


def _later(home: Home, networks: list[Network], owner: str) -> Collection[str]:
    """The runs of a second round of a search; searches are only read where there may be one."""
    return SearchStore(home).later(owner) if any(each.matched and search_of(each.tags) for each in networks) else ()


def _names(networks: list[Network], later: Collection[str], language: str) -> dict[str, str]:
    """A name for each network that no other has: like ones say of which run each is. ``later``: as of :func:`_later`."""

    def first(each: Network) -> str:
        if each.kind is None and each.name:
            return each.name
        again = any(key.partition("/")[0] in later for key in each.keys)  # what other rounds have too is called as in the last
        matched = 0 if not each.matched else 2 if again else 1
        return called(each.strategy if each.kind is None else REFERENCES[each.kind], matched, language)

    names = {each.key: first(each) for each in networks}
    if len({each.source_id for each in networks}) > 1:
        for each in networks:
            source = dataset_name(each.source, language)
            names[each.key] = say("page.label.network_on", language, name=names[each.key], source=source)
    if len({each.backbone for each in networks}) > 1:
        for each in _alike(networks, names):
            names[each.key] = say("best.on_backbone", language, name=names[each.key], backbone=catalogue.name_of(each.backbone))
    for each in _alike(networks, names):
        labels = each.learned or each.told
        if labels:  # so are those of different searches told apart
            names[each.key] = say("page.label.network_labels", language, name=names[each.key], labels=labels)
        elif each.given_shares:
            names[each.key] = say("page.label.network_told", language, name=names[each.key])
    for each in _alike(networks, names):
        if each.kind is not None and each.strategy != SOURCE_ONLY:
            strategy = strategy_name(each.strategy, language)
            names[each.key] = say("page.label.network_beside", language, name=names[each.key], strategy=strategy)
    for each in _alike(networks, names):
        names[each.key] = say("page.label.network_of", language, name=names[each.key], run=each.run[:8])
    return names


def _alike(networks: list[Network], names: dict[str, str]) -> list[Network]:
    """Those whose name another one has too."""
    counted = Counter(names.values())
    return [each for each in networks if counted[names[each.key]] > 1]


def _folded(judged: Judged, older: set[str]) -> set[str]:
    """The keys of those that are folded: of the ``older`` ones, where not all are in the lead, neither what the sentences name as best or not
    surely worse nor what is as good as the best that is shown of its group.
    """
    lead = judged.lead
    if lead is None or _even(lead):
        return older
    folded = older - {each.key for each in (*lead.best, *lead.open[: how_many_named(len(lead.open))])}
    for pictures, standings in _groups(judged).items():
        best = next((each for each in standings if each.network.key not in folded), None)
        if pictures and best is not None:
            as_good = [each for each in standings if judged.level(each) == judged.level(best)]
            better = standings[: standings.index(best)]
            folded -= {each.network.key for each in (*better, *as_good)}
    return folded


def _older(networks: list[Network]) -> set[str]:
    """The keys of those that are older than the newest search's, where there are many."""
    if len(networks) <= UNFOLDED:
        return set()
    place = {run: at for at, run in enumerate(dict.fromkeys(each.run for each in networks))}
    newest_first = sorted(networks, key=lambda each: place[each.run])
    newest = search_of(newest_first[0].tags)
    of_newest = [at for at, each in enumerate(newest_first, 1) if newest and search_of(each.tags) == newest]
    return {each.key for each in newest_first[max(UNFOLDED, *of_newest, 0) :]}


def _rows(judged: Judged, names: dict[str, str], older: set[str], labels: int, language: str) -> list[dict[str, Any]]:
    """The networks, the best group first: those that the same labels judge, which ``group`` says where that is not one for all. What learned
    labels stands with source-only by the others, since it cannot be compared with an estimate by all.
    """
    groups = _groups(judged)
    differ = any(0 < len(pictures) < labels for pictures in groups)
    rows = []
    for pictures, standings in groups.items():
        others = 0 < len(pictures) < labels
        kind = "others" if others else "all" if pictures else "none"
        words = say(f"page.label.group.{kind}", language, labels=len(pictures)) if differ else ""
        rows += [
            {**_row(each, names, labels, language), "group": words, "older": each.network.key in older} for each in standings
        ]
        for each in _source_only(judged, standings) if others else ():
            row = _row(each, names, each.labels, language)
            same = say("page.label.range_same", language, range=row["range"], labels=each.labels)
            folded = all(one.network.key in older for one in standings)
            rows.append({**row, "range": same, "group": words, "older": folded})
    return rows


def _groups(judged: Judged) -> dict[tuple[int, ...], list[Standing]]:
    """The networks that the same labels judge, by the pictures of these, none where they are too few; the best first."""
    groups: dict[tuple[int, ...], list[Standing]] = {}
    for each in judged.standings:
        groups.setdefault(tuple(judged.labeled(each.network)) if each.labels else (), []).append(each)
    return groups


def _source_only(judged: Judged, standings: list[Standing]) -> list[Standing]:
    """That of each network, by the labels that judge the network; each once."""
    found = [judged.beside_source_only(each.network) for each in standings]
    return list({each.other.network.key: each.other for each in found if each is not None}.values())


def _row(standing: Standing, names: dict[str, str], labels: int, language: str) -> dict[str, Any]:
    """``labels``: how many were given; those that the network does not count it has learned."""
    network, (value, low, high) = standing.network, standing.estimate
    if not standing.labels:
        words = say("page.label.learned" if labels else "page.label.nothing_yet", language)
    elif network.classes and standing.exact:
        words = say("page.label.range_of_all", language, labels=standing.labels)
    elif network.classes:
        words = say("page.label.range", language, low=low, high=high)
    elif math.isinf(high):
        words = say("page.label.value_few", language, needed=FEWEST_ERRORS)
    else:
        words = say("page.label.value_range", language, low=low, high=high)
    if standing.flattered:
        words = say("page.label.range_told", language, range=words)
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
        "same": sorted({key for key in network.again if is_id(key)}),
    }


def _on_networks(labeling: Labeling, names: dict[str, str], language: str) -> list[str]:
    """What the labels say of the networks, in sentences; what they say of the mix of classes stands beside its bars."""
    if not labeling.networks:
        return [say("page.label.no_networks", language)]
    if not labeling.sample:
        return [say("page.label.verdict.begin", language)]
    lead = labeling.judged.lead
    if lead is None:
        return []
    told = {name: [names[each.key] for each in getattr(lead, name)] for name in PLACES}
    unjudged = [names[each.key] for each in labeling.judged.unjudged]
    open_yet = [say("page.label.verdict.unjudged", language, names=few_names(unjudged, language))] if unjudged else []
    if _even(lead):
        return [_on_even(lead, language), *open_yet]
    if len(told["worse"]) == len(names) - 1:
        said = [say("page.label.verdict.best", language, best=told["best"][0])]
    else:
        judge = "" if lead.judge is None else names[lead.judge.key]
        leads = "page.label.verdict.leads.so_far" if unjudged else "page.label.verdict.leads"
        said = [say(leads, language, names=few_names(told["best"], language))]
        gain = _gain(labeling.judged)
        if gain is not None:
            said.append(say("page.label.verdict.gain", language, gain=gain.gain, labels=gain.own.labels))
        for name in PLACES[1:]:
            if told[name]:
                key = "open_all" if name == "open" and labeling.next is None else name
                said.append(say(f"page.label.verdict.{key}", language, names=few_names(told[name], language), judge=judge))
    return [*said, *open_yet, *_on_adapting(lead, names, labeling, language)]


def _even(lead: Lead) -> bool:
    """Whether all that are compared are in the lead."""
    return not (lead.worse or lead.open or lead.beaten)


def _on_even(lead: Lead, language: str) -> str:
    return say("page.label.verdict.alike" if lead.alike else "page.label.verdict.even", language)


def _told(labels: int, language: str) -> str:
    return say("page.label.verdict.at" if labels >= GOAL else "page.label.verdict", language, labels=labels)


def _gain(judged: Judged) -> Beside | None:
    """What the network in the lead is ahead of source-only by, where it leads by that since it learned some of the labels."""
    lead = judged.lead
    if lead is None or not lead.best[0].classes or len(judged.labeled(lead.best[0])) == judged.most:
        return None
    return judged.beside_source_only(lead.best[0])


def _line(judged: Judged, names: dict[str, str], language: str) -> str:
    """What the labels say, in one line for a small screen; empty before two networks can be compared."""
    lead = judged.lead
    if lead is None:
        return ""
    if _even(lead):
        return _on_even(lead, language)
    best = [each for each in judged.standings if each.network in lead.best]
    told = few_names([names[each.network.key] for each in best], language, 1)
    gain = _gain(judged)
    if gain is not None:
        return say("page.label.line.gain", language, names=told, gain=gain.gain, labels=gain.own.labels)
    if len({each.estimate.value for each in best}) > 1:  # they are as good by labels that judge both, but not all judge both
        return say("page.label.verdict.leads", language, names=told)
    if judged.unjudged:
        key = "page.label.line.so_far" if lead.best[0].classes else "page.label.line.value.so_far"
    else:
        key = "page.label.line" if lead.best[0].classes else "page.label.line.value"
    return say(key, language, names=told, value=best[0].estimate.value, labels=min(each.labels for each in best))


def _on_adapting(lead: Lead, names: dict[str, str], labeling: Labeling, language: str) -> list[str]:
    """Whether to adapt at all. Fewer than :data:`~tlgui.labeling.judged.ENOUGH` labels advise nothing, and before a network has learned them
    there is more to try than to leave it as it is.
    """
    if not any(each.kind == "baseline" for name in PLACES for each in getattr(lead, name)):
        return []
    judged = labeling.judged
    if judged.surely_better:
        better = names[judged.surely_better[0].key]
        ahead = not any(each.kind == "baseline" for each in lead.best)
        return [say(f"page.label.verdict.{'helps' if ahead else 'helps_one'}", language, name=better)]
    surer = lead.best[0] if lead.judge is None else lead.judge
    beaten = any(each.kind == "baseline" for each in (*lead.worse, *lead.beaten))
    if beaten and surer.told > surer.learned:
        return [say("page.label.verdict.unsure_told", language, name=names[surer.key])]
    if not judged.none_ahead:
        return [say("page.label.verdict.unsure", language)]
    learned = any(each.learned for each in labeling.networks)
    return [say("page.label.verdict.leave" if learned else "page.label.verdict.not_ahead", language)]


def _shares(
    labeling: Labeling, shares: LabeledShares | None, keeps: TargetShares | None, language: str, *, offered: bool
) -> dict[str, Any]:
    """What the labels say of the class shares, or that a search with them ``keeps`` those that the user told; whether they can be learned
    (``learnable``), which asks for no order, and whether a search can begin with them, where one is ``offered``.
    """
    learnable = labeling.learnable() > 1
    if shares is None or len(labeling.sample) < SHARES_FROM:
        enough = len(labeling.pack) - len(labeling.drawn.unknown) >= SHARES_FROM
        few = say("page.label.shares.few" if enough else "page.label.shares.too_few", language, needed=SHARES_FROM)
        return {"words": few, "rows": [], "read": "", **as_option(""), "learnable": learnable, "begins": learnable and offered}
    if keeps is not None:
        against = shares.speak_against(keeps.of(shares.classes))
        says, text, begins = "told_against" if against else "told", str(labeling.told() if against else keeps), False
    else:
        says, text, begins = shares.says, str(labeling.told()) if shares.differ else "", shares.differ and not labeling.all_named
    key = "page.label.shares.same.exact" if says == "same" and shares.exact else f"page.label.shares.{says}"
    return {
        "words": with_others(say(key, language, labels=shares.given), shares, language),
        "rows": bars(shares, language),
        "read": read_words(shares, language),
        **as_option(text),
        "learnable": learnable,
        "begins": offered and (learnable or begins),
        "source": labeling.source,
    }


def offered_sources(infos: list[DatasetInfo], language: str) -> list[dict[str, str]]:
    """Datasets whose classes may be offered, for a list. ``infos``: those that have labels which are open."""
    return [{"id": each.id, "name": dataset_name(each.name, language)} for each in infos]
