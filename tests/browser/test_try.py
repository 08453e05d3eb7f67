"""Try it: which run is asked."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun
from tlgui.data.pack import Pack
from tlgui.home import Home


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
