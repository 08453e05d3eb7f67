"""Pages open without a flash: what is drawn stays where it is, and then no page draws anything."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tlgui.data.pack import Pack
from tlgui.runs.run import Run

WATCHED = """
window.shifts = [];
window.atTheTop = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    window.shifts.push(entry.value);
    for (const { node } of entry.sources)
      if (node?.closest?.(".top")) window.atTheTop.push(node.className);
  }
}).observe({ type: "layout-shift", buffered: true });
window.seen = new Set();
setInterval(() => {
  for (const role of ["source", "target"])
    if (document.querySelector(`#${role} .drop`)?.checkVisibility({ visibilityProperty: true })) window.seen.add(role);
}, 5);
"""
MOST = 0.1
"""The sum of all shifts of an opening, which is called good; openings without a care for it had 0.5 to 2.4 on a phone."""


@pytest.mark.slow
@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("brings", ["nothing", "a pair", "a run"])
def test_opening_moves_next_to_nothing(
    server: str, open_page: OpenPage, run: Run, source: Pack, target: Pack, width: int, brings: str
) -> None:
    page = open_page(f"{server}/data", width=width)
    page.add_init_script(WATCHED)
    pair = f"source={source.info.id}&target={target.info.id}"
    page.goto(f"{server}/" + {"nothing": "", "a pair": f"?{pair}", "a run": f"?run={run.id}"}[brings])
    if brings != "nothing":
        page.wait_for_selector("#target .chosen img")
        page.wait_for_selector("#classes .check:visible")
    if brings == "a run":
        page.wait_for_selector("#map-after.drawn")
    page.wait_for_timeout(500)  # whatever would still move
    assert sum(page.evaluate("window.shifts")) < MOST
    assert page.evaluate("window.atTheTop") == []  # what moves far across counts for all that moves with it
    if brings != "nothing":
        assert page.evaluate("[...window.seen]") == []  # no chooser that is gone again


@pytest.mark.slow
@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize(
    ("path", "there"), [("data", ".datasets article"), ("results", "#runs tr[data-key]"), ("learn", ".offered li")]
)
def test_lists_come_without_moving_what_was_there(
    server: str, open_page: OpenPage, run: Run, path: str, there: str, width: int
) -> None:
    page = open_page(f"{server}/shift", width=width)
    page.add_init_script(WATCHED)
    page.goto(f"{server}/{path}")
    page.locator(there).first.wait_for()
    page.wait_for_timeout(500)
    assert sum(page.evaluate("window.shifts")) < MOST / 10


@pytest.mark.slow
def test_an_address_that_brings_nothing_known_shows_the_choosers(server: str, open_page: OpenPage) -> None:
    nobody = "0" * 32
    page = open_page(f"{server}/?run={nobody}", refusals=True)
    page.wait_for_selector("#result .lost:visible")
    expect(page.get_by_text("There is no such run on this machine.").filter(visible=True)).to_have_count(1)
    page.wait_for_selector("#source .drop:visible")
    page.wait_for_selector("#target .drop:visible")


FRAMES = """
window.asked = 0;
const nextFrame = requestAnimationFrame.bind(window);
window.requestAnimationFrame = (callback) => {
  window.asked += 1;
  return nextFrame(callback);
};
"""


@pytest.mark.slow
@pytest.mark.parametrize("path", ["", "data", "results"])
def test_a_page_on_which_nothing_moves_asks_for_no_frame(server: str, open_page: OpenPage, source: Pack, path: str) -> None:
    """Sixty frames a second keep a processor awake, on each of thirty laptops."""
    page = open_page(f"{server}/label")
    page.add_init_script(FRAMES)
    page.goto(f"{server}/{path}")
    page.wait_for_selector("#header")
    asked = []
    for _ in range(20):  # what the start of a page moves comes to rest
        page.evaluate("window.asked = 0")
        page.wait_for_timeout(1000)
        asked.append(page.evaluate("window.asked"))
        if asked[-1] < 5:
            return
    pytest.fail(f"frames asked for in each second: {asked}")
