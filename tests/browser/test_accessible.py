"""Every page, light and dark, held against axe-core's rules: nothing serious may stand between a person and the page."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun, dataset
from tlgui.home import Home
from tlgui.runs.store import Run

axe = pytest.importorskip("axe_playwright_python.sync_playwright")

GRAVE = ("serious", "critical")
PAGES = {
    "adapt, empty": ("/", "#result ol li"),
    "adapt, finished": ("/?run={run}", "#map-after.drawn"),
    "data": ("/data", "article"),
    "health": ("/health?source={source}&target={target}", "h1"),
    "shift": ("/shift?source={source}&target={target}", "h1"),
    "results": ("/results", "tbody tr"),
    "try": ("/try?run={run}", "h1"),
    "learn": ("/learn", "#reading-domain:has-text('Wrong')"),
    "learn, a strategy": ("/learn?strategy=cdan", ".strategy h1"),
}


@pytest.fixture(scope="module")
def run(home: Home) -> Run:
    return MadeRun(home, dataset(home, "photos", each=20), dataset(home, "sketches", each=15, sketch=True)).whole()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(server: str, open_page: OpenPage, run: Run, scheme: str) -> None:
    found = {}
    page = open_page(server, color_scheme=scheme)
    page.emulate_media(reduced_motion="reduce")
    for name, (address, ready) in PAGES.items():
        page.goto(server + address.format(run=run.id, source=run.spec.source, target=run.spec.target))
        page.wait_for_selector(ready)
        page.wait_for_timeout(300)  # what fades in is pale
        for violation in axe.Axe().run(page).response["violations"]:
            if violation["impact"] in GRAVE:
                nodes = [
                    f"{node['html'][:150]} {node['any'][0]['message'][:160] if node['any'] else ''}"
                    for node in violation["nodes"]
                ]
                found[name, violation["id"]] = nodes[:6]
    assert found == {}
