"""What came out of a run, from folders made by hand: no number that nobody may know, and the right ones once they may."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tlgui import durable
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs.results import STAGES, over_baseline, summary
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.runs.target_scores import TargetScores
from tlgui.runs.teaching import TaughtLabels
from tlgui.specification.run_spec import RunSpec, Teacher
from tlgui.specification.target_shares import TargetShares
from tlgui.texts import LANGUAGES
from tlgui.views.verdict import told, verdict

from .conftest import log_of, predictions, started

CLASSES = ["cat", "dog", "owl"]
LABELS = [0, 0, 1, 1, 2, 2, -1, 0, 1, 2]
"""The target's true classes; the seventh picture is of a class that the run does not know."""

RIGHT_8 = [0, 0, 1, 1, 2, 2, 0, 0, 1, 0]
RIGHT_6 = [0, 0, 1, 1, 2, 2, 1, 1, 2, 0]
RIGHT_3 = [0, 0, 1, 0, 0, 0, 2, 1, 2, 0]
SCORES = {
    "information_maximisation": 1.0,
    "bnm": 0.8,
    "class_ami": 0.7,
    "entropy": 0.2,
    "confident_share": 0.91,
    "largest_class_share": 0.4,
}


def at(run: Run, step: int, kind: str | None = None) -> float | None:
    return TargetScores(run, run.events()).at(step, kind)


@pytest.fixture
def made(store: RunStore) -> Callable[..., Run]:
    """A function that makes the folder of a finished run, as the trainer leaves it."""

    def make(
        *,
        strategy: str = "dann",
        sealed: bool = True,
        own: Sequence[int] = RIGHT_8,
        baseline: Sequence[int] | None = RIGHT_3,
        alone: Sequence[int] | None = RIGHT_6,
        baseline_classes: Sequence[str] = CLASSES,
        kind: str = "source_only",
        better: bool = True,
        mixing: tuple[float | None, float | None] = (0.11, 0.24),
        **more: Any,
    ) -> Run:
        run = store.create(
            RunSpec(strategy=strategy, sealed=sealed), {"source": "photo", "target": "sketch"}, seconds_to_ingest=1.25
        )
        log_of(
            run,
            started(),
            {"event": "seconds", "name": "features", "seconds": 2.5},
            {"event": "settings", "settings": {"epochs": 7}, "device": "cpu", "classes": CLASSES},
        )
        for name, chosen in (("baseline", baseline), ("normalisation_alone", alone)):
            if chosen is not None:
                classes = list(baseline_classes if name == "baseline" else CLASSES)
                log_of(
                    run,
                    {
                        "event": "reference",
                        "kind": name,
                        "run": "f" * 32,
                        "step": 40,
                        "classes": classes,
                        "source": {},
                        "scores": {"bnm": 0.5},
                    },
                )
                predictions(run, 40, chosen, len(classes), kind=name)
        for step, chosen in ((20, RIGHT_3), (30, own)):
            predictions(run, step, chosen)
        result = {
            "step": 30,
            "better_than_baseline": better,
            "source": {"accuracy": 0.97},
            "scores": SCORES,
            "mixing": dict(zip(("before", "after"), mixing, strict=True)),
            "target_scored": 10,
            "baseline_kind": kind,
            **more,
        }
        log_of(
            run,
            {"event": "picked", "step": 30, "kept": 30, "ranks": {}, "rule": "label_free"},
            {"event": "result", **result},
            {"event": "finished", "time": 2.0},
        )
        return run

    return make


# -- numbers -------------------------------------------------------------------------------------------------------------------


def test_a_sealed_run_says_no_target_number(made: Callable[..., Run], queue: JobQueue) -> None:
    found = summary(made(), queue)
    assert found["metrics"] == {"accuracy": {"source": 0.97, "target": None, "baseline": None, "normalisation_alone": None}}
    assert (found["target_accuracy"], found["baseline_target_accuracy"]) == (None, None)
    assert (found["source_accuracy"], found["scores"], found["mixing"]) == (0.97, SCORES, {"before": 0.11, "after": 0.24})
    assert found["target_labels_used_for"] == "nothing (sealed)"
    assert found["target_scored_on"] == 10


def test_C9_a_target_without_labels_is_scored_on_no_picture(made: Callable[..., Run], queue: JobQueue) -> None:
    run = made(sealed=False)
    found = summary(run, queue)
    assert (found["target_labels_used_for"], found["target_accuracy"], found["target_scored_on"]) == ("nothing", None, 0)
    run.reveal(LABELS, "start")
    assert summary(run, queue)["target_scored_on"] == 9


FROM_LABELS = TargetShares(known_from="labels", shares={"cat": 1.0}, labels=20)


@pytest.mark.parametrize(
    ("teachers", "shares", "kept", "used"),
    [
        ((), TargetShares(), 0, None),
        (("mcc", "source-only"), TargetShares(), 0, None),
        (("mcc", "fine-tuning"), TargetShares(), 2, {"by": "teachers", "labels": 2}),
        (("mcc", "tradaboost"), FROM_LABELS, 0, {"by": "teachers", "labels": 20}),
        (("mcc", "fine-tuning"), TargetShares(), 0, {"by": "teachers", "labels": None}),
        (("mcc", "dann"), TargetShares(), 2, {"by": "teachers", "labels": 2}),  # the one that learned them failed
        (("mcc",), FROM_LABELS, 0, {"by": "shares", "labels": 20}),
    ],
)
def test_labels_that_a_person_gave_are_used_by_the_teachers_or_for_the_shares(
    store: RunStore,
    queue: JobQueue,
    teachers: tuple[str, ...],
    shares: TargetShares,
    kept: int,
    used: dict[str, Any] | None,
) -> None:
    of = tuple(Teacher(strategy=each, matched=0, run="f" * 32, weight=0.5) for each in teachers)
    run = store.create(RunSpec(strategy="distilled", distilled_from=of, target_shares=shares), {})
    if kept:
        TaughtLabels.from_names(dict.fromkeys(range(kept), "cat"), CLASSES).keep(run)
    assert summary(run, queue)["given_labels_used"] == used


def test_labels_that_a_run_learns_itself_are_told(store: RunStore, queue: JobQueue) -> None:
    run = store.create(RunSpec(strategy="fine-tuning", given_labels=20, target_shares=FROM_LABELS), {})
    assert summary(run, queue)["given_labels_used"] == {"by": "run", "labels": 20}


def test_a_reveal_scores_run_and_references_on_the_same_labelled_pictures(made: Callable[..., Run], queue: JobQueue) -> None:
    run = made()
    run.reveal(LABELS, "page")
    found = summary(run, queue)
    assert found["metrics"]["accuracy"] == {"source": 0.97, "target": 8 / 9, "baseline": 3 / 9, "normalisation_alone": 6 / 9}
    assert (found["target_accuracy"], found["baseline_target_accuracy"], found["baseline_kind"]) == (8 / 9, 3 / 9, "source_only")
    assert found["target_scored_on"] == 9
    assert found["target_labels_used_for"] == "scoring"


def test_normalization_alone_is_compared_picture_by_picture(made: Callable[..., Run], queue: JobQueue) -> None:
    run = made()
    for name in ("turned_over_normalisation_alone", "turned_by_normalisation_alone"):
        assert summary(run, queue)[name] is None  # sealed
    run.reveal(LABELS, "page")
    assert summary(run, queue)["turned_over_normalisation_alone"] == {"right": 2, "wrong": 0, "p": 0.5}
    assert summary(run, queue)["turned_by_normalisation_alone"] == {"right": 3, "wrong": 0, "p": pytest.approx(0.25)}
    without = made(alone=None)
    without.reveal(LABELS, "page")
    for name in ("turned_over_normalisation_alone", "turned_by_normalisation_alone"):
        assert summary(without, queue)[name] is None


@pytest.mark.parametrize(("own", "seems", "truly"), [(RIGHT_8, False, True), (RIGHT_3, True, False), ([0] * 10, True, False)])
def test_open_labels_say_whether_it_is_better_than_its_baseline_and_until_then_nobody_knows(
    made: Callable[..., Run], queue: JobQueue, own: list[int], seems: bool, truly: bool
) -> None:
    run = made(own=own, better=seems)
    sealed = summary(run, queue)
    assert (sealed["better_than_baseline"], sealed["seems_better_than_baseline"]) == (None, seems)
    run.reveal(LABELS, "page")
    told = summary(run, queue)
    assert (told["better_than_baseline"], told["seems_better_than_baseline"]) == (truly, seems)


def test_of_values_the_smaller_error_is_better() -> None:
    assert over_baseline("regression", {"mae": {"target": 1.0, "baseline": 2.0}}) is True
    assert over_baseline("regression", {"mae": {"target": 2.0, "baseline": 1.0}}) is False
    assert over_baseline("regression", {"mae": {"target": None, "baseline": 1.0}}) is None


def test_pictures_of_classes_that_the_source_lacks_count_in_a_second_score(made: Callable[..., Run], queue: JobQueue) -> None:
    run = made()
    run.reveal(LABELS, "page", {"zebra": [6], "yak": [99]})  # the run did not predict the 99th
    found = summary(run, queue)
    assert found["target_of_other_classes"] == {
        "classes": {"zebra": 1}, "pictures": 1, "of": 10, "accuracy": pytest.approx(8 / 10), "baseline": pytest.approx(3 / 10),
        "without_pictures": [],
    }  # fmt: skip
    assert found["chance"] == pytest.approx(1 / 3)
    assert (found["target_accuracy"], found["target_scored_on"]) == (8 / 9, 9)  # as without them


def test_beside_other_classes_it_is_known_of_which_of_its_own_the_target_has_none(
    made: Callable[..., Run], queue: JobQueue
) -> None:
    run = made()
    run.reveal([-1 if label == 2 else label for label in LABELS], "page", {"Owl": [4, 5, 9]})
    assert summary(run, queue)["target_of_other_classes"]["without_pictures"] == ["owl"]


def test_there_is_no_second_score_while_sealed_or_where_the_source_has_all_classes(
    made: Callable[..., Run], queue: JobQueue
) -> None:
    run = made()
    assert summary(run, queue)["target_of_other_classes"] is None
    run.reveal(LABELS, "page")
    assert summary(run, queue)["target_of_other_classes"] is None


@pytest.mark.parametrize("others", [{"zebra": [-1]}, {"zebra": "all"}, ["zebra"], {"zebra": [0.5]}])
def test_a_copied_reveal_with_senseless_other_classes_is_none(made: Callable[..., Run], others: Any) -> None:
    run = made()
    durable.write_json(run.reveal_path, {"when": 1.0, "by": "page", "labels": LABELS, "others": others})
    assert run.revealed() is None


def test_the_kept_evaluation_counts_not_the_last(made: Callable[..., Run], queue: JobQueue) -> None:
    run = made()
    log_of(run, {"event": "picked", "step": None, "kept": 20, "ranks": {}, "rule": "label_free"})
    run.reveal(LABELS, "page")
    assert summary(run, queue)["target_accuracy"] == 3 / 9


def test_only_scored_pictures_count_whatever_their_order(made: Callable[..., Run], queue: JobQueue) -> None:
    """A supervised run is scored on the target's validation part alone; the references may have predicted more, in any order."""
    run = made(strategy="fine-tuning", sealed=False, own=[2, 2, 0])
    predictions(run, 30, [2, 2, 0], index=[9, 4, 1])
    shuffled = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    predictions(run, 40, [RIGHT_3[index] for index in shuffled], kind="baseline", index=shuffled)
    run.reveal(LABELS, "the strategy")
    found = summary(run, queue)
    assert found["target_scored_on"] == 3
    assert found["target_accuracy"] == 1.0
    assert found["baseline_target_accuracy"] == pytest.approx(1 / 3)  # of pictures 9, 4 and 1 it has only 1 right
    assert found["target_labels_used_for"] == "training and scoring"


def test_a_reference_that_did_not_predict_a_scored_picture_has_no_number(made: Callable[..., Run], queue: JobQueue) -> None:
    run = made()
    predictions(run, 40, RIGHT_3[:5], index=range(5), kind="baseline")
    run.reveal(LABELS, "page")
    found = summary(run, queue)
    assert (found["target_accuracy"], found["baseline_target_accuracy"]) == (8 / 9, None)


@pytest.mark.parametrize(
    ("classes", "right"),
    [
        (["owl", "dog", "cat"], 9),
        (["owl", "wolf", "dog", "cat"], 9),
        (["wolf", "dog", "fox"], 3),
    ],
)
def test_F5_a_baseline_with_other_classes_is_mapped_by_name(
    made: Callable[..., Run], queue: JobQueue, classes: list[str], right: int
) -> None:
    chosen = [classes.index(CLASSES[label]) if label >= 0 and CLASSES[label] in classes else 0 for label in LABELS]
    run = made(baseline=chosen, baseline_classes=classes)
    assert at(run, 40, "baseline") is None
    run.reveal(LABELS, "page")
    assert summary(run, queue)["baseline_target_accuracy"] == pytest.approx(right / 9)
    assert at(run, 40, "baseline") == pytest.approx(right / 9)


def test_a_reveal_opens_every_evaluation_at_once(made: Callable[..., Run]) -> None:
    run = made()
    asked: list[tuple[int, str | None]] = [
        (20, None),
        (30, None),
        (40, "baseline"),
        (40, "normalisation_alone"),
        (50, None),
        (50, "baseline"),
    ]
    assert [at(run, *each) for each in asked] == [None] * 6
    run.reveal(LABELS, "page")
    assert [at(run, *each) for each in asked] == [3 / 9, 8 / 9, 3 / 9, 6 / 9, None, None]


def test_A24_without_a_shared_class_there_is_no_score(made: Callable[..., Run], queue: JobQueue) -> None:
    run = made()
    run.reveal([-1] * 10, "page")
    found = summary(run, queue)
    assert (found["target_accuracy"], found["target_scored_on"]) == (None, 10)
    assert at(run, 30) is None
    assert "cannot be known without labels" in verdict(found, "en")["verdict"]


@pytest.mark.parametrize("kind", ["", "baseline", "normalisation_alone"])
@pytest.mark.parametrize("damage", ["missing", "half", "empty", "other"])
def test_a_predictions_file_that_is_being_copied_or_lost_makes_no_run_unreadable(
    made: Callable[..., Run], queue: JobQueue, kind: str, damage: str
) -> None:
    """The trainer announces a reference before it has copied its files; whoever looks meanwhile, or after a kill, must see the rest."""
    run = made()
    run.reveal(LABELS, "page")
    path = run.folder / "predictions" / kind / f"{40 if kind else 30:06d}.npz"
    whole = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes({"half": whole[: len(whole) // 2], "empty": b"", "other": b"hello"}[damage])
    found = summary(run, queue)
    accuracy = found["metrics"]["accuracy"]
    assert accuracy[kind or "target"] is None
    assert accuracy["source"] == 0.97
    assert all(verdict(found, language)["headline"] for language in LANGUAGES)
    assert at(run, 40 if kind else 30, kind or None) is None


def test_a_run_of_a_strategy_that_is_not_here_can_be_read(made: Callable[..., Run], queue: JobQueue) -> None:
    run = made(strategy="teleport+dann")
    run.reveal(LABELS, "page")
    assert summary(run, queue)["target_labels_used_for"] == "scoring"
    assert summary(made(strategy="teleport,fine-tuning", sealed=False), queue)["target_labels_used_for"] == "training and scoring"


def test_a_target_without_labels_was_used_for_nothing(made: Callable[..., Run], queue: JobQueue) -> None:
    assert summary(made(sealed=False), queue)["target_labels_used_for"] == "nothing"


def test_a_run_that_has_only_begun_has_every_key_already(store: RunStore, made: Callable[..., Run], queue: JobQueue) -> None:
    run = store.create(RunSpec(), {"source": "photo"})
    empty, full = summary(run, queue), summary(made(), queue)
    assert list(empty) == list(full)
    assert empty["seconds"] == dict.fromkeys(STAGES)
    assert (empty["source"], empty["target"], empty["scores"], empty["mixing"]) == (
        "photo",
        None,
        {},
        {"before": None, "after": None},
    )
    assert empty["settings"] == run.spec.settings.model_dump(mode="json")
    assert full["settings"] == {**empty["settings"], "epochs": 7}
    assert all(verdict(empty, language)["headline"] for language in LANGUAGES)


def test_seconds_of_each_stage_come_from_where_they_were_measured(made: Callable[..., Run], queue: JobQueue) -> None:
    run = made()
    durable.write_json(run.folder / "maps" / "maps.json", {"maps": {}, "seconds": 3.5})
    assert summary(run, queue)["seconds"] == {
        "ingest": 1.25,
        "features": 2.5,
        "baseline": None,
        "train": None,
        "normalisation_alone": None,
        "maps": 3.5,
    }
    (run.folder / "maps" / "maps.json").write_text("{")
    assert summary(run, queue)["seconds"]["maps"] is None


# -- words ---------------------------------------------------------------------------------------------------------------------


def test_what_looks_wrong_with_a_run_is_in_its_numbers_and_told_in_lines(made: Callable[..., Run], queue: JobQueue) -> None:
    run = made()
    log_of(run, {"event": "evaluation", "step": 30, "source": {}, "scores": SCORES})
    assert summary(run, queue)["findings"] == []
    log_of(run, {"event": "health", "step": 30, "code": "collapsed", "values": {"share": 0.97}})
    found = summary(run, queue)
    assert found["findings"] == [{"code": "collapsed", "values": {"share": 0.97}}]
    *_, note, finding = told(found, "en")
    assert note == verdict(found, "en")["note"]
    assert finding.startswith("97 % of the target is put into one class")


def test_a_reason_that_stands_in_a_strategys_file_is_said_by_a_process_that_only_reads_the_run(home: Home, run: Run) -> None:
    problems = [
        {"code": "does_not_join_shot", "values": {"whole": "mcc+shot"}},
        {"code": "tent_needs_norms", "values": {"stages": ["top"]}},
    ]
    log_of(run, started(), {"event": "failed", "time": 1.0, "problems": problems})
    code = (
        "import sys\nfrom tlgui.home import Home\nfrom tlgui.jobs.queue import JobQueue\nfrom tlgui.runs.results import summary\n"
        "from tlgui.views.verdict import verdict\nfrom tlgui.runs.store import RunStore\nhome = Home.open(sys.argv[1])\n"
        "print(verdict(summary(RunStore(home).get(sys.argv[2]), JobQueue(home)), 'en')['note'])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(home.root), run.id], capture_output=True, text=True, check=False)
    assert "mcc+shot: shot sets the source aside" in done.stdout, done.stderr
    assert "set frozen to one of top" in done.stdout


def test_a_sentence_from_a_folder_is_the_one_from_its_numbers(made: Callable[..., Run], queue: JobQueue) -> None:
    run = made()
    run.reveal(LABELS, "page")
    words = verdict(summary(run, queue), "en")
    assert words["headline"] == "33 % → 89 % on 9 target pictures"
    assert words["gain"] + words["second"] == "+55.6 points over source-only, +22.2 over normalization alone"
