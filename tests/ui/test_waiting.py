"""The routes of the line of runs."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.ui.made import MadeRun
from tlgui.home import Home
from tlgui.jobs.launchers import Capacity
from tlgui.jobs.queue import JobQueue
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore


def asked(home: Home, made: MadeRun, owner: str = "local") -> Run:
    run = RunStore(home).create(made.spec, {"source": "photos", "target": "<b>sketches"}, owner)
    JobQueue(home).submit("train", {"run": run.id}, run=run.id, owner=owner)
    return run


@pytest.fixture
def waiting(home: Home, made_run: MadeRun) -> list[Run]:
    queue = JobQueue(home)
    for job in queue.in_line("train"):
        queue.cancel(job.id)
    return [asked(home, made_run) for _ in range(3)]


def line(client: TestClient, language: str = "en") -> dict:
    return client.get("/api/queue", headers={"accept-language": language}).json()


def test_the_line_is_told_in_words_with_its_order_and_how_many_are_trained_at_a_time(
    client: TestClient, home: Home, waiting: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher = type(JobQueue(home).launcher)
    monkeypatch.setattr(launcher, "capacity", lambda self: Capacity(1, "queue.one"))
    found = line(client)
    assert [(each["run"], each["place"]) for each in found["runs"]] == [(run.id, place + 1) for place, run in enumerate(waiting)]
    first = found["runs"][0]
    assert (first["title"], first["about"]) == ("DANN", "photos → <b>sketches · Small CNN")
    assert first["words"] == "Starts soon"
    assert found["at_a_time"].startswith("1 run at a time: a run uses this machine's GPU, or all its cores")
    assert line(client, "zh-CN")["runs"][0]["words"] == "即将开始"
    third = client.get(f"/api/runs/{waiting[2].id}/live").json()
    assert third["words"].startswith("You are 3rd: ")
    assert third["before"] == "Before it: DANN, DANN (yours)"
    first = client.get(f"/api/runs/{waiting[0].id}/live").json()
    assert (first["words"], first["before"]) == ("You are 1st: starts soon", "")
    monkeypatch.setattr(launcher, "capacity", lambda self: Capacity(3, "queue.several"))
    found = line(client)
    assert found["at_a_time"].startswith("3 runs at a time: this machine has cores and memory")
    assert [each["words"] for each in found["runs"]] == ["Starts soon"] * 3


def test_what_comes_before_is_said_and_nothing_of_whose_it_is(
    client: TestClient, home: Home, made_run: MadeRun, waiting: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = JobQueue(home)
    monkeypatch.setattr(type(queue.launcher), "capacity", lambda self: Capacity(1, "queue.one"))
    RunStore(home).describe(waiting[0], name="my first")
    theirs = [asked(home, made_run, owner) for owner in ("canary-one", "canary-two")]
    for each in theirs:
        RunStore(home).describe(each, name=f"canary {each.id}")
    answers = [client.get(f"/api/runs/{waiting[1].id}/live"), client.get("/api/queue")]
    assert answers[0].json()["words"].startswith("You are 4th: about ")
    said = "Before it: my first (yours) and 2 runs of others (DANN × 2)"
    assert (answers[0].json()["before"], answers[1].json()["runs"][1]["before"]) == (said, said)
    assert not any("canary" in each.text or theirs[0].id in each.text for each in answers)
    queue.cancel(queue.of_run(theirs[0].id, "train").id)  # type: ignore[union-attr]
    assert client.get(f"/api/runs/{waiting[1].id}/live").json()["words"].startswith("You are 3rd: about ")
    assert (
        client.get(f"/api/runs/{waiting[1].id}/live", headers={"accept-language": "zh"})
        .json()["words"]
        .startswith("您排在第 3 位：约")
    )
    queue.cancel(queue.of_run(theirs[1].id, "train").id)  # type: ignore[union-attr]


def test_a_run_is_moved_and_cancelled(client: TestClient, waiting: list[Run]) -> None:
    first, second, third = waiting
    assert client.post(f"/api/queue/{third.id}/move", json={"place": 1}).json() == {"place": 1}
    assert [each["run"] for each in line(client)["runs"]] == [third.id, first.id, second.id]
    client.post(f"/api/runs/{first.id}/stop")
    assert [each["run"] for each in line(client)["runs"]] == [third.id, second.id]
    answer = client.post(f"/api/queue/{first.id}/move", json={"place": 1})
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (400, "not_waiting")


@pytest.mark.parametrize("asked", [{"place": 0}, {"place": -1}, {"place": 10**9}, {"place": "x"}, {}, {"place": 1, "more": 1}])
def test_G24_a_place_that_is_none_is_refused(client: TestClient, waiting: list[Run], asked: dict) -> None:
    before = line(client)
    assert client.post(f"/api/queue/{waiting[2].id}/move", json=asked).status_code in (400, 422)
    assert line(client) == before


def test_G3_the_run_of_somebody_else_is_neither_shown_nor_moved(
    client: TestClient, home: Home, made_run: MadeRun, waiting: list[Run]
) -> None:
    theirs = asked(home, made_run, "b")
    assert theirs.id not in str(line(client))
    assert client.post(f"/api/queue/{theirs.id}/move", json={"place": 1}).status_code == 404
    JobQueue(home).cancel(JobQueue(home).of_run(theirs.id, "train").id)  # type: ignore[union-attr]


def test_X4_of_a_long_line_the_first_are_told_and_how_many_wait_behind_them(
    client: TestClient, waiting: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tlgui.ui.routes.waiting.SHOWN", 2)
    found = line(client)
    assert [each["run"] for each in found["runs"]] == [run.id for run in waiting[:2]]
    assert (found["more"], found["waiting"]) == ("1 more waits behind these.", 3)
