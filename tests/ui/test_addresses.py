"""By which addresses the page is reached, and from which a change may come: scheme, host and port, all three."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tlgui.errors import UserError
from tlgui.ui.addresses import Address, Addresses, origin_of, own_hosts, reached_at


def may(allowed: list[str], host: str, origin: str, scheme: str = "http") -> bool:
    addresses, reached = Addresses("127.0.0.1", allowed), reached_at(host, scheme)
    return reached is not None and addresses.serves(reached) and addresses.may_change(origin_of(origin), reached)


def test_a_server_for_everybody_knows_its_own_addresses() -> None:
    assert "127.0.0.1" in own_hosts("0.0.0.0")
    assert "evil.example" not in own_hosts("0.0.0.0")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://demo.lab", ("http", "demo.lab", 80)),
        ("HTTPS://Demo.Lab", ("https", "demo.lab", 443)),
        ("http://[::1]:7860", ("http", "::1", 7860)),
        ("http://127.0.0.1:65535", ("http", "127.0.0.1", 65535)),
        *(
            (text, None)
            for text in (
                *("", "null", "http://[", "http://", "ftp://demo.lab", "demo.lab", "http://demo.lab/", "http://demo.lab/x"),
                *(
                    "http://a@demo.lab",
                    "http://demo.lab:0",
                    "http://demo.lab:65536",
                    "http://demo.lab:٣",
                    "http://demo.lab http://x",
                ),
                *("http://demo..lab", "file://", "http://demo.lab\x00", "http://" + "a" * 5000 + "/"),
            )
        ),
    ],
)
def test_X11_X12_an_origin_is_read_or_it_is_none(text: str, address: tuple[str, str, int] | None) -> None:
    assert origin_of(text) == (Address(*address) if address else None)


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("demo.lab", "http://demo.lab"),
        ("demo.lab:80", "http://demo.lab"),
        ("demo.lab:8080", "http://demo.lab:8080"),
        ("DEMO.lab", "http://demo.LAB"),
        ("localhost:7860", "http://localhost:7860"),
    ],
)
def test_X12_a_page_may_change_what_it_was_reached_by(host: str, origin: str) -> None:
    assert may(["demo.lab"], host, origin)


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("demo.lab", "http://demo.lab:9999"),
        ("demo.lab", "ftp://demo.lab"),
        ("demo.lab", "https://demo.lab"),
        ("demo.lab:7860", "http://demo.lab"),
        ("localhost:7860", "http://demo.lab"),
        ("localhost:7860", "http://127.0.0.1:7860"),
        ("evil.example", "http://evil.example"),
        ("demo.lab", "http://demo.lab.evil.example"),
    ],
)
def test_X12_no_other_scheme_host_or_port_may(host: str, origin: str) -> None:
    assert not may(["demo.lab"], host, origin)


def test_X12_a_host_may_be_allowed_with_its_port_alone() -> None:
    assert may(["demo.lab:8080"], "demo.lab:8080", "http://demo.lab:8080")
    assert not may(["demo.lab:8080"], "demo.lab", "http://demo.lab")
    assert may(["[fd00::7]:8080"], "[fd00::7]:8080", "http://[fd00::7]:8080")
    assert may(["fd00::7"], "[fd00::7]:1234", "http://[fd00::7]:1234")


def test_X12_a_whole_origin_may_be_allowed_for_a_proxy_that_says_nothing() -> None:
    for host in ("demo.lab", "demo.lab:443", "localhost:7860"):  # with the browser's Host, and with the proxy's own
        assert may(["https://demo.lab/"], host, "https://demo.lab")
    assert not may(["https://demo.lab"], "localhost:7860", "http://demo.lab")
    assert not may(["https://demo.lab"], "localhost:7860", "https://demo.lab:8443")


def test_X12_what_is_no_address_is_refused_all_at_once() -> None:
    with pytest.raises(UserError) as error:
        Addresses("127.0.0.1", ["demo.lab", "http://demo.lab/path", "a b", "demo.lab:99999", ""])
    assert [each.values["given"] for each in error.value.problems] == ["http://demo.lab/path", "a b", "demo.lab:99999", ""]


@pytest.mark.parametrize(
    "origin", ["http://[", "http://localhost:7860, http://evil.example", "http://localhost:٧٨٦٠".encode(), b"\xff"]
)
def test_X11_an_origin_that_is_none_is_refused_in_words(client: TestClient, origin: str | bytes) -> None:
    answer = client.post("/api/demo", headers={b"origin": origin if isinstance(origin, bytes) else origin.encode()})
    assert answer.status_code == 403
    assert answer.json()["problems"][0]["code"] == "origin_foreign"
