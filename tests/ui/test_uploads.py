"""Pictures on their way in: by the browser, or by a path on the server."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from tests.ui.conftest import LIMITS
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.ui.multipart import FILES_IN_REQUEST, relative_path
from tlgui.ui.uploads import UploadLimits, UploadStore

HOSTILE_NAMES = [
    *(
        "a\"b'",
        "<img src=x onerror=alert(1)>",
        "a\nb",
        "\x1b[31mr",
        r"$\frac$",
        "=1+1",
        "تفاح",
        "🐈",
        "a\u202egnp",
        "é",
        "e\u0301",
    ),
    *("100%22", "a%2Fb", "a\\b", "CON", "x.", " ", "a" * 255, "caf\udce9"),
]


def begin(client: TestClient, **changes: object) -> str:
    about = {"name": "pictures", "kind": "folder", "files": 1, "bytes": 8, **changes}
    return client.post("/api/uploads", json=about).json()["upload"]


def encoded(path: str) -> str:
    """A path as the page sends it."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="")


def send(client: TestClient, upload: str, files: dict[str, bytes]) -> httpx.Response:
    return client.post(f"/api/uploads/{upload}/files", files=[("files", (encoded(path), data)) for path, data in files.items()])


def test_a_folder_keeps_its_class_folders_and_becomes_a_job(client: TestClient, home: Home) -> None:
    upload = begin(client, role="source")
    assert send(client, upload, {"cat/1.png": b"one", "dog/1.png": b"two"}).json() == {"files": 2, "received": 6}
    folder = home.uploads / upload / "files"
    assert (folder / "cat" / "1.png").read_bytes() == b"one"
    assert (folder / "dog" / "1.png").read_bytes() == b"two"
    first, second = (client.post(f"/api/uploads/{upload}/finish").json()["job"] for _ in range(2))
    assert first == second
    job = JobQueue(home).get(first)
    assert job is not None
    assert job.payload == {"path": str(folder), "name": "pictures", "kind": "upload", "role": "source", "remove": True}


def test_a_zip_arrives_as_it_is(client: TestClient, home: Home) -> None:
    upload = begin(client, kind="zip")
    assert client.post(f"/api/uploads/{upload}/zip", content=b"PK\x03\x04rest").status_code == 200
    job = JobQueue(home).get(client.post(f"/api/uploads/{upload}/finish").json()["job"])
    assert job is not None
    assert Path(job.payload["path"]).read_bytes() == b"PK\x03\x04rest"


@pytest.mark.parametrize("holds", ["values", "labels"])
def test_a_table_comes_with_its_pictures(client: TestClient, home: Home, holds: str) -> None:
    upload = begin(client)
    send(client, upload, {"1.png": b"one"})
    client.post(f"/api/uploads/{upload}/table", params={"holds": holds}, content=b"file,value\n1.png,3\n")
    job = JobQueue(home).get(client.post(f"/api/uploads/{upload}/finish").json()["job"])
    assert job is not None
    assert job.payload["table_holds"] == holds
    assert Path(job.payload["table"]).read_bytes() == b"file,value\n1.png,3\n"


def test_G10_a_table_counts_toward_the_limit(client: TestClient, home: Home) -> None:
    upload = begin(client)
    answer = client.post(f"/api/uploads/{upload}/table", content=b"x" * (LIMITS.bytes + 1))
    assert answer.status_code == 413
    assert not (home.uploads / upload).exists()


def test_an_empty_zip_upload_is_not_finished(client: TestClient) -> None:
    answer = client.post(f"/api/uploads/{begin(client, kind='zip')}/finish")
    assert answer.json()["problems"][0]["code"] == "upload_incomplete"


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_A13_hostile_names_are_kept_as_they_are(client: TestClient, home: Home, name: str) -> None:
    upload = begin(client)
    assert send(client, upload, {f"{name}/{name}": b"x"}).status_code == 200
    assert (home.uploads / upload / "files" / name / name).read_bytes() == b"x"
    client.delete(f"/api/uploads/{upload}")


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "/x", "a//b", ".", "a/.", "a\0.png", "/".join("a" * 40), "a" * 256, "é" * 128]
)
def test_paths_that_lead_elsewhere_or_fit_nowhere_are_refused(client: TestClient, home: Home, path: str) -> None:
    before = sorted(str(each) for each in home.root.parent.rglob("*"))
    upload = begin(client)
    answer = send(client, upload, {path: b"x"})
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["code"] == "upload_name_bad"
    assert not (home.uploads / upload).exists()
    assert sorted(str(each) for each in home.root.parent.rglob("*")) == before


def test_relative_path_refuses_what_windows_cannot_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    with pytest.raises(UserError):
        relative_path("a/c%3Ax.png")


def test_G10_more_than_the_limit_is_refused_before_it_is_sent(client: TestClient) -> None:
    answer = client.post("/api/uploads", json={"name": "x", "bytes": LIMITS.bytes + 1})
    assert answer.status_code == 413
    assert answer.json()["problems"][0]["message"].startswith("3.0 MB; limit 3.0 MB")
    assert client.post("/api/uploads", json={"name": "x", "files": LIMITS.files + 1}).status_code == 400


@pytest.mark.parametrize("kind", ["zip", "files"])
def test_G10_a_body_that_grows_past_the_limit_is_cut(server: str, home: Home, kind: str) -> None:
    """Chunked: no length is announced at all."""
    origin = {"origin": server}
    about = {"name": "x", "kind": "zip" if kind == "zip" else "folder"}
    upload = httpx.post(f"{server}/api/uploads", json=about, headers=origin).json()["upload"]
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
        while sent < 20 * LIMITS.bytes:
            sent += 100_000
            yield b"x" * 100_000

    headers = {**origin, "content-type": "multipart/form-data; boundary=b"}
    answer = httpx.post(f"{server}/api/uploads/{upload}/{kind}", content=body(), headers=headers)
    assert answer.status_code == 413
    assert answer.json()["problems"][0]["code"] == "upload_too_large"
    assert not (home.uploads / upload).exists()


def test_G10_a_false_length_does_not_help(server: str, home: Home) -> None:
    upload = httpx.post(f"{server}/api/uploads", json={"name": "x", "kind": "zip"}, headers={"origin": server}).json()["upload"]
    place = urlsplit(server)
    with socket.create_connection((place.hostname, place.port)) as connection:
        head = (
            f"POST /api/uploads/{upload}/zip HTTP/1.1\r\nHost: {place.netloc}\r\nOrigin: {server}\r\nContent-Length: 10\r\n\r\n"
        )
        connection.sendall(head.encode() + b"x" * 100_000)
        answer = connection.recv(100)
    assert b"200" in answer
    assert (home.uploads / upload / "upload.zip").stat().st_size == 10
    httpx.delete(f"{server}/api/uploads/{upload}", headers={"origin": server})


def test_G13_too_many_files_in_one_request_are_refused(client: TestClient) -> None:
    store_limits = UploadLimits()
    assert store_limits.files > FILES_IN_REQUEST
    upload = begin(client)
    answer = send(client, upload, {f"{number}.png": b"" for number in range(FILES_IN_REQUEST + 1)})
    codes = [each["code"] for each in answer.json()["problems"]]
    assert codes in (["upload_too_many_in_request"], ["upload_too_many_files"])


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"x", "text/plain"),
        (b"x", "multipart/form-data"),
        (b"--b\r\nbroken", "multipart/form-data; boundary=b"),
        (b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\ncut', "multipart/form-data; boundary=b"),
        (b"nonsense", "multipart/form-data; boundary=b"),
    ],
)
def test_broken_forms_are_refused(client: TestClient, body: bytes, kind: str) -> None:
    answer = client.post(f"/api/uploads/{begin(client)}/files", content=body, headers={"content-type": kind})
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["code"] in ("upload_not_multipart", "upload_incomplete")


def test_somebody_elses_upload_is_unknown(client: TestClient, app) -> None:
    store: UploadStore = app.app.state.uploads
    upload = store.begin("somebody else", "x", "folder", None, 0, 0)
    for path in ("files", "zip", "table", "finish", "run"):
        assert client.post(f"/api/uploads/{upload.id}/{path}", content=b"").status_code == 404
    assert client.get(f"/api/uploads/{upload.id}").status_code == 404
    assert client.delete(f"/api/uploads/{upload.id}").status_code == 404
    store.drop(upload.id)


# -- paths on the server -----------------------------------------------------------------------------------------------------


def test_a_path_inside_a_root_becomes_a_job(client: TestClient, root: Path, home: Home) -> None:
    (root / "photos").mkdir(exist_ok=True)
    for given in ("photos", str(root / "photos"), f"{root}/x/../photos"):
        job = JobQueue(home).get(client.post("/api/datasets/path", json={"path": given, "role": "target"}).json()["job"])
        assert job is not None
        assert job.payload == {"path": str((root / "photos").resolve()), "name": None, "kind": "folder", "role": "target"}


@pytest.mark.parametrize("path", ["/etc", "..", "../x", "~", "/", "a\0b", "//etc"])
def test_a_path_outside_the_roots_is_refused(client: TestClient, path: str) -> None:
    answer = client.post("/api/datasets/path", json={"path": path})
    assert answer.status_code == 403
    assert answer.json()["problems"][0]["code"] == "path_not_allowed"


def test_A17_a_link_that_leads_out_of_a_root_is_refused(client: TestClient, root: Path, tmp_path: Path) -> None:
    (root / "out").symlink_to(tmp_path)
    assert client.post("/api/datasets/path", json={"path": "out"}).status_code == 403


def test_without_roots_no_path_is_taken(client: TestClient, app) -> None:
    kept, app.app.state.roots = app.app.state.roots, ()
    try:
        assert client.post("/api/datasets/path", json={"path": "/etc"}).json()["problems"][0]["code"] == "paths_not_offered"
    finally:
        app.app.state.roots = kept


# -- jobs --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [None, {}, {"demo": "icons"}, {"demo": "digits"}])
def test_a_demo_is_made_by_its_name_the_icons_where_none_is_said(client: TestClient, home: Home, asked: dict | None) -> None:
    job = JobQueue(home).get(client.post("/api/demo", json=asked).json()["job"])
    assert job is not None
    assert (job.kind, job.payload) == ("demo", {"demo": (asked or {}).get("demo", "icons")})


@pytest.mark.parametrize("name", ["letters", "", "../x", "Icons"])
def test_an_unknown_demo_is_refused_with_those_there_are(client: TestClient, name: str) -> None:
    answer = client.post("/api/demo", json={"demo": name})
    assert answer.status_code == 404
    (problem,) = answer.json()["problems"]
    assert problem["code"] == "demo_unknown"
    assert "icons, icons-flat, digits" in problem["message"]


def test_a_job_is_told_in_words(client: TestClient, home: Home) -> None:
    queue = JobQueue(home)
    client.post("/api/demo")
    job_id = client.post("/api/demo").json()["job"]
    assert client.get(f"/api/jobs/{job_id}").json()["words"].startswith("Waiting")
    while (job := queue.take("data", "w")) is not None and job.id != job_id:
        pass  # of the tests before
    assert job is not None
    queue.report(job, {"done": 250, "total": 1000})
    told = client.get(f"/api/jobs/{job_id}").json()
    assert (told["words"], told["share"], told["over"]) == ("Reading 250 of 1,000 pictures", 0.25, False)
    queue.report(job, {"stage": "features", "done": 32, "total": 840, "share": 0.12, "rate": 40.0, "seconds_left": 20.2})
    told = client.get(f"/api/jobs/{job_id}").json()
    assert (told["words"], told["share"]) == ("The network is looking at the pictures: 32 of 840, 40 a second, 20 s left", 0.12)
    queue.report(job, {"stage": "tests", "done": 2, "total": 8, "share": 0.92, "rate": 2.0, "seconds_left": 3})
    assert client.get(f"/api/jobs/{job_id}").json()["words"] == "Comparing the domains: 2 of 8 tests"
    queue.fail(job, [{"code": "no_images", "values": {"images": 0, "other": 1}}])
    told = client.get(f"/api/jobs/{job_id}", headers={"accept-language": "zh-CN"}).json()
    assert told["over"]
    assert "0" in told["problems"][0]["message"]


@pytest.mark.parametrize("job_id", ["x", "f" * 32, "..%2f"])
def test_unknown_jobs_are_not_found(client: TestClient, job_id: str) -> None:
    assert client.get(f"/api/jobs/{job_id}").status_code == 404
