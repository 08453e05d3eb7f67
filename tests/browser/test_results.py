"""What a run brought, as a person finds it out: the reveal, the mistakes, the leaderboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun, dataset
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.service import launch

LAMP_BESIDE_LONG_WORDS = """() => {
  const [lamp, words] = ['.lamp', '.words'].map((each) => document.querySelector('.health-light ' + each));
  words.textContent = 'A suspicion was raised. '.repeat(20);
  const [beside, there] = [lamp, words].map((each) => each.getBoundingClientRect());
  return there.height > 30 && there.left > beside.right && there.top <= beside.top;
}"""


@pytest.mark.slow
def test_the_reveal(server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack) -> None:
    run = MadeRun(home, source, target, sealed=True).whole()
    page = open_page(f"{server}/?run={run.id}")
    page.wait_for_selector("#reveal:visible")
    expect(page.locator("#result h1.headline")).to_contain_text(
        re.compile(r"^Sure of 66\s% of the target pictures"), use_inner_text=True
    )
    expect(page.locator("#result .verdict").first).to_contain_text("until you reveal the labels", use_inner_text=True)
    page.wait_for_selector("#map-after.drawn")
    expect(page.locator("#maps")).to_contain_text("locked away", use_inner_text=True)
    expect(page.locator("#target .chosen .labels")).to_have_text("labels known, locked away for the reveal", use_inner_text=True)
    page.click("#reveal")
    expect(page.locator("#result .sure")).to_contain_text("cannot be undone", use_inner_text=True)
    page.click("#result .sure .no")
    assert run.revealed() is None
    page.click("#reveal")
    expect(page.locator(".classes .summary")).to_have_text("Classes: 4; sealed ones are not shown", use_inner_text=True)
    page.click("#result .sure .yes")
    page.wait_for_selector("h1:has-text('55 % → 85 %')")
    expect(page.locator(".classes .summary")).to_have_text("Classes: 4, the same in both", use_inner_text=True)
    gains = page.evaluate("[...document.querySelectorAll('#result .gain')].map((each) => [each.textContent, each.dataset.tone])")
    assert gains == [["+30.0 points over source-only", "good"], [", +11.7 over normalization alone", "good"]]
    expect(page.locator("#reveal")).to_be_hidden()
    expect(page.locator("#result .sure")).to_be_hidden()
    assert re.search(r"Labels revealed \w+ \d+, \d{4}, .* in the browser", page.inner_text("#result .remark"))
    expect(page.locator("#target .chosen .labels")).to_have_text(
        "labels known, revealed in the run that is shown", use_inner_text=True
    )
    expect(page.locator("#target .chosen")).to_have_attribute("data-sealed", "false")
    page.wait_for_function("document.querySelector('[data-chart=accuracy] .plot').data.some((line) => line.uid === 'target')")
    assert page.evaluate(LAMP_BESIDE_LONG_WORDS)


@pytest.mark.slow
def test_labels_that_are_revealed_elsewhere_show_on_a_page_that_is_open(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    """In a room the host presses, on the wall, and everybody looks at a run of their own."""
    run = MadeRun(home, source, target, sealed=True, seed=7).whole()
    page = open_page(f"{server}/?run={run.id}")
    page.wait_for_selector("#reveal:visible")
    page.wait_for_selector("#map-after.drawn")
    launch.reveal(home, run, "page")
    page.wait_for_selector("h1:has-text('55 % → 85 %')")
    expect(page.locator("#reveal")).to_be_hidden()
    expect(page.locator(".classes .summary")).to_have_text("Classes: 4, the same in both", use_inner_text=True)
    expect(page.locator("#target .chosen")).to_have_attribute("data-sealed", "false")
    page.wait_for_function("document.querySelector('[data-chart=accuracy] .plot').data.some((line) => line.uid === 'target')")


@pytest.mark.slow
def test_the_mistakes_of_one_class_are_found(server: str, open_page: OpenPage, run: Run) -> None:
    """Story: which pictures of a class are still wrong, what were they taken for, and was that so before adapting?"""
    page = open_page(f"{server}/?run={run.id}")
    panel = page.locator("#mistakes section")
    panel.wait_for()
    assert "What is still wrong" in panel.locator("h2").inner_text()
    wrong = panel.locator(".matrix td.off button").first
    name = panel.locator(".matrix tbody tr", has=page.locator("td.off button")).first.locator("th").inner_text()
    count = int(wrong.inner_text())
    in_all = sum(map(int, panel.locator(".matrix td.off button").all_inner_texts()))
    wrong.click()
    opened = page.locator("#mistakes .pictures h3")
    page.wait_for_function(
        "name => document.querySelector('#mistakes .pictures h3').textContent.startsWith(`${name} predicted as`)", arg=name
    )
    assert opened.inner_text().endswith(f": {count}")
    faces = panel.locator(".faces figure")
    assert faces.count() == count
    page.wait_for_function("[...document.querySelectorAll('#mistakes .faces img')].every((each) => each.naturalWidth > 0)")
    panel.get_by_text("source-only", exact=True).click()
    assert sum(map(int, panel.locator(".matrix td.off button").all_inner_texts())) > in_all
    assert panel.locator("[aria-pressed=true]").count() == 0


@pytest.mark.slow
def test_a_sealed_run_shows_what_changed_and_no_label(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    run = MadeRun(home, source, target, sealed=True).whole()
    page = open_page(f"{server}/?run={run.id}")
    panel = page.locator("#mistakes section")
    panel.wait_for()
    assert "What adaptation changed" in panel.locator("h2").inner_text()
    assert not panel.locator(".of").is_visible()
    answer = page.evaluate(f"fetch('api/runs/{run.id}/mistakes').then((found) => found.json())")
    assert {each["label"] for each in answer["sure"]} == {None}


@pytest.mark.slow
def test_runs_on_the_same_pictures_stand_side_by_side(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack, run: Run
) -> None:
    MadeRun(home, source, target, strategy="mmd").right_on(0.4)
    page = open_page(f"{server}/results")
    group = page.locator(".group-of-runs", has=page.locator("tr .alarm"))
    group.first.wait_for()
    rows = group.first.locator("tbody tr")
    assert "worse than source-only" in rows.filter(has_text="MMD").inner_text()
    assert rows.filter(has_text="Source-only (the baseline)").count() == 1
    assert rows.first.locator(".rank[data-first]").count() == 3

    # Normalization alone stands among them, and each number can be read as a difference to either reference.
    alone = rows.filter(has_text="Normalization alone")
    assert alone.count() == 1
    assert "+18.3" in alone.inner_text()
    page.click("label:has([name=scores-as][value=baseline])")
    assert alone.locator(".rank").all_inner_texts() == ["+0.17", "+0.17", "+0.17"]
    page.click("label:has([name=scores-as][value=normalisation_alone])")
    assert alone.locator(".rank").all_inner_texts() == ["+0.00", "+0.00", "+0.00"]
    page.click("label:has([name=scores-as][value=value])")
    assert alone.locator(".rank").first.inner_text() == "1.12"


@pytest.mark.slow
def test_several_seeds_of_one_setting_are_one_line_that_opens(server: str, home: Home, open_page: OpenPage, source: Pack) -> None:
    target = dataset(home, "seeds", each=5, sketch=True)
    for seed, final in ((0, 0.8), (1, 0.9), (2, 0.85)):
        MadeRun(home, source, target, strategy="mcc", seed=seed).right_on(final)
    page = open_page(f"{server}/results")
    group = page.locator(".group-of-runs", has_text="→ seeds")
    line = group.locator("tr.seeds")
    line.wait_for()
    assert "mean of 3 seeds (0, 1, 2)" in line.inner_text()
    assert re.search(r"\d\d\.\d % ± \d\.\d %", line.locator("td.target").inner_text())
    assert group.locator("tr.of-seeds").count() == 0
    assert group.locator("tbody tr:not(.reference):not(.seeds)").count() == 0
    line.get_by_text("show each").click()
    assert [f"seed {seed}" in "".join(group.locator("tr.of-seeds").all_inner_texts()) for seed in range(3)] == [True] * 3
    assert line.locator("button").get_attribute("aria-expanded") == "true"
    line.get_by_text("hide each").click()
    assert group.locator("tr.of-seeds").count() == 0

    # Labels are open for all of them: they order the board, until somebody wants the places by scores.
    place, alone = group.locator("th.place"), group.locator("tr", has_text="Normalization alone").locator("td.ranks .note")
    expect(place).to_have_text("Place by labels")
    expect(alone).to_have_text(re.compile("by scores: [1-5]"), use_inner_text=True)
    page.click("label:has([name=order-by][value=scores])")
    expect(place).to_have_text("Place by scores")
    expect(alone).to_have_count(0)
    page.click("label:has([name=order-by][value=labels])")
    expect(place).to_have_text("Place by labels")


@pytest.mark.slow
def test_a_run_that_ended_early_says_how_to_get_normalisation_alone(
    server: str, home: Home, open_page: OpenPage, source: Pack
) -> None:
    made = MadeRun(home, source, dataset(home, "early", each=5, sketch=True))
    made.begin()
    made.reference()
    made.train(until=40)
    made.log.write("stopped", time=1.0)
    page = open_page(f"{server}/results")
    group = page.locator(".group-of-runs", has_text="→ early")
    assert "none of these has gotten that far" in group.locator(".missing").inner_text()
    group.locator(".missing a").click()
    page.wait_for_function("document.querySelector('#strategy input')?.value.startsWith('AdaBN')")
    page.wait_for_selector("#start:enabled")


@pytest.mark.slow
def test_results_lead_to_their_run(server: str, open_page: OpenPage, run: Run) -> None:
    page = open_page(f"{server}/results")
    page.wait_for_selector("tbody tr")
    row = page.locator("tr", has=page.locator(f"a[href$='{run.id}']"))
    assert "+30.0" in row.inner_text()
    row.click()
    page.wait_for_selector("h1:has-text('55 % → 85 %')")
