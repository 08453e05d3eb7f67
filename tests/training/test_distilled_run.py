"""A distilled run, carried out by its job: it needs what lies in its folder, and nothing of the runs that taught it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.training.conftest import carry_out
from tests.training.toy import kept_of_target
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.export.script import once_more
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs import belonging
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.runs.teaching import TaughtLabels, Teaching
from tlgui.service.launch import start_run
from tlgui.specification.run_spec import RunSettings, RunSpec, Teacher
from tlgui.views.verdict import verdict

TEACHERS = (
    Teacher(strategy="mcc", matched=False, run="0" * 32, weight=0.6),
    Teacher(strategy="dann", matched=True, run="1" * 32, weight=0.4),
)


def taught(home: Home, packs: tuple[Pack, Pack], labels: TaughtLabels | None = None, **more: object) -> Run:
    spec = RunSpec(
        source=packs[0].info.id,
        target=packs[1].info.id,
        backbone="small-cnn",
        strategy="distilled",
        settings=RunSettings(epochs=4),
        distilled_from=TEACHERS,
    ).model_copy(update=more)
    right = np.eye(3)[packs[1].labels()] * 0.7 + 0.1
    return start_run(home, spec, teaching=Teaching(np.arange(len(packs[1])), right), labels=labels)


def of(run: Run, kind: str) -> list[dict[str, Any]]:
    return [event for event in run.events() if event["event"] == kind]


def test_15_it_is_a_run_like_any_other_and_says_who_taught_it(home: Home, packs: tuple[Pack, Pack]) -> None:
    run = taught(home, packs)
    carry_out(home, run)
    found = summary(run, JobQueue(home))
    assert found["status"] == "finished"
    assert found["target_accuracy"] > found["baseline_target_accuracy"]
    picked, evaluated = (of(run, kind) for kind in ("picked", "evaluation"))
    assert (picked[0]["rule"], picked[0]["kept"]) == (
        "last",
        evaluated[-1]["step"],
    )  # the scores of others do not say what it knows
    assert "MCC (60 %)" in verdict(found, "en")["note"]
    assert "DANN with matched classes (40 %)" in verdict(found, "en")["note"]
    for reference in RunStore(home).all(references=True):
        assert bool(reference.spec.distilled_from) == (reference.id == run.id)


@pytest.mark.slow
def test_15_trained_again_from_its_folder_alone_it_predicts_the_same(home: Home, packs: tuple[Pack, Pack]) -> None:
    first = taught(home, packs)
    carry_out(home, first)
    spec, _, _ = once_more(home, first)
    again = start_run(home, spec.model_copy(update={"distilled_from": ()}))  # as a command starts it: with a setting alone
    assert again.spec.distilled_from == TEACHERS
    carry_out(home, again)
    assert np.array_equal(kept_of_target(again)[1], kept_of_target(first)[1])


@pytest.mark.slow
def test_15_it_is_not_scored_on_pictures_whose_labels_its_teachers_learned_and_nor_is_one_that_learns_the_same(
    home: Home, packs: tuple[Pack, Pack]
) -> None:
    names = {picture: packs[1].info.classes[packs[1].labels()[picture]] for picture in (1, 4, 9)}
    run = taught(home, packs, TaughtLabels.from_names(names, packs[0].info.classes))
    carry_out(home, run)
    others = np.setdiff1d(np.arange(len(packs[1])), list(names))
    assert kept_of_target(run)[0].tolist() == others.tolist()
    assert summary(run, JobQueue(home))["target_scored_on"] == len(others)
    spec, _, _ = once_more(home, run)
    again = start_run(home, spec.model_copy(update={"distilled_from": ()}))
    carry_out(home, again)
    assert kept_of_target(again)[0].tolist() == others.tolist()


@pytest.mark.parametrize("how", ["gone", "too short", "other classes"])
def test_15_what_it_was_to_learn_must_be_whole(home: Home, packs: tuple[Pack, Pack], how: str) -> None:
    run = taught(home, packs)
    kept = Teaching.of(run)
    assert kept is not None
    if how == "gone":
        Teaching.path(run).unlink()
    else:
        shorter, fewer = (kept.pictures[:-1], kept.predictions[:-1]), (kept.pictures, kept.predictions[:, :2])
        Teaching(*(shorter if how == "too short" else fewer)).keep(run)
    with pytest.raises(UserError) as raised:
        carry_out(home, run)
    assert raised.value.problems[0].code == "teaching_unusable"


def test_15_nobody_starts_one_without_teachers(home: Home, packs: tuple[Pack, Pack]) -> None:
    spec = RunSpec(source=packs[0].info.id, target=packs[1].info.id, backbone="small-cnn", strategy="distilled")
    with pytest.raises(UserError) as raised:
        start_run(home, spec)
    assert [each.code for each in raised.value.problems] == ["distilled_without_teachers"]


def test_a_run_that_was_begun_before_there_were_teachers_goes_on() -> None:
    spec = RunSpec().model_dump(mode="json")
    before = {name: value for name, value in spec.items() if name != "distilled_from"}
    assert belonging.problems({"spec": before}, {"spec": spec}) == []
    taught = RunSpec(distilled_from=TEACHERS).model_dump(mode="json")
    assert [each.code for each in belonging.problems({"spec": before}, {"spec": taught})] == ["resume_setting_changed"]
