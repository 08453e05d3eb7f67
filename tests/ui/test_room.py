"""A room over HTTP: the door, joining, what browsers keep, and the host's acts."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from httpx import Response
from starlette.testclient import TestClient
from starlette.types import Message

from tests.lessons.conftest import content, question, step
from tests.ui.asking import Asked
from tests.ui.made import MadeRun, dataset
from tests.ui.roommates import HERE, PIN, host_of, id_of, joined, stranger
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.lessons.progress import waited_for
from tlgui.rooms.room import Room, open_room
from tlgui.runs.store import RunStore
from tlgui.service import limits
from tlgui.specification.run_spec import RunSpec
from tlgui.texts import say
from tlgui.ui.guard import Guard
from tlgui.ui.page_table import PATHS
from tlgui.ui.server import create_app


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.open(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def room(home: Home) -> Room:
    return open_room(home, "Summer <b>school</b>")


@pytest.fixture(scope="module")
def app(home: Home, room: Room) -> Iterator[Guard]:
    made = create_app(home, room=room, proxies=("10.9.9.9",), work=False)
    with TestClient(made, base_url=HERE):
        yield made


@pytest.fixture(scope="module")
def ada(app: Guard, room: Room) -> TestClient:
    return joined(app, room, "Ada")


@pytest.fixture(scope="module")
def host(app: Guard, room: Room) -> TestClient:
    return host_of(app, room)


# -- the door ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PATHS, "/room", "/nowhere", "/config", "/assets/index.js", "/results?run=1&x=%2F"])
def test_who_has_not_joined_is_led_to_the_joining_page_from_every_address(app: Guard, path: str) -> None:
    answer = stranger(app).get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].partition("?")[0] == "/join"


def test_the_joining_page_knows_what_somebody_looked_for(app: Guard) -> None:
    assert stranger(app).get("/results?run=1").headers["location"] == "/join?next=results%3Frun%3D1"
    behind = {"x-forwarded-prefix": "/tl", "x-forwarded-for": "192.0.2.7"}
    browser = TestClient(app, base_url=HERE, headers=behind, client=("10.9.9.9", 1), follow_redirects=False)
    assert browser.get("/data").headers["location"] == "/tl/join?next=data"


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/runs"), ("POST", "/api/runs"), ("POST", "/gradio_api/run/on_start")])
def test_whoever_calls_without_having_joined_is_told_so(app: Guard, method: str, path: str) -> None:
    answer = stranger(app).request(method, path, content=b"{}" if method == "POST" else None)
    assert answer.status_code == 401
    assert answer.json()["problems"][0]["code"] == "room_join_first"


def test_G1_joining_from_a_page_of_another_site_is_refused(app: Guard, room: Room) -> None:
    asked = {"name": "Eve", "code": room.facts.code, "pin": PIN}
    answer = stranger(app).post("/api/room/join", json=asked, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_G6_the_joining_page_shows_the_rooms_name_as_text_and_has_the_elements_that_were_agreed(app: Guard) -> None:
    page = stranger(app).get("/join").text
    assert "Summer &lt;b&gt;school&lt;/b&gt;" in page
    assert {"join-name", "join-code", "join-pin", "join"} <= set(re.findall(r'id="([a-z-]+)"', page))
    assert "加入" in stranger(app).get("/join", headers={"accept-language": "zh"}).text


def test_the_joining_page_tells_no_secret(app: Guard, room: Room) -> None:
    facts = room.facts
    page = stranger(app).get("/join").text
    assert not any(secret in page for secret in (facts.code, facts.host_key, facts.signing_key))


def test_G12_who_has_not_joined_is_refused_before_their_body_has_come(app: Guard) -> None:
    """Also one that never ends: nobody waits for it."""
    asked = Asked(
        "POST", "/api/uploads/x/zip", headers=((b"host", b"localhost:7860"), (b"origin", HERE.encode())), body=(b"x",) * 3
    )
    read: list[int] = []

    async def exchange() -> int:
        status: list[int] = []

        async def receive() -> Message:
            read.append(len(status))
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                status.append(message["status"])

        await app(asked.scope(), receive, send)
        return status[0]

    with ThreadPoolExecutor(1) as beside:  # Playwright leaves its loop in the thread of the tests
        assert beside.submit(asyncio.run, exchange()).result() == 401
    assert read in ([], [1])  # what is still sent is let pass after the answer


@pytest.mark.parametrize("value", [{"path": "/etc/passwd"}, {"url": "http://127.0.0.1:9/canary"}, ["http://127.0.0.1:9/canary"]])
def test_G23_in_a_room_too_a_file_or_address_among_the_values_is_fetched_for_nobody(ada: TestClient, value: object) -> None:
    answer = ada.post("/gradio_api/run/on_change", json={"fn_index": 0, "data": [value], "session_hash": "tab"})
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (400, "invalid_value")


@pytest.mark.parametrize(
    "path", ["/api/runs/..%2f..%2froom", "/tlgui/x/..%2froom.json", "/host/..%2f..%2fetc%2fpasswd", "/host/%00"]
)
def test_G5_no_path_leads_to_the_rooms_secrets(app: Guard, room: Room, path: str) -> None:
    answer = stranger(app).get(path)
    assert answer.status_code in (303, 401, 404)
    assert room.facts.code not in answer.text


# -- what a browser keeps --------------------------------------------------------------------------------------------------------


def test_what_a_browser_keeps_no_script_reads_and_no_other_site_sends(app: Guard, room: Room) -> None:
    said = {"name": "Bob", "code": f" {room.facts.code.lower()} ", "pin": PIN}
    kept = stranger(app).post("/api/room/join", json=said).headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=lax" in kept
    assert "secure" not in kept


def test_G21_behind_tls_it_is_sent_over_tls_only_and_below_the_prefix_only(app: Guard, room: Room) -> None:
    behind = {"x-forwarded-proto": "https", "x-forwarded-host": "localhost", "x-forwarded-prefix": "/tl"}
    browser = TestClient(app, base_url=HERE, headers={"origin": "https://localhost", **behind}, client=("10.9.9.9", 1))
    answer = browser.post("/api/room/join", json={"name": "Bob", "code": room.facts.code, "pin": PIN})
    kept = answer.headers["set-cookie"].lower()
    assert "secure" in kept
    assert "path=/tl;" in kept


def test_G21_only_a_trusted_proxy_says_where_somebody_is(app: Guard, room: Room) -> None:
    tried = {"name": "Cyd", "code": "222222", "pin": PIN}
    for number in range(12):
        browser = TestClient(
            app, base_url=HERE, headers={"origin": HERE, "x-forwarded-for": f"192.0.2.{number}"}, client=("10.1.1.1", 1)
        )
        last = browser.post("/api/room/join", json=tried)
    assert last.json()["problems"][0]["code"] == "room_wait"
    through = TestClient(
        app, base_url=HERE, headers={"origin": HERE, "x-forwarded-for": "192.0.2.99"}, client=("10.9.9.9", 1)
    ).post("/api/room/join", json={**tried, "code": room.facts.code})
    assert through.status_code == 200


def test_G9_over_http_the_eleventh_wrong_pin_has_to_wait(app: Guard, room: Room) -> None:
    joined(app, room, "Dan")
    browser = stranger(app)
    said = [
        browser.post("/api/room/join", json={"name": "Dan", "code": room.facts.code, "pin": f"wrong {number}"}).status_code
        for number in range(11)
    ]
    assert said == [403] * 10 + [429]
    assert joined(app, room, "Eva").get("/api/runs").status_code == 200


def test_name_and_pin_bring_everything_back_on_another_device(app: Guard, room: Room, home: Home) -> None:
    first = joined(app, room, "Fay")
    dataset(home, "hers", owner=id_of(room, "Fay"))
    assert [each["name"] for each in joined(app, room, "Fay").get("/api/datasets").json()["datasets"]] == ["hers"]
    assert first.post("/api/room/leave").status_code == 200
    assert first.get("/api/datasets").status_code == 401


def test_an_earlier_rooms_cookie_opens_nothing(home: Home, app: Guard) -> None:
    other = open_room(home, "Another")
    with TestClient(create_app(home, room=other, work=False), base_url=HERE) as client:
        browser = joined(client.app, other, "Ada")  # type: ignore[arg-type]
    (token,) = browser.cookies.values()
    outside = stranger(app)
    outside.cookies.set(f"tlgui_{app.door.room.id[:8]}", token)  # type: ignore[union-attr]
    assert outside.get("/api/runs").status_code == 401


# -- the host --------------------------------------------------------------------------------------------------------------------


def test_the_hosts_link_makes_the_host_and_a_wrong_one_is_not_there(app: Guard, room: Room) -> None:
    assert host_of(app, room).get("/api/room/me").json()["host"] is True
    wrong = stranger(app).get("/host/guess")
    assert (wrong.status_code, "set-cookie" in wrong.headers) == (404, False)


def test_the_hosts_page_shows_how_to_get_in(host: TestClient, room: Room) -> None:
    page = host.get("/room").text
    assert room.facts.code in page
    assert "<svg" in page
    assert "0.0.0.0" not in page
    assert 'href="wall"' in page


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/room"),
        ("GET", "/api/room/host"),
        ("POST", "/api/room/host/end"),
        ("POST", "/api/room/host/pause"),
        ("DELETE", "/api/room/host/people/{host}"),
    ],
)
def test_for_everybody_else_the_hosts_page_and_acts_are_not_there(ada: TestClient, room: Room, method: str, path: str) -> None:
    answer = ada.request(method, path.replace("{host}", id_of(room, "Host")), json={"paused": True} if method == "POST" else None)
    assert answer.status_code == 404
    assert room.facts.ended is None and not room.facts.paused


def test_the_host_sees_who_is_there_and_what_they_do(
    home: Home, host: TestClient, ada: TestClient, app: Guard, room: Room
) -> None:
    owner = id_of(room, "Ada")
    assert ada.get("/results").status_code == 200
    spec = RunSpec(source=dataset(home, owner=owner).info.id, target=dataset(home, owner=owner).info.id, strategy="dann")
    run = RunStore(home).create(spec, {}, owner)
    JobQueue(home).submit("train", {"run": run.id}, run=run.id, owner=owner)
    app.app.state.boards.index.catch_up()  # type: ignore[attr-defined]
    hers = next(each for each in host.get("/api/room/host").json()["people"] if each["name"] == "Ada")
    assert (hers["here"], hers["runs"], hers["doing"], hers["going"]) == (True, 1, "1 run waits", [run.id])
    assert host.post(f"/api/room/host/people/{owner}/runs/{run.id}/stop").status_code == 200
    hers = next(each for each in host.get("/api/room/host").json()["people"] if each["name"] == "Ada")
    assert (hers["doing"], hers["going"]) == ("looks at: Results", [])
    assert ada.get("/wall").status_code == 200
    hers = next(each for each in host.get("/api/room/host").json()["people"] if each["name"] == "Ada")
    assert hers["doing"] == "looks at: The wall"


def test_the_host_sees_who_is_at_which_step_of_a_lesson_and_lets_all_go_on_by_going_on(
    home: Home, host: TestClient, app: Guard, room: Room
) -> None:
    home.lessons.mkdir(exist_ok=True)
    made = content(step(), step(question=question(), wait=True), step())
    (home.lessons / "together.json").write_text(json.dumps(made), encoding="utf-8")
    ivy, jon = joined(app, room, "Ivy"), joined(app, room, "Jon")

    def at(name: str, language: str = "en") -> str:
        people = host.get("/api/room/host", headers={"accept-language": language}).json()["people"]
        return next(each["lesson"] for each in people if each["name"] == name)

    def go(browser: TestClient, place: int) -> Response:
        waited_for.cache_clear()  # else a press is refused for up to a second more
        return browser.post("/api/lessons/together/step", json={"step": place})

    assert [go(browser, 1).json()["goes_on"] for browser in (ivy, jon)] == [False, False]
    ivy.post("/api/lessons/together/answer", json={"step": 1, "answer": 0})
    assert (at("Ivy"), at("Jon")) == ("A lesson · step 2 of 3, done ✓", "A lesson · step 2 of 3")
    assert at("Ivy", "zh") == "中文：A lesson · 第 2 步，共 3 步，已完成 ✓"
    assert at("Host") == ""
    refused = go(ivy, 2)
    assert (refused.status_code, refused.json()["problems"][0]["code"]) == (400, "lesson_waits")
    assert go(host, 2).status_code == 200
    assert ivy.get("/api/lesson").json()["lesson"]["goes_on"] is True
    assert go(jon, 3).json()["over"] is True
    assert (at("Host"), at("Jon")) == ("A lesson · step 3 of 3, done ✓", "A lesson · at the end ✓")
    host.delete("/api/lesson")
    assert at("Host") == ""


def test_while_the_room_is_paused_only_the_host_starts_something(
    home: Home, host: TestClient, ada: TestClient, room: Room
) -> None:
    owner = id_of(room, "Ada")
    made = [dataset(home, name, owner=owner).info.id for name in ("a", "b")]
    asked = {
        "spec": {"source": made[0], "target": made[1], "strategy": "dann", "backbone": "small-cnn"},
        "once": "a press of start",
    }
    assert host.post("/api/room/host/pause", json={"paused": True}).json() == {"paused": True}
    answer = ada.post("/api/runs", json=asked)
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (403, "room_paused")
    assert ada.get("/api/room/me").json()["paused"] is True
    host.post("/api/room/host/pause", json={"paused": False})


def test_renaming_a_new_pin_and_removing_take_effect_at_once(host: TestClient, app: Guard, room: Room) -> None:
    gil = joined(app, room, "Gil")
    at = f"/api/room/host/people/{id_of(room, 'Gil')}"
    assert host.put(f"{at}/name", json={"name": "Gina"}).json() == {"name": "Gina"}
    assert gil.get("/api/room/me").json()["name"] == "Gina"
    assert host.put(f"{at}/name", json={"name": "ada"}).status_code == 409
    pin = host.post(f"{at}/pin").json()["pin"]
    assert gil.get("/api/room/me").status_code == 401
    said = {"name": "Gina", "code": room.facts.code, "pin": pin}
    assert gil.post("/api/room/join", json=said).status_code == 200
    assert host.delete(at).status_code == 200
    assert gil.get("/api/room/me").status_code == 401
    assert gil.post("/api/room/join", json=said).json()["problems"][0]["code"] == "room_removed"


def test_G25_the_host_extends_what_one_person_may_use_and_it_holds_at_once(
    host: TestClient, app: Guard, room: Room, home: Home
) -> None:
    limits.set_limits(home, {"waiting_runs": 5})
    joined(app, room, "Kim")
    owner, at = id_of(room, "Kim"), f"/api/room/host/people/{id_of(room, 'Kim')}/limits"
    before = {each["name"]: each["value"] for each in host.get(at).json()["limits"]}
    assert (before["waiting_runs"], before["disk_gb"]) == (5, None)
    told = host.put(at, json={"limits": {"waiting_runs": 9, "disk_gb": 2}}).json()["limits"]
    assert [each["value"] for each in told if each["name"] in ("waiting_runs", "disk_gb")] == [9, 2]
    assert limits.limits_of(home, owner).waiting_runs == 9
    assert limits.limits_of(home, id_of(room, "Ada")).waiting_runs == 5
    wrong = host.put(at, json={"limits": {"waiting_runs": 0, "nothing": 1}})
    assert (wrong.status_code, len(wrong.json()["problems"])) == (400, 2)
    own = host.put(f"/api/room/host/people/{LOCAL_OWNER}/limits", json={"limits": {"waiting_runs": 1}})
    assert own.json()["problems"][0]["code"] == "limits_not_of_host"


def test_when_the_room_ends_everybody_but_the_host_is_out(home: Home) -> None:
    room = open_room(home, "Short")
    app = create_app(home, room=room, work=False)
    with TestClient(app, base_url=HERE):
        ada, host = joined(app, room, "Ada"), host_of(app, room)
        assert [host.post("/api/room/host/end").json() for _ in range(2)] == [{"ended": True}] * 2
        assert ada.get("/api/runs").status_code == 401
        assert "This room has ended." in ada.get("/join").text
        assert host.get("/api/room/host").json()["ended"] is True


@pytest.mark.slow
def test_R9_the_page_of_a_room_that_has_ended_invites_nobody_and_is_not_paused(home: Home) -> None:
    room = open_room(home, "Short")
    app = create_app(home, room=room, work=False)
    with TestClient(app, base_url=HERE):
        host = host_of(app, room)
        lead, over = (f'<p class="lead">{say(key, "en")}</p>' for key in ("room.lead", "room.state.ended"))
        before = host.get("/room", headers={"accept-language": "en"}).text
        assert lead in before and over not in before and 'data-ended="false"' in before
        host.post("/api/room/host/pause", json={"paused": True})
        host.post("/api/room/host/end")
        after = host.get("/room", headers={"accept-language": "en"}).text
        assert over in after and lead not in after and 'data-ended="true"' in after
        assert host.get("/api/room/me").json()["paused"] is False


def test_nothing_that_is_shared_with_everybody_depends_on_a_run(home: Home, ada: TestClient, host: TestClient) -> None:
    """Pages are made once and sent to all: no run's name or id stands in one."""
    made = MadeRun(home, dataset(home, "canary-source"), dataset(home, "canary-target"))
    made.whole()
    for path in (*PATHS, "/config"):
        assert host.get(path).status_code == 200
        text = ada.get(path).text
        assert "canary-" not in text
        assert made.run.id not in text
