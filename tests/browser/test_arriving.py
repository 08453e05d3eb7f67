"""What a newcomer sees on any page: words, look, keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tlgui.runs.run import Run


def test_a_newcomer_is_told_what_to_do(server: str, open_page: OpenPage) -> None:
    page = open_page(server)
    page.wait_for_selector("#result ol li")
    assert page.locator("#result ol li").count() == 3
    expect(page.locator("#problems .html-container")).to_have_text(
        "Choose a source and a target above, or try the demo.", use_inner_text=True
    )
    assert page.is_disabled("#start")
    expect(page.locator("#stop")).to_be_hidden()
    assert page.locator(".stage .nothing:visible").count() == 4
    for name in (
        *("demo", "source", "target", "strategy", "backbone", "start", "stop", "status"),
        *("curves", "map-before", "map-after", "result", "reveal"),
    ):
        assert page.locator(f"#{name}").count() == 1, name
    assert page.locator("#source input[webkitdirectory]").count() == 1
    assert page.locator("#source input[accept*=zip]").count() == 1


def test_the_language_changes_and_stays(server: str, open_page: OpenPage) -> None:
    page = open_page(server)
    page.click(".language")
    page.wait_for_selector("#start:has-text('开始')")
    page.goto(f"{server}/results")
    page.wait_for_selector("h1:has-text('结果')")
    assert page.evaluate("navigator.language") == "zh-CN"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


@pytest.mark.slow
def test_every_page_says_in_the_tab_what_it_is(server: str, open_page: OpenPage, run: Run) -> None:
    titles = {
        "/": "Adapt · tlgui",
        f"/?run={run.id}": "photos → sketches · DANN · Adapt · tlgui",
        "/data": "Data · tlgui",
        "/shift": "Shift · tlgui",
        "/results": "Results · tlgui",
        "/try": "Try it · tlgui",
        "/learn?strategy=cdan": "CDAN · Learn · tlgui",
    }
    page = open_page(server)
    for address, title in titles.items():
        page.goto(server + address)
        page.wait_for_function("(title) => document.title === title", arg=title)
        page.wait_for_timeout(300)  # and it stays so when Gradio has set its own
        assert page.title() == title


@pytest.mark.slow
def test_a_wrong_address_leads_on(server: str, open_page: OpenPage) -> None:
    page = open_page(f"{server}/results/of/june", refusals=True)
    expect(page.locator("h1")).to_have_text("There is no such page", use_inner_text=True)
    page.click(".theme")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    page.click("main a:has-text('Results')")
    page.wait_for_selector("h1:has-text('Results')")


@pytest.mark.slow
def test_shift_is_about_the_pair_that_is_chosen(server: str, open_page: OpenPage, run: Run) -> None:
    page = open_page(f"{server}/?run={run.id}")
    page.wait_for_selector("#target .chosen img")
    page.click(".top nav a:has-text('Results')")
    page.wait_for_selector("tbody tr")
    expect(page.locator(".top [data-place=shift]")).to_have_attribute(
        "href", f"shift?source={run.spec.source}&target={run.spec.target}"
    )


@pytest.mark.slow
def test_a_chinese_browser_gets_the_chinese_page(server: str, open_page: OpenPage) -> None:
    page = open_page(server, locale="zh-CN")
    page.wait_for_selector("#start:has-text('开始')")


@pytest.mark.slow
def test_dark_stays_dark_from_the_first_paint(server: str, open_page: OpenPage) -> None:
    page = open_page(server, color_scheme="light")
    page.wait_for_selector("#start")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click(".theme")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload(wait_until="commit")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    page.wait_for_selector("#start")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    assert page.evaluate("document.body.classList.contains('dark')")


def test_the_page_can_be_used_with_the_keyboard(server: str, open_page: OpenPage) -> None:
    page = open_page(server)
    page.wait_for_selector("#start")
    page.click("h1")
    reached: list[str] = []
    for _ in range(34):
        page.keyboard.press("Shift+Tab")
        seen = page.evaluate(
            """() => {
              const now = document.activeElement;
              const frame = now.role === 'combobox' ? now.closest('.wrap') : null;
              const shown = now.closest('label.button') ?? frame ?? now;  // a file input is drawn as the button around it, a list as its frame
              return [now.id || now.className || now.tagName, now.tagName, getComputedStyle(shown).outlineStyle];
            }"""
        )
        reached.append(seen[0])
        assert seen[2] != "none" or seen[1] == "BODY", seen
        if seen[0].startswith("brand"):
            break
    said = " ".join(reached)
    for name in ("folder", "zip", "demo", "theme", "language", "brand"):
        assert name in said, reached
