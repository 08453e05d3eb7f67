"""The wall with a pair that the host handed out: one dataset for all, sealed until the host reveals it for the room."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.ui.made import MadeRun, dataset
from tests.ui.roommates import id_of
from tests.ui.test_wall import LEVELS, Class, at, order, trained  # noqa: F401
from tlgui import durable
from tlgui.data import seals
from tlgui.data.handed import handed_to
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.home import LOCAL_OWNER
from tlgui.runs.store import RunStore
from tlgui.service import launch


@pytest.fixture
def handed_out(at: Class) -> Class:  # noqa: F811
    source, target = at.pair(LOCAL_OWNER)
    assert at.host.post("/api/room/host/handed", json={"source": source.info.id, "target": target.info.id}).status_code == 200
    for name, (looks, right) in LEVELS.items():
        at.show(name, "name")
        at.train(name, looks, right, (source, target))
    return at


@pytest.mark.slow
def test_runs_on_what_was_handed_out_are_one_board_and_the_host_opens_all_of_them(handed_out: Class) -> None:
    at = handed_out  # noqa: F811
    wall = at.wall(at.people["Bob"])
    assert [each["words"] for each in wall["boards"]] == ["photos → sketches"]
    assert order(wall) == ["Ada", "Bob", "Cyd"]
    assert at.reveal().json() == {"opened": 3, "left": 0}
    assert order(at.wall(), "true_place") == ["Cyd", "Bob", "Ada"]


def test_a_participant_cannot_open_it_by_any_route_and_the_host_sees_who_tried(handed_out: Class) -> None:
    at = handed_out  # noqa: F811
    at.app.app.state.boards.index.catch_up()  # type: ignore[attr-defined]
    board = at.people["Ada"].get("/api/leaderboard").json()["boards"][0]
    run = next(row["run"] for row in board["rows"] if row["run"])
    target = at.people["Ada"].get(f"/api/runs/{run}/files/spec.json").json()["spec"]["target"]
    for path in (f"/api/runs/{run}/reveal", f"/api/datasets/{target}/reveal", "/api/room/host/reveal"):
        assert at.people["Ada"].post(path, json={"board": at.wall()["board"]}).status_code in (403, 404)
    info = at.app.app.state.wall._contents.look()[target].info  # type: ignore[attr-defined]
    assert seals.is_sealed(at.home, info)
    rows = {each["who"]: each["asked"] for each in at.host.get("/api/room/host/attempts").json()["rows"]}
    assert rows == {"Ada": 2, "Bob": 0, "Cyd": 0}
    assert id_of(at.room, "Ada") not in str(at.wall())


def test_the_table_of_attempts_counts_what_was_deleted_since_and_who_only_asked_for_labels(
    at: Class,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(launch, "ensure_workers", lambda *arguments: None)
    source, target = at.pair(LOCAL_OWNER)
    pair = {"source": source.info.id, "target": target.info.id}
    assert at.host.post("/api/room/host/handed", json=pair).status_code == 200
    spec = {**pair, "strategy": "dann", "backbone": "small-cnn", "sealed": True}
    for press in "ab":
        answer = at.people["Ada"].post("/api/runs", json={"spec": spec, "once": f"a press that is {press}"})
        assert answer.status_code == 200, answer.text
    at.train("Ada", 0.9, 0.6, (source, target))
    assert at.people["Bob"].post(f"/api/datasets/{target.info.id}/reveal").status_code == 403
    tried = [
        {"target": "sketches", "who": "Ada", "starts": 3, "asked": 0},
        {"target": "sketches", "who": "Bob", "starts": 0, "asked": 1},
    ]
    assert attempts(at) == tried
    for run in RunStore(at.home).all(id_of(at.room, "Ada")):
        durable.remove_folder(run.folder)
    assert at.wall()["boards"] == []
    assert attempts(at) == [{**tried[0], "starts": 2}, tried[1]]  # what was not asked for here is not known any more
    [handed] = handed_to(at.home, at.room.facts.id)
    assert at.host.delete(f"/api/room/host/handed/{handed.id}").status_code == 200
    assert attempts(at) == [{**tried[0], "starts": 2}, tried[1]]


def attempts(at: Class) -> list[dict[str, Any]]:  # noqa: F811
    at.app.app.state.boards.index.catch_up()  # type: ignore[attr-defined]
    return at.host.get("/api/room/host/attempts").json()["rows"]


@pytest.mark.slow
def test_a_private_copy_of_what_was_handed_out_is_not_on_its_board_whoever_has_it(handed_out: Class) -> None:
    at = handed_out  # noqa: F811
    drawings = dataset(at.home, "drawings", each=10, sketch=True)
    for seed in range(4):
        MadeRun(at.home, photos_of(at), drawings, sealed=True, seed=seed).whole()
    at.train("Ada", 0.9, 0.9, at.pair(id_of(at.room, "Ada")))
    boards = [at.wall(board=each["key"]) for each in at.wall()["boards"]]
    assert [len(each["tiles"]) for each in boards] == [3, 4, 1]  # what was handed out is first, however few its runs
    assert at.wall()["boards"][0] == {"key": at.wall()["board"], "words": "photos → sketches"}
    assert "drawings" not in str(boards)
    assert at.reveal().json() == {"opened": 3, "left": 0}
    assert seals.is_sealed(at.home, drawings.info)
    assert not any(each["truth"] for board in boards[1:] for each in at.wall(board=board["board"])["tiles"])


def test_what_was_taken_back_is_still_one_board_of_all_who_worked_with_it(handed_out: Class) -> None:
    at = handed_out  # noqa: F811
    [pair] = handed_to(at.home, at.room.facts.id)
    before = at.wall()["board"]
    assert at.host.delete(f"/api/room/host/handed/{pair.id}").status_code == 200
    dataset(at.home, "drawings", each=10, sketch=True)
    assert at.wall()["boards"] == [{"key": before, "words": "photos → sketches"}]


def test_a_reveal_stays_whatever_is_handed_out_later(handed_out: Class) -> None:
    at = handed_out  # noqa: F811
    board = at.wall()["board"]
    at.reveal()
    source, other = photos_of(at), dataset(at.home, "others", each=4, sketch=True)
    assert at.host.post("/api/room/host/handed", json={"source": source.info.id, "target": other.info.id}).status_code == 200
    wall = at.wall(board=board)
    assert (wall["board"], wall["revealed"]) == (board, True)


def test_two_targets_with_the_same_pictures_that_were_handed_out_are_two_boards(handed_out: Class) -> None:
    at = handed_out  # noqa: F811
    at.train("Ada", 0.9, 0.8, hand_again(at))
    boards = [at.wall(board=each["key"]) for each in at.wall()["boards"]]
    assert [len(each["tiles"]) for each in boards] == [1, 3]
    assert [each["words"] for each in at.wall()["boards"]] == ["photos → again", "photos → sketches"]


@pytest.mark.slow
@pytest.mark.parametrize("labelled", [True, False])
def test_another_target_with_the_same_pictures_takes_neither_the_reveal_nor_the_count_of_openings(
    handed_out: Class, labelled: bool
) -> None:
    at = handed_out  # noqa: F811
    [pair] = handed_to(at.home, at.room.facts.id)
    assert at.people["Ada"].post(f"/api/datasets/{pair.target}/reveal").status_code == 403
    at.reveal()
    before = at.wall()
    other = hand_again(at, labelled)
    at.train("Ada", 0.9, 0.8, other)
    after = at.wall(board=before["board"])
    assert (
        after["host"]["openings"]
        == before["host"]["openings"]
        == "1 person has asked to open them in a run of their own, 1 time in all."
    )
    assert {**after, "boards": None} == {**before, "boards": None}
    assert not at.wall()["revealed"]  # the other one


def test_what_was_revealed_before_it_was_handed_out_stays_revealed_and_so_do_its_copies(trained: Class) -> None:  # noqa: F811
    at = trained  # noqa: F811
    at.reveal()
    known = at.app.app.state.wall._contents.look().values()
    mine = {each.info.name: each.info.id for each in known if each.info.owner == LOCAL_OWNER}
    asked = {"source": mine["photos"], "target": mine["sketches"]}
    assert at.host.post("/api/room/host/handed", json=asked).status_code == 200
    MadeRun(at.home, *(DatasetStore(at.home).get(mine[name], LOCAL_OWNER) for name in ("photos", "sketches"))).whole()
    boards = at.wall()["boards"]
    assert len(boards) == 4  # its own and that of each copy
    assert all(at.wall(board=each["key"])["revealed"] for each in boards)


def test_what_earlier_versions_kept_by_the_pictures_is_that_of_the_target_whose_labels_were_opened(handed_out: Class) -> None:
    at = handed_out  # noqa: F811
    wall = at.app.app.state.wall
    before = at.wall()["board"]
    [pair] = handed_to(at.home, at.room.facts.id)
    pictures = hashlib.sha256(wall._contents.look()[pair.target].content.encode()).hexdigest()[:16]
    wall.book.note_opening(at.room.people.all()[1], pictures)
    wall.book.reveal(pictures)
    assert not at.wall()["revealed"]
    seals.reveal(at.home, wall._contents.look()[pair.target].info, "the host")
    at.train("Ada", 0.9, 0.8, hand_again(at))
    assert at.wall(board=before)["revealed"]
    assert "1 person has asked" in at.wall(board=before)["host"]["openings"]
    assert not at.wall()["revealed"]


@pytest.fixture
def unlabeled(at: Class) -> Class:  # noqa: F811
    source, target = dataset(at.home, "photos", each=6), dataset(at.home, "sketches", each=10, sketch=True, labelled=False)
    assert at.host.post("/api/room/host/handed", json={"source": source.info.id, "target": target.info.id}).status_code == 200
    for name in LEVELS:
        owner = id_of(at.room, name)
        MadeRun(at.home, source, target, owner=owner).whole()
    return at


def test_where_nothing_has_labels_nothing_is_offered_to_be_revealed_and_it_is_said_where_pictures_are_labeled(
    unlabeled: Class,
) -> None:
    at = unlabeled  # noqa: F811
    for who in (at.host, at.people["Bob"]):
        told = at.wall(who)["unlabeled"]
        assert told["words"] == "This target has no labels: there is nothing to reveal."
        assert told["href"] == f"label?target={handed_to(at.home, at.room.facts.id)[0].target}"
    assert at.wall()["host"]["may_reveal"] is False
    answer = at.reveal()
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (400, "wall_no_labels")


def test_a_wall_that_was_revealed_with_nothing_to_reveal_keeps_its_order(unlabeled: Class) -> None:
    at = unlabeled  # noqa: F811
    before = at.wall()
    at.app.app.state.wall.book.reveal(  # type: ignore[attr-defined]
        at.app.app.state.wall.key_of_target(handed_to(at.home, at.room.facts.id)[0].target)  # type: ignore[attr-defined]
    )
    assert at.wall() == before
    assert (before["revealed"], before["order"]) == (False, "Places by scores that see no label")


def test_copies_without_labels_are_not_on_the_board_of_those_that_have_some(at: Class) -> None:  # noqa: F811
    at.train("Ada", 0.9, 0.8)
    owner = id_of(at.room, "Bob")
    MadeRun(
        at.home, at.pair(owner)[0], dataset(at.home, "mine", each=10, sketch=True, labelled=False, owner=owner), owner=owner
    ).whole()
    at.pair(LOCAL_OWNER)
    boards = [at.wall(board=each["key"]) for each in at.wall()["boards"]]
    assert sorted((len(each["tiles"]), each["host"]["may_reveal"]) for each in boards) == [(1, False), (1, True)]


def hand_again(at: Class, labelled: bool = True) -> tuple[Pack, Pack]:  # noqa: F811
    """Hand out another target with the same pictures."""
    pair = photos_of(at), dataset(at.home, "again", each=10, sketch=True, labelled=labelled)
    source, target = (each.info.id for each in pair)
    assert at.host.post("/api/room/host/handed", json={"source": source, "target": target}).status_code == 200
    return pair


def photos_of(at: Class) -> Pack:  # noqa: F811
    return DatasetStore(at.home).get(handed_to(at.home, at.room.facts.id)[0].source, LOCAL_OWNER)
