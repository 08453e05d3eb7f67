"""A search goes on after any interruption, can be stopped, paused and resumed, and says what went wrong."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.ui.made import SHAPES, dataset
from tlgui import cli, interrupts
from tlgui.cli.best import search_stopped_by_ctrl_c
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.finding import answer, asking, race, rule, stages, verdict
from tlgui.finding.results import Results
from tlgui.finding.searches import Search, SearchStore
from tlgui.finding.stages import Knows
from tlgui.finding.told import told_before
from tlgui.finding.verdict import REFERENCES, Verdict
from tlgui.finding.words import said_of
from tlgui.home import LOCAL_OWNER, Home
from tlgui.insight.look_alikes import most_alike
from tlgui.jobs.queue import JobQueue
from tlgui.labeling.given import Answer, Drawing, LabelBook
from tlgui.labeling.labeling import Labeling
from tlgui.runs.alike_file import AlikePictures
from tlgui.runs.bin import RunBin
from tlgui.runs.index import index_of
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.runs.teaching import TaughtLabels, Teaching
from tlgui.service.asking import RunRequest
from tlgui.service.limits import set_limits
from tlgui.service.listener import Listener
from tlgui.service.reading import ROLES, Location
from tlgui.specification.run_spec import ClassMap
from tlgui.specification.target_shares import TargetShares
from tlgui.texts import LANGUAGES, say
from tlgui.ui.label_search import begin_with_labels
from tlgui.views import search_ahead, search_waits
from tlgui.views.labeling import labeling_view
from tlgui.views.run_logs import RunLogs
from tlgui.views.search import live
from tlgui.views.search_verdict import told

from .raced import MIXES, OF_MIXES, Seen, as_if_pretrained, asked, begun, fail, pair, raced, train, watched, without_workers

PORTFOLIO = [stages.FIRST, *stages.EQUAL_SHARES]


@pytest.fixture(autouse=True)
def _without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    without_workers(monkeypatch)


@pytest.fixture
def packs(home: Home) -> tuple[Pack, Pack]:
    return pair(home)


@pytest.fixture
def search(home: Home, packs: tuple[Pack, Pack]) -> Search:
    return asking.begin(home, asked(*packs), once="a press of the button")


def strategies(home: Home, owner: str = LOCAL_OWNER) -> list[str]:
    return sorted(run.spec.strategy for run in RunStore(home).all(owner))


def waiting(home: Home) -> int:
    return len(JobQueue(home).in_line("train"))


def test_the_references_come_first_and_then_what_they_speak_for(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    assert strategies(home) == [stages.FIRST]
    assert race.state_of(home, search) == "queued"
    race.advance(home, search)  # nothing to do yet
    train(home, packs)
    race.advance(home, search)
    assert strategies(home) == sorted(PORTFOLIO)
    assert {run.remarks.tags for run in RunStore(home).all()} == {(search.tag,)}
    raced(home, search, packs)
    found = search.verdict()
    assert found is not None
    assert [each.strategy for each in found.candidates] == [stages.FIRST, *verdict.REFERENCES.values(), *stages.EQUAL_SHARES]
    assert race.state_of(home, search) == "finished"
    assert JobQueue(home).of_run(found.nearest.run, "map") is not None  # of no other are maps drawn
    assert found.smallest_class == (packs[0].info.classes[0], 12)  # all of them have as many


def test_its_networks_begin_differently_and_are_compared_with_the_same_references(home: Home, packs: tuple[Pack, Pack]) -> None:
    spec = asked(*packs)
    search = asking.begin(home, spec.model_copy(update={"settings": spec.settings.model_copy(update={"seed": 2**32 - 2})}))
    raced(home, search, packs)
    specs = [RunStore(home).get(each.run).spec for each in search.members()]
    assert [each.settings.seed for each in specs][:4] == [2**32 - 2, 2**32 - 1, 0, 1]
    assert [each.reference_seed for each in specs][:4] == [None, *[2**32 - 2] * 3]


@pytest.mark.parametrize(
    ("backbone", "frozen", "beside"), [("efficientnet-lite0", None, True), ("efficientnet-lite0", "none", False)]
)
def test_candidates_are_trained_beside_each_other_once_the_first_has_computed_the_features(
    home: Home, packs: tuple[Pack, Pack], backbone: str, frozen: str | None, beside: bool
) -> None:
    spec = asked(*packs)
    spec = spec.model_copy(update={"backbone": backbone, "settings": spec.settings.model_copy(update={"frozen": frozen})})
    search = asking.begin(home, spec)
    queue = JobQueue(home)
    assert [job.narrow for job in queue.in_line("train")] == [False]
    train(home, packs)
    race.advance(home, search)
    assert [job.narrow for job in queue.in_line("train")] == [beside] * len(stages.EQUAL_SHARES)
    race.stop(home, search, pause=True)
    race.resume(home, search)
    assert [job.narrow for job in queue.in_line("train")] == [beside] * len(stages.EQUAL_SHARES)


def label(home: Home, packs: tuple[Pack, Pack], count: int = 6) -> list[int]:
    """Give the first so many pictures of the target their labels."""
    target, classes = packs[1], packs[0].info.classes
    answers = {number: Answer("class", classes[number % len(classes)]) for number in range(count)}
    LabelBook(home, target.info.id, len(target)).take_in(answers, Drawing(0, tuple(classes)))
    return list(answers)


@pytest.mark.parametrize("sealed", [False, True])
def test_15_what_tlgui_best_prints_is_what_checks_from_outside_ask_for(
    home: Home, packs: tuple[Pack, Pack], sealed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = asking.begin(home, asked(*packs, sealed=sealed))
    raced(home, search, packs)
    verdict = search.verdict()
    assert verdict is not None

    def there(home: Home, asked: RunRequest, watcher: asking.Watcher, **_: object) -> Verdict:
        watcher.search = search
        return replace(verdict, seconds=3.25)

    monkeypatch.setattr(asking, "find_best", there)
    printed = CliRunner().invoke(cli.app, ["best", "photos", "sketches", "--home", str(home.root), "--json"])
    found = json.loads(printed.stdout)  # exactly one object
    assert found["search"] == search.id
    runs = {run.id for run in RunStore(home).all()}
    assert found["winner"]["run"] in {"ensemble", *runs}
    assert isinstance(found["winner"]["strategy"], str)
    assert found["seconds"] == pytest.approx(3.25, abs=0.1)
    assert found["verdict"]
    accuracies = ("target_accuracy", "baseline_target_accuracy", "normalisation_alone_target_accuracy")
    told = [*(found[name] for name in accuracies), *(each["target_accuracy"] for each in found["candidates"])]
    assert all(each is None if sealed else 0 <= each <= 1 for each in told)
    assert len(found["candidates"]) >= len(PORTFOLIO) + len(REFERENCES)
    for each in found["candidates"]:
        assert isinstance(each["strategy"], str)
        assert each["scores"]["information_maximisation"] >= 0


@pytest.mark.parametrize("differ", [False, True])
def test_15_labels_that_a_person_gave_are_learned_and_everything_is_said_of_the_other_pictures(
    home: Home, packs: tuple[Pack, Pack], differ: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_if_pretrained(monkeypatch)
    monkeypatch.setattr(rule, "compare_shares", lambda *_: rule.ShareTest(0.5 if differ else 0.0, 0.0))
    monkeypatch.setattr(answer, "CLOSE", 1.1)
    monkeypatch.setattr(verdict, "LITTLE", -1.0)
    learned = label(home, packs)
    backbone = "small-cnn" if differ else "efficientnet-lite0"
    search = asking.begin(home, asked(*packs).model_copy(update={"backbone": backbone}), given=True)
    raced(home, search, packs)
    found = search.verdict()
    assert found is not None
    runs = {run.spec.strategy: run for run in RunStore(home).all()}
    learners = ["fine-tuning"] if differ else list(stages.LEARN_LABELS)  # TrAdaBoost needs features that were learned elsewhere
    assert [each.strategy for each in found.candidates if each.strategy in stages.LEARN_LABELS] == learners
    for strategy in learners:
        assert runs[strategy].spec.given_labels == len(learned)
        assert runs[strategy].spec.target_shares.known_from == "same"
    # What goes on from the nearest counts as much as all others together, TrAdaBoost not at all.
    others = [weight for name, weight in found.weights.items() if name != stages.GOES_ON]
    assert found.weights[stages.GOES_ON] == pytest.approx(sum(others)) == 0.5
    assert others == pytest.approx([0.5 / len(others)] * len(others))
    assert "tradaboost" not in found.weights
    start = runs["fine-tuning"].spec.strategy_settings["fine-tuning"]["start_from"]
    assert start in {each.run for each in found.candidates if each.strategy not in stages.LEARN_LABELS and not each.reference}
    assert found.learned == len(learned)
    named = {packs[0].info.classes[number % len(packs[0].info.classes)] for number in learned}
    assert Results(home, search, search.members()).ground().named == named
    assert found.scored_on == len(packs[1]) - len(learned)
    shown = live(home, search, RunLogs(), JobQueue(home), "en")["rows"]
    assert {row["key"]: row["accuracy"] for row in shown} == {each.name: each.target_accuracy for each in found.candidates}
    taught = Teaching.of(runs["distilled"])
    assert taught is not None
    said = dict(zip(taught.pictures.tolist(), taught.predictions, strict=True))
    assert sorted(said) == list(range(len(packs[1])))
    assert all(said[picture].max() == 1 for picture in learned)
    kept = TaughtLabels.of(runs["distilled"])
    assert kept is not None
    assert sorted(kept.pictures.tolist()) == sorted(learned)
    for language in LANGUAGES:
        assert str(len(learned)) in said_of(found, language).learned
    assert search.verdict() == verdict.Verdict.from_json(found.as_json())


def test_15_a_copy_of_a_picture_whose_label_was_learned_is_taught_its_label_too(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody predicts it, and a distilled network that lacked it could not be trained."""
    monkeypatch.setattr(answer, "CLOSE", 1.1)
    packs = pair(home, copies=10)
    hashes = packs[1].hashes
    labeled = [hashes.index(each) for each in sorted(set(hashes))[:5]]
    classes = packs[0].info.classes
    answers = {picture: Answer("class", classes[number % 4]) for number, picture in enumerate(labeled)}
    LabelBook(home, packs[1].info.id, len(hashes)).take_in(answers, Drawing(0, tuple(classes)))
    search = asking.begin(home, asked(*packs), given=True)
    raced(home, search, packs)
    [run] = [run for run in RunStore(home).all() if run.spec.strategy == "distilled"]
    taught = Teaching.of(run)
    assert taught is not None
    assert sorted(taught.pictures.tolist()) == list(range(len(hashes)))
    said = dict(zip(taught.pictures.tolist(), taught.predictions.argmax(1).tolist(), strict=True))
    for number, picture in enumerate(labeled):
        copies = [each for each, content in enumerate(hashes) if content == hashes[picture]]
        assert len(copies) == 2
        assert {said[each] for each in copies} == {number % 4}


def test_15_where_the_same_pictures_have_their_labels_as_another_dataset_it_is_named(
    home: Home, packs: tuple[Pack, Pack]
) -> None:
    label(home, packs)
    again = pair(home)  # as where a folder is dropped on the page, and given to a command by its path
    with pytest.raises(UserError) as error:
        asking.begin(home, asked(packs[0], again[1]), given=True)
    [problem] = error.value.problems
    assert (problem.code, problem.values["dataset"], problem.values["labels"]) == ("given_labels_elsewhere", packs[1].info.id, 6)
    assert RunStore(home).all() == []


def test_15_labels_of_all_pictures_leave_nothing_to_find(home: Home, packs: tuple[Pack, Pack]) -> None:
    label(home, packs, count=len(packs[1]))
    with pytest.raises(UserError) as error:
        asking.begin(home, asked(*packs), given=True)
    assert [each.code for each in error.value.problems] == ["given_labels_all"]


def test_15_labels_that_were_learned_by_one_candidate_alone_are_known_too(
    home: Home, packs: tuple[Pack, Pack], search: Search
) -> None:
    """A label that is given while candidates wait for their turn."""
    classes = packs[0].info.classes
    found = Results(home, search, [])
    assert found.learned() is None
    found._labels = [TaughtLabels.from_names(names, classes) for names in ({1: classes[0]}, {1: classes[0], 7: classes[2]})]
    together = found.learned()
    assert together is not None
    assert dict(zip(together.pictures.tolist(), together.predictions.argmax(1).tolist(), strict=True)) == {1: 0, 7: 2}


def labeled_in_order(home: Home, packs: tuple[Pack, Pack], name: str, count: int = 15) -> None:
    """What Label twenty asks for, all named alike."""
    for _ in range(count):
        labeling = Labeling(home, index_of(home), packs[1], source=packs[0].info.id)
        assert labeling.next is not None
        labeling.say(labeling.next, Answer("class", name))


def test_15_what_labels_say_is_told_only_to_a_search_with_the_same_classes(home: Home, packs: tuple[Pack, Pack]) -> None:
    name, other = packs[0].info.classes[:2]
    renamed = ClassMap(rename={other: "thing"})
    asking.begin(home, asked(*packs).model_copy(update={"class_map": renamed}))
    train(home, packs)
    index_of(home).catch_up()
    labeled_in_order(home, packs, name)
    assert asking._told_by_labels(home, *packs, ClassMap()) is None
    told = asking._told_by_labels(home, *packs, renamed)
    assert told is not None
    assert told.share(name) > 0.8


def test_15_a_sealed_source_is_asked_about_by_the_start_alone(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise UserError("sealed_source", name="photos")

    monkeypatch.setattr(asking, "Labeling", refuse)
    assert asking._told_by_labels(home, *packs, ClassMap()) is None


@pytest.mark.parametrize(("said", "told"), [(1, "labels"), (4, None)])
def test_15_a_command_tells_a_search_what_given_labels_say_of_the_classes_as_the_page_does(
    home: Home, packs: tuple[Pack, Pack], said: int, told: str | None
) -> None:
    """All of one class speak for other shares, as many of each do not."""
    index, classes = index_of(home), packs[0].info.classes
    for number in range(16):
        labeling = Labeling(home, index, packs[1], source=packs[0].info.id)
        assert labeling.next is not None
        labeling.say(labeling.next, Answer("class", classes[number % said if number < 15 else 1]))
    places = {role: Location(Path(pack.info.id)) for role, pack in zip(ROLES, packs, strict=True)}
    request = RunRequest(places=places, backbone="small-cnn", settings={"epochs": 1})

    search = asking._asked(home, request, asking.Watcher(), 0, True, "")
    index.catch_up()
    pressed = begin_with_labels(home, Labeling(home, index, packs[1], source=packs[0].info.id), LOCAL_OWNER, None)
    assert search.plan.learns
    assert search.spec.target_shares == pressed.spec.target_shares
    assert (search.plan.knows, search.plan.told.known_from) == (("shares", told) if told else ("nothing", "same"))
    same = asking._asked(home, replace(request, target_shares="same"), asking.Watcher(), 0, True, "")
    assert same.plan.knows == "same"  # what somebody says counts
    shares = dict(zip(classes, (0.7, 0.1, 0.1, 0.1), strict=True))
    said_so = asking._asked(home, replace(request, target_shares=shares), asking.Watcher(), 0, True, "")
    assert said_so.plan.told == TargetShares(known_from="told", shares=shares)


def told_search(home: Home, packs: tuple[Pack, Pack], knows: stages.Knows, shares: Sequence[float] = ()) -> None:
    """One that is over, and that the user told what the target contains."""
    told = (
        TargetShares(known_from="told", shares=dict(zip(packs[0].info.classes, shares, strict=True)))
        if shares
        else TargetShares()
    )
    search = asking.begin(home, asked(*packs).model_copy(update={"target_shares": told}), knows=knows)
    raced(home, search, packs)
    index_of(home).catch_up()


@pytest.mark.parametrize(
    ("said", "shares", "words"),
    [
        (1, (0.97, 0.01, 0.01, 0.01), "A search keeps the class shares that you told: your labels do not speak against them."),
        (
            1,
            (0.01, 0.01, 0.01, 0.97),
            "Your labels speak against the class shares that you told. A search keeps yours; “One run of your own”",
        ),
        (4, (0.25, 0.25, 0.25, 0.25), "A search keeps the class shares that you told: your labels do not speak against them."),
    ],
)
def test_class_shares_that_the_user_told_stay_told_in_a_search_with_labels(
    home: Home, packs: tuple[Pack, Pack], said: int, shares: tuple[float, ...], words: str
) -> None:
    """Labels of all of one class say another mix than the source's, as many of each do not."""
    told_search(home, packs, "shares", shares)
    before = SearchStore(home).all()[0].plan.told
    classes = packs[0].info.classes
    for number in range(16):
        labeling = Labeling(home, index_of(home), packs[1])
        assert labeling.next is not None
        labeling.say(labeling.next, Answer("class", classes[number % said]))
    labeling = Labeling(home, index_of(home), packs[1])
    view = labeling_view(home, labeling, LOCAL_OWNER, "en")["shares"]
    assert view["words"].startswith(words)
    assert view["begins"] == view["learnable"] == (said > 1)
    assert (view["text"] == str(before)) == ("do not speak against" in words)
    if said == 1:  # nothing to learn, and nothing else to tell
        with pytest.raises(UserError) as error:
            begin_with_labels(home, labeling, LOCAL_OWNER, None)
        assert [each.code for each in error.value.problems] == ["given_labels_too_few"]
        labeling.say(labeling.next or 0, Answer("class", classes[1]))
        labeling = Labeling(home, index_of(home), packs[1])
    search = begin_with_labels(home, labeling, LOCAL_OWNER, None)
    assert (search.plan.knows, search.plan.told, search.spec.target_shares) == ("shares", before, before)
    assert search.plan.learns
    raced(home, search, packs)
    index_of(home).catch_up()
    assert told_before(home, Labeling(home, index_of(home), packs[1]), LOCAL_OWNER) == ("shares", before)


@pytest.mark.parametrize(("said", "knows"), [(4, "same"), (1, "shares")])
def test_that_the_mix_is_the_sources_stays_told_unless_labels_speak_against_it(
    home: Home, packs: tuple[Pack, Pack], said: int, knows: str
) -> None:
    told_search(home, packs, "same")
    classes = packs[0].info.classes
    for number in range(16):
        labeling = Labeling(home, index_of(home), packs[1])
        labeling.say(labeling.next or 0, Answer("class", classes[number % said]))
    search = begin_with_labels(home, Labeling(home, index_of(home), packs[1]), LOCAL_OWNER, None)
    assert (search.plan.knows, search.plan.told.known_from) == (knows, "labels" if knows == "shares" else "same")
    raced(home, search, packs)
    index_of(home).catch_up()
    found = told_before(home, Labeling(home, index_of(home), packs[1]), LOCAL_OWNER)
    assert found == ("nothing" if knows == "shares" else "same", TargetShares())  # what labels told, the user did not


def test_15_too_few_labels_to_learn_are_said_before_anything_is_trained(home: Home, packs: tuple[Pack, Pack]) -> None:
    label(home, packs, count=1)
    with pytest.raises(UserError) as error:
        asking.begin(home, asked(*packs), given=True)
    assert [each.code for each in error.value.problems] == ["given_labels_too_few"]
    assert RunStore(home).all() == []


def test_another_mixture_of_classes_is_matched(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_if_pretrained(monkeypatch)
    monkeypatch.setattr(rule, "compare_shares", lambda *_: rule.ShareTest(0.5, 0.0))
    raced(home, search, packs)
    assert strategies(home) == sorted([stages.FIRST, *stages.MATCHED, *stages.MATCHED])
    found = search.verdict()
    assert found is not None
    assert found.why == "differ"
    # A second round was trained, with other shares, and taken.
    told = {each.name: RunStore(home).get(each.run).spec.target_shares.shares for each in search.members()}
    assert told["dann, matched"] == told["cdan, matched"] != found.shares
    assert told["dann, matched 2"] == told["cdan, matched 2"] == found.shares
    assert set(found.weights) == {verdict.named(each, 2) for each in (*stages.MATCHED, verdict.ALONE)}
    for language, again in (("en", "DANN with matched classes, round 2"), ("zh", "DANN（类别比例第 2 次匹配）")):
        rows = live(home, search, RunLogs(), JobQueue(home), language)["rows"]
        assert {row["key"] for row in rows} == {each.name for each in found.candidates}
        assert again in {row["name"] for row in rows}


def test_another_mixture_that_shows_late_is_matched_beside_what_is_there(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_if_pretrained(monkeypatch)
    monkeypatch.setattr(rule, "compare_shares", lambda *_: rule.ShareTest(0.0, 0.0))
    monkeypatch.setattr(rule, "still_moved", lambda *_: 1.0)
    monkeypatch.setattr(verdict, "LITTLE", 0.0)  # only the same answer for every picture is little
    monkeypatch.setattr(rule, "overturned", lambda *_: 0.0)
    raced(home, search, packs)
    found = search.verdict()
    assert found is not None
    assert found.why == "differ_late"
    for again in (1, 2):
        trained = [each.strategy for each in found.candidates if each.matched == again]
        assert trained[:3] == [stages.MATCHED[0], verdict.ALONE, *stages.MATCHED[1:]]
    assert {each.name for each in found.candidates} >= {stages.FIRST, *stages.EQUAL_SHARES}
    assert set(found.weights) == {verdict.named(each, True) for each in (*stages.MATCHED, verdict.ALONE)}
    rows = live(home, search, RunLogs(), JobQueue(home), "en")["rows"]
    assert {row["key"] for row in rows} == {each.name for each in found.candidates}


def test_what_learns_the_answer_is_called_the_same_before_it_begins_where_either_mix_counts_half(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    as_if_pretrained(monkeypatch)
    monkeypatch.setattr(rule, "compare_shares", lambda *_: rule.ShareTest(0.13, 0.0))
    monkeypatch.setattr(rule, "still_moved", lambda *_: 0.0)
    monkeypatch.setattr(answer, "CLOSE", 1.1)
    search, last = asking.begin(home, asked(*packs)), set[str]()
    while not search.concluded:
        last.add(live(home, search, RunLogs(), JobQueue(home), "en")["rows"][-1]["key"])
        train(home, packs)
        race.advance(home, search)
    found = search.verdict()
    assert found is not None
    assert found.why == "unclear"
    assert last == {verdict.DISTILLED}


def test_a_network_that_somebody_deleted_is_not_foreseen_again(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    train(home, packs)
    race.advance(home, search)
    shown = live(home, search, RunLogs(), JobQueue(home), "en")
    train(home, packs)
    RunBin(home).put(RunStore(home).get(search.members()[1].run))
    keys = [row["key"] for row in live(home, search, RunLogs(), JobQueue(home), "en")["rows"]]
    assert keys == [row["key"] for row in shown["rows"] if row["key"] != search.members()[1].name]


@pytest.mark.slow
@pytest.mark.parametrize(("mix", "most"), list(zip(MIXES, [13, 13, 13, 7, 5], strict=True)), ids=OF_MIXES)
def test_no_more_networks_come_than_the_page_says_at_most(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch, mix: tuple[Knows, Seen], most: int
) -> None:
    as_if_pretrained(monkeypatch)
    found, said, trained = watched(home, packs, monkeypatch, asked(*packs), *mix)
    assert said[0][0] == most
    assert [each for each, _ in said] == sorted((each for each, _ in said), reverse=True)
    assert said[-1] == (trained, trained) or found.distilled is None
    assert all(each >= trained for each, _ in said)


def test_while_it_is_open_what_follows_the_pace_of_first_steps_is_not_taken_for_the_least_time(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = begun(home, packs)
    made.log.write("outlook", left=900.0, time=time.time())
    [took] = [each["seconds"] for each in made.run.events() if each["event"] == "seconds" and each["name"] == "baseline"]
    shown = live(home, search, RunLogs(), JobQueue(home), "en")
    assert shown["most"] > len(shown["rows"])
    likely = sum(row["state"] == "foreseen" for row in shown["rows"]) - 1  # the answer may not have to be learned
    assert shown["left"] == pytest.approx(took + likely * took / JobQueue(home).at_a_time("train"), abs=0.1)
    assert shown["left_at_most"] > 900
    monkeypatch.setattr(search_ahead, "COPIED_SECONDS", took)  # as where an earlier run has trained it
    assert live(home, search, RunLogs(), JobQueue(home), "en")["left"] is None


def test_the_time_left_of_networks_that_are_trained_side_by_side_is_not_added_up(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(home, packs)
    race.advance(home, search)
    for _ in stages.EQUAL_SHARES:
        begun(home, packs)[0].log.write("outlook", left=900.0, time=time.time())
    left = {}
    for at_a_time in (1, 3):
        monkeypatch.setattr(JobQueue, "at_a_time", lambda *_, many=at_a_time: many)
        left[at_a_time] = live(home, search, RunLogs(), JobQueue(home), "en")["left"]
    assert left[3] == pytest.approx(left[1] / 3, abs=0.1)


def test_whoever_takes_the_next_step_after_a_restart_trains_nothing_twice(
    home: Home, packs: tuple[Pack, Pack], search: Search
) -> None:
    train(home, packs)
    race.advance(home, search)
    train(home, packs)
    # Everything that was in memory is gone.
    again = SearchStore(home).get(search.id)
    assert [each.id for each in SearchStore(home).going_on()] == [search.id]
    race.advance(home, again)
    assert waiting(home) == len(stages.EQUAL_SHARES) - 1
    raced(home, again, packs)
    assert strategies(home) == sorted(PORTFOLIO)
    assert SearchStore(home).going_on() == []


@pytest.mark.parametrize("noted", [0, 2])
def test_killed_between_two_members_it_goes_on_without_a_second_run_of_any(
    home: Home, packs: tuple[Pack, Pack], search: Search, noted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(home, packs)
    add, calls = Search.add, Counter[str]()

    def killed(self: Search, member: object) -> None:
        calls["add"] += 1
        if calls["add"] > noted:
            raise KeyboardInterrupt  # the run was started, and nobody has noted it
        add(self, member)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Search, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            race.advance(home, search)
    raced(home, search, packs)
    assert strategies(home) == sorted(PORTFOLIO)


def test_a_step_that_somebody_else_takes_is_left_to_them(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    train(home, packs)
    with search.lock():
        race.advance(home, search)
    assert strategies(home) == [stages.FIRST]


def test_the_same_press_twice_is_one_search(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    assert asking.begin(home, asked(*packs), once="a press of the button").id == search.id
    assert strategies(home) == [stages.FIRST]
    assert asking.begin(home, asked(*packs), once="another press").id != search.id


@pytest.mark.parametrize(("pause", "state"), [(False, "stopped"), (True, "paused")])
def test_stopped_or_paused_it_trains_nothing_until_it_is_resumed(
    home: Home, packs: tuple[Pack, Pack], search: Search, pause: bool, state: str
) -> None:
    train(home, packs)
    race.advance(home, search)
    train(home, packs)
    race.stop(home, search, pause=pause)
    assert race.state_of(home, search) == state
    assert waiting(home) == 0
    race.advance(home, search)
    assert waiting(home) == 0
    race.resume(home, search)
    race.resume(home, search)  # a second press changes nothing
    assert waiting(home) == len(stages.EQUAL_SHARES) - 1  # the two that were finished are not trained again
    assert all(job.payload["maps"] is False for job in JobQueue(home).in_line("train"))
    assert race.state_of(home, search) == "running"
    raced(home, search, packs)
    assert strategies(home) == sorted(PORTFOLIO)


def test_a_run_that_was_stopped_alone_stops_the_search_until_it_is_resumed(
    home: Home, packs: tuple[Pack, Pack], search: Search
) -> None:
    race.ask_to_stop(home, RunStore(home).get(search.members()[0].run))
    race.advance(home, search)
    assert race.state_of(home, search) == "stopped"
    race.resume(home, search)
    assert waiting(home) == 1


def test_what_went_wrong_in_a_run_is_said_and_may_be_tried_again(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    queue = JobQueue(home)
    job = queue.take("train", "a worker")
    assert job is not None
    queue.fail(job, [{"code": "job_worker_died", "values": {}}])
    race.advance(home, search)
    assert [each["code"] for each in search.problems()] == ["job_worker_died"]
    assert race.state_of(home, search) == "failed"
    race.resume(home, search)
    assert search.problems() == []
    raced(home, search, packs)


def test_15_a_candidate_that_fails_is_left_out_and_named(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    train(home, packs)
    race.advance(home, search)
    job = JobQueue(home).take("train", "a worker")
    assert job is not None
    assert job.run is not None
    fail(home, job, "loss_not_finite")
    lost = RunStore(home).get(job.run).spec.strategy
    raced(home, search, packs)
    found = search.verdict()
    assert found is not None
    assert [(each.strategy, each.run, each.problems[0]["code"]) for each in found.left_out] == [
        (lost, job.run, "loss_not_finite")
    ]
    assert lost not in found.weights
    assert [each.strategy for each in found.candidates] == [
        *(stages.FIRST, *verdict.REFERENCES.values()),
        *(each for each in stages.EQUAL_SHARES if each != lost),
    ]
    assert strategies(home) == sorted(PORTFOLIO)  # nobody tries it again


def test_15_if_the_first_fails_beside_its_references_another_brings_them(
    home: Home, packs: tuple[Pack, Pack], search: Search
) -> None:
    train(home, packs, fails=True)
    race.advance(home, search)
    assert [(each.strategy, each.references) for each in search.members()] == [
        (stages.FIRST, True),
        (stages.EQUAL_SHARES[0], True),
    ]
    raced(home, search, packs)
    found = search.verdict()
    assert found is not None
    assert [each.strategy for each in found.left_out] == [stages.FIRST]
    assert strategies(home) == sorted(PORTFOLIO)


def test_15_if_all_that_could_bring_them_fail_the_search_says_why(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    for _ in PORTFOLIO:
        train(home, packs, fails=True)
        race.advance(home, search)
    assert [each["code"] for each in search.problems()] == ["job_worker_died"]
    assert strategies(home) == sorted(PORTFOLIO)


def test_15_what_stands_against_all_runs_ends_the_search(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    train(home, packs)
    race.advance(home, search)
    job = JobQueue(home).take("train", "a worker")
    assert job is not None
    fail(home, job, "run_disk_full")
    while JobQueue(home).in_line("train"):
        train(home, packs)
    race.advance(home, search)
    assert [each["code"] for each in search.problems()] == ["run_disk_full"]


@pytest.mark.parametrize(("failing", "instead"), [(1, "cdan"), (2, "mmd")])
def test_15_matched_candidates_that_fail_leave_the_other_and_once_none_is_left_another_is_trained(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch, failing: int, instead: str
) -> None:
    as_if_pretrained(monkeypatch)
    monkeypatch.setattr(rule, "compare_shares", lambda *_: rule.ShareTest(0.5, 0.0))
    train(home, packs)
    race.advance(home, search)
    for _ in range(failing):
        train(home, packs, fails=True)
    raced(home, search, packs)
    found = search.verdict()
    assert found is not None
    assert [each.name for each in found.left_out] == ["dann, matched", "cdan, matched"][:failing]
    assert set(found.weights) == {f"{instead}, matched 2", "normalisation-alone, matched 2"}


def test_15_the_answer_is_learned_by_one_network_in_the_end_which_needs_no_other_run_any_more(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "CLOSE", 1.1)
    raced(home, search, packs)
    last = search.members()[-1]
    run = RunStore(home).get(last.run)
    assert last.strategy == run.spec.strategy == verdict.DISTILLED
    found = search.verdict()
    assert found is not None
    assert found.distilled is not None
    assert found.distilled.run == run.id
    assert verdict.DISTILLED not in found.weights
    assert {verdict.named(each.strategy, each.matched): each.weight for each in run.spec.distilled_from} == pytest.approx(
        found.weights
    )
    predictions = Results(home, search, search.members()).found()[1]
    for each in search.members()[:-1]:
        RunBin(home).put(RunStore(home).get(each.run))
    kept = Teaching.of(run)
    assert kept is not None
    assert kept.predictions == pytest.approx(rule.averaged(predictions, found.weights), abs=1e-6)
    assert kept.pictures.tolist() == list(range(len(packs[1])))


def test_15_the_answer_is_spread_among_pictures_that_look_alike_and_so_is_what_is_learned_of_it(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "CLOSE", 1.1)
    queue, size = JobQueue(home), len(packs[1])
    race.stop(home, search, pause=True)
    race.resume(home, search)
    assert [job.payload.get("alike") for job in queue.in_line("train")] == [True]
    first = train(home, packs)
    alike = most_alike(np.random.default_rng(0).normal(size=(size, 5)))
    AlikePictures(np.arange(size), alike).keep(first)
    race.advance(home, search)
    assert {job.payload.get("alike") for job in queue.in_line("train")} == {None}  # once is enough
    raced(home, search, packs)
    found = search.verdict()
    assert found is not None
    assert found.look_alikes == found.as_json()["look_alikes"] == alike.look_alikes
    assert all(str(alike.look_alikes) in said_of(found, language).answer for language in LANGUAGES)
    predictions = Results(home, search, search.members()).found()[1]
    average = rule.averaged(predictions, found.weights)
    taught = Teaching.of(RunStore(home).get(search.members()[-1].run))
    assert taught is not None
    assert taught.predictions == pytest.approx(alike.spread(average), abs=1e-6)
    assert taught.predictions != pytest.approx(average, abs=1e-3)
    own = predictions[found.nearest.name].argmax(1)
    assert found.agreement == pytest.approx((own == taught.predictions.argmax(1)).mean())


def test_15_nothing_is_distilled_where_a_candidate_says_what_the_answer_says(
    home: Home, packs: tuple[Pack, Pack], search: Search
) -> None:
    raced(home, search, packs)
    found = search.verdict()
    assert found is not None
    assert found.agreement >= answer.CLOSE
    assert (found.distilled, found.taken) == (None, found.nearest)


def test_a_run_that_was_deleted_fails_the_search_in_words(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    train(home, packs)
    RunBin(home).put(RunStore(home).get(search.members()[0].run))
    race.advance(home, search)
    assert [each["code"] for each in search.problems()] == ["run_in_bin"]


def test_a_candidate_that_was_deleted_is_left_out_and_the_others_give_the_answer(
    home: Home, packs: tuple[Pack, Pack], search: Search
) -> None:
    train(home, packs)
    race.advance(home, search)
    train(home, packs)
    gone = search.members()[1]
    RunBin(home).put(RunStore(home).get(gone.run))
    raced(home, search, packs)
    found = search.verdict()
    assert found is not None
    assert [(each.name, each.problems[0]["code"]) for each in found.left_out] == [(gone.name, "run_in_bin")]
    assert gone.name not in found.weights


def test_a_search_with_a_deleted_candidate_is_resumed_from_the_command_line_too(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "CLOSE", 1.1)
    train(home, packs)
    race.advance(home, search)
    for _ in stages.EQUAL_SHARES:
        train(home, packs)
    race.stop(home, search)
    gone = search.members()[1]
    RunBin(home).put(RunStore(home).get(gone.run))
    monkeypatch.setattr(asking, "follow", lambda *_: [train(home, packs) for _ in JobQueue(home).in_line("train")])
    found = asking.go_on(home, search, asking.Watcher())
    assert [each.name for each in found.left_out] == [gone.name]
    assert found.distilled is not None


def test_a_matched_candidate_that_was_deleted_is_left_out_as_well(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_if_pretrained(monkeypatch)
    monkeypatch.setattr(rule, "compare_shares", lambda *_: rule.ShareTest(0.5, 0.0))
    train(home, packs)
    race.advance(home, search)
    train(home, packs)
    train(home, packs)
    gone = search.members()[2]
    assert gone.references
    RunBin(home).put(RunStore(home).get(gone.run))
    raced(home, search, packs)
    found = search.verdict()
    assert found is not None
    assert gone.name in {each.name for each in found.left_out}
    assert set(found.weights) == {verdict.named(each, 2) for each in (stages.MATCHED[0], verdict.ALONE)}


def test_nobody_elses_search_is_there(home: Home) -> None:
    packs = pair(home, owner="somebody")
    search = asking.begin(home, asked(*packs), "somebody")
    with pytest.raises(UserError, match="search"):
        SearchStore(home).get(search.id)
    assert SearchStore(home).all() == []
    assert [each.id for each in SearchStore(home).all("somebody")] == [search.id]


def test_G25_a_search_waits_where_no_more_runs_may_wait_and_does_not_fail(home: Home) -> None:
    packs = pair(home, owner="somebody")
    search = asking.begin(home, asked(*packs), "somebody")
    set_limits(home, {"waiting_runs": 2})
    train(home, packs)
    race.advance(home, search)
    assert waiting(home) == 2
    assert search.problems() == []
    raced(home, search, packs)
    assert search.concluded
    assert strategies(home, "somebody") == sorted(PORTFOLIO)


def test_G25_the_rest_of_a_stage_begins_once_there_is_room_in_the_line_and_not_after_all_of_it(home: Home) -> None:
    packs = pair(home, owner="somebody")
    search = asking.begin(home, asked(*packs), "somebody")
    train(home, packs)
    set_limits(home, {"waiting_runs": 2})
    race.advance(home, search)
    assert [each.strategy for each in search.members()] == PORTFOLIO[:-1]
    race.advance(home, search)
    begun(home, packs)  # one of both is trained now
    race.advance(home, search)
    assert [each.strategy for each in search.members()] == PORTFOLIO


@pytest.mark.parametrize("close", [0.0, 1.1], ids=["nothing is left to train", "the answer is still to be learned"])
def test_G25_a_full_line_keeps_a_search_from_its_next_network_but_not_from_its_end(
    home: Home, monkeypatch: pytest.MonkeyPatch, close: float
) -> None:
    monkeypatch.setattr(answer, "CLOSE", close)
    monkeypatch.setattr(verdict, "LITTLE", -1.0)
    packs = pair(home, owner="somebody")
    search = asking.begin(home, asked(*packs), "somebody")
    for _ in range(2):
        while JobQueue(home).in_line("train"):
            train(home, packs)
        if not search.members()[1:]:
            race.advance(home, search)
    asking.begin(home, asked(*packs), "somebody")  # its first run waits
    set_limits(home, {"waiting_runs": 1})
    read: list[None] = []
    monkeypatch.setattr(race, "Results", lambda *given: read.append(None) or Results(*given))
    for _ in range(3):
        race.advance(home, search)
    assert (search.concluded, len(search.members())) == (close == 0.0, len(PORTFOLIO))
    assert len(read) == 1
    shown = live(home, search, RunLogs(), JobQueue(home), "en")
    if search.concluded:
        assert shown["words"] == "Finished"
        return
    assert shown["words"] == say("page.search.waits.line", "en")
    assert shown["left"] is None
    train(home, packs)
    assert live(home, search, RunLogs(), JobQueue(home), "en")["words"] == "Running"
    race.advance(home, search)
    assert search.members()[-1].strategy == verdict.DISTILLED
    assert live(home, search, RunLogs(), JobQueue(home), "en")["words"] == "Running"  # it waits in the line, as any run


def test_25_the_page_says_that_a_search_waits_for_the_host_who_paused_the_room(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    def paused(*_: object) -> None:
        raise UserError("room_paused")

    monkeypatch.setattr(search_waits, "require_may_start", paused)
    assert live(home, search, RunLogs(), JobQueue(home), "en")["words"] == "Waiting"  # its run is in the line
    train(home, packs)
    for language in LANGUAGES:
        shown = live(home, search, RunLogs(), JobQueue(home), language)
        assert shown["words"] == say("page.search.waits.room_paused", language)


@pytest.mark.parametrize("code", ["room_paused", "queue_held_up"])
def test_25_while_the_host_pauses_the_room_a_search_waits_and_does_not_fail(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def refuses(*_: object, **__: object) -> Run:
        raise UserError(code)

    train(home, packs)
    with monkeypatch.context() as paused:
        paused.setattr(race, "start_candidate", refuses)
        race.advance(home, search)
        assert (search.problems(), race.state_of(home, search)) == ([], "running")
    raced(home, search, packs)
    assert search.concluded


def test_G25_a_paused_search_goes_on_with_as_many_as_may_wait_and_then_with_the_others(home: Home) -> None:
    packs = pair(home, owner="somebody")
    search = asking.begin(home, asked(*packs), "somebody")
    train(home, packs)
    race.advance(home, search)
    assert waiting(home) == len(stages.EQUAL_SHARES)
    race.stop(home, search, pause=True)
    assert race.state_of(home, search) == "paused"
    set_limits(home, {"waiting_runs": 2})
    race.resume(home, search)
    assert (waiting(home), race.state_of(home, search)) == (2, "running")
    race.advance(home, search)
    assert waiting(home) == 2
    train(home, packs)
    race.advance(home, search)
    assert waiting(home) == 2
    raced(home, search, packs)
    assert search.concluded
    assert strategies(home, "somebody") == sorted(PORTFOLIO)


def test_15_labels_begin_a_search_with_the_seed_and_references_of_the_first_and_not_a_candidates(
    home: Home, packs: tuple[Pack, Pack], search: Search
) -> None:
    raced(home, search, packs)
    answers = {picture: Answer("class", packs[0].info.classes[picture % 4]) for picture in range(6)}
    LabelBook(home, packs[1].info.id, len(packs[1])).take_in(answers, Drawing(0, tuple(packs[0].info.classes)))
    index = index_of(home)
    index.catch_up()
    labeling = Labeling(home, index, packs[1], source=packs[0].info.id)
    assert RunStore(home).get(labeling.networks[0].run).spec.settings.seed != search.spec.settings.seed
    again = begin_with_labels(home, labeling, LOCAL_OWNER, None)
    assert (again.spec.settings.seed, again.spec.reference_seed) == (search.spec.settings.seed, None)


def test_26_a_search_that_was_stopped_goes_on_from_the_command_line_by_the_id_that_ctrl_c_named(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    search = asking.begin(home, asked(*packs))
    train(home, packs)
    race.advance(home, search)
    called = ["resume", search.id[:8], "--home", str(home.root)]

    def pressed(*arguments: object, **_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(asking, "follow", pressed)
    with pytest.raises(KeyboardInterrupt), search_stopped_by_ctrl_c(home, watching(home, search), json=True):
        asking.go_on(home, search, watching(home, search))
    assert race.state_of(home, search) == "stopped"
    key, values = interrupts._one.line
    assert search.id[:8] in say(key, "en", **values)
    assert f"tlgui resume {search.id[:8]}" in say(key, "en", **values)
    refused = CliRunner().invoke(cli.app, [*called, "--set", "epochs=2"])
    assert refused.exit_code == 2
    assert "--set" in refused.stderr

    def trained(home: Home, run: Run, listener: Listener) -> None:
        while JobQueue(home).in_line("train"):
            train(home, packs)
        listener.event({"event": "progress", "done": 1, "total": 1})  # also of what was trained before

    monkeypatch.setattr(asking, "follow", trained)
    done = CliRunner().invoke(cli.app, [*called, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["search"] == search.id
    assert search.concluded
    assert "goes on" in done.stderr
    again = CliRunner().invoke(cli.app, called)  # of one that is over, its answer
    assert found["verdict"].startswith(again.stdout.splitlines()[0])


def watching(home: Home, search: Search) -> asking.Watcher:
    watcher = asking.Watcher()
    watcher.search = search
    return watcher


@pytest.mark.parametrize("sealed", [False, True])
def test_26_the_command_line_says_of_open_labels_and_of_given_ones_what_the_page_says(home: Home, sealed: bool) -> None:
    packs = (dataset(home, "photos", SHAPES[:4], each=12), dataset(home, "sketches", SHAPES[:3], each=10, sketch=True))
    search = asking.begin(home, asked(*packs, sealed=sealed), knows="same")
    raced(home, search, packs)
    found = search.verdict()
    assert found is not None
    label(home, packs)
    page = live(home, search, RunLogs(), JobQueue(home), "en")["verdict"]
    said = " ".join(told(home, search, found, "en"))
    assert page["unused"]["words"] in said
    assert "--given-labels" in said
    counted = f"Counted by its labels, it has another mix: {SHAPES[3]} is not in it."
    assert (counted in page["why"]) == (counted in said) == (not sealed)
    assert ("--target-shares" in said) == (not sealed)
    assert "on Adapt" not in said
    assert "{" not in " ".join(told(home, search, found, "zh"))
