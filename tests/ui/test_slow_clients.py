"""Whoever takes their time holds up nobody else, and not for ever."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import httpx
import pytest

from tests.ui.test_going_on import half_sent
from tests.waiting import wait_until
from tlgui.ui import bodies, connections

SOCKETS = 100


@pytest.fixture
def slow(server: str) -> Iterator[list[socket.socket]]:
    """A hundred connections with the beginning of a request's head on each."""
    place = urlsplit(server)
    with ExitStack() as stack:
        found = [stack.enter_context(socket.create_connection((place.hostname, place.port))) for _ in range(SOCKETS)]
        for each in found:
            each.settimeout(60)
            each.sendall(b"GET /api/runs HT")
        yield found


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", request.param)


@pytest.mark.usefixtures("patience", "slow")
@pytest.mark.parametrize("patience", [600.0], indirect=True)
def test_G12_slow_visitors_hold_up_nobody(server: str) -> None:
    with httpx.Client(timeout=60) as client:
        for _ in range(20):
            assert client.get(f"{server}/api/queue").status_code == 200


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("patience", [0.3], indirect=True)
def test_G12_slow_visitors_are_cut_off_however_steadily_they_send(slow: list[socket.socket]) -> None:
    def is_cut_off(connection: socket.socket) -> bool:
        try:
            connection.send(b"T")
            return connection.recv(1, socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    for each in slow:
        wait_until(lambda each=each: is_cut_off(each))


def test_G12_a_visitor_who_pauses_between_requests_is_not_cut_off(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    place = urlsplit(server)
    with closing(HTTPConnection(place.netloc, timeout=30)) as connection:
        connection.connect()
        kept = connection.sock
        for _ in range(2):
            connection.request("GET", "/api/queue")
            answer = connection.getresponse()
            assert (answer.status, b"runs" in answer.read()) == (200, True)
            assert connection.sock is kept
            time.sleep(0.6)


def test_G12_a_small_body_that_does_not_come_is_waited_for_only_so_long(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.3)
    with half_sent(server, "/api/runs", b'{"spec": {', 1000, "application/json") as connection:
        answer = connection.recv(1000)
    assert b" 408 " in answer
