"""What labels say of a search that is over: the target's own where they are open, and those that its owner gave, which it may not have used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Literal, NamedTuple

from tlgui.data import seals
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.finding import rule
from tlgui.finding.open_labels import SIGNIFICANCE, surely_better
from tlgui.finding.race import state_of
from tlgui.finding.results import Results
from tlgui.finding.searches import Member, Search, SearchStore
from tlgui.finding.stages import Ground
from tlgui.finding.verdict import SOURCE_ONLY, Verdict
from tlgui.home import Home
from tlgui.labeling.judged import ENOUGH, Beside, Judged, Standing
from tlgui.labeling.labeling import Labeling, labeling_of
from tlgui.runs.index import index_of
from tlgui.runs.index.listing import facts_of_runs
from tlgui.runs.index.rows import board_of
from tlgui.runs.index.standings import read_board
from tlgui.runs.mistakes import by_chance
from tlgui.runs.store import RunStore
from tlgui.service.opening import revealed_elsewhere
from tlgui.texts import joined, say
from tlgui.views.label_shares import with_others
from tlgui.views.search_mix import mix_counted, mix_given, shares_given

GOING_ON = ("queued", "running")


class Unused(NamedTuple):
    """Labels that the owner gave and a search did not use, in words, and where to go with them. ``first``: before anything that it found, since
    these labels speak ``against`` what it assumed, or a newer search that uses labels has an answer.
    """

    words: str
    link: str
    href: str
    first: bool
    against: bool = False


class Known(NamedTuple):
    """What is known by now.

    Attributes
    ----------
    mix:
        What open labels, or else those that the owner gave, say of the target's mix of classes, in words, where the search did not know it.
    say_so:
        The address of Adapt with this search's settings and what open labels say of the mix filled in, where the search went by another one.
    unused:
        ``None`` where the owner gave no label beside those that the search used.
    standing:
        How good labels that the owner gave say that the network to take is; ``None`` where it learned them all.
    beside:
        The network to take and source-only, by the same labels.
    ahead:
        The network of the search that the same labels have ahead of the one to take; ``None`` where none is, or source-only is.
    none_ahead:
        Whether labels that the owner gave say that no adapted network of the search is ahead of source-only. While one of them learned the
        labels, these do not say it of that one.
    source_only_leads:
        How good source-only is by labels that the network to take learned, where these have no network of the search that did not learn them
        ahead of it. They say nothing of the network to take, so nobody knows whether it is better.
    scored:
        How good each network is by labels that were revealed since; ``None`` without any.
    sealed:
        Whether the target has labels that the owner may reveal.
    revealed:
        Whether they are revealed by now, though in none of the search's runs.
    settled:
        Whether labels, open or given, say of the mix that it is the source's or that it is not: then it is no longer open.
    """

    mix: str = ""
    unused: Unused | None = None
    standing: Standing | None = None
    beside: Beside | None = None
    ahead: Ahead | None = None
    none_ahead: bool = False
    source_only_leads: Standing | None = None
    scored: Scored | None = None
    sealed: bool = False
    revealed: bool = False
    settled: bool = False
    say_so: str = ""


class Ahead(NamedTuple):
    """A network of a search, by its name, that given labels have ahead of the one to take: how much of the target it has right by those that
    judge both, and whether it is surely better.
    """

    name: str
    right: float
    sure: bool


class FirstByScores(NamedTuple):
    """The network of a search that Results puts first by scores, by its name, where that is another one than the network to take.

    ``ahead``: whether it is right on more pictures than that, on fewer (False) or on as many (``None``); ``sure``: and hardly by chance.
    """

    name: str
    ahead: bool | None
    sure: bool


class Scored(NamedTuple):
    """The share right of each network of a search, by its name, on the same so many ``pictures``; how many more are of each class that the
    source does not have; the networks that are surely better than the answer; the one that Results puts first; and whether the labels had been
    revealed ``before`` the search, which did not use them.
    """

    accuracies: dict[str, float]
    pictures: int
    other_classes: dict[str, int]
    surely_better: tuple[str, ...] = ()
    first: FirstByScores | None = None
    before: bool = False


def known_of(
    home: Home, search: Search, members: Sequence[Member], verdict: Verdict, language: str, *, terminal: bool = False
) -> Known:
    """What labels say of a search. ``members``: its runs that have finished. ``terminal``: what to do about it is said in options, not in the
    page's words. Nothing where a dataset was deleted since.
    """
    if not members:
        return Known()
    member = next((each for each in members if _opened(home, search, each)), members[0])
    try:
        mix, say_so = mix_counted(home, search, member, verdict, language, terminal=terminal)
        scored = scored_since(home, search, members, verdict)
        sealed = scored is None and _may_reveal(home, search)
        revealed = sealed and bool(still_sealed_runs(home, search))
    except UserError:
        return Known()
    runs = {each.run for each in members}
    labeling = labeling_of(home, index_of(home), search.spec.target or "", search.owner, runs, look=True)
    if labeling is None:
        return Known(mix, scored=scored, sealed=sealed, revealed=revealed, settled=bool(mix), say_so=say_so)
    shares = shares_given(search, labeling, verdict)
    settled = bool(mix) or (shares is not None and shares.says != "unclear")
    standing = labeling.judged.of(verdict.taken.run)
    unused = _unused(home, search, labeling, verdict, standing, language, counted=bool(mix))
    if not mix and (unused is None or not unused.against):  # which says it then
        mix = mix_given(search, labeling, verdict, language)
    baseline = _source_only(labeling, verdict)
    beside = labeling.judged.beside(verdict.taken.run, baseline)
    none_ahead = standing is not None and labeling.judged.none_ahead
    leads = _source_only_leads(labeling.judged) if standing is None and verdict.learned else None
    ahead = _ahead(labeling.judged, verdict)
    return Known(mix, unused, standing, beside, ahead, none_ahead, leads, scored, sealed, revealed, settled, say_so)


def _source_only(labeling: Labeling, verdict: Verdict) -> str:
    """The key of source-only on the search's own backbone; empty where it is not among the networks."""
    own = verdict.source_only_on("")
    there = [each for each in labeling.networks if each.kind == "baseline"]
    return next((each.key for each in sorted(there, key=lambda each: own is None or own.run not in each.keys)), "")


def _ahead(judged: Judged, verdict: Verdict) -> Ahead | None:
    own, lead = judged.of(verdict.taken.run), judged.lead
    if own is None or own.labels < ENOUGH or lead is None or any(each.kind == "baseline" for each in lead.best):
        return None
    best = lead.best[0]
    name = next((each.name for each in verdict.candidates if each.run in best.keys), None)
    beside = judged.beside(verdict.taken.run, best.key)
    if name is None or beside is None or beside.gain >= 0:
        return None
    return Ahead(name, beside.other.estimate.value, any(verdict.taken.run in each.keys for each in lead.worse))


def _source_only_leads(judged: Judged) -> Standing | None:
    lead = judged.lead
    best = None if lead is None else next((each for each in lead.best if each.kind == "baseline"), None)
    standing = None if best is None else judged.of(best.key)
    return standing if standing is not None and standing.labels >= ENOUGH else None


def scored_since(home: Home, search: Search, members: Sequence[Member], verdict: Verdict) -> Scored | None:
    """What a reveal on any of its runs says of all its networks; ``None`` without one, and where the verdict knew the labels.

    A reveal opens one run's own copy of the labels. All runs of a search number the same pictures and classes alike, so the copy serves all.
    """
    opened = [each for each in members if _opened(home, search, each)]
    if not opened or (verdict.taken.target_accuracy is not None and verdict.accuracy_of(SOURCE_ONLY) is not None):
        return None
    results = Results(home, search, [opened[0], *(each for each in members if each != opened[0])])
    predictions, ground = results.found()[1], results.ground()
    if not len(ground.rows) or not {verdict.taken.name, SOURCE_ONLY} <= predictions.keys():  # somebody has deleted one since
        return None
    right = {name: float((each[ground.rows].argmax(1) == ground.labels).mean()) for name, each in predictions.items()}
    better: tuple[str, ...] = ()
    if verdict.weights.keys() <= predictions.keys():
        answer = rule.answered(predictions, verdict.weights, ground.alike).argmax(1)
        better = surely_better(predictions, answer, ground.rows, ground.labels)
    first = _first_by_scores(home, search, verdict, predictions, ground)
    when = seals.when_revealed(home, search.spec.target or "")
    before = when is not None and when < search.created
    return Scored(right, len(ground.rows), results.other_classes(), better, first, before)


def _first_by_scores(
    home: Home, search: Search, verdict: Verdict, predictions: Mapping[str, rule.Predictions], ground: Ground
) -> FirstByScores | None:
    """Beside the network to take the one that Results puts first; ``None`` where that is the same, or none of this search."""
    index = index_of(home)
    facts = facts_of_runs(index, search.owner, [verdict.taken.run]).get(verdict.taken.run)
    board = None if facts is None else read_board(index, search.owner, board_of(facts))
    leaders = [] if board is None or board.learned else board.first(1)
    by_run = {each.run: each.name for each in verdict.candidates}
    name = next((by_run[each.network] for each in leaders if each.network in by_run), None)
    if name is None or name == verdict.taken.name or name not in predictions:
        return None
    theirs, own = (predictions[each][ground.rows].argmax(1) == ground.labels for each in (name, verdict.taken.name))
    more, fewer = int((theirs & ~own).sum()), int((own & ~theirs).sum())
    return FirstByScores(name, None if more == fewer else more > fewer, by_chance(more, fewer) < SIGNIFICANCE)


def _may_reveal(home: Home, search: Search) -> bool:
    """Whether the owner may reveal labels that the search did not know."""
    info = DatasetStore(home).get(search.spec.target or "", search.owner).info
    return search.spec.sealed and info.labels != "none" and seals.may_reveal(home, info, search.owner)


def still_sealed_runs(home: Home, search: Search) -> list[str]:
    """Those of a search's runs that keep labels sealed which were revealed elsewhere; those that were deleted are none of them."""
    store, found = RunStore(home), list[str]()
    for each in search.members():
        with suppress(UserError):
            if revealed_elsewhere(home, store.get(each.run, search.owner)):
                found.append(each.run)
    return found


def _opened(home: Home, search: Search, member: Member) -> bool:
    return RunStore(home).get(member.run, search.owner).opened


def _known_as(standing: Standing) -> Literal["exact", "all", "some"]:
    return "exact" if standing.exact else "all" if standing.estimate.value == 1 else "some"


def standing_words(standing: Standing, language: str) -> str:
    """How good labels that a network did not learn say that it is. Nobody reads 100 % of ten labels as 100 % of the target."""
    kind = _known_as(standing)
    said = f"{kind}_others" if standing.network.learned and kind != "exact" else kind
    words = [say(f"page.label.says.{said}", language, labels=standing.labels, **standing.estimate._asdict())]
    if standing.earlier:
        words.append(say("page.label.says.earlier", language, labels=standing.earlier))
    if standing.flattered:
        words.append(say("page.label.says.told", language))
    return joined(words, language)


def compared_words(standing: Standing, beside: Beside | None, language: str, *, none_ahead: bool) -> str:
    """:func:`standing_words`, source-only by the same labels, and whether no adapted network is ahead of it."""
    words = [standing_words(standing, language)]
    if beside is not None:
        key = "source_only_exact" if beside.other.exact else "source_only"
        words.append(say(f"page.label.says.{key}", language, **beside.other.estimate._asdict()))
    if none_ahead:
        words.append(say("page.label.says.none_ahead", language))
    return joined(words, language)


def standing_headline(standing: Standing, language: str) -> str:
    """The same in a few words."""
    return say(f"page.label.headline.{_known_as(standing)}", language, labels=standing.labels, **standing.estimate._asdict())


def uses_labels(search: Search) -> bool:
    """Whether it was told what labels of the target say, or learns them."""
    return bool(search.plan.learns or search.plan.told.labels)


def _unused(
    home: Home,
    search: Search,
    labeling: Labeling,
    verdict: Verdict,
    standing: Standing | None,
    language: str,
    *,
    counted: bool,
) -> Unused | None:
    """``counted``: whether open labels say what the mix is, which the few that were given then do not."""
    used = max(verdict.labels, verdict.learned)
    if len(labeling.given.named) <= used:
        return None
    labels = _not_used(labeling, used, standing)
    newer, state = _newer(home, search)
    shares = (
        shares_given(search, labeling, verdict) if (verdict.shares is None or verdict.why == "unclear") and not counted else None
    )
    against = shares is not None and shares.differ
    if shares is not None and against:
        words = with_others(say("page.search.given.against", language, labels=shares.given), shares, language)
    else:
        words = say("page.search.given.since" if used else "page.search.given", language, labels=labels)
        if used and standing is not None:
            words = joined([words, say("page.search.given.judge", language)], language)
    if newer is None:
        return Unused(words, say("page.search.given.search", language), f"label?target={search.spec.target}", against, against)
    over = state == "finished"
    link = say("page.search.given.newer" if over else "page.search.given.going", language)
    return Unused(words, link, f"search?id={newer.id}", against or over, against)


def _not_used(labeling: Labeling, used: int, standing: Standing | None) -> int:
    """How many labels a search did not use. Which of those of none of its classes came after it, only what it learned tells."""
    named, known = len(labeling.given.named), sum(each.known for each in labeling.given.answers.values())
    if not used:
        return known
    return known - used - standing.earlier if standing is not None and standing.network.learned else named - used


def _newer(home: Home, search: Search) -> tuple[Search | None, str]:
    """The newest later search on the pair that uses labels and has an answer or is on its way to one, and its state."""
    pair = (search.spec.source, search.spec.target)
    for each in SearchStore(home).all(search.owner):  # newest first
        if each.created <= search.created:
            break
        if uses_labels(each) and (each.spec.source, each.spec.target) == pair:
            state = state_of(home, each)
            if state == "finished" or state in GOING_ON:
                return each, state
    return None, ""
