"""Stop: a word, a signal, the process group. Whatever the trainer does, the run is over within ten seconds."""

from __future__ import annotations

import errno
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.conftest import processes_of
from tlgui import durable
from tlgui.home import Home
from tlgui.jobs.processes import Identity, alive, identity_of, terminate
from tlgui.jobs.queue import ATTEMPTS, JobQueue
from tlgui.jobs.queue_file import QueueFile
from tlgui.jobs.workers import ensure_workers
from tlgui.runs.events import ENDINGS
from tlgui.runs.run import Run
from tlgui.runs.status import Status, status_of
from tlgui.runs.store import RunStore
from tlgui.service.stopping import WORD_SECONDS, ask_to_stop, see_it_end
from tlgui.specification.run_spec import RunSpec
from tlgui.storage import PIECES, Reserve

from .conftest import trained_by, wait_for, wait_until

pytestmark = pytest.mark.usefixtures("fake_workers")


def submitted(home: Home, do: str = "listen") -> Run:
    run = RunStore(home).create(RunSpec(), {})
    JobQueue(home).submit("train", {"run": run.id, "do": do}, run=run.id)
    return run


def begun(home: Home, do: str = "listen", event: str = "step") -> Run:
    """A run whose trainer has begun."""
    run = submitted(home, do)
    ensure_workers(home, {"train"})
    wait_until(lambda: any(each["event"] == event for each in run.events()))
    return run


def endings(run: Run) -> list[str]:
    return [event["event"] for event in run.events() if event["event"] in ENDINGS]


def trainer_of(run: Run) -> Identity:
    return Identity(**next(event["identity"] for event in run.events() if event["event"] == "started"))


def test_a_run_goes_its_way_from_queued_to_finished(home: Home, queue: JobQueue) -> None:
    run = submitted(home, "finish")
    assert status_of(run, queue).state == "queued"
    ensure_workers(home, {"train"})
    wait_until(lambda: status_of(run, queue).over)
    assert status_of(run, queue).state == "finished"
    assert endings(run) == ["finished"]


def test_a_trainer_that_listens_stops_at_the_flag_and_its_worker_goes_on(home: Home, queue: JobQueue) -> None:
    run = begun(home)
    ask_to_stop(home, run)
    assert status_of(run, queue).state in ("stopping", "stopped")
    assert see_it_end(home, run).state == "stopped"
    assert endings(run) == ["stopped"]
    assert alive(trainer_of(run))
    again = begun(home)
    assert trainer_of(again) == trainer_of(run)


def test_E19_stop_pressed_twice_makes_one_end(home: Home, queue: JobQueue) -> None:
    run = begun(home)

    def press(_: int) -> str:
        ask_to_stop(home, run)
        return see_it_end(home, run).state

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(4))) == ["stopped"] * 4
    assert endings(run) == ["stopped"]


def test_E19_stop_after_the_end_changes_nothing(home: Home, queue: JobQueue) -> None:
    run = begun(home, "finish", "finished")
    ask_to_stop(home, run)
    assert see_it_end(home, run).state == "finished"
    assert not run.stop_flag.exists()
    assert endings(run) == ["finished"]


def test_H3_stop_of_a_run_that_waits_cancels_it(home: Home, queue: JobQueue) -> None:
    first, waiting = begun(home), submitted(home)
    assert status_of(waiting, queue).waiting_before == 1
    ask_to_stop(home, waiting)
    assert see_it_end(home, waiting).state == "stopped"
    assert waiting.events() == []
    assert status_of(first, queue).state == "running"
    ask_to_stop(home, first)
    assert see_it_end(home, first).state == "stopped"
    third = begun(home)
    assert waiting.events() == []  # it was passed over
    assert status_of(third, queue).state == "running"


@pytest.mark.slow
def test_E21_a_trainer_that_is_deaf_is_killed_with_its_children(home: Home, queue: JobQueue) -> None:
    run = begun(home, "deaf", "child")
    child = identity_of(next(event["pid"] for event in run.events() if event["event"] == "child"))
    assert child is not None
    began = time.monotonic()
    ask_to_stop(home, run)
    assert see_it_end(home, run, word_seconds=0.3).state == "stopped"
    assert time.monotonic() - began + WORD_SECONDS - 0.3 < 10
    wait_until(lambda: not alive(child), 2)
    assert processes_of(home) == []
    assert queue.roster.workers() == []


@pytest.mark.slow
def test_E21_a_trainer_that_was_stopped_by_the_system_is_killed(home: Home, queue: JobQueue) -> None:
    run = begun(home)
    os.kill(trainer_of(run).pid, signal.SIGSTOP)
    wait_until(lambda: psutil.Process(trainer_of(run).pid).status() == psutil.STATUS_STOPPED)
    ask_to_stop(home, run)
    assert see_it_end(home, run, word_seconds=0.3).state == "stopped"
    assert endings(run) == []
    assert not alive(trainer_of(run))


@pytest.mark.slow
def test_E21_a_trainer_that_hangs_before_its_first_event_is_killed(home: Home, queue: JobQueue) -> None:
    run = submitted(home, "hang before the first event")
    ensure_workers(home, {"train"})
    wait_until(lambda: status_of(run, queue).state == "running")
    time.sleep(0.5)
    ask_to_stop(home, run)
    assert status_of(run, queue).state == "stopping"
    assert see_it_end(home, run, word_seconds=0.3).state == "stopped"
    wait_until(lambda: processes_of(home) == [], 2)


@pytest.mark.slow
def test_E22_a_trainer_that_dies_before_its_first_event_is_never_running_for_ever(home: Home, queue: JobQueue) -> None:
    run = submitted(home, "die before the first event")
    ensure_workers(home, {"train"})
    found = tried_until_over(home, run)
    assert found.state == "failed"
    assert [problem["code"] for problem in found.problems] == ["job_failed_often"]
    ensure_workers(home, {"train"})
    assert status_of(run, queue) == found


def tried_until_over(home: Home, run: Run) -> Status:
    """What becomes of a run while somebody sees to it that there are workers, as a server does."""

    def over() -> Status | None:
        ensure_workers(home, {"train"})
        status = status_of(run, JobQueue(home))
        return status if status.over and status.state != "interrupted" else None

    return wait_until(over)


def test_H7_a_trainer_that_always_dies_is_tried_three_times_and_the_next_run_begins(home: Home, queue: JobQueue) -> None:
    run, waiting = submitted(home, "die"), submitted(home, "finish")
    found = tried_until_over(home, run)
    assert (found.state, found.resumable) == ("failed", True)
    assert found.problems == ({"code": "job_failed_often", "values": {"times": ATTEMPTS}},)
    assert sum(event["event"] == "started" for event in run.events()) == ATTEMPTS
    assert tried_until_over(home, waiting).state == "finished"


@pytest.mark.slow
def test_H2_a_trainer_that_was_stopped_past_its_lease_is_ended_and_another_takes_over(home: Home, queue: JobQueue) -> None:
    run = begun(home)
    stopped = trainer_of(run)
    os.kill(stopped.pid, signal.SIGSTOP)
    ensure_workers(home, {"train"})
    assert alive(stopped)  # silent for a moment only
    with queue._file.open() as database:  # as if a minute had gone by
        database.execute("UPDATE workers SET lease = ? WHERE pid = ?", (time.monotonic() - 1, stopped.pid))
    ensure_workers(home, {"train"})
    assert not alive(stopped)
    wait_until(lambda: status_of(run, queue).state == "running")
    wait_until(lambda: sum(event["event"] == "started" for event in run.events()) == 2)
    ask_to_stop(home, run)
    assert see_it_end(home, run).state == "stopped"
    assert endings(run) == ["stopped"]


@pytest.mark.parametrize("jump", ["3600", "-3600"])
def test_H5_a_worker_whose_clock_is_an_hour_off_works_as_any_other(
    home: Home, queue: JobQueue, monkeypatch: pytest.MonkeyPatch, jump: str
) -> None:
    monkeypatch.setenv("TLGUI_TEST_CLOCK", jump)
    run = begun(home)
    for _ in range(3):
        ensure_workers(home, {"train"})
        assert status_of(run, queue).state == "running"
    ask_to_stop(home, run)
    assert see_it_end(home, run).state == "stopped"
    clock = next(event["time"] for event in run.events() if event["event"] == "started")
    assert clock - time.time() == pytest.approx(float(jump), abs=60)


@pytest.mark.slow
def test_E20_who_draws_a_map_and_does_not_listen_is_ended_and_the_run_stays_as_it_was(
    home: Home, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TLGUI_TEST_MAPS", "tests.jobs.handlers:work")
    run = begun(home, "finish", "finished")
    maps = queue.submit("map", {"run": run.id, "do": "hang"}, run=run.id)
    ensure_workers(home, {"map"})
    wait_until(lambda: (job := queue.get(maps.id)) is not None and job.state == "working")
    log, began = run.events_path.read_bytes(), time.monotonic()
    ask_to_stop(home, run)
    assert see_it_end(home, run, word_seconds=0.3).state == "finished"
    assert time.monotonic() - began + WORD_SECONDS - 0.3 < 10
    found = queue.get(maps.id)
    assert found is not None
    assert found.state == "cancelled"
    assert run.events_path.read_bytes() == log
    ensure_workers(home, {"map"})
    assert queue.take("map", "w") is None


def test_H3_a_run_that_waits_to_be_tried_again_can_be_stopped(home: Home, queue: JobQueue) -> None:
    run = begun(home)
    terminate(trainer_of(run), 0.0)
    wait_until(lambda: not alive(trainer_of(run)))
    queue.sweep()
    assert status_of(run, queue).state == "queued"
    ask_to_stop(home, run)
    assert see_it_end(home, run).state == "stopped"
    ensure_workers(home, {"train"})
    assert queue.take("train", "w") is None


def test_E7_a_trainer_that_is_killed_is_shown_at_once_and_another_goes_on(home: Home, queue: JobQueue) -> None:
    run, waiting = begun(home), submitted(home, "finish")
    os.kill(trainer_of(run).pid, signal.SIGKILL)
    wait_until(lambda: status_of(run, queue).state == "interrupted", 2)
    ensure_workers(home, {"train"})
    wait_until(lambda: status_of(run, queue).state == "running")
    assert status_of(waiting, queue).state == "queued"
    ask_to_stop(home, run)
    wait_until(lambda: status_of(waiting, queue).state == "finished")
    assert status_of(run, queue).state == "stopped"


@pytest.mark.slow
def test_not_responding_is_shown_within_ten_seconds_and_goes_away(home: Home, queue: JobQueue) -> None:
    run = begun(home)
    os.kill(trainer_of(run).pid, signal.SIGSTOP)
    wait_until(lambda: status_of(run, queue).state == "not_responding", 12)
    os.kill(trainer_of(run).pid, signal.SIGCONT)
    wait_until(lambda: status_of(run, queue).state == "running", 3)
    assert psutil.Process(trainer_of(run).pid).is_running()


# -- H6, X2: the queue was lost while somebody trains ----------------------------------------------------------------------------


def damage(home: Home) -> None:
    (home.jobs / "queue.sqlite").write_bytes(b"hello" * 100)


def test_X2_H6_a_run_that_is_trained_while_the_queue_is_rebuilt_is_known_and_can_be_stopped(home: Home, queue: JobQueue) -> None:
    run = begun(home)
    job = queue.training(run.id)
    damage(home)
    again = JobQueue(home)
    assert status_of(run, again).state == "running"
    assert again.training(run.id) == job
    ensure_workers(home, {"train"})  # nobody else begins with it
    assert [each.handle for each in again.roster.workers()] == [trainer_of(run).as_json()]
    ask_to_stop(home, run)
    assert see_it_end(home, run).state == "stopped"
    assert endings(run) == ["stopped"]
    assert job is not None
    assert wait_for(again, job).state == "done"


def test_X2_H6_a_worker_whom_the_rebuilt_queue_does_not_know_tells_it_what_it_has_in_its_hands(
    home: Home, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TLGUI_TEST_RENEW", "0.1")
    run = begun(home)
    for each in queue.presence.iterdir():  # as where the disk had been full when it took the job
        each.unlink()
    damage(home)
    again = JobQueue(home)
    wait_until(lambda: status_of(run, again).state == "running")
    ask_to_stop(home, run)
    assert see_it_end(home, run).state == "stopped"


def test_X2_a_killed_trainer_is_not_put_back_into_a_rebuilt_queue(home: Home, queue: JobQueue) -> None:
    run = begun(home)
    os.kill(trainer_of(run).pid, signal.SIGKILL)
    wait_until(lambda: not alive(trainer_of(run)))
    damage(home)
    again = JobQueue(home)
    assert status_of(run, again).state == "interrupted"
    assert again.roster.workers() == []


# -- X3: the disk takes nothing --------------------------------------------------------------------------------------------------


def reserve_of(home: Home) -> list[Path]:
    return list((home.root / "reserve").iterdir())


def full_while(monkeypatch: pytest.MonkeyPatch, home: Home, owner: Any, name: str, pieces: int) -> None:
    """A function that writes finds the disk full as long as so many pieces of the reserve are there."""
    Reserve(home.root).make()
    honest = getattr(owner, name)

    def full(*given: Any, **named: Any) -> Any:
        if len(reserve_of(home)) >= pieces:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return honest(*given, **named)

    monkeypatch.setattr(owner, name, full)


def test_X3_stop_of_a_run_that_is_trained_gives_up_the_reserve_where_the_disk_takes_no_flag(
    home: Home, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunStore(home).create(RunSpec(), {})
    trained_by(queue, run)
    full_while(monkeypatch, home, durable, "write_bytes", PIECES - 1)
    ask_to_stop(home, run)
    assert run.stop_flag.exists()
    assert len(reserve_of(home)) == PIECES - 2


def test_X3_stop_of_a_run_that_waits_gives_it_up_where_the_queue_has_not_a_line_left(
    home: Home, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = submitted(home)
    full_while(monkeypatch, home, QueueFile, "change", PIECES)
    with pytest.raises(OSError, match="No space"):
        queue.roster.keep("w", 1.0)  # who begins something may not
    ask_to_stop(home, run)
    assert status_of(run, queue).state == "stopped"
    assert len(reserve_of(home)) == PIECES - 1
