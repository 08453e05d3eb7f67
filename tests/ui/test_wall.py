"""The wall of a room over HTTP: who is shown and how, in which order, and the reveal for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.ui.made import SHAPES, MadeRun, dataset
from tests.ui.roommates import HERE, host_of, id_of, joined, stranger
from tlgui.data import seals
from tlgui.data.pack import Pack
from tlgui.home import LOCAL_OWNER, Home
from tlgui.rooms.room import Room, open_room
from tlgui.runs import remarks
from tlgui.runs.remarks import Remarks
from tlgui.runs.run import Run
from tlgui.runs.teaching import TaughtLabels
from tlgui.specification.run_spec import Teacher
from tlgui.specification.target_shares import TargetShares
from tlgui.texts import say
from tlgui.ui.guard import Guard
from tlgui.ui.server import create_app

LEVELS = {"Ada": (0.9, 0.6), "Bob": (0.8, 0.9), "Cyd": (0.7, 0.95)}
"""For each person how good the scores of their run look, and what share of the target it has right."""


@dataclass
class Class:
    """A room with a host and people who all have the same two datasets, each a copy of their own."""

    home: Home
    room: Room
    app: Guard
    host: TestClient
    people: dict[str, TestClient]

    def pair(self, owner: str) -> tuple[Pack, Pack]:
        source = dataset(self.home, "photos", each=6, owner=owner)
        return source, dataset(self.home, "sketches", each=10, sketch=True, owner=owner)

    def train(
        self,
        name: str,
        looks: float,
        right: float,
        pair: tuple[Pack, Pack] | None = None,
        source_only: float | None = 0.55,
        **more: Any,
    ) -> Run:
        owner = id_of(self.room, name)
        made = MadeRun(self.home, *(pair or self.pair(owner)), sealed=True, owner=owner, **more)
        made.begin()
        if source_only is not None:
            made.reference(level=source_only)
        made.train(final=right)
        made.maps("before", "after")
        made.finish(looks)
        return made.run

    def show(self, name: str, shown: str) -> None:
        assert self.people[name].put("/api/wall/me", json={"shown": shown}).status_code == 200

    def wall(self, who: TestClient | None = None, board: str = "", language: str = "en") -> dict[str, Any]:
        self.app.app.state.boards.index.catch_up()
        self.app.app.state.wall.forget()
        answer = (who or self.host).get("/api/wall", params={"board": board}, headers={"accept-language": language})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def reveal(self, who: TestClient | None = None) -> Any:
        return (who or self.host).post("/api/room/host/reveal", json={"board": self.wall()["board"]})


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Class]:
    monkeypatch.setattr(
        "tlgui.ui.server._pages", lambda app, port: Starlette()
    )  # Gradio's pages are not asked for, and take seconds
    home = Home.open(tmp_path / "home")
    room = open_room(home, "Room")
    app = create_app(home, room=room, work=False)
    with TestClient(app, base_url=HERE):
        yield Class(home, room, app, host_of(app, room), {name: joined(app, room, name) for name in LEVELS})


@pytest.fixture
def trained(at: Class) -> Class:
    at.pair(LOCAL_OWNER)
    for name, (looks, right) in LEVELS.items():
        at.train(name, looks, right)
    return at


def order(wall: dict[str, Any], place: str = "place") -> list[str]:
    return [each["who"] for each in sorted(wall["tiles"], key=lambda each: each[place])]


# -- who is shown, and how -----------------------------------------------------------------------------------------------------------


def test_each_is_shown_as_they_choose_and_by_a_pseudonym_until_then(trained: Class) -> None:
    at = trained
    at.show("Ada", "name")
    at.show("Cyd", "nothing")
    told = {each["who"] for each in at.wall(at.people["Bob"])["tiles"]}
    pseudonym = at.people["Bob"].get("/api/wall/me").json()["pseudonym"]
    assert told == {"Ada", pseudonym}
    assert at.wall(at.people["Bob"], language="zh")["tiles"][1]["who"] not in ("Bob", pseudonym)
    at.show("Ada", "nothing")
    assert "Ada" not in at.people["Bob"].get("/api/wall").text


def test_a_choice_is_ones_own_and_one_of_three(at: Class) -> None:
    assert at.people["Ada"].put("/api/wall/me", json={"shown": "everything"}).status_code == 400
    assert at.people["Ada"].put("/api/wall/me", json={"shown": "name", "person": "Bob"}).status_code == 400
    assert stranger(at.app).get("/api/wall").status_code == 401
    assert stranger(at.app).get("/wall").status_code == 303


def test_G3_the_wall_tells_no_id_and_no_name_of_what_is_somebodys_own(at: Class) -> None:
    owner = id_of(at.room, "Ada")
    pair = (
        dataset(at.home, "canary-photos", each=6, owner=owner),
        dataset(at.home, "canary-scans", each=6, sketch=True, owner=owner),
    )
    run = at.train("Ada", 0.9, 0.8, pair)
    at.show("Ada", "name")
    text = str(at.wall(at.people["Bob"])) + at.people["Bob"].get("/wall").text
    assert "Ada" in text
    assert not any(each in text for each in ("canary", run.id, owner, pair[0].info.id, pair[1].info.id, pair[1].content))


def test_G26_equal_pictures_of_two_people_are_two_boards_unless_the_host_has_them_too(at: Class) -> None:
    at.train("Ada", 0.9, 0.8)
    at.train("Bob", 0.8, 0.8)
    assert [len(at.wall(board=each["key"])["tiles"]) for each in at.wall()["boards"]] == [1, 1]
    at.pair(LOCAL_OWNER)
    wall = at.wall()
    assert [each["words"] for each in wall["boards"]] == ["photos → sketches"]
    assert len(wall["tiles"]) == 2


def test_who_was_removed_is_not_on_the_wall(trained: Class) -> None:
    at = trained
    at.host.delete(f"/api/room/host/people/{id_of(at.room, 'Ada')}")
    assert len(at.wall()["tiles"]) == 2


def test_a_hostile_name_is_text(at: Class) -> None:
    joined(at.app, at.room, '"><script>alert(1)</script>')
    name = '"><script>alert(1)</script>'
    browser = joined(at.app, at.room, name)
    browser.put("/api/wall/me", json={"shown": "name"})
    at.train(name, 0.9, 0.8)
    assert at.wall()["tiles"][0]["who"] == name
    assert "<script>alert" not in at.host.get("/wall").text


# -- the order -----------------------------------------------------------------------------------------------------------------------


def test_places_are_by_scores_and_nothing_tells_accuracy_before_the_reveal(trained: Class) -> None:
    at = trained
    for name in LEVELS:
        at.show(name, "name")
    wall = at.wall()
    assert order(wall) == ["Ada", "Bob", "Cyd"]
    assert [each["points"] for each in wall["tiles"]] == [100, 67, 33]  # the fourth is source-only
    assert (wall["revealed"], wall["verdict"]) == (False, None)
    assert {(each["truth"], each["true_place"]) for each in wall["tiles"]} == {("", None)}


@pytest.mark.slow
def test_the_reveal_moves_places_to_where_accuracy_puts_them_and_says_how_far_the_orders_agree(trained: Class) -> None:
    at = trained
    for name in LEVELS:
        at.show(name, "name")
    assert at.reveal().json() == {"opened": 3, "left": 0}
    wall = at.wall(at.people["Bob"])
    assert order(wall, "true_place") == ["Cyd", "Bob", "Ada"]
    assert order(wall) == ["Ada", "Bob", "Cyd"]
    assert wall["verdict"]["rho"] == -1.0
    assert wall["verdict"]["words"].endswith("no agreement that chance would not make too")
    assert "3 different runs" in wall["verdict"]["number"]
    assert all(each["truth"].endswith("%") for each in wall["tiles"])


def test_after_the_reveal_it_is_said_how_many_pictures_no_accuracy_speaks_of(at: Class) -> None:
    source = dataset(at.home, "photos", SHAPES[:3], each=6)
    pair = source, dataset(at.home, "sketches", each=10, sketch=True)
    owner = id_of(at.room, "Ada")
    assert at.host.post("/api/room/host/handed", json={"source": source.info.id, "target": pair[1].info.id}).status_code == 200
    MadeRun(at.home, *pair, sealed=True, owner=owner).right_on(0.9)
    assert at.wall()["order"] == "Places by scores that see no label"
    at.reveal()
    words = "Places by what is true: accuracy, without the 10 of 40 pictures whose class the source does not have"
    assert at.wall()["order"] == words


@pytest.mark.slow
def test_a_run_that_comes_after_the_reveal_is_opened_with_a_second_press(trained: Class) -> None:
    at = trained
    at.reveal()
    at.train("Ada", 0.95, 0.7)
    assert at.wall()["host"]["sealed"] == 1
    assert at.reveal().json() == {"opened": 1, "left": 0}
    assert at.wall()["host"]["sealed"] == 0


@pytest.mark.slow
def test_who_has_moved_is_counted_among_those_alone_who_have_both_places(trained: Class) -> None:
    at = trained
    at.reveal()
    before = at.wall()
    assert [each["moved"]["up"] for each in before["tiles"]] == [-2, 0, 2]
    [source_only] = before["references"]
    assert source_only["moved"] == {"before": 4, "up": 0}
    at.train("Ada", 0.95, 0.7)  # is sealed yet, and nobody climbs past it
    wall = at.wall()
    assert wall["tiles"][-1]["moved"] is None
    assert [each["moved"] for each in wall["tiles"][:3]] == [each["moved"] for each in before["tiles"]]
    assert [each["moved"] for each in wall["references"]] == [{"before": 4, "up": 0}]


def test_a_run_that_trains_has_a_place_by_its_newest_scores_and_says_how_far_it_is(trained: Class) -> None:
    at = trained
    owner = id_of(at.room, "Ada")
    made = MadeRun(at.home, *at.pair(owner), sealed=True, owner=owner)
    made.begin()
    made.reference()
    made.train(until=120, final=0.99)
    tile = next(each for each in at.wall()["tiles"] if each["state"] == "running")
    assert len(tile["curve"]) == 6
    assert tile["place"] is not None
    assert 0 < tile["share"] < 1


def test_a_run_that_is_alone_has_no_points_and_no_order_that_could_agree(at: Class) -> None:
    at.train("Ada", 0.9, 0.8, source_only=None)
    at.pair(LOCAL_OWNER)
    [tile] = at.wall()["tiles"]
    assert (tile["place"], tile["points"], tile["note"]) == (1, None, "the only run")
    assert at.wall()["host"]["open"] is False
    assert at.reveal().json() == {"opened": 1, "left": 0}
    assert at.wall()["verdict"] is None


def test_what_learned_from_labels_has_no_place(trained: Class) -> None:
    at = trained
    at.train("Ada", 0.99, 0.99, strategy="fine-tuning")
    learned = next(each for each in at.wall()["tiles"] if each["note"])
    assert (learned["place"], learned["points"]) == (None, None)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_G2_what_learned_given_labels_has_no_place_among_accuracies_of_other_pictures_and_says_so(
    trained: Class, language: str
) -> None:
    at = trained
    owner = id_of(at.room, "Ada")
    before = {each["key"]: (each["place"], each["points"]) for each in at.wall()["tiles"] + at.wall()["references"]}
    teacher = Teacher(strategy="fine-tuning", matched=0, run="1" * 32, weight=1.0)
    for more in ({"strategy": "fine-tuning", "given_labels": 4}, {"strategy": "distilled", "distilled_from": (teacher,)}):
        made = MadeRun(at.home, *at.pair(owner), sealed=True, owner=owner, **more)
        TaughtLabels.from_names(dict(zip((3, 13, 23, 33), made.classes, strict=True)), made.classes).keep(made.run)
        made.right_on(0.99)
    wall = at.wall(language=language)
    learned = wall["tiles"][3:]
    assert [each["strategy"].rpartition(" · ")[2] for each in learned] == [say("wall.labels.given", language, labels=4)] * 2
    assert {(each["place"], each["points"], each["said"]) for each in learned} == {(None, None, say("wall.learned", language))}
    assert wall["apart"] == say("wall.learned.key", language)
    there = wall["tiles"][:3] + wall["references"]
    assert {each["key"]: (each["place"], each["points"]) for each in there} == before

    at.reveal()
    wall = at.wall(language=language)
    accuracies = {each["truth"] for each in wall["tiles"][3:]}
    assert len(accuracies) == 1 and accuracies != {""}
    assert [each["true_place"] for each in wall["tiles"]] == [3, 2, 1, None, None]
    assert {each["note"] for each in wall["tiles"][3:]} == {say("wall.learned", language)}
    assert wall["apart"] == say("wall.learned.key", language)
    assert wall["references"][0]["truth"] == "55.0 %"


def test_who_told_a_network_the_mix_by_labels_has_a_place_and_it_is_said(trained: Class) -> None:
    at = trained
    shares = {"circle": 0.4, "bar": 0.3, "cross": 0.2, "ring": 0.1}
    at.train("Ada", 0.9, 0.8, target_shares=TargetShares(known_from="labels", shares=shares, labels=20))
    tile = at.wall()["tiles"][-1]
    assert (tile["strategy"], tile["place"]) == ("DANN with matched classes · mix by 20 labels", 1)


def test_what_was_matched_is_called_so_and_nothing_says_to_which_classes(at: Class) -> None:
    shares = {"circle": 0.4, "bar": 0.3, "cross": 0.2, "ring": 0.1}
    at.train("Ada", 0.9, 0.8, target_shares=TargetShares(known_from="told", shares=shares))
    at.train("Bob", 0.9, 0.8)
    at.pair(LOCAL_OWNER)
    wall = at.wall(at.people["Bob"])
    assert [each["strategy"] for each in wall["tiles"]] == ["DANN with matched classes", "DANN"]
    assert [each["strategy_short"] for each in wall["tiles"]] == ["DANN, matched", "DANN"]
    assert "told" not in str(wall["tiles"])
    assert "circle" not in str(wall)


def test_a_second_round_of_matching_is_told_from_the_first(at: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    shares = TargetShares(known_from="estimated", shares={"circle": 0.4, "bar": 0.3, "cross": 0.2, "ring": 0.1})
    runs = [at.train(name, 0.9, 0.8, target_shares=shares) for name in ("Ada", "Bob")]
    for run in runs:
        remarks.write(run.folder, Remarks(tags=("search-0000000",)))
    asked: list[str] = []
    monkeypatch.setattr(
        "tlgui.views.wall.SearchStore",
        lambda home: SimpleNamespace(
            later=lambda owner: asked.append(owner) or {runs[1].id},
            concluded_at=lambda owner: 0,
            verdicts=lambda owner: [],
            all=lambda owner: [],
        ),
    )
    at.pair(LOCAL_OWNER)
    for _ in range(3):
        wall = at.wall()
    assert [each["strategy_short"] for each in wall["tiles"]] == ["DANN, matched", "DANN, rematched"]
    assert len(asked) == 2  # each person's searches are read once


def test_runs_of_one_person_that_differ_only_in_a_setting_are_told_apart(at: Class) -> None:
    pair = at.pair(id_of(at.room, "Ada"))
    for seed in (0, 0, 1):
        at.train("Ada", 0.9, 0.8, pair, seed=seed)
    for backbone in ("small-cnn", "timm:vit_tiny"):
        at.train("Ada", 0.9, 0.8, pair, strategy="mcc", backbone=backbone)
    at.train("Bob", 0.9, 0.8, seed=2)
    at.pair(LOCAL_OWNER)
    tiles = at.wall()["tiles"]
    assert [each["strategy"] for each in tiles[:3]] == ["DANN · Seed: 0", "DANN · Seed: 0", "DANN · Seed: 1"]
    assert [each["strategy"] for each in tiles[3:5]] == ["MCC · Backbone: Small CNN", "MCC · Backbone: timm:vit_tiny"]
    assert [each["strategy_short"] for each in tiles[2:]] == ["DANN · Seed: 1", "MCC · Small CNN", "MCC · timm:vit_tiny", "DANN"]


def test_what_tells_runs_apart_names_no_other_run_and_no_file(at: Class) -> None:
    pair = at.pair(id_of(at.room, "Ada"))
    other = at.train("Ada", 0.9, 0.8, pair).id
    for start, backbone in (("backbone", "timm:vit_tiny@canary.pt"), (other, "timm:vit_tiny@canary.pt")):
        settings = {"fine-tuning": {"start_from": start}}
        at.train("Ada", 0.9, 0.8, pair, strategy="fine-tuning", backbone=backbone, strategy_settings=settings)
    at.pair(LOCAL_OWNER)
    wall = at.wall()
    assert [each["strategy"] for each in wall["tiles"]] == ["DANN", *["Fine-tuning · learned from labels"] * 2]
    assert not any(each in str(wall) for each in ("canary", other))


def test_where_networks_were_matched_to_another_mix_the_wall_says_until_the_reveal_that_scores_mislead(trained: Class) -> None:
    at = trained
    assert at.wall()["doubt"] == ""
    shares = TargetShares(known_from="estimated", shares={"circle": 0.4, "bar": 0.3, "cross": 0.2, "ring": 0.1})
    at.train("Ada", 0.2, 0.9, target_shares=shares)
    doubt = "The target may have another mix of classes than the source. Then these scores mislead."
    assert at.wall(at.people["Bob"])["doubt"] == doubt
    at.reveal()
    assert at.wall()["doubt"] == ""


# -- source-only ---------------------------------------------------------------------------------------------------------------------


def test_source_only_has_one_place_among_all_and_its_accuracy_is_told_with_theirs(trained: Class) -> None:
    at = trained
    at.train("Bob", 0.2, 0.2, source_only=0.57)  # another setting's
    wall = at.wall()
    [source_only] = wall["references"]
    assert (source_only["who"], source_only["strategy"]) == ("Source-only (the baseline)", "")
    assert (source_only["place"], source_only["points"], source_only["truth"], source_only["true_place"]) == (4, 25, "", None)
    assert wall["words"] == "4 runs of 3 people"
    at.reveal()
    wall = at.wall()
    [source_only] = wall["references"]
    assert source_only["truth"] == "55.0 %"
    assert source_only["true_place"] == 4
    assert [each["true_place"] for each in wall["tiles"]] == [3, 2, 1, 5]
    assert "4 different runs" in wall["verdict"]["number"]


def test_each_backbone_has_its_own_source_only(trained: Class) -> None:
    at = trained
    at.train("Ada", 0.9, 0.9, source_only=0.6, backbone="timm:vit_tiny@canary.pt")
    wall = at.wall()
    assert [each["strategy"] for each in wall["references"]] == ["Small CNN", "timm:vit_tiny"]
    assert "canary" not in str(wall)  # the file is Ada's


def test_source_only_of_who_is_not_shown_is_not_there(at: Class) -> None:
    at.train("Ada", 0.9, 0.9)
    at.train("Bob", 0.9, 0.9, source_only=None)
    at.pair(LOCAL_OWNER)
    assert len(at.wall()["references"]) == 1
    at.show("Ada", "nothing")
    assert at.wall()["references"] == []


# -- sealing -------------------------------------------------------------------------------------------------------------------------


def test_nobody_but_the_host_reveals_for_the_room(trained: Class) -> None:
    at = trained
    assert at.reveal(at.people["Ada"]).status_code == 404
    assert not at.wall()["revealed"]


def test_the_reveal_opens_every_copy_that_was_used_and_nothing_else(trained: Class) -> None:
    at = trained
    owner = id_of(at.room, "Ada")
    other = dataset(at.home, "others", each=4, sketch=True, owner=owner)
    seals.seal(at.home, other.info, "test")
    at.reveal()
    sealed = {info.info.name for info in at.app.app.state.wall._contents.look().values() if seals.is_sealed(at.home, info.info)}
    assert sealed == {"others"}


def test_what_somebody_opened_for_themselves_is_no_news_on_the_wall_and_the_host_sees_that_they_did(trained: Class) -> None:
    at = trained
    at.show("Ada", "name")
    at.app.app.state.boards.index.catch_up()
    run = at.people["Ada"].get("/api/leaderboard").json()["boards"][0]["rows"][0]["run"]
    assert at.people["Ada"].post(f"/api/runs/{run}/reveal").status_code == 200
    wall = at.wall()
    assert {each["truth"] for each in wall["tiles"]} == {""}
    assert "1 person has asked" in wall["host"]["openings"]
    rows = {each["who"]: (each["starts"], each["asked"]) for each in at.host.get("/api/room/host/attempts").json()["rows"]}
    assert rows == {"Ada": (1, 1), "Bob": (1, 0), "Cyd": (1, 0)}
    assert "Bob" not in str(at.wall())
    assert at.wall(at.people["Bob"])["host"] is None
    tile = next(each["key"] for each in wall["tiles"] if each["who"] == "Ada")
    assert at.people["Bob"].get(f"/api/wall/tiles/{tile}/maps").status_code == 404  # its map would tell which are right


def test_the_host_does_not_open_what_is_somebodys_own(at: Class) -> None:
    at.train("Ada", 0.9, 0.8)
    assert at.wall()["host"]["may_reveal"] is False
    assert at.reveal().json()["problems"][0]["code"] == "wall_not_the_hosts"
    assert at.host.post("/api/room/host/reveal", json={"board": "none"}).status_code == 404


def test_a_reveal_and_the_table_of_attempts_look_at_all_runs_of_each_person(
    trained: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only at the newest, which the wall shows."""
    monkeypatch.setattr("tlgui.views.wall.RUNS_EACH", 1)
    name = next(iter(LEVELS))
    before, newer = trained.train(name, 0.5, 0.6), trained.train(name, 0.6, 0.7)
    board = trained.wall()["board"]
    runs = [run for _, run in trained.app.app.state.wall.to_reveal(board)[2]]
    assert {before.id, newer.id} <= {run.id if hasattr(run, "id") else run for run in runs}
    starts = {each["who"]: each["starts"] for each in trained.app.app.state.wall.attempts("en")}
    assert starts[name] == 3


def test_a_press_is_told_to_open_as_many_runs_as_it_opens_also_of_who_is_not_shown_and_beside_the_newest(
    trained: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = trained
    at.show("Cyd", "nothing")
    assert at.wall()["host"]["sealed"] == at.reveal().json()["opened"] == 3
    assert at.wall()["host"]["sealed"] == 0
    board = at.wall()["board"]
    at.train("Cyd", 0.5, 0.6)
    at.train("Bob", 0.5, 0.6)
    at.train("Bob", 0.6, 0.7)
    monkeypatch.setattr("tlgui.views.wall.RUNS_EACH", 1)
    wall = at.wall(board=board)
    assert len(wall["tiles"]) == 2  # Ada's and the newer one of Bob's
    opened = at.host.post("/api/room/host/reveal", json={"board": board}).json()["opened"]
    assert wall["host"]["sealed"] == opened == 3


def test_labels_that_are_open_to_everybody_are_shown_and_not_revealed(at: Class) -> None:
    packs = {
        owner: tuple(
            dataset(at.home, name, each=10, sketch=name == "digits", labels_open=True, owner=owner)
            for name in ("printed", "digits")
        )
        for owner in (id_of(at.room, "Ada"), LOCAL_OWNER)
    }
    MadeRun(at.home, *packs[id_of(at.room, "Ada")], owner=id_of(at.room, "Ada")).whole()
    host = at.wall()["host"]
    assert (host["may_reveal"], host["open"], host["sealed"]) == (True, True, 0)
    assert at.wall()["tiles"][0]["truth"] == ""
    assert at.reveal().json() == {"opened": 0, "left": 0}
    assert at.wall()["tiles"][0]["truth"]


# -- large ---------------------------------------------------------------------------------------------------------------------------


def test_a_tile_is_shown_large_with_its_owners_consent_alone_and_without_names_of_pictures(trained: Class) -> None:
    at = trained
    at.show("Ada", "name")
    tiles = {each["large"]: each["key"] for each in at.wall()["tiles"]}
    answer = at.people["Bob"].get(f"/api/wall/tiles/{tiles[True]}/maps")
    assert answer.status_code == 200
    assert answer.json()["names"] == {"source": [], "target": []}
    assert ".png" not in answer.text
    assert at.host.get(f"/api/wall/tiles/{tiles[False]}/maps").status_code == 404
    at.show("Ada", "pseudonym")
    assert at.people["Bob"].get(f"/api/wall/tiles/{tiles[True]}/maps").status_code == 404


# -- cost ----------------------------------------------------------------------------------------------------------------------------


def test_thirty_who_look_are_answered_by_one_look(trained: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    at = trained
    wall = at.app.app.state.wall
    looks: list[None] = []
    read = wall._read
    monkeypatch.setattr(wall, "_read", lambda everybody: looks.append(None) or read(everybody))
    monkeypatch.setattr("tlgui.views.wall.SHARED_SECONDS", 60.0)
    at.wall()
    for _ in range(10):
        for browser in at.people.values():
            assert browser.get("/api/wall").status_code == 200
    assert len(looks) == 1
