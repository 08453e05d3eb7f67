"""Somebody who wants the labels of a sealed target and may look at everything, but asks nobody to reveal them.

He knows the program, the source, how many pictures there are and the names of the classes. He sees the pictures, but they are noise: what he
can use is every order, number, count, name and size that an answer or a file tells.
"""

from __future__ import annotations

import base64
import csv
import io
import itertools
import json
import math
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from fastapi.routing import APIRoute
from starlette.routing import Mount
from starlette.testclient import TestClient

from tests.sealed.scene import CLASSES, Scene

Answers = dict[str, bytes]

PAGES = ("/", "/data", "/health", "/label", "/search", "/shift", "/results", "/try", "/learn", "/lesson")
GRADIO = {
    "/svelte": "Gradio's files",
    "/static": "Gradio's files",
    "/assets": "Gradio's files",
    "/favicon.ico": "Gradio's files",
    "/theme.css": "Gradio's files",
    "/robots.txt": "Gradio's files",
    "/pwa_icon": "Gradio's files",
    "/manifest.json": "Gradio's files",
    "/config": "the pages' parts: they stand in the pages too",
    "/openapi.json": "names of handlers",
    "/gradio_api": "Gradio's own: uploads, streams and events of a session",
    "/monitoring": "needs a key that is printed nowhere",
    "/logout": "nobody logs in",
}
"""Begins of the paths of Gradio's that the thief does not try, each with the reason. Its pages he does visit."""


def whole(app: Any) -> Any:
    """The application behind its guard."""
    return app if hasattr(app, "routes") else whole(app.app)


def ways(app: Any) -> list[APIRoute]:
    """Every route of ours that answers to GET."""
    return _gets(whole(app))


def ways_of_gradio(app: Any) -> list[str]:
    """The paths of Gradio that answer to GET, without a slash at their end."""
    mounted = [route.app for inner in whole(app).state.inner for route in inner.routes if isinstance(route, Mount)]
    return [each.path.rstrip("/") or "/" for pages in mounted for each in _gets(pages)]


def _gets(app: Any) -> list[Any]:
    routes = [each for route in app.routes for each in getattr(getattr(route, "original_router", None), "routes", [route])]
    return [route for route in routes if "GET" in (getattr(route, "methods", None) or ())]


def choices(scene: Scene) -> dict[str, Sequence[Any]]:
    """What the thief writes for each name in an address. A route with another name is one that he must be taught."""
    datasets = [scene.source.info.id, scene.target.info.id]
    run = [scene.run.id] if scene.run is not None else []
    classes = range(len(CLASSES))
    return {
        "run_id": run,
        "other_id": run,
        "dataset_id": datasets,
        "role": ["source", "target"],
        "number": range(len(scene.truth)),
        "source": ["", *datasets],
        "target": ["", *datasets],
        "labels": ["", "use", "keep"],
        "classes": [""],
        "row": classes,
        "column": classes,
        "of": ["run", "baseline"],
        "offset": [0],
        "generation": [""],
        "known": [""],
        "before": [""],
        "after": [""],
        "until": [""],
        "beside": ["", *run],
        "staged": ["true", "false"],
        "run": ["", *run],
        "keys": run,
        "upload_id": [],
        "search": [""],
        "window": [""],
        "order": ["labels", "scores"],
        "shares": ["", "a=0.5,b=0.5", "bar=0.9,ring=0.1"],
        "search_id": [],
        "version": [""],
        "job_id": scene.jobs,
        "preset_id": [],
        "key": ["guess"],
        "lesson_id": ["choosing-without-labels"],
        "person_id": [scene.owner],
        "pair_id": ["0" * 32],
    }


NAMES = {
    "/api/runs/{run_id}/files/{name}": ("spec.json", "events.jsonl", "log.txt"),
    "/api/runs/{run_id}/take-away/{name}": ("model.zip", "predictions.csv", "report.html", "run.zip", "run.py", "run.ipynb"),
}
"""Files by the route that gives them."""

NOT_VISITED = {
    "/api/strategies/{key}": "a page of a textbook",
    "/tlgui/plotly/{version}.js": "a library",
    "/tlgui/{version}/{name}": "scripts and styles",
    "/api/augmentation/{dataset_id}/{key}/{name}": "tiles are pictures; their key and names come with the job's answer",
}


SHUT = {
    "/api/searches/{search_id}/live": "nobody has searched; that none tells a label: tests/ui/test_searches.py",
    "/api/health/refused/{dataset_id}/{number}": "refused files of a sealed target are not shown",
    "/api/presets/{preset_id}": "nobody has saved settings",
    "/api/uploads/{upload_id}": "nothing is being uploaded",
}
"""Routes that answer with nothing while the target is sealed."""

OF_THE_HOST = ("/room", "/host/", "/api/room/host")
"""Begins of the paths of a room's host: for everybody else they are not there."""


def visit(client: TestClient, scene: Scene) -> Answers:
    """Every answer that is one, by its address; files in files are taken out. Each route must have one."""
    page = client.get("/api/leaderboard").json()
    boards = [board["key"] for board in page["boards"]]
    of_boards = {"board": boards, "mark": [page["mark"]], "shown": [",".join(f"{key}:10" for key in boards)]}
    if scene.room is not None:
        of_boards["tile"] = [each["key"] for each in client.get("/api/wall").json()["tiles"]]
    known, found = choices(scene) | of_boards, dict[str, bytes]()
    for route in ways(client.app):
        if route.path in NOT_VISITED:
            continue
        before = len(found)
        names = [each.name for each in (*route.dependant.path_params, *route.dependant.query_params)]
        known_here = {**known, "name": NAMES.get(route.path, ())}
        for values in itertools.product(*(known_here[name] for name in names)):  # KeyError: teach the thief
            given = dict(zip(names, values, strict=True))
            path = route.path.format(**given)
            query = {name: each for name, each in given.items() if f"{{{name}}}" not in route.path}
            answer = client.get(path, params=query)
            assert answer.status_code < 500, path
            if answer.status_code == 200:
                found |= unpacked(f"{path}?{json.dumps(query)}", answer.content)
        if scene.run is not None:
            shut = route.path in SHUT or route.path.startswith(OF_THE_HOST)
            assert (len(found) == before) == shut, route.path
    for page in PAGES:
        found[page] = client.get(page, params={"source": scene.source.info.id, "target": scene.target.info.id}).content
    return found


def unpacked(name: str, body: bytes) -> Answers:
    """An answer, or each file in it when it is a zip: a run's, a model's, or one of arrays."""
    if body[:4] != b"PK\x03\x04":
        return {name: body}
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return {key: part for each in file.namelist() for key, part in unpacked(f"{name}!{each}", file.read(each)).items()}


# -- what he makes of it -----------------------------------------------------------------------------------------------------


@dataclass
class Thief:
    """Orders of pictures that he found, each a list of thumbnails, and counts that may be those of the classes."""

    scene: Scene
    orders: dict[str, list[bytes]] = field(default_factory=dict)
    counts: dict[tuple[int, ...], str] = field(default_factory=dict)

    def look_at(self, answers: Mapping[str, bytes]) -> None:
        """Find every order and every count in what was told."""
        target, run = self.scene.target.info.id, self.scene.run
        eyes = {"numbers": f"/api/datasets/{target}/thumb/", **({"sample": f"/api/runs/{run.id}/thumb/target/"} if run else {})}
        for name, way in eyes.items():
            seen = [answers[f"{way}{number}?{{}}"] for number in range(len(self.scene.truth)) if f"{way}{number}?{{}}" in answers]
            self._add(name, seen)
            self._add(f"{name} by size", sorted(seen, key=len))
        numbers = self.orders["numbers"]
        for name, body in answers.items():
            for place, told in enumerate(_told(name, body)):
                for kind, value in _sequences(told):
                    self._take(f"{name} {place} {kind}", value, numbers)

    def _take(self, name: str, value: list[Any], numbers: list[bytes]) -> None:
        n = len(numbers)
        if all(isinstance(each, int) and 0 <= each < n for each in value) and len(set(value)) == len(value) >= n / 2:
            self._add(name, [numbers[each] for each in value])
            if "sample" in self.orders and len(self.orders["sample"]) == n:
                self._add(f"{name} of the sample", [self.orders["sample"][each] for each in value])
        if all(isinstance(each, int) and each > 0 for each in value) and sum(value) == n and 1 < len(value) <= 2 * len(CLASSES):
            self.counts.setdefault(tuple(value), name)
        if len(value) == n and all(
            isinstance(each, str) for each in value
        ):  # names in the order of the numbers, and of the sample
            for kind in ("numbers", "sample"):
                pictures = self.orders.get(kind, [])
                if len(pictures) == n:
                    self._add(f"{name} {kind} by name", [picture for _, picture in sorted(zip(value, pictures, strict=True))])

    def _add(self, name: str, order: list[bytes]) -> None:
        if order and order not in self.orders.values():
            self.orders[name] = order

    def guesses(self) -> Iterator[tuple[str, list[int], list[bytes]]]:
        """For each order and each way in which classes may lie in it the class of each picture."""
        k = len(CLASSES)
        for name, order in self.orders.items():
            n = len(order)
            even = tuple(n // k + (place < n % k) for place in range(k))
            for counts in {even, *(each for each in self.counts if sum(each) == n)}:
                blocks = [place for place, count in enumerate(counts) for _ in range(count)]
                yield f"{name}: blocks of {counts}", blocks, order
                yield f"{name}: blocks of {counts} backwards", blocks[::-1], order
            yield f"{name}: in turn", [place % k for place in range(n)], order

    def best(self) -> tuple[int, str, int]:
        """How many labels his best guess has right, which it was, and how many guesses he made."""
        truth = self.scene.truth
        scored = [
            (sum(truth[picture] == label for label, picture in zip(labels, order, strict=True)), name)
            for name, labels, order in self.guesses()
        ]
        right, name = max(scored)
        return right, name, len(scored)


def most_by_chance(n: int, prior: float, guesses: int, risk: float = 1e-6) -> int:
    """So many of ``n`` labels the best of so many guesses has right at most, but for a ``risk``, when each is right with the prior."""

    def tail(at_least: int) -> float:
        return sum(math.comb(n, each) * prior**each * (1 - prior) ** (n - each) for each in range(at_least, n + 1))

    return next(right for right in range(n + 1) if tail(right + 1) * guesses < risk)


def _told(name: str, body: bytes) -> list[Any]:
    """What a body says as plain data; several where it is lines."""
    if name.endswith(".npy"):
        array = np.load(io.BytesIO(body), allow_pickle=False)
        return [array.tolist()] if array.ndim == 1 and array.dtype.kind in "iu" else []
    if "predictions.csv" in name:
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        columns = {title: [row[place] for row in rows[1:]] for place, title in enumerate(rows[0])}
        return [[int(each) for each in columns["picture"]], columns.get("hash", columns.get("file"))]
    try:
        text = body.decode()
        return [json.loads(text)]
    except ValueError:
        pass
    try:
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    except (ValueError, UnboundLocalError):
        return []


def _sequences(value: Any) -> Iterable[tuple[str, list[Any]]]:
    """Every list in it, and of each list of records, or of named values, the values of one name."""
    if isinstance(value, dict):
        if value and all(isinstance(each, int) for each in value.values()):
            yield "values", list(value.values())
        for name, each in value.items():
            yield from ((f"{name}.{kind}", found) for kind, found in _sequences(each))
    elif isinstance(value, list) and value:
        yield "list", value
        if all(isinstance(each, dict) for each in value):
            for name in value[0]:
                yield name, [each.get(name) for each in value]
        for each in value:
            yield from _sequences(each)
    elif isinstance(value, str) and len(value) > 64:
        yield from _base64(value)


def _base64(text: str) -> Iterable[tuple[str, list[Any]]]:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return
    if len(data) % 4 == 0:
        yield "base64", np.frombuffer(data, "<i4").tolist()


def mentions(answers: Mapping[str, bytes], words: Sequence[str]) -> list[str]:
    """Where one of the words stands."""
    return [f"{word} in {name}" for name, body in answers.items() for word in words if word.encode() in body]
