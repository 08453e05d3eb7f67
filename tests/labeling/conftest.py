from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.made import SHAPES, MadeRun, dataset
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.labeling.labeling import Labeling
from tlgui.runs.index import index_of


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.open(tmp_path_factory.mktemp("place") / "home")


@pytest.fixture(scope="module")
def source(home: Home) -> Pack:
    return dataset(home, "photos", SHAPES[:4], each=8)


@pytest.fixture(scope="module")
def two_runs(home: Home, source: Pack) -> Pack:
    """A target with sealed labels and two finished runs: the first right on 86 % of it, the second on 60 %; their references on 55 and 72 %."""
    target = dataset(home, "sketches", SHAPES[:4], each=25, sketch=True)
    for level, strategy in ((0.86, "dann"), (0.6, "mmd")):
        MadeRun(home, source, target, sealed=True, strategy=strategy).right_on(level)
    return target


@pytest.fixture
def labeled(home: Home, two_runs: Pack, tmp_path: Path):
    """The labeling as it is now; without any label at the end."""

    def now(owner: str = "local") -> Labeling:
        index = index_of(home)
        index.catch_up()
        return Labeling(home, index, two_runs, owner)

    yield now
    for path in home.labels.glob("*/*"):
        path.unlink()
