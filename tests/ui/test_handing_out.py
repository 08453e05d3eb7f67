"""What the host hands to a room: everybody reads it, nobody changes it or learns its labels; and what is taken home."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.ui.made import SHAPES, MadeRun, dataset
from tests.ui.roommates import HERE, host_of, id_of, joined, stranger
from tlgui.data import handed, seals
from tlgui.data.demo import make_demo
from tlgui.data.pack import Pack
from tlgui.export.report import write_report
from tlgui.home import LOCAL_OWNER, Home
from tlgui.rooms.room import Room, open_room
from tlgui.runs.presets import PresetStore, preset_of
from tlgui.runs.store import RunStore
from tlgui.runs.teaching import TaughtLabels
from tlgui.service import launch
from tlgui.service.limits import set_limits
from tlgui.specification.run_spec import RunSettings, RunSpec, Teacher
from tlgui.specification.target_shares import TargetShares
from tlgui.ui.form import Considered, Form, consider, form_of
from tlgui.ui.guard import Guard
from tlgui.ui.server import create_app
from tlgui.views.room import COLUMNS, COMPARED, TOLD_APART


@dataclass
class Class:
    """A room with a host, Ada and Bob."""

    home: Home
    room: Room
    app: Guard
    host: TestClient
    ada: TestClient
    bob: TestClient
    source: Pack
    target: Pack

    @property
    def pair(self) -> dict[str, str]:
        return {"source": self.source.info.id, "target": self.target.info.id}

    def hand(self, **more: str) -> str:
        answer = self.host.post("/api/room/host/handed", json={**self.pair, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()["handed"]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


@pytest.fixture
def at(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Class]:
    monkeypatch.setattr(launch, "ensure_workers", lambda *arguments: None)
    monkeypatch.setattr(
        "tlgui.ui.server._pages", lambda app, port: Starlette()
    )  # Gradio's pages are not asked for, and take seconds
    room = open_room(home, "=Room")
    app = create_app(home, room=room, work=False)
    with TestClient(app, base_url=HERE):
        people = [host_of(app, room), joined(app, room, "Ada"), joined(app, room, "=Bob")]
        yield Class(home, room, app, *people, dataset(home, "photos", each=6), dataset(home, "sketches", each=5, sketch=True))


def codes(answer) -> list[str]:
    return [each["code"] for each in answer.json()["problems"]]


def start(at: Class, who: TestClient, source: Pack, target: Pack, **more: object):
    spec = {
        "source": source.info.id,
        "target": target.info.id,
        "strategy": "dann",
        "backbone": "small-cnn",
        "sealed": True,
        **more,
    }
    return who.post("/api/runs", json={"spec": spec, "once": f"a press {len(list(at.home.runs.iterdir()))}"})


def test_what_was_handed_out_is_on_everybodys_pages_and_nowhere_before(at: Class) -> None:
    assert at.ada.get("/api/datasets").json()["datasets"] == []
    assert at.ada.get(f"/api/datasets/{at.source.info.id}/thumb/0").status_code == 404
    at.hand(strategy="mcc")
    told = at.ada.get("/api/room/me").json()["handed"]
    assert told[0]["words"].startswith("photos → sketches")
    assert told[0]["address"] == f"./?source={at.source.info.id}&target={at.target.info.id}&strategy=mcc"
    assert {each["name"] for each in at.bob.get("/api/datasets").json()["datasets"]} == {"photos", "sketches"}
    assert at.ada.get(f"/api/datasets/{at.source.info.id}/thumb/0").status_code == 200
    assert start(at, at.ada, at.source, at.target).status_code == 200


def test_a_dataset_is_not_handed_out_as_its_own_target_and_its_labels_stay_open(at: Class) -> None:
    one = at.source.info.id
    answer = at.host.post("/api/room/host/handed", json={"source": one, "target": one})
    assert (answer.status_code, codes(answer)) == (400, ["handed_same_dataset"])
    assert at.host.get("/api/room/host").json()["handed"] == []
    assert seals.may_tell(at.home, at.source.info)
    at.hand()  # with another target it is


def test_25_a_source_without_labels_is_not_handed_out(at: Class) -> None:
    flat = dataset(at.home, "flat", each=5, labelled=False)
    answer = at.host.post("/api/room/host/handed", json={"source": flat.info.id, "target": at.source.info.id})
    assert (answer.status_code, codes(answer)) == (400, ["handed_source_unlabeled"])
    assert at.host.get("/api/room/host").json()["handed"] == []
    assert not seals.is_sealed(at.home, at.source.info)
    answer = at.host.post("/api/room/host/handed", json={"source": at.source.info.id, "target": flat.info.id})
    assert answer.status_code == 200


@pytest.mark.slow
def test_the_host_reads_beside_each_pair_whether_its_labels_are_sealed(at: Class) -> None:
    def said() -> list[str]:
        return [each["labels"] for each in at.host.get("/api/room/host").json()["handed"]]

    at.hand()
    assert said() == ["labels known, locked away for the reveal"]
    ink = make_demo(at.home)[1]
    asked = {"source": at.source.info.id, "target": ink.info.id}
    assert at.host.post("/api/room/host/handed", json=asked).status_code == 200
    assert said() == ["labels open to everyone", "labels known, locked away for the reveal"]
    seals.reveal(at.home, at.target.info, "test")
    assert said()[1] == "labels known, revealed"


def test_G25_everybody_sees_how_many_attempts_they_have_left(at: Class) -> None:
    def left(who: TestClient) -> str:
        (told,) = who.get("/api/room/me").json()["handed"]
        return told["attempts"]

    seals.seal(at.home, at.target.info, "test")
    at.hand()
    assert left(at.ada) == ""
    set_limits(at.home, {"sealed_attempts": 2})
    assert start(at, at.ada, at.source, at.target).status_code == 200
    assert left(at.ada) == "1 of 2 attempts left while the labels are sealed"
    assert left(at.bob) == "2 of 2 attempts left while the labels are sealed"
    assert start(at, at.ada, at.source, at.target).status_code == 200
    assert left(at.ada).startswith("0 of 2")
    assert codes(start(at, at.ada, at.source, at.target)) == ["attempts_used"]
    seals.reveal(at.home, at.target.info, "test")
    assert left(at.ada) == ""


def test_who_joins_is_led_to_what_was_handed_out(at: Class) -> None:
    at.hand()
    said = {"name": "Cyd", "code": at.room.facts.code, "pin": "4711"}
    assert at.ada.post("/api/room/join", json=said).json()["go"].startswith(f"./?source={at.source.info.id}")


def test_a_preset_of_the_hosts_goes_along_as_it_was_and_nobody_else_changes_it(at: Class) -> None:
    made = RunSpec(strategy="mcc", backbone="small-cnn", settings=RunSettings(epochs=7))
    kept = PresetStore(at.home).save(preset_of(made, "seven epochs"))
    assert at.host.get("/api/room/host").json()["presets"] == [{"id": kept.id, "name": "seven epochs"}]
    assert codes(at.host.post("/api/room/host/handed", json={**at.pair, "preset": "0" * 32})) == ["preset_unknown"]
    at.hand(preset=kept.id)
    (told,) = at.ada.get("/api/room/me").json()["handed"]
    assert told["words"] == "photos → sketches · seven epochs"
    asked = dict(parse_qsl(urlsplit(told["address"]).query))
    assert {"source": asked["source"], "target": asked["target"]} == at.pair
    PresetStore(at.home).save(preset_of(made.model_copy(update={"strategy": "dann"}), "seven epochs"))
    theirs = PresetStore(at.home).get(asked["preset"], id_of(at.room, "Ada"))
    assert (theirs.spec.strategy, theirs.spec.settings.epochs) == ("mcc", 7)
    assert at.ada.get(f"/api/presets/{asked['preset']}").status_code == 200
    assert at.ada.delete(f"/api/presets/{asked['preset']}").status_code == 404
    assert at.ada.get(f"/api/presets/{kept.id}").status_code == 404
    assert at.ada.get("/api/presets").json()["presets"] == []


def test_the_joining_link_leads_whoever_is_in_to_what_was_handed_out_last(at: Class) -> None:
    assert 'data-go="./"' in at.ada.get("/join").text
    at.hand(strategy="mcc")
    assert f"source={at.source.info.id}&amp;target={at.target.info.id}&amp;strategy=mcc" in at.ada.get("/join").text
    assert "data-go" not in stranger(at.app).get("/join").text


def test_nothing_of_it_is_copied(at: Class) -> None:
    before = len(list(at.home.datasets.iterdir()))
    at.hand()
    start(at, at.ada, at.source, at.target)
    assert len(list(at.home.datasets.iterdir())) == before


def test_nobody_but_the_host_changes_it(at: Class) -> None:
    at.hand()
    one = f"/api/datasets/{at.target.info.id}"
    for answer in (at.ada.put(f"{one}/name", json={"name": "mine"}), at.ada.delete(one), at.ada.post(f"{one}/reveal")):
        assert answer.status_code == 403
        assert codes(answer) == ["dataset_read_only"]
    assert codes(at.host.delete(one)) == ["dataset_handed_out"]
    assert at.host.put(f"{one}/name", json={"name": "drawings"}).status_code == 200


@pytest.mark.slow
def test_its_labels_stay_sealed_in_every_role_until_the_host_reveals_them(at: Class) -> None:
    at.hand()
    assert seals.is_sealed(at.home, at.target.info)
    mine = dataset(at.home, "mine", each=3, owner=id_of(at.room, "Ada"))
    asked = [
        start(at, at.ada, at.target, mine),  # as a source its classes would be shown
        start(at, at.ada, at.source, at.target, sealed=False),
        start(at, at.ada, at.source, at.target, strategy="fine-tuning"),
    ]
    assert [codes(each) for each in asked] == [["sealed_by_host"]] * 3
    assert "circle" not in at.ada.get(f"/api/datasets/{at.target.info.id}").text
    run = start(at, at.ada, at.source, at.target).json()["run"]
    assert codes(at.ada.post(f"/api/runs/{run}/reveal")) == ["sealed_by_host"]
    assert at.host.post(f"/api/datasets/{at.target.info.id}/reveal").status_code == 200
    assert at.ada.post(f"/api/runs/{run}/reveal").status_code == 200
    assert "circle" in at.ada.get(f"/api/datasets/{at.target.info.id}").text


def test_25_label_twenty_speaks_of_locked_labels_only_until_they_are_revealed(at: Class) -> None:
    at.hand()
    labels = f"/api/labels/{at.target.info.id}"
    assert at.ada.get(labels).json()["own_labels"]
    at.host.post(f"/api/datasets/{at.target.info.id}/reveal")
    assert not at.ada.get(labels).json()["own_labels"]


def test_label_twenty_offers_the_classes_with_which_pictures_were_handed_out_unless_others_were_begun_with(at: Class) -> None:
    labels, others = f"/api/labels/{at.target.info.id}", dataset(at.home, "others", SHAPES[2:6])
    assert at.host.get(labels).json()["classes"] == []
    at.hand()
    for who in (at.host, at.ada):
        told = who.get(labels).json()
        assert (told["classes"], told["sources"], told["name"]) == (list(at.source.info.classes), [], at.target.info.name)
    assert at.host.get(labels, params={"source": others.info.id}).json()["classes"] == list(others.info.classes)
    kept = at.host.post(labels, params={"source": others.info.id}, json={"picture": 0, "said": "other"})
    assert kept.status_code == 200
    assert at.host.get(labels).json()["classes"] == list(others.info.classes)


def test_the_host_hands_out_only_what_is_the_hosts_and_no_sealed_source(at: Class) -> None:
    hers = dataset(at.home, "hers", owner=id_of(at.room, "Ada"))
    assert codes(at.host.post("/api/room/host/handed", json={"source": hers.info.id, "target": at.target.info.id})) == [
        "dataset_unknown"
    ]
    seals.seal(at.home, at.source.info, "test")
    asked = {"source": at.source.info.id, "target": at.target.info.id}
    assert codes(at.host.post("/api/room/host/handed", json=asked)) == ["sealed_source"]


def test_what_was_taken_back_is_no_longer_there_and_runs_keep_what_they_have(at: Class) -> None:
    pair = at.hand()
    run = start(at, at.ada, at.source, at.target).json()["run"]
    assert at.host.delete(f"/api/room/host/handed/{pair}").json() == {"taken_back": True}
    assert at.bob.get(f"/api/datasets/{at.source.info.id}").status_code == 410
    assert at.ada.get("/api/datasets").json()["datasets"] == []
    assert at.ada.get("/api/room/me").json()["handed"] == []
    assert at.ada.get(f"/api/runs/{run}/live").status_code == 200
    assert at.host.delete(f"/api/datasets/{at.source.info.id}").status_code == 200
    gone = at.ada.get(f"/api/datasets/{at.source.info.id}").json()["problems"]
    assert [(each["code"], "The host has taken “photos” back" in each["message"]) for each in gone] == [
        ("dataset_taken_back", True)
    ]


def test_25_who_has_runs_or_labels_on_what_was_taken_back_goes_on_reading_it_and_begins_nothing_new(at: Class) -> None:
    pair = at.hand()
    run = start(at, at.ada, at.source, at.target).json()["run"]
    at.bob.post(f"/api/labels/{at.target.info.id}", json={"picture": 0, "said": "other"})
    at.host.delete(f"/api/room/host/handed/{pair}")
    for who in (at.ada, at.bob):
        assert who.get(f"/api/datasets/{at.target.info.id}/thumb/0").status_code == 200
        assert who.get(f"/api/labels/{at.target.info.id}").status_code == 200
        assert codes(start(at, who, at.source, at.target)) == ["pair_taken_back"]
    assert at.ada.get(f"/api/runs/{run}/live").status_code == 200
    again = at.hand()
    assert start(at, at.bob, at.source, at.target).status_code == 200
    assert at.host.delete(f"/api/room/host/handed/{again}").json() == {"taken_back": True}


@pytest.mark.slow
def test_25_after_a_pair_was_taken_back_labeling_goes_on_and_nothing_is_offered_that_would_train(at: Class) -> None:
    pair, labels = at.hand(), f"/api/labels/{at.target.info.id}"
    owner = id_of(at.room, "Ada")
    MadeRun(at.home, at.source, at.target, owner=owner, sealed=True).whole()
    for name in (SHAPES[0], SHAPES[1]):
        picture = at.ada.get(labels).json()["coming"][0]
        at.ada.post(labels, json={"picture": picture, "said": "class", "name": name})
    before = at.ada.get(labels).json()
    assert before["shares"]["begins"]
    assert before["lent"] == ""

    def form(who: str) -> Considered:
        pressed = RunSpec(source=at.source.info.id, target=at.target.info.id, strategy="dann", backbone="small-cnn")
        return consider(at.home, id_of(at.room, who), Form.of(form_of(pressed)), "en")

    assert form("Ada").ahead
    question = at.host.get(f"/api/room/host/handed/{pair}/used").json()["question"]
    at.host.delete(f"/api/room/host/handed/{pair}")
    after = at.ada.get(labels).json()
    assert after["lent"].startswith("The host has taken back what a search would train on. You can go on labeling,")
    assert not (after["shares"]["begins"] or after["shares"]["learnable"] or after["next"]["search"])
    assert codes(at.ada.post(f"{labels}/search", json={"once": "a press of hers"}))[0] == "pair_taken_back"
    more = at.ada.post(labels, json={"picture": after["coming"][0], "said": "other"}).json()
    assert more["labels"] == before["labels"] + 1
    assert "They can still see these and go on labeling, but train nothing new" in question
    for who in ("Ada", "=Bob"):  # who has something on it, and who has not
        found = form(who)
        assert (found.spec, found.ahead, found.command, found.taken_back) == (None, "", "", True)
        assert "handed out again" in found.problems[0]
        assert len(found.problems) == 1
    at.hand()
    assert at.ada.get(labels).json()["lent"] == ""
    assert form("Ada").spec is not None


def test_30_what_was_taken_back_says_so_on_its_card_until_it_is_handed_out_again(at: Class) -> None:
    def cards() -> list[str]:
        datasets = (at.source.info.id, at.target.info.id)
        return [at.ada.get(f"/api/datasets/{each}").json()["taken_back"] for each in datasets]

    pair = at.hand()
    start(at, at.ada, at.source, at.target)
    assert cards() == ["", ""]
    at.host.delete(f"/api/room/host/handed/{pair}")
    assert [each.startswith("The host has taken this dataset back") for each in cards()] == [True, True]
    assert at.host.get(f"/api/datasets/{at.target.info.id}").json()["taken_back"] == ""
    (told,) = start(at, at.ada, at.source, at.target).json()["problems"]
    assert told["message"].startswith("The host has taken “photos” and “sketches” back: nothing new is trained on them")
    at.hand()
    assert cards() == ["", ""]


def test_30_what_only_the_host_may_open_does_not_look_startable(at: Class) -> None:
    at.hand()

    def form(who: str, strategy: str) -> Considered:
        pressed = RunSpec(source=at.source.info.id, target=at.target.info.id, strategy=strategy, backbone="small-cnn")
        return consider(at.home, who, Form.of(form_of(pressed)), "en")

    ada = id_of(at.room, "Ada")
    found = form(ada, "fine-tuning")
    assert (found.spec, found.labels, found.ahead, found.command) == (None, "", "", "")
    assert found.problems[0].startswith("The labels of “sketches” are sealed until the host reveals them for all.")
    assert form(LOCAL_OWNER, "fine-tuning").spec is not None
    assert not any("sealed" in each for each in form(ada, "dann+no-such").problems)
    assert form(ada, "dann").labels.endswith("locked away until they are revealed.")
    at.host.post(f"/api/datasets/{at.target.info.id}/reveal")
    assert form(ada, "fine-tuning").spec is not None
    assert "They are revealed already" in form(ada, "dann").labels


def test_30_the_host_alone_is_told_of_classes_that_are_written_differently_before_they_are_handed_out(at: Class) -> None:
    shapes = [f"{each}s" for each in SHAPES[:-1]] + [SHAPES[-1]]
    other = dataset(at.home, "misspelled", each=5, sketch=True, classes=shapes)
    asked = {"source": at.source.info.id, "target": other.info.id}
    refused = at.host.post("/api/room/host/handed", json=asked)
    assert (refused.status_code, codes(refused)) == (400, ["handed_written_differently", "handed_names"])
    question, names = (each["message"] for each in refused.json()["problems"])
    assert shapes[0] not in question  # it may be on the wall
    assert f"{shapes[0]} → {SHAPES[0]}" in names
    assert SHAPES[-1] not in names
    assert at.host.get("/api/room/host").json()["handed"] == []
    assert at.ada.post("/api/room/host/handed", json=asked).status_code == 404
    assert not seals.is_sealed(at.home, other.info)
    assert at.host.post("/api/room/host/handed", json={**asked, "all_the_same": True}).status_code == 200
    for path in ("room/me", f"datasets/{other.info.id}", f"classes?source={asked['source']}&target={asked['target']}"):
        assert shapes[0] not in at.ada.get(f"/api/{path}").text
    assert at.host.post("/api/room/host/handed", json=at.pair).status_code == 200  # the same names need no answer


@pytest.mark.slow
def test_25_the_host_is_asked_with_the_runs_and_labels_that_people_have_on_a_pair(at: Class) -> None:
    pair = at.hand()

    def question() -> str:
        return at.host.get(f"/api/room/host/handed/{pair}/used").json()["question"]

    assert question() == ""
    start(at, at.host, at.source, at.target)  # the host's own are not lost
    assert question() == ""
    start(at, at.ada, at.source, at.target)
    at.bob.post(f"/api/labels/{at.target.info.id}", json={"picture": 0, "said": "other"})
    assert question().startswith("Take “photos → sketches” back? 2 people have 1 run and 1 label on it.")
    assert at.ada.get(f"/api/room/host/handed/{pair}/used").status_code == 404
    assert at.host.get(f"/api/room/host/handed/{'0' * 32}/used").json()["question"] == ""


def test_25_what_is_handed_out_in_another_pair_stays(at: Class) -> None:
    pair, other = at.hand(), dataset(at.home, "paintings", each=4)
    at.host.post("/api/room/host/handed", json={"source": at.source.info.id, "target": other.info.id})
    at.host.delete(f"/api/room/host/handed/{pair}")
    assert at.bob.get(f"/api/datasets/{at.source.info.id}").status_code == 200
    assert at.bob.get(f"/api/datasets/{at.target.info.id}").status_code == 410


def test_another_room_reads_nothing_of_it(at: Class) -> None:
    at.hand()
    other = open_room(at.home, "Another")
    stranger = other.join("Eve", other.facts.code, "4711", "here")
    assert not handed.may_read(at.home, at.source.info.id, stranger.id)
    assert handed.may_read(at.home, at.source.info.id, id_of(at.room, "Ada"))
    assert not handed.may_read(at.home, at.source.info.id, "../../etc")


def test_no_command_or_script_tells_where_the_hosts_pictures_lie(at: Class) -> None:
    path = at.source.folder / "dataset.json"
    path.write_text(path.read_text().replace('"path": ""', '"path": "/home/teacher/photos"'))
    at.hand()
    run = start(at, at.ada, at.source, at.target).json()["run"]
    for name in ("run.py", "run.ipynb", ""):
        answer = at.ada.get(f"/api/runs/{run}/take-away/{name}".rstrip("/"))
        assert answer.status_code == 200
        assert "/home/teacher" not in answer.text
        assert at.source.info.id in answer.text


@pytest.mark.slow
def test_a_reveal_that_only_the_host_can_make_is_not_offered_to_others(at: Class) -> None:
    at.hand()
    made = MadeRun(at.home, at.source, at.target, owner=id_of(at.room, "Ada"), sealed=True).whole()
    hosts = MadeRun(at.home, at.source, at.target, sealed=True).whole()
    hers, his = f"/api/runs/{made.id}/live", f"/api/runs/{hosts.id}/live"
    told, own = at.ada.get(hers).json(), at.host.get(his).json()
    assert (told["reveal"], own["reveal"]) == ("host", "possible")
    assert "until the host reveals the labels" in told["result"]["verdict"]
    assert "until you reveal the labels" in own["result"]["verdict"]
    assert "reveal" not in told["result"]["next"]
    assert "reveal the labels last" in own["result"]["next"]
    report = Path(write_report(at.home, made, to=at.home.root / "report.html")["file"]).read_text(encoding="utf-8")
    assert "until the host reveals the labels" in report
    at.host.post(f"/api/datasets/{at.target.info.id}/reveal")
    assert at.ada.get(hers).json()["reveal"] == "possible"
    assert "are revealed already, but this run keeps its own sealed" in at.ada.get(hers).json()["result"]["verdict"]


# -- taking home ---------------------------------------------------------------------------------------------------------------------


def finished(at: Class, name: str) -> str:
    owner = id_of(at.room, name)
    made = MadeRun(at.home, at.source, at.target, owner=owner)
    made.whole()
    RunStore(at.home).describe(made.run, name="first try")
    at.app.app.state.boards.index.catch_up()  # type: ignore[attr-defined]
    return made.run.id


@pytest.mark.slow
def test_everybody_takes_their_own_runs_home_and_the_host_all_of_them(at: Class) -> None:
    hers, his = finished(at, "Ada"), finished(at, "=Bob")
    mine = at.ada.get("/api/room/mine.zip")
    assert 'filename="ada.zip"' in mine.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(mine.content)) as whole:
        assert whole.testzip() is None
        assert whole.namelist() == ["results.csv", "01-ada/001-first-try.zip"]
        inner = whole.read("01-ada/001-first-try.zip")
    with zipfile.ZipFile(io.BytesIO(inner)) as run:
        assert hers in run.read("tlgui-run.json").decode() if "tlgui-run.json" in run.namelist() else run.testzip() is None
    assert his not in mine.content.decode("latin-1")
    with zipfile.ZipFile(io.BytesIO(at.host.get("/api/room/host/everything.zip").content)) as whole:
        assert whole.namelist() == ["results.csv", "02-ada/001-first-try.zip", "03-bob/002-first-try.zip"]
    assert list(at.home.cache.glob("taken-home-*")) == []


@pytest.mark.slow
def test_results_are_one_table_in_which_no_name_is_a_formula(at: Class) -> None:
    finished(at, "Ada")
    finished(at, "=Bob")
    text = at.host.get("/api/room/host/results.csv").content.decode("utf-8-sig")
    head, *rows = text.splitlines()
    assert head.startswith("person,run,name,strategy,backbone,source,target,status")
    assert [row.partition(",")[0] for row in rows] == ["Ada", "'=Bob"]
    assert "finished" in rows[0]


@pytest.mark.slow
def test_30_the_table_of_results_tells_runs_of_one_strategy_apart_in_columns_behind_the_scores(at: Class) -> None:
    owner = id_of(at.room, "Ada")
    share = dict.fromkeys(at.source.info.classes, 0.25)
    for seed, shares in ((0, TargetShares()), (2, TargetShares(known_from="told", shares=share))):
        MadeRun(at.home, at.source, at.target, owner=owner, seed=seed, target_shares=shares).whole()
    at.app.app.state.boards.index.catch_up()  # type: ignore[attr-defined]
    text = at.host.get("/api/room/host/results.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["seed"], row["target_shares_from"], row["matching_round"]) for row in rows] == [
        ("2", "told", "1"),
        ("0", "same", "0"),
    ]
    assert {row["target_scored_on"] for row in rows} == {str(at.target.info.size)}
    assert {(row["given_labels"], row["given_labels_by"]) for row in rows} == {("", "")}
    head = text.splitlines()[0].split(",")
    scores = [place for place, name in enumerate(head) if name.startswith("score_")]
    assert head[max(scores) + 1 :] == list(TOLD_APART)
    assert head[: min(scores)] == [*COLUMNS, *COMPARED]


@pytest.mark.slow
def test_G2_the_table_of_results_says_which_given_labels_a_run_or_its_teachers_learned(at: Class) -> None:
    owner = id_of(at.room, "Ada")
    teacher = Teacher(strategy="fine-tuning", matched=0, run="1" * 32, weight=1.0)
    for more in ({"strategy": "fine-tuning", "given_labels": 2}, {"strategy": "distilled", "distilled_from": (teacher,)}):
        made = MadeRun(at.home, at.source, at.target, owner=owner, **more)
        TaughtLabels.from_names(dict(enumerate(made.classes[:2])), made.classes).keep(made.run)
        made.whole()
    at.app.app.state.boards.index.catch_up()  # type: ignore[attr-defined]
    text = at.host.get("/api/room/host/results.csv").content.decode("utf-8-sig")
    rows = [(row["given_labels"], row["given_labels_by"]) for row in csv.DictReader(text.splitlines())]
    assert rows == [("2", "teachers"), ("2", "run")]


def test_a_network_below_source_only_is_never_better_in_the_table_of_results(at: Class) -> None:
    owner = id_of(at.room, "Ada")
    made = MadeRun(at.home, at.source, at.target, owner=owner, sealed=True)
    made.begin()
    made.reference()
    made.train(final=0.3)
    made.finish()  # the scores choose it all the same

    def told() -> dict[str, str]:
        at.app.app.state.boards.index.catch_up()  # type: ignore[attr-defined]
        text = at.host.get("/api/room/host/results.csv").content.decode("utf-8-sig")
        (row,) = csv.DictReader(text.splitlines())
        return {name: row[name] for name in ("better_than_baseline", "seems_better_than_baseline")}

    assert told() == {"better_than_baseline": "", "seems_better_than_baseline": "True"}
    made.run.reveal([int(label) for label in at.target.labels()], "test")
    assert told() == {"better_than_baseline": "False", "seems_better_than_baseline": "True"}


def test_a_room_whose_people_have_trained_nothing_has_an_empty_table(at: Class) -> None:
    assert at.host.get("/api/room/host/results.csv").content.decode("utf-8-sig").count("\n") == 1
    assert id_of(at.room, "Host") == LOCAL_OWNER


def test_what_only_a_search_trains_is_not_handed_out(at: Class) -> None:
    assert 'value="distilled"' not in at.host.get("/room").text
    asked = {"source": at.source.info.id, "target": at.target.info.id, "strategy": "distilled"}
    assert codes(at.host.post("/api/room/host/handed", json=asked)) == ["strategy_unknown"]


def test_25_a_pair_that_was_begun_since_it_was_handed_out_is_told_as_begun(at: Class) -> None:
    def begun(who: TestClient) -> list[bool]:
        return [each["begun"] for each in who.get("/api/room/me").json()["handed"]]

    at.hand()
    assert begun(at.ada) == [False]
    start(at, at.ada, at.source, at.target)
    assert (begun(at.ada), begun(at.bob)) == ([True], [False])
    at.hand(strategy="mcc")  # the next task, on the same pictures
    assert begun(at.ada) == [False]


def test_25_a_dataset_of_the_hosts_is_told_from_ones_own_of_the_same_name(at: Class) -> None:
    dataset(at.home, "photos", each=6, owner=id_of(at.room, "Ada"))
    at.hand()
    told = {each["handed"]: each["about"] for each in at.ada.get("/api/datasets").json()["datasets"] if each["name"] == "photos"}
    assert told == {False: "24 pictures · 4 classes", True: "24 pictures · 4 classes · from the host"}
