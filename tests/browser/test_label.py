"""Label twenty, as somebody at a keyboard and somebody with a phone meet it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun, dataset, kinds
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.labeling.given import LabelBook
from tlgui.runs.run import Run
from tlgui.runs.teaching import TaughtLabels
from tlgui.service import launch

SEEN = "#label-picture[data-seen=true]"
LOOKED_AT_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"
"""What a window hears to which somebody returns."""


@pytest.fixture(scope="module")
def run(home: Home, source: Pack, target: Pack) -> Run:
    """With sealed labels: where all of them are open, the page advises nobody to give any."""
    return MadeRun(home, source, target, sealed=True).whole()


def unlabeled(home: Home, source: Pack, name: str) -> Pack:
    """A target without labels, and a finished run on it."""
    target = dataset(home, name, each=6, sketch=True, labelled=False)
    MadeRun(home, source, target).whole()
    return target


def labeling_of(server: str, open_page: OpenPage, target: Pack) -> Page:
    """Label twenty on a target, once its classes can be pressed."""
    page = open_page(f"{server}/label?target={target.info.id}")
    page.wait_for_selector("#label-class-1")
    return page


def shown(page: Page) -> int:
    """The number of the picture on the screen."""
    source = page.get_attribute("#label-picture", "src")
    return int(re.search(r"picture/(\d+)", source or "").group(1))  # type: ignore[union-attr]


def press(page: Page, key: str) -> None:
    """Answer as somebody who has looked at the picture."""
    page.wait_for_selector(SEEN)
    page.keyboard.press(key)


@pytest.mark.slow
def test_R6_before_there_is_a_network_no_heading_asks_how_good_each_is(
    server: str, home: Home, open_page: OpenPage, source: Pack
) -> None:
    fresh = dataset(home, "nobody-trained", each=5, sketch=True, labelled=False)
    page = open_page(f"{server}/label?target={fresh.info.id}&source={source.info.id}")
    press(page, "1")
    expect(page.locator("#label-progress")).to_have_text("1 of 20", use_inner_text=True)
    expect(page.locator("#title-networks")).to_be_hidden()
    for _ in range(9):
        shown_before = shown(page)
        press(page, "-")
        page.wait_for_function(
            "(number) => !document.querySelector('#label-picture').src.endsWith(`/${number}`)", arg=shown_before
        )
    expect(page.locator("#title-networks")).to_have_text("How good a network can be here")
    expect(page.locator(".shares .read")).to_contain_text("By your labels alone")


@pytest.mark.slow
def test_twenty_pictures_are_named_by_keys_taken_back_kept_and_gone_on_with(
    server: str, home: Home, open_page: OpenPage, run: Run, target: Pack, tmp_path: Path
) -> None:
    truth = kinds(target)
    page = open_page(f"{server}/?run={run.id}", refusals=True)
    page.click("#result .label-twenty")
    page.wait_for_selector("#label-class-1")
    assert page.url.endswith(f"/label?target={target.info.id}")
    expect(page.locator("#label-progress")).to_have_text("0 of 20", use_inner_text=True)
    assert page.locator(".networks li").count() == 3
    width = []
    for count in range(1, 21):
        press(page, str(1 + truth[shown(page)]))
        page.wait_for_function(f"document.querySelector('#label-progress').textContent === '{count} of 20'")
        width.append(page.locator(".networks .range").first.bounding_box()["width"])  # type: ignore[index]
    assert width[19] < width[4]
    assert page.inner_text("#label-verdict").startswith(("In the lead", "DANN is the best"))
    assert page.inner_text("#title-verdict") == "20 labels: what they say"
    assert page.inner_text(".press").startswith("Next: ")
    box = page.locator("#label-search").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900  # seen without scrolling
    assert "main" in (page.get_attribute("#label-search", "class") or "")
    before = shown(page)
    press(page, "0")
    page.wait_for_selector(".not-known:has-text('1 not known')")
    page.click("#label-undo")
    page.wait_for_function("document.querySelector('.not-known').textContent === ''")
    assert shown(page) == before
    press(page, str(1 + truth[before]))  # beyond twenty
    page.wait_for_selector("#label-progress:has-text('21 labels')")
    page.reload()
    page.wait_for_selector("#label-progress:has-text('21 labels')")
    with page.expect_download() as begun:
        page.click("#label-export")
    begun.value.save_as(tmp_path / "labels.csv")
    assert len((tmp_path / "labels.csv").read_text("utf-8-sig").splitlines()) == 22
    page.set_input_files("#label-import", str(tmp_path / "labels.csv"))
    page.wait_for_selector(".imported:has-text('21 labels taken in')")
    (tmp_path / "wrong.csv").write_text("file,class\nnowhere.png,zebra\n")
    page.set_input_files("#label-import", str(tmp_path / "wrong.csv"))
    page.wait_for_selector(".label .kept .problems li")  # beside the button, which is far below the head
    assert page.locator(".label .head .problems").is_hidden()
    assert page.locator(".imported").is_hidden()
    assert len(LabelBook(home, target.info.id, len(target)).read().answers) == 21


@pytest.mark.slow
def test_an_answer_of_any_window_is_looked_up_and_changed(
    server: str, home: Home, open_page: OpenPage, source: Pack, tmp_path: Path
) -> None:
    looked_up = unlabeled(home, source, "sketches looked up")
    classes = source.info.classes
    first = labeling_of(server, open_page, looked_up)
    expect(first.locator(".answered")).to_be_hidden()
    seen = []
    for count in range(1, 4):
        seen.append(shown(first))
        press(first, "1")
        first.wait_for_selector(f"#label-progress:has-text('{count} of 20')")
    first.close()  # with it goes its undo
    page = labeling_of(server, open_page, looked_up)
    expect(page.locator("#label-undo")).to_be_hidden()
    page.click(".answered summary")
    answers = page.locator(".answered li button")
    assert answers.all_inner_texts() == [classes[0]] * 3
    assert answers.first.get_attribute("aria-label") == f"{classes[0]}: answer picture {seen[2] + 1} again"
    page.wait_for_function("[...document.querySelectorAll('.answered img')].every((image) => image.naturalWidth)")
    following = shown(page)
    answers.nth(1).click()
    assert shown(page) == seen[1]
    expect(page.locator(".revisit")).to_contain_text(f"You answered “{classes[0]}”. Answer again, or", use_inner_text=True)
    page.click(".revisit button")  # it stays as it is
    assert shown(page) == following
    answers.nth(1).click()
    press(page, "Backspace")  # so it does here
    assert shown(page) == following
    answers.nth(1).click()
    press(page, "2")
    expect(answers.first).to_have_text(classes[1], use_inner_text=True)
    assert shown(page) == following
    expect(page.locator(".revisit")).to_be_hidden()
    expect(page.locator("#label-progress")).to_have_text("3 of 20", use_inner_text=True)
    named = LabelBook(home, looked_up.info.id, len(looked_up)).read().named
    assert named == {seen[0]: classes[0], seen[1]: classes[1], seen[2]: classes[0]}
    page.click("#label-undo")
    expect(answers.filter(has_text=classes[1])).to_have_count(0)
    for width, locale in ((1400, "en-US"), (390, "zh-CN")):
        there = open_page(f"{server}/label?target={looked_up.info.id}", width=width, locale=locale)
        there.wait_for_selector("#label-class-1")
        there.click(".answered summary")
        assert there.evaluate("document.documentElement.scrollWidth <= innerWidth")
        there.locator(".answered button").first.click()
        expect(there.locator(".revisit")).to_be_in_viewport()


@pytest.mark.slow
def test_a_network_that_ten_other_labels_judge_is_one_press_away_and_what_another_search_costs_is_said(
    server: str, home: Home, open_page: OpenPage, source: Pack
) -> None:
    taught = dataset(home, "taught sketches", each=6, sketch=True, labelled=False)
    run = MadeRun(home, source, taught, strategy="fine-tuning", given_labels=2).whole()
    classes = source.info.classes
    TaughtLabels.from_names({1: classes[0], 8: classes[1]}, classes).keep(run)
    page = open_page(f"{server}/label?target={taught.info.id}")
    page.wait_for_selector(".press:has-text('(0 of 10)')")
    assert page.locator("#label-go").is_hidden()
    for count in range(1, 11):
        press(page, "1")
        page.wait_for_function(f"document.querySelector('#label-progress').textContent === '{count} of 20'")
    page.wait_for_selector(".again:has-text('no longer judge')")
    assert "main" not in (page.get_attribute("#label-search", "class") or "").split()
    page.click("#label-go")
    page.wait_for_url(f"**/?run={run.id}#take-away")


DOUBLE = {
    "key": """() => { for (const _ of [1, 2]) dispatchEvent(new KeyboardEvent("keydown", {key: "1"})); }""",
    "tap": """async () => {
        const button = document.querySelector("#label-class-1");
        button.click();
        await new Promise((go) => setTimeout(go, 60));
        button.click();
    }""",
}


@pytest.mark.slow
@pytest.mark.parametrize("how", DOUBLE)
def test_a_double_press_labels_one_picture_and_who_answers_quickly_does_not_wait(
    server: str, home: Home, open_page: OpenPage, source: Pack, how: str
) -> None:
    pressed = unlabeled(home, source, f"sketches pressed twice by {how}")
    page = open_page(f"{server}/label?target={pressed.info.id}")
    page.wait_for_selector(SEEN)
    first = shown(page)
    page.evaluate(DOUBLE[how])
    page.wait_for_selector("#label-progress:has-text('1 of 20')")
    second = shown(page)
    page.wait_for_selector(SEEN)
    answers = LabelBook(home, pressed.info.id, len(pressed))
    assert list(answers.read().answers) == [first]
    began = page.evaluate("performance.now()")
    page.evaluate(DOUBLE[how])
    page.wait_for_selector(SEEN)
    assert page.evaluate("performance.now()") - began < 1000
    page.wait_for_selector("#label-progress:has-text('2 of 20')")
    assert list(answers.read().answers) == [first, second]


@pytest.mark.slow
def test_nobody_names_a_picture_that_has_not_come_and_of_one_that_does_not_load_they_do_not_know(
    server: str, home: Home, open_page: OpenPage, source: Pack
) -> None:
    lost = unlabeled(home, source, "sketches that do not come")
    page = open_page(f"{server}/label?target={lost.info.id}", refusals=True)
    held: list[Route] = []
    page.route("**/api/labels/*/picture/*", lambda route: held.append(route))
    page.reload()
    page.wait_for_selector("#label-class-1")
    page.wait_for_timeout(400)
    page.keyboard.press("1")
    for route in held:
        route.abort()
    page.wait_for_selector(".problems:has-text('did not load')")
    page.keyboard.press("1")
    page.keyboard.press("0")
    page.wait_for_selector(".not-known:has-text('1 not known')")
    expect(page.locator("#label-progress")).to_have_text("0 of 20", use_inner_text=True)


@pytest.mark.slow
def test_a_window_that_is_behind_labels_nothing_again_and_says_so(
    server: str, home: Home, open_page: OpenPage, source: Pack
) -> None:
    twice = unlabeled(home, source, "sketches in two windows")
    address = f"{server}/label?target={twice.info.id}"
    behind, other = open_page(address), open_page(address)
    for page in (behind, other):
        page.wait_for_selector("#label-class-1")
    box = behind.locator(".one .keys").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900  # all that answers is seen without scrolling
    first = shown(behind)
    for count in (1, 2):
        press(other, "1")
        other.wait_for_selector(f"#label-progress:has-text('{count} of 20')")
    assert shown(behind) == first
    press(behind, "2")
    behind.wait_for_selector(".elsewhere:visible:has-text('your answer was not kept')")
    assert shown(behind) == shown(other)
    answers = LabelBook(home, twice.info.id, len(twice)).read().named
    assert list(answers.values()) == [source.info.classes[0]] * 2
    press(behind, "2")
    behind.wait_for_selector("#label-progress:has-text('3 of 20')")
    assert behind.locator(".elsewhere").is_hidden()
    other.evaluate(LOOKED_AT_AGAIN)
    other.wait_for_selector(".elsewhere:visible:has-text('Pictures were labeled in another window.')")
    assert shown(other) == shown(behind)
    other.reload()  # it is the same window
    other.wait_for_selector("#label-class-1")
    for count in (2, 1):
        press(other, "Backspace")  # not what the window that was behind answered since
        other.wait_for_selector(f"#label-progress:has-text('{count - 1} of 20')")
    assert list(LabelBook(home, twice.info.id, len(twice)).read().named.values()) == [source.info.classes[1]]
    press(other, "Backspace")
    other.wait_for_selector(".elsewhere:visible:has-text('Nothing that was answered in this window is left to undo.')")
    expect(other.locator("#label-undo")).to_be_disabled()


@pytest.mark.slow
def test_of_hundreds_of_classes_none_is_left_out_and_one_is_found_by_typing(
    server: str, home: Home, open_page: OpenPage, source: Pack
) -> None:
    many = unlabeled(home, source, "sketches of many classes")
    page = labeling_of(server, open_page, many)
    assert page.locator(".label .find").is_hidden()

    def more(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        route.fulfill(response=answer, json={**told, "classes": [*told["classes"], *(f"class {n}" for n in range(300))]})

    page.route("**/api/labels/*", more)
    page.route("**/api/labels/*?*", more)
    page.reload()
    page.wait_for_selector(".label .find:visible")
    buttons = page.locator(".label .classes .button")
    assert buttons.count() == 300 + len(source.info.classes)
    box = page.locator("#label-unknown").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900  # seen without scrolling, however many classes there are
    page.fill(".label .find", "CLASS 29")
    assert page.locator(".label .classes .button:visible").count() == 11
    page.wait_for_selector(SEEN)
    page.press(".label .find", "Enter")  # which of them?
    assert page.input_value(".label .find") == "CLASS 29"
    page.fill(".label .find", source.info.classes[1])
    page.press(".label .find", "Enter")
    expect(page.locator("#label-progress")).to_have_text("1 of 20", use_inner_text=True)
    assert page.input_value(".label .find") == ""
    assert list(LabelBook(home, many.info.id, len(many)).read().named.values()) == [source.info.classes[1]]


@pytest.mark.slow
def test_who_returns_to_the_window_and_answers_at_once_is_told_of_no_other_window_and_sees_no_picture_twice(
    server: str, home: Home, open_page: OpenPage, source: Pack
) -> None:
    once = unlabeled(home, source, "sketches in one window")
    page = labeling_of(server, open_page, once)
    held: list[Route] = []
    page.route("**/api/labels/*", lambda route: held.append(route) if route.request.method == "GET" else route.continue_())
    page.evaluate(LOOKED_AT_AGAIN)
    while not held:
        page.wait_for_timeout(20)
    old = held[0].fetch()  # as things were before the answer
    press(page, "1")
    page.wait_for_selector("#label-progress:has-text('1 of 20')")
    following = shown(page)
    with page.expect_response("**/api/labels/*"):
        held[0].fulfill(response=old)
    page.wait_for_timeout(200)
    assert shown(page) == following
    assert page.locator(".elsewhere").is_hidden()
    press(page, "1")
    page.wait_for_selector("#label-progress:has-text('2 of 20')")
    assert page.locator(".elsewhere").is_hidden()


@pytest.mark.slow
def test_on_a_phone_the_picture_and_its_buttons_are_in_one_screen_and_a_tap_names_it(
    server: str, open_page: OpenPage, run: Run, target: Pack
) -> None:
    page = open_page(f"{server}/label?target={target.info.id}", width=390, locale="zh-CN")
    page.wait_for_selector("#label-class-1")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    box = page.locator("#label-unknown").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844
    before = page.inner_text("#label-progress")
    page.wait_for_selector(SEEN)
    page.click("#label-class-2")
    page.wait_for_function("before => document.querySelector('#label-progress').textContent !== before", arg=before)
    assert page.evaluate("document.activeElement === document.body")  # on the next picture no class looks chosen
    said, last, verdict = (page.locator(each).bounding_box() for each in (".one .line", ".rest", "#title-verdict"))
    assert said is not None and last is not None and verdict is not None
    assert said["height"] > 0
    assert last["y"] + last["height"] <= 844
    assert last["y"] < verdict["y"] < last["y"] + 120  # the next thing below the buttons


@pytest.mark.slow
def test_what_never_had_labels_is_not_said_to_be_locked_away_and_leads_to_label_twenty(
    server: str, home: Home, open_page: OpenPage, source: Pack
) -> None:
    bare = dataset(home, "bare sketches", each=6, sketch=True, labelled=False)
    run = MadeRun(home, source, bare).whole()
    page = open_page(f"{server}/?run={run.id}")
    page.wait_for_selector("#mistakes .to-label:visible")
    assert "has no labels" in page.inner_text("#mistakes .read")
    assert "so its curve is not known" in page.inner_text("#curves [data-chart=accuracy] .read")
    page.wait_for_selector("#maps .sealed:has-text('The target has no labels')")
    for words in ("locked away", "eveal", "sealed", "hidden"):
        assert words not in page.inner_text("body")
    page.click("#mistakes .to-label")
    page.wait_for_url(f"**/label?target={bare.info.id}")


@pytest.mark.slow
def test_what_is_sealed_is_said_to_be_locked_away_and_once_it_is_revealed_nobody_is_asked_for_labels(
    server: str, home: Home, open_page: OpenPage, source: Pack, run: Run
) -> None:
    page = open_page(f"{server}/?run={run.id}")
    page.wait_for_selector("#mistakes .read:has-text('locked away')")
    assert page.locator("#mistakes .to-label").is_hidden()
    assert "hidden until its labels are revealed" in page.inner_text("#curves [data-chart=accuracy] .read")
    page.wait_for_selector("#maps .sealed:has-text('locked away')")

    target = dataset(home, "revealed sketches", each=6, sketch=True)
    launch.reveal(home, MadeRun(home, source, target, sealed=True).whole(), "page")
    page.goto(f"{server}/label?target={target.info.id}")
    page.wait_for_selector("#title-verdict:has-text('The labels are revealed')")
    assert page.locator(".one").is_hidden()
    assert "none of yours are needed" in page.inner_text(".verdict")
    page.keyboard.press("1")
    assert page.locator("#label-go-on").is_visible()
    page.click("#label-go-on")
    page.wait_for_selector(SEEN)
    page.keyboard.press("1")
    page.wait_for_function("document.querySelector('#label-progress').textContent.startsWith('1 ')")
    assert "Your 1 answer is kept" in page.inner_text(".verdict")
