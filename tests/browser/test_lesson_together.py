"""A whole lesson with everything real: a host with the wall on a projector, two people on laptops, one on a phone who does whatever one can do.

``TLGUI_PICTURES=FOLDER`` keeps what the wall showed before the reveal and after it, in both languages.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.adapting import choose
from tests.browser.conftest import OpenPage
from tests.browser.test_wall import OUTSIDE, PROJECTOR, SMALL
from tests.conftest import kill_workers
from tests.lessons.conftest import content, question, step, words
from tests.rooms.classroom import material
from tests.rooms.classroom.canaries import picture
from tests.rooms.classroom.server import RoomServer
from tests.rooms.classroom.server import hand_out as hand_out_with_preset
from tests.serving import serving
from tests.ui.made import MadeRun
from tests.ui.roommates import id_of
from tlgui.data.handed import hand_out
from tlgui.home import Home
from tlgui.rooms.room import open_room
from tlgui.service import launch
from tlgui.ui.server import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Page

MINUTES = 60_000
STEPS = (
    step("Guess", question=question()),
    step("Train", press=[{"page": "adapt"}], check={"that": "run_finished", "source": "photos"}, after=words("Look.")),
    step("Together", question=question(), wait=True),
    step("The reveal", check={"that": "labels_revealed", "source": "photos"}),
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home.open(tmp_path / "home")
    yield made
    kill_workers(made)


@pytest.fixture
def server(home: Home) -> Iterator[RoomServer]:
    home.lessons.mkdir(exist_ok=True)
    (home.lessons / "together.json").write_text(json.dumps(content(*STEPS)), encoding="utf-8")
    made = RoomServer(home)
    hand_out_with_preset(made, material.SMALL)
    yield made
    made.end()


def pictured(page: Page, name: str) -> None:
    if folder := os.environ.get("TLGUI_PICTURES"):
        page.wait_for_timeout(1500)  # places are still on their way
        page.screenshot(path=Path(folder) / f"{name}.png")


class Participant:
    """One person with a browser. Nothing may stand outside a phone's width, wherever they are."""

    def __init__(
        self, address: str, code: str, open_page: OpenPage, name: str, patience: int = MINUTES, **person: object
    ) -> None:
        self.address = address
        self.page = open_page(f"{address}/join#{code}", refusals=True, **person)
        self.page.set_default_timeout(patience)
        self.page.fill("#join-name", name)
        self.page.fill("#join-pin", "4711")
        self.page.click("#join")
        self.page.wait_for_url("**source=*")

    def fits(self) -> None:
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url

    def to(self, path: str, wanted: str) -> None:
        self.page.goto(f"{self.address}/{path}")
        self.page.wait_for_selector(wanted)
        self.fits()

    def begin(self, strategy: str = "") -> None:
        """The lesson up to the start of a run, on the pair that was handed out."""
        self.page.wait_for_selector("#start:enabled")
        here = self.page.url.partition("?")[2]
        self.to("lesson?id=together", ".answers button")
        self.page.click(".answers button >> nth=1")
        self.page.click("#lesson-next")
        self.page.wait_for_selector(".check:not([hidden])")
        self.to(f"?{here}", "#start:enabled")
        if strategy:
            choose(self.page, "strategy", strategy)
        self.page.click("#start")
        self.page.wait_for_function("location.search.includes('run=')")
        self.fits()

    def finish(self) -> None:
        self.page.wait_for_selector("#status [data-state=finished]")
        self.page.wait_for_selector("#map-after.drawn")
        self.to("lesson?id=together", ".check[data-done=true]")
        self.page.click("#lesson-next")
        self.page.wait_for_selector(".answers button")
        self.page.click(".answers button >> nth=1")

    def show_name(self) -> None:
        self.page.click(".me summary")
        self.page.select_option("#wall-shown", "name")
        self.page.keyboard.press("Escape")


@pytest.mark.soak
def test_a_host_and_three_people_take_a_whole_lesson(server: RoomServer, open_page: OpenPage, tmp_path: Path) -> None:
    room = open_page(server.host_link, locale="en-US")
    walls = {locale: open_page(server.host_link, locale=locale) for locale in ("en-US", "zh-CN")}
    for wall in walls.values():
        wall.set_viewport_size(PROJECTOR)
        wall.goto(f"{server.address}/wall")
    door, patience = (server.address, server.room.facts.code, open_page), 5 * MINUTES
    ada = Participant(*door, "Ada", patience, locale="en-US", width=1280)
    bo = Participant(*door, "Bo", patience, locale="en-US", width=1280)
    cleo = Participant(*door, "小克", patience, locale="zh-CN", width=390)
    ada.begin()
    bo.begin("MCC")
    cleo.begin("CORAL")
    for each in (ada, bo, cleo):
        each.show_name()
        each.finish()
    room.goto(f"{server.address}/room")
    room.wait_for_function(
        "[...document.querySelectorAll('#room-people td.lesson')].filter((each) => each.textContent.includes('✓')).length >= 3"
    )
    for locale, wall in walls.items():
        wall.bring_to_front()
        wall.wait_for_function("[...document.querySelectorAll('.tile .who')].length === 3")
        wall.wait_for_function("document.querySelectorAll('#wall-places li').length === 3")
        assert wall.evaluate(OUTSIDE) == [] == wall.evaluate(SMALL)
        assert "%" not in wall.inner_text("#wall-places")
        pictured(wall, f"before-{locale}")
    walls["en-US"].bring_to_front()
    walls["en-US"].click("#wall-reveal")
    walls["en-US"].click(".yes")
    for locale, wall in walls.items():
        wall.bring_to_front()
        wall.wait_for_function("document.querySelector('#wall-places').textContent.includes('%')")
        pictured(wall, f"after-{locale}")
        assert wall.evaluate(OUTSIDE) == [] == wall.evaluate(SMALL)
    for each in (ada, bo, cleo):
        each.page.bring_to_front()
        each.page.click("#lesson-next")
        each.page.wait_for_selector(".check[data-done=true]")
        each.page.click("#lesson-next")
        each.page.wait_for_selector(".step h1")
    tried(cleo)
    on_a_phone(cleo, tmp_path)


@pytest.mark.slow
def test_a_phone_can_do_what_a_participant_does(
    home: Home, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a training: what somebody starts waits in the line, and one run is there already."""
    monkeypatch.setattr(launch, "ensure_workers", lambda *arguments: None)
    room = open_room(home, "Room")
    source, target = material.SMALL.make(home)
    hand_out(home, room.id, source.info.id, target.info.id)
    room.join("小克", room.facts.code, "4711", "here")
    MadeRun(home, source, target, owner=id_of(room, "小克"), sealed=True).whole()
    app = create_app(home, room=room, work=False)
    app.app.state.boards.index.catch_up()
    with serving(app) as address:
        cleo = Participant(address, room.facts.code, open_page, "小克", locale="zh-CN", width=390)
        cleo.page.wait_for_selector("#start:enabled")
        cleo.page.click("#start")
        cleo.page.wait_for_function("location.search.includes('run=')")
        cleo.page.wait_for_selector("#status [data-state=queued]")
        cleo.fits()
        cleo.page.click("#stop")
        cleo.page.wait_for_selector("#status [data-state=stopped]")
        cleo.show_name()
        cleo.to("lesson?id=what-is-a-domain-shift", ".answers button")
        cleo.page.click("#lesson-next")
        cleo.to("try", ".strip button")
        on_a_phone(cleo, tmp_path)


def tried(cleo: Participant) -> None:
    """A picture of one's own, from the phone."""
    cleo.to("try", ".strip button")
    cleo.page.set_input_files(".try input[type=file]", [{"name": "a.png", "mimeType": "image/png", "buffer": picture(1)}])
    cleo.page.wait_for_function("[...document.querySelectorAll('.try .verdict')].some((each) => each.textContent.includes('%'))")
    cleo.fits()


def on_a_phone(cleo: Participant, folder: Path) -> None:
    """The rest of what a participant can do: results, pictures, the wall, what to take home, leaving."""
    page = cleo.page
    cleo.to("results", ".group-of-runs tbody tr")
    cleo.to("shift", "main")
    cleo.to("learn", ".lessons a")
    cleo.to("data", "main")
    cleo.to("wall", ".tile")
    page.click(".tile >> nth=0")
    page.wait_for_selector(".wall-large[open]")
    cleo.fits()
    page.keyboard.press("Escape")
    cleo.to("", "#start")
    page.click(".me summary")
    with page.expect_download() as fetched:
        page.click(".me-menu a[download]")
    fetched.value.save_as(folder / "mine.zip")
    assert len(zipfile.ZipFile(folder / "mine.zip").namelist()) > 1
    page.click("#leave")
    page.wait_for_url("**/join")
    cleo.fits()
