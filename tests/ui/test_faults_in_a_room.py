"""What breaks a server that many use, tried in a room by somebody who joined: 1,001 files at once, links in offered folders, fifty who poll."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from tests.serving import serving
from tests.ui.made import MadeRun, dataset
from tests.ui.roommates import HERE, PIN, id_of, joined
from tests.ui.test_uploads import begin, send
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import do
from tlgui.rooms.room import Room, open_room
from tlgui.ui.guard import Guard
from tlgui.ui.multipart import FILES_IN_REQUEST
from tlgui.ui.server import create_app

CLIENTS = 50
POLLING_SECONDS = 4.0


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


@pytest.fixture
def room(home: Home) -> Room:
    return open_room(home, "Room")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that the host offers by path."""
    (tmp_path / "offered" / "cat").mkdir(parents=True)
    return tmp_path / "offered"


@pytest.fixture
def app(home: Home, room: Room, root: Path) -> Iterator[Guard]:
    made = create_app(home, room=room, roots=(root,), work=False)
    with TestClient(made, base_url=HERE):
        yield made


def test_G13_in_a_room_a_thousand_and_one_files_at_once_are_refused_and_others_uploads_go_on(
    app: Guard, room: Room, home: Home
) -> None:
    ada, bob = joined(app, room, "Ada"), joined(app, room, "Bob")
    hers, his = begin(ada), begin(bob)
    answer = send(ada, hers, {f"cat/{number}.png": b"" for number in range(1001)})
    assert answer.status_code == 400
    (problem,) = answer.json()["problems"]
    assert problem["code"] == "upload_too_many_in_request"
    assert str(FILES_IN_REQUEST) in problem["message"]
    assert send(bob, his, {"cat/1.png": b"1", "dog/2.png": b"2"}).json()["files"] == 2
    assert ada.get(f"/api/uploads/{his}").status_code == 404


def pictures_in(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(3):
        Image.fromarray(np.full((32, 32, 3), 60 * number + len(folder.name), np.uint8)).save(folder / f"{number}.png")


@pytest.mark.slow
def test_G22_in_a_room_what_a_link_in_an_offered_folder_leads_to_is_neither_read_nor_told(
    app: Guard, room: Room, root: Path, home: Home, tmp_path: Path, decoding_here: None
) -> None:
    ada, secret = joined(app, room, "Ada"), tmp_path / "canary"
    for folder in (root / "cat", root / "dog", secret / "owl"):
        pictures_in(folder)
    (root / "linked").symlink_to(secret)
    (root / "cat" / "9.png").symlink_to(secret / "owl" / "0.png")
    (root / "owl").symlink_to(secret / "owl")
    for path in ("linked", "linked/owl", "linked/none", "cat/../linked", "cat/9.png", "../canary"):
        answer = ada.post("/api/datasets/path", json={"path": path})
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (403, "path_not_allowed"), path
    asked = ada.post("/api/datasets/path", json={"path": "."}).json()["job"]
    queue = JobQueue(home)
    job = queue.take("data", "worker")
    assert job is not None
    do(home, job, queue, threading.Event())
    done = ada.get(f"/api/jobs/{asked}").json()
    assert done["state"] == "done", done
    made = ada.get(f"/api/datasets/{done['result']['dataset']}").json()
    assert (made["size"], [each["name"] for each in made["classes"]]) == (6, ["cat", "dog"])
    assert "canary" not in str(made)


@pytest.fixture
def trained(home: Home, room: Room) -> Iterator[MadeRun]:
    """Ada's run, which is written on as a trainer would, ten steps a second."""
    room.join("Ada", room.facts.code, PIN, "here")
    owner = id_of(room, "Ada")
    made = MadeRun(home, dataset(home, "photos", owner=owner), dataset(home, "sketches", sketch=True, owner=owner), owner=owner)
    made.begin()
    over = threading.Event()

    def write() -> None:
        for step in range(made.STEPS):
            made.train(step + 1, start=step)
            made.beat()
            if over.wait(0.1):
                return

    writer = threading.Thread(target=write)
    writer.start()
    yield made
    over.set()
    writer.join()


@pytest.mark.slow
def test_G14_in_a_room_fifty_poll_while_a_run_is_trained_and_nobody_waits(home: Home, room: Room, trained: MadeRun) -> None:
    took: list[float] = []
    statuses: set[int] = set()
    name = {"name": "Ada", "code": room.facts.code, "pin": PIN}

    async def poll(client: httpx.AsyncClient, until: float) -> None:
        while time.monotonic() < until:
            for path in (f"/api/runs/{trained.run.id}/live", "/api/queue", "/api/room/me", "/api/wall"):
                began = time.perf_counter()
                statuses.add((await client.get(path)).status_code)
                took.append(time.perf_counter() - began)
            await asyncio.sleep(1.0)

    async def all_of_them(address: str) -> None:
        until = time.monotonic() + POLLING_SECONDS
        joined = httpx.post(f"{address}/api/room/join", json=name, headers={"origin": address})
        clients = [httpx.AsyncClient(base_url=address, cookies=joined.cookies, timeout=60) for _ in range(CLIENTS)]
        await asyncio.gather(*(poll(client, until) for client in clients))
        await asyncio.gather(*(client.aclose() for client in clients))

    # In this thread a browser of another test may still have a loop.
    with serving(create_app(home, room=room, work=False)) as address, ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, all_of_them(address)).result()
    assert statuses == {200}
    assert len(took) > 2 * CLIENTS
    assert np.percentile(took, 95) < 2.0
