"""Slurm: what its commands print is understood, and (``make soak``) real runs go through a real one of one node."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import kill_workers
from tests.training.toy import picture_datasets
from tests.waiting import wait_until
from tlgui.home import Home
from tlgui.jobs.away import slurm_engine
from tlgui.jobs.away.engine import EngineState, Node, Unreachable
from tlgui.jobs.away.post import Needs, Post
from tlgui.jobs.away.slurm_engine import SlurmEngine
from tlgui.jobs.choosing import choose
from tlgui.jobs.queue import JobQueue
from tlgui.runs.results import summary
from tlgui.runs.status import status_of
from tlgui.service.stopping import ask_to_stop, see_it_end

from .slurm_here import INSTALLED, slurm
from .test_ray import all_over, asked, beginnings

needs_submitit = pytest.mark.needs(importlib.util.find_spec("submitit") is not None, "submitit")


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What Slurm's commands print, by their names; one that is missing is not there."""
    found: dict[str, str] = {}

    def run(command: tuple[str, ...], **how: object) -> subprocess.CompletedProcess[str]:
        if command[0] not in found:
            raise FileNotFoundError(2, "No such file or directory", command[0])
        code = 1 if found[command[0]].startswith("error") else 0
        return subprocess.CompletedProcess(command, code, "" if code else found[command[0]], found[command[0]] if code else "")

    monkeypatch.setattr(subprocess, "run", run)
    return found


def test_what_slurm_says_of_its_nodes(home: Home, printed: dict[str, str]) -> None:
    printed["sinfo"] = (
        "a|8/24/0/32|gpu:h100:4(S:0-1)|mixed\nb|0/16/0/16|(null)|idle\nb|0/16/0/16|(null)|idle\nc|0/0/8/8|(null)|down*\n"
    )
    nodes, free = SlurmEngine(home).nodes()
    assert nodes == [Node("a", 32, 4.0), Node("b", 16)]
    assert free == Needs(40)


def test_posts_are_known_by_the_names_of_their_jobs(home: Home, printed: dict[str, str]) -> None:
    printed["squeue"] = "tlgui-aa RUNNING\nother RUNNING\ntlgui-bb PENDING\ntlgui-cc COMPLETING\n"
    assert SlurmEngine(home).living() == {"aa", "bb"}


def test_H4_a_slurm_that_does_not_answer_is_said_in_its_own_words(home: Home, printed: dict[str, str]) -> None:
    with pytest.raises(Unreachable, match="sinfo: No such file"):
        SlurmEngine(home).nodes()
    printed["squeue"] = "error: slurm\nerror: Unable to contact slurm controller (connect failure)"
    with pytest.raises(Unreachable, match="Unable to contact"):
        SlurmEngine(home).living()


@pytest.mark.parametrize(("log", "code"), [("No module named tlgui\n", "node_cannot_begin"), (None, "home_not_shared")])
def test_a_job_that_ended_before_it_saw_its_folder_is_told(
    home: Home, printed: dict[str, str], log: str | None, code: str
) -> None:
    post, file = Post.ask(home, Needs(1)), home.root / "1_0_log.err"
    printed["scontrol"] = f"JobId=1 JobName=tlgui-{post.id} UserId=u JobState=RUNNING NodeList=n1 StdErr={file}\n"
    assert SlurmEngine(home).answer(post) is None
    printed["scontrol"] = printed["scontrol"].replace("RUNNING", "FAILED")
    if log is not None:
        file.write_text(log)
    found = SlurmEngine(home).answer(post)
    assert found is not None
    assert found["code"] == code
    assert found["values"].get("reason", "No module named tlgui") == "No module named tlgui"


# -- a real one ---------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def on_slurm(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("SLURM_MPI_TYPE", "none")
    with slurm(tmp_path / "slurm") as environment:
        monkeypatch.setenv("SLURM_CONF", environment["SLURM_CONF"])
        choose(home, "slurm")
        yield home
        queue = JobQueue(home)
        for worker in queue.roster.workers():
            queue.launcher.end(worker.handle)
        wait_until(lambda: SlurmEngine(home).living() == set(), 40)
        kill_workers(home)


@needs_submitit
@pytest.mark.soak
@pytest.mark.needs(INSTALLED, "Debian's slurm-wlm and munge, and root")
def test_runs_go_through_slurm_and_one_whose_job_is_cancelled_is_taken_up_again(on_slurm: Home, tmp_path: Path) -> None:
    queue, packs, began = JobQueue(on_slurm), picture_datasets(on_slurm, tmp_path), time.monotonic()
    runs = [asked(on_slurm, packs, number, 40) for number in range(2)]
    wait_until(lambda: any(event["event"] == "step" for event in runs[0].events()), 120)
    [first] = [name for name in os.listdir(on_slurm.jobs / "posts") if (on_slurm.jobs / "posts" / name / "1").exists()][:1]
    SlurmEngine(on_slurm).end(Post(on_slurm.jobs / "posts" / first))
    all_over(on_slurm, runs, 300)
    assert {summary(run, queue)["launcher"] for run in runs} == {"slurm"}
    assert [len(beginnings(run)) for run in runs].count(2) == 1
    print(
        f"\n2 runs through Slurm {slurm_engine._ask('sinfo', '--version').strip()}, one taken up again: {time.monotonic() - began:.0f} s"
    )

    endless = asked(on_slurm, packs, 0, 1000)
    wait_until(lambda: any(event["event"] == "reference_step" for event in endless.events()), 120)
    asked_at = time.monotonic()
    ask_to_stop(on_slurm, endless)
    assert see_it_end(on_slurm, endless).state == "stopped"
    assert time.monotonic() - asked_at < 10
    assert status_of(endless, queue).state == "stopped"
    assert EngineState.read(on_slurm).nodes[0].cpus == 2
