"""People are served in turn, whatever they ask for and in whatever order things end."""

from __future__ import annotations

import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.job import PROMPT
from tlgui.jobs.processes import own_identity
from tlgui.jobs.queue import Job, JobQueue
from tlgui.jobs.roster import Worker
from tlgui.jobs.turns import Standing, Turns

from .conftest import taken

OWNERS = "ABCD"


@dataclass(frozen=True)
class Asked:
    owner: str
    place: int
    prompt: bool = False

    def __str__(self) -> str:
        return f"{self.owner}{self.place}"


def asked(owners: str) -> list[Asked]:
    return [Asked(owner, place) for place, owner in enumerate(owners, 1)]


def submit(queue: JobQueue, owners: str, kind: str = "train") -> list[Job]:
    return [queue.submit(kind, {}, owner=owner, run=f"{owner}{owners[: at + 1].count(owner)}") for at, owner in enumerate(owners)]


def served(queue: JobQueue, lane: str = "train") -> Iterator[Job]:
    """The jobs of a lane as one worker takes them, each to its end."""
    while (job := queue.take(lane, "w")) is not None:
        yield job
        queue.finish(job, None)


def test_the_example_of_the_issue(queue: JobQueue) -> None:
    submit(queue, "AAABC")
    assert [job.run for job in queue.in_line("train")] == ["A1", "B1", "C1", "A2", "A3"]
    assert [job.run for job in served(queue)] == ["A1", "B1", "C1", "A2", "A3"]


def test_who_comes_later_and_was_never_served_comes_before_those_who_were(queue: JobQueue) -> None:
    submit(queue, "AAAB")
    first = [taken(queue), taken(queue)]
    submit(queue, "C")
    for job in first:
        queue.finish(job, None)
    assert [job.run for job in served(queue)] == ["C1", "A2", "A3"]


@given(st.text("A", max_size=30), st.integers(1, 4))
def test_who_is_alone_is_served_in_the_order_of_asking(owners: str, at_a_time: int) -> None:
    jobs = asked(owners)
    assert Standing([], jobs, {}).in_order(at_a_time) == jobs


@given(st.text(OWNERS, max_size=30), st.dictionaries(st.sampled_from(OWNERS), st.integers(1, 9)))
def test_between_two_of_ones_own_nobody_who_waits_is_passed_over(owners: str, before: dict[str, int]) -> None:
    """With one worker: while somebody waits, everybody else is served at most once."""
    order = [job.owner for job in Standing([], asked(owners), before).in_order()]
    assert sorted(order) == sorted(owners)
    for at, owner in enumerate(order):
        since = next((back for back in range(at - 1, -1, -1) if order[back] == owner), -1)  # all that time the job of `at` waited
        assert max(Counter(order[since + 1 : at]).values(), default=0) <= 1


@given(st.text(OWNERS, max_size=25), st.integers(1, 4), st.randoms(use_true_random=False))
def test_nobody_has_two_workers_while_somebody_waits_who_has_none(owners: str, workers: int, chance: random.Random) -> None:
    turns, waiting, working = Turns(asked(owners), {}, {}), Counter(owners), list[Asked]()
    while sum(waiting.values()) or working:
        if sum(waiting.values()) and len(working) < workers:
            job = turns.next()
            assert job is not None
            waiting[job.owner] -= 1
            busy = Counter(each.owner for each in working)
            others = [busy[owner] for owner, count in waiting.items() if count and owner != job.owner]
            assert busy[job.owner] <= min(others, default=workers)
            working.append(job)
        else:
            turns.ended(working.pop(chance.randrange(len(working))).owner)  # in any order
    assert turns.next() is None


@given(st.lists(st.tuples(st.sampled_from(OWNERS), st.booleans()), max_size=20))
def test_what_somebody_waits_for_comes_before_the_rest(jobs: list[tuple[str, bool]]) -> None:
    order = Standing([], [Asked(owner, place, prompt) for place, (owner, prompt) in enumerate(jobs)], {}).in_order()
    assert [job.prompt for job in order] == sorted((prompt for _, prompt in jobs), reverse=True)


def test_try_it_comes_before_maps_that_others_wait_for(queue: JobQueue) -> None:
    submit(queue, "AAB", "map")
    queue.submit("try", {}, owner="C", run="C1")
    queue.submit("export", {}, owner="D", run="D1")
    assert [job.run for job in served(queue, "map")] == ["C1", "A1", "B1", "D1", "A2"]


# -- in the queue's file ---------------------------------------------------------------------------------------------------------


@dataclass
class Room:
    """What the test knows by itself of who was served when."""

    served: dict[str, int] = field(default_factory=dict)
    waiting: list[Job] = field(default_factory=list)
    working: list[Job] = field(default_factory=list)

    def due(self) -> Job:
        busy = Counter(job.owner for job in self.working)
        prompt = [job for job in self.waiting if job.kind in PROMPT] or self.waiting
        return min(prompt, key=lambda job: (busy[job.owner], self.served.get(job.owner, 0), job.place))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_queue_hands_out_by_the_same_rule_whatever_happens_meanwhile(home: Home, seed: int) -> None:
    chance, queue, room, now = random.Random(seed), JobQueue(home), Room(), 0
    for _ in range(60):
        act = chance.choice([*["ask"] * 5, *["take"] * 4, *["end"] * 3, "cancel"])
        if act == "ask":
            owner = chance.choice(OWNERS)
            room.waiting.append(queue.submit(chance.choice(["map", "map", "try"]), {}, owner=owner))
        elif act == "take" and room.waiting:
            due = room.due()
            job = JobQueue(home).take("map", "w")  # whoever asks: all that it goes by is in the file
            assert job is not None
            assert job.id == due.id
            now += 1
            room.served[job.owner] = now
            room.waiting.remove(due)
            room.working.append(job)
        elif act == "end" and room.working:
            queue.finish(room.working.pop(chance.randrange(len(room.working))), None)
        elif act == "cancel" and room.waiting:
            assert queue.cancel(room.waiting.pop(chance.randrange(len(room.waiting))).id)
        assert {job.id for job in queue.in_line("map")} == {job.id for job in room.waiting + room.working}
    assert now > 10


def test_H1_whose_worker_died_comes_next_again_but_not_for_ever(queue: JobQueue) -> None:
    submit(queue, "AABB")

    def die() -> str | None:
        dead = Worker("dead", "train", {**own_identity().as_json(), "created": 1}, 1e12)
        queue.roster.add(dead)
        job = taken(queue, "train", dead.id)
        queue.got_further(job)  # never put aside as a job that kills
        queue.sweep()
        return job.run

    assert [die(), die()] == ["A1", "A1"]
    assert taken(queue).run == "B1"


def test_a_line_of_an_earlier_version_goes_on_in_its_order(home: Home) -> None:
    JobQueue(home)
    with sqlite3.connect(home.jobs / "queue.sqlite") as database:
        database.executescript("DROP INDEX jobs_served; DROP INDEX jobs_last_served;")
        for name in ("served", "began", "worked", "ended"):
            database.execute(f"ALTER TABLE jobs DROP COLUMN {name}")
        for number, (owner, state) in enumerate([("A", "done"), ("A", "queued"), ("A", "queued"), ("B", "queued")]):
            database.execute(
                "INSERT INTO jobs (id, owner, kind, lane, payload, state, created) VALUES (?, ?, 'train', 'train', '{}', ?, 0)",
                (f"job {number}", owner, state),
            )
    assert [job.id for job in served(JobQueue(home))] == ["job 1", "job 3", "job 2"]


def test_a_taking_is_found_without_reading_ten_thousand_that_are_over(home: Home) -> None:
    queue = JobQueue(home)
    with sqlite3.connect(home.jobs / "queue.sqlite") as database:
        database.executemany(
            "INSERT INTO jobs (id, owner, kind, lane, payload, state, created, served) VALUES (?, ?, 'train', 'train', '{}', 'done', 0, ?)",
            [(f"job {number}", OWNERS[number % 4], number) for number in range(10_000)],
        )
    submit(queue, "ABCDABCD")
    steps = [0]

    def counted() -> int:
        steps[0] += 1
        return 0

    connected = queue._file._connected

    class Counting:
        def __enter__(self) -> sqlite3.Connection:
            self.connection = connected()
            database = self.connection.__enter__()
            database.set_progress_handler(counted, 100)  # each hundred steps of SQLite's machine
            return database

        def __exit__(self, *error: object) -> None:
            self.connection.__exit__(*error)  # type: ignore[arg-type]

    queue._file._connected = Counting  # type: ignore[assignment, method-assign]
    assert taken(queue).run == "A1"
    assert len(queue.in_line("train")) == 8
    assert steps[0] < 50  # reading ten thousand rows takes some hundred thousand steps


# -- how many may wait, and for how long workers worked -------------------------------------------------------------------------


def test_G25_of_many_at_once_no_more_get_into_the_line_than_may_wait(home: Home) -> None:
    from .test_queue import at_once

    def ask(number: int) -> str:
        try:
            return JobQueue(home).submit("train", {}, owner="A", at_most=3).state
        except UserError as error:
            return error.problems[0].code

    assert Counter(at_once(20, ask)) == {"queued": 3, "line_full": 17}
    assert JobQueue(home).submit("train", {}, owner="B", at_most=3).state == "queued"


def test_G25_a_request_sent_again_is_no_further_job_and_not_refused(queue: JobQueue) -> None:
    first = queue.submit("train", {}, owner="A", once="press", at_most=1)
    assert queue.submit("train", {}, owner="A", once="press", at_most=1) == first == queue.sent("press", "A")
    with pytest.raises(UserError, match="1 run"):
        queue.submit("train", {}, owner="A", once="another press", at_most=1)
    assert queue.sent("another press", "A") is None


def test_how_long_workers_worked_for_somebody_is_added_up(queue: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0, 5_000_000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "time", lambda: now[1])
    submit(queue, "ABAA")
    for seconds in (10.0, 20.0):
        job = taken(queue)
        now[:] = [each + seconds for each in now]
        queue.finish(job, None)
    taken(queue)
    now[:] = [each + 5.0 for each in now]
    assert queue.ledger.worked("train", "A", since=0.0) == [(5_000_010.0, 10.0), (5_000_035.0, 5.0)]
    assert queue.ledger.worked("train", "A", since=5_000_020.0) == [(5_000_035.0, 5.0)]
    assert queue.ledger.worked("train", "B", since=0.0) == [(5_000_030.0, 20.0)]


def test_what_a_worker_did_that_died_is_counted_against_nobody(queue: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = Worker("dead", "train", {**own_identity().as_json(), "created": 1}, 1e12)
    queue.roster.add(dead)
    submit(queue, "A")
    taken(queue, "train", dead.id)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 1e6)  # nobody looked for days
    queue.sweep()
    assert queue.ledger.worked("train", "A", since=0.0) == []


def test_maps_that_wait_for_a_run_are_one_job_and_take_one_turn(queue: JobQueue) -> None:
    submit(queue, "A", "map")
    first = queue.take("map", "w")
    assert first is not None
    asked = [
        queue.submit("map", {}, owner="A", run="A1").id for _ in range(5)
    ]  # while one is drawn, one more may find something new
    queue.submit("map", {}, owner="A", run="A2")
    submit(queue, "B", "map")
    queue.finish(first, None)
    assert len({first.id, *asked}) == 2
    assert [job.run for job in served(queue, "map")] == ["B1", "A1", "A2"]
