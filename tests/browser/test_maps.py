"""What a person sees and does with the maps of a run."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun, dataset
from tlgui.data.pack import Pack
from tlgui.home import Home

FIRST = "document.querySelector('#map-after').data.find((trace) => trace.uid === 'target').x[0]"


@pytest.fixture(scope="module")
def source(home: Home) -> Pack:
    return dataset(home, "photos", each=12)


@pytest.fixture(scope="module")
def target(home: Home) -> Pack:
    return dataset(home, "sketches", each=10, sketch=True)


def test_the_map_moves_while_the_run_trains_and_can_be_played_afterwards(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    """Story: I press Start and watch the diamonds leave the middle; then I go back and see it again, stop by stop."""
    made = MadeRun(home, source, target)
    made.begin()
    made.reference()
    made.train(until=60)
    made.maps("before")
    page = open_page(f"{server}/?run={made.run.id}")
    page.wait_for_selector("#map-before.drawn")
    assert not page.is_visible("#maps .scrub")

    # The second map is there long before the end, and the next one carries the points along.
    made.maps("before", "000060")
    page.wait_for_selector("#map-after.drawn")
    assert "While it trains, step 60" in page.inner_text("#maps")
    begin = page.evaluate(FIRST)
    page.evaluate("Plotly.relayout('map-before', { 'xaxis.range': [0, 5], 'yaxis.range': [0, 5] })")
    made.train(start=60, until=140)
    made.maps("before", "000060", "000140")
    page.wait_for_function("document.querySelector('#maps').innerText.includes('While it trains, step 140')")
    page.wait_for_function(f"Math.abs({FIRST} - {begin}) > 0.5")
    assert page.evaluate("document.querySelector('#map-after').layout.xaxis.range") == [0, 5]

    made.train(start=140)
    made.maps("before", "000060", "000140", "after")
    made.finish()
    page.wait_for_function("document.querySelector('#maps').innerText.includes('After, step 220')")
    assert page.locator("#maps .marks i").count() == 4
    page.wait_for_function("Number(document.querySelector('#maps .scrub input').value) === 3")

    # Back by keyboard, stop by stop; then all of it again.
    slider = page.locator("#maps .scrub input")
    slider.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "While it trains, step 140"
    slider.press("ArrowLeft")
    page.wait_for_function(f"Math.abs({FIRST} - {begin}) < 1e-4")
    page.emulate_media(reduced_motion="reduce")
    page.click("#maps .play")
    page.wait_for_function("Number(document.querySelector('#maps .scrub input').value) === 3")
    page.emulate_media(reduced_motion="no-preference")
