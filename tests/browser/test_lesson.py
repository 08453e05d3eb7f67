"""A lesson as somebody takes it: step by step, beside the work, on a phone, and after a reload."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.lessons.conftest import content, question, step, words
from tlgui.home import Home
from tlgui.lessons.progress import progress_of
from tlgui.runs.run import Run

CHECK = {"that": "run_finished", "source": "photos", "strategy": "dann"}


def put(home: Home) -> None:
    home.lessons.mkdir(exist_ok=True)
    steps = (
        step("First", question=question(), press=[{"page": "results"}]),
        step("Second", check=CHECK, after=words("Look at it.")),
    )
    (home.lessons / "mine.json").write_text(json.dumps(content(*steps)), encoding="utf-8")


def heading(page: object, text: str) -> None:
    page.wait_for_selector(f".lesson h1:has-text('{text}')")  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_lesson_goes_along_beside_the_work_and_is_where_it_was_after_a_reload(
    server: str, home: Home, open_page: OpenPage, run: Run
) -> None:
    put(home)
    page = open_page(f"{server}/learn", width=390, locale="en-US")
    page.click(".lessons a:has-text('A lesson')")
    heading(page, "First")
    expect(page.locator("#lesson-next")).to_have_text("Go on without it", use_inner_text=True)
    page.click(".answers button >> nth=0")
    page.wait_for_selector(".explanation:has-text('Not quite')")
    expect(page.locator(".answers button >> nth=1")).to_have_attribute("data-right", "true")
    page.click(".press a")
    page.wait_for_selector(".lesson-bar .to-lesson:has-text('Step 1 of 2 A lesson · First')")
    page.click(".lesson-bar .next")
    heading(page, "Second")
    assert run.id  # what the check finds
    page.wait_for_selector(".check[data-done=true] .told:has-text('DANN: ')")
    page.wait_for_selector(".after:has-text('Look at it.')")
    page.reload()
    heading(page, "Second")
    page.click("#lesson-back")
    heading(page, "First")
    assert page.locator(".answers button[data-given]").count() == 1
    page.click(".places button >> nth=1")
    heading(page, "Second")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    page.click("#lesson-next")
    heading(page, "The end")
    found = progress_of(home, ["local"])["local"]
    assert found is not None
    assert found[:4] == ("mine", 2, 2, True)
    page.goto(f"{server}/results")
    page.wait_for_selector("#results-page h1")
    assert page.is_hidden(".lesson-bar")


@pytest.mark.slow
def test_who_leaves_a_lesson_has_no_bar_and_finds_the_step_again(server: str, home: Home, open_page: OpenPage) -> None:
    put(home)
    page = open_page(f"{server}/lesson?id=mine")
    page.click(".places button >> nth=0")
    heading(page, "First")
    page.goto(f"{server}/data")
    page.wait_for_selector(".lesson-bar .to-lesson:has-text('A lesson')")
    page.click(".lesson-bar .leave")
    page.wait_for_selector(".lesson-bar", state="hidden")
    assert progress_of(home, ["local"]) == {"local": None}
    page.goto(f"{server}/lesson?id=mine")
    heading(page, "First")


@pytest.mark.slow
def test_a_demo_is_made_when_its_button_is_pressed(server: str, home: Home, open_page: OpenPage, reader: None) -> None:
    page = open_page(f"{server}/lesson?id=normalize-before-you-adapt")
    heading(page, "Two ways")
    page.click("#lesson-next")
    heading(page, "Normalization, and nothing else")
    page.click(".press button")
    page.wait_for_url("**/?strategy=adabn&target=*&source=*")
    page.wait_for_selector(".lesson-bar .so-far:has-text('not yet')")
    page.wait_for_function("document.querySelector('#strategy input')?.value.startsWith('AdaBN')")


@pytest.mark.slow
def test_a_lesson_that_there_is_not_is_told_and_leads_to_those_there_are(server: str, open_page: OpenPage) -> None:
    page = open_page(f"{server}/lesson?id=none-such", refusals=True)
    page.wait_for_selector(".lesson .problems:has-text('There is no lesson none-such')")
    expect(page.locator(".lesson .all")).to_be_visible()
    assert page.is_hidden("#lesson-next")
