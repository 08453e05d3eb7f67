"""Opening a room from the command line, and a server without one."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from tlgui import cli
from tlgui.home import LOCAL_OWNER, Home
from tlgui.service.limits import limits_of, set_limits
from tlgui.ui import addresses, server


@pytest.mark.parametrize("path", ["/join", "/room", "/host/x", "/api/room/me", "/api/room/host"])
def test_without_a_room_none_of_it_is_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def served(*words: str, monkeypatch: pytest.MonkeyPatch, **more: str):
    """``tlgui serve`` up to where the server would listen; with what the server was given."""
    given: dict[str, object] = {}

    def listen(home: Home, host: str, port: int, at_start: Callable[[], object], **options: object) -> None:
        given.update(options, host=host)
        at_start()

    monkeypatch.setattr(server, "serve", listen)
    monkeypatch.setattr(server, "check_port", lambda host, port: None)
    return CliRunner().invoke(cli.app, ["serve", *words], **more), given


def test_serving_a_room_prints_one_json_object_first(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_on_the_network", lambda: "192.0.2.5")
    done, given = served("--home", str(tmp_path), "--room", "Summer school", "--json", monkeypatch=monkeypatch)
    said = json.loads(done.stdout.splitlines()[0])
    assert set(said) == {"address", "code", "host_link"}
    assert said["address"] == "http://192.0.2.5:7860/"
    assert said["host_link"].startswith("http://192.0.2.5:7860/host/")
    assert given["host"] == "0.0.0.0"
    again, _ = served("--home", str(tmp_path), "--room", "summer school", "--json", monkeypatch=monkeypatch)
    assert json.loads(again.stdout.splitlines()[0]) == said


def test_G25_a_room_limits_who_joins_to_five_waiting_runs_until_the_host_says_otherwise(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    words = ("--home", str(tmp_path), "--room", "x")
    done, _ = served(*words, monkeypatch=monkeypatch)
    home = Home.open(tmp_path)
    assert "Each person may have 5 runs waiting" in done.stderr
    assert (limits_of(home, "anybody").waiting_runs, limits_of(home, LOCAL_OWNER).waiting_runs) == (5, None)
    set_limits(home, {"waiting_runs": None})
    done, _ = served(*words, monkeypatch=monkeypatch)
    assert "runs waiting" not in done.stderr
    assert limits_of(home, "anybody").waiting_runs is None


def test_without_a_room_nothing_is_limited(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    served("--home", str(tmp_path), monkeypatch=monkeypatch)
    assert limits_of(Home.open(tmp_path), "anybody").waiting_runs is None


def test_the_rooms_address_is_the_one_that_a_proxy_has(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    done, _ = served(
        *("--home", str(tmp_path), "--room", "x", "--json", "--host", "127.0.0.1", "--allow-host", "https://demo.lab"),
        monkeypatch=monkeypatch,
    )
    assert json.loads(done.stdout)["address"] == "https://demo.lab/"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.5", "lab.example"])
def test_serving_everybody_without_a_room_is_asked_first(tmp_path, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    done, given = served("--home", str(tmp_path), "--host", host, "--json", monkeypatch=monkeypatch)
    assert done.exit_code == 2
    assert json.loads(done.stdout)["error"][0]["code"] == "open_to_all"
    assert "everybody who reaches this machine sees, changes and deletes everything" in done.stderr
    assert given == {}
    done, given = served("--home", str(tmp_path), "--host", host, "--confirm", "open_to_all", monkeypatch=monkeypatch)
    assert (done.exit_code, given["host"], given["room"]) == (0, host, None)
    assert "0.0.0.0" not in done.stderr


@pytest.mark.parametrize("host", [(), ("--host", "127.0.0.1"), ("--host", "localhost"), ("--host", "::1")])
def test_this_machine_alone_is_served_without_a_question(
    tmp_path, monkeypatch: pytest.MonkeyPatch, host: tuple[str, ...]
) -> None:
    done, given = served("--home", str(tmp_path), *host, monkeypatch=monkeypatch)
    assert done.exit_code == 0
    assert given["room"] is None
