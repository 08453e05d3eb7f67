"""The look at what the network will see."""

from __future__ import annotations

import threading

import pytest
from starlette.testclient import TestClient

from tests.ui.made import SHAPES, dataset
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import do


@pytest.fixture(scope="module")
def pack(home: Home) -> Pack:
    return dataset(home, "photos", SHAPES[:2], each=3)


def test_tiles_are_made_by_a_job_and_served_to_whom_the_dataset_is(client: TestClient, home: Home, pack: Pack) -> None:
    asked = {"dataset": pack.info.id, "size": 32, "seed": 1}
    job = client.post("/api/augmentation", json=asked).json()["job"]
    queue = JobQueue(home)
    taken = queue.take("map", "tester")
    assert taken is not None
    assert taken.id == job
    do(home, taken, queue, threading.Event())
    result = client.get(f"/api/jobs/{job}").json()["result"]
    key, name = result["folder"].split("/")[-1], result["tiles"]["light"][0][0]
    answer = client.get(f"/api/augmentation/{pack.info.id}/{key}/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.content.startswith(b"RIFF")


@pytest.mark.parametrize("place", ["x/none-0-1.webp", f"{'0' * 40}/none-0-1.webp", f"{'0' * 40}/..%2f..%2fqueue.sqlite"])
def test_G5_no_other_file_is_served(client: TestClient, pack: Pack, place: str) -> None:
    assert client.get(f"/api/augmentation/{pack.info.id}/{place}").status_code == 404


@pytest.mark.parametrize("changes", [{"size": 31}, {"size": 1025}, {"seed": -1}, {"seed": 2**32}, {"extra": 1}])
def test_G24_values_outside_their_range_are_refused(client: TestClient, pack: Pack, changes: dict[str, int]) -> None:
    asked = {"dataset": pack.info.id, "size": 64, "seed": 0, **changes}
    assert client.post("/api/augmentation", json=asked).status_code == 400
