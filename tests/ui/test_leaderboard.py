"""Runs side by side, ordered without a label."""

from __future__ import annotations

from typing import Any

from tlgui.runs.pick import RANKED
from tlgui.ui.leaderboard import leaderboard


def row(name: str, scores: tuple[float, float, float] | None, **more: Any) -> dict[str, Any]:
    return {
        **{"run": name, "strategy": name, "backbone": "Lite0", "pair": ("s", "t"), "source": "photo", "target": "art"},
        **{"task": "classification", "state": "finished", "sealed": False, "created": 1.0, "baseline_kind": "source_only"},
        "scores": dict(zip(RANKED, scores, strict=True)) if scores else {},
        "baseline_scores": dict(zip(RANKED, (1.0, 0.5, 0.3), strict=True)) if scores else {},
        **{
            "epochs": 50,
            "baseline_run": "b",
            "source_metric": 0.95,
            "target_metric": None,
            "baseline_source_metric": 0.97,
            "baseline_target_metric": None,
        },
        **{"better_than_baseline": True if scores else None, "over_baseline": None, "over_normalisation": None},
        **more,
    }


def test_runs_are_ordered_by_their_mean_rank_with_source_only_among_them() -> None:
    rows = [row("mmd", (0.9, 0.4, 0.2), better_than_baseline=False), row("mcc", (1.4, 0.9, 0.6)), row("stopped", None)]
    (group,) = leaderboard(rows, "en")
    assert group["data"] == "photo → art"
    told = [(each["place"], each["strategy"], each["reference"], each["negative"]) for each in group["rows"]]
    assert told == [
        (1, "mcc", False, False),
        (2, "Source-only (the baseline)", True, False),
        (3, "mmd", False, True),
        (None, "stopped", False, False),
    ]
    assert group["words"] == "All three scores put mcc first."
    assert not any(each["apart"] for each in group["rows"])


def test_scores_that_disagree_are_said() -> None:
    rows = [row("mcc", (1.4, 0.9, 0.1)), row("cdan", (1.2, 0.95, 0.9))]
    (group,) = leaderboard(rows, "en")
    by_name = {each["strategy"]: each for each in group["rows"]}
    assert by_name["mcc"]["ranks"] == {"information_maximisation": 1, "bnm": 2, "class_ami": 3}
    assert by_name["mcc"]["apart"]
    assert not by_name["cdan"]["apart"]
    assert group["words"].startswith(
        "cdan has the best mean rank, but the scores disagree: mcc is first by information maximisation"
    )


def test_runs_with_other_settings_have_a_baseline_of_their_own() -> None:
    rows = [
        row("mcc", (1.4, 0.9, 0.6), baseline_target_metric=0.6),
        row("adabn", (1.3, 0.8, 0.5), baseline_run="c", epochs=5, baseline_target_metric=0.5),
    ]
    (group,) = leaderboard(rows, "en")
    references = {each["epochs"]: each["target_metric"] for each in group["rows"] if each["reference"]}
    assert references == {50: 0.6, 5: 0.5}


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
        **{"mcc": True, "dann": False, "Source-only (the baseline)": False}
    }
    assert [each["strategy"] for each in second["rows"]] == ["ages"]
    assert leaderboard([], "en") == []
