"""Runs side by side, ordered without a label."""

from __future__ import annotations

from typing import Any

import pytest

from tlgui.runs.pick import RANKED
from tlgui.ui.leaderboard import leaderboard


def row(name: str, scores: tuple[float, float, float] | None, **more: Any) -> dict[str, Any]:
    return {
        **{"run": name, "strategy": name, "backbone": "Lite0", "pair": ("s", "t"), "source": "photo", "target": "art"},
        **{"task": "classification", "state": "finished", "sealed": False, "created": 1.0, "baseline_kind": "source_only"},
        "scores": dict(zip(RANKED, scores, strict=True)) if scores else {},
        "references": references() if scores else {},
        **{"epochs": 50, "source_metric": 0.95, "target_metric": None},
        **{"learned_from_target": False, "class_map": {"rename": {}, "leave_out": []}, "scored_on": 105},
        **{"better_than_baseline": True if scores else None, "over_baseline": None, "over_normalisation": None},
        **more,
    }


def references(run: str = "b", target: float | None = None, alone: float | None = None) -> dict[str, dict[str, Any]]:
    """What a finished run is compared with; by the scores normalisation alone is better than source-only."""

    def made(name: str, scores: tuple[float, float, float], metric: float | None) -> dict[str, Any]:
        return {"run": name, "scores": dict(zip(RANKED, scores, strict=True)), "source_metric": 0.97, "target_metric": metric}

    return {
        "baseline": made(f"{run}-source-only", (1.0, 0.5, 0.3), target),
        "normalisation_alone": made(f"{run}-alone", (1.1, 0.6, 0.35), alone),
    }


def test_runs_are_ordered_by_their_mean_rank_with_both_references_among_them() -> None:
    rows = [row("mmd", (0.9, 0.4, 0.2), better_than_baseline=False), row("mcc", (1.4, 0.9, 0.6)), row("stopped", None)]
    (group,) = leaderboard(rows, "en")
    assert group["data"] == "photo → art"
    told = [(each["place"], each["strategy"], each["reference"], each["negative"]) for each in group["rows"]]
    assert told == [
        (1, "mcc", False, False),
        (2, "Normalisation alone", True, False),
        (3, "Source-only (the baseline)", True, False),
        (4, "mmd", False, True),
        (None, "stopped", False, False),
    ]
    assert group["words"] == "All three scores put mcc first."
    assert not any(each["apart"] for each in group["rows"])


def test_scores_that_disagree_are_said() -> None:
    rows = [row("mcc", (1.4, 0.9, 0.1)), row("cdan", (1.2, 0.95, 0.9))]
    (group,) = leaderboard(rows, "en")
    by_name = {each["strategy"]: each for each in group["rows"]}
    assert by_name["mcc"]["ranks"] == {"information_maximisation": 1, "bnm": 2, "class_ami": 4}
    assert by_name["mcc"]["apart"]
    assert not by_name["cdan"]["apart"]
    assert group["words"].startswith(
        "cdan has the best mean rank, but the scores disagree: mcc is first by information maximisation"
    )


def test_runs_with_other_settings_have_a_baseline_of_their_own() -> None:
    rows = [
        row("mcc", (1.4, 0.9, 0.6), references=references("b", 0.6, 0.7)),
        row("dann", (1.3, 0.8, 0.5), references=references("c", 0.5, 0.45), epochs=5),
    ]
    (group,) = leaderboard(rows, "en")
    of_epochs = {(each["strategy"], each["epochs"]): each for each in group["rows"] if each["reference"]}
    assert {key: each["target_metric"] for key, each in of_epochs.items()} == {
        ("Source-only (the baseline)", 50): 0.6,
        ("Normalisation alone", 50): 0.7,
        ("Source-only (the baseline)", 5): 0.5,
        ("Normalisation alone", 5): 0.45,
    }


def test_runs_that_learned_from_target_labels_stand_apart_and_have_no_place() -> None:
    kept_out = {"learned_from_target": True, "scored_on": 21, "references": references("b", 0.76, 0.67), "target_metric": 0.9}
    rows = [row("tuned", (2.0, 1.0, 1.0), **kept_out), row("mcc", (1.4, 0.9, 0.6), references=references("b", 0.66, 0.73))]
    tuned, adapted = leaderboard(rows, "en")
    assert [each["place"] for each in tuned["rows"]] == [None, None, None]
    assert tuned["words"].startswith("These learned from target labels.")
    assert tuned["missing"] is None
    assert {each["target_metric"] for each in tuned["rows"] if each["reference"]} == {0.76, 0.67}
    assert adapted["words"] == "All three scores put mcc first."
    assert {each["target_metric"] for each in adapted["rows"] if each["reference"]} == {0.66, 0.73}


def test_runs_with_other_classes_stand_apart() -> None:
    rows = [row("mcc", None, class_map={"rename": {"cat": "pet"}, "leave_out": ["dog"]}), row("dann", None)]
    one, other = leaderboard(rows, "en")
    assert (one["classes"], other["classes"]) == ("cat → pet · without dog", "")


@pytest.mark.parametrize("newest", [0, 1])
def test_a_run_that_knows_less_does_not_hide_a_references_number(newest: int) -> None:
    rows = [row("going on", None, references=references("b")), row("mcc", (1.4, 0.9, 0.6), references=references("b", 0.6, 0.7))]
    (group,) = leaderboard([rows[newest], rows[1 - newest]], "en")
    assert {each["target_metric"] for each in group["rows"] if each["reference"]} == {0.6, 0.7}


def test_a_reference_that_was_trained_again_with_the_same_outcome_stands_there_once() -> None:
    rows = [row(name, (1.4, 0.9, 0.6), references=references(run, 0.6, 0.7)) for name, run in (("mcc", "b"), ("dann", "c"))]
    (group,) = leaderboard(rows, "en")
    assert [each["reference_kind"] for each in group["rows"] if each["reference"]].count("baseline") == 1
    assert len(group["rows"]) == 4


def test_each_reference_is_measured_by_the_other() -> None:
    (group,) = leaderboard([row("mcc", (1.4, 0.9, 0.6), references=references("b", 0.6, 0.55))], "en")
    over = {each["strategy"]: (each["over_baseline"], each["over_normalisation"]) for each in group["rows"] if each["reference"]}
    assert over["Source-only (the baseline)"] == (None, pytest.approx(0.05))
    assert over["Normalisation alone"] == (pytest.approx(-0.05), None)
    assert [each["strategy"] for each in group["rows"] if each["negative"]] == ["Normalisation alone"]
    (sealed,) = leaderboard([row("mcc", (1.4, 0.9, 0.6))], "en")
    assert not any(each["over_baseline"] or each["over_normalisation"] for each in sealed["rows"])


def test_where_no_run_brought_normalisation_alone_it_is_one_press_away() -> None:
    def told(*rows: dict[str, Any]) -> dict[str, str] | None:
        return leaderboard(list(rows), "en")[0]["missing"]

    early = row("mcc", None, state="stopped")
    found = told(early)
    assert found is not None
    assert found["href"] == "./?source=s&target=t&strategy=adabn"
    assert told(row("mcc", (1.4, 0.9, 0.6)), early) is None  # another run has it
    assert told(row("mcc", None, state="running"), early) is None  # and this one will
    assert told(row("tune", None, state="finished", baseline_kind="linear_probe")) is None
    assert told(row("tune", None, pair=(None, "t"), state="stopped")) is None


def test_a_run_that_has_unlearned_the_source_has_no_place() -> None:
    rows = [row("collapsed", (9.0, 9.0, 9.0), source_metric=0.3), row("mcc", (1.4, 0.9, 0.6))]
    (group,) = leaderboard(rows, "en")
    assert {each["strategy"]: each["place"] for each in group["rows"]}["collapsed"] is None
    assert group["rows"][0]["strategy"] == "mcc"


def test_open_labels_say_what_is_negative_transfer_and_other_data_stand_apart() -> None:
    rows = [
        row("mcc", (1.4, 0.9, 0.6), over_baseline=-0.02),
        row("ages", None, pair=("a", "b"), task="regression", over_baseline=0.3),
        row("dann", (1.3, 0.8, 0.5), over_baseline=-0.004),
    ]
    first, second = leaderboard(rows, "en")
    assert {each["strategy"]: each["negative"] for each in first["rows"]} == {
        **{"mcc": True, "dann": False, "Source-only (the baseline)": False, "Normalisation alone": False}
    }
    assert [each["strategy"] for each in second["rows"]] == ["ages"]
    assert leaderboard([], "en") == []


def test_X8_a_run_with_a_score_that_is_no_number_has_no_place_and_the_others_keep_theirs() -> None:
    odd = row("odd", (1.0, 0.9, 0.8))
    odd["scores"]["bnm"] = None  # NaN, in JSON
    [group] = leaderboard([row("mcc", (0.9, 0.8, 0.7)), odd], "en")
    places = {each["strategy"]: each["place"] for each in group["rows"]}
    assert places["odd"] is None
    assert places["mcc"] is not None
