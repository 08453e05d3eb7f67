"""The data lane's jobs, as a worker calls them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tlgui.data import job
from tlgui.data.pack import DatasetStore
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import HANDLERS, WARM_UP, JobContext, _function

from .samples import class_folders, refusal, zip_of_classes


def context(home: Home, kind: str, payload: dict, stopping: bool = False) -> tuple[JobContext, JobQueue]:
    queue, event = JobQueue(home), threading.Event()
    if stopping:
        event.set()
    return JobContext(home, queue.submit(kind, payload), queue, event), queue


def test_the_worker_finds_the_handlers() -> None:
    assert (_function(HANDLERS["ingest"]), _function(HANDLERS["demo"]), _function(WARM_UP["data"])) == (
        job.ingest,
        job.demo,
        job.warm_up,
    )
    job.warm_up()


def test_an_ingest_job_returns_the_dataset_and_reports_its_end(home: Home, tmp_path: Path) -> None:
    folder = class_folders(tmp_path / "photo", {"a": 2, "b": 3})
    given, queue = context(home, "ingest", {"path": str(folder), "name": None, "kind": "folder"})
    result = job.ingest(given)
    assert DatasetStore(home).get(result["dataset"]).info.name == "photo"
    assert (result["size"], result["refused"], result["notes"]) == (5, 0, [])
    asked = queue.get(given.job.id)
    assert asked is not None
    assert asked.progress == {"done": 5, "total": 5, "refused": 0}


def test_a_demo_job_returns_both_datasets(home: Home) -> None:
    result = job.demo(context(home, "demo", {})[0])
    assert [DatasetStore(home).get(result[role]).info.name for role in ("source", "target")] == [
        "Printed digits",
        "Handwritten digits",
    ]


def test_an_asked_stop_ends_the_job(home: Home, tmp_path: Path) -> None:
    folder = class_folders(tmp_path / "photo", {"a": 2, "b": 3})
    given, _ = context(home, "ingest", {"path": str(folder), "name": None, "kind": "folder"}, stopping=True)
    refusal("ingest_stopped", lambda: job.ingest(given))


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_an_upload_is_removed_when_the_job_is_over(home: Home, form: str) -> None:
    upload, other = home.uploads / "u1", home.uploads / "u2"
    other.mkdir()
    if form == "folder":
        path = upload
        class_folders(upload / "photo", {"a": 2, "b": 3})
    else:
        upload.mkdir()
        path = zip_of_classes(upload / "photo.zip", {"a": 2, "b": 3})
    result = job.ingest(context(home, "ingest", {"path": str(path), "name": "photo", "kind": "upload", "remove": True})[0])
    assert len(DatasetStore(home).get(result["dataset"])) == 5
    assert not upload.exists()
    assert other.exists()


def test_an_upload_is_removed_after_a_refusal_too(home: Home) -> None:
    (home.uploads / "u1").mkdir()
    payload = {"path": str(home.uploads / "u1"), "name": None, "kind": "upload", "remove": True}
    refusal("no_images", lambda: job.ingest(context(home, "ingest", payload)[0]))
    assert not (home.uploads / "u1").exists()


@pytest.mark.parametrize("place", ["photo", "home", "home/uploads"])
def test_nothing_outside_the_uploads_is_ever_removed(home: Home, tmp_path: Path, place: str) -> None:
    class_folders(tmp_path / "photo", {"a": 2, "b": 3})
    class_folders(home.uploads, {"a": 2, "b": 3})
    payload = {"path": str(tmp_path / place), "name": None, "kind": "upload", "remove": True}
    job.ingest(context(home, "ingest", payload)[0])
    assert (tmp_path / "photo" / "a" / "0.png").exists()
    assert (home.uploads / "a" / "0.png").exists()
