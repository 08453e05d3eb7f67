"""Runs in an index without their folders, so that thousands are there in a moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from tlgui.home import LOCAL_OWNER, Home
from tlgui.runs.index import RunIndex
from tlgui.runs.index.rows import IndexWriter, Row
from tlgui.runs.index.standings import Boards
from tlgui.runs.pick import RANKED
from tlgui.views.leaderboard import Leaderboard, Order

Scores = tuple[float, float, float]


def facts(run: str, scores: Scores | None = None, **more: Any) -> dict[str, Any]:
    """What an index knows of a finished run without labels, or with ``more``."""
    metrics = {"source": 0.95, "target": None, "baseline": None, "normalisation_alone": None, **more.pop("metrics", {})}
    return {
        **{"run": run, "name": None, "notes": "", "tags": [], "status": "finished", "problems": [], "task": "classification"},
        **{"strategy": run, "backbone": "Lite0", "source": "photo", "target": "art"},
        "datasets": {"source": "s", "target": "t"},
        "class_map": {"rename": {}, "leave_out": []},
        **{"sealed": True, "created": 1.0, "settings": {"epochs": 50}, "frozen": None},
        "metrics": {"accuracy": metrics},
        **{
            "seems_better_than_baseline": True if scores else None,
            "target_scored_on": 105,
            "target_labels_used_for": "nothing (sealed)",
        },
        "scores": named(scores) if scores else {},
        "references": references() if scores else {},
        **{"measured_by": "source_only", "possible": True, "seconds": {}},
        **more,
    }


def judged(run: str, scores: Scores | None, target: float | None, **more: Any) -> dict[str, Any]:
    """A run whose labels are open: source-only is right on 95 % of the target, normalization alone on all of it."""
    metrics = {"target": target, "baseline": 0.95, "normalisation_alone": 1.0}
    return facts(run, scores, metrics=metrics, references=references(target=0.95, alone=1.0), **more)


def named(scores: Scores) -> dict[str, float]:
    return dict(zip(RANKED, scores, strict=True))


def references(
    run: str = "b", target: float | None = None, alone: float | None = None, source: float = 0.97
) -> dict[str, dict[str, Any]]:
    """What a finished run is compared with; by the scores normalisation alone is better than source-only."""

    def made(name: str, scores: Scores, metric: float | None) -> dict[str, Any]:
        return {"run": name, "scores": named(scores), "source_metric": source, "target_metric": metric}

    return {
        "baseline": made(f"{run}-source-only", (1.0, 0.5, 0.3), target),
        "normalisation_alone": made(f"{run}-alone", (1.1, 0.6, 0.35), alone),
    }


def put(index: RunIndex, runs: Iterable[dict[str, Any]], owner: str = LOCAL_OWNER, *, reference: bool = False) -> None:
    """Write runs into an index; the first is the newest."""
    there = list(runs)

    def change(database: sqlite3.Connection) -> None:
        writer = IndexWriter(database)
        for age, each in enumerate(there):
            dated = {**each, "created": each["created"] if each["created"] != 1.0 else 1e6 - age}
            writer.put(Row("runs", each["run"], "seen", owner=owner, reference=reference, facts=dated))
        writer.end()

    index._file.write(change)


def board_of(
    home: Home, *runs: dict[str, Any], language: str = "en", search: str = "", order: Order = "labels"
) -> list[dict[str, Any]]:
    """The boards of these runs, newest first; in each row what the order says of it."""
    index = RunIndex(home)
    put(index, runs)
    return told(Leaderboard(Boards(index), LOCAL_OWNER, language, search, order).page()["boards"])


def told(boards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Boards with their rows in their order, each with its place."""
    found = []
    for board in boards:
        rows = {row["key"]: row for row in board["rows"]}
        ordered = [
            {**rows[key], "place": place, "ranks": dict(zip(RANKED, ranks, strict=False)), "apart": apart}
            for key, place, ranks, apart, *_ in board["order"]
        ]
        found.append({**board, "rows": ordered})
    return found
