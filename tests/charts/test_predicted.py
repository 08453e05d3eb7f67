"""Predicted against true values."""

from __future__ import annotations

import json

import numpy as np

from tlgui.charts.predicted import POINTS_SHOWN, predicted_against_true


def words(key: str) -> str:
    return key


def test_each_picture_is_a_point_and_the_diagonal_spans_all() -> None:
    values = {"true": np.array([3.0, 1.0, 2.0]), "predicted": np.array([3.5, 0.5, 2.0]), "baseline": np.array([9.0, 9.0, -1.0])}
    found = predicted_against_true(values, words, "age")
    diagonal, baseline, own = found["traces"]
    assert (diagonal["x"], diagonal["y"]) == ([-1.0, 9.0], [-1.0, 9.0])
    assert sorted(zip(own["x"], own["y"], strict=True)) == [(1.0, 0.5), (2.0, 2.0), (3.0, 3.5)]
    assert sorted(zip(baseline["x"], baseline["y"], strict=True)) == [(1.0, 9.0), (2.0, -1.0), (3.0, 9.0)]
    assert found["layout"]["xaxis"]["title"]["text"] == "predicted.true (age)"
    json.dumps(found, allow_nan=False)


def test_without_values_there_is_nothing_to_draw() -> None:
    assert predicted_against_true({}, words)["traces"] == []


def test_of_many_pictures_some_are_drawn_with_the_smallest_and_the_largest() -> None:
    true = np.random.default_rng(0).permutation(10 * POINTS_SHOWN).astype(float)
    found = predicted_against_true({"true": true, "predicted": true + 1}, words)
    points = found["traces"][-1]
    assert len(points["x"]) == POINTS_SHOWN
    assert (min(points["x"]), max(points["x"])) == (0, 10 * POINTS_SHOWN - 1)
    assert all(y - x == 1 for x, y in zip(points["x"], points["y"], strict=True))
