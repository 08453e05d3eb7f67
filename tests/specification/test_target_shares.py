"""What somebody says of a target's class shares: read with everything that is wrong with it, and written as it is read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.strategies.samples import codes
from tlgui.errors import UserError
from tlgui.specification.target_shares import TargetShares, read_shares

CLASSES = ["cat", "dog", "horse"]


def told(**shares: float) -> TargetShares:
    return TargetShares(known_from="told", shares=shares)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("same", TargetShares()),
        ("dog=0.2,horse=0.8", told(dog=0.2, horse=0.8)),
        (" dog = 20% , horse=80 % ", told(dog=0.2, horse=0.8)),
        ("dog=1e0", told(dog=1.0)),
        ({"dog": 0.2, "horse": "80%"}, told(dog=0.2, horse=0.8)),
        ("dog=40,horse=160", told(dog=0.2, horse=0.8)),
        ("dog=60,person=60", told(dog=0.5, person=0.5)),
        ("dog=20,horse=80,cat=0", told(dog=0.2, horse=0.8, cat=0)),
        ({"dog": 1, "horse": 2}, told(dog=1 / 3, horse=2 / 3)),
        (
            "20 labels: dog=0.2,horse=0.8",
            TargetShares(known_from="labels", labels=20, shares={"dog": 0.2, "horse": 0.8}),
        ),
        ("estimated: dog=0.2,horse=0.8", TargetShares(known_from="estimated", shares={"dog": 0.2, "horse": 0.8})),
        ('"estimated: dog=1"', told(**{"estimated: dog": 1})),
        ('"20 labels: dog=0.5",horse=0.5', TargetShares(known_from="told", shares={"20 labels: dog": 0.5, "horse": 0.5})),
        ("labels=0.5,3 labels=0.5", TargetShares(known_from="told", shares={"labels": 0.5, "3 labels": 0.5})),
        ('"a,b=0.5",c=d=0.5', TargetShares(known_from="told", shares={"a,b": 0.5, "c=d": 0.5})),
    ],
)
def test_shares_are_read_from_a_text_or_a_mapping(given: Any, expected: TargetShares) -> None:
    found, problems = read_shares(given)
    assert problems == []
    assert (found.known_from, found.labels) == (expected.known_from, expected.labels)
    assert found.shares == pytest.approx(expected.shares, abs=1e-6)
    assert read_shares(str(found)) == (found, [])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", ["shares_missing"]),
        (' ""', ["shares_missing"]),
        ("dog", ["shares_not_readable"]),
        ("=0.3", ["shares_not_readable"]),
        ("dog=much,=1,horse=nan,cat=inf,cow=", ["share_out_of_range"] * 4 + ["shares_not_readable"]),
        ("dog=0.5,dog=0.5", ["share_twice"]),
        ({"cafe\u0301": 0.5, "caf\u00e9": 0.5}, ["share_twice"]),
        ({"dog": None}, ["share_out_of_range"]),
        ({}, ["shares_not_readable"]),
    ],
)
def test_D_what_is_no_share_is_refused_all_at_once(given: Any, expected: list[str]) -> None:
    found, problems = read_shares(given)
    assert sorted(codes(problems)) == expected
    assert found == TargetShares()


def test_D_unknown_classes_numbers_that_are_no_shares_and_the_sum_are_told_together() -> None:
    found, problems = read_shares("dgo=0.5,horse=-0.2,cat=1.5")
    assert problems == []
    wrong = found.problems(CLASSES)
    assert sorted(codes(wrong)) == ["share_class_unknown", "share_out_of_range", "share_out_of_range", "shares_do_not_add_up"]
    assert {each.values["given"] for each in wrong if each.code == "share_out_of_range"} == {"-0.2", "1.5"}


@pytest.mark.parametrize("given", ["dog=60%,horse=60%", "dog=0.6,horse=0.6", "dog=60,horse=0.5", "dog=60,horse=40%", "dog=0.9"])
def test_D_what_is_neither_shares_nor_numbers_of_pictures_does_not_add_up(given: str) -> None:
    found, problems = read_shares(given)
    assert problems == []
    assert "shares_do_not_add_up" in codes(found.problems(CLASSES))


def test_the_sum_is_told_as_it_was_given() -> None:
    (problem,) = read_shares("dog=60%,horse=0.6")[0].problems(CLASSES)
    assert str(UserError.of([problem])).startswith("The target's class shares add up to 1.2 (120 %): ")


def test_thirds_that_are_rounded_add_up_and_ninths_that_are_missing_do_not() -> None:
    thirds = told(cat=0.33, dog=0.33, horse=0.33)
    assert thirds.problems(CLASSES) == []
    assert thirds.of(CLASSES) == pytest.approx([1 / 3] * 3)
    assert codes(told(cat=0.9).problems(CLASSES)) == ["shares_do_not_add_up"]


def test_a_class_that_is_not_named_has_no_share_and_names_are_compared_composed() -> None:
    shares = TargetShares(known_from="told", shares={"cafe\u0301": 1.0})
    assert shares.problems(["caf\u00e9", "dog"]) == []
    assert shares.of(["caf\u00e9", "dog"]) == [1.0, 0.0]
    assert (shares.share("caf\u00e9"), shares.share("dog")) == (1.0, 0.0)


def test_only_who_tells_shares_can_say_that_the_target_lacks_a_class() -> None:
    shares = {"cafe\u0301": 0.5, "cat": 0.5, "dog": 0.0}
    said = TargetShares(known_from="told", shares=shares)
    assert said.absent(["caf\u00e9", "cat", "dog", "horse"]) == ["dog", "horse"]
    for other in (
        TargetShares(),
        TargetShares(known_from="estimated", shares=shares),
        TargetShares(known_from="labels", labels=9, shares=shares),
    ):
        assert other.absent(["cat", "dog"]) == []


def test_nothing_that_was_not_said_is_a_problem() -> None:
    assert TargetShares().problems(CLASSES) == []
    assert not TargetShares().said
