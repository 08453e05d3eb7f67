"""What of Gradio is there: the page's own functions, called with plain values. Nothing is kept for somebody who never fetches it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from starlette.testclient import TestClient

from tests.ui.test_ending import start
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.ui.gradio_calls import LONGEST_TEXT, SESSIONS, offered, read_call

CALL = "/gradio_api/run/on_change"


@pytest.fixture(scope="module")
def call(client: TestClient) -> dict[str, Any]:
    """A call as the page makes it when somebody touches a control."""
    config = client.get("/config").json()
    values = {each["id"]: each["props"].get("value") for each in config["components"]}
    function = next(each for each in config["dependencies"] if each["api_name"] == "on_change")
    return {"fn_index": function["id"], "data": [values[each] for each in function["inputs"]], "session_hash": "tab"}


def holders(app) -> list[Any]:
    """Where Gradio keeps what it knows of each tab, in each language."""
    return [
        route.app.state_holder for inner in app.app.state.inner for route in inner.routes if hasattr(route.app, "state_holder")
    ]


def test_the_page_calls_and_is_answered(client: TestClient, call: dict[str, Any]) -> None:
    answer = client.post(CALL, json=call)
    assert answer.status_code == 200
    assert answer.json()["data"]


@pytest.mark.parametrize(
    "path", ["queue/join", "queue/data", "call/on_change", "cancel", "reset", "heartbeat/tab", "upload", "stream/x"]
)
def test_X7_there_is_no_queue_and_no_stream(client: TestClient, call: dict[str, Any], path: str) -> None:
    for answer in (client.post(f"/gradio_api/{path}", json=call), client.get(f"/gradio_api/{path}?session_hash=tab")):
        assert answer.status_code == 404
        assert answer.json()["problems"][0]["code"] == "not_here"


def test_X7_no_function_of_the_page_needs_the_queue(client: TestClient) -> None:
    config = client.get("/config").json()
    assert [each["api_name"] for each in config["dependencies"] if each["backend_fn"] and each["queue"]] == []
    assert not config["connect_heartbeat"]


def test_X7_what_is_known_of_tabs_is_given_back(
    client: TestClient, app, call: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = holders(app)
    assert [each.capacity for each in found] == [SESSIONS, SESSIONS]
    for holder in found:
        holder.session_data.clear()
        holder.time_last_used.clear()
        monkeypatch.setattr(holder, "capacity", 3)
    for tab in range(7):
        assert client.post(CALL, json={**call, "session_hash": f"tab{tab}"}).status_code == 200
    assert list(found[0].session_data) == ["tab4", "tab5", "tab6"]
    assert len(found[0].time_last_used) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"session_hash": "x" * 41},
        {"session_hash": ""},
        {"session_hash": 7},
        {"session_hash": "a b"},
        {"fn_index": 99},
        {"fn_index": True},
        {"fn_index": None},
        {"fn_index": "0"},
        {"data": []},
        {"data": None},
    ],
)
def test_X11_a_call_that_the_page_does_not_make_is_refused(
    client: TestClient, call: dict[str, Any], changes: dict[str, Any]
) -> None:
    answer = client.post(CALL, json={**call, **changes})
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["code"] == "invalid_value"


KINDS = {0: ("html", "textbox", "dropdown", "slider", "number", "checkbox")}
GOOD = ["x" * 500_000, "x" * LONGEST_TEXT, None, 1, None, True]


def test_a_call_is_written_anew_with_nothing_else_in_it() -> None:

    given = {
        "fn_index": 0,
        "data": GOOD,
        "session_hash": "tab",
        "event_data": {"path": "/etc/passwd"},
        "batched": True,
        "event_id": "x",
    }
    assert read_call(json.dumps(given).encode(), KINDS) == {"fn_index": 0, "data": GOOD, "session_hash": "tab"}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        *((0, each) for each in (1, [], {}, {"path": "/etc/passwd"}, ["x"])),
        *((1, each) for each in ("x" * (LONGEST_TEXT + 1), 1, True, ["x"])),
        *((2, each) for each in ("x" * (LONGEST_TEXT + 1), 0)),
        *((3, each) for each in (None, "1", True, float("nan"), float("inf"), 10**400)),
        *((4, each) for each in ("1", False, -(10**400), [1])),
        *((5, each) for each in (None, 1, "true")),
    ],
)
def test_X11_a_control_is_given_only_what_it_can_hold(place: int, value: object) -> None:

    data = [value if number == place else each for number, each in enumerate(GOOD)]
    with pytest.raises(UserError) as error:
        read_call(json.dumps({"fn_index": 0, "data": data}).encode(), KINDS)
    assert error.value.problems[0].code == "invalid_value"


def test_X11_a_choice_that_is_none_is_refused_and_no_failure(client: TestClient, call: dict[str, Any]) -> None:
    data = list(call["data"])
    data[data.index("mcc")] = "no such strategy"
    answer = client.post(CALL, json={**call, "data": data})
    assert answer.status_code == 400
    assert answer.json()["error"] == answer.json()["problems"][0]["message"]


@pytest.mark.parametrize(
    "path", ["/assets/" + "a" * 5000, "/static/" + "a" * 300, "/svelte/a/../b", "/assets//x", "/assets/é", "/assets/"]
)
def test_X11_names_that_no_file_of_gradio_has_are_not_looked_for(client: TestClient, path: str) -> None:
    assert not offered(path)
    assert client.get(path).status_code in (404, 414)


@pytest.mark.soak
def test_X7_memory_stays_flat_whoever_fetches_nothing(tmp_path: Path) -> None:
    """What the attacker did (300 joins of 0.9 MB), and the same with calls under ever new names of tabs."""
    process, server = start(Home.open(tmp_path / "home"))
    try:
        with httpx.Client(base_url=server, headers={"origin": server}, timeout=60) as asked:
            config = asked.get("/config").json()
            values = {each["id"]: each["props"].get("value") for each in config["components"]}
            function = next(each for each in config["dependencies"] if each["api_name"] == "on_change")
            made = {"fn_index": function["id"], "data": [values[each] for each in function["inputs"]]}
            for tab in range(2 * SESSIONS):
                asked.post(CALL, json={**made, "session_hash": f"first{tab}"})
            before = psutil.Process(process.pid).memory_info().rss
            for tab in range(300):
                large = {**made, "data": ["x" * 900_000, *made["data"][1:]], "session_hash": f"join{tab}"}
                assert asked.post("/gradio_api/queue/join", json=large).status_code == 404
            joined = psutil.Process(process.pid).memory_info().rss
            for tab in range(1000):
                padding = "x" * (900_000 if tab % 10 == 0 else 10)
                call = {**made, "data": [*made["data"][:2], padding, *made["data"][3:]], "session_hash": f"tab{tab}"}
                assert asked.post(CALL, json=call).status_code == 200
            after = psutil.Process(process.pid).memory_info().rss
    finally:
        process.kill()
        process.wait()
    mebibytes = [round(each / 2**20) for each in (before, joined, after)]
    print("\nmemory of the server: {} MiB, after 300 joins of 0.9 MB {}, after 1,000 calls of as many tabs {}".format(*mebibytes))
    assert mebibytes[2] - mebibytes[0] < 50
