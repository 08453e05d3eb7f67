"""Class shares of a target without its labels: found where only the shares differ, and never read from labels."""

from __future__ import annotations

import numpy as np
import pytest

from tlgui.insight.class_shares import bias_corrected, by_likelihood, seeming_shares, shares_of, total_variation

EVEN = np.full(3, 1 / 3)


def pictures(shares: np.ndarray, size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Labels, and what the best classifier for even shares says, of points around three corners of a triangle: (n,), (n, 3)."""
    random = np.random.default_rng(seed)
    labels = random.choice(3, size, p=shares)
    corners = 1.5 * np.array([[0, 0], [1, 0], [0, 1]])
    points = corners[labels] + random.normal(size=(size, 2))
    density = np.exp(-0.5 * np.square(points[:, None] - corners).sum(2))
    return labels, density / density.sum(1, keepdims=True)


@pytest.mark.parametrize("true", [(0.7, 0.2, 0.1), (0.5, 0.5, 0.0), (1 / 3, 1 / 3, 1 / 3)])
def test_em_finds_the_shares_that_overlapping_classes_hide(true: tuple[float, ...]) -> None:
    _, target = pictures(np.asarray(true), 4000, seed=1)
    assert total_variation(by_likelihood(target, EVEN), np.asarray(true)) < 0.03


def test_calibration_takes_out_a_temperature_and_a_bias() -> None:
    labels, honest = pictures(EVEN, 4000, seed=0)
    raised = honest**3 * np.array([4.0, 1.0, 1.0])
    twisted = raised / raised.sum(1, keepdims=True)
    _, target = pictures(np.array([0.1, 0.3, 0.6]), 4000, seed=1)
    raised = target**3 * np.array([4.0, 1.0, 1.0])
    seen = raised / raised.sum(1, keepdims=True)
    assert np.abs(bias_corrected(twisted, labels)(seen) - target).mean() < 0.02
    assert total_variation(by_likelihood(bias_corrected(twisted, labels)(seen), EVEN), np.array([0.1, 0.3, 0.6])) < 0.03
    assert total_variation(by_likelihood(seen, EVEN), np.array([0.1, 0.3, 0.6])) > 0.1


def test_shares_stay_shares_when_predictions_are_sure_or_a_class_was_never_seen() -> None:
    sure = np.eye(3)[[0, 0, 0, 2]]
    labels = np.array([0, 2, 2, 0])
    for found in (
        by_likelihood(bias_corrected(np.eye(3)[labels], labels)(sure), np.array([0.5, 0.0, 0.5])),
        by_likelihood(sure, EVEN),
    ):
        assert found == pytest.approx([0.75, 0.0, 0.25], abs=0.01)


def test_labels_that_are_not_known_do_not_count() -> None:
    assert shares_of(np.array([-1, 0, 1, 1]), 2) == pytest.approx([1 / 3, 2 / 3])
    assert shares_of(np.array([-1]), 2) == pytest.approx([0.5, 0.5])


def domains(shares: tuple[float, ...], moved: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features and labels of a source of even shares, and features of a target of the given ones that lies elsewhere."""
    random = np.random.default_rng(0)
    centres, labels, theirs = random.normal(size=(3, 64)), np.repeat(np.arange(3), 60), random.choice(3, 180, p=shares)
    source, target = (centres[each] + random.normal(size=(180, 64)) for each in (labels, theirs))
    return source, labels, target + moved


@pytest.mark.parametrize("moved", [0.0, 5.0])
def test_a_domain_that_only_lies_elsewhere_does_not_seem_to_have_other_shares(moved: float) -> None:
    source, labels, target = domains((1 / 3, 1 / 3, 1 / 3), moved)
    assert total_variation(seeming_shares(source, labels, target, 3), EVEN) < 0.1


def test_a_missing_class_is_missed_and_one_that_the_source_lacks_gets_nothing() -> None:
    source, labels, target = domains((0.5, 0.5, 0.0), 0.5)
    assert seeming_shares(source, labels, target, 4) == pytest.approx([0.5, 0.5, 0.0, 0.0], abs=0.1)
