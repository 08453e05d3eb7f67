"""Classes that two datasets call nearly the same."""

from __future__ import annotations

import pytest

from tlgui.data.class_names import alike, look_like_values


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("dog", "Dog"),
        ("horse", "horses"),
        ("boxes", "box"),
        ("berry", "berries"),
        ("polar bear", "polar_bear"),
        ("benches", "Bench"),
        ("birds and bugs", "Birds & Bugs"),
        ("bread&butter", "bread and butter"),
        ("dog", "ｄｏｇ"),
        ("houses", "house"),
        ("vehicles", "vehicels"),
        ("Vehicles", "vehilces"),
        ("vehicles", "vehices"),
        ("alarm clock", "alarm_clokc"),
    ],
)
def test_names_that_differ_only_in_writing_are_suggested(source: str, target: str) -> None:
    assert alike([source, "cat"], [target, "cat"]) == {target: source}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("glass", "glas"),
        ("bus", "bu"),
        ("as", "a"),
        ("cat", "cap"),
        ("dog", "dog"),
        ("mouse", "moose"),
        ("angel", "angle"),
        ("planes", "planets"),
        ("person 12", "person 21"),
        ("group 1", "group 12"),
        ("vehicles", "vehciels"),
    ],
)
def test_other_names_are_not(source: str, target: str) -> None:
    assert alike([source], [target]) == {}


def test_a_name_that_fits_two_is_left_to_the_user() -> None:
    assert alike(["Dog", "DOG"], ["dog"]) == {}
    assert alike(["dog", "dogs"], ["dog", "dogs", "Dogs"]) == {}


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (map(str, range(10)), False),  # handwritten digits
        (map(str, range(11)), True),
        (["0.5", "1"], True),
        (["0.5", "cat"], False),
        (["nan", "inf", *map(str, range(20))], False),
        ([], False),
    ],
)
def test_many_numbers_or_one_with_a_fraction_look_like_values(names: list[str], values: bool) -> None:
    assert look_like_values(names) == values
