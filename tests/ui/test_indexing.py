"""X4: a home that no index knows is read in the background, and the page says how far that is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.runs.test_bin import over
from tlgui.home import Home
from tlgui.runs import index as runs_index
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import newest
from tlgui.ui import indexing
from tlgui.ui.indexing import keep_index
from tlgui.ui.server import create_app


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.slow
def test_X4_the_page_says_how_many_runs_have_been_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        over(home, f"run {number}")
    monkeypatch.setattr(runs_index, "AT_ONCE", 0)
    client = TestClient(create_app(home, work=False), base_url="http://localhost:7860")  # begun by nobody: nothing runs beside it
    page = client.get("/api/leaderboard").json()
    assert (page["boards"], page["reading"]) == ([], "Reading 0 of 4 runs. The rest will appear by themselves.")
    index = client.app.app.state.boards.index  # type: ignore[attr-defined]
    index.read_some(0)
    page = client.get("/api/leaderboard", headers={"accept-language": "zh"}).json()
    assert page["reading"].startswith("正在读取第 1 个运行，共 4 个")
    assert [board["count"] for board in page["boards"]] == [1]
    assert "3 runs are not counted yet." in client.get("/api/disk").json()["words"]
    while index.read_some(0):
        pass
    told = client.get(f"/api/leaderboard/changes?mark={page['mark']}&shown={page['boards'][0]['key']}:60").json()
    assert (told["reading"], told["runs"], len(told["boards"][0]["order"])) == ("", 4, 4)


def test_X4_what_nobody_told_of_is_read_in_the_background(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_index, "AT_ONCE", 0)
    monkeypatch.setattr(indexing, "LOOK_SECONDS", 0.02)
    index, ended = RunIndex(home), threading.Event()
    runs = [over(home, f"run {number}") for number in range(3)]
    failed = []

    def fails_once() -> None:
        if not failed:
            failed.append(1)
            raise OSError("the disk is ill")
        RunIndex.look(index)

    monkeypatch.setattr(index, "look", fails_once)
    monkeypatch.setattr(indexing, "ROUND_SECONDS", 0.05)
    keeper = threading.Thread(target=keep_index, args=(index, ended))
    keeper.start()
    try:
        until(lambda: len(newest(index, "local")) == 3)
        (runs[0].folder / "meta" / "remarks.json").write_text('{"name": "by hand", "notes": "", "tags": []}')
        until(lambda: "by hand" in {each["name"] for each in newest(index, "local")})
    finally:
        ended.set()
        keeper.join(10)
    assert failed
    assert not keeper.is_alive()
