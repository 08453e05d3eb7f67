"""Features are prepared while one still chooses."""

from __future__ import annotations

import pytest

from tests.browser.adapting import choose
from tests.browser.conftest import OpenPage
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue


@pytest.mark.slow
def test_preparing_can_be_cancelled_and_another_choice_is_prepared_again(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    queue = JobQueue(home)
    page = open_page(f"{server}/?source={source.info.id}&target={target.info.id}")
    with page.expect_response(lambda answer: "/api/jobs/" in answer.url and answer.request.method == "DELETE"):
        page.click("#features-ahead .cancel")
    assert queue.in_line("ahead") == []
    page.wait_for_selector("#features-ahead p:has-text('Canceled')")
    page.wait_for_selector("#features-ahead .cancel", state="hidden")
    page.wait_for_selector("#start:enabled")
    with page.expect_response("**/api/features"):
        choose(page, "strategy", "DANN")
    page.click("#features-ahead .cancel")


@pytest.mark.slow
def test_the_page_says_that_features_are_prepared_and_another_choice_cancels_it(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    queue = JobQueue(home)
    page = open_page(f"{server}/?source={source.info.id}&target={target.info.id}")
    page.wait_for_selector("#start:enabled")
    page.wait_for_selector("#features-ahead p:has-text('Preparing in the background')")
    (first,) = queue.in_line("ahead")
    with page.expect_response("**/api/features"):
        choose(page, "strategy", "DANN")
    (second,) = queue.in_line("ahead")
    assert second.id != first.id
    taken = queue.take("ahead", "tester")
    assert taken is not None
    assert taken.id == second.id
    queue.finish(taken, {"frozen": True})
    page.wait_for_selector("#features-ahead p:has-text('Start only has to train')")
