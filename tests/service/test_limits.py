"""What one person may use is a number that a home sets; who is over it is told the numbers and when to come again, and nobody else notices."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import MakeDataset
from tlgui import durable
from tlgui.data import seals
from tlgui.data.handed import hand_out
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home, new_id
from tlgui.jobs.queue import JobQueue
from tlgui.runs.events import EventWriter
from tlgui.runs.folders import bytes_below
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service import launch, limits, resuming
from tlgui.service.attempts import problems_of_attempt
from tlgui.service.launch import start_run
from tlgui.service.limits import limit_a_room, limits_of, people_apart, set_limits
from tlgui.service.resuming import resume_run
from tlgui.service.space import disk_used
from tlgui.specification.run_spec import RunSpec
from tlgui.texts import LANGUAGES
from tlgui.ui.uploads import UploadStore


@pytest.fixture(autouse=True)
def _without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (launch, resuming):
        monkeypatch.setattr(module, "ensure_workers", lambda home, lanes, keep: None)


@pytest.fixture
def pair(make_dataset: MakeDataset) -> tuple[Pack, Pack]:
    return make_dataset(name="photo", owner="a"), make_dataset((-1, -1, -1), (), name="sketch", owner="a")


def start(home: Home, pair: tuple[Pack, Pack], owner: str = "a", once: str | None = None) -> Run:
    source, target = (each.info.id for each in pair)
    spec = RunSpec(strategy="dann", backbone="small-cnn", source=source, target=target, sealed=pair[1].info.labels != "none")
    return start_run(home, spec, owner, once=once)


def refused(home: Home, pair: tuple[Pack, Pack]) -> UserError:
    before = set(home.runs.iterdir())
    with pytest.raises(UserError) as caught:
        start(home, pair)
    assert set(home.runs.iterdir()) == before
    return caught.value


def finished(home: Home, took: float) -> None:
    run = RunStore(home).create(RunSpec(backbone="small-cnn"), {})
    log = EventWriter(run.events_path)
    log.write("seconds", name="train", seconds=took)
    log.write("finished", time=1.0)
    log.close()


def test_without_limits_everybody_may_use_what_there_is(home: Home, pair: tuple[Pack, Pack]) -> None:
    assert limits_of(home, "a") == limits.Limits()
    assert len({start(home, pair).id for _ in range(5)}) == 5
    assert limits.problems_of_run(home, "a") == []


def test_G25_whoever_sits_at_the_machine_is_never_limited(home: Home, make_dataset: MakeDataset) -> None:
    durable.write_json(home.root / "limits.json", {"waiting_runs": 1, "people": {LOCAL_OWNER: {"disk_gb": 0.001}}})
    pair = make_dataset(), make_dataset()
    (home.datasets / pair[0].info.id / "large").write_bytes(b"0" * 2_000_000)
    assert len({start(home, pair, LOCAL_OWNER).id for _ in range(3)}) == 3
    assert UploadStore(home).begin(LOCAL_OWNER, "pictures", "folder", None, 2_000_000, 1)
    with pytest.raises(UserError, match="The host uses this machine without limits"):
        set_limits(home, {"waiting_runs": 3}, LOCAL_OWNER)


def test_limits_that_were_typed_are_kept_as_numbers(home: Home) -> None:
    set_limits(home, {"waiting_runs": "\uff15", "disk_gb": "2"})
    assert durable.read_json(home.root / "limits.json") == {"waiting_runs": 5, "disk_gb": 2.0}


def test_a_room_gets_its_first_limits_once(home: Home) -> None:
    assert limit_a_room(home)
    assert limits_of(home) == limits.Limits(waiting_runs=5)
    set_limits(home, {"waiting_runs": None})
    assert not limit_a_room(home)
    assert limits_of(home, "a") == limits.Limits()


def test_limits_are_of_everybody_and_may_be_others_for_one(home: Home) -> None:
    set_limits(home, {"waiting_runs": 3, "disk_gb": 2.0})
    set_limits(home, {"waiting_runs": 10}, "b")
    set_limits(home, {"disk_gb": None})
    assert (limits_of(home, "a").waiting_runs, limits_of(home, "b").waiting_runs, limits_of(home, "a").disk) == (3, 10, None)


def test_limits_of_several_people_that_are_set_at_the_same_moment_are_all_kept(home: Home) -> None:
    people = [f"person {number}" for number in range(16)]
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(lambda owner: set_limits(home, {"waiting_runs": 7}, owner), people))
    assert sorted(people_apart(home)) == sorted(people)


@pytest.mark.parametrize("values", [{"waiting_runs": 0}, {"disk_gb": "much"}, {"training_minutes": float("nan")}, {"runs": 3}])
def test_D_limits_that_are_none_are_refused_and_change_nothing(home: Home, values: dict) -> None:
    set_limits(home, {"waiting_runs": 3})
    with pytest.raises(UserError):
        set_limits(home, {"training_minutes": 5.0, **values})
    assert limits_of(home, "a") == limits.Limits(waiting_runs=3)


@pytest.mark.parametrize("text", ["{", "[]", '{"people": []}', '{"people": {"a": 3}}'])
def test_limits_that_cannot_be_read_are_said_and_not_taken_for_none(home: Home, text: str) -> None:
    (home.root / "limits.json").write_text(text)
    with pytest.raises(UserError, match=r"limits\.json is damaged"):
        limits_of(home, "a")


def test_G25_one_run_more_than_may_wait_is_refused_with_the_numbers_and_when_to_come_again(
    home: Home, pair: tuple[Pack, Pack]
) -> None:
    set_limits(home, {"waiting_runs": 3})
    runs = [start(home, pair, once=f"press {number}") for number in range(3)]
    JobQueue(home).submit("train", {}, owner="b", run="theirs")
    finished(home, 120.0)
    assert str(refused(home, pair)).startswith("3 runs waiting; limit 3; the first of them starts in about 10 s.")
    assert start(home, pair, once="press 1").id == runs[1].id  # sent again, it is no other run
    assert JobQueue(home).take("train", "w") is not None
    start(home, pair)  # one has begun
    assert str(refused(home, pair)).startswith("3 runs waiting; limit 3; the first of them starts in about 2 min 0 s.")


def test_G25_without_any_run_to_judge_by_it_is_said_what_to_wait_for(home: Home, pair: tuple[Pack, Pack]) -> None:
    set_limits(home, {"waiting_runs": 1})
    JobQueue(home).submit("train", {}, run=RunStore(home).create(RunSpec(), {}, "b").id, owner="b")
    start(home, pair)
    assert str(refused(home, pair)).startswith("1 run waiting; limit 1. Try again once one of them has started")


def test_G25_a_hundred_at_once_get_no_further_than_one_after_the_other(home: Home, pair: tuple[Pack, Pack]) -> None:
    set_limits(home, {"waiting_runs": 3})

    def press(number: int) -> str:
        try:
            return start(home, pair, once=f"press {number}") and "started"
        except UserError as error:
            return error.problems[0].code.removesuffix("_until")

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(press, range(20))) == {"started": 3, "line_full": 17}
    assert len(list(home.runs.iterdir())) == 3
    assert JobQueue(home).submit("train", {}, owner="b").state == "queued"


def test_G25_minutes_of_training_are_limited_and_come_back(
    home: Home, pair: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_limits(home, {"training_minutes": 2.0, "training_hours": 1.0})
    queue, now = JobQueue(home), [10_000.0, time.time()]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "time", lambda: now[1])
    for _ in range(2):
        start(home, pair)
        job = queue.take("train", "w")
        assert job is not None
        now[:] = [each + 100.0 for each in now]
        queue.finish(job, None)
    told = "3 min 20 s of training in the last 1 h 0 min; limit 2 min 0 s. Try again in about 58 min 20 s."
    assert str(refused(home, pair)) == told  # when the first of the two was an hour ago
    now[1] += 3501.0
    start(home, pair)


def test_G25_who_is_over_two_limits_is_told_both_and_somebody_else_nothing(home: Home, pair: tuple[Pack, Pack]) -> None:
    start(home, pair)
    set_limits(home, {"waiting_runs": 1, "disk_gb": 0.001})
    (home.datasets / pair[0].info.id / "large").write_bytes(b"0" * 2_000_000)
    error = refused(home, pair)
    assert [each.code for each in error.problems] == ["line_full_until", "quota_disk"]
    assert all("2.0 MB" in error.sentences(language)[1] for language in LANGUAGES)
    assert limits.problems_of_run(home, "b") == []


def test_G25_the_disk_is_counted_with_what_was_deleted_and_what_was_announced(home: Home, pair: tuple[Pack, Pack]) -> None:
    empty = limits.disk_of(home, "a")
    uploads = UploadStore(home)
    set_limits(home, {"disk_gb": 0.001 + empty / 1e9})
    upload = uploads.begin("a", "pictures", "folder", None, 900_000, 1)
    assert limits.disk_of(home, "a") - empty >= 900_000
    with pytest.raises(UserError, match=r"this would add 900\.0 KB; limit"):
        uploads.begin("a", "more", "folder", None, 900_000, 1)
    uploads.begin("b", "theirs", "folder", None, 900_000, 1)
    uploads.drop(upload.id)
    uploads.begin("a", "more", "folder", None, 900_000, 1)


def test_G25_what_the_host_handed_to_a_room_is_charged_to_nobody_in_it(home: Home, make_dataset: MakeDataset) -> None:
    room = new_id()
    ada = f"{room}-{new_id()}"
    own, photo, sketch = make_dataset(owner=ada), make_dataset(), make_dataset()
    hand_out(home, room, photo.info.id, sketch.info.id)
    assert len(DatasetStore(home).packs(ada)) == 3
    assert limits.disk_of(home, ada) == disk_used(home, ada)["total"] == bytes_below(own.folder)


def test_G25_a_run_that_is_resumed_takes_a_place_as_any(home: Home, pair: tuple[Pack, Pack]) -> None:
    stopped, waiting = start(home, pair), start(home, pair)
    queue = JobQueue(home)
    job = queue.take("train", "w")
    assert job is not None
    assert job.run == stopped.id
    log = EventWriter(stopped.events_path)
    log.write("stopped", step=0, paused=False, time=time.time())
    log.close()
    queue.finish(job, None)
    set_limits(home, {"waiting_runs": 1})
    with pytest.raises(UserError, match="1 run waiting; limit 1"):
        resume_run(home, stopped)
    assert not stopped.resuming
    queue.cancel(queue.of_run(waiting.id, "train").id)  # type: ignore[union-attr]
    resume_run(home, stopped)
    assert durable.read_json(home.root / "limits.json") == {"waiting_runs": 1}


def test_G25_attempts_at_sealed_labels_of_the_hosts_are_limited_and_deleting_gives_none_back(
    home: Home, make_dataset: MakeDataset
) -> None:
    room = new_id()
    ada, bob = f"{room}-{new_id()}", f"{room}-{new_id()}"
    pair = make_dataset(name="photo"), make_dataset(name="sketch")
    hand_out(home, room, *(each.info.id for each in pair))
    seals.seal(home, pair[1].info, "test")
    set_limits(home, {"sealed_attempts": 2})
    first = start(home, pair, ada, once="a press")
    assert start(home, pair, ada, once="a press").id == first.id
    start(home, pair, ada)
    durable.remove_folder(first.folder)
    with pytest.raises(UserError) as caught:
        start(home, pair, ada)
    (problem,) = caught.value.problems
    assert (problem.code, problem.values) == ("attempts_used", {"made": 2, "limit": 2, "target": "sketch"})
    start(home, pair, bob)
    assert problems_of_attempt(home, LOCAL_OWNER, pair[1].info) == []
    seals.reveal(home, pair[1].info, "test")
    start(home, pair, ada)


def test_G25_presses_at_the_same_moment_are_no_more_attempts_than_one_after_the_other(
    home: Home, make_dataset: MakeDataset
) -> None:
    ada = f"{new_id()}-{new_id()}"
    pair = make_dataset(name="photo"), make_dataset(name="sketch")
    hand_out(home, ada.partition("-")[0], *(each.info.id for each in pair))
    set_limits(home, {"sealed_attempts": 3})

    def press(number: int) -> str:
        try:
            start(home, pair, ada)
        except UserError as error:
            return error.problems[0].code
        return "started"

    with ThreadPoolExecutor(8) as pool:
        said = Counter(pool.map(press, range(8)))
    assert said == {"started": 3, "attempts_used": 5}
