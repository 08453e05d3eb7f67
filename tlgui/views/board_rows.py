"""The rows of a board of results: what each run is, what a search says of it, and by what rows that look alike are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tlgui.durable import to_json
from tlgui.runs.index.listing import FactsOnce
from tlgui.runs.index.rows import Facts
from tlgui.runs.index.standings import Board, Standing
from tlgui.runs.remarks import search_of
from tlgui.texts import say
from tlgui.views.board_searches import SearchesOnce
from tlgui.views.run_rows import reference_row, row

TOLD_APART = 150
"""Number of rows of a board of which those with the same name say their ids."""


class BoardRows:
    """The rows of the boards that one answer tells of."""

    def __init__(self, language: str, known: FactsOnce, searched: SearchesOnce) -> None:
        self._language, self._facts, self._searched = language, known, searched
        self._alike: dict[str, set[str]] = {}

    def told(
        self, board: Board, part: Iterable[Standing], facts: Mapping[str, Facts], room: int | None = None
    ) -> list[dict[str, Any]]:
        """The rows of those in ``part`` whose runs are still there, by their ``facts``, as far as there is ``room`` (bytes)."""
        rows = []
        for each in part:
            known = facts.get(each.run)
            if known is None or (room is not None and room <= 0):
                continue
            again = say("page.results.again", self._language) if each.key in board.repeated else ""
            told = {"key": each.key, "reference": each.kind is not None, "again": again}
            network = say("page.results.id", self._language, id=each.network[:8]) if each.key in self._twins(board) else ""
            if (each.network, known["datasets"]["source"], known["datasets"]["target"]) in self._searched.unmatched:
                told["no_weight"] = say("page.results.no_weight", self._language)
            of_row = self._row(each, known, facts)
            rows.append({**of_row, "knows": [*of_row["knows"], *([network] if network else [])], **told})
            room = None if room is None else room - len(to_json(rows[-1]))
        return rows

    def _twins(self, board: Board) -> set[str]:
        """Who on a board has a row that looks like another one's there."""
        if board.key not in self._alike:
            there = board.part(0, TOLD_APART)
            facts = self._facts.of({each.run for each in there})
            looks = {each.key: self._looks(each, facts[each.run]) for each in there if each.run in facts}
            counted = Counter(looks.values())
            self._alike[board.key] = {key for key, look in looks.items() if counted[look] > 1}
        return self._alike[board.key]

    def _looks(self, standing: Standing, known: Facts) -> tuple[Any, ...]:
        """What a row says of somebody, of how it was trained; not in words, which take longer."""
        settings, kind = known["settings"], standing.kind
        of_run = (
            (known["strategy"], settings.get("epochs"), known["name"], str(known.get("given_labels_used")))
            if kind is None
            else (kind,)
        )
        shares = () if kind == "baseline" else (known.get("target_shares_from"), known.get("target_shares_labels"))
        seed = settings.get("seed") if standing.setting else None  # only beside other seeds of its setting does a row say it
        return (*of_run, *shares, known["run"] in self._searched.later_of(known, standing), known["backbone"], seed)

    def _row(self, standing: Standing, known: Facts, facts: Mapping[str, Facts]) -> dict[str, Any]:
        if standing.kind is None:
            taken = search_of(known["tags"]) and self._searched.taken.get(standing.run)
            told = row(known, self._language, self._searched.later_of(known), alone_later=self._searched.measured_by_later(known))
            return {**told, **({"taken_by": taken} if taken else {})}
        return reference_row(
            known, standing.kind, facts.get(standing.network), self._language, self._searched.later_of(known, standing)
        )


def told_by(part: Iterable[Standing]) -> set[str]:
    """The runs whose facts say what the rows of ``part`` say."""
    return {run for each in part for run in (each.run, each.network)}
