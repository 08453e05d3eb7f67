"""What a board of results says of its order: who is first by which score or by labels, and where places say little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tlgui.labeling.labeling import Labeling
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import FactsOnce
from tlgui.runs.index.rows import Facts
from tlgui.runs.index.standings import Board, Standing
from tlgui.runs.pick import RANKED
from tlgui.strategies.distilled import Distilled
from tlgui.tasks import TASKS
from tlgui.texts import joined, say
from tlgui.views.board_labels import BoardLabels
from tlgui.views.board_mix import OtherMix, other_mix
from tlgui.views.board_searches import SearchesOnce
from tlgui.views.board_truth import BoardTruth, right_of
from tlgui.views.judgement import judge
from tlgui.views.run_rows import network_name
from tlgui.views.words import few_names, word

TIES = 10
"""Number of runs considered among those that share the first place by a score."""

FIRST = 50
"""Number of networks whose runs are asked whether something must be said of them."""


@dataclass(frozen=True)
class BoardWords:
    """What is said above a board.

    Attributes
    ----------
    newest:
        The facts of the board's newest run.
    labeling, labels:
        What labels that the owner gave say of its networks; ``None`` without any.
    truth:
        What the target's own labels say of them; ``None`` where they are not open for all. ``by_truth``: the board is in their order.
    searched:
        What the owner's searches say.
    known:
        The facts of the owner's runs.
    """

    index: RunIndex
    owner: str
    language: str
    board: Board
    newest: Facts
    labeling: Labeling | None
    labels: BoardLabels | None
    truth: BoardTruth | None
    by_truth: bool
    searched: SearchesOnce
    known: FactsOnce

    def words(self, listed: int) -> str:
        """All of it. ``listed``: how many of its networks a search of the page leaves on the board."""
        # First, so that nobody reads of places before.
        mix = "" if self.mix is None else self.mix.words(self.language)
        return joined([self._listed(listed), mix, self._order, self._left_out], self.language)

    @cached_property
    def mix(self) -> OtherMix | None:
        """Whether its target has another mix of classes than its source, which scores do not see; not asked where labels order the board."""
        if self.board.ranked < 2 or (self.labels is not None and self.labels.orders):
            return None
        return other_mix(
            self.index, self.owner, self.newest, self.labeling, self._facts(self._first).values(), self.searched.verdicts
        )

    def _listed(self, listed: int) -> str:
        """That a search leaves some of the board out, of which its words and places speak too."""
        there = len(self.board)
        return say("page.results.of_all", self.language, listed=listed, runs=there) if listed < there else ""

    @property
    def place_title(self) -> str:
        """What the column of places is called: beside accuracies it says whether places go by them."""
        if self.by_truth:
            return say("page.results.place.by_labels", self.language)
        by_scores = self.board.ranked > 0 and not (self.labels is not None and self.labels.orders)
        facts = self._facts(self._first) if by_scores else {}
        known = any(right_of(each, facts) is not None for each in self._first) if by_scores else False
        return say("page.results.place.by_scores" if known else "page.results.place", self.language)

    @property
    def _left_out(self) -> str:
        """Of how many pictures no accuracy speaks, since they are of classes that the source does not have; empty while labels are sealed, and
        where networks learned from the target: each of these says itself on how many pictures it is scored.
        """
        if self.board.learned:
            return ""
        found = [each.get("target_of_other_classes") for each in self._facts(self._first).values()]
        others = max(filter(None, found), key=lambda each: each["of"], default=None)
        if others is None:
            return ""
        return say("page.results.left_out", self.language, pictures=others["pictures"], of=others["of"])

    @property
    def _order(self) -> str:
        """What the order says."""
        if self.board.learned:
            return say("page.results.learned", self.language)
        if self.board.ranked < 2:
            unordered = TASKS[self.newest["task"]].has_values and len(self.board) > 1
            return say("page.results.values", self.language) if unordered else ""
        if self.truth is not None and self.by_truth:
            return self._order_by_truth(self.truth)
        if self.labels is None:
            return self._order_by_scores()
        by_scores = self.labels.of_scores(self._named, self.language)
        if not self.labels.orders:
            by_scores = self._order_by_scores(by_scores)
        return joined([self.labels.words(self._named, self.language), by_scores], self.language)

    def _order_by_scores(self, instead: str = "") -> str:
        """Who is first by the scores, or what is said ``instead``; and where places say little."""
        board = self.board
        firsts = [board.first(TIES), *(board.first_by(score, TIES) for score in range(len(RANKED)))]
        without_place = board.part(board.placed, min(board.ranked, board.placed + TIES))
        facts = self._facts([each for standings in (self._first, without_place, *firsts) for each in standings])
        best, *by_score = (list(dict.fromkeys(self._name(each, facts) for each in leaders)) for leaders in firsts)
        notes = self._notes(list(facts.values()), without_place, facts)
        if instead:
            return joined([instead, notes], self.language)
        named = few_names(best, self.language)
        if all(set(best) <= set(leaders) for leaders in by_score):
            agree = say("page.results.agree", self.language, best=named)
            return joined([agree, self._truth(firsts[0]), notes], self.language)
        others = [
            say("page.results.first_by", self.language, strategy=leaders[0], score=word(f"score.{name}", self.language))
            for name, leaders in zip(RANKED, by_score, strict=True)
            if not set(best) <= set(leaders)
        ]
        disagree = say("page.results.disagree", self.language, best=named, others=others)
        return joined([disagree, self._truth(firsts[0]), notes], self.language)

    def _order_by_truth(self, truth: BoardTruth) -> str:
        """Who is right most often, and what the scores say of that."""
        placed = truth.board.part(0, truth.board.placed)
        facts = self._facts(placed)
        most = truth.right[placed[0].key]
        best = [self._name(each, facts) for each in placed if truth.right[each.key] == most]
        named = few_names(list(dict.fromkeys(best)), self.language)
        told = [say("page.results.by_truth", self.language, best=named, most=most)]
        firsts = [each for each in truth.by_scores.first(TIES) if each.key in truth.right]
        if firsts:
            first = max(firsts, key=lambda each: truth.right[each.key])
            value, worse = truth.right[first.key], self._worse(first, facts)
            kind = "too" if value == most else "other" if worse is None else "worse"
            values = {"first": self._name(first, facts), "value": value, "baseline": worse}
            told.append(say(f"page.results.by_truth.scores_{kind}", self.language, **values))
        left = truth.board.part(truth.board.placed, truth.board.ranked)
        if left:
            facts = self._facts(left)
            names = [self._name(each, facts) for each in left]
            told.append(
                say("page.results.by_truth.fewer", self.language, networks=few_names(names, self.language), count=len(left))
            )
        return joined(told, self.language)

    def _truth(self, firsts: Sequence[Standing]) -> str:
        """What open labels say of those whom the scores put first; empty where they do not judge everybody who was ranked. Here places do not
        go by them: beside the labels one sees what scores are worth where there are none.
        """
        judged = {} if self.truth is None else self.truth.right
        if not firsts or any(each.key not in judged for each in firsts):
            return ""
        ranked = self.board.part(0, self.board.ranked)
        facts = self._facts(ranked)
        most = max(judged.values())
        best = [self._placed(each, facts) for each in ranked if judged.get(each.key) == most]
        first = max(firsts, key=lambda each: judged[each.key])
        value = judged[first.key]
        told = {"first": self._name(first, facts), "value": value}
        if value == most:
            return say("page.results.truth.too", self.language, **told)
        told |= {"best": few_names(list(dict.fromkeys(best)), self.language), "most": most}
        baseline = self._worse(first, facts)
        key = "page.results.truth.other" if baseline is None else "page.results.truth.worse"
        return joined(
            [say(key, self.language, **told, baseline=baseline), say("page.results.truth.places", self.language)], self.language
        )

    @staticmethod
    def _worse(standing: Standing, facts: Mapping[str, Facts]) -> float | None:
        """How often source-only is right where somebody is right less often, and chance does not give that too; else ``None``."""
        known = facts[standing.run]
        judgement = None if standing.kind == "baseline" else judge(known, standing.kind or "target")
        if judgement is None or judgement.kind != "worse" or judgement.sure is False:
            return None
        baseline: float = known["metrics"][TASKS[known["task"]].metric]["baseline"]
        return baseline

    def _notes(self, runs: Sequence[Facts], without_place: Sequence[Standing], facts: Mapping[str, Facts]) -> str:
        """Why some have no place, and where a place says little; empty without any of these."""
        notes = []
        if any(each["strategy"] == Distilled.key for each in runs):
            notes.append(say("page.results.distilled", self.language))
        for key, ranked in (("page.results.no_place", True), ("page.results.fewer_pictures", False)):
            if names := [self._apart(each, facts) for each in without_place if bool(each.ranks) is ranked]:
                notes.append(say(key, self.language, networks=names, count=len(names)))
        placed = [each for each in runs if each.get("target_not_learned") is None]  # the others have no place
        if any((each.get("given_labels_used") or {}).get("by") in ("run", "teachers") for each in placed):
            notes.append(say("page.results.given_labels", self.language))
        return joined(notes, self.language)

    @cached_property
    def _first(self) -> list[Standing]:
        return self.board.part(0, FIRST)

    def _facts(self, standings: Sequence[Standing]) -> dict[str, Facts]:
        return self.known.of({each.run for each in standings})

    def _named(self, standing: Standing) -> str:
        return self._name(standing, self._facts([standing]))

    def _placed(self, standing: Standing, facts: Mapping[str, Facts]) -> str:
        """Somebody's name with the place, which tells those of one name apart."""
        name = self._name(standing, facts)
        return name if standing.place is None else say("page.results.placed", self.language, name=name, place=standing.place)

    def _apart(self, standing: Standing, facts: Mapping[str, Facts]) -> str:
        """The name of somebody without a place; with how many labels the run learned, where one of that name has a place."""
        name, known = self._name(standing, facts), facts.get(standing.run)
        labels = None if known is None else (known.get("given_labels_used") or {}).get("labels")
        if not labels or name not in self._names_placed:
            return name
        return say("page.label.network_labels", self.language, name=name, labels=labels)

    @cached_property
    def _names_placed(self) -> set[str]:
        placed = self.board.part(0, self.board.placed)
        facts = self._facts(placed)
        return {self._name(each, facts) for each in placed}

    def _name(self, standing: Standing, facts: Mapping[str, Facts]) -> str:
        known = facts.get(standing.run)
        return "" if known is None else network_name(known, self.language, standing.kind, self.searched.later_of(known, standing))
