"""The state of a run is derived each time: from its log, its heartbeat and the queue, which alone knows of processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.jobs.conftest import trained_by
from tlgui.errors import UserError
from tlgui.home import Home, new_id
from tlgui.jobs.processes import Identity, identity_of, own_identity
from tlgui.jobs.queue import ATTEMPTS, Job, JobQueue
from tlgui.jobs.roster import Worker
from tlgui.runs import status as module
from tlgui.runs.results import status_words
from tlgui.runs.run import Run
from tlgui.runs.status import SILENT_SECONDS, Status, seconds_since_heartbeat, status_of
from tlgui.runs.store import RunStore
from tlgui.service.stopping import ask_to_stop, see_it_end
from tlgui.specification.run_spec import RunSpec
from tlgui.texts import LANGUAGES

from .conftest import beat, log_of, started

PROBLEMS = [{"code": "no_gpu", "values": {}}, {"code": "run_unknown", "values": {"run": "a"}}]
FAILED_OFTEN = {"code": "job_failed_often", "values": {"times": ATTEMPTS}}
FINISHED, STOPPED = {"event": "finished", "time": 1.0}, {"event": "stopped", "time": 1.0, "step": 3}
FAILED = {"event": "failed", "time": 1.0, "problems": PROBLEMS}
STEP = {"event": "step", "step": 1}


@pytest.fixture
def gone() -> Identity:
    """A process that ended."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    identity = identity_of(process.pid)
    process.communicate(b"\n")
    assert identity is not None
    return identity


@pytest.fixture
def other() -> Iterator[Identity]:
    """Another process, which lives."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    identity = identity_of(process.pid)
    assert identity is not None
    yield identity
    assert process.poll() is None
    process.communicate(b"\n")


# -- the table: what the log says, and the process that wrote it -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "alive", "flag", "age", "state"),
    [
        ([], True, False, 0, "running"),
        ([STEP], True, False, 0, "running"),
        ([STEP], True, False, SILENT_SECONDS - 2, "running"),
        ([STEP], True, False, None, "running"),  # its first heartbeat is yet to come
        ([STEP], True, True, 0, "stopping"),
        ([STEP], True, False, SILENT_SECONDS + 2, "not_responding"),
        ([STEP], True, True, SILENT_SECONDS + 2, "not_responding"),
        ([STEP], False, False, 0, "interrupted"),
        ([STEP], False, False, SILENT_SECONDS + 2, "interrupted"),
        ([STEP], False, True, 0, "stopped"),
        ([STEP, FINISHED], True, False, 0, "finished"),
        ([STEP, FINISHED], False, False, 99, "finished"),
        ([STEP, FINISHED], False, True, 0, "finished"),
        ([STEP, STOPPED], True, True, 0, "stopped"),
        ([STEP, STOPPED], False, False, 0, "stopped"),
        ([STEP, {**STOPPED, "paused": True}], True, True, 0, "paused"),
        ([STEP, FAILED], True, False, 0, "failed"),
        ([STEP, FAILED], False, True, 0, "failed"),
    ],
)
def test_a_run_that_began(
    run: Run, queue: JobQueue, gone: Identity, events: list[dict], alive: bool, flag: bool, age: float | None, state: str
) -> None:
    identity = own_identity() if alive else gone
    trained_by(queue, run, identity)
    log_of(run, started(identity), *events)
    if age is not None:
        beat(run, age)
    if flag:
        run.ask_to_stop()
    found = status_of(run, queue)
    assert found.state == state
    assert found.problems == (tuple(PROBLEMS) if state == "failed" else ())
    assert found.over == (state in ("finished", "stopped", "paused", "failed", "interrupted"))
    assert found.resumable == (found.over and state != "finished")
    assert status_of(run, queue, run.events()) == found


def submitted(queue: JobQueue, run: Run) -> Any:
    return queue.submit("train", {"run": run.id}, run=run.id)


def taken(queue: JobQueue) -> Job:
    job = queue.take("train", "w")
    assert job is not None
    return job


def taken_by(queue: JobQueue, identity: Identity) -> Worker:
    worker = Worker(new_id(), "train", identity.as_json(), 1e12)
    queue.roster.add(worker)
    assert queue.take("train", worker.id) is not None
    return worker


def done(queue: JobQueue, run: Run) -> None:
    submitted(queue, run)
    queue.finish(taken(queue), {})


def failed(queue: JobQueue, run: Run) -> None:
    submitted(queue, run)
    queue.fail(taken(queue), PROBLEMS)


def cancelled(queue: JobQueue, run: Run) -> None:
    queue.cancel(submitted(queue, run).id)


def working(queue: JobQueue, run: Run) -> None:
    submitted(queue, run)
    taken_by(queue, own_identity())


def swept(queue: JobQueue, run: Run) -> None:
    submitted(queue, run)
    taken_by(queue, replace(own_identity(), created=1))
    queue.sweep()


def swept_often(queue: JobQueue, run: Run) -> None:
    submitted(queue, run)
    for _ in range(ATTEMPTS):
        taken_by(queue, replace(own_identity(), created=1))
        queue.sweep()


def swept_while_stopping(queue: JobQueue, run: Run) -> None:
    run.ask_to_stop()
    swept(queue, run)


def dead(queue: JobQueue, run: Run) -> None:
    submitted(queue, run)
    taken_by(queue, replace(own_identity(), created=1))


@pytest.mark.parametrize(
    ("arrange", "flag", "expected"),
    [
        (submitted, False, Status("queued")),
        (submitted, True, Status("stopping")),
        (working, False, Status("running")),
        (working, True, Status("stopping")),
        (done, False, Status("interrupted")),
        (failed, False, Status("failed", tuple(PROBLEMS))),
        (failed, True, Status("failed", tuple(PROBLEMS))),
        (cancelled, False, Status("stopped")),
        (swept, False, Status("queued")),
        (swept, True, Status("stopping")),
        (swept_while_stopping, True, Status("stopped")),
        (swept_often, False, Status("failed", (FAILED_OFTEN,))),
        (dead, False, Status("interrupted")),
        (dead, True, Status("stopped")),
        (lambda queue, run: None, False, Status("interrupted")),
    ],
    ids=lambda value: getattr(value, "__name__", value if isinstance(value, bool) else ""),
)
def test_E22_a_run_that_has_not_begun_is_what_the_queue_says(
    run: Run, queue: JobQueue, arrange: Callable, flag: bool, expected: Status
) -> None:
    arrange(queue, run)
    if flag:
        run.ask_to_stop()
    assert status_of(run, queue) == expected


def test_a_waiting_run_says_how_many_come_first(run: Run, queue: JobQueue) -> None:
    queue.submit("train", {}, run=new_id())
    queue.submit("map", {}, run=new_id())
    submitted(queue, run)
    assert status_of(run, queue).waiting_before == 1
    assert status_words(status_of(run, queue), "en") == "Waiting; 1 job ahead"
    assert status_words(Status("queued"), "en") == "Waiting; next in line"


# -- E15, E18 --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"created": 1}, {"boot": "before the reboot"}])
def test_E18_a_foreign_process_with_the_recorded_number_is_not_the_trainer(
    home: Home, run: Run, queue: JobQueue, other: Identity, monkeypatch: pytest.MonkeyPatch, change: dict
) -> None:
    trained_by(queue, run, replace(other, **change))
    log_of(run, started(replace(other, **change)), STEP)
    beat(run)
    assert status_of(run, queue).state == "interrupted"
    for name in ("kill", "killpg"):
        monkeypatch.setattr(os, name, lambda *given: pytest.fail("signalled"))
    ask_to_stop(home, run)
    assert see_it_end(home, run, word_seconds=0.1).state == "interrupted"
    assert not run.stop_flag.exists()  # it is over, and stays what it was


def test_E18_nor_when_it_was_asked_to_stop_before(
    home: Home, run: Run, queue: JobQueue, other: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.ask_to_stop()
    trained_by(queue, run, replace(other, created=1))
    log_of(run, started(replace(other, created=1)), STEP)
    monkeypatch.setattr(os, "kill", lambda *given: pytest.fail("signalled"))
    assert see_it_end(home, run, word_seconds=0.1).state == "stopped"


@pytest.mark.parametrize("jump", [3600.0, -3600.0, None], ids=["an hour on", "an hour back", "1970"])
def test_E15_a_clock_that_jumps_changes_no_state(
    run: Run, queue: JobQueue, monkeypatch: pytest.MonkeyPatch, jump: float | None
) -> None:
    trained_by(queue, run)
    log_of(run, started(), STEP)
    beat(run)
    now = 0.0 if jump is None else time.time() + jump
    monkeypatch.setattr(time, "time", lambda: now)
    assert status_of(run, queue).state == "running"
    beat(run)
    assert status_of(run, queue).state == "running"
    assert 0 <= seconds_since_heartbeat(run) < 5


def test_a_heartbeat_of_another_boot_is_no_sign_of_life(run: Run) -> None:
    beat(run, boot="before the reboot")
    assert seconds_since_heartbeat(run) == float("inf")


@pytest.mark.parametrize("text", ["", f"{module.boot_id()} ", f"{module.boot_id()} 12.x"])
def test_a_heartbeat_that_is_being_written_is_not_silence(run: Run, queue: JobQueue, text: str) -> None:
    trained_by(queue, run)
    log_of(run, started(), STEP)
    (run.folder / "heartbeat").write_text(text)
    assert status_of(run, queue).state == "running"


def test_the_newest_trainer_counts(run: Run, queue: JobQueue, gone: Identity) -> None:
    trained_by(queue, run, gone)
    trained_by(queue, run)
    log_of(run, started(gone), STEP, started(), STEP)
    assert status_of(run, queue).state == "running"


def test_the_silence_of_a_trainer_that_died_is_not_that_of_the_one_that_takes_over(
    run: Run, queue: JobQueue, gone: Identity
) -> None:
    log_of(run, started(gone), STEP)
    beat(run, SILENT_SECONDS + 2)
    trained_by(queue, run)  # it has the job and has not written anything yet
    assert status_of(run, queue).state == "running"
    log_of(run, started())
    assert status_of(run, queue).state == "not_responding"


# -- X2: what a folder says of processes is not believed -----------------------------------------------------------------------------


def test_X2_a_log_that_names_a_process_of_this_machine_is_no_trainer(
    home: Home, run: Run, queue: JobQueue, other: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a folder from elsewhere may, which was copied here by hand: its log is cut, its heartbeat is fresh, its process lives."""
    log_of(run, started(other), STEP)
    beat(run)
    assert status_of(run, queue) == Status("interrupted")
    for name in ("kill", "killpg"):
        monkeypatch.setattr(os, name, lambda *given: pytest.fail("signalled"))
    ask_to_stop(home, run)
    assert see_it_end(home, run, word_seconds=0.1).state == "interrupted"


def test_X2_nor_where_that_process_trains_another_run_here(
    home: Home, run: Run, store: RunStore, queue: JobQueue, other: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = store.create(RunSpec(), {})
    trained_by(queue, victim, other)
    for each in (victim, run):
        log_of(each, started(other), STEP)
        beat(each)
    monkeypatch.setattr(os, "kill", lambda *given: pytest.fail("signalled"))
    run.ask_to_stop()  # the flag may come with the folder too
    assert see_it_end(home, run, word_seconds=0.1).state == "stopped"
    assert status_of(victim, queue).state == "running"


def test_X2_a_reference_that_is_trained_on_behalf_of_a_run_is_running_and_only_its_run_can_be_stopped(
    home: Home, run: Run, store: RunStore, queue: JobQueue
) -> None:
    reference = store.create(RunSpec(strategy="source-only", reference="baseline"), {})
    job = trained_by(queue, run)
    for each in (run, reference):
        log_of(each, started(), STEP)
    assert status_of(reference, queue).state == "interrupted"
    queue.trains_reference(job, reference.id)
    assert status_of(reference, queue).state == "running"
    with pytest.raises(UserError, match=f"stop {run.id[:8]}"):
        ask_to_stop(home, reference)
    assert not reference.stop_flag.exists()
    queue.trains_reference(job, None)
    assert status_of(reference, queue).state == "interrupted"


STATES = ("queued", "running", "stopping", "not_responding", "finished", "stopped", "paused", "failed", "interrupted")


@pytest.mark.parametrize("state", STATES)
def test_each_state_has_words(state: str) -> None:
    for language in LANGUAGES:
        words = status_words(Status(state, waiting_before=2), language)
        assert words
        assert "{" not in words
    assert all(name in (Status.__doc__ or "") for name in STATES)
