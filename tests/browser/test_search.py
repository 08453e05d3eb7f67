"""Find the best, pressed on Adapt: a race to watch, and one verdict."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.finding.raced import asked, pair, raced, train, without_workers
from tlgui.finding import asking, race
from tlgui.finding.stages import EQUAL_SHARES
from tlgui.home import Home
from tlgui.runs.store import RunStore
from tlgui.service import launch

FEW_EPOCHS = 4
VERDICT = ".verdict-of-search h2:visible"


@pytest.mark.slow
def test_from_a_press_to_the_verdict_and_to_the_network(real_server: tuple[str, Home], open_page: OpenPage) -> None:
    address, home = real_server
    page = open_page(address)
    page.set_default_timeout(600_000)
    page.click("#demo")
    page.get_by_label("Epochs").fill(str(FEW_EPOCHS))  # enough to see a race: what it finds is asked elsewhere
    page.wait_for_function(f"document.querySelector('#command code').innerText.includes('epochs={FEW_EPOCHS}')")
    page.click("#find-best:enabled")
    # A row for each candidate, the references first; then it goes on by itself.
    page.wait_for_selector(".race tbody tr[data-state=finished]")
    assert (
        page.locator(".race tbody tr").count() == 3 + len(EQUAL_SHARES) + 1
    )  # the last one learns the answer, if no other comes close
    page.wait_for_selector(VERDICT)
    assert page.inner_text(VERDICT).startswith(("Take ", "Leave it as it is"))
    page.wait_for_selector(".race tbody tr:not([data-state=finished])", state="detached", timeout=10_000)
    expect(page.locator(".verdict-of-search .settle h3")).to_have_text("What the labels say", use_inner_text=True)
    assert page.locator(".verdict-of-search .to-label:visible").count() == 0  # the demo's labels are open
    # The network is opened in one press; Results has its runs together.
    page.click(".race .links a")
    page.wait_for_selector("#runs .tag")
    mine = [run for run in RunStore(home).all() if run.remarks.tags]
    assert page.locator("#runs tr[data-key]:not(.reference)").count() == len(mine) >= 2
    page.go_back()
    page.click(".verdict-of-search .links a >> nth=0")
    page.wait_for_selector("#result .headline:visible")


@pytest.mark.slow
def test_a_race_is_watched_stopped_and_resumed(
    server: str, home: Home, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_workers(monkeypatch)
    packs = pair(home)
    search = asking.begin(home, asked(*packs, sealed=True))
    page = open_page(f"{server}/search?id={search.id}")
    page.wait_for_selector(".race tbody tr[data-state=foreseen]")
    source, dataset = (each.info.id for each in packs)
    expect(page.locator(".top nav [data-place=adapt]")).to_have_attribute("href", f"./?source={source}&target={dataset}")
    page.evaluate("sessionStorage.setItem('tlgui.adapt', 'run=one')")
    page.reload()
    expect(page.locator(".top nav [data-place=adapt]")).to_have_attribute("href", "./?run=one")  # what was on it in this tab
    page.wait_for_selector(".race tbody tr[data-state=foreseen]")
    train(home, packs)
    race.advance(home, search)
    page.wait_for_function("document.querySelectorAll('.race tr[data-state=finished] .sparkline').length === 3")
    page.click(".race .pause")
    page.wait_for_selector(".race .resume:visible")
    assert page.locator(".race .stop").is_visible()
    expect(page.locator(".race .status .words")).to_contain_text(re.compile("^Paused"), use_inner_text=True)
    page.click(".race .resume")
    page.wait_for_selector(".race .pause:visible")
    raced(home, search, packs)
    page.wait_for_selector(VERDICT)
    assert page.locator(".race th.accuracy:visible").count() == 0  # the target is sealed
    expect(page.locator(".verdict-of-search .settle h3")).to_have_text("What would settle it", use_inner_text=True)
    assert page.locator(".verdict-of-search .to-label:visible").count() == 1
    # With the column of accuracies, no title breaks inside a word, nor does one reach into the next.
    launch.reveal(home, RunStore(home).get(search.members()[0].run), "page")
    page.reload()
    page.wait_for_selector(".race th.accuracy:visible")
    heads = page.locator(".race th:visible")
    assert (
        heads.evaluate_all("all => all.map(each => [getComputedStyle(each).overflowWrap, each.scrollWidth <= each.clientWidth])")
        == [["normal", True]] * heads.count()
    )
    # The list has it.
    page.goto(f"{server}/search")
    page.click(f".searches a[href='search?id={search.id}']")
    page.wait_for_selector(VERDICT)


@pytest.mark.slow
def test_a_search_that_is_not_there_is_said(server: str, open_page: OpenPage) -> None:
    page = open_page(f"{server}/search?id={'0' * 32}", refusals=True)
    page.wait_for_selector(".race .problems:visible")
    expect(page.locator(".race .problems")).to_contain_text("There is no search", use_inner_text=True)
