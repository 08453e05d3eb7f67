"""The wall, as a class meets it at a projector: a host and two participants, before the reveal and after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import OpenPage
from tests.serving import serving
from tests.ui.made import MadeRun, dataset
from tests.ui.roommates import id_of
from tlgui.home import LOCAL_OWNER, Home
from tlgui.rooms.room import Room, open_room
from tlgui.rooms.wall import WallBook
from tlgui.runs.store import RunStore
from tlgui.ui.server import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

PROJECTOR = {"width": 1280, "height": 720}
SMALL = """() => [...document.querySelectorAll('.wall *')]
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && each.checkVisibility())
  .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 20 && !each.closest('.unseen, option'))
  .map((each) => each.outerHTML)"""
OUTSIDE = """() => [...document.querySelectorAll('.wall :is(.tile, .places li, header *, .said)')]
  .filter((each) => each.checkVisibility()).map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || box.left < 0)
  .map(([what]) => what)"""
CUT = """() => [...document.querySelectorAll('.wall > header :is(h1, .what)')]
  .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.outerHTML)"""
BRIGHTNESS = (
    "getComputedStyle(document.querySelector('#wall-shown')).backgroundColor.match(/\\d+/g).reduce((sum, each) => sum + +each, 0)"
)
PLACES = "() => [...document.querySelectorAll('#wall-places li')].map((row) => row.querySelector('.who').textContent)"
MOVING = "() => [...document.querySelectorAll('#wall-places li')].filter((row) => row.getAnimations().length).length"
HOSTILE = '<img src=x onerror="alert(1)">'
PEOPLE = {"Ada": (0.9, 0.6), HOSTILE: (0.7, 0.95), "Wolfeschlegelsteinhausenbergerdorff": (0.8, 0.8)}


@dataclass
class Lesson:
    """A room with a server, and what is trained in it."""

    room: Room
    address: str

    def enter(self, open_page: OpenPage, name: str, **person: object) -> Page:
        page = open_page(f"{self.address}/join", locale="en-US", refusals=True, **person)
        page.fill("#join-name", name)
        page.fill("#join-code", self.room.facts.code)
        page.fill("#join-pin", "4711")
        page.click("#join")
        page.wait_for_selector("#to-wall", state="attached")
        return page

    def host(self, open_page: OpenPage, **person: object) -> Page:
        page = open_page(f"{self.address}/host/{self.room.facts.host_key}", **person)
        page.set_viewport_size(PROJECTOR)
        page.goto(f"{self.address}/wall")
        return page


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[Lesson]:
    home = Home.open(tmp_path / "home")
    room = open_room(home, "Summer school")
    for name, (looks, right) in PEOPLE.items():
        room.join(name, room.facts.code, "4711", "here")
        owner = id_of(room, name)
        pictures = [dataset(home, "photos", each=8, owner=owner), dataset(home, "sketches", each=10, sketch=True, owner=owner)]
        made = MadeRun(home, *pictures, sealed=True, owner=owner)
        made.begin()
        made.reference()
        made.train(final=right)
        made.maps("before", "after")
        made.finish(looks)
    dataset(home, "photos", each=8, owner=LOCAL_OWNER)
    dataset(home, "sketches", each=10, sketch=True, owner=LOCAL_OWNER)
    app = create_app(home, room=room, work=False)
    app.app.state.boards.index.catch_up()
    with serving(app) as address:
        yield Lesson(room, address)


def with_another_board(route: Route) -> None:
    told = route.fetch().json()
    told["boards"].append(
        {"key": "0" * 16, "words": "photographs of the first winter school → drawings of the second winter school"}
    )
    route.fulfill(json=told)


@pytest.mark.slow
def test_the_wall_before_and_after_the_reveal(lesson: Lesson, open_page: OpenPage) -> None:
    host = lesson.host(open_page, locale="en-US")
    host.wait_for_selector(".tile >> nth=2")
    assert "Ada" not in host.inner_text(".wall")

    ada = lesson.enter(open_page, "Ada", width=390, color_scheme="dark")
    ada.goto(f"{lesson.address}/learn")  # where a button stands between the name and the edge
    ada.wait_for_selector(".to-stage", state="visible")
    ada.click(".me summary")
    ada.select_option("#wall-shown", "name")
    assert ada.evaluate("document.querySelector('.me-menu').getBoundingClientRect().left") >= 0
    assert ada.evaluate(BRIGHTNESS) < 300  # its letters are bright
    host.wait_for_selector(".tile .who:text-is('Ada')")
    ada.focus("#wall-shown")
    for key, shown in {"ArrowDown": "pseudonym", "ArrowUp": "name"}.items():
        ada.keyboard.press(key)
        ada.wait_for_function("(shown) => document.querySelector('#wall-shown:enabled')?.value === shown", arg=shown)
        assert ada.evaluate("document.activeElement.id") == "wall-shown"  # who chooses by key can go on
    eve = lesson.enter(open_page, HOSTILE)
    eve.click(".me summary")
    eve.select_option("#wall-shown", "name")
    host.wait_for_function(f"() => ({PLACES})().includes({HOSTILE!r})")
    assert host.evaluate(PLACES)[0] == "Ada"
    assert "pts: how many of the others here it beats" in host.inner_text(".wall .key")
    assert host.locator(".tile[data-state=finished]").count() == 3
    last = host.evaluate("[...document.querySelectorAll('.tile')].at(-1).getBoundingClientRect().bottom")
    assert last > 0.95 * PROJECTOR["height"]  # few tiles are large ones
    assert host.evaluate(SMALL) == []
    assert host.evaluate(OUTSIDE) == []

    eve.goto(f"{lesson.address}/wall")
    eve.wait_for_selector(".tile")
    assert not eve.is_visible("#wall-reveal")
    assert "%" not in eve.inner_text("#wall-places")

    eve.click(".tile:has(.who:text-is('Ada'))")
    eve.wait_for_function("document.querySelectorAll('.wall-large .plot .main-svg').length > 1")
    eve.keyboard.press("Escape")
    assert eve.is_disabled(".tile:not(:has(.who:text-is('Ada'))):not([aria-label])")

    assert host.evaluate(
        "document.querySelector('.what .count').scrollWidth <= document.querySelector('.what .count').clientWidth"
    )
    host.click("#wall-reveal")
    host.keyboard.press("Enter")  # what cannot be taken back needs more
    host.wait_for_selector("dialog.window", state="detached")
    assert "%" not in host.inner_text("#wall-places")
    host.click("#wall-reveal")
    assert not host.is_visible("dialog.window .note")  # nobody has asked before
    host.click(".yes")
    host.wait_for_function(MOVING)
    host.wait_for_function(f"() => ({PLACES})()[0] === {HOSTILE!r}")
    assert host.inner_text(".said b") == "What the scores said and what is true: no agreement that chance would not make too"
    marks = [each.strip() for each in host.locator("#wall-places .moved").all_inner_texts()]
    assert set(marks) == {"▲2", "▼2", ""}  # who stayed is not called equal to somebody
    assert "▲▼: places up or down" in host.inner_text(".wall .key")
    eve.wait_for_selector(".said b:has-text('no agreement')")
    assert host.evaluate(OUTSIDE) == []
    assert ada.evaluate("document.documentElement.scrollWidth <= innerWidth")

    host.route("**/api/wall?*", with_another_board)
    host.wait_for_selector("#wall-board", state="visible")
    assert host.inner_text(".what").strip() == "3 runs of 3 people"  # the field beside it says which pictures
    assert host.evaluate(CUT) == []
    assert host.evaluate(OUTSIDE) == []


@pytest.mark.slow
def test_maps_that_come_later_are_drawn_in_a_tile_that_is_large_already_and_who_has_no_keys_can_leave_it(
    lesson: Lesson, open_page: OpenPage
) -> None:
    long = max(PEOPLE, key=len)
    owner = lesson.room.people.named(long)
    assert owner is not None
    WallBook(lesson.room).choose(owner, "name")
    [run] = RunStore(Home.open(lesson.room.folder.parents[1])).all(owner.id)
    record = run.folder / "maps" / "maps.json"
    aside = record.rename(record.with_suffix(".aside"))
    phone = lesson.enter(open_page, "Ada", width=390, has_touch=True, is_mobile=True)
    phone.goto(f"{lesson.address}/wall")
    phone.click(f".tile:has(.who:text-is('{long}'))")
    phone.wait_for_selector(".wall-large .nothing >> nth=1", state="visible")
    assert phone.inner_text(".wall-large .link").strip() == "Tap here to leave"
    assert phone.evaluate("(([h]) => h.scrollHeight <= h.clientHeight + 2)([...document.querySelectorAll('.wall-large h1')])")
    aside.rename(record)
    phone.wait_for_function("document.querySelectorAll('.wall-large .plot .main-svg').length > 1")
    assert not phone.is_visible(".wall-large .nothing >> nth=1")
    phone.click(".wall-large .link")
    phone.wait_for_selector(".wall-large", state="hidden")


@pytest.mark.slow
def test_who_wants_no_motion_sees_places_change_at_once(lesson: Lesson, open_page: OpenPage) -> None:
    host = lesson.host(open_page, locale="zh-CN", reduced_motion="reduce")
    host.wait_for_selector(".tile >> nth=2")
    first = host.evaluate(PLACES)
    host.evaluate(f"window.moved = 0; setInterval(() => {{ moved += ({MOVING})(); }}, 10)")
    host.click("#wall-reveal")
    host.click(".yes")
    host.wait_for_function(f"(first) => ({PLACES})()[0] !== first[0]", arg=first)
    assert host.evaluate("moved") == 0
