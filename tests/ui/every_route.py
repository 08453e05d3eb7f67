"""Every route of ours, asked once as it is meant: what only looks, what makes room and what needs some.

A path and what goes with it name what they are about by words: ``{run}``, ``{source}``, … (:func:`known_of` a run, or all that
:mod:`tests.ui.small_disk` has).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tlgui.runs.run import Run


class Call(NamedTuple):
    """How a route is asked: its path, with words for what it is about, and what goes with it."""

    path: str
    more: Mapping[str, Any] = MappingProxyType({})


def body(**value: Any) -> dict[str, Any]:
    return {"json": value}


PAIR = "?source={source}&target={target}"
SPEC = {"strategy": "dann", "backbone": "small-cnn", "source": "{source}", "target": "{target}"}
PRESET = b'{"tlgui_preset": 1, "name": "another", "strategy": "dann", "backbone": "small-cnn"}'

READS = {
    "/api/runs": Call("/api/runs"),
    "/api/runs/{run_id}/live": Call("/api/runs/{run}/live"),
    "/api/runs/{run_id}/events": Call("/api/runs/{run}/events"),
    "/api/runs/{run_id}/details": Call("/api/runs/{run}/details"),
    "/api/runs/{run_id}/maps": Call("/api/runs/{run}/maps"),
    "/api/runs/{run_id}/predicted": Call("/api/runs/{run}/predicted"),
    "/api/runs/{run_id}/thumb/{role}/{number}": Call("/api/runs/{run}/thumb/source/0"),
    "/api/runs/{run_id}/files/{name}": Call("/api/runs/{run}/files/events.jsonl"),
    "/api/runs/{run_id}/remarks": Call("/api/runs/{run}/remarks"),
    "/api/leaderboard": Call("/api/leaderboard"),
    "/api/leaderboard/changes": Call("/api/leaderboard/changes?mark=none.0"),
    "/api/leaderboard/{board}": Call("/api/leaderboard/none"),
    "/api/leaderboard/{board}/rows": Call("/api/leaderboard/none/rows?keys={run}"),
    "/api/uploads/{upload_id}": Call("/api/uploads/" + "0" * 32),
    "/api/runs/{run_id}/compare/{other_id}": Call("/api/runs/{run}/compare/{other}"),
    "/api/runs/{run_id}/mistakes": Call("/api/runs/{run}/mistakes"),
    "/api/runs/{run_id}/mistakes/cell": Call("/api/runs/{run}/mistakes/cell?row=0&column=0"),
    "/api/runs/{run_id}/take-away": Call("/api/runs/{run}/take-away"),
    "/api/runs/{run_id}/take-away/{name}": Call("/api/runs/{run}/take-away/run.py"),
    "/api/queue": Call("/api/queue"),
    "/api/bin": Call("/api/bin"),
    "/api/searches": Call("/api/searches"),
    "/api/searches/{search_id}/live": Call("/api/searches/{search}/live"),
    "/api/disk": Call("/api/disk"),
    "/api/tries": Call("/api/tries"),
    "/api/datasets": Call("/api/datasets"),
    "/api/datasets/bin": Call("/api/datasets/bin"),
    "/api/datasets/{dataset_id}": Call("/api/datasets/{source}"),
    "/api/datasets/{dataset_id}/thumb/{number}": Call("/api/datasets/{source}/thumb/0"),
    "/api/classes": Call("/api/classes" + PAIR),
    "/api/health": Call("/api/health" + PAIR),
    "/api/health/problems.csv": Call("/api/health/problems.csv" + PAIR),
    "/api/health/refused/{dataset_id}/{number}": Call("/api/health/refused/{source}/0"),
    "/api/xray": Call("/api/xray" + PAIR),
    "/api/labels/{dataset_id}": Call("/api/labels/{target}?source={source}"),
    "/api/labels/{dataset_id}/labels.csv": Call("/api/labels/{target}/labels.csv"),
    "/api/labels/{dataset_id}/picture/{number}": Call("/api/labels/{target}/picture/0"),
    "/api/lessons": Call("/api/lessons"),
    "/api/lesson": Call("/api/lesson"),
    "/api/lessons/{lesson_id}": Call("/api/lessons/what-is-a-domain-shift"),
    "/api/strategies/{key}": Call("/api/strategies/dann"),
    "/api/presets": Call("/api/presets"),
    "/api/presets/{preset_id}": Call("/api/presets/{preset}"),
    "/api/augmentation/{dataset_id}/{key}/{name}": Call("/api/augmentation/{source}/" + "0" * 40 + "/light-0-0.webp"),
    "/api/jobs/{job_id}": Call("/api/jobs/{job}"),
    "/tlgui/plotly/{version}.js": Call("/tlgui/plotly/x.js", {"headers": {"accept-encoding": "gzip"}}),
    "/tlgui/{version}/{name}": Call("/tlgui/x/boot.js"),
}
"""What is only looked at."""

NOWHERE = {
    *(
        "/api/leaderboard/{board}",
        "/api/leaderboard/{board}/rows",
        "/api/uploads/{upload_id}",
        "/api/augmentation/{dataset_id}/{key}/{name}",
    ),
    *("/api/health/problems.csv", "/api/health/refused/{dataset_id}/{number}"),
}
"""Of these, what is not there: it is answered with 404."""

FREES = {
    ("POST", "/api/runs/{run_id}/pause"): Call("/api/runs/{waiting}/pause"),  # before a worker is free for it
    ("POST", "/api/runs/{run_id}/stop"): Call("/api/runs/{training}/stop"),
    ("POST", "/api/searches/{search_id}/pause"): Call("/api/searches/{search}/pause"),
    ("POST", "/api/searches/{search_id}/stop"): Call("/api/searches/{search}/stop"),
    ("DELETE", "/api/runs/{run_id}"): Call("/api/runs/{unwanted}"),
    ("DELETE", "/api/bin"): Call("/api/bin"),
    ("DELETE", "/api/datasets/{dataset_id}"): Call("/api/datasets/{unwanted_dataset}"),
    ("DELETE", "/api/datasets/bin"): Call("/api/datasets/bin"),
    ("POST", "/api/disk/clean"): Call("/api/disk/clean", body(what=["features", "reports", "exports"])),
    ("DELETE", "/api/presets/{preset_id}"): Call("/api/presets/{preset}"),
    ("DELETE", "/api/lesson"): Call("/api/lesson"),
    ("DELETE", "/api/jobs/{job_id}"): Call("/api/jobs/{job}"),
    ("DELETE", "/api/uploads/{upload_id}"): Call("/api/uploads/{upload}"),
}
"""After which there is less to do, or more room: these work on a full disk."""

WRITES = {
    ("POST", "/api/runs"): Call("/api/runs", body(spec=SPEC, once="a press of start")),
    ("POST", "/api/runs/{run_id}/resume"): Call("/api/runs/{training}/resume", body()),
    ("POST", "/api/runs/{run_id}/maps"): Call("/api/runs/{undrawn}/maps"),
    ("POST", "/api/runs/{run_id}/reveal"): Call("/api/runs/{run}/reveal"),
    ("POST", "/api/leaderboard/{board}/reveal"): Call("/api/leaderboard/none/reveal"),
    ("POST", "/api/searches/{search_id}/resume"): Call("/api/searches/{search}/resume", body()),
    ("POST", "/api/searches/{search_id}/reveal"): Call("/api/searches/{search}/reveal"),
    ("POST", "/api/queue/{run_id}/move"): Call("/api/queue/{waiting_too}/move", body(place=1)),
    ("PUT", "/api/runs/{run_id}/remarks"): Call("/api/runs/{run}/remarks", body(name="renamed", notes="n" * 3900)),
    ("POST", "/api/bin/{run_id}/restore"): Call("/api/bin/{binned}/restore"),
    ("POST", "/api/runs/{run_id}/take-away/{what}"): Call("/api/runs/{run}/take-away/report"),
    ("POST", "/api/tries/{run_id}"): Call("/api/tries/{run}", {"content": b"x" * 100_000}),
    ("POST", "/api/tries/{run_id}/target"): Call("/api/tries/{run}/target?picture=0"),
    ("POST", "/api/features"): Call("/api/features", body(spec=SPEC)),
    ("POST", "/api/datasets/{dataset_id}/reveal"): Call("/api/datasets/{target}/reveal"),
    ("PUT", "/api/datasets/{dataset_id}/name"): Call("/api/datasets/{source}/name", body(name="mine")),
    ("POST", "/api/datasets/bin/{dataset_id}/restore"): Call("/api/datasets/bin/{binned_dataset}/restore"),
    ("POST", "/api/health"): Call("/api/health", body(source="{source}", target="{target}")),
    ("POST", "/api/shift"): Call("/api/shift", body(dataset="{source}", settings={})),
    ("POST", "/api/shift/preview"): Call("/api/shift/preview", body(dataset="{source}", settings={}, pictures=[0])),
    ("POST", "/api/xray"): Call("/api/xray", body(source="{source}", target="{target}")),
    ("POST", "/api/labels/{dataset_id}"): Call("/api/labels/{target}", body(picture=0, said="unknown")),
    ("POST", "/api/labels/{dataset_id}/import"): Call("/api/labels/{target}/import", {"content": b"hash,label\n"}),
    ("POST", "/api/labels/{dataset_id}/search"): Call("/api/labels/{target}/search", body(once="a press of it")),
    ("POST", "/api/labels/{dataset_id}/undo"): Call("/api/labels/{target}/undo"),
    ("POST", "/api/lessons/{lesson_id}/open"): Call("/api/lessons/what-is-a-domain-shift/open"),
    ("POST", "/api/lessons/{lesson_id}/step"): Call("/api/lessons/what-is-a-domain-shift/step", body(step=1)),
    ("POST", "/api/lessons/{lesson_id}/answer"): Call("/api/lessons/what-is-a-domain-shift/answer", body(step=0, answer=0)),
    ("POST", "/api/presets"): Call("/api/presets", {"content": PRESET}),
    ("POST", "/api/augmentation"): Call("/api/augmentation", body(dataset="{source}", size=32, seed=0)),
    ("POST", "/api/uploads"): Call("/api/uploads", body(name="new", kind="zip")),
    ("POST", "/api/uploads/{upload_id}/files"): Call("/api/uploads/{files}/files", {"files": {"f": ("a/1.png", b"x" * 300_000)}}),
    ("POST", "/api/uploads/{upload_id}/zip"): Call("/api/uploads/{zip}/zip", {"content": b"x" * 3_000_000}),
    ("POST", "/api/uploads/{upload_id}/table"): Call("/api/uploads/{table}/table", {"content": b"a,b\n" * 100_000}),
    ("POST", "/api/uploads/{upload_id}/finish"): Call("/api/uploads/{complete}/finish"),
    ("POST", "/api/uploads/{upload_id}/run"): Call("/api/uploads/{complete_too}/run"),
    ("POST", "/api/datasets/path"): Call("/api/datasets/path", body(path="{pictures}")),
    ("POST", "/api/demo"): Call("/api/demo"),
}
"""What needs room: refused in words, or (where it needs so little that there is some) done."""


def known_of(run: Run) -> dict[str, str]:
    """What the words of :data:`READS` stand for: a run and its datasets, and a preset, a job and a search that nobody knows."""
    nobody = "0" * 32
    return {
        **{"run": run.id, "other": run.id, "source": str(run.spec.source), "target": str(run.spec.target)},
        **{"preset": nobody, "job": nobody, "search": nobody},
    }
