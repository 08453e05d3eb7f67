"""Our application in this process: on a port of its own, and built without what Gradio throws away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
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


class NoApp:
    @staticmethod
    def create_app(*arguments: object, **more: object) -> None:
        """Nothing: the application that serves the pages is made when they are mounted."""


@pytest.fixture(scope="session", autouse=True)
def quick_pages() -> Iterator[None]:
    """Gradio makes a whole web application at the end of each page that is laid out, 14 for both languages, and none of them is used.

    Without them ours is there in a third of the time. Those who start a server in a process of its own see it as it is.
    """
    import gradio.blocks

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gradio.blocks, "App", NoApp)
        yield
