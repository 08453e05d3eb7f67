"""The verdict of a search as its page says it: the network to take, how sure that is, what labels say of it, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from tlgui.errors import UserError
from tlgui.finding.searches import Member, Search
from tlgui.finding.verdict import SOURCE_ONLY, Verdict
from tlgui.finding.words import (
    better_words,
    how_taken,
    name_of,
    of_pictures,
    on_all,
    right_of_all,
    said_of,
    sentences,
    uncounted,
)
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.labeling.judged import ENOUGH
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore
from tlgui.texts import joined, say
from tlgui.views.search_labels import Ahead, Known, Scored, compared_words, known_of
from tlgui.views.search_mix import WITHOUT_LABELS
from tlgui.views.verdict import largest_shares
from tlgui.views.words import few_names

SETTLED_BY = {"told": "told", "said_equal": "told", "told_labels": "labels", "labels_equal": "labels", "labels_differ": "labels"}
"""By the ``why`` of a verdict where the search was told the mix of classes: the end of the key of what would settle it."""


def verdict_words(verdict: Verdict, known: Known, language: str) -> dict[str, Any]:
    """Everything that stands in the box of the verdict."""
    network = say(
        f"page.search.network.{how_taken(verdict)}",
        language,
        agreement=verdict.taken_agreement,
        nearest_agreement=verdict.agreement,
        distilled_agreement=verdict.distilled_agreement,
        nearest=name_of(verdict.nearest, language),
        of=of_pictures(verdict, language),
    )
    said = said_of(verdict, language, known.mix, scores=False, settled=known.settled)  # beside it stands what the labels say
    unlabeled = known == Known(sealed=known.sealed, revealed=known.revealed) and verdict.target_accuracy is None
    doubt = joined([said.few, said.unpredicted, _behind(verdict, known, language)], language)
    doubt = doubt or ((said.unnoticed or said.unsure) if unlabeled else "")
    said = said._replace(few="", better="", unpredicted="", unsure="" if doubt == said.unsure else said.unsure)
    none_ahead = _none_ahead(verdict, known)
    if none_ahead:
        said = said._replace(leave=say("page.search.chose", language, network=name_of(verdict.taken, language)))
    return said._asdict() | {
        "doubt": doubt,
        "headline": headline(verdict, known, language),
        "tone": _tone(verdict, known, none_ahead=none_ahead, doubt=doubt),
        "network": network,
        "left_as_it_is": none_ahead or verdict.leave is not None,
        "run": verdict.taken.run,
        "say_so": known.say_so,
        "unused": known.unused and known.unused._asdict(),
        **_settle(verdict, known, language),
        "uncounted": [*_scores_of_distilled(verdict, language), *uncounted(verdict, language)],
        "took": say("page.search.took", language, seconds=verdict.seconds, count=len(verdict.candidates)),
    }


def told(home: Home, search: Search, verdict: Verdict, language: str) -> list[str]:
    """The whole verdict for the command line and scripts: a sentence or several each, with what the page knows of the target's mix of classes
    and of labels that the search did not use.
    """
    known = known_of(home, search, list(_finished(home, search)), verdict, language, terminal=True)
    said = sentences(verdict, language, known.mix, settled=known.settled)
    estimated, revealed = estimated_shares(verdict, language), ""
    if known.revealed:
        revealed = say("cli.best.revealed", language, run=verdict.taken.run[:8])
    said += [each for each in (estimated, revealed) if each]
    if known.unused is None:
        return said
    unused = joined([known.unused.words, say("cli.best.given_labels", language)], language)
    return [unused, *said] if known.unused.first else [*said, unused]


def estimated_shares(verdict: Verdict | None, language: str) -> str:
    """Which class shares a search took for the target's, in words, where it had to estimate them; empty without a verdict."""
    if verdict is None or verdict.shares is None or verdict.why not in WITHOUT_LABELS:
        return ""
    return say("page.search.estimated", language, shares=largest_shares(verdict.shares))


def _scores_of_distilled(verdict: Verdict, language: str) -> list[str]:
    """That the scores of a distilled network are no reason against it, where there is one and they are shown: not where it learned labels."""
    return [] if verdict.distilled is None or verdict.learned else [say("page.search.distilled_scores", language)]


def _first(verdict: Verdict, scored: Scored, language: str) -> str:
    """How the network that Results puts first does beside the one to take; empty where that is the same."""
    first = scored.first
    if first is None:
        return ""
    network = next(each for each in verdict.candidates if each.name == first.name)
    by = "same" if first.ahead is None else "unsure" if not first.sure else "more" if first.ahead else "fewer"
    return say(
        f"page.search.settled.first.{by}", language, network=name_of(network, language), accuracy=scored.accuracies[first.name]
    )


def _most_right(verdict: Verdict, right: Mapping[str, float | None], named: Sequence[str], language: str) -> str:
    """Which network is right most often, where that is neither the one to take nor one of those ``named`` already."""
    known = {name: value for name, value in right.items() if value is not None}
    most = max(known.values())
    best = [each for each in verdict.candidates if known.get(each.name) == most]
    if known[verdict.taken.name] == most or any(each.name in named for each in best):
        return ""
    networks = few_names([name_of(each, language) for each in best], language)
    return say("page.search.settled.most", language, networks=networks, accuracy=most)


def _ahead_words(verdict: Verdict, ahead: Ahead | None, language: str) -> str:
    """That given labels have another network ahead of the one to take."""
    if ahead is None:
        return ""
    network = next(each for each in verdict.candidates if each.name == ahead.name)
    key = "page.search.settled.ahead.sure" if ahead.sure else "page.search.settled.ahead"
    return say(key, language, network=name_of(network, language), value=ahead.right)


def _open(verdict: Verdict) -> dict[str, float | None]:
    """How much of the target each candidate has right by labels that are open, by its name."""
    return {each.name: each.target_accuracy for each in verdict.candidates}


def _finished(home: Home, search: Search) -> Iterator[Member]:
    """Its runs that have finished and that nobody has deleted."""
    queue, store = JobQueue(home), RunStore(home)
    for each in search.members():
        with suppress(UserError):
            if status_of(store.get(each.run, search.owner), queue).state == "finished":
                yield each


def _behind(verdict: Verdict, known: Known, language: str) -> str:
    """That the labels that were learned had source-only in the lead, where none say how good the network to take is."""
    leads = known.source_only_leads
    if leads is None or known.scored is not None or verdict.taken.target_accuracy is not None:
        return ""
    return say("page.search.source_only_leads", language, labels=leads.labels, **leads.estimate._asdict())


def headline(verdict: Verdict, known: Known, language: str) -> str:
    """What to do, in a few words."""
    if _none_ahead(verdict, known):
        return say("page.search.none_ahead", language)
    if verdict.leave:
        return say("page.search.leave", language)
    if verdict.taken == verdict.distilled:
        return say("page.search.take.distilled", language)
    return say("page.search.take", language, network=name_of(verdict.nearest, language))


def _settle(verdict: Verdict, known: Known, language: str) -> dict[str, str]:
    """What labels say of the network to take; without them, what would tell how good it is. ``label``: what to label more for; ``reveal``: what
    to open here instead, where labels are revealed and no other is needed.
    """
    found = _settled_by(verdict, known, language)
    if not known.revealed:
        return {**found, "reveal": ""}
    revealed = say("page.search.settle.revealed", language)
    words = joined([found["settle"], revealed], language) if known.standing is not None else revealed
    return {**found, "settle": words, "label": "", "reveal": say("page.search.reveal", language)}


def _settled_by(verdict: Verdict, known: Known, language: str) -> dict[str, str]:
    source_only = verdict.source_only_on(verdict.taken.backbone)
    accuracy, baseline = verdict.taken.target_accuracy, None if source_only is None else source_only.target_accuracy
    title, label = say("page.search.settled", language), say("page.search.label_more", language)
    network = name_of(verdict.taken, language)
    if accuracy is not None and baseline is not None:
        values = {"accuracy": accuracy, "baseline": baseline, "guess": verdict.target_accuracy, "count": verdict.scored_on}
        words = say("page.search.settled.words", language, network=network, **values)
        better, most = said_of(verdict, language).better, _most_right(verdict, _open(verdict), verdict.surely_better, language)
        words = joined([words, on_all(accuracy, verdict.scored_on, verdict.other_classes, language), better, most], language)
        return {"settle_title": title, "settle": words, "label": ""}
    if known.scored is not None:
        right, pictures, others, names, *_ = known.scored
        there = source_only is not None and source_only.name in right  # somebody may have deleted its run
        baseline = right[source_only.name if source_only is not None and there else SOURCE_ONLY]
        values = {"accuracy": right[verdict.taken.name], "baseline": baseline, "count": pictures}
        key = "page.search.settled.revealed_before" if known.scored.before else "page.search.settled.revealed"
        words = say(key, language, network=network, **values)
        better = better_words(verdict, names, right, language)
        first = _first(verdict, known.scored, language)
        named = [*names, *([known.scored.first.name] if known.scored.first else [])]
        most = _most_right(verdict, right, named, language)
        words = joined([words, on_all(right[verdict.taken.name], pictures, others, language), first, better, most], language)
        return {"settle_title": title, "settle": words, "label": ""}
    if known.standing is not None:
        words = compared_words(known.standing, known.beside, language, none_ahead=known.none_ahead)
        words = joined([words, _ahead_words(verdict, known.ahead, language)], language)
        return {"settle_title": title, "settle": words, "label": label}
    title = say("page.search.settle", language)
    if verdict.few:
        return {"settle_title": title, "settle": say("page.search.settle.few", language), "label": ""}
    if verdict.learned:
        words = say("page.search.settle.learned", language, labels=verdict.learned)
        return {"settle_title": title, "settle": words, "label": label}
    if known.unused is not None:
        return {"settle_title": title, "settle": say("page.search.settle.unused", language), "label": label}
    open_yet = "unsure" if verdict.unsure and not known.settled else SETTLED_BY.get(verdict.why, "any")
    words = say(f"page.search.settle.{open_yet}", language)
    if known.sealed:
        words = joined([words, say("page.search.settle.sealed", language)], language)
    return {"settle_title": title, "settle": words, "label": say("page.label.way_in", language)}


def _tone(verdict: Verdict, known: Known, *, none_ahead: bool, doubt: str) -> str:
    """``against``: labels speak against what was found; ``open``: it may well be otherwise; ``good``."""
    if none_ahead or (known.unused is not None and known.unused.first):
        return "against"
    behind = known.beside is not None and known.beside.gain < 0
    behind = behind or (known.ahead is not None and known.ahead.sure)
    unknown = (verdict.unsure and not known.settled) or verdict.few or verdict.told_one_class is not None
    return "open" if doubt or behind or unknown else "good"


def right_of(verdict: Verdict, known: Known) -> float | None:
    """How good the network to take is, where labels are open by now."""
    if known.scored is not None:
        return right_of_all(known.scored.accuracies[verdict.taken.name], known.scored.pictures, known.scored.other_classes)
    accuracy = verdict.taken.target_accuracy
    return None if accuracy is None else right_of_all(accuracy, verdict.scored_on, verdict.other_classes)


def _none_ahead(verdict: Verdict, known: Known) -> bool:
    """Whether labels say that no adapted network is better than source-only."""
    right: Mapping[str, float | None] = _open(verdict)
    pictures = verdict.scored_on
    if known.scored is not None:
        right, pictures = known.scored.accuracies, known.scored.pictures
    baseline = right.get(SOURCE_ONLY)
    if baseline is None:
        return known.none_ahead
    return pictures >= ENOUGH and all(each <= baseline for each in right.values() if each is not None)
