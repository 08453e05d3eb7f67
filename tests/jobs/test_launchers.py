"""The seam: whatever carries jobs out, the queue hands them out, stops them and takes them back in the same way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import processes_of
from tlgui.home import Home, new_id
from tlgui.jobs import queue as queue_module
from tlgui.jobs import worker as worker_module
from tlgui.jobs.control import Control
from tlgui.jobs.launchers import Capacity, Handle, Launcher, local
from tlgui.jobs.launchers.local import LocalLauncher
from tlgui.jobs.presence import Presence
from tlgui.jobs.processes import own_identity
from tlgui.jobs.queue import ATTEMPTS, LANES, JobQueue
from tlgui.jobs.roster import Worker
from tlgui.jobs.worker import JobContext, serve
from tlgui.jobs.workers import ensure_workers
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore
from tlgui.service.stopping import ask_to_stop, see_it_end
from tlgui.specification.run_spec import RunSpec
from tlgui.texts import LANGUAGES, say

from .conftest import trained_by, wait_for, wait_until
from .launched import start_instead


class ThreadLauncher:
    """Workers as threads of this process, on nodes that can be lost."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.nodes: dict[str, threading.Thread] = {}
        self.stopping: dict[str, threading.Event] = {}
        self.ended: list[str] = []
        self.lost: set[str] = set()

    def start(self, lane: str, worker_id: str) -> Handle | None:
        node = f"{lane}-{len(self.nodes)}"
        stopping = self.stopping[node] = threading.Event()
        given = (self.home, lane, worker_id, {"node": node}, stopping)
        self.nodes[node] = threading.Thread(target=serve, args=given, name=node, daemon=True)
        self.nodes[node].start()
        return {"node": node}

    def alive(self, handle: Handle) -> bool:
        return handle["node"] not in self.lost and self.nodes[handle["node"]].is_alive()

    def end(self, handle: Handle, patience: float = 2.0) -> None:
        node = handle["node"]
        self.ended.append(node)
        self.stopping[node].set()
        self.nodes[node].join(min(patience, 0.1))
        self.lost.add(node)  # a thread that does not listen cannot be killed; nobody counts on it any more

    def capacity(self) -> Capacity:
        return Capacity(2, "queue.several", narrow=3)

    def leave(self) -> None:
        """End what was begun here, also what was lost."""
        let_go.set()
        for node, thread in self.nodes.items():
            self.stopping[node].set()
            thread.join(5)
            assert not thread.is_alive(), node


let_go = threading.Event()
"""Set: what hangs goes on, and tells its end though nobody counts on it any more."""


def carry_out(context: JobContext) -> Any:
    """Handler of all jobs here: ``do`` says what it does."""
    do = context.payload.get("do")
    folder = Control(context.home.runs / context.job.run) if context.job.run is not None else None
    if do == "hang on the first node" and context.job.attempt == 1:
        let_go.wait(30)
    while do == "listen" and not context.stop_requested() and not (folder is not None and folder.stopping):
        time.sleep(0.01)
    return {"node": threading.current_thread().name, "attempt": context.job.attempt}


@pytest.fixture
def launcher(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadLauncher]:
    """The home's launcher, chosen in the one place; nothing else is changed but what the jobs do."""
    let_go.clear()
    found: Launcher = ThreadLauncher(home)
    assert isinstance(found, ThreadLauncher)
    monkeypatch.setattr(queue_module, "launcher_of", lambda _: found)
    monkeypatch.setattr(worker_module, "HANDLERS", dict.fromkeys(worker_module.HANDLERS, f"{__name__}:carry_out"))
    monkeypatch.setattr(worker_module, "WARM_UP", dict.fromkeys(worker_module.WARM_UP, "builtins:dict"))
    yield found
    found.leave()


def test_a_job_is_carried_out_by_what_the_home_uses(home: Home, launcher: ThreadLauncher) -> None:
    queue = JobQueue(home)
    job = queue.submit("ingest", {})
    ensure_workers(home, {"data"})
    assert wait_for(queue, job).result == {"node": "data-0", "attempt": 1}
    [worker] = queue.roster.workers()
    assert worker.handle == {"node": "data-0"}
    assert processes_of(home) == []


def test_as_many_workers_are_started_as_the_launcher_has_room_for(home: Home, launcher: ThreadLauncher) -> None:
    queue = JobQueue(home)
    jobs = [queue.submit("train", {"do": "listen"}, run=new_id()) for _ in range(3)]
    ensure_workers(home, {"train"})
    wait_until(lambda: [each.state for each in queue.in_line("train")] == ["working", "working", "queued"])
    assert len(queue.roster.workers()) == 2
    assert [each.id for each in queue.in_line("train")] == [each.id for each in jobs]


def test_narrow_runs_are_trained_beside_each_other_and_no_other_run_beside_them(home: Home, launcher: ThreadLauncher) -> None:
    """Those have workers of their own, which stay for a while and must not take more than there is room for."""
    queue = JobQueue(home)
    narrow = [queue.submit("train", {"do": "listen", "narrow": True}, run=new_id()) for _ in range(4)]
    ensure_workers(home, {"train"})
    wait_until(lambda: [each.state for each in queue.in_line("train")] == ["working"] * 3 + ["queued"])
    assert len(queue.roster.workers()) == 3
    others = [queue.submit("train", {"do": "listen"}, run=new_id()) for _ in range(4)]
    for each in narrow:
        assert each.run is not None
        (home.runs / each.run / "control").mkdir(parents=True)
        Control(home.runs / each.run).ask_to_stop()
    wait_until(lambda: [each.state for each in queue.in_line("train")] == ["working"] * 2 + ["queued"] * 2)
    assert [each.id for each in queue.in_line("train")] == [each.id for each in others]
    assert queue.take("train", "a third worker") is None


@pytest.mark.parametrize("kind", ["try", "xray", "health", "augmentation", "preview", "map", "export"])
def test_what_somebody_asks_of_the_page_does_not_wait_behind_the_trainings_of_others(
    home: Home, launcher: ThreadLauncher, kind: str
) -> None:
    queue = JobQueue(home)
    trainings = [queue.submit("train", {"do": "listen"}, run=new_id(), owner="a") for _ in range(3)]
    asked = queue.submit(kind, {}, owner="b")
    ensure_workers(home)
    assert wait_for(queue, asked).state == "done"
    assert not any(each.over for each in map(queue.get, [job.id for job in trainings], "aaa") if each)


@pytest.mark.parametrize("kind", ["map", "xray", "export", "ingest"])
def test_a_training_waits_behind_nothing_that_others_ask_of_the_page(home: Home, launcher: ThreadLauncher, kind: str) -> None:
    queue = JobQueue(home)
    for _ in range(2):
        queue.submit(kind, {"do": "listen"}, owner="a")
    training = queue.submit("train", {}, run=new_id(), owner="b")
    ensure_workers(home)
    assert wait_for(queue, training).state == "done"
    assert len(queue.in_line(LANES[kind])) == 2


def test_nobody_has_both_workers_while_somebody_else_has_none(home: Home, launcher: ThreadLauncher) -> None:
    queue = JobQueue(home)
    first, second, other = [queue.submit("train", {"do": "listen"}, run=new_id(), owner=owner) for owner in "aab"]
    ensure_workers(home)
    wait_until(lambda: [each.state for each in queue.in_line("train")] == ["working", "working", "queued"])
    assert [each.id for each in queue.in_line("train")] == [first.id, other.id, second.id]


def test_a_run_is_stopped_by_a_word_and_its_worker_does_the_next(home: Home, launcher: ThreadLauncher) -> None:
    queue = JobQueue(home)
    run = RunStore(home).create(RunSpec(), {})
    job = queue.submit("train", {"do": "listen"}, run=run.id)
    ensure_workers(home, {"train"})
    wait_until(lambda: status_of(run, queue).state == "running")
    ask_to_stop(home, run)
    assert wait_for(queue, job).state == "done"
    assert launcher.ended == []
    assert wait_for(queue, queue.submit("train", {})).result == {"node": "train-0", "attempt": 1}


def test_E21_a_run_that_does_not_listen_is_ended_by_its_launcher(home: Home, launcher: ThreadLauncher) -> None:
    queue = JobQueue(home)
    run = RunStore(home).create(RunSpec(), {})
    queue.submit("train", {"do": "hang on the first node"}, run=run.id)
    ensure_workers(home, {"train"})
    wait_until(lambda: status_of(run, queue).state == "running")
    ask_to_stop(home, run)
    assert see_it_end(home, run, word_seconds=0.1).state == "stopped"
    assert launcher.ended == ["train-0"]
    assert queue.roster.workers() == []


def test_H7_the_job_of_a_node_that_is_lost_is_put_back_and_its_late_answer_refused(home: Home, launcher: ThreadLauncher) -> None:
    queue = JobQueue(home)
    run = RunStore(home).create(RunSpec(), {})
    job = queue.submit("train", {"do": "hang on the first node"}, run=run.id)
    ensure_workers(home, {"train"})
    wait_until(lambda: queue.training(run.id))
    launcher.lost.add("train-0")
    assert queue.training(run.id) is None
    ensure_workers(home, {"train"})
    done = wait_for(queue, job)
    assert (done.result, done.deaths) == ({"node": "train-1", "attempt": 2}, 1)
    assert run.resuming  # its folder says so too, for whoever takes it
    let_go.set()
    launcher.nodes["train-0"].join(5)
    assert queue.get(job.id) == done
    assert launcher.ended == []


def test_H7_a_job_whose_node_is_lost_each_time_is_put_aside(home: Home, launcher: ThreadLauncher) -> None:
    queue = JobQueue(home)
    job = queue.submit("ingest", {"do": "listen"})
    for number in range(ATTEMPTS):
        ensure_workers(home, {"data"})
        wait_until(lambda: (found := queue.get(job.id)) is not None and found.state == "working")
        launcher.lost.add(f"data-{number}")
    queue.sweep()
    found = queue.get(job.id)
    assert found is not None
    assert [each["code"] for each in found.problems or ()] == ["job_failed_often"]


def test_H6_what_a_worker_of_any_launcher_has_in_its_hands_survives_a_damaged_queue(home: Home, launcher: ThreadLauncher) -> None:
    queue = JobQueue(home)
    job = queue.submit("ingest", {"do": "listen"})
    ensure_workers(home, {"data"})
    wait_until(lambda: (found := queue.get(job.id)) is not None and found.state == "working")
    (home.jobs / "queue.sqlite").write_bytes(b"hello" * 100)
    again = JobQueue(home)
    assert [each.handle for each in again.roster.workers()] == [{"node": "data-0"}]
    again.ask_to_cancel(job.id)
    assert wait_for(again, job).result == {"node": "data-0", "attempt": 1}


# -- the queue's file -----------------------------------------------------------------------------------------------------------


def test_a_worker_that_an_earlier_version_put_on_the_list_is_known(home: Home, queue: JobQueue) -> None:
    mine = own_identity()
    with queue._file.open() as database:
        database.execute("ALTER TABLE workers DROP COLUMN handle")
        database.execute(
            "INSERT INTO workers (id, lane, pid, created, boot, keep_until) VALUES ('w', 'data', ?, ?, ?, 1e12)",
            (mine.pid, mine.created, mine.boot),
        )
    again = JobQueue(home)
    assert again.roster.workers() == [Worker("w", "data", mine.as_json(), 1e12)]
    again.sweep()
    assert len(again.roster.workers()) == 1, "it lives, and has its job"


def test_an_earlier_version_finds_the_processes_of_this_one(home: Home, queue: JobQueue) -> None:
    mine = own_identity()
    queue.roster.add(Worker("w", "data", mine.as_json(), 1e12))
    with queue._file.open() as database:
        [row] = database.execute("SELECT pid, created, boot FROM workers").fetchall()
    assert tuple(row) == (mine.pid, mine.created, mine.boot)


def test_H6_a_run_that_a_worker_has_and_has_not_begun_with_is_not_queued_again_when_the_file_was_lost(
    home: Home, queue: JobQueue
) -> None:
    run, waiting = (RunStore(home).create(RunSpec(), {}) for _ in range(2))
    job = trained_by(queue, run)
    Presence(queue.presence, "w", "train", own_identity().as_json()).has(job.in_hand(), time.monotonic() + 60)
    (home.jobs / "queue.sqlite").write_bytes(b"hello" * 100)
    again = JobQueue(home)
    assert [(each.run, each.state) for each in again.in_line("train")] == [(run.id, "working"), (waiting.id, "queued")]


# -- this machine ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cores", "gibibytes", "gpu", "expected", "narrow"),
    [
        (1, 2, False, 1, 1),
        (2, 2, False, 1, 1),
        (2, 24, False, 1, 2),
        (8, 24, False, 2, 4),
        (64, 6, False, 1, 3),
        (64, 256, False, 4, 4),
        (64, 256, True, 1, 1),
    ],
)
def test_as_many_runs_at_a_time_as_the_machine_has_room_for(
    monkeypatch: pytest.MonkeyPatch, cores: int, gibibytes: int, gpu: bool, expected: int, narrow: int
) -> None:
    monkeypatch.setattr(local, "cores", lambda: cores)
    monkeypatch.setattr(local, "memory", lambda: gibibytes * 2**30)
    monkeypatch.setattr(local, "may_have_gpu", lambda: gpu)
    monkeypatch.setattr(local, "gpus", lambda: [])
    found = LocalLauncher(Home(Path())).capacity()
    assert found.runs == expected
    assert [found.at_a_time(narrow=each) for each in (False, True)] == [expected, narrow]


def test_as_many_runs_as_gpus(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "may_have_gpu", lambda: True)
    for there, runs, why in ((["0", "1", "2", "3"], 4, "queue.gpus"), (["0"], 1, "queue.one"), ([], 1, "queue.one")):
        monkeypatch.setattr(local, "gpus", lambda there=there: there)
        found = LocalLauncher(home).capacity()
        assert (found.runs, found.why) == (runs, why)
        assert all(str(runs) in say(why, language, count=runs) for language in LANGUAGES)


def test_runs_beside_each_other_see_a_gpu_each(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1")
    monkeypatch.setenv("TLGUI_TEST_RUNS", "2")
    monkeypatch.setattr(local, "may_have_gpu", lambda: True)
    start_instead(patch=monkeypatch)
    queue = JobQueue(home)
    for _ in range(2):
        queue.submit("train", {"do": "which gpu", "run": "0" * 32})
    ensure_workers(home, {"train"})
    wait_until(lambda: queue.how_many("train") == 0)
    with queue._file.open() as database:
        seen = {row[0] for row in database.execute("SELECT result FROM jobs")}
    assert seen == {'"0"', '"1"'}
