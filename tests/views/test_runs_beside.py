"""Runs to compare with are told apart, and those that failed are not offered."""

from __future__ import annotations

from typing import Any

from tests.ui.listed import facts
from tlgui.views.runs_beside import runs_beside

MATCHED = {"strategy": "cdan", "target_shares": {"a": 1.0}}


def called(runs: list[dict[str, Any]], later: tuple[str, ...] = (), language: str = "en") -> list[str]:
    return [each["strategy"] for each in runs_beside(runs, language, later)]


def test_networks_of_two_rounds_of_a_search_are_called_as_results_calls_them() -> None:
    runs = [facts("a" * 32, **MATCHED, created=200.0), facts("b" * 32, **MATCHED, created=190.0)]
    assert called(runs, ("a" * 32,)) == ["CDAN with matched classes, round 2", "CDAN with matched classes"]


def test_a_run_that_failed_has_nothing_to_compare() -> None:
    assert called([facts("a" * 32, strategy="mcc", status="failed"), facts("b" * 32, strategy="cdan")]) == ["CDAN"]


def test_a_name_that_somebody_gave_is_taken_and_what_is_alike_in_one_minute_says_a_part_of_its_id() -> None:
    minute = [facts(letter * 32, strategy="mcc", created=120.0 + place) for place, letter in enumerate("abc")]
    minute[1]["name"] = "the good one"
    assert called(minute) == ["MCC (aaaaaaaa)", "the good one", "MCC (cccccccc)"]
    assert called(minute, language="zh")[0] == "MCC（aaaaaaaa）"
    apart = [facts(letter * 32, strategy="mcc", created=100.0 * place) for place, letter in enumerate("ab")]
    assert called(apart) == ["MCC", "MCC"]  # their times tell
