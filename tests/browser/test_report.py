"""The report in a browser without any server: its map moves and shows pictures, its charts are read, and hostile names do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.ui.made import MadeRun, dataset
from tlgui.export.report import write_report
from tlgui.home import Home
from tlgui.runs.teaching import TaughtLabels

HOSTILE = "<script>window.fired = 1</script>"


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_F8_the_report_opens_by_itself_and_its_map_can_be_played_with(
    browser: object, home: Home, width: int, scheme: str
) -> None:
    classes = [HOSTILE, '"><img src=x onerror=window.fired=1>', "c", "d"]
    target = dataset(home, "b", classes, sketch=True)
    made = MadeRun(home, dataset(home, HOSTILE, classes), target)
    TaughtLabels.from_names({0: HOSTILE}, classes).keep(made.run)
    run = made.whole()
    path = Path(write_report(home, run)["file"])
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[attr-defined]
    asked, troubles = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"file://{path}")
    assert page.evaluate("window.fired") is None
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    dot = page.locator("#map circle[data-role=target]").first
    dot.scroll_into_view_if_needed()
    after = dot.get_attribute("cx")
    dot.hover(force=True)
    expect(page.locator(".look img")).to_be_visible()
    expect(page.locator(".look")).to_contain_text(target.name(0), use_inner_text=True)
    expect(page.locator(".look")).to_contain_text("learned: its label was given", use_inner_text=True)
    page.locator("#map circle[data-role=target]").nth(1).hover(force=True)
    expect(page.locator(".look")).to_contain_text(target.name(1), use_inner_text=True)
    expect(page.locator(".look")).not_to_contain_text("learned", use_inner_text=True)
    page.fill("#stop", "0")
    expect(page.locator("#stop-name")).to_have_text("before", use_inner_text=True)
    assert dot.get_attribute("cx") != after
    page.select_option("#colour", "class")
    expect(page.locator("#classes")).to_contain_text(HOSTILE, use_inner_text=True)
    page.uncheck("#show-source")
    assert page.locator("#map circle[data-role=source]").first.is_hidden()

    page.locator("#chart-accuracy svg").hover()
    expect(page.locator("#chart-accuracy .reading")).to_contain_text("target", use_inner_text=True)
    assert page.evaluate("window.fired") is None
    assert [each for each in asked if not each.startswith(("file:", "data:"))] == []
    assert troubles == []
    page.close()
