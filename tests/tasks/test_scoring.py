"""Metrics of each task, held against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sklearn.metrics import accuracy_score, mean_absolute_error, r2_score

from tlgui.tasks import TASKS

VALUES, CLASSES = TASKS["regression"], TASKS["classification"]
NUMBERS = some.floats(-1e6, 1e6, allow_nan=False)


@settings(deadline=None)  # the first call imports
@given(some.lists(some.tuples(NUMBERS, NUMBERS), min_size=2, max_size=30))
def test_errors_of_values_are_scikit_learns(pairs: list[tuple[float, float]]) -> None:
    true, predicted = (np.asarray(each) for each in zip(*pairs, strict=True))
    found = VALUES.measure(predicted[:, None], true)
    assert found["mae"] == pytest.approx(mean_absolute_error(true, predicted))
    if np.square(true - true.mean()).sum() > 1e-6:
        assert found["r2"] == pytest.approx(r2_score(true, predicted))


def test_A35_r2_of_a_constant_or_a_single_value_is_not_defined() -> None:
    assert VALUES.measure(np.array([[1.0], [2.0]]), np.array([7.0, 7.0])) == {"mae": 5.5, "r2": None}
    assert VALUES.measure(np.array([[1.0]]), np.array([7.0])) == {"mae": 6.0, "r2": None}


def test_pictures_without_label_count_for_nothing() -> None:
    values = VALUES.labels([1.0, None, 3.0])
    assert VALUES.measure(np.array([[1.0], [99.0], [3.5]]), values)["mae"] == 0.25
    assert VALUES.measure(np.zeros((2, 1)), np.full(2, np.nan)) == {}
    assert CLASSES.measure(np.eye(2), np.array([-1, -1])) == {}
    assert CLASSES.measure(np.eye(3), np.array([0, -1, 0])) == {"accuracy": 0.5}


@settings(deadline=None)  # the first call imports
@given(some.lists(some.tuples(some.integers(0, 3), some.integers(0, 3)), min_size=1, max_size=30))
def test_accuracy_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    true, chosen = (np.asarray(each) for each in zip(*pairs, strict=True))
    assert CLASSES.measure(np.eye(4)[chosen], true)["accuracy"] == pytest.approx(accuracy_score(true, chosen))


def test_a_smaller_error_and_a_larger_accuracy_are_a_gain() -> None:
    assert VALUES.gain(2.0, 3.0) == 1.0
    assert CLASSES.gain(0.75, 0.5) == 0.25
