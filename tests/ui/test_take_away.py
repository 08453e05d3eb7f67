"""Exports: what their routes say, have made, and send, always as a download."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import pytest
import typer
from starlette.testclient import TestClient

from tests.ui.exported import carry_out
from tests.ui.made import MadeRun, dataset
from tlgui.cli import app
from tlgui.export.kinds import KINDS
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.ui.components.take_away import take_away


@pytest.mark.slow
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
        assert answer.headers["content-disposition"] == f'attachment; filename="photos-to-sketches-dann-{run.id[:8]}-{name}"'
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert len(answer.content) == int(answer.headers["content-length"]) == client.get(place).json()["files"][what]["bytes"]
    assert client.get(f"{place}/predictions.csv").text.count("\n") == 1 + 40
    refused = client.post(f"{place}/everything")
    assert refused.status_code == 404
    assert "model, predictions, report, run" in refused.text


def test_what_was_made_is_offered_until_making_it_anew_would_give_something_else(client: TestClient, home: Home) -> None:
    target = dataset(home, "sketches", each=3, sketch=True)
    run = MadeRun(home, dataset(home, "photos", each=3), target).whole()
    place = f"/api/runs/{run.id}/take-away"

    def made(language: str = "en") -> bool | None:
        file = client.get(place, headers={"cookie": f"tlgui_language={language}"}).json()["files"]["report"]
        return None if file is None else file["current"]

    def make() -> None:
        carry_out(home, client.post(f"{place}/report").json()["job"])

    assert made() is None
    make()
    assert made() is True
    assert made("zh") is False  # it would be in Chinese
    RunStore(home).describe(run, notes="seen by two people")
    assert made() is False
    make()
    assert made() is True
    (run.folder / "exports" / "report.html").write_text("written by another command since")
    assert made() is False
    make()
    shutil.rmtree(target.folder)
    assert made() is False


@pytest.mark.parametrize(
    ("source", "target", "header"),
    [
        ("3D icons", "ink drawings", 'filename="3d-icons-to-ink-drawings-dann-RUN-report.html"'),
        (
            "照片（大）",
            "素描",
            "filename=\"to-dann-RUN-report.html\"; filename*=UTF-8''"
            "%E7%85%A7%E7%89%87-%E5%A4%A7-to-%E7%B4%A0%E6%8F%8F-dann-RUN-report.html",
        ),
        (
            "Été",
            "..\\a/b\r\nset-cookie: x",
            "filename=\"ete-to-a-b-set-cookie-x-dann-RUN-report.html\"; filename*=UTF-8''%C3%A9t%C3%A9-",
        ),
        ("\u202e🐈", "x" * 300, f'filename="source-to-{"x" * 60}-dann-RUN-report.html"'),
    ],
)
def test_a_download_is_named_by_its_data_its_strategy_and_its_run(
    client: TestClient, home: Home, source: str, target: str, header: str
) -> None:
    run = MadeRun(home, dataset(home, source, each=2), dataset(home, target, each=2, sketch=True)).whole()
    place, header = f"/api/runs/{run.id}/take-away", header.replace("RUN", run.id[:8])
    carry_out(home, client.post(f"{place}/report").json()["job"])
    assert client.get(f"{place}/report.html").headers["content-disposition"].startswith(f"attachment; {header}")
    for other in ("take-away/run.py", "files/events.jsonl"):
        said = client.get(f"/api/runs/{run.id}/{other}").headers["content-disposition"]
        assert said.startswith(f"attachment; {header[: header.index('report')]}")


def test_a_chart_is_saved_under_the_same_name(client: TestClient, run: Run) -> None:
    assert client.get(f"/api/runs/{run.id}/live").json()["about"]["file_name"] == f"photos-to-sketches-dann-{run.id[:8]}"


def test_every_kind_of_export_is_on_the_page_and_on_the_command_line(client: TestClient) -> None:
    page = client.get("/").text
    assert [kind.key for kind in KINDS if f'data-what=\\"{kind.key}\\"' not in page] == []
    assert {kind.command for kind in KINDS if kind.command} <= set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_card_shows_nothing_to_type(language: str) -> None:
    """Texts mark code with backticks, which the page would show as they are."""
    assert "`" not in str(take_away(language).html_template)


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
    target = dataset(home, "c", each=2, sketch=True)
    run = MadeRun(home, dataset(home, "d", each=2), target).whole()
    shutil.rmtree(target.folder)
    assert client.get(f"/api/runs/{run.id}/take-away").json()["command"] is None
    assert client.get(f"/api/runs/{run.id}/take-away/run.py").status_code == 404
