"""Reverse proxies: forwarding headers are trusted from named proxies (``--proxy``) and dropped from everybody else.

A proxy that ends TLS or puts a path before the page says so in ``X-Forwarded-Proto``, ``X-Forwarded-Host`` and ``X-Forwarded-Prefix``, and
in ``X-Forwarded-For`` who asked it.
Anybody can write these headers, and Gradio believes them. So they end here: a trusted proxy's become part of the request itself.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import Scope

from tlgui.errors import Problem, UserError

_OF_PROXIES = (b"forwarded", b"x-forwarded-", b"x-gradio-")
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)+", re.ASCII)
LONGEST_PREFIX = 200


class Proxies:
    """The proxies that are trusted.

    Parameters
    ----------
    trusted:
        Addresses (``127.0.0.1``) or networks (``10.0.0.0/8``).

    Raises
    ------
    UserError
        ``proxy_bad``, for each that is neither.
    """

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        self._networks, problems = [], []
        for given in trusted:
            try:
                self._networks.append(ipaddress.ip_network(given.strip(), strict=False))
            except ValueError:
                problems.append(Problem("proxy_bad", {"given": given[:200]}))
        if problems:
            raise UserError.of(problems)

    def seen_through(self, scope: Scope) -> Scope:
        """The request as its sender made it: the address that a trusted proxy was asked by instead of ours, its prefix as ``root_path``.

        The proxy takes its prefix off the path, and sets each header instead of adding to what it was sent: of several values the last
        counts, which is the nearest proxy's own.

        Raises
        ------
        UserError
            ``proxy_said_nonsense``.
        """
        headers = [each for each in scope["headers"] if not each[0].lower().startswith(_OF_PROXIES)]
        seen = {**scope, "headers": headers}
        if len(headers) == len(scope["headers"]) or not self._trusts(scope):
            return seen
        said = Headers(scope=scope)
        if (scheme := _last(said, "x-forwarded-proto").lower()) != "":
            if scheme not in ("http", "https"):
                raise UserError("proxy_said_nonsense", header="X-Forwarded-Proto", value=scheme[:200])
            seen["scheme"] = scheme
        if host := _last(said, "x-forwarded-host"):
            seen["headers"] = [each for each in headers if each[0].lower() != b"host"] + [(b"host", host.encode("latin-1"))]
        if client := _last(said, "x-forwarded-for"):
            seen["client"] = (_address_said(client), 0)
        if prefix := _last(said, "x-forwarded-prefix").rstrip("/"):
            if not _PREFIX.fullmatch(prefix) or len(prefix) > LONGEST_PREFIX or {".", ".."} & set(prefix.split("/")):
                raise UserError("proxy_said_nonsense", header="X-Forwarded-Prefix", value=prefix[:200])
            seen["root_path"] = prefix
            seen["path"] = prefix + scope["path"]
            if scope.get("raw_path") is not None:
                seen["raw_path"] = prefix.encode() + scope["raw_path"]
        return seen

    def _trusts(self, scope: Scope) -> bool:
        try:
            address = ipaddress.ip_address((scope.get("client") or ("",))[0].split("%")[0])
        except ValueError:  # a socket in the file system, a test's client
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in self._networks)


def _address_said(client: str) -> str:
    try:
        return str(ipaddress.ip_address(client))
    except ValueError:
        raise UserError("proxy_said_nonsense", header="X-Forwarded-For", value=client[:200]) from None


def _last(headers: Headers, name: str) -> str:
    values = headers.getlist(name)
    return values[-1].rpartition(",")[2].strip() if values else ""


def route_path(scope: Scope) -> str:
    """The path below a proxy's prefix: that of our routes."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
