"""The story of a newcomer, from the first page to the maps, with everything real: server, workers, training."""

from __future__ import annotations

import json
import urllib.request
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.adapting import POINTS, choose
from tests.browser.conftest import ROOT, OpenPage
from tlgui.home import Home
from tlgui.moving.importing import import_run
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore

LIVE = "(document.querySelector('[data-chart=losses] .plot')?.data ?? []).reduce((sum, line) => sum + line.x.length, 0)"
MINUTES = 60_000
pytestmark = pytest.mark.timeout(900)  # with a second process of tests beside it, each step here takes its time


@pytest.mark.slow
def test_a_newcomer_tries_the_demo_and_finds_it_all_again(real_server: tuple[str, Home], open_page: OpenPage) -> None:
    server, home = real_server
    page = open_page(server)
    page.set_default_timeout(1 * MINUTES)

    # "Try the demo": both cards fill, Start becomes possible.
    page.click("#demo")
    page.wait_for_selector("#source .chosen img")
    page.wait_for_selector("#target .chosen img")
    expect(page.locator("#source .name")).to_have_text("3D icons", use_inner_text=True)
    expect(page.locator("#target .chosen .labels")).to_contain_text("labels open to everyone", use_inner_text=True)
    page.wait_for_selector("#start:enabled")

    # Start: the page shows the run at once, and the first curve grows. A network from scratch trains long enough to be watched.
    take_the_small_network(page, 40)
    page.click("#start")
    page.wait_for_function("location.search.includes('run=')")
    page.wait_for_function(f"({LIVE}) > 2", timeout=2 * MINUTES)
    seen = page.evaluate(LIVE)
    page.wait_for_function(f"({LIVE}) > {seen}")
    expect(page.locator("#stop")).to_be_visible()

    # A refresh in the middle changes nothing.
    run_id = page.evaluate("new URLSearchParams(location.search).get('run')")
    page.reload()
    page.wait_for_function(f"({LIVE}) >= {seen}")
    page.wait_for_selector("#source .chosen img")
    assert page.get_by_label("Epochs").input_value() == "40"

    # The maps appear, the one before first; the result is a sentence.
    page.wait_for_selector("#map-before.drawn", timeout=3 * MINUTES)
    page.wait_for_selector("#map-after.drawn", timeout=3 * MINUTES)
    page.wait_for_selector("#status [data-state=finished]", timeout=3 * MINUTES)
    headline = page.inner_text("#result h1.headline").replace("\u00a0", " ")
    assert "on 203 target pictures" in headline
    expect(page.locator("#result .gains")).to_contain_text("points over source-only", use_inner_text=True)
    expect(page.locator("#maps")).to_contain_text("of neighbors are from the other domain", use_inner_text=True)

    # Reload, or another day: all of it is still there, and in the list of results.
    points = page.evaluate(POINTS)
    page.reload()
    page.wait_for_selector("#map-after.drawn")
    page.wait_for_function(f"({POINTS}) === {points}")
    expect(page.locator("#result h1.headline")).to_have_text(headline, use_inner_text=True)
    page.goto(f"{server}/results")
    page.click(f"a[href$='{run_id}']")
    page.wait_for_selector("#map-after.drawn")
    expect(page.locator("#result h1.headline")).to_have_text(headline, use_inner_text=True)
    assert [run.id for run in RunStore(home).all()] == [run_id]

    # Export: the model, held against the trainer, and the report, which opens without the server. One press makes and downloads.
    with page.expect_download(timeout=2 * MINUTES) as fetched:
        page.click("[data-what=model] .make")
    assert fetched.value.suggested_filename.endswith("-model.zip")
    with zipfile.ZipFile(fetched.value.path()) as archive:
        assert {"model.onnx", "model.pt2", "model.safetensors", "pictures.py", "README.md"} <= set(archive.namelist())
    page.click(".take .checks summary")
    assert page.locator(".take .checks li").count() == 3
    with page.expect_download(timeout=2 * MINUTES) as fetched:
        page.click("[data-what=report] .make")
    kept = home.root / "report.html"
    fetched.value.save_as(kept)
    made: list[str] = []
    page.on(
        "request", lambda request: made.append(request.url) if request.method == "POST" and "take-away" in request.url else None
    )
    with page.expect_download() as again:  # the next press downloads what is there
        page.click("[data-what=report] .fetch")
    assert again.value.suggested_filename == fetched.value.suggested_filename
    assert Path(again.value.path()).read_bytes() == kept.read_bytes()
    assert made == []
    report = page.context.new_page()
    report.goto(f"file://{kept}")
    assert headline in report.inner_text(".answer")
    assert report.locator(".pairs figure").count() == 8
    report.fill("#stop", "0")
    assert report.inner_text("#stop-name") == "before"
    report.close()

    # Try it: a picture of the target through both networks, then one of the newcomer's own.
    page.goto(f"{server}/try?run={run_id}")
    page.locator(".strip button").first.click()
    verdicts = page.locator(".try .verdict")
    page.wait_for_function("[...document.querySelectorAll('.try .verdict')].every((each) => each.textContent.includes('% sure'))")
    assert verdicts.count() == 2
    assert page.locator(".try .guesses li").count() == 10
    assert page.locator(".try .near img").count() == 12
    page.wait_for_function("[...document.querySelectorAll('.try .looked')].every((each) => each.naturalWidth > 0)")
    before = page.get_attribute(".try .asked .picture", "src")
    page.set_input_files(".try input[type=file]", ROOT / "docs" / "images" / "health-ruined.png")
    page.wait_for_function("(before) => document.querySelector('.try .asked .picture').src !== before", arg=before)
    assert page.locator(".strip [aria-pressed=true]").count() == 0
    frames = (
        "[...new Set([...document.querySelectorAll('.strip button')].map((each) => getComputedStyle(each).borderColor))].length"
    )
    assert page.evaluate(frames) == 1  # not even the one on which the pointer still lies
    before = page.get_attribute(".try .asked .picture", "src")
    page.click(".try .camera")
    page.wait_for_function("document.querySelector('.try video').videoWidth > 0")
    page.click(".try .take")
    page.wait_for_function("(before) => document.querySelector('.try .asked .picture').src !== before", arg=before)
    page.wait_for_selector(".try .webcam", state="hidden")
    page.set_input_files(".try input[type=file]", ROOT / "README.md")
    page.wait_for_selector(".try .problems li:has-text('The browser cannot read this file')")


def take_the_small_network(page: Page, epochs: int) -> None:
    """A network that is trained from scratch, for so many epochs of the demo's 203 icons."""
    choose(page, "backbone", "Small CNN")
    page.get_by_label("Epochs").fill(str(epochs))
    page.wait_for_function(f"document.querySelector('#command code').innerText.includes('epochs={epochs}')")
    page.wait_for_selector("#start:enabled")


def ready_to_be_interrupted(server: str, open_page: OpenPage) -> Page:
    """The demo, ready to start: long enough to be interrupted, short enough to be waited for."""
    page = open_page(server)
    page.set_default_timeout(1 * MINUTES)
    page.click("#demo")
    page.wait_for_selector("#start:enabled")
    take_the_small_network(page, 30)
    return page


def start_and_see_it_train(page: Page) -> None:
    page.click("#start")
    page.wait_for_selector("#status .words:has-text('Network 2 of 3'):has-text('step')", timeout=2 * MINUTES)


def goes_on_to_its_end(page: Page, home: Home) -> Run:
    """Resume: no point of a curve comes twice."""
    page.click("#resume")
    page.wait_for_selector("#stop:visible")
    page.wait_for_selector("#status [data-state=finished]", timeout=3 * MINUTES)
    (run,) = RunStore(home).all()
    steps = [event["step"] for event in run.events() if event["event"] == "step"]
    assert steps == sorted(set(steps))
    return run


@pytest.mark.slow
def test_a_run_is_paused_resumed_stopped_within_ten_seconds_resumed_exported_and_its_report_read(
    real_server: tuple[str, Home], open_page: OpenPage
) -> None:
    """Story: I need the machine for something else. I press Pause, close the lid, come back tomorrow and press Resume. That was the wrong
    moment: I stop, come back another day, let it go on, and take model and report along.
    """
    server, home = real_server
    page = ready_to_be_interrupted(server, open_page)
    expect(page.locator("#pause")).to_be_hidden()
    expect(page.locator("#resume")).to_be_hidden()
    start_and_see_it_train(page)
    page.click("#pause")
    page.wait_for_selector("#status [data-state=paused]", timeout=10_000)
    page.reload()
    page.wait_for_selector("#resume:visible")
    expect(page.locator("#pause")).to_be_hidden()
    (run,) = RunStore(home).all()
    expect(page.locator("#status .words")).to_have_text(
        f"Paused; can continue from step {int(run.states()[0].name)}", use_inner_text=True
    )
    page.click("#resume")
    page.wait_for_selector("#status .words:has-text('Network 2 of 3'):has-text('step')", timeout=2 * MINUTES)
    page.click("#stop")
    page.wait_for_selector("#status [data-state=stopped]", timeout=10_000)
    with urllib.request.urlopen(f"{server}/api/runs") as answer:
        (told,) = json.load(answer)["runs"]
    assert told["state"] == "stopped"
    seen = page.evaluate(LIVE)
    assert seen > 2
    page.wait_for_selector("#stop", state="hidden")
    page.reload()
    page.wait_for_selector("#resume:visible")
    page.wait_for_function(f"({LIVE}) >= {seen}")
    assert goes_on_to_its_end(page, home).id == run.id
    expect(page.locator("#resume")).to_be_hidden()
    headline = page.inner_text("#result h1.headline").replace("\u00a0", " ")
    with page.expect_download(timeout=2 * MINUTES) as fetched:
        page.click("[data-what=model] .make")
    with zipfile.ZipFile(fetched.value.path()) as archive:
        assert json.loads(archive.read("model.json"))["run"] == run.id
    with page.expect_download(timeout=2 * MINUTES) as fetched:
        page.click("[data-what=report] .make")
    fetched.value.save_as(home.root / "report.html")
    report = page.context.new_page()
    report.goto(f"file://{home.root / 'report.html'}")
    assert headline in report.inner_text(".answer")
    report.close()
    with page.expect_download(timeout=2 * MINUTES) as fetched:
        page.click("[data-what=run] .make")
    assert import_run(Home.open(home.root / "elsewhere"), fetched.value.path()).run.id == run.id
