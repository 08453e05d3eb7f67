"""The page below a path prefix, behind a reverse proxy, as a person meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import OpenPage, serving
from tests.browser.test_data import folder_of_pictures
from tests.ui.test_proxies import relaying
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.ui.server import create_app


@pytest.mark.slow
def test_G21_the_whole_page_works_below_a_prefix(home: Home, open_page: OpenPage, run: Run, reader: None, tmp_path: Path) -> None:
    with serving(create_app(home, work=False, proxies=["127.0.0.1"])) as server, relaying(server) as address:
        page = open_page(f"{address}results", refusals=True)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.click("tbody tr a")
        page.wait_for_selector("#map-after.drawn")
        assert page.url.startswith(f"{address}?run=")
        page.wait_for_function("document.querySelector('#source .chosen img')?.naturalWidth > 0")
        page.wait_for_load_state("networkidle")
        page.goto(f"{address}data")
        page.set_input_files("input.folder", str(folder_of_pictures(tmp_path / "mine", ("cat", "dog"))))
        page.wait_for_selector("text=8 pictures · 2 classes")
        page.wait_for_load_state("networkidle")
        page.goto(address)
        page.wait_for_selector("#source .drop")
        with page.expect_response("**/gradio_api/run/**") as answer:
            page.select_option("#source .earlier select", index=1)
        assert answer.value.status == 200
        page.wait_for_load_state("networkidle")
        page.goto(f"{address}nowhere")
        page.click("a.button >> nth=0")
        page.wait_for_selector("#source .chosen img")  # what was chosen before
        page.wait_for_load_state("networkidle")
        assert [each for each in asked if not each.startswith((address, "blob:", "data:"))] == []
