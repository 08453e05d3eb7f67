"""The wall with a pair that the host handed out: one dataset for all, sealed until the host reveals it for the room."""

from __future__ import annotations

import pytest

from tests.ui.roommates import id_of
from tests.ui.test_wall import LEVELS, Class, at, order  # noqa: F401
from tlgui.data import seals
from tlgui.home import LOCAL_OWNER


@pytest.fixture
def handed_out(at: Class) -> Class:  # noqa: F811
    source, target = at.pair(LOCAL_OWNER)
    assert at.host.post("/api/room/host/handed", json={"source": source.info.id, "target": target.info.id}).status_code == 200
    for name, (looks, right) in LEVELS.items():
        at.show(name, "name")
        at.train(name, looks, right, (source, target))
    return at


def test_runs_on_what_was_handed_out_are_one_board_and_the_host_opens_all_of_them(handed_out: Class) -> None:
    at = handed_out  # noqa: F811
    wall = at.wall(at.people["Bob"])
    assert [each["words"] for each in wall["boards"]] == ["photos → sketches"]
    assert order(wall) == ["Ada", "Bob", "Cyd"]
    assert at.reveal().json() == {"opened": 3, "left": 0}
    assert order(at.wall(), "true_place") == ["Cyd", "Bob", "Ada"]


def test_a_participant_cannot_open_it_by_any_route_and_the_host_sees_who_tried(handed_out: Class) -> None:
    at = handed_out  # noqa: F811
    at.app.app.state.boards.index.catch_up()  # type: ignore[attr-defined]
    board = at.people["Ada"].get("/api/leaderboard").json()["boards"][0]
    run = next(row["run"] for row in board["rows"] if row["run"])
    target = at.people["Ada"].get(f"/api/runs/{run}/files/spec.json").json()["spec"]["target"]
    for path in (f"/api/runs/{run}/reveal", f"/api/datasets/{target}/reveal", "/api/room/host/reveal"):
        assert at.people["Ada"].post(path, json={"board": at.wall()["board"]}).status_code in (403, 404)
    info = at.app.app.state.wall._contents.look()[target].info  # type: ignore[attr-defined]
    assert seals.is_sealed(at.home, info)
    rows = {each["who"]: each["asked"] for each in at.host.get("/api/room/host/attempts").json()["rows"]}
    assert rows == {"Ada": 2, "Bob": 0, "Cyd": 0}
    assert id_of(at.room, "Ada") not in str(at.wall())
