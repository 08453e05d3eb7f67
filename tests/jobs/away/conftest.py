"""An engine whose nodes are processes of this machine, and its agent in a thread of the test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest
from filelock import FileLock

from tests.source import ROOT
from tests.waiting import wait_until
from tlgui.home import Home, new_id
from tlgui.jobs.away import agent, carrier
from tlgui.jobs.away.engine import EngineState, Node, Unreachable, folder
from tlgui.jobs.away.post import Needs, Post
from tlgui.jobs.launchers import Chosen
from tlgui.jobs.launchers.chosen import keep
from tlgui.jobs.processes import identity_of
from tlgui.jobs.queue import Job, JobQueue
from tlgui.jobs.roster import Worker


class StandIn:
    """An engine with as many nodes as posts are asked for. What it starts is a process of this machine that leads a group."""

    def __init__(self) -> None:
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.manned: list[str] = []
        self.reachable = True
        self.refusal: dict[str, Any] | None = None
        self.environment: dict[str, str] = {}

    def _answers(self) -> None:
        if not self.reachable:
            raise Unreachable("connection refused")

    def man(self, post: Post, needs: Needs) -> None:
        self._answers()
        self.manned.append(post.id)
        if self.refusal is None and post.id not in self.processes:
            command = [sys.executable, "-m", "tests.jobs.away.node", str(post.path), f"node-{len(self.manned)}"]
            self.processes[post.id] = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **self.environment}, start_new_session=True
            )

    def answer(self, post: Post) -> dict[str, Any] | None:
        self._answers()
        return self.refusal

    def living(self) -> set[str]:
        self._answers()
        return {name for name in self.manned if name not in self.processes or self.processes[name].poll() is None}

    def end(self, post: Post) -> None:
        self._answers()
        self.kill(post.id)

    def kill(self, name: str) -> None:
        process = self.processes.get(name)
        if process is not None and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)

    def nodes(self) -> tuple[list[Node], Needs]:
        self._answers()
        return [Node("node-1", 1), Node("node-2", 1)], Needs(2)

    @property
    def alive(self) -> list[int]:
        return [each.pid for each in self.processes.values() if each.poll() is None]


@pytest.fixture
def engine(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """The engine of the home, which its agent asks several times a second."""
    for name, value in (("ROUND_SECONDS", 0.02), ("LOOK_SECONDS", 0.1), ("FIRST_RETRY_SECONDS", 0.2)):
        monkeypatch.setattr(agent, name, value)
    keep(home, Chosen("ray", "127.0.0.1:1"))
    found, over = StandIn(), threading.Event()
    (home.jobs / "logs").mkdir(exist_ok=True)
    folder(home).mkdir()
    running = agent.Agent(home, found)

    def run() -> None:
        while not over.is_set():
            (folder(home) / "wanted").write_text(str(time.monotonic()))
            running.run()

    with FileLock(folder(home) / "agent.lock", thread_local=False), monkeypatch.context() as patch:
        patch.setattr(agent, "_age", lambda path: float(over.is_set()) * 1e9)
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        wait_until(lambda: EngineState.read(home).answers)
        yield found
        over.set()
        thread.join(5)
    for name in list(found.processes):
        found.kill(name)


class Hands:
    """A carrier as a thread of the test; to the queue it is a process that does nothing, and may be ended."""

    def __init__(self, home: Home, queue: JobQueue) -> None:
        self.process = subprocess.Popen(["sleep", "300"])
        self.name = new_id()
        identity = identity_of(self.process.pid)
        assert identity is not None
        queue.roster.add(Worker(self.name, "train", identity.as_json(), 1e12, lease=1e12))
        self.carrier = carrier.Carrier(home, queue, "train")
        self.queue = queue
        self.stopping = threading.Event()
        self.thread: threading.Thread | None = None
        self.fit: bool | None = None

    def take(self) -> Job:
        """The next job, as soon as it may be taken."""
        wait_until(self.carrier.free)
        job = self.queue.take("train", self.name) or self.queue.take_in_spare_time("train", self.name)
        assert job is not None
        return job

    def carry(self, job: Job | None = None) -> Job:
        """Take a job and see to it, beside."""
        job = job or self.take()

        def do() -> None:
            self.fit = self.carrier.do(job, self.stopping)

        self.thread = threading.Thread(target=do, daemon=True)
        self.thread.start()
        return job

    def over(self) -> bool | None:
        """What the carrier came to, at its end."""
        assert self.thread is not None
        self.thread.join(30)
        assert not self.thread.is_alive()
        return self.fit


@pytest.fixture
def hands(home: Home, engine: StandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Hands]]:
    """Makes carriers."""
    made: list[Hands] = []

    def make() -> Hands:
        made.append(Hands(home, JobQueue(home)))
        return made[-1]

    yield make
    for each in made:
        each.stopping.set()
        if each.thread is not None:
            each.thread.join(10)
        each.carrier.leave()
        each.process.kill()
        each.process.wait()


def gone(pid: int) -> bool:
    """Whether a process is no more."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
