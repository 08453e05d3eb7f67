"""Training and validation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from tlgui.data.split import divide, split, told
from tlgui.tasks import TASKS


def hashes(count: int) -> list[str]:
    return [f"{index:064x}" for index in range(count)]


def test_each_class_is_split_in_the_same_proportion() -> None:
    labels = np.repeat([0, 1], [80, 20])
    train, check = split(hashes(100), labels, 0.2, 0)
    assert np.bincount(labels[check]).tolist() == [16, 4]
    assert np.array_equal(np.sort(np.concatenate([train, check])), np.arange(100))
    assert train.dtype == check.dtype == np.int64


def test_the_seed_decides_and_nothing_else() -> None:
    labels = np.repeat([0, 1], 50)
    first, again, other = (split(hashes(100), labels, 0.2, seed)[1] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_order_of_the_files_does_not_matter() -> None:
    names, labels = hashes(60), np.arange(60) % 3
    order = np.random.default_rng(0).permutation(60)
    checked = {names[index] for index in split(names, labels, 0.3, 5)[1]}
    shuffled = [names[index] for index in order]
    assert {shuffled[index] for index in split(shuffled, labels[order], 0.3, 5)[1]} == checked


def test_A22_copies_are_never_on_both_sides() -> None:
    names = [f"{index // 4:064x}" for index in range(80)]
    train, check = split(names, np.arange(80) % 2, 0.25, 0)
    assert not {names[index] for index in train} & {names[index] for index in check}


def test_A22_a_picture_with_two_labels_does_not_cost_a_class_its_training_pictures() -> None:
    labels = np.array([0, 0, 0, 1, 1])
    for seed in range(30):
        train, _ = split(["x", "a", "b", "x", "c"], labels, 0.5, seed)
        assert set(labels[train]) == {0, 1}


def test_A5_a_class_with_one_picture_only_trains() -> None:
    train, check = split(hashes(21), np.array([0] * 20 + [1]), 0.5, 0)
    assert 20 in train
    assert 20 not in check


def test_copies_of_one_picture_are_one_picture() -> None:
    train, check = split(["a"] * 5 + ["b"] * 5, np.array([0] * 5 + [1] * 5), 0.5, 0)
    assert (len(train), len(check)) == (10, 0)


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_A25_a_class_with_two_pictures_has_one_on_each_side(share: float) -> None:
    labels = np.repeat([0, 1], [1000, 2])
    train, check = split(hashes(1002), labels, share, 0)
    assert (labels[train] == 1).sum() == (labels[check] == 1).sum() == 1


def test_pictures_without_a_label_are_on_neither_side() -> None:
    labels = np.array([0, 0, -1, 1, 1, -1])
    train, check = split(hashes(6), labels, 0.5, 0)
    assert sorted([*train, *check]) == [0, 1, 3, 4]


def test_without_labels_all_pictures_are_one_class() -> None:
    train, check = split(hashes(10), None, 0.2, 0)
    assert (len(train), len(check)) == (8, 2)


def test_no_pictures_give_two_empty_sides() -> None:
    train, check = split([], None, 0.2, 0)
    assert (train.shape, check.shape) == ((0,), (0,))


@given(
    pictures=some.lists(some.tuples(some.integers(0, 30), some.integers(-1, 3)), max_size=60),
    share=some.floats(0.05, 0.5),
    seed=some.integers(0, 2**32 - 1),
)
def test_any_split_is_sorted_disjoint_and_complete(pictures: list[tuple[int, int]], share: float, seed: int) -> None:
    names, labels = [str(content) for content, _ in pictures], np.array([label for _, label in pictures], dtype=np.int64)
    train, check = split(names, labels, share, seed)
    assert sorted([*train, *check]) == np.flatnonzero(labels >= 0).tolist()
    assert (np.diff(train) > 0).all()
    assert (np.diff(check) > 0).all()
    assert not {names[index] for index in train} & {names[index] for index in check}


def test_values_are_split_within_ranges_so_that_both_sides_have_small_and_large_ones() -> None:
    values = np.concatenate([np.linspace(0, 1, 50), [np.nan, np.nan]])
    for seed in range(5):
        train, check = split(hashes(52), TASKS["regression"].strata(values), 0.2, seed)
        assert (len(train), len(check)) == (40, 10)
        assert np.bincount((values[check] * 4.999).astype(int)).tolist() == [2] * 5


@pytest.mark.parametrize("values", [[], [1.0], [np.nan], [7.0] * 40, [1e12, *np.zeros(60)]])
def test_A35_constant_few_and_wild_values_are_split(values: list[float]) -> None:
    array = np.asarray(values, float)
    train, check = split(hashes(len(values)), TASKS["regression"].strata(array), 0.2, 0)
    assert len(train) + len(check) == (~np.isnan(array)).sum()


def test_training_sees_no_copy_of_a_targets_validation_picture_not_even_an_unlabelled_one() -> None:
    labels = np.array([0, 0, 0, 1, 1, 1, -1, -1])
    first = divide(hashes(8), labels, "target", 0.4, 0)
    names = hashes(8)
    names[6] = names[int(first.validation[0])]
    parts = divide(names, labels, "target", 0.4, 0)
    assert parts.seen.tolist() == sorted({*range(8)} - {*parts.validation.tolist(), 6})
    assert parts.scored.tolist() == parts.validation.tolist()


def test_a_source_is_seen_as_far_as_it_trains_and_a_target_without_labels_as_a_whole() -> None:
    source = divide(hashes(8), np.array([0, 0, 0, 0, 1, 1, 1, -1]), "source", 0.25, 0)
    assert source.seen.tolist() == source.train.tolist()
    target = divide(hashes(8), None, "target", 0.25, 0)
    assert [len(part) for part in target] == [8, 0, 8, 8]


def test_what_a_person_labeled_trains_and_neither_it_nor_a_copy_of_it_is_scored() -> None:
    parts = told(["a", "b", "a", "c", "d"], np.array([0, -1, -1, 1, -1]))
    assert parts.train.tolist() == [0, 3]
    assert parts.scored.tolist() == [1, 4]
    assert parts.seen.tolist() == [0, 1, 2, 3, 4]
