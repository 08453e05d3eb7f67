"""What a user said of a target's class shares before, so that a search with labels that the user gave keeps it."""

from __future__ import annotations

from tlgui.finding.searches import SearchStore
from tlgui.finding.stages import Knows
from tlgui.home import Home
from tlgui.labeling.labeling import Labeling
from tlgui.runs.store import RunStore
from tlgui.specification.target_shares import TargetShares


def told_before(home: Home, labeling: Labeling, owner: str) -> tuple[Knows, TargetShares]:
    """What the user told the newest run of a labeling, or else the newest search on its source, target and classes that has an answer. What
    labels told a search, the user did not.
    """
    if labeling.networks:
        told = RunStore(home).get(labeling.networks[0].run, owner).spec.target_shares
        if told.known_from == "told":
            return "shares", told
    asked = (labeling.source, labeling.pack.info.id, labeling.class_map)
    for search in SearchStore(home).all(owner):  # newest first
        if search.concluded and (search.spec.source, search.spec.target, search.spec.class_map) == asked:
            plan = search.plan
            return (plan.knows, plan.told) if plan.told.known_from != "labels" else ("nothing", TargetShares())
    return "nothing", TargetShares()
