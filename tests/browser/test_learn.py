"""Learn, as a person reads it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage


@pytest.mark.slow
def test_learn_shows_ideas_that_answer_to_the_keyboard_and_a_page_for_each_strategy(server: str, open_page: OpenPage) -> None:
    page = open_page(f"{server}/learn")
    page.wait_for_selector("#reading-domain:has-text('Wrong')")
    wrong = page.inner_text("#reading-domain")
    page.focus("[data-picture=domain] [name=shift]")
    page.keyboard.press("End")
    assert page.inner_text("#reading-domain") != wrong
    expect(page.locator("#reading-domain")).to_contain_text(
        "Wrong on the source: 2 %. Wrong on the target: 50 %", use_inner_text=True
    )
    page.check("[data-picture=domain] [name=align]")
    expect(page.locator("#reading-domain")).to_contain_text(
        re.compile("^Wrong on the target after the means were aligned: 1 %"), use_inner_text=True
    )
    page.focus("[data-picture=adversary] [name=step]")
    page.keyboard.press("End")
    right = int(page.inner_text("#reading-adversary").partition("right for ")[2].partition(" %")[0])
    assert 40 <= right <= 65  # the features have won
    page.click(".contents [data-strategy=cdan]")
    page.wait_for_selector("h1:has-text('CDAN')")
    assert page.url.endswith("learn?strategy=cdan")
    assert page.locator(".strategy math").count() == 2
    assert page.evaluate("document.querySelector('.strategy munder') instanceof MathMLElement")
    expect(page.locator(".strategy table")).to_contain_text("cdan.by_entropy", use_inner_text=True)
    page.go_back()
    page.wait_for_selector("#title-domain:visible")
    expect(page.locator(".strategy")).to_be_hidden()


@pytest.mark.slow
def test_a_strategys_page_is_reached_from_adapt_and_leads_back_to_it(server: str, open_page: OpenPage) -> None:
    page = open_page(f"{server}/?strategy=cdan")
    page.wait_for_selector("#start")
    page.click("button:has-text('How it works')")
    page.click(".explain a")
    page.wait_for_selector(".strategy h1")
    page.click(".strategy .button")
    page.wait_for_selector("#start")
    assert "strategy=" in page.url


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1000, 1400])
def test_the_longest_settings_of_a_strategy_stay_on_the_page(server: str, open_page: OpenPage, width: int) -> None:
    for key in ("feature-extraction", "contrastive"):
        page = open_page(f"{server}/learn?strategy={key}", width=width)
        page.wait_for_selector(".strategy tbody tr")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
