"""Confusion matrices and what else tells what is still wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.ui.made import MadeRun, dataset
from tlgui.home import Home
from tlgui.runs.mistakes import CLASSES_SHOWN, Mistakes, by_chance
from tlgui.runs.target_scores import TargetPredictions, TargetScores


def predictions(columns: list[int], k: int = 3, confidence: list[float] | None = None) -> np.ndarray:
    sure = np.full(len(columns), 0.9) if confidence is None else np.array(confidence)
    made = np.repeat((1 - sure)[:, None] / (k - 1), k, 1)
    made[np.arange(len(columns)), columns] = sure
    return made


def found(labels: list[int] | None, **more: object) -> Mistakes:
    values = {
        "classes": ["ant", "bee", "cow"],
        "baseline_classes": ["ant", "bee", "cow"],
        "pictures": np.array([4, 5, 6, 9]),
        "run": predictions([0, 1, 1, 2], confidence=[0.9, 0.5, 0.7, 0.8]),
        "baseline": predictions([0, 0, 1, 1]),
        "labels": None if labels is None else np.array(labels),
    }
    return Mistakes.of(TargetPredictions(**{**values, **more}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "right", "wrong", "p"),
    [([0, 1, 2, 2], 3, 0, 0.25), ([1, 0, 1, 2], 1, 1, 1.0), ([0, 0, 1, 1], 0, 0, 1.0)],  # binomial, n = 3, 2, 0
)
def test_what_became_right_and_wrong_is_held_against_chance(after: list[int], right: int, wrong: int, p: float) -> None:
    assert found([0, 1, 2, 2], run=predictions(after)).turned() == {"right": right, "wrong": wrong, "p": pytest.approx(p)}
    assert found(None).turned() is None
    assert found([0, 1, 2, 2], baseline=None).turned() is None


def test_rows_are_true_classes_and_columns_predictions() -> None:
    said = found([0, 1, 2, 2]).as_json()
    assert said["matrix"] == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    assert said["baseline"] == [[1, 0, 0], [1, 0, 0], [0, 2, 0]]
    assert (said["wrong"], said["pictures"], said["sealed"]) == (1, 4, False)
    assert [(each["before"], each["after"], each["count"]) for each in said["by_class"]] == [(1, 1, 1), (0, 1, 1), (0, 0.5, 2)]
    assert said["sure"] == [{"picture": 6, "label": "cow", "before": "bee", "after": "bee", "confidence": 0.7}]


def test_a_cell_opens_its_pictures_the_surest_first() -> None:
    given = found([2, 1, 2, 2], run=predictions([1, 1, 1, 2], confidence=[0.6, 0.5, 0.7, 0.8]))
    cell = given.cell(2, 1, "run")
    assert (cell["count"], [each["picture"] for each in cell["pictures"]]) == (2, [6, 4])
    assert given.cell(2, 1, "baseline")["count"] == 2
    assert given.cell(0, 2, "run") == {"count": 0, "pictures": []}


def test_without_labels_the_rows_are_what_the_baseline_said() -> None:
    given = found(None)
    said = given.as_json()
    assert said["sealed"]
    assert said["baseline"] is None
    assert said["matrix"] == [[1, 1, 0], [0, 1, 1], [0, 0, 0]]
    assert (said["wrong"], [each["picture"] for each in said["sure"]]) == (2, [9, 5])
    assert [each["label"] for each in said["sure"]] == [None, None]
    assert [each["after"] for each in said["by_class"]] == pytest.approx([0.25, 0.5, 0.25])
    assert found(None, baseline=None).as_json() == {"nothing": True}


def test_a_baseline_with_other_classes_is_matched_by_name() -> None:
    given = found([0, 1, 2, 2], baseline_classes=["cow", "ant", "elk"])
    assert given.before is not None
    assert given.before.tolist() == [2, 2, 0, 0]
    assert found([0, 1, 2, 2], baseline_classes=["cow", "elk", "ant"]).before.tolist() == [2, 2, -1, -1]  # type: ignore[union-attr]


def test_A31_of_very_many_classes_the_worst_are_shown() -> None:
    k = 60
    labels = np.repeat(np.arange(k), 2)
    chosen = labels.copy()
    chosen[labels >= 50] = 7  # the last ten classes are all wrong, and class 7 gets what was theirs
    given = TargetPredictions(
        [f"c{place}" for place in range(k)], [], np.arange(2 * k), predictions(chosen.tolist(), k), None, labels
    )
    said = Mistakes.of(given).as_json()
    shown = [each["class"] for each in said["classes"]]
    assert (len(shown), said["in_all"]) == (CLASSES_SHOWN, k)
    assert shown == sorted(shown)
    assert {7, *range(50, 60)} <= set(shown)


@pytest.mark.parametrize("sealed", [False, True])
def test_a_runs_folder_gives_them_with_and_without_labels(home: Home, sealed: bool) -> None:
    made = MadeRun(home, dataset(home, each=5), dataset(home, each=5, sketch=True), sealed=sealed)
    assert TargetScores(made.run, made.run.events()).predictions() is None
    run = made.whole()
    given = TargetScores(run, run.events()).predictions()
    assert given is not None
    assert (given.labels is None) == sealed
    said = Mistakes.of(given).as_json()
    assert (said["sealed"], said["pictures"], len(said["matrix"])) == (sealed, 20, 4)
    assert sum(map(sum, said["matrix"])) == 20


@pytest.mark.parametrize(("one", "other"), [(0, 0), (1, 0), (7, 101), (3, 3), (40, 60), (500, 400)])
def test_the_sign_test_is_that_of_the_binomial_coefficients(one: int, other: int) -> None:
    n = one + other
    expected = min(1.0, 2 * sum(math.comb(n, k) for k in range(min(one, other) + 1)) / 2**n)
    assert by_chance(one, other) == pytest.approx(expected, rel=1e-9)


def test_the_sign_test_of_a_hundred_thousand_pictures_is_still_a_probability() -> None:
    assert 0.0 <= by_chance(60_000, 40_000) < 1e-300
    assert by_chance(50_000, 50_000) == 1.0
