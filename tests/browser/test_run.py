"""Adapt with a run on it: curves, health, and what the page does when the run, the network or the reader goes away."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.adapting import POINTS, points
from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.views.file_names import name_of

WELCOMED = """
window.states = "";
setInterval(() => {
  const part = [...document.querySelectorAll("#result .answer > *")].find((each) => getComputedStyle(each).display !== "none");
  const name = part?.className.split(" ")[0] ?? "";
  if (part && !window.states.endsWith(name)) window.states = (window.states + " " + name).trim();
}, 5);
"""
"""What the answer's place showed, one after the other."""


@pytest.mark.slow
def test_G15_refresh_and_the_way_back_keep_the_running_curve(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    made = MadeRun(home, source, target)
    made.begin()
    made.reference()
    made.maps("before")
    made.train(until=60)
    page = open_page(f"{server}/?run={made.run.id}")
    page.wait_for_function(f"({POINTS}) > 5")
    page.wait_for_selector("#stop:visible")
    first = points(page)
    page.add_init_script(WELCOMED)
    page.reload()
    page.wait_for_function(f"({POINTS}) >= {first}")
    assert page.evaluate("window.states") == "coming found"  # never the welcome in between
    page.wait_for_selector("#map-before.drawn")
    expect(page.locator("#backbone input")).to_have_value("Small CNN")
    page.wait_for_selector("#source .chosen img")
    page.click(".top nav a:has-text('Results')")
    page.wait_for_selector("tbody tr")
    page.go_back()
    page.wait_for_function(f"({POINTS}) >= {first}")
    second = open_page(f"{server}/?run={made.run.id}")
    second.wait_for_function(f"({POINTS}) >= {first}")
    second.close()
    made.train(start=60)
    made.maps("before", "after")
    made.finish()
    page.wait_for_selector("#map-after.drawn")
    page.wait_for_selector("#status [data-state=finished]")
    assert points(page) == MadeRun.STEPS
    expect(page.locator("#result h1.headline")).to_have_text("55 % → 85 % on 60 target pictures", use_inner_text=True)


@pytest.mark.slow
def test_zoom_and_hidden_lines_stay_while_points_come_in(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    made = MadeRun(home, source, target)
    made.begin()
    made.train(until=60)
    page = open_page(f"{server}/?run={made.run.id}")
    page.wait_for_function(f"({POINTS}) > 10")
    plot = "document.querySelector('[data-chart=losses] .plot')"
    drag = page.locator("[data-chart=losses] .nsewdrag").bounding_box()
    assert drag is not None
    page.mouse.move(drag["x"] + 60, drag["y"] + 30)
    page.mouse.down()
    page.mouse.move(drag["x"] + 160, drag["y"] + 110, steps=5)
    page.mouse.up()
    zoomed = page.evaluate(f"{plot}.layout.xaxis.range")
    page.locator("[data-chart=losses] .legendtoggle").first.click()
    page.wait_for_timeout(600)  # plotly waits for a second click
    hidden = page.evaluate(f"{plot}.data.filter((line) => line.visible === 'legendonly').map((line) => line.uid)")
    assert len(hidden) == 1
    seen = points(page)
    made.train(start=60, until=100)
    page.wait_for_function(f"({POINTS}) > {seen} + 20")
    assert page.evaluate(f"{plot}.layout.xaxis.range") == zoomed
    assert page.evaluate(f"{plot}._fullData.filter((line) => line.visible === 'legendonly').map((line) => line.uid)") == hidden
    made.train(start=100)
    made.finish()


@pytest.mark.slow
def test_curves_are_smoothed_compared_and_saved(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack, run: Run
) -> None:
    other = MadeRun(home, source, target, strategy="coral")
    other.begin()
    other.train(final=0.7)
    other.finish(0.7)
    page = open_page(f"{server}/?run={run.id}")
    page.wait_for_function(f"({POINTS}) > 10")
    plot = "document.querySelector('[data-chart=losses] .plot')"
    rough = page.evaluate(f"{plot}.data.find((line) => line.uid === 'loss-source').y")
    page.focus("[name=smooth]")
    page.keyboard.press("End")
    page.wait_for_function(f"(y) => {plot}.data.find((line) => line.uid === 'loss-source').y[3] !== y", arg=rough[3])
    calm = page.evaluate(f"{plot}.data.find((line) => line.uid === 'loss-source').y")
    assert np.abs(np.diff(calm)).sum() < np.abs(np.diff(rough)).sum()
    page.click(".others summary")
    page.locator(".others label", has_text="CORAL").first.locator("input").check()
    page.wait_for_function(
        "document.querySelector('[data-chart=accuracy] .plot').data.some((line) => line.name === 'CORAL: target')"
    )
    page.click("#curves .more > summary")
    scores = "document.querySelector('[data-chart=scores] .plot').data?.map((line) => line.uid) ?? []"
    page.wait_for_function(f"({scores}).includes('rate')")
    with page.expect_download() as saved:
        page.click("[data-chart=accuracy] [data-save=csv]")
    lines = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == '"line","step","value"'
    assert any(line.startswith('"CORAL: target",') for line in lines)
    for chart in ("losses", "accuracy", "scores"):
        for form, check in (("png", is_a_drawing), ("svg", has_lines), ("csv", is_a_table)):
            with page.expect_download() as saved:
                page.click(f"[data-chart={chart}] [data-save={form}]")
            assert saved.value.suggested_filename == f"{name_of(run, 'en')}-{chart}.{form}"
            check(saved.value.path())


def is_a_drawing(file: Path) -> None:
    with Image.open(file) as picture:
        assert (picture.format, picture.size) == ("PNG", (2000, 1000))
        assert len(picture.convert("RGB").quantize(8).getcolors()) > 2  # lines on paper, not paper alone


def has_lines(file: Path) -> None:
    drawing = ElementTree.parse(file).getroot()
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    lines = [each.get("d", "") for each in drawing.iter("{http://www.w3.org/2000/svg}path") if "js-line" in each.get("class", "")]
    assert any(line.count("L") > 2 for line in lines)
    assert not any("NaN" in line for line in lines)


def is_a_table(file: Path) -> None:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        head, *rows = csv.reader(opened)
    assert head == ["line", "step", "value"]
    assert len(rows) > 2
    assert all(np.isfinite([float(step), float(value)]).all() for _, step, value in rows)


@pytest.mark.slow
def test_the_health_light_changes_while_training_goes_on_and_says_why(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    made = MadeRun(home, source, target)
    made.begin()
    page = open_page(f"{server}/?run={made.run.id}")
    light = "#health-light .health-light[data-level={}]:visible"
    page.wait_for_selector(light.format("early"))

    # A quarter in, the discriminator is in its band.
    made.train(until=130)
    page.wait_for_selector(light.format("ok"))
    expect(page.locator("#health-light .numbers")).to_contain_text("domains told apart", use_inner_text=True)
    expect(page.locator("#health-light .findings")).to_be_hidden()

    # Then it wins, and the page says so without being asked.
    for step in range(131, 240):
        health = {"domain_accuracy": 0.99, "lambda": step / MadeRun.STEPS}
        made.log.write("step", step=step, parts={"source": 0.1}, health=health, learning_rate=0.02)
    made.beat()
    page.wait_for_selector(light.format("problem"))
    expect(page.locator("#health-light .findings")).to_contain_text("The discriminator won", use_inner_text=True)

    # What the trainer wrote at the end stands there from then on, after a reload too.
    made.train(start=239)
    made.log.write("health", step=240, code="no_effect", values={"changed": 0.004})
    made.finish()
    page.wait_for_selector(light.format("watch"))
    page.reload()
    page.wait_for_selector(light.format("watch"))
    expect(page.locator("#health-light .findings")).to_contain_text("0 % of the target's predictions differ", use_inner_text=True)


@pytest.mark.slow
def test_numbers_that_tell_whether_it_works_have_small_charts_which_grow_and_go_with_the_run(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack, run: Run, tmp_path: Path
) -> None:
    made = MadeRun(home, source, target, strategy="mcc")
    made.begin()
    made.train(until=60)
    page = open_page(f"{server}/?run={made.run.id}")
    page.wait_for_selector(".gauge .main-svg")
    assert page.locator(".gauge").count() == 2
    expect(page.locator(".gauge h3").first).to_contain_text(re.compile("^confusion between classes"), use_inner_text=True)
    assert page.inner_text(".gauge h3 b").endswith(" %")
    made.train(start=60, until=90)
    page.wait_for_function("document.querySelector('.gauge .plot').data[0].x.length === 90")
    with page.expect_download() as download:
        page.click(".gauges .save")
    download.value.save_as(tmp_path / "gauges.csv")
    rows = list(csv.reader((tmp_path / "gauges.csv").open(encoding="utf-8-sig")))
    assert rows[0] == ["line", "step", "value"]
    assert {row[0] for row in rows[1:]} == {"confusion between classes", "largest class of a batch"}
    assert len(rows) == 1 + 2 * 90

    other = open_page(f"{server}/?run={run.id}")  # of a strategy whose numbers are on the large charts
    other.wait_for_selector("[data-chart=losses] .plot.drawn")
    assert not other.is_visible(".gauges")


@pytest.mark.slow
def test_a_failed_run_says_what_to_try(server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack) -> None:
    made = MadeRun(home, source, target)
    made.begin()
    made.train(30)
    made.fail("loss_not_finite", step=31, good=30, rate=0.5)
    page = open_page(f"{server}/?run={made.run.id}")
    page.wait_for_selector("#result .problems li")
    expect(page.locator("#result .problems")).to_contain_text("lower learning rate", use_inner_text=True)
    expect(page.locator("#status .words")).to_have_text("Failed", use_inner_text=True)
    expect(page.get_by_role("button", name="Resume")).to_have_count(0)


@pytest.mark.slow
def test_a_stopped_run_does_not_wait_for_its_second_map(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    made = MadeRun(home, source, target)
    made.begin()
    made.reference()
    made.train(until=30)
    made.maps("before")
    made.log.write("stopped", time=0.0, step=30)
    page = open_page(f"{server}/?run={made.run.id}")
    page.wait_for_selector("#map-before.drawn")
    page.wait_for_function("document.querySelector('#maps').innerText.includes('This map was not drawn.')")


@pytest.mark.slow
def test_G17_the_page_reconnects(server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack) -> None:
    made = MadeRun(home, source, target)
    made.begin()
    made.train(30)
    page = open_page(f"{server}/?run={made.run.id}", refusals=True)
    page.wait_for_function(f"({POINTS}) === 30")
    page.route("**/live*", lambda route: route.abort())
    page.wait_for_selector("#status :text('Reconnecting')")
    made.train(60, start=30)
    page.unroute("**/live*")
    page.wait_for_function(f"({POINTS}) === 60", timeout=15_000)
    made.fail("job_worker_died")


@pytest.mark.slow
def test_on_a_phone_a_run_comes_before_the_form_and_can_be_stopped(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    made = MadeRun(home, source, target)
    made.begin()
    made.reference()
    made.train(100)
    page = open_page(f"{server}/?run={made.run.id}", width=390)
    page.wait_for_selector("#result .found:visible")
    page.wait_for_selector("#target .chosen img")
    top = "(name) => document.querySelector(name).getBoundingClientRect().top"
    assert page.evaluate(top, "#result") < 250 < page.evaluate(top, "#data")
    assert 0 < page.evaluate(top, "#stop") < 250
    page.click("#result .to-form")
    page.wait_for_function("Math.abs(document.querySelector('#data').getBoundingClientRect().top) < 40")


def test_nothing_jumps_when_data_arrive(server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack) -> None:
    made = MadeRun(home, source, target)
    made.begin()
    page = open_page(f"{server}/?run={made.run.id}")
    page.wait_for_selector("#status .words:has-text('Loading the network')")
    heights = "['#curves', '#result'].map((each) => Math.round(document.querySelector(each).getBoundingClientRect().height))"
    before = page.evaluate(heights)
    made.reference()
    made.train()
    page.wait_for_function(f"({POINTS}) === {MadeRun.STEPS}")
    page.wait_for_timeout(300)
    assert page.evaluate(heights) == before
    made.maps("before", "after")
    made.finish()


@pytest.mark.slow
def test_a_run_that_is_over_is_not_asked_about_again(server: str, open_page: OpenPage, run: Run) -> None:
    page = open_page(f"{server}/?run={run.id}")
    page.wait_for_selector("#map-after.drawn")
    page.wait_for_timeout(300)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/live" in request.url else None)
    page.wait_for_timeout(1500)
    assert asked == []


@pytest.mark.slow
def test_a_run_from_the_list_shows_its_classes_and_leads_to_its_health(server: str, open_page: OpenPage, run: Run) -> None:
    page = open_page(f"{server}/?run={run.id}")
    page.wait_for_selector("#classes .check:visible")
    expect(page.locator("#classes .check")).to_have_attribute("href", f"health?source={run.spec.source}&target={run.spec.target}")
    page.wait_for_function("document.querySelector('#classes summary')?.innerText.startsWith('Classes: ')")
    expect(page.locator("#predicted")).to_be_hidden()
