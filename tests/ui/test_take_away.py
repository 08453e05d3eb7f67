"""Take away: what its routes say, have made, and send, always as a download."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.ui.made import MadeRun, dataset
from tlgui.export.job import export
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import HANDLERS, JobContext
from tlgui.runs.store import Run


def carry_out(home: Home, job_id: str) -> object:
    import threading

    queue = JobQueue(home)
    job = queue.get(job_id)
    assert job is not None
    assert HANDLERS[job.kind] == "tlgui.export.job:export"
    return export(JobContext(home, job, queue, threading.Event()))


def test_a_report_and_a_table_are_made_by_a_job_and_fetched(client: TestClient, home: Home, run: Run) -> None:
    place = f"/api/runs/{run.id}/take-away"
    before = client.get(place).json()
    assert before["files"] == {"model": None, "predictions": None, "report": None, "run": None}
    assert before["command"].startswith("tlgui train")
    assert client.get(f"{place}/report.html").status_code == 404
    for what, name in (("report", "report.html"), ("predictions", "predictions.csv")):
        carry_out(home, client.post(f"{place}/{what}").json()["job"])
        answer = client.get(f"{place}/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"] == f'attachment; filename="{run.id[:8]}-{name}"'
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert len(answer.content) == int(answer.headers["content-length"]) == client.get(place).json()["files"][what]["bytes"]
    assert client.get(f"{place}/predictions.csv").text.count("\n") == 1 + 40
    assert client.post(f"{place}/everything").status_code == 400


def test_the_same_run_comes_as_a_script_and_a_notebook(client: TestClient, run: Run) -> None:
    place = f"/api/runs/{run.id}/take-away"
    assert "tlgui.adapt(" in ast.unparse(ast.parse(client.get(f"{place}/run.py").text))
    assert json.loads(client.get(f"{place}/run.ipynb").text)["nbformat"] == 4
    assert client.get(f"{place}/run.ipynb").headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["model.json", "..%2fspec.json", "%2e%2e/spec.json", "nothing"])
def test_nothing_else_is_sent(client: TestClient, run: Run, name: str) -> None:
    assert client.get(f"/api/runs/{run.id}/take-away/{name}").status_code == 404


def test_G5_a_link_in_the_run_folder_is_not_followed(client: TestClient, home: Home, tmp_path: Path) -> None:
    run = MadeRun(home, dataset(home, "a", each=2), dataset(home, "b", each=2, sketch=True)).whole()
    (run.folder / "exports").mkdir()
    (tmp_path / "canary").write_text("canary")
    (run.folder / "exports" / "report.html").symlink_to(tmp_path / "canary")
    assert client.get(f"/api/runs/{run.id}/take-away/report.html").status_code == 404


def test_a_run_whose_data_are_gone_has_no_command_and_no_script(client: TestClient, home: Home) -> None:
    import shutil

    target = dataset(home, "c", each=2, sketch=True)
    run = MadeRun(home, dataset(home, "d", each=2), target).whole()
    shutil.rmtree(target.folder)
    assert client.get(f"/api/runs/{run.id}/take-away").json()["command"] is None
    assert client.get(f"/api/runs/{run.id}/take-away/run.py").status_code == 404
