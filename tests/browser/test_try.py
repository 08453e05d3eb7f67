"""Try it: which run is asked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun
from tests.waiting import wait_until
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs.teaching import TaughtLabels


@pytest.mark.slow
def test_runs_of_one_strategy_are_told_apart_by_when_they_began_and_their_names(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    run = MadeRun(home, source, target).whole()
    page = open_page(f"{server}/try?run={run.id}")
    page.evaluate(
        "(run) => fetch(`api/runs/${run}/remarks`, "
        "{method: 'PUT', headers: {'content-type': 'application/json'}, body: JSON.stringify({name: 'my first'})})",
        run.id,
    )
    page.reload()
    page.wait_for_selector(".try select option:checked", state="attached")
    told = page.inner_text(".try select option:checked")
    assert told.startswith("my first · photos → sketches: DANN, ")
    assert page.evaluate("(words) => words.includes(new Date().toLocaleDateString('en', {dateStyle: 'medium'}))", told)


@pytest.mark.slow
def test_a_picture_whose_label_was_learned_is_framed_and_its_answer_is_called_memory(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    """Story: I press a picture that I labeled myself. The network is sure of it, and I am told why."""
    made = MadeRun(home, source, target)
    TaughtLabels.from_names({1: "bar", 4: "ring"}, made.classes).keep(made.run)
    page = open_page(f"{server}/try?run={made.whole().id}")
    expect(page.locator(".try .strip-of .note")).to_have_text(
        "Framed: pictures whose labels this network learned (2 here). Its answers there show memory, not adaptation."
    )
    framed = page.locator(".try .strip [data-learned=true]")
    assert framed.evaluate_all("(all) => all.map((each) => each.title)") == [
        f"Try target picture {n} (learned: its label was given)" for n in (2, 5)
    ]
    queue = JobQueue(home)
    network = {"top": [{"name": "bar", "share": 0.99}], "value": None, "looked": None, "nearest": []}
    for button, memory in ((framed.first, True), (page.locator(".try .strip button").first, False)):
        button.click()
        expect(page.locator(".try .answer-of-try")).to_have_attribute("aria-busy", "true")
        job = wait_until(lambda: queue.take("map", "looker"))
        assert job is not None
        queue.finish(job, {"picture": "", "truth": None, "models": {"run": network}})
        expect(page.locator(".try .answer-of-try")).to_have_attribute("aria-busy", "false")
        assert ("shows memory, not adaptation" in page.inner_text(".try .asked .words")) is memory
