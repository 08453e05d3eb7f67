"""Runs as things, as a person meets them under Results."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, working
from tests.ui.made import MadeRun, dataset
from tlgui import durable
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.moving.archive import write_archive
from tlgui.runs.bin import RunBin
from tlgui.runs.run import Run


@pytest.fixture(scope="module")
def source(home: Home) -> Pack:
    return dataset(home, "photos", each=8)


@pytest.fixture(scope="module")
def target(home: Home) -> Pack:
    return dataset(home, "sketches", each=6, sketch=True)


@pytest.fixture
def runs(home: Home, source: Pack, target: Pack) -> tuple[Run, Run]:
    """Two finished runs on the same pictures."""
    return MadeRun(home, source, target).whole(), MadeRun(home, source, target, strategy="mcc").whole()


def line(page, run: Run):
    return page.locator("#runs tr", has=page.locator(f".titled a[href$='{run.id}']"))


def press(page, run: Run, words: str) -> None:
    """An item of the menu of a run."""
    line(page, run).locator(".run-menu summary").click()
    line(page, run).locator(f".run-menu .items :text-is('{words}')").click()


@pytest.mark.slow
def test_a_run_is_named_and_found_again(server: str, open_page: OpenPage, runs: tuple[Run, Run]) -> None:
    first, other = runs
    page = open_page(f"{server}/results", refusals=True)
    line(page, first).wait_for()
    press(page, first, "Name, notes, tags")
    page.fill(".window input >> nth=0", "../x")
    page.fill(".window input >> nth=1", "#paper, giraffes")
    page.fill(".window textarea", "<img src=x onerror=alert(1)> long necks")
    page.click(".window :text-is('Save')")
    expect(page.locator(".window .problems li")).to_contain_text(
        "cannot be a name", use_inner_text=True
    )  # and what was written stays
    page.fill(".window input >> nth=0", "The first")
    page.click(".window :text-is('Save')")
    page.wait_for_selector(".window", state="detached")
    line(page, first).locator(":text-is('The first')").wait_for()
    assert line(page, first).locator(".tag").all_inner_texts() == ["#paper", "#giraffes"]
    assert "<img" in line(page, first).inner_text()
    page.fill(".finding input", "strategy:dann necks")
    line(page, other).wait_for(state="detached")
    assert line(page, first).count() == 1
    page.fill(".finding input", "nothing of this")
    page.wait_for_selector(".none-found")
    page.fill(".finding input", "")
    line(page, other).wait_for()
    line(page, first).locator(".tag").first.click()
    line(page, other).wait_for(state="detached")
    line(page, first).locator(".titled a").click()
    page.wait_for_selector("#result .kicker:has-text('The first')")
    assert re.search(rf"run={first.id}", page.url)


@pytest.mark.slow
def test_a_run_is_compared_with_another_and_begun_again_with_its_settings(
    server: str, open_page: OpenPage, runs: tuple[Run, Run]
) -> None:
    first, other = runs
    page = open_page(f"{server}/results")
    line(page, first).wait_for()
    press(page, first, "Compare with another run")
    expect(page.locator(".comparing")).to_contain_text("DANN", use_inner_text=True)
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.comparing')).paddingLeft)") >= 12
    line(page, other).click()
    page.wait_for_selector(".compared")
    expect(page.locator(".compared")).to_contain_text("MCC: Temperature T", use_inner_text=True)
    assert page.url.endswith("/results")
    page.keyboard.press("Escape")
    page.wait_for_selector(".compared", state="detached")
    press(page, other, "Same settings in a new run")
    page.wait_for_selector("#start:enabled")
    page.wait_for_selector("#command :text('--set epochs=8')")
    expect(page.locator("#strategy input")).to_have_value(re.compile("^MCC"))
    assert page.locator("#result .headline").is_hidden()


@pytest.mark.slow
def test_a_menu_closes_on_escape_and_when_the_focus_leaves(server: str, open_page: OpenPage, runs: tuple[Run, Run]) -> None:
    page = open_page(f"{server}/results")
    first = line(page, runs[0]).locator(".run-menu")
    first.locator("summary").click()
    page.wait_for_selector(".run-menu[open]")
    for _ in range(first.locator(".items > *").count() + 1):
        page.keyboard.press("Tab")
    page.wait_for_selector(".run-menu[open]", state="detached")
    first.locator("summary").click()
    page.wait_for_selector(".run-menu[open]")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    page.wait_for_selector(".run-menu[open]", state="detached")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.slow
def test_settings_are_saved_as_a_preset_and_used_for_other_pictures(
    server: str, open_page: OpenPage, runs: tuple[Run, Run], source: Pack, target: Pack
) -> None:
    page = open_page(f"{server}/?from={runs[1].id}")
    page.wait_for_selector("#start:enabled")
    page.click("#presets summary")
    page.fill("#presets form input", "eight epochs")
    page.click("#presets form button")
    page.wait_for_selector("#presets .told:has-text('Saved as “eight epochs”')")
    with page.expect_download() as got:
        page.click("#presets .kept a[download]")
    page.set_input_files("#presets input[type=file]", got.value.path())
    page.wait_for_selector("#presets .told:has-text('Added “eight epochs (2)”')")
    page.click("#presets [aria-label='remove: eight epochs']")
    page.wait_for_selector("#presets .told:has-text('Removed “eight epochs”')")
    page.click("#presets .undo")
    page.wait_for_selector("#presets .kept bdi:text-is('eight epochs')")
    expect(page.locator("#presets .undo")).to_be_hidden()
    page.goto(f"{server}/?source={source.info.id}&target={target.info.id}")
    page.wait_for_selector("#start:enabled")
    page.click("#presets summary")
    page.click("#presets .kept bdi:text-is('eight epochs')")
    page.wait_for_url(re.compile("preset="))
    page.wait_for_selector("#command :text('--set epochs=8')")
    page.wait_for_selector("#start:enabled")
    expect(page.locator("#source .name")).to_have_text(re.compile("photos$"))


@pytest.mark.slow
def test_a_run_is_deleted_and_undone_and_the_bin_is_emptied_only_on_purpose(
    server: str, open_page: OpenPage, home: Home, runs: tuple[Run, Run]
) -> None:
    first, other = runs
    page = open_page(f"{server}/results", refusals=True)
    line(page, first).wait_for()
    press(page, first, "Delete")
    page.wait_for_selector(".toast:has-text('is in the trash')")
    line(page, first).wait_for(state="detached")
    page.click(".toast .undo")
    line(page, first).wait_for()
    page.wait_for_selector(".toast:has-text('is back')")
    page.wait_for_selector(".bin", state="hidden")
    press(page, first, "Delete")
    page.wait_for_selector(".bin summary:has-text('Trash: 1 run')")
    page.goto(f"{server}/?run={first.id}")  # an old address: it says where the run is
    page.wait_for_selector("#result .lost:has-text('This run is in the trash')")
    page.click("#result .lost .restore")
    page.wait_for_selector("#map-after.drawn")
    page.wait_for_selector("#result .lost", state="hidden")
    page.goto(f"{server}/results")
    press(page, first, "Delete")
    line(page, first).wait_for(state="detached")  # the lines are drawn anew, and an open menu with them
    press(page, other, "Delete")
    page.wait_for_selector(".bin summary:has-text('Trash: 2 runs')")
    page.reload()
    page.click(".bin summary")
    page.click(".bin li:has-text('MCC') button")
    line(page, other).wait_for()
    page.click(".bin .empty")
    page.click(".window :text-is('Cancel')")
    assert (home.bin / first.id).is_dir()
    page.click(".bin .empty")
    page.click(".window :text-is('Remove for good')")
    page.wait_for_selector(".toast:has-text('The trash is empty')")
    page.wait_for_selector(".bin", state="hidden")
    assert not (home.bin / first.id).exists()
    assert other.folder.is_dir()


@pytest.mark.slow
def test_the_disk_is_looked_at_and_what_can_be_computed_again_is_cleaned(
    server: str, open_page: OpenPage, home: Home, runs: tuple[Run, Run]
) -> None:
    made = home.cache / "health" / "a.npz"
    made.parent.mkdir(exist_ok=True)
    made.write_bytes(bytes(2_000_000))
    page = open_page(f"{server}/results")
    page.click(".disk summary")
    page.click(".disk tr:has-text('Health reports') button")
    page.wait_for_selector(".disk .told:has-text('2.0 MB freed')")
    assert not made.exists()
    assert page.locator(".disk tr:has-text('Datasets') button").count() == 0


@pytest.mark.slow
def test_the_line_of_runs_is_seen_put_in_another_order_and_cleared(
    server: str, open_page: OpenPage, home: Home, source: Pack, target: Pack
) -> None:
    waiting = [MadeRun(home, source, target, strategy=strategy).run for strategy in ("mmd", "mcc", "coral")]
    for run in waiting:
        JobQueue(home).submit("train", {"run": run.id}, run=run.id)
    page = open_page(f"{server}/results")
    titles = page.locator("#queue .titled a")
    page.locator("#queue .waiting:visible").wait_for()
    assert titles.all_inner_texts() == ["MMD", "MCC", "CORAL"]
    expect(page.locator("#queue .at-a-time")).to_contain_text("1 run at a time", use_inner_text=True)
    assert page.locator("#queue li:nth-child(1) [title=Earlier]").is_disabled()
    page.locator("#queue li:nth-child(3) [title=Earlier]").press("Enter")
    page.locator("#queue li:nth-child(2) :text-is('CORAL')").wait_for()
    page.wait_for_function("document.activeElement.title === 'Earlier'")  # who has no mouse goes on from there
    page.click("#queue li:nth-child(1) [title='Do not start']")
    page.locator("#queue li:nth-child(1) :text-is('CORAL')").wait_for()
    page.click("#queue li:nth-child(1) [title='Do not start']")
    page.locator("#queue li:nth-child(1) :text-is('MCC')").wait_for()
    page.click("#queue li:nth-child(1) [title='Do not start']")
    page.locator("#queue .waiting").wait_for(state="hidden")


@pytest.mark.slow
def test_a_run_from_another_machine_is_imported(
    server: str, open_page: OpenPage, home: Home, runs: tuple[Run, Run], tmp_path: Path
) -> None:
    """Story: I send it, look elsewhere meanwhile, think better of it; then I take it in after all, and later something that is no run."""
    first, _ = runs
    write_archive(home, first, tmp_path / "run.zip")
    page = open_page(f"{server}/results", refusals=True)
    line(page, first).wait_for()
    page.set_input_files("#import input", tmp_path / "run.zip")
    page.wait_for_function("sessionStorage.getItem('tlgui.import')")  # it is sent, and waits for somebody to take it in
    page.reload()
    page.click("#import .cancel")
    page.wait_for_selector("#import .told:has-text('Canceled: nothing was imported')")
    with working(home, "data"):
        page.set_input_files("#import input", tmp_path / "run.zip")
        page.wait_for_selector("#import .problems:has-text('This run is already here')")
        RunBin(home).put(first)
        RunBin(home).empty(RunBin(home).all())
        page.set_input_files("#import input", tmp_path / "run.zip")
        page.click("#import .told a:has-text('is here')")
        page.wait_for_selector("#map-after.drawn")
        (tmp_path / "run.zip").write_bytes(b"<html>")
        page.goto(f"{server}/results")
        page.set_input_files("#import input", tmp_path / "run.zip")
        page.wait_for_selector("#import .problems li")


@pytest.mark.slow
def test_an_imported_run_that_is_older_than_all_others_is_brought_into_view_and_marked(
    server: str, open_page: OpenPage, home: Home, source: Pack, runs: tuple[Run, Run], tmp_path: Path
) -> None:
    """Its board is new here and stands below the last that is shown."""
    made = MadeRun(home, source, dataset(home, "other sketches", each=6, sketch=True)).whole()
    spec = durable.read_json(made.folder / "spec.json")
    durable.write_json(made.folder / "spec.json", {**spec, "created": spec["created"] - 1e6})
    write_archive(home, made, tmp_path / "run.zip")
    RunBin(home).put(made)
    RunBin(home).empty(RunBin(home).all())
    page = open_page(f"{server}/results")
    line(page, runs[0]).wait_for()
    with working(home, "data"):
        page.set_input_files("#import input", tmp_path / "run.zip")
        page.wait_for_selector("#import .told a:has-text('is here')")
        page.wait_for_selector(f"#runs tr[data-arrived][data-key='{made.id}']")
    expect(line(page, made)).to_be_in_viewport()
