from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright import sync_api

from tests.conftest import missing
from tests.serving import serving
from tests.ui.made import MadeRun, dataset
from tests.waiting import free_port, wait_until_it_answers
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import do
from tlgui.runs.run import Run
from tlgui.service import launch
from tlgui.ui.server import create_app

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
    # A camera that shows a test picture, and may be used without asking.
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def browser() -> Iterator[sync_api.Browser]:
    if not os.path.exists(CHROMIUM):
        missing(f"there is no browser at {CHROMIUM}")
    sync_api.expect.set_options(timeout=60_000)  # for what never comes: a busy machine takes its time
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


OpenPage = Callable[..., "sync_api.Page"]


@pytest.fixture(scope="module")
def usual_context(browser: sync_api.Browser) -> Iterator[sync_api.BrowserContext]:
    """A wide light English window, shared by tests so that the page's scripts are loaded once."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-US")
    yield context
    context.close()


@pytest.fixture
def open_page(browser: sync_api.Browser, usual_context: sync_api.BrowserContext) -> Iterator[OpenPage]:
    """Opens a page. At the end no page may have logged an error, shown a dialog or asked for an outside address."""
    contexts: list[sync_api.BrowserContext] = []
    pages: list[sync_api.Page] = []
    troubles: list[str] = []

    def open_(address: str, *, refusals: bool = False, **person: object) -> sync_api.Page:
        """``person``: width, locale, of somebody else. ``refusals``: the server will say no, which browsers log as an error of their own."""
        context = usual_context
        if person:
            size = {"width": person.pop("width", 1400), "height": 900}
            context = browser.new_context(viewport=size, **person)  # type: ignore[arg-type]
            contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)  # as `expect` above
        pages.append(page)

        def logged(message: sync_api.ConsoleMessage) -> None:
            expected = refusals and message.text.startswith("Failed to load resource")
            if message.type == "error" and not expected:
                troubles.append(f"console: {message.text}")

        page.on("console", logged)
        page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: None if _here(request.url) else troubles.append(f"outside: {request.url}"))
        page.goto(address)
        return page

    yield open_
    for page in pages:
        page.close()
    for context in contexts:
        context.close()
    usual_context.clear_cookies()
    assert troubles == []


def _here(address: str) -> bool:
    return address.startswith(("http://127.0.0.1:", "data:", "blob:"))


# -- a server in this process, without workers: for what needs no training ---------------------------------------------------


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.open(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def server(home: Home) -> Iterator[str]:
    """The page's address. Runs are queued and nobody takes them; folders and zips are read by :func:`reader`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(launch, "ensure_workers", lambda *arguments: None)
        with serving(create_app(home, work=False)) as address:
            yield address


@pytest.fixture
def reader(home: Home) -> Iterator[None]:
    """Reads what is uploaded, as the worker of the data lane does."""
    with working(home, "data"):
        yield


@pytest.fixture
def looker(home: Home) -> Iterator[None]:
    """Makes reports and X-rays, as the worker of the map lane does."""
    with working(home, "map"):
        yield


@contextmanager
def working(home: Home, lane: str) -> Iterator[None]:
    """Does the jobs of a lane, as its worker does."""
    over = threading.Event()

    def work() -> None:
        queue = JobQueue(home)
        while not over.wait(0.05):
            job = queue.take(lane, lane)
            if job is not None:
                do(home, job, queue, over)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join(10)


# -- pictures and a run, unless a test module has its own --------------------------------------------------------------------


@pytest.fixture(scope="module")
def source(home: Home) -> Pack:
    return dataset(home, "photos", each=20, refused=[{"name": "cat/broken.jpg", "code": "picture_empty", "values": {}}])


@pytest.fixture(scope="module")
def target(home: Home) -> Pack:
    return dataset(home, "sketches", each=15, sketch=True)


@pytest.fixture(scope="module")
def run(home: Home, source: Pack, target: Pack) -> Run:
    return MadeRun(home, source, target).whole()


# -- the real thing ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def real_server(tmp_path: Path) -> Iterator[tuple[str, Home]]:
    """``python app.py`` on a home of its own; afterwards its workers are ended too, which a server by itself never does."""
    home = Home.open(tmp_path / "home")
    port = free_port()
    process = subprocess.Popen([sys.executable, "app.py", "--home", str(home.root), "--port", str(port)], cwd=ROOT)
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}/", lambda: process.poll() is None)
        yield f"http://127.0.0.1:{port}", home
    finally:
        process.terminate()
        process.wait(20)
        queue = JobQueue(home)
        for worker in queue.roster.workers():
            queue.launcher.end(worker.handle)
