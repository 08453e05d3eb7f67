"""The demos, one press away each."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenPage


@pytest.mark.parametrize(
    ("press", "names", "backbone", "command", "credit"),
    [
        ("#demo", ["3D icons", "Ink drawings"], "EfficientNet-Lite0", "--demo icons ", "Microsoft"),
        pytest.param(
            "[data-demo=icons-flat]",
            ["3D icons", "Flat drawings"],
            "EfficientNet-Lite0",
            "--demo icons-flat",
            "Microsoft",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "[data-demo=digits]",
            ["Printed digits", "Handwritten digits"],
            "Small CNN",
            "--demo digits",
            "UCI",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_demo_fills_both_cards_and_says_whose_pictures_they_are(
    server: str, open_page: OpenPage, reader: None, press: str, names: list[str], backbone: str, command: str, credit: str
) -> None:
    page = open_page(server)
    page.click(press)
    page.wait_for_function("(words) => document.querySelector('#command code')?.innerText.includes(words)", arg=command)
    page.wait_for_selector("#start:enabled")
    for role, name in zip(("source", "target"), names, strict=True):
        expect(page.locator(f"#{role} .name")).to_have_text(name)
    expect(page.locator("#backbone input")).to_have_value(backbone)
    expect(page.locator("#target .credit")).to_contain_text(credit, use_inner_text=True)


@pytest.mark.slow
def test_a_demo_that_is_pressed_before_the_cards_are_there_is_not_forgotten(
    server: str, open_page: OpenPage, reader: None
) -> None:
    page, held = open_page(server), list[Route]()
    page.route("**/dataset_card.js", lambda route: held.append(route))
    with page.expect_request("**/dataset_card.js"):
        page.reload(wait_until="commit")
    page.click("#demo")
    for route in held:
        route.continue_()
    page.wait_for_selector("#target .chosen img")
    expect(page.locator("#target .name")).to_have_text("Ink drawings", use_inner_text=True)
