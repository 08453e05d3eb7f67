"""X1 in a room: a participant, whose run is on the wall for all to see, finds no label of a target that the host has not revealed."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.sealed import scene as scenes
from tests.sealed.scene import CLASSES, OWN_CLASS, SECRET, Scene
from tests.sealed.test_sealed_labels import BALANCED, PICTURES, UNBALANCED, plain
from tests.sealed.thief import Answers, Thief, mentions, most_by_chance, visit, whole
from tests.ui.roommates import HERE
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.rooms.room import Room, open_room
from tlgui.rooms.tokens import token_of
from tlgui.runs.index import index_of
from tlgui.runs.index.standings import Boards
from tlgui.ui.door import Door
from tlgui.ui.guard import Guard
from tlgui.ui.server import create_app
from tlgui.views.run_logs import RunLogs
from tlgui.views.wall import Wall

pytestmark = pytest.mark.slow  # two homes are made and walked through


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Guard:
    home = Home.open(tmp_path_factory.mktemp("place") / "home")
    return create_app(home, room=open_room(home, "Room"), work=False)


def participant(app: Guard, made: Scene) -> TestClient:
    """The browser of the scene's owner, at a server of the scene's home."""
    assert made.room is not None
    state = whole(app).state
    state.home, state.queue, state.logs = made.home, JobQueue(made.home), RunLogs()
    state.boards = Boards(index_of(made.home))
    state.boards.index.catch_up()
    state.wall = Wall(made.home, made.room, state.boards.index, state.logs, state.queue)
    state.door = app.door = Door(made.room)
    client = TestClient(app, base_url=HERE, headers={"origin": HERE})
    client.cookies.set(f"tlgui_{made.room.id[:8]}", _token(made.room, made.owner))
    return client


def _token(room: Room, owner: str) -> str:
    return token_of(room, room.people.require(owner))


@pytest.fixture(scope="module")
def both(app: Guard, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Scene, Answers]]:
    """Two rooms that differ in nothing but the labels of the sealed target, and all that each tells to a participant."""
    found: list[tuple[Scene, Any]] = []
    for labels in (BALANCED, UNBALANCED):
        with pytest.MonkeyPatch.context() as patch:
            made = scenes.make(tmp_path_factory.mktemp("place"), labels, (*CLASSES, OWN_CLASS), patch, in_room=True)
            with participant(app, made) as client:
                found.append((made, visit(client, made)))
    return found


@pytest.mark.parametrize("place", [0, 1], ids=["balanced", "unbalanced"])
def test_X1_a_thief_in_the_room_finds_no_more_labels_than_the_prior_gives(both: list[tuple[Scene, Answers]], place: int) -> None:
    made, answers = both[place]
    thief = Thief(made)
    thief.look_at(answers)
    right, name, guesses = thief.best()
    assert right <= most_by_chance(PICTURES, max(made.counts) / PICTURES, guesses), name


def test_X1_whatever_the_labels_are_a_room_tells_the_same_byte_by_byte(both: list[tuple[Scene, Answers]]) -> None:
    (one, of_one), (other, of_other) = both
    assert any(name.startswith("/api/wall?") for name in of_one)
    assert any(name.startswith("/api/wall/tiles/") for name in of_one)
    assert of_one.keys() == of_other.keys()
    assert [name for name, body in of_one.items() if plain(one, body) != plain(other, of_other[name])] == []


def test_X1_a_room_names_no_file_of_the_target_and_no_class_of_its_own(both: list[tuple[Scene, Answers]]) -> None:
    for _, answers in both:
        assert mentions(answers, [SECRET]) == []


def test_X1_what_the_host_alone_sees_is_not_on_a_participants_wall(app: Guard, both: list[tuple[Scene, Answers]]) -> None:
    made, answers = both[0]
    assert b'"host":null' in next(body for name, body in answers.items() if name.startswith("/api/wall?"))
    with participant(app, made) as client:
        board = client.get("/api/wall").json()["board"]
        assert client.post("/api/room/host/reveal", json={"board": board}).status_code == 404
