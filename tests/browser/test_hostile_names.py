"""Names and words that want to be markup, script or formula stay text."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.adapting import open_more_settings
from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun, dataset
from tlgui.data.pack import Pack
from tlgui.health.report import health
from tlgui.home import Home

# Gradio warns of a tag in a name; the name is only ever shown as text.
pytestmark = pytest.mark.filterwarnings("ignore:A `<script>` tag was found")

HOSTILE = (
    "a\"b' <img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "![x](http://canary.example/x.png)",
    "{{value}} ${alert(1)} `x`",
    "تفاح",
    "a\u202egnp",
    "=1+1",
    "x" * 250,
)


@pytest.mark.slow
def test_G6_G7_hostile_names_are_text(server: str, home: Home, open_page: OpenPage, target: Pack) -> None:
    """The fixture fails the test for a dialog (a script ran) and for a request to any other machine (a beacon)."""
    bad = dataset(
        home, HOSTILE[0], HOSTILE, each=8, names=HOSTILE, refused=[{"name": HOSTILE[1], "code": HOSTILE[0], "values": {}}]
    )
    run = MadeRun(home, bad, target).whole()
    page = open_page(f"{server}/?run={run.id}")
    page.wait_for_selector("#map-after.drawn")
    page.click("#details summary")
    page.wait_for_selector("#details .settings td")
    expect(page.locator("#source .name")).to_contain_text(HOSTILE[0], use_inner_text=True)
    expect(page.locator("#result .kicker")).to_contain_text(HOSTILE[0], use_inner_text=True)
    assert page.locator(".chip").all_inner_texts()[0] == sorted(HOSTILE)[0] or len(page.locator(".chip").all_inner_texts()) == 8
    assert page.locator("img[src=x]").count() == 0
    page.goto(f"{server}/data")
    page.wait_for_selector("article")
    for summary in page.locator("article summary").all():
        summary.click()
    page.wait_for_timeout(500)
    expect(page.locator("#datasets")).to_contain_text(HOSTILE[2], use_inner_text=True)
    page.goto(f"{server}/results")
    page.wait_for_selector("tbody tr")
    expect(page.locator("#runs")).to_contain_text(HOSTILE[0], use_inner_text=True)
    page.wait_for_timeout(300)


@pytest.mark.slow
def test_no_page_scrolls_sideways_on_a_phone_however_long_a_name_is(
    server: str, home: Home, open_page: OpenPage, target: Pack
) -> None:
    long = dataset(home, "x" * 200, ("bar", "a name with spaces that goes on and on", "w" * 80, "x" * 200), each=6)
    health(home, long, target)
    run = MadeRun(home, long, target).whole()
    page = open_page(server, width=390)
    wide = {}
    pair = f"source={long.info.id}&target={target.info.id}"
    for address, ready in {
        f"?run={run.id}": "#mistakes .matrix td",
        f"?{pair}": "#start:enabled",
        f"health?{pair}": "#health-classes",
        **{"data": "article", "results": "tbody tr", "learn": "#reading-domain", "learn?strategy=cdan": ".strategy math"},
        f"shift?{pair}": "h1",
        f"try?run={run.id}": ".strip button",
    }.items():
        page.goto(f"{server}/{address}")
        page.wait_for_selector(ready)
        wide[address] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert set(wide.values()) == {0}, wide


@pytest.mark.slow
def test_hostile_words_in_the_form_are_text(server: str, open_page: OpenPage, source: Pack, target: Pack) -> None:
    page = open_page(f"{server}/?source={source.info.id}&target={target.info.id}")
    page.wait_for_selector("#start:enabled")
    open_more_settings(page)
    for name in HOSTILE[:4]:
        page.fill("#combination textarea, #combination input", name)
        page.wait_for_selector("#problems li")
        page.wait_for_function("(text) => document.querySelector('#problems').innerText.includes(text)", arg=name[:8])
    assert page.locator("#problems img, #problems script").count() == 0
