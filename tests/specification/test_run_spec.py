"""What a run was asked for: the class map, and that a spec survives being written."""

from __future__ import annotations

import json
import re

import pytest
from pydantic import ValidationError

from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec

COMPOSED, DECOMPOSED = "caf\u00e9", "cafe\u0301"


def test_without_a_map_the_classes_are_the_datasets_sorted() -> None:
    assert ClassMap().label_space(["b", "a"]) == ["a", "b"]
    assert ClassMap().indices(["b", "a", "c"], ["a", "b"]) == [1, 0, -1]


def test_two_classes_with_the_same_new_name_are_merged() -> None:
    mapped = ClassMap(rename={"kitten": "cat", "tom": "cat"})
    assert mapped.label_space(["dog", "kitten", "tom"]) == ["cat", "dog"]
    assert mapped.indices(["dog", "kitten", "tom"], ["cat", "dog"]) == [1, 0, 0]


def test_a_class_that_is_left_out_has_no_place_also_under_its_new_name() -> None:
    mapped = ClassMap(rename={"owl": "bird"}, leave_out=("owl",))
    assert mapped.name_of("owl") is None
    assert mapped.label_space(["cat", "owl"]) == ["cat"]
    assert mapped.indices(["owl", "cat"], ["cat"]) == [-1, 0]


def test_A10_names_are_compared_in_their_composed_form() -> None:
    assert ClassMap().indices([DECOMPOSED], ClassMap().label_space([COMPOSED])) == [0]
    assert ClassMap(rename={"x": DECOMPOSED}).name_of("x") == COMPOSED


def test_A24_classes_of_one_domain_only_have_no_place_in_the_other() -> None:
    space = ClassMap().label_space(["a", "b", "c"])
    assert ClassMap().indices(["b", "c", "d"], space) == [1, 2, -1]


def test_a_spec_comes_back_from_json() -> None:
    spec = RunSpec(source="a", settings=RunSettings(epochs=2), strategy_settings={"dann": {"weight": 2.0}}, sealed=True)
    assert RunSpec.model_validate(json.loads(json.dumps(spec.model_dump(mode="json")))) == spec


@pytest.mark.parametrize(
    "fields", [{"colour": "red"}, {"task": "poetry"}, {"settings": {"epochs": 0}}, {"settings": {"nope": 1}}, {"reference": "x"}]
)
def test_G24_what_no_page_would_send_is_refused(fields: dict) -> None:
    with pytest.raises(ValidationError):
        RunSpec.model_validate(fields)


def test_each_field_that_the_docstring_names_exists_and_none_is_left_out() -> None:
    named = {
        name.strip() for names in re.findall(r"^    ([a-z_, ]+):$", RunSpec.__doc__ or "", re.M) for name in names.split(",")
    }
    assert named == set(RunSpec.model_fields)


def test_nothing_changes_after_creation() -> None:
    with pytest.raises(ValidationError):
        RunSpec().strategy = "mmd"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        RunSettings().epochs = 2  # type: ignore[misc]
