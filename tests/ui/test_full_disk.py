"""X3: a disk that takes nothing more under the running server: every route answers in words, what is there is read, and one gets free."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from tests.conftest import missing
from tests.ui.every_route import FREES, NOWHERE, READS, SPEC, WRITES, Call, body
from tests.ui.small_disk import SIZE, SmallDisk, started
from tests.waiting import free_port, wait_until
from tlgui.storage import PIECES
from tlgui.ui.gradio_calls import EXACT
from tlgui.ui.page_table import PATHS
from tlgui.ui.server import ROUTES

pytestmark = pytest.mark.slow
STORAGE = 507


def test_each_route_is_asked_here() -> None:
    routes = {(method, route.path) for each in ROUTES for route in each.router.routes for method in route.methods}
    assert routes == {("GET", path) for path in READS} | FREES.keys() | WRITES.keys()


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    with started(tmp_path_factory.mktemp("small"), free_port()) as disk:
        yield ready(disk)


@pytest.fixture
def disk_of_small_blocks(tmp_path: Path) -> Iterator[SmallDisk]:
    """A file system with blocks of 1 KiB, smaller than a page of memory."""
    if os.geteuid() != 0:
        missing("mounts a file as a disk, which only root may")
    image = tmp_path / "image"
    with started(
        tmp_path, free_port(), f"truncate -s {SIZE} {image} && mkfs.ext4 -q -b 1024 {image} && mount -o loop {image}"
    ) as disk:
        yield ready(disk)


def ready(disk: SmallDisk) -> SmallDisk:
    wait_until(lambda: has_begun(disk), 60)
    wait_until(lambda: pieces(disk) == PIECES, 30)
    return disk


def has_begun(disk: SmallDisk) -> bool:
    return bool(disk.call("GET", f"/api/runs/{disk.has['training']}/events").json()["events"])


def pieces(disk: SmallDisk) -> int:
    """How much is left of the reserve."""
    return len(list((disk.root / "home" / "reserve").iterdir()))


def state(disk: SmallDisk, run: str) -> str:
    return disk.call("GET", f"/api/runs/{disk.has[run]}/live").json()["state"]


def make_way(disk: SmallDisk) -> None:
    """Stop what is ahead of the next run."""
    for name in ("waiting", "waiting_too", "training"):
        if state(disk, name) in ("running", "queued"):
            ask(disk, "POST", Call(f"/api/runs/{{{name}}}/stop"))


def ask(disk: SmallDisk, method: str, call: Call) -> Any:
    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: filled(each) for key, each in value.items()}
        return value.format(**disk.has) if isinstance(value, str) else value

    more = {key: filled(value) if key == "json" else value for key, value in call.more.items()}
    return disk.call(method, call.path.format(**disk.has), **more)


def read_all(disk: SmallDisk) -> dict[str, int]:
    """The status of each route that only reads, of each page and of what a page needs."""
    found = {path: ask(disk, "GET", call).status_code for path, call in READS.items()}
    return found | {path: disk.call("GET", path).status_code for path in (*PATHS, *EXACT)}


def uploads_begun(disk: SmallDisk) -> None:
    """Uploads that wait for more, each for one route; of two all is there."""
    for name in ("upload", "files", "zip", "table", "complete", "complete_too"):
        kind = "folder" if name in ("files", "complete") else "zip"
        answer = disk.call("POST", "/api/uploads", json={"name": name, "kind": kind})
        assert answer.status_code == 200, answer.text
        disk.has[name] = answer.json()["upload"]
    disk.call("POST", f"/api/uploads/{disk.has['complete_too']}/zip", content=b"PK")


def refused_in_words(answer: Any) -> bool:
    problems = answer.json().get("problems", [])
    return bool(problems) and all(each["code"] and each["message"] for each in problems)


def wrong(answers: dict[Any, Any], also: Mapping[Any, int] = MappingProxyType({})) -> dict[Any, Any]:
    """Of the answers to what needs room: those that neither did it nor say of the disk why not. ``also``: what else a route may answer."""
    return {
        call: (answer.status_code, answer.text[:200])
        for call, answer in answers.items()
        if answer.status_code not in (200, also.get(call)) and not (answer.status_code == STORAGE and refused_in_words(answer))
    }


def test_X3_on_a_full_disk_all_is_read_stop_and_delete_work_and_the_rest_says_so(disk: SmallDisk) -> None:
    is_filled_and_freed(disk)


@pytest.mark.soak
def test_X3_also_where_blocks_are_smaller_than_a_page_of_memory(disk_of_small_blocks: SmallDisk) -> None:
    is_filled_and_freed(disk_of_small_blocks)


def is_filled_and_freed(disk: SmallDisk) -> None:
    with_room = read_all(disk)
    assert {path: status for path, status in with_room.items() if status != 200} == dict.fromkeys(NOWHERE, 404)
    uploads_begun(disk)
    disk.fill()
    with pytest.raises(OSError, match="No space"):
        (disk.root / "more").write_bytes(bytes(5000))
    assert read_all(disk) == with_room

    answers = {call: ask(disk, call[0], asked) for call, asked in WRITES.items()}
    assert wrong(answers, NOTHING_THERE) == {}
    refused = {call[1] for call, answer in answers.items() if answer.status_code == STORAGE}
    assert {"/api/runs", "/api/uploads/{upload_id}/zip", "/api/uploads/{upload_id}/files", "/api/tries/{run_id}"} <= refused
    assert answers["POST", "/api/uploads/{upload_id}/zip"].json()["problems"][0]["code"] == "upload_no_space"
    assert disk.alive()

    while disk.call("POST", "/api/demo").status_code == 200:  # until the queue's file has not a line left
        pass
    disk.fill()
    free = disk.free  # a file system may keep some blocks for itself
    assert pieces(disk) == PIECES, "nobody but who ends something may use the reserve"
    refused_maps(disk)

    runs = len(disk.call("GET", "/api/runs").json()["runs"])
    freed = {call: ask(disk, call[0], asked) for call, asked in FREES.items()}
    assert {call: (answer.status_code, answer.text) for call, answer in freed.items() if answer.status_code != 200} == {}
    wait_until(lambda: state(disk, "training") == "stopped", 20)
    assert state(disk, "waiting") == "stopped"
    assert freed["DELETE", "/api/bin"].json()["freed"] > 0
    wait_until(lambda: disk.free > free)  # a file system with a journal gives back a little later
    assert len(disk.call("GET", "/api/runs").json()["runs"]) == runs - 1

    disk.empty()
    all_is_normal(disk)


def refused_maps(disk: SmallDisk) -> None:
    answer = ask(disk, "POST", Call("/api/runs/{undrawn_too}/maps"))
    assert (answer.status_code, refused_in_words(answer)) == (STORAGE, True)


NOTHING_THERE = {
    ("POST", "/api/leaderboard/{board}/reveal"): 404,
    ("POST", "/api/searches/{search_id}/reveal"): 409,
    ("POST", "/api/labels/{dataset_id}/import"): 400,
    ("POST", "/api/labels/{dataset_id}/undo"): 400,
    ("POST", "/api/labels/{dataset_id}/search"): 400,
}
"""No such board; a search whose labels nobody has revealed; a table without a label; where no label could be kept, none to take back and none
that tells a search anything.
"""

OVER = {
    ("POST", "/api/queue/{run_id}/move"): 400,
    ("POST", "/api/bin/{run_id}/restore"): 404,
    ("DELETE", "/api/runs/{run_id}"): 404,
    ("POST", "/api/datasets/bin/{dataset_id}/restore"): 404,
    ("DELETE", "/api/datasets/{dataset_id}"): 404,
    ("DELETE", "/api/presets/{preset_id}"): 404,
}
"""What there may be nothing left for, if the disk was full before: the run has begun, or what it is about was brought back or removed."""


def test_X3_a_home_that_turns_read_only_under_the_server_is_read_and_the_rest_says_so(disk: SmallDisk) -> None:
    uploads_begun(disk)
    make_way(disk)
    disk.has["training"] = ask(disk, "POST", Call("/api/runs", body(spec=SPEC, once="to be stopped"))).json()["run"]
    wait_until(lambda: has_begun(disk), 60)
    assert disk.call("DELETE", f"/api/runs/{disk.has['other']}").status_code == 200
    with_room = read_all(disk)
    disk.read_only(True)
    try:
        assert read_all(disk) == with_room
        answers = {call: ask(disk, call[0], asked) for call, asked in (WRITES | FREES).items()}
        assert wrong(answers, OVER | NOTHING_THERE) == {}
        done = {call[1] for call, answer in answers.items() if answer.status_code == 200}
        refused_maps(disk)
        over_already = {
            "/api/runs/{run_id}/maps",  # of the other run: they wait to be drawn, if they were asked for before
            "/api/runs/{run_id}/reveal",
            "/api/datasets/{dataset_id}/reveal",
            "/api/runs/{run_id}/pause",
            "/api/datasets/bin",
        }
        assert done <= over_already
        assert disk.alive()
        assert read_all(disk) == with_room
    finally:
        disk.read_only(False)
    all_is_normal(disk)


def all_is_normal(disk: SmallDisk) -> None:
    """After there is room again: the reserve is made anew, a run can be started, goes on, and is stopped."""
    wait_until(lambda: pieces(disk) == PIECES, 30)
    run = ask(disk, "POST", Call("/api/runs", body(spec=SPEC, once=f"another press, {disk.free}"))).json()["run"]
    disk.has["new"] = run
    ask(disk, "POST", Call("/api/queue/{new}/move", body(place=1)))
    make_way(disk)
    wait_until(lambda: state(disk, "new") == "running", 60)
    ask(disk, "POST", Call("/api/runs/{new}/stop"))
    wait_until(lambda: state(disk, "new") == "stopped", 30)
    assert max(read_all(disk).values()) < 500
