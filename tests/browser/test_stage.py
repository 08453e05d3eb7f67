"""The stage, as whoever presents meets it at a projector: a run, two of them side by side; and a map over the whole screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_history import line, press
from tests.ui.made import MadeRun
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.runs.run import Run

PROJECTOR = {"width": 1280, "height": 720}
SMALL = """() => [...document.querySelectorAll('.on-stage *')]
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && each.checkVisibility())
  .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 20)
  .map((each) => each.outerHTML)"""
OUTSIDE = """() => [...document.querySelectorAll('.on-stage :is(h1, p, figcaption, .plot, table, dl)')]
  .filter((each) => each.checkVisibility()).map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || box.left < 0)
  .map(([what]) => what)"""
COVERED = """() => [...document.querySelectorAll('.on-stage .plot')].flatMap((plot) => {
  const axis = plot._fullLayout?.yaxis, top = plot.getBoundingClientRect().top + axis?._offset;
  return [...plot.querySelectorAll('.annotation-text')].map((name) => name.getBoundingClientRect()).flatMap((box) =>
    plot.data.map((line) => top + axis.l2p(line.y.at(-1))).filter((end) => box.top < end && end < box.bottom));
})"""
CROSSING = """() => [...document.querySelectorAll('.on-stage article')].flatMap((side) =>
  [...side.querySelectorAll('p, dt, dd, .plot, th, td')].filter((each) => each.checkVisibility() &&
    each.getBoundingClientRect().right > side.getBoundingClientRect().right + 1).map((each) => each.outerHTML.slice(0, 80)))"""
CUT = """() => [...document.querySelectorAll('.on-stage :is(dt, dd, .taken-for :is(th, td))')]
  .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.outerHTML)"""
RINGS = """() => Object.fromEntries([...document.querySelector('.on-stage [data-part=accuracy] .plot').data]
  .filter((line) => line.uid.endsWith('-kept')).map((line) => [line.uid, line.y[0]]))"""
TALLER = """() => [...document.querySelectorAll('.on-stage .curves-here .plot')]
  .filter((each) => each._fullLayout && each._fullLayout.height > each.clientHeight + 1).map((each) => each.outerHTML.slice(0, 80))"""
MAPS = "[...document.querySelectorAll('.on-stage .plot')].filter((each) => each.data?.some((trace) => trace.meta === 'source'))"


def on_stage(page: Page) -> None:
    """Both maps are drawn."""
    page.wait_for_function(f"{MAPS}.length === 2")


def readable(page: Page) -> None:
    """All words are large, and nothing stands outside of the screen."""
    assert page.evaluate(SMALL) == []
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def presenter(open_page: OpenPage) -> Callable[..., Page]:
    """A page at a projector's size."""

    def open_(address: str, **person: object) -> Page:
        page = open_page(address, **person)
        page.set_viewport_size(PROJECTOR)
        return page

    return open_


@pytest.mark.slow
def test_a_run_is_on_the_stage_at_a_press_and_after_a_reload_until_escape(
    server: str, presenter: Callable[..., Page], run: Run
) -> None:
    page = presenter(f"{server}/?run={run.id}")
    page.wait_for_selector("#map-after.drawn")
    page.get_by_label("Epochs").press("s")
    expect(page.locator(".on-stage")).to_be_hidden()  # it was typed into a field

    page.get_by_label("Smooth the lines").focus()
    page.keyboard.press("s")
    page.wait_for_selector(".on-stage")  # a slider takes no letters
    page.keyboard.press("s")
    page.wait_for_selector(".on-stage", state="hidden")

    page.locator("#map-after").focus()
    page.keyboard.press("s")
    on_stage(page)
    expect(page.locator(".on-stage .of")).to_have_text("● photos → ◇ sketches DANN", use_inner_text=True)
    expect(page.locator(".on-stage h1:visible")).to_have_text(page.text_content("#result h1.headline"), use_inner_text=True)
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.on-stage .one h1')).fontSize)") >= 40
    readable(page)
    assert "stage=1" in page.url
    assert page.inner_text(".on-stage .means") == page.text_content("#result p.verdict").replace("p < ", "p\u00a0<\u00a0")
    assert page.locator(".on-stage .gain").count() == 2  # each over one reference
    rings = page.evaluate(RINGS)
    assert (rings["baseline-kept"], rings["target-kept"]) == (0.55, 0.85)  # the numbers of the headline
    ticks = page.locator(".on-stage [data-part=accuracy] .ytick text").all_text_contents()
    assert ticks == ["0%", "50%", "100%"]
    heights = page.evaluate("[...document.querySelectorAll('.on-stage .curves-here .plot')].map((each) => each.clientHeight)")
    assert heights[0] == heights[1]
    assert page.locator(".on-stage .annotation-text").count() == 2  # "kept", in both curves
    assert page.evaluate(COVERED) == []

    page.reload()
    on_stage(page)
    readable(page)
    page.keyboard.press("Escape")
    page.wait_for_selector(".on-stage", state="hidden")
    assert page.url == f"{server}/?run={run.id}"

    page.get_by_role("button", name="Show it large").click()
    on_stage(page)
    page.click(".on-stage .leave")
    page.wait_for_selector(".on-stage", state="hidden")
    assert page.evaluate("document.activeElement.className").endswith("to-stage")


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("sealed", [True, False])
def test_the_stage_holds_all_of_a_run_in_both_languages(
    server: str, presenter: Callable[..., Page], home: Home, source: Pack, target: Pack, locale: str, sealed: bool
) -> None:
    run = MadeRun(home, source, target, sealed=sealed).whole()
    page = presenter(f"{server}/?run={run.id}&stage=1", locale=locale, color_scheme="dark")
    on_stage(page)
    page.wait_for_selector(".on-stage [data-part=losses] .main-svg")
    readable(page)
    assert page.evaluate(TALLER) == []


@pytest.mark.slow
def test_a_run_that_trains_goes_on_on_the_stage(
    server: str, presenter: Callable[..., Page], home: Home, source: Pack, target: Pack
) -> None:
    made = MadeRun(home, source, target)
    made.begin()
    made.reference()
    made.train(until=40)
    made.maps("before")
    page = presenter(f"{server}/?run={made.run.id}&stage=1")
    page.wait_for_function("document.querySelector('.on-stage .one h1')?.innerText.includes('So far')")
    page.wait_for_function(f"{MAPS}.length === 1")
    expect(page.locator(".on-stage .bar")).to_be_visible()
    expect(page.locator(".on-stage [data-part=after] figcaption")).to_have_text("After", use_inner_text=True)
    readable(page)
    before = page.inner_text(".on-stage .now")
    made.train(until=240, start=40)
    page.wait_for_function("(old) => document.querySelector('.on-stage .now').innerText !== old", arg=before)
    made.maps("before", "after")
    made.finish()
    on_stage(page)
    page.wait_for_function("document.querySelector('.on-stage .one h1')?.innerText.includes('55\u00a0%\u00a0→\u00a085\u00a0%')")
    expect(page.locator(".on-stage .bar")).to_be_hidden()
    readable(page)


@pytest.mark.slow
def test_two_runs_stand_side_by_side_on_the_same_axes(
    server: str, presenter: Callable[..., Page], home: Home, source: Pack, target: Pack
) -> None:
    first = MadeRun(home, source, target).whole()
    other = MadeRun(home, source, target, strategy="mcc").whole()
    page = presenter(f"{server}/results")
    line(page, first).wait_for()
    press(page, first, "Compare with another run")
    line(page, other).click()
    page.wait_for_selector(".compared")
    page.set_viewport_size({"width": 1280, "height": 300})
    assert page.evaluate("document.activeElement.matches('dialog.window') && document.activeElement.scrollTop === 0")
    page.set_viewport_size(PROJECTOR)
    page.get_by_role("button", name="Stage").last.click()
    on_stage(page)
    assert page.locator(".on-stage article h1").all_inner_texts() == ["DANN", "MCC"]
    assert page.locator(".on-stage [data-result=target] dd").all_inner_texts() == ["85.0\u00a0%", "85.0\u00a0%"]
    ranges = page.evaluate(f"{MAPS}.map((each) => String(each._fullLayout.xaxis.range))")
    assert ranges[0] == ranges[1]
    assert page.locator(".on-stage .taken-for td.right").count() == 8
    assert [each.startswith("Better than not adapting") for each in page.locator(".verdict-of-two").all_inner_texts()] == [
        True
    ] * 2
    for width, height in ((1440, 900), (1024, 768), (1920, 1080), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(
            f"(width) => {MAPS}.every((each) => each._fullLayout.width === each.clientWidth && innerWidth === width)", arg=width
        )
        readable(page)
        assert page.evaluate(CROSSING) == []
        assert page.evaluate(CUT) == []

    assert f"/results?stage=1&compare={first.id}%2C{other.id}" in page.url
    page.reload()
    on_stage(page)
    page.keyboard.press("Escape")
    page.wait_for_selector(".on-stage", state="hidden")
    assert page.url == f"{server}/results"


@pytest.mark.slow
def test_what_has_no_maps_says_so_beside_another_and_the_result_on_the_target_is_the_largest_number(
    server: str, presenter: Callable[..., Page], home: Home, source: Pack, target: Pack
) -> None:
    runs = [MadeRun(home, source, target, strategy=each).whole() for each in ("dann", "mcc")]
    for file in (runs[1].folder / "maps").iterdir():
        file.unlink()
    for kept in (runs[1].folder / "snapshots" / "before.npz", runs[1].snapshot_path(runs[1].kept_step() or 0)):
        kept.parent.mkdir(exist_ok=True)
        kept.touch()  # so maps can be drawn
    page = presenter(f"{server}/results?stage=1&compare={runs[0].id},{runs[1].id}")
    page.wait_for_function(f"{MAPS}.length === 1")
    expect(page.locator(".on-stage article .nothing:visible")).to_have_text(
        "This map was not drawn. “Draw the maps” on the run's page draws them.", use_inner_text=True
    )
    expect(page.locator(".on-stage caption").first).to_have_text(re.compile(r"^\d+ target pictures$"))
    sizes = page.evaluate("""() => Object.fromEntries([...document.querySelectorAll('.on-stage [data-result]')]
      .map((each) => [each.dataset.result, parseFloat(getComputedStyle(each.querySelector('dd')).fontSize)]))""")
    assert max(sizes, key=lambda each: sizes[each]) == "target"
    assert sizes["source"] < sizes["over_baseline"]
    readable(page)
    assert page.evaluate(CROSSING) == []
    assert page.evaluate(CUT) == []


@pytest.mark.slow
def test_every_page_leads_onto_the_stage_or_says_that_there_is_no_run(
    server: str, presenter: Callable[..., Page], home: Home, source: Pack, target: Pack
) -> None:
    page = presenter(f"{server}/shift?source={target.info.id}&target={source.info.id}")
    page.get_by_role("button", name="Show it large").click()
    expect(page.locator(".no-stage")).to_have_text("No run to show yet. Start one on Adapt, then press S again.")

    run = MadeRun(home, source, target).whole()
    shift = f"{server}/shift?source={source.info.id}&target={target.info.id}"
    page.goto(shift)
    page.wait_for_selector(".to-stage")
    page.keyboard.press("s")
    on_stage(page)
    assert page.url.startswith(f"{server}/?run={run.id}&")
    page.reload()
    on_stage(page)
    page.keyboard.press("Escape")
    page.wait_for_url(shift)  # where it came from

    page.goto(f"{server}/?run={run.id}&stage=1&from=%2F%2Fexample.org%2F")  # of which anybody may have written the address
    on_stage(page)
    page.keyboard.press("Escape")
    page.wait_for_selector(".on-stage", state="hidden")
    assert page.url == f"{server}/?run={run.id}"
    for path in (f"label?target={target.info.id}", "data", "results", "try", "learn"):
        page.goto(f"{server}/{path}")
        page.wait_for_selector(".to-stage")
        page.keyboard.press("s")
        on_stage(page)


@pytest.mark.slow
def test_9_a_pair_stages_its_newest_run_with_maps_and_a_search_the_network_that_it_took(
    server: str, presenter: Callable[..., Page], home: Home, source: Pack, target: Pack
) -> None:
    drawn = MadeRun(home, source, target).whole()
    bare = MadeRun(home, source, target, strategy="mcc").whole()
    for file in (bare.folder / "maps").iterdir():
        file.unlink()
    page = presenter(f"{server}/label?target={target.info.id}")
    page.wait_for_selector(".to-stage")
    page.keyboard.press("s")
    on_stage(page)
    assert f"?run={drawn.id}&" in page.url

    taken = {"same": True, "verdict": {"run": bare.id}, "rows": [{"run": drawn.id, "reference": False}]}
    page.route("**/api/searches/*/live*", lambda route: route.fulfill(json=taken))
    page.goto(f"{server}/search?id={'0' * 32}")
    page.wait_for_selector(".to-stage")
    page.keyboard.press("s")
    page.wait_for_url(f"{server}/?run={bare.id}&*stage=1*")


@pytest.mark.slow
def test_on_a_phone_held_sideways_the_stage_scrolls(server: str, presenter: Callable[..., Page], run: Run) -> None:
    page = presenter(f"{server}/?run={run.id}&stage=1")
    page.set_viewport_size({"width": 844, "height": 390})
    on_stage(page)
    heights = page.evaluate("[...document.querySelectorAll('.on-stage .one .plot')].map((each) => each.clientHeight)")
    assert min(heights) > 150
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
@pytest.mark.parametrize("allowed", [True, False])
def test_a_map_fills_the_screen_until_escape_and_the_focus_returns(
    server: str, presenter: Callable[..., Page], run: Run, allowed: bool
) -> None:
    page = presenter(f"{server}/?run={run.id}")
    page.wait_for_selector("#map-after.drawn")
    if not allowed:
        page.evaluate("() => { Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('not allowed')) }")
    button = page.locator(".to-full[data-map=before]")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#map-before')._fullLayout.width > 1200")
    assert page.evaluate("Boolean(document.fullscreenElement)") is allowed
    expect(page.locator("#map-after")).to_be_hidden()
    assert button.get_attribute("aria-label") == "Leave full screen (Esc)"
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('body, .maps *')")  # never at what is behind it
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('#map-before')._fullLayout.width < 700")
    assert page.evaluate("document.activeElement.dataset.map") == "before"
    expect(page.locator("#map-after")).to_be_visible()
