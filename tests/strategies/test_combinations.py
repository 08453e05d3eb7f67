"""How strategies combine, which settings belong to whom, and the one check before any run: all problems together."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.models import catalogue
from tlgui.runs.spec import ClassMap, RunSettings, RunSpec
from tlgui.settings import settings_of
from tlgui.strategies import (
    SHORT_NAMES,
    STRATEGIES,
    Combination,
    check,
    check_alone,
    described,
    label_space,
    read_assignments,
    settled,
    supervised,
)
from tlgui.strategies.base import DataFacts, DomainFacts
from tlgui.strategies.defaults import DECAY, DECAY_ON_FEATURES, EPOCHS, STEPS, Circumstances, default_epochs, resolve
from tlgui.texts import LANGUAGES

PHOTO = DomainFacts("photo", 100, ("cat", "dog", "owl"), (40, 30, 30), "all")
SKETCH = DomainFacts("sketch", 50, (), (), "none")
LABELLED = DomainFacts("sketch", 50, ("cat", "dog", "owl"), (20, 20, 10), "all")


def codes(problems: list[Problem]) -> list[str]:
    error = UserError.of(problems) if problems else None
    for language in LANGUAGES:
        assert error is None or all(error.sentences(language))
    return [problem.code for problem in problems]


def spec(strategy: str = "dann", **more: Any) -> RunSpec:
    return RunSpec(strategy=strategy, **more)


# -- writing combinations --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "phases"),
    [
        ("dann", (("dann",),)),
        ("dann+mmd", (("dann", "mmd"),)),
        ("source-only,fine-tuning", (("source-only",), ("fine-tuning",))),
        (" dann + mmd , fine-tuning ", (("dann", "mmd"), ("fine-tuning",))),
        ("", (("",),)),
        ("dann,", (("dann",), ("",))),
    ],
)
def test_a_combination_is_read_and_written(text: str, phases: tuple) -> None:
    assert Combination.parse(text).phases == phases
    assert str(Combination.parse(text)) == text.replace(" ", "")


def test_each_strategy_counts_once_in_the_order_of_its_first_use() -> None:
    assert Combination.parse("mmd+dann,mmd,fine-tuning").keys == ["mmd", "dann", "fine-tuning"]


def test_the_dict_names_each_strategy_by_its_key() -> None:
    assert all(strategy.key == key for key, strategy in STRATEGIES.items())
    assert all(not set(key) & set("+,@. ") for key in STRATEGIES)


@pytest.mark.parametrize("key", STRATEGIES)
def test_each_strategy_can_be_used_alone(key: str) -> None:
    assert codes(check_alone(spec(key))) == []
    backbone = "efficientnet-lite0" if STRATEGIES[key].on_backbone else "small-cnn"
    assert codes(check(spec(key, backbone=backbone), DataFacts(PHOTO, LABELLED))) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        *((each, "strategy_unknown") for each in ("dnan", "DANN", "dann;mmd", "\x1b[31m")),
        *((each, "strategy_missing") for each in ("", "dann+", "dann,,mmd", " ")),
    ],
)
def test_D7_an_unknown_strategy_is_refused_and_nothing_breaks(given: str, code: str) -> None:
    assert codes(check_alone(spec(given))) == [code]
    assert code in codes(check(spec(given), DataFacts(None, None)))


def test_D7_the_nearest_strategy_is_named() -> None:
    [problem] = check_alone(spec("dnan"))
    assert str(UserError.of([problem])) == "There is no strategy dnan: did you mean dann?"


@pytest.mark.parametrize("pair", list(itertools.product(STRATEGIES, STRATEGIES)), ids="+".join)
def test_each_pair_joins_or_is_refused_with_its_reason(pair: tuple[str, str]) -> None:
    found = codes(check_alone(spec("+".join(pair))))
    alone = [key for key in pair if not STRATEGIES[key].joins]
    assert found == ["strategy_twice"] * (pair[0] == pair[1]) + [f"does_not_join_{key}" for key in alone]


@pytest.mark.parametrize("pair", list(itertools.product(STRATEGIES, STRATEGIES)), ids=",".join)
def test_each_pair_follows_or_is_refused_with_its_reason(pair: tuple[str, str]) -> None:
    before, after = pair
    found = codes(check_alone(spec(",".join(pair))))
    expected = [f"nothing_follows_{before}"] if STRATEGIES[before].ends else []
    assert found == expected + ([f"does_not_follow_{after}"] if STRATEGIES[after].begins else [])


def test_supervised_says_who_learns_from_target_labels() -> None:
    assert [key for key in STRATEGIES if supervised(Combination.parse(key))] == [
        "tradaboost",
        "fine-tuning",
        "feature-extraction",
    ]
    assert supervised(Combination.parse("dann,fine-tuning"))


# -- settings on the command line ---------------------------------------------------------------------------------------------------


def test_assignments_go_to_the_run_or_to_the_one_strategy_that_has_the_name() -> None:
    settings, own, problems = read_assignments({"epochs": "3", "hidden": "64", "weight": "0.5", "mmd.weight": "2"}, "dann")
    assert codes(problems) == ["setting_unknown_near"]
    assert (settings or RunSettings()).epochs == 3
    assert own == {"dann": {"hidden": 64, "weight": 0.5}}
    assert all(type(value) is not str for value in own["dann"].values())


def test_a_short_name_is_understood() -> None:
    settings, _, problems = read_assignments({"lr": "0.01"}, "dann")
    assert problems == []
    assert (settings or RunSettings()).learning_rate == 0.01
    names = {item.name for item in settings_of(RunSettings)}
    assert set(SHORT_NAMES.values()) <= names
    assert not set(SHORT_NAMES) & names


def test_a_name_that_several_strategies_have_must_be_written_whole() -> None:
    _, own, problems = read_assignments({"weight": "2"}, "dann+mmd")
    assert own == {}
    assert str(UserError.of(problems)) == "Several strategies have a setting weight: write one of dann.weight, mmd.weight."
    _, own, problems = read_assignments({"dann.weight": "2", "mmd.weight": "3"}, "dann+mmd")
    assert (own, problems) == ({"dann": {"weight": 2.0}, "mmd": {"weight": 3.0}}, [])
    _, own, problems = read_assignments({"weight": "much"}, "dann")
    assert (own, problems) == ({"dann": {"weight": "much"}}, [])  # said by check_alone, with the strategy's name
    assert codes(check_alone(spec(strategy_settings=own))) == ["setting_out_of_range"]


@pytest.mark.parametrize(
    "given", ["dann.nope", "nope.weight", ".weight", "weight.", "dann.", ".", "fine-tuning.start_from", "a.b.c"]
)
def test_a_name_that_belongs_to_nobody_here_is_refused(given: str) -> None:
    settings, own, problems = read_assignments({given: "1"}, "dann")
    assert codes(problems)[0].startswith("setting_unknown")
    assert (settings, own) == (RunSettings(), {})


def test_all_problems_of_all_assignments_come_together() -> None:
    _, own, problems = read_assignments({"epochs": "0", "seed": "x", "nope": "1", "weight": "2"}, "dann+mmd")
    assert sorted(codes(problems)) == ["setting_ambiguous", "setting_not_whole", "setting_not_whole", "setting_unknown"]
    assert own == {}


def test_with_an_unknown_strategy_the_run_settings_are_still_checked() -> None:
    _, _, problems = read_assignments({"epochs": "0"}, "dnan")
    assert codes(problems) == ["setting_not_whole"]


# -- the check -----------------------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("cdan+mcc", []),
        ("mcc,shot", []),
        ("dann+rkd", []),
        ("contrastive,fine-tuning", []),
        ("cdan+mcc+pseudo-label,shot", []),
        ("mcc+shot", ["does_not_join_shot"]),
        ("tent+dann", ["does_not_join_tent"]),
        ("adabn+dann", ["does_not_join_adabn"]),
        ("mcc+source-only", ["does_not_join_source-only"]),
        ("mcc,source-only", ["does_not_follow_source-only"]),
        ("feature-extraction,mcc", ["nothing_follows_feature-extraction"]),
    ],
)
def test_a_pair_that_makes_no_sense_is_refused_with_its_reason(strategy: str, expected: list[str]) -> None:
    assert codes(check_alone(spec(strategy))) == expected


@pytest.mark.parametrize(
    ("strategy", "second_phase", "target", "sealed", "expected"),
    [
        ("contrastive", "source", LABELLED, False, "contrastive"),
        ("contrastive", "target", LABELLED, False, "contrastive,fine-tuning"),
        ("contrastive", "target", LABELLED, True, "contrastive"),
        ("contrastive", "target", SKETCH, False, "contrastive"),
        ("contrastive", None, LABELLED, False, "contrastive,fine-tuning"),
        ("contrastive", None, LABELLED, True, "contrastive"),
        ("contrastive", None, SKETCH, False, "contrastive"),
        ("contrastive,fine-tuning", "source", LABELLED, False, "contrastive,fine-tuning"),
        ("contrastive,fine-tuning", "source", SKETCH, False, "contrastive"),
        ("mmd,fine-tuning", "source", SKETCH, False, "mmd,fine-tuning"),
    ],
)
def test_the_second_phase_of_contrastive_learning_takes_the_targets_labels_if_there_are_any(
    strategy: str, second_phase: str | None, target: DomainFacts, sealed: bool, expected: str
) -> None:
    chosen = {
        "contrastive": {"temperature": 0.3} if second_phase is None else {"second_phase": second_phase},
        "fine-tuning": {"stage_factor": 2.0},
    }
    facts = DataFacts(PHOTO, target)
    found = settled(spec(strategy, strategy_settings=chosen, sealed=sealed, backbone="small-cnn"), facts)
    assert found.strategy == expected
    assert settled(found, facts) == found
    if expected == "contrastive":
        assert set(found.strategy_settings) == {"contrastive"}
        assert codes(check(found, facts)) == []
    if strategy == "mmd,fine-tuning":
        assert codes(check(found, facts)) == ["needs_target_labels"]


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


# -- backbones -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", catalogue.CARDS, ids=lambda card: card.key)
def test_each_backbone_is_known_and_explained(card: catalogue.BackboneCard) -> None:
    assert catalogue.check(card.key) == []
    assert catalogue.card_of(card.key) is card
    assert catalogue.card_of(f"{card.key}@w.safetensors") is card
    assert card.about.en
    assert card.about.zh
    assert card.stages


def test_the_default_backbone_is_on_this_machine() -> None:
    card = catalogue.card_of(catalogue.DEFAULT)
    assert card is not None
    assert card.comes_along


@pytest.mark.parametrize(("given", "near"), [("smal-cnn", "small-cnn"), ("banana", catalogue.DEFAULT), ("", catalogue.DEFAULT)])
def test_D7_an_unknown_backbone_is_told_with_one_that_exists(given: str, near: str) -> None:
    [problem] = catalogue.check(given)
    assert str(UserError.of([problem])) == f"There is no backbone {given}: did you mean {near}?"


def test_F1_only_safetensors_that_exist_are_taken(tmp_path: Path) -> None:
    for name in ("w.pt", "w.pth", "w.pkl", "w", "w.safetensors.pt", "w.safetensors"):
        (tmp_path / name).write_bytes(b"")
    assert [
        codes(catalogue.check(f"small-cnn@{tmp_path / name}")) for name in ("w.pt", "w.pth", "w.pkl", "w", "w.safetensors.pt")
    ] == [["weights_not_safetensors"]] * 5
    assert catalogue.check(f"small-cnn@{tmp_path / 'w.safetensors'}") == []
    assert codes(catalogue.check(f"small-cnn@{tmp_path / 'v.safetensors'}")) == ["weights_file_missing"]
    assert codes(catalogue.check(f"nope@{tmp_path / 'w.pt'}")) == ["backbone_unknown", "weights_not_safetensors"]


# -- classes and defaults ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strategy", "source", "target", "expected"),
    [
        ("dann", ["b", "a"], ["c"], ["a", "b"]),
        ("source-only", ["b", "a"], None, ["a", "b"]),
        ("fine-tuning", ["b", "a"], ["c", "d"], ["c", "d"]),
        ("fine-tuning", None, ["d", "c"], ["c", "d"]),
        ("source-only,fine-tuning", ["b", "a"], ["c", "a"], ["a", "b", "c"]),
    ],
)
def test_the_label_space_is_that_of_whoever_is_learned_from(
    strategy: str, source: list[str] | None, target: list[str] | None, expected: list[str]
) -> None:
    assert label_space(spec(strategy), source, target) == expected


def test_what_nobody_chose_is_filled_in_and_what_somebody_chose_stays() -> None:
    found = Circumstances(pretrained=True, image_size=224, learned=320, smallest=20)
    made = resolve(RunSettings(), "dann", found)
    assert all(value is not None for value in made.model_dump().values())
    assert (made.batch_size, made.frozen, made.normalisation, made.image_size, made.augmentation) == (
        20,
        "all",
        "per_domain",
        224,
        "none",
    )
    chosen = RunSettings(
        epochs=3,
        learning_rate=0.5,
        weight_decay=0.0,
        frozen="none",
        normalisation="shared",
        image_size=64,
        augmentation="light",
        batch_size=8,
    )
    assert resolve(chosen, "dann", found) == chosen


@pytest.mark.parametrize(
    ("strategy", "pretrained", "stages", "expected"),
    [
        ("mcc", True, ("stem", "body", "top"), "all"),
        ("tent", True, ("stem", "body", "top"), "body"),
        ("mcc,tent", True, ("stem", "body", "top"), "body"),
        ("tent", False, ("stem", "body", "top"), "none"),
        ("tent", True, (), "all"),
    ],
)
def test_what_must_train_layers_of_the_backbone_has_its_last_stage_left_to_train(
    strategy: str, pretrained: bool, stages: tuple[str, ...], expected: str
) -> None:
    found = Circumstances(pretrained, image_size=224, learned=320, smallest=320, stages=stages)
    assert resolve(RunSettings(), strategy, found).frozen == expected


def test_weight_decay_is_larger_where_only_new_layers_learn() -> None:
    def decay(frozen: str | None, *, pretrained: bool) -> float | None:
        found = Circumstances(pretrained=pretrained, image_size=224, learned=320, smallest=320)
        return resolve(RunSettings(frozen=frozen), "mcc", found).weight_decay

    assert decay(None, pretrained=True) == decay("all", pretrained=True) == DECAY_ON_FEATURES
    assert decay("none", pretrained=True) == decay(None, pretrained=False) == DECAY < DECAY_ON_FEATURES


def test_D4_a_batch_is_never_larger_than_the_smallest_domain() -> None:
    found = Circumstances(pretrained=False, image_size=32, learned=20, smallest=16)
    assert resolve(RunSettings(batch_size=512), "dann", found).batch_size == 16


@pytest.mark.parametrize("pictures", [1, 31, 32, 320, 3200, 10**6])
def test_default_epochs_give_about_as_many_steps_as_planned(pictures: int) -> None:
    epochs = default_epochs(pictures, 32)
    assert EPOCHS[0] <= epochs <= EPOCHS[1]
    if EPOCHS[0] < epochs < EPOCHS[1]:
        assert STEPS <= epochs * (pictures // 32) <= STEPS + pictures // 32


# -- pages -------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", STRATEGIES)
def test_each_strategys_page_is_complete(key: str, language: str) -> None:
    strategy = STRATEGIES[key]
    words = strategy.texts.words(language)
    assert all(text.strip() for text in words)
    assert len(set(words)) == len(words)
    if language == "zh":
        assert all(any("\u4e00" <= character <= "\u9fff" for character in text) for text in words)
        assert words != strategy.texts.words("en")
    assert strategy.equation
    assert strategy.paper or key == "source-only"
    for part in ("Idea:", "Helps when:", "Fails when:", "Watch:"):
        assert part in (strategy.__doc__ or "")


def test_the_description_of_all_strategies_is_plain_data() -> None:
    found = described("en")
    assert [each["key"] for each in found] == list(STRATEGIES)
    dann = json.loads(to_json(found))[list(STRATEGIES).index("dann")]
    assert dann["settings"][0]["high"] == 10.0
    assert {"key", "family", "paper", "equation", "needs", "name", "idea", "helps", "fails", "watch", "settings"} == set(found[0])
    assert described("zh")[0]["family"] != found[0]["family"]
