"""Labels that somebody gave judge the networks on a board: they order it, and say what the scores cannot know."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.listed import board_of, facts, told
from tests.ui.made import SHAPES, MadeRun, dataset, name_pictures
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.home import LOCAL_OWNER, Home
from tlgui.labeling.judged import ENOUGH
from tlgui.labeling.labeling import Labeling
from tlgui.runs.index import RunIndex, index_of
from tlgui.runs.index.listing import Cursor
from tlgui.runs.index.standings import Boards
from tlgui.runs.teaching import TaughtLabels
from tlgui.views.leaderboard import Leaderboard, Mark

CLASSES = tuple(sorted(SHAPES[:4]))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.open(tmp_path_factory.mktemp("place") / "home")


class Falls(MadeRun):
    """A run that scores praise the more the worse it is."""

    def _scores(self, level: float) -> dict[str, float]:
        return super()._scores(1 - level)


@pytest.fixture(scope="module")
def target(home: Home) -> Pack:
    """On it the scores put MMD first, which is right on 30 %; DANN is right on 90 %, source-only on 55 and normalization alone on 72 %."""
    source, target = (
        dataset(home, "photos", CLASSES, each=8),
        dataset(home, "sketches", CLASSES, each=25, sketch=True, labelled=False),
    )
    for strategy, level in (("dann", 0.9), ("mmd", 0.3)):
        Falls(home, source, target, strategy=strategy).right_on(level)
    return target


@pytest.fixture
def index(home: Home) -> RunIndex:
    found = index_of(home)
    found.catch_up()
    return found


@pytest.fixture
def label(home: Home, index: RunIndex, target: Pack):
    """A function: name so many pictures rightly. No label is left at the end."""

    yield lambda count: name_pictures(lambda: Labeling(home, index, target), count, CLASSES)
    for path in home.labels.glob("*/*"):
        path.unlink()


def results(index: RunIndex, search: str = "") -> Leaderboard:
    return Leaderboard(Boards(index), LOCAL_OWNER, "en", search)


Label = Callable[[int], Labeling]


def estimates(board: dict) -> list[tuple[str, str | None]]:
    (named,) = told([board])
    by_key = {key: estimate and estimate["words"] for key, *_, estimate in board["order"]}
    return [(each["strategy"], by_key[each["key"]]) for each in named["rows"]]


def test_before_enough_labels_the_scores_order_and_nothing_is_said_of_labels(index: RunIndex, label: Label) -> None:
    label(ENOUGH - 1)
    (board,) = results(index).page()["boards"]
    assert board["words"] == "All three scores put MMD first."
    assert board["labels"] is None
    assert estimates(board)[0] == ("MMD", None)


def test_enough_labels_order_the_board_and_say_how_good_each_network_is(index: RunIndex, label: Label, target: Pack) -> None:
    label(40)
    (board,) = results(index).page()["boards"]
    order = estimates(board)
    assert [name for name, _ in order] == ["DANN", "Normalization alone", "Source-only (the baseline)", "MMD"]
    assert [place for _, place, *_ in board["order"]] == [1, 2, 3, 4]
    assert all(words is not None and words.startswith("≈ ") for _, words in order)
    assert board["order"][0][-1]["title"].startswith("By 40 labels given by hand that the network did not learn")
    assert board["words"].startswith(
        "Ordered by what the 40 labels that you gave say of the networks. In the lead by the labels: DANN."
    )
    assert "The scores, which do not use labels, put MMD first; by the labels it is right on about" in board["words"]
    assert board["words"].endswith("surely worse.")
    assert "All three" not in board["words"]
    assert board["labels"] == {"href": f"label?target={target.info.id}", "link": "What the labels say"}
    found = [each[-1] for each in board["order"]]
    assert {each["by"] for each in found} == {""}  # all by as many
    over = [each["over"].get("over_baseline") for each in found]
    assert [each and each["words"].startswith(sign) for each, sign in zip(over, ("≈ +", "≈ +", "", "≈ −"), strict=True)] == [
        *(True, True, None, True)
    ]
    assert over[0]["title"].startswith("By the same 40 labels: Source-only (the baseline) ≈ ")


def test_who_leads_by_few_labels_is_said_to_and_who_is_worse_than_another_is_not_called_worse_than_that(
    home: Home, index: RunIndex, label: Label, target: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tlgui.labeling.judged.SIGNIFICANCE", 0.001)  # so that no ten labels say that one is worse
    labeling = label(60)
    classes, [source] = list(labeling.classes), {each.source_id for each in labeling.networks}
    made = Falls(home, DatasetStore(home).get(source), target, strategy="fine-tuning", given_labels=50)
    taught = {picture: labeling.given.named[picture] for picture in labeling.asked[:50]}
    TaughtLabels.from_names(taught, classes).keep(made.run)
    try:
        made.right_on(1.0)
        index.catch_up()
        (board,) = results(index).page()["boards"]
    finally:
        shutil.rmtree(made.run.folder)
        index.catch_up()
    assert next(name for name, _ in estimates(board)) == "Fine-tuning"
    assert [each[-1]["by"] for each in board["order"]] == ["by 10 labels", *["by 60 labels"] * 4]
    assert (
        "In the lead by the labels: Fine-tuning. Not yet surely worse: 4 others. Networks that learned labels are"
        in board["words"]
    )
    assert "MMD first; by the labels it is right on about" in board["words"]
    assert board["words"].endswith("and surely worse than DANN.")


def test_what_learned_too_many_of_the_labels_stands_behind_those_that_they_judge_without_a_place(
    home: Home, index: RunIndex, label: Label, target: Pack
) -> None:
    labeling = label(40)
    classes, [source] = list(labeling.classes), {each.source_id for each in labeling.networks}
    made = Falls(home, DatasetStore(home).get(source), target, strategy="fine-tuning", given_labels=40)
    TaughtLabels.from_names({picture: labeling.given.named[picture] for picture in labeling.asked}, classes).keep(made.run)
    try:
        made.right_on(0.1)  # its scores are the highest, and of no picture that it learned: they put MMD first
        index.catch_up()
        (board,) = results(index).page()["boards"]
        (in_chinese,) = Leaderboard(Boards(index), LOCAL_OWNER, "zh").page()["boards"]
    finally:
        shutil.rmtree(made.run.folder)
        index.catch_up()
    names = ["DANN", "Normalization alone", "Source-only (the baseline)", "MMD", "Fine-tuning"]
    assert [name for name, _ in estimates(board)] == names
    assert [place for _, place, *_ in board["order"]] == [1, 2, 3, 4, None]
    assert estimates(board)[-1][1] is None
    assert board["words"] == (
        "Ordered by what the 40 labels that you gave say of the networks. In the lead by the labels: DANN. No place: Fine-tuning, since it "
        "learned so many of these labels that too few are left to judge it. The scores, which do not use labels, put MMD first; by the "
        "labels it is right on about 24 % and surely worse."
    )
    assert "1 个网络没有名次（微调）" in in_chinese["words"]


def test_a_poll_tells_of_labels_that_were_given_since(index: RunIndex, label: Label) -> None:
    page = results(index).page()
    seen = {board["key"]: len(board["order"]) for board in page["boards"]}

    def changes() -> list[dict]:
        return results(index).changes(Mark.read(page["mark"]), seen, Cursor.read(page["next"] or ""))["boards"]

    assert changes() == []
    label(20)
    (board,) = changes()
    assert board["order"][0][-1]["words"].startswith("≈ ")
    assert board["rows"] == []


def test_the_order_stays_that_of_scores_where_labels_do_not_tell_of_every_network(
    home: Home, index: RunIndex, label: Label, monkeypatch: pytest.MonkeyPatch
) -> None:
    label(20)
    for limit in ("MOST_NETWORKS", "AT_ONCE"):
        monkeypatch.setattr(f"tlgui.labeling.networks.{limit}", 1)
    (board,) = results(index).page()["boards"]
    assert estimates(board)[0][0] == "MMD"
    assert board["words"].startswith(
        "You gave 20 labels. 1 of the networks here is not judged by them, so places are by scores. "
    )
    assert "DANN" in {name for name, words in estimates(board) if words is None}


def test_equals_share_a_place(home: Home, index: RunIndex, target: Pack) -> None:
    (listed,) = results(index).page()["boards"]
    board = Boards(index).get(LOCAL_OWNER, listed["key"])
    assert board is not None
    keys = [each.key for each in board.part(0, board.ranked)]
    found = board.by(dict(zip(keys, (0.5, 0.7, 0.7, 0.9), strict=True)))
    assert [(each.key, each.place) for each in found.part(0, 4)] == [(keys[3], 1), (keys[1], 2), (keys[2], 2), (keys[0], 4)]
    assert found.part(0, 1)[0].ranks == board.part(3, 4)[0].ranks
    found = board.by(dict(zip(keys[1:3], (0.5, 0.7), strict=True)))
    assert [(each.key, each.place) for each in found.part(0, 4)] == [(keys[2], 1), (keys[1], 2), (keys[0], None), (keys[3], None)]
    assert found.placed == 2


def test_what_a_search_lists_is_said_to_be_a_part_of_the_board(tmp_path: Path) -> None:
    runs = (facts("mcc", (1.4, 0.9, 0.6)), facts("dann", (1.3, 0.8, 0.5), tags=["mine"]))
    (found,) = board_of(Home.open(tmp_path / "home"), *runs, search="#mine")
    assert [each["place"] for each in found["rows"]] == [2]
    assert found["words"] == "1 of 4 are listed. Places and what is said here are of all. All three scores put MCC first."
