"""The tour for newcomers: offered once with a demo, and true of what is on the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun, dataset
from tlgui.home import Home

POPOVER = ".driver-popover.tour"
HOSTILE = "<img src=x onerror=alert(1)>"


def step(page: Page, number: int) -> str:
    """What the tour says at a step, once it is there."""
    page.wait_for_selector(f"{POPOVER} .driver-popover-progress-text:text-matches('^(第 )?{number} ')")
    return page.inner_text(f"{POPOVER} .driver-popover-description")


def next_by_keyboard(page: Page, key: str = "Enter") -> None:
    page.wait_for_function(f"document.activeElement.matches('{POPOVER} .driver-popover-next-btn')")
    page.keyboard.press(key)


@pytest.mark.slow
def test_the_tour_is_offered_once_with_the_demo_and_speaks_of_its_pictures(
    server: str, open_page: OpenPage, reader: None
) -> None:
    page = open_page(server, locale="en-US", reduced_motion="reduce")  # a key pressed while it moves is not heard
    expect(page.locator(".invitation")).to_be_hidden()
    page.click("#demo")
    page.click(".invitation .take")
    assert "“3D icons”: 203 pictures of 7 classes" in step(page, 1)
    next_by_keyboard(page)
    assert "Chosen is MCC" in step(page, 2)
    next_by_keyboard(page)
    step(page, 3)
    page.click(f"{POPOVER} .driver-popover-next-btn:enabled:text('Start the run')")
    page.wait_for_function("location.search.includes('run=')")
    assert "The run was sent and begins when it is its turn. You are 1st" in step(page, 4)
    page.keyboard.press("Escape")
    page.wait_for_selector(POPOVER, state="detached")

    page.goto(server)
    page.click("#demo")
    page.wait_for_selector("#start:enabled")
    expect(page.locator(".invitation")).to_be_hidden()


@pytest.mark.slow
def test_the_steps_say_what_the_run_shows_and_end_with_its_result(server: str, home: Home, open_page: OpenPage) -> None:
    made = MadeRun(home, dataset(home, HOSTILE, each=8), dataset(home, "sketches", each=10, sketch=True))
    run = made.whole()
    page = open_page(f"{server}/?run={run.id}", locale="en-US", reduced_motion="reduce")
    page.wait_for_selector("#map-after.drawn")
    page.wait_for_selector("#source .chosen img")
    page.evaluate("document.querySelector('.invitation .take').click()")
    assert f"“{HOSTILE}”: 32 pictures of 4 classes" in step(page, 1)
    next_by_keyboard(page, "ArrowRight")
    step(page, 2)
    next_by_keyboard(page, "ArrowRight")
    assert step(page, 3) == "This run is over. Finished, step 220 kept."
    next_by_keyboard(page, "ArrowRight")
    assert "At step 220, which was kept, 85 % of “sketches” are recognized" in step(page, 4)
    next_by_keyboard(page, "ArrowRight")
    step(page, 5)
    page.wait_for_selector(f"{POPOVER}:has-text('of 40 ◇ were put into another class')")
    next_by_keyboard(page, "ArrowRight")
    assert step(page, 6).startswith(page.inner_text("#result h1.headline").replace("\u00a0", " "))
    page.click(f"{POPOVER} .driver-popover-next-btn:text('Done')")
    page.wait_for_selector(POPOVER, state="detached")


@pytest.mark.slow
def test_learn_leads_to_the_tour_again_also_on_a_phone(server: str, open_page: OpenPage, reader: None) -> None:
    page = open_page(f"{server}/learn", locale="zh-CN", width=390, reduced_motion="reduce")
    page.click(".tour-again a")
    assert "203 张图片，7 个类别" in step(page, 1)
    box = page.locator(POPOVER).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.click(f"{POPOVER} .driver-popover-next-btn")
    step(page, 2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
