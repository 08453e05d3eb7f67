"""A run that learns labels which a person gave to pictures of its target, carried out by its job."""

from __future__ import annotations

import numpy as np
import pytest

from tests.training.conftest import carry_out
from tests.training.toy import kept_of_target
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.export.script import command, once_more, script
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.labeling.given import Answer, Drawing, LabelBook
from tlgui.runs.results import summary
from tlgui.runs.store import RunStore
from tlgui.runs.teaching import TaughtLabels
from tlgui.service.launch import start_run
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
from tlgui.texts import LANGUAGES, say
from tlgui.views.verdict import verdict

LABELED = [1, 4, 6, 9, 11, 14]


def give(home: Home, packs: tuple[Pack, Pack], pictures: list[int], wrong: str = "") -> None:
    target, classes = packs[1], packs[1].info.classes
    answers = {each: Answer("class", wrong or classes[target.labels()[each]]) for each in pictures}
    LabelBook(home, target.info.id, len(target)).take_in(answers | {0: Answer("unknown"), 2: Answer("other")}, Drawing(0))


def asked(packs: tuple[Pack, Pack], **more: object) -> RunSpec:
    spec = RunSpec(
        source=packs[0].info.id,
        target=packs[1].info.id,
        backbone="small-cnn",
        strategy="fine-tuning",
        strategy_settings={"fine-tuning": {"start_from": "source"}},
        settings=RunSettings(epochs=2),
        given_labels=0,
        sealed=True,
    )
    return spec.model_copy(update=more)


@pytest.mark.parametrize("strategy", ["fine-tuning", pytest.param("mcc,fine-tuning", marks=pytest.mark.slow)])
def test_15_it_learns_these_labels_speaks_of_the_other_pictures_and_the_targets_own_stay_sealed(
    home: Home, packs: tuple[Pack, Pack], strategy: str
) -> None:
    give(home, packs, LABELED)
    run = start_run(home, asked(packs, strategy=strategy))
    assert run.spec.given_labels == len(LABELED)
    give(home, packs, [3, 5, 7])  # what is said later is for another run
    carry_out(home, run)
    found = summary(run, JobQueue(home))
    assert (found["status"], found["target_accuracy"]) == ("finished", None)
    assert found["target_labels_used_for"] == "nothing (sealed)"
    assert run.revealed() is None
    assert kept_of_target(run)[0].tolist() == sorted(set(range(len(packs[1]))) - set(LABELED))
    assert found["target_scored_on"] == len(packs[1]) - len(LABELED)
    for language in LANGUAGES:
        assert f"{len(LABELED)}" in verdict(found, language)["note"]
    for reference in RunStore(home).all(references=True):
        assert (reference.spec.given_labels is not None) == (reference.id == run.id)
    spec, places, confirm = once_more(home, run)
    assert "--given-labels" in command(spec, places, confirm)
    assert "given_labels=True" in script(spec, places, confirm, "en")


def test_15_labels_have_the_names_that_the_run_gives_the_sources_classes(home: Home, packs: tuple[Pack, Pack]) -> None:
    old = packs[0].info.classes[0]
    give(home, packs, LABELED[:3], wrong="renamed")
    give(home, packs, LABELED[3:], wrong=packs[0].info.classes[1])
    run = start_run(home, asked(packs, class_map=ClassMap(rename={old: "renamed"})))
    kept = TaughtLabels.of(run)
    assert kept is not None
    assert kept.predictions.argmax(1).tolist() == [0, 0, 0, 1, 1, 1]
    JobQueue(home).cancel(JobQueue(home).in_line("train")[0].id)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"strategy": "mcc", "strategy_settings": {}}, "given_labels_idle"),
        ({"source": None}, "given_labels_need_classes"),
        ({}, "given_labels_too_few"),
    ],
)
def test_15_what_cannot_learn_them_is_refused_before_the_start(
    home: Home, packs: tuple[Pack, Pack], more: dict[str, object], code: str
) -> None:
    give(home, packs, LABELED, wrong=packs[0].info.classes[0])
    with pytest.raises(UserError) as error:
        start_run(home, asked(packs, **more))
    assert [each.code for each in error.value.problems] == [code]
    for language in LANGUAGES:
        assert say(f"error.{code}", language, **error.value.problems[0].values)


@pytest.mark.parametrize("how", ["gone", "other classes", "another target"])
def test_15_they_must_be_whole(home: Home, packs: tuple[Pack, Pack], how: str) -> None:
    give(home, packs, LABELED)
    run = start_run(home, asked(packs))
    if how == "gone":
        TaughtLabels.path(run).unlink()
    else:
        pictures = np.array([1, 10_000 if how == "another target" else 4])
        TaughtLabels(pictures, np.eye(3 if how == "another target" else 2)[[0, 1]]).keep(run)
    with pytest.raises(UserError) as error:
        carry_out(home, run)
    assert [each.code for each in error.value.problems] == ["given_labels_unusable"]
