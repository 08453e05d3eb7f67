"""Our application in this process, on a port of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from tests.waiting import free_port, wait_until_it_answers
from tlgui.ui.guard import Guard
from tlgui.ui.server import configured


@contextmanager
def serving(app: Guard, port: int | None = None) -> Iterator[str]:
    """Serve an application; its address."""
    port = port or free_port()
    running = uvicorn.Server(configured(app, "127.0.0.1", port, log_level="error"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{port}"
    wait_until_it_answers(f"{address}/api/runs", thread.is_alive)
    yield address
    running.should_exit = True
    thread.join(10)
