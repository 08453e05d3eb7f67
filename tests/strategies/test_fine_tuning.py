"""What fine-tuning keeps of the weights that it starts from: slower stages, stages that join later, L2-SP."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from tests.training.test_loop import Recorder, target_accuracy
from tests.training.toy import CLASSES, WIDTH, gaussian_data
from tlgui.errors import UserError
from tlgui.models.network import Network
from tlgui.models.tasks import Classification
from tlgui.planning import check
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import STRATEGIES, plan
from tlgui.strategies.base import DataFacts, DomainFacts, Phase
from tlgui.training.device import Device
from tlgui.training.loop import train

STAGES = ("first", "second", "third")


def staged_network(seed: int = 0) -> Network:
    """Three trained stages before the bottleneck."""
    torch.manual_seed(seed)
    rest = nn.Sequential()
    for name in STAGES:
        rest.add_module(name, nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.ReLU()))
    return Network(rest, torch.zeros(1, WIDTH), Classification(CLASSES), normalisation="shared", bottleneck=8)


def fine_tune(epochs: int = 4, network: Network | None = None, **settings: Any) -> tuple[Recorder, Network, float]:
    data, labels = gaussian_data(labelled_target=True)
    network = network or staged_network()
    spec = RunSpec(strategy="fine-tuning", strategy_settings={"fine-tuning": settings})
    run_settings = RunSettings(
        epochs=epochs, normalisation="shared", frozen="none", bottleneck=8, learning_rate=0.1, weight_decay=0.001
    )
    recorder = Recorder()
    train(network, plan(spec, network), data, run_settings, Device("cpu"), recorder.hooks(), pretrained=False)
    return recorder, network, target_accuracy(recorder, labels)


def moved(network: Network, since: Network, stage: str) -> float:
    now, before = getattr(network.rest, stage)[0].weight, getattr(since.rest, stage)[0].weight
    return float((now - before).norm().detach())


def test_each_stage_learns_so_many_times_more_slowly_than_the_one_after_it() -> None:
    network = staged_network()
    rates = [group["lr"] for group in network.groups(0.1, True, stage_factor=2.6)]
    assert rates == pytest.approx([0.1, 0.01, 0.01 / 2.6, 0.01 / 2.6**2])  # new layers, third, second, first
    third = network.groups(0.1, True, stage_factor=2.6)[1]["params"]
    assert {id(each) for each in third} == {id(each) for each in network.rest.third.parameters()}
    _, even, _ = fine_tune(stage_factor=1.0)
    _, uneven, _ = fine_tune(stage_factor=10.0)
    assert moved(uneven, staged_network(), "first") < 0.1 * moved(even, staged_network(), "first")
    assert moved(uneven, staged_network(), "third") > 0.3 * moved(even, staged_network(), "third")


def test_stages_join_from_the_last_to_the_first_and_stand_still_until_then() -> None:
    recorder, network, accuracy = fine_tune(epochs=10, gradual_unfreezing=True)
    steps = recorder.of("phase")[0]["steps"]
    joined = [(event["stage"], event["step"]) for event in recorder.of("joined")]
    assert joined == [("third", steps // 4), ("second", steps // 2), ("first", 3 * steps // 4)]
    assert all(each.requires_grad for each in network.parameters())
    assert accuracy > 0.9


def test_a_stage_that_has_not_joined_has_neither_moved_nor_momentum_nor_decay(monkeypatch: pytest.MonkeyPatch) -> None:
    start = staged_network()
    network = staged_network()
    seen: list[dict[str, float]] = []
    honest = torch.optim.SGD.step

    def watch(optimiser: torch.optim.SGD, *given: Any, **more: Any) -> Any:
        found = honest(optimiser, *given, **more)
        seen.append({stage: moved(network, start, stage) for stage in STAGES})
        for stage in STAGES:
            weight = getattr(network.rest, stage)[0].weight
            assert ("momentum_buffer" in optimiser.state.get(weight, {})) == (seen[-1][stage] > 0)
        return found

    monkeypatch.setattr(torch.optim.SGD, "step", watch)
    recorder, _, _ = fine_tune(epochs=10, network=network, gradual_unfreezing=True)
    for event in recorder.of("joined"):
        assert [each[event["stage"]] == 0 for each in seen[: event["step"]]] == [True] * event["step"]
        assert seen[event["step"]][event["stage"]] > 0


def test_l2_sp_keeps_weights_near_their_start_and_pulls_new_ones_to_zero() -> None:
    recorder, near, _ = fine_tune(l2_sp=True, alpha=1.0, beta=1.0)
    _, free, _ = fine_tune()
    for stage in STAGES:
        assert moved(near, staged_network(), stage) < 0.5 * moved(free, staged_network(), stage)
    assert near.head.weight.detach().norm() < 0.5 * free.head.weight.detach().norm()
    steps = recorder.of("step")
    assert all(set(event["parts"]) == {"target", "starting_point"} for event in steps)
    assert steps[0]["health"]["moved"] == 0 < steps[-1]["health"]["moved"]


def test_what_an_earlier_phase_has_taught_is_a_starting_point_and_only_fresh_layers_are_new() -> None:
    network = staged_network()
    [phase] = plan(RunSpec(strategy="fine-tuning", strategy_settings={"fine-tuning": {"l2_sp": True}}), network)
    held = phase.objectives[1]
    with torch.no_grad():
        network.bottleneck[0].weight += 1
        network.bottleneck[0].bias += 1

    class Situation:
        pass

    situation: Any = Situation()
    situation.network = network
    held.refresh(situation)
    of_head = sum(each.numel() for each in network.head.parameters())
    assert len(held.start) == sum(each.numel() for each in network.parameters()) - of_head
    assert list(held.parameters()) == []  # or the optimiser would get the network's weights twice


def test_joined_with_another_strategy_it_keeps_its_ways() -> None:
    network = staged_network()
    settings = {"stage_factor": 2.6, "gradual_unfreezing": True, "l2_sp": True}
    [phase] = plan(RunSpec(strategy="mmd+fine-tuning", strategy_settings={"fine-tuning": settings}), network)
    assert (phase.stage_factor, phase.unfreezes, phase.weight_decay) == (2.6, True, 0.0)
    assert Phase("gradient").weight_decay is None


PHOTO = DomainFacts("photo", 100, ("cat", "dog"), (50, 50), "all", 100)
LOOSE = {"stage_factor": 2.0, "gradual_unfreezing": True, "l2_sp": True}


@pytest.mark.parametrize(
    ("strategy", "backbone", "frozen", "start", "refused"),
    [
        ("fine-tuning", "efficientnet-lite0", None, "backbone", ["gradual_unfreezing", "stage_factor", "l2_sp"]),
        ("fine-tuning", "efficientnet-lite0", "top", "source", ["gradual_unfreezing", "stage_factor"]),
        ("contrastive,fine-tuning", "efficientnet-lite0", "all", "backbone", ["gradual_unfreezing", "stage_factor"]),
        ("fine-tuning", "efficientnet-lite0", "blocks.5", "backbone", []),
        ("fine-tuning", "small-cnn", None, "source", []),
    ],
)
def test_with_all_layers_frozen_what_would_do_nothing_is_refused_with_what_to_set(
    strategy: str, backbone: str, frozen: str | None, start: str, refused: list[str]
) -> None:
    spec = RunSpec(
        strategy=strategy,
        backbone=backbone,
        settings=RunSettings(frozen=frozen),
        strategy_settings={"fine-tuning": {**LOOSE, "start_from": start}},
    )
    problems = check(spec, DataFacts(PHOTO, PHOTO))
    assert [problem.values["settings"] for problem in problems if problem.code == "nothing_to_unfreeze"] == (
        [refused] if refused else []
    )
    assert {problem.code for problem in problems} <= {"nothing_to_unfreeze"}
    if refused:
        assert "All layers of the backbone are frozen" in str(UserError.of(problems))


def test_l2_sp_on_random_weights_is_refused() -> None:
    spec = RunSpec(strategy="fine-tuning", backbone="small-cnn", strategy_settings={"fine-tuning": {"l2_sp": True}})
    assert [problem.code for problem in check(spec, DataFacts(PHOTO, PHOTO))] == ["start_is_random"]


def test_all_of_it_is_off_by_default() -> None:
    [phase] = plan(RunSpec(strategy="fine-tuning"), staged_network())
    assert (phase.stage_factor, phase.unfreezes, phase.weight_decay, len(phase.objectives)) == (1.0, False, None, 1)
    assert STRATEGIES["fine-tuning"].Settings().start_from == "backbone"
