"""Pictures come in, and are looked at, as a person meets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.ui.made import dataset, picture
from tlgui.data.ingest import ingest
from tlgui.data.labelling import Labelling
from tlgui.data.pack import Pack
from tlgui.health.report import health
from tlgui.home import Home
from tlgui.labeling.given import Answer, Drawing, LabelBook


def folder_of_pictures(root: Path, classes: tuple[str, ...], each: int = 4) -> Path:
    for kind, name in enumerate(classes):
        (root / name).mkdir(parents=True)
        for number in range(each):
            picture(kind, number, False).save(root / name / f"{number}.png")
    return root


@pytest.mark.slow
def test_a_folder_from_the_dialog_becomes_the_source(server: str, open_page: OpenPage, reader: None, tmp_path: Path) -> None:
    folder = folder_of_pictures(tmp_path / "my photos", ("cat", "dog", "<b>bird"))
    (folder / "cat" / "notes.txt").write_text("x")
    page = open_page(server)
    page.wait_for_selector("#source .drop")
    page.set_input_files("#source input.folder", str(folder))
    page.wait_for_selector("#source .chosen img")
    expect(page.locator("#source .name")).to_have_text("my photos", use_inner_text=True)
    expect(page.locator("#source .chosen .about")).to_have_text("12 pictures · 3 classes", use_inner_text=True)
    expect(page.locator("#source .chosen .labels")).to_have_text("labeled", use_inner_text=True)
    page.wait_for_selector("#problems .html-container:has-text('Now choose a target above.')")
    assert "source=" in page.url
    page.reload()
    page.wait_for_selector("#source .chosen img")
    expect(page.locator("#source .name")).to_have_text("my photos", use_inner_text=True)


@pytest.mark.slow
def test_a_zip_becomes_the_target_with_its_labels_locked_away(
    server: str, open_page: OpenPage, reader: None, tmp_path: Path
) -> None:
    import shutil

    folder = folder_of_pictures(tmp_path / "in" / "drawings", ("cat", "dog"))
    shutil.make_archive(str(tmp_path / "drawings"), "zip", folder.parent)
    page = open_page(server)
    page.wait_for_selector("#target .drop")
    page.set_input_files("#target input.zip", str(tmp_path / "drawings.zip"))
    page.wait_for_selector("#target .chosen img")
    expect(page.locator("#target .chosen .labels")).to_have_text("labels known, locked away for the reveal", use_inner_text=True)


def drop(page: object, card: str, path: Path) -> None:
    """Drop a file or folder on a card as from a file manager, which only the browser's own protocol can do."""
    box = page.locator(f"{card} .drop").bounding_box()  # type: ignore[attr-defined]
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)  # type: ignore[attr-defined]
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})


@pytest.mark.slow
def test_a_folder_and_a_zip_are_dropped(server: str, open_page: OpenPage, reader: None, tmp_path: Path) -> None:
    import shutil

    folder = folder_of_pictures(tmp_path / "my photos", ("cat", "dog"))
    shutil.make_archive(str(tmp_path / "drawings"), "zip", folder_of_pictures(tmp_path / "drawings", ("cat", "dog"), each=3))
    page = open_page(server)
    page.wait_for_selector("#source .drop")
    drop(page, "#source", folder)
    page.wait_for_selector("#source .chosen img")
    drop(page, "#target", tmp_path / "drawings.zip")
    page.wait_for_selector("#target .chosen img")
    expect(page.locator("#source .name")).to_have_text("my photos", use_inner_text=True)
    expect(page.locator("#source .chosen .about")).to_have_text("8 pictures · 2 classes", use_inner_text=True)
    expect(page.locator("#target .name")).to_have_text("drawings", use_inner_text=True)
    page.wait_for_selector("#start:enabled")


@pytest.mark.slow
def test_3000_pictures_go_through_the_browser_in_one_go(server: str, open_page: OpenPage, reader: None, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    for kind in range(3):
        (folder / f"class {kind}").mkdir(parents=True)
        for number in range(1000):
            colour = (kind * 80, number % 250, number // 250 * 60)
            Image.new("RGB", (24, 24), colour).save(folder / f"class {kind}" / f"{number}.png")
    page = open_page(server)
    page.wait_for_selector("#source .drop")
    page.set_input_files("#source input.folder", str(folder))
    page.wait_for_selector("#source .chosen img", timeout=120_000)
    expect(page.locator("#source .chosen .about")).to_have_text("3,000 pictures · 3 classes", use_inner_text=True)


@pytest.mark.slow
def test_a_folder_that_cannot_be_used_says_why(server: str, open_page: OpenPage, reader: None, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "readme.txt").write_text("x")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "cats").symlink_to(tmp_path / "empty", target_is_directory=True)
    Image.new("RGB", (40, 40)).save(tmp_path / "one.png")
    page = open_page(server)
    page.wait_for_selector("#source .drop")
    page.set_input_files("#source input.folder", str(tmp_path / "linked"))
    page.wait_for_selector("#source .problems li:has-text('no files in it. It is empty, or its files and folders are links')")
    page.set_input_files("#source input.folder", str(tmp_path / "empty"))
    expect(page.locator("#source .problems")).to_contain_text("0 images (1 other file)", use_inner_text=True)
    expect(page.locator("#source .drop")).to_be_visible()
    page.set_input_files("#source input.zip", files=[{"name": "x.zip", "mimeType": "application/zip", "buffer": b"<html>"}])
    page.wait_for_function("!document.querySelector('#source .problems').innerText.includes('0 images')")
    page.wait_for_selector("#source .problems li")
    assert page.is_disabled("#start")


@pytest.mark.slow
def test_an_earlier_dataset_can_be_chosen_again(server: str, open_page: OpenPage, source: Pack) -> None:
    page = open_page(server)
    page.wait_for_selector("#source .earlier:visible")
    page.select_option("#source .earlier select", source.info.id)
    page.wait_for_selector("#source .chosen img")
    expect(page.locator("#source .left-out")).to_contain_text(
        re.compile(r"^1 file (.+) could not be used\. "), use_inner_text=True
    )


@pytest.mark.slow
def test_data_shows_classes_refused_files_and_leads_to_adapt(
    server: str, open_page: OpenPage, source: Pack, target: Pack
) -> None:
    page = open_page(f"{server}/?target={target.info.id}")
    page.wait_for_selector("#target .chosen img")
    page.click(".top nav a:has-text('Data')")
    card = page.locator("article", has=page.locator("bdi:text-is('photos')"))
    card.locator("summary", has_text="Classes and files").click()
    card.locator(".count").first.wait_for()
    assert card.locator(".count").count() == 4
    assert "Empty file" in card.locator(".refused").inner_text()
    card.locator("a:has-text('Use as source')").click()
    page.wait_for_selector("#source .chosen img")
    page.wait_for_selector("#target .chosen img")  # the other one was kept
    expect(page.locator("#source .name")).to_have_text("photos", use_inner_text=True)


@pytest.mark.slow
@pytest.mark.parametrize("labelled", [True, False], ids=["labeled", "without labels"])
def test_a_target_says_how_many_of_it_are_labeled_by_hand_and_leads_there(
    server: str, home: Home, open_page: OpenPage, source: Pack, labelled: bool
) -> None:
    pack = dataset(home, f"some by hand, {labelled}", ["x", "y"], each=5, labelled=labelled)
    LabelBook(home, pack.info.id, len(pack)).take_in({0: Answer("class", "cat")}, Drawing(0))
    page = open_page(f"{server}/?source={source.info.id}&target={pack.info.id}")
    given = page.locator("#target .given a")
    expect(given).to_have_text(re.compile(r"^1 of \d+ labeled by you$"))
    expect(given).to_have_attribute("href", f"label?target={pack.info.id}")
    words = page.locator("#target .chosen p.note").first.inner_text()
    assert "no labels" not in words and ("labels known" in words) == labelled
    assert " ·  · " not in words and not words.startswith(" ·")
    assert page.locator("#source .given").inner_text() == ""


@pytest.mark.slow
def test_pictures_uploaded_again_lead_to_those_that_are_called_the_same(server: str, home: Home, open_page: OpenPage) -> None:
    before, again = (dataset(home, "called twice", ["x", "y"], each=5) for _ in range(2))
    LabelBook(home, before.info.id, len(before)).take_in({0: Answer("class", "x")}, Drawing(0))
    page = open_page(f"{server}/data")
    own = page.locator(f"[data-id='{before.info.id}']").get_by_role("link", name="1 of 10 labeled by you")
    expect(own).to_have_attribute("href", f"label?target={before.info.id}")
    twin = page.locator(f"[data-id='{again.info.id}']")
    expect(twin).to_contain_text("That one was added on", use_inner_text=True)
    page.fill("#datasets .find", "called twice")
    twin.get_by_role("button", name="Go to it").click()
    expect(page.locator(f"[data-id='{before.info.id}']")).to_be_focused()
    assert page.input_value("#datasets .find") == ""


@pytest.mark.slow
def test_of_a_folder_with_values_nothing_says_that_it_has_no_labels(
    server: str, home: Home, open_page: OpenPage, tmp_path: Path
) -> None:
    folder = tmp_path / "angles"
    folder.mkdir()
    for number in range(4):
        Image.new("RGB", (40, 40), (60 * number, 90, 20)).save(folder / f"{number}.png")
    (tmp_path / "labels.csv").write_text("file;value\n0.png;0,5\n1.png;1,5\n2.png;2,5\n3.png;9,5\n")
    ingest(str(folder), home, role="source", labelling=Labelling(tmp_path / "labels.csv", "values"))
    page = open_page(f"{server}/data")
    card = page.locator("article", has=page.locator("bdi:text-is('angles')"))
    card.locator("summary", has_text="Classes and files").click()
    card.locator("p:text('4 values')").wait_for()
    expect(card).to_contain_text("labeled", use_inner_text=True)
    expect(card).not_to_contain_text("No labels", use_inner_text=True)


@pytest.mark.slow
def test_the_health_report_says_what_to_look_at(server: str, home: Home, open_page: OpenPage, source: Pack) -> None:
    twice = dataset(home, "twice", ("circle", "stripe"), each=6, sketch=True, labels_open=True)
    health(home, source, twice)
    page = open_page(f"{server}/?source={source.info.id}&target={twice.info.id}")
    page.wait_for_selector("#classes .check:visible")
    page.click("#classes .check")
    page.wait_for_selector(".findings li")
    expect(page.locator(".verdict")).to_contain_text("things to know", use_inner_text=True)
    assert page.locator(".histogram").count() == 7
    page.locator(".findings li", has_text="Only in the target: stripe").get_by_role("button", name="see").click()
    assert page.locator("#health-classes bdi", has_text="stripe").is_visible()
    page.click("text=Adapt with these")
    page.wait_for_selector("#target .chosen img")
    expect(page.locator("#target .name")).to_have_text("twice", use_inner_text=True)


@pytest.mark.slow
def test_a_dataset_is_named_found_deleted_and_brought_back(server: str, home: Home, open_page: OpenPage) -> None:
    pack = dataset(home, "moths", each=3)
    page = open_page(f"{server}/data")
    card = "article:has(h2 bdi:text-is('{}'))"
    page.click(f"{card.format('moths')} :text-is('Rename')")
    page.fill(".window input", "night moths")
    page.click(".window :text-is('Save')")
    page.wait_for_selector(card.format("night moths"))
    page.fill(".find", "nothing of the kind")
    page.wait_for_selector(".none-found:visible")
    page.fill(".find", "NIGHT")
    assert page.locator("article:visible").count() == 1

    page.click(f"{card.format('night moths')} :text-is('Delete')")
    page.wait_for_selector(card.format("night moths"), state="detached")
    page.click(".toast .undo")
    page.wait_for_selector(".toast:has-text('“night moths” is back')")
    page.wait_for_selector(card.format("night moths"))

    page.click(f"{card.format('night moths')} :text-is('Delete')")
    page.click(".bin summary:has-text('Deleted datasets: 1')")
    page.click(".bin .empty")
    page.click(".window :text-is('Cancel')")
    assert (home.deleted_datasets / pack.info.id).is_dir()
    page.click(".bin .empty")
    page.click(".window :text-is('Remove for good')")
    page.wait_for_selector(".bin", state="hidden")
    assert not (home.deleted_datasets / pack.info.id).exists()
