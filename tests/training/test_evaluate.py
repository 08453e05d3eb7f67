"""Evaluations: how many pictures go through the backbone together."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from tests.training.toy import CLASSES, Numbers
from tlgui.models import small_cnn
from tlgui.models.network import Network
from tlgui.models.tasks import Classification
from tlgui.training import evaluate
from tlgui.training.device import Device


@pytest.mark.parametrize(
    ("shape", "together"), [((3, 32, 32), 256), ((1280,), 256), ((192, 7, 7), 111), ((3, 224, 224), 16), ((3, 2000, 2000), 16)]
)
def test_of_small_pictures_many_go_through_the_backbone_together_and_of_large_ones_few(
    shape: tuple[int, ...], together: int
) -> None:
    assert evaluate.at_once(torch.empty(1, *shape)) == together


def test_predictions_are_the_same_to_the_bit_however_many_pictures_go_through_together(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    pictures = np.random.default_rng(0).random((300, 3, 32, 32), np.float32)
    stages = nn.Sequential(*small_cnn.stages().values())
    network = Network(stages, torch.zeros(1, 3, 32, 32), Classification(CLASSES), normalisation="shared", bottleneck=16)
    sizes: list[int] = []
    stages.register_forward_pre_hook(lambda layer, inputs: sizes.append(len(inputs[0])))

    def predicted() -> tuple[np.ndarray, np.ndarray]:
        return evaluate.predict(network, Numbers(pictures), np.arange(300), "target", Device("cpu"))

    found = predicted()
    assert sizes == [256, 44]
    monkeypatch.setattr(evaluate, "AT_ONCE", (1, 100))
    sizes.clear()
    for one, other in zip(found, predicted(), strict=True):
        assert np.array_equal(one, other)
    assert sizes == [100, 100, 56, 44]
