"""The loop on domains whose right answer is known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch

from tests.golden import hold, parts_of
from tests.training.toy import gaussian_data, selected_data, small_network
from tests.training.toy_runs import Recorder, run, target_accuracy
from tlgui.errors import UserError
from tlgui.models.network import Network
from tlgui.models.tasks import Classification
from tlgui.planning import supervised
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import STRATEGIES, Combination, plan
from tlgui.strategies.base import Batches, Phase
from tlgui.strategies.objectives.risk import SourceRisk
from tlgui.training.device import Device
from tlgui.training.evaluate import predict
from tlgui.training.loop import EVALUATIONS, Stopped, train


def test_source_only_learns_the_source_and_fails_on_a_shifted_target() -> None:
    recorder, _, labels = run("source-only", shift=4.0)
    assert recorder.evaluations[-1].source_metrics["accuracy"] > 0.95
    assert target_accuracy(recorder, labels) < 0.6


def test_normalisation_for_each_domain_undoes_a_shift() -> None:
    recorder, _, labels = run("source-only", normalisation="per_domain", shift=4.0)
    assert target_accuracy(recorder, labels) > 0.95


COMBINED = ["dann+mmd", "cdan+mcc", "mcc,shot", "dann+rkd", "contrastive,fine-tuning"]
UNDONE_BY_THE_STRATEGY = ["mmd", "dann", "dann+mmd", "cdan", "jan", "deepjdot"]


@cache
def baseline_accuracy(seed: int) -> float:
    baseline, _, labels = run("source-only", shift=3.0, epochs=60, seed=seed)
    return target_accuracy(baseline, labels)


@pytest.mark.parametrize(
    ("strategy", "seed"),
    [
        pytest.param(strategy, seed, marks=() if strategy in ("mmd", "dann") and seed == 0 else pytest.mark.slow)
        for strategy in UNDONE_BY_THE_STRATEGY
        for seed in (0, 1)
    ],
)
def test_an_adaptation_strategy_finds_the_classes_of_a_shifted_target(strategy: str, seed: int) -> None:
    """Statistics are shared, so nothing but the strategy can undo the shift."""
    settings = {"mmd": {"weight": 5.0}, "jan": {"weight": 5.0}}
    wanted = {key: settings[key] for key in strategy.split("+") if key in settings}
    recorder, _, labels = run(strategy, shift=3.0, epochs=60, strategy_settings=wanted, seed=seed)
    assert target_accuracy(recorder, labels) > baseline_accuracy(seed) + 0.3
    assert recorder.evaluations[-1].source_metrics["accuracy"] > 0.8  # the price of a strong MMD on overlapping classes


def test_dann_reports_domain_accuracy_and_lambda_and_ends_near_chance() -> None:
    recorder, _, _ = run("dann", shift=1.5, epochs=60)
    health = [event["health"] for event in recorder.of("step")]
    assert max(each["domain_accuracy"] for each in health) > 0.6
    assert np.mean([each["domain_accuracy"] for each in health[-40:]]) < 0.7
    strengths = [each["lambda"] for each in health]
    assert strengths[0] == 0
    assert strengths == sorted(strengths)
    assert strengths[-1] > 0.99


def test_mmd_falls() -> None:
    recorder, _, _ = run("mmd", shift=2.0, strategy_settings={"mmd": {"weight": 3.0}})
    values = [event["health"]["mmd"] for event in recorder.of("step")]
    assert np.mean(values[-20:]) < 0.3 * np.mean(values[:5])


def test_fine_tuning_learns_a_target_that_no_source_could_teach() -> None:
    recorder, _, labels = run("fine-tuning", turn=np.pi, labelled=True)
    assert target_accuracy(recorder, labels) > 0.9


def test_feature_extraction_fits_a_head_at_once() -> None:
    recorder, _, labels = run("feature-extraction", turn=np.pi, labelled=True)
    assert target_accuracy(recorder, labels) > 0.9
    assert len(recorder.evaluations) == 1
    assert recorder.of("step") == []


def test_adabn_undoes_a_shift_and_with_a_large_prior_it_does_not() -> None:
    recorder, network, labels = run("adabn", normalisation="per_domain", shift=4.0)
    assert target_accuracy(recorder, labels) > 0.95
    assert [event["kind"] for event in recorder.of("phase")] == ["gradient", "statistics"]
    held, held_network, _ = run("adabn", normalisation="per_domain", shift=4.0, strategy_settings={"adabn": {"prior": 10000}})
    assert target_accuracy(held, labels) < 0.6
    shift = (network.normalise.mean[1] - network.normalise.mean[0])[0]
    assert (held_network.normalise.mean[1] - held_network.normalise.mean[0])[0] == pytest.approx(
        float(shift) * 210 / 10210, rel=1e-4
    )


def test_what_prepares_a_strategy_is_left_out_when_another_one_came_before() -> None:
    recorder, _, _ = run("mcc,adabn", normalisation="per_domain", epochs=2)
    assert [(event["strategy"], event["kind"]) for event in recorder.of("phase")] == [
        ("mcc", "gradient"),
        ("adabn", "statistics"),
    ]
    steps = [each.step for each in recorder.evaluations]
    assert len(set(steps)) == len(steps)


def test_the_source_risk_of_joined_strategies_counts_once_and_smooths_as_the_run_does() -> None:
    task = Classification(["a", "b", "c"]).learning(np.arange(3), 0.1)
    for strategy in ("cdan+mcc", "mcc+cdan"):
        [phase] = plan(RunSpec(strategy=strategy), small_network("shared", task=task))
        assert sorted(each.key for each in phase.objectives) == ["conditional_adversary", "mcc", "source_risk"]
    outputs, labels = torch.randn(5, 3), torch.tensor([0, 1, 2, 0, 1])
    smoothed = torch.nn.functional.cross_entropy(outputs, labels, label_smoothing=0.1)
    torch.testing.assert_close(task.loss(outputs, labels), smoothed)
    torch.testing.assert_close(task.loss(outputs, labels, torch.ones(5)), smoothed)


def test_mcc_makes_the_target_sure_and_finds_its_turned_classes() -> None:
    recorder, _, labels = run("mcc", turn=0.5, epochs=60)
    baseline, _, _ = run("source-only", turn=0.5, epochs=60)
    confusion = [event["health"]["confusion"] for event in recorder.of("step")]
    assert np.mean(confusion[-20:]) < 0.5 * np.mean(confusion[:5])
    assert target_accuracy(recorder, labels) > target_accuracy(baseline, labels)


def test_coral_brings_the_covariances_together_and_finds_turned_classes() -> None:
    recorder, _, labels = run("coral", turn=0.9, epochs=40)
    distance = [event["health"]["coral"] for event in recorder.of("step")]
    plain, _, _ = run("coral", turn=0.9, epochs=40, strategy_settings={"coral": {"weight": 0}})
    assert target_accuracy(recorder, labels) > target_accuracy(plain, labels) + 0.05
    assert np.mean(distance[-20:]) < 0.5 * np.mean([event["health"]["coral"] for event in plain.of("step")][-20:])


@pytest.mark.slow
def test_shot_moves_the_features_and_leaves_the_head() -> None:
    recorder, network, labels = run("shot", turn=0.9, epochs=60)
    source_trained, _, _ = run("source-only", turn=0.9, epochs=60)
    assert target_accuracy(recorder, labels) > target_accuracy(source_trained, labels) + 0.1
    head = {name: value.clone() for name, value in network.head.state_dict().items()}
    data, _ = gaussian_data(turn=0.9)
    settings = RunSettings(epochs=2, normalisation="shared", frozen="all", bottleneck=16, learning_rate=0.05, weight_decay=0.001)
    bottleneck = network.bottleneck[0].weight.clone()
    alone = [phase for phase in plan(RunSpec(strategy="shot"), network) if phase.place == "main"]
    train(network, alone, data, settings, Device("cpu"), Recorder().hooks(), pretrained=True)
    assert all(torch.equal(value, head[name]) for name, value in network.head.state_dict().items())
    assert not torch.equal(bottleneck, network.bottleneck[0].weight)
    changed = [event["health"]["changed_labels"] for event in recorder.of("step") if "changed_labels" in event["health"]]
    assert changed[-1] < 0.05


def test_tent_turns_scale_and_shift_alone_and_makes_predictions_surer_and_better() -> None:
    recorder, _, labels = run("tent", turn=0.8, epochs=40, strategy_settings={"tent": {"epochs": 20, "rate": 0.1}})
    before = [each for each in recorder.evaluations if each.step <= recorder.of("phase")[1]["step"]][-1]
    assert recorder.evaluations[-1].scores["entropy"] < 0.9 * before.scores["entropy"]
    assert target_accuracy(recorder, labels) > float((before.target_predictions.argmax(1) == labels).mean()) + 0.02
    network = small_network("shared", normed=True)
    norm = network.rest[1][0]
    groups = network.groups(0.1, True, "norms")
    assert {id(each) for group in groups for each in group["params"]} == {id(norm.scale), id(norm.shift)}


def test_tent_goes_over_the_whole_target_as_often_as_it_says_at_one_rate() -> None:
    data, _ = gaussian_data()
    data = replace(data, target=replace(data.target, seen=np.tile(data.target.seen, 3)))  # more than the source has
    network, recorder = small_network("shared", normed=True), Recorder()
    phases = plan(RunSpec(strategy="tent", strategy_settings={"tent": {"epochs": 2, "rate": 0.01}}), network)
    settings = RunSettings(epochs=3, batch_size=32, learning_rate=0.05, weight_decay=0.001)
    train(network, phases, data, settings, Device("cpu"), recorder.hooks(), pretrained=True)
    [before, main] = recorder.of("phase")
    assert (before["steps"], main["steps"]) == (3 * (192 // 32), 2 * (3 * 210 // 32))
    rates = [event["learning_rate"] for event in recorder.of("step")]
    assert rates[: before["steps"]] == sorted(rates[: before["steps"]], reverse=True)
    assert set(rates[before["steps"] :]) == {0.01}


def test_tent_without_normalisation_layers_is_refused_before_its_first_step() -> None:
    data, _ = gaussian_data()
    network = small_network("shared")
    phases = [phase for phase in plan(RunSpec(strategy="tent"), network) if phase.place == "main"]
    recorder = Recorder()
    with pytest.raises(UserError, match="tent has nothing to train in this network"):
        train(
            network,
            phases,
            data,
            RunSettings(epochs=1, learning_rate=0.1, weight_decay=0.001),
            Device("cpu"),
            recorder.hooks(),
            pretrained=True,
        )
    assert recorder.of("step") == []


@pytest.mark.slow
def test_pseudo_labels_spread_from_sure_pictures() -> None:
    recorder, _, labels = run("pseudo-label", turn=0.7, epochs=60, strategy_settings={"pseudo-label": {"threshold": 0.8}})
    baseline, _, _ = run("source-only", turn=0.7, epochs=60)
    shares = [event["health"]["confident_share"] for event in recorder.of("step")]
    assert np.mean(shares[-20:]) > np.mean(shares[:5])
    assert target_accuracy(recorder, labels) > target_accuracy(baseline, labels)


@pytest.mark.slow
def test_contrastive_learning_finds_other_views_and_then_learns_the_sources_labels_or_the_targets() -> None:
    recorder, _, labels = run("contrastive", epochs=20)
    found = [event["health"]["views_found"] for event in recorder.of("step") if "views_found" in event["health"]]
    assert np.mean(found[-10:]) > np.mean(found[:5]) + 0.1
    assert [(event["strategy"], event["kind"]) for event in recorder.of("phase")] == [("contrastive", "gradient")] * 2
    assert target_accuracy(recorder, labels) > 0.9
    chained, _, _ = run("contrastive,fine-tuning", turn=np.pi, labelled=True)
    assert [event["strategy"] for event in chained.of("phase")] == ["contrastive", "fine-tuning"]
    assert target_accuracy(chained, labels) > 0.9


@pytest.mark.slow
def test_rkd_keeps_the_teachers_distances_between_target_pictures() -> None:
    def distances(network: Network) -> torch.Tensor:
        data, _ = gaussian_data(turn=0.5)
        features, _ = predict(network, data.target.inputs, data.target.train, "target", Device("cpu"))
        return torch.pdist(torch.from_numpy(features))

    _, teacher, _ = run("source-only", turn=0.5)
    _, student, _ = run("rkd", turn=0.5, strategy_settings={"rkd": {"distance": 5.0, "angle": 10.0}})
    _, free, _ = run("rkd", turn=0.5, strategy_settings={"rkd": {"distance": 0.0, "angle": 0.0}})
    kept, lost = (torch.corrcoef(torch.stack([distances(teacher), distances(each)]))[0, 1] for each in (student, free))
    assert kept > 0.98 > lost


@pytest.mark.parametrize("method", ["kmm", "classifier"])
def test_importance_weights_follow_the_target_and_tell_how_many_pictures_are_left(method: str) -> None:
    recorder, _, _ = run("importance", shift=1.5, strategy_settings={"importance": {"method": method}}, epochs=5)
    health = recorder.of("step")[-1]["health"]
    assert 1 / 192 <= health["effective_share"] < 0.8
    assert health["largest_weight"] > 1.5
    same, _, _ = run("importance", strategy_settings={"importance": {"method": method}}, epochs=1)
    assert same.of("step")[-1]["health"]["effective_share"] > health["effective_share"]


@pytest.mark.parametrize("method", ["kmm", "classifier"])
def test_importance_weighting_learns_the_rule_that_holds_where_the_target_is(method: str) -> None:
    def accuracy(strategy: str) -> float:
        data, labels = selected_data()
        network = small_network("shared", bottleneck=0, task=data.task)
        settings = RunSettings(epochs=20, normalisation="shared", frozen="all", learning_rate=0.05, weight_decay=0.001)
        spec = RunSpec(strategy=strategy, strategy_settings={"importance": {"method": method}})
        recorder = Recorder()
        train(network, plan(spec, network), data, settings, Device("cpu"), recorder.hooks(), pretrained=True)
        return target_accuracy(recorder, labels)

    assert accuracy("source-only") < 0.4
    assert accuracy("importance") > 0.8


def test_joined_with_another_strategy_the_weighted_risk_takes_the_plain_ones_place() -> None:
    [phase] = plan(RunSpec(strategy="mcc+importance"), small_network("shared"))
    assert {type(each).__name__ for each in phase.objectives} == {"WeightedSourceRisk", "ClassConfusion"}


def test_tradaboost_learns_from_few_labels_what_the_source_alone_gets_wrong() -> None:
    recorder, network, labels = run(
        "tradaboost", turn=np.pi / 2, labelled=True, strategy_settings={"tradaboost": {"freedom": 1.0}}
    )
    assert target_accuracy(recorder, labels) > 0.9
    assert type(network.head).__name__ == "VotingHead"


def test_a_chain_goes_through_its_phases_in_order_and_counts_steps_on() -> None:
    recorder, _, labels = run("source-only,fine-tuning", shift=4.0, labelled=True)
    assert [event["strategy"] for event in recorder.of("phase")] == ["source-only", "fine-tuning"]
    steps = [event["step"] for event in recorder.of("step")]
    assert steps == sorted(steps)
    assert recorder.of("phase")[1]["step"] == recorder.of("phase")[0]["steps"]
    assert target_accuracy(recorder, labels) > 0.95


def test_joined_strategies_have_the_parts_of_both_and_the_source_risk_once() -> None:
    recorder, _, _ = run("dann+mmd", epochs=1)
    assert set(recorder.of("step")[0]["parts"]) == {"source", "domain", "mmd"}


def test_of_two_objectives_whose_losses_have_the_same_name_both_count() -> None:
    class Again(SourceRisk):
        key = "again"

    def first_loss(*more: type[SourceRisk]) -> float:
        data, _ = gaussian_data()
        network, recorder = small_network("shared"), Recorder(stop_after=1)
        phase = Phase("gradient", [each(data.task) for each in (SourceRisk, *more)], batches=Batches(source=True))
        settings = RunSettings(
            epochs=1, normalisation="shared", frozen="all", bottleneck=16, learning_rate=0.05, weight_decay=0.001
        )
        with pytest.raises(Stopped):
            train(network, [phase], data, settings, Device("cpu"), recorder.hooks(), pretrained=True)
        return recorder.of("step")[0]["parts"]["source"]

    assert first_loss(Again) == pytest.approx(2 * first_loss(), rel=1e-6)


def test_the_last_evaluation_is_at_the_last_step_and_there_are_as_many_as_promised() -> None:
    recorder, _, _ = run("source-only", epochs=10)
    steps = [each.step for each in recorder.evaluations]
    assert len(steps) == EVALUATIONS
    assert steps[-1] == recorder.of("phase")[0]["steps"] == 60


def test_the_learning_rate_falls_as_in_the_paper() -> None:
    recorder, _, _ = run("source-only", epochs=10, rate=0.04)
    rates = [event["learning_rate"] for event in recorder.of("step")]
    assert rates[0] == pytest.approx(0.04)
    assert rates[30] == pytest.approx(0.04 * (1 + 10 * 30 / 60) ** -0.75)


def test_the_same_seed_gives_the_same_run_to_the_bit_and_another_seed_another() -> None:
    first, _, _ = run("dann", epochs=3)
    torch.rand(7)  # what happened before in this process must not matter
    again, _, _ = run("dann", epochs=3)
    other, _, _ = run("dann", epochs=3, seed=1)
    assert first.events == again.events
    assert np.array_equal(first.evaluations[-1].target_predictions, again.evaluations[-1].target_predictions)
    assert first.events != other.events


def test_E1_a_loss_that_is_not_a_number_ends_the_run_with_step_and_rate() -> None:
    with pytest.raises(UserError) as error:
        run("source-only", rate=1e30, epochs=5)
    assert error.value.problems[0].code == "loss_not_finite"
    assert error.value.problems[0].values["step"] <= 12


def test_stop_is_asked_after_each_step() -> None:
    recorder = Recorder(stop_after=7)
    with pytest.raises(Stopped):
        run("source-only", recorder=recorder)
    assert len(recorder.of("step")) == 7


@pytest.mark.parametrize("strategy", [*STRATEGIES, *COMBINED])
def test_a_short_run_is_as_it_was(strategy: str) -> None:
    """Seeded golden runs."""
    labelled = supervised(Combination.parse(strategy))
    recorder, _, labels = run(strategy, normalisation="per_domain", turn=0.6, epochs=4, labelled=labelled)
    last = recorder.evaluations[-1]
    found = {
        "parts": recorder.of("step")[-1]["parts"] if recorder.of("step") else {},
        "source": last.source_metrics,
        "target": target_accuracy(recorder, labels),
        "scores": last.scores,
    }
    versions = parts_of("network", "training", "scores", strategy=strategy)
    hold(strategy, found, versions, f'tests/training/test_loop.py -k "as_it_was and {strategy}"', loose={"target": 0.01})
