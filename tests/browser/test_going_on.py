"""An upload from a real page, whose connection or server breaks off in the middle."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_data import folder_of_pictures
from tests.ui.test_ending import start
from tests.waiting import wait_until
from tlgui.home import LOCAL_OWNER, Home
from tlgui.ui.uploads import Upload, UploadStore


def the_upload(home: Home) -> Upload | None:
    """The only upload that there is."""
    folders = [each for each in home.uploads.iterdir() if (each / "upload.json").exists()]
    return UploadStore(home).get(folders[0].name, LOCAL_OWNER) if len(folders) == 1 else None


def large_pictures(root: Path, count: int) -> Path:
    """Pictures with a megabyte of something else behind each, so that they take some time."""
    folder = folder_of_pictures(root, ("cat", "dog"), each=count)
    for path in folder.rglob("*.png"):
        with open(path, "ab") as file:
            file.write(os.urandom(1_000_000))
    return folder


@pytest.mark.slow
def test_X6_a_folder_goes_on_by_itself_where_its_connection_broke_off(
    server: str, open_page: OpenPage, reader: None, tmp_path: Path, home: Home
) -> None:
    """The first batch arrives; the second is broken off for a while, and nothing of the first is sent again."""
    folder = large_pictures(tmp_path / "photos", 20)  # 40 MB: two batches
    page = open_page(server, refusals=True)
    sent: list[int] = []
    broken = threading.Event()

    def between(route) -> None:
        if route.request.url.endswith("/files"):
            sent.append(int(route.request.headers.get("content-length", 0)))
            if len(sent) > 1 and not broken.is_set():
                route.abort("connectionreset")
                return
        route.continue_()

    page.route("**/api/uploads/**", between)
    page.wait_for_selector("#source .drop")
    page.set_input_files("#source input.folder", str(folder))
    page.wait_for_selector("#source .busy .words:has-text('continues by itself')")
    upload = the_upload(home)
    assert upload is not None
    here = upload.files
    assert 0 < here < 40
    before = len(sent)
    broken.set()
    page.wait_for_selector("#source .chosen img")
    expect(page.locator("#source .chosen .about")).to_have_text("40 pictures · 2 classes", use_inner_text=True)
    assert len(sent) == before + 1


@pytest.mark.slow
def test_G11_an_upload_whose_page_is_left_is_gone_at_once(server: str, open_page: OpenPage, tmp_path: Path, home: Home) -> None:
    folder = large_pictures(tmp_path / "photos", 20)
    page = open_page(server, refusals=True)
    page.route("**/api/uploads/*/finish", lambda route: None)  # never answered
    page.wait_for_selector("#source .drop")
    page.set_input_files("#source input.folder", str(folder))
    wait_until(lambda: (upload := the_upload(home)) is not None and upload.files == 40, 30)
    page.goto("about:blank")
    wait_until(lambda: list(home.uploads.iterdir()) == [])


@pytest.mark.slow
def test_X6_a_zip_goes_on_where_it_stopped_when_the_server_was_killed_and_started_anew(
    open_page: OpenPage, tmp_path: Path
) -> None:
    home, zip_ = Home.open(tmp_path / "home"), tmp_path / "photos.zip"
    zip_.write_bytes(b"PK\x03\x04" + os.urandom(50_000_000))
    process, server = start(home)
    page = open_page(server, refusals=True)
    sent: list[str] = []

    def between(route) -> None:
        sent.append(route.request.url.partition("offset=")[2])
        if len(sent) == 2:
            process.kill()
            process.wait()
        route.continue_()

    page.route("**/api/uploads/*/zip*", between)
    page.wait_for_selector("#source .drop")
    page.set_input_files("#source input.zip", str(zip_))
    page.wait_for_selector("#source .busy .words:has-text('continues by itself')", timeout=60_000)
    process, _ = start(home, int(server.rpartition(":")[2]))
    try:
        wait_until(lambda: page.wait_for_timeout(100) or ((upload := the_upload(home)) is not None and upload.over), 60)
        upload = the_upload(home)
        assert upload is not None
        assert upload.content.read_bytes() == zip_.read_bytes()
        assert sent[0] == "0"
        assert all(int(each) >= 32_000_000 for each in sent[1:])
    finally:
        page.close()
        process.kill()
        process.wait()
