"""A home has one launcher, and a job asks of a node what was predicted of it."""

from __future__ import annotations

import importlib.util
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MakeDataset
from tests.jobs.launched import start_instead
from tests.waiting import wait_until
from tlgui.cli.train import Terminal
from tlgui.errors import UserError
from tlgui.home import Home, new_id
from tlgui.jobs import choosing
from tlgui.jobs.away.engine import EngineState, Node
from tlgui.jobs.away.needs import needs_of
from tlgui.jobs.away.post import Counter, JobFolder, Needs, Post
from tlgui.jobs.choosing import choose
from tlgui.jobs.job import Job
from tlgui.jobs.launchers import Chosen, chosen_for, launcher_of
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.workers import ensure_workers
from tlgui.planning.resources import BESIDE
from tlgui.service import launch
from tlgui.service.launch import start_run
from tlgui.service.questions import TO_CONFIRM
from tlgui.specification.run_spec import RunSpec

GIB = 2**30


def codes(home: Home, *given: str | None) -> list[str]:
    with pytest.raises(UserError) as caught:
        choose(home, *given)
    return [each.code for each in caught.value.problems]


def test_a_home_keeps_its_launcher(home: Home) -> None:
    assert (launcher_of(home).name, chosen_for(home)) == ("local", Chosen())
    choose(home, "ray", "127.0.0.1:6379")
    choose(home, None)
    choose(home, "ray")
    assert (launcher_of(home).name, chosen_for(home)) == ("ray", Chosen("ray", "127.0.0.1:6379"))
    choose(home, "local")
    assert launcher_of(home).name == "local"


def test_what_cannot_be_is_refused_in_words(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(home, "kubernetes") == ["launcher_unknown"]
    assert codes(home, "local", "127.0.0.1:6379") == ["ray_address_alone"]
    monkeypatch.setattr(choosing.shutil, "which", lambda name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: True)
    assert codes(home, "slurm") == ["slurm_not_there"]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert codes(home, "ray") == ["launcher_not_installed"]
    assert chosen_for(home) == Chosen()


@pytest.mark.parametrize("text", ["", "[]", '{"launcher": "abacus"}', '{"no": 1}'])
def test_a_damaged_file_is_named(home: Home, text: str) -> None:
    (home.root / "launcher.json").write_text(text)
    with pytest.raises(UserError) as caught:
        JobQueue(home)
    assert caught.value.problems[0].code == "launcher_unreadable"


@contextmanager
def beating(post: Post) -> Iterator[None]:
    """Somebody lives there."""
    over, counter = threading.Event(), Counter(post.path / "beat")

    def live() -> None:
        while not over.wait(0.02):
            counter.grow()

    thread = threading.Thread(target=live)
    thread.start()
    yield
    over.set()
    thread.join()


def test_it_is_not_changed_while_a_run_is_trained(home: Home, queue: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "WATCH_SECONDS", 0.2)
    job = queue.submit("train", {"run": new_id()}, run=new_id())
    assert queue.take("train", "w") is not None
    assert codes(home, "ray") == ["launcher_in_use"]
    queue.hand_back(queue.get(job.id) or job)
    choose(home, "ray", "127.0.0.1:1")
    post = Post.ask(home, Needs(1))
    folder = JobFolder.give(post.path / "1", job)
    choose(home, "local")  # the whole engine is gone
    choose(home, "ray", "127.0.0.1:1")
    with beating(post):  # the server was killed, and the run goes on
        assert codes(home, "local") == ["launcher_in_use"]
        folder.say("finish", result=None)  # its process is there, and waits for another
        choose(home, "local")
    choose(home, "local")


def test_workers_that_only_wait_are_ended_when_it_changes(home: Home, queue: JobQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    start_instead(patch=monkeypatch)
    ensure_workers(home, {"train", "data"})
    workers = wait_until(lambda: found if len(found := queue.roster.workers()) == 2 else None)
    choose(home, "ray", "127.0.0.1:1")
    assert [queue.launcher.alive(each.handle) for each in workers] == [each.lane == "data" for each in workers]


def job_with(**predicted: Any) -> Job:
    return Job("i", "local", "train", "train", {"predicted": predicted}, None, "queued", None, None, None, None)


@pytest.mark.parametrize(
    ("nodes", "predicted", "expected"),
    [
        ([], {}, Needs(1)),
        ([Node("a", 1), Node("b", 2)], {}, Needs(2)),
        ([Node("a", 64)], {"memory": 3 * GIB, "gpu": True}, Needs(4, 0.0, 3 * GIB)),
        ([Node("a", 64, 2.0)], {"memory": 3 * GIB, "gpu": True}, Needs(4, 1.0)),  # how large the card is, is not known
        ([Node("a", 64, 2.0, 80 * GIB)], {"memory": 3 * GIB, "gpu": True}, Needs(4, 0.25)),
        ([Node("a", 64, 2.0, 80 * GIB), Node("b", 8, 1.0, 16 * GIB)], {"memory": 3 * GIB, "gpu": True}, Needs(4, 0.5)),
        ([Node("a", 64, 2.0, 80 * GIB)], {"memory": 50 * GIB, "gpu": True}, Needs(4, 1.0)),
        ([Node("a", 64, 2.0, 80 * GIB)], {"memory": 3 * GIB, "gpu": False}, Needs(4, 0.0, 3 * GIB)),
        ([Node("a", 64, 2.0, 80 * GIB)], {"gpu": True}, Needs(4, 1.0)),
    ],
)
def test_a_job_asks_for_what_was_predicted_of_it(nodes: list[Node], predicted: dict[str, Any], expected: Needs) -> None:
    assert needs_of(job_with(**predicted), EngineState(True, nodes=tuple(nodes))) == expected


def test_as_many_runs_at_a_time_as_the_nodes_have_room_for(home: Home) -> None:
    choose(home, "ray", "127.0.0.1:1")
    assert (launcher_of(home).capacity().runs, launcher_of(home).capacity().why) == (1, "queue.ray.unknown")
    for nodes, runs, why in (
        ([Node("a", 1), Node("b", 1)], 2, "queue.ray"),
        ([Node("a", 16), Node("b", 7)], 5, "queue.ray"),
        ([Node("a", 16, 2.0), Node("b", 7)], 2, "queue.ray.gpus"),
        ([Node("a", 1000)], 32, "queue.ray"),
    ):
        EngineState(True, nodes=tuple(nodes), free=Needs(1)).write(home)
        found = launcher_of(home).capacity()
        assert (found.runs, found.why) == (runs, why)


def test_a_state_that_was_cut_short_says_nothing(home: Home, tmp_path: Path) -> None:
    EngineState(True).write(home)
    path = home.jobs / "engine" / "state.json"
    path.write_text(path.read_text()[:40])
    assert EngineState.read(home) == EngineState()


def test_a_run_says_what_it_takes_where_a_machine_is_looked_for(
    home: Home, make_dataset: MakeDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "ensure_workers", lambda *given: None)
    spec = RunSpec(source=make_dataset().info.id, target=make_dataset().info.id, backbone="efficientnet-lite0", strategy="mcc")
    settings = spec.settings.model_copy(update={"frozen": "none", "device": "cpu"})
    small, large = spec, spec.model_copy(update={"settings": settings})
    of_run = JobQueue(home).of_run
    here = of_run(start_run(home, small, confirmed=TO_CONFIRM).id, "train")
    assert here is not None and "predicted" not in here.payload
    choose(home, "ray", "127.0.0.1:1")
    jobs = [of_run(start_run(home, each, confirmed=TO_CONFIRM).id, "train") for each in (small, large)]
    asked = [job.payload["predicted"] for job in jobs if job is not None]
    assert [each["gpu"] for each in asked] == [True, False]
    assert BESIDE == asked[0]["memory"] < asked[1]["memory"]


def test_H4_a_command_that_waits_for_a_cluster_says_why_once(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    choose(home, "ray", "127.0.0.1:1")
    EngineState(False, since=time.time(), next_try=time.time() + 8, why="refused").write(home)
    terminal, found = Terminal(), launcher_of(home).capacity()
    for _ in range(3):
        terminal.waits(found.why, {"count": found.runs, **found.values})
    told = capsys.readouterr().err
    assert told.count("has not been reachable since") == 1
    assert f"{time.strftime('%H:%M')} (refused)" in told
