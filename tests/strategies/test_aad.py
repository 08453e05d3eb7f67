"""AaD on domains whose correct answer is known."""

from __future__ import annotations

import torch

from tests.training.toy import small_network
from tests.training.toy_runs import run, target_accuracy
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies import plan
from tlgui.strategies.base import Batches
from tlgui.strategies.objectives import DomainBatch, DomainView, Situation, Step
from tlgui.strategies.objectives.neighbors import Neighbors


def test_aad_makes_neighbors_agree_and_finds_turned_classes() -> None:
    recorder, _, labels = run("aad", turn=0.9, epochs=60)
    baseline, _, _ = run("source-only", turn=0.9, epochs=60)
    agreeing = [event["health"]["agreeing"] for event in recorder.of("step") if "agreeing" in event["health"]]
    assert agreeing[-1] > agreeing[0]
    assert target_accuracy(recorder, labels) > target_accuracy(baseline, labels) + 0.1


def test_aad_looks_at_the_target_alone_once_the_network_knows_the_source() -> None:
    before, main = plan(RunSpec(strategy="aad"), small_network("shared"))
    assert (before.place, before.batches) == ("before", Batches(source=True))
    assert (main.place, main.batches) == ("main", Batches(target=True))


def test_without_any_fading_a_target_with_one_class_is_spread_over_others() -> None:
    """Why the pushing fades: pictures that are all alike are pushed apart too."""
    predictions = torch.full((8, 3), 0.05) + torch.tensor([0.85, 0.0, 0.0])
    batch = DomainBatch(torch.randn(8, 4), predictions.log().requires_grad_(), None, torch.arange(8))
    view = DomainView(batch.features, batch.features, batch.outputs.detach(), None, batch.indices, 8)
    shares = {}
    for decay in (0.0, 10.0):
        objective = Neighbors(3, decay)
        objective.refresh(Situation(small_network("shared"), lambda: view, lambda: view, lambda: predictions))
        loss = torch.stack(list(objective(Step(None, batch, None, progress=1.0)).parts.values())).sum()
        [gradient] = torch.autograd.grad(loss, [batch.outputs])
        shares[decay] = float(gradient[:, 0].mean())
    assert shares[0.0] > 0  # descent lowers the one class
    assert shares[10.0] < 0
