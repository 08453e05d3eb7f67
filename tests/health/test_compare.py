from __future__ import annotations

from tlgui.health.compare import alike_classes, class_sets
from tlgui.specification.run_spec import ClassMap


def test_A24_shared_and_single_classes() -> None:
    assert class_sets(["a", "b", "c"], ["b", "c", "d"]) == {
        "shared": ["b", "c"],
        "only_source": ["a"],
        "only_target": ["d"],
        "disjoint": False,
    }


def test_A24_disjoint_sets() -> None:
    found = class_sets(["a"], ["b"])
    assert found is not None
    assert found["disjoint"]


def test_without_labels_nothing_is_compared() -> None:
    assert class_sets(["a"], []) is None


def test_A9_case_is_suggested_for_merging_with_the_sources_name() -> None:
    found = alike_classes({"source": ["Cat", "dog"], "target": ["cat", "dog"]})
    assert found == [
        {
            "names": [{"role": "source", "name": "Cat"}, {"role": "target", "name": "cat"}],
            "merge_into": "Cat",
            "rename": {"cat": "Cat"},
        }
    ]
    merged = ClassMap(rename=found[0]["rename"])
    assert merged.label_space(["Cat", "dog"]) == ["Cat", "dog"]
    assert merged.indices(["cat", "dog"], ["Cat", "dog"]) == [0, 1]


def test_A9_within_one_dataset() -> None:
    assert alike_classes({"source": ["CAT", "Cat", "cat", "dog"]})[0]["rename"] == {"Cat": "CAT", "cat": "CAT"}


def test_A10_the_two_forms_of_an_accent_are_one_class_across_domains() -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    found = class_sets([composed], [decomposed])
    assert found is not None
    assert found["shared"] == [composed]
    assert alike_classes({"source": [composed], "target": [decomposed]}) == []


def test_A10_a_third_form_that_differs_by_case_is_told_with_both() -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    assert alike_classes({"source": [decomposed, composed, "Caf\u00e9"]})[0]["rename"] == {
        composed: decomposed,
        "Caf\u00e9": decomposed,
    }


def test_26_plurals_are_paired_between_the_two_and_not_within_one() -> None:
    found = alike_classes({"source": ["dog", "horse", "cat"], "target": ["Dog", "horses", "cat"]})
    assert [each["rename"] for each in found] == [{"Dog": "dog"}, {"horses": "horse"}]
    assert alike_classes({"source": ["horse", "horses"]}) == []
