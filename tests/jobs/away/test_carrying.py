"""Jobs on nodes that see nothing but the home's folder: each is done once, whatever dies."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from tests.jobs.conftest import wait_for
from tests.waiting import wait_until
from tlgui.durable import remove_folder
from tlgui.home import Home, new_id
from tlgui.jobs.away import agent, carrier
from tlgui.jobs.away.engine import EngineState, Lost, Node, Unreachable
from tlgui.jobs.away.post import JobFolder, Needs, Pointer, Post
from tlgui.jobs.queue import ATTEMPTS, Job, JobQueue
from tlgui.jobs.workers import ensure_workers
from tlgui.runs.run import Run
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore
from tlgui.service.stopping import ask_to_stop, see_it_end
from tlgui.specification.run_spec import RunSpec

from .conftest import Hands, StandIn, gone

MakeHands = Callable[[], Hands]


def asked(home: Home, do: str, **payload: object) -> tuple[Run, Job]:
    """A run whose trainer does this."""
    run = RunStore(home).create(RunSpec(), {})
    return run, JobQueue(home).submit("train", {"run": run.id, "do": do, **payload}, run=run.id)


def started(run: Run) -> list[int]:
    """The processes of all its trainers."""
    return [event["identity"]["pid"] for event in run.events() if event["event"] == "started"]


def listening(home: Home, one: Hands) -> tuple[Run, Job, int]:
    """A run that is being carried out and waits for a word, and the process of its trainer."""
    run, job = asked(home, "listen")
    one.carry()
    [pid] = wait_until(lambda: started(run))
    return run, job, pid


def state(queue: JobQueue, job: Job) -> Job:
    found = queue.get(job.id)
    assert found is not None
    return found


def test_a_job_is_carried_out_on_a_node_that_opens_no_queue(home: Home, hands: MakeHands, engine: StandIn) -> None:
    queue, one = JobQueue(home), hands()
    for _ in range(2):
        run, job = asked(home, "finish")
        one.carry()
        assert one.over()
        assert wait_for(queue, job).result == {"run": run.id}
        assert status_of(run, queue).state == "finished"
    assert len(engine.manned) == 1, "the second found it warm"
    assert list((home.jobs / "away").iterdir()) == []
    one.carrier.leave()
    wait_until(lambda: engine.alive == [])


def test_what_a_job_asks_for_is_asked_for_once_by_whoever_listens(home: Home, hands: MakeHands) -> None:
    queue, one = JobQueue(home), hands()
    run, job = asked(home, "listen")
    taken = one.carry()
    wait_until(lambda: started(run))
    found = wait_until(lambda: Pointer(home, job.id).get())
    for listener in (1, 2):
        if listener == 2:
            again = carrier.Carrying(home, queue, taken, carrier.Manned(found[0]), found[1], lambda: None)
            assert not again._passed_on()
        else:
            found[1].say("submit", kind="map", payload={"run": "r"}, run="r", owner="local")
            found[1].say("report", progress={"done": 3, "total": 4})
            found[1].say("trains_reference", run="other")
            wait_until(lambda: state(queue, job).progress == {"done": 3, "total": 4})
    assert queue.how_many("map") == 1
    with queue._file.open() as database:
        assert database.execute("SELECT reference FROM jobs WHERE id = ?", (job.id,)).fetchone()[0] == "other"


def test_H1_a_run_whose_node_is_lost_is_taken_up_on_another(home: Home, hands: MakeHands, engine: StandIn) -> None:
    queue, one = JobQueue(home), hands()
    run, job, pid = listening(home, one)
    engine.kill(engine.manned[0])
    assert one.over()
    assert (state(queue, job).state, state(queue, job).deaths) == ("queued", 1)
    assert run.resuming
    one.carry()
    pids = wait_until(lambda: found if len(found := started(run)) == 2 else None)
    assert pids[0] == pid != pids[1]
    run.ask_to_stop()
    assert one.over()
    assert wait_for(queue, job).state == "done"
    assert status_of(run, queue).state == "stopped"


def test_H7_a_run_whose_node_is_lost_each_time_is_put_aside(home: Home, hands: MakeHands, engine: StandIn) -> None:
    queue, one = JobQueue(home), hands()
    run, job = asked(home, "listen")
    for number in range(ATTEMPTS):
        one.carry()
        wait_until(lambda number=number: len(started(run)) > number)
        engine.kill(engine.manned[-1])
        assert one.over()
    assert [each["code"] for each in state(queue, job).problems or ()] == ["job_failed_often"]
    assert len(engine.manned) == ATTEMPTS


def test_a_run_goes_on_when_its_carrier_is_killed_and_the_next_one_finds_it(
    home: Home, hands: MakeHands, engine: StandIn
) -> None:
    queue = JobQueue(home)
    run, job = asked(home, "listen")
    ensure_workers(home, {"train"})
    [pid] = wait_until(lambda: started(run))
    [killed] = [worker for worker in queue.roster.workers() if worker.lane == "train"]
    os.kill(killed.handle["pid"], signal.SIGKILL)
    wait_until(lambda: not queue.launcher.alive(killed.handle))
    ensure_workers(home, {"train"})  # the job waits again, and another carrier is started
    wait_until(lambda: state(queue, job).attempt == 2)
    wait_until(lambda: state(queue, job).deaths == 0)
    assert started(run) == [pid]
    assert not gone(pid)
    assert engine.alive == [pid]
    ask_to_stop(home, run)
    assert wait_for(queue, job).state == "done"
    assert status_of(run, queue).state == "stopped"
    assert len(engine.manned) == 1


def test_a_carrier_that_was_killed_before_it_had_laid_the_job_down_is_followed_by_one_that_does(
    home: Home, hands: MakeHands
) -> None:
    queue, one, two = JobQueue(home), hands(), hands()
    _, job = asked(home, "finish")
    one.take()
    assert one.carrier._mine is not None
    Pointer(home, job.id).set(one.carrier._mine.post, 1)
    one.carrier._mine = None
    queue.hand_back(state(queue, job))
    two.carry()
    assert two.over()
    assert wait_for(queue, job).state == "done"


def test_what_a_job_came_to_while_nobody_listened_is_its_result(home: Home, hands: MakeHands, engine: StandIn) -> None:
    queue, one, two = JobQueue(home), hands(), hands()
    run, job, pid = listening(home, one)
    one.stopping.set()
    assert one.over() is False
    queue.hand_back(state(queue, job))
    run.ask_to_stop()
    post, folder = wait_until(lambda: Pointer(home, job.id).get())
    wait_until(lambda: any(each["say"] == "finish" for each in folder.heard()[0]))
    engine.kill(post.id)
    wait_until(lambda: post.over)
    two.carry()
    assert two.over()
    assert (state(queue, job).state, state(queue, job).result) == ("done", {"run": run.id})
    assert started(run) == [pid]


@pytest.mark.slow
def test_H2_a_node_that_falls_silent_is_ended_and_what_it_says_late_is_read_by_nobody(
    home: Home, hands: MakeHands, engine: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier, "SILENT_SECONDS", 1.5)
    queue, one = JobQueue(home), hands()
    run, job, pid = listening(home, one)
    _, old = wait_until(lambda: Pointer(home, job.id).get())
    os.killpg(pid, signal.SIGSTOP)
    assert one.over()
    wait_until(lambda: gone(pid))
    assert (state(queue, job).state, state(queue, job).attempt) == ("queued", 1)
    one.carry()
    wait_until(lambda: len(started(run)) == 2)
    old.say("finish", result={"run": "late"})
    time.sleep(0.3)
    assert state(queue, job).state == "working"
    run.ask_to_stop()
    assert one.over()
    assert wait_for(queue, job).result == {"run": run.id}


def test_H2_a_process_that_wakes_up_after_it_was_given_up_ends_itself(home: Home, hands: MakeHands, engine: StandIn) -> None:
    one = hands()
    _, _, pid = listening(home, one)
    engine.reachable = False  # the engine cannot end it
    os.killpg(pid, signal.SIGSTOP)
    post = Post(home.jobs / "posts" / engine.manned[0])
    post.dismiss()
    os.killpg(pid, signal.SIGCONT)
    wait_until(lambda: gone(pid), 5)


@pytest.mark.slow
def test_H3_E21_a_run_that_does_not_listen_is_ended_on_its_node_within_ten_seconds(
    home: Home, hands: MakeHands, engine: StandIn
) -> None:
    queue, one = JobQueue(home), hands()
    run, job = asked(home, "deaf")
    one.carry()
    child = wait_until(lambda: [event["pid"] for event in run.events() if event["event"] == "child"])
    began = time.monotonic()
    ask_to_stop(home, run)
    assert one.over()
    assert state(queue, job).state == "failed"
    assert status_of(run, queue).state == "stopped"
    wait_until(lambda: gone(child[0]) and engine.alive == [])
    assert time.monotonic() - began < 10


def test_H3_a_run_that_waits_for_room_is_stopped_at_once(home: Home, hands: MakeHands, engine: StandIn) -> None:
    queue, one = JobQueue(home), hands()
    run, job = asked(home, "listen")
    taken = one.take()
    one.carrier._dismiss()  # its node was lost between two looks, and the cluster has no other
    engine.reachable = False
    wait_until(lambda: EngineState.read(home).reachable is False)
    one.carry(taken)
    ask_to_stop(home, run)
    assert see_it_end(home, run, word_seconds=3).state == "stopped"
    assert one.over()
    assert state(queue, job).state == "failed"


@pytest.mark.slow
def test_H4_what_waits_for_an_engine_that_cannot_be_reached_is_kept_and_said(
    home: Home, hands: MakeHands, engine: StandIn
) -> None:
    engine.reachable = False
    queue, one = JobQueue(home), hands()
    wait_until(lambda: EngineState.read(home).reachable is False)
    run, job = asked(home, "finish")
    for _ in range(5):
        assert not one.carrier.free()
        time.sleep(0.1)
    assert status_of(run, queue).state == "queued"
    found = queue.launcher.capacity()
    assert (found.why, found.values["why"]) == ("queue.ray.unreachable", "connection refused")
    assert time.strftime("%H:%M", time.localtime(EngineState.read(home).since)) == found.values["since"]
    engine.reachable = True
    one.carry()
    assert one.over()
    assert wait_for(queue, job).state == "done"
    assert queue.launcher.capacity().why == "queue.ray"


def test_H4_a_run_goes_on_while_the_engine_cannot_be_reached(
    home: Home, hands: MakeHands, engine: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier, "SILENT_SECONDS", 0.8)
    queue, one = JobQueue(home), hands()
    run, job, pid = listening(home, one)
    engine.reachable = False
    wait_until(lambda: EngineState.read(home).reachable is False)
    os.killpg(pid, signal.SIGSTOP)
    time.sleep(1.2)
    assert state(queue, job).state == "working", "it may live on the other side: nobody else is given the run"
    os.killpg(pid, signal.SIGCONT)
    run.ask_to_stop()
    assert one.over()
    assert wait_for(queue, job).state == "done"


def test_H4_an_engine_is_tried_again_ever_more_seldom_and_it_is_said_since_when(home: Home) -> None:
    tried: list[float] = []

    class Closed(StandIn):
        def nodes(self) -> tuple[list[Node], Needs]:
            tried.append(time.monotonic())
            raise Unreachable("closed")

    keeper = agent.Agent(home, Closed())
    began = time.time()
    for _ in range(4):
        keeper._looked = 0.0
        with pytest.raises(Unreachable) as caught:
            keeper.once()
        keeper._lost(caught.value)
        time.sleep(0.02)
    state = EngineState.read(home)
    assert (state.reachable, state.why) == (False, "closed")
    assert began <= state.since <= began + 0.05 < state.next_try
    assert state.next_try - time.time() == pytest.approx(8 * agent.FIRST_RETRY_SECONDS, abs=1)


def test_H4_an_agent_whose_engine_is_lost_says_so_and_makes_room_for_another(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(StandIn):
        def nodes(self) -> tuple[list[Node], Needs]:
            raise Lost("the head is gone")

    monkeypatch.setattr(agent, "_age", lambda path: 0.0)
    assert agent.Agent(home, Ended()).run() is False
    assert (EngineState.read(home).reachable, EngineState.read(home).why) == (False, "the head is gone")


def test_H9_of_two_nodes_one_dies_and_the_other_does_not_wait_for_it(home: Home, hands: MakeHands, engine: StandIn) -> None:
    queue, one, two = JobQueue(home), hands(), hands()
    runs = []
    for each in (one, two):
        runs.append(asked(home, "listen"))
        each.carry()
    wait_until(lambda: all(started(run) for run, _ in runs))
    began = time.monotonic()
    engine.kill(engine.manned[0])
    assert one.over()
    assert time.monotonic() - began < 60
    assert [state(queue, job).state for _, job in runs] == ["queued", "working"]
    one.carry()
    wait_until(lambda: len(started(runs[0][0])) == 2)
    for run, _ in runs:
        run.ask_to_stop()
    assert one.over() and two.over()
    assert [(state(queue, job).state, len(started(run))) for run, job in runs] == [("done", 2), ("done", 1)]
    for each in (one, two):
        each.carrier.leave()
    wait_until(lambda: engine.alive == [])


@pytest.mark.parametrize("wrong", [3600, -3600])
def test_H5_a_node_whose_clock_is_wrong_is_like_any_other(home: Home, hands: MakeHands, engine: StandIn, wrong: int) -> None:
    engine.environment = {"TLGUI_TEST_CLOCK": str(wrong)}
    queue, one = JobQueue(home), hands()
    run, job = asked(home, "listen")
    one.carry()
    wait_until(lambda: started(run))
    assert status_of(run, queue).state == "running"
    run.ask_to_stop()
    assert one.over()
    assert (wait_for(queue, job).state, state(queue, job).attempt) == ("done", 1)


def test_a_home_that_is_not_shared_is_said_before_anything_starts(home: Home, hands: MakeHands, engine: StandIn) -> None:
    engine.refusal = {"code": "home_not_shared", "values": {"node": "n", "folder": str(home.root)}}
    queue, one = JobQueue(home), hands()
    run, job = asked(home, "finish")
    one.carry()
    assert one.over()
    assert state(queue, job).problems == [engine.refusal]
    assert (status_of(run, queue).state, run.events()) == ("failed", [])
    engine.refusal = None
    _, job = asked(home, "finish")
    one.carry()
    assert one.over()
    assert wait_for(queue, job).state == "done"


def test_a_node_with_another_version_is_given_nothing(home: Home, hands: MakeHands, engine: StandIn) -> None:
    engine.environment = {"TLGUI_TEST_VERSION": "99.0"}
    queue, one = JobQueue(home), hands()
    run, job = asked(home, "finish")
    one.carry()
    assert one.over()
    [problem] = state(queue, job).problems or ()
    assert (problem["code"], problem["values"]["there"]) == ("node_other_version", "99.0")
    assert run.events() == []


def test_D1_a_job_whose_disk_is_full_says_so(home: Home, hands: MakeHands) -> None:
    queue, one = JobQueue(home), hands()
    job = queue.submit("features", {"do": "full"})
    one.carry()
    assert one.over()
    assert [each["code"] for each in state(queue, job).problems or ()] == ["disk_full"]


def test_a_job_of_spare_time_gives_way_on_a_node(home: Home, hands: MakeHands) -> None:
    queue, one = JobQueue(home), hands()
    job = queue.submit("features", {"do": "give way"})
    one.carry()
    folder = wait_until(lambda: Pointer(home, job.id).get())[1]
    queue.submit("ingest", {})
    assert one.over()
    assert folder.has_word("others")
    assert state(queue, job).state == "queued"


def test_a_node_is_given_back_when_nothing_has_waited_for_a_while(
    home: Home, hands: MakeHands, engine: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier, "WARM_SECONDS", 0.5)
    one = hands()
    asked(home, "finish")
    one.carry()
    assert one.over()
    assert not one.carrier.free()
    assert len(engine.alive) == 1
    wait_until(lambda: not one.carrier.free() and engine.alive == [])


def test_a_job_that_crashes_is_the_last_of_its_process(home: Home, hands: MakeHands, engine: StandIn) -> None:
    queue, one = JobQueue(home), hands()
    job = queue.submit("features", {"do": "crash"})
    one.carry()
    assert one.over()
    assert [each["code"] for each in state(queue, job).problems or ()] == ["job_crashed"]
    wait_until(lambda: engine.alive == [])


def test_no_process_stays_that_nobody_wants(home: Home, hands: MakeHands, engine: StandIn) -> None:
    engine.environment = {"TLGUI_TEST_UNWANTED": "1"}
    queue, one = JobQueue(home), hands()
    _, job = asked(home, "finish")
    one.carry()
    assert one.over()
    assert wait_for(queue, job).state == "done"
    wait_until(lambda: engine.alive == [])  # the carrier was killed: nobody lets the counter grow
    _, again = asked(home, "finish")
    one.carry()
    assert one.over()
    assert wait_for(queue, again).state == "done"


def test_what_points_to_a_post_that_is_no_more_is_removed(home: Home, hands: MakeHands, engine: StandIn) -> None:
    post, job = Post.ask(home, Needs(1)), new_id()
    Pointer(home, job).set(post, 1)
    post.dismiss()
    wait_until(lambda: post.over)
    assert Pointer(home, job).get() is not None
    remove_folder(post.path)
    wait_until(lambda: list(Pointer.all_of(home)) == [])


def test_a_job_folder_that_was_cut_short_is_read_as_far_as_it_is_whole(home: Home) -> None:
    job = JobQueue(home).submit("features", {"do": "answer"}, run=new_id())
    folder = JobFolder.give(home.jobs / "posts" / "p" / "1", job)
    folder.say("report", progress={"done": 1})
    with open(folder.path / "said", "ab") as file:
        file.write(b'{"say": "rep')
    assert [each["say"] for each in folder.heard()[0]] == ["report"]
    _, offset = folder.heard()
    folder.say("finish", result=None)
    assert [each["say"] for each in folder.heard(offset)[0]] == ["finish"]
    assert folder.job().payload == job.payload
