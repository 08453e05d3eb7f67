"""The guard in front of everything: who may send requests, how large they may be, and what a browser may do with an answer.

Gradio itself accepts any Host and any Origin and fetches whatever address a request names, so nothing reaches it that was not looked at
here. Pure ASGI: a streamed upload passes through without being held.
"""

from __future__ import annotations

import re
from contextlib import nullcontext

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from tlgui.errors import UserError
from tlgui.ui.access import asked_by
from tlgui.ui.addresses import Addresses, origin_of, reached_at
from tlgui.ui.bodies import drain, replay, whole_body
from tlgui.ui.door import Door, knows, to_the_door
from tlgui.ui.gradio_calls import offered
from tlgui.ui.proxies import Proxies, route_path
from tlgui.ui.refusals import page_or_refusal, unforeseen

SAFE = ("GET", "HEAD", "OPTIONS")

LONGEST_ADDRESS = 4_000
"""Characters of a path with its query: far more than any of ours, and less than what a file system or a log chokes on."""

_STREAMED = re.compile(r"/api/uploads/[^/]*/(files|zip|table)")

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


class Guard:
    """ASGI middleware; see the module.

    Parameters
    ----------
    addresses:
        Where the page may be reached.
    proxies:
        Whose word on that is taken.
    door:
        That of the room, if there is one: whoever has not joined gets no further.
    """

    def __init__(self, app: FastAPI, addresses: Addresses, proxies: Proxies, door: Door | None = None) -> None:
        self.app = app
        self.addresses = addresses
        self.proxies = proxies
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # we do not use web sockets
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        careful = _marked(send, scope["path"])
        try:
            scope = self.proxies.seen_through(scope)
            self._look_at(scope)
            person = None if self.door is None else self.door.person(scope)
            self._require_offered(route_path(scope))
            if scope["method"] not in SAFE and not _STREAMED.fullmatch(route_path(scope)):
                receive = replay(await whole_body(receive, headers), receive)
        except UserError as error:
            led = to_the_door(scope) if error.problems[0].code == "room_join_first" else None
            answer = led or page_or_refusal(error, headers, route_path(scope))
            await _refuse(answer, scope, receive, careful)
            return
        answers = _Answers(careful)
        try:
            with nullcontext() if self.door is None else asked_by(person):
                await self.app(scope, receive, answers.send)
        except Exception as error:
            await answers.fail(scope, receive, error)
        else:
            if answers.held:
                await answers.fail(scope, receive, None)

    def _look_at(self, scope: Scope) -> None:
        """Raises the problems of a request before any of its body is read."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        reached = reached_at(host, scope["scheme"])
        if reached is None or not self.addresses.serves(reached):
            raise UserError("host_unknown", host=host[:200])
        if scope["method"] not in SAFE:
            origins = headers.getlist("origin")
            if not origins:
                raise UserError("origin_missing")
            if len(origins) > 1 or not self.addresses.may_change(origin_of(origins[0]), reached):
                raise UserError("origin_foreign", origin=origins[0][:200], reached=f"{scope['scheme']}://{host}")
        path = route_path(scope)
        if len(path) + len(scope["query_string"]) > LONGEST_ADDRESS:
            raise UserError("address_too_long", limit=LONGEST_ADDRESS)

    def _require_offered(self, path: str) -> None:
        if not (path.startswith(("/api/", "/tlgui/")) or offered(path) or (self.door is not None and knows(path))):
            raise UserError("not_here")


async def _refuse(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer, and read on for a moment what is still being sent: it must not be taken for the next request, nor reset the answer away."""
    answer.headers["connection"] = "close"
    body = b"" if scope["method"] == "HEAD" else bytes(answer.body)
    await send({"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    if scope["method"] not in SAFE:
        await drain(receive)
    await send({"type": "http.response.body", "body": b""})


class _Answers:
    """The application's answer. Its own error message is replaced by ours."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._begun = False
        self.held = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kind = Headers(raw=message["headers"]).get("content-type", "")
            self.held = message["status"] == 500 and kind.startswith("text/plain")
            self._begun = not self.held
        if not self.held:
            await self._send(message)

    async def fail(self, scope: Scope, receive: Receive, error: Exception | None) -> None:
        """Answer with an unexpected error, if no answer was sent yet."""
        answer = unforeseen(error, Headers(scope=scope))
        if self._begun:
            raise error if error is not None else RuntimeError("an answer broke off")
        await answer(scope, receive, self._send)


def _marked(send: Send, path: str) -> Send:
    """Adds security headers to every answer."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["x-content-type-options"] = "nosniff"
            headers["referrer-policy"] = "same-origin"
            headers["content-security-policy"] = POLICY
            headers["cross-origin-resource-policy"] = "same-origin"
            for name in ("access-control-allow-origin", "access-control-allow-credentials"):
                if name in headers:  # Gradio allows every origin
                    del headers[name]
            if path.startswith(("/api/", "/gradio_api/")) and "cache-control" not in headers:
                headers["cache-control"] = "no-store"
        await send(message)

    return marked
