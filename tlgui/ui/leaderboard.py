"""Runs on the same pictures side by side, ordered without a target label; where the scores disagree is said, not hidden."""

from __future__ import annotations

from typing import Any

from tlgui.runs.pick import RANKED, Candidate, pick
from tlgui.texts import say
from tlgui.ui.words import word

NEGATIVE = 0.005
"""Target accuracy this much below source-only's is negative transfer."""

DISAGREE = 2
"""Places by different scores that are so far apart are worth a word."""

Row = dict[str, Any]


def leaderboard(rows: list[Row], language: str) -> list[dict[str, Any]]:
    """Groups of runs on the same source and target, the group with the newest run first.

    Parameters
    ----------
    rows:
        What :func:`tlgui.ui.live.row` gives, newest first.

    Returns
    -------
    For each group ``data`` (the names), ``words`` (what the order says) and ``rows``: the runs with a ``place``, best first, among them
    source-only (``run`` is its strategy's word, ``reference`` is true), then those without one, newest first. A row's ``ranks`` say its
    place by each score; ``apart`` that they disagree; ``negative`` that it is worse than source-only, by labels or by scores.
    """
    groups: dict[tuple[str | None, str | None], list[Row]] = {}
    for each in rows:
        groups.setdefault(each["pair"], []).append(each)
    return [_group(found, language) for found in groups.values()]


def _group(rows: list[Row], language: str) -> dict[str, Any]:
    ranked = [each for each in rows if each["task"] == "classification" and all(name in each["scores"] for name in RANKED)]
    board = [*_references(ranked, language), *ranked]
    placed = _placed(board) if ranked else []
    rest = [each for each in rows if each not in ranked]
    data = " → ".join(name for name in (rows[0]["source"], rows[0]["target"]) if name)
    return {"data": data, "task": rows[0]["task"], "words": _words(placed, language), "rows": [*placed, *map(_alone, rest)]}


def _references(ranked: list[Row], language: str) -> list[Row]:
    """Each source-only reference as a row of its own: it is always a candidate, and runs with other settings are measured by another one."""
    found: dict[str, Row] = {}
    for each in ranked:
        if all(name in each["baseline_scores"] for name in RANKED) and each["baseline_kind"] == "source_only":
            found.setdefault(
                each["baseline_run"],
                {
                    **{
                        name: each[name]
                        for name in ("backbone", "source", "target", "task", "pair", "sealed", "epochs", "baseline_run")
                    },
                    "run": None,
                    "strategy": say("page.results.source_only", language),
                    "state": "finished",
                    "words": "",
                    "created": None,
                    "scores": each["baseline_scores"],
                    "source_metric": each["baseline_source_metric"],
                    "target_metric": each["baseline_target_metric"],
                    "over_baseline": None,
                    "over_normalisation": None,
                    "better_than_baseline": None,
                },
            )
    return list(found.values())


def _placed(board: list[Row]) -> list[Row]:
    candidates = [Candidate(place, each["source_metric"], each["scores"]) for place, each in enumerate(board)]
    ranks = pick(candidates).mean_ranks
    order = sorted(range(len(board)), key=lambda place: -ranks.get(str(place), -1.0))
    by_score = {name: _places([each["scores"][name] for each in board]) for name in RANKED}
    made = []
    for position, place in enumerate(order, start=1):
        each = board[place]
        own = {name: by_score[name][place] for name in RANKED}
        made.append(
            {
                **each,
                "reference": each["run"] is None,
                "place": position if str(place) in ranks else None,
                "ranks": own,
                "apart": max(own.values()) - min(own.values()) >= DISAGREE,
                "negative": _negative(each),
            }
        )
    return made


def _alone(row: Row) -> Row:
    return {**row, "reference": False, "place": None, "ranks": {}, "apart": False, "negative": _negative(row)}


def _negative(row: Row) -> bool:
    over = row["over_baseline"]
    return row["better_than_baseline"] is False if over is None else over < -NEGATIVE


def _places(values: list[float]) -> list[int]:
    """From 1, the largest value first; equal values share a place."""
    return [1 + sum(other > value for other in values) for value in values]


def _words(placed: list[Row], language: str) -> str:
    if len(placed) < 2:
        return ""
    firsts = {name: [row["strategy"] for row in placed if row["ranks"][name] == 1] for name in RANKED}
    best = placed[0]["strategy"]
    if all(best in found for found in firsts.values()):
        return say("page.results.agree", language, best=best)
    others = [
        say("page.results.first_by", language, strategy=found[0], score=word(f"score.{name}", language))
        for name, found in firsts.items()
        if best not in found
    ]
    return say("page.results.disagree", language, best=best, others=others)
