"""Features of a large dataset are computed in parts, by whoever has nothing else to do, and are those of one worker bit for bit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from tests.training.conftest import Train
from tlgui.data.dataset import Pictures
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.jobs.launchers import Capacity
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import JobContext, do
from tlgui.models.backbones import Backbone, open_backbone
from tlgui.runs.cache_limit import keep_within
from tlgui.training import feature_cache
from tlgui.training.device import Device
from tlgui.training.feature_cache import FeatureEntry

HALF = (0.5, 0.5, 0.5)
CPU = Device("cpu")


@pytest.fixture(scope="module")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Backbone:
    return open_backbone(Home.open(tmp_path_factory.mktemp("weights") / "home"), "efficientnet-lite0")


@pytest.fixture
def pictures(packs: tuple[Pack, Pack]) -> Pictures:
    """36 of them."""
    return Pictures(packs[0], 32, HALF, HALF)


@dataclass
class Shared:
    """An entry that is computed in five parts of two batches of four pictures.

    ``at_once``: its features as one worker computes them. ``begun``: the first picture of each part whose computation was begun.
    """

    home: Home
    entry: FeatureEntry
    at_once: np.ndarray
    begun: list[int]

    @property
    def folder(self) -> Path:
        (found,) = (self.home.cache / "features").glob("*.parts")
        return found

    def assert_right(self) -> None:
        """Whoever has computed what: they are the features of one worker, bit for bit."""
        np.testing.assert_array_equal(self.entry.read(), self.at_once)


@pytest.fixture
def shared(
    home: Home, tmp_path: Path, pictures: Pictures, backbone: Backbone, computed: list[int], monkeypatch: pytest.MonkeyPatch
) -> Shared:
    monkeypatch.setattr(feature_cache, "BATCH", 4)
    at_once = np.array(FeatureEntry(Home.open(tmp_path / "other"), pictures, backbone, 3, CPU).read())
    monkeypatch.setattr(feature_cache, "PART", 2)
    computed.clear()
    return Shared(home, FeatureEntry(home, pictures, backbone, 3, CPU), at_once, computed)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first picture of each part that is computed."""
    begun: list[int] = []
    honest = FeatureEntry._outputs

    def outputs(self: FeatureEntry, start: int, end: int, stop: Callable[[], bool]):  # type: ignore[no-untyped-def]
        begun.append(start)
        return honest(self, start, end, stop)

    monkeypatch.setattr(FeatureEntry, "_outputs", outputs)
    return begun


def test_parts_that_are_joined_are_the_features_of_one_worker_bit_for_bit(shared: Shared) -> None:
    said: list[tuple[int, int]] = []
    np.testing.assert_array_equal(shared.entry.read(report=lambda *done: said.append(done)), shared.at_once)
    assert shared.begun == [0, 8, 16, 24, 32]
    assert said == sorted(said)
    assert said[-1] == (36, 36)
    assert not list((shared.home.cache / "features").glob("*.parts"))
    shared.entry.read()
    assert len(shared.begun) == 5  # the entry is whole


def test_what_others_have_computed_is_not_computed_again(shared: Shared) -> None:
    shared.entry.help()
    assert shared.begun == [0, 8, 16, 24, 32]
    shared.assert_right()
    assert len(shared.begun) == 5
    shared.entry.help()
    assert len(shared.begun) == 5


def test_a_part_that_somebody_is_at_is_waited_for_and_computed_if_they_die(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.entry.help()
    parts = shared.folder
    (parts / "000000008.json").unlink()
    (parts / "000000008.rows").rename(parts / "000000008.new")  # as far as the other one has come
    other = FileLock(parts / "000000008.lock")
    other.acquire()
    shared.entry.help()  # who only helps does not wait
    assert len(shared.begun) == 5
    waited = threading.Event()

    def dies(seconds: float) -> None:
        waited.set()
        other.release()

    monkeypatch.setattr("tlgui.training.feature_parts.time.sleep", dies)
    shared.assert_right()
    assert waited.is_set()
    assert shared.begun[5:] == [8]


@pytest.mark.parametrize(
    "damage",
    [
        lambda part: part.with_suffix(".rows").write_bytes(bytes(part.with_suffix(".rows").stat().st_size)),
        lambda part: part.with_suffix(".rows").unlink(),
        lambda part: part.with_suffix(".json").write_bytes(b"[]"),
        lambda part: part.with_suffix(".json").write_bytes(b"{"),
    ],
    ids=["zeros", "no rows", "no manifest", "half a manifest"],
)
@pytest.mark.parametrize("start", ["000000000", "000000016"])
def test_a_damaged_part_is_computed_again_and_no_other(shared: Shared, damage: Callable[[Path], object], start: str) -> None:
    shared.entry.help()
    damage(shared.folder / f"{start}.rows")
    shared.assert_right()
    assert shared.begun[5:] == [int(start)]


def test_who_is_stopped_keeps_whole_parts(shared: Shared) -> None:
    with pytest.raises(InterruptedError):
        shared.entry.read(stop=lambda: len(shared.begun) == 3)
    with pytest.raises(InterruptedError):
        shared.entry.help(stop=lambda: True)
    shared.assert_right()
    assert sorted(shared.begun) == [0, 8, 16, 16, 16, 24, 32]


def test_a_full_disk_while_parts_are_joined_is_told_and_loses_none(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(shape: tuple[int, ...]) -> bytes:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(feature_cache, "_header", full)
        with pytest.raises(OSError, match="No space left"):
            shared.entry.read()
    shared.assert_right()
    assert len(shared.begun) == 5


def test_parts_of_another_size_are_computed_anew(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    shared.entry.help()
    monkeypatch.setattr(feature_cache, "PART", 3)
    shared.assert_right()
    assert shared.begun[5:] == [0, 12, 24]


def test_parts_go_with_the_cache_but_not_while_they_are_joined(shared: Shared) -> None:
    shared.entry.help()
    parts = shared.entry._parts()
    assert parts is not None
    with parts.in_use(), ThreadPoolExecutor(1) as another:  # a lock lets in who holds it
        assert another.submit(keep_within, shared.folder.parent, None, 0).result() == []
    folder = shared.folder
    assert keep_within(folder.parent, None, 0) == [folder]
    shared.assert_right()
    assert len(shared.begun) == 10


# -- as jobs ---------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def room_for_two(monkeypatch: pytest.MonkeyPatch, home: Home) -> JobQueue:
    queue = JobQueue(home)
    monkeypatch.setattr(type(queue.launcher), "capacity", lambda self: Capacity(2, "queue.several"))
    monkeypatch.setattr("tlgui.jobs.worker.LOOK_SECONDS", 0.0)
    return queue


def asked(queue: JobQueue, parts: int = 9) -> str:
    """A run is trained and has asked for help; its job."""
    queue.submit("train", {"run": "r", "predicted": {"memory": 7}}, run="r")
    job = queue.take("train", "trainer")
    assert job is not None
    queue.ask_for_help(job, parts, "features_parts", {"run": "r"})
    return job.id


def test_help_is_asked_for_as_far_as_there_is_room_and_only_once(room_for_two: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    helped = asked(room_for_two)
    (job,) = room_for_two.in_line("parts")
    assert job.payload == {"run": "r", "helps": helped, "predicted": {"memory": 7}}
    taken = room_for_two.training("r") or room_for_two.get(helped)
    assert taken is not None
    room_for_two.ask_for_help(taken, 9, "features_parts", {"run": "r"})
    assert room_for_two.how_many("parts") == 1
    monkeypatch.setattr(type(room_for_two.launcher), "capacity", lambda self: Capacity(1, "queue.one"))
    assert room_for_two.take_in_spare_time("train", "helper") is None  # the trainer has all there is


def test_a_run_that_waits_comes_before_help_and_help_gives_way_to_it(room_for_two: JobQueue) -> None:
    asked(room_for_two)
    job = room_for_two.take_in_spare_time("train", "helper")
    assert job is not None
    assert not room_for_two.others_wanted(job)
    room_for_two.submit("map", {}, run="r")
    assert not room_for_two.others_wanted(job)  # it has workers of its own
    room_for_two.submit("train", {"run": "s"}, run="s")
    assert room_for_two.others_wanted(job)
    room_for_two.give_way(job)
    assert room_for_two.take("train", "helper") is not None
    assert room_for_two.take_in_spare_time("train", "third") is None


def test_help_that_nobody_gave_is_over_with_the_job(room_for_two: JobQueue) -> None:
    helped = asked(room_for_two)
    room_for_two.sweep()
    assert room_for_two.how_many("parts") == 1
    job = room_for_two.get(helped)
    assert job is not None
    room_for_two.finish(job, None)
    room_for_two.sweep()
    assert room_for_two.how_many("parts") == 0


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ["coral", "pseudo-label"])
def test_a_run_that_was_helped_has_the_numbers_of_one_that_was_not(
    home: Home,
    room_for_two: JobQueue,
    train: Train,
    packs: tuple[Pack, Pack],
    pretrained: str,
    monkeypatch: pytest.MonkeyPatch,
    strategy: str,
) -> None:
    """The helper computes everything before the run computes anything, also the views that only some strategies need."""
    monkeypatch.setattr(feature_cache, "BATCH", 4)
    settings = {"frozen": "all", "image_size": 32, "augmentation": "mirror"}
    alone, _ = train(strategy, backbone=pretrained, settings=settings)
    numbers = [event for event in alone.events() if event["event"] in ("step", "evaluation")]
    for entry in (home.cache / "features").iterdir():
        if entry.is_dir():
            (entry / "manifest.json").unlink()
    monkeypatch.setattr(feature_cache, "PART", 2)
    helped_with: list[str] = []
    honest = JobContext.ask_for_help

    def ask(self: JobContext, parts: int, kind: str, payload: dict) -> None:
        honest(self, parts, kind, payload)
        if not helped_with:
            helper = room_for_two.take("parts", "helper")
            assert helper is not None
            thread = threading.Thread(target=do, args=(home, helper, room_for_two, threading.Event()))
            thread.start()
            thread.join()
            found = room_for_two.get(helper.id)
            assert found is not None
            helped_with.append(found.state)

    monkeypatch.setattr(JobContext, "ask_for_help", ask)
    run, result = train(strategy, backbone=pretrained, settings=settings)
    assert result["status"] == "finished"
    assert helped_with == ["done"]
    for before, after in zip(numbers, (e for e in run.events() if e["event"] in ("step", "evaluation")), strict=True):
        assert {**before, "seconds": 0} == {**after, "seconds": 0}
