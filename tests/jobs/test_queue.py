"""The queue: what is acknowledged is done once, whoever dies."""

from __future__ import annotations

import errno
import math
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from tlgui.errors import UserError
from tlgui.home import Home, new_id
from tlgui.jobs import queue as module
from tlgui.jobs.job import SPARE
from tlgui.jobs.processes import boot_id, identity_of, own_identity
from tlgui.jobs.queue import ATTEMPTS, LANES, Job, JobQueue
from tlgui.jobs.roster import LEASE_SECONDS, Worker
from tlgui.jobs.worker import HANDLERS, WARM_UP
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSpec

from .conftest import taken


def at_once(count: int, call: Callable[[int], Any]) -> list[Any]:
    """The answers of so many threads that begin together."""
    barrier = threading.Barrier(count)

    def one(number: int) -> Any:
        barrier.wait()
        return call(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def worker(lane: str = "data", keep: float = math.inf, **identity: Any) -> Worker:
    return Worker(new_id(), lane, replace(own_identity(), **identity).as_json(), keep)


def test_each_kind_has_a_lane_and_a_handler_and_each_lane_a_warm_up() -> None:
    assert set(LANES) == set(HANDLERS)
    assert set(LANES.values()) == {*WARM_UP, *SPARE}


def test_a_job_comes_back_as_it_was_sent(queue: JobQueue) -> None:
    sent = queue.submit("ingest", {"path": "caf\udce9", "n": 1}, run="r", owner="b")
    found = queue.get(sent.id, "b")
    assert found == sent
    assert (sent.kind, sent.lane, sent.state, sent.run, sent.payload) == (
        "ingest",
        "data",
        "queued",
        "r",
        {"path": "caf\udce9", "n": 1},
    )
    assert not sent.over


def test_a_job_of_somebody_else_does_not_exist(queue: JobQueue) -> None:
    assert queue.get(queue.submit("train", {}, owner="a").id, "b") is None


def test_a_kind_that_nobody_does_is_an_error(queue: JobQueue) -> None:
    with pytest.raises(KeyError):
        queue.submit("dance", {})


def test_a_fresh_home_can_be_opened_by_many_at_once(home: Home) -> None:
    jobs = at_once(20, lambda number: JobQueue(home).submit("train", {"number": number}))
    assert len({job.id for job in jobs}) == 20


def test_H8_a_job_is_on_the_disk_when_submit_returns(home: Home) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from tlgui.home import Home; from tlgui.jobs.queue import JobQueue\n"
        "print(JobQueue(Home(Path(sys.argv[1]))).submit('train', {}).id, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(home.root)], capture_output=True, text=True, check=False)
    assert done.returncode == -9
    found = JobQueue(home).get(done.stdout.strip())
    assert found is not None
    assert found.state == "queued"
    with sqlite3.connect(home.jobs / "queue.sqlite") as database:
        assert database.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL: a commit is flushed


# -- once --------------------------------------------------------------------------------------------------------------------


def test_G16_the_same_key_from_twenty_threads_is_one_job(home: Home) -> None:
    jobs = at_once(20, lambda number: JobQueue(home).submit("train", {"number": number}, once="key"))
    assert len({job.id for job in jobs}) == 1
    assert len({job.payload["number"] for job in jobs}) == 1
    queue = JobQueue(home)
    assert queue.take("train", "w") is not None
    assert queue.take("train", "w") is None


def test_the_key_still_holds_when_the_job_is_over(queue: JobQueue) -> None:
    first = queue.submit("train", {}, once="key")
    queue.finish(taken(queue), {})
    assert queue.submit("train", {"other": 1}, once="key").id == first.id


def test_keys_of_two_owners_and_no_key_at_all_are_apart(queue: JobQueue) -> None:
    jobs = [queue.submit("train", {}, once="key", owner=owner) for owner in "ab"] + [queue.submit("train", {}) for _ in range(2)]
    assert len({job.id for job in jobs}) == 4


# -- order and taking ----------------------------------------------------------------------------------------------------------


def test_jobs_of_a_lane_are_taken_in_order_and_lanes_do_not_wait_for_each_other(queue: JobQueue) -> None:
    first, other, second = queue.submit("ingest", {}), queue.submit("train", {}), queue.submit("demo", {})
    assert queue.waiting_before(second) == 1
    assert queue.waiting_before(other) == 0
    found = [queue.take("data", "w") for _ in range(3)]
    assert [job and job.id for job in found] == [first.id, second.id, None]
    assert found[0] is not None
    assert (found[0].state, found[0].worker) == ("working", "w")


def test_waiting_before_counts_the_one_that_is_worked_on_but_not_what_is_over(queue: JobQueue) -> None:
    jobs = [queue.submit("train", {}) for _ in range(4)]
    first = taken(queue)
    assert [queue.waiting_before(job) for job in jobs] == [0, 1, 2, 3]
    queue.finish(first, None)
    queue.cancel(jobs[1].id)
    assert queue.waiting_before(jobs[3]) == 1


def test_a_job_is_handed_to_one_worker_only(home: Home) -> None:
    queue = JobQueue(home)
    sent = [queue.submit("train", {}).id for _ in range(60)]

    def take_all(number: int) -> list[tuple[str, str | None]]:
        mine, own = JobQueue(home), f"worker {number}"
        found = []
        while (job := mine.take("train", own)) is not None:
            found.append((job.id, job.worker))
        assert all(worker == own for _, worker in found)
        return found

    counted = Counter(job for found in at_once(8, take_all) for job, _ in found)
    assert counted == Counter(sent)


def test_H3_a_race_of_cancel_and_take_has_one_winner(home: Home) -> None:
    queue = JobQueue(home)
    for _ in range(15):
        job = queue.submit("train", {})

        def act(number: int, job_id: str = job.id) -> Any:
            return JobQueue(home).take("train", "w") if number == 0 else JobQueue(home).cancel(job_id)

        won, *cancelled = at_once(3, act)
        assert (won is not None) + sum(cancelled) == 1
        now = queue.get(job.id)
        assert now is not None
        assert now.state == ("working" if won else "cancelled")


def test_H3_only_a_job_that_has_not_begun_can_be_cancelled(queue: JobQueue) -> None:
    job = queue.submit("train", {})
    assert queue.cancel(job.id)
    assert not queue.cancel(job.id)
    assert queue.take("train", "w") is None
    working = queue.submit("train", {})
    queue.take("train", "w")
    assert not queue.cancel(working.id)
    assert not queue.cancel("no such job")


def test_the_newest_job_of_a_run_counts(queue: JobQueue) -> None:
    queue.submit("map", {}, run="r")
    newest = queue.submit("map", {}, run="r")
    queue.submit("train", {}, run="r")
    queue.submit("map", {}, run="other")
    assert queue.of_run("r", "map") == newest
    assert queue.of_run("none", "map") is None


# -- endings -------------------------------------------------------------------------------------------------------------------


def test_progress_result_and_problems_are_strict_json(queue: JobQueue) -> None:
    queue.submit("train", {})
    job = taken(queue)
    assert queue.report(job, {"done": 1, "rate": math.nan})
    assert queue.finish(job, {"loss": math.inf})
    found = queue.get(job.id)
    assert found is not None
    assert (found.state, found.over, found.progress, found.result) == ("done", True, {"done": 1, "rate": None}, {"loss": None})
    queue.submit("train", {})
    job = taken(queue)
    assert queue.fail(job, [{"code": "a", "values": {"name": "caf\udce9"}}])
    found = queue.get(job.id)
    assert found is not None
    assert (found.state, found.problems) == ("failed", [{"code": "a", "values": {"name": "caf\udce9"}}])


def test_H1_the_job_of_a_dead_worker_waits_again_and_no_other(queue: JobQueue) -> None:
    dead, living = worker(created=1), worker()
    for each in (dead, living):
        queue.roster.add(each)
    ended, lost, held = (queue.submit("ingest", {}) for _ in range(3))
    queue.finish(taken(queue, "data", dead.id), "kept")
    queue.take("data", dead.id)
    queue.take("data", living.id)
    waiting = queue.submit("ingest", {})
    assert queue.worker_of(queue.get(held.id) or held) == living
    assert queue.worker_of(queue.get(lost.id) or lost) is None
    queue.sweep()
    states = {job.id: (found.state, found.deaths) for job in (ended, lost, held, waiting) if (found := queue.get(job.id))}
    assert states == {ended.id: ("done", 0), lost.id: ("queued", 1), held.id: ("working", 0), waiting.id: ("queued", 0)}
    assert queue.roster.workers() == [living]
    assert taken(queue, "data", living.id).id == lost.id  # at its old place


def test_H7_a_job_that_kills_each_worker_is_put_aside_and_those_behind_it_go_on(queue: JobQueue) -> None:
    poison, behind = queue.submit("ingest", {}), queue.submit("ingest", {})
    for _ in range(ATTEMPTS):
        assert die_of(queue) == poison.id
    found = queue.get(poison.id)
    assert found is not None
    assert (found.state, found.problems) == ("failed", [{"code": "job_failed_often", "values": {"times": ATTEMPTS}}])
    assert taken(queue, "data").id == behind.id


def test_H7_a_job_that_gets_further_each_time_is_no_poison(queue: JobQueue) -> None:
    job = queue.submit("ingest", {})
    for _ in range(2 * ATTEMPTS):
        assert die_of(queue, queue.got_further) == job.id
    assert taken(queue, "data").deaths == 1


def test_H1_nobody_tries_again_what_somebody_had_cancelled(queue: JobQueue) -> None:
    job = queue.submit("ingest", {})
    die_of(queue, lambda job: queue.ask_to_cancel(job.id))
    found = queue.get(job.id)
    assert found is not None
    assert found.state == "cancelled"
    assert not queue.cancel_asked(job.id)


def die_of(queue: JobQueue, before: Callable[[Job], Any] = lambda job: None) -> str:
    """The id of the next job, which a worker takes and dies of."""
    dead = worker(created=1)
    queue.roster.add(dead)
    job = taken(queue, "data", dead.id)
    before(job)
    queue.sweep()
    return job.id


def test_H1_a_run_that_was_deleted_or_cannot_be_written_does_not_hold_up_the_queue(
    queue: JobQueue, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, behind = RunStore(home).create(RunSpec(), {}), queue.submit("ingest", {})

    def no_space(*given: Any) -> None:
        raise OSError(errno.ENOSPC, "by a test")

    monkeypatch.setattr("tlgui.runs.store.durable.write_bytes", no_space)
    for run in (full.id, new_id()):
        job = queue.submit("train", {"run": run}, run=run)
        dead = worker("train", created=1)
        queue.roster.add(dead)
        taken(queue, "train", dead.id)
        queue.sweep()
        assert taken(queue).id == job.id
    assert taken(queue, "data").id == behind.id


def test_H2_who_comes_late_writes_nothing(queue: JobQueue) -> None:
    """The one that was stopped and wakes up has an older number than the one that has the job now."""
    queue.submit("ingest", {})
    dead = worker(created=1)
    queue.roster.add(dead)
    late = taken(queue, "data", dead.id)
    queue.sweep()
    now = taken(queue, "data", "living")
    refused = [queue.report(late, {}), queue.finish(late, "late"), queue.fail(late, []), queue.end_cancelled(late)]
    assert refused == [False] * 4
    assert queue.finish(now, "in time")
    assert not queue.finish(now, "twice")
    found = queue.get(now.id)
    assert found is not None
    assert (found.state, found.result, found.attempt) == ("done", "in time", 2)


@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_H5_a_lease_is_not_moved_by_a_clock_that_is_set(queue: JobQueue, monkeypatch: pytest.MonkeyPatch, jump: float) -> None:
    now = time.time() + jump
    monkeypatch.setattr(time, "time", lambda: now)
    each = worker()
    queue.roster.add(each)
    assert queue.roster.renew(each.id)
    [found] = queue.roster.workers()
    assert not found.silent
    assert found.lease == pytest.approx(time.monotonic() + LEASE_SECONDS, abs=5)
    queue.sweep()
    assert [left.id for left in queue.roster.workers()] == [each.id]
    assert not queue.roster.renew("struck off")


def test_a_queue_of_an_earlier_version_is_taken_over(home: Home) -> None:
    with sqlite3.connect(home.jobs / "queue.sqlite") as database:
        database.executescript(
            "CREATE TABLE jobs (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, owner TEXT NOT NULL, kind TEXT NOT NULL, "
            "lane TEXT NOT NULL, payload TEXT NOT NULL, once TEXT, run TEXT, state TEXT NOT NULL, worker TEXT, progress TEXT, result TEXT, "
            "problems TEXT, created REAL NOT NULL, UNIQUE (owner, once));"
            "CREATE TABLE workers (id TEXT PRIMARY KEY, lane TEXT NOT NULL, pid INTEGER NOT NULL, created INTEGER NOT NULL, "
            "boot TEXT NOT NULL, keep_until REAL NOT NULL);"
            "INSERT INTO jobs (id, owner, kind, lane, payload, state, created) VALUES ('a', 'local', 'train', 'train', '{}', 'queued', 0);"
        )
    queue = JobQueue(home)
    each = worker("train")
    queue.roster.add(each)
    assert queue.roster.renew(each.id)
    assert taken(queue).attempt == 1


@pytest.mark.parametrize("change", [{"created": 1}, {"boot": "before the reboot"}])
def test_E18_a_worker_of_another_birth_or_boot_is_dead(queue: JobQueue, change: dict) -> None:
    queue.roster.add(worker(**change))
    queue.sweep()
    assert queue.roster.workers() == []


class _Killed(BaseException):
    pass


def test_a_sweep_that_is_killed_half_way_is_made_up_by_the_next(queue: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = worker(created=1)
    queue.roster.add(dead)
    job = queue.submit("ingest", {})
    queue.take("data", dead.id)

    class Connection(sqlite3.Connection):
        def execute(self, *given: Any) -> sqlite3.Cursor:
            cursor = super().execute(*given)
            if given[0].startswith(("UPDATE", "DELETE")):
                raise _Killed
            return cursor

    connect = sqlite3.connect
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, factory=Connection, **named))
        with pytest.raises(_Killed):
            queue.sweep()
    queue.sweep()
    found = queue.get(job.id)
    assert found is not None
    assert (found.state, found.deaths) == ("queued", 1)
    assert queue.roster.workers() == []


# -- keeping and leaving -------------------------------------------------------------------------------------------------------


def test_keep_only_ever_lengthens(queue: JobQueue) -> None:
    each = worker(keep=100.0)
    queue.roster.add(each)
    queue.roster.keep(each.id, 50.0)
    assert queue.roster.keep_until(each.id) == 100.0
    queue.roster.keep(each.id, 150.0)
    assert queue.roster.keep_until(each.id) == 150.0
    assert queue.roster.keep_until("nobody") is None


@pytest.mark.parametrize("first", ["launcher", "worker"])
def test_the_launchers_word_counts_whoever_is_first_on_the_list(queue: JobQueue, first: str) -> None:
    each = worker(keep=10.0)
    calls = [lambda: queue.roster.add(replace(each, keep_until=1.0)), lambda: queue.roster.add(each, by_itself=True)]
    for call in calls if first == "launcher" else reversed(calls):
        call()
    assert [found.keep_until for found in queue.roster.workers()] == [1.0]


def test_a_worker_retires_unless_its_lane_has_a_job_waiting(queue: JobQueue) -> None:
    each = worker("train")
    queue.roster.add(each)
    queue.submit("ingest", {})
    waiting = queue.submit("train", {})
    assert not queue.roster.retire(each.id)
    assert queue.roster.workers() == [each]
    queue.cancel(waiting.id)
    assert queue.roster.retire(each.id)
    assert queue.roster.workers() == []
    assert queue.roster.retire(each.id)


def test_a_worker_that_retires_opens_the_file_once(queue: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    each = worker("train")
    queue.roster.add(each)
    opened, open_file = [], queue._file.open
    monkeypatch.setattr(queue._file, "open", lambda: opened.append(each) or open_file())
    assert queue.roster.retire(each.id)
    assert len(opened) == 1


def test_a_race_of_retire_and_submit_never_leaves_a_job_with_a_worker_that_left(home: Home) -> None:
    """Either the worker sees the job and stays, or whoever sent it sees that no worker is on the list and starts one."""
    queue = JobQueue(home)
    for _ in range(15):
        each = worker("train")
        queue.roster.add(each)

        def act(number: int, mine: Worker = each) -> Any:
            if number == 0:
                return JobQueue(home).roster.retire(mine.id)
            JobQueue(home).submit("train", {})
            return mine.id in [found.id for found in JobQueue(home).roster.workers()]

        left, seen = at_once(2, act)
        assert left != (queue.roster.keep_until(each.id) is not None)
        if left:
            assert not seen
        else:
            assert queue.take("train", each.id) is not None
            assert queue.roster.retire(each.id)
        while queue.take("train", "clean"):
            pass


def test_E15_nothing_in_the_queue_depends_on_the_clock(queue: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = []
    for moment in (time.time(), 0.0, time.time() + 3600):
        monkeypatch.setattr(module.time, "time", lambda moment=moment: moment)
        jobs.append(queue.submit("train", {}).id)
    found = [queue.take("train", "w") for _ in jobs]
    assert [job and job.id for job in found] == jobs


def test_a_worker_that_ended_is_swept(queue: JobQueue) -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    identity = identity_of(process.pid)
    assert identity is not None
    assert identity.boot == boot_id()
    assert identity.pid != os.getpid()
    queue.roster.add(Worker(new_id(), "data", identity.as_json(), math.inf))
    queue.sweep()
    assert len(queue.roster.workers()) == 1
    process.communicate(b"\n")
    queue.sweep()
    assert queue.roster.workers() == []


# -- damage ------------------------------------------------------------------------------------------------------------------------


DAMAGE = {
    "half": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "no database": lambda data: b"hello" * 100,
    "header": lambda data: b"\xff" * 40 + data[40:],
    "pages": lambda data: data[:4096] + b"\xa5" * (len(data) - 4096),
}


def damaged(home: Home, how: Callable[[bytes], bytes]) -> None:
    path = home.jobs / "queue.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    path.write_bytes(how(path.read_bytes()))


def waiting_runs(home: Home, count: int) -> list[str]:
    store = RunStore(home)
    runs = [store.create(RunSpec(), {}, owner) for owner in ("local", "b", "local")[:count]]
    for run in runs:
        JobQueue(home).submit("train", {"run": run.id}, run=run.id, owner=run.owner)
        time.sleep(0.01)
    return [run.id for run in runs]


@pytest.mark.parametrize("how", DAMAGE)
def test_H6_a_damaged_queue_is_rebuilt_from_the_run_folders(home: Home, how: str, caplog: pytest.LogCaptureFixture) -> None:
    runs = waiting_runs(home, 3)
    store = RunStore(home)
    ended, stopped = store.create(RunSpec(), {}), store.create(RunSpec(), {})
    ended.events_path.write_text('{"event": "finished", "time": 1.0}\n')
    stopped.ask_to_stop()
    damaged(home, DAMAGE[how])
    queue = JobQueue(home)
    assert "Queue rebuilt: 3 jobs" in caplog.text
    found = [queue.take("train", "w") for _ in range(4)]
    assert [(job.run, job.owner) for job in found if job] == list(zip(runs, ("local", "b", "local"), strict=True))
    assert len(list(home.jobs.glob("damaged-*.sqlite"))) == 1
    caplog.clear()
    JobQueue(home)
    assert caplog.text == ""


def test_H6_a_file_that_is_damaged_while_it_is_used_is_rebuilt_and_said(home: Home) -> None:
    runs = waiting_runs(home, 1)
    queue = JobQueue(home)
    damaged(home, DAMAGE["no database"])
    with pytest.raises(UserError) as error:
        queue.take("train", "w")
    assert "Queue rebuilt: 1 job" in str(error.value)
    job = queue.take("train", "w")
    assert job is not None
    assert job.run == runs[0]


def test_H6_a_busy_queue_is_not_taken_for_a_damaged_one(home: Home) -> None:
    queue = JobQueue(home)
    with pytest.raises(sqlite3.OperationalError), queue._file.open() as database:
        database.execute("SELECT * FROM nothing")
    assert list(home.jobs.glob("damaged-*")) == []
