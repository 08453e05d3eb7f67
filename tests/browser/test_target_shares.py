"""What the target contains, told on Adapt: which classes, how frequent they are, or nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.adapting import choose
from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun, dataset
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.specification.target_shares import TargetShares

pytestmark = pytest.mark.slow


def opened(page: Page) -> Page:
    page.wait_for_selector("#start:enabled")
    page.click("#target-shares summary")
    return page


def command(page: Page, holds: str) -> None:
    expect(page.locator("#command code")).to_contain_text(holds, use_inner_text=True)


def said(page: Page, words: str) -> None:
    expect(page.locator("#target-shares .summary")).to_have_text(f"Class shares of the target: {words}")


def test_who_knows_which_classes_are_there_unchecks_the_others(
    server: str, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    page = opened(open_page(f"{server}/?source={source.info.id}&target={target.info.id}"))
    said(page, "not told to the run")
    page.check("[name=contains][value=told]")
    has = page.locator("#target-shares tbody [type=checkbox]")
    count = has.count()
    said(page, f"{count} of {count} classes, told by you")
    for place in range(2, count):
        has.nth(place).uncheck()
    said(page, f"2 of {count} classes, told by you")
    first, second = (page.locator("#target-shares tbody bdi").nth(place).inner_text() for place in (0, 1))
    command(page, f"--target-shares {first}=0.5,{second}=0.5")

    slider = page.locator("#target-shares tbody [type=range]").first
    slider.press("End")
    command(page, f"{first}=0.667,{second}=0.333")
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", "67 %")

    has.first.uncheck()
    command(page, f"--target-shares {second}=1")
    expect(has.nth(1)).to_be_disabled()  # something is there
    page.check("[name=contains][value=same]")
    said(page, "as in the source")
    expect(page.locator("#command code")).not_to_contain_text("--target-shares", use_inner_text=True)


def test_shares_are_written_too(server: str, open_page: OpenPage, source: Pack, target: Pack) -> None:
    first, second = source.info.classes[:2]
    page = opened(open_page(f"{server}/?source={source.info.id}&target={target.info.id}"))
    page.check("[name=contains][value=told]")
    typed = page.locator("#target-shares .typed input")
    typed.fill(f"{first}=30,{second}=90")
    typed.press("Enter")
    said(page, f"2 of {len(source.info.classes)} classes, told by you")
    expect(page.locator("#target-shares tbody tr", has_text=second).locator(".numbers")).to_have_text("75 %")
    expect(page).to_have_url(re.compile(f"shares={first}%3D30%2C{second}%3D90"))
    page.reload()
    said(opened(page), f"2 of {len(source.info.classes)} classes, told by you")
    expect(typed).to_have_value(f"{first}=30,{second}=90")

    shown = page.locator("#target-shares tbody tr", has_text=second).locator(".numbers")
    typed.fill(f"{first}=0.497,{second}=0.003")
    typed.press("Enter")
    page.wait_for_selector("#problems li:has-text('50 %')")
    expect(shown).to_have_text("0.3 %")  # as the text says, right or wrong
    typed.fill("")
    typed.press("Enter")
    page.wait_for_selector("#problems li:has-text('not written yet')")
    expect(page.locator("[name=contains][value=told]")).to_be_checked()
    expect(typed).to_be_visible()
    said(page, "told by you")
    typed.fill("nothing=1")
    typed.press("Enter")
    page.wait_for_selector("#problems li:has-text('no such class')")
    wrong = page.locator("#target-shares .problems li")
    expect(wrong).to_have_text(["The run has no class nothing."])
    typed.fill(f"{first[:-1]}=80%,{second}=20%")
    typed.press("Enter")
    expect(wrong).to_have_text([f"The run has no class {first[:-1]}: did you mean {first}?"])
    expect(shown).to_have_text("20 %")
    typed.fill(f"{first}=80%,{second}=20%")
    typed.press("Enter")
    expect(wrong).to_have_count(0)


def test_a_link_to_what_the_target_contains_opens_it(server: str, open_page: OpenPage, source: Pack, target: Pack) -> None:
    page = open_page(f"{server}/?source={source.info.id}&target={target.info.id}#target-shares")
    page.wait_for_selector("#target-shares fieldset:visible")
    page.wait_for_selector("#start:enabled")
    expect(page.locator("#target-shares fieldset")).to_be_in_viewport()


def test_the_strategy_that_is_advised_for_them_leaves_all_other_settings(
    server: str, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    some, other = source.info.classes[:2]
    query = f"source={source.info.id}&target={target.info.id}&shares={some}%3D80%2C{other}%3D20&strategy=mmd"
    page = open_page(f"{server}/?{query}")
    page.wait_for_selector("#start:enabled")
    use = page.locator("#adviser .use")
    expect(use).to_have_text("Use CDAN")
    page.get_by_label("Epochs").fill("7")
    command(page, "epochs=7")
    command(page, "--strategy mmd")
    use.click()
    command(page, "--strategy cdan")
    command(page, "epochs=7")
    command(page, f"{some}=0.8")
    expect(use).to_be_hidden()


def test_a_run_that_knew_the_shares_is_set_up_again(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    first, second = source.info.classes[:2]
    shares = TargetShares(known_from="labels", labels=20, shares={first: 0.2, second: 0.8})
    run = MadeRun(home, source, target, strategy="dann", target_shares=shares).whole()
    page = opened(open_page(f"{server}/?from={run.id}"))
    said(page, "known from 20 labels")
    command(page, "--strategy dann")  # once the shares were filled in, an answer for another strategy came last
    command(page, f"--target-shares '20 labels: {first}=0.2,{second}=0.8'")
    page.locator("#target-shares tbody [type=checkbox]").nth(1).uncheck()
    said(page, f"1 of {len(source.info.classes)} classes, told by you")


def test_data_without_classes_are_not_asked_for_shares(server: str, home: Home, open_page: OpenPage, target: Pack) -> None:
    flat = dataset(home, "no classes", each=5, labelled=False)
    page = open_page(f"{server}/?source={flat.info.id}&target={target.info.id}")
    page.wait_for_selector("#problems li")
    expect(page.locator("#target-shares")).to_be_hidden()
    choose(page, "strategy", "DANN")
    expect(page.locator("#target-shares")).to_be_hidden()
