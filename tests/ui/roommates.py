"""People in a room, each with a browser of their own."""

from __future__ import annotations

from starlette.testclient import TestClient

from tlgui.rooms.room import Room
from tlgui.ui.guard import Guard

HERE = "http://localhost:7860"
PIN = "4711"


def stranger(app: Guard) -> TestClient:
    """Somebody who has not joined. The application has been started by another client already."""
    return TestClient(app, base_url=HERE, headers={"origin": HERE}, follow_redirects=False)


def joined(app: Guard, room: Room, name: str) -> TestClient:
    """Somebody who has."""
    browser = stranger(app)
    answer = browser.post("/api/room/join", json={"name": name, "code": room.facts.code, "pin": PIN})
    assert answer.status_code == 200, answer.text
    return browser


def host_of(app: Guard, room: Room) -> TestClient:
    """The host, by the host's link."""
    browser = stranger(app)
    assert browser.get(f"/host/{room.facts.host_key}").status_code == 303
    return browser


def id_of(room: Room, name: str) -> str:
    """The owner of what somebody makes."""
    person = room.people.named(name)
    assert person is not None
    return person.id
