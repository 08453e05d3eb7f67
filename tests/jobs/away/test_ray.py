"""A real Ray cluster of two nodes with a core each, on this machine: nodes and everything at home are killed, and no run is lost or doubled."""

from __future__ import annotations

import importlib.util
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.conftest import kill_workers, processes_of
from tests.source import ROOT
from tests.training.toy import picture_datasets
from tests.waiting import free_port, wait_until
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.away.engine import EngineState, Unreachable
from tlgui.jobs.away.post import Needs, Post
from tlgui.jobs.away.work import UNWANTED_SECONDS
from tlgui.jobs.choosing import choose
from tlgui.jobs.processes import NICENESS
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.workers import ensure_workers
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.status import status_of
from tlgui.service.launch import start_run
from tlgui.service.resuming import resume_run
from tlgui.service.stopping import ask_to_stop, see_it_end
from tlgui.specification.run_spec import RunSettings, RunSpec

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.needs(importlib.util.find_spec("ray") is not None, "ray"),
]

STRATEGIES = ("dann", "mcc,shot", "importance", "rkd", "pseudo-label")
SAME = ("step", "evaluation", "reference_step", "reference_evaluation", "picked", "result")
FAST = {
    "health_check_initial_delay_ms": 500,
    "health_check_period_ms": 500,
    "health_check_failure_threshold": 4,
    "worker_niceness": NICENESS,
}
"""Ray notices that a node is lost after two seconds instead of fifteen; and its workers step back as ours do, not by 15, by which one whose
machine is busy with other tests gets to its first step after minutes."""

STORE = 80 * 2**20


class Nodes:
    """A cluster whose nodes come and go."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        given = {"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": False, "node_name": "node-1"}
        self.cluster = Cluster(initialize_head=True, head_node_args={**given, "_system_config": FAST})
        self.there: dict[str, Any] = {}  # those that may be lost: without its head a cluster is none
        self.added = 1
        self.add()

    def add(self) -> None:
        self.added += 1
        name = f"node-{self.added}"
        self.there[name] = self.cluster.add_node(num_cpus=1, object_store_memory=STORE, node_name=name)

    def lose(self, name: str) -> None:
        """As when its plug is pulled."""
        self.cluster.remove_node(self.there.pop(name), allow_graceful=False)


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))  # what is tested is what is on the nodes
        patch.setenv("OMP_NUM_THREADS", "1")
        patch.setenv("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        made = Nodes()
        yield made
        made.cluster.shutdown()


def posts(nodes: Nodes) -> list[psutil.Process]:
    """The processes of all posts, on whatever node of this cluster."""
    session, found = nodes.cluster.head_node.get_session_dir_path(), []
    for process in psutil.process_iter():
        try:
            if " ".join(process.cmdline()).startswith("ray::PostActor") and session in " ".join(process.parent().cmdline()):
                found.append(process)
        except (psutil.Error, AttributeError):
            continue
    return found


@pytest.fixture
def on_ray(home: Home, nodes: Nodes) -> Iterator[Home]:
    choose(home, "ray", nodes.cluster.address)
    yield home
    queue = JobQueue(home)
    for worker in queue.roster.workers():
        queue.launcher.end(worker.handle)  # it leaves, and its post with it
    # One that was at no job when its carrier was killed stays so long.
    wait_until(lambda: posts(nodes) == [], 20 + UNWANTED_SECONDS)
    kill_workers(home)


def asked(home: Home, packs: tuple[Pack, Pack], number: int, epochs: int) -> Run:
    settings = RunSettings(epochs=epochs, batch_size=8, seed=number, device="cpu")
    strategy = STRATEGIES[number % len(STRATEGIES)]
    spec = RunSpec(source=packs[0].info.id, target=packs[1].info.id, backbone="small-cnn", strategy=strategy, settings=settings)
    return start_run(home, spec, maps=False)


def all_over(home: Home, runs: list[Run], seconds: float = 900.0) -> None:
    """Each is finished. One that was killed is interrupted until its work is handed out again: that is not its end."""
    queue = JobQueue(home)

    def over() -> bool:
        ensure_workers(home, {"train"})
        found = [status_of(run, queue) for run in runs]
        return all(each.over and each.state != "interrupted" for each in found)

    wait_until(over, seconds)
    assert {status_of(run, queue).state for run in runs} == {"finished"}


def numbers(run: Run) -> dict[str, list[str]]:
    """All that a run has computed. The time that it took is none of it."""
    return {kind: sorted(str(event) for event in run.events() if event["event"] == kind) for kind in SAME}


def beginnings(run: Run) -> list[dict[str, Any]]:
    return [event for event in run.events() if event["event"] == "started"]


def endings(run: Run) -> int:
    return sum(event["event"] in ("finished", "failed", "stopped") for event in run.events())


def killing_loop(home: Home, local: Home, nodes: Nodes, folder: Path, count: int, epochs: int) -> None:
    """Runs on the cluster, of which a node is lost and one comes, while everything at home is killed once; each equals one of this machine."""
    draw, packs, queue = random.Random(count), picture_datasets(home, folder), JobQueue(home)
    runs = [asked(home, packs, number, epochs) for number in range(count)]
    began = time.monotonic()

    def where_one_trains() -> str | None:
        ensure_workers(home, {"train"})
        for run in runs:
            if (begun := beginnings(run)) and begun[-1]["node"] in nodes.there and status_of(run, queue).state == "running":
                return begun[-1]["node"]
        return None

    lost = wait_until(where_one_trains, 240)
    time.sleep(draw.uniform(0, 1))
    nodes.lose(lost)
    nodes.add()

    def some_over() -> bool:
        ensure_workers(home, {"train"})
        return sum(status_of(run, queue).over for run in runs) >= count // 4

    wait_until(some_over, 240)
    for process in processes_of(home):  # carriers and agent: all that is here
        os.kill(process.pid, signal.SIGKILL)
    all_over(home, runs)
    seconds = time.monotonic() - began
    assert [endings(run) for run in runs] == [1] * count, "none is doubled"
    nodes_seen = {summary(run, queue)["node"] for run in runs}
    assert nodes_seen <= {f"node-{number}" for number in range(1, nodes.added + 1)}
    assert {summary(run, queue)["launcher"] for run in runs} == {"ray"}
    again = [run for run in runs if len(beginnings(run)) > 1]
    assert again, "the run of the lost node was taken up elsewhere"
    packs = picture_datasets(local, folder / "again")
    same = [asked(local, packs, number, epochs) for number in range(count)]
    all_over(local, same)
    for ours, theirs in zip(runs, same, strict=True):
        assert numbers(ours) == numbers(theirs)
    print(
        f"\n{count} runs on {len(nodes_seen)} nodes, one of them lost and one added, everything at home killed once: 0 lost, 0 doubled, "
        f"{len(again)} taken up again, all equal to those of this machine; {seconds:.0f} s"
    )


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    made = Home.open(tmp_path / "local")
    yield made
    kill_workers(made)


def test_H1_a_lost_node_and_a_killed_server_lose_and_double_no_run(
    on_ray: Home, local: Home, nodes: Nodes, tmp_path: Path
) -> None:
    killing_loop(on_ray, local, nodes, tmp_path, 2, 8)


@pytest.mark.soak
def test_H1_twenty_runs_on_a_cluster_that_loses_a_node_and_its_server(
    on_ray: Home, local: Home, nodes: Nodes, tmp_path: Path
) -> None:
    killing_loop(on_ray, local, nodes, tmp_path, 20, 40)


def test_H3_a_run_on_the_cluster_stops_within_ten_seconds_and_goes_on_where_it_was(
    on_ray: Home, nodes: Nodes, tmp_path: Path
) -> None:
    queue, packs = JobQueue(on_ray), picture_datasets(on_ray, tmp_path)
    run = asked(on_ray, packs, 0, 150)
    wait_until(lambda: any(event["event"] == "step" for event in run.events()), 120)
    assert len(posts(nodes)) == 1
    began = time.monotonic()
    ask_to_stop(on_ray, run, pause=True)
    assert see_it_end(on_ray, run).state == "paused"
    assert time.monotonic() - began < 10
    assert summary(run, queue)["node"] in [node.name for node in EngineState.read(on_ray).nodes]
    resume_run(on_ray, run)
    [resumed] = wait_until(lambda: [event for event in run.events() if event["event"] == "resumed"], 120)
    assert resumed["step"] > 0
    ask_to_stop(on_ray, run)
    assert see_it_end(on_ray, run).state == "stopped"


def test_H4_a_cluster_that_is_not_there_is_said_and_a_home_that_a_node_does_not_see_too(
    home: Home, nodes: Nodes, tmp_path: Path
) -> None:
    from tlgui.jobs.away.ray_engine import PostActor, RayEngine

    with pytest.raises(Unreachable, match="refused"):
        RayEngine(f"127.0.0.1:{free_port()}", str(home.root)).nodes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tlgui.jobs.away.ray_engine._node_here", lambda: "far")
        post = Post.ask(home, Needs(1))
        [problem] = [PostActor(str(post.path), "another secret").problem()]
    assert problem is not None
    assert UserError(problem["code"], **problem["values"]).sentences()[0].startswith("Node far does not see")
    assert post.about() is None
