"""What *Label twenty* says to do next: search, label the pictures that judge what was found, take the network away."""

from __future__ import annotations

from typing import Any

from tlgui.finding.searches import Search, SearchStore
from tlgui.home import Home
from tlgui.labeling.judged import ENOUGH
from tlgui.labeling.labeling import Labeling
from tlgui.labeling.networks import Network
from tlgui.texts import joined, say

GOAL = 20
"""Labels after which the page says what they tell, and what to press next; "7 of 20"."""


def next_step(
    home: Home, labeling: Labeling, owner: str, names: dict[str, str], language: str, *, keeps_told: bool
) -> dict[str, Any]:
    """``words``; ``search``: whether that is the search; ``href`` and ``link`` of another way to go; ``again``: what another search costs;
    ``running``: that a search with labels is going on, so that none is offered; else empty.

    ``keeps_told``: whether a search keeps class shares that the user told, so that those of the labels tell it nothing.
    """
    step: dict[str, Any] = {"words": "", "search": False, "href": "", "link": "", "again": "", "running": ""}
    going = _going_on(home, labeling, owner)
    if going is not None:
        running = say("page.label.next.running", language)
        step |= {"words": running, "running": running, **_to_search(going, language)}
    learner = next((each for each in labeling.networks if each.learned), None)  # of the newest
    if learner is None:
        return step if going is not None else {**step, **_before(labeling, language, keeps_told=keeps_told)}
    further = labeling.judged.labeled(learner)
    teach = [each for each in further if labeling.given.named.get(each) in learner.classes]
    if teach and going is None:
        step["again"] = say("page.label.next.again", language, labels=len(labeling.sample), further=len(teach))
    if len(further) < ENOUGH and labeling.next is None:
        return step
    if len(further) < ENOUGH:
        judge = say("page.label.next.judge", language, further=len(further), needed=ENOUGH)
        return {**step, "words": joined([step["running"], judge], language)}
    search = next((each for each in SearchStore(home).all(owner) if each.tag in learner.tags), None)
    if search is not None and not search.concluded:
        return {**step, "words": say("page.label.next.no_answer", language), **_to_search(search, language)}
    taken = _taken(labeling, learner, search)
    judging = labeling.judged.labeled(taken if taken.learned else learner)
    right = int(labeling.judged.right(taken, judging).sum())
    return {
        **step,
        "words": say("page.label.next.judged", language, name=names[taken.key], right=right, labels=len(judging)),
        "href": f"./?run={taken.run}#take-away",
        "link": say("page.label.next.take", language),
    }


def _going_on(home: Home, labeling: Labeling, owner: str) -> Search | None:
    """The newest search with labels of this target that goes on: it learns them, or was told the mix of classes by them."""
    there = (each for each in SearchStore(home).all(owner) if each.spec.target == labeling.pack.info.id)
    with_labels = (each for each in there if each.plan.learns or each.plan.told.known_from == "labels")
    return next((each for each in with_labels if not (each.concluded or each.control.stopping or each.failed)), None)


def _to_search(search: Search, language: str) -> dict[str, str]:
    return {"href": f"search?id={search.id}", "link": say("page.label.next.to_search", language)}


def _before(labeling: Labeling, language: str, *, keeps_told: bool) -> dict[str, Any]:
    """While no network has learned labels."""
    shares = labeling.shares()
    if len(labeling.sample) < GOAL or labeling.all_named:
        return {}
    tells = shares is not None and shares.differ and not keeps_told
    if labeling.learnable() > 1 or tells:
        open_yet = shares is not None and shares.says == "unclear" and not keeps_told
        return {"words": say(f"page.label.next.{'search_or_more' if open_yet else 'search'}", language), "search": True}
    return {"words": say("page.label.next.more", language)}


def _taken(labeling: Labeling, learner: Network, search: Search | None) -> Network:
    """The network that the search says to take; that which learned if it was trained alone."""
    verdict = None if search is None else search.verdict()
    run = learner.run if verdict is None else verdict.taken.run
    return next((each for each in labeling.networks if run in each.keys), learner)
