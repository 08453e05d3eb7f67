"""Which evaluations get a snapshot."""

from __future__ import annotations

import pytest

from tlgui.strategies.base import Batches, Phase
from tlgui.training.moments import MOMENTS, SECONDS_APART, SnapshotSchedule

GRADIENT = Phase("gradient", "mcc", batches=Batches(source=True))


@pytest.mark.parametrize(
    ("phases", "between", "cost", "expected"),
    [
        (1, 10.0, 0.1, [0, 2, 4, 6, 8, 10]),
        (2, 10.0, 0.1, [0, 4, 8, 12, 16, 20]),
        (1, 0.25, 0.01, [0, 6]),  # three seconds in all: maps would come late
        (1, 10.0, 2.0, [0, 4, 8]),  # a snapshot costs as much as two seconds of training: one each forty
    ],
)
def test_moments_are_spread_over_training_and_cost_little(phases: int, between: float, cost: float, expected: list[int]) -> None:
    now = [0.0]

    def take() -> None:
        now[0] += cost

    moments = SnapshotSchedule([GRADIENT] * phases, clock=lambda: now[0])
    taken = []
    for place in range(12 * phases):
        now[0] += between
        if moments.at_evaluation(take):
            taken.append(place)
    assert taken == expected
    assert len(taken) <= MOMENTS
    assert SECONDS_APART > 0.25


def test_the_only_evaluation_is_no_moment_since_it_is_kept() -> None:
    assert not SnapshotSchedule([Phase("statistics", "adabn")]).at_evaluation(lambda: pytest.fail("taken"))
