from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.serving import serving
from tests.ui.made import SHAPES, MadeRun, dataset
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.ui.server import create_app
from tlgui.ui.uploads import UploadLimits

ORIGIN = {"origin": "http://localhost:7860"}
LIMITS = UploadLimits(bytes=3_000_000, files=50)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.open(tmp_path_factory.mktemp("place") / "home")  # what is beside it is looked at too


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the server offers by path."""
    return tmp_path_factory.mktemp("root")


@pytest.fixture(scope="module")
def app(home: Home, root: Path):
    made = create_app(home, hosts=("tl.example",), roots=(root,), limits=LIMITS, work=False)
    index = made.app.state.boards.index
    index.look = partial(index.look, 60.0)  # tests write runs beside it, and want them listed at the next look
    return made


@pytest.fixture(scope="module")
def client(app) -> Iterator[TestClient]:
    """The application without a network: as the page in a browser, which sends its Origin."""
    with TestClient(app, base_url="http://localhost:7860", headers=ORIGIN) as client:
        yield client


@pytest.fixture(scope="module")
def made_run(home: Home) -> MadeRun:
    """A finished run with both maps, its labels open."""
    made = MadeRun(home, dataset(home, "photos", each=12), dataset(home, "sketches", SHAPES[:4], each=10, sketch=True))
    made.whole()
    return made


@pytest.fixture(scope="module")
def run(made_run: MadeRun) -> Run:
    return made_run.run


@pytest.fixture(scope="module")
def server(app) -> Iterator[str]:
    """The application on a port, for what needs a real connection."""
    with serving(app) as address:
        yield address
