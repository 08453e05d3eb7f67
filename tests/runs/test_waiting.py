"""The line of runs: its order, and the waiting time judged by runs that went before."""

from __future__ import annotations

import pytest

from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.processes import own_identity
from tlgui.jobs.queue import JobQueue, Worker
from tlgui.jobs.queue_file import QueueFile
from tlgui.runs import waiting
from tlgui.runs.events import EventWriter
from tlgui.runs.store import Run, RunStore
from tlgui.service.stopping import ask_to_stop
from tlgui.spec.run_spec import RunSettings, RunSpec
from tlgui.texts import LANGUAGES


def asked(home: Home, owner: str = "local", epochs: int | None = None, **spec: str) -> Run:
    run = RunStore(home).create(RunSpec(settings=RunSettings(epochs=epochs), **spec), {}, owner)
    JobQueue(home).submit("train", {"run": run.id}, run=run.id, owner=owner)
    return run


def finished(home: Home, took: float, epochs: int = 10, **spec: str) -> Run:
    run = RunStore(home).create(RunSpec(**spec), {})
    log = EventWriter(run.events_path)
    log.write("settings", settings={"epochs": epochs}, classes=["a", "b"])
    log.write("seconds", name="features", seconds=took / 2)
    log.write("seconds", name="train", seconds=took / 2)
    log.write("finished", time=1.0)
    log.close()
    return run


def order(home: Home, owner: str = "local") -> list[str]:
    return [each.run.id for each in waiting.line(home, JobQueue(home), owner)]


def starts(home: Home) -> list[float | None]:
    return [each.starts_in for each in waiting.line(home, JobQueue(home)) if each.place]


def test_a_run_is_moved_and_taken_in_its_new_place(home: Home) -> None:
    queue = JobQueue(home)
    first, second, third = (asked(home) for _ in range(3))
    waiting.move(queue, third, 1)
    assert order(home) == [third.id, first.id, second.id]
    waiting.move(queue, third, 2)
    waiting.move(queue, first, 99)  # to the end
    assert order(home) == [third.id, second.id, first.id]
    assert [each.place for each in waiting.line(home, queue)] == [1, 2, 3]
    jobs = [queue.of_run(run.id, "train") for run in (third, second, first)]
    assert [queue.waiting_before(job) for job in jobs if job] == [0, 1, 2]
    newest = asked(home)
    taken = [queue.take("train", "w") for _ in range(4)]
    assert [job and job.run for job in taken] == [third.id, second.id, first.id, newest.id]


def test_what_does_not_wait_has_no_place(home: Home) -> None:
    queue = JobQueue(home)
    run, cancelled = asked(home), asked(home)
    ask_to_stop(home, cancelled)
    queue.take("train", "w")
    for each in (run, cancelled, RunStore(home).create(RunSpec(), {})):
        with pytest.raises(UserError, match="is not waiting"):
            waiting.move(queue, each, 1)


def test_G25_nobody_moves_before_somebody_else(home: Home) -> None:
    queue = JobQueue(home)
    ours, theirs, ours_too = asked(home), asked(home, "b"), asked(home)
    waiting.move(queue, ours_too, 1)
    taken = [queue.take("train", "w") for _ in range(3)]
    assert [job and job.run for job in taken] == [ours_too.id, theirs.id, ours.id]
    assert order(home, "b") == [theirs.id]


def test_the_waiting_time_is_that_of_the_runs_most_alike(home: Home) -> None:
    asked(home, backbone="a", strategy="mmd")
    assert starts(home) == [0.0]
    asked(home, backbone="a", strategy="mmd")
    assert starts(home) == [0.0, None]  # nothing was ever trained here
    finished(home, 1000.0, backbone="b", strategy="mmd")
    assert starts(home) == [0.0, 1000.0]  # better than nothing
    for took in (50.0, 60.0, 400.0):
        finished(home, took, backbone="a", strategy="mmd")
    finished(home, 7.0, backbone="a", strategy="dann")
    assert starts(home) == [0.0, 60.0]


def test_twice_the_epochs_take_twice_the_time_and_others_take_theirs(home: Home) -> None:
    finished(home, 30.0, epochs=10)
    asked(home, epochs=20)
    asked(home, "b", epochs=10)
    asked(home)
    assert starts(home) == [0.0, 90.0]  # 60 of ours, 30 of somebody else's


def test_what_was_trained_already_is_not_waited_for(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = JobQueue(home)
    finished(home, 100.0)
    run = asked(home)
    asked(home)
    worker = Worker("w", "train", own_identity().as_json(), 1e12)
    queue.add_worker(worker)
    queue.take("train", "w")
    EventWriter(run.events_path).write("started", identity=own_identity().as_json(), time=1000.0)
    for now, left in ((1000.0, 100.0), (1070.0, 30.0), (5000.0, 0.0), (0.0, 100.0)):
        monkeypatch.setattr(waiting.time, "time", lambda now=now: now)
        assert starts(home) == [left]
    [trained, _] = waiting.line(home, queue)
    assert (trained.place, trained.starts_in, trained.status.state) == (None, None, "running")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "Nothing similar"),
        (0.0, "Starts soon"),
        (43.0, "Starts in about 40 s"),
        (200.0, "Starts in about 3 min 0 s"),
        (7000.0, "Starts in about 2 h 0 min"),
    ],
)
def test_the_waiting_time_is_said_as_exactly_as_it_is_known(home: Home, seconds: float | None, words: str) -> None:
    run = asked(home)
    [each] = waiting.line(home, JobQueue(home))
    told = waiting.InLine(run, each.status, 1, seconds)
    assert waiting.starts(told, "en").startswith(words)
    assert all(waiting.starts(told, language) and waiting.at_a_time(JobQueue(home), language) for language in LANGUAGES)


def test_X4_a_long_line_is_read_with_few_questions_to_the_queue(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = JobQueue(home)
    for _ in range(12):
        asked(home)
    waiting.line(home, queue)  # the index knows them now
    opened = []
    connected = QueueFile._connected
    monkeypatch.setattr(QueueFile, "_connected", lambda file: (opened.append(1), connected(file))[1])
    assert len(waiting.line(home, queue)) == 12
    assert len(opened) <= 3
