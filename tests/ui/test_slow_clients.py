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
from tlgui.ui import bodies, connections

SOCKETS = 100


@pytest.fixture
def slow(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[socket.socket]]:
    """A hundred connections with the beginning of a request's head on each."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 1.5)
    place = urlsplit(server)
    with ExitStack() as stack:
        found = [stack.enter_context(socket.create_connection((place.hostname, place.port))) for _ in range(SOCKETS)]
        for each in found:
            each.settimeout(10)
            each.sendall(b"GET /api/runs HT")
        yield found


def test_G12_slow_visitors_hold_up_nobody_and_are_cut_off(server: str, slow: list[socket.socket]) -> None:
    began, waits = time.monotonic(), []
    with httpx.Client() as client:
        for _ in range(20):
            asked = time.monotonic()
            assert client.get(f"{server}/api/queue").status_code == 200
            waits.append(time.monotonic() - asked)
            for each in slow:
                try:
                    each.send(b"T")
                except OSError:  # cut off by now
                    pass
    assert sorted(waits)[18] < 2
    for each in slow:
        try:
            assert each.recv(1) == b""
        except ConnectionResetError:
            pass
    assert time.monotonic() - began < 10


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
