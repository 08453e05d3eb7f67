"""G3: somebody else gets nothing, by no route, page, picture, search or command of the page; what is theirs stays as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.ui.made import dataset
from tests.ui.ownership import NOT_EVEN_FOR_ITS_OWNER, Scene, kind_of, routes, scene, walk, walked, ways
from tests.ui.roommates import id_of
from tests.ui.test_gradio_calls import holders
from tlgui.home import Home
from tlgui.ui.page_table import PATHS


@pytest.fixture(scope="module", params=["Ada", pytest.param("Host", marks=pytest.mark.slow)])
def at(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The things are Ada's, or the host's, which belong to whoever sits at the machine: what forgets to ask for the owner finds these."""
    with scene(Home.open(tmp_path_factory.mktemp("place") / "home"), request.param) as made:
        yield made


@pytest.mark.slow
def test_G3_every_route_has_a_row_in_the_walk(at: Scene) -> None:
    asked = {(each.method, each.route) for each in ways()}
    assert routes(at.app) == asked | {("MOUNTED", "")}


def test_G3_the_table_in_the_docs_has_a_row_for_every_request_of_the_walk() -> None:
    told = (Path(__file__).parents[2] / "docs" / "reliability.md").read_text()
    missing = [asked for asked in (f"{each.method} {each.call.path}" for each in ways()) if f"\n| `{asked}` |" not in told]
    assert missing == []


@pytest.mark.slow
def test_G3_the_walk_through_all_routes_as_somebody_else_finds_nothing_and_changes_nothing(at: Scene) -> None:
    before = at.state()
    assert {f"{each.asked.method} {each.asked.call.path}": each.wrong for each in walk(at) if each.wrong} == {}
    assert at.state() == before
    assert at.has["run"] in "".join(before)


@pytest.mark.parametrize("path", PATHS)
def test_G3_a_page_with_somebody_elses_run_in_its_address_is_the_page_without_it(at: Scene, path: str) -> None:
    query = "&".join(f"{word}={at.has[word]}" for word in ("run", "source", "target", "preset"))
    assert at.bob.get(f"{path}?{query}").content == at.bob.get(path).content


def calls_of(browser: TestClient) -> dict[str, tuple[int, list[Any], list[int]]]:
    """The page's functions by their name: number, values as the page has them at first, and which of these are datasets."""
    config = browser.get("/config").json()
    values = {each["id"]: each["props"].get("value") for each in config["components"]}
    functions = {each["api_name"]: each for each in config["dependencies"] if each["api_name"]}
    cards = functions["on_change"]["inputs"][:2]
    return {
        name: (
            each["id"],
            [values[one] for one in each["inputs"]],
            [place for place, one in enumerate(each["inputs"]) if one in cards],
        )
        for name, each in functions.items()
        if each["backend_fn"]
    }


def test_G3_gradios_functions_answer_as_if_somebody_elses_things_were_not_there(at: Scene) -> None:
    before, asked = at.state(), 0
    for name, (number, values, cards) in calls_of(at.bob).items():
        said = []
        for ids in (at.has, at.unknown):
            given = list(values)
            for place, word in zip(cards, ("source", "target"), strict=False):
                given[place] = ids[word]
            query = f"run={ids['run']}&from={ids['other']}&preset={ids['preset']}&source={ids['source']}&target={ids['target']}"
            call = {"fn_index": number, "data": given, "session_hash": "tab"}
            answer = at.bob.post(f"/gradio_api/run/{name}?{query}", json=call)
            said.append((answer.status_code, _without_times(at.without_ids(answer.text))))
            assert "canary" not in answer.text
        assert said[0] == said[1], name
        asked += 1
    assert asked > 4
    assert at.state() == before


def _without_times(text: str) -> Any:
    found = json.loads(text)
    return {key: value for key, value in found.items() if key not in ("duration", "average_duration")}


def test_G3_gradio_remembers_the_tabs_of_two_people_apart(at: Scene) -> None:
    """Who names another's tab gets one of their own."""
    number, values, _ = calls_of(at.ada)["on_change"]
    call = {"fn_index": number, "data": values, "session_hash": "both"}
    before = known_tabs(at)
    for browser in (at.ada, at.bob):
        assert browser.post("/gradio_api/run/on_change", json=call).status_code == 200
    assert len(known_tabs(at) - before) == 2


def known_tabs(at: Scene) -> set[str]:
    return {tab for holder in holders(at.app) for tab in holder.session_data}


def test_G26_the_same_picture_of_two_people_is_two_things_and_one_deleted_leaves_the_other(at: Scene) -> None:
    bob = id_of(at.room, "Bob")
    mine = dataset(at.home, "photos", each=6, owner=bob)
    assert mine.content == dataset(at.home, "photos", each=6, owner=at.owner).content
    hers = [each["id"] for each in at.ada.get("/api/datasets").json()["datasets"]]
    assert mine.info.id not in hers
    assert at.bob.delete(f"/api/datasets/{mine.info.id}").status_code == 200
    assert at.bob.delete("/api/datasets/bin").status_code == 200
    assert [each["id"] for each in at.ada.get("/api/datasets").json()["datasets"]] == hers
    assert at.ada.get(f"/api/datasets/{at.has['source']}/thumb/0").status_code == 200


@pytest.mark.slow
def test_the_walk_would_notice(at: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an owner check that lets everybody through, most of the walk is wrong."""
    monkeypatch.setattr("tlgui.ui.access._asking", _Always(at.owner))
    looks = [asked for asked in ways() if asked.method == "GET" and kind_of(asked) in ("thing", "own")]
    assert sum(walked(at, asked).wrong != "" for asked in looks) > 25


class _Always:
    """Whoever asks is taken for one person."""

    def __init__(self, owner: str) -> None:
        self._owner = owner

    def get(self) -> str:
        return self._owner

    def set(self, owner: str) -> None:
        return None

    def reset(self, token: object) -> None:
        pass


@pytest.mark.slow
def test_what_the_walk_asks_for_is_there_for_its_owner(at: Scene) -> None:
    """Last: it carries everything out, so that an answer to somebody else was a refusal and no mistake of the walk."""
    refused = {}
    for asked in ways():
        if kind_of(asked) not in ("thing", "own") or asked.route in NOT_EVEN_FOR_ITS_OWNER:
            continue
        answer = at.ask(at.ada, asked, at.has)
        if answer.status_code in (401, 403, 404):
            refused[f"{asked.method} {asked.call.path}"] = answer.text
    assert refused == {}
