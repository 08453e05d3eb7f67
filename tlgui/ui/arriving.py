"""The body of an upload as it arrives: one request at a time writes, and reasons for breaking off are distinguished.

An open request, however quiet, does not count as a pause. It ends when its sender disconnects, when the server ends, when it has been silent
for a while and another request of the same upload wants to continue (a cut connection may stay open for minutes), or when it has been silent
for so long that nobody is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tlgui.errors import UserError
from tlgui.ui.upload_writer import UploadWriter
from tlgui.ui.uploads import Upload

QUIET_SECONDS = 10.0
"""Seconds of silence after which a request is replaced by another one of the same upload."""

LEAVE_SECONDS = 5.0
"""Seconds that a request waits for the one it replaces."""

BROKEN_OFF = ("upload_incomplete", "upload_taken_over", "upload_busy", "upload_other_place", "request_too_slow", "server_ends")
"""Codes after which the upload can be resumed."""


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
