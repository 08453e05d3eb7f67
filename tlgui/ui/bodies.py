"""Small request bodies: read completely, within limits of size and time, or refused."""

from __future__ import annotations

import asyncio
import math

from starlette.datastructures import Headers
from starlette.types import Message, Receive

from tlgui.errors import UserError

MAX_BODY = 1_000_000
"""Limit in bytes for a request's body, except for uploads, which have their own."""

BODY_SECONDS = 30.0
"""Seconds that a body may take to arrive. At one byte per second a connection would stay open for days."""

DRAIN_SECONDS = 2.0
"""Seconds for which data after a refusal is read and discarded: closing a connection with unread bytes would discard the refusal too."""


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
    """A ``receive`` that returns a body that has already been read."""
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def drain(receive: Receive, seconds: float = DRAIN_SECONDS) -> None:
    """Read and discard the rest of a body, within a time limit."""

    async def rest() -> None:
        while (message := await receive())["type"] == "http.request" and message.get("more_body", False):
            pass

    try:
        await asyncio.wait_for(rest(), seconds)
    except asyncio.TimeoutError:
        pass
