"""Every route of a room, walked through by somebody else: what the door, the owner and the role let through (G3).

``python -m tests.ui.ownership`` walks and prints the table of docs/reliability.md.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from tests.ui.every_route import FREES, READS, WRITES, Call, body
from tests.ui.roommates import HERE, host_of, id_of, joined, stranger
from tests.ui.small_disk import furnished
from tlgui import durable
from tlgui.export.made import exports_folder
from tlgui.health.kept import problems_csv_path
from tlgui.home import LOCAL_OWNER, Home, new_id
from tlgui.jobs.queue import JobQueue
from tlgui.rooms.room import Room, open_room
from tlgui.runs.store import RunStore
from tlgui.ui.guard import Guard
from tlgui.ui.server import create_app

CANARY = "canary"
"""What all names of the person's things begin with whom nobody else may hear of."""

TILE = "0" * 40

IN_A_ROOM = {
    ("GET", "/join"): Call("/join"),
    ("POST", "/api/room/join"): Call("/api/room/join", body(name="Eve", code="222222", pin="4711")),
    ("GET", "/host/{key}"): Call("/host/guess"),
    ("GET", "/api/room/me"): Call("/api/room/me"),
    ("POST", "/api/room/leave"): Call("/api/room/leave"),
    ("GET", "/room"): Call("/room"),
    ("GET", "/api/room/host"): Call("/api/room/host"),
    ("PUT", "/api/room/host/people/{person_id}/name"): Call("/api/room/host/people/{person}/name", body(name="Mallory")),
    ("DELETE", "/api/room/host/people/{person_id}"): Call("/api/room/host/people/{person}"),
    ("GET", "/api/room/host/people/{person_id}/limits"): Call("/api/room/host/people/{person}/limits"),
    ("PUT", "/api/room/host/people/{person_id}/limits"): Call(
        "/api/room/host/people/{person}/limits", body(limits={"waiting_runs": 9})
    ),
    ("POST", "/api/room/host/people/{person_id}/pin"): Call("/api/room/host/people/{person}/pin"),
    ("POST", "/api/room/host/people/{person_id}/runs/{run_id}/stop"): Call("/api/room/host/people/{person}/runs/{training}/stop"),
    ("GET", "/api/room/mine.zip"): Call("/api/room/mine.zip"),
    ("GET", "/api/room/host/results.csv"): Call("/api/room/host/results.csv"),
    ("GET", "/api/room/host/everything.zip"): Call("/api/room/host/everything.zip"),
    ("POST", "/api/room/host/handed"): Call("/api/room/host/handed", body(source="{source}", target="{target}")),
    ("DELETE", "/api/room/host/handed/{pair_id}"): Call("/api/room/host/handed/{handed}"),
    ("GET", "/api/room/host/handed/{pair_id}/used"): Call("/api/room/host/handed/{handed}/used"),
    ("POST", "/api/room/host/pause"): Call("/api/room/host/pause", body(paused=True)),
    ("POST", "/api/room/host/end"): Call("/api/room/host/end"),
    ("GET", "/wall"): Call("/wall"),
    ("GET", "/api/wall"): Call("/api/wall"),
    ("GET", "/api/wall/me"): Call("/api/wall/me"),
    ("PUT", "/api/wall/me"): Call("/api/wall/me", body(shown="nothing")),
    ("GET", "/api/wall/tiles/{tile}/maps"): Call("/api/wall/tiles/0000000000000000/maps"),
    ("GET", "/api/room/host/attempts"): Call("/api/room/host/attempts"),
    ("POST", "/api/room/host/reveal"): Call("/api/room/host/reveal", body(board="none")),
}
"""How the routes are asked that are there only in a room."""

BETTER = {
    ("GET", "/api/leaderboard/{board}"): Call("/api/leaderboard/{board}"),
    ("POST", "/api/leaderboard/{board}/reveal"): Call("/api/leaderboard/{board}/reveal"),
    ("GET", "/api/leaderboard/{board}/rows"): Call("/api/leaderboard/{board}/rows?keys={run}"),
    ("GET", "/api/uploads/{upload_id}"): Call("/api/uploads/{upload}"),
    ("GET", "/api/augmentation/{dataset_id}/{key}/{name}"): Call(f"/api/augmentation/{{source}}/{TILE}/light-0-1.webp"),
    ("GET", "/api/runs/{run_id}/take-away/{name}"): Call("/api/runs/{run}/take-away/report.html"),
}
"""Asked for what is there, where :mod:`tests.ui.every_route` asks for nothing."""

FROM_A_RUN = {"strategy": "fine-tuning", "strategy_settings": {"fine-tuning": {"start_from": "{run}"}}}

ALSO = (
    ("GET", "/api/runs", Call("/api/runs?beside={run}")),
    ("GET", "/api/runs", Call(f"/api/runs?search={CANARY}")),
    ("GET", "/api/tries", Call("/api/tries?run={run}")),
    ("GET", "/api/leaderboard", Call(f"/api/leaderboard?search={CANARY}")),
    ("GET", "/api/leaderboard/changes", Call("/api/leaderboard/changes?mark=none.0&shown={board}:50")),
    ("GET", "/api/runs/{run_id}/thumb/{role}/{number}", Call("/api/runs/{run}/thumb/target/0")),
    ("GET", "/api/runs/{run_id}/files/{name}", Call("/api/runs/{run}/files/spec.json")),
    ("GET", "/api/runs/{run_id}/live", Call("/api/runs/{binned}/live")),
    ("GET", "/api/labels/{dataset_id}", Call("/api/labels/{target}")),
    ("GET", "/api/health", Call("/api/health?target={target}")),
    (
        "POST",
        "/api/runs",
        Call("/api/runs", body(spec={"strategy": "fine-tuning", "start_from": "{run}", "target": "{target}"}, once="another")),
    ),
)
"""Other ways to ask the same routes."""

FOR_EVERYBODY = {
    "/join": "the door",
    "/api/room/join": "the door",
    "/host/{key}": "the door: a wrong key",
    "/api/room/me": "who one is",
    "/api/room/leave": "who one is",
    "/api/strategies/{key}": "a page of a textbook",
    "/tlgui/plotly/{version}.js": "a library",
    "/tlgui/{version}/{name}": "scripts and styles",
}
"""Routes that say nothing of anybody's things."""

SAYS_NOTHING = ("/api/classes", "/api/leaderboard/changes", "/api/tries", "/api/runs")
"""These are asked for several things at once, and answer as if those of others were not there."""

NOT_EVEN_FOR_ITS_OWNER = ("/api/health/refused/{dataset_id}/{number}", "/api/wall/tiles/{tile}/maps")
"""The walk has none of these."""


class Asked(NamedTuple):
    """A way to ask a route."""

    method: str
    route: str
    call: Call


@dataclass
class Scene:
    """A room with Ada, who has things, Bob, who asks for them, and the host."""

    home: Home
    room: Room
    app: Guard
    ada: TestClient
    bob: TestClient
    host: TestClient
    owner: str
    has: dict[str, str]
    unknown: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.unknown = {
            word: value if word == "pictures" else f"{self.room.id}-{new_id()}" if word == "person" else new_id()
            for word, value in self.has.items()
        }

    def ask(self, who: TestClient, asked: Asked, about: Mapping[str, str]) -> httpx.Response:
        more = {key: _filled(value, about) if key == "json" else value for key, value in asked.call.more.items()}
        return who.request(asked.method, _filled(asked.call.path, about), **more)

    def without_ids(self, text: str) -> str:
        """An answer as it is for any thing: also what of an id is shown."""
        for ids in (self.has, self.unknown):
            for word in sorted(ids):
                text = text.replace(ids[word], "ID").replace(ids[word][:8], "ID")
        return text

    def tells(self, text: str) -> bool:
        """Whether an answer tells of Ada's things."""
        return CANARY in text or any(value in text for word, value in self.has.items() if word not in ("pictures", "person"))

    def state(self) -> dict[str, str]:
        """All that Ada has, as it lies on the disk and waits in the queue."""
        queue, home = JobQueue(self.home), self.home
        found = {f"job of {word}": job.state for word, run in self.has.items() if (job := queue.of_run(run, "train")) is not None}
        mine = [value for word, value in self.has.items() if word != "pictures"]
        tops = (home.runs, home.bin, home.datasets, home.deleted_datasets, home.searches, home.uploads, home.presets, home.labels)
        for top in (*tops, *(home.cache / name for name in ("health", "augmentation"))):
            for path in sorted(top.rglob("*")) if top.is_dir() else ():
                if path.is_file() and any(value in str(path) for value in mine):
                    found[str(path.relative_to(home.root))] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found


def _filled(value: Any, about: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(each, about) for key, each in value.items()}
    return value.format(**about) if isinstance(value, str) and "{" in value else value


@contextmanager
def scene(home: Home, whose: str = "Ada") -> Iterator[Scene]:
    """``whose`` the things are: Ada's, or the host's, which belong to whoever sits at the machine."""
    room = open_room(home, "Room")
    app = create_app(home, room=room, roots=(home.root.parent / "pictures",), work=False)
    with TestClient(app, base_url=HERE):
        ada = joined(app, room, "Ada") if whose == "Ada" else host_of(app, room)
        bob = joined(app, room, "Bob")
        owner = id_of(room, "Ada") if whose == "Ada" else LOCAL_OWNER
        has = furnished(home, owner, f"{CANARY}-")
        app.app.state.boards.index.catch_up()
        for name in ("upload", "files", "zip", "table", "complete", "complete_too"):
            kind = "folder" if name in ("files", "complete") else "zip"
            has[name] = ada.post("/api/uploads", json={"name": f"{CANARY}-{name}", "kind": kind}).json()["upload"]
        ada.post(f"/api/uploads/{has['complete_too']}/zip", content=b"PK")
        has["board"] = ada.get("/api/leaderboard").json()["boards"][0]["key"]
        has["handed"] = new_id()
        _made_of_them(home, owner, has)
        yield Scene(home, room, app, ada, bob, host_of(app, room), owner, {**has, "person": owner})


def _made_of_them(home: Home, owner: str, has: Mapping[str, str]) -> None:
    """What jobs would have made of somebody's things."""
    exports = exports_folder(RunStore(home).get(has["run"], owner))
    tiles = home.cache / "augmentation" / has["source"] / TILE
    problems = problems_csv_path(home, has["source"], has["target"], "en")
    for path in (exports / "report.html", tiles / "light-0-1.webp", problems):
        path.parent.mkdir(parents=True, exist_ok=True)
        durable.write_bytes(path, CANARY.encode())


def routes(app: Guard) -> set[tuple[str, str]]:
    """Every route that the application has; what is mounted (Gradio's pages) as ``MOUNTED``. FastAPI keeps routers, or their routes."""
    found: set[tuple[str, str]] = set()
    for each in app.app.routes:
        router = getattr(each, "original_router", None)
        for route in [each] if router is None else router.routes:
            methods = route.methods if isinstance(route, APIRoute) else {"MOUNTED"}
            found |= {(method, getattr(route, "path", "?")) for method in methods}
    return found


def ways() -> list[Asked]:
    """Every way in which a route is asked; what takes away comes last."""
    calls = {("GET", path): call for path, call in READS.items()} | WRITES | FREES | IN_A_ROOM | BETTER
    frees = [Asked(*key, call) for key, call in FREES.items()]
    asked = [Asked(*key, call) for key, call in calls.items() if key not in FREES]
    return [*asked, *(Asked(*each) for each in ALSO), *frees]


def kind_of(asked: Asked) -> str:
    """``everybody``, ``host``, ``thing`` (it names something that somebody has) or ``own`` (it is about what the sender has)."""
    if asked.route in FOR_EVERYBODY:
        return "everybody"
    if asked.route == "/room" or asked.route.startswith("/api/room/host"):
        return "host"
    text = asked.call.path + str(asked.call.more.get("json", ""))
    return "thing" if "{" in text.replace("{}", "").replace("{pictures}", "").replace("{'", "") else "own"


class Result(NamedTuple):
    """What Bob was answered about Ada's things, and what is wrong with it; empty for nothing."""

    asked: Asked
    kind: str
    status: int
    wrong: str


def walk(at: Scene) -> list[Result]:
    """Ask every route as Bob for Ada's things, and for things that nobody has."""
    leaving = replace(at, bob=joined(at.app, at.room, "Cyd"))
    return [walked(leaving if asked.route == "/api/room/leave" else at, asked) for asked in ways()]


def walked(at: Scene, asked: Asked) -> Result:
    kind = kind_of(asked)
    answer = at.ask(at.bob, asked, at.has)
    unheard = stranger(at.app).request(asked.method, _filled(asked.call.path, at.has))
    wrong = ""
    if kind == "everybody":
        pass
    elif unheard.status_code not in (303, 401):
        wrong = f"who has not joined gets {unheard.status_code}"
    elif _tells(at, answer, asked):
        wrong = "it tells of somebody else's things"
    elif kind == "host" and answer.status_code != 404:
        wrong = f"no host, and gets {answer.status_code}"
    elif kind == "thing":
        wrong = _wrong_with_thing(at, asked, answer)
    return Result(asked, kind, answer.status_code, wrong)


def _tells(at: Scene, answer: httpx.Response, asked: Asked) -> bool:
    """Whether an answer tells more than the sender named."""
    said = _filled(asked.call.path, at.has) + str(_filled(asked.call.more.get("json", {}), at.has))
    text = answer.text
    for value in at.has.values():
        if value in said:
            text = text.replace(value, "").replace(value[:8], "")
    return at.tells(text)


def _wrong_with_thing(at: Scene, asked: Asked, answer: httpx.Response) -> str:
    same = at.ask(at.bob, asked, at.unknown)
    if answer.status_code not in (403, 404) and asked.route not in SAYS_NOTHING:
        return f"{answer.status_code} for a thing of somebody else"
    if (answer.status_code, at.without_ids(answer.text)) != (same.status_code, at.without_ids(same.text)):
        return f"another answer than for a thing that is not there ({answer.status_code}, {same.status_code})"
    return ""


def table(results: list[Result]) -> str:
    """The walk as a table in Markdown."""
    words = {"everybody": "for everybody", "host": "the host's", "thing": "somebody's thing", "own": "one's own things"}
    rows = ["| route | about | somebody else gets |", "|---|---|---|"]
    for result in sorted(results, key=lambda each: (each.asked.route, each.asked.method, each.asked.call.path)):
        about = FOR_EVERYBODY.get(result.asked.route, words[result.kind])
        rows.append(f"| `{result.asked.method} {result.asked.call.path}` | {about} | {_said(result)} |")
    return "\n".join(rows)


def _said(result: Result) -> str:
    if result.wrong:
        return f"**{result.wrong}**"
    if result.kind in ("everybody", "own"):
        return "nothing of others" if result.kind == "own" else "the same as all"
    return "as if it were not there" if result.status == 200 else str(result.status)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, scene(Home.open(Path(folder) / "home")) as at:
        results = walk(at)
        sys.stdout.write(table(results) + "\n\n")
        wrong = [each for each in results if each.wrong]
        asked = {(each.asked.method, each.asked.route) for each in results}
        there = len(routes(at.app)) - 1
        sys.stdout.write(f"{len(results)} requests to {len(asked)} of {there} routes: {len(wrong)} wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
