"""The rule that chooses: pure functions of predictions and shares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tlgui.finding import rule

EVEN = np.full(4, 0.25)


def sure_of(classes: np.ndarray, sureness: float = 0.9, k: int = 4) -> np.ndarray:
    """Predictions that are this sure of these classes."""
    rows = np.full((len(classes), k), (1 - sureness) / (k - 1))
    rows[np.arange(len(classes)), classes] = sureness
    return rows


def test_equal_predicted_shares_are_no_sign_of_other_ones() -> None:
    predicted = sure_of(np.arange(100) % 4)
    test = rule.compare_shares(predicted, predicted, EVEN)
    assert (test.moved, test.overturned, test.differ) == (0.0, 0.0, False)


def test_shares_differ_where_both_networks_say_so_and_agree_on_what_is_sure() -> None:
    skewed = sure_of(np.repeat([0, 1, 2, 3], [70, 20, 5, 5]))
    test = rule.compare_shares(skewed, skewed, EVEN)
    assert test.moved == pytest.approx(0.45)
    assert test.differ


def test_one_network_alone_is_not_believed() -> None:
    skewed, even = sure_of(np.repeat([0, 1], [90, 10])), sure_of(np.arange(100) % 4)
    assert not rule.compare_shares(skewed, even, EVEN).differ
    assert not rule.compare_shares(even, skewed, EVEN).differ


def test_where_normalizing_overturns_what_source_only_is_sure_of_its_shares_are_not_believed() -> None:
    classes = np.repeat([0, 1], [90, 10])
    test = rule.compare_shares(sure_of(classes), sure_of(1 - classes), EVEN)
    assert (test.overturned, test.differ, test.believed) == (1.0, True, False)
    assert rule.shares_seeming(sure_of(classes), sure_of(1 - classes), EVEN, test.believed).tolist() == [0.1, 0.9, 0, 0]
    alike = rule.compare_shares(sure_of(classes), sure_of(classes), EVEN)
    assert alike.believed
    assert rule.shares_seeming(sure_of(classes), sure_of(1 - classes), EVEN, alike.believed).tolist() == [0.9, 0.1, 0, 0]


def test_half_of_the_sources_own_shares_is_taken_out_of_predictions() -> None:
    source = np.array([0.64, 0.2, 0.12, 0.04])
    found = rule.evened(source[None], source)  # what a network says of a picture of which it knows nothing
    assert found == pytest.approx((source**0.5 / (source**0.5).sum())[None])
    assert rule.evened(found, EVEN) == pytest.approx(found)


def test_a_class_that_the_source_does_not_have_does_not_drown_the_others() -> None:
    found = rule.evened(np.array([[0.6, 0.399, 0.001, 0.0]]), np.array([0.5, 0.5, 0.0, 0.0]))
    assert found.argmax(1) == [0]
    assert np.isfinite(found).all()


def test_what_is_frequent_in_the_source_is_predicted_too_often_of_what_a_network_does_not_know() -> None:
    source = np.array([0.7, 0.1, 0.1, 0.1])
    unsure = np.tile([0.4, 0.3, 0.2, 0.1], (50, 1))
    assert rule.shares_predicted(unsure).tolist() == [1, 0, 0, 0]
    for believed in (True, False):
        assert rule.shares_seeming(unsure, unsure, source, believed).tolist() == [0, 1, 0, 0]


def test_networks_that_pull_toward_the_sources_shares_are_asked_how_far_they_still_are_from_them() -> None:
    skewed, even = sure_of(np.repeat([0, 1, 2, 3], [70, 20, 5, 5])), sure_of(np.arange(100) % 4)
    assert rule.still_moved([skewed, even, even], EVEN) == pytest.approx(0.15)
    assert rule.still_moved([], EVEN) == 0.0


def test_overturned_looks_at_the_surer_half_alone() -> None:
    classes = np.repeat([0, 1], [90, 10])
    source_only = sure_of(classes, 0.9)
    source_only[:40] = sure_of(classes[:40], 0.5)  # 60 surer, of which none is overturned
    alone = classes.copy()
    alone[:40] = 2
    assert rule.compare_shares(source_only, sure_of(alone), EVEN).overturned == 0.0


def test_labels_correct_the_shares_that_were_predicted() -> None:
    truth = np.repeat([0, 1], [80, 20])
    predicted = truth.copy()
    predicted[:20] = 1  # a quarter of class 0 is taken for class 1
    places = np.arange(0, 100, 5)  # as many of each kind as there are
    found = rule.shares_from_labels(sure_of(predicted), sure_of(truth), places, truth[places], EVEN)
    expected = (20 * np.array([0.8, 0.2, 0, 0]) + 3 * EVEN) / 23
    assert found == pytest.approx(expected)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=30, max_size=60), st.data())
def test_shares_from_labels_are_shares(predicted: list[int], data: st.DataObject) -> None:
    places = np.array(data.draw(st.lists(st.integers(0, len(predicted) - 1), min_size=1, max_size=20, unique=True)))
    labels = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(places), max_size=len(places))))
    found = rule.shares_from_labels(sure_of(np.array(predicted)), sure_of(np.array(predicted[::-1])), places, labels, EVEN)
    assert found.sum() == pytest.approx(1)
    assert (found > 0).all()


def test_the_nearest_network_agrees_most_often_with_all_together() -> None:
    a, b = np.arange(40) % 4, np.arange(40) % 4
    b[:10] = 3 - b[:10]
    name, agreement = rule.nearest({"b": sure_of(b), "a": sure_of(a)}, sure_of(a))
    assert (name, agreement) == ("a", 1.0)
