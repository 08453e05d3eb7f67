"""X1: a sealed dataset on the page, and how its labels are opened."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage
from tests.ui.made import dataset
from tlgui.data import seals
from tlgui.data.pack import Pack
from tlgui.health.report import health
from tlgui.home import Home


def given_as_target(home: Home, name: str) -> Pack:
    pack = dataset(home, name, each=6, sketch=True)
    seals.seal(home, pack.info, by="run")
    return pack


@pytest.mark.slow
def test_X1_data_tells_nothing_of_a_sealed_datasets_classes_until_it_is_revealed(
    server: str, home: Home, open_page: OpenPage
) -> None:
    pack = given_as_target(home, "locked away")
    page = open_page(f"{server}/data")
    card = page.locator("article", has=page.locator("bdi:text-is('locked away')"))
    assert card.locator(".note").first.inner_text().startswith("24 pictures · labels known, locked away for the reveal")
    card.locator("summary", has_text="Classes and files").click()
    card.get_by_text("Its labels are sealed").wait_for()
    assert card.locator("summary", has_text="Make a shifted copy").count() == 0
    card.get_by_role("button", name="Reveal its labels").click()
    assert seals.is_sealed(home, pack.info)  # asked once more
    card.get_by_role("button", name="Press again").click()
    card.get_by_text("24 pictures · 4 classes").wait_for()
    assert not seals.is_sealed(home, pack.info)
    card.locator("summary", has_text="Classes and files").click()
    card.locator(".count").first.wait_for()
    assert card.locator("summary", has_text="Make a shifted copy").count() == 1


def test_X1_a_health_report_of_a_sealed_source_is_refused_and_offers_the_reveal(
    server: str, home: Home, open_page: OpenPage
) -> None:
    pack = given_as_target(home, "locked too")
    page = open_page(f"{server}/health?source={pack.info.id}", refusals=True)
    page.wait_for_selector(".problems li:has-text('“locked too” is sealed')")
    page.get_by_role("button", name="Reveal its labels").click()
    seals.reveal(home, pack.info, by="elsewhere")  # somebody else was faster: that is no fault
    health(home, pack, None)
    page.get_by_role("button", name="Press again").click()
    page.wait_for_selector("#health-classes")
    assert page.locator(".problems li").count() == 0


@pytest.mark.slow
def test_X1_a_reveal_that_was_refused_can_be_pressed_again(server: str, home: Home, open_page: OpenPage) -> None:
    pack = given_as_target(home, "locked for now")
    page = open_page(f"{server}/health?source={pack.info.id}", refusals=True)
    refusal = {"problems": [{"code": "busy", "message": "Not just now."}]}
    page.route("**/reveal", lambda route: route.fulfill(status=503, json=refusal), times=1)
    page.get_by_role("button", name="Reveal its labels").click()
    page.get_by_role("button", name="Press again").click()
    page.wait_for_selector(".problems li:has-text('Not just now.')")
    seals.reveal(home, pack.info, by="elsewhere")
    health(home, pack, None)
    page.get_by_role("button", name="Reveal its labels").click()
    page.get_by_role("button", name="Press again").click()
    page.wait_for_selector("#health-classes")


@pytest.mark.slow
def test_X1_a_sealed_source_is_asked_for_before_the_start_with_all_other_questions(
    server: str, home: Home, open_page: OpenPage
) -> None:
    pack = given_as_target(home, "locked as well")
    page = open_page(f"{server}/?source={pack.info.id}&target={pack.info.id}", refusals=True)  # the adviser is told nothing
    page.wait_for_selector("#start:enabled")
    page.click("#start")
    page.wait_for_selector("#problems li:has-text('Same folder')")
    page.locator("#problems li", has_text="is sealed").get_by_role("button", name="I mean it").click()
    page.wait_for_function("document.querySelectorAll('#problems li').length === 1")
    assert seals.is_sealed(home, pack.info)
    page.locator("#problems li", has_text="Same folder").get_by_role("button", name="I mean it").click()
    page.wait_for_function("location.search.includes('run=')")
    assert not seals.is_sealed(home, pack.info)
