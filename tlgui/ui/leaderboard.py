"""Runs on the same pictures side by side, ordered without a target label; where the scores disagree is said, not hidden."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from tlgui.runs.pick import RANKED, Candidate, pick
from tlgui.runs.scoring import SCORING
from tlgui.runs.status import RESUMABLE
from tlgui.texts import say
from tlgui.ui.words import word

NEGATIVE = 0.005
"""Target accuracy this much below source-only's is negative transfer."""

DISAGREE = 2
"""Places by different scores that are so far apart are worth a word."""

REFERENCES = {"baseline": "page.results.source_only", "normalisation_alone": "page.results.normalisation_alone"}
"""The references that stand among the runs, with the key of their name."""

Row = dict[str, Any]


def leaderboard(rows: list[Row], language: str) -> list[dict[str, Any]]:
    """Groups of runs whose numbers may be compared, the group with the newest run first.

    A group has one source, one target and one choice of classes. Runs that learned from the target's labels stand in a group of their own
    and have no place: their accuracy is of the few pictures that were kept out of training, and scores without labels say little of them.

    Parameters
    ----------
    rows:
        What :func:`tlgui.ui.run_rows.row` gives, newest first.

    Returns
    -------
    For each group ``data`` (the names), ``classes`` (which were left out or renamed), ``words`` (what the order says), ``rows`` and
    ``missing``. The rows are the runs with a ``place``, best first, among them source-only and normalisation alone (their ``run`` is null,
    ``reference`` is true), then those without one, newest first. A row's ``ranks`` say its place by each score; ``apart`` that they disagree;
    ``negative`` that it is worse than source-only, by labels or by scores. ``missing`` says, with the address of a form that is filled in,
    how to get normalisation alone where no run of the group has it; null otherwise.
    """
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for each in rows:
        comparable = (each["pair"], each["learned_from_target"], json.dumps(each["class_map"], sort_keys=True))
        groups.setdefault(comparable, []).append(each)
    return [_group(found, language) for found in groups.values()]


def _group(rows: list[Row], language: str) -> dict[str, Any]:
    references = _references(rows, language)
    learned = rows[0]["learned_from_target"]
    ranked = [] if learned else [each for each in rows if _has_scores(each)]
    board = [*filter(_has_scores, references), *ranked] if ranked else []
    placed = _placed(board) if ranked else []
    rest = [each for each in (*rows, *references) if each not in board]
    data = " → ".join(name for name in (rows[0]["source"], rows[0]["target"]) if name)
    return {
        "data": data,
        "classes": _classes(rows[0]["class_map"], language),
        "task": rows[0]["task"],
        "words": say("page.results.learned", language) if learned else _words(placed, language),
        "rows": [*placed, *map(_alone, rest)],
        "missing": _missing(rows, references, language),
    }


def _classes(class_map: dict[str, Any], language: str) -> str:
    """Which classes are others than the datasets' own; empty where none is."""
    changed = [f"{old} → {new}" for old, new in class_map["rename"].items()]
    if class_map["leave_out"]:
        changed.append(say("page.results.without", language, classes=list(class_map["leave_out"])))
    return " · ".join(changed)


def _has_scores(row: Row) -> bool:
    return row["task"] == "classification" and all(row["scores"].get(name) is not None for name in RANKED)


def _references(rows: list[Row], language: str) -> list[Row]:
    """Source-only and normalisation alone as rows of their own: always candidates. Runs with other settings are measured by others.

    A reference that was trained again by another version of the program, with the same outcome, stands there once.
    """
    found: dict[str, Row] = {}
    for each in rows:
        if each["baseline_kind"] == "source_only":
            for kind, reference in each["references"].items():
                before = found.get(reference["run"])
                if kind not in REFERENCES or (before is not None and before["target_metric"] is not None):
                    continue  # a run that is going on, or is sealed, does not hide what another one knows of the same reference
                row = _reference_row(each, kind, language)
                if before is not None or not any(_same(row, other) for other in found.values()):
                    found[reference["run"]] = row
    return list(found.values())


def _same(one: Row, other: Row) -> bool:
    shown = ("reference_kind", "backbone", "epochs", "sealed", "scores", "source_metric", "target_metric")
    return all(one[name] == other[name] for name in shown)


def _reference_row(of: Row, kind: str, language: str) -> Row:
    """The reference ``kind`` of a run, as a row; it is itself measured by the other one."""
    own = of["references"][kind]
    return {
        **{
            name: of[name]
            for name in (
                *("backbone", "source", "target", "task", "pair", "sealed", "epochs", "references", "baseline_kind"),
                *("learned_from_target", "class_map", "scored_on"),
            )
        },
        "run": None,
        "strategy": say(REFERENCES[kind], language),
        "state": "finished",
        "words": "",
        "created": None,
        "scores": own["scores"],
        "source_metric": own["source_metric"],
        "target_metric": own["target_metric"],
        "over_baseline": None if kind == "baseline" else _gain(of, kind, "baseline"),
        "over_normalisation": None if kind == "normalisation_alone" else _gain(of, kind, "normalisation_alone"),
        "better_than_baseline": None,
        "reference_kind": kind,
    }


def _gain(of: Row, kind: str, over: str) -> float | None:
    """What one reference is better than another on the target; ``None`` while one of them is not known."""
    values = [of["references"].get(each, {}).get("target_metric") for each in (kind, over)]
    return None if None in values else SCORING[of["task"]].gain(*values)


def _missing(rows: list[Row], references: list[Row], language: str) -> dict[str, str] | None:
    """How to get normalisation alone: only where nothing that goes on will bring it, and a source and a target are compared."""
    source, target = rows[0]["pair"]
    if any(each["reference_kind"] == "normalisation_alone" for each in references) or not (source and target):
        return None
    if rows[0]["learned_from_target"]:  # a run of it would be scored on other pictures
        return None
    over = ("finished", *RESUMABLE)
    if any(each["state"] not in over or each["baseline_kind"] not in (None, "source_only") for each in rows):
        return None
    return {
        "strategy": say(REFERENCES["normalisation_alone"], language),
        "words": say("page.results.no_normalisation", language),
        "href": f"./?{urlencode({'source': source, 'target': target, 'strategy': 'adabn'})}",
        "press": say("page.results.get_normalisation", language),
    }


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
                "reference": "reference_kind" in each,
                "place": position if str(place) in ranks else None,
                "ranks": own,
                "apart": max(own.values()) - min(own.values()) >= DISAGREE,
                "negative": _negative(each),
            }
        )
    return made


def _alone(row: Row) -> Row:
    return {**row, "reference": "reference_kind" in row, "place": None, "ranks": {}, "apart": False, "negative": _negative(row)}


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
