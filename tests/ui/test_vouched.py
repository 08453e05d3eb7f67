"""G21: a proxy that signs people in says who somebody is; they are in the room without a code, and nobody else can say it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.ui.made import dataset
from tests.ui.roommates import HERE, PIN, host_of, joined, stranger
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.rooms.people import Person
from tlgui.rooms.room import Room, open_room
from tlgui.ui.guard import Guard
from tlgui.ui.proxies import Proxies
from tlgui.ui.server import create_app

PROXY, HEADER = "10.9.9.9", "X-Auth-Request-Email"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.open(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def room(home: Home) -> Room:
    return open_room(home, "Room")


@pytest.fixture(scope="module")
def app(home: Home, room: Room) -> Iterator[Guard]:
    made = create_app(home, room=room, proxies=(PROXY,), user_header=HEADER, work=False)
    with TestClient(made, base_url=HERE):
        yield made


def through(app: Guard, user: str | bytes, address: str = PROXY) -> TestClient:
    """Somebody whom what stands at this address calls so."""
    return TestClient(app, base_url=HERE, headers={"origin": HERE, HEADER: user}, client=(address, 1), follow_redirects=False)


def called(room: Room, user: str) -> Person:
    person = room.people.vouched(user)
    assert person is not None
    return person


def test_G21_whom_a_trusted_proxy_vouches_for_is_in_the_room_from_the_first_page_and_everywhere_the_same(
    app: Guard, room: Room, home: Home
) -> None:
    assert through(app, "ada@uni.example").get("/").status_code == 200
    dataset(home, "hers", owner=called(room, "ada@uni.example").id)
    other = through(app, "ada@uni.example")
    assert [each["name"] for each in other.get("/api/datasets").json()["datasets"]] == ["hers"]
    assert through(app, "bob@uni.example").get("/api/datasets").json()["datasets"] == []
    assert other.get("/api/room/me").json()["name"] == "ada@uni.example"
    assert [each.name for each in room.people.all() if each.vouched].count("ada@uni.example") == 1


@pytest.mark.parametrize("address", ["10.1.1.1", "127.0.0.1"])
def test_G21_anybody_else_who_says_so_is_nobody(app: Guard, room: Room, address: str) -> None:
    assert through(app, "cyd@uni.example", address).get("/api/runs").status_code == 401
    assert room.people.vouched("cyd@uni.example") is None
    pinned = joined(app, room, "Pia")
    assert pinned.get("/api/room/me", headers={HEADER: "ada@uni.example"}).json()["name"] == "Pia"


def test_G21_a_cookie_of_somebody_else_in_the_same_browser_says_less_than_the_proxy_and_the_hosts_says_more(
    app: Guard, room: Room
) -> None:
    browser = through(app, "dan@uni.example")
    for other, name in ((joined(app, room, "Eve"), "dan@uni.example"), (host_of(app, room), "Host")):
        browser.cookies = other.cookies
        assert browser.get("/api/room/me").json()["name"] == name


def test_G21_a_name_that_is_taken_gets_a_number_and_no_pin_opens_what_is_vouched_for(app: Guard, room: Room) -> None:
    joined(app, room, "fay")
    assert through(app, "Fay").get("/api/room/me").json()["name"] == "Fay (2)"
    asked = {"name": "Fay (2)", "code": room.facts.code, "pin": PIN}
    assert stranger(app).post("/api/room/join", json=asked).status_code == 403
    assert through(app, "张伟".encode()).get("/api/room/me").json()["name"] == "张伟"


def test_G21_who_was_removed_stays_out_whatever_the_proxy_says(app: Guard, room: Room) -> None:
    browser = through(app, "gil@uni.example")
    assert browser.get("/api/runs").status_code == 200
    host = host_of(app, room)
    assert host.delete(f"/api/room/host/people/{called(room, 'gil@uni.example').id}").status_code == 200
    answer = browser.get("/api/runs")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (403, "room_removed")
    assert browser.get("/").status_code == 403


@pytest.mark.parametrize("user", [b"x" * 201, b"\xff\xfe", b"a\tb"])
def test_G21_a_name_that_is_none_is_the_proxys_mistake(user: bytes) -> None:
    scope = {"type": "http", "path": "/", "client": (PROXY, 1), "headers": [(HEADER.lower().encode(), user)]}
    with pytest.raises(UserError) as caught:
        Proxies([PROXY], HEADER).seen_through(scope)
    assert [each.code for each in caught.value.problems] == ["proxy_said_nonsense"]


def test_when_the_room_has_ended_nobody_is_let_in(tmp_path) -> None:
    home = Home.open(tmp_path / "home")
    room = open_room(home, "Short")
    app = create_app(home, room=room, proxies=(PROXY,), user_header=HEADER, work=False)
    with TestClient(app, base_url=HERE):
        browser = through(app, "ada")
        assert browser.get("/api/runs").status_code == 200
        host_of(app, room).post("/api/room/host/end")
        assert browser.get("/api/runs").status_code == 401
        assert through(app, "bob").get("/").status_code == 303


@pytest.mark.parametrize(("proxies", "header", "code"), [
    (["10.0.0.1"], "cookie", "user_header_bad"),
    (["10.0.0.1"], "x user", "user_header_bad"),
    (["10.0.0.1"], "Content-Type", "user_header_bad"),
    ([], "X-Forwarded-User", "user_header_unheard"),
])  # fmt: skip
def test_a_header_that_cannot_be_meant_is_said_at_the_start(proxies: list[str], header: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        Proxies(proxies, header)
    assert [each.code for each in caught.value.problems] == [code]
