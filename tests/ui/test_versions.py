"""Two versions of the program on one home: what a newer one made is said or passed over, and the older one rewrites nothing of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import processes_of
from tests.runs.test_bin import content
from tests.ui.every_route import NOWHERE, READS, known_of
from tests.ui.made import MadeRun, dataset
from tlgui import durable
from tlgui.data.pack import PACK_VERSION
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.queue_file import VERSION
from tlgui.jobs.workers import ensure_workers
from tlgui.runs.run import Run
from tlgui.specification.run_spec import SPEC_VERSION
from tlgui.ui.server import create_app


@pytest.fixture(scope="module")
def pair(home: Home) -> tuple[Run, Run]:
    """A run, and another one as a newer version would have made it, with data of its own."""
    ours = MadeRun(home, dataset(home, "photos", each=3), dataset(home, "sketches", each=3, sketch=True)).whole()
    newer = MadeRun(home, dataset(home, "new photos", each=3), dataset(home, "new sketches", each=3, sketch=True)).whole()
    datasets = (newer.spec.source, newer.spec.target)
    envelope = durable.read_json(newer.folder / "spec.json")
    spec = {**envelope["spec"], "version": SPEC_VERSION + 1, "of_later": {"a": [1]}}
    durable.write_json(newer.folder / "spec.json", {**envelope, "spec": spec})
    for each in datasets:
        file = home.datasets / str(each) / "dataset.json"
        durable.write_json(file, {**durable.read_json(file), "version": PACK_VERSION + 1, "of_later": True})
    return ours, newer


NEEDS_THE_QUEUE = {
    *("/api/runs", "/api/runs/{run_id}/live", "/api/queue", "/api/bin", "/api/disk", "/api/tries", "/api/jobs/{job_id}"),
    *("/api/labels/{dataset_id}", "/api/labels/{dataset_id}/labels.csv", "/api/lesson", "/api/lessons/{lesson_id}"),
    *("/api/leaderboard", "/api/leaderboard/changes", "/api/leaderboard/{board}", "/api/leaderboard/{board}/rows"),
}
"""What says how a run stands, or whether one may be removed."""


def answers(client: TestClient, home: Home, run: Run) -> dict[str, Any]:
    return {path: client.get(call.path.format(**known_of(run)), **call.more) for path, call in READS.items()}


@pytest.mark.slow
def test_what_a_newer_version_made_is_not_listed_and_is_named_where_it_is_asked_for(
    client: TestClient, home: Home, pair: tuple[Run, Run]
) -> None:
    ours, newer = pair
    before = content(newer.folder), content(home.datasets)
    found = answers(client, home, newer)
    about_it = {path for path in READS if "{run_id}" in path or "{dataset_id}" in path}
    about_it |= {path for path, call in READS.items() if "{source}" in call.path and path != "/api/classes"}
    nowhere = {*NOWHERE, "/api/presets/{preset_id}", "/api/jobs/{job_id}", "/api/searches/{search_id}/live"} - about_it
    assert {path: answer.status_code for path, answer in found.items() if answer.status_code != 200} == {
        **dict.fromkeys(about_it, 400),
        **dict.fromkeys(nowhere, 404),
    }
    assert newer.id not in found["/api/runs"].text
    assert ours.id in found["/api/runs"].text
    assert str(newer.spec.source) not in found["/api/datasets"].text
    for path in ("/api/runs/{run_id}/live", "/api/datasets/{dataset_id}"):
        [problem] = found[path].json()["problems"]
        assert problem["code"] in ("run_newer", "dataset_newer")
        assert "newer version of tlgui" in problem["message"]
    for method, path in (("POST", "stop"), ("POST", "reveal"), ("PUT", "remarks"), ("DELETE", "")):
        answer = client.request(method, f"/api/runs/{newer.id}/{path}".rstrip("/"), json={} if method == "PUT" else None)
        assert answer.status_code == 400
    assert (content(newer.folder), content(home.datasets)) == before


def test_the_keeper_of_an_older_server_leaves_it_alone(client: TestClient, home: Home, pair: tuple[Run, Run]) -> None:
    before = content(pair[1].folder), content(home.datasets)
    assert client.post("/api/disk/clean", json={"what": ["features", "reports", "exports", "references"]}).status_code == 200
    client.delete("/api/bin")
    assert (content(pair[1].folder), content(home.datasets)) == before


def test_a_newer_queue_is_said_by_a_running_server_which_starts_nothing_and_rewrites_nothing(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    run = MadeRun(home, dataset(home, "photos", each=3), dataset(home, "sketches", each=3, sketch=True)).whole()
    with TestClient(
        create_app(home, work=False), base_url="http://localhost:7860", headers={"origin": "http://localhost:7860"}
    ) as client:
        with closing(sqlite3.connect(home.jobs / "queue.sqlite")) as database:
            database.execute(f"PRAGMA user_version={VERSION + 1}")
        before = content(home.jobs)
        found = answers(client, home, run)
        assert {path: answer.status_code for path, answer in found.items() if answer.status_code != 200} == {
            **dict.fromkeys(NOWHERE | {"/api/presets/{preset_id}", "/api/searches/{search_id}/live"}, 404),
            **dict.fromkeys(NEEDS_THE_QUEUE, 409),
        }
        for path in NEEDS_THE_QUEUE:
            [problem] = found[path].json()["problems"]
            assert (problem["code"], "newer version" in problem["message"]) == ("queue_newer", True)
        spec = run.spec.model_dump(mode="json")
        assert client.post("/api/runs", json={"spec": spec, "once": "press of start"}).status_code == 409
        assert [each.name for each in home.runs.iterdir()] == [run.id]
        for act in (lambda: ensure_workers(home), lambda: JobQueue(home), lambda: create_app(home, work=False)):
            with pytest.raises(UserError, match="newer version"):
                act()
        # The index of runs lies beside the queue and is a file of its own.
        after, before = ({name: of[name] for name in of if name == "queue.sqlite"} for of in (content(home.jobs), before))
        assert after == before != {}
    assert processes_of(home) == []
