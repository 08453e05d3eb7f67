"""What labels that its owner gave say of the networks on a board of results: their order, an estimate of each, and which leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from tlgui.home import Home
from tlgui.labeling.judged import ENOUGH, Judged
from tlgui.labeling.judged import Standing as JudgedNetwork
from tlgui.labeling.labeling import Labeling, labeling_of
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import facts_of_runs
from tlgui.runs.index.standings import Board, Standing
from tlgui.tasks import TASKS
from tlgui.texts import joined, say
from tlgui.views.label_asked import ceiling, has_labels
from tlgui.views.run_labels import estimated_gain
from tlgui.views.run_rows import MEASURED_BY, REFERENCE_TEXTS
from tlgui.views.search_labels import standing_words
from tlgui.views.words import and_more, few_names, how_many_named


def labels_changed(home: Home, owner: str) -> int:
    """When the owner gave or took back a label last, in nanoseconds since 1970; 0 without any."""
    return max((each.stat().st_mtime_ns for each in (home.labels / owner).glob("*.jsonl")), default=0)


class BoardLabels:
    """Of a board on which at least :data:`~tlgui.labeling.judged.ENOUGH` given labels judge a network whose target labels are not open.

    Parameters
    ----------
    board:
        In the order of its scores.
    judged:
        Those on it that enough labels judge, by the keys of the board.
    learned:
        The others on it that learned labels, themselves or by their teachers.
    """

    def __init__(
        self, board: Board, judged: Mapping[str, JudgedNetwork], learned: Collection[str], all_judged: Judged, labeling: Labeling
    ) -> None:
        self._judged, self._labels, self._by_scores, self._labeling = judged, len(labeling.sample), board.part(0, 1), labeling
        self.href = f"label?target={labeling.pack.info.id}"
        self._all, self._beside = all_judged, labeling.judged.beside
        self._differ = len({each.labels for each in judged.values()}) > 1
        ranked = [each.key for each in board.part(0, board.ranked)]
        self._placed = [key for key in ranked if key in judged]
        # What learned the labels has no place among those that they judge; of anything else one must know how good it is to say who is best.
        self._without = sum(key not in judged and key not in learned for key in ranked)
        self.orders = len(self._placed) > 1 and not self._without
        self.board = board.by({key: all_judged.level(judged[key]) for key in self._placed}) if self.orders else board

    def estimate(self, each: Standing, language: str) -> dict[str, Any] | None:
        """How good the labels say that somebody on the board is: ``words``, as ``title`` how sure that is, ``by`` how many labels where not all
        are judged by as many, and how much better than each reference (``over``) by the same labels.
        """
        found = self._judged.get(each.key)
        if found is None:
            return None
        return {
            "words": say("page.results.estimate", language, value=found.estimate.value),
            "title": standing_words(found, language),
            "by": say("page.results.estimate.by", language, labels=found.labels) if self._differ else "",
            "over": {
                column: self._over(each, kind, language)
                for column, kind in MEASURED_BY.items()
                if each.kind not in (kind, "baseline")  # source-only is what the others are measured by
            },
        }

    def _over(self, each: Standing, kind: str, language: str) -> dict[str, str] | None:
        """How much better than a reference of its run somebody is, as far as labels say that of both."""
        beside = self._beside(each.network, f"{each.run}/{kind}")
        if beside is None or beside.own.labels < ENOUGH:
            return None
        told = {"labels": beside.own.labels, "value": beside.other.estimate.value, "name": say(REFERENCE_TEXTS[kind], language)}
        # No tone: among as many comparisons as a board has, some come out uneven by chance.
        return {
            "words": estimated_gain(beside, language),
            "tone": "none",
            "title": say("page.results.over_given", language, **told),
        }

    def words(self, name: Callable[[Standing], str], language: str) -> str:
        """By what the board is ordered and who leads by the labels. ``name``: what somebody on the board is called."""
        key = "page.results.by_labels" if self.orders else "page.results.beside_labels"
        flattered = any(each.flattered for each in self._judged.values())
        told = self._without_place(name, language) if self.orders else []
        told += [say("page.results.by_others", language)] if self.orders and self._differ else []
        told += [say("page.results.flattered", language)] if flattered else []
        leads = self._leads(name, language) if self.orders else []  # else nobody has compared all of them
        most = ceiling(self._labeling, language)
        return joined([say(key, language, labels=self._labels, count=self._without), *leads, most, *told], language)

    def _leads(self, name: Callable[[Standing], str], language: str) -> list[str]:
        lead = self._all.lead
        if lead is None:
            return []
        best = {self._judged[key].network: key for key in reversed(self._placed) if self._judged[key].network in lead.best}
        called = Counter(name(each) for each in self.board.of(set(best.values())))
        rest = len({self._judged[key].network for key in self._placed} & {*lead.open, *lead.beaten})
        if not rest and not lead.worse:
            return [say("page.label.verdict.even", language)]
        leads = say("page.results.labels_lead", language, names=_counted(called, language))
        return [leads, say("page.results.labels_open", language, count=rest)] if rest else [leads]

    def _without_place(self, name: Callable[[Standing], str], language: str) -> list[str]:
        unjudged = self.board.part(self.board.placed, self.board.ranked)
        names = few_names(list(dict.fromkeys(map(name, unjudged))), language)
        return [say("page.results.unjudged", language, networks=names, count=len(unjudged))] if unjudged else []

    def of_scores(self, name: Callable[[Standing], str], language: str) -> str:
        """What the labels say of the network that the scores put first; empty where they say nothing of it."""
        found = [(each, self._judged[each.key]) for each in self._by_scores if each.key in self._judged]
        lead = self._all.lead
        if not found or lead is None:
            return ""
        [(first, judged)] = found
        told = {"best": name(first), "value": judged.estimate.value}
        if judged.network in lead.best and self.orders:
            return say("page.results.scores_first.too", language, **told)
        if judged.network in lead.beaten:  # not surely worse than who leads by few labels
            judge = next(each for each in self.board.of(self._judged.keys()) if self._judged[each.key].network is lead.judge)
            return say("page.results.scores_first.behind", language, **told, judge=name(judge))
        surely = judged.network in lead.worse
        return say("page.results.scores_first.worse" if surely else "page.results.scores_first", language, **told)


def _counted(called: Counter[str], language: str) -> list[str]:
    """The first of several names, each with how many networks are called so, and how many more there are."""
    shown = list(called)[: how_many_named(len(called))]
    named = [say("page.results.several", language, name=each, count=called[each]) if called[each] > 1 else each for each in shown]
    left = called.total() - sum(called[each] for each in shown)
    return and_more(named, left, language)


def labeling_on(index: RunIndex, owner: str, board: Board, asked: Sequence[str]) -> Labeling | None:
    """The owner's labeling of a board's target, of the networks there; ``None`` without a label, and where its runs learned other labels of
    the target. ``asked``: as of :class:`~tlgui.labeling.labeling.Labeling`.
    """
    newest = facts_of_runs(index, owner, [board.newest]).get(board.newest)
    target = None if newest is None else newest["datasets"]["target"]
    if board.learned or newest is None or target is None or not TASKS[newest["task"]].one_class:
        return None
    if not has_labels(index.home, owner, target):
        return None
    return labeling_of(index.home, index, target, owner, {each.run for each in board.part(0, len(board))}, asked=asked)


def labels_of(index: RunIndex, owner: str, board: Board, labeling: Labeling | None) -> BoardLabels | None:
    """What the owner's labels say of a board; ``None`` where they say nothing, or where all of the target's own are open. ``labeling``: that of
    :func:`labeling_on`.
    """
    if labeling is None:
        return None
    there = board.part(0, len(board))
    keys = {each.key.removeprefix("="): each.key for each in there}
    here = [each for each in labeling.networks if any(key in keys for key in each.keys)]
    judged = Judged(here, labeling.task, labeling.drawn)
    enough = [each for each in judged.standings if each.labels >= ENOUGH]
    facts = facts_of_runs(index, owner, {each.network.run for each in enough})
    if all(_open(each) for each in facts.values()):
        return None
    found = {keys[key]: each for each in enough for key in each.network.keys if key in keys}
    unjudged = {each.run for each in board.part(0, board.ranked) if each.key not in found and each.kind is None}
    used = {run: each.get("given_labels_used") or {} for run, each in facts_of_runs(index, owner, unjudged).items()}
    learned = {run for run, each in used.items() if each.get("by") in ("run", "teachers")}
    return BoardLabels(board, found, learned, judged, labeling)


def _open(facts: dict[str, Any]) -> bool:
    return facts["metrics"][TASKS[facts["task"]].metric]["target"] is not None
