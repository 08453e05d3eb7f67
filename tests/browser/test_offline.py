"""A server that goes away and comes back while a page is open: said in words, no error of a script, and the page goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import OpenPage
from tests.serving import serving
from tests.ui.made import MadeRun, dataset
from tests.waiting import free_port
from tlgui.home import Home
from tlgui.service import launch
from tlgui.ui.server import create_app


@pytest.mark.slow
def test_a_server_that_restarts_is_told_in_words_and_no_script_fails(
    tmp_path: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "ensure_workers", lambda *arguments: None)
    home = Home.open(tmp_path / "home")
    source, target = dataset(home, "photos", each=8), dataset(home, "sketches", each=8, sketch=True)
    run = MadeRun(home, source, target).whole()
    pair = f"source={source.info.id}&target={target.info.id}"
    port = free_port()
    with serving(create_app(home, work=False), port) as server:
        page = open_page(f"{server}/?run={run.id}", refusals=True)
        page.wait_for_selector("#mistakes td button:visible")
        page.wait_for_selector("#target .chosen img")
        others = [open_page(f"{server}/{place}", refusals=True) for place in (f"?{pair}", "data", "results")]
        others[0].wait_for_selector("#start:enabled")
        others[1].wait_for_selector("details summary:visible")
        others[2].wait_for_selector("tbody tr")

    # Whatever asks the server, pressed while it is away.
    for opened in (page, *others):
        for summary in opened.locator("summary:visible").all():
            summary.click(force=True)
    page.locator("#mistakes td button:visible").first.click()
    others[0].click("#start")
    for opened in (page, *others):
        opened.wait_for_selector(".offline:visible")
        assert opened.inner_text(".offline") == "The server does not answer. Is it still running?"
    others[0].wait_for_selector("#now", state="hidden")  # nothing was started

    with serving(create_app(home, work=False), port):
        for opened in (page, *others):
            opened.wait_for_selector(".offline", state="hidden")
        others[0].click("#start")
        others[0].wait_for_selector("#status .words:has-text('You are ')")
