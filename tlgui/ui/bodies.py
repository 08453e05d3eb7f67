"""Bodies of requests that are small enough to be held: read whole, within a size and a time, or not at all."""

from __future__ import annotations

import asyncio
import math

from starlette.datastructures import Headers
from starlette.types import Message, Receive

from tlgui.errors import UserError

MAX_BODY = 1_000_000
"""Bytes of a request's body, except for uploads, which count for themselves."""

BODY_SECONDS = 30.0
"""So long a body may take to arrive. One byte a second would hold a connection for days."""

DRAIN_SECONDS = 2.0
"""What follows a refusal is read for so long, and thrown away: who closes a connection with unread bytes takes the refusal back."""


async def whole_body(receive: Receive, headers: Headers) -> bytes:
    """The body, whatever its length was said to be.

    Raises
    ------
    UserError
        ``request_too_large``, ``request_too_slow``, ``request_cut_off``.
    """
    said = headers.get("content-length", "0")
    if not said.isascii() or not said.isdigit() or len(said) > 20 or int(said) > MAX_BODY:
        raise UserError("request_too_large", limit=MAX_BODY)
    try:
        return await asyncio.wait_for(_collected(receive), BODY_SECONDS)
    except asyncio.TimeoutError:
        raise UserError("request_too_slow", seconds=math.ceil(BODY_SECONDS)) from None


async def _collected(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise UserError("request_cut_off")
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise UserError("request_too_large", limit=MAX_BODY)
        if not message.get("more_body", False):
            return bytes(body)


def replay(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives a body that was read already."""
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def drain(receive: Receive, seconds: float = DRAIN_SECONDS) -> None:
    """Read what still comes of a body, for so long at most, and forget it."""

    async def rest() -> None:
        while (message := await receive())["type"] == "http.request" and message.get("more_body", False):
            pass

    try:
        await asyncio.wait_for(rest(), seconds)
    except asyncio.TimeoutError:
        pass
