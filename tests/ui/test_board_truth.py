"""Once labels are open for everybody on a board, it is ordered by what is true; places by scores stay told, their order is a press away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.ui.listed import board_of, facts, judged, put, references
from tests.ui.made import MadeRun
from tlgui.home import LOCAL_OWNER, Home
from tlgui.runs import remarks
from tlgui.runs.index import RunIndex
from tlgui.runs.index.standings import Boards
from tlgui.runs.remarks import Remarks
from tlgui.views.board_truth import MOST_JUDGED
from tlgui.views.leaderboard import Leaderboard

MCC, MMD = (1.4, 0.9, 0.6), (0.9, 0.4, 0.2)
WORSE = {"turned": {"right": 1, "wrong": 30, "p": 1e-6}}


@pytest.fixture
def own(tmp_path: Path) -> Home:
    """One for each test: what stands on a board is what was put there."""
    return Home.open(tmp_path / "home")


def places(board: dict[str, Any]) -> list[tuple[int | None, str]]:
    return [(each["place"], each["strategy"]) for each in board["rows"]]


def test_R5_who_is_right_most_often_comes_first_and_the_places_by_scores_stay_told(own: Home) -> None:
    runs = judged("mcc", MCC, 0.83, **WORSE), judged("mmd", MMD, 0.97)
    (board,) = board_of(own, *runs)
    assert places(board) == [(1, "Normalization alone"), (2, "MMD"), (3, "Source-only (the baseline)"), (4, "MCC")]
    assert board["score_places"] == {"mcc": 1, "=b-alone": 2, "=b-source-only": 3, "mmd": 4}
    assert (board["by"], board["place"]) == ("labels", "Place by labels")
    assert board["words"] == (
        "Ordered by the revealed labels. Right most often, on 100.0 %: Normalization alone. On new pictures, expect a little less of whoever "
        "came out best here. The scores, which need no labels, put MCC first, which is worse than source-only (83.0 % against 95.0 %)."
    )
    (board,) = board_of(own, *runs, language="zh")
    assert board["place"] == "标签名次"
    assert "按已揭晓的标签排序" in board["words"]


def test_R5_what_chance_could_give_is_not_called_worse_and_a_first_place_by_both_is_said(own: Home) -> None:
    (board,) = board_of(own, judged("mcc", MCC, 0.93, turned={"right": 9, "wrong": 11, "p": 0.82}))
    assert board["words"].endswith("put MCC first, which is right on 93.0 %.")
    (board,) = board_of(own, judged("mcc", MCC, 1.0))
    assert board["words"].endswith("put MCC first too.")
    assert places(board)[:2] == [(1, "MCC"), (1, "Normalization alone")]


def test_R5_who_learned_labels_has_no_place_among_those_that_are_judged_by_all(own: Home) -> None:
    learned = {"given_labels_used": {"by": "run", "labels": 20}, "target_not_learned": 85}
    (board,) = board_of(own, judged("mcc", MCC, 0.83), judged("tradaboost", (1.5, 0.95, 0.1), 1.0, **learned))
    assert places(board)[-1] == (None, "TrAdaBoost")
    assert (
        "No place: TrAdaBoost. It learned labels of the target, and its accuracy is only of the other pictures." in board["words"]
    )


def test_R5_as_long_as_labels_are_sealed_for_one_of_them_places_go_by_scores(own: Home) -> None:
    for runs in (
        (judged("mcc", MCC, 0.83), judged("mmd", MMD, None)),
        (judged("mcc", MCC, None), judged("mmd", MMD, 0.97)),
        (facts("mcc", MCC), facts("mmd", MMD)),
    ):
        (board,) = board_of(own, *runs)
        assert places(board)[0] == (1, "MCC")
        assert not board.keys() & {"by", "score_places"}  # there is nothing to choose


def test_R5_large_boards_are_ordered_by_scores_and_pages_of_one_are_in_one_order(own: Home) -> None:
    index = RunIndex(own)
    put(index, [judged(f"r{number:03d}", (float(number), 0.5, 0.5), 1 - number / 1000) for number in range(MOST_JUDGED - 2)])
    boards = Boards(index)
    page = Leaderboard(boards, LOCAL_OWNER, "en").page()["boards"][0]
    rest = Leaderboard(boards, LOCAL_OWNER, "en").more(page["key"], page["order"][-1][0])
    assert rest is not None
    placed = [place for _, place, *_ in [*page["order"], *rest["order"]]]
    assert placed == sorted(placed)
    assert [key for key, *_ in page["order"]][:3] == ["=b-alone", "r000", "r001"]
    put(index, [judged("one-more", MCC, 0.9)])
    assert "by" not in Leaderboard(boards, LOCAL_OWNER, "en").page()["boards"][0]


def test_R5_the_page_asks_for_either_order_and_what_changes_is_told_in_it(
    client: TestClient, home: Home, made_run: MadeRun
) -> None:
    def run(level: float, scores: float) -> str:
        made = MadeRun(home, made_run.source, made_run.target, strategy="cdan")
        made.begin()
        made.reference()
        made.train(final=level)
        made.finish(scores)
        return made.run.id

    best, praised = run(0.95, 0.3), run(0.35, 0.99)

    def first(order: str, **more: str) -> str:
        (board,) = client.get("/api/leaderboard", params={"order": order, **more}).json()["boards"]
        return next(key for key, *_ in board["order"] if key in (best, praised))

    assert (first("labels"), first("scores")) == (best, praised)
    told = client.get("/api/leaderboard").json()
    key, mark = told["boards"][0]["key"], told["mark"]
    run(0.5, 0.5)
    changed = client.get("/api/leaderboard/changes", params={"mark": mark, "shown": f"{key}:20", "order": "scores"}).json()
    assert changed["boards"][0]["by"] == "scores"
    assert client.get("/api/leaderboard", params={"order": "alphabet"}).status_code == 400


def test_S6_among_the_runs_of_a_search_stand_the_references_that_they_are_measured_by(own: Home) -> None:
    runs = [
        facts("mcc", MCC, tags=["search-6d2a6fdd"]),
        facts("cdan", MMD, references=references("other", source=0.9)),
        facts("dann", (1.0, 0.3, 0.2), name="mine", references={}),
    ]
    (board,) = board_of(own, *runs, search="#search-6d2a6fdd")
    assert {each["key"] for each in board["rows"]} == {"mcc", "=b-source-only", "=b-alone"}
    assert board["count"] == 3
    assert board["words"].startswith("3 of 7 are listed.")
    (board,) = board_of(own, *runs, search="mine")
    assert {each["key"] for each in board["rows"]} == {"dann"}


def test_S6_a_tag_alone_finds_no_reference_that_is_not_on_the_board(client: TestClient, home: Home, made_run: MadeRun) -> None:
    made = MadeRun(home, made_run.source, made_run.target, strategy="mcc")
    made.begin()
    remarks.write(made.run.folder, Remarks(tags=("search-0000abcd",)))
    (board,) = client.get("/api/leaderboard", params={"search": "#search-0000abcd"}).json()["boards"]
    assert ([key for key, *_ in board["order"]], board["count"]) == ([made.run.id], 1)
