"""Adapt before a run: what stands against a start, and what one press of Start does."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.adapting import choose, open_more_settings
from tests.browser.conftest import OpenPage
from tests.ui.made import dataset
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import ClassMap
from tlgui.ui.form import Considered, Form, consider
from tlgui.ui.pages.adapt import answers


@pytest.mark.slow
def test_what_stands_against_a_start_is_said_beside_it(server: str, home: Home, open_page: OpenPage, source: Pack) -> None:
    flat = dataset(home, "flat", each=5, labelled=False)
    page = open_page(f"{server}/?source={source.info.id}&target={flat.info.id}")
    page.wait_for_selector("#start:enabled")
    choose(page, "strategy", "Fine-tuning")
    page.wait_for_selector("#problems li")
    expect(page.locator("#problems .html-container")).to_contain_text(
        "learns from target labels and the target has none", use_inner_text=True
    )
    assert page.is_disabled("#start")
    page.get_by_label("Start from").wait_for()
    choose(page, "strategy", "DANN")
    page.wait_for_selector("#start:enabled")
    page.get_by_label("Epochs").fill("0")
    page.wait_for_selector("#problems li")
    expect(page.locator("#problems .html-container")).to_contain_text("Epochs is 0", use_inner_text=True)


def slow_at_first(page: Page, patch: pytest.MonkeyPatch, until: str) -> Page:
    """More settings are open, and each answer takes a second while no setting is ``until``."""

    def considered(home: Home, owner: str, form: Form, *more: Any) -> Considered:
        if until not in map(str, form.values):
            time.sleep(1)
        return consider(home, owner, form, *more)

    page.wait_for_selector("#start:enabled")
    open_more_settings(page)
    patch.setattr(answers, "consider", considered)
    return page


@pytest.mark.slow
def test_what_is_typed_while_an_answer_is_on_its_way_is_seen(
    server: str, open_page: OpenPage, source: Pack, target: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers that overtake one another would leave the page with the words for what the form was."""

    page = slow_at_first(open_page(f"{server}/?source={source.info.id}&target={target.info.id}"), monkeypatch, until="7")
    choose(page, "backbone", "Small CNN")
    page.get_by_label("Epochs").fill("7")
    page.wait_for_timeout(1500)  # the slow answer is there
    page.wait_for_function("document.querySelector('#command code').innerText.includes('epochs=7')")
    expect(page.locator("#command code")).to_contain_text("small-cnn", use_inner_text=True)


@pytest.mark.slow
def test_of_two_changes_right_after_one_another_both_are_seen(
    server: str, open_page: OpenPage, source: Pack, target: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is not sent yet when the second comes, six milliseconds later; here its answer takes longer too."""

    page = slow_at_first(open_page(f"{server}/?source={source.info.id}&target={target.info.id}"), monkeypatch, until="9")
    fields = [page.get_by_label(name).first.element_handle() for name in ("Epochs", "Batch size")]
    page.evaluate(
        """(fields) => fields.forEach((field, n) => setTimeout(() => {
            field.value = ["7", "9"][n];
            field.dispatchEvent(new Event("input", { bubbles: true }));
        }, n * 6))""",
        fields,
    )
    page.wait_for_function("document.querySelector('#command code').innerText.includes('epochs=7')")
    page.wait_for_timeout(1500)  # the slow answer is there
    assert "batch_size=9" in page.inner_text("#command code")


@pytest.mark.slow
def test_classes_are_renamed_and_left_out(server: str, home: Home, open_page: OpenPage, source: Pack) -> None:
    other = dataset(home, "others", ("circle", "ring", "stripe"), each=6, sketch=True, labels_open=True)
    page = open_page(f"{server}/?source={source.info.id}&target={other.info.id}")
    page.wait_for_selector("#start:enabled")
    page.wait_for_function("document.querySelector('#classes summary')?.innerText.includes('1 only in the target')")
    page.click("#classes summary")
    expect(page.locator("#classes .alone bdi")).to_have_text(["bar", "cross", "stripe"], use_inner_text=True)
    expect(page.locator("#classes .unseen-names")).to_be_hidden()
    page.wait_for_selector("#adviser .short:has-text('another domain, the same task')")  # one class more is not another task
    page.get_by_label("Name of stripe in the run").fill("bar")
    page.get_by_label("Use ring").uncheck()
    page.wait_for_function("document.querySelector('#command code').innerText.includes('--leave-out ring')")
    expect(page.locator("#command code")).to_contain_text("--rename-class stripe=bar", use_inner_text=True)
    expect(page.locator("#classes summary")).to_contain_text("2 changed", use_inner_text=True)
    page.click("#start")
    page.wait_for_function("location.search.includes('run=')")
    run = RunStore(home).get(page.evaluate("new URLSearchParams(location.search).get('run')"))
    assert run.spec.class_map == ClassMap(rename={"stripe": "bar"}, leave_out=("ring",))
    page.reload()
    page.wait_for_function("document.querySelector('#classes summary')?.innerText.includes('2 changed')")
    page.click("#classes summary")
    expect(page.get_by_label("Name of stripe in the run")).to_have_value("bar")
    page.get_by_text("undo all changes").click()
    page.wait_for_function("!document.querySelector('#command code').innerText.includes('--leave-out')")
    # What a sealed target calls its classes nobody is told: no name of the source stands out, and it is said why.
    sealed = dataset(home, "sealed others", ("circle", "ring", "stripe"), each=6, sketch=True)
    page.goto(f"{server}/?source={source.info.id}&target={sealed.info.id}")
    page.wait_for_function("document.querySelector('#classes summary')?.innerText.includes('sealed ones are not shown')")
    page.click("#classes summary")
    expect(page.locator("#classes .unseen-names")).to_contain_text(
        "is not shown while its labels are sealed", use_inner_text=True
    )
    assert (page.locator("#classes tbody tr").count(), page.locator("#classes .alone").count()) == (4, 0)


@pytest.mark.slow
def test_A20_the_same_folder_twice_has_to_be_meant(server: str, home: Home, open_page: OpenPage, source: Pack) -> None:
    before = len(RunStore(home).all())
    page = open_page(f"{server}/?source={source.info.id}&target={source.info.id}")
    page.wait_for_selector("#start:enabled")
    page.click("#start")
    page.wait_for_selector("#problems [data-confirm]")
    expect(page.locator("#problems .html-container")).to_contain_text("Same folder", use_inner_text=True)
    assert len(RunStore(home).all()) == before
    page.click("#problems [data-confirm]")
    page.wait_for_function("location.search.includes('run=')")
    assert len(RunStore(home).all()) == before + 1


@pytest.mark.slow
def test_a_combination_shows_the_settings_of_both(server: str, open_page: OpenPage, source: Pack, target: Pack) -> None:
    page = open_page(f"{server}/?source={source.info.id}&target={target.info.id}")
    page.wait_for_selector("#start:enabled")
    open_more_settings(page)
    page.fill("#combination textarea, #combination input", "dann+mmd")
    page.wait_for_function("document.querySelector('#command code').innerText.includes('dann+mmd')")
    page.locator("#method [aria-label*='Adversary weight']").first.wait_for()
    page.locator("#method [aria-label*='MMD weight']").first.wait_for()
    page.wait_for_selector("#start:enabled")


@pytest.mark.slow
def test_G16_two_clicks_on_start_begin_one_run(server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack) -> None:
    before = len(RunStore(home).all())
    page = open_page(f"{server}/?source={source.info.id}&target={target.info.id}")
    page.wait_for_selector("#start:enabled")
    page.dblclick("#start")
    page.wait_for_function("location.search.includes('run=')")
    page.wait_for_selector("#status [data-state=queued]")
    page.click("#start")  # a moment later, while it waits
    page.wait_for_timeout(800)
    assert len(RunStore(home).all()) == before + 1
    page.click("#stop")
    page.wait_for_selector("#status [data-state=stopped]")
    first = page.evaluate("new URLSearchParams(location.search).get('run')")
    page.click("#start")  # it is over: this is a new wish
    page.wait_for_function("(first) => !location.search.includes(first)", arg=first)
    page.wait_for_selector("#status [data-state=queued]")
    assert len(RunStore(home).all()) == before + 2
    page.click("#stop")
    page.wait_for_selector("#status [data-state=stopped]")


@pytest.mark.slow
def test_an_unknown_run_in_the_address_is_said(server: str, open_page: OpenPage) -> None:
    page = open_page(f"{server}/?source={'e' * 32}", refusals=True)
    page.wait_for_selector("#problems li")


@pytest.mark.slow
def test_a_list_of_choices_closes_on_escape_and_when_the_focus_leaves_and_opens_again(server: str, open_page: OpenPage) -> None:
    page = open_page(server)
    page.click("#strategy input")
    page.wait_for_selector("#strategy [role=option]:visible")
    page.keyboard.press("Escape")
    page.wait_for_selector("#strategy [role=option]:visible", state="detached")
    page.click("#strategy input")
    page.wait_for_selector("#strategy [role=option]:visible")
    page.keyboard.press("Tab")
    page.wait_for_selector("#strategy [role=option]:visible", state="detached")  # Gradio itself leaves it open, with one line


@pytest.mark.slow
def test_a_select_has_an_arrow(server: str, open_page: OpenPage, source: Pack) -> None:
    page = open_page(server)
    page.wait_for_selector("#source .earlier select:visible")
    assert "gradient" in page.evaluate("getComputedStyle(document.querySelector('#source .earlier select')).backgroundImage")


@pytest.mark.slow
def test_what_the_network_will_see_says_at_once_that_it_is_being_made(
    server: str, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    page = open_page(f"{server}/?source={source.info.id}&target={target.info.id}", refusals=True)
    page.wait_for_selector("#start:enabled")
    page.route("**/api/augmentation", lambda route: None)  # a worker that is still loading its libraries
    open_more_settings(page)
    page.click("#augmentation summary")
    page.wait_for_selector("#augmentation .busy .words:has-text('Changing a few pictures')")
    expect(page.locator("#augmentation .busy .bar")).to_be_visible()


@pytest.mark.slow
def test_before_the_first_run_start_leaves_the_strategys_description_in_sight_and_its_list_the_places(
    server: str, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    page = open_page(f"{server}/?source={source.info.id}&target={target.info.id}")
    page.wait_for_selector("#start:enabled")
    beside = page.evaluate("['#start', '#find-best'].map((each) => document.querySelector(each).getBoundingClientRect().top)")
    assert beside[0] == beside[1]
    page.click("#strategy input")
    page.wait_for_selector("#strategy .options")
    top = page.evaluate("document.querySelector('#strategy .options').getBoundingClientRect().top")
    bar = page.evaluate("document.querySelector('.top').getBoundingClientRect().bottom")
    assert top > bar


FOCUSED = """() => {
  const [field, bar] = [document.activeElement, document.querySelector('#launch')];
  if (!field.matches('#method :is(input, textarea, summary)') || bar.contains(field)) return null;
  return [field.getBoundingClientRect().bottom, bar.getBoundingClientRect().top];
}"""


@pytest.mark.slow
def test_14_whoever_walks_through_the_form_with_the_keyboard_sees_each_field_above_start(
    server: str, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    page = open_page(f"{server}/?source={source.info.id}&target={target.info.id}")
    page.set_viewport_size({"width": 1400, "height": 857})
    page.wait_for_selector("#start:enabled")
    open_more_settings(page)
    page.evaluate("scrollTo(0, 0)")
    page.get_by_label("Epochs").focus()
    seen = []
    for _ in range(20):
        page.keyboard.press("Tab")
        page.wait_for_timeout(100)
        seen += [page.evaluate(FOCUSED)]
    places = [each for each in seen if each is not None]
    assert len(places) > 8
    assert all(bottom <= top for bottom, top in places)
