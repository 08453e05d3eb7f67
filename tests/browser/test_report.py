"""The report in a browser without any server: its map moves and shows pictures, its charts are read, and hostile names do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.made import MadeRun, dataset
from tlgui.export.report import write_report
from tlgui.home import Home

HOSTILE = "<script>window.fired = 1</script>"


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_F8_the_report_opens_by_itself_and_its_map_can_be_played_with(
    browser: object, home: Home, width: int, scheme: str
) -> None:
    classes = [HOSTILE, '"><img src=x onerror=window.fired=1>', "c", "d"]
    target = dataset(home, "b", classes, sketch=True)
    run = MadeRun(home, dataset(home, HOSTILE, classes), target).whole()
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
    assert page.is_visible(".look img")
    assert target.name(0) in page.inner_text(".look")
    page.fill("#stop", "0")
    assert page.inner_text("#stop-name") == "before"
    assert dot.get_attribute("cx") != after
    page.select_option("#colour", "class")
    assert HOSTILE in page.inner_text("#classes")
    page.uncheck("#show-source")
    assert page.locator("#map circle[data-role=source]").first.is_hidden()

    page.locator("#chart-accuracy svg").hover()
    assert "target" in page.inner_text("#chart-accuracy .reading")
    assert page.evaluate("window.fired") is None
    assert [each for each in asked if not each.startswith(("file:", "data:"))] == []
    assert troubles == []
    page.close()
