"""The addresses by which the page may be reached, and from which of them changes are accepted.

A browser says in ``Host`` where it sends a request and in ``Origin`` which page sent it. An origin is scheme, host and port, all three:
``http://demo.lab:9999`` is another site than ``http://demo.lab``.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

import psutil

from tlgui.errors import Problem, UserError

DEFAULT_PORTS = {"http": 80, "https": 443}

_HOST = r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*))(?::(?P<port>[0-9]{1,5}))?"
_HOST_HEADER = re.compile(_HOST, re.ASCII)
_ORIGIN = re.compile(rf"(?P<scheme>https?)://{_HOST}", re.ASCII)
_BARE_SIX = re.compile(r"[0-9a-f:]*:[0-9a-f:.]*:[0-9a-f:.]*", re.ASCII)


class Address(NamedTuple):
    """Scheme, host in lower case without brackets, and port."""

    scheme: str
    host: str
    port: int


def own_hosts(bound: str) -> frozenset[str]:
    """Names that a server on this machine answers to without being told."""
    hosts = {"localhost", "127.0.0.1", "::1", bound, socket.gethostname()}
    if bound in EVERYWHERE:  # then each address of this machine is its own
        hosts |= {address.address.split("%")[0] for card in psutil.net_if_addrs().values() for address in card}
    return frozenset(host.lower().strip("[]") for host in hosts)


def reached_at(host: str, scheme: str) -> Address | None:
    """The address that a ``Host`` header stands for, ``None`` for what is no host at all."""
    match = _HOST_HEADER.fullmatch(host.lower())
    return _address(match, scheme) if match else None


def origin_of(text: str) -> Address | None:
    """An ``Origin`` as an address, ``None`` for ``null`` and for what is no origin of a page on the web."""
    match = _ORIGIN.fullmatch(text.lower())
    return _address(match, match["scheme"]) if match else None


def _address(match: re.Match[str], scheme: str) -> Address | None:
    port = int(match["port"]) if match["port"] else DEFAULT_PORTS[scheme]
    return Address(scheme, match["six"] or match["name"], port) if 0 < port < 65536 else None


EVERYWHERE = ("0.0.0.0", "::", "")
"""What a server listens on that listens on every address of its machine; nobody can open it."""


def is_own(bound: str) -> bool:
    """Whether only this machine reaches a server that listens there."""
    try:
        return ipaddress.ip_address(bound.strip("[]")).is_loopback
    except ValueError:
        return bound == "localhost"


def shown_address(bound: str, port: int, allowed: Iterable[str] = ()) -> str:
    """The address by which others open the page: a whole origin that was allowed, else where the server listens, never a wildcard."""
    for given in allowed:
        if origin_of(given.strip().removesuffix("/")) is not None:
            return f"{given.strip().removesuffix('/')}/"
    host = _on_the_network() if bound in EVERYWHERE else bound.strip("[]")
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _on_the_network() -> str:
    """This machine's address on the network around it. Nothing is sent: a datagram socket only asks the system which way it would go."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address for documentation, which is nobody's
        return str(probe.getsockname()[0])
    cards = [card.address for found in psutil.net_if_addrs().values() for card in found if card.family == socket.AF_INET]
    return next((each for each in cards if not is_own(each)), "localhost")


class Addresses:
    """The addresses of one server.

    Parameters
    ----------
    bound:
        The address that it listens on.
    allowed:
        Further ones (``--allow-host``): a name (``demo.lab``, with any port), a name and a port (``demo.lab:8080``), or a whole origin
        (``https://demo.lab``) for a page behind a proxy that does not say by which address it was asked.

    Raises
    ------
    UserError
        ``allow_host_bad``, for each that is none of these.
    """

    def __init__(self, bound: str = "127.0.0.1", allowed: Iterable[str] = ()) -> None:
        self._names = set(own_hosts(bound))
        self._places: set[tuple[str, int]] = set()
        self._origins: set[Address] = set()
        bad = [given for given in allowed if not self._allow(given.strip().lower().removesuffix("/"))]
        if bad:
            raise UserError.of(Problem("allow_host_bad", {"given": given[:200]}) for given in bad)

    def _allow(self, given: str) -> bool:
        if (origin := origin_of(given)) is not None:
            self._origins.add(origin)
            self._places.add((origin.host, origin.port))
            if origin.port == DEFAULT_PORTS[origin.scheme]:  # a Host without a port, passed on over plain HTTP, means the same
                self._places.add((origin.host, DEFAULT_PORTS["http"]))
            return True
        host = f"[{given}]" if _BARE_SIX.fullmatch(given) else given
        match, address = _HOST_HEADER.fullmatch(host), reached_at(host, "http")
        if match is None or address is None:
            return False
        if match["port"]:
            self._places.add((address.host, address.port))
        else:
            self._names.add(address.host)
        return True

    def serves(self, address: Address | None) -> bool:
        """Whether the page may be reached there."""
        return address is not None and (address.host in self._names or address[1:] in self._places)

    def may_change(self, origin: Address | None, reached: Address) -> bool:
        """Whether a page of ``origin`` may change something: it was reached at the same address, or its origin was allowed as a whole."""
        return origin is not None and (origin == reached or origin in self._origins)
