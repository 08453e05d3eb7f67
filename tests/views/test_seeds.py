"""Several seeds of one setting are one line, which tells their mean and spread."""

from __future__ import annotations

from typing import Any

import pytest

from tlgui.views.seeds import by_setting


def run(name: str, seed: int, target: float | None, **more: Any) -> dict[str, Any]:
    metrics = {"accuracy": {"source": 0.9, "target": target, "baseline": 0.5, "normalisation_alone": None}}
    common = {"run": name, "status": "finished", "strategy": "mcc", "task": "classification", "metrics": metrics}
    return {**common, "settings": {"seed": seed, "epochs": more.pop("epochs", 4)}, **more}


def names(runs: list[dict[str, Any]]) -> list[str]:
    return ["".join(each["run"] for each in found.runs) for found in by_setting(runs)]


def test_seeds_of_one_setting_stand_together_where_the_first_of_them_does() -> None:
    assert names([run("a", 0, 0.8), run("b", 0, 0.7, strategy="dann"), run("c", 1, 0.9)]) == ["ac", "b"]
    found = by_setting([run("a", 0, 0.8), run("c", 1, 0.9)])[0].as_json()
    assert (found["runs"], found["seeds"]) == (["a", "c"], [0, 1])
    assert found["target"] == {"mean": pytest.approx(0.85), "deviation": pytest.approx(0.1 / 2**0.5)}
    assert found["baseline"] == {"mean": 0.5, "deviation": 0}
    assert found["normalisation_alone"] is None


@pytest.mark.parametrize(
    "other",
    [
        {"epochs": 5},
        {"strategy_settings": {"mcc": {"weight": 2.0}}},
        {"given_labels": 20},
        {"datasets": {"source": "x", "target": "y"}},
        {"status": "running"},
        {"distilled_from": [{"strategy": "dann"}]},
        {"target_labels_used_for": "nothing (sealed)"},
    ],
)
def test_what_differs_in_more_than_its_seed_or_has_no_result_stands_alone(other: dict[str, Any]) -> None:
    assert names([run("a", 0, 0.8), run("b", 1, 0.8, **other)]) == ["a", "b"]


def test_the_same_seed_once_more_is_no_seed_more() -> None:
    assert names([run("a", 0, 0.8), run("b", 0, 0.8), run("c", 1, 0.7)]) == ["ac", "b"]


def test_while_labels_are_sealed_nothing_is_told_of_the_target() -> None:
    assert by_setting([run("a", 0, None), run("b", 1, None)])[0].spread() is None
