"""Normalization alone, made of source-only's weights instead of being trained: the same to the bit, and trained where it would not be."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from tests.training.conftest import Train, carry_out
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs.arrays import load_arrays
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service.resuming import resume_run
from tlgui.specification.target_shares import TargetShares
from tlgui.training import job as train_job
from tlgui.training import renormalized
from tlgui.training.checkpoint import WEIGHTS, load_checkpoint
from tlgui.training.loop import Hooks
from tlgui.training.preparation import Preparation
from tlgui.training.session import Session


def references(home: Home) -> dict[str, Run]:
    return {run.spec.reference: run for run in RunStore(home).all(references=True) if run.spec.reference}


def told(run: Run) -> list[dict[str, Any]]:
    """All that its log says of the training and the result, by kind: an evaluation is computed beside the steps after it, and how these
    interleave is a matter of time.
    """
    kept = ("phase", "step", "evaluation", "picked", "health", "result")
    return sorted((event for event in run.events() if event["event"] in kept), key=lambda event: kept.index(event["event"]))


def numbers(run: Run) -> dict[str, np.ndarray]:
    """All predictions, the features that were kept and the kept weights, by what they are."""
    found = {
        f"{path.relative_to(run.folder)} {name}": value
        for folder in ("predictions", "snapshots")
        for path in sorted((run.folder / folder).glob("*.npz"))
        for name, value in load_arrays(path).items()
    }
    step = run.kept_step()
    assert step is not None
    return found | {name: each.numpy() for name, each in load_checkpoint(run.checkpoint_path(step))[0].items()}


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The normalization of each network that was trained step by step."""
    found: list[str] = []
    honest = train_job.run_phases

    def noting(network: Any, phases: Any, data: Any, settings: Any, *more: Any, **named: Any) -> None:
        found.append(settings.normalisation)
        honest(network, phases, data, settings, *more, **named)

    monkeypatch.setattr(train_job, "run_phases", noting)
    return found


@pytest.mark.parametrize(
    ("frozen", "settings", "two_at_once"),
    [
        (None, {}, False),
        (None, {}, True),
        ("all", {"dropout": 0.5}, False),
        pytest.param("conv1", {"augmentation": "light"}, True, marks=pytest.mark.slow),
    ],
    ids=["from scratch", "from scratch, two evaluations at once", "on features", "partly frozen"],
)
def test_it_is_to_the_bit_what_training_gives(
    train: Train,
    home: Home,
    trainings: list[str],
    monkeypatch: pytest.MonkeyPatch,
    pretrained: str,
    frozen: str | None,
    settings: dict[str, Any],
    two_at_once: bool,
) -> None:
    monkeypatch.setattr(renormalized, "room_beside", lambda network, device: two_at_once)
    asked: dict[str, Any] = {"settings": settings if frozen is None else {**settings, "frozen": frozen}, "epochs": 4}
    asked |= {} if frozen is None else {"backbone": pretrained}
    train("mmd", **asked)
    made = references(home)["normalisation_alone"]
    assert trainings == ["shared", "per_domain"]  # source-only and MMD, and no third network
    found = told(made), numbers(made)
    shutil.rmtree(home.references)
    home.references.mkdir()
    for run in references(home).values():
        shutil.rmtree(run.folder)
    monkeypatch.setattr(train_job, "source_only_of", lambda *_: None)
    train("mmd", **asked)
    assert trainings[2:] == ["shared", "per_domain", "per_domain"]
    trained = references(home)["normalisation_alone"]
    assert trained.id != made.id
    assert told(trained) == found[0]
    as_trained = numbers(trained)
    assert as_trained.keys() == found[1].keys()
    for name, value in found[1].items():
        assert_array_equal(as_trained[name], value, name)
    baseline = references(home)["baseline"]
    assert not np.array_equal(numbers(baseline)["normalise.mean"][1], found[1]["normalise.mean"][1])  # it is another network


@pytest.mark.slow
def test_the_weights_of_every_evaluation_stay_no_longer_than_they_are_needed(train: Train, home: Home) -> None:
    train("mmd", epochs=6)
    for run in references(home).values():
        steps = [event["step"] for event in run.events() if event["event"] == "evaluation"]
        assert {int(path.name) for path in (run.folder / "checkpoints").iterdir()} == {*steps[-2:], run.kept_step()}


@pytest.mark.slow
def test_it_is_trained_where_shares_are_given_and_where_the_weights_are_gone_or_damaged(
    train: Train, home: Home, trainings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = TargetShares(known_from="told", shares={"frame": 0.25, "bar": 0.25, "cross": 0.5})
    train("mmd", epochs=6, target_shares=shares)
    assert trainings == ["shared", "per_domain", "per_domain"]
    train("mmd", epochs=6)  # the source-only network is there, its weights are not
    assert trainings[3:] == ["per_domain", "per_domain"]
    honest = train_job.source_only_of

    def damaging(session: Session, prepared: Preparation) -> Run | None:
        found = honest(session, prepared)
        if found is not None:
            last = max((found.folder / "checkpoints").iterdir(), key=lambda path: path.name)
            (last / WEIGHTS).write_bytes(b"")
            damaged.append(last.name)
        return found

    damaged: list[str] = []
    monkeypatch.setattr(train_job, "source_only_of", damaging)
    _, found = train("mmd", seed=1)
    assert len(damaged) == 1
    assert trainings[5:] == ["shared", "per_domain", "per_domain"]
    assert found["status"] == "finished"
    told = references(home)["normalisation_alone"].events()
    steps = [event["step"] for event in told if event["event"] == "evaluation"]
    assert steps == sorted(set(steps))
    ranks = next(event for event in told if event["event"] == "picked")["ranks"]
    assert max(ranks.values()) <= len(steps)  # none was counted twice


@pytest.mark.slow
def test_a_run_that_is_stopped_meanwhile_goes_on_to_the_same_numbers(
    train: Train, home: Home, trainings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, begun = train_job.renormalize, []

    def stopped_at_first(network: Any, source_only: Run, prepared: Any, hooks: Hooks) -> None:
        stop = hooks.stop if begun else lambda: True
        begun.append(source_only)
        honest(network, source_only, prepared, replace(hooks, stop=stop))

    monkeypatch.setattr(train_job, "renormalize", stopped_at_first)
    run, found = train("mmd", epochs=4)
    assert found["status"] == "stopped"
    alone = references(home)["normalisation_alone"]
    assert [event["event"] for event in alone.events()].count("evaluation") == 1
    resume_run(home, run)
    carry_out(home, run)
    assert trainings == ["shared", "per_domain", "per_domain"]  # MMD's, from its last state
    _, whole = train("mmd", epochs=4)
    assert summary(run, JobQueue(home))["metrics"] == whole["metrics"]
    assert [event["event"] for event in alone.events()].count("evaluation") == 4
