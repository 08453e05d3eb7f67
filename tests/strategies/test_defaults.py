"""What a setting becomes when nobody chose it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tlgui.models import catalogue
from tlgui.runs.spec import RunSettings, RunSpec
from tlgui.strategies.defaults import DECAY, DECAY_ON_FEATURES, EPOCHS, STEPS, Circumstances, default_epochs, resolve
from tlgui.strategies.resources import bytes_per_picture
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
    last = catalogue.CARDS[1].activations[-1] * 1e6
    assert bytes_per_picture(given) == pytest.approx(last)  # the last stage is left to train
    assert bytes_per_picture(bare) > last
    mcc = given.model_copy(update={"strategy": "mcc"})
    assert bytes_per_picture(mcc) == 0
    assert frozen_whole(mcc) == ["conv1", "conv2", "none"]
    assert frozen_whole(bare.model_copy(update={"strategy": "mcc"})) is None


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
