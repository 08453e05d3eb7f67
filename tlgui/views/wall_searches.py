"""Of each search on a wall's board one network stands for all of it, so that one press does not take the places of a whole class."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from tlgui.finding.searches import Search, SearchStore
from tlgui.finding.verdict import REFERENCES, SOURCE_ONLY, Verdict, named
from tlgui.texts import say
from tlgui.views.wall_mix import Doubt, Pair, found_by_searches
from tlgui.views.wall_order import Entry, best_of


class Tried(NamedTuple):
    """A search.

    Attributes
    ----------
    networks:
        How many it has trained so far, with the references that its page lists too.
    stands:
        The runs that may stand for it, by its verdict: of these the first that is there. Empty while it has none.
    """

    networks: int
    stands: tuple[str, ...]


class Searched(NamedTuple):
    """Of a person's searches: the runs of later rounds, what was found of the mix of classes, and each search by the tag of its runs."""

    later: Collection[str]
    mixes: Mapping[Pair, Doubt | None]
    tried: Mapping[str, Tried]


NOTHING_SEARCHED = Searched((), {}, {})


def searched_by(searches: SearchStore, person: str) -> Searched:
    """What a person's searches tell."""
    verdicts = searches.verdicts(person)
    of_verdicts = {search.id: verdict for search, verdict in verdicts}
    stands = {search.id: (verdict.nearest if verdict.leave else verdict.taken, verdict.nearest) for search, verdict in verdicts}
    tried: dict[str, Tried] = {}
    for search in searches.all(person):
        with suppress(OSError, ValueError, TypeError):  # one that is damaged
            there = tuple(each.run for each in stands.get(search.id, ()))
            tried[search.tag] = Tried(_networks(search, of_verdicts.get(search.id)), there)
    return Searched(searches.later(person), found_by_searches(verdicts), tried)


def _networks(search: Search, verdict: Verdict | None) -> int:
    """As many as the page of the search lists."""
    if verdict is not None:
        return len(verdict.candidates)
    names: set[str] = set()
    for member in search.members():
        names.add(member.name)
        for name in REFERENCES.values() if member.references else ():
            names.add(named(name, 0 if name == SOURCE_ONLY else member.matched, member.backbone))
    return len(names)


def one_of_each(entries: Iterable[Entry], searched: Mapping[str, Searched]) -> list[Entry]:
    """The entries in their order, of each search only the one that stands for it: that which it took or, where it says to leave source-only
    as it is, the nearest; without a verdict the best so far by scores, without these the newest.

    Parameters
    ----------
    searched:
        By the ids of people, what their searches tell.
    """
    entries = list(entries)
    of_search: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.tag in searched[entry.person.id].tried:
            of_search.setdefault((entry.person.id, entry.tag), []).append(entry)
    left_out: set[str] = set()
    for (person, tag), runs in of_search.items():
        tried = searched[person].tried[tag]
        standing = _standing(runs, tried.stands)
        standing.networks = max(tried.networks, len(runs))
        standing.search_over = bool(tried.stands)
        standing.others = [each for each in runs if each is not standing]
        left_out |= {each.run for each in standing.others}
    return [entry for entry in entries if entry.run not in left_out]


def _standing(runs: Sequence[Entry], stands: Iterable[str]) -> Entry:
    by_run = {each.run: each for each in runs}
    chosen = next((by_run[run] for run in stands if run in by_run), None)
    return chosen or best_of(runs) or runs[-1]


def search_words(entry: Entry, language: str) -> tuple[str, str]:
    """That a network stands for a search, and of how many; ``("", "")`` for a run that somebody started alone. The second where there is
    little room.
    """
    if not entry.networks:
        return "", ""
    long = "wall.search" if entry.search_over else "wall.search.so_far"
    return say(long, language, count=entry.networks), say("wall.search.short", language, count=entry.networks)


def count_words(entries: Sequence[Entry], language: str) -> str:
    """How many runs and searches of how many people stand on a wall."""
    searches = sum(entry.networks > 0 for entry in entries)
    runs = len(entries) - searches
    key = "wall.count.both" if searches and runs else "wall.count.searches" if searches else "wall.count"
    people = len({entry.person.id for entry in entries})
    return say(key, language, runs=runs, searches=searches, people=people)
