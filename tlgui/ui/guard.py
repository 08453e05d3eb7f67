"""The guard in front of everything: who may ask, how much they may send, and what a browser may do with an answer.

Gradio itself accepts any Host and any Origin and fetches whatever address a request names, so nothing reaches it that was not looked at
here. Pure ASGI: a streamed upload passes through without being held.
"""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import psutil
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tlgui.texts import say
from tlgui.ui.language import language_of
from tlgui.ui.missing_page import missing_page

SAFE = ("GET", "HEAD", "OPTIONS")
MAX_BODY = 1_000_000
"""Bytes of a request's body, except for uploads, which count for themselves."""

STREAMED = "/api/uploads/"

PAGES = ("/", "/data", "/health", "/shift", "/results", "/try", "/learn")
GRADIO = ("/assets/", "/static/", "/svelte/", "/gradio_api/run/", "/gradio_api/queue/", "/gradio_api/heartbeat/")
GRADIO_EXACT = (
    "/config",
    "/theme.css",
    "/favicon.ico",
    "/manifest.json",
    "/robots.txt",
    "/gradio_api/info",
    "/gradio_api/startup-events",
)
"""What the page needs of Gradio. All else it offers (uploads, files, fetching an address, its own interface) is not there."""

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # Gradio compiles its templates in the browser
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
"""Even a script that slipped in could not send anything to another machine."""


def own_hosts(bound: str, extra: Iterable[str] = ()) -> frozenset[str]:
    """Names that this server answers to."""
    hosts = {"localhost", "127.0.0.1", "::1", bound, socket.gethostname(), *extra}
    if bound in ("0.0.0.0", "::"):  # then each address of this machine is its own
        hosts |= {address.address.split("%")[0] for card in psutil.net_if_addrs().values() for address in card}
    return frozenset(host.lower().strip("[]") for host in hosts)


class Guard:
    """ASGI middleware; see the module.

    Parameters
    ----------
    hosts:
        See :func:`own_hosts`.
    outside:
        Further host names that the page may be reached by: behind a proxy the Origin then differs from the Host.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], outside: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = hosts
        self.outside = frozenset(host.lower().strip("[]") for host in outside)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing of ours speaks over web sockets
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is None and scope["method"] not in SAFE and not scope["path"].startswith(STREAMED):
            body = await _whole_body(receive, headers)
            if body is None:
                refusal = (413, "request_too_large")
            elif scope["path"].startswith("/gradio_api/") and not _plain_values(body):
                refusal = (400, "invalid_value")
            else:
                receive = _replay(body, receive)
        if refusal is not None:
            await _refuse(scope, receive, _marked(send, scope), headers, *refusal)
            return
        await self.app(scope, receive, _marked(send, scope))

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if _name(host) not in self.hosts:
            return 400, "host_unknown"
        if scope["method"] not in SAFE:
            origin = headers.get("origin")
            if origin is None:
                return 403, "origin_missing"
            place = urlsplit(origin)
            if place.netloc.lower() != host.lower() and (place.hostname or "") not in self.outside:
                return 403, "origin_foreign"
        if not _known(scope["path"]):
            return 404, "not_here"
        return None


def _known(path: str) -> bool:
    if path in PAGES or path in GRADIO_EXACT or path.startswith(("/api/", "/tlgui/")):
        return True
    return path.startswith(GRADIO)


_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::[0-9]{1,5})?")


def _name(host: str) -> str:
    """The name in a Host header, its port left out; empty for one that is no host at all."""
    found = _HOST.fullmatch(host.lower())
    return (found[1] or found[2]) if found else ""


async def _whole_body(receive: Receive, headers: Headers) -> bytes | None:
    """The body, or ``None`` as soon as it is too large, whatever its length was said to be."""
    said = headers.get("content-length", "0")
    if not said.isdigit() or int(said) > MAX_BODY:
        return None
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _plain_values(body: bytes) -> bool:
    """Whether a call of Gradio holds plain values only. A file or an address among them would be fetched by it."""
    try:
        call = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return False
    if not isinstance(call, dict):
        return False
    data = call.get("data", [])
    return isinstance(data, list) and all(_plain(value) for value in data)


def _plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, (str, int, float, bool, type(None))) for each in value)
    return isinstance(value, (str, int, float, bool, type(None)))


async def _refuse(scope: Scope, receive: Receive, send: Send, headers: Headers, status: int, code: str) -> None:
    language = language_of(headers)
    if code == "not_here" and scope["method"] in ("GET", "HEAD") and "text/html" in headers.get("accept", ""):
        answer: Response = HTMLResponse(missing_page(scope["path"], language), status, {"cache-control": "no-store"})
        await answer(scope, receive, send)
        return
    host = headers.get("host", "")[:200]
    message = say(f"error.{code}", language, host=host, origin=headers.get("origin", "")[:200], limit=MAX_BODY)
    answer = JSONResponse({"problems": [{"code": code, "message": message}]}, status_code=status)
    answer.headers["connection"] = "close"  # what was not read of the body must not be taken for the next request
    await answer(scope, receive, send)


def _marked(send: Send, scope: Scope) -> Send:
    """Every answer gets the headers that tell a browser to be careful with it."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["x-content-type-options"] = "nosniff"
            headers["referrer-policy"] = "same-origin"
            headers["content-security-policy"] = POLICY
            headers["cross-origin-resource-policy"] = "same-origin"
            for name in ("access-control-allow-origin", "access-control-allow-credentials"):
                if name in headers:  # Gradio invites every page of the world
                    del headers[name]
            if scope["path"].startswith(("/api/", "/gradio_api/")) and "cache-control" not in headers:
                headers["cache-control"] = "no-store"
        await send(message)

    return marked
