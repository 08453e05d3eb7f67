"""Whether the target of a wall's board may have another mix of classes than its source: there the scores that order it mislead.

Of Results :mod:`tlgui.views.board_mix` says it to whose runs they are. Here it is said to a room: nothing of it comes from labels, neither from
those of the target, open or not, nor from those that somebody gave, nor from what somebody told. What else knows of it comes in the same order:
the searches, the shift X-ray, and last what runs themselves suspect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from tlgui.analysis.kept import kept_xray
from tlgui.finding.searches import Search
from tlgui.finding.verdict import Verdict
from tlgui.home import Home
from tlgui.planning.recommend import SEEMS_UNEVEN
from tlgui.runs.index.rows import Facts
from tlgui.specification.run_spec import ClassMap
from tlgui.views.board_mix import suspects_another_mix

Doubt = Literal["seems", "may"]

FOUND: dict[str, Doubt | None] = {
    "differ": "seems",
    "differ_late": "seems",
    "unclear": "may",
    "equal": None,
    "alike_equal": None,
}
"""By the ``why`` of a search's verdict what it says of the mix, of those to which no label and no person told it."""


class Pair(NamedTuple):
    """What a search or a run compares: ids of datasets, and a class map as text."""

    source: str | None
    target: str | None
    classes: str


def pair_of(facts: Facts) -> Pair:
    """What a run compares."""
    datasets = facts["datasets"]
    return Pair(datasets["source"], datasets["target"], _text(ClassMap.model_validate(facts["class_map"])))


def found_by_searches(verdicts: Sequence[tuple[Search, Verdict]]) -> dict[Pair, Doubt | None]:
    """What the newest search of each pair says of the mix. ``verdicts``: of one person, the newest first."""
    found: dict[Pair, Doubt | None] = {}
    for search, verdict in verdicts:
        if verdict.why in FOUND:
            spec = search.spec
            found.setdefault(Pair(spec.source, spec.target, _text(spec.class_map)), FOUND[verdict.why])
    return found


def doubt_of(home: Home, runs: Iterable[tuple[Facts, Mapping[Pair, Doubt | None]]]) -> Doubt | None:
    """Whether the mix of a board's target seems to be, or may be, another one; ``None`` where nothing says so.

    Parameters
    ----------
    runs:
        The facts of each on the board, and what its owner's searches found (:func:`found_by_searches`).
    """
    by_searches: dict[Pair, set[Doubt | None]] = {}
    suspected: dict[Pair, bool] = {}
    for facts, searched in runs:
        pair = pair_of(facts)
        suspected[pair] = suspected.get(pair, False) or suspects_another_mix(facts)
        if pair in searched:
            by_searches.setdefault(pair, set()).add(searched[pair])
        elif facts.get("target_shares_from") == "estimated":  # a search that has no verdict yet has matched it to another mix
            by_searches.setdefault(pair, set()).add("may")
    found: set[Doubt | None] = set()
    for pair, suspects in suspected.items():
        if pair in by_searches:
            found |= by_searches[pair]
        elif (shift := _by_xray(home, pair)) is not None:
            found.add("seems" if shift >= SEEMS_UNEVEN else None)
        elif suspects:
            found.add("may")
    return "seems" if "seems" in found else "may" if "may" in found else None


def _by_xray(home: Home, pair: Pair) -> float | None:
    """By how much a pair's mixes seem to differ by its shift X-ray, without labels; ``None`` where none says so."""
    if pair.source is None or pair.target is None or pair.classes != _text(ClassMap()):
        return None
    report = kept_xray(home, pair.source, pair.target)
    return None if report is None or report["domain"] is None else report["seeming_shift"]


def _text(class_map: ClassMap) -> str:
    return class_map.model_dump_json()
