"""The frame of a run's maps: nearly all points set it, outliers do not."""

from __future__ import annotations

import numpy as np
import pytest

from tlgui.charts.frame import FEWEST, frame_of


def cloud(size: int = 400, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, (size, 2)).astype(np.float32)


def with_outlier(points: np.ndarray, x: float, y: float) -> np.ndarray:
    return np.concatenate([points, np.array([[x, y]], np.float32)])


@pytest.mark.parametrize("size", [FEWEST, 60, 406, 10_000])
@pytest.mark.parametrize("at", [(100, 0), (-100, 0), (0, 100), (30, -100)])
def test_14_one_outlier_does_not_squeeze_a_map(size: int, at: tuple[float, float]) -> None:
    frame = frame_of([with_outlier(cloud(size), *at)])
    assert frame is not None
    left, right, bottom, top = frame
    assert -1.1 < left <= -0.5 < 0.5 <= right < 1.1
    assert -1.1 < bottom <= -0.5 < 0.5 <= top < 1.1


def test_all_maps_of_a_run_share_the_frame_and_an_outlier_in_each_counts_in_none() -> None:
    moved = cloud(seed=1) + np.float32(5)
    frame = frame_of([with_outlier(cloud(), 50, 50), with_outlier(moved, 60, 60)])
    assert frame is not None
    left, right, bottom, top = frame
    assert left < -0.9
    assert 5.9 < right < 6.4
    assert bottom < -0.9
    assert 5.9 < top < 6.4


def test_a_small_cluster_apart_is_no_outlier() -> None:
    """A class whose pictures lie apart is what a map is there to show."""
    points = np.concatenate([cloud(400), cloud(20) * np.float32(0.1) + np.float32(20)])
    frame = frame_of([points])
    assert frame is None or frame[1] > 20


def test_without_anybody_outside_the_frame_stays_as_it_is() -> None:
    assert frame_of([cloud(), cloud(seed=1)]) is None
    assert frame_of([np.zeros((50, 2))]) is None
    assert frame_of([np.zeros((0, 2)), with_outlier(cloud(3), 100, 100)]) is None
