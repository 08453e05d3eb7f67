"""Starting the server, and what it loads."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from tlgui import cli
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.ui import server
from tlgui.ui.asset_files import ASSETS, encoding_for

ROOT = Path(__file__).parents[2]


def test_G18_a_port_in_use_names_another_one(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UserError) as error:
            server.serve(Home.open(tmp_path / "home"), port=port)
    assert str(error.value) == f"port {port} in use: try --port {port + 1}"


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(UserError):
        server.check_port("192.0.2.1", 7860)


@pytest.mark.slow
def test_G19_a_home_that_cannot_be_written_is_said_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    asked = [sys.executable, "app.py", "--home", str(tmp_path / "file" / "home"), "--port", "1"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "Cannot write to" in done.stderr
    assert "--home" in done.stderr
    assert "Traceback" not in done.stderr


def test_X12_hosts_and_proxies_that_are_none_are_said_all_at_once_before_anything_starts(tmp_path: Path) -> None:
    wrong = ["--allow-host", "a b", "--allow-host", "demo.lab", "--proxy", "proxy.lab", "--json"]
    done = CliRunner().invoke(cli.app, ["serve", "--home", str(tmp_path / "home"), *wrong])
    assert done.exit_code == 2
    assert [each["code"] for each in json.loads(done.stdout)["error"]] == ["allow_host_bad", "proxy_bad"]
    assert "--allow-host a b: this is not a host name" in done.stderr


def test_the_keeper_goes_on_after_an_error(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    class Over:
        def wait(self, seconds: float) -> bool:
            return len(calls) >= 3

    def broken(home: Home, lanes: set[str] | None) -> None:
        calls.append("asked")
        raise OSError("disk full")

    monkeypatch.setattr(server, "ensure_workers", broken)
    app = server.create_app(home, work=True).app
    server._keep(app, Over())  # type: ignore[arg-type]
    assert len(calls) == 3


@pytest.mark.parametrize("waits", [False, True])
def test_the_first_page_has_the_processor_for_itself_unless_somebody_waits(
    home: Home, monkeypatch: pytest.MonkeyPatch, waits: bool
) -> None:
    asked: list[set[str] | None] = []
    waited: list[float] = []
    now = [0.0]

    class Over:
        def wait(self, seconds: float) -> bool:
            waited.append(seconds)
            now[0] += seconds
            return len(waited) == 5

    monkeypatch.setattr(server, "ensure_workers", lambda home, lanes: asked.append(lanes))
    app = server.create_app(home, work=True).app
    if waits:
        app.state.queue.submit("xray", {})
    monkeypatch.setattr(server.time, "monotonic", lambda: now[0])
    server._keep(app, Over())  # type: ignore[arg-type]
    assert asked == ([None] * 5 if waits else [{"data"}, {"data", "train"}, {"data", "train"}, {"data", "train"}, None])
    assert waited[-1] == server.KEEPER_SECONDS


# -- the page's own files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", "identity"), ("br;q=1", "br")]
)
def test_files_come_compressed_as_the_browser_can_read_them(accepted: str, encoding: str) -> None:
    assert encoding_for(accepted) == encoding


def test_files_may_be_kept_for_ever_under_their_digest(client: TestClient) -> None:
    answer = client.get(f"/tlgui/{ASSETS.version}/style.css", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert "no-cache" in client.get("/tlgui/old/style.css").headers["cache-control"]
    assert client.get(f"/tlgui/{ASSETS.version}/nothing.js").status_code == 404


def test_plotly_comes_from_the_installed_package_and_is_compressed_once(client: TestClient, home: Home) -> None:
    answer = client.get("/tlgui/plotly/any.js", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert "plotly.js v" in answer.text[:500]
    assert len(list((home.cache / "page").glob("plotly-*.gzip"))) == 1
    assert int(answer.headers["content-length"]) < 2_000_000


def test_G20_our_files_name_no_outside_address() -> None:
    namespaces = re.compile(r"http://www\.w3\.org/(2000/svg|1999/xlink)")
    for name, data in ASSETS.files.items():
        text = namespaces.sub("", data.decode()).replace("HTTP ${status}", "")
        assert "http:" not in text, name
        assert "https:" not in text, name
        assert "//cdn" not in text, name
        if name != "driver.mjs":  # not ours; what the tour gives it is held in tests/browser/test_tour.py
            assert "innerHTML" not in text, f"{name}: text must stay text"


def test_scripts_are_where_the_components_look_for_them(client: TestClient) -> None:
    for component in client.get("/config").json()["components"]:
        load = component["props"].get("js_on_load") or ""
        if component["type"] == "html" and "tlgui/" in load:
            path = load.split("'")[1]
            assert client.get(f"/{path}").status_code == 200, path
