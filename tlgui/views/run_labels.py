"""What labels that its owner gave say of a run's network: on the run's own page, in comparisons, and in what is read away from the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from tlgui.data import seals
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.finding.searches import SearchStore
from tlgui.home import Home
from tlgui.insight.sampled import FEWEST_ERRORS
from tlgui.labeling.judged import ENOUGH, Beside, Standing
from tlgui.labeling.labeling import Labeling, labeling_of
from tlgui.labeling.networks import MOST_NETWORKS
from tlgui.runs.index import RunIndex, index_of
from tlgui.runs.run import Run
from tlgui.runs.teaching import TaughtLabels
from tlgui.service.opening import revealed_elsewhere
from tlgui.tasks import TASKS
from tlgui.texts import Text, joined, say
from tlgui.views.label_asked import always_judged, ceiling, has_labels, nameable
from tlgui.views.search_labels import standing_headline, standing_words
from tlgui.views.verdict import NOTHING_GIVEN, Given

BESIDE = ("baseline", "normalisation_alone")
"""The references of a run that labels judge beside it."""

GAIN = Text("≈ {gain:points0}", "≈ {gain:points0}")


class RunLabels(NamedTuple):
    """``given``: how good given labels say that the network is, or what would tell. ``way_in``: to more of them. ``elsewhere``: whether the
    target's labels are revealed by now, so that one press opens them here too and none need to be given.
    """

    given: Given
    way_in: str
    elsewhere: bool = False


class ByLabels(NamedTuple):
    """What labels say of a run's network.

    Attributes
    ----------
    beside:
        By kind its references on the same pictures, as far as they say something of them.
    better:
        Whether it is surely better or worse than its source-only; ``None`` where the labels say neither.
    labeling:
        What the labels say of all networks on the target.
    """

    own: Standing
    beside: dict[str, Beside]
    better: bool | None
    labeling: Labeling

    @property
    def estimated(self) -> bool:
        """Whether the labels are enough for a number among other results."""
        return self.own.labels >= ENOUGH

    def shares(self, language: str) -> dict[str, str]:
        """About how accurate each is: the run's as ``target``, and by kind its references; empty unless :attr:`estimated`."""
        if not self.estimated:
            return {}
        estimates = {"target": self.own.estimate, **{kind: each.other.estimate for kind, each in self.beside.items()}}
        return {who: say("page.results.estimate", language, value=each.value) for who, each in estimates.items()}

    def over_baseline(self, language: str) -> str:
        """How much better than source-only it is, in words; empty where that is not known."""
        beside = self.beside.get("baseline")
        return "" if beside is None or beside.own.labels < ENOUGH else estimated_gain(beside, language)


def estimated_gain(beside: Beside, language: str) -> str:
    """How much better one network is than another by the same labels: percentage points, no fractions of them."""
    return GAIN.say(language, gain=beside.gain)


def judgement_of(home: Home, run: Run, language: str) -> Given:
    """What the run's own page says of labels that were given, for what is read away from it; empty without any."""
    return run_labels(home, index_of(home), run, language).given


def headlines_of(home: Home, runs: Sequence[Run], language: str) -> dict[str, Given]:
    """What :func:`judgement_of` says first, for a list of runs of one owner, by the run; nothing of those of which no label says anything."""
    found: dict[str, Given] = {}
    index, by_target = index_of(home), dict[tuple[str, str], list[Run]]()
    for run in runs:
        if _asks(home, run):
            by_target.setdefault((run.owner, run.spec.target or ""), []).append(run)
    for (owner, target), there in by_target.items():
        asked = always_judged(SearchStore(home).verdicts(owner), *(run.id for run in there[:MOST_NETWORKS]))
        labeling = labeling_of(home, index, target, owner, asked=asked, look=True)
        for run in there:
            own = None if labeling is None else labeling.judged.of(run.id)
            if labeling is not None and own is not None:
                found[run.id] = Given(*_standing(own, labeling, language))
    return found


def by_labels(home: Home, run: Run) -> ByLabels | None:
    """What labels that its owner gave say of a run of classes beside its references; ``None`` where they say nothing, or its target's labels
    are open.
    """
    return _by_labels(home, index_of(home), run) if TASKS[run.spec.task].one_class and _asks(home, run) else None


def run_labels(home: Home, index: RunIndex, run: Run, language: str) -> RunLabels:
    """What labels say of a run that has finished. The index looks into logs: not while one is held."""
    before = RunLabels(NOTHING_GIVEN, say("page.label.way_in", language))
    if not _asks(home, run):
        return before
    found = _run_labels(home, index, run, language, before)
    if not revealed_elsewhere(home, run):
        return found
    words = joined([found.given.words, say("page.label.says.revealed", language)], language)
    return found._replace(given=found.given._replace(words=words), elsewhere=True)


def _run_labels(home: Home, index: RunIndex, run: Run, language: str, before: RunLabels) -> RunLabels:
    """What given labels say; ``before``: while they say nothing."""
    more = say("page.search.label_more", language)
    found = _by_labels(home, index, run)
    if found is not None:
        beside = found.beside.get("baseline")
        told = ("", "", None) if beside is None else _compared(found, beside, language)
        words, headline = _standing(found.own, found.labeling, language)
        words = joined([words, ceiling(found.labeling, language), nameable(found.labeling, language)], language)
        return RunLabels(Given(words, headline, *told), more)
    taught = TaughtLabels.of(run)
    if taught is None:
        return before
    return RunLabels(Given(say("page.search.settle.learned", language, labels=len(taught.pictures))), more)


def host_reveals(home: Home, run: Run) -> bool:
    """Whether the labels of its target are sealed and somebody else's, who alone may open them."""
    try:
        return not seals.may_reveal(home, DatasetStore(home).get(run.spec.target or "", run.owner).info, run.owner)
    except UserError:  # deleted since, or without a target
        return False


def _asks(home: Home, run: Run) -> bool:
    """Whether given labels can say something of it that is not known: of a run whose target is still here and not open."""
    target = run.spec.target
    task = TASKS[run.spec.task]
    return not run.opened and target is not None and (task.one_class or task.has_values) and DatasetStore(home).has(target)


def _by_labels(home: Home, index: RunIndex, run: Run) -> ByLabels | None:
    target = run.spec.target or ""
    if not has_labels(home, run.owner, target):
        return None
    # Beside all networks on the target, as Label twenty judges them: whether a lead is sure depends on how many are compared.
    asked = always_judged(SearchStore(home).verdicts(run.owner), run.id)
    labeling = labeling_of(home, index, target, run.owner, asked=asked, look=True)
    if labeling is None:
        return None
    judged = labeling.judged
    own = judged.of(run.id)
    if own is None:
        return None
    found = {kind: judged.beside(run.id, f"{run.id}/{kind}") for kind in BESIDE}
    beside = {kind: each for kind, each in found.items() if each is not None}
    return ByLabels(own, beside, judged.over_source_only(run.id), labeling)


def _standing(own: Standing, labeling: Labeling, language: str) -> tuple[str, str]:
    """How good a run's network is by the labels, in words and in a few words: its accuracy, or its mean error for values."""
    if not labeling.task.has_values:
        return standing_words(own, language), standing_headline(own, language)
    kind = "exact" if own.exact else "few" if math.isinf(own.estimate.high) else "some"
    told = {"labels": own.labels, "needed": FEWEST_ERRORS, **own.estimate._asdict()}
    return say(f"page.label.says.values.{kind}", language, **told), say(f"page.label.headline.values.{kind}", language, **told)


def _compared(found: ByLabels, beside: Beside, language: str) -> tuple[str, str, bool | None]:
    """How good source-only is by the same labels, whether the run is better than it, and that as a sentence."""
    value = beside.other.estimate.value
    kind = "values" if found.labeling.task.has_values else "all" if value == 1 else "some"
    words = say(f"page.label.source_only.{kind}", language, value=value)
    if beside.own.flattered:  # by labels that helped it no lead is sure
        return words, "", None
    lead = {True: "better", False: "worse", None: "open"}[found.better]
    sure = say(f"page.label.beside.{lead}", language)
    compared = found.labeling.judged.compared
    if compared > 1:
        sure = joined([sure, say("page.label.beside.many", language, networks=compared)], language)
    return words, sure, found.better
