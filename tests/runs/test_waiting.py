"""The line of runs: its order, and the waiting time judged by runs that went before."""

from __future__ import annotations

import time

import pytest

from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.processes import own_identity
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.queue_file import QueueFile
from tlgui.jobs.roster import Worker
from tlgui.runs import waiting
from tlgui.runs.event_types import VERSION
from tlgui.runs.events import EventWriter
from tlgui.runs.index import index_of
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service.stopping import ask_to_stop
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.texts import LANGUAGES


def asked(home: Home, owner: str = "local", epochs: int | None = None, **spec: str) -> Run:
    run = RunStore(home).create(RunSpec(settings=RunSettings(epochs=epochs), **spec), {}, owner)
    JobQueue(home).submit("train", {"run": run.id}, run=run.id, owner=owner)
    return run


def finished(home: Home, took: float, epochs: int = 10, once: float = 0.0, owner: str = "local", **spec: str) -> Run:
    run = RunStore(home).create(RunSpec(**spec), {}, owner)
    log = EventWriter(run.events_path)
    log.write("settings", settings={"epochs": epochs}, classes=["a", "b"])
    log.write("seconds", name="features", seconds=once / 2)
    log.write("seconds", name="baseline", seconds=once / 2)
    log.write("seconds", name="train", seconds=took)
    log.write("finished", time=1.0)
    log.close()
    return run


def order(home: Home, owner: str = "local") -> list[str]:
    return [each.run.id for each in waiting.line(home, JobQueue(home), owner)]


def starts(home: Home, owner: str = "local") -> list[float | None]:
    index_of(home).catch_up()  # else what takes long on a slow disk is read at the next look
    return [each.starts_in for each in waiting.line(home, JobQueue(home), owner) if each.place]


def trained(home: Home, run: Run, **outlook: float) -> None:
    """The next run is trained; its trainer has said how long it still takes, where it has."""
    queue = JobQueue(home)
    queue.roster.add(Worker("w", "train", own_identity().as_json(), 1e12))
    job = queue.take("train", "w")
    assert job is not None
    assert job.run == run.id
    log = EventWriter(run.events_path)
    log.write("started", version=VERSION, identity=own_identity().as_json(), time=time.time())
    if outlook:
        log.write("seconds", name="features", seconds=outlook.pop("features", 0.0))
        log.write("outlook", **outlook, time=time.time())
    log.close()


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
    queue.roster.add(worker)
    queue.take("train", "w")
    EventWriter(run.events_path).write("started", identity=own_identity().as_json(), time=1000.0)
    for now, left in ((1000.0, 100.0), (1070.0, 30.0), (5000.0, 0.0), (0.0, 100.0)):
        monkeypatch.setattr(waiting.time, "time", lambda now=now: now)
        assert starts(home) == [left]
    [trained, _] = waiting.line(home, queue)
    assert (trained.place, trained.starts_in, trained.status.state) == (None, None, "running")


def test_what_is_done_once_for_all_is_waited_for_once(home: Home) -> None:
    finished(home, 4.0, once=20.0, source="s", target="t")
    for _ in range(3):
        asked(home, source="s", target="t")
    assert starts(home) == [0.0, 4.0, 8.0]
    finished(home, 4.0, once=1.0, source="s", target="t")  # looking takes its time too
    assert starts(home) == [0.0, 5.0, 10.0]
    asked(home, "b", source="s", target="t")  # served in turn: behind our first, and the references are to be trained for him
    assert starts(home, "b") == [5.0]
    assert starts(home) == [0.0, 29.0, 34.0]


def test_somebody_who_comes_for_the_first_time_is_told_by_what_others_trained(home: Home) -> None:
    finished(home, 30.0, owner="a")
    asked(home, "a")
    asked(home, "new")
    assert starts(home, "new") == [30.0]


def test_before_anything_has_finished_the_trainers_own_word_counts(home: Home) -> None:
    first = asked(home)
    for owner in ("b", "c"):
        asked(home, owner)
    trained(home, first, features=6.0, left=14.0)
    [b], [c] = starts(home, "b"), starts(home, "c")
    assert b == pytest.approx(14.0, abs=2.0)
    assert c == pytest.approx(28.0, abs=4.0)  # what is left of the first, and as much as it takes in all


def test_a_trainer_that_is_slower_than_those_before_it_is_believed(home: Home) -> None:
    finished(home, 10.0)
    first = asked(home)
    asked(home)
    trained(home, first, left=500.0)
    assert starts(home) == [pytest.approx(500.0, abs=2.0)]


def test_others_are_counted_and_their_strategies_told_but_nothing_else(home: Home) -> None:
    mine = asked(home, strategy="dann")
    asked(home, "b", strategy="mcc")
    asked(home, "c", strategy="coral")
    asked(home, strategy="mmd")
    trained(home, mine)
    [_, last] = waiting.line(home, JobQueue(home))
    assert (last.place, last.number, last.others_before) == (1, 4, ("mcc", "coral"))
    assert [run.id for run in last.mine_before] == [mine.id]
    assert last.as_json()["number"] == 4
    [theirs] = waiting.line(home, JobQueue(home), "c")
    assert (theirs.number, theirs.mine_before, theirs.others_before) == (3, (), ("dann", "mcc"))


def test_of_several_at_a_time_the_one_that_ends_first_makes_room(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(JobQueue, "at_a_time", lambda queue, lane, standing=None: 2)
    finished(home, 10.0, strategy="short")
    finished(home, 100.0, strategy="long")
    asked(home, "a", strategy="long")
    for _ in range(3):
        asked(home, "b", strategy="short")
    asked(home, "c", strategy="short")
    assert (starts(home, "a"), starts(home, "b"), starts(home, "c")) == ([0.0], [0.0, 20.0, 30.0], [10.0])


def test_X4_thirty_who_ask_are_given_one_forecast_until_the_line_changes(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    queue, made = JobQueue(home), []
    forecast = waiting.forecast
    monkeypatch.setattr(waiting, "forecast", lambda *given: (made.append(1), forecast(*given))[1])
    monkeypatch.setattr(waiting, "SHARED_SECONDS", 1e6)
    shared = waiting.Forecasts(home, queue)
    runs = [asked(home, owner) for owner in "abc"]
    assert [[each.number for each in shared.now().of(owner)] for owner in "abc" * 10] == [[1], [2], [3]] * 10
    assert len(made) == 1
    ask_to_stop(home, runs[0])
    assert [[each.number for each in shared.now().of(owner)] for owner in "abc"] == [[], [1], [2]]
    monkeypatch.setattr(waiting, "SHARED_SECONDS", 0.0)
    shared.now()
    assert len(made) == 3


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
