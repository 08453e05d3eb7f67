"""What a person sees and does with the maps of a run."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.ui.made import MadeRun, dataset
from tlgui import durable
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs import remarks
from tlgui.runs.run import Run
from tlgui.runs.teaching import TaughtLabels

ALONG = (
    "document.querySelector('#map-after').data.find((trace) => trace.uid === 'target').x.reduce((sum, x) => sum + Math.abs(x), 0)"
)
"""How far from the middle all diamonds lie together."""

PLACE_OF_3 = """() => {
    const plot = document.querySelector("#map-after");
    const { x, y } = plot.data.find((trace) => trace.uid === "target");
    const { xaxis, yaxis } = plot._fullLayout;
    const box = plot.getBoundingClientRect();
    return [box.left + xaxis._offset + xaxis.d2p(x[3]), box.top + yaxis._offset + yaxis.d2p(y[3])];
}"""
"""Where the target's fourth picture is on the screen."""


@pytest.fixture(scope="module")
def source(home: Home) -> Pack:
    return dataset(home, "photos", each=12)


@pytest.fixture(scope="module")
def target(home: Home) -> Pack:
    return dataset(home, "sketches", each=10, sketch=True)


@pytest.mark.slow
def test_14_one_outlier_stands_at_the_edge_and_is_named_and_the_others_fill_the_map(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    """Story: one odd picture lies far away. I still see my classes, and I am told which picture it is."""
    made = MadeRun(home, source, target)
    made.whole()
    file = made.run.folder / "maps" / "after.npz"
    with np.load(file) as arrays:
        points = dict(arrays)
    points["target"][3] = (900.0, 0.0)
    np.savez(file, **points)
    page = open_page(f"{server}/?run={made.run.id}")
    page.wait_for_selector("#map-after.drawn")
    width = "document.querySelector('#map-after').layout.xaxis.range.reduce((low, high) => high - low)"
    assert page.evaluate(width) < 60
    drawn = "document.querySelector('#map-after').data.find((trace) => trace.uid === 'target')"
    assert page.evaluate(f"{drawn}.marker.symbol[3]") == "triangle-right-open"
    assert page.evaluate(f"{drawn}.x[3]") < 60
    assert page.evaluate(f"{drawn}.marker.symbol[4]") == "diamond-open"
    expect(page.locator("#maps .outside")).to_contain_text(target.name(3), use_inner_text=True)


@pytest.mark.slow
def test_the_map_moves_while_the_run_trains_and_can_be_played_afterwards(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    """Story: I press Start and watch the diamonds leave the middle; then I go back and see it again, stop by stop."""
    made = MadeRun(home, source, target)
    made.begin()
    made.reference()
    made.train(until=60)
    made.maps("before")
    page = open_page(f"{server}/?run={made.run.id}")
    page.wait_for_selector("#map-before.drawn")
    expect(page.locator("#maps .scrub")).to_be_hidden()

    # The second map is there long before the end, and the next one carries the points along.
    made.maps("before", "000060")
    page.wait_for_selector("#map-after.drawn")
    expect(page.locator("#maps")).to_contain_text("While it trains, step 60", use_inner_text=True)
    begin = page.evaluate(ALONG)
    page.evaluate("Plotly.relayout('map-before', { 'xaxis.range': [0, 5], 'yaxis.range': [0, 5] })")
    made.train(start=60, until=140)
    made.maps("before", "000060", "000140")
    page.wait_for_function("document.querySelector('#maps').innerText.includes('While it trains, step 140')")
    page.wait_for_function(f"Math.abs({ALONG} - {begin}) > 0.5")
    assert page.evaluate("document.querySelector('#map-after').layout.xaxis.range") == [0, 5]

    made.train(start=140)
    made.maps("before", "000060", "000140", "after")
    made.finish()
    page.wait_for_function("document.querySelector('#maps').innerText.includes('After, step 220')")
    assert page.locator("#maps .marks i").count() == 4
    page.wait_for_function("Number(document.querySelector('#maps .scrub input').value) === 3")

    # Back by keyboard, stop by stop; then all of it again.
    slider = page.locator("#maps .scrub input")
    slider.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "While it trains, step 140"
    slider.press("ArrowLeft")
    page.wait_for_function(f"Math.abs({ALONG} - {begin}) < 1e-4")
    page.emulate_media(reduced_motion="reduce")
    page.click("#maps .play")
    page.wait_for_function("Number(document.querySelector('#maps .scrub input').value) === 3")
    page.emulate_media(reduced_motion="no-preference")


@pytest.mark.slow
def test_following_a_cluster_from_the_map_to_its_pictures_and_back(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    """Story: I stop the drawing, have it all the same, and ask: which pictures are these? I circle them, look at them, see where they came
    from, and clear it all."""
    made = MadeRun(home, source, target)
    made.begin()
    made.reference()
    made.train()
    made.maps("before")
    made.finish()
    queue = JobQueue(home)
    queue.submit("map", {"run": made.run.id}, run=made.run.id)
    drawing = queue.take("map", "w")
    assert drawing is not None
    page = open_page(f"{server}/?run={made.run.id}")
    page.wait_for_selector("#map-before.drawn")
    page.click("#stop")
    page.wait_for_selector("#stop", state="hidden")
    assert queue.cancel_asked(drawing.id)
    queue.end_cancelled(drawing)
    page.wait_for_selector("#maps .nothing:has-text('Stopped; no more maps')")
    assert page.locator("#status [data-state=finished]").count() == 1
    made.maps("before", "000060", "after")
    page.reload()
    page.wait_for_selector("#map-after.drawn")
    page.click("#maps label:has(input[value=lasso])")
    page.wait_for_function("document.querySelector('#map-after').layout.dragmode === 'lasso'")
    page.locator("#map-after").scroll_into_view_if_needed()
    box = page.locator("#map-after .nsewdrag").bounding_box()
    assert box is not None
    corners = [(0.02, 0.02), (0.98, 0.02), (0.98, 0.5), (0.02, 0.5)]
    page.mouse.move(box["x"] + 0.02 * box["width"], box["y"] + 0.02 * box["height"])
    page.mouse.down()
    for x, y in corners[1:]:
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=6)
    page.mouse.up()
    page.wait_for_selector("#maps .selected figure")
    title = page.inner_text("#maps .selected h3")
    chosen = page.locator("#maps .selected figure").count()
    selected = re.match(r"(\d+) pictures selected", title)
    assert selected is not None, title
    assert chosen == min(int(selected[1]), 48) > 0  # of more than these the first are shown
    grey = "document.querySelector('#map-{}').data[1].marker.color.filter((each) => each.startsWith('rgba')).length"
    assert page.evaluate(grey.format("before")) == page.evaluate(grey.format("after")) > 0

    # Where they came from: lines, and the scrubber, which the pictures' words follow.
    page.check("[name=map-trails]")
    page.wait_for_function("document.querySelector('#map-after').data[0].x.length > 0")
    page.locator("#maps .scrub input").press("ArrowLeft")
    page.wait_for_function("document.querySelector('#maps').innerText.includes('While it trains, step 60')")
    page.locator("#maps .selected figure").first.hover()
    page.wait_for_function("['before', 'after'].every((map) => document.querySelector(`#map-${map}`).data.at(-1).x.length === 1)")
    page.click("#maps .clear")
    page.wait_for_selector("#maps .selected", state="hidden")

    # The same by keyboard: a picture, then its neighbour too.
    page.focus("#map-after")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("#maps .selected h3:has-text('1 picture selected')")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector("#maps .selected h3:has-text('2 pictures selected')")
    assert page.inner_text("#maps .spoken")
    page.keyboard.press("Escape")
    page.wait_for_selector("#maps .selected", state="hidden")

    # A cluster of the target, from the table to the map.
    assert page.locator("#maps .alignment li").count() == 4
    page.click("#maps .alignment li button >> nth=0")
    page.wait_for_selector("#maps .selected h3:has-text('10 pictures selected: 10 target')")

    # Its labels are open and of the source's classes: no picture is suspected of another one.
    expect(page.locator("#maps .unlike")).to_be_hidden()


@pytest.mark.slow
def test_right_and_wrong_show_only_when_labels_are_open(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    page = open_page(f"{server}/?run={MadeRun(home, source, target).whole().id}")
    page.wait_for_selector("#map-after.drawn")
    expect(page.locator("#maps")).to_contain_text(
        "True to the features. The domains are mixed only in part; classes are islands", use_inner_text=True
    )
    told = page.locator("figure:has(#map-after) .honesty div").all_inner_texts()
    assert [each.split("\n")[:2] for each in told] == [
        ["Domain mixing", "34 %"],
        ["Trust\u00adworthiness", "96 %"],
        ["Class separation", "90 %"],
    ]
    page.click("#maps label:has(input[value=right])")
    page.wait_for_function("new Set(document.querySelector('#map-after').data[2].marker.color).size === 2")
    assert page.evaluate("new Set(document.querySelector('#map-after').data[2].marker.size).size") == 2
    sealed = open_page(f"{server}/?run={MadeRun(home, source, target, sealed=True).whole().id}")
    sealed.wait_for_selector("#map-after.drawn")
    assert sealed.is_visible("#maps label:has(input[value=confidence])")
    assert not sealed.is_visible("#maps label:has(input[value=right])")

    # Only there are pictures listed that are like nothing in the source: all that the share beside them speaks of, and all are marked.
    assert sealed.locator("#maps .unlike img").count() == 12
    sealed.click("#maps .unlike button")
    sealed.wait_for_selector("#maps .selected h3:has-text('12 pictures selected: 12 target')")


@pytest.mark.slow
def test_the_maps_zoom_together_and_a_point_shows_its_picture(server: str, open_page: OpenPage, run: Run) -> None:
    page = open_page(f"{server}/?run={run.id}")
    page.wait_for_selector("#map-after.drawn")
    page.wait_for_timeout(500)
    place = page.evaluate(
        """() => {
          const plot = document.querySelector('#map-before');
          plot.scrollIntoView({ block: 'center' });
          const { x, y } = plot._fullLayout._plots.xy, [, line] = plot.data, box = plot.getBoundingClientRect();
          const { xaxis, yaxis } = plot._fullLayout;
          return [box.left + xaxis._offset + xaxis.d2p(line.x[0]), box.top + yaxis._offset + yaxis.d2p(line.y[0])];
        }"""
    )
    page.mouse.move(*place)
    page.mouse.move(place[0] + 1, place[1])
    page.wait_for_selector(".hover:not([hidden])")
    expect(page.locator(".hover b")).to_contain_text("source", use_inner_text=True)
    page.wait_for_function("document.querySelector('.hover img').naturalWidth > 0")
    page.evaluate("Plotly.relayout('map-before', { 'xaxis.range': [0, 5], 'yaxis.range': [0, 5] })")
    page.wait_for_function("JSON.stringify(document.querySelector('#map-after').layout.xaxis.range) === '[0,5]'")


@pytest.mark.slow
def test_colours_follow_the_choice_and_a_class_can_be_seen_alone(server: str, open_page: OpenPage, run: Run) -> None:
    page = open_page(f"{server}/?run={run.id}")
    page.wait_for_selector("#map-after.drawn")
    colours = "[...new Set(document.querySelector('#map-after').data[1].marker.color)].length"
    assert page.evaluate(colours) == 4
    page.click(".chip >> nth=0")
    page.wait_for_function("document.querySelector('#map-after').data[1].marker.color.some((each) => each.startsWith('rgba'))")
    page.click(".switches label:has(input[value=domain])")
    page.wait_for_function(f"{colours} === 1")
    assert page.evaluate("document.querySelector('#map-after').data[2].marker.color[0]") == "#d9722a"
    page.click(".switches label:has(input[value=target])")
    page.wait_for_function("document.querySelector('#map-after').data[2].visible === false")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_timelines_thumb_can_be_grabbed_at_its_edge_and_seen(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack, scheme: str
) -> None:
    page = open_page(f"{server}/?run={MadeRun(home, source, target).whole().id}", color_scheme=scheme)
    page.wait_for_selector("#map-after.drawn")
    slider = page.locator("#maps .scrub input")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    assert box["height"] >= 24
    slider.press("ArrowLeft")
    page.wait_for_load_state("networkidle")  # what comes later moves what is below it
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 22, middle - 10)  # near the edge of a thumb of 24 pixels that stands at the left end
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, middle, steps=4)
    assert 0.3 < float(slider.input_value()) < 0.7
    page.mouse.up()
    colours = page.evaluate(
        """() => ["--source", "--panel"].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim())"""
    )
    assert contrast(*colours) >= 3


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours, as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.slow
def test_on_a_phone_the_legend_shows_all_classes_without_a_box_that_scrolls(server: str, open_page: OpenPage, run: Run) -> None:
    page = open_page(f"{server}/?run={run.id}", width=390)
    page.wait_for_selector("#map-after.drawn")
    page.evaluate("for (const chip of document.querySelectorAll('.chip bdi')) chip.textContent = 'a long name of a class'")
    assert page.evaluate("((box) => box.scrollHeight === box.clientHeight)(document.querySelector('.maps .legend'))")


@pytest.mark.slow
def test_maps_that_a_search_left_undrawn_are_drawn_at_a_press(
    server: str, home: Home, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    """Story: I look at a network that the search did not take. I read why it has no maps, and press for them."""
    made = MadeRun(home, source, target)
    made.begin()
    made.train()
    made.snapshots()
    made.finish()
    remarks.write(made.run.folder, remarks.Remarks(tags=(f"{remarks.OF_SEARCH}1234abcd",)))
    page = open_page(f"{server}/?run={made.run.id}")
    expect(page.locator("#maps .to-draw .note")).to_have_text("A search draws maps only of the network that it takes.")
    expect(page.locator("#maps .pair")).to_be_hidden()  # no two empty frames
    page.click("#maps .draw")
    expect(page.locator("#map-after + .nothing")).to_have_text("The map is being drawn.")
    expect(page.locator("#maps .to-draw")).to_be_hidden()
    made.maps("before", "after")
    queue = JobQueue(home)
    job = queue.take("map", "drawer")
    assert job is not None
    queue.finish(job, {})
    page.wait_for_selector("#map-after.drawn")


AT_REST = """() => {
  const now = document.querySelector("#map-after").getBoundingClientRect().y + scrollY;
  const same = window.before === now;
  window.before = now;
  return same;
}"""


@pytest.mark.slow
def test_a_picture_whose_label_was_learned_says_so_wherever_the_map_shows_it(
    server: str, home: Home, open_page: OpenPage, source: Pack
) -> None:
    """Story: the surest pictures of a cluster are those that I labeled myself. I do not take that for adaptation."""
    made = MadeRun(home, source, dataset(home, "taught", each=10, sketch=True, labelled=False))
    TaughtLabels.from_names({3: "bar", 7: "ring"}, made.classes).keep(made.run)
    made.whole()
    page = open_page(f"{server}/?run={made.run.id}", width=1400)
    page.wait_for_selector("#map-after.drawn")
    left_out = "The 2 pictures whose labels it learned are left out here."
    expect(page.locator("#maps .moved .words")).to_contain_text(
        f"of 38 target pictures are predicted differently than before. {left_out}"
    )
    expect(page.locator("#mistakes .read")).to_contain_text(left_out)
    of_learned = int(np.flatnonzero([3 in cluster["pictures"] for cluster in made_clusters(made)])[0])
    page.wait_for_function(AT_REST, polling=300)  # what still comes above the map would move it out of sight again
    page.locator("#maps .alignment li button").nth(of_learned).click()
    expect(page.locator("#maps .faces figure", has_text="learned: its label was given")).not_to_have_count(0)
    expect(page.locator("#map-after")).to_be_in_viewport(ratio=0.9)  # it was far above
    x, y = page.evaluate(PLACE_OF_3)
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    expect(page.locator("#maps .hover")).to_contain_text("learned: its label was given")


def made_clusters(made: MadeRun) -> list[dict]:
    return durable.read_json(made.run.folder / "maps" / "maps.json")["alignment"]
