"""The one check before any run: all problems together, each with a sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.strategies.samples import LABELLED, PHOTO, SKETCH, codes, spec
from tlgui.errors import UserError
from tlgui.planning import check, check_alone
from tlgui.planning.checks import problems_of_depths
from tlgui.specification.run_spec import ClassMap, RunSettings
from tlgui.specification.target_shares import TargetShares
from tlgui.strategies.base import DataFacts, DomainFacts


def test_everything_that_is_wrong_comes_together() -> None:
    bad = spec(
        "dann+dann",
        backbone="resnet",
        strategy_settings={"dann": {"weight": 99, "wieght": 1}},
        class_map=ClassMap(leave_out=("nobody",)),
    )
    assert sorted(codes(check(bad, DataFacts(PHOTO, None)))) == [
        "backbone_unknown",
        "class_unknown",
        "needs_target",
        "setting_out_of_range",
        "setting_unknown_near",
        "strategy_twice",
    ]


def test_a_strategys_settings_are_named_with_their_strategy() -> None:
    [problem] = check_alone(spec("dann+mmd", strategy_settings={"mmd": {"weight": "nan"}}))
    assert problem.values["name"] == "mmd.weight"


@pytest.mark.parametrize(
    ("strategy", "source", "target", "expected"),
    [
        ("dann", PHOTO, SKETCH, []),
        ("dann", None, None, ["needs_source", "needs_target", "needs_data"]),
        ("dann", PHOTO, None, ["needs_target"]),
        ("dann", None, SKETCH, ["needs_source"]),
        ("dann", replace(PHOTO, labels="none", classes=(), counts=()), SKETCH, ["needs_source_labels"]),
        ("dann", PHOTO, replace(SKETCH, pictures=1), ["target_too_small"]),
        ("dann", replace(PHOTO, classes=("cat",), counts=(5,)), SKETCH, ["too_few_classes"]),
        ("source-only", PHOTO, None, []),
        ("fine-tuning", None, LABELLED, []),
        ("fine-tuning", PHOTO, SKETCH, ["needs_target_labels"]),
        ("fine-tuning", None, replace(LABELLED, classes=("cat",), counts=(5,)), ["too_few_classes"]),
        ("feature-extraction", None, SKETCH, ["needs_target_labels"]),
        ("feature-extraction", None, None, ["needs_target", "needs_data"]),
        ("dann+mmd", PHOTO, None, ["needs_target", "needs_target"]),
    ],
)
def test_D8_a_strategy_that_does_not_fit_the_data_is_refused(
    strategy: str, source: DomainFacts | None, target: DomainFacts | None, expected: list[str]
) -> None:
    assert codes(check(spec(strategy), DataFacts(source, target))) == expected


@pytest.mark.parametrize(
    ("strategy", "settings", "backbone", "expected"),
    [
        ("tent", {}, "efficientnet-lite0", []),
        ("tent", {}, "timm:something_else", []),
        ("tent", {"frozen": "all"}, "efficientnet-lite0", ["tent_needs_norms"]),
        ("tent", {"frozen": "all"}, "small-cnn", ["frozen_untrained", "tent_needs_norms"]),
        ("mcc,tent", {"frozen": "top"}, "efficientnet-lite0", ["tent_needs_norms"]),
        ("tent", {"frozen": "blocks.5"}, "efficientnet-lite0", []),
        ("tent", {}, "small-cnn", []),
        ("adabn", {"normalisation": "shared"}, "small-cnn", ["adabn_needs_per_domain"]),
        ("adabn", {"normalisation": "per_domain"}, "small-cnn", []),
        ("feature-extraction", {}, "small-cnn", ["extraction_needs_pretrained"]),
        ("tradaboost", {"frozen": "none"}, "efficientnet-lite0", ["extraction_needs_frozen"]),
        ("mmd,feature-extraction", {"frozen": "none"}, "small-cnn", []),
        ("fine-tuning", {}, "small-cnn", []),
    ],
)
def test_D8_a_strategy_that_does_not_fit_the_network_is_refused(
    strategy: str, settings: dict[str, Any], backbone: str, expected: list[str]
) -> None:
    asked = spec(strategy, settings=RunSettings(**settings), backbone=backbone)
    assert codes(check(asked, DataFacts(PHOTO, LABELLED))) == expected


@pytest.mark.parametrize(
    ("source", "backbone", "expected"),
    [
        (None, "small-cnn", ["nothing_to_transfer"]),
        (replace(PHOTO, classes=("cat", "dog", "elk")), "small-cnn", ["nothing_to_transfer"]),
        (PHOTO, "small-cnn", []),
        (None, "efficientnet-lite0", []),
    ],
)
def test_from_random_weights_only_a_source_of_the_same_classes_can_teach(
    source: DomainFacts | None, backbone: str, expected: list[str]
) -> None:
    assert codes(check(spec("fine-tuning", backbone=backbone), DataFacts(source, LABELLED))) == expected


def test_A4_too_few_classes_after_merging_and_leaving_out() -> None:
    merged = ClassMap(rename={"cat": "pet", "dog": "pet"}, leave_out=("owl",))
    [problem] = check(spec(class_map=merged), DataFacts(PHOTO, SKETCH))
    assert str(UserError.of([problem])) == "“photo” has 1 class after merging and leaving out; 2 or more are needed."


def test_a_class_that_exists_in_neither_domain_is_refused_with_those_that_do() -> None:
    [problem] = check(spec(class_map=ClassMap(rename={"kat": "cat"}, leave_out=("dog",))), DataFacts(PHOTO, SKETCH))
    assert (problem.code, problem.values) == ("class_unknown", {"given": "kat", "known": ["cat", "dog", "owl"]})
    only_target = replace(LABELLED, classes=("cat", "dog", "kat"))
    assert check(spec(class_map=ClassMap(rename={"kat": "cat"})), DataFacts(PHOTO, only_target)) == []


@pytest.mark.parametrize(
    ("frozen", "right"), [("all", True), ("none", True), ("blocks.2", True), (None, True), ("conv9", False), ("", False)]
)
def test_frozen_must_be_a_stage_of_the_backbone(frozen: str | None, right: bool) -> None:
    found = check_alone(spec(settings=RunSettings(frozen=frozen)))
    assert codes(found) == ([] if right else ["setting_not_a_choice"])


@pytest.mark.parametrize(("frozen", "refused"), [("all", True), ("conv2", True), ("none", False), (None, False)])
def test_layers_without_trained_weights_cannot_be_frozen(frozen: str | None, refused: bool, tmp_path: Path) -> None:
    """They are no part of what a run keeps, so its network could never be built again."""
    settings = RunSettings(frozen=frozen)
    assert codes(check_alone(spec(backbone="small-cnn", settings=settings))) == (["frozen_untrained"] if refused else [])
    (tmp_path / "own.safetensors").write_bytes(b"")
    assert check_alone(spec(backbone=f"small-cnn@{tmp_path / 'own.safetensors'}", settings=settings)) == []


@pytest.mark.parametrize(
    ("start", "source", "expected"),
    [
        ("backbone", None, []),
        ("source", PHOTO, []),
        ("source", None, ["start_from_needs_source"]),
        ("a" * 32, None, []),
        ("the last one", None, ["start_from_unknown"]),
        ("", None, ["start_from_unknown"]),
        ("../" + "a" * 29, None, ["start_from_unknown"]),
    ],
)
def test_fine_tuning_starts_from_something_that_can_be(start: str, source: DomainFacts | None, expected: list[str]) -> None:
    asked = spec("fine-tuning", strategy_settings={"fine-tuning": {"start_from": start}})
    assert codes(check(asked, DataFacts(source, LABELLED))) == expected


def told(**shares: float) -> TargetShares:
    return TargetShares(known_from="told", shares=shares)


@pytest.mark.parametrize(
    ("strategy", "shares", "expected"),
    [
        ("cdan", told(cat=0.2, dog=0.8), []),
        ("cdan", TargetShares(shares={"wolf": 7}), []),  # nobody said that they are known
        ("cdan", told(), ["shares_do_not_add_up"]),
        (
            "mcc",
            told(cta=0.5, dog=-0.2, owl=1.1),
            ["share_class_unknown", "share_out_of_range", "share_out_of_range"] + ["shares_do_not_add_up"],
        ),
        ("importance", told(cat=1.0), ["importance_finds_shares"]),
        ("fine-tuning", told(cat=1.0), ["shares_with_labels"]),
        ("source-only,fine-tuning", told(wolf=1.0), ["shares_with_labels"]),
    ],
)
def test_D_class_shares_of_the_target_are_checked_with_everything_that_is_wrong(
    strategy: str, shares: TargetShares, expected: list[str]
) -> None:
    assert sorted(codes(check(spec(strategy, target_shares=shares), DataFacts(PHOTO, LABELLED)))) == expected


def test_shares_are_of_the_classes_as_the_run_names_them_and_of_those_that_the_source_shows() -> None:
    renamed = ClassMap(rename={"cat": "pet", "dog": "pet"})
    assert check(spec(target_shares=told(pet=0.9, owl=0.1), class_map=renamed), DataFacts(PHOTO, SKETCH)) == []
    empty = replace(PHOTO, classes=("cat", "dog", "owl", "yak"), counts=(40, 30, 30, 0))
    assert codes(check(spec(target_shares=told(yak=1.0)), DataFacts(empty, SKETCH))) == ["share_class_unknown"]


def test_a_share_of_a_class_that_is_left_out_is_not_said_to_be_unknown() -> None:
    without = spec(target_shares=told(dog=0.5, cat=0.5), class_map=ClassMap(leave_out=("dog",)))
    assert codes(check(without, DataFacts(PHOTO, SKETCH))) == ["share_class_left_out"]


def test_shares_are_for_classes() -> None:
    values = [DomainFacts(name, 50, (), (), "all", labelled=50, task="regression") for name in ("one", "other")]
    assert codes(check(spec("mmd", target_shares=told(cat=1.0)), DataFacts(*values))) == ["shares_need_classes"]


@pytest.mark.parametrize(
    ("backbone", "frozen", "expected"),
    [
        ("efficientnet-lite0", None, []),
        ("efficientnet-lite0", "all", []),
        ("efficientnet-lite0", "top", []),
        ("efficientnet-lite0", "blocks.5", ["depths_need_frozen"]),
        ("efficientnet-lite0", "none", ["depths_need_frozen"]),
        ("small-cnn", None, ["depths_need_frozen"]),
    ],
)
def test_two_depths_are_for_a_backbone_that_is_frozen_as_a_whole(backbone: str, frozen: str | None, expected: list[str]) -> None:
    asked = spec("mcc", backbone=backbone, settings=RunSettings(depths="two", frozen=frozen))
    assert codes(check_alone(asked)) == expected


def test_a_backbone_without_stages_to_read_is_told_so() -> None:
    assert codes(problems_of_depths("two", "timm:odd", None, whole=True)) == ["depths_not_there"]
    assert problems_of_depths("one", "timm:odd", None, whole=True) == []
