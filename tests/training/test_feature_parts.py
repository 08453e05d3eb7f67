"""Features of a large dataset are computed in parts, by whoever has nothing else to do, and are those of one worker bit for bit."""

from __future__ import annotations

import threading
from collections.abc import Callable
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
from tlgui.training import feature_cache
from tlgui.training.device import Device
from tlgui.training.engines import FALLBACK
from tlgui.training.feature_cache import activations, help_with

HALF = (0.5, 0.5, 0.5)
CPU = Device("cpu")


@pytest.fixture(scope="module")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Backbone:
    return open_backbone(Home.open(tmp_path_factory.mktemp("weights") / "home"), "efficientnet-lite0")


@pytest.fixture
def pictures(packs: tuple[Pack, Pack]) -> Pictures:
    """36 of them."""
    return Pictures(packs[0], 32, HALF, HALF)


@pytest.fixture
def at_once(tmp_path: Path, pictures: Pictures, backbone: Backbone, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """The features as one worker computes them; from here on a part has two batches of four pictures."""
    monkeypatch.setattr(feature_cache, "BATCH", 4)
    found = np.array(activations(Home.open(tmp_path / "other"), pictures, backbone, 3, CPU))
    monkeypatch.setattr(feature_cache, "PART", 2)
    return found


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first picture of each part that is computed."""
    begun: list[int] = []
    honest = feature_cache._Entry.outputs

    def outputs(self: feature_cache._Entry, start: int, end: int, stop: Callable[[], bool]):  # type: ignore[no-untyped-def]
        begun.append(start)
        return honest(self, start, end, stop)

    monkeypatch.setattr(feature_cache._Entry, "outputs", outputs)
    return begun


def folder_of_parts(home: Home) -> Path:
    (found,) = (home.cache / "features").glob("*.parts")
    return found


def test_parts_that_are_joined_are_the_features_of_one_worker_bit_for_bit(
    home: Home, pictures: Pictures, backbone: Backbone, at_once: np.ndarray, computed: list[int]
) -> None:
    said: list[tuple[int, int]] = []
    found = activations(home, pictures, backbone, 3, CPU, report=lambda *done: said.append(done))
    np.testing.assert_array_equal(found, at_once)
    assert computed == [0, 8, 16, 24, 32]
    assert said == sorted(said)
    assert said[-1] == (36, 36)
    assert not list((home.cache / "features").glob("*.parts"))
    activations(home, pictures, backbone, 3, CPU)
    assert len(computed) == 5  # the entry is whole


def test_what_others_have_computed_is_not_computed_again(
    home: Home, pictures: Pictures, backbone: Backbone, at_once: np.ndarray, computed: list[int]
) -> None:
    help_with(home, pictures, backbone, 3, CPU, engine=FALLBACK)
    assert computed == [0, 8, 16, 24, 32]
    np.testing.assert_array_equal(activations(home, pictures, backbone, 3, CPU), at_once)
    assert len(computed) == 5
    help_with(home, pictures, backbone, 3, CPU, engine=FALLBACK)
    assert len(computed) == 5


def test_a_part_that_somebody_is_at_is_waited_for_and_computed_if_they_die(
    home: Home,
    pictures: Pictures,
    backbone: Backbone,
    at_once: np.ndarray,
    computed: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    help_with(home, pictures, backbone, 3, CPU, engine=FALLBACK)
    parts = folder_of_parts(home)
    (parts / "000000008.json").unlink()
    (parts / "000000008.rows").rename(parts / "000000008.new")  # as far as the other one has come
    other = FileLock(parts / "000000008.lock")
    other.acquire()
    help_with(home, pictures, backbone, 3, CPU, engine=FALLBACK)  # who only helps does not wait
    assert len(computed) == 5
    waited = threading.Event()

    def dies(seconds: float) -> None:
        waited.set()
        other.release()

    monkeypatch.setattr("tlgui.training.feature_parts.time.sleep", dies)
    np.testing.assert_array_equal(activations(home, pictures, backbone, 3, CPU), at_once)
    assert waited.is_set()
    assert computed[5:] == [8]


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
def test_a_damaged_part_is_computed_again_and_no_other(
    home: Home,
    pictures: Pictures,
    backbone: Backbone,
    at_once: np.ndarray,
    computed: list[int],
    damage: Callable[[Path], object],
    start: str,
) -> None:
    help_with(home, pictures, backbone, 3, CPU, engine=FALLBACK)
    damage(folder_of_parts(home) / f"{start}.rows")
    np.testing.assert_array_equal(activations(home, pictures, backbone, 3, CPU), at_once)
    assert computed[5:] == [int(start)]


def test_who_is_stopped_keeps_whole_parts(
    home: Home, pictures: Pictures, backbone: Backbone, at_once: np.ndarray, computed: list[int]
) -> None:
    def third() -> bool:
        return len(computed) == 3

    with pytest.raises(InterruptedError):
        activations(home, pictures, backbone, 3, CPU, stop=third)
    with pytest.raises(InterruptedError):
        help_with(home, pictures, backbone, 3, CPU, engine=FALLBACK, stop=lambda: True)
    np.testing.assert_array_equal(activations(home, pictures, backbone, 3, CPU), at_once)
    assert sorted(computed) == [0, 8, 16, 16, 16, 24, 32]


def test_a_full_disk_while_parts_are_joined_is_told_and_loses_none(
    home: Home, pictures: Pictures, backbone: Backbone, at_once: np.ndarray, computed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: object, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("tlgui.training.feature_parts._Hashed.write", full)
        with pytest.raises(OSError, match="No space left"):
            activations(home, pictures, backbone, 3, CPU)
    np.testing.assert_array_equal(activations(home, pictures, backbone, 3, CPU), at_once)
    assert len(computed) == 5


def test_parts_of_another_size_are_computed_anew(
    home: Home,
    pictures: Pictures,
    backbone: Backbone,
    at_once: np.ndarray,
    computed: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    help_with(home, pictures, backbone, 3, CPU, engine=FALLBACK)
    monkeypatch.setattr(feature_cache, "PART", 3)
    np.testing.assert_array_equal(activations(home, pictures, backbone, 3, CPU), at_once)
    assert computed[5:] == [0, 12, 24]


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
