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
from tlgui.views.search_labels import standing_words


class RunLabels(NamedTuple):
    """``words``: how good given labels say that the network is (``judged``), or what would tell; empty without labels. ``way_in``: to more."""

    words: str
    way_in: str
    judged: bool = False


def judged_words(home: Home, run: Run, language: str) -> str:
    """How good labels that it did not learn say that a run's network is, for what is read away from the page; empty without any."""
    found = run_labels(home, index_of(home), run, language)
    return found.words if found.judged else ""


def run_labels(home: Home, index: RunIndex, run: Run, language: str) -> RunLabels:
    """What labels say of a run that has finished. The index looks into logs: not while one is held."""
    before = RunLabels("", say("page.label.way_in", language))
    if run.opened or run.spec.target is None or not TASKS[run.spec.task].one_class:
        return before
    more = say("page.search.label_more", language)
    if not DatasetStore(home).has(run.spec.target):  # deleted since
        return before
    labeling = labeling_of(home, index, run.spec.target, run.owner, {run.id}, look=True)
    standing = None if labeling is None else labeling.judged.of(run.id)
    if standing is not None:
        return RunLabels(standing_words(standing, language), more, judged=True)
    taught = TaughtLabels.of(run)
    if taught is None:
        return before
    return RunLabels(say("page.search.settle.learned", language, labels=len(taught.pictures)), more)
