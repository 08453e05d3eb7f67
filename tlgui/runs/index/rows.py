"""What the index knows of one run: a row of numbers and keys, in no language, made from the run's folder."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tlgui.durable import to_json
from tlgui.jobs.queue import JobQueue
from tlgui.runs import results
from tlgui.runs.event_types import REFERENCE_KINDS
from tlgui.runs.events import read_outline
from tlgui.runs.folders import bytes_below, look_of
from tlgui.runs.pick import RANKED
from tlgui.runs.run import Place, Run, read_run
from tlgui.runs.search import SEPARATOR, plain
from tlgui.runs.seeds import setting_of
from tlgui.runs.status import Status, status_of
from tlgui.tasks import TASKS

Facts = dict[str, Any]
MORE = ("references", "measured_by", "possible", "frozen", "validated_on")
"""What stands in the facts of a run besides its summary."""

LEARNED = "training and scoring"
"""What the target's labels were used for where a run learned from them."""


ReadFacts = Callable[[Run, JobQueue], tuple[Status, Facts]]


@dataclass(frozen=True)
class Row:
    """All that is kept of a folder; without ``owner`` and ``facts`` for one that this version cannot read."""

    place: Place
    id: str
    seen: str
    live: bool = False
    bytes: int = 0
    exports: int = 0
    deleted: float | None = None
    owner: str | None = None
    reference: bool = False
    facts: Facts | None = None


def read_facts(run: Run, queue: JobQueue) -> tuple[Status, Facts]:
    """The state of a run and its facts, read from its folder as a whole."""
    log = read_outline(run.events_path)
    status = status_of(run, queue, log)
    if not any(event["event"] == "result" for event in log):
        log = run.events()  # what looks wrong with it stands in the points of its curves
    return status, facts_of(run, log, status)


def facts_of(run: Run, log: list[dict[str, Any]], status: Status) -> Facts:
    """What lists say of a run: its :func:`tlgui.runs.results.summary` without the folder, and what else they ask for.

    ``references``: for each kind the run that it is compared with, its metrics and scores. ``measured_by``: what its baseline is.
    ``possible``: labels exist that are sealed. ``frozen``: how much of its backbone was to be frozen. ``validated_on``: of how many of the
    source's pictures its metrics and those of its references are.
    """
    found = results.summary_of(run, log, status)
    del found["folder"]  # a home may be moved
    task = TASKS[run.spec.task]
    metric = found["metrics"][task.metric]
    settings: dict[str, Any] = next((event for event in reversed(log) if event["event"] == "settings"), {})
    result: dict[str, Any] = next((event for event in reversed(log) if event["event"] == "result"), {})
    evaluated = any(event["event"] == "evaluation" for event in log)
    references = {
        each["kind"]: {
            "run": each["run"],
            "source_metric": each["source"].get(task.metric),
            "target_metric": metric[each["kind"]],
            "scores": each["scores"],
        }
        for each in log
        if each["event"] == "reference"
    }
    return {
        **found,
        "references": references,
        "measured_by": settings.get("baseline_kind"),
        "possible": run.revealed() is None and run.spec.sealed and run.spec.target is not None and evaluated,
        "frozen": run.spec.settings.frozen,
        "validated_on": result.get("validation"),
    }


def read_row(place: Place, folder: Path, queue: JobQueue, read: ReadFacts, in_line: bool) -> Row:
    """The row of a folder. What it looks like is taken first: what is written meanwhile is found by the next look.

    ``in_line``: its training waits or goes on; then the run may change without a word, and so may one that is not over.
    """
    seen = look_of(folder)
    run = read_run(folder)
    told = read(run, queue) if run is not None else None
    owner, reference = (None, False) if run is None else (run.owner, run.spec.reference is not None)
    if (
        told is not None and place == "runs" and (in_line or not told[0].over)
    ):  # it grows; its size is looked up when it is needed
        return Row(place, folder.name, "", True, owner=owner, reference=reference, facts=told[1])
    deleted = folder.stat().st_mtime if place == "bin" else None
    size, exports = bytes_below(folder), bytes_below(folder / "exports")
    if run is not None and read is not read_facts:  # it has just ended: from now on its row is what the folder says
        told = read_facts(run, queue)
    return Row(place, folder.name, seen, False, size, exports, deleted, owner, reference, None if told is None else told[1])


def board_of(facts: Facts) -> str:
    """The key of the runs that a run's numbers may be compared with: the same pictures and classes, learned from the same labels."""
    learned = facts["target_labels_used_for"] == LEARNED
    comparable = (pair_of(**facts["datasets"]), learned, json.dumps(facts["class_map"], sort_keys=True))
    return hashlib.sha256(repr(comparable).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def pair_of(source: str | None, target: str | None) -> str:
    """Two datasets as one key."""
    return f"{source or ''}|{target or ''}"


# -- in the tables ------------------------------------------------------------------------------------------------------------


class IndexWriter:
    """Writes rows within one transaction; each that says something new gets the next number of change."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._boards: set[tuple[str, str]] = set()
        (self._changed,) = database.execute("SELECT CAST(value AS INTEGER) FROM about WHERE name = 'changed'").fetchone()

    def put(self, row: Row) -> None:
        """Write a row where it differs from what is there."""
        text = None if row.facts is None else to_json(row.facts)
        there = self._database.execute(
            "SELECT owner, board, changed, facts FROM runs LEFT JOIN facts USING (place, id) WHERE place = ? AND id = ?",
            (row.place, row.id),
        ).fetchone()
        if there is not None and there[3] == text and there[0] == row.owner:
            self._database.execute(
                "UPDATE runs SET seen = ?, live = ?, bytes = ?, exports = ?, deleted = ? WHERE place = ? AND id = ?",
                (row.seen, row.live, row.bytes, row.exports, row.deleted, row.place, row.id),
            )
            return
        self.remove(row.place, row.id)
        self._changed += 1
        columns = {**_columns(row), "changed": self._changed}
        _insert(self._database, "runs", columns)
        if row.facts is None or row.owner is None:
            return
        self._database.execute("INSERT INTO facts VALUES (?, ?, ?)", (row.place, row.id, text))
        key = {"place": row.place, "id": row.id, "owner": row.owner}
        _insert(self._database, "words", {**key, **_words(row.facts)})
        for each in _compared(row, columns):
            _insert(self._database, "compared", each)
        self._note_board(row.place, row.owner, columns["board"])

    def remove(self, place: Place, run_id: str) -> None:
        """Forget a folder that is gone."""
        there = self._database.execute("SELECT owner, board FROM runs WHERE place = ? AND id = ?", (place, run_id)).fetchone()
        if there is None:
            return
        for table, column in (("runs", "id"), ("facts", "id"), ("words", "id"), ("compared", "run")):
            self._database.execute(f"DELETE FROM {table} WHERE place = ? AND {column} = ?", (place, run_id))
        self._changed += 1
        self._note_board(place, *there)

    def _note_board(self, place: Place, owner: str | None, board: str) -> None:
        if place == "runs" and owner is not None:
            self._boards.add((owner, board))

    def end(self) -> None:
        """Bring up to date what is counted of all runs together."""
        for owner, board in self._boards:
            own = "FROM runs WHERE place = 'runs' AND reference = 0 AND owner = ? AND board = ?"
            (runs,) = self._database.execute(f"SELECT COUNT(*) {own}", (owner, board)).fetchone()
            newest = self._database.execute(f"SELECT created, id {own} ORDER BY created DESC, id DESC", (owner, board)).fetchone()
            self._database.execute(
                "INSERT OR REPLACE INTO boards VALUES (?, ?, ?, ?, ?, ?)",
                (owner, board, runs, *(newest or (0.0, "")), self._changed),
            )
        self._database.execute("UPDATE about SET value = ? WHERE name = 'changed'", (str(self._changed),))


def _insert(database: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    places = ", ".join("?" * len(values))
    database.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", tuple(values.values()))


def _columns(row: Row) -> dict[str, Any]:
    common = {
        name: getattr(row, name) for name in ("place", "id", "owner", "reference", "live", "deleted", "bytes", "exports", "seen")
    }
    facts = row.facts
    if facts is None:
        texts = ("board", "pair", "state", "strategy", "setting")
        numbers = ("created", "over", "kept", "seed", "learned", "own_measure", "ranked", "fewer")
        return {**common, **dict.fromkeys(texts, ""), **dict.fromkeys(numbers, 0)}
    return {
        **common,
        "created": facts["created"],
        "board": board_of(facts),
        "pair": pair_of(**facts["datasets"]),
        "state": facts["status"],
        "over": Status(facts["status"]).over,
        "kept": facts["seems_better_than_baseline"] is not None,
        "strategy": facts["strategy"],
        "setting": setting_of(facts) or "",
        "seed": facts["settings"].get("seed", 0),
        "learned": facts["target_labels_used_for"] == LEARNED,
        "own_measure": facts["measured_by"] not in (None, "source_only"),
        "fewer": facts.get("target_not_learned") is not None,
        "name": facts["name"],
        "validated_on": facts.get("validated_on"),
        **_scores(facts["task"], facts["metrics"][TASKS[facts["task"]].metric]["source"], facts["scores"]),
    }


def _scores(task: str, source_metric: float | None, scores: dict[str, float | None]) -> dict[str, Any]:
    ranked = TASKS[task].one_class and all(scores.get(name) is not None for name in RANKED)
    return {"ranked": ranked, "source_metric": source_metric, **{name: scores.get(name) if ranked else None for name in RANKED}}


def _words(facts: Facts) -> dict[str, str]:
    texts = {
        "name": [facts["name"]],
        "tag": facts["tags"],
        "notes": [facts["notes"]],
        "strategy": [facts["strategy"]],
        "backbone": [facts["backbone"]],
        "data": [facts["source"], facts["target"]],
        "status": [facts["status"]],
        "run": [facts["run"]],
    }
    return {field: SEPARATOR.join(plain(each) for each in found if each) for field, found in texts.items()}


def _compared(row: Row, columns: dict[str, Any]) -> Iterable[dict[str, Any]]:
    facts = row.facts
    assert facts is not None
    for kind, each in facts["references"].items():
        scores = _scores(facts["task"], each["source_metric"], each["scores"])
        # Its scores tell a network from others. Its metric does not: it is unknown while labels are sealed, and of fewer pictures where a run
        # learned some. Of a network without scores it is all that there is.
        numbers = {} if scores["ranked"] else {"possible": facts["possible"], "target_metric": each["target_metric"]}
        looks = [kind, facts["backbone"], scores, numbers]
        yield {
            **{name: columns[name] for name in ("place", "owner", "board", "created")},
            "run": row.id,
            "kind": kind,
            "reference": each["run"],
            "shown": kind in REFERENCE_KINDS and facts["measured_by"] == "source_only" and not row.reference,
            "known": each["target_metric"] is not None,
            "matched": facts.get("target_shares") is not None,
            "pictures": facts["target_scored_on"] or 0,
            "validated_on": columns["validated_on"],
            "looks": hashlib.sha256(to_json(looks).encode()).hexdigest()[:16],
            **scores,
        }
