"""Uploads that break off, stand still, are sent twice at once or outlive their server: what is here stays, and they go on."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.waiting import wait_until
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.ui import arriving, upload_writer, uploads
from tlgui.ui.uploads import KEPT_SECONDS, SHORT_BYTES, SPARED_SECONDS, Upload, UploadStore

ZIP = bytes(range(256)) * 1000
HALF = len(ZIP) // 2


@pytest.fixture
def store(app) -> UploadStore:
    return app.app.state.uploads


@pytest.fixture
def asked(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, headers={"origin": server}) as client:
        yield client


def begin(asked: httpx.Client, kind: str = "zip", size: int = len(ZIP)) -> str:
    return asked.post("/api/uploads", json={"name": "x", "kind": kind, "bytes": size, "files": 1}).json()["upload"]


@pytest.fixture
def upload(asked: httpx.Client) -> Iterator[str]:
    """The upload of a zip that has just begun; afterwards nothing of it is left."""
    begun = begin(asked)
    yield begun
    asked.delete(f"/api/uploads/{begun}")


@contextmanager
def half_sent(server: str, path: str, body: bytes, length: int, kind: str = "application/zip") -> Iterator[socket.socket]:
    """A request whose head announces ``length`` bytes, of which ``body`` has been sent."""
    place = urlsplit(server)
    head = f"POST {path} HTTP/1.1\r\nHost: {place.netloc}\r\nOrigin: {server}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    with socket.create_connection((place.hostname, place.port)) as connection:
        connection.settimeout(60)
        connection.sendall(head.encode() + body)
        yield connection


@contextmanager
def half_a_zip(server: str, upload: str, folder: Path) -> Iterator[socket.socket]:
    with half_sent(server, f"/api/uploads/{upload}/zip", ZIP[:HALF], len(ZIP)) as connection:
        wait_until(lambda: (folder / "partial").exists() and (folder / "partial").stat().st_size == HALF)
        yield connection


def code(answer: httpx.Response) -> str:
    return answer.json()["problems"][0]["code"]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets seconds pass for whoever counts how long an upload has been still."""

    def pass_(seconds: float) -> None:
        before = uploads.time.monotonic
        monkeypatch.setattr(uploads, "time", namedtuple("Clock", "monotonic time")(lambda: before() + seconds, time.time))

    return pass_


# -- standing still ----------------------------------------------------------------------------------------------------------


def test_X6_an_open_request_is_no_pause_however_still_it_is(
    server: str, asked: httpx.Client, upload: str, home: Home, store: UploadStore, later: Callable[[float], None]
) -> None:
    with half_a_zip(server, upload, home.uploads / upload) as connection:
        later(10 * KEPT_SECONDS)
        store.sweep(JobQueue(home))
        connection.sendall(ZIP[HALF:])
        assert b" 200 " in connection.recv(200)
    job = JobQueue(home).get(asked.post(f"/api/uploads/{upload}/finish").json()["job"])
    assert job is not None
    assert Path(job.payload["path"]).read_bytes() == ZIP


def test_X6_an_upload_goes_on_hours_later(
    asked: httpx.Client, upload: str, home: Home, store: UploadStore, later: Callable[[float], None]
) -> None:
    assert asked.post(f"/api/uploads/{upload}/zip", content=ZIP[:HALF]).status_code == 200
    store.sweep(JobQueue(home))
    for _ in range(3):
        later(KEPT_SECONDS - 60)
        store.sweep(JobQueue(home))
        assert asked.get(f"/api/uploads/{upload}").json()["zip"] == HALF  # to ask is to go on
        store.sweep(JobQueue(home))
    assert asked.post(f"/api/uploads/{upload}/zip", params={"offset": HALF}, content=ZIP[HALF:]).status_code == 200
    assert (home.uploads / upload / "upload.zip").read_bytes() == ZIP


def test_G11_an_upload_that_nobody_goes_on_with_is_removed_in_the_end(tmp_path: Path, later: Callable[[float], None]) -> None:
    home = Home.open(tmp_path / "home")
    queue, store = JobQueue(home), UploadStore(home)
    left, waiting = (store.begin(LOCAL_OWNER, "x", "folder", None, 0, 0) for _ in range(2))
    store.finish(waiting, queue)
    archive = store.begin(LOCAL_OWNER, "run.zip", "zip", None, 0, 1)
    archive.content.write_bytes(b"a run")
    store.take_in(archive, queue)
    store.sweep(queue)
    later(KEPT_SECONDS - 1)
    store.sweep(queue)
    assert left.folder.exists()
    later(2)
    store.sweep(queue)
    assert not left.folder.exists()
    assert waiting.folder.exists()
    assert archive.content.exists()


def test_G11_a_server_forgets_the_uploads_that_jobs_have_read_and_removed(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    queue, store = JobQueue(home), UploadStore(home)
    read, going_on = (store.begin(LOCAL_OWNER, "x", "folder", None, 0, 0) for _ in range(2))
    store.finish(read, queue)
    store.sweep(queue)
    assert store._open.keys() == store._still.keys() == {read.id, going_on.id}
    shutil.rmtree(read.folder)  # as ingest does in the end
    store.sweep(queue)
    assert store._open.keys() == store._still.keys() == {going_on.id}
    assert store.get(going_on.id, LOCAL_OWNER) is going_on
    with pytest.raises(UserError, match="upload again"):
        store.get(read.id, LOCAL_OWNER)


def test_X6_a_clock_that_jumps_removes_nothing(tmp_path: Path, later: Callable[[float], None]) -> None:
    home = Home.open(tmp_path / "home")
    queue, before = JobQueue(home), UploadStore(home)
    past, future = (before.begin(LOCAL_OWNER, "x", "folder", None, 0, 0) for _ in range(2))
    os.utime(past.folder, (0, 0))
    os.utime(future.folder, (4e9, 4e9))
    store = UploadStore(home)  # a server that was started anew knows nothing of them but their times
    store.sweep(queue)
    later(SPARED_SECONDS - 1)
    store.sweep(queue)
    assert past.folder.exists()
    later(2)
    store.sweep(queue)
    assert not past.folder.exists()
    assert future.folder.exists()
    later(KEPT_SECONDS)
    store.sweep(queue)
    assert not future.folder.exists()


def test_X6_where_the_disk_is_short_the_stillest_upload_makes_way_first(
    tmp_path: Path, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.open(tmp_path / "home")
    queue, store = JobQueue(home), UploadStore(home)
    made: list[Upload] = []
    for _ in range(3):
        made.append(store.begin(LOCAL_OWNER, "x", "folder", None, 0, 0))
        store.sweep(queue)
        later(SPARED_SECONDS / 2)
    usage = shutil.disk_usage(home.root)

    def free(path: object) -> object:
        gone = sum(not each.folder.exists() for each in made)
        return usage._replace(free=SHORT_BYTES // 2 * (1 + gone))

    monkeypatch.setattr(uploads.shutil, "disk_usage", free)
    store.sweep(queue)
    assert [each.folder.exists() for each in made] == [False, True, True]
    later(1)
    with pytest.raises(UserError) as error:  # the last one is spared: somebody may be about to go on
        store.begin(LOCAL_OWNER, "x", "folder", None, int(1.9e9), 1)
    assert error.value.problems[0].code == "upload_no_space"
    assert [each.folder.exists() for each in made] == [False, False, True]


# -- breaking off ------------------------------------------------------------------------------------------------------------


def test_G11_of_a_folder_that_breaks_off_half_a_file_goes_and_whole_ones_stay(
    server: str, asked: httpx.Client, home: Home
) -> None:
    upload = begin(asked, "folder")
    folder = home.uploads / upload
    part = b'--b\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n%s'
    body = part % (b"cat%2F1.png", b"one\r\n") + part % (b"cat%2F2.png", b"x" * 100_000)
    with half_sent(server, f"/api/uploads/{upload}/files", body, 200_000, "multipart/form-data; boundary=b"):
        wait_until(lambda: (folder / "partial").exists())
        assert not (folder / "files/cat/2.png").exists()
    wait_until(lambda: not (folder / "partial").exists())
    assert asked.get(f"/api/uploads/{upload}").json() == {"files": 1, "received": 3, "zip": 0}
    assert asked.post(f"/api/uploads/{upload}/files", files=[("files", ("cat%2F2.png", b"two"))]).json()["received"] == 6
    assert {path.name: path.read_bytes() for path in (folder / "files/cat").iterdir()} == {"1.png": b"one", "2.png": b"two"}
    asked.delete(f"/api/uploads/{upload}")


def test_X6_a_zip_that_breaks_off_goes_on_where_it_stopped(server: str, asked: httpx.Client, upload: str, home: Home) -> None:
    with half_a_zip(server, upload, home.uploads / upload):
        pass
    assert code(asked.post(f"/api/uploads/{upload}/finish")) in ("upload_incomplete", "upload_busy")

    def gone_on() -> bool:
        here = asked.get(f"/api/uploads/{upload}").json()["zip"]
        return asked.post(f"/api/uploads/{upload}/zip", params={"offset": here}, content=ZIP[here:]).status_code == 200

    wait_until(gone_on)
    assert (home.uploads / upload / "upload.zip").read_bytes() == ZIP


def test_X6_a_zip_goes_on_only_where_it_stopped(asked: httpx.Client, upload: str, home: Home) -> None:
    asked.post(f"/api/uploads/{upload}/zip", content=ZIP[:HALF])
    for offset in (1, HALF - 1, HALF + 1):
        answer = asked.post(f"/api/uploads/{upload}/zip", params={"offset": offset}, content=ZIP[offset:])
        assert answer.status_code == 409
        assert f"{HALF:,}" in answer.json()["problems"][0]["message"]
    assert code(asked.post(f"/api/uploads/{upload}/finish")) == "upload_incomplete"  # less than was announced
    assert asked.post(f"/api/uploads/{upload}/zip", content=ZIP).status_code == 200  # from the beginning once more
    assert (home.uploads / upload / "upload.zip").read_bytes() == ZIP


def test_G11_an_upload_whose_page_says_goodbye_is_gone_at_once(server: str, asked: httpx.Client, upload: str, home: Home) -> None:
    with half_a_zip(server, upload, home.uploads / upload) as connection:
        assert asked.delete(f"/api/uploads/{upload}").status_code == 200
        assert b" 404 " in connection.recv(200)
    wait_until(lambda: not (home.uploads / upload).exists())
    assert asked.post(f"/api/uploads/{upload}/finish").status_code == 404


# -- two at once -------------------------------------------------------------------------------------------------------------


def test_X6_of_two_requests_for_one_zip_one_writes_and_the_other_is_told(
    server: str, asked: httpx.Client, upload: str, home: Home
) -> None:
    with half_a_zip(server, upload, home.uploads / upload) as connection:
        for offset in (0, HALF):
            answer = asked.post(f"/api/uploads/{upload}/zip", params={"offset": offset}, content=b"y" * len(ZIP))
            assert (answer.status_code, code(answer)) == (409, "upload_busy")
        assert code(asked.post(f"/api/uploads/{upload}/finish")) == "upload_busy"
        connection.sendall(ZIP[HALF:])
        assert b" 200 " in connection.recv(200)
    assert (home.uploads / upload / "upload.zip").read_bytes() == ZIP


def test_X6_a_request_that_was_cut_off_unseen_makes_way(
    server: str, asked: httpx.Client, upload: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "QUIET_SECONDS", 0.0)
    with half_a_zip(server, upload, home.uploads / upload) as connection:
        answer = asked.post(f"/api/uploads/{upload}/zip", params={"offset": HALF}, content=ZIP[HALF:])
        assert answer.status_code == 200
        assert b" 409 " in connection.recv(200)
    assert (home.uploads / upload / "upload.zip").read_bytes() == ZIP


def test_G12_a_request_with_nobody_behind_it_is_ended(
    server: str, asked: httpx.Client, upload: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_writer, "SILENT_SECONDS", 0.2)
    with half_a_zip(server, upload, home.uploads / upload) as connection:
        assert b" 408 " in connection.recv(200)
    assert asked.get(f"/api/uploads/{upload}").json()["zip"] == HALF


def test_X6_nothing_is_added_to_what_is_being_read(asked: httpx.Client, upload: str, home: Home) -> None:
    asked.post(f"/api/uploads/{upload}/zip", content=ZIP)
    assert asked.post(f"/api/uploads/{upload}/finish").status_code == 200
    answer = asked.post(f"/api/uploads/{upload}/zip", content=b"else")
    assert (answer.status_code, code(answer)) == (409, "upload_handed_over")
    assert (home.uploads / upload / "upload.zip").read_bytes() == ZIP
    assert UploadStore(home).get(upload, LOCAL_OWNER).over  # also for a server that was started since


@pytest.mark.parametrize(("kind", "path"), [("folder", "zip"), ("zip", "files"), ("folder", "run")])
def test_X11_a_zip_is_not_taken_for_a_folder_nor_a_folder_for_a_zip(asked: httpx.Client, kind: str, path: str) -> None:
    upload = begin(asked, kind)
    answer = asked.post(f"/api/uploads/{upload}/{path}", content=ZIP, headers={"content-type": "multipart/form-data; boundary=b"})
    assert (answer.status_code, code(answer)) == (400, "upload_other_kind")
    asked.delete(f"/api/uploads/{upload}")


# -- another server ----------------------------------------------------------------------------------------------------------


def test_X6_a_server_that_was_started_anew_knows_what_of_an_upload_is_here(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    before = UploadStore(home)
    folder = before.begin(LOCAL_OWNER, "pictures", "folder", "source", 100, 2)
    with folder.new_table() as file:
        file.write(b"table")
    folder.keep_table("labels")
    for name in ("1.png", "caf\udce9.png"):
        folder.partial.write_bytes(b"picture")
        folder.keep_file(folder.folder / "files" / name)
    folder.partial.write_bytes(b"half a pict")
    archive = before.begin(LOCAL_OWNER, "pictures", "zip", None, 100, 1)
    with archive.zip_from(0) as file:
        file.write(b"half a zip")
    after = UploadStore(home)
    found = after.get(folder.id, LOCAL_OWNER)
    assert (found.files, found.received, found.table_holds, found.role) == (2, 19, "labels", "source")
    assert (after.get(archive.id, LOCAL_OWNER).received, after.get(archive.id, LOCAL_OWNER).whole) == (10, False)
    with pytest.raises(UserError):
        after.get(folder.id, "somebody else")
    with pytest.raises(UserError):
        after.get("f" * 32, LOCAL_OWNER)


def test_X6_after_a_restart_of_the_machine_an_upload_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody knows which of its bytes had reached the disk."""
    home = Home.open(tmp_path / "home")
    upload = UploadStore(home).begin(LOCAL_OWNER, "x", "folder", None, 0, 0)
    monkeypatch.setattr(uploads, "boot_id", lambda: "another")
    with pytest.raises(UserError):
        UploadStore(home).get(upload.id, LOCAL_OWNER)
