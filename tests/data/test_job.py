"""The data lane's jobs, as a worker calls them."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from tlgui.data import job
from tlgui.data.store import DatasetStore
from tlgui.home import Home
from tlgui.jobs.queue import LANES, JobQueue
from tlgui.jobs.worker import HANDLERS, WARM_UP, JobContext, _function, do

from .samples import class_folders, encoded, refusal, snapshot, zip_file, zip_of_classes


def context(home: Home, kind: str, payload: dict, stopping: bool = False) -> tuple[JobContext, JobQueue]:
    queue, event = JobQueue(home), threading.Event()
    if stopping:
        event.set()
    queue.submit(kind, payload)
    taken = queue.take(LANES[kind], "w")
    assert taken is not None
    return JobContext(home, taken, queue, event), queue


def test_the_worker_finds_the_handlers() -> None:
    assert (_function(HANDLERS["ingest"]), _function(HANDLERS["demo"]), _function(WARM_UP["data"])) == (
        job.ingest,
        job.demo,
        job.warm_up,
    )
    assert list(job.warm_up()) == [None]


def test_an_ingest_job_returns_the_dataset_and_reports_its_end(home: Home, tmp_path: Path) -> None:
    folder = class_folders(tmp_path / "photo", {"a": 2, "b": 3})
    given, queue = context(home, "ingest", {"path": str(folder), "name": None, "kind": "folder"})
    result = job.ingest(given)
    assert DatasetStore(home).get(result["dataset"]).info.name == "photo"
    assert (result["size"], result["refused"], result["notes"]) == (5, 0, [])
    asked = queue.get(given.job.id)
    assert asked is not None
    assert asked.progress == {"stage": "decode", "done": 5, "total": 5, "refused": 0, "rate": None, "seconds_left": None}


def test_unpacking_a_zip_is_told_before_decoding(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict] = []
    monkeypatch.setattr(JobContext, "report", lambda self, **progress: told.append(progress))
    path = zip_of_classes(tmp_path / "photo.zip", {"a": 2, "b": 3})
    job.ingest(context(home, "ingest", {"path": str(path), "name": None, "kind": "folder"})[0])
    size = path.stat().st_size
    expected = [("hash", size, size), *((stage, done, 5) for stage in ("unpack", "decode") for done in range(1, 6))]
    assert [(each["stage"], each["done"], each["total"]) for each in told] == expected


def test_a_demo_job_returns_both_datasets(home: Home) -> None:
    result = job.demo(context(home, "demo", {"demo": "icons"})[0])
    names = [DatasetStore(home).get(result[role]).info.name for role in ("source", "target")]
    assert names == ["3D icons", "Ink drawings"]


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


# -- shift ------------------------------------------------------------------------------------------------------------------------


def test_a_shift_job_makes_a_dataset(home: Home, tmp_path: Path) -> None:
    parent = job.ingest(
        context(home, "ingest", {"path": str(class_folders(tmp_path / "x", {"a": 2, "b": 2})), "kind": "folder"})[0]
    )
    given, queue = context(home, "shift", {"dataset": parent["dataset"], "settings": {"kind": "blur", "severity": 2}})
    made = DatasetStore(home).get(job.shift(given)["dataset"])
    assert (made.info.origin["parent"], len(made)) == (parent["dataset"], 4)
    asked = queue.get(given.job.id)
    assert asked is not None
    assert asked.progress is not None
    assert (asked.progress["done"], asked.progress["total"]) == (4, 4)


def test_a_shift_job_with_wrong_settings_is_refused(home: Home, tmp_path: Path) -> None:
    given, _ = context(home, "shift", {"dataset": "0" * 32, "settings": {"kind": "sepia"}})
    refusal("setting_not_a_choice", lambda: job.shift(given))


def test_G24_a_preview_of_pictures_that_do_not_exist_shows_the_others(home: Home, tmp_path: Path) -> None:
    parent = job.ingest(
        context(home, "ingest", {"path": str(class_folders(tmp_path / "x", {"a": 2, "b": 2})), "kind": "folder"})[0]
    )
    payload = {"dataset": parent["dataset"], "settings": {"kind": "blur"}, "pictures": [0, 99, -1, 3]}
    assert len(job.preview(context(home, "preview", payload)[0])["pictures"]) == 2
    many = {**payload, "pictures": [0] * 1000}
    assert len(job.preview(context(home, "preview", many)[0])["pictures"]) == job.PREVIEWED


# -- cancel -----------------------------------------------------------------------------------------------------------------------


def slow_folder(tmp_path: Path, count: int = 400) -> Path:
    """A folder that takes seconds to read."""
    image = Image.effect_noise((1600, 1200), 80)
    for name in "ab":
        (tmp_path / "slow" / name).mkdir(parents=True)
    data = encoded(image.convert("RGB"), "JPEG")
    for index in range(count):
        (tmp_path / "slow" / "ab"[index % 2] / f"{index}.jpg").write_bytes(data)
    return tmp_path / "slow"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_cancelled_ingest_ends_soon_and_leaves_nothing(home: Home, tmp_path: Path, kind: str) -> None:
    folder = slow_folder(tmp_path)
    path = folder
    if kind == "zip":
        path = zip_file(
            tmp_path / "slow.zip", [(str(each.relative_to(folder)), each.read_bytes()) for each in folder.rglob("*.jpg")], 0
        )
    before = snapshot(folder)
    given, queue = context(home, "ingest", {"path": str(path), "name": None, "kind": "folder"})
    cancelled: list[float] = []

    def cancel() -> None:
        while (asked := queue.get(given.job.id)) is None or (asked.progress or {}).get("stage") not in ("unpack", "decode"):
            time.sleep(0.01)
        assert queue.ask_to_cancel(given.job.id)
        cancelled.append(time.monotonic())

    thread = threading.Thread(target=cancel)
    thread.start()
    refusal("ingest_stopped", lambda: job.ingest(given))
    ended = time.monotonic()
    thread.join()
    assert ended - cancelled[0] < 5
    assert given.cancelled()
    assert list(home.datasets.iterdir()) == []
    assert not any((home.cache / "unpacked").glob("*"))
    assert snapshot(folder) == before


def test_a_job_that_waits_is_cancelled_at_once(home: Home) -> None:
    queue = JobQueue(home)
    waiting = queue.submit("shift", {})
    assert queue.ask_to_cancel(waiting.id)
    asked = queue.get(waiting.id)
    assert asked is not None
    assert asked.state == "cancelled"
    assert not queue.ask_to_cancel(waiting.id)
    assert not queue.cancel_asked(waiting.id)


def test_a_cancelled_job_is_cancelled_not_failed(home: Home, tmp_path: Path) -> None:
    folder = class_folders(tmp_path / "x", {"a": 2, "b": 2})
    queue = JobQueue(home)
    queue.submit("ingest", {"path": str(folder), "name": None, "kind": "folder"})
    taken = queue.take("data", "w")
    assert taken is not None
    queue.ask_to_cancel(taken.id)
    assert do(home, taken, queue, threading.Event())
    asked = queue.get(taken.id)
    assert asked is not None
    assert (asked.state, asked.problems) == ("cancelled", None)
    assert not queue.cancel_asked(taken.id)
