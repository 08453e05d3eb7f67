"""What a setting becomes when nobody chose it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tlgui.models import catalogue
from tlgui.planning.defaults import (
    EPOCHS,
    FROM_PRETRAINED,
    FROM_SCRATCH,
    NO_CLASSES_ON_FEATURES,
    ON_FEATURES,
    Circumstances,
    default_epochs,
    resolve,
)
from tlgui.planning.resources import bytes_per_picture
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import STRATEGIES
from tlgui.strategies.start import frozen_whole


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
        depths="one",
        bottleneck_norm="on",
        dropout=0.0,
        label_smoothing=0.3,
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


def test_weights_of_ones_own_make_any_backbone_a_pretrained_one(tmp_path: Path) -> None:
    """They are frozen by default: memory is predicted for that, and what must train layers says which could be."""
    given, bare = (RunSpec(strategy="tent", backbone=f"small-cnn{end}") for end in (f"@{tmp_path / 'own.safetensors'}", ""))
    card = catalogue.card_of("small-cnn")
    assert card is not None
    last = card.activations[-1] * 1e6
    assert bytes_per_picture(given) == pytest.approx(last)  # the last stage is left to train
    assert bytes_per_picture(bare) > last
    mcc = given.model_copy(update={"strategy": "mcc"})
    assert bytes_per_picture(mcc) == 0
    assert frozen_whole(mcc) == ["conv1", "conv2", "none"]
    assert frozen_whole(bare.model_copy(update={"strategy": "mcc"})) is None


STAGES = ("stem", "body", "top")


def resolved(strategy: str = "mcc", frozen: str | None = None, **more: Any) -> RunSettings:
    found = {"pretrained": True, "image_size": 224, "learned": 320, "smallest": 320, "stages": STAGES, "second_depth": "body"}
    return resolve(RunSettings(frozen=frozen), strategy, Circumstances(**{**found, **more}))


def test_new_layers_on_frozen_features_have_defaults_of_their_own() -> None:
    for frozen in (None, "all", "top"):
        made = resolved(frozen=frozen)
        assert (made.learning_rate, made.weight_decay, made.dropout, made.label_smoothing) == ON_FEATURES[1:]
        assert (made.epochs, made.depths) == (default_epochs(ON_FEATURES.steps, 320, 32), "two")
    for made, suited in (
        (resolved("dann", frozen="body"), FROM_PRETRAINED),
        (resolved("dann", frozen="none"), FROM_PRETRAINED),
        (resolved("dann", pretrained=False), FROM_SCRATCH),
        (resolved("mmd", has_classes=False), NO_CLASSES_ON_FEATURES),
    ):
        assert (made.learning_rate, made.weight_decay, made.dropout, made.label_smoothing) == suited[1:]
        assert (made.epochs, made.depths) == (default_epochs(suited.steps, 320, 32), "one")
    assert resolved(second_depth=None).depths == "one"


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_strategy_says_itself_whether_the_bottleneck_is_normalised_and_labels_are_smoothed(strategy: str) -> None:
    made = resolved(strategy, frozen="all")
    assert made.bottleneck_norm == ("on" if STRATEGIES[strategy].bottleneck_norm else "off")
    scratch = resolved(strategy, pretrained=False)
    assert scratch.bottleneck_norm == ("on" if STRATEGIES[strategy].needs_bottleneck_norm else "off")
    assert scratch.label_smoothing == STRATEGIES[strategy].label_smoothing


def test_afn_and_aad_have_their_papers_normalisation_also_where_the_backbone_learns() -> None:
    """Without one AFN's features grew ten-thousandfold on the digits, and all were one class."""
    assert {key for key, each in STRATEGIES.items() if each.needs_bottleneck_norm} == {"afn", "aad"}
    for strategy in ("afn", "aad", "cdan+afn"):
        assert resolved(strategy, frozen="none").bottleneck_norm == "on"
        assert resolved(strategy, pretrained=False, shares_told=True).bottleneck_norm == "on"


def test_of_joined_strategies_one_that_looks_at_predictions_brings_the_normalisation() -> None:
    assert [resolved(each).bottleneck_norm for each in ("cdan+mcc", "mcc,shot", "dann+mmd", "cdan")] == ["on", "on", "off", "off"]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_strategy_says_itself_whether_dropout_would_blur_what_it_compares(strategy: str) -> None:
    assert resolved(strategy, frozen="all").dropout == (ON_FEATURES.dropout if STRATEGIES[strategy].drops_out else 0.0)
    assert resolved(strategy, pretrained=False).dropout == FROM_SCRATCH.dropout


def test_joined_strategies_drop_out_unless_all_of_them_would_rather_not() -> None:
    assert [resolved(each).dropout for each in ("coral", "coral+deepjdot", "coral+mcc", "mcc")] == [0.0, 0.0, 0.5, 0.5]


def test_told_class_shares_leave_no_normalisation_by_batches() -> None:
    assert resolved("cdan+mcc", shares_told=True).bottleneck_norm == "off"


def test_D4_a_batch_is_never_larger_than_the_smallest_domain() -> None:
    found = Circumstances(pretrained=False, image_size=32, learned=20, smallest=16)
    assert resolve(RunSettings(batch_size=512), "dann", found).batch_size == 16


@pytest.mark.parametrize(
    ("smallest", "asked", "rate"), [(3, 32, 0.0125), (8, 32, 0.025), (9, 32, 0.05), (200, 32, 0.05), (3, 3, 0.05)]
)
def test_a_batch_that_is_small_for_want_of_pictures_learns_the_more_slowly(smallest: int, asked: int, rate: float) -> None:
    found = Circumstances(pretrained=False, image_size=32, learned=140, smallest=smallest)
    assert resolve(RunSettings(batch_size=asked), "mcc", found).learning_rate == rate


STEPS = 250


@pytest.mark.parametrize("pictures", [1, 31, 32, 320, 3200, 10**6])
def test_default_epochs_give_about_as_many_steps_as_planned(pictures: int) -> None:
    epochs = default_epochs(STEPS, pictures, 32)
    assert EPOCHS[0] <= epochs <= EPOCHS[1]
    if EPOCHS[0] < epochs < EPOCHS[1]:
        assert STEPS <= epochs * (pictures // 32) <= STEPS + pictures // 32
