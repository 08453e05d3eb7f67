"""Reverse proxies: forwarding headers are trusted from named proxies (``--proxy``) and dropped from everybody else.

A proxy that ends TLS or puts a path before the page says so in ``X-Forwarded-Proto``, ``X-Forwarded-Host`` and ``X-Forwarded-Prefix``, and
in ``X-Forwarded-For`` who asked it. One that signs people in (OIDC) may say in a header of its own choice who somebody is (``--user-header``).
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
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,99}", re.ASCII)
_OF_BROWSERS = re.compile(
    r"(accept|content|sec|if|access-control)-.*|accept|cookie|origin|host|referer|user-agent|range|connection|te", re.IGNORECASE
)
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)+", re.ASCII)
LONGEST_PREFIX = 200
LONGEST_USER = 200

VOUCHED = "tlgui.user"
"""Where a request carries the name that a trusted proxy vouches for."""


class Proxies:
    """The proxies that are trusted.

    Parameters
    ----------
    trusted:
        Addresses (``127.0.0.1``) or networks (``10.0.0.0/8``).
    user_header:
        The header in which they say who somebody is; empty for none.

    Raises
    ------
    UserError
        ``proxy_bad``, for each that is neither; ``user_header_bad``; ``user_header_unheard`` where no proxy could send it.
    """

    def __init__(self, trusted: Iterable[str] = (), user_header: str = "") -> None:
        self._networks, problems = [], []
        self._user_header = user_header.lower()
        if user_header and (not _TOKEN.fullmatch(user_header) or _OF_BROWSERS.fullmatch(user_header)):
            problems.append(Problem("user_header_bad", {"given": user_header[:200]}))
        for given in trusted:
            try:
                self._networks.append(ipaddress.ip_network(given.strip(), strict=False))
            except ValueError:
                problems.append(Problem("proxy_bad", {"given": given[:200]}))
        if user_header and not self._networks:
            problems.append(Problem("user_header_unheard", {"given": user_header[:200]}))
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
        headers = [each for each in scope["headers"] if not self._is_of_proxies(each[0].lower())]
        seen = {**scope, "headers": headers, VOUCHED: ""}
        if len(headers) == len(scope["headers"]) or not self._trusts(scope):
            return seen
        said = Headers(scope=scope)
        if (scheme := _last(said, "x-forwarded-proto").lower()) != "":
            if scheme not in ("http", "https"):
                raise UserError("proxy_said_nonsense", header="X-Forwarded-Proto", value=scheme[:200])
            seen["scheme"] = scheme
        if host := _last(said, "x-forwarded-host"):
            seen["headers"] = [each for each in headers if each[0].lower() != b"host"] + [(b"host", host.encode("latin-1"))]
        if self._user_header and (user := (said.getlist(self._user_header) or [""])[-1]):
            seen[VOUCHED] = _user_said(user, self._user_header)
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

    def _is_of_proxies(self, name: bytes) -> bool:
        return name.startswith(_OF_PROXIES) or (self._user_header != "" and name == self._user_header.encode())

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


def _user_said(user: str, header: str) -> str:
    """A user's name, which proxies send as UTF-8."""
    try:
        name = user.encode("latin-1").decode("utf-8").strip()
    except UnicodeDecodeError:
        name = ""
    if not name or len(name) > LONGEST_USER or not name.isprintable():
        raise UserError("proxy_said_nonsense", header=header, value=user[:200])
    return name


def _last(headers: Headers, name: str) -> str:
    values = headers.getlist(name)
    return values[-1].rpartition(",")[2].strip() if values else ""


def route_path(scope: Scope) -> str:
    """The path below a proxy's prefix: that of our routes."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))
