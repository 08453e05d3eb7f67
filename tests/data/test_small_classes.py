"""What is said of a source whose classes are too small is what the health report says, before it is made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.ui.made import dataset
from tlgui.data.small_classes import FEW_OF_A_CLASS, small_classes
from tlgui.data.split import split_sizes
from tlgui.home import Home
from tlgui.specification.run_spec import RunSettings
from tlgui.texts import say


@pytest.mark.parametrize(
    ("counts", "codes"),
    [
        ((20, 1), ["class_of_one", "health_imbalanced"]),
        ((2, 1), ["few_of_every_class", "class_of_one"]),
        ((20, 2), ["few_of_a_class", "health_imbalanced"]),
        ((19, 2), ["few_of_a_class"]),
        ((19, 4), ["few_of_a_class"]),
        ((19, 5), []),
    ],
)
def test_a_class_of_few_pictures_of_one_and_of_many_times_fewer_is_told(
    home: Home, counts: tuple[int, int], codes: list[str]
) -> None:
    info = replace(dataset(home, "few", ["dog", "horse"], each=2).info, counts=counts)
    found = small_classes(info)
    assert [each.code for each in found] == codes
    assert all("horse" in str(each.values) for each in found)


def test_a_source_of_two_pictures_a_class_is_said_with_what_it_leaves_on_both_sides_and_what_to_do(home: Home) -> None:
    info = dataset(home, "few", ["dog", "horse"], each=2).info
    [said] = [say(f"note.{each.code}", "en", **each.values) for each in small_classes(info)]
    assert said.startswith("No class has 5 pictures. The smallest (dog) leaves 1 to learn from and 1 to check with")
    assert said.endswith("Add pictures until each class has 5 or more.")
    [said] = [say(f"note.{each.code}", "en", **each.values) for each in small_classes(replace(info, counts=(19, 3)))]
    assert said.startswith("Fewer than 5 pictures of 1 class (horse): at the fewest 2 to learn from and 1 to check with")


def test_what_so_few_leave_is_what_the_default_split_leaves(home: Home) -> None:
    info = dataset(home, "few", ["dog", "horse"], each=2).info
    for count in range(2, FEW_OF_A_CLASS):
        [note] = small_classes(replace(info, counts=(19, count)))
        parts = split_sizes([str(each) for each in range(count)], np.zeros(count, int), RunSettings().validation_share)
        assert (note.values["train"], note.values["check"]) == (parts.train, parts.validation)


def test_of_classes_that_may_not_be_told_nothing_is_said(home: Home) -> None:
    info = dataset(home, "few", ["dog", "horse"], each=1).info
    assert small_classes(info)
    assert small_classes(replace(info, classes=(), counts=())) == []
