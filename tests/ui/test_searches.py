"""A search on its way to the page."""

from __future__ import annotations

import json
from dataclasses import replace

import gradio as gr
import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.finding.raced import as_if_pretrained, asked, pair, raced, train, without_workers
from tests.ui.made import SHAPES, dataset, name_pictures
from tlgui.data.pack import Pack
from tlgui.finding import answer, asking, race, stages
from tlgui.finding.searches import Member, Search, SearchStore
from tlgui.home import Home
from tlgui.insight.sampled import Estimate
from tlgui.jobs.queue import JobQueue
from tlgui.labeling import labeling as labeling_module
from tlgui.labeling import networks
from tlgui.labeling.given import Answer
from tlgui.labeling.judged import Standing
from tlgui.labeling.labeling import Labeling
from tlgui.runs.index import index_of
from tlgui.runs.store import RunStore
from tlgui.runs.target_scores import TargetScores
from tlgui.runs.teaching import TaughtLabels
from tlgui.service import launch
from tlgui.specification.run_spec import ClassMap
from tlgui.specification.target_shares import TargetShares
from tlgui.texts import LANGUAGES, say
from tlgui.ui.form import Form, form_of
from tlgui.ui.pages.adapt.answers import look_over, outputs_of, restored, search_pressed
from tlgui.ui.pages.adapt.view import layout
from tlgui.ui.pages.place import PageContext
from tlgui.ui.uploads import UploadLimits
from tlgui.views import search as search_view
from tlgui.views.labeling import labeling_view
from tlgui.views.search_labels import standing_words
from tlgui.views.search_verdict import told


def searched(home: Home, packs: tuple[Pack, Pack], *, sealed: bool = False, given: bool = False) -> Search:
    """A search up to its verdict."""
    search = asking.begin(home, asked(*packs, sealed=sealed), given=given)
    raced(home, search, packs)
    return search


@pytest.fixture(autouse=True)
def _without_workers(monkeypatch: pytest.MonkeyPatch, home: Home) -> None:
    without_workers(monkeypatch)
    monkeypatch.setattr(search_view, "SHARED_SECONDS", 0.0)  # each question is answered anew
    for job in JobQueue(home).in_line("train"):  # of the test before
        JobQueue(home).cancel(job.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_15_of_a_network_that_has_all_labels_right_100_percent_is_not_said_of_the_target_alone(language: str) -> None:
    standing = Standing(networks.Network("run", None, *[""] * 5, np.arange(10), (), np.arange(10)), Estimate(1.0, 0.68, 1.0), 10)  # type: ignore[arg-type]
    said = standing_words(standing, language)
    assert said.count("100") == 1
    assert "10 " in said
    exact = standing_words(replace(standing, estimate=Estimate(0.3, 0.3, 0.3)), language)
    assert exact == say("page.label.says.exact", language, labels=10, value=0.3)
    told = say("page.label.says.told", language)
    assert told not in said
    of = standing.network
    assert standing_words(replace(standing, network=replace(of, told=30)), language).endswith(told)
    assert told not in standing_words(replace(standing, network=replace(of, told=30, learned=30)), language)


@pytest.fixture(scope="module")
def packs(home: Home) -> tuple[Pack, Pack]:
    return pair(home)


def live(client: TestClient, search: Search, **more: str) -> dict:
    return client.get(f"/api/searches/{search.id}/live", params=more).json()


def test_its_page_leads_back_to_adapt_with_what_it_was_told(client: TestClient, home: Home, packs: tuple[Pack, Pack]) -> None:
    shares, class_map = TargetShares(known_from="told", shares={SHAPES[0]: 0.9, SHAPES[1]: 0.1}), ClassMap(leave_out=(SHAPES[2],))
    spec = asked(*packs).model_copy(update={"target_shares": shares, "class_map": class_map})
    told = live(client, asking.begin(home, spec, knows="shares"))
    assert (told["shares"], told["classes"]) == (str(shares), class_map.model_dump_json())
    told = live(client, asking.begin(home, asked(*packs), knows="same"))
    assert (told["shares"], told["classes"]) == ("same", "")
    assert live(client, asking.begin(home, asked(*packs)))["shares"] == ""


def states(told: dict) -> dict[str, str]:
    return {row["key"]: row["state"] for row in told["rows"]}


def test_the_race_is_told_row_by_row_and_ends_in_one_verdict(
    client: TestClient, home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    search = asking.begin(home, asked(*packs))
    told = live(client, search)
    assert (told["state"], told["title"], told["pausable"]) == ("queued", "photos → sketches", True)
    assert list(states(told).values()) == ["queued"] * 3 + ["foreseen"] * (len(stages.EQUAL_SHARES) + 1)
    assert [row["run"] is None for row in told["rows"]][:3] == [True, True, False]  # nobody opens a reference
    assert told["verdict"] is None
    # What has not changed is not sent again.
    assert live(client, search, version=told["version"]) == {"version": told["version"], "same": True}

    train(home, packs)
    seen = []
    add = Search.add

    def added(search: Search, member: Member) -> None:
        add(search, member)
        seen.append(len(live(client, search)["rows"]))

    monkeypatch.setattr(Search, "add", added)
    race.advance(home, search)
    told = live(client, search)
    assert seen == [len(told["rows"])] * len(stages.EQUAL_SHARES)  # no row is gone while they are started one after another
    assert list(states(told).values()) == ["finished"] * 3 + ["queued"] * len(stages.EQUAL_SHARES) + ["foreseen"]
    assert all(len(row["curve"]) > 10 and row["scores"]["bnm"] for row in told["rows"][:3])
    assert all(row["accuracy"] for row in told["rows"][:3])  # its labels are open

    raced(home, search, packs)
    told = live(client, search)
    assert (told["state"], told["over"], told["done"]) == ("finished", True, 3 + len(stages.EQUAL_SHARES))
    assert [row["key"] for row in told["rows"] if row["weight"] is None] == ["source-only"]  # it does not count
    assert sum(row["weight"] or 0 for row in told["rows"]) == pytest.approx(1)
    [nearest] = [row for row in told["rows"] if row["nearest"]]
    assert told["verdict"]["run"] == nearest["run"]
    assert told["verdict"]["headline"] == f"Take {nearest['name']}"
    [line] = [each for each in client.get("/api/searches").json()["searches"] if each["search"] == search.id]
    assert line["words"] == told["verdict"]["headline"]
    # How good the best guess is stands there once, with the network to take.
    found = search.verdict()
    assert found is not None
    assert found.target_accuracy is not None
    assert "right on" not in told["verdict"]["answer"]


def test_15_the_network_that_learned_the_answer_is_taken_where_it_is_closer_and_what_failed_is_named(
    client: TestClient, home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "CLOSE", 1.1)
    search = asking.begin(home, asked(*packs))
    train(home, packs)
    race.advance(home, search)
    train(home, packs, fails=True)
    while JobQueue(home).in_line("train"):
        train(home, packs, level=0.7)
    race.advance(home, search)
    raced(home, search, packs)
    told = live(client, search)
    lost = told["rows"][3]
    assert (lost["state"], lost["weight"]) == ("failed", None)
    assert told["verdict"]["left_out"] == f"Left out because their training failed: {lost['name']}."
    distilled = told["rows"][-1]
    assert (distilled["name"], distilled["weight"]) == ("Distilled network", None)
    closer = told["verdict"]["headline"] == "Take the distilled network"
    assert closer == distilled["nearest"] == (told["verdict"]["run"] == distilled["run"])


def test_of_a_sealed_target_no_accuracy_is_told_anywhere(client: TestClient, home: Home) -> None:
    packs = pair(home)
    search = searched(home, packs, sealed=True)
    told = live(client, search)
    assert {row["accuracy"] for row in told["rows"]} == {None}
    assert json.loads((search.folder / "verdict.json").read_text())["target_accuracy"] is None
    assert "labeled" not in json.dumps(told["verdict"])


@pytest.mark.slow
def test_15_a_reveal_of_one_run_scores_all_networks_of_its_search(client: TestClient, home: Home) -> None:
    packs = lacking(home)
    search = searched(home, packs, sealed=True)
    found = search.verdict()
    assert found is not None
    assert client.get(f"/api/runs/{found.taken.run}/live").json()["of_search"]  # so it is asked for the whole search
    launch.reveal(home, RunStore(home).get(found.taken.run), "page")
    told = live(client, search)
    accuracies = {row["key"]: row["accuracy"] for row in told["rows"]}
    assert None not in accuracies.values()
    [taken] = [row["accuracy"] for row in told["rows"] if row["nearest"]]
    log = RunStore(home).get(found.taken.run)
    assert taken == pytest.approx(TargetScores(log, log.events()).of_run()["accuracy"])
    verdict = told["verdict"]
    assert verdict["settle"].startswith(
        f"The target's labels were revealed after the search. Of {len(packs[1])} labeled pictures"
    )
    assert verdict["label"] == ""
    assert "cross, ring are not in it" in verdict["why"]
    assert "twenty" not in json.dumps(verdict)
    [line] = [each for each in client.get("/api/searches").json()["searches"] if each["search"] == search.id]
    assert line["accuracy"] == say("page.search.line.accuracy", "en", accuracy=taken)
    # The others stay sealed where they stand alone.
    others = [row["run"] for row in told["rows"] if row["run"] and not row["nearest"]]
    assert [RunStore(home).get(each).opened for each in others] == [False] * len(others)


def named(home: Home, packs: tuple[Pack, Pack], count: int, wrong: bool = False) -> None:
    """Name so many more pictures of the target; ``wrong``: all as the same class."""
    index_of(home).catch_up()  # a look gives up early where the machine is slow
    classes = packs[0].info.classes

    def now() -> Labeling:
        return Labeling(home, index_of(home), packs[1], source=packs[0].info.id)

    name_pictures(now, count, [classes[0]] * len(classes) if wrong else classes)


def lacking(home: Home) -> tuple[Pack, Pack]:
    """A target without two of the source's four classes."""
    source = dataset(home, "photos", SHAPES[:4], each=12)
    return source, dataset(home, "few", SHAPES[:2], each=20, sketch=True)


@pytest.mark.slow
def test_15_where_labels_are_open_their_count_stands_beside_what_was_taken_for_granted(client: TestClient, home: Home) -> None:
    for packs, words in (
        (lacking(home), "cross, ring are not in it. Say so on Adapt"),
        (pair(home), "its mix is much the same."),
    ):
        search = searched(home, packs)
        why = live(client, search)["verdict"]["why"]
        assert words in why
        assert live(client, search)["verdict"]["doubt"] == ""


@pytest.mark.parametrize("sealed", [False, True])
def test_a_class_that_the_source_lacks_is_named_wherever_labels_judge_a_search(
    client: TestClient, home: Home, sealed: bool
) -> None:
    source, target = dataset(home, "photos", SHAPES[:4], each=12), dataset(home, "more", SHAPES[:5], each=10, sketch=True)
    search = searched(home, (source, target), sealed=sealed)
    found = search.verdict()
    assert found is not None
    assert found.other_classes == ({} if sealed else {"square": 10})
    if sealed:
        assert "square" not in json.dumps(live(client, search))
        launch.reveal(home, RunStore(home).get(found.taken.run), "page")
    verdict = live(client, search)["verdict"]
    assert "10 of its 50 pictures are of a class that the source does not have (square)." in verdict["why"]
    assert "% of all 50 target pictures: 10 are of a class that the source does not have (square)" in verdict["settle"]
    [taken] = [row["accuracy"] for row in live(client, search)["rows"] if row["nearest"]]
    [line] = [each for each in client.get("/api/searches").json()["searches"] if each["search"] == search.id]
    assert line["accuracy"] == say("page.search.line.accuracy", "en", accuracy=taken * 40 / 50)


def test_a_class_that_is_only_written_differently_is_not_said_to_be_absent(client: TestClient, home: Home) -> None:
    source = dataset(home, "photos", SHAPES[:3], each=12)
    target = dataset(home, "drawn", [SHAPES[0].title(), SHAPES[1]], each=12, sketch=True, labels_open=True)
    search = searched(home, (source, target))
    verdict = live(client, search)["verdict"]
    assert f"The source may only write one of them differently: {SHAPES[0].title()} → {SHAPES[0]}." in verdict["why"]
    assert "not among them" not in verdict["why"] and verdict["say_so"] == ""
    found = search.verdict()
    assert found is not None
    typed = f"`tlgui best` unites a pair with --rename-class {SHAPES[0].title()}={SHAPES[0]}."
    assert any(typed in each for each in told(home, search, found, "en"))


def test_15_while_labels_are_sealed_nothing_is_counted(client: TestClient, home: Home) -> None:
    packs = lacking(home)
    search = searched(home, packs, sealed=True)
    said = json.dumps(live(client, search)["verdict"])
    assert "by its labels" not in said.lower()
    assert not any(name in said for name in ("cross", "ring are"))


@pytest.mark.slow
def test_15_labels_that_were_given_lead_to_a_search_that_uses_them_or_to_the_one_that_does(
    client: TestClient, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs = pair(home)
    search = searched(home, packs, sealed=True)
    before = live(client, search)["verdict"]
    assert (before["unused"], before["label"]) == (None, "Label twenty pictures to be sure")
    named(home, packs, 6)
    after = live(client, search)["verdict"]
    assert before["doubt"] and not after["doubt"]  # the labels say more
    assert after["why"].endswith(
        "Your 6 labels are too few to tell; more labels tell it more often. All adapted networks count alike."
    )
    assert after["unused"]["words"] == "You gave 6 labels of the target, which this search did not use."
    assert after["unused"]["href"] == f"label?target={packs[1].info.id}"
    assert not after["unused"]["first"]
    # What they say of the network is what Label twenty says.
    labeling = Labeling(home, index_of(home), packs[1])
    [standing] = [each for each in labeling.judged.standings if each.network.key == after["run"]]
    assert after["settle"].startswith("By 6 labels given by hand that the network did not learn")
    assert all(say("page.label.range", "en", low=each.low, high=each.high) in after["settle"] for each in [standing.estimate])
    monkeypatch.setattr(networks, "MOST_NETWORKS", 0)  # others came since: Label twenty does not compare this one any more
    assert live(client, search)["verdict"]["settle"] == after["settle"]
    newer = asking.begin(home, asked(*packs, sealed=True), given=True)
    going = live(client, search)["verdict"]["unused"]
    assert (going["href"], going["first"]) == (f"search?id={newer.id}", False)
    assert going["link"].endswith("not finished yet")
    client.post(f"/api/searches/{newer.id}/stop")  # it has no answer and comes to none
    assert live(client, search)["verdict"]["unused"] == after["unused"]
    found = search.verdict()
    assert found is not None
    newer.conclude(found)
    over = live(client, search)["verdict"]["unused"]
    assert (over["href"], over["first"]) == (f"search?id={newer.id}", True)
    assert over["link"] == "See the newer search, which uses labels"
    named(home, packs, 20)
    assert live(client, search)["verdict"]["why"].endswith(
        "than the source. Your 26 labels say the same. All adapted networks count alike."
    )


def test_15_labels_that_speak_for_another_mix_say_so_where_the_search_saw_no_sign_of_it(client: TestClient, home: Home) -> None:
    packs = pair(home)
    search = searched(home, packs, sealed=True)
    before = live(client, search)["verdict"]
    assert "Twenty labels often tell" in before["doubt"]
    assert before["tone"] == "open"
    [run] = [row["run"] for row in live(client, search)["rows"] if row["nearest"]]
    own = client.get(f"/api/runs/{run}/live").json()
    assert (own["given"], own["label"], own["left_out"]) == (False, "Label twenty pictures to be sure", 0)
    named(home, packs, 20, wrong=True)
    verdict = live(client, search)["verdict"]
    assert (verdict["doubt"], verdict["tone"]) == ("", "against")
    assert verdict["unused"]["words"] == "Your 20 labels say that the target has another mix of classes than this search assumed."
    assert verdict["unused"]["first"]
    launch.reveal(home, RunStore(home).get(run), "page")  # all labels are counted then, and these were wrong
    opened = live(client, search)["verdict"]
    assert "Counted by its labels, its mix is much the same." in opened["why"]
    assert (opened["unused"]["words"], opened["unused"]["first"]) == (
        "You gave 20 labels of the target, which this search did not use.",
        False,
    )


def test_a_search_whose_networks_labels_do_not_put_ahead_of_source_only_says_so_first_unless_one_learned_them(
    client: TestClient, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs = pair(home)
    search = searched(home, packs, sealed=True)
    assert live(client, search)["verdict"]["headline"].startswith("Take")
    index_of(home).catch_up()
    for _ in range(12):  # as source-only predicts them
        labeling = Labeling(home, index_of(home), packs[1])
        [baseline] = [each for each in labeling.networks if each.kind == "baseline"]
        assert labeling.next is not None
        at = int(np.flatnonzero(baseline.pictures == labeling.next)[0])
        labeling.say(labeling.next, Answer("class", baseline.classes[int(baseline.predicted[at])]))
    verdict = live(client, search)["verdict"]
    assert verdict["headline"] == "No adapted network of this search is ahead of source-only"
    assert (verdict["tone"], verdict["left_as_it_is"]) == ("against", True)
    assert verdict["leave"].startswith("Without these labels, the search chose this network: ")
    assert "By the same labels, source-only is right on 100 %" in verdict["settle"]
    assert verdict["settle"].endswith("So far no adapted network of this search is ahead of source-only.")
    labeling = Labeling(home, index_of(home), packs[1])
    concluded = search.verdict()
    assert concluded is not None
    search.conclude(replace(concluded, learned=12))
    others, found = labeling.order[len(labeling.asked) :], labeling_module.networks_on
    for learner in (
        verdict["run"],
        next(each.run for each in labeling.networks if verdict["run"] not in each.keys and not each.kind),
    ):
        monkeypatch.setattr(
            labeling_module,
            "networks_on",
            lambda *given, learner=learner: [
                replace(each.among(others), learned=12) if learner in each.keys else each for each in found(*given)
            ],
        )
        learned = live(client, search)["verdict"]
        assert learned["headline"].startswith("Take")
        assert "no adapted network" not in learned["settle"]
        # Of the network to take these labels say nothing if it learned them: what they say of the others is said beside it.
        doubt = "Not sure to be better than source-only: by your 12 labels source-only is right on 100 %"
        assert learned["doubt"].startswith(doubt) == (learner == verdict["run"])


@pytest.mark.slow
@pytest.mark.parametrize(("level", "words"), [(0.4, "is surely better"), (0.65, "may be chance")])
def test_a_network_that_given_labels_have_ahead_of_the_one_to_take_is_named(
    client: TestClient, home: Home, level: float, words: str
) -> None:
    packs = pair(home)
    search = asking.begin(home, asked(*packs, sealed=True))
    while not search.concluded:
        while JobQueue(home).in_line("train"):
            train(home, packs, level=level)
        race.advance(home, search)
    before = live(client, search)["verdict"]
    assert before["headline"].startswith("Take")
    named(home, packs, 6)
    assert "By these labels" not in live(client, search)["verdict"]["settle"]  # six labels place nobody
    named(home, packs, 14)
    after = live(client, search)["verdict"]
    assert "By these labels normalization alone is" in after["settle"]
    assert words in after["settle"]
    assert after["tone"] == "open"


def test_open_labels_by_which_source_only_is_as_good_are_said_first(client: TestClient, home: Home) -> None:
    packs = pair(home)
    search = searched(home, packs)
    found = search.verdict()
    assert found is not None
    for accuracy, headline in ((0.2, "No adapted network of this search is ahead of source-only"), (0.9, "Take ")):
        candidates = tuple(
            replace(each, target_accuracy=0.5 if each.strategy == "source-only" else accuracy) for each in found.candidates
        )
        search.conclude(replace(found, candidates=candidates, nearest=replace(found.nearest, target_accuracy=accuracy)))
        verdict = live(client, search)["verdict"]
        assert verdict["headline"].startswith(headline)
        assert (verdict["tone"] == "good") == (accuracy > 0.5)
        [line] = [each for each in client.get("/api/searches").json()["searches"] if each["search"] == search.id]
        assert line["words"] == verdict["headline"]


@pytest.mark.slow
def test_that_a_target_has_sealed_labels_is_said_where_something_is_to_settle(client: TestClient, home: Home) -> None:
    packs = pair(home)
    assert "labels, which are sealed" in live(client, searched(home, packs, sealed=True))["verdict"]["settle"]
    bare = packs[0], dataset(home, "bare", SHAPES[:4], each=12, sketch=True, labelled=False)
    assert "sealed" not in live(client, searched(home, bare))["verdict"]["settle"]


@pytest.mark.parametrize("why", ["told", "said_equal", "told_labels", "labels_equal", "labels_differ"])
def test_who_said_what_the_target_contains_is_not_asked_to_say_it(client: TestClient, home: Home, why: str) -> None:
    packs = pair(home)
    search = searched(home, packs, sealed=True)
    found = search.verdict()
    assert found is not None
    asks, checks = "say so on Adapt", "whether the classes are mixed as you said"
    assert asks in live(client, search)["verdict"]["settle"]
    search.conclude(replace(found, why=why))
    settle = live(client, search)["verdict"]["settle"]
    assert "how often each network is right" in settle
    assert asks not in settle
    assert (checks in settle) == ("label" not in why)


def test_a_reference_that_is_missing_beside_one_run_and_there_beside_another_has_not_failed(
    client: TestClient, home: Home, packs: tuple[Pack, Pack]
) -> None:
    search = asking.begin(home, asked(*packs))
    train(home, packs, fails=True)  # the second reference comes after the network, which failed
    race.advance(home, search)
    raced(home, search, packs)
    told = live(client, search)
    assert [key for key, state in states(told).items() if state == "failed"] == [stages.FIRST]
    assert (told["failed"], told["done"]) == (1, len(told["rows"]) - 1)


def test_a_verdict_on_three_pictures_says_so_and_is_not_sure(client: TestClient, home: Home, packs: tuple[Pack, Pack]) -> None:
    search = searched(home, packs)
    found = search.verdict()
    assert found is not None
    search.conclude(replace(found, pictures=3))
    verdict = live(client, search)["verdict"]
    assert verdict["doubt"].startswith("All of this rests on 3 target pictures")
    assert verdict["tone"] == "open"


@pytest.mark.parametrize("wrong", [True, False])
def test_15_shares_that_were_told_are_held_against_open_labels(client: TestClient, home: Home, wrong: bool) -> None:
    packs = pair(home)
    names = sorted(packs[0].info.classes)
    even = dict.fromkeys(names, round(1 / len(names), 6))
    shares = {**dict.fromkeys(names, 0.0), names[0]: 0.5, names[1]: 0.5} if wrong else even
    told = TargetShares(known_from="told", shares=shares)
    search = asking.begin(home, asked(*packs).model_copy(update={"target_shares": told}), knows="shares")
    raced(home, search, packs)
    why = live(client, search)["verdict"]["why"]
    assert ("Counted by its labels, it contains something else than you said" in why) == wrong


def always_distilled(monkeypatch: pytest.MonkeyPatch) -> None:
    """However close a network comes to the answer, and however little that changes."""
    as_if_pretrained(monkeypatch)
    monkeypatch.setattr(answer, "CLOSE", 1.1)
    monkeypatch.setattr("tlgui.finding.verdict.LITTLE", -1.0)


@pytest.mark.slow
def test_15_what_learned_all_labels_asks_for_further_ones_and_is_scored_by_them(
    client: TestClient, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    always_distilled(monkeypatch)
    packs = pair(home)
    named(home, packs, 8)
    search = searched(home, packs, sealed=True, given=True)
    found = search.verdict()
    assert found is not None
    [tuned] = [each for each in found.candidates if each.strategy == stages.GOES_ON]
    search.conclude(replace(found, nearest=tuned, distilled=None, distilled_agreement=None))
    told = live(client, search)
    assert told["left_out"]
    assert {row["key"] for row in told["rows"] if row["left_out"]} == {stages.GOES_ON, "distilled"}
    assert [row["scores"] is None for row in told["rows"]] == [row["left_out"] for row in told["rows"]]
    assert "No target label is needed" not in told["about"]
    settle = told["verdict"]["settle"]
    assert settle.startswith("The 8 labels that taught the networks cannot also score them.")
    assert told["verdict"]["label"] == "Label more pictures"
    assert told["verdict"]["unused"] is None

    def own_page() -> dict:
        return client.get(f"/api/runs/{told['verdict']['run']}/live").json()

    # Its own page says the same.
    assert (own_page()["left_out"], own_page()["label"]) == (8, "Label more pictures")
    assert settle in own_page()["result"]["verdict"]
    named(home, packs, 5)
    assert live(client, search)["verdict"]["settle"].startswith("By 5 labels")
    assert live(client, search)["verdict"]["settle"].partition(" By the same labels")[0] in own_page()["result"]["verdict"]
    assert not any(word in json.dumps(own_page()["result"]) for word in ("cannot know", "twenty", "would tell"))
    unused = live(client, search)["verdict"]["unused"]["words"]
    assert unused == "You gave 5 further labels, which this search did not use. They say now how good it is."
    # One that was distilled before what its teachers learned was left out of its predictions is not scored on it.
    assert found.distilled is not None
    search.conclude(replace(found, agreement=0.0, distilled_agreement=1.0))
    assert live(client, search)["verdict"]["settle"].startswith("By 5 labels")
    TaughtLabels.path(RunStore(home).get(found.distilled.run)).unlink()
    networks._networks_of.cache_clear()
    assert live(client, search)["verdict"]["settle"].startswith("The 8 labels that taught")


def test_15_labels_of_none_of_the_classes_do_not_judge_what_learned_the_others_and_are_part_of_the_mix(
    client: TestClient, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    always_distilled(monkeypatch)
    packs = pair(home)

    def given(count: int) -> None:
        """Labels, of which every fourth is of none of the classes."""
        for _ in range(count // 4):
            named(home, packs, 3)
            labeling = Labeling(home, index_of(home), packs[1], source=packs[0].info.id)
            labeling.say(labeling.next or 0, Answer("other"))

    given(16)
    search = searched(home, packs, sealed=True, given=True)
    found = search.verdict()
    assert found is not None
    [tuned] = [each for each in found.candidates if each.strategy == stages.GOES_ON]
    search.conclude(replace(found, nearest=tuned, distilled=None, distilled_agreement=None))
    verdict = live(client, search)["verdict"]
    assert verdict["settle"].startswith("The 12 labels that taught the networks cannot also score them.")
    assert "Your 16 labels are too few to tell" in verdict["why"]
    assert "The mix counts only pictures of the source’s classes; about 25 % of the target (" in verdict["why"]
    assert verdict["unused"] is None
    own = client.get(f"/api/runs/{verdict['run']}/live").json()
    assert verdict["settle"] in own["result"]["verdict"]
    given(8)
    after = live(client, search)["verdict"]
    assert after["settle"].startswith("By 8 labels given by hand that the network did not learn, it is right on ")
    assert " of the pictures that it did not learn; 95 % sure: " in after["settle"]
    assert "4 earlier labels, which it could not learn, count for their own pictures alone." in after["settle"]
    assert after["unused"]["words"] == "You gave 8 further labels, which this search did not use. They say now how good it is."
    labeling = Labeling(home, index_of(home), packs[1])
    standing = labeling.judged.of(verdict["run"])
    assert standing is not None
    assert (standing.labels, standing.earlier) == (8, 4)
    again = labeling_view(home, labeling, "local", "en")["next"]["again"]
    assert again == (
        "Another search with all 24 labels is possible. 6 that name a class and that no network learned then teach, and no longer judge."
    )


def test_15_what_learns_labels_is_foreseen_from_the_beginning_and_nothing_is_renamed(
    client: TestClient, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_if_pretrained(monkeypatch)
    monkeypatch.setattr(answer, "CLOSE", 1.1)
    packs = pair(home)
    named(home, packs, 12, wrong=True)
    labeling = Labeling(home, index_of(home), packs[1], source=packs[0].info.id)
    told = asked(*packs, sealed=True).model_copy(update={"target_shares": labeling.told()})
    labeling.say(labeling.next or 0, Answer("class", packs[0].info.classes[1]))  # of one class alone nothing is learned
    search = asking.begin(home, told, knows="shares", given=True)
    seen = []
    while not search.concluded:
        seen.append([row["name"] for row in live(client, search)["rows"]])
        train(home, packs)
        race.advance(home, search)
    seen.append([row["name"] for row in live(client, search)["rows"]])
    assert "Fine-tuning" in seen[0]
    for row in live(client, search)["rows"]:  # a run's own page has the same name
        if row["run"]:
            assert client.get(f"/api/runs/{row['run']}/live").json()["about"]["strategy"] == row["name"]
    assert seen == [seen[0]] * len(seen)


@pytest.mark.slow
def test_15_a_line_of_the_list_says_what_a_search_knew_and_how_good_it_is_where_labels_are_open(
    client: TestClient, home: Home, packs: tuple[Pack, Pack]
) -> None:
    def line(search: Search) -> dict:
        [found] = [each for each in client.get("/api/searches").json()["searches"] if each["search"] == search.id]
        return found

    search = asking.begin(home, asked(*packs))
    assert (line(search)["knew"], line(search)["accuracy"]) == ("was told nothing of the target’s classes", "")
    raced(home, search, packs)
    found = search.verdict()
    assert found is not None
    assert line(search)["accuracy"] == f"{say('page.search.line.accuracy', 'en', accuracy=found.taken.target_accuracy)}"
    sealed = asking.begin(home, asked(*pair(home), sealed=True), knows="same")
    raced(home, sealed, packs)
    assert (line(sealed)["knew"][:8], line(sealed)["accuracy"]) == ("was told", "")
    named(home, packs, 6)
    assert line(asking.begin(home, asked(*packs, sealed=True), given=True))["knew"] == "learns your labels"


def test_it_is_stopped_paused_and_resumed(client: TestClient, home: Home, packs: tuple[Pack, Pack]) -> None:
    search = asking.begin(home, asked(*packs))
    for how, state in (("pause", "paused"), ("stop", "stopped")):
        assert client.post(f"/api/searches/{search.id}/{how}").json() == {"stopping": True}
        told = live(client, search)
        assert (told["state"], told["resumable"], told["pausable"]) == (state, True, False)
        assert set(states(told).values()) - {"foreseen"} == {state}  # those that had not begun, too
        assert client.post(f"/api/searches/{search.id}/resume", json={}).json() == {"search": search.id}
        assert live(client, search)["state"] == "queued"


def test_what_is_paused_can_be_stopped_and_then_nothing_is_likely_next(
    client: TestClient, home: Home, packs: tuple[Pack, Pack]
) -> None:
    search = asking.begin(home, asked(*packs))
    client.post(f"/api/searches/{search.id}/pause")
    told = live(client, search)
    assert (told["stoppable"], told["pausable"]) == (True, False)
    assert "foreseen" in states(told).values()
    client.post(f"/api/searches/{search.id}/stop")
    told = live(client, search)
    assert (told["state"], told["stoppable"]) == ("stopped", False)
    assert set(states(told).values()) == {"stopped"}


def test_somebody_elses_search_is_not_there(client: TestClient, home: Home) -> None:
    search = asking.begin(home, asked(*pair(home, owner="somebody")), "somebody")
    asked_for = [client.get(f"/api/searches/{search.id}/live")]
    asked_for += [client.post(f"/api/searches/{search.id}/{how}") for how in ("stop", "pause")]
    asked_for.append(client.post(f"/api/searches/{search.id}/resume", json={}))
    assert {answer.status_code for answer in asked_for} == {404}
    assert search.id not in client.get("/api/searches").text
    assert not search.control.stopping


def place_of(home: Home) -> PageContext:
    return PageContext(home, "en", "", (), UploadLimits())


def test_the_button_searches_on_what_the_form_says_whatever_its_strategy(home: Home, packs: tuple[Pack, Pack]) -> None:
    form = Form.of(form_of(asked(*packs).model_copy(update={"strategy": "fine-tuning"})))
    problems, found = search_pressed(place_of(home), "one press", "", form)
    assert problems == ""
    assert search_pressed(place_of(home), "one press", "", form) == ("", found)  # sent twice
    search = Search(found, home.searches / found)
    assert (search.spec.settings.epochs, search.spec.backbone, search.plan.knows) == (8, "small-cnn", "nothing")
    assert search.spec.sealed  # labels that nobody needs stay locked away
    same = Form.of(form_of(asked(*packs)))
    for typed, knows in (("same", "same"), ("bar=0.4,circle=0.3,cross=0.2,ring=0.1", "shares")):
        _, found = search_pressed(place_of(home), f"with {knows}", "", Form(**{**vars(same), "target_shares": typed}))
        assert Search(found, home.searches / found).plan.knows == knows


@pytest.mark.parametrize(("backbone", "second"), [("efficientnet-lite0", "efficientnet-lite2"), ("small-cnn", "")])
def test_the_box_searches_on_a_second_backbone_where_one_is_offered_beside_the_forms(
    home: Home, packs: tuple[Pack, Pack], backbone: str, second: str
) -> None:
    place, form = place_of(home), Form.of(form_of(asked(*packs).model_copy(update={"backbone": backbone})))
    with gr.Blocks():
        view = layout(place)
    box = outputs_of(view).index(view.second)
    assert look_over(view, place, form)[box]["visible"] is bool(second)
    problems, found = search_pressed(place, f"on two {backbone}", "", form, second=True)
    assert problems == ""
    search = SearchStore(home).get(found)
    assert search.plan.second == second
    _, *values = restored(view, place, {"search": found})
    assert values[len(view.inputs) + box].get("value", False) is bool(second)  # asked for again, it is the same
    once = search_pressed(place, f"on one {backbone}", "", form)[1]
    assert SearchStore(home).get(once).plan.second == ""


def test_what_may_be_meant_is_asked_with_a_button_that_presses_it_again(home: Home) -> None:
    source, _ = pair(home)
    form = Form.of(form_of(asked(source, source)))
    problems, _ = search_pressed(place_of(home), "the same twice", "", form)
    assert 'data-again="find-best"' in problems
    assert "I mean it: search" in problems


def test_15_who_has_chosen_two_folders_reads_what_the_button_does(client: TestClient) -> None:
    page = json.dumps(client.get("/config").json())
    assert "Find the best: trains several, chooses without labels, says how sure that is." in page
    assert "Or press Find the best" in page
