"""Once labels are revealed somewhere, the runs that still keep them sealed are opened with one press on Results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.ui.conftest import ORIGIN
from tests.ui.made import MadeRun, dataset
from tlgui.data import seals
from tlgui.data.store import DatasetStore
from tlgui.home import LOCAL_OWNER, Home
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service import launch
from tlgui.ui.server import create_app


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


@pytest.fixture
def runs(home: Home) -> list[Run]:
    """Three finished ones on a pair, all sealed."""
    packs = dataset(home, "photos", each=6), dataset(home, "sketches", each=6, sketch=True)
    made = [MadeRun(home, *packs, strategy=strategy, sealed=True) for strategy in ("dann", "mcc", "mmd")]
    return [each.whole() for each in made]


@pytest.fixture
def client(home: Home, runs: list[Run]) -> Iterator[TestClient]:
    app = create_app(home, work=False)
    app.app.state.boards.index.catch_up()
    with TestClient(app, base_url="http://localhost:7860", headers=ORIGIN) as client:
        yield client


def board(client: TestClient, language: str = "en") -> dict[str, Any]:
    [found] = client.get("/api/leaderboard", headers={"accept-language": language}).json()["boards"]
    return found


def sealed(home: Home, runs: list[Run]) -> list[bool]:
    return [not RunStore(home).get(run.id).opened for run in runs]


def test_while_nothing_is_revealed_nothing_is_offered_or_opened(client: TestClient, home: Home, runs: list[Run]) -> None:
    shown = board(client)
    assert "sealed" not in shown
    answer = client.post(f"/api/leaderboard/{shown['key']}/reveal")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (409, "nothing_to_reveal")
    assert sealed(home, runs) == [True, True, True]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_after_a_reveal_in_one_run_the_others_are_named_and_opened_together(
    client: TestClient, home: Home, runs: list[Run], language: str
) -> None:
    client.post(f"/api/runs/{runs[0].id}/reveal")
    client.app.app.state.boards.index.catch_up()  # type: ignore[attr-defined]
    shown = board(client, language)
    assert "sketches" in shown["sealed"]
    assert "2" in shown["sealed"]
    assert client.post(f"/api/leaderboard/{shown['key']}/reveal").json() == {"runs": 2, "left": 0}
    assert sealed(home, runs) == [False, False, False]
    client.app.app.state.boards.index.catch_up()  # type: ignore[attr-defined]
    assert "sealed" not in board(client, language)


def test_a_dataset_that_the_data_page_has_revealed_counts_too(client: TestClient, home: Home, runs: list[Run]) -> None:
    target = DatasetStore(home).get(str(runs[0].spec.target), LOCAL_OWNER)
    seals.reveal(home, target.info, by="page")
    shown = board(client)
    assert "3 runs here still keep them sealed" in shown["sealed"]
    client.post(f"/api/leaderboard/{shown['key']}/reveal")
    assert sealed(home, runs) == [False, False, False]


def test_a_board_that_is_not_there_opens_nothing(client: TestClient, home: Home, runs: list[Run]) -> None:
    launch.reveal(home, runs[0], "page")
    answer = client.post("/api/leaderboard/0123456789abcdef/reveal")
    assert answer.json()["problems"][0]["code"] == "board_unknown"
    assert sealed(home, runs) == [False, True, True]
