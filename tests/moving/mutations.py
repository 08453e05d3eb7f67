"""Every JSON value of a run's archive, one at a time, made into what no trainer writes; and everything that uses a run."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from starlette.testclient import TestClient

from tests.moving.test_hostile import Files, zipped
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.queue import LANES, JobQueue
from tlgui.jobs.worker import do
from tlgui.moving import ABOUT
from tlgui.moving.importing import import_run
from tlgui.runs.run import Run
from tlgui.service.resuming import resume_run
from tlgui.ui.guard import Guard
from tlgui.views.run_logs import RunLogs

Use = Literal["looks", "quick", "all"]
"""How much is done with a run that came in: its pages alone, what takes a moment, everything to its end."""

MISSING = object()
DEEP: Any = [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]
VALUES: dict[str, Any] = {
    "missing": MISSING,
    "null": None,
    "a truth": True,
    "negative": -1,
    "zero": 0,
    "a fraction": 0.37,
    "large": 5000,
    "huge": 10**30,
    "beyond": 1e308,
    "NaN": math.nan,
    "infinite": math.inf,
    "empty text": "",
    "text": "x",
    "a path": "../../../../etc/passwd",
    "a file of weights": "small-cnn@/etc/passwd.safetensors",
    "a download": "timm:resnet18.a1_in1k",
    "half a character": "\ud800",
    "very long": "x" * 200_000,
    "an empty list": [],
    "a list": [1, "x", None],
    "a long list": [0] * 100_000,
    "an empty object": {},
    "an object": {"a": {"b": 1}},
    "deep": DEEP,
}
"""What stands in the place of a value, by name."""

PARTS = ("live", "details", "maps", "predicted", "events", "mistakes", "mistakes/cell?row=0&column=0", "take-away")
MORE_PARTS = ("take-away/run.py", "thumb/source/0", "thumb/target/3", "files/spec.json")


class Mutation(NamedTuple):
    """A value of a file in the archive (of the log: of its line) that becomes another."""

    file: str
    line: int | None
    place: tuple[str | int, ...]
    value: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where} {'.'.join(map(str, self.place))} {self.value}"


def places(value: Any, before: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a JSON value; of a list its first and its last."""
    if before:
        yield before
    keys: list[Any] = list(value) if isinstance(value, dict) else []
    if isinstance(value, list) and value:
        keys = sorted({0, len(value) - 1})
    for key in keys:
        yield from places(value[key], (*before, key))


def mutations(files: Files, only: str = "") -> list[Mutation]:
    """All of them, in an order that does not depend on anything. Of the log one line of each kind is changed, the last."""
    found: list[Mutation] = []
    for name in sorted(files):
        if not name.startswith(only) or not name.endswith((".json", ".jsonl")) or name.endswith("manifest.json"):
            continue
        if name.endswith(".jsonl"):
            lines = [json.loads(line) for line in files[name].splitlines()]
            last = {line["event"]: number for number, line in enumerate(lines)}
            wholes: list[tuple[int | None, Any]] = [(number, lines[number]) for number in sorted(last.values())]
        else:
            wholes = [(None, json.loads(files[name]))]
        found += [
            Mutation(name, line, place, value)
            for line, whole in wholes
            for place in ((), *places(_read(name, whole)))
            for value in VALUES
            if place or value != "missing"
        ]
    return found


def _inner(name: str, whole: Any) -> Any:
    """What is looked at of a file: of the record of what a run belongs to, the text within, which has a sum of its own."""
    return json.loads(whole["belonging"]) if name.endswith("belongs.json") else whole


def _read(name: str, whole: Any) -> Any:
    """The part of a file that anybody reads: of a health report that came along its findings."""
    return {key: whole[key] for key in ("version", "findings")} if name.endswith("health.json") else _inner(name, whole)


def mutated(files: Files, mutation: Mutation) -> Files:
    """The files with one value changed, and every sum right again, as a careful attacker's would be."""
    files = dict(files)
    name = mutation.file
    if mutation.line is None:
        whole = _put(_inner(name, json.loads(files[name])), mutation)
        if name.endswith("belongs.json"):
            text = json.dumps(whole)
            whole = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "belonging": text}
        files[name] = json.dumps(whole).encode()
    else:
        lines = files[name].splitlines()
        lines[mutation.line] = json.dumps(_put(json.loads(lines[mutation.line]), mutation)).encode()
        files[name] = b"\n".join(lines) + b"\n"
    folder = name.rpartition("/")[0]
    manifest = f"{folder}/manifest.json"
    if manifest in files:
        listed = {each: files[f"{folder}/{each}"] for each in json.loads(files[manifest])}
        files[manifest] = json.dumps({each: hashlib.sha256(data).hexdigest() for each, data in listed.items()}).encode()
    return files


def _put(whole: Any, mutation: Mutation) -> Any:
    value = VALUES[mutation.value]
    if not mutation.place:
        return value
    holder = whole
    for key in mutation.place[:-1]:
        holder = holder[key]
    if value is MISSING:
        del holder[mutation.place[-1]]
    else:
        holder[mutation.place[-1]] = value
    return whole


def lists(files: Files) -> bool:
    """Whether the archive's own list is still one, which can be made right again."""
    try:
        return isinstance(json.loads(files[ABOUT])["files"], dict)
    except (ValueError, KeyError, TypeError):
        return False


# -- everything that uses a run ------------------------------------------------------------------------------------------------


class Place:
    """Another machine, with its server and the pictures of the run."""

    def __init__(self, home: Home, server: Guard) -> None:
        self.home, self.server = home, server
        self.client = TestClient(
            server, base_url="http://localhost:7860", headers={"origin": "http://localhost:7860"}, raise_server_exceptions=False
        )

    def tried(self, files: Files, scratch: Path, use: Use) -> list[str]:
        """Take the files in and use what came; which uses are a fault of this program. Nothing of it is left."""
        before = set(self.home.runs.iterdir())
        try:
            run = import_run(self.home, zipped(scratch / "run.zip", files, listed=lists(files))).run
        except UserError as error:
            said = all(error.sentences(language) for language in ("en", "zh"))
            left = set(self.home.runs.iterdir()) - before
            return [] if said and not left else [f"refused: {error.problems}, {left}"]
        try:
            return [*self.pages(run), *self.jobs(run, use), *self.resumed(run, use)]
        finally:
            for folder in set(self.home.runs.iterdir()) - before:
                shutil.rmtree(folder)

    def pages(self, run: Run) -> Iterator[str]:
        self.server.app.state.logs = RunLogs()
        paths = ["runs", "tries", "queue", "disk", "bin", f"runs/{run.id}/compare/{run.id}"]
        for path in (*paths, *(f"runs/{run.id}/{part}" for part in (*PARTS, *MORE_PARTS))):
            answer = self.client.get(f"/api/{path}")
            if answer.status_code >= 500 or (b"NaN" in answer.content and "files" not in path):
                yield path.replace(run.id, "RUN")
        if not any(each["run"] == run.id for each in self.client.get("/api/runs").json()["runs"]):
            yield "it is not listed"

    def jobs(self, run: Run, use: Use) -> Iterator[str]:
        asked: list[tuple[str, dict[str, Any]]] = []
        if use != "looks":
            asked += [("try", {"picture": 0}), ("export", {"what": "predictions", "language": "en"})]
        if use == "all":
            asked += [("export", {"what": what, "language": "en"}) for what in ("report", "run")]
            asked += [("export", {"what": "model", "language": "en", "options": {"formats": ["safetensors"]}}), ("map", {})]
        for kind, payload in asked:
            if wrong := self.done(run, kind, payload):
                yield f"{kind} {payload.get('what', '')}: {wrong}"

    def done(self, run: Run, kind: str, payload: dict[str, Any]) -> str:
        """Do a job here; what is wrong with how it ended."""
        queue = JobQueue(self.home)
        job = queue.submit(kind, {"run": run.id, **payload}, run=run.id)
        taken = queue.take(LANES[kind], "this process")
        assert taken is not None
        assert taken.id == job.id
        with contextlib.redirect_stderr(None):
            do(self.home, taken, queue, threading.Event())
        ended = queue.get(job.id)
        assert ended is not None
        return str(ended.problems) if any(each["code"] == "job_crashed" for each in ended.problems or ()) else ""

    def resumed(self, run: Run, use: Use) -> Iterator[str]:
        try:
            resume_run(self.home, run, confirmed=("changed_program", "changed_data"))
        except UserError:
            return
        queue = JobQueue(self.home)
        taken = queue.take("train", "this process")
        if taken is None:
            return
        if use == "looks":
            queue.finish(taken, None)
            return
        if use == "quick":
            run.ask_to_stop()
        with contextlib.redirect_stderr(None):
            do(self.home, taken, queue, threading.Event())
        ended = queue.get(taken.id)
        assert ended is not None
        problems = [*(ended.problems or ()), *(each for event in run.events() for each in event.get("problems", ()))]
        if any(each["code"] == "job_crashed" for each in problems):
            yield f"resume: {problems}"
        while (left := queue.take("map", "this process")) is not None:
            queue.finish(left, None)
