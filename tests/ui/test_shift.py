"""The shift maker's routes, and cancelling a job of the data."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.ui.made import SHAPES, dataset
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue


@pytest.fixture(scope="module")
def pack(home: Home) -> Pack:
    return dataset(home, "photos", SHAPES[:3], each=4)


def test_a_shift_is_checked_and_becomes_a_job(client: TestClient, home: Home, pack: Pack) -> None:
    asked = {"dataset": pack.info.id, "settings": {"kind": "noise", "severity": 5}}
    job = JobQueue(home).get(client.post("/api/shift", json=asked).json()["job"])
    assert job is not None
    assert job.kind == "shift"
    assert job.payload["settings"] == {"kind": "noise", "severity": 5, "seed": 0}


def test_D1_a_shift_out_of_range_is_refused_with_all_its_problems(client: TestClient, pack: Pack) -> None:
    answer = client.post("/api/shift", json={"dataset": pack.info.id, "settings": {"kind": "earthquake", "severity": 6}})
    assert answer.status_code == 400
    assert len(answer.json()["problems"]) == 2


def test_a_preview_shows_pictures_of_the_dataset_and_no_others(client: TestClient, home: Home, pack: Pack) -> None:
    asked = {"dataset": pack.info.id, "settings": {}, "pictures": [0, 11]}
    job = JobQueue(home).get(client.post("/api/shift/preview", json=asked).json()["job"])
    assert job is not None
    assert (job.kind, job.lane, job.payload["pictures"]) == ("preview", "data", [0, 11])
    for pictures in ([12], [-1]):
        assert client.post("/api/shift/preview", json={**asked, "pictures": pictures}).status_code == 404
    assert client.post("/api/shift/preview", json={**asked, "pictures": [0] * 13}).status_code == 400
    assert client.post("/api/shift/preview", json={**asked, "dataset": "0" * 32}).status_code == 404


def test_a_waiting_job_is_cancelled_and_a_run_is_not(client: TestClient, home: Home, pack: Pack) -> None:
    job = client.post("/api/shift", json={"dataset": pack.info.id, "settings": {}}).json()["job"]
    assert client.delete(f"/api/jobs/{job}").json() == {"cancelled": True}
    assert client.get(f"/api/jobs/{job}").json()["state"] == "cancelled"
    assert client.delete(f"/api/jobs/{job}").json() == {"cancelled": False}
    of_a_run = JobQueue(home).submit("train", {"run": "0" * 32}, run="0" * 32)
    assert client.delete(f"/api/jobs/{of_a_run.id}").status_code == 404
    JobQueue(home).cancel(of_a_run.id)
