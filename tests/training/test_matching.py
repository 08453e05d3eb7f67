"""Where the target's class shares are told: statistics, batches and what aligning objectives see are mixed as the target is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from tests.training.toy import CLASSES, WIDTH, Numbers, gaussians, small_network
from tests.training.toy_runs import Recorder, target_accuracy
from tlgui.data.pack import Pack
from tlgui.models.network import EPSILON_OF_FROZEN, Network
from tlgui.models.tasks import Classification
from tlgui.specification.run_spec import Normalisation, RunSettings, RunSpec
from tlgui.strategies import STRATEGIES, plan
from tlgui.training.data import Domain, Endless, RunData
from tlgui.training.device import Device
from tlgui.training.evaluate import measure_statistics
from tlgui.training.loop import Hooks, train
from tlgui.training.matching import Matching
from tlgui.training.steps import MATCHED, count_steps, streams_of, take

FEW = np.array([0.0, 0.2, 0.8])
SETTINGS = RunSettings(epochs=40, normalisation="per_domain", frozen="all", bottleneck=16, learning_rate=0.05, weight_decay=0.001)


def shifted(told: bool = True) -> tuple[RunData, NDArray[np.int64]]:
    """Three classes, as many pictures of each, and a target moved by three units that lacks the first of them."""
    (source, source_labels), (target, target_labels) = gaussians(1, 240), gaussians(2, 300, shift=3.0)
    of_class = [np.flatnonzero(target_labels == number) for number in range(3)]
    kept = np.concatenate([of_class[1][:25], of_class[2]])
    nobody: Pack = None  # type: ignore[assignment]
    places, everything = np.arange(240), np.arange(len(kept))
    source_domain = Domain(nobody, Numbers(source), source_labels, places[:192], places[192:], places[192:], places[:192])
    target_domain = Domain(nobody, Numbers(target[kept]), None, everything, everything[:0], everything, everything)
    matching = Matching.of(source_labels[:192], FEW) if told else None
    return RunData(Classification(CLASSES), source_domain, target_domain, matching), target_labels[kept]


def test_pictures_count_by_the_ratio_of_both_shares_or_evenly() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 2])
    matching = Matching.of(labels, np.array([0.5, 0.0, 0.5]))
    np.testing.assert_allclose(matching.as_target(np.array([0, 1, 2])), [0.5 / 0.5, 0, 0.5 / 0.125])
    weights = matching.evenly(labels)
    np.testing.assert_allclose([weights[labels == number].sum() for number in range(3)], weights.sum() / 3)
    lacking = Matching.of(np.array([0, 0, 2]), np.array([0.5, 0.3, 0.2]))
    assert lacking.as_target(np.array([1])).tolist() == [0.0]  # the source has none of it: there is nothing to draw


def test_statistics_of_the_source_are_those_of_the_mixture_that_the_target_has() -> None:
    data, _ = shifted()
    network = small_network("per_domain")
    measure_statistics(network, data, Device("cpu"))
    assert data.source is not None
    assert data.target is not None
    rows = data.source.inputs.values[data.source.train].astype(np.float64)  # type: ignore[attr-defined]
    weights = (FEW * 3)[data.source.labels_of(data.source.train)]
    mean = np.average(rows, axis=0, weights=weights)
    np.testing.assert_allclose(network.normalise.mean[0].numpy(), mean, rtol=1e-4, atol=1e-5)
    variance = np.average((rows - mean) ** 2, axis=0, weights=weights)
    np.testing.assert_allclose(network.normalise.variance[0].numpy(), variance, rtol=1e-4)
    target = data.target.inputs.values.astype(np.float64)  # type: ignore[attr-defined]
    np.testing.assert_allclose(network.normalise.mean[1].numpy(), target.mean(0), rtol=1e-4, atol=1e-5)
    standardised = network.normalised(torch.from_numpy(target).float()).detach().numpy()
    network.set_domain("target")
    expected = (target - target.mean(0)) / np.sqrt(target.var(0) + EPSILON_OF_FROZEN)
    np.testing.assert_allclose(network.normalised(torch.from_numpy(target).float()).detach(), expected, atol=1e-4)
    assert not np.allclose(standardised, expected)


def test_statistics_are_measured_on_batches_of_all_classes_though_pictures_stand_in_their_order() -> None:
    (values, _), labels, seen = gaussians(1, 300), np.repeat([0, 1, 2], 100), []

    class Watched(Numbers):
        def batch(self, indices: NDArray[np.int64], epoch: int | None) -> torch.Tensor:
            seen.append(indices)
            return super().batch(indices, epoch)

    nobody: Pack = None  # type: ignore[assignment]
    every = np.arange(300)
    source = Domain(nobody, Watched(values), labels, every, every[:0], every, every)
    measure_statistics(small_network("shared"), RunData(Classification(CLASSES), source, None), Device("cpu"))
    assert sorted(np.concatenate(seen)) == list(every)
    assert {len(indices) for indices in seen} == {60}
    assert all(np.bincount(labels[indices]).tolist() == [20, 20, 20] for indices in seen)


@pytest.mark.parametrize("prior", [0, 16])
def test_statistics_of_what_never_changes_are_measured_once_in_a_phase_unless_they_are_mixed_anew(prior: int) -> None:
    data, _ = shifted()
    network = small_network("per_domain")
    network.prior = prior
    measure_statistics(network, data, Device("cpu"))
    measured = network.normalise.mean.clone()
    network.normalise.mean.zero_()
    measure_statistics(network, data, Device("cpu"), fixed_are_measured=True)
    assert torch.equal(network.normalise.mean, measured if prior else torch.zeros_like(measured))


@pytest.mark.parametrize("normalisation", ["per_domain", "shared"])
def test_at_the_end_of_every_phase_they_are_what_a_new_pass_would_measure(normalisation: Normalisation) -> None:
    data, _ = shifted(told=False)
    network = small_network(normalisation)
    settings = SETTINGS.model_copy(update={"normalisation": normalisation, "epochs": 2})
    kept: list[torch.Tensor] = []
    hooks = Hooks(lambda event, **fields: None, lambda _, network: kept.append(network.normalise.mean.clone()), lambda: False)
    train(network, plan(RunSpec(strategy="source-only,mmd"), network), data, settings, Device("cpu"), hooks, pretrained=True)
    for evaluation, trained_on in ((0, ["source"]), (-1, ["source", "target"])):
        measure_statistics(network, data, Device("cpu"), trained_on=trained_on)
        assert torch.equal(kept[evaluation], network.normalise.mean)


def frequencies(data: RunData, name: str, steps: int = 600) -> list[float]:
    [phase] = plan(RunSpec(strategy="cdan"), small_network("per_domain"))
    domain, order = streams_of(phase, small_network("per_domain"), data, SETTINGS)[name]
    drawn = np.concatenate([domain.labels_of(order.batch(step)[0]) for step in range(steps)])
    return (np.bincount(drawn, minlength=3) / len(drawn)).tolist()


def test_the_classifier_learns_from_all_classes_alike_and_the_adversary_sees_the_targets_mixture() -> None:
    data, _ = shifted()
    assert data.source is not None
    uneven = np.concatenate([data.source.train[data.source.labels_of(data.source.train) == 0], np.array([1, 2, 4, 5])])
    assert data.source.labels is not None
    source = replace(data.source, train=uneven)
    data = replace(data, source=source, matching=Matching.of(source.labels_of(uneven), FEW))
    assert frequencies(data, "source") == pytest.approx([1 / 3] * 3, abs=0.015)
    assert frequencies(data, MATCHED) == pytest.approx(FEW.tolist(), abs=0.015)


def test_what_only_absent_classes_have_is_not_blown_up_by_a_backbone_that_learns() -> None:
    """On the digits with three of ten classes the loss was infinite after some twenty steps."""
    random = np.random.default_rng(0)
    labels = np.arange(300) % 3
    values = random.normal(size=(300, WIDTH)).astype(np.float32)
    values[labels != 0, 4:] = 0.0  # only the first class has the rest, and the target has none of it
    nobody: Pack = None  # type: ignore[assignment]
    every = np.arange(300)
    source = Domain(nobody, Numbers(values), labels, every, every[:0], every, every)
    target = Domain(nobody, Numbers(values[labels != 0]), None, every[:200], every[:0], every[:200], every[:200])
    data = RunData(Classification(CLASSES), source, target, Matching.of(labels, np.array([0.0, 0.5, 0.5])))
    network = small_network("per_domain", normed=True)
    network.rest[0].weight.data.copy_(torch.eye(WIDTH))
    [phase] = plan(RunSpec(strategy="dann"), network)
    network.train()
    seen = take(network, streams_of(phase, network, data, SETTINGS), 0, 0.0, Device("cpu"), views=0)[0].source
    assert seen is not None
    assert seen.labels is not None
    assert set(seen.labels.tolist()) == {0, 1, 2}
    assert float(seen.features.detach().abs().max()) < 10


def test_an_epoch_that_is_drawn_is_the_same_for_a_run_that_is_resumed() -> None:
    weights = np.array([1.0, 0.0, 2.0, 3.0])
    first, again = (Endless(np.arange(4), 2, seed=3, stream=1, weights=weights) for _ in range(2))
    seen = [first.batch(step) for step in range(9)]
    for step in (8, 3):
        np.testing.assert_array_equal(again.batch(step)[0], seen[step][0])
    assert 1 not in np.concatenate([indices for indices, _ in seen])


def test_only_what_aligns_sees_the_source_as_the_target_is_mixed() -> None:
    assert [key for key, aligns in aligning().items() if not aligns] == [
        *(
            "source-only",
            "importance",
            "tradaboost",
            "adabn",
            "afn",
            "ba3us",
            "mcc",
            "pseudo-label",
            "contrastive",
            "rkd",
            "shot",
        ),
        *("aad", "tent", "fine-tuning", "feature-extraction", "distilled"),
    ]
    data, _ = shifted()
    network = small_network("per_domain")
    measure_statistics(network, data, Device("cpu"))
    [phase] = plan(RunSpec(strategy="cdan"), network)
    streams = streams_of(phase, network, data, SETTINGS)
    step, matched = take(network, streams, 0, 0.0, Device("cpu"), views=0)
    assert step.source is not None
    assert matched.source is not None
    assert matched.target is step.target
    assert (matched.source.labels != 0).all()
    assert (step.source.labels == 0).any()
    [alone] = plan(RunSpec(strategy="source-only"), network)
    assert MATCHED not in streams_of(alone, network, data, SETTINGS)
    plain = streams_of(phase, network, replace(data, matching=None), SETTINGS)
    assert set(plain) == {"source", "target"}
    assert count_steps(phase, plain, data, SETTINGS) == count_steps(phase, streams, data, SETTINGS)
    untold = take(network, plain, 0, 0.0, Device("cpu"), views=0)
    assert untold[0] is untold[1]


def aligning() -> dict[str, bool]:
    found = {}
    for key in STRATEGIES:
        network = small_network("per_domain", normed=key == "tent")
        phases = plan(RunSpec(strategy=key), network)
        found[key] = any(objective.aligns for phase in phases for objective in phase.objectives)
    return found


def test_a_layer_that_normalises_by_batches_counts_the_matched_pictures_alone() -> None:
    data, _ = shifted()
    torch.manual_seed(0)
    task = Classification(CLASSES)
    network = Network(
        torch.nn.Sequential(), torch.zeros(1, WIDTH), task, normalisation="per_domain", bottleneck=8, bottleneck_norm=True
    )
    measure_statistics(network, data, Device("cpu"))
    [phase] = plan(RunSpec(strategy="mcc"), network)
    streams = streams_of(phase, network, data, SETTINGS)
    assert MATCHED in streams  # though MCC aligns nothing
    seen: list[torch.Tensor] = []
    network.bottleneck[1].register_forward_hook(lambda layer, given, made: seen.append(made.detach()))  # type: ignore[index]
    take(network.train(), streams, 0, 0.0, Device("cpu"), views=0)
    both, target = seen
    torch.testing.assert_close(both[32:].mean(0), torch.zeros(8), atol=1e-5, rtol=0)
    torch.testing.assert_close(target.mean(0), torch.zeros(8), atol=1e-5, rtol=0)
    assert both[:32].mean(0).abs().max() > 0.1


@pytest.mark.parametrize(
    "strategy", ["source-only", pytest.param("dann", marks=pytest.mark.slow), "cdan", pytest.param("mmd", marks=pytest.mark.slow)]
)
def test_told_shares_undo_a_shift_that_other_shares_would_spoil(strategy: str) -> None:
    def accuracy(told: bool) -> float:
        data, labels = shifted(told)
        network = small_network("per_domain", task=data.task)
        recorder = Recorder()
        train(
            network, plan(RunSpec(strategy=strategy), network), data, SETTINGS, Device("cpu"), recorder.hooks(), pretrained=True
        )
        return target_accuracy(recorder, labels)

    assert accuracy(told=True) > 0.95
    assert accuracy(told=True) > accuracy(told=False) + 0.2
