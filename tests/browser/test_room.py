"""A room in browsers: the host, somebody on a laptop, and somebody on a phone in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.serving import serving
from tests.ui.made import MadeRun, dataset
from tests.ui.roommates import id_of
from tests.waiting import free_port
from tlgui.data import seals
from tlgui.home import Home
from tlgui.rooms.room import Room, open_room
from tlgui.service import launch
from tlgui.ui.server import create_app

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


@pytest.fixture
def room(home: Home) -> Room:
    return open_room(home, "<img src=x onerror=alert(1)>")


@pytest.fixture
def place(home: Home, room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(launch, "ensure_workers", lambda *arguments: None)
    port = free_port()
    with serving(create_app(home, room=room, port=port, work=False), port) as address:
        yield address


def test_a_host_and_two_people_meet_in_a_room(place: str, room: Room, home: Home, open_page: OpenPage) -> None:
    source, target = dataset(home, "photos", each=6), dataset(home, "sketches", each=5, sketch=True)
    others = [dataset(home, name, each=4, sketch=True) for name in ("paintings", "prints")]
    host = open_page(f"{place}/host/{room.facts.host_key}", locale="en-US", refusals=True)
    expect(host.locator("#room-code")).to_have_text(room.facts.code)
    ada = open_page(f"{place}/results", locale="en-US", refusals=True)
    ada.wait_for_url("**/join?next=results")
    expect(ada.locator("h1")).to_have_text("<img src=x onerror=alert(1)>")
    for field, value in (("name", "Ada"), ("code", "222222"), ("pin", "4711")):
        ada.fill(f"#join-{field}", value)
    ada.click("#join")
    expect(ada.locator(".problems")).to_contain_text("not the code")
    ada.fill("#join-code", room.facts.code.lower())
    ada.click("#join")
    ada.wait_for_url("**/results")
    bob = open_page(f"{place}/join#{room.facts.code}", width=390, locale="zh-CN", refusals=True)
    assert bob.input_value("#join-code") == room.facts.code
    bob.fill("#join-name", "<b>小博</b>")
    bob.fill("#join-pin", "4711")
    bob.click("#join")
    expect(bob.locator(".me summary")).to_have_text("<b>小博</b>", timeout=30_000)
    assert bob.evaluate("document.documentElement.scrollWidth") <= 390
    host.select_option("#hand-source", source.info.id)
    host.select_option("#hand-target", target.info.id)
    host.click("#hand")
    expect(ada.locator(".handed-out")).to_have_text("From the host: photos → sketchesUse it", timeout=20_000)
    ada.click(".handed-out a")
    ada.wait_for_url(f"**source={source.info.id}**")
    ada.wait_for_selector("#start:enabled")  # who is removed while their page still reads the pair sees it refused
    expect(ada.locator(".handed-out")).to_be_hidden()  # it is in use
    host.click(".handed button")
    expect(ada.locator("#start")).to_be_disabled(timeout=20_000)  # on the open page, without a press
    expect(ada.locator("#problems")).to_contain_text("The host has taken “photos” back")
    host.click("#hand")
    expect(ada.locator("#start")).to_be_enabled(timeout=20_000)
    expect(ada.locator("#problems")).not_to_contain_text("taken")
    expect(ada.locator("#target .labels")).to_contain_text("locked away")
    seals.reveal(home, target.info, "page")
    expect(ada.locator("#target .labels")).to_have_text("labels known, revealed", timeout=20_000)
    slips = dataset(home, "slips", ("Bar", "circle", "cross", "ring"), each=4, sketch=True)
    host.wait_for_selector(f"#hand-target option[value='{slips.info.id}']", state="attached")
    host.select_option("#hand-target", slips.info.id)
    host.click("#hand")
    question = host.locator("dialog")
    expect(question).to_contain_text("seems to write 1 of the source's classes differently")
    expect(question.get_by_text("Bar → bar")).to_be_hidden()  # the page may be on the wall
    host.keyboard.press("Escape")
    expect(host.locator(".handed li")).to_have_count(1)
    host.select_option("#hand-target", source.info.id)
    host.click("#hand")
    expect(host.locator("#hand-problems")).to_contain_text("Choose two different datasets")
    for other in others:
        host.select_option("#hand-target", other.info.id)
        host.click("#hand")
        expect(host.locator(".handed")).to_contain_text(f"photos → {other.info.name}")
    expect(ada.locator(".handed-out summary")).to_have_text("From the host: 2 pairs", timeout=20_000)
    expect(ada.locator(".handed-out .button")).to_have_count(2)
    expect(ada.locator(".handed-out .button").first).to_be_hidden()  # one line until it is opened
    MadeRun(home, source, target, owner=id_of(room, "Ada"))
    ada.goto(f"{place}/results")  # what was begun is offered nowhere but on the empty form
    expect(ada.locator(".handed-out summary")).to_have_text("From the host: 2 pairs", timeout=20_000)
    ada.goto(f"{place}/")
    expect(ada.locator(".handed-out summary")).to_have_text("From the host: 3 pairs", timeout=20_000)
    phone = open_page(f"{place}/host/{room.facts.host_key}", width=390, locale="zh-CN", refusals=True)
    expect(phone.locator("#room-people tr")).to_have_count(3, timeout=20_000)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    removing = phone.locator("#room-people button", has_text="移除").last.bounding_box()
    assert removing is not None
    assert removing["x"] + removing["width"] <= 390  # in sight without a scroll to the side
    phone.click("#room-end")
    window = phone.locator("dialog").bounding_box()
    assert window is not None
    assert window["x"] > 0
    assert window["x"] + window["width"] < 390
    phone.click("dialog .link")
    host.click("#room-pause")
    expect(ada.locator(".room-word")).to_be_visible(timeout=20_000)
    expect(host.locator("#room-people tr")).to_have_count(3)
    host.click("#room-people tr:has-text('Ada') button:has-text('Remove')")
    host.click("dialog button[type=submit]")
    ada.wait_for_url("**/join", timeout=20_000)
    expect(host.locator("#room-people tr")).to_have_count(2)
    host.click("#room-end")
    host.click("dialog button[type=submit]")
    expect(host.locator(".room .lead")).to_contain_text("The room has ended")
    for gone in (".room-entry", "#room-pause", "#room-end", ".room-hand", "#room-people button"):
        expect(host.locator(gone).first).to_be_hidden()
    expect(host.locator("#room-everything")).to_be_visible()
    expect(host.locator("#room-count")).to_have_text("2 people were here")
    expect(host.locator(".room-word")).to_be_hidden(timeout=20_000)
