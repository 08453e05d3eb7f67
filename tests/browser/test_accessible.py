"""Every page, filled, light and dark, held against axe-core's rules: nothing serious may stand between a person and the page."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable

import pytest
from axe_playwright_python import sync_playwright as axe

from tests.browser.conftest import OpenPage
from tests.browser.test_shift import normals
from tests.ui.made import MadeRun, dataset, picture
from tlgui.analysis import shift
from tlgui.data.store import DatasetStore
from tlgui.health.report import health
from tlgui.home import Home
from tlgui.runs.run import Run

GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def run(home: Home) -> Run:
    """A finished run beside others, with what is found out about its pictures."""
    source, target = dataset(home, "photos", each=20), dataset(home, "sketches", each=15, sketch=True, labels_open=True)
    health(home, source, target)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shift, "_features", lambda home, packs, *rest: normals(packs))
        shift.shift_xray(home, source, target)
    other = MadeRun(home, source, target, strategy="mcc")
    other.begin()
    other.reference()
    other.train()
    other.finish(0.5)
    return MadeRun(home, source, target).whole()


def sealed_of(home: Home, run: Run) -> Run:
    target = dataset(home, "locked sketches", each=6, sketch=True)
    return MadeRun(home, DatasetStore(home).get(run.spec.source, "local"), target, sealed=True).whole()


def everything_open(page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def filled_run(page) -> None:
    page.wait_for_selector("#map-after.drawn")
    page.click("#more > button")
    page.click("button:has-text('How it works')")
    page.click("#maps .alignment li button >> nth=0")
    page.wait_for_selector("#maps .selected figure")
    page.locator("#mistakes td.off button").first.click()
    page.wait_for_selector("#mistakes .faces img")
    everything_open(page)
    page.wait_for_selector("#details .settings td")
    page.locator(".others input").first.check()
    page.wait_for_timeout(500)


def reveal_asked(page) -> None:
    page.wait_for_selector("#map-after.drawn")
    page.click("#reveal")
    page.wait_for_selector("#result .sure:visible")


def run_described(page) -> None:
    page.wait_for_selector("tbody tr")
    page.locator(".run-menu summary").first.click()
    page.locator(".run-menu .items :text-is('Name, notes, tags')").first.click()
    page.wait_for_selector(".window input")


def tried(page) -> None:
    """A picture through both networks; what they say of it is made here, for there is no network."""
    face = io.BytesIO()
    picture(1, 3, True).save(face, "webp")
    image = base64.b64encode(face.getvalue()).decode()
    top = [{"name": name, "share": share} for name, share in (("circle", 0.7), ("ring", 0.2), ("bar", 0.1))]
    said = {"top": top, "value": None, "looked": image, "nearest": [0, 1, 2]}
    answer = {
        "over": True,
        "state": "done",
        "result": {"picture": image, "truth": "ring", "models": {"baseline": said, "run": said}},
    }
    page.route("**/api/tries/*/target*", lambda route: route.fulfill(json={"job": "made"}))
    page.route("**/api/jobs/made", lambda route: route.fulfill(body=json.dumps(answer), content_type="application/json"))
    page.wait_for_selector(".strip button")
    page.locator(".strip button").first.click()
    page.wait_for_selector(".try .near img")


PAGES: dict[str, tuple[str, Callable]] = {
    "adapt, empty": ("/", lambda page: page.wait_for_selector("#result ol li")),
    "adapt, finished, all open": ("/?run={run}", filled_run),
    "adapt, sealed": ("/?run={sealed}", reveal_asked),
    "data": ("/data", lambda page: page.wait_for_selector("article")),
    "health": ("/health?source={source}&target={target}", lambda page: page.wait_for_selector("#health-classes")),
    "shift": ("/shift?source={source}&target={target}", lambda page: page.wait_for_selector("#xray-classes")),
    "results": ("/results", lambda page: page.wait_for_selector(".group-of-runs tbody tr")),
    "results, a run's words": ("/results", run_described),
    "try": ("/try?run={run}", tried),
    "learn": ("/learn", lambda page: page.wait_for_selector("#reading-domain:has-text('Wrong')")),
    "learn, a strategy": ("/learn?strategy=cdan", lambda page: page.wait_for_selector(".strategy h1")),
    "lesson": ("/lesson?id=what-is-a-domain-shift", lambda page: page.wait_for_selector(".lesson .answers button")),
    "beside a lesson": ("/data", lambda page: page.wait_for_selector(".lesson-bar .to-lesson span:has-text('Two collections')")),
    "nothing there": ("/nothing", lambda page: page.wait_for_selector("h1")),
}


@pytest.mark.slow
def test_axe_finds_nothing_serious_on_any_filled_page(server: str, home: Home, open_page: OpenPage, run: Run) -> None:
    """In the light, and what depends on colors once more in the dark."""
    found: dict[tuple[str, str, str], list[str]] = {}
    place = {"run": run.id, "sealed": sealed_of(home, run).id, "source": run.spec.source, "target": run.spec.target}
    page = open_page(server, refusals=True)
    for name, (address, fill) in PAGES.items():
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(server + address.format(**place))
        fill(page)
        if "all open" not in name:
            everything_open(page)
        for scheme, rules in (("light", None), ("dark", {"runOnly": ["color-contrast"]})):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.wait_for_timeout(300)  # what fades in is pale
            for violation in axe.Axe().run(page, options=rules).response["violations"]:
                if violation["impact"] in GRAVE:
                    nodes = [
                        f"{node['html'][:150]} {node['any'][0]['message'][:160] if node['any'] else ''}"
                        for node in violation["nodes"]
                    ]
                    found[name, scheme, violation["id"]] = nodes[:6]
    assert found == {}
