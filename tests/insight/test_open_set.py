"""Pictures of a class that the source does not have, among those that it has."""

from __future__ import annotations

import numpy as np
import pytest

from tlgui.insight.open_set import NEAREST, unlike_source


def in_a_loop(source: np.ndarray, target: np.ndarray, before: np.ndarray) -> list[float]:
    """The definition, picture by picture."""

    def angle(one: np.ndarray, other: np.ndarray) -> float:
        return 1 - float(one @ other) / float(np.sqrt(one @ one) * np.sqrt(other @ other))

    far = [sorted(angle(each, other) for other in source)[min(10, len(source)) - 1] for each in target]
    found = []
    for each in before:
        alike = sorted(range(len(before)), key=lambda other: float(((each - before[other]) ** 2).sum()))[:10]
        found.append(sum(far[other] for other in alike) / len(alike))
    return found


@pytest.mark.parametrize(("n", "m"), [(30, 25), (4, 12), (1, 1), (12, 3)])
def test_the_score_is_the_definition(n: int, m: int) -> None:
    random = np.random.default_rng(n)
    source, target, before = random.normal(size=(n, 5)), random.normal(size=(m, 5)), random.normal(size=(m, 4))
    np.testing.assert_allclose(unlike_source(source, target, before), in_a_loop(source, target, before), atol=1e-5)


def test_pictures_of_a_class_that_the_source_lacks_come_first() -> None:
    random = np.random.default_rng(0)
    corners = 4 * np.eye(4)
    source, target = np.repeat(corners[:3], 40, 0), np.repeat(corners, 30, 0)
    source, target = (each + random.normal(scale=0.7, size=each.shape) for each in (source, target))
    first = np.argsort(-unlike_source(source, target, target))[:30]
    assert set(first.tolist()) == set(range(90, 120))


def test_features_without_a_direction_and_empty_domains_give_numbers() -> None:
    nothing = np.zeros((NEAREST + 2, 3), np.float16)
    assert np.isfinite(unlike_source(nothing, nothing, nothing)).all()
    assert unlike_source(nothing[:0], nothing, nothing).tolist() == [0.0] * len(nothing)
    assert unlike_source(nothing, nothing[:0], nothing[:0]).shape == (0,)
