"""What open labels and told shares say against an answer."""

from __future__ import annotations

import numpy as np
import pytest

from tlgui.finding.open_labels import surely_better, unpredicted

LABELS = np.array([0, 1] * 40)
ALL = np.arange(len(LABELS))


def right_on(count: int) -> np.ndarray:
    """Classes that are right on the first ``count`` pictures."""
    return np.where(count > ALL, LABELS, 1 - LABELS)


def sure(classes: np.ndarray) -> np.ndarray:
    return np.eye(2)[classes]


@pytest.mark.parametrize(("others", "better"), [(60, True), (46, False), (40, False), (20, False)])
def test_a_network_is_surely_better_where_chance_would_hardly_do_as_much(others: int, better: bool) -> None:
    predictions = {"dann": sure(right_on(40)), "alone": sure(right_on(others))}
    assert surely_better(predictions, right_on(40), ALL, LABELS) == (("alone",) if better else ())


def test_the_more_networks_are_compared_the_surer_it_must_be() -> None:
    few, many = ({f"{number}": sure(right_on(48)) for number in range(count)} for count in (1, 30))
    assert surely_better(few, right_on(40), ALL, LABELS) == ("0",)
    assert surely_better(many, right_on(40), ALL, LABELS) == ()


def test_the_best_comes_first_and_only_open_labels_count() -> None:
    predictions = {"good": sure(right_on(60)), "best": sure(right_on(70))}
    assert surely_better(predictions, right_on(40), ALL, LABELS) == ("best", "good")
    assert surely_better(predictions, right_on(40), ALL[:0], LABELS[:0]) == ()


def test_a_class_with_a_few_pictures_by_the_shares_and_no_prediction_is_found() -> None:
    shares = {"cat": 0.9, "dog": 0.06, "fox": 0.04, "owl": 0.0}
    classes = [*shares]
    assert unpredicted(shares, classes, np.array([0] * 79 + [1])) == {"fox": 0.04}
    assert unpredicted(shares, classes, np.array([0] * 40)) == {}  # two pictures at most
