"""Runs side by side, ordered without a label; and the list of them in pages, of which only what changed is told again."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.ui.listed import board_of, facts, judged, put, references, told
from tlgui.finding.plan import Plan
from tlgui.finding.searches import Member, SearchStore
from tlgui.finding.verdict import REFERENCES, Contender, Verdict
from tlgui.home import LOCAL_OWNER, Home
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import Cursor
from tlgui.runs.index.standings import Boards
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.views.leaderboard import FOLLOWED, LEAST, PAGE, WHOLE, Leaderboard, Mark, shared_out


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """One for each test: what stands on a board is what was put there."""
    return Home.open(tmp_path / "home")


OF_REFERENCES = ("source-only", "alone")
LEARNED = {"target_labels_used_for": "training and scoring", "target_scored_on": 21}


def test_runs_are_ordered_by_their_mean_rank_with_both_references_among_them(home: Home) -> None:
    (board,) = board_of(
        home,
        facts("mmd", (0.9, 0.4, 0.2), seems_better_than_baseline=False),
        facts("mcc", (1.4, 0.9, 0.6)),
        facts("stopped", None),
    )
    assert board["data"] == "photo → art"
    told = [(each["place"], each["strategy"], each["reference"], each["warning"]) for each in board["rows"]]
    assert told == [
        (1, "MCC", False, ""),
        (2, "Normalization alone", True, ""),
        (3, "Source-only (the baseline)", True, ""),
        (4, "MMD", False, "doubted"),  # no label says that it is worse
        (None, "stopped", False, ""),
    ]
    assert board["words"] == "All three scores put MCC first."
    assert not any(each["apart"] for each in board["rows"])


def test_where_open_labels_judge_all_it_is_said_what_they_say_of_who_is_first_by_scores(home: Home) -> None:
    runs = judged("mcc", (1.4, 0.9, 0.6), 0.83), judged("mmd", (0.9, 0.4, 0.2), 0.97)
    (board,) = board_of(home, *runs, order="scores")
    assert (board["by"], board["place"], board["score_places"]) == ("scores", "Place by scores", {})
    assert board["rows"][0]["strategy"] == "MCC"
    assert board["words"] == (
        "All three scores put MCC first. By the labels MCC is worse than source-only (83.0 % against 95.0 %); right most often, on "
        "100.0 %: Normalization alone (place 2). Places stay by the scores, so that one sees what these are worth."
    )


def test_pictures_that_no_accuracy_speaks_of_are_said_once_and_only_where_labels_are_open(home: Home) -> None:
    others = {"classes": {"umbrella": 12}, "pictures": 12, "of": 129, "accuracy": 0.75, "baseline": 0.86, "without_pictures": []}
    (board,) = board_of(home, judged("mcc", (1.4, 0.9, 0.6), 1.0, target_of_other_classes=others))
    assert board["words"].endswith(" Accuracies leave out the 12 of 129 target pictures whose class the source does not have.")
    (board,) = board_of(home, judged("mcc", (1.4, 0.9, 0.6), 1.0, target_of_other_classes=None))
    assert "leave out" not in board["words"]
    learned = judged("fine-tuning", None, 1.0, target_of_other_classes={**others, "pictures": 4, "of": 40}, **LEARNED)
    assert not any("leave out" in each["words"] for each in board_of(home, learned))


def test_who_is_first_by_scores_and_by_labels_is_said_to_be_and_who_is_only_behind_is_not_called_worse(home: Home) -> None:
    (board,) = board_of(home, judged("mcc", (1.4, 0.9, 0.6), 1.0), order="scores")
    first = "All three scores put MCC first. By the labels"
    assert board["words"] == f"{first}, too, nobody is right more often than MCC (100.0 %)."
    (board,) = board_of(home, judged("mcc", (1.4, 0.9, 0.6), 0.96), order="scores")
    assert board["words"].startswith(
        f"{first} MCC is right on 96.0 %; right most often, on 100.0 %: Normalization alone (place 2)."
    )


def test_labels_that_are_open_for_some_alone_are_no_judges_of_the_order(home: Home) -> None:
    (board,) = board_of(home, judged("mcc", (1.4, 0.9, 0.6), 0.83), judged("mmd", (0.9, 0.4, 0.2), None))
    assert board["words"] == "All three scores put MCC first."
    (board,) = board_of(home, judged("mcc", (1.4, 0.9, 0.6), None), judged("mmd", (0.9, 0.4, 0.2), 0.97))
    assert board["words"] == "All three scores put MCC first."


def test_scores_that_disagree_are_said(home: Home) -> None:
    (board,) = board_of(home, facts("mcc", (1.4, 0.9, 0.1)), facts("cdan", (1.2, 0.95, 0.9)))
    by_name = {each["strategy"]: each for each in board["rows"]}
    assert by_name["MCC"]["ranks"] == {"information_maximisation": 1, "bnm": 2, "class_ami": 4}
    assert by_name["MCC"]["apart"]
    assert not by_name["CDAN"]["apart"]
    assert board["words"].startswith(
        "First by mean rank: CDAN. But the scores disagree: MCC is first by information maximization"
    )


def test_the_place_of_a_distilled_network_is_said_to_be_no_reason_against_it(home: Home) -> None:
    (board,) = board_of(home, facts("mcc", (1.4, 0.9, 0.6)), facts("distilled", (0.9, 0.4, 0.2)))
    assert board["words"].startswith("All three scores put MCC first. The distilled network comes from “Find the best”")


def test_what_was_matched_is_called_so_and_what_was_told_labels_or_class_shares_says_which(home: Home) -> None:
    shares = {"target_shares": {"dog": 1.0}, "target_shares_from": "labels", "target_shares_labels": 20}
    (board,) = board_of(
        home,
        facts("dann", (1.4, 0.9, 0.6), **shares, given_labels_used={"by": "shares", "labels": 20}),
        facts("distilled", (0.9, 0.4, 0.2), **shares, given_labels_used={"by": "teachers", "labels": 20}),
        facts("tradaboost", (0.8, 0.3, 0.1), given_labels_used={"by": "run", "labels": 1}, references={}),
        facts("cdan", (0.7, 0.2, 0.1), given_labels_used={"by": "teachers", "labels": None}, references={}),
        facts("mcc", (0.6, 0.2, 0.1), **shares | {"target_shares_from": "told"}, references={}),
        facts("coral", (0.5, 0.2, 0.1), **shares | {"target_shares_from": "estimated"}, references={}),
    )
    said = {each["strategy"]: " · ".join(each["knows"]) for each in board["rows"]}
    assert said == {
        "DANN with matched classes": "told the class shares by 20 labels",
        "Distilled network with matched classes": "its teachers learned 20 labels · told the class shares by 20 labels",
        "TrAdaBoost": "learned 1 label",
        "CDAN": "its teachers learned labels",
        "MCC with matched classes": "told the class shares",
        "CORAL with matched classes": "",
        "Source-only (the baseline)": "",
        "Normalization alone with matched classes": "told the class shares by 20 labels",
    }
    assert "All three scores put DANN with matched classes first." in board["words"]
    assert "networks that learned yours" in board["words"]


def test_6_the_network_that_a_search_takes_is_marked_with_the_way_to_the_search(home: Home) -> None:
    runs = [RunStore(home).create(RunSpec(), {}).id for _ in range(2)]
    member = Member(runs[0], "dann", 0, True)
    search = SearchStore(home).create("a" * 32, Plan("nothing", TargetShares()), member, settings={}, confirmed=())
    index = RunIndex(home)
    put(index, (facts(run, tags=[search.tag]) for run in runs))

    def marked() -> dict[str, str | None]:
        (board,) = told(Leaderboard(Boards(index), LOCAL_OWNER, "en").page()["boards"])
        return {each["run"]: each.get("taken_by") for each in board["rows"]}

    assert marked() == dict.fromkeys(runs)
    pair = [Contender(name, "0" * 32, True, 0, {}, None) for name in REFERENCES.values()]
    taken = Contender("dann", runs[0], False, 0, {}, None)
    verdict = Verdict((*pair, taken), "equal", None, None, {"dann": 1.0}, taken, 0.9, 0.2, 0.7, 0.3, None, 0, 1.0)
    search.conclude(verdict)
    assert marked() == {runs[0]: search.id, runs[1]: None}
    search.conclude(replace(verdict, changed=0.0))  # source-only is to be left as it is
    assert marked() == dict.fromkeys(runs)


def test_networks_of_both_rounds_of_a_search_are_told_apart(home: Home) -> None:
    runs = [RunStore(home).create(RunSpec(), {}).id for _ in range(2)]
    first, second = (Member(run, "mmd", matched, True) for matched, run in enumerate(runs, 1))
    search = SearchStore(home).create("b" * 32, Plan("nothing", TargetShares()), first, settings={}, confirmed=())
    search.add(second)
    index = RunIndex(home)
    shares = {"known_from": "estimated", "shares": {"dog": 1.0}}
    put(index, (facts(run, tags=[search.tag], strategy="mmd", target_shares=shares) for run in runs))
    (board,) = told(Leaderboard(Boards(index), LOCAL_OWNER, "en").page()["boards"])
    named = {each["run"]: each["strategy"] for each in board["rows"]}
    assert named == {runs[0]: "MMD with matched classes", runs[1]: "MMD with matched classes, round 2"}
    (search.folder / "members.json").write_text("{")
    assert SearchStore(home).later() == frozenset()


def test_a_reference_of_a_second_round_says_so_whichever_of_its_runs_stands_for_it(home: Home) -> None:
    runs = [RunStore(home).create(RunSpec(), {}).id for _ in range(3)]
    distilled, first, second = (Member(run, "mmd", matched, True) for run, matched in zip(runs, (1, 1, 2), strict=True))
    search = SearchStore(home).create("b" * 32, Plan("nothing", TargetShares()), first, settings={}, confirmed=())
    search.add(second)
    search.add(distilled)
    index = RunIndex(home)
    shares = {"known_from": "estimated", "shares": {"dog": 1.0}}
    matched = {"tags": [search.tag], "target_shares": shares, "measured_by": "source_only"}
    measured = [references("late"), references("early"), references("late")]
    for number, each in enumerate(measured):
        each["normalisation_alone"]["scores"]["bnm"] += number % 2  # else they are one
    put(
        index,
        [
            facts(run, (1.4, 0.9, 0.6), strategy="mmd", references=each, **matched)
            for run, each in zip(runs, measured, strict=True)
        ],
    )
    (board,) = told(Leaderboard(Boards(index), LOCAL_OWNER, "en").page()["boards"])
    assert {each["key"]: each["strategy"] for each in board["rows"] if "alone" in each["key"]} == {
        "=late-alone": "Normalization alone with matched classes, round 2",
        "=early-alone": "Normalization alone with matched classes",
    }


def test_rows_that_say_the_same_say_their_ids(home: Home) -> None:
    settings = {"settings": {"epochs": 50, "seed": 0}, "strategy": "mcc"}
    runs = (
        facts("a" * 32, (1.4, 0.9, 0.6), **settings),
        facts("b" * 32, (1.3, 0.8, 0.5), **settings),
        facts("c" * 32, (1.2, 0.7, 0.4), **settings, name="first"),
        facts("d" * 32, (1.1, 0.7, 0.4), **{**settings, "settings": {"epochs": 60, "seed": 0}}),
    )
    (board,) = board_of(home, *runs)
    assert {each["key"][0]: each["knows"] for each in board["rows"] if not each["reference"]} == {
        "a": ["id aaaaaaaa"],
        "b": ["id bbbbbbbb"],
        "c": [],
        "d": [],
    }


def test_a_board_without_taught_networks_does_not_speak_of_labels(home: Home) -> None:
    (board,) = board_of(home, facts("mcc", (1.4, 0.9, 0.6)), facts("distilled", (0.9, 0.4, 0.2)))
    assert "learned yours" not in board["words"]


def test_runs_with_other_settings_have_a_baseline_of_their_own_that_says_its_own_epochs(home: Home) -> None:
    trained = [
        facts(f"{run}-{kind}", settings={"epochs": epochs}) for run, epochs in (("b", 50), ("c", 5)) for kind in OF_REFERENCES
    ]
    put(RunIndex(home), trained, reference=True)
    (board,) = board_of(
        home,
        facts("fine-tuning", (1.4, 0.9, 0.6), references=references("b", 0.6, 0.7), settings={"epochs": 100}),
        facts("dann", (1.3, 0.8, 0.5), references=references("c", 0.5, 0.45, 0.92), settings={"epochs": 5}),
    )
    of_epochs = {(each["strategy"], each["epochs"]): each for each in board["rows"] if each["reference"]}
    assert {key: each["target_metric"] for key, each in of_epochs.items()} == {
        ("Source-only (the baseline)", 50): 0.6,
        ("Normalization alone", 50): 0.7,
        ("Source-only (the baseline)", 5): 0.5,
        ("Normalization alone", 5): 0.45,
    }


def test_runs_that_learned_from_target_labels_stand_apart_and_have_no_place(home: Home) -> None:
    tuned, adapted = board_of(
        home,
        facts("tuned", (2.0, 1.0, 1.0), references=references("b", 0.76, 0.67), metrics={"target": 0.9}, **LEARNED),
        facts("mcc", (1.4, 0.9, 0.6), references=references("b", 0.66, 0.73)),
    )
    assert [each["place"] for each in tuned["rows"]] == [None, None, None]
    assert tuned["words"].startswith("These learned from target labels and")
    assert tuned["missing"] is None
    assert {each["target_metric"] for each in tuned["rows"] if each["reference"]} == {0.76, 0.67}
    assert adapted["words"] == "All three scores put MCC first."
    assert {each["target_metric"] for each in adapted["rows"] if each["reference"]} == {0.66, 0.73}


def test_runs_with_other_classes_stand_apart(home: Home) -> None:
    one, other = board_of(home, facts("mcc", class_map={"rename": {"cat": "pet"}, "leave_out": ["dog"]}), facts("dann"))
    assert (one["classes"], other["classes"]) == ("cat → pet · without dog", "")


@pytest.mark.parametrize("newest", [0, 1])
def test_a_run_that_knows_less_does_not_hide_a_references_number(home: Home, newest: int) -> None:
    rows = [
        facts("going on", None, references=references("b")),
        facts("mcc", (1.4, 0.9, 0.6), references=references("b", 0.6, 0.7)),
    ]
    (board,) = board_of(home, rows[newest], rows[1 - newest])
    assert {each["target_metric"] for each in board["rows"] if each["reference"]} == {0.6, 0.7}


def test_a_reference_that_was_trained_again_with_the_same_outcome_stands_there_once(home: Home) -> None:
    (board,) = board_of(
        home, *(facts(name, (1.4, 0.9, 0.6), references=references(run, 0.6, 0.7)) for name, run in (("mcc", "b"), ("dann", "c")))
    )
    assert [each["strategy"] for each in board["rows"] if each["reference"]].count("Source-only (the baseline)") == 1
    assert len(board["rows"]) == 4


def test_4_a_reference_that_was_trained_again_for_a_run_that_learned_labels_stands_there_once_with_what_is_known(
    home: Home,
) -> None:
    revealed = {"possible": False, "target_scored_on": 420}
    of_fewer = facts(
        "fine-tuning", (1.4, 0.9, 0.6), references=references("c", 0.955, 0.96), possible=False, target_scored_on=400
    )
    sealed = facts("dann", (1.4, 0.9, 0.6), references=references("b"), target_scored_on=420)
    known = facts("cdan", (1.4, 0.9, 0.6), references=references("b", 0.954, 0.957), **revealed)
    (board,) = board_of(home, of_fewer, sealed)
    assert {each["target_metric"] for each in board["rows"] if each["reference"]} == {0.955, 0.96}
    assert len(board["rows"]) == 4
    (board,) = board_of(home, of_fewer, sealed, known)
    assert {each["target_metric"] for each in board["rows"] if each["reference"]} == {0.954, 0.957}
    assert len(board["rows"]) == 5


def test_10_source_only_is_never_measured_by_a_normalisation_alone_that_was_matched_to_the_targets_classes(home: Home) -> None:
    matched = facts("dann", (1.4, 0.9, 0.6), references=references("b", 0.32, 0.65), target_shares={"dog": 1.0})
    plain = facts(
        "mcc", (1.3, 0.8, 0.5), references={**references("c", 0.32, 0.685), "baseline": references("b", 0.32)["baseline"]}
    )

    def over(*runs: dict[str, Any]) -> float | None:
        (board,) = board_of(home, *runs)
        return next(each["over_normalisation"] for each in board["rows"] if each["strategy"] == "Source-only (the baseline)")

    assert over(matched) is None
    assert over(matched, plain) == pytest.approx(-0.365)


def test_each_reference_is_measured_by_the_other(home: Home) -> None:
    known = facts("mcc", (1.4, 0.9, 0.6), references=references("b", 0.6, 0.55))
    sealed = facts("dann", (1.4, 0.9, 0.6), datasets={"source": "s", "target": "u"})
    board, other = board_of(home, known, sealed)
    over = {each["strategy"]: (each["over_baseline"], each["over_normalisation"]) for each in board["rows"] if each["reference"]}
    assert over["Source-only (the baseline)"] == (None, pytest.approx(0.05))
    assert over["Normalization alone"] == (pytest.approx(-0.05), None)
    assert [each["strategy"] for each in board["rows"] if each["warning"]] == ["Normalization alone"]
    assert not any(each["over_baseline"] or each["over_normalisation"] for each in other["rows"])


def test_where_no_run_brought_normalisation_alone_it_is_one_press_away(tmp_path: Path) -> None:
    homes = (Home.open(tmp_path / str(number)) for number in range(9))

    def missing(*rows: dict[str, Any]) -> dict[str, str] | None:
        return board_of(next(homes), *rows)[0]["missing"]

    early = facts("mcc", None, status="stopped", measured_by=None)
    found = missing(early)
    assert found is not None
    assert found["href"] == "./?source=s&target=t&strategy=adabn"
    assert missing(facts("dann", (1.4, 0.9, 0.6)), early) is None  # another run has it
    assert missing(facts("dann", None, status="running"), early) is None  # and this one will
    assert missing(facts("tune", None, measured_by="linear_probe")) is None
    assert missing(facts("tune", None, datasets={"source": None, "target": "t"}, status="stopped")) is None


def test_a_run_that_has_unlearned_the_source_has_no_place(home: Home) -> None:
    (board,) = board_of(home, facts("collapsed", (9.0, 9.0, 9.0), metrics={"source": 0.3}), facts("mcc", (1.4, 0.9, 0.6)))
    assert {each["strategy"]: each["place"] for each in board["rows"]}["collapsed"] is None
    assert board["rows"][0]["strategy"] == "MCC"
    assert "No place: collapsed, since it no longer knows the source." in board["words"]
    assert "labels" not in board["words"]


def test_what_lost_a_picture_or_two_of_the_source_has_a_place_where_there_are_no_more(home: Home) -> None:
    (board,) = board_of(
        home,
        facts("mcc", (1.4, 0.9, 0.6), metrics={"source": 0.0}, validated_on=2, references=references(source=0.5)),
        facts("cdan", (0.2, 0.1, 0.1), metrics={"source": 1.0}, validated_on=2, references={}),
    )
    assert [each["place"] for each in board["rows"]] == [1, 2, 3, 4]
    assert board["words"] == "All three scores put MCC first."


def test_equals_share_a_place_by_the_scores(home: Home) -> None:
    runs = [facts(name, (1.4, 0.9, 0.6)) for name in ("mcc", "cdan")]
    (board,) = board_of(home, *runs, facts("dann", (1.3, 0.8, 0.5)), facts("mmd", (0.8, 0.9, 0.1)))
    places = {each["strategy"]: each["place"] for each in board["rows"]}
    assert (places["MCC"], places["CDAN"], places["DANN"]) == (1, 1, 3)
    assert board["words"] == "All three scores put MCC, CDAN first."


def test_who_share_the_first_place_with_other_scores_are_both_named(home: Home) -> None:
    (board,) = board_of(home, facts("mcc", (1.4, 0.9, 0.6)), facts("cdan", (1.3, 0.95, 0.6)))
    assert board["words"].startswith(
        "First by mean rank: MCC, CDAN. But the scores disagree: MCC is first by information maximization, CDAN is first by"
    )


def test_15_what_learned_labels_is_told_alike_with_a_place_or_without(home: Home) -> None:
    given = {"given_labels_used": {"by": "run", "labels": 20}}
    (board,) = board_of(
        home,
        facts("mcc", (1.4, 0.9, 0.6)),
        facts("tradaboost", (1.3, 0.8, 0.1), **given),
        facts("fine-tuning", (0.9, 0.4, 0.2), metrics={"source": 0.3}, **given),
    )
    assert [each["place"] for each in board["rows"] if each["knows"]] == [2, None]  # with normalization alone
    assert "No place: Fine-tuning, since it no longer knows the source." in board["words"]
    assert board["words"].endswith("Scores do not use labels: for networks that learned yours, the place says little.")


def test_C7_scores_of_fewer_pictures_have_no_place_among_those_of_all(home: Home) -> None:
    learned = {"given_labels_used": {"by": "run", "labels": 20}, "target_not_learned": 85}
    runs = [facts("mcc", (1.4, 0.9, 0.6)), facts("dann", (1.3, 0.8, 0.5))]
    (alone,) = board_of(home, *runs)
    (board,) = board_of(home, facts("tradaboost", (1.5, 0.95, 0.1), **learned), facts("cdan", (1.6, 0.2, 0.7), **learned))
    rows = {each["strategy"]: each for each in board["rows"]}
    assert [(rows[name]["place"], rows[name]["ranks"]) for name in ("TrAdaBoost", "CDAN")] == [(None, {})] * 2
    for each in alone["rows"]:
        assert (rows[each["strategy"]]["place"], rows[each["strategy"]]["ranks"]) == (each["place"], each["ranks"])
    assert board["words"].startswith("All three scores put MCC first")
    (twice,) = board_of(home, facts("dann-2", (1.6, 0.2, 0.7), strategy="dann", **learned))
    assert "DANN (20 labels)" in twice["words"]
    assert "No place: TrAdaBoost, CDAN. They learned labels of the target" in board["words"]
    assert "no longer" not in board["words"]
    assert "place says little" not in board["words"]


def test_open_labels_say_what_is_negative_transfer_and_other_data_stand_apart(home: Home) -> None:
    errors = {"mae": {"source": 1.0, "target": 1.0, "baseline": 1.3, "normalisation_alone": None}, "r2": {}}
    values = facts("ages", None, datasets={"source": "a", "target": "b"}, task="regression")
    first, second = board_of(
        home,
        facts("mcc", (1.4, 0.9, 0.6), metrics={"target": 0.6, "baseline": 0.62}),
        {**values, "metrics": errors},
        facts("dann", (1.3, 0.8, 0.5), metrics={"target": 0.616, "baseline": 0.62}),
    )
    assert {each["strategy"]: each["warning"] for each in first["rows"]} == {
        **{"MCC": "negative", "DANN": "", "Source-only (the baseline)": "", "Normalization alone": ""}
    }
    assert [(each["strategy"], each["over_baseline"]) for each in second["rows"]] == [("ages", pytest.approx(0.3))]


def test_of_networks_that_predict_values_it_is_said_that_no_score_orders_them(home: Home) -> None:
    errors = {"mae": {"source": 1.0, "target": 1.0, "baseline": 1.3, "normalisation_alone": None}, "r2": {}}
    runs = [{**facts(name, None, task="regression"), "metrics": errors} for name in ("mmd", "coral")]
    (board,) = board_of(home, *runs)
    assert board["words"].startswith("For values no score orders networks without labels: the newest stand first.")
    assert [each["strategy"] for each in board["rows"]][:2] == ["MMD", "CORAL"]


def test_no_runs_are_no_boards(home: Home) -> None:
    assert board_of(home) == []


def seed(name: str, number: int, target: float | None, **more: Any) -> dict[str, Any]:
    """A run of MCC with one seed."""
    settings = {"seed": number, "epochs": more.pop("epochs", 50)}
    score = 1.0 + (target or 0.0)
    return facts(name, (score, 0.9, 0.6), strategy="mcc", settings=settings, metrics={"target": target, "baseline": 0.6}, **more)


def test_several_seeds_of_one_setting_are_told_as_one(home: Home) -> None:
    runs = [seed("a", 0, 0.8), seed("other", 0, 0.7, epochs=5), seed("b", 1, 0.84), seed("again", 1, 0.1)]
    (board,) = board_of(home, *runs)
    ((setting, told),) = board["seeds"].items()
    assert {key: each for key, *_, each, _ in board["order"]} == {"a": setting, "b": setting, "other": None, "again": None} | {
        key: None for key, *_ in board["order"] if key.startswith("=")
    }
    assert (told["strategy"], told["seeds"], told["target"]) == ("MCC", [0, 1], "82.0 % ± 2.8 %")
    assert told["over_baseline"] == pytest.approx(0.22)
    assert told["told"]["over_baseline"] == {"words": "+22.0", "tone": "good"}
    assert told["warning"] == ""


def test_a_run_that_came_to_the_same_network_as_an_earlier_one_says_so(home: Home) -> None:
    (board,) = board_of(home, *(seed(name, number, 0.8) for name, number in (("new", 0), ("other", 1), ("old", 0))))
    again = {each["key"]: each["again"] for each in board["rows"] if not each["reference"]}
    assert again == {"new": "the same network as an earlier run", "other": "", "old": ""}
    placed = {each["key"]: (each["place"] is None, each["ranks"] == {}) for each in board["rows"] if not each["reference"]}
    assert placed == {"new": (True, True), "other": (False, False), "old": (False, False)}  # one network has one place
    (board,) = board_of(home, seed("new", 0, 0.8), seed("old", 0, 0.7))  # by another version of the program
    assert {each["again"] for each in board["rows"]} == {""}


def test_several_seeds_know_what_each_of_them_was_told(home: Home) -> None:
    shares = {"target_shares": {"dog": 1.0}, "target_shares_from": "labels"}
    runs = [seed(name, number, None, **shares, target_shares_labels=20 + number // 2) for number, name in enumerate("ab")]
    (board,) = board_of(home, *runs)
    assert [each["knows"] for each in board["seeds"].values()] == [["told the class shares by 20 labels"]]
    (board,) = board_of(home, *runs, seed("c", 2, None, **shares, target_shares_labels=21))
    assert [each["knows"] for each in board["seeds"].values()] == [[]]


def test_while_labels_are_sealed_several_seeds_have_no_mean(home: Home) -> None:
    (board,) = board_of(home, *(seed(name, number, None, seems_better_than_baseline=False) for number, name in enumerate("abc")))
    (told,) = board["seeds"].values()
    assert told["warning"] == "doubted"
    assert (told["seeds"], told["target"], told["over_baseline"], told["sealed"]) == ([0, 1, 2], None, None, True)


def test_another_seed_changes_what_a_page_shows_of_the_setting(index: RunIndex) -> None:
    put(index, [seed("a", 0, 0.8)])
    page = results(index).page()
    assert page["boards"][0]["seeds"] == {}
    put(index, [seed("b", 1, 0.9)])
    (changed,) = changes(index, page)["boards"]
    assert [each["target"] for each in changed["seeds"].values()] == ["85.0 % ± 7.1 %"]


# -- in pages --------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def index(home: Home) -> RunIndex:
    return RunIndex(home)


def many(board: str, count: int, first: int = 0, **more: Any) -> list[dict[str, Any]]:
    """Runs of a board, each better than the one before."""
    return [
        facts(
            f"{board}{number:04d}", (1.0 + number, 0.5 + number, 0.3 + number), datasets={"source": board, "target": "t"}, **more
        )
        for number in range(first, first + count)
    ]


def results(index: RunIndex, search: str = "", boards: Boards | None = None) -> Leaderboard:
    return Leaderboard(boards or Boards(index), LOCAL_OWNER, "en", search)


def seen(page: dict[str, Any]) -> dict[str, int]:
    return {board["key"]: len(board["order"]) for board in page["boards"]}


def changes(index: RunIndex, page: dict[str, Any], search: str = "") -> dict[str, Any]:
    return results(index, search).changes(Mark.read(page["mark"]), seen(page), Cursor.read(page["next"] or ""))


def test_X4_a_page_shows_what_there_is_room_for_and_small_boards_whole() -> None:
    assert shared_out([3, 12, 2]) == [3, 12, 2]
    assert shared_out([2000]) == [PAGE]
    assert shared_out([2000, 4, 30]) == [PAGE - 14, 4, LEAST]
    assert shared_out([40] * 5) == [LEAST] * 5
    assert shared_out([WHOLE, WHOLE + 1]) == [WHOLE, WHOLE + 1]
    assert shared_out([]) == []


def test_X4_pages_together_hold_every_run_once_though_new_ones_come_in_front(index: RunIndex) -> None:
    for board in "abcdefgh":
        put(index, many(board, 20, created=1000.0 - ord(board)))
    page = results(index).page()
    assert sum(len(board["order"]) for board in page["boards"]) == PAGE
    put(index, many("z", 3, created=5000.0))
    rest = results(index).page(Cursor.read(page["next"]))
    assert rest["next"] is None
    keys = [board["key"] for board in (*page["boards"], *rest["boards"])]
    assert len(keys) == len(set(keys)) == 8
    for board in (*page["boards"], *rest["boards"]):
        order = [each[0] for each in board["order"]]
        while more := results(index).more(board["key"], order[-1])["order"]:  # type: ignore[index]
            order += [each[0] for each in more]
        assert len(order) == len(set(order)) == board["count"] == 22


def test_X4_places_on_a_page_are_those_among_all_runs(index: RunIndex) -> None:
    put(index, many("a", 120))
    (board,) = told(results(index).page()["boards"])
    assert [row["place"] for row in board["rows"]] == list(range(1, PAGE + 1))
    assert board["rows"][0]["run"] == "a0119"
    (found,) = told(results(index, "a0003").page()["boards"])
    assert [(row["run"], row["place"]) for row in found["rows"]] == [("a0003", 117)]
    assert found["count"] == 1


def test_X4_a_poll_tells_only_what_changed_on_the_page(index: RunIndex) -> None:
    put(index, [*many("a", 3, created=20.0), *many("b", 3, created=10.0)])
    page = results(index).page()
    assert changes(index, page) == {"boards": [], "gone": [], "mark": page["mark"], "runs": 6, "reading": ""}
    put(index, [{**many("b", 1)[0], "created": 10.0, "name": "mine"}])
    found = changes(index, page)
    (board,) = found["boards"]
    assert [row["name"] for row in board["rows"] if not row["reference"]] == ["mine"]
    assert [key for key, *_, differs, _, _ in board["order"] if differs and not key.startswith("=")] == ["b0000"]
    assert len(json.dumps(found)) < 3000
    assert changes(index, {**page, "mark": found["mark"]})["boards"] == []


def test_X4_a_run_that_becomes_the_best_takes_the_first_place_of_what_is_shown(index: RunIndex) -> None:
    put(index, many("a", 120))
    page = results(index).page()
    put(index, [facts("a-best", (9e3, 9e3, 9e3), datasets={"source": "a", "target": "t"}, created=5.0)])
    (board,) = changes(index, page)["boards"]
    assert [key for key, *_ in board["order"]][:2] == ["a-best", "a0119"]
    assert [row["run"] for row in board["rows"]] == ["a-best"]
    assert len(board["order"]) == PAGE


def test_X4_boards_that_came_since_are_told_whole_and_those_below_the_page_are_not(index: RunIndex) -> None:
    for board in "abcdefgh":
        put(index, many(board, 20, created=1000.0 - ord(board)))
    page = results(index).page()
    put(index, [*many("new", 2, created=9000.0), *many("h", 1, first=30, created=1000.0 - ord("h"))])
    (board,) = changes(index, page)["boards"]
    assert {row["run"] for row in board["rows"] if row["run"]} == {"new0000", "new0001"}
    for name in ("v", "w", "x", "y", "z"):
        put(index, many(name, 1, created=9000.0))
    assert changes(index, page) == {"reset": True}


def test_X4_boards_further_down_that_are_read_later_are_offered_and_not_put_in(index: RunIndex) -> None:
    put(index, many("b", 2, created=100.0))
    page = results(index).page()
    assert page["next"] is None
    put(index, [*many("a", 2, created=200.0), *many("c", 2, created=50.0)])
    found = changes(index, page)
    assert [board["newest"] for board in found["boards"]] == [200.0]
    older = results(index).page(Cursor.read(found["next"]))
    assert [board["newest"] for board in older["boards"]] == [50.0]
    assert changes(index, page, "b0001") == {**changes(index, page), "boards": [], "next": None}


def test_X4_what_was_deleted_is_gone_from_the_page(index: RunIndex) -> None:
    put(index, [*many("a", 3, created=20.0), *many("b", 1, created=10.0)])
    page = results(index).page()
    index._write([], [("runs", "a0001"), ("runs", "b0000")])
    found = changes(index, page)
    assert found["gone"] == [page["boards"][1]["key"]]
    assert [key for key, *_ in found["boards"][0]["order"] if not key.startswith("=")] == ["a0002", "a0000"]


def test_X4_a_mark_that_this_index_never_gave_begins_anew(index: RunIndex) -> None:
    put(index, many("a", 1))
    for mark in ("", "x", "other.1", f"{index.mark()[0]}.999", f"{index.mark()[0]}.-1", f"{index.mark()[0]}.{'9' * 30}", "٣.٣"):
        assert results(index).changes(Mark.read(mark), {}, None) == {"reset": True}


def test_X4_a_poll_is_at_most_twenty_kilobytes_whatever_changed(index: RunIndex) -> None:
    long = {"name": "名" * 80, "tags": [f"{'签' * 28}{number}" for number in range(20)], "notes": "注" * 4000}
    for board in "abcde":
        put(index, many(board, 60, created=1000.0 - ord(board)))
    page = results(index).page()
    shown = {board["key"]: 60 for board in page["boards"]}
    for board in "abcde":
        put(index, many(board, 60, created=1000.0 - ord(board), **long))
    found = results(index).changes(Mark.read(page["mark"]), shown, None)
    assert len(json.dumps(found)) <= 20_000
    order = [each for board in found["boards"] for each in board["order"]]
    assert len(order) == FOLLOWED
    assert all(each[4] for each in order if not each[0].startswith("="))
    lacking = [key for key, *_ in found["boards"][1]["order"]][:PAGE]
    rows = results(index).rows(found["boards"][1]["key"], lacking)
    assert rows is not None
    assert [row["key"] for row in rows["rows"]] == lacking


def counted(index: RunIndex, act) -> tuple[int, int]:
    """How many questions the index is asked, and how many steps of its machine they take, in hundreds."""
    asked, steps = 0, 0
    ask = index._file._in_file

    def counting(question, begin):
        def noted(database: sqlite3.Connection):
            nonlocal asked

            def step() -> int:
                nonlocal steps
                steps += 1
                return 0

            asked += 1
            database.set_progress_handler(step, 100)
            return question(database)

        return ask(noted, begin)

    index._file._in_file = counting  # type: ignore[method-assign]
    try:
        act()
    finally:
        index._file._in_file = ask  # type: ignore[method-assign]
    return asked, steps


@pytest.mark.slow
def test_X4_a_poll_of_two_thousand_runs_costs_what_one_of_twenty_does(index: RunIndex) -> None:
    boards = Boards(index)
    costs = []
    for count in (20, 2000):
        put(index, many("a", count))
        page = results(index, boards=boards).page()
        mark, shown = Mark.read(page["mark"]), seen(page)
        costs.append(counted(index, lambda mark=mark, shown=shown: results(index, boards=boards).changes(mark, shown, None)))
    assert costs[1][0] == costs[0][0] <= 4
    assert costs[1][1] <= costs[0][1] + 25  # counting two thousand, at the most


def test_G3_somebody_elses_boards_do_not_exist(index: RunIndex) -> None:
    put(index, many("a", 3), owner="b")
    page = Leaderboard(Boards(index), "b", "en").page()
    key = page["boards"][0]["key"]
    assert results(index).page()["boards"] == []
    assert results(index).more(key, "") is None
    assert results(index).rows(key, ["a0000"]) is None
    assert results(index).changes(Mark(page["mark"].split(".")[0], 0), {key: 10}, None)["boards"] == []


def test_X8_a_run_with_a_score_that_is_no_number_has_no_place_and_the_others_keep_theirs(home: Home) -> None:
    odd = facts("odd", (1.0, 0.9, 0.8))
    odd["scores"]["bnm"] = None  # NaN, in JSON
    (board,) = board_of(home, facts("mcc", (0.9, 0.8, 0.7)), odd)
    places = {each["strategy"]: each["place"] for each in board["rows"]}
    assert places["odd"] is None
    assert places["MCC"] is not None
