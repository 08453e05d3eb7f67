"""What labels say of a search that is over: the target's own where they are open, and those that its owner gave, which it may not have used."""

from __future__ import annotations

from typing import NamedTuple

from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.finding.results import Results
from tlgui.finding.searches import Member, Search, SearchStore
from tlgui.finding.verdict import Verdict
from tlgui.finding.words import counted
from tlgui.home import Home
from tlgui.labeling.labeling import Labeling, Standing
from tlgui.runs.index import index_of
from tlgui.runs.store import RunStore
from tlgui.runs.teaching import TaughtLabels
from tlgui.texts import joined, say

WITHOUT_LABELS = ("equal", "differ", "differ_late", "said_equal")
"""As the ``why`` of a verdict: nobody had counted the target's classes."""


class Unused(NamedTuple):
    """Labels that the owner gave and a search did not use, in words, and where to go with them."""

    words: str
    link: str
    href: str


class Known(NamedTuple):
    """What is known by now.

    Attributes
    ----------
    mix:
        What open labels, or else those that the owner gave, say of the target's mix of classes, in words, where the search did not know it.
    unused:
        ``None`` where the owner gave no label beside those that the search used.
    standing:
        How good labels that the owner gave say that the network to take is; ``None`` where it learned them all.
    """

    mix: str = ""
    unused: Unused | None = None
    standing: Standing | None = None


def known_of(home: Home, search: Search, member: Member, verdict: Verdict, language: str) -> Known:
    """What labels say of a search. ``member``: one of its runs that has finished. Nothing where a dataset was deleted since."""
    index = index_of(home)
    index.look()
    try:
        labeling = Labeling(home, index, DatasetStore(home).get(search.spec.target or "", search.owner), search.owner)
        mix = _mix(home, search, member, verdict, language) or _mix_given(search, labeling, verdict, language)
        standing = _standing(home, search, labeling, verdict)
        return Known(mix, _unused(home, search, labeling, verdict, standing, language), standing)
    except UserError:
        return Known()


def uses_labels(search: Search) -> bool:
    """Whether it was told what labels of the target say, or learns them."""
    return bool(search.plan.learns or search.plan.told.labels)


def _mix(home: Home, search: Search, member: Member, verdict: Verdict, language: str) -> str:
    if verdict.why not in WITHOUT_LABELS:
        return ""
    another, words = counted(Results(home, search, [member]).ground(), language)
    as_taken = not another and verdict.shares is None
    return words if as_taken or not words else joined([words, say("page.search.say_so", language)], language)


def _mix_given(search: Search, labeling: Labeling, verdict: Verdict, language: str) -> str:
    """What labels that the owner gave say of the mix; nothing where Label twenty compares them with another source."""
    shares = labeling.shares() if verdict.why in WITHOUT_LABELS and labeling.source == search.spec.source else None
    if shares is None:
        return ""
    return say("page.search.mix_given.differs" if shares.differ else "page.search.mix_given.same", language, labels=shares.labels)


def _standing(home: Home, search: Search, labeling: Labeling, verdict: Verdict) -> Standing | None:
    run = RunStore(home).get(verdict.taken.run, search.owner)
    if verdict.learned and verdict.taken == verdict.distilled and TaughtLabels.of(run) is None:
        return None  # it predicts what its teachers learned too: such runs are older
    standings = labeling.standings if labeling.sample else []
    return next((each for each in standings if each.network.key == run.id and each.labels), None)


def _unused(
    home: Home, search: Search, labeling: Labeling, verdict: Verdict, standing: Standing | None, language: str
) -> Unused | None:
    used = max(verdict.labels, verdict.learned)
    labels = sum(each.said == "class" for each in labeling.given.answers.values()) - used
    if labels <= 0:
        return None
    pair = (search.spec.source, search.spec.target)
    searches = SearchStore(home).all(search.owner)
    newer = next((each for each in searches if uses_labels(each) and (each.spec.source, each.spec.target) == pair), None)
    words = say("page.search.given.since" if used else "page.search.given", language, labels=labels)
    if used and standing is not None:
        words = joined([words, say("page.search.given.judge", language)], language)
    if newer is not None and newer.created > search.created:
        return Unused(words, say("page.search.given.newer", language), f"search?id={newer.id}")
    return Unused(words, say("page.search.given.search", language), f"label?target={search.spec.target}")
