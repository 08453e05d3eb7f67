"""X10: what is damaged is told where it is needed, and nothing else suffers; a run of an unknown strategy is shown as far as it goes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import missing
from tests.data.test_damaged import WHERE
from tests.ui.made import MadeRun, dataset
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.runs.store import RunStore
from tlgui.ui.form import Form, consider, form_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pair(home: Home) -> tuple[Pack, Pack]:
    """Two datasets, of the kind that a folder makes: with stamps, and with refused files."""
    refused = [{"name": "bad.png", "code": "picture_empty", "values": {}, "thumbnail": None}]
    return dataset(home, "ill", each=4, refused=refused), dataset(home, "well", each=3, sketch=True)


@pytest.fixture(scope="module")
def run(home: Home, pair: tuple[Pack, Pack]) -> str:
    return MadeRun(home, *pair).whole().id


@pytest.fixture(params=[*WHERE, "dataset.json"])
def damaged(request: pytest.FixtureRequest, pair: tuple[Pack, Pack], run: str) -> Iterator[str]:
    """One file of the first dataset is cut in half."""
    path = pair[0].folder / request.param
    data = path.read_bytes() if path.exists() else None
    path.write_bytes(b"" if data is None else data[: len(data) // 2])
    yield request.param
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)


def asked(pair: tuple[Pack, Pack], run: str) -> list[tuple[str, str, Any]]:
    """Everything on the page that has to do with the two datasets, or with a run of them."""
    ill, well = (pack.info.id for pack in pair)
    both = f"?source={ill}&target={well}"
    spec = {"strategy": "mmd", "backbone": "small-cnn", "source": ill, "target": well}
    return [
        *(("GET", f"/api/datasets/{ill}{part}", None) for part in ("", "/thumb/1", "/thumb/99")),
        *(("GET", f"/api/{what}{both}", None) for what in ("classes", "health", "xray", "health/problems.csv")),
        ("GET", f"/api/health/refused/{ill}/0", None),
        ("POST", "/api/health", {"source": ill, "target": well}),
        ("POST", "/api/xray", {"source": ill, "target": well}),
        ("POST", "/api/shift/preview", {"dataset": ill, "settings": {}, "pictures": [0]}),
        ("POST", "/api/augmentation", {"dataset": ill, "size": 32, "seed": 0}),
        ("POST", "/api/runs", {"spec": spec, "once": "press of start", "confirmed": ["few_shared_classes"]}),
        ("POST", "/api/runs", {"spec": {**spec, "source": well, "target": ill}, "once": "another press"}),
        ("POST", f"/api/tries/{run}/target?picture=1", None),
        *(
            ("GET", f"/api/runs/{run}/{part}", None)
            for part in ("live", "details", "maps", "mistakes", "take-away", "take-away/run.py")
        ),
    ]


EVERYTHING = {
    *("/api/datasets/ill", "/api/datasets/ill/thumb/1", "/api/datasets/ill/thumb/99", "/api/health/refused/ill/0"),
    *("/api/health", "/api/health/problems.csv", "/api/xray", "/api/shift/preview", "/api/augmentation", "/api/runs"),
    "/api/runs/run/take-away/run.py",
}
NEEDED: dict[str, set[str]] = {
    "dataset.json": EVERYTHING,
    "report.json": {"/api/datasets/ill", "/api/runs/run/take-away/run.py"},
    "thumbs.npy": {"/api/datasets/ill/thumb/1"},
    "thumbs.bin": {"/api/datasets/ill/thumb/1"},
    "refused.npy": {"/api/health/refused/ill/0"},
    "hashes.npy": {"/api/xray", "/api/runs", "/api/runs/run/take-away/run.py"},
    "labels.npy": {"/api/runs"},
}
"""Where on the page each file is needed. The others are needed by jobs alone, which read the pictures."""


def test_X10_a_damaged_file_of_a_dataset_is_said_wherever_it_is_needed_and_no_route_fails(
    home: Home, client: TestClient, pair: tuple[Pack, Pack], run: str, damaged: str
) -> None:
    said = set()
    for method, path, body in asked(pair, run):
        answer = client.request(method, path, json=body)
        assert answer.status_code < 500, (path, answer.text)
        if answer.status_code >= 400:
            for problem in answer.json()["problems"]:
                assert problem["message"]
                if problem["code"] == "dataset_damaged":
                    assert re.search(rf"\b{Path(damaged).stem}\.\w+", problem["message"])  # of two read together, either
                    said.add(path.partition("?")[0].replace(pair[0].info.id, "ill").replace(run, "run"))
    assert said == NEEDED.get(damaged, set())
    considered = consider(home, "local", Form.of(form_of(RunStore(home).get(run).spec)), "en")
    assert considered.spec is not None or considered.problems


def test_X10_other_datasets_and_all_runs_go_on(client: TestClient, pair: tuple[Pack, Pack], run: str, damaged: str) -> None:
    well = pair[1].info.id
    listed = {each["id"] for each in client.get("/api/datasets").json()["datasets"]}
    assert well in listed
    assert (pair[0].info.id in listed) == (damaged != "dataset.json")
    assert client.get(f"/api/datasets/{well}").status_code == 200
    assert client.get(f"/api/datasets/{well}/thumb/1").status_code == 200
    assert run in {each["run"] for each in client.get("/api/runs").json()["runs"]}
    for part in ("live", "details", "maps", "mistakes", "predicted", "thumb/source/1", "thumb/target/1"):
        assert client.get(f"/api/runs/{run}/{part}").status_code == 200
    assert run in {each["run"] for each in client.get("/api/tries").json()["runs"]}


# -- runs ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strategy", ["of-next-year", "dann+of-next-year", "", "a,b,,c", "x" * 400])
def test_X10_a_run_of_an_unknown_strategy_is_shown_and_what_cannot_be_done_is_said(
    home: Home, client: TestClient, pair: tuple[Pack, Pack], strategy: str
) -> None:
    run = MadeRun(home, *pair, strategy=strategy).whole()
    for part in (
        "live",
        "details",
        "maps",
        "predicted",
        "mistakes",
        "mistakes/cell?row=0&column=0",
        "take-away",
        f"compare/{run.id}",
    ):
        assert client.get(f"/api/runs/{run.id}/{part}").status_code == 200, part
    assert client.get(f"/api/runs/{run.id}/take-away/run.py").status_code < 500
    for listed in ("/api/runs", "/api/tries"):
        assert run.id in {each["run"] for each in client.get(listed).json()["runs"]}
    considered = consider(home, "local", Form.of(form_of(run.spec)), "en")
    assert considered.problems or not strategy  # none at all is as if nobody had chosen yet
    for path in ("resume", "reveal"):
        answer = client.post(f"/api/runs/{run.id}/{path}", json={} if path == "resume" else None)
        assert answer.status_code < 500
    client.delete(f"/api/runs/{run.id}")


def test_X10_an_unfinished_run_of_an_unknown_strategy_is_not_resumed_and_why_is_said(
    home: Home, client: TestClient, pair: tuple[Pack, Pack]
) -> None:
    made = MadeRun(home, *pair, strategy="of-next-year")
    made.begin()
    made.fail("no_gpu")
    answer = client.post(f"/api/runs/{made.run.id}/resume", json={})
    assert answer.status_code == 404
    assert [each["code"] for each in answer.json()["problems"]] == ["strategy_unknown"]


# -- what may not be read ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_X10_a_file_or_folder_that_may_not_be_read_hides_nothing_else(tmp_path: Path) -> None:
    as_user = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if as_user and shutil.which("setpriv") is None:
        missing("root may read everything, and there is no setpriv to take that right away")
    done = subprocess.run(
        [*as_user, sys.executable, "-m", "tests.ui.unreadable", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []
