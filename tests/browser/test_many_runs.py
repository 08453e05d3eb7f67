"""Results with many runs: the first come at once, more at a press, and what changes moves nothing that is read. Polls never pile up."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun
from tests.ui.many import copies, patterns
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore

ROWS = "#runs tbody tr"
AT_TOP = "(line) => line.getBoundingClientRect().top"


@pytest.fixture(scope="module")
def runs(home: Home) -> list[Run]:
    """Of four pictures; the board of the newest has the most."""
    made = patterns(home, 3)
    copies(home, made, 150, 4)
    return made


def when_all_are_read(page: Page) -> Page:
    """Results once the index knows every run: until then their places change with each that is read."""
    page.wait_for_selector(ROWS)
    page.wait_for_function("document.querySelector('#runs .reading').hidden")
    page.reload()
    page.wait_for_selector(ROWS)
    return page


@pytest.mark.slow
def test_X4_the_first_runs_come_at_once_and_more_at_a_press(server: str, open_page: OpenPage, runs: list[Run]) -> None:
    page = when_all_are_read(open_page(f"{server}/results"))
    assert 40 <= page.locator(ROWS).count() <= 65
    page.locator(".group-of-runs", has=page.locator(".more-rows:visible")).first.evaluate("(board) => (board.id = 'grows')")
    board = page.locator("#grows")
    before = board.locator("tbody tr").count()
    places = board.locator("td.place").all_inner_texts()
    board.locator(".more-rows").click()
    page.wait_for_function(
        f"document.activeElement.closest('tr')?.rowIndex === {before + 1}"
    )  # who has no mouse goes on from there
    assert board.locator("tbody tr").count() > before
    told = [int(place) for place in board.locator("td.place").all_inner_texts() if place.strip()]
    assert told == sorted(told)
    assert board.locator("td.place").all_inner_texts()[: len(places)] == places
    while page.is_visible(".more-boards"):
        count = page.locator(".group-of-runs").count()
        page.click(".more-boards")
        page.wait_for_function(f"document.querySelectorAll('.group-of-runs').length > {count}")
    assert page.locator(".group-of-runs").count() == 5


@pytest.mark.slow
def test_X4_what_a_poll_brings_moves_nothing_that_is_read(server: str, home: Home, open_page: OpenPage, runs: list[Run]) -> None:
    page = when_all_are_read(open_page(f"{server}/results"))
    lines = page.locator(f"{ROWS}[data-key]")
    read = lines.nth(30)
    read.evaluate("(line) => (window.scrollTo(0, line.getBoundingClientRect().top + scrollY), (window.read = line))")
    first = next(key for key in lines.evaluate_all("(lines) => lines.map((line) => line.dataset.key)") if not key.startswith("="))
    there = page.evaluate("window.read.getBoundingClientRect().top")
    RunStore(home).describe(RunStore(home).get(first), name="a name", notes="that makes the line higher", tags=["by", "far"])
    new = MadeRun(home, *_packs(home, runs[0])).whole()  # one more in front
    page.wait_for_selector(f"{ROWS}[data-key='{first}'] :text-is('a name')")
    page.wait_for_selector(f"{ROWS}[data-key='{new.id}']", state="attached")
    assert page.evaluate("window.read.isConnected")
    assert page.evaluate("window.read.getBoundingClientRect().top") == pytest.approx(there, abs=2)


def _packs(home: Home, run: Run) -> list:
    from tlgui.data.store import DatasetStore

    return [DatasetStore(home).get(each or "") for each in (run.spec.source, run.spec.target)]


@pytest.mark.slow
def test_X4_a_slow_answer_is_waited_for_and_an_unseen_page_asks_nothing(
    server: str, open_page: OpenPage, runs: list[Run]
) -> None:
    page = open_page(f"{server}/results", locale="en-US", refusals=True)
    page.wait_for_selector(ROWS)
    page.clock.install()
    held: list = []
    page.route("**/api/leaderboard/**", lambda route: held.append(route))

    def wanted() -> None:
        page.evaluate("dispatchEvent(new Event('tlgui:runs'))")

    def asked(count: int) -> bool:
        """Whether so many requests are made and not one more; what the page has begun gets there in a while."""
        for _ in range(100):
            if len(held) >= count:
                break
            page.wait_for_timeout(100)
        page.wait_for_timeout(100)
        return len(held) == count

    page.reload()
    page.wait_for_selector(ROWS)
    page.clock.run_for(4000)
    assert asked(1)
    wanted()
    page.clock.run_for(10_000)
    assert asked(1)  # however long it takes, and whoever wants it
    held[0].continue_()
    assert asked(2)  # now the one that was wanted meanwhile
    page.clock.run_for(10_000)
    with page.expect_response("**/api/leaderboard/**"):
        held[1].continue_()
    page.wait_for_timeout(200)
    page.clock.run_for(15_000)
    assert asked(2)  # it took ten seconds, so it rests for twenty
    page.clock.run_for(6_000)
    assert asked(3)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    with page.expect_event("requestfailed"):
        held[2].abort()
    page.wait_for_timeout(200)
    page.clock.run_for(120_000)
    assert asked(3)  # nobody looks
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    assert asked(4)
    with page.expect_event("requestfailed"):
        held[3].abort()
    page.wait_for_timeout(200)
    page.clock.run_for(11_000)
    assert asked(4)  # twice without an answer: four times as long a rest
    page.clock.run_for(2_000)
    assert asked(5)
