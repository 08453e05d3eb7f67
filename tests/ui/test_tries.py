"""Try it and the view of mistakes: what their routes offer, take and refuse."""

from __future__ import annotations

import os
import shutil
import time

import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.ui.made import MadeRun, dataset
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.run_pictures import learned
from tlgui.runs.run import Run
from tlgui.runs.target_scores import target_predictions
from tlgui.runs.teaching import TaughtLabels


@pytest.fixture(scope="module")
def packs(home: Home) -> tuple[Pack, Pack]:
    return dataset(home, "photos", each=6), dataset(home, "sketches", each=6, sketch=True)


@pytest.fixture(scope="module")
def run(home: Home, packs: tuple[Pack, Pack]) -> Run:
    return MadeRun(home, *packs).whole()


def test_runs_with_a_result_are_offered_with_pictures_of_their_target(
    client: TestClient, home: Home, packs: tuple[Pack, Pack], run: Run
) -> None:
    MadeRun(home, *packs).begin()  # has kept nothing yet
    client.put(f"/api/runs/{run.id}/remarks", json={"name": "my first"})
    offered = client.get("/api/tries").json()["runs"]
    assert [(each["run"], each["name"]) for each in offered] == [(run.id, "my first")]
    assert (offered[0]["dataset"], offered[0]["pictures"]) == (packs[1].info.id, list(range(24)))


def test_pictures_whose_labels_a_run_learned_are_told_with_their_copies(
    client: TestClient, home: Home, packs: tuple[Pack, Pack]
) -> None:
    assert client.get("/api/tries").json()["runs"][0]["learned"] == []
    made = MadeRun(home, *packs)
    TaughtLabels.from_names({2: "bar", 5: "ring"}, made.classes).keep(made.run)
    run = made.whole()
    offered = {each["run"]: each["learned"] for each in client.get("/api/tries").json()["runs"]}
    assert offered[run.id] == [2, 5]
    # A copy of one of them is not predicted either, and is marked wherever it is shown without it.
    newest = max((run.folder / "predictions").glob("*.npz"))
    found = target_predictions(newest)
    assert found is not None
    others = found[0] != 9
    np.savez(newest, target_index=found[0][others], target=found[1][others])
    assert learned(run, [1, 2, 9, 10]).tolist() == [False, True, True, False]


def test_a_run_without_its_target_is_offered_without_pictures(client: TestClient, home: Home) -> None:
    target = dataset(home, "gone", each=6, sketch=True)
    made = MadeRun(home, dataset(home, "photos", each=6), target).whole()
    shutil.rmtree(target.folder)
    offered = {each["run"]: each for each in client.get("/api/tries").json()["runs"]}
    assert (offered[made.id]["dataset"], offered[made.id]["pictures"]) == (None, [])


def test_a_picture_waits_for_its_job_and_a_forgotten_one_is_removed(client: TestClient, home: Home, run: Run) -> None:
    home.tries.mkdir(parents=True, exist_ok=True)
    forgotten = home.tries / "old.img"
    forgotten.write_bytes(b"x")
    os.utime(forgotten, (time.time() - 7200,) * 2)
    job = JobQueue(home).get(client.post(f"/api/tries/{run.id}", content=b"a picture").json()["job"])
    assert job is not None
    assert (job.kind, job.payload["run"]) == ("try", run.id)
    assert [each.name for each in home.tries.iterdir()] == [job.payload["file"]]
    assert (home.tries / job.payload["file"]).read_bytes() == b"a picture"
    of_target = JobQueue(home).get(client.post(f"/api/tries/{run.id}/target?picture=3").json()["job"])
    assert of_target is not None
    assert of_target.payload == {"run": run.id, "picture": 3}


def test_a_clock_that_jumps_ahead_removes_no_picture_that_a_job_waits_for(
    client: TestClient, home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = JobQueue(home).get(client.post(f"/api/tries/{run.id}", content=b"a picture").json()["job"])
    assert first is not None
    later = time.time() + 2 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    client.post(f"/api/tries/{run.id}", content=b"another")
    assert (home.tries / first.payload["file"]).read_bytes() == b"a picture"


def test_what_cannot_be_tried_is_refused(client: TestClient, run: Run) -> None:
    assert client.post(f"/api/tries/{run.id}", content=b"").status_code == 400
    assert client.post(f"/api/tries/{'0' * 32}", content=b"x").status_code == 404
    assert client.post(f"/api/tries/{run.id}/target?picture=-1").status_code == 400
    assert client.post(f"/api/tries/{run.id}", content=b"x" * 1_100_000).status_code == 413


def test_mistakes_of_somebody_else_do_not_exist_and_cells_open(client: TestClient, run: Run) -> None:
    assert client.get(f"/api/runs/{'0' * 32}/mistakes").status_code == 404
    found = client.get(f"/api/runs/{run.id}/mistakes").json()
    row, column = next((r, c) for r, line in enumerate(found["matrix"]) for c, count in enumerate(line) if count and r != c)
    cell = client.get(f"/api/runs/{run.id}/mistakes/cell?row={row}&column={column}").json()
    assert cell["count"] == len(cell["pictures"]) == found["matrix"][row][column]
    assert client.get(f"/api/runs/{run.id}/mistakes/cell?row=0&column=0&of=nobody").status_code == 400
