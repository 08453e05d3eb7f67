"""driver.js, which draws the tour: fetched only by who takes it, with its license beside it."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.source import ROOT
from tlgui.ui.asset_files import ASSETS


def test_driver_js_is_served_as_a_module_and_no_page_asks_for_it(client: TestClient) -> None:
    answer = client.get(f"/tlgui/{ASSETS.version}/driver.mjs")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "driver.mjs" not in client.get("/").text


def test_the_license_of_driver_js_lies_beside_it_and_goes_into_the_wheel() -> None:
    assert "Copyright (c) Kamran Ahmed" in (ROOT / "assets" / "LICENSE-driver.txt").read_text("utf-8")
    assert "assets/LICENSE-driver.txt" in (ROOT / "pyproject.toml").read_text("utf-8")
