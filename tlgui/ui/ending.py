"""How the server ends: within a few seconds of the request, whatever its clients do.

Nothing that it does has to be finished: runs are other processes, files are replaced atomically, an upload keeps what has arrived. So clients
that are still sending or reading get a moment, then the connection is closed; if something hangs even then, the process exits anyway.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn

GRACE_SECONDS = 1.0
"""Grace period in seconds in which answers may still be read and uploads sent."""

CANCEL_SECONDS = 2
"""After this what still works at an answer is canceled."""

LAST_SECONDS = 4.5
"""After this the process exits in any case."""


class Server(uvicorn.Server):
    """uvicorn's server, which says when it answers, with an end that cannot be delayed.

    Parameters
    ----------
    at_start:
        Called once it listens.
    at_end:
        Called in the server's loop when the end begins: what is open for long is to come to its own end.
    """

    def __init__(
        self, config: uvicorn.Config, at_start: Callable[[], object] = lambda: None, at_end: Callable[[], object] = lambda: None
    ) -> None:
        config.timeout_graceful_shutdown = CANCEL_SECONDS
        super().__init__(config)
        self._at_start, self._at_end = at_start, at_end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._at_start()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A first signal ends the server; a second one, whichever, the process as it is."""
        if self.should_exit:
            os._exit(128 + sig)
        super().handle_exit(sig, frame)
        last = threading.Timer(LAST_SECONDS, os._exit, args=(128 + sig,))
        last.daemon = True  # the process must not wait for this thread
        last.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._at_end()
        closing = asyncio.create_task(self._close_all())
        await super().shutdown(sockets)
        closing.cancel()

    async def _close_all(self) -> None:
        """Close what is still open after the grace period; both sides see a disconnect."""
        await asyncio.sleep(GRACE_SECONDS)
        for connection in list(self.server_state.connections):
            transport: Any = connection.transport
            transport.abort()
