"""One request that sends a piece of an upload: its body as it arrives, until it is whole, its sender is gone, or somebody ends it."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive

from tlgui.errors import UserError

SILENT_SECONDS = 300.0
"""Seconds of silence after which a request is ended. Its upload stays and can be resumed."""


class UploadWriter:
    """One request that sends data.

    Attributes
    ----------
    more:
        Whether the rest of its body is still to come.
    reason:
        The code with which it was ended from outside; empty otherwise.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ending = asyncio.Event()
        self.left = asyncio.Event()
        self.reason = ""
        self.more = True
        self.last = time.monotonic()

    @property
    def still(self) -> float:
        """Seconds since anything came."""
        return time.monotonic() - self.last

    def end(self, reason: str) -> None:
        """Have the request end, with this code. May be called from any thread."""
        self.reason = reason
        self._loop.call_soon_threadsafe(self._ending.set)

    async def write_all(self, receive: Receive, write: Callable[[bytes], object], taken: int, limit: int) -> None:
        """Write a body piece by piece, as long as it and the bytes that are ``taken`` already stay within the ``limit``.

        Raises
        ------
        UserError
            ``upload_too_large``; what :meth:`pieces` raises.
        """
        async with aclosing(self.pieces(receive)) as pieces:
            async for data in pieces:
                taken += len(data)
                if taken > limit:
                    raise UserError("upload_too_large", size=taken, limit=limit)
                await run_in_threadpool(write, data)

    async def pieces(self, receive: Receive) -> AsyncGenerator[bytes, None]:
        """The body, piece by piece.

        Raises
        ------
        UserError
            ``upload_incomplete`` when the sender is gone, ``request_too_slow``, or the reason of :meth:`end`.
        """
        ending = asyncio.ensure_future(self._ending.wait())
        try:
            while self.more:
                message = await self._next(receive, ending)
                if message["type"] == "http.disconnect":
                    raise UserError("upload_incomplete")
                self.last = time.monotonic()
                self.more = message.get("more_body", False)
                if data := message.get("body", b""):
                    yield data
        finally:
            ending.cancel()

    async def _next(self, receive: Receive, ending: asyncio.Task[Any]) -> Message:
        coming: asyncio.Future[Message] = asyncio.ensure_future(receive())
        try:
            await asyncio.wait({coming, ending}, timeout=SILENT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not coming.done():
                coming.cancel()
        if self.reason:
            raise UserError(self.reason)
        if coming.cancelled() or not coming.done():
            raise UserError("request_too_slow", seconds=math.ceil(SILENT_SECONDS))
        return coming.result()
