"""Behind a reverse proxy: what a trusted one says is part of the request, what anybody else says is not heard."""

from __future__ import annotations

import http.client
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from tlgui.errors import UserError
from tlgui.runs.run import Run
from tlgui.ui.addresses import Addresses
from tlgui.ui.page_table import PATHS
from tlgui.ui.proxies import Proxies

FORGED = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-forwarded-prefix": "/evil.example",
    "x-forwarded-for": "evil.example",
    "forwarded": "host=evil.example",
    "x-gradio-server": "https://evil.example",
}


@pytest.mark.parametrize("path", ["/", "/results", "/config", "/config?page=results", "/gradio_api/info"])
def test_X12_forwarded_headers_of_anybody_are_not_reflected(client: TestClient, path: str) -> None:
    before = client.get(path)
    answer = client.get(path, headers=FORGED)
    assert answer.status_code == before.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)
    assert answer.text == before.text


def test_X12_forwarded_headers_of_anybody_open_nothing(client: TestClient) -> None:
    headers = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "http", "origin": "http://evil.example"}
    assert client.post("/api/demo", headers=headers).status_code == 403
    assert client.get("/api/runs", headers={"host": "evil.example", "x-forwarded-host": "localhost"}).status_code == 400


# -- a proxy that is trusted -------------------------------------------------------------------------------------------------


class Relay(http.server.BaseHTTPRequestHandler):
    """What is asked for below ``/tl`` is asked of the server, as such proxies do: Host its own, the visitor's in ``X-Forwarded-Host``."""

    protocol_version = "HTTP/1.1"
    behind = ""
    scheme = "https"
    shown = ""

    def do_GET(self) -> None:
        if not self.path.startswith("/tl/"):
            self.send_error(404)
            return
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        headers |= {"X-Forwarded-Proto": self.scheme, "X-Forwarded-Host": self.shown, "X-Forwarded-Prefix": "/tl"}
        asked = http.client.HTTPConnection(self.behind)
        asked.request(self.command, self.path[len("/tl") :], body, headers)
        answer = asked.getresponse()
        data = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "date", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        asked.close()
        with suppress(ConnectionError):  # who has asked is gone
            self.end_headers()
            self.wfile.write(data)

    do_POST = do_DELETE = do_GET

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def proxy(app, server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The page at ``https://demo.lab/tl/``, as far as the server knows; really at this address."""
    monkeypatch.setattr(app, "proxies", Proxies(["127.0.0.0/8"]))
    monkeypatch.setattr(app, "addresses", Addresses("127.0.0.1", ["demo.lab"]))
    with relaying(server, "https", "demo.lab") as address:
        yield address


@contextmanager
def relaying(server: str, scheme: str = "", shown: str = "") -> Iterator[str]:
    """The address at which a proxy offers a server, which tells it ``scheme`` and ``shown`` instead, if they are given."""
    relay = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Relay)
    Relay.behind, Relay.scheme = urlsplit(server).netloc, scheme or "http"
    Relay.shown = shown or f"127.0.0.1:{relay.server_port}"
    threading.Thread(target=relay.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{relay.server_port}/tl/"
    relay.shutdown()


@pytest.mark.slow
def test_G21_pages_files_and_routes_work_below_a_prefix(proxy: str, run: Run) -> None:
    with httpx.Client(timeout=30) as client:
        seen: set[str] = set()
        for page in PATHS:
            answer = client.get(urljoin(proxy, page.lstrip("/")), headers={"accept": "text/html"})
            assert answer.status_code == 200, page
            assert '"root":"https://demo.lab/tl"' in answer.text
            links = re.findall(r'(?:src|href)="([^"#{}]+)"', answer.text)
            assert links
            seen |= {urljoin(str(answer.url), link) for link in links}
        modules = re.findall(r"new URL\('(tlgui/[^']+\.js)'", client.get(urljoin(proxy, "config")).text)
        assert modules
        seen |= {urljoin(proxy, each) for each in modules}
        seen |= {urljoin(proxy, f"api/runs/{run.id}/{each}") for each in ("live", "maps", "thumb/source/0", "files/events.jsonl")}
        wrong = {link for link in seen if not link.startswith(proxy) or client.get(link).status_code != 200}
        assert wrong == set()
        assert len(seen) > 50


def test_G21_a_wrong_address_below_a_prefix_leads_on(proxy: str) -> None:
    answer = httpx.get(urljoin(proxy, "a/nothing"), headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert '<base href="../">' in answer.text


def test_G21_a_change_comes_from_the_address_that_the_proxy_was_asked_by(proxy: str, home) -> None:
    begun = urljoin(proxy, "api/uploads")
    answer = httpx.post(begun, json={"name": "x"}, headers={"origin": "https://demo.lab"})
    assert answer.status_code == 200
    httpx.delete(f"{begun}/{answer.json()['upload']}", headers={"origin": "https://demo.lab"})
    for origin in ("http://demo.lab", "https://demo.lab:8443", "https://evil.example", proxy.removesuffix("/tl/")):
        assert httpx.post(begun, json={"name": "x"}, headers={"origin": origin}).status_code == 403, origin


def test_G21_a_call_of_the_page_works_below_a_prefix(proxy: str) -> None:
    load = next(each for each in httpx.get(urljoin(proxy, "config")).json()["dependencies"] if each["api_name"] == "on_load")
    body = {"fn_index": load["id"], "data": [], "session_hash": "tab"}
    answer = httpx.post(urljoin(proxy, "gradio_api/run/on_load"), json=body, headers={"origin": "https://demo.lab"})
    assert answer.status_code == 200
    assert "data" in answer.json()


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-forwarded-proto", "ftp"),
        ("x-forwarded-prefix", "tl"),
        ("x-forwarded-prefix", "/tl/../.."),
        ("x-forwarded-prefix", "//evil.example"),
        ("x-forwarded-prefix", "/" + "a" * 5000),
        ("x-forwarded-prefix", '/"><script>'),
    ],
)
def test_X12_nonsense_of_a_trusted_proxy_is_refused(
    server: str, app, monkeypatch: pytest.MonkeyPatch, header: str, value: str
) -> None:
    monkeypatch.setattr(app, "proxies", Proxies(["127.0.0.1"]))
    answer = httpx.get(f"{server}/", headers={header: value})
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["code"] == "proxy_said_nonsense"


def test_X12_a_forwarded_host_is_looked_at_like_any_other(server: str, app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "proxies", Proxies(["127.0.0.1"]))
    for host in ("evil.example", "[", "a b"):
        answer = httpx.get(f"{server}/", headers={"x-forwarded-host": host})
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (400, "host_unknown")


@pytest.mark.parametrize(
    ("client", "trusted"),
    [
        (("10.1.2.3", 1), True),
        (("::ffff:10.1.2.3", 1), True),
        (("fd00::1%eth0", 1), True),
        (("11.0.0.1", 1), False),
        (("testclient", 1), False),
        (None, False),
    ],
)
def test_X12_a_proxy_is_trusted_by_its_address(client: tuple[str, int] | None, trusted: bool) -> None:
    headers = [(b"host", b"a"), (b"x-forwarded-host", b"evil.example, demo.lab"), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "client": client, "headers": headers, "scheme": "http", "path": "/"}
    seen = Proxies(["10.0.0.0/8", "fd00::/8"]).seen_through(scope)
    assert seen["headers"] == [(b"host", b"demo.lab" if trusted else b"a")]
    assert seen["scheme"] == ("https" if trusted else "http")


def test_X12_what_is_no_network_is_refused_all_at_once() -> None:
    with pytest.raises(UserError) as error:
        Proxies(["127.0.0.1", "proxy.lab", "10.0.0.0/99"])
    assert [each.values["given"] for each in error.value.problems] == ["proxy.lab", "10.0.0.0/99"]
