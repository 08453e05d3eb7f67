"""The routes of runs as things."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.ui.made import MadeRun
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import do
from tlgui.moving.archive import write_archive
from tlgui.runs.bin import RunBin
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import ClassMap
from tlgui.ui.components.stage import RESULTS
from tlgui.views.comparison import comparison


@pytest.fixture
def other(home: Home, made_run: MadeRun) -> Run:
    """A second run on the same pictures, of another strategy."""
    made = MadeRun(home, made_run.source, made_run.target, strategy="mcc")
    return made.whole()


def found(client: TestClient, search: str) -> tuple[set[str], list[int | None]]:
    boards = client.get("/api/leaderboard", params={"search": search}).json()["boards"]
    places = {key: place for board in boards for key, place, *_ in board["order"]}
    runs = client.get("/api/runs", params={"search": search}).json()["runs"]
    assert {each["run"] for each in runs} == {each["run"] for board in boards for each in board["rows"]} == places.keys()
    return set(places), list(places.values())


@pytest.mark.slow
def test_a_run_is_named_and_found_by_its_name_its_tags_and_words_that_the_page_shows(
    client: TestClient, run: Run, other: Run
) -> None:
    said = {"name": "第一次 try", "notes": "long necks", "tags": ["paper"]}
    assert client.put(f"/api/runs/{other.id}/remarks", json=said).json() == said
    assert client.put(f"/api/runs/{other.id}/remarks", json={"tags": ["paper", "b"]}).json()["name"] == said["name"]
    (board,) = client.get("/api/leaderboard").json()["boards"]
    place = next(place for key, place, *_ in board["order"] if key == other.id)
    for search in ("第一次", "#paper", "necks", "strategy:mcc #b", "tag:paper status:finished"):
        assert found(client, search) == ({other.id}, [place]), search
    assert found(client, "data:photos")[0] >= {run.id, other.id}
    assert found(client, "status:failed #paper") == (set(), [])
    in_chinese = client.get("/api/runs", params={"search": "已完成 #b"}, headers={"cookie": "tlgui_language=zh"}).json()
    assert [each["run"] for each in in_chinese["runs"]] == [other.id]
    assert client.get(f"/api/runs/{other.id}/live").json()["about"]["name"] == said["name"]


def test_D17_the_server_refuses_a_bad_name(client: TestClient, home: Home, run: Run, other: Run) -> None:
    RunStore(home).describe(run, name="mine")
    for name, code in (("../x", "name_bad"), ("", "name_empty"), ("x" * 300, "name_too_long"), ("MINE", "name_in_use")):
        answer = client.put(f"/api/runs/{other.id}/remarks", json={"name": name})
        assert answer.status_code == 400
        assert [each["code"] for each in answer.json()["problems"]] == [code]
    assert other.remarks.name is None
    assert client.put(f"/api/runs/{other.id}/remarks", json={"folder": "x"}).status_code == 400
    assert client.put(f"/api/runs/{'0' * 32}/remarks", json={"name": "x"}).status_code == 404


def test_G3_the_run_of_somebody_else_is_not_named(client: TestClient, home: Home, made_run: MadeRun) -> None:
    theirs = RunStore(home).create(made_run.spec, {}, "b")
    assert client.put(f"/api/runs/{theirs.id}/remarks", json={"name": "x"}).status_code == 404
    assert theirs.remarks.name is None


def test_two_runs_side_by_side_are_told_in_words(client: TestClient, run: Run, other: Run) -> None:
    told = client.get(f"/api/runs/{run.id}/compare/{other.id}").json()
    assert told["titles"][1] in ("MCC", other.remarks.name)
    results = {row["name"]: row["values"] for row in told["results"]}
    assert results["Target"] == ["85.0 %", "85.0 %"]
    assert results["Over source-only"] == ["+30.0", "+30.0"]
    assert results["Target labels used for"] == ["scoring", "scoring"]
    assert len(set(results["… target pictures scored"])) == 1
    settings = {row["name"]: row["values"] for row in told["settings"]}
    assert settings["Strategy"] == ["DANN", "MCC"]
    assert settings["MCC: Temperature T"] == ["–", "2.5"]
    assert "Epochs" not in settings
    assert client.get(f"/api/runs/{run.id}/compare/{run.id}").json()["settings"] == []
    assert client.get(f"/api/runs/{run.id}/compare/{'0' * 32}").status_code == 404


def test_runs_on_other_pictures_and_of_another_task_are_compared_too(client: TestClient, home: Home, run: Run) -> None:
    spec = run.spec.model_copy(
        update={"source": "c" * 32, "task": "regression", "strategy": "gone", "class_map": ClassMap(leave_out=("<b>owl",))}
    )
    other = RunStore(home).create(spec, {"source": "photos", "target": "sketches"})
    told = client.get(f"/api/runs/{run.id}/compare/{other.id}").json()
    settings = {row["name"]: row["values"] for row in told["settings"]}
    assert settings["Source pictures"] == [run.spec.source[:8], "cccccccc"]
    assert settings["Classes renamed or left out"] == ["none", "<b>owl ✕"]
    assert settings["Strategy"][1] == "gone"


def test_of_an_error_the_change_is_told_with_its_sign(home: Home, run: Run) -> None:
    errors = {"mae": {"source": 2.0, "target": 5.0, "baseline": 12.0, "normalisation_alone": 6.0}}
    found = {**summary(run, JobQueue(home)), "task": "regression", "metrics": errors}
    rows = comparison(found, found, "en")["results"]
    results = {row["name"]: row["values"] for row in rows}
    assert (results["Target"][0], results["Over source-only"][0]) == ("5", "−7")
    assert set(RESULTS) <= {row["key"] for row in rows}  # those that stand on the stage


def test_a_run_is_deleted_and_brought_back(client: TestClient, home: Home, other: Run) -> None:
    RunStore(home).describe(other, name="bye")
    assert client.delete(f"/api/runs/{other.id}").json() == {"deleted": True}
    gone = client.get(f"/api/runs/{other.id}/live")
    assert (gone.status_code, gone.json()["problems"][0]["code"]) == (410, "run_in_bin")
    assert other.id not in {each["run"] for each in client.get("/api/runs").json()["runs"]}
    there = client.get("/api/bin").json()
    (line,) = there["runs"]
    assert (line["run"], line["name"], line["bytes"]) == (other.id, "bye", there["bytes"])
    assert line["about"] == "MCC · photos → sketches"
    assert client.post(f"/api/bin/{other.id}/restore").json() == {"run": other.id, "name": "bye"}
    assert client.get(f"/api/runs/{other.id}/maps").json()["maps"]
    assert client.post(f"/api/bin/{other.id}/restore").status_code == 404
    client.delete(f"/api/runs/{other.id}")
    assert client.delete("/api/bin").json() == {"freed": there["bytes"]}
    assert client.get("/api/bin").json() == {"runs": [], "next": None, "count": 0, "bytes": 0}


def test_a_run_that_is_not_over_is_not_deleted(client: TestClient, home: Home, made_run: MadeRun) -> None:
    waiting = RunStore(home).create(made_run.spec, {})
    JobQueue(home).submit("train", {"run": waiting.id}, run=waiting.id)
    answer = client.delete(f"/api/runs/{waiting.id}")
    assert answer.status_code == 409
    assert "stop it first" in answer.json()["problems"][0]["message"]
    assert waiting.folder.is_dir()


def test_G3_the_run_of_somebody_else_is_not_deleted_and_theirs_is_not_brought_back(
    client: TestClient, home: Home, made_run: MadeRun
) -> None:
    theirs = RunStore(home).create(made_run.spec, {}, "b")
    assert client.delete(f"/api/runs/{theirs.id}").status_code == 404
    RunBin(home).put(theirs)
    assert client.get("/api/bin").json()["runs"] == []
    assert client.post(f"/api/bin/{theirs.id}/restore").status_code == 404
    client.delete("/api/bin")
    assert RunBin(home).get(theirs.id, "b")


def test_the_disk_is_told_in_words_and_cleaned(client: TestClient, home: Home, run: Run) -> None:
    made = home.cache / "health" / "a.npz"
    made.parent.mkdir(exist_ok=True)
    made.write_bytes(bytes(2000))
    told = client.get("/api/disk", headers={"cookie": "tlgui_language=zh"}).json()
    parts = {each["part"]: each for each in told["parts"]}
    assert parts["runs"]["name"] == "运行"
    assert parts["reports"]["bytes"] >= 2000
    assert {name for name, each in parts.items() if each["cleanable"]} == {"features", "reports", "exports", "references"}
    done = client.post("/api/disk/clean", json={"what": ["reports"]}).json()
    assert done["freed"] >= 2000
    assert not made.exists()
    assert client.post("/api/disk/clean", json={"what": ["runs"]}).status_code == 400
    assert run.folder.is_dir()


def taken_in(client: TestClient, home: Home, data: bytes) -> dict[str, Any]:
    """Send the zip of a run and have it taken in: what the page is told of the job once it is over."""
    begun = client.post("/api/uploads", json={"name": "run.zip", "kind": "zip", "files": 1, "bytes": len(data)}).json()
    assert client.post(f"/api/uploads/{begun['upload']}/zip", content=data).status_code == 200
    asked = client.post(f"/api/uploads/{begun['upload']}/run").json()["job"]
    queue = JobQueue(home)
    job = queue.take("data", "tester")
    assert job is not None
    assert job.id == asked
    do(home, job, queue, threading.Event())
    assert not list(home.uploads.iterdir())
    return client.get(f"/api/jobs/{asked}").json()


def test_a_run_is_sent_taken_in_and_said_to_be_here(client: TestClient, home: Home, other: Run, tmp_path: Path) -> None:
    archive = tmp_path / "run.zip"
    write_archive(home, other, archive)
    refused = taken_in(client, home, archive.read_bytes())
    assert (refused["state"], refused["problems"][0]["code"], refused["result"]) == ("failed", "import_here_already", None)
    RunBin(home).put(other)
    RunBin(home).empty(RunBin(home).all())
    found = taken_in(client, home, archive.read_bytes())["result"]
    assert (found["run"], found["name"]) == (other.id, "MCC")
    assert "source-only network was not included" in found["notes"][0]
    assert client.get(f"/api/runs/{other.id}/maps").json()["maps"]
    assert taken_in(client, home, b"PK")["problems"]


def test_F1_a_pickle_in_a_run_is_refused_by_the_server(client: TestClient, home: Home, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "run.zip", "w") as archive:
        archive.writestr("spec.json", "{}")
        archive.writestr("weights.pt", "x")
    assert taken_in(client, home, (tmp_path / "run.zip").read_bytes())["problems"][0]["code"] == "import_pickle"
