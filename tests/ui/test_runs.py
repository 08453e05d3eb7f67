"""What a page that looks at runs and datasets is told."""

from __future__ import annotations

import base64
import json
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.ui.made import SHAPES, MadeRun, dataset
from tlgui.data.demo import make_demo
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs import belonging
from tlgui.runs.remarks import OF_SEARCH
from tlgui.runs.run import Run
from tlgui.runs.status import Status, status_of
from tlgui.runs.store import RunStore
from tlgui.runs.teaching import TaughtLabels
from tlgui.service import launch, resuming
from tlgui.versions import VERSIONS
from tlgui.views import live as run_live
from tlgui.views import run_logs
from tlgui.views.run_logs import WatchedRun


@pytest.fixture(autouse=True)
def no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (launch, resuming):
        monkeypatch.setattr(module, "ensure_workers", lambda *arguments: None)


def live(client: TestClient, run: Run, **query: object) -> dict:
    return client.get(f"/api/runs/{run.id}/live", params=query).json()


def points(answer: dict, chart: str) -> dict[str, list]:
    return {line["uid"]: line["x"] for line in answer["curves"][chart]}


# -- live --------------------------------------------------------------------------------------------------------------------


def test_a_finished_run_is_told_whole(client: TestClient, run: Run) -> None:
    told = live(client, run)
    assert told["state"] == "finished"
    assert told["settled"]
    assert told["result"]["headline"] == "55 % → 85 % on 40 target pictures"
    assert told["result"]["tone"] == "good"
    assert points(told, "losses").keys() == {"loss-source", "loss-domain", "loss-baseline"}
    assert points(told, "accuracy").keys() == {
        *("source", "target", "baseline-target", "normalisation_alone-target"),
        "health-domain_accuracy",
        *("target-kept", "baseline-kept", "normalisation_alone-kept"),
    }
    assert points(told, "scores").keys() >= {"score-bnm", "score-class_ami", "health-lambda", "rate"}
    assert points(told, "gauges") == {}
    assert [mark["uid"] for mark in told["curves"]["marks"]] == ["band-domain_accuracy", "kept"]
    assert told["about"]["strategy"] == "DANN"
    assert told["layouts"].keys() == {"losses", "accuracy", "scores", "gauges", "read"}
    assert set(told["layouts"]["read"]) >= {each["name"] for each in told["light"]["numbers"]} >= {"domains told apart", "λ"}
    assert told["maps"]


@pytest.mark.parametrize(("language", "name"), [("en", "confusion between classes"), ("zh", "类别间的混淆")])
def test_what_a_strategy_declares_has_a_small_chart_that_says_what_it_is_now(
    client: TestClient, home: Home, made_run: MadeRun, language: str, name: str
) -> None:
    run = MadeRun(home, made_run.source, made_run.target, strategy="mcc").whole()
    told = client.get(f"/api/runs/{run.id}/live", headers={"accept-language": language}).json()
    assert points(told, "gauges").keys() == {"health-confusion", "health-largest_class_share"}
    gauge = told["layouts"]["gauges"][0]
    assert (gauge["uid"], gauge["name"]) == ("health-confusion", name)
    assert told["light"]["gauges"]["health-confusion"].endswith(" %")
    assert len(told["light"]["numbers"]) == 2  # those of the newest evaluation


def test_a_second_poll_brings_only_what_is_new(client: TestClient, home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    assert live(client, made.run)["words"].startswith("Loading the network")
    made.log.write("stage", name="baseline")
    assert live(client, made.run)["words"] == "Network 1 of 3 (source-only)"
    made.train(40)
    first = live(client, made.run)
    assert first["reset"]
    assert first["state"] == "running"
    assert first["words"] == "Network 2 of 3 (DANN): step 40 of 240"
    assert (first["share"], first["how_long"]) == (None, "")  # of the whole nothing is known yet
    nothing = live(client, made.run, offset=first["offset"], generation=first["generation"])
    assert nothing["curves"] == {"losses": [], "accuracy": [], "scores": [], "gauges": [], "marks": []}
    assert not nothing["reset"]
    assert len(json.dumps(nothing)) < 1500
    made.train(60, start=40)
    made.log.write("outlook", left=25.0, time=time.time() - 3)
    made.beat()
    more = live(client, made.run, offset=first["offset"], generation=first["generation"])
    assert more["words"] == "Network 2 of 3 (DANN): step 60 of 240"
    assert more["how_long"] == "about 20 s left in all"
    assert more["left"] == pytest.approx(22, abs=1)
    assert more["share"] == pytest.approx(more["seconds"] / (more["seconds"] + more["left"]))
    assert points(more, "losses")["loss-source"] == list(range(41, 61))
    assert more["so_far"].startswith("So far")


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (-5.0, "takes longer than expected"),
        (1.4, "about 1 s left in all"),
        (7.4, "about 7 s left in all"),
        (24.0, "about 25 s left in all"),
        (59.0, "about 1 min 0 s left in all"),
        (131.0, "about 2 min 10 s left in all"),
    ],
)
def test_the_time_left_is_told_as_exactly_as_it_is_known(
    client: TestClient, home: Home, made_run: MadeRun, left: float, words: str
) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    made.log.write("outlook", left=max(0.0, left), time=time.time() + min(0.0, left))
    assert live(client, made.run)["how_long"] == words


def test_between_the_last_step_and_the_end_it_is_said_what_is_done(client: TestClient, home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    made.train()
    assert live(client, made.run)["words"] == "Network 2 of 3 (DANN): all 240 steps done, now looking at every picture"
    made.log.write("stage", name="picking")
    assert live(client, made.run)["words"] == "Picking the best moment and checking the result"
    queue = JobQueue(home)
    drawing = queue.submit("map", {"run": made.run.id}, run=made.run.id)
    made.finish()
    told = live(client, made.run)
    assert told["words"] == "Finished, step 220 kept; the last maps are being drawn"
    assert told["drawing"]
    queue.cancel(drawing.id)
    assert live(client, made.run)["words"] == "Finished, step 220 kept"


def test_G17_polls_leave_no_gap_and_no_double_points(client: TestClient, home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    seen: list[int] = []
    offset, generation = 0, ""
    for until in (3, 3, 17, 60, 61, 120):
        made.train(until, start=len(seen))
        told = live(client, made.run, offset=offset, generation=generation)
        seen = ([] if told["reset"] else seen) + points(told, "losses").get("loss-source", [])
        offset, generation = told["offset"], told["generation"]
    assert seen == list(range(1, 121))


def test_X16_those_who_ask_at_once_share_one_look_and_one_answer(
    client: TestClient, home: Home, made_run: MadeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    made.train(60)
    told = live(client, made.run)
    log, looks, answers = WatchedRun(made.run), [], []
    log.look(JobQueue(home), time.monotonic())

    def noted(run: Run, *more: object) -> Status:
        if run is log.run:  # and not as the server follows it
            looks.append(1)
        return status_of(run, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(run_logs, "status_of", noted)
    asked = time.monotonic()
    for _ in range(50):  # all of them asked before the first was answered
        status = log.look(JobQueue(home), asked)
        assert log.answer((told["offset"], "g", "en"), lambda: answers.append(1) or b"") == b""
    assert status.state == "running"
    assert (len(looks), len(answers)) == (1, 1)
    assert log.look(JobQueue(home), time.monotonic()).state == "running"
    assert len(looks) == 2  # whoever asks later is told what is new


class NeverWalked(list):
    """The events of a log, of which a poll looks at the new ones only."""

    def __iter__(self):
        raise AssertionError("every event was looked at")

    __reversed__ = __contains__ = __iter__


def test_X16_a_poll_looks_at_what_is_new_however_long_the_log_is(home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    made.reference()
    made.train(40)
    log, queue = WatchedRun(made.run), JobQueue(home)
    first = run_live.live(log, queue, 0, "", "en")
    log.events = NeverWalked(log.events)
    made.train(45, start=40)
    read = made.run.events_path.stat().st_size
    more = run_live.live(log, queue, first["offset"], first["generation"], "en")
    assert points(more, "losses")["loss-source"] == [41, 42, 43, 44, 45]
    assert more["light"] is not None
    assert log._offset == read
    assert run_live.live(log, queue, more["offset"], more["generation"], "en")["offset"] == more["offset"]


def test_X16_no_more_events_are_kept_than_there_is_room_for(
    home: Home, made_run: MadeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_logs, "EVENTS_KEPT", 100)
    logs, queue = run_logs.RunLogs(), JobQueue(home)
    for _ in range(3):
        made = MadeRun(home, made_run.source, made_run.target)
        made.begin()
        made.train(60)
        run_live.live(logs.of(made.run), queue, 0, "", "en")
    logs.of(made.run)
    assert list(logs._logs) == [made.run.id]  # the one that is looked at is kept whatever its length


def test_a_torn_line_is_not_told(client: TestClient, home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    before = live(client, made.run)["offset"]
    with open(made.run.events_path, "ab") as file:
        file.write(b'{"event": "step", "step"')
    assert live(client, made.run)["offset"] == before


def test_a_reveal_sends_the_curves_anew(client: TestClient, home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target, sealed=True)
    run = made.whole()
    sealed = live(client, run)
    assert (sealed["reveal"], sealed["of_search"]) == ("possible", False)
    assert sealed["result"]["headline"].startswith("Sure of 66 %")
    assert "target" not in points(sealed, "accuracy")
    assert client.get(f"/api/runs/{run.id}/maps").json()["labels"]["target"] is None
    assert client.post(f"/api/runs/{run.id}/reveal").json() == {"revealed": True}
    opened = live(client, run, offset=sealed["offset"], generation=sealed["generation"])
    assert opened["reset"]
    assert opened["reveal"] == "done"
    assert "target" in points(opened, "accuracy")
    assert opened["maps"] != sealed["maps"]
    assert (sealed["revealed"], sealed["device"]) == (None, "on the CPU")
    assert opened["revealed"]["by"] == "in the browser"
    assert abs(opened["revealed"]["when"] - time.time()) < 60
    assert client.get(f"/api/runs/{run.id}/maps").json()["labels"]["target"] is not None
    assert run.revealed() is not None
    assert run.revealed()["by"] == "page"  # type: ignore[index]


def test_what_every_open_label_tells_is_not_asked_and_not_suspected(client: TestClient, home: Home, made_run: MadeRun) -> None:
    """Neither labeling is advised, nor may a picture be of a class that the source lacks."""
    run = MadeRun(home, made_run.source, made_run.target, sealed=True).whole()
    assert live(client, run)["to_label"] == made_run.target.info.id
    assert client.get(f"/api/runs/{run.id}/maps").json()["unlike"]
    labels = [int(each) for each in made_run.target.labels()]
    run.reveal(labels, "page")
    assert live(client, run)["to_label"] is None
    assert client.get(f"/api/runs/{run.id}/maps").json()["unlike"] == []


@pytest.mark.parametrize(("others", "asked"), [({}, True), ({"ring": [0]}, False)], ids=["nobody knows", "of another class"])
def test_of_a_picture_without_one_of_the_runs_classes(
    client: TestClient, home: Home, made_run: MadeRun, others: dict[str, list[int]], asked: bool
) -> None:
    run = MadeRun(home, made_run.source, made_run.target, sealed=True).whole()
    assert client.get(f"/api/runs/{run.id}/maps").json()["of_other_classes"] == []
    run.reveal([-1, *map(int, made_run.target.labels()[1:])], "page", others)
    assert bool(live(client, run)["to_label"]) == asked
    found = client.get(f"/api/runs/{run.id}/maps").json()
    assert found["unlike"]
    assert found["of_other_classes"] == [0] * bool(others)


def test_a_target_without_labels_cannot_be_revealed(client: TestClient, home: Home, made_run: MadeRun) -> None:
    flat = dataset(home, "flat", each=5, labelled=False)
    run = MadeRun(home, made_run.source, flat).whole()
    assert live(client, run)["reveal"] == "none"
    answer = client.post(f"/api/runs/{run.id}/reveal")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (409, "nothing_to_reveal")


def test_a_failed_run_says_what_happened_and_what_to_try(client: TestClient, home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    made.fail("loss_not_finite", step=7, good=6, rate=0.5)
    told = live(client, made.run)
    assert told["state"] == "failed"
    assert "step 7" in told["problems"][0]["message"]
    assert "lower learning rate" in told["problems"][0]["message"]
    assert (told["resumes_at"], told["words"]) == (None, "Failed")  # it would come to the same again


def test_everything_is_told_in_the_readers_language(client: TestClient, run: Run) -> None:
    told = client.get(f"/api/runs/{run.id}/live", headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"}).json()
    assert told["result"]["headline"].startswith("目标域")
    assert {line["name"] for line in told["curves"]["accuracy"]} >= {"源域", "目标域", "仅用源域"}


def test_raw_events_come_in_whole_lines(client: TestClient, run: Run) -> None:
    first = client.get(f"/api/runs/{run.id}/events").json()
    assert first["events"][0]["event"] == "started"
    assert first["events"][-1]["event"] == "finished"
    assert first["offset"] == run.events_path.stat().st_size
    again = client.get(f"/api/runs/{run.id}/events", params={"offset": first["offset"]}).json()
    assert again == {"events": [], "offset": first["offset"]}
    inside = client.get(f"/api/runs/{run.id}/events", params={"offset": 3}).json()
    assert inside == {"events": first["events"][1:], "offset": first["offset"]}


@pytest.mark.parametrize("path", ["live", "events", "maps", "details", "files/spec.json", "thumb/source/0"])
@pytest.mark.parametrize("run_id", ["f" * 32, "x", "F" * 32])
def test_unknown_runs_are_not_found(client: TestClient, run_id: str, path: str) -> None:
    assert client.get(f"/api/runs/{run_id}/{path}").status_code == 404


@pytest.mark.parametrize("query", [{"offset": -1}, {"offset": "x"}, {"offset": 10**30}, {"generation": "x" * 100}])
def test_odd_offsets_do_no_harm(client: TestClient, run: Run, query: dict) -> None:
    assert client.get(f"/api/runs/{run.id}/live", params=query).status_code in (200, 400)


# -- maps --------------------------------------------------------------------------------------------------------------------


def test_maps_hold_both_domains_as_float32(client: TestClient, run: Run) -> None:
    found = client.get(f"/api/runs/{run.id}/maps").json()
    assert found["maps"].keys() == {"before", "after"}
    for map_ in found["maps"].values():
        xy = np.frombuffer(base64.b64decode(map_["target"]["xy"]), "<f4")
        assert len(xy) == 2 * map_["target"]["count"] == 80
        assert 0 < map_["mixing"] < 0.5 < map_["trustworthiness"] <= 1
    assert found["bounds"] == [-9.0, 9.0, -8.0, 8.0]
    assert found["moves"]["of"] == 40


def test_the_map_speaks_of_the_same_pictures_as_the_mistakes_where_labels_were_learned(
    client: TestClient, home: Home, made_run: MadeRun
) -> None:
    made = MadeRun(home, made_run.source, dataset(home, "taught", SHAPES[:4], each=5, sketch=True, labelled=False))
    TaughtLabels.from_names({3: "bar", 7: "ring", 11: "bar"}, made.classes).keep(made.run)
    made.whole()
    found = client.get(f"/api/runs/{made.run.id}/maps").json()
    assert found["learned"] == [3, 7, 11]
    assert found["moves"]["of"] == client.get(f"/api/runs/{made.run.id}/mistakes").json()["pictures"] == 17
    assert not {3, 7, 11} & {picture for group in found["moves"]["groups"] for picture in group["pictures"]}


def test_the_map_before_comes_first(client: TestClient, home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    assert live(client, made.run)["maps"] == ""
    assert client.get(f"/api/runs/{made.run.id}/maps").status_code == 404
    made.maps("before")
    assert list(client.get(f"/api/runs/{made.run.id}/maps").json()["maps"]) == ["before"]


def test_maps_that_a_search_left_undrawn_are_drawn_when_asked(client: TestClient, home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    made.train()
    made.snapshots()
    draw = f"/api/runs/{made.run.id}/maps"
    assert client.post(draw).json()["problems"][0]["code"] == "nothing_to_draw"  # its trainer asks for them when it has finished
    made.finish()
    assert live(client, made.run)["to_draw"] == ""
    client.put(f"/api/runs/{made.run.id}/remarks", json={"tags": [f"{OF_SEARCH}1234abcd"]})
    assert live(client, made.run)["to_draw"] == "A search draws maps only of the network that it takes."
    assert [client.post(draw).status_code for _ in range(2)] == [200, 200]
    queue = JobQueue(home)
    assert [job.kind for job in queue.about_run(made.run.id)] == ["map"]
    told = live(client, made.run)
    assert (told["drawing"], told["to_draw"]) == (True, None)
    job = queue.of_run(made.run.id, "map")
    assert job is not None
    queue.cancel(job.id)
    assert live(client, made.run)["to_draw"] == ""  # why they are missing is said where they would stand
    made.maps("before", "after")
    assert live(client, made.run)["to_draw"] is None
    assert client.post(draw).status_code == 409


def test_an_untouched_backbone_predicts_nothing(client: TestClient, home: Home, made_run: MadeRun) -> None:
    run = MadeRun(home, made_run.source, made_run.target, strategy="fine-tuning").whole()
    found = client.get(f"/api/runs/{run.id}/maps").json()
    assert "predictions" not in found["maps"]["before"]["target"]
    assert "predictions" in found["maps"]["after"]["target"]
    assert found["moves"] is None
    assert found["maps"]["before"]["separation"] is None  # of predictions


def test_A9_a_run_that_goes_on_from_a_trained_network_shows_what_source_only_predicts_before(
    client: TestClient, home: Home, made_run: MadeRun, run: Run
) -> None:
    goes_on = {"strategy": "fine-tuning", "strategy_settings": {"fine-tuning": {"start_from": run.id}}}
    found = client.get(f"/api/runs/{MadeRun(home, made_run.source, made_run.target, **goes_on).whole().id}/maps").json()
    assert "predictions" in found["maps"]["before"]["target"]
    assert found["maps"]["before"]["separation"] is not None
    assert found["moves"]["of"] > 0


def test_thumbnails_come_from_the_runs_own_folder(client: TestClient, run: Run) -> None:
    for role in ("source", "target"):
        answer = client.get(f"/api/runs/{run.id}/thumb/{role}/3")
        assert answer.headers["content-type"] == "image/webp"
        assert answer.content[8:12] == b"WEBP"
    for odd in ("source/99999", "source/-1", "other/0", "source/x"):
        assert client.get(f"/api/runs/{run.id}/thumb/{odd}").status_code in (400, 404)


# -- start, stop, list -------------------------------------------------------------------------------------------------------


def start(client: TestClient, run: Run, once: str) -> str:
    spec = {"source": run.spec.source, "target": run.spec.target, "backbone": "small-cnn"}
    return client.post("/api/runs", json={"spec": spec, "once": once}).json()["run"]


def test_G16_two_presses_with_one_key_start_one_run(client: TestClient, home: Home, run: Run) -> None:
    before = len(RunStore(home).all())
    started: list[str] = []
    threads = [threading.Thread(target=lambda: started.append(start(client, run, "press-of-start"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(started)) == 1
    assert len(RunStore(home).all()) == before + 1
    assert start(client, run, "another-press") != started[0]


def test_a_run_with_weights_from_outside_the_roots_is_refused(client: TestClient, run: Run) -> None:
    spec = {"source": run.spec.source, "target": run.spec.target, "backbone": "small-cnn@/etc/passwd"}
    answer = client.post("/api/runs", json={"spec": spec, "once": "outside-weights"})
    assert answer.status_code == 403
    assert [each["code"] for each in answer.json()["problems"]] == ["path_not_allowed"]


def test_a_waiting_run_says_how_many_come_first_and_can_be_stopped(client: TestClient, home: Home, run: Run) -> None:
    first, second = start(client, run, "waiting-1"), start(client, run, "waiting-2")
    told = live(client, RunStore(home).get(second))
    assert told["state"] == "queued"
    assert told["words"].startswith("You are ")
    for _ in range(2):
        assert client.post(f"/api/runs/{second}/stop").status_code == 200
    assert live(client, RunStore(home).get(second))["state"] == "stopped"
    client.post(f"/api/runs/{first}/stop")


def test_stop_leaves_the_flag_for_a_trainer(client: TestClient, home: Home, made_run: MadeRun, monkeypatch) -> None:
    monkeypatch.setattr("tlgui.ui.routes.runs.see_ends", lambda *arguments: None)  # this process plays the trainer: do not end it
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    client.post(f"/api/runs/{made.run.id}/stop")
    assert made.run.stop_flag.exists()
    assert live(client, made.run)["state"] == "stopping"


def stopped_run(home: Home, made_run: MadeRun, *, paused: bool = False) -> MadeRun:
    """A run that ended at step 50 with the states of two steps before."""
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    made.train(50)
    for step in (45, 50):
        (made.run.state_folder / f"{step:06d}").mkdir(parents=True)
    made.log.write("stopped", time=time.time(), step=50, paused=paused)
    return made


def test_pause_leaves_word_that_it_is_for_a_while(client: TestClient, home: Home, made_run: MadeRun, monkeypatch) -> None:
    monkeypatch.setattr("tlgui.ui.routes.runs.see_ends", lambda *arguments: None)
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    assert live(client, made.run)["resumes_at"] is None
    client.post(f"/api/runs/{made.run.id}/pause")
    assert made.run.asked_to_pause()
    assert live(client, made.run)["state"] == "stopping"


@pytest.mark.parametrize("paused", [True, False])
def test_a_run_that_ended_early_says_where_it_goes_on_and_is_queued_again_once(
    client: TestClient, home: Home, made_run: MadeRun, paused: bool
) -> None:
    made = stopped_run(home, made_run, paused=paused)
    told = live(client, made.run)
    assert (told["state"], told["resumes_at"]) == ("paused" if paused else "stopped", 50)
    assert told["words"] == f"{'Paused' if paused else 'Stopped'}; can continue from step 50"
    for _ in range(2):
        assert client.post(f"/api/runs/{made.run.id}/resume", json={}).json() == {"run": made.run.id}
    told = live(client, made.run)
    assert (told["state"], told["resumes_at"]) == ("queued", None)
    assert JobQueue(home).cancel(JobQueue(home).of_run(made.run.id, "train").id)
    assert live(client, made.run)["state"] in ("paused", "stopped")


def test_a_run_without_a_saved_state_goes_on_from_the_beginning(client: TestClient, home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    made.fail("job_worker_died")
    told = live(client, made.run)
    assert (told["resumes_at"], told["words"]) == (0, "Failed; can continue from the beginning")


@pytest.mark.parametrize(
    ("kept", "code", "said"),
    [
        ({"versions": {"split": 7}}, "changed_program", f"split 7 → {VERSIONS['split']}"),
        ({"code": {"losses": "0123456789abcdef"}}, "unnumbered_program", "did not yet record the version"),
    ],
    ids=["other versions", "from before there were versions"],
)
def test_what_differs_is_told_together_and_a_resume_goes_on_once_it_is_meant(
    client: TestClient, home: Home, made_run: MadeRun, kept: dict[str, object], code: str, said: str
) -> None:
    made = stopped_run(home, made_run)
    belonging.write(made.run, {**kept, "version": "0.0.9"})
    answer = client.post(f"/api/runs/{made.run.id}/resume", json={})
    assert answer.status_code == 400
    (problem,) = answer.json()["problems"]
    assert problem["code"] == code
    assert "0.0.9" in problem["message"]
    assert said in problem["message"]
    assert live(client, made.run)["state"] == "stopped"
    assert client.post(f"/api/runs/{made.run.id}/resume", json={"confirmed": ["anything"]}).status_code == 400
    assert client.post(f"/api/runs/{made.run.id}/resume", json={"confirmed": [code]}).status_code == 200
    assert live(client, made.run)["state"] == "queued"


def test_a_finished_run_is_not_resumed(client: TestClient, run: Run) -> None:
    assert live(client, run)["resumes_at"] is None
    answer = client.post(f"/api/runs/{run.id}/resume", json={})
    assert [each["code"] for each in answer.json()["problems"]] == ["resume_finished"]


def test_the_list_holds_what_each_run_added(client: TestClient, run: Run) -> None:
    rows = {each["run"]: each for each in client.get("/api/runs").json()["runs"]}
    row = rows[run.id]
    assert row["over_baseline"] == pytest.approx(0.3, abs=0.03)
    assert row["over_normalisation"] == pytest.approx(0.13, abs=0.03)
    assert row["source_metric"] == 0.985
    assert not row["sealed"]


def test_runs_to_compare_with_are_those_on_the_same_pictures_that_did_not_fail(
    client: TestClient, home: Home, made_run: MadeRun
) -> None:
    made_run.whole()
    failed = MadeRun(home, made_run.source, made_run.target)
    failed.begin()
    failed.fail("loss_not_finite", step=7, good=6, rate=0.5)

    def beside(run: Run) -> dict[str, dict[str, Any]]:
        return {each["run"]: each for each in client.get(f"/api/runs?beside={run.id}").json()["runs"]}

    offered = beside(failed.run)
    assert set(offered[made_run.run.id]) == {"run", "strategy", "created"}
    assert failed.run.id not in offered.keys() | beside(made_run.run).keys()


def test_details_are_words(client: TestClient, run: Run) -> None:
    found = client.get(f"/api/runs/{run.id}/details").json()
    assert {"name": "Epochs", "value": "8"} in found["settings"]
    (bnm,) = [each for each in found["scores"] if each["name"] == "batch nuclear norm"]
    assert (bnm["run"], bnm["baseline"]) == (0.86, 0.55)
    assert all(each["about"] for each in found["scores"])
    assert found["files"] == ["events.jsonl", "spec.json"]


def test_an_accuracy_whose_weights_rest_on_a_few_pictures_is_not_told(client: TestClient, home: Home, made_run: MadeRun) -> None:
    class Weighted(MadeRun):
        def _scores(self, level: float) -> dict[str, float]:
            pictures = 66.6 if level == 0.86 else 1.01
            return {"importance_weighted_accuracy": level, "importance_weighted_pictures": pictures}

    run = Weighted(home, made_run.source, made_run.target).whole()
    accuracy, pictures = client.get(f"/api/runs/{run.id}/details").json()["scores"]
    assert (accuracy["run"], accuracy["baseline"]) == (0.86, None)
    assert (pictures["run"], pictures["baseline"]) == (66.6, 1.01)


def test_a_network_that_was_fitted_without_steps_is_finished_and_says_nothing_of_a_step(
    client: TestClient, home: Home, made_run: MadeRun
) -> None:
    run = MadeRun(home, made_run.source, made_run.target).whole()
    *before, finished = run.events_path.read_text().splitlines()
    before.append(json.dumps({"event": "picked", "step": 0, "kept": 0, "ranks": {}, "rule": "last"}))
    run.events_path.write_text("\n".join([*before, finished, ""]))
    assert live(client, run)["words"] == "Finished"


def test_a_run_of_a_newer_version_with_an_unknown_problem_is_shown(client: TestClient, home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    made.begin()
    made.log.write("health", step=3, code="from_the_future", values={})
    assert live(client, made.run)["state"] == "running"


# -- datasets ----------------------------------------------------------------------------------------------------------------


def test_a_dataset_is_told_with_its_classes_and_refused_files(client: TestClient, home: Home) -> None:
    refused = [{"name": "cat/broken.jpg", "code": "picture_empty", "values": {}}]
    pack = dataset(home, "animals", SHAPES[:3], each=4, refused=refused)
    found = client.get(f"/api/datasets/{pack.info.id}").json()
    assert found["about"] == "12 pictures · 3 classes"
    assert [each["count"] for each in found["classes"]] == [4, 4, 4]
    assert found["labels"] == {"alone": "labeled", "source": "labeled", "target": "labels known, locked away for the reveal"}
    assert found["refused"] == [{"name": "cat/broken.jpg", "reason": "Empty file (0 bytes). Copy it again."}]
    assert client.get(f"/api/datasets/{pack.info.id}/thumb/0").content[8:12] == b"WEBP"
    assert client.get(f"/api/datasets/{pack.info.id}/thumb/12").status_code == 404
    assert found["credit"] == ""
    assert pack.info.id in [each["id"] for each in client.get("/api/datasets").json()["datasets"]]


def test_a_dataset_of_the_demo_is_shown_with_whose_pictures_they_are(client: TestClient, home: Home) -> None:
    ids = [pack.info.id for pack in make_demo(home)]
    shown = {each["id"]: each for each in client.get("/api/datasets", headers={"accept-language": "zh"}).json()["datasets"]}
    assert [shown[each]["name"] for each in ids] == ["立体图标", "墨线画"]
    assert all("Microsoft" in shown[each]["credit"] for each in ids)


def test_G3_somebody_elses_dataset_and_run_do_not_exist(client: TestClient, home: Home, made_run: MadeRun) -> None:
    pack = dataset(home, "secret", each=3, owner="somebody else")
    assert client.get(f"/api/datasets/{pack.info.id}").status_code == 404
    assert client.get(f"/api/datasets/{pack.info.id}/thumb/0").status_code == 404
    assert "secret" not in client.get("/api/datasets").text
    run = RunStore(home).create(made_run.spec, {}, owner="somebody else")
    for path in ("live", "events", "maps", "details", "files/spec.json"):
        assert client.get(f"/api/runs/{run.id}/{path}").status_code == 404
    for path in ("stop", "pause", "resume", "reveal"):
        assert client.post(f"/api/runs/{run.id}/{path}", json={}).status_code == 404
    spec = {"source": pack.info.id, "target": pack.info.id, "backbone": "small-cnn"}
    assert client.post("/api/runs", json={"spec": spec, "once": "somebody-elses"}).status_code == 404
    assert run.id not in [each["run"] for each in client.get("/api/runs").json()["runs"]]


def test_A31_ten_thousand_classes_make_a_small_answer(client: TestClient, home: Home) -> None:
    store_folder: Path = home.datasets
    pack = dataset(home, "many", [f"class {number:05d}" for number in range(2)], each=1)
    file = store_folder / pack.info.id / "dataset.json"
    info = json.loads(file.read_text())
    info |= {"classes": [f"class {number:05d}" for number in range(10_000)], "counts": [1] * 10_000}
    file.write_text(json.dumps(info))
    found = client.get(f"/api/datasets/{pack.info.id}")
    assert len(found.content) < 20_000
    assert found.json()["classes_in_all"] == 10_000


def test_a_queue_without_the_runs_job_is_no_harm(client: TestClient, home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target)
    assert JobQueue(home).of_run(made.run.id, "train") is None
    assert live(client, made.run)["state"] == "interrupted"


def test_predicted_against_true_has_nothing_to_show_for_classes(client: TestClient, run: Run) -> None:
    assert client.get(f"/api/runs/{run.id}/predicted").json()["traces"] == []
