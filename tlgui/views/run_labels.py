"""What labels that its owner gave say of a run's network, on the run's own page."""

from __future__ import annotations

from typing import NamedTuple

from tlgui.data.store import DatasetStore
from tlgui.home import Home
from tlgui.labeling.labeling import labeling_of
from tlgui.runs.index import RunIndex, index_of
from tlgui.runs.store import Run
from tlgui.runs.teaching import TaughtLabels
from tlgui.tasks import TASKS
from tlgui.texts import say
from tlgui.views.search_labels import standing_headline, standing_words
from tlgui.views.verdict import NOTHING_GIVEN, Given


class RunLabels(NamedTuple):
    """``given``: how good given labels say that the network is, or what would tell. ``way_in``: to more of them."""

    given: Given
    way_in: str


def judgement_of(home: Home, run: Run, language: str) -> Given:
    """How good labels that it did not learn say that a run's network is, for what is read away from the page; empty without any."""
    found = run_labels(home, index_of(home), run, language).given
    return found if found.headline else NOTHING_GIVEN


def run_labels(home: Home, index: RunIndex, run: Run, language: str) -> RunLabels:
    """What labels say of a run that has finished. The index looks into logs: not while one is held."""
    before = RunLabels(NOTHING_GIVEN, say("page.label.way_in", language))
    if run.opened or run.spec.target is None or not TASKS[run.spec.task].one_class:
        return before
    more = say("page.search.label_more", language)
    if not DatasetStore(home).has(run.spec.target):  # deleted since
        return before
    labeling = labeling_of(home, index, run.spec.target, run.owner, {run.id}, look=True)
    standing = None if labeling is None else labeling.judged.of(run.id)
    if standing is not None:
        return RunLabels(Given(standing_words(standing, language), standing_headline(standing, language)), more)
    taught = TaughtLabels.of(run)
    if taught is None:
        return before
    return RunLabels(Given(say("page.search.settle.learned", language, labels=len(taught.pictures))), more)
