"""Real worker processes with fake jobs: started, kept, killed."""

from __future__ import annotations

import errno
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.conftest import missing, processes_of
from tlgui.home import Home, new_id
from tlgui.jobs import worker as worker_module
from tlgui.jobs.launchers import Capacity
from tlgui.jobs.processes import NICENESS, own_identity, spawn
from tlgui.jobs.queue import ATTEMPTS, LANES, JobQueue
from tlgui.jobs.roster import Roster, Worker
from tlgui.jobs.worker import JobContext, _Here, crash, warm_up
from tlgui.jobs.workers import ensure_workers

from .conftest import wait_for, wait_until

pytestmark = pytest.mark.usefixtures("fake_workers")


def the_worker(queue: JobQueue, lane: str = "data") -> Worker:
    [found] = [worker for worker in queue.roster.workers() if worker.lane == lane]
    return found


def test_a_job_is_done_and_the_same_process_does_the_next(home: Home, queue: JobQueue) -> None:
    ensure_workers(home, {"data"})
    results = [wait_for(queue, queue.submit("ingest", {"do": "answer", "value": n}, owner="b")).result for n in range(2)]
    pid = the_worker(queue).handle["pid"]
    assert results == [{"answer": n, "pid": pid, "owner": "b"} for n in range(2)]


def test_a_refusal_fails_the_job_with_all_its_problems_and_the_worker_goes_on(home: Home, queue: JobQueue) -> None:
    refused, next_one = queue.submit("ingest", {"do": "refuse"}), queue.submit("ingest", {"do": "answer"})
    ensure_workers(home, {"data"})
    found = wait_for(queue, refused)
    assert (found.state, found.problems) == (
        "failed",
        [{"code": "run_unknown", "values": {"run": "a"}}, {"code": "needs_data", "values": {}}],
    )
    assert wait_for(queue, next_one).state == "done"


def test_nothing_more_is_imported_while_a_job_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def steps() -> Iterator[None]:
        seen.append("first")
        yield
        seen.append("second")
        yield

    def busy() -> bool:
        seen.append("waits")
        return seen.count("waits") in (1, 2)

    monkeypatch.setattr(worker_module, "_function", lambda _: steps)
    monkeypatch.setattr(worker_module, "POLL_SECONDS", 0.0)
    warm_up("train", busy)
    assert seen == ["first", "waits", "waits", "waits", "second", "waits"]


@pytest.mark.parametrize(("do", "reason"), [("crash", "RuntimeError: on purpose"), ("leave", "SystemExit: 3")])
def test_after_a_crash_the_worker_ends_and_the_next_job_gets_a_fresh_one(
    home: Home, queue: JobQueue, do: str, reason: str
) -> None:
    ensure_workers(home, {"data"})
    first = the_worker(queue)
    crashed = queue.submit("ingest", {"do": do})
    [problem] = wait_for(queue, crashed).problems or []
    assert problem["code"] == "job_crashed"
    assert problem["values"]["reason"].startswith(reason)
    wait_until(lambda: not queue.launcher.alive(first.handle))
    ensure_workers(home, {"data"})
    result = wait_for(queue, queue.submit("ingest", {"do": "answer"})).result
    assert result["pid"] == the_worker(queue).handle["pid"] != first.handle["pid"]
    if do == "crash":
        assert "Traceback" in (home.jobs / "logs" / "data.txt").read_text()


def test_E7_H7_the_job_that_kills_its_workers_is_said_to_have_failed(home: Home, queue: JobQueue) -> None:
    job = queue.submit("ingest", {"do": "die"})
    seen = set()
    for _ in range(ATTEMPTS):
        ensure_workers(home, {"data"})
        worker = the_worker(queue)
        seen.add(worker.id)
        wait_until(lambda worker=worker: not queue.launcher.alive(worker.handle))
    ensure_workers(home, {"data"})
    found = queue.get(job.id)
    assert found is not None
    assert (found.state, found.problems) == ("failed", [{"code": "job_failed_often", "values": {"times": ATTEMPTS}}])
    assert the_worker(queue).id not in seen
    assert len(seen) == ATTEMPTS


def test_E22_a_worker_whose_imports_are_broken_fails_the_job_with_the_reason(home: Home, queue: JobQueue) -> None:
    job = queue.submit("map", {})
    ensure_workers(home, {"map"})
    [problem] = wait_for(queue, job).problems or []
    assert problem["code"] == "job_crashed"
    assert "No module named 'tests.jobs.not_installed'" in problem["values"]["reason"]


def test_X16_a_worker_steps_back_behind_the_server(home: Home, tmp_path: Path) -> None:
    if not hasattr(os, "nice"):
        missing("this system has no niceness")
    with open(tmp_path / "log.txt", "ab") as log:
        started = spawn("tlgui.jobs.worker", [str(home.root), "data", new_id()], log)
    process = psutil.Process(started.pid)
    try:
        wait_until(lambda: process.nice() == os.nice(0) + NICENESS)
        group = Path(f"/proc/{started.pid}/autogroup")
        if group.exists():  # else niceness is weighed among all processes
            wait_until(lambda: group.read_text().endswith(f"nice {NICENESS}\n"))
    finally:
        started.kill()
        started.wait()


def test_a_worker_leaves_when_nobody_keeps_it(home: Home, queue: JobQueue) -> None:
    ensure_workers(home, {"data"}, keep_seconds=0.0)
    worker = the_worker(queue)
    wait_until(lambda: not queue.launcher.alive(worker.handle))
    assert queue.roster.workers() == []


def test_a_worker_that_is_kept_stays(home: Home, queue: JobQueue) -> None:
    ensure_workers(home, {"data"}, keep_seconds=2.0)
    worker = the_worker(queue)
    until = worker.keep_until
    ensure_workers(home, {"data"}, keep_seconds=60.0)  # before the two seconds are over, however long it takes to start
    assert (queue.roster.keep_until(worker.id) or 0) > until
    wait_for(queue, queue.submit("ingest", {"do": "answer"}))
    time.sleep(max(0.0, until - time.monotonic()) + 0.3)
    assert queue.launcher.alive(worker.handle)


def test_a_job_that_waits_is_done_before_the_worker_leaves(home: Home, queue: JobQueue) -> None:
    jobs = [queue.submit("ingest", {"do": "answer"}) for _ in range(5)]
    ensure_workers(home, {"data"}, keep_seconds=0.0)
    assert [wait_for(queue, job).state for job in jobs] == ["done"] * 5
    wait_until(lambda: queue.roster.workers() == [])


LAUNCHER = """
import os, signal, sys, time
from pathlib import Path
from tests.jobs.conftest import JobQueue
from tlgui.home import Home
from tests.jobs.launched import start_instead, fake_worker
from tlgui.jobs.workers import ensure_workers
home = Home(Path(sys.argv[1]))
start_instead()
job = JobQueue(home).submit("ingest", {"do": "wait", "seconds": 1.0})
if sys.argv[2] == "early":
    def killed(*given):
        fake_worker(*given)
        os.kill(os.getpid(), signal.SIGKILL)
    start_instead(killed)
ensure_workers(home, {"data"})
while JobQueue(home).get(job.id).state != "working":
    time.sleep(0.02)
os.killpg(0, signal.SIGKILL)
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["late", "early"])
def test_E17_a_worker_goes_on_when_whoever_started_it_is_killed(home: Home, queue: JobQueue, moment: str) -> None:
    """Late: with its whole process group, as when a terminal is closed. Early: before it could put the worker on the list."""
    done = subprocess.run([sys.executable, "-c", LAUNCHER, str(home.root), moment], start_new_session=True, check=False)
    assert done.returncode == -signal.SIGKILL
    worker = wait_until(lambda: queue.roster.workers() and the_worker(queue))
    assert queue.launcher.alive(worker.handle)
    [job] = [job for job in [queue.get(row) for row in _ids(queue)] if job is not None]
    assert wait_for(queue, job).result == {"stopped": False}


def _ids(queue: JobQueue) -> list[str]:
    with queue._file.open() as database:
        return [row["id"] for row in database.execute("SELECT id FROM jobs")]


def test_a_worker_that_is_asked_to_end_tells_its_job_and_takes_no_other(home: Home, queue: JobQueue) -> None:
    job, waiting = queue.submit("ingest", {"do": "wait"}), queue.submit("ingest", {"do": "answer"})
    ensure_workers(home, {"data"})
    worker = the_worker(queue)
    wait_until(lambda: (queue.get(job.id) or job).state == "working")
    os.kill(worker.handle["pid"], signal.SIGTERM)
    assert wait_for(queue, job).result == {"stopped": True}
    wait_until(lambda: not queue.launcher.alive(worker.handle))
    assert (queue.get(waiting.id) or job).state == "queued"
    ensure_workers(home, {"data"})
    assert wait_for(queue, waiting).state == "done"


def test_ctrl_c_in_the_terminal_does_not_reach_the_job(home: Home, queue: JobQueue) -> None:
    job = queue.submit("ingest", {"do": "wait", "seconds": 0.5})
    ensure_workers(home, {"data"})
    wait_until(lambda: (queue.get(job.id) or job).state == "working")
    os.kill(the_worker(queue).handle["pid"], signal.SIGINT)
    assert wait_for(queue, job).result == {"stopped": False}


def test_many_that_ensure_workers_at_once_start_one_a_lane(home: Home, queue: JobQueue) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: ensure_workers(home, {"data", "train"}), range(8)))
    assert sorted(worker.lane for worker in queue.roster.workers()) == ["data", "train"]
    wait_until(lambda: len(processes_of(home)) == 2)


def test_where_there_is_room_for_two_runs_a_third_waits(home: Home, queue: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(queue.launcher), "capacity", lambda self: Capacity(2, "queue.several"))
    monkeypatch.setenv("TLGUI_TEST_RUNS", "2")  # a worker asks for itself
    monkeypatch.setitem(LANES, "ingest", "train")  # a job that only waits, in the lane of runs
    ensure_workers(home, {"train"})
    assert len(queue.roster.workers()) == 1, "an empty line needs one that is warm, not two"
    jobs = [queue.submit("ingest", {"do": "wait"}) for _ in range(3)]
    ensure_workers(home, {"train"})
    ensure_workers(home, {"train"})

    def states() -> list[str]:
        return [found.state for job in jobs if (found := queue.get(job.id)) is not None]

    wait_until(lambda: states() == ["working", "working", "queued"])
    assert len(queue.roster.workers()) == 2


def test_a_worker_that_died_at_once_is_replaced_by_the_next_call(home: Home, queue: JobQueue) -> None:
    ensure_workers(home, {"data"})
    first = the_worker(queue)
    os.kill(first.handle["pid"], signal.SIGKILL)
    wait_until(lambda: not queue.launcher.alive(first.handle))
    ensure_workers(home, {"data"})
    assert the_worker(queue).id != first.id


def test_progress_is_written_now_and_then_and_at_the_end(home: Home, queue: JobQueue) -> None:
    job = queue.submit("ingest", {"do": "report"})
    ensure_workers(home, {"data"})
    assert wait_for(queue, job).progress == {"done": 100, "total": 100, "rate": None, "seconds_left": None}


class _Counting:
    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []

    def report(self, job_id: str, progress: dict[str, Any]) -> None:
        self.seen.append(progress)


def test_progress_is_written_at_most_five_times_a_second(home: Home, queue: JobQueue) -> None:
    counting: Any = _Counting()
    context = JobContext(home, queue.submit("ingest", {}), counting, None)  # type: ignore[arg-type]
    for done in range(1001):
        context.report(done=done, total=1000)
    assert counting.seen[-1] == {"done": 1000, "total": 1000, "rate": None, "seconds_left": None}
    assert len(counting.seen) <= 4


def test_a_crash_is_told_by_its_last_line_cut_to_a_length_and_a_message_without_a_trace() -> None:
    assert crash(ValueError("x" * 1000))["values"]["reason"] == "ValueError: " + "x" * 488
    assert "Traceback" not in str(crash(KeyError("name")))


def test_workers_of_two_homes_know_nothing_of_each_other(home: Home, queue: JobQueue, tmp_path) -> None:
    other = Home.open(tmp_path / "other")
    job = JobQueue(other).submit("ingest", {"do": "answer"})
    ensure_workers(home, {"data"}, keep_seconds=0.0)
    wait_until(lambda: queue.roster.workers() == [])
    assert (JobQueue(other).get(job.id) or job).state == "queued"
    assert queue.take("data", new_id()) is None


# -- X3: the disk takes nothing --------------------------------------------------------------------------------------------------


def refusing(monkeypatch: pytest.MonkeyPatch, *methods: str, number: int, of: type = JobQueue) -> None:
    """These calls of the queue, or of its list of workers, find something wrong with the disk."""

    def refuse(*given: Any, **named: Any) -> Any:
        raise OSError(number, os.strerror(number))

    for name in methods:
        monkeypatch.setattr(of, name, refuse)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_X3_a_worker_takes_no_job_while_that_cannot_be_written_and_goes_on_afterwards(
    queue: JobQueue, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    worker = Worker(new_id(), "data", own_identity().as_json(), math.inf)
    queue.roster.add(worker)
    here, job = _Here(queue, worker), queue.submit("ingest", {"do": "answer"})
    with monkeypatch.context() as patched:
        refusing(patched, "take", number=number)
        refusing(patched, "retire", number=number, of=Roster)
        assert here.next_job() is None
        assert not here.may_leave()
        patched.setattr(Roster, "keep_until", lambda *given: 0.0)
        assert here.may_leave()  # nobody keeps it, and it could not be used
    taken = here.next_job()
    assert taken is not None
    assert taken.id == job.id


def test_X3_an_error_of_another_kind_still_ends_the_worker(queue: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    here = _Here(queue, Worker(new_id(), "data", own_identity().as_json(), math.inf))
    refusing(monkeypatch, "take", number=errno.EBADF)
    with pytest.raises(OSError, match="Bad file"):
        here.next_job()


def test_X3_progress_that_cannot_be_written_does_not_end_a_job(
    home: Home, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = JobContext(home, queue.submit("ingest", {}), queue, None)  # type: ignore[arg-type]
    refusing(monkeypatch, "report", "got_further", "trains_reference", number=errno.ENOSPC)
    context.report(done=1, total=1)
    context.got_further()
    context.trains_reference(None)


def test_X3_a_job_that_the_disk_ended_says_so_and_its_worker_does_the_next(home: Home, queue: JobQueue) -> None:
    full, next_one = queue.submit("ingest", {"do": "full"}), queue.submit("ingest", {"do": "answer"})
    ensure_workers(home, {"data"})
    found, pid = wait_for(queue, full), the_worker(queue).handle["pid"]
    assert [each["code"] for each in found.problems or []] == ["disk_full"]
    assert wait_for(queue, next_one).result["pid"] == pid


def test_X3_a_worker_that_the_queue_cannot_be_told_of_is_not_left_running(
    home: Home, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(monkeypatch, "add", number=errno.ENOSPC, of=Roster)
    with pytest.raises(OSError, match="No space"):
        ensure_workers(home, {"data"})
    wait_until(lambda: processes_of(home) == [])
