"""Fewer pictures, and other units."""

from __future__ import annotations

import numpy as np
import pytest

from tlgui.insight.preprocessing import evenly_spread, standardized


@pytest.mark.parametrize(("size", "most", "expected"), [(0, 5, []), (3, 5, [0, 1, 2]), (4, 4, [0, 1, 2, 3]), (9, 3, [0, 4, 8])])
def test_pictures_are_spread_from_the_first_to_the_last(size: int, most: int, expected: list[int]) -> None:
    assert evenly_spread(size, most).tolist() == expected


def test_features_are_in_the_units_of_a_sample_which_may_be_themselves() -> None:
    features = np.random.default_rng(0).normal(3, 2, size=(200, 4))
    own = standardized(features)
    assert own.mean(0) == pytest.approx(0, abs=1e-12)
    assert own.std(0) == pytest.approx(1)
    assert standardized(2 * features + 5, 2 * features + 5) == pytest.approx(own)
    assert standardized(features + 2, features) == pytest.approx(own + 2 / features.std(0))


def test_a_feature_that_never_varies_is_only_centered() -> None:
    assert standardized(np.full((5, 1), 7.0)).tolist() == [[0.0]] * 5
    assert standardized(np.array([[9.0]]), np.full((5, 1), 7.0)).tolist() == [[2.0]]
