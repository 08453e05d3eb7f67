"""The search that one press on *Label twenty* starts: for the best network, with the labels to learn and what they say of the classes; and
what stands in place of the button where it would be refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tlgui.errors import UserError
from tlgui.finding import asking
from tlgui.finding.searches import Search, SearchStore
from tlgui.finding.told import told_before
from tlgui.home import Home
from tlgui.labeling.labeling import Labeling
from tlgui.planning.suggested import with_backbone
from tlgui.runs.store import RunStore
from tlgui.service.pairs import facts_for, packs_of
from tlgui.service.taking_back import problems_of_loan
from tlgui.specification.run_spec import RunSpec
from tlgui.texts import say
from tlgui.views.label_shares import as_option


def begin_with_labels(home: Home, labeling: Labeling, owner: str, once: str | None) -> Search:
    """Search on the newest run's data and settings, on two backbones where its search was, or on the source whose classes are offered, with the
    labels. Class shares that the user told before stay told. Else what the labels say of them is told where they differ from the source's; else
    they are asked for as ever.

    Parameters
    ----------
    once:
        A key of the caller's choice: using it again (a double click) returns the first search.

    Raises
    ------
    UserError
        ``given_labels_too_few`` where they tell no shares and are of less than two classes; what
        :func:`tlgui.finding.asking.begin` raises.
    """
    knows, told = told_before(home, labeling, owner)
    by_labels, named = None if knows == "shares" else labeling.told_if_other(), labeling.learnable()
    if named < 2 and by_labels is None:
        shares = labeling.shares()
        raise UserError("given_labels_too_few", labels=0 if shares is None else shares.labels, classes=named)
    if by_labels is not None:
        knows, told = "shares", by_labels
    before = _search_of_newest(home, labeling, owner)
    second = "" if before is None else before.plan.second
    # A candidate has a seed of its own, and references of another: those of the search are meant.
    spec = _spec(home, labeling, owner) if before is None else before.spec
    nothing: dict[str, Any] = {"strategy_settings": {}, "distilled_from": (), "given_labels": None, "reference_seed": None}
    spec = spec.model_copy(update={"target_shares": told, **nothing})
    return asking.begin(home, spec, owner, knows=knows, given=named > 1, second=second, once=once)


def offer_no_refused(home: Home, labeling: Labeling, owner: str, view: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The view of a labeling without any way to a search that would be refused since the host has taken its data back; ``lent`` then says so.
    Else the view as it is, with an empty ``lent``.
    """
    if not _taken_back(home, labeling, owner):
        return {**view, "lent": ""}
    then = {**view["next"], "again": ""}
    if then["search"]:
        then |= {"words": "", "search": False}
    shares = None if view["shares"] is None else {**view["shares"], "begins": False, "learnable": False, **as_option("")}
    return {**view, "next": then, "shares": shares, "lent": say("room.me.taken_back", language)}


def _taken_back(home: Home, labeling: Labeling, owner: str) -> bool:
    try:
        return bool(problems_of_loan(home, packs_of(home, _data(home, labeling, owner), owner), owner))
    except UserError as error:
        return any(each.code == "dataset_taken_back" for each in error.problems)


def _search_of_newest(home: Home, labeling: Labeling, owner: str) -> Search | None:
    """The search that the newest run was trained for; its second backbone is asked again."""
    return next(iter(SearchStore(home).tagged(labeling.networks[0].tags, owner)), None) if labeling.networks else None


def _data(home: Home, labeling: Labeling, owner: str) -> RunSpec:
    """The newest run's spec; without a run one that has nothing but the data."""
    if labeling.networks:
        return RunStore(home).get(labeling.networks[0].run, owner).spec
    return RunSpec(source=labeling.source, target=labeling.pack.info.id, sealed=labeling.pack.info.labels != "none")


def _spec(home: Home, labeling: Labeling, owner: str) -> RunSpec:
    spec = _data(home, labeling, owner)
    if labeling.networks:
        return spec
    packs = packs_of(home, spec, owner)
    return with_backbone(spec, facts_for(home, *packs), [pack.info.short_side for pack in packs if pack is not None])
