"""A home folder for each test, which leaves no process behind, and tiny datasets."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import NoReturn

import numpy as np
import psutil
import pytest

from tests.decoding import decoded_here
from tlgui.data import images
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.home import LOCAL_OWNER, Home
from tlgui.rooms import pins

MakeDataset = Callable[..., Pack]


LONGEST = (
    *(
        "browser/test_story.py",
        "test_recipes.py",
        "test_cli.py",
        "browser/test_search.py",
        "ui/test_ending.py",
        "jobs/away/test_ray.py",
    ),
    *("browser/test_accessible.py", "browser/test_stage.py", "browser/test_history.py", "test_api.py", "training/test_job.py"),
    *(
        "browser/test_data.py",
        "finding/test_race.py",
        "browser/test_run.py",
        "training/test_regression.py",
        "browser/test_maps.py",
    ),
    *("analysis/test_later_maps.py", "jobs/test_kill_loop.py", "jobs/away/test_carrying.py", "finding/test_search.py"),
    *("training/test_resume.py", "browser/test_before_start.py", "test_docs.py", "rooms/test_class.py"),
)
"""Files whose tests take longest (``--durations=0``). A process takes a file at a time: begun last, the others would wait for it at the end."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest files come first; and tests that take minutes run only where they are asked for: ``-m soak``."""
    first = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: first.get(item.path, len(first)))
    if "soak" in config.getoption("markexpr"):
        return
    long = [item for item in items if item.get_closest_marker("soak")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("soak")]


def pytest_configure() -> None:
    """Unreachable cycles are looked for rarely: what 7,000 tests and torch keep alive is millions of objects, half a second to walk through."""
    gc.set_threshold(100_000, 20, 100)


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end, and is walked through no more."""
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Nor is what the tests left, five times, when pytest looks for errors in what is unreachable."""
    gc.collect()
    gc.freeze()


BROKEN = Path(__file__).parents[1] / ".pytest_cache" / "broken"
"""What broke a process that runs tests, which ``.ci/run`` prints at the end: pytest-xdist says it in the middle of a long output."""


def pytest_internalerror(excrepr: object) -> None:
    BROKEN.parent.mkdir(exist_ok=True)
    with BROKEN.open("a") as file:
        file.write(f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}, {os.environ.get('PYTEST_CURRENT_TEST')}:\n{excrepr}\n")


@pytest.fixture(scope="session", autouse=True)
def _no_flushing() -> Iterator[None]:
    """Nothing waits for the disk in this process: a run flushes some 200 times. What is flushed, and when, is asked by tests that watch it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _cheap_pins() -> Iterator[None]:
    """A PIN is hashed in no time in this process: some hundred people join rooms. What it costs is asked in ``tests/rooms/test_rooms.py``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(pins.COST, "n", 2)
        yield


def missing(why: str) -> NoReturn:
    """Something that a test needs is not on this machine: it is skipped, but fails in CI, which has everything (``.ci/run``)."""
    if os.environ.get("CI"):
        pytest.fail(f"{why}: CI has it, and would not notice that this is no longer tested")
    pytest.skip(why)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """What can be known before a test begins stands over it: ``@pytest.mark.needs(whether it is here, "what it is")``."""
    for mark in item.iter_markers("needs"):
        here, what = mark.args
        if not here:
            missing(what)


@pytest.fixture
def decoding_here() -> Iterator[None]:
    """Pictures that are taken in are decoded in this process."""
    with decoded_here():
        yield


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A home folder. Workers that were started for it are killed afterwards, with all their children."""
    made = Home.open(tmp_path / "home")
    yield made
    kill_workers(made)


def kill_workers(home: Home) -> None:
    """End every process that was started for this home: its folder stands in the command line of each."""
    if not (home.jobs / "logs").exists():
        return  # nobody started any
    for process in processes_of(home):
        try:
            if os.getpgid(process.pid) == process.pid:
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
        except (OSError, psutil.Error):
            pass
    psutil.wait_procs(processes_of(home), timeout=5)


def processes_of(home: Home) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE and str(home.root) in process.cmdline():
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.fixture
def make_dataset(home: Home) -> MakeDataset:
    """A function that makes a dataset of flat grey 12 × 12 pictures in the home: one for each label, -1 for a picture without one."""

    made = count(1)

    def make(
        labels: Sequence[int] = (0, 0, 1, 1),
        classes: Sequence[str] = ("cat", "dog"),
        *,
        name: str = "photo",
        labels_open: bool = False,
        owner: str = LOCAL_OWNER,
    ) -> Pack:
        from PIL import Image

        store, number = DatasetStore(home), next(made)  # no two datasets share a picture
        with store.create() as (dataset_id, writer):
            for index, label in enumerate(labels):
                pixels = np.full((12, 12, 3), 17 * index % 256, np.uint8)
                pixels[0, 0, 0] = number
                writer.add(images.stored(Image.fromarray(pixels)), f"{index}.png", label)
            origin = {"kind": "upload", "path": "", "fingerprint": dataset_id}
            writer.finish(dataset_id, owner=owner, name=name, classes=list(classes), origin=origin, labels_open=labels_open)
        return store.get(dataset_id, owner)

    return make
