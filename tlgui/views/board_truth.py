"""A board of results on which the target's labels are open for everybody, in the order of what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tlgui.runs.index.listing import FactsOnce
from tlgui.runs.index.rows import Facts
from tlgui.runs.index.standings import Board, Standing
from tlgui.tasks import TASKS

MOST_JUDGED = 200
"""A board of more networks is not read whole to say which of them open labels find right most often."""


class BoardTruth(NamedTuple):
    """What open labels say of a board.

    Attributes
    ----------
    by_scores:
        The board in the order of its scores.
    board:
        The same, those first that are right most often. Who learned labels of the target has no place: the others are of fewer pictures.
    right:
        On what share of the target each of those with a place is right, 0 to 1, by their keys.
    """

    by_scores: Board
    board: Board
    right: dict[str, float]

    @property
    def score_places(self) -> dict[str, int | None]:
        """Each one's place by the scores."""
        return {each.key: each.place for each in self.by_scores.part(0, self.by_scores.ranked)}


def truth_of(board: Board, known: FactsOnce) -> BoardTruth | None:
    """What open labels say of a board; ``None`` where they do not judge everybody on it who was ranked, or there is nobody to compare."""
    newest = known.of([board.newest]).get(board.newest)
    if board.learned or newest is None or not TASKS[newest["task"]].is_share or not 2 <= board.ranked <= MOST_JUDGED:
        return None
    ranked = board.part(0, board.ranked)
    if right_of(ranked[0], known.of([ranked[0].run])) is None and _whole(ranked[0], known.of([ranked[0].run])):
        return None  # the others need not be read
    facts = known.of({each.run for each in ranked})
    right = {each.key: right_of(each, facts) for each in ranked if _whole(each, facts)}
    judged = {key: value for key, value in right.items() if value is not None}
    return None if len(judged) < max(2, len(right)) else BoardTruth(board, board.by(judged), judged)


def right_of(standing: Standing, facts: Mapping[str, Facts]) -> float | None:
    """On what share of the target somebody is right; ``None`` while labels are sealed."""
    known = facts.get(standing.run)
    if known is None:
        return None
    if standing.kind is not None:
        value = known["references"].get(standing.kind, {}).get("target_metric")
    else:
        value = known["metrics"][TASKS[known["task"]].metric]["target"]
    return None if value is None else float(value)


def _whole(standing: Standing, facts: Mapping[str, Facts]) -> bool:
    """Whether somebody's accuracy is of all pictures, not only of those whose labels it did not learn."""
    known = facts.get(standing.run)
    return known is not None and (standing.kind is not None or known.get("target_not_learned") is None)
