"""The server killed in the middle of a lesson, and a laptop that is closed: everybody is where they were, and what is trained goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.rooms.classroom.server import Requests, RoomServer
from tests.ui.made import dataset
from tests.waiting import wait_until
from tlgui.home import Home
from tlgui.runs.store import RunStore

BACK_SECONDS = 10.0
PIN = "4711"
LESSON = "what-is-a-domain-shift"


@pytest.fixture
def server(home: Home) -> Iterator[RoomServer]:
    made = RoomServer(home)
    yield made
    made.end()


class Class:
    """So many people who have begun something each, and a host."""

    def __init__(self, server: RoomServer, people: int) -> None:
        self.server = server
        home = server.home
        pair = {
            "source": dataset(home, "photos", each=30).info.id,
            "target": dataset(home, "sketches", each=20, sketch=True).info.id,
        }
        self.host = Requests(server)
        assert self.host.get(server.host_link).status_code == 303
        assert self.host.post("/api/room/host/handed", json=pair).status_code == 200
        self.people: dict[str, Requests] = {}
        self.runs: dict[str, str] = {}
        for number in range(people):
            name = f"Person {number}"
            self.people[name] = one = Requests(server).join(server, name, PIN)
            spec = {**pair, "strategy": "dann", "backbone": "small-cnn", "sealed": True, "settings": {"epochs": 500}}
            started = one.post("/api/runs", json={"spec": spec, "once": f"the press {number}"})
            assert started.status_code == 200, started.text
            self.runs[name] = started.json()["run"]
            one.put("/api/wall/me", json={"shown": ("name", "pseudonym", "nothing")[number % 3]})
            one.post(f"/api/lessons/{LESSON}/open")
            one.post(f"/api/lessons/{LESSON}/step", json={"step": number % 3})
            one.get("/results" if number % 2 else "/learn")

    def where(self, name: str) -> dict[str, Any]:
        """All that a person finds when they look."""
        one = self.people[name]
        lesson: Any = one.got("/api/lesson")
        line: Any = one.got("/api/queue")
        return {
            "me": one.got("/api/room/me"),
            "wall": one.got("/api/wall/me"),
            "lesson": {key: lesson["lesson"][key] for key in ("id", "step")},
            "line": [(each["run"], each["status"], each["number"]) for each in line["runs"]],
            "run": one.got(f"/api/runs/{self.runs[name]}/live")["state"],  # type: ignore[index]
        }

    def seen_by_the_host(self) -> dict[str, Any]:
        """Who is where, as the host sees it."""
        people: Any = self.host.got("/api/room/host")
        return {each["name"]: {key: each[key] for key in ("here", "runs", "doing", "lesson")} for each in people["people"]}

    def events(self, name: str) -> int:
        owner = self.server.room.people.named(name)
        assert owner is not None
        return len(RunStore(self.server.home).get(self.runs[name], owner.id).events())


def killed_and_back(server: RoomServer, people: int) -> None:
    at = Class(server, people)
    first, *others = at.people
    wait_until(lambda: at.where(first)["run"] == "running")
    before = {name: at.where(name) for name in at.people}
    seen = at.seen_by_the_host()
    at.people[first].close()  # the laptop: nobody asks for this run any more
    server.kill()
    known = at.events(first)
    wait_until(lambda: at.events(first) > known)  # it is trained on while there is no server
    server.start()
    began = time.monotonic()
    assert {name: at.where(name) for name in others} == {name: before[name] for name in others}
    for number, name in enumerate(at.people):
        if name != first:  # as their pages do
            at.people[name].get("/api/room/me", headers={"referer": f"{server.address}/{'results' if number % 2 else 'learn'}"})
    assert at.seen_by_the_host() == seen
    took = time.monotonic() - began
    assert took <= BACK_SECONDS
    at.people[first] = Requests(server).join(server, first, PIN)
    assert at.where(first) == before[first]
    assert at.people[first].post(f"/api/runs/{at.runs[first]}/stop").status_code == 200
    wait_until(lambda: at.where(first)["run"] == "stopped")
    for one in (*at.people.values(), at.host):
        one.close()
    print(f"\nserver killed with {people} people in the room: all were where they were {took:.1f} s after it answered again")


@pytest.mark.slow
def test_after_a_kill_of_the_server_everybody_is_where_they_were_and_who_closed_the_laptop_comes_back(server: RoomServer) -> None:
    killed_and_back(server, 4)


@pytest.mark.soak
def test_after_a_kill_of_the_server_thirty_people_are_where_they_were(server: RoomServer) -> None:
    killed_and_back(server, 30)
