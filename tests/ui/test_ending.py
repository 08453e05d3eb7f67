"""The server ends when it is asked to, whatever its visitors do, and what has arrived stays."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.ui.made import MadeRun, dataset
from tests.ui.test_going_on import HALF, ZIP, half_a_zip, half_sent
from tests.waiting import free_port, wait_until_it_answers
from tlgui.home import Home
from tlgui.ui import ending

ROOT = Path(__file__).parents[2]
SECONDS = 5.0
ALONE = (
    "import sys; from tlgui.home import Home; from tlgui.ui import server; server.ensure_workers = lambda *given: None;"
    "server.serve(Home.open(sys.argv[1]), port=int(sys.argv[2]))"
)
"""``tlgui serve`` without workers, which have nothing to do here."""

pytestmark = pytest.mark.needs(os.name != "nt", "POSIX signals")


def start(home: Home, port: int = 0) -> tuple[subprocess.Popen[str], str]:
    """A server in a process of its own, once it answers."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", ALONE, str(home.root), str(port)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    server = f"http://127.0.0.1:{port}"
    wait_until_it_answers(f"{server}/api/disk", lambda: process.poll() is None)
    return process, server


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


@pytest.fixture
def started(home: Home) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process, server = start(home)
    yield process, server
    process.kill()
    process.wait()


def ends(process: subprocess.Popen[str]) -> tuple[float, int, str]:
    """Seconds until the process was gone, its code, and what it said."""
    asked = time.monotonic()
    _, said = process.communicate(timeout=60)
    return time.monotonic() - asked, process.returncode, said


def begin(server: str) -> str:
    about = {"name": "x", "kind": "zip", "bytes": len(ZIP)}
    return httpx.post(f"{server}/api/uploads", json=about, headers={"origin": server}).json()["upload"]


@contextmanager
def an_unread_answer(server: str, home: Home) -> Iterator[None]:
    """Somebody asks for a large file and reads none of it."""
    made = MadeRun(home, dataset(home, "photos", each=3), dataset(home, "sketches", each=3))
    exports = made.run.folder / "exports"
    exports.mkdir(exist_ok=True)
    with open(exports / "run.zip", "wb") as file:
        file.truncate(200_000_000)
    host, port = server.removeprefix("http://").split(":")
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((host, int(port)))
        connection.sendall(f"GET /api/runs/{made.run.id}/take-away/run.zip HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        assert connection.recv(12) == b"HTTP/1.1 200"
        yield


def half_a_call(server: str):
    """A request whose small body never ends: the server waits for it, as for a stream."""
    return half_sent(server, "/api/runs", b'{"spec": {', 1000, "application/json")


@pytest.mark.slow
def test_X5_the_server_ends_while_uploads_are_half_sent_and_answers_unread(
    started: tuple[subprocess.Popen[str], str], home: Home
) -> None:
    process, server = started
    upload = begin(server)
    with ExitStack() as visitors:
        visitors.enter_context(an_unread_answer(server, home))
        visitors.enter_context(half_a_call(server))
        visitors.enter_context(socket.create_connection(("127.0.0.1", int(server.rpartition(":")[2]))))
        visitors.enter_context(half_a_zip(server, upload, home.uploads / upload))
        process.terminate()
        seconds, code, said = ends(process)
    assert seconds < SECONDS
    assert code == -signal.SIGTERM
    assert "Traceback" not in said
    assert (home.uploads / upload / "partial").read_bytes() == ZIP[:HALF]


@pytest.mark.slow
@pytest.mark.parametrize("visitor", ["upload", "answer", "call"])
def test_X5_the_server_ends_while_anybody_holds_it_up(
    started: tuple[subprocess.Popen[str], str], home: Home, visitor: str
) -> None:
    process, server = started
    upload = begin(server)
    held = {
        "upload": lambda: half_a_zip(server, upload, home.uploads / upload),
        "answer": lambda: an_unread_answer(server, home),
        "call": lambda: half_a_call(server),
    }
    with held[visitor]():
        process.terminate()
        seconds, _, said = ends(process)
    assert seconds < SECONDS
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize("signals", [(signal.SIGTERM,) * 2, (signal.SIGINT,) * 2, (signal.SIGINT, signal.SIGTERM)])
def test_X5_a_second_signal_ends_it_at_once(
    started: tuple[subprocess.Popen[str], str], home: Home, signals: tuple[signal.Signals, ...]
) -> None:
    process, server = started
    upload = begin(server)
    with half_a_zip(server, upload, home.uploads / upload), an_unread_answer(server, home):
        for each in signals:
            process.send_signal(each)
            time.sleep(0.3)
        seconds, code, _ = ends(process)
    assert seconds < 1
    assert code in (128 + signals[-1], -signals[0])


@pytest.mark.slow
def test_X6_an_upload_goes_on_where_it_stopped_after_the_server_was_ended_or_killed(
    home: Home, started: tuple[subprocess.Popen[str], str]
) -> None:
    process, server = started
    upload = begin(server)
    with half_a_zip(server, upload, home.uploads / upload):
        process.kill()
        process.wait()
    process, server = start(home)
    try:
        here = httpx.get(f"{server}/api/uploads/{upload}").json()["zip"]
        assert here == HALF
        asked = {"params": {"offset": here}, "content": ZIP[here:], "headers": {"origin": server}}
        assert httpx.post(f"{server}/api/uploads/{upload}/zip", **asked).status_code == 200
        assert httpx.post(f"{server}/api/uploads/{upload}/finish", headers={"origin": server}).status_code == 200
        assert (home.uploads / upload / "upload.zip").read_bytes() == ZIP
    finally:
        process.kill()
        process.wait()


def test_X5_a_thread_that_hangs_holds_up_nothing() -> None:
    """It is told once the server can be reached; and whatever a handler waits for, the process ends."""
    code = (
        "import sys, time, uvicorn\nfrom tlgui.ui import ending\nending.LAST_SECONDS = 1.0\n"
        "from starlette.concurrency import run_in_threadpool\n"
        "async def app(scope, receive, send):\n"
        "    if scope['type'] == 'lifespan':\n"
        "        while (await receive())['type'] != 'lifespan.shutdown':\n"
        "            await send({'type': 'lifespan.startup.complete'})\n"
        "        await send({'type': 'lifespan.shutdown.complete'})\n"
        "        return\n"
        "    print('asked', flush=True)\n"
        "    await run_in_threadpool(time.sleep, 600)\n"
        "ending.Server(uvicorn.Config(app, port=int(sys.argv[1]), log_level='critical'), lambda: print('listens', flush=True)).run()\n"
    )
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", code, str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "listens\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert process.stdout.readline() == "asked\n"
        process.send_signal(signal.SIGINT)
        asked = time.monotonic()
        assert process.wait(30) == 128 + signal.SIGINT
    assert time.monotonic() - asked < SECONDS


def test_X5_the_limits_leave_room() -> None:
    assert ending.GRACE_SECONDS < ending.CANCEL_SECONDS < ending.LAST_SECONDS < SECONDS
