"""The body of an upload as it arrives: one request at a time writes, and reasons for breaking off are distinguished.

An open request, however quiet, does not count as a pause. It ends when its sender disconnects, when the server ends, when it has been silent
for a while and another request of the same upload wants to continue (a cut connection may stay open for minutes), or when it has been silent
for so long that nobody is there.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive

from tlgui.errors import UserError

if TYPE_CHECKING:
    from tlgui.ui.uploads import Upload

QUIET_SECONDS = 10.0
"""Seconds of silence after which a request is replaced by another one of the same upload."""

SILENT_SECONDS = 300.0
"""Seconds of silence after which a request is ended. Its upload stays and can be resumed."""

LEAVE_SECONDS = 5.0
"""Seconds that a request waits for the one it replaces."""

BROKEN_OFF = ("upload_incomplete", "upload_taken_over", "upload_busy", "upload_other_place", "request_too_slow", "server_ends")
"""Codes after which the upload can be resumed."""


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


@asynccontextmanager
async def only_writer(upload: Upload) -> AsyncIterator[UploadWriter]:
    """Make this request the one that writes to an upload.

    Raises
    ------
    UserError
        ``upload_busy`` while another one does; ``upload_handed_over``, ``upload_unknown`` when nothing may be added any more.
    """
    if upload.writer is not None and upload.writer.still >= QUIET_SECONDS:
        before = upload.writer
        before.end("upload_taken_over")
        try:
            await asyncio.wait_for(before.left.wait(), LEAVE_SECONDS)
        except asyncio.TimeoutError:
            pass
    with upload.lock:
        if upload.writer is not None:
            raise UserError("upload_busy")
        if upload.over:
            raise UserError(upload.over)
        writer = upload.writer = UploadWriter()
    try:
        yield writer
    finally:
        with upload.lock:
            upload.writer = None
        writer.left.set()
