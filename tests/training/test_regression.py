"""Values instead of classes, from two folders with tables to a result; and labels for some of the target's pictures only."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch

from tests.training.conftest import carry_out
from tests.training.test_job import of
from tests.training.toy import disk_datasets, picture_folder
from tlgui import strategies
from tlgui.analysis.job import draw_maps
from tlgui.data.ingest import ingest
from tlgui.data.labelling import Labelling
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import JobContext
from tlgui.models.tasks import Classification, Regression
from tlgui.planning import check
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.runs.target_scores import TargetScores
from tlgui.service import launch
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies.base import DataFacts, DomainFacts, Needs
from tlgui.training.checkpoint import load_checkpoint
from tlgui.views.judgement import judge
from tlgui.views.verdict import verdict


class Made(NamedTuple):
    """A home with two datasets."""

    home: Home
    source: Pack
    target: Pack


@pytest.fixture(scope="module")
def alone() -> Iterator[None]:
    """Jobs are done here, not by a worker."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(launch, "ensure_workers", lambda *_: None)
        yield


@pytest.fixture(scope="module")
def disks(tmp_path_factory: pytest.TempPathFactory, alone: None) -> Made:
    folder = tmp_path_factory.mktemp("disks")
    home = Home.open(folder / "home")
    return Made(home, *disk_datasets(home, folder))


def train(made: Made, strategy: str, *, epochs: int = 4, **more: Any) -> tuple[Run, dict[str, Any]]:
    fields = {"source": made.source.info.id, "target": made.target.info.id, "backbone": "small-cnn", **more}
    settings = RunSettings(epochs=epochs, **fields.pop("settings", {}))
    run = launch.start_run(made.home, RunSpec(strategy=strategy, settings=settings, **fields))
    carry_out(made.home, run)
    return run, summary(run, JobQueue(made.home))


# -- values ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def learned(disks: Made) -> tuple[Run, dict[str, Any]]:
    return train(disks, "mmd", epochs=40)


@pytest.mark.slow
def test_a_network_learns_values_and_is_compared_with_both_references_in_the_users_units(
    learned: tuple[Run, dict[str, Any]], disks: Made
) -> None:
    run, found = learned
    guess = np.abs(disks.target.labels() - disks.source.labels().mean()).mean()
    assert (found["task"], found["status"], run.spec.task) == ("regression", "finished", "regression")
    assert set(found["metrics"]) == {"mae", "r2"}
    assert all(found["metrics"]["mae"][name] is not None for name in ("source", "target", "baseline", "normalisation_alone"))
    assert found["metrics"]["mae"]["source"] < guess / 2
    assert found["metrics"]["mae"]["target"] < guess / 2
    assert found["metrics"]["r2"]["target"] > 0.5
    assert (found["source_accuracy"], found["target_accuracy"], found["baseline_target_accuracy"]) == (None, None, None)
    assert found["target_scored_on"] == 40
    assert set(found["scores"]) == {"proxy_a_distance", "mmd", "mmd_p"}  # those of classes need classes


def test_the_metrics_are_those_of_scikit_learn(learned: tuple[Run, dict[str, Any]], disks: Made) -> None:
    from sklearn.metrics import mean_absolute_error, r2_score

    run, found = learned
    with np.load(run.prediction_path(of(run, "picked")[0]["kept"])) as file:
        predicted, index = file["target"][:, 0], file["target_index"]
    true = disks.target.labels()[index]
    assert found["metrics"]["mae"]["target"] == pytest.approx(mean_absolute_error(true, predicted))
    assert found["metrics"]["r2"]["target"] == pytest.approx(r2_score(true, predicted))


def test_the_result_speaks_of_errors_in_both_languages(learned: tuple[Run, dict[str, Any]]) -> None:
    _, found = learned
    words = verdict(found, "en")
    assert words["headline"].startswith("MAE ")
    assert words["headline"].endswith(" on 40 target pictures")
    assert "over source-only" in words["gain"]
    judgement = judge(found)
    assert judgement is not None
    assert words["tone"] == ("even" if not judgement.sure else "good" if judgement.kind == "better" else "bad")
    assert found["turned"]["right"] + found["turned"]["wrong"] <= 40
    assert "nearer to the true value" in words["verdict"] or judgement.kind == "same"
    assert "平均绝对误差" in verdict(found, "zh")["headline"]


def test_the_kept_evaluation_has_the_smallest_source_error(learned: tuple[Run, dict[str, Any]]) -> None:
    run, _ = learned
    errors = {event["step"]: event["source"]["mae"] for event in of(run, "evaluation")}
    assert errors[of(run, "picked")[0]["kept"]] == min(errors.values())


def test_what_was_standardised_is_of_the_sources_training_pictures_and_stands_in_the_run(
    learned: tuple[Run, dict[str, Any]], disks: Made
) -> None:
    from tlgui.training.job import prepare

    run, _ = learned
    _, about = load_checkpoint(run.folder / "checkpoints" / f"{of(run, 'picked')[0]['kept']:06d}")
    data = prepare(disks.home, "local", run.spec, lambda done, total: None, lambda: False).data
    assert data.source is not None
    values = disks.source.labels()[data.source.train]
    assert (about["task"], about["value_mean"], about["value_deviation"]) == ("regression", values.mean(), values.std())


def test_points_of_the_true_and_the_predicted_values_come_from_the_run_folder_alone(learned: tuple[Run, dict[str, Any]]) -> None:
    run, found = learned
    points = TargetScores(run, run.events()).values()
    assert {name: len(each) for name, each in points.items()} == {"true": 40, "predicted": 40, "baseline": 40}
    assert np.abs(points["true"] - points["predicted"]).mean() == pytest.approx(found["metrics"]["mae"]["target"])


@pytest.mark.slow
def test_maps_hold_values_and_say_nothing_of_classes(learned: tuple[Run, dict[str, Any]], disks: Made) -> None:
    run, _ = learned
    queue = JobQueue(disks.home)
    while (job := queue.take("map", "this process")) is not None:
        draw_maps(JobContext(disks.home, job, queue, threading.Event()))
        queue.finish(job, None)
    record = json.loads((run.folder / "maps" / "maps.json").read_text())
    assert {"before", "after"} <= set(record["maps"])  # and what was drawn in between, if training took long enough
    assert all(each["separation"] is None for each in record["maps"].values())
    with np.load(run.folder / "maps" / "after.npz") as file:
        assert "target_predictions" not in file.files
        assert file["target_values"].shape == (40,)
        assert np.ptp(file["target_values"]) > 1


def test_sealed_values_are_not_read_in_training_and_the_result_speaks_without_them(
    disks: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Pack.labels

    def guarded(pack: Pack) -> np.ndarray:
        assert pack.info.id != disks.target.info.id, "the trainer read the target's values"
        return honest(pack)

    monkeypatch.setattr(Pack, "labels", guarded)
    run, found = train(disks, "dann", sealed=True)
    assert found["metrics"]["mae"]["target"] is None
    assert "other domain" in verdict(found, "en")["verdict"]
    monkeypatch.setattr(Pack, "labels", honest)
    assert launch.reveal(disks.home, run, by="a test")
    assert summary(run, JobQueue(disks.home))["metrics"]["mae"]["target"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("start", ["backbone", "source"])
def test_fine_tuning_learns_the_targets_values_and_is_scored_on_others(disks: Made, start: str) -> None:
    _, found = train(disks, "fine-tuning", epochs=8, strategy_settings={"fine-tuning": {"start_from": start}})
    assert (found["target_scored_on"], found["target_labels_used_for"]) == (8, "training and scoring")
    assert found["metrics"]["mae"]["target"] > 0
    assert "MAE" in verdict(found, "en")["headline"]


@pytest.mark.slow
def test_values_are_learned_without_a_source(disks: Made) -> None:
    _, found = train(disks, "fine-tuning", source=None, backbone="efficientnet-lite0", settings={"image_size": 32})
    assert (found["baseline_kind"], found["target_scored_on"]) == ("linear_probe", 8)
    assert "linear probe" in verdict(found, "en")["gain"]


@pytest.mark.slow
@pytest.mark.parametrize("classifier", ["logistic", "svm_radial"])
def test_feature_extraction_fits_a_regressor(disks: Made, classifier: str) -> None:
    chosen = {"feature-extraction": {"classifier": classifier}}
    settings = {"image_size": 64}
    _, found = train(disks, "feature-extraction", backbone="efficientnet-lite0", settings=settings, strategy_settings=chosen)
    assert found["metrics"]["mae"]["target"] < 7


@pytest.mark.slow
def test_only_some_values_of_the_target_are_enough(tmp_path: Path, alone: None) -> None:
    home = Home.open(tmp_path / "home")
    made = Made(home, *disk_datasets(home, tmp_path, target_rows=10))
    assert made.target.info.labels == "some"
    _, found = train(made, "mmd", epochs=1)
    assert found["target_scored_on"] == 10
    _, found = train(made, "fine-tuning", epochs=1)
    assert found["target_scored_on"] == 2


@pytest.mark.slow
def test_another_table_of_the_same_pictures_has_another_baseline(tmp_path: Path, alone: None) -> None:
    home = Home.open(tmp_path / "home")
    made = Made(home, *disk_datasets(home, tmp_path))
    train(made, "source-only", epochs=1)
    table = tmp_path / "source.csv"
    head, *rows = table.read_text().splitlines()
    table.write_text("\n".join([head, *(f"{row.split(';')[0]};{-float(row.split(';')[1])}" for row in rows)]))
    other = ingest(str(tmp_path / "source"), home, role="source", labelling=Labelling(table, "values"))
    assert other.info.content == made.source.info.content
    train(made._replace(source=other), "source-only", epochs=1)
    assert sum(run.spec.reference == "baseline" for run in RunStore(home).all(references=True)) == 2


@pytest.mark.slow
def test_A35_a_constant_value_is_learned_and_r2_is_not_defined(tmp_path: Path, alone: None) -> None:
    home = Home.open(tmp_path / "home")
    disk_datasets(home, tmp_path)
    packs = []
    for role in ("source", "target"):
        table = tmp_path / f"{role}.csv"
        table.write_text("\n".join(f"{number}.png,7" for number in range(40)))
        packs.append(ingest(str(tmp_path / role), home, role=role, labelling=Labelling(table, "values")))  # type: ignore[arg-type]
    run, found = train(Made(home, *packs), "mmd", epochs=2)
    assert found["metrics"]["r2"] == dict.fromkeys(("source", "target", "baseline", "normalisation_alone"))
    assert found["metrics"]["mae"]["target"] < 1
    assert "MAE" in verdict(found, "en")["headline"]
    assert "NaN" not in run.events_path.read_text()


def test_A35_a_wild_value_does_not_end_the_run(tmp_path: Path, alone: None) -> None:
    home = Home.open(tmp_path / "home")
    made = Made(home, *disk_datasets(home, tmp_path))
    table = tmp_path / "source.csv"
    rows = table.read_text().splitlines()
    table.write_text("\n".join([*rows[:-1], "39.png;1e12"]))
    source = ingest(str(tmp_path / "source"), home, role="source", labelling=Labelling(table, "values"))
    _, found = train(made._replace(source=source), "source-only", epochs=2)
    assert found["status"] == "finished"
    assert np.isfinite(found["metrics"]["mae"]["target"])


# -- what is refused ---------------------------------------------------------------------------------------------------------------


def facts(name: str, task: str, labels: str = "all", labelled: int = 9) -> DomainFacts:
    classes = ("a", "b") if task == "classification" else ()
    return DomainFacts(name, 9, classes, (5, 4) if classes else (), labels, labelled, task)  # type: ignore[arg-type]


def codes(spec: RunSpec, source: DomainFacts | None, target: DomainFacts | None) -> set[str]:
    return {problem.code for problem in check(spec, DataFacts(source, target))}


def test_D8_a_strategy_that_needs_classes_is_refused_for_values(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = RunSpec(source="s", target="t", strategy="mmd")
    values = facts("values", "regression")
    assert codes(spec, values, values) == set()
    monkeypatch.setattr(strategies.STRATEGIES["mmd"], "needs", Needs(source_labels=True, tasks=("classification",)))
    assert codes(spec, values, values) == {"needs_other_task_regression"}
    assert codes(spec, facts("classes", "classification"), facts("classes", "classification")) == set()


def test_values_on_one_side_and_classes_on_the_other_are_refused() -> None:
    spec = RunSpec(source="s", target="t", strategy="mmd")
    values, classes = facts("numbers", "regression"), facts("folders", "classification")
    for source, target in ((values, classes), (classes, values)):
        assert codes(spec, source, target) == {"values_and_classes"}
    assert codes(spec, values, facts("flat", "classification", "none", 0)) == set()


def test_A33_too_few_values_are_refused() -> None:
    one = facts("t", "regression", "some", 1)
    assert codes(RunSpec(target="t", strategy="fine-tuning"), None, one) == {"too_few_values"}


# -- the task ----------------------------------------------------------------------------------------------------------------------


def test_a_network_of_other_units_predicts_the_same_once_adopted() -> None:
    theirs, ours = Regression(100.0, 20.0), Regression(-3.0, 0.5)
    head, features = theirs.head(4), torch.randn(9, 4)
    about = {**theirs.about(), "head": "linear"}
    adopted = ours.adopt({f"head.{name}": tensor for name, tensor in head.state_dict().items()}, about)
    other = ours.head(4)
    other.load_state_dict({name.removeprefix("head."): tensor for name, tensor in adopted.items()})
    torch.testing.assert_close(ours.predict(other(features)), theirs.predict(head(features)), rtol=1e-4, atol=1e-3)


def test_a_head_of_another_task_or_other_classes_is_not_adopted() -> None:
    tensors = {"head.weight": torch.zeros(2, 4), "bottleneck.0.weight": torch.zeros(1)}
    classes = Classification(["a", "b"])
    linear = {"head": "linear"}
    for task, about in (
        (Regression(), classes.about() | linear),
        (classes, Regression().about() | linear),
        (classes, Classification(["a", "c"]).about() | linear),
        (classes, classes.about() | {"head": "votes"}),
    ):
        assert set(task.adopt(tensors, about)) == {"bottleneck.0.weight"}
    assert set(classes.adopt(tensors, classes.about() | linear)) == set(tensors)


@pytest.mark.parametrize(("mean", "deviation"), [(0.0, 1.0), (1.6e9, 100.0), (1e-9, 1e-12)])
def test_units_change_neither_the_loss_nor_lose_digits(mean: float, deviation: float) -> None:
    values = torch.tensor([-1.0, 0.25, 2.0], dtype=torch.float64)
    outputs = torch.tensor([[0.5], [0.0], [-1.0]])
    task = Regression(mean, deviation)
    assert float(task.loss(outputs, values * deviation + mean)) == pytest.approx(
        float(Regression().loss(outputs, values)), rel=1e-3
    )
    np.testing.assert_allclose(task.predict(outputs)[:, 0], outputs[:, 0].double() * deviation + mean, rtol=1e-12)


# -- labels for some pictures ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, alone: None) -> Made:
    """36 target pictures, 15 of which have a class in a table; among the others a copy of each of the 15."""
    folder = tmp_path_factory.mktemp("few")
    home = Home.open(folder / "home")
    source = ingest(str(picture_folder(folder / "source", 1, dark=True)), home, role="source")
    place = picture_folder(folder / "target", 2, dark=False, labelled=False)
    rows = ["file,label"]
    for name in ("bar", "cross", "frame"):
        for number in range(5):
            rows.append(f"{name}{number}.png,{name}")
            (place / f"copy of {name}{number}.png").write_bytes((place / f"{name}{number}.png").read_bytes())
    (folder / "labels.csv").write_text("\n".join(rows))
    target = ingest(str(place), home, role="target", labelling=Labelling(folder / "labels.csv", "labels"))
    return Made(home, source, target)


@pytest.mark.slow
def test_a_few_labels_are_learned_from_and_scored_on_apart(few: Made) -> None:
    assert (few.target.info.labels, few.target.info.labelled, len(few.target)) == ("some", 15, 51)
    _, found = train(few, "fine-tuning")
    assert found["target_scored_on"] == 3
    assert found["target_labels_used_for"] == "training and scoring"
    _, found = train(few, "mmd")
    assert (found["target_scored_on"], found["target_labels_used_for"]) == (15, "scoring")


def test_pictures_without_label_are_seen_but_never_copies_of_those_that_score(few: Made) -> None:
    from tlgui.training.job import prepare

    spec = RunSpec(source=few.source.info.id, target=few.target.info.id, strategy="mmd,fine-tuning", backbone="small-cnn")
    target = prepare(few.home, "local", spec, lambda done, total: None, lambda: False).data.target
    assert target is not None
    assert (len(target.train), len(target.validation), len(target.seen)) == (12, 3, 45)
    hashes = np.asarray(few.target.hashes)
    assert not set(hashes[target.validation]) & set(hashes[target.seen])
    assert set(target.train) <= set(target.seen)
    assert np.array_equal(target.scored, target.validation)


def test_a_strategy_that_needs_target_labels_takes_some_and_refuses_none(few: Made, tmp_path: Path) -> None:
    def start(target: Pack) -> None:
        launch.start_run(few.home, RunSpec(target=target.info.id, strategy="fine-tuning"))

    start(few.target)
    bare = ingest(str(picture_folder(tmp_path / "bare", 3, dark=False, labelled=False)), few.home)
    with pytest.raises(UserError) as error:
        start(bare)
    assert error.value.problems[0].code == "needs_target_labels"
