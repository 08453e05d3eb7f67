"""The import job: how far it is, cancelling it, and that nothing of the upload stays."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.runs.test_bin import content
from tests.ui.made import MadeRun, dataset
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.queue import Job, JobQueue
from tlgui.jobs.worker import JobContext, do
from tlgui.moving.archive import write_archive
from tlgui.moving.importing import import_run
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.ui.uploads import UploadStore


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    folder = tmp_path_factory.mktemp("there")
    there = Home.open(folder / "home")
    run = MadeRun(there, dataset(there, "photos", each=3), dataset(there, "sketches", each=3, sketch=True)).whole()
    write_archive(there, run, folder / "run.zip")
    return run, folder / "run.zip"


def sent(home: Home, archive: Path) -> Job:
    """The job of an archive that was uploaded, taken by a worker."""
    queue, store = JobQueue(home), UploadStore(home)
    upload = store.begin("local", "run.zip", "zip", None, 0, 1)
    shutil.copyfile(archive, upload.content)
    store.take_in(upload, queue)
    job = queue.take("data", "w")
    assert job is not None
    return job


def test_it_says_how_far_it_is_and_removes_the_upload(
    home: Home, archive: tuple[Run, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, file = archive
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(JobContext, "report", lambda context, **progress: told.append(progress))
    queue, job = JobQueue(home), sent(home, file)
    assert do(home, job, queue, threading.Event())
    over = queue.get(job.id)
    assert over is not None
    assert (over.state, over.result["run"]) == ("done", run.id)  # type: ignore[index]
    assert {note["code"] for note in over.result["notes"]} >= {"import_source_missing"}  # type: ignore[index]
    copied = [each for each in told if each["stage"] == "copy"]
    assert copied[-1]["done"] == copied[-1]["total"] > 10_000
    assert [each["done"] for each in copied] == sorted(each["done"] for each in copied)
    assert told[-1]["stage"] == "check"
    assert list(home.uploads.iterdir()) == []


def test_cancelled_it_leaves_nothing_behind(home: Home, archive: tuple[Run, Path]) -> None:
    queue, job = JobQueue(home), sent(home, archive[1])
    queue.ask_to_cancel(job.id)
    assert do(home, job, queue, threading.Event())
    over = queue.get(job.id)
    assert over is not None
    assert over.state == "cancelled"
    assert content(home.runs) == content(home.uploads) == {}


@pytest.mark.parametrize("when", ["copy", "check"])
def test_it_can_be_stopped_at_any_moment(when: str, home: Home, archive: tuple[Run, Path]) -> None:
    stages: list[str] = []
    with pytest.raises(UserError, match="nothing was imported"):
        import_run(
            home, archive[1], progress=lambda stage, done, total: stages.append(stage), stop=lambda: stages.count(when) > 1
        )
    assert stages[-1] == when
    assert list(home.runs.iterdir()) == []
    assert RunStore(home).all() == []
