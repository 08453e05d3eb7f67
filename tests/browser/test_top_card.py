"""The top card: is it working, how long, was it worth it? Read without scrolling, from the press of Start on, on every screen."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.jobs.processes import boot_id
from tlgui.jobs.queue import JobQueue

IN_SIGHT = """(selector) => {
  const box = document.querySelector(selector)?.getBoundingClientRect();
  return Boolean(box?.height) && box.top >= 0 && box.bottom < innerHeight / 2;
}"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [1400, 390])
def test_from_the_press_of_start_on_status_and_stop_stand_at_the_top(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack, width: int
) -> None:
    page = open_page(f"{server}/?source={source.info.id}&target={target.info.id}", width=width)
    page.wait_for_selector("#start:enabled")
    expect(page.locator("#now")).to_be_hidden()
    page.route("**/gradio_api/**", lambda route: None if route.request.method == "POST" else route.continue_())
    page.click("#start")
    page.wait_for_selector("#status .words:has-text('Starting')")  # before the server has answered
    assert page.evaluate(IN_SIGHT, "#status .words")
    page.unroute("**/gradio_api/**")  # which lets the press go on its way
    page.wait_for_selector("#status .words:has-text('You are 1st: ')")
    page.wait_for_selector("#stop:visible")
    for part in ("#status .words", "#status .bar", "#stop", "#result .headline"):
        page.wait_for_function(IN_SIGHT, arg=part)
    page.click("#stop")
    page.wait_for_selector("#status [data-state=stopped]")
    page.wait_for_selector("#stop", state="hidden")


@pytest.mark.slow
def test_a_start_that_is_refused_starts_nothing(server: str, open_page: OpenPage, source: Pack) -> None:
    page = open_page(f"{server}/?source={source.info.id}&target={source.info.id}")
    page.wait_for_selector("#start:enabled")
    page.click("#start")
    page.wait_for_selector("#problems .problems li")
    page.wait_for_selector("#now", state="hidden")
    assert page.evaluate("document.body.dataset.starting") == "false"


@pytest.mark.slow
@pytest.mark.parametrize("width", [1400, 390])
def test_time_and_progress_are_those_of_the_whole_and_stay_in_sight(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack, width: int
) -> None:
    made = MadeRun(home, source, target)
    made.begin()
    made.reference()
    made.train(until=60)
    made.log.write("outlook", left=200.0, time=time.time() + 30)
    (made.run.folder / "heartbeat").write_text(f"{boot_id()} {time.monotonic() + 600}")  # however slow this machine is
    page = open_page(f"{server}/?run={made.run.id}", width=width)
    page.wait_for_selector("#status .left:has-text('about 3 min 20 s left in all')")
    bar = "100 * document.querySelector('#status .bar i').style.getPropertyValue('--share')"
    page.wait_for_function(f"{bar} > 0")
    assert page.evaluate(bar) < 20  # though a quarter of this network's steps are done
    for part in ("#status .words", "#status .left", "#pause", "#stop"):
        assert page.evaluate(IN_SIGHT, part), part
    page.evaluate("document.querySelector('#maps').scrollIntoView()")
    page.wait_for_function(IN_SIGHT, arg="#stop")
    made.log.write("outlook", left=0.0, time=time.time() + 30)
    page.wait_for_function(f"{bar} > 50")
    furthest = page.evaluate(bar)
    made.log.write("outlook", left=500.0, time=time.time() + 30)
    page.wait_for_selector("#status .left:has-text('8 min')")
    assert page.evaluate(bar) >= furthest  # a bar that goes back looks broken
    made.fail("job_worker_died")


@pytest.mark.slow
def test_after_the_end_it_is_said_that_maps_are_being_drawn(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    made = MadeRun(home, source, target)
    made.begin()
    made.reference()
    made.train()
    queue = JobQueue(home)
    drawing = queue.submit("map", {"run": made.run.id}, run=made.run.id)
    made.finish()
    page = open_page(f"{server}/?run={made.run.id}")
    page.wait_for_selector("#status .words:has-text('the last maps are being drawn')")
    expect(page.locator("#status .bar")).to_be_visible()
    assert page.evaluate(IN_SIGHT, "#result .headline")
    queue.cancel(drawing.id)
    page.wait_for_selector("#status .bar", state="hidden")
    expect(page.locator("#status .words")).to_have_text("Finished, step 220 kept", use_inner_text=True)
