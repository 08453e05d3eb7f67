"""Domain shift before any training: made on purpose, measured, and turned into a strategy."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.ui.made import dataset
from tlgui.analysis import shift
from tlgui.data.pack import Pack
from tlgui.home import Home


@pytest.mark.slow
def test_an_xray_leads_to_a_strategy_and_the_form_is_filled(
    server: str, home: Home, open_page: OpenPage, looker: None, source: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = dataset(home, "labelled sketches", source.info.classes, each=15, sketch=True)
    monkeypatch.setattr(shift, "_features", lambda home, packs, *rest: normals(packs))

    # On Adapt, what kind of transfer this is stands below the datasets, with the way to the reasons.
    page = open_page(f"{server}/?source={source.info.id}&target={target.info.id}")
    page.wait_for_selector("#adviser .short:visible")
    expect(page.locator("#adviser .short")).to_contain_text(re.compile("^Inter-domain transfer"), use_inner_text=True)
    page.get_by_label("Epochs").fill("7")
    page.wait_for_function("location.search.includes('settings=')")
    measuring = []
    page.route("**/api/xray", lambda route: measuring.append(route) if route.request.method == "POST" else route.continue_())
    page.click("#adviser a")

    # While it is measured nothing is offered to be pressed: the advice may become another.
    page.wait_for_selector("#xray .later:visible")
    expect(page.locator("#xray .begin")).to_have_text("The usual choice: MCC", use_inner_text=True)
    expect(page.locator("#xray .use")).to_be_hidden()
    measuring.pop().continue_()

    # The X-ray is made, and says it in a sentence, a gauge, pictures and causes.
    page.wait_for_selector("#xray-looks")
    expect(page.locator("#xray .headline")).to_have_text(
        "A simple classifier tells the domains apart 100 % of the time.", use_inner_text=True
    )
    page.wait_for_function("[...document.querySelectorAll('#xray-galleries img')].some((each) => each.naturalWidth > 0)")
    assert page.locator("#xray-galleries .gallery").count() == 4
    expect(page.locator("#xray .advice")).to_contain_text("Begin with CDAN", use_inner_text=True)
    expect(page.locator("#xray .advice")).to_contain_text("1.00 (0.5: by chance)", use_inner_text=True)
    expect(page.locator("#xray .use")).to_be_visible()
    expect(page.locator("#xray .later")).to_be_hidden()

    # What it says to do leads to where it is done.
    pair = f"source={source.info.id}&target={target.info.id}"
    find = page.locator("#xray .findings a", has_text="“Find the best” trains both")
    expect(find).to_have_attribute("href", f"./?{pair}")
    label = page.locator("#xray-shares a", has_text="Twenty labels")
    expect(label).to_have_attribute("href", f"label?target={target.info.id}&source={source.info.id}")
    assert "DANN aligns" not in page.inner_text("#xray .advice")  # first why, and how it works one press away
    expect(page.locator("#xray .how a")).to_have_text("How CDAN works", use_inner_text=True)
    assert page.get_attribute("#xray .how a", "href") == "learn?strategy=cdan"

    # With the target's labels another strategy comes first; it is on the form at a press, beside the settings that were there.
    page.check("#xray [value=use]")
    page.wait_for_selector("#xray .begin:has-text('TrAdaBoost')")
    page.click("#xray .use")
    page.wait_for_selector("#start:enabled")
    page.wait_for_function("document.querySelector('#strategy input')?.value.startsWith('TrAdaBoost')")
    page.wait_for_selector("#target .name:has-text('labelled sketches')")
    expect(page.locator("#command code")).to_contain_text("--strategy tradaboost", use_inner_text=True)
    expect(page.locator("#command code")).to_contain_text("epochs=7", use_inner_text=True)

    # A second visit finds the X-ray kept.
    page.goto(f"{server}/shift?source={source.info.id}&target={target.info.id}")
    page.wait_for_selector("#xray-looks")


def normals(packs: dict[str, Pack]) -> list[tuple[str, np.ndarray]]:
    """Features of two domains that lie far apart, and that differ once each is normalised: those of the target all say the same."""
    random = np.random.default_rng(0)
    own = {role: random.normal(size=(len(pack), 8)) for role, pack in packs.items()}
    return [(role, np.repeat(found[:, :1], 8, 1) + 9 if role == "target" else found) for role, found in own.items()]


@pytest.mark.slow
def test_a_shifted_copy_is_previewed_made_and_used(
    server: str, home: Home, open_page: OpenPage, reader: None, source: Pack
) -> None:
    page = open_page(f"{server}/data")
    card = page.locator("article").filter(has=page.locator(f"bdi:text-is('{source.info.name}')"))
    card.locator("summary", has_text="Make a shifted copy").click()
    page.wait_for_function("document.querySelectorAll('.shift .compare img.waiting').length === 0")
    before = card.locator(".compare img").last.get_attribute("src")
    card.locator("select").select_option("inversion")
    page.wait_for_function("(old) => [...document.querySelectorAll('.compare img')].at(-1).src !== old", arg=before)
    card.get_by_role("button", name="Make it, and use it as the target").click()
    page.wait_for_selector("#target .chosen img")
    expect(page.locator("#target .name")).to_have_text(f"{source.info.name} · inversion 3", use_inner_text=True)
    expect(page.locator("#source .name")).to_have_text(source.info.name, use_inner_text=True)
    page.wait_for_selector("#start:enabled")
