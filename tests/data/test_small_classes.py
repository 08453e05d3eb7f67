"""What is said of a source whose classes are too small is what the health report says, before it is made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.made import dataset
from tlgui.data.small_classes import small_classes
from tlgui.home import Home


@pytest.mark.parametrize(
    ("counts", "codes"),
    [
        ((20, 1), ["class_of_one", "health_imbalanced"]),
        ((2, 1), ["class_of_one"]),
        ((20, 2), ["health_imbalanced"]),
        ((19, 2), []),
    ],
)
def test_a_class_of_one_and_one_of_many_times_fewer_pictures_are_told(
    home: Home, counts: tuple[int, int], codes: list[str]
) -> None:
    info = replace(dataset(home, "few", ["dog", "horse"], each=2).info, counts=counts)
    found = small_classes(info)
    assert [each.code for each in found] == codes
    assert all("horse" in str(each.values) for each in found)


def test_of_classes_that_may_not_be_told_nothing_is_said(home: Home) -> None:
    info = dataset(home, "few", ["dog", "horse"], each=1).info
    assert small_classes(info)
    assert small_classes(replace(info, classes=(), counts=())) == []
