"""The train job in this process, on tiny pictures: references, sealed labels, the pick, every ending."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from filelock import FileLock

from tests.training.conftest import Train, carry_out
from tests.training.toy import picture_folder
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.insight.look_alikes import COUNT
from tlgui.jobs.job import Job
from tlgui.jobs.queue import JobQueue
from tlgui.runs.alike_file import AlikePictures
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service import launch
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
from tlgui.training import evaluator, moments
from tlgui.training import job as train_job
from tlgui.training.checkpoint import load_checkpoint
from tlgui.training.evaluate import evaluate
from tlgui.views.verdict import verdict


def of(run: Run, kind: str) -> list[dict[str, Any]]:
    return [event for event in run.events() if event["event"] == kind]


@pytest.mark.slow
def test_a_run_ends_with_a_result_against_both_references(train: Train) -> None:
    run, found = train("mmd")
    assert found["status"] == "finished"
    accuracy = found["metrics"]["accuracy"]
    assert all(0 <= accuracy[name] <= 1 for name in ("source", "target", "baseline", "normalisation_alone"))
    assert found["target_scored_on"] == 36
    assert found["baseline_kind"] == "source_only"
    assert found["mixing"]["before"] is not None
    assert {"features", "baseline", "train", "normalisation_alone"} <= {name for name, value in found["seconds"].items() if value}
    assert [event["event"] for event in run.events()][-1] == "finished"


@pytest.mark.slow
def test_a_run_leaves_snapshots_of_its_way_and_asks_for_their_maps_while_it_trains(
    train: Train, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moments, "SECONDS_APART", 0.0)
    monkeypatch.setattr(moments, "SHARE", 1e9)
    submit, asked = JobQueue.submit, []

    def noting(queue: JobQueue, kind: str, *more: Any, **named: Any) -> Job:
        asked.append(kind)
        return submit(queue, kind, *more, **named)

    monkeypatch.setattr(JobQueue, "submit", noting)
    run, _ = train("mmd", epochs=12)
    taken = [int(path.stem) for path in (run.folder / "snapshots").glob("*.npz") if path.stem.isdigit()]
    evaluated = [event["step"] for event in of(run, "evaluation")]
    kept = of(run, "picked")[0]["kept"]
    assert set(taken) == {*evaluated[::2], kept}
    assert len(evaluated) == 12
    assert asked.count("map") >= len(taken)
    waiting = [JobQueue(home).take("map", "x") is not None for _ in range(3)]
    assert waiting == [True, False, False]  # while one waits for the run, it is enough
    for reference in RunStore(home).all(references=True):
        if reference.spec.reference:
            assert len(list((reference.folder / "snapshots").glob("*.npz"))) == 1


@pytest.mark.slow
def test_references_are_trained_once_and_shared_by_runs_with_other_strategies_and_settings(train: Train, home: Home) -> None:
    first, _ = train("mmd")
    second, _ = train("dann", strategy_settings={"dann": {"weight": 0.5}})
    third, _ = train("mmd", seed=1, reference_seed=0)
    references = [run for run in RunStore(home).all(references=True) if run.spec.reference]
    assert sorted(run.spec.reference or "" for run in references) == ["baseline", "normalisation_alone"]
    for kind in ("baseline", "normalisation_alone"):
        named = [[event["run"] for event in of(run, "reference") if event["kind"] == kind] for run in (first, second, third)]
        assert named[0] == named[1] == named[2]
    assert of(first, "result")[0]["scores"] != of(third, "result")[0]["scores"]


@pytest.mark.slow
def test_a_reference_is_trained_anew_for_another_seed_network_or_data_and_not_for_another_device(
    train: Train, home: Home
) -> None:
    def baselines() -> int:
        return sum(run.spec.reference == "baseline" for run in RunStore(home).all(references=True))

    train()
    train(settings={"device": "cpu"})
    assert baselines() == 1
    for number, change in enumerate(
        ({"seed": 1}, {"settings": {"bottleneck": 32}}, {"class_map": ClassMap(leave_out=("frame",))}, {"epochs": 3}), start=2
    ):
        train(**change)
        assert baselines() == number


@pytest.mark.slow
def test_a_runs_own_log_holds_the_references_curve_whether_it_was_trained_now_or_earlier(train: Train) -> None:
    first, _ = train("mmd")
    second, _ = train("dann")
    for run in (first, second):
        for kind in ("baseline", "normalisation_alone"):
            assert [event for event in of(run, "reference_evaluation") if event["kind"] == kind]
            assert [event for event in of(run, "reference_step") if event["kind"] == kind]
    steps = [[event["step"] for event in of(run, "reference_step") if event["kind"] == "baseline"] for run in (first, second)]
    assert steps[0] == steps[1]


@pytest.mark.slow
def test_source_only_with_shared_normalisation_is_exactly_its_baseline(train: Train) -> None:
    _, found = train("source-only")
    accuracy = found["metrics"]["accuracy"]
    assert accuracy["target"] == accuracy["baseline"]
    assert "+0.0 points over source-only" in verdict(found, "en")["gain"]


@pytest.mark.slow
def test_sealed_labels_are_not_read_in_training_and_the_result_speaks_without_them(
    train: Train, packs: tuple[Pack, Pack], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = packs[1].info.id
    honest = Pack.labels

    def guarded(pack: Pack) -> np.ndarray:
        assert pack.info.id != target, "the trainer read the target's labels"
        return honest(pack)

    monkeypatch.setattr(Pack, "labels", guarded)
    run, found = train("mmd", sealed=True)
    assert found["target_accuracy"] is None
    assert found["baseline_target_accuracy"] is None
    assert found["target_labels_used_for"] == "nothing (sealed)"
    assert verdict(found, "en")["headline"].startswith("Sure of ")
    assert not any("target" in event.get("source", {}) for event in run.events())
    monkeypatch.setattr(Pack, "labels", honest)
    assert launch.reveal(home, run, by="a test")
    revealed = summary(run, JobQueue(home))
    assert revealed["target_accuracy"] is not None
    assert revealed["metrics"]["accuracy"]["normalisation_alone"] is not None
    reveal = run.revealed()
    assert reveal is not None
    assert reveal["by"] == "a test"


@pytest.mark.slow
def test_a_sealed_and_an_open_run_are_the_same_run(train: Train) -> None:
    sealed, _ = train("mmd", sealed=True)
    opened, _ = train("mmd")
    for kind in ("step", "evaluation", "picked"):
        assert of(sealed, kind) == of(opened, kind)


@pytest.mark.slow
def test_only_the_kept_and_the_last_two_checkpoints_stay_and_the_kept_one_gives_the_results_predictions(
    train: Train, home: Home
) -> None:
    run, _ = train("dann", epochs=6)
    kept = of(run, "picked")[0]["kept"]
    names = sorted(path.name for path in (run.folder / "checkpoints").iterdir())
    assert f"{kept:06d}" in names
    assert len(names) <= 3
    tensors, about = load_checkpoint(run.folder / "checkpoints" / f"{kept:06d}")
    assert about["classes"] == ["bar", "cross", "frame"]
    prepared = train_job.prepare(home, "local", run.spec, lambda done, total: None, lambda: False)
    network, _ = prepared.network()
    network.load_state_dict(tensors)
    evaluation = evaluate(network, prepared.data, prepared.device, kept)
    with np.load(run.prediction_path(kept)) as file:
        np.testing.assert_allclose(file["target"], evaluation.target_predictions, atol=1e-3)


def test_the_run_folder_alone_tells_the_result(train: Train, home: Home, tmp_path: Path) -> None:
    """Everything on the screen comes from the folder: copied to another home, without its datasets and references."""
    import shutil

    run, found = train("mmd")
    other = Home.open(tmp_path / "other machine")
    shutil.copytree(run.folder, other.runs / run.id)
    moved = summary(RunStore(other).get(run.id), JobQueue(other))
    for name in ("status", "metrics", "scores", "mixing", "target_scored_on"):
        assert moved[name] == found[name]


def test_the_kept_network_is_scored_once_without_target_labels(train: Train) -> None:
    run, found = train("mmd", sealed=True)
    late = {"importance_weighted_accuracy", "importance_weighted_pictures", "proxy_a_distance", "mmd", "mmd_p"}
    assert late <= set(found["scores"])
    assert late <= set(found["baseline_scores"])
    assert all(not late & set(event["scores"]) for event in of(run, "evaluation"))
    assert 0 <= found["scores"]["importance_weighted_accuracy"] <= 1


def test_classes_are_merged_renamed_and_left_out_by_the_spec_alone(train: Train, packs: tuple[Pack, Pack]) -> None:
    run, found = train(class_map=ClassMap(rename={"bar": "lines", "cross": "lines"}))
    assert of(run, "settings")[0]["classes"] == ["frame", "lines"]
    assert found["target_scored_on"] == 36
    run, found = train(class_map=ClassMap(leave_out=("cross",)))
    assert of(run, "settings")[0]["classes"] == ["bar", "frame"]
    assert found["target_scored_on"] == 24
    assert packs[0].info.classes == ("bar", "cross", "frame")


@pytest.mark.slow
def test_fine_tuning_is_scored_on_target_pictures_kept_out_of_training(train: Train) -> None:
    _, found = train("fine-tuning", epochs=4)
    assert found["target_labels_used_for"] == "training and scoring"
    assert found["target_scored_on"] < 36
    assert found["baseline_kind"] == "source_only"
    assert found["baseline_target_accuracy"] is not None
    assert "held out of training" in verdict(found, "en")["note"]


@pytest.mark.slow
def test_fine_tuning_starts_from_the_source_or_a_finished_run(train: Train) -> None:
    earlier, _ = train("mmd")
    fresh, _ = train("fine-tuning", epochs=1)
    from_source, _ = train("fine-tuning", epochs=1, strategy_settings={"fine-tuning": {"start_from": "source"}})
    from_run, _ = train("fine-tuning", epochs=1, strategy_settings={"fine-tuning": {"start_from": earlier.id}})
    losses = [of(run, "step")[0]["parts"]["target"] for run in (fresh, from_source, from_run)]
    assert len(set(losses)) == 3


@pytest.mark.slow
def test_fine_tuning_from_a_run_with_another_network_is_refused_with_what_differs(train: Train) -> None:
    earlier, _ = train("mmd", settings={"bottleneck": 8})
    with pytest.raises(UserError) as error:
        train("fine-tuning", strategy_settings={"fine-tuning": {"start_from": earlier.id}})
    assert error.value.problems[0].code == "start_from_other_network"
    assert "bottleneck" in str(error.value)


def test_a_target_with_other_classes_is_compared_with_a_linear_probe(home: Home, tmp_path: Path) -> None:
    folder = picture_folder(tmp_path / "others", 5, dark=True)
    (folder / "bar").rename(folder / "line")
    target = ingest(str(folder), home)
    spec = RunSpec(target=target.info.id, strategy="feature-extraction", settings=RunSettings(image_size=64))
    run = launch.start_run(home, spec)
    carry_out(home, run)
    found = summary(run, JobQueue(home))
    assert found["baseline_kind"] == "linear_probe"
    assert found["target_accuracy"] == found["baseline_target_accuracy"]
    assert "linear probe" in verdict(found, "en")["gain"]


@pytest.mark.slow
def test_feature_extraction_from_an_intermediate_layer_has_that_layers_width(home: Home, packs: tuple[Pack, Pack]) -> None:
    spec = RunSpec(
        source=packs[0].info.id,
        target=packs[1].info.id,
        strategy="feature-extraction",
        settings=RunSettings(image_size=64, frozen="blocks.2", epochs=1),
    )
    run = launch.start_run(home, spec)
    carry_out(home, run)
    kept = of(run, "picked")[0]["kept"]
    with np.load(run.snapshot_path(kept)) as file:
        assert file["target"].shape == (36, 40)
    assert summary(run, JobQueue(home))["baseline_kind"] == "source_only"


@pytest.mark.slow
def test_a_finished_run_is_a_start_for_its_features_and_for_its_weights_but_not_with_a_head_that_votes(train: Train) -> None:
    earlier, _ = train("mmd,tradaboost", epochs=1)
    for strategy in ("feature-extraction", "fine-tuning"):
        run, found = train(strategy, epochs=1, strategy_settings={strategy: {"start_from": earlier.id}})
        assert (found["status"], found["target_labels_used_for"]) == ("finished", "training and scoring")
        kept = of(run, "picked")[0]["kept"]
        _, about = load_checkpoint(run.folder / "checkpoints" / f"{kept:06d}")
        assert (about["head"], about["extraction"]) == ("linear", False)
        with np.load(
            run.snapshot_path(kept)
        ) as file:  # of the bottleneck: small-cnn alone would be refused, its features being random
            assert file["target"].shape[1] == 256


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ["fine-tuning", "feature-extraction"])
def test_the_source_may_be_left_out_where_only_target_labels_are_learned(train: Train, strategy: str) -> None:
    run, found = train(strategy, source=None, epochs=1, backbone="efficientnet-lite0", settings={"image_size": 32})
    assert (found["status"], found["source"], found["source_accuracy"]) == ("finished", None, None)
    assert found["baseline_kind"] == "linear_probe"
    assert found["target_accuracy"] is not None
    assert run.spec.source is None


@pytest.mark.slow
def test_a_backbone_that_is_trained_from_some_depth_on_is_cached_up_to_there(home: Home, packs: tuple[Pack, Pack]) -> None:
    spec = RunSpec(
        source=packs[0].info.id,
        target=packs[1].info.id,
        strategy="mmd",
        settings=RunSettings(image_size=64, frozen="blocks.5", epochs=1),
    )
    run = launch.start_run(home, spec)
    carry_out(home, run)
    assert summary(run, JobQueue(home))["status"] == "finished"
    shapes = [np.load(path, mmap_mode="r").shape for path in (home.cache / "features").glob("*/features.npy")]
    assert shapes == [(36, 192, 2, 2)] * 2


@pytest.mark.parametrize(("cores", "most"), [(1, 1), (2, 2)], ids=["in turn", "one is going on beside the training"])
def test_a_flag_stops_the_run_with_one_ending_and_what_was_measured_is_kept(
    train: Train, home: Home, monkeypatch: pytest.MonkeyPatch, cores: int, most: int
) -> None:
    monkeypatch.setattr(evaluator, "cores", lambda: cores)
    seen: list[int] = []
    honest = train_job.RunLog.write

    def write(log: train_job.RunLog, event: str, **fields: Any) -> None:
        honest(log, event, **fields)
        if event == "evaluation" and log.run.spec.reference is None:
            seen.append(fields["step"])
            log.run.ask_to_stop()
            log.run.ask_to_stop()

    monkeypatch.setattr(train_job.RunLog, "write", write)
    run, found = train("mmd", epochs=8)
    assert found["status"] == "stopped"
    assert 1 <= len(seen) <= most
    assert all(run.prediction_path(step).exists() for step in seen)
    assert [event["event"] for event in run.events()].count("stopped") == 1


def delete_at_step_5(monkeypatch: pytest.MonkeyPatch, places: list[Path]) -> None:
    assert all(place.is_dir() for place in places)
    honest = train_job.RunLog.write

    def write(log: train_job.RunLog, event: str, **fields: Any) -> None:
        honest(log, event, **fields)
        if event == "step" and fields["step"] == 5 and log.run.spec.reference is None:
            for place in places:
                shutil.rmtree(place)

    monkeypatch.setattr(train_job.RunLog, "write", write)


@pytest.mark.slow
def test_A29_folders_that_are_deleted_at_step_5_are_not_missed(
    train: Train, packs: tuple[Pack, Pack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run reads the packed datasets, never the folders."""
    places = [tmp_path / "source", tmp_path / "target"]
    delete_at_step_5(monkeypatch, places)
    _, found = train("mmd", epochs=12)
    assert not any(place.exists() for place in places)
    assert found["status"] == "finished"


def test_A29_datasets_that_are_deleted_at_step_5_leave_what_was_measured(
    train: Train, home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the run has open outlives the deletion; only the references that are still to come cannot be trained any more."""
    delete_at_step_5(monkeypatch, [home.datasets / pack.info.id for pack in packs])
    with pytest.raises(UserError) as raised:
        train("mmd", epochs=12)
    assert [each.code for each in raised.value.problems] == ["dataset_gone", "dataset_gone"]
    run = next(each for each in RunStore(home).all() if each.spec.reference is None)
    found = summary(run, JobQueue(home))
    assert found["status"] == "failed"
    assert "kept" in verdict(found, "en")["note"]
    assert len(of(run, "evaluation")) == 12
    for checkpoint in (run.folder / "checkpoints").iterdir():
        load_checkpoint(checkpoint)


def test_a_reference_that_was_stopped_is_trained_again_by_the_next_run(train: Train, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = train_job.RunLog.write

    def write(log: train_job.RunLog, event: str, **fields: Any) -> None:
        honest(log, event, **fields)
        if event == "reference_step":
            log.run.ask_to_stop()

    monkeypatch.setattr(train_job.RunLog, "write", write)
    _, found = train("mmd")
    assert found["status"] == "stopped"
    monkeypatch.setattr(train_job.RunLog, "write", honest)
    _, found = train("mmd")
    assert found["status"] == "finished"


def test_an_error_that_nobody_foresaw_is_in_the_log_and_in_words(
    train: Train, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by a test")

    monkeypatch.setattr(train_job, "run_phases", broken)
    with pytest.raises(ZeroDivisionError):
        train("mmd")
    run = RunStore(home).all()[0]
    found = summary(run, JobQueue(home))
    assert found["status"] == "failed"
    assert "ZeroDivisionError: by a test" in verdict(found, "en")["note"]
    assert "Traceback" in (run.folder / "log.txt").read_text()


def test_D13_a_gpu_that_is_not_there_is_refused(train: Train, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(UserError) as error:
        train("mmd", settings={"device": "cuda"})
    assert error.value.problems[0].code == "no_gpu"


def test_A26_a_target_smaller_than_the_batch_lowers_the_batch(home: Home, packs: tuple[Pack, Pack], tmp_path: Path) -> None:
    small = ingest(str(picture_folder(tmp_path / "small", 3, dark=False, labelled=False, count=1)), home)
    run = launch.start_run(
        home,
        RunSpec(
            source=packs[0].info.id, target=small.info.id, backbone="small-cnn", strategy="mmd", settings=RunSettings(epochs=1)
        ),
    )
    carry_out(home, run)
    assert of(run, "settings")[0]["settings"]["batch_size"] == 3
    assert summary(run, JobQueue(home))["status"] == "finished"


def test_the_worker_checks_the_spec_once_more(home: Home, packs: tuple[Pack, Pack]) -> None:
    """G24: a spec that reached the queue without the page is refused by the same function."""
    run = RunStore(home).create(RunSpec(source=packs[0].info.id, strategy="dann+source-only", backbone="small-cnn"), {})
    JobQueue(home).submit("train", {"run": run.id}, run=run.id)
    with pytest.raises(UserError) as error:
        carry_out(home, run)
    assert {problem.code for problem in error.value.problems} == {"does_not_join_source-only", "needs_target"}


def test_E16_a_run_that_is_being_trained_is_not_trained_by_a_second_process(train: Train, home: Home) -> None:
    run, _ = train("source-only")
    before = run.events_path.read_bytes()
    JobQueue(home).submit("train", {"run": run.id}, run=run.id)
    with FileLock(run.folder / "control" / "trainer.lock"), pytest.raises(UserError) as error:
        carry_out(home, run)
    assert error.value.problems[0].code == "run_in_use"
    assert run.events_path.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("backbone", "frozen", "threads"),
    [("efficientnet-lite0", "all", 1), ("efficientnet-lite0", "blocks.6", 2), ("small-cnn", "none", 1)],
)
def test_small_layers_are_trained_with_one_thread_and_the_others_are_given_back(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch, backbone: str, frozen: str, threads: int
) -> None:
    seen: set[int] = set()
    honest = train_job.run_phases

    def look(*given: Any, **more: Any) -> None:
        seen.add(torch.get_num_threads())
        honest(*given, **more)

    monkeypatch.setattr(train_job, "run_phases", look)
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        settings = RunSettings(image_size=64, epochs=1, frozen=frozen)
        spec = RunSpec(source=packs[0].info.id, target=packs[1].info.id, backbone=backbone, strategy="mmd", settings=settings)
        carry_out(home, launch.start_run(home, spec))
        assert seen == {threads}
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("backbone", "frozen", "kept"), [("toy", "all", True), ("toy", "none", False), ("small-cnn", "none", True)]
)
def test_a_run_keeps_which_pictures_look_alike_where_a_search_asks_by_a_backbone_that_is_frozen(
    home: Home, packs: tuple[Pack, Pack], pretrained: str, backbone: str, frozen: str, kept: bool
) -> None:
    """Its own, or where it starts at random the default one."""
    settings = RunSettings(epochs=1, frozen=frozen)
    named = pretrained if backbone == "toy" else backbone
    spec = RunSpec(source=packs[0].info.id, target=packs[1].info.id, strategy="mmd", backbone=named, settings=settings)
    run, other = (launch.start_run(home, spec, alike=asked) for asked in (True, False))
    carry_out(home, run)
    found = AlikePictures.of(run)
    assert (found is not None) == kept
    if found is not None:
        assert found.pictures.tolist() == list(range(len(packs[1])))
        assert found.alike.look_alikes == COUNT
        assert (found.alike.places != np.arange(len(packs[1]))[:, None]).all()
    references = [each for each in RunStore(home).all(references=True) if each.id != run.id]
    assert references
    assert [AlikePictures.of(each) for each in references] == [None] * len(references)
    carry_out(home, other)
    assert AlikePictures.of(other) is None
