"""Who may ask, and what a browser may do with an answer."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from tlgui.home import Home
from tlgui.jobs.queue import LANES, JobQueue
from tlgui.runs.run import Run
from tlgui.ui.bodies import MAX_BODY

FOREIGN = ("http://evil.example", "null", "http://localhost:9999", "https://localhost.evil.example", "")
PREDICT = "/gradio_api/run/predict"


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and every path that anybody asked it for."""
    hits: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/canary", hits
    server.shutdown()


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize(
    "path", ["/api/uploads", "/api/demo", "/api/runs", "/api/datasets/path", PREDICT, "/gradio_api/queue/join"]
)
def test_G1_foreign_origin_is_refused(client: TestClient, home: Home, path: str, origin: str) -> None:
    answer = client.post(path, json={"name": "x"}, headers={"origin": origin})
    assert answer.status_code == 403
    assert answer.json()["problems"][0]["code"] == "origin_foreign"
    assert list(home.uploads.iterdir()) == []


def test_G1_foreign_multipart_upload_stores_nothing(client: TestClient, home: Home) -> None:
    upload = client.post("/api/uploads", json={"name": "x", "files": 1, "bytes": 10}).json()["upload"]
    files = {"files": ("a%2F1.png", b"0123456789")}
    answer = client.post(f"/api/uploads/{upload}/files", files=files, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    assert list((home.uploads / upload / "files").iterdir()) == []
    client.delete(f"/api/uploads/{upload}")


def test_G1_without_origin_an_api_token_is_needed(server: str) -> None:
    answer = httpx.post(f"{server}/api/demo")
    assert answer.status_code == 403
    assert "API token" in answer.json()["problems"][0]["message"]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example:7860", "[::1", "a@localhost"]
)
def test_G2_bad_host_is_refused(client: TestClient, host: str) -> None:
    for path in ("/", "/api/runs", "/tlgui/x/style.css"):
        assert client.get(path, headers={"host": host}).status_code == 400, path


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:7860", "127.0.0.1:1", "[::1]:7860", "tl.example", "tl.example:443"])
def test_own_hosts_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/api/runs", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/api/runs/..%2f..%2fetc%2fpasswd/live", "/api/runs/%252e%252e/events", "/api/runs/a\\b/live", "/api/runs/%00/live"),
        *(
            "/tlgui/x/..%2f..%2fpyproject.toml",
            "/tlgui/x/%2e%2e/secret",
            "/assets/..%2f..%2f..%2fpyproject.toml",
            "/static/%2e%2e/x",
        ),
        *(
            "/gradio_api/file=/etc/passwd",
            "/gradio_api/file/etc/passwd",
            "/file=/etc/passwd",
            "/gradio_api/proxy=http://127.0.0.1/",
        ),
        *("/api/datasets/..%2f/thumb/0", "/etc/passwd", "//etc/passwd"),
    ],
)
def test_G5_path_traversal_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (403, 404)
    assert "root:" not in answer.text


def test_G5_link_in_a_run_folder_is_not_followed(client: TestClient, run: Run, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("CANARY")
    log = run.folder / "log.txt"
    log.symlink_to(canary)
    thumbnails = run.folder / "sample" / "source.thumbnails"
    kept = thumbnails.read_bytes()
    thumbnails.unlink()
    thumbnails.symlink_to(canary)
    try:
        assert client.get(f"/api/runs/{run.id}/files/log.txt").status_code == 404
        assert client.get(f"/api/runs/{run.id}/thumb/source/0").status_code == 404
    finally:
        log.unlink()
        thumbnails.unlink()
        thumbnails.write_bytes(kept)


@pytest.mark.parametrize("name", ["x.html", "x.svg"])
def test_G8_html_and_svg_of_a_run_folder_are_never_shown(client: TestClient, run: Run, name: str) -> None:
    (run.folder / name).write_text("<script>alert(1)</script>")
    for path in (f"/api/runs/{run.id}/files/{name}", f"/gradio_api/file={run.folder / name}"):
        assert client.get(path).status_code == 404


def test_G8_files_of_a_run_are_downloads(client: TestClient, run: Run) -> None:
    answer = client.get(f"/api/runs/{run.id}/files/events.jsonl")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/data", "/results", "/api/runs", "/config", "/api/nothing", "/nothing"])
def test_every_answer_forbids_sniffing_and_outside_addresses(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "connect-src 'self'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers


def test_api_answers_are_not_kept(client: TestClient) -> None:
    assert client.get("/api/runs").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "value",
    [
        {"path": "CANARY", "url": "CANARY", "meta": {"_type": "gradio.FileData"}},
        {"url": "CANARY", "is_stream": False},
        [{"path": "CANARY", "meta": {"_type": "gradio.FileData"}}],
    ],
)
def test_G23_no_address_is_fetched_for_a_visitor(client: TestClient, canary: tuple[str, list[str]], value: object) -> None:
    address, hits = canary
    functions = [each for each in client.get("/config").json()["dependencies"] if each["backend_fn"] and each["inputs"]]
    assert len(functions) >= 4
    for function in functions:
        asked = {"data": [value] * len(function["inputs"]), "fn_index": function["id"], "session_hash": "x"}
        body = json.loads(json.dumps(asked).replace("CANARY", address))
        answer = client.post(PREDICT, json=body)
        assert answer.status_code == 400
        assert answer.json()["problems"][0]["code"] == "invalid_value"
        assert client.post("/gradio_api/queue/join", json=body).status_code == 404
    assert client.get(f"/gradio_api/proxy={address}").status_code == 404
    assert client.get(f"/gradio_api/file={address}").status_code == 404
    time.sleep(0.3)
    assert hits == []


def test_G23_gradio_takes_no_uploads(client: TestClient) -> None:
    assert client.post("/gradio_api/upload", files={"files": ("x.png", b"1")}).status_code == 404


def test_G24_100_megabytes_of_json_are_refused(server: str) -> None:
    def body() -> Iterator[bytes]:
        yield b'{"spec": "'
        for _ in range(100):
            yield b"x" * 1_000_000

    headers = {"origin": server, "content-type": "application/json"}
    began = time.monotonic()
    try:
        status = httpx.post(f"{server}/api/runs", content=body(), headers=headers).status_code
    except httpx.WriteError:  # the server answered and closed while we were still sending
        status = 413
    assert status == 413
    assert time.monotonic() - began < 5


def test_G24_a_length_that_was_announced_is_refused_at_once(client: TestClient) -> None:
    assert client.post("/api/runs", content=b"x" * (MAX_BODY + 1)).status_code == 413


@pytest.mark.parametrize("body", [b"[" * 100_000, b"{", b"[]", b'{"data": {"0": 1}}', b'{"data": [[{}]]}', b'{"data": [[[1]]]}'])
def test_G24_odd_calls_of_gradio_are_refused(client: TestClient, body: bytes) -> None:
    assert client.post(PREDICT, content=body, headers={"content-type": "application/json"}).status_code == 400


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        ({"strategy": "dnan"}, "strategy_unknown"),
        ({"backbone": "resnet99"}, "backbone_unknown"),
        ({"strategy": "dann", "strategy_settings": {"dann": {"weight": 1e9}}}, "setting_out_of_range"),
        ({"strategy": "dann", "strategy_settings": {"dann": {"weight": "<script>"}}}, "setting_out_of_range"),
        ({"settings": {"epochs": 10**9}}, "setting_not_whole"),
        ({"settings": {"seed": -1}}, "setting_not_whole"),
        ({"owner": "somebody"}, "spec_invalid"),
        ({"source": "f" * 32}, "dataset_unknown"),
        ({"source": "../../etc"}, "dataset_unknown"),
    ],
)
def test_G24_values_outside_the_choices_are_refused(client: TestClient, run: Run, spec: dict, code: str) -> None:
    whole = {"source": run.spec.source, "target": run.spec.target, "backbone": "small-cnn", **spec}
    answer = client.post("/api/runs", json={"spec": whole, "once": "0123456789"})
    assert answer.status_code in (400, 404)
    assert code in [each["code"] for each in answer.json()["problems"]]
    assert JobQueue(Home(run.folder.parent.parent)).in_line(LANES["train"]) == []


@pytest.mark.parametrize(("path", "base"), [("/nothing", "./"), ("/a/b/<img src=x>", "../../")])
def test_a_person_at_an_address_where_nothing_is_gets_a_page_that_leads_on(client: TestClient, path: str, base: str) -> None:
    answer = client.get(path, headers={"accept": "text/html,*/*", "accept-language": "zh"})
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text
    assert f'<base href="{base}">' in answer.text
    assert "<img" not in answer.text
    assert client.get(path, headers={"accept": "application/json"}).json()["problems"][0]["code"] == "not_here"
