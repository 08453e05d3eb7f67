"""Which pictures contrastive learning takes for negatives of each other."""

from __future__ import annotations

import pytest
import torch

from tlgui.strategies.objectives import DomainBatch, Step
from tlgui.strategies.objectives.relations import Contrast


def contrast(labels: torch.Tensor, *, one_class: bool) -> float:
    """The loss of one batch of random pictures whose source has these labels."""
    torch.manual_seed(0)
    objective = Contrast(4, 1.0, 0.2, "cosine", one_class=one_class)
    views = [torch.randn(len(labels), 4) for _ in range(4)]

    def batch(features: torch.Tensor, known: torch.Tensor | None) -> DomainBatch:
        return DomainBatch(features, features, known, torch.arange(len(features)))

    step = Step(
        batch(views[0], labels),
        batch(views[1], None),
        None,
        0.0,
        source_view=batch(views[2], labels),
        target_view=batch(views[3], None),
    )
    return float(objective(step).parts["contrast"].detach())


def test_pictures_of_one_class_are_no_negatives_of_each_other_and_those_of_one_value_are() -> None:
    apart, same = torch.arange(6), torch.zeros(6, dtype=torch.long)
    assert contrast(same, one_class=True) < contrast(apart, one_class=True)
    values = [torch.zeros(6, 1), torch.full((6, 1), -1.0), torch.linspace(-1, 1, 6)[:, None]]
    assert [contrast(each, one_class=False) for each in values] == [pytest.approx(contrast(apart, one_class=True))] * 3
