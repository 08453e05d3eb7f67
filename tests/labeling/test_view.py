"""Label twenty in words: what the networks are called, which are folded, and what the labels say to do next."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.ui.made import SHAPES, MadeRun, dataset, kinds
from tlgui.data.pack import Pack
from tlgui.finding.searches import SearchStore, tag_of
from tlgui.home import Home
from tlgui.insight.sampled import Estimate, drawing_order
from tlgui.labeling import labeling
from tlgui.labeling.given import Answer
from tlgui.labeling.labeling import SEED, Labeling
from tlgui.labeling.networks import Network, networks_on
from tlgui.labeling.shares import LabeledShares, labeled_shares
from tlgui.runs.index import index_of
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.runs.teaching import TaughtLabels
from tlgui.specification.target_shares import TargetShares
from tlgui.texts import say
from tlgui.views.label_asked import always_judged
from tlgui.views.label_shares import as_option, bars, with_others
from tlgui.views.labeling import UNFOLDED, labeling_view

CLASSES = tuple(sorted(SHAPES[:4]))
LAST, FIRST = tag_of("b" * 32), tag_of("a" * 32)

NOT_SURE = (
    "It is not yet sure that adapting helps here: of no network do the labels say that it is surely better than its source-only."
)

UNKNOWN = Answer("unknown")
Shown = Callable[[Sequence[Network], int], dict[str, Any]]


@pytest.fixture(scope="module")
def target(home: Home) -> Pack:
    return dataset(home, "named", CLASSES, each=25, sketch=True, labelled=False)


@pytest.fixture
def shown(home: Home, target: Pack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shown]:
    """A function: the view of a target with these networks after so many right labels."""

    def now() -> Labeling:
        return Labeling(home, index_of(home), target)

    def view(networks: Sequence[Network], labels: int) -> dict[str, Any]:
        monkeypatch.setattr(labeling, "networks_on", lambda *_: list(networks))
        for _ in range(labels):
            found = now()
            assert found.next is not None
            found.say(found.next, Answer("class", CLASSES[kinds(target)[found.next]]))
        return labeling_view(home, now(), "local", "en")

    yield view
    for path in home.labels.glob("*/*"):
        path.unlink()


def network(
    target: Pack,
    run: str,
    strategy: str = "dann",
    right: float = 0.9,
    kind: str | None = None,
    without: Sequence[int] = (),
    **more: Any,
) -> Network:
    """One that is right on the first part of the pictures, and does not predict those that it learned the labels of."""
    truth = kinds(target)
    pictures = np.setdiff1d(np.arange(len(truth)), np.array(without, np.int64))
    predicted = np.where(np.arange(len(truth)) < right * len(truth), truth, (truth + 1) % 4)[pictures]
    return Network(run * 32, kind, "classification", strategy, "photos", None, None, pictures, CLASSES, predicted, **more)


def names(view: dict[str, Any], *, older: bool | None = None) -> set[str]:
    return {each["name"] for each in view["networks"] if older is None or each["older"] == older}


def test_what_was_matched_says_so_and_the_second_round_is_the_one_of_the_search_not_what_was_trained_last(
    shown: Shown, target: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SearchStore, "later", lambda *_: frozenset(["4" * 32]))
    matched: dict[str, Any] = {"matched": True, "tags": (LAST,)}
    of_last = [network(target, run, strategy, **matched) for run, strategy in (("5", "distilled"), ("4", "dann"), ("3", "dann"))]
    references = [
        network(target, run, "dann", right, "normalisation_alone", **matched) for run, right in (("5", 0.5), ("4", 0.4))
    ]
    view = shown([*of_last, network(target, "2", "dann"), *references], 0)
    assert {each["key"][0] + ("/" if each["reference"] else ""): each["name"] for each in view["networks"]} == {
        "5": "Distilled network with matched classes",
        "4": "DANN with matched classes, round 2",
        "3": "DANN with matched classes",
        "2": "DANN",
        "5/": "normalization alone with matched classes",
        "4/": "normalization alone with matched classes, round 2",
    }


def test_networks_with_the_same_name_all_say_of_which_run_they_are(shown: Shown, target: Pack) -> None:
    view = shown([network(target, "2", tags=(LAST,)), network(target, "1", tags=(FIRST,)), network(target, "3", "mcc")], 0)
    assert names(view) == {"DANN (22222222)", "DANN (11111111)", "MCC"}


def test_networks_with_the_same_name_on_two_backbones_say_on_which(shown: Shown, target: Pack) -> None:
    first, second = {"backbone": "efficientnet-lite0"}, {"backbone": "efficientnet-lite2"}
    there = [network(target, "2", **second), network(target, "1", **first), network(target, "3", "mcc", **first)]
    assert names(shown(there, 0)) == {"DANN on EfficientNet-Lite2", "DANN on EfficientNet-Lite0", "MCC"}


def test_a_network_that_somebody_told_the_class_shares_is_told_from_one_that_was_matched_to_an_estimate(
    shown: Shown, target: Pack
) -> None:
    told = network(target, "2", tags=(LAST,), matched=True, given_shares=True)
    view = shown([told, network(target, "1", tags=(FIRST,), matched=True)], 0)
    assert names(view) == {"DANN with matched classes (told the class shares)", "DANN with matched classes"}


def test_networks_of_different_label_searches_are_told_apart_by_how_many_labels_they_had(shown: Shown, target: Pack) -> None:
    last: dict[str, Any] = {"matched": True, "tags": (LAST,), "told": 30}
    first: dict[str, Any] = {"matched": True, "tags": (FIRST,), "told": 20}
    alone: dict[str, Any] = {"matched": True, "told": 20}
    networks = [
        network(target, "9", "distilled", learned=30, **last),
        network(target, "8", "tradaboost", tags=(LAST,), learned=30),
        network(target, "7", "distilled", learned=20, **first),
        network(target, "6", "tradaboost", tags=(FIRST,), learned=20),
        network(target, "5", "mcc", **alone),
        network(target, "9", "distilled", 0.5, "normalisation_alone", **last),
        network(target, "7", "distilled", 0.4, "normalisation_alone", **first),
        network(target, "5", "mcc", 0.3, "normalisation_alone", **alone),
    ]
    assert names(shown(networks, 0)) == {
        "Distilled network with matched classes (30 labels)",
        "TrAdaBoost (30 labels)",
        "Distilled network with matched classes (20 labels)",
        "TrAdaBoost (20 labels)",
        "MCC with matched classes",
        "normalization alone with matched classes (30 labels)",
        "normalization alone with matched classes (20 labels) beside Distilled network",
        "normalization alone with matched classes (20 labels) beside MCC",
    }


def test_a_network_says_how_many_labels_it_learned_and_was_told_the_mix_by_and_its_source_only_was_told_none(
    home: Home, target: Pack
) -> None:
    source = dataset(home, "photos", CLASSES, each=8)
    told = TargetShares(known_from="labels", shares=dict.fromkeys(CLASSES, 0.25), labels=20)
    made = MadeRun(home, source, target, strategy="fine-tuning", target_shares=told, given_labels=2)
    TaughtLabels.from_names({3: CLASSES[0], 7: CLASSES[1]}, CLASSES).keep(made.whole())
    index = index_of(home)
    index.catch_up()
    found = networks_on(home, index, "local", target.info.id)
    try:
        assert {each.kind: (each.learned, each.told) for each in found} == {
            None: (2, 20),
            "baseline": (0, 0),
            "normalisation_alone": (0, 20),
        }
    finally:
        shutil.rmtree(made.run.folder)


def test_no_leader_is_folded(shown: Shown, target: Pack) -> None:
    newer = [network(target, run, right=0.3, tags=(LAST,)) for run in "cba98765432"]
    leaders = [network(target, "d", "mcc", 1.0, tags=(LAST,)), network(target, "0", "cdan", 1.0, tags=(FIRST,))]
    assert {"MCC", "CDAN"} <= names(shown([leaders[0], *newer, leaders[1]], 30), older=False)


def test_with_many_networks_those_older_than_the_newest_search_are_folded(shown: Shown, target: Pack) -> None:
    last = [network(target, run, right=0.9, tags=(LAST,)) for run in "cba"]
    before = [network(target, run, right=0.5, tags=(FIRST,)) for run in "987654321"]
    few = shown([*last, *before[: UNFOLDED - len(last)]], 0)
    assert names(few, older=True) == set()
    many = shown([*last, *before, network(target, "c", right=0.4, kind="baseline", tags=(LAST,))], 5)
    assert sum(each["older"] for each in many["networks"]) == 3
    assert "source-only" in names(many, older=False)
    longer = [network(target, run, right=0.9, tags=(LAST,)) for run in "cba987654321"]
    assert names(shown([*longer, network(target, "0", tags=(FIRST,))], 0), older=True) == {"DANN (00000000)"}


def test_an_older_network_that_is_alone_in_the_lead_is_not_folded(shown: Shown, target: Pack) -> None:
    newer = [network(target, run, right=0.3, tags=(LAST,)) for run in "cba987654321"]
    view = shown([*newer, network(target, "0", "mcc", 1.0, tags=(FIRST,))], 30)
    assert "MCC" in names(view, older=False)
    assert view["line"] == "In the lead, 100 % by 30 labels: MCC"


def test_what_is_named_as_not_surely_worse_is_not_folded_nor_what_is_as_good_as_the_best_shown(
    shown: Shown, home: Home, target: Pack
) -> None:
    """What leads learned the first labels, and older ones are better by all of them."""
    newer = [network(target, run, right=0.3, tags=(LAST,)) for run in "cba987654321"]
    older = [network(target, "0", "mcc", 0.8, tags=(FIRST,)), network(target, "f", "jan", 0.1, tags=(FIRST,))]
    shown([*newer, *older], 20)
    learner = network(
        target, "e", "fine-tuning", 1.0, without=Labeling(home, index_of(home), target).asked, tags=(LAST,), learned=20
    )
    view = shown([learner, *newer, *older], 10)
    assert view["verdict"][0] == "In the lead so far: Fine-tuning."
    assert "Not yet surely worse: MCC" in " ".join(view["verdict"])
    assert names(view, older=True) == {"JAN"}
    of_all = [each for each in view["networks"] if each["group"] == "By all 30 labels"]
    assert max(each["value"] for each in of_all) == max(each["value"] for each in of_all if not each["older"])


def test_what_is_as_good_as_the_best_shown_of_those_that_the_same_labels_judge_is_not_folded(
    shown: Shown, home: Home, target: Pack
) -> None:
    best = network(target, "d", "mcc", 1.0, tags=(LAST,))
    newer = [network(target, run, right=0.3, tags=(LAST,)) for run in "ba9876543210"]
    shown([best, *newer], 20)
    without: dict[str, Any] = {"without": Labeling(home, index_of(home), target).asked, "learned": 20}
    learned = [network(target, run, "tradaboost", 0.2, tags=(LAST,), **without) for run in "ghijk"]
    older = [
        network(target, run, strategy, right, tags=(FIRST,), **without)
        for run, strategy, right in (("e", "fine-tuning", 0.2), ("f", "jan", 0.0))
    ]
    view = shown([best, *learned, *newer, *older], 10)
    assert "Fine-tuning" not in " ".join(view["verdict"])
    assert names(view, older=True) == {"JAN"}


def test_the_value_of_the_line_is_said_of_all_that_lead_and_by_how_many_labels(shown: Shown, home: Home, target: Pack) -> None:
    networks = [network(target, "3", "mcc", 1.0), network(target, "1", right=0.3)]
    shown(networks, 20)
    later = network(target, "2", "tradaboost", 1.0, without=Labeling(home, index_of(home), target).asked)
    view = shown([later, *networks], 10)
    assert view["line"] == "In the lead, 100 % by 10 labels: MCC, TrAdaBoost"
    assert not view["own_labels"]  # so that nothing is said of labels that are locked away


def first_asked(target: Pack, count: int) -> list[int]:
    """The pictures that are asked for first where no networks disagree."""
    return drawing_order(np.zeros(len(target), bool), SEED)[:count].tolist()


def test_what_learned_the_labels_says_so_and_later_on_how_many_it_is_judged_by(shown: Shown, target: Pack) -> None:
    networks = [network(target, "2", "tradaboost", without=first_asked(target, 20)), network(target, "1")]
    ranges = {each["name"]: each["range"] for each in shown(networks, 20)["networks"]}
    assert ranges["TrAdaBoost"] == "learned these labels"
    groups = {each["name"]: each["group"] for each in shown(networks, 10)["networks"]}
    assert groups == {"TrAdaBoost": "By 10 labels that these networks did not learn", "DANN": "By all 30 labels"}
    again = network(target, "3", "fine-tuning", without=first_asked(target, 30))
    rows = shown([again, *networks], 0)["networks"]
    assert (rows[-1]["name"], rows[-1]["group"]) == ("Fine-tuning", "Not judged yet")


def test_a_network_that_was_told_the_mix_by_the_labels_that_judge_it_says_so(shown: Shown, target: Pack) -> None:
    told: dict[str, Any] = {"matched": True, "told": 20}
    distilled = network(target, "2", "distilled", without=first_asked(target, 20), learned=20, **told)
    networks = [distilled, network(target, "1", **told), network(target, "3", "mcc")]
    assert {each["range"] for each in shown(networks, 0)["networks"]} == {"no label yet"}
    ranges = {each["name"]: each["range"] for each in shown(networks, 30)["networks"]}
    note = "; told the mix of classes by these labels: looks better than it is"
    assert ranges["DANN with matched classes"].endswith(note)
    assert note not in ranges["Distilled network with matched classes"]
    assert note not in ranges["MCC"]


def test_what_learned_labels_is_judged_beside_source_only_by_the_same_others_and_not_ranked_by_its_estimate(
    shown: Shown, home: Home, target: Pack
) -> None:
    """The ten others are hard ones: of these it has fewer right than source-only of all, and more than source-only."""
    plain = [network(target, "2", "mcc", 0.9), network(target, "1", right=0.5, kind="baseline")]
    shown(plain, 30)
    found = Labeling(home, index_of(home), target)
    hard = [each for each in found.asked if each in found.drawing.disputed][-10:]
    learned = np.setdiff1d(found.asked, hard)
    learner = network(target, "3", "fine-tuning", 0.65, without=learned, learned=len(learned))
    rows = shown([learner, *plain], 0)["networks"]
    by_all, by_others = "By all 30 labels", "By 10 labels that these networks did not learn"
    assert [(each["name"], each["labels"], each["group"]) for each in rows] == [
        ("MCC", 30, by_all),
        ("source-only", 30, by_all),
        ("Fine-tuning", 10, by_others),
        ("source-only", 10, by_others),
    ]
    by_name = [(each["name"], each["value"]) for each in rows]
    assert by_name[3][1] < by_name[2][1] < by_name[1][1]
    assert rows[3]["range"].endswith(", by the same 10 labels")
    standings = Labeling(home, index_of(home), target).judged.standings
    assert [each.network.strategy for each in standings] == ["mcc", "fine-tuning", "dann"]  # the last is source-only


def test_while_what_learned_the_labels_is_not_judged_nothing_is_said_against_adapting(
    shown: Shown, home: Home, target: Pack
) -> None:
    networks = [network(target, "2", right=1.0, kind="baseline"), network(target, "1", right=0.5)]
    shown(networks, 0)
    learned: dict[str, Any] = {"without": Labeling(home, index_of(home), target).order[:11], "learned": 11}
    view = shown([network(target, "3", "fine-tuning", **learned), network(target, "4", "distilled", **learned), *networks], 11)
    assert view["verdict"][0] == "In the lead of those judged: source-only."
    assert view["verdict"][-2:] == [
        "Not judged yet, since they learned these labels: Fine-tuning, Distilled network.",
        NOT_SURE,
    ]
    assert "leave it as it is" not in " ".join(view["verdict"])
    assert view["line"].startswith("In the lead of those judged, 100 % by 11 labels: ")


def test_fewer_than_ten_labels_advise_nothing(shown: Shown, target: Pack) -> None:
    networks = [network(target, "2", right=1.0, kind="baseline"), network(target, "1", right=0.0)]
    not_ahead = "So far no adapted network is ahead of source-only."
    advice = "No adapted network is ahead of source-only: by these labels, leave it as it is."
    for labels, last in (
        (1, NOT_SURE),
        (8, NOT_SURE),
        (1, not_ahead),
    ):
        assert shown(networks, labels)["verdict"][-1] == last
    # Once a network has learned labels, nothing is left to try.
    assert shown([*networks, network(target, "3", right=0.0, learned=1)], 0)["verdict"][-1] == advice


def test_who_is_surely_worse_is_said_of_the_network_that_is_surely_better(shown: Shown, home: Home, target: Pack) -> None:
    baseline = network(target, "1", right=0.6, kind="baseline")
    networks = [network(target, "3", "mcc", 0.9), baseline]
    assert "Adapting helps here: MCC is surely better than its source-only." in shown(networks, 30)["verdict"]
    asked = Labeling(home, index_of(home), target).asked
    without = np.setdiff1d(asked, [max(asked), *asked[:9]])  # on the first of these MCC is wrong
    view = shown([network(target, "4", "tradaboost", 1.0, without=without), *networks], 0)
    verdict = view["verdict"]
    assert verdict[0] == "In the lead so far: TrAdaBoost."
    assert re.fullmatch(r"By 10 labels that were not learned: \+\d+ percentage points over source-only\.", verdict[1])
    assert re.fullmatch(r"In the lead, \+\d+ over source-only by 10 labels: TrAdaBoost", view["line"])
    assert "Surely worse than MCC, which more labels judge: source-only." in verdict
    assert not any(each.startswith("Surely worse:") for each in verdict)


def test_of_a_lead_that_the_labels_helped_they_do_not_say_that_it_is_sure(shown: Shown, target: Pack) -> None:
    baseline = network(target, "1", right=0.5, kind="baseline")
    told = network(target, "3", "mcc", 1.0, told=20, matched=True)
    verdict = shown([told, baseline], 30)["verdict"]
    assert (
        "It is not yet sure that adapting helps here: these labels told MCC with matched classes the mix of classes, so they cannot"
        in verdict[-1]
    )
    surely = [told, network(target, "2", "dann", 0.95), baseline]
    assert "Adapting helps here: DANN is surely better than its source-only." in shown(surely, 0)["verdict"]
    ahead = [*surely, network(target, "4", right=1.0, kind="baseline")]
    said = shown(ahead, 0)["verdict"]
    assert "DANN is surely better than its source-only, but the source-only of another run is in the lead." in said


def test_before_there_is_a_label_none_is_learned(shown: Shown, target: Pack) -> None:
    (row,) = shown([network(target, "2", without=[3])], 0)["networks"]
    assert row["range"] == "no label yet"


def with_source(home: Home, target: Pack) -> list[Network]:
    """A network whose source has the target's mix of classes, and its source-only."""
    source = dataset(home, "photos", CLASSES, each=8)
    run = MadeRun(home, source, target).whole()
    index = index_of(home)
    index.catch_up()
    return [each for each in networks_on(home, index, "local", target.info.id) if each.run == run.id]


def test_at_twenty_labels_the_page_says_what_they_tell_and_what_to_press(
    shown: Shown, home: Home, target: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    networks = with_source(home, target)
    before = shown(networks, 19)
    assert before["told"] == "What the labels say"
    assert not any(before["next"].values())
    view = shown(networks, 1)
    assert view["told"] == "20 labels: what they say"
    assert any("adapting" in each.lower() for each in view["verdict"])
    assert view["shares"]["words"].startswith("Your labels do not speak for another mix of classes than the source’s")
    assert "mix of classes" not in " ".join(view["verdict"])  # it stands above the bars alone
    assert view["next"]["words"] == "Next: search with these labels."
    assert view["next"]["search"]
    monkeypatch.setattr(LabeledShares, "says", "unclear")
    unclear = shown(networks, 0)
    assert (
        unclear["shares"]["words"]
        == "20 labels are too few to tell whether the target has another mix of classes than the source."
    )
    assert unclear["next"]["words"].startswith("Next: search with these labels. Or label ten more first")
    assert unclear["next"]["search"]


def test_once_a_search_learned_the_labels_ten_others_judge_its_network_which_is_then_to_take_away(
    shown: Shown, home: Home, target: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = [network(target, "1", right=0.3)]
    shown(plain, 20)
    learned: dict[str, Any] = {"without": Labeling(home, index_of(home), target).asked, "learned": 20, "tags": (LAST,)}
    networks = [network(target, "9", "distilled", 1.0, **learned), network(target, "8", "tradaboost", 0.0, **learned), *plain]
    verdict = SimpleNamespace(taken=SimpleNamespace(run="9" * 32))
    search = SimpleNamespace(
        id="b" * 32,
        tag=LAST,
        concluded=False,
        failed=False,
        control=SimpleNamespace(stopping=False),
        spec=SimpleNamespace(target=target.info.id),
        plan=SimpleNamespace(learns=("fine-tuning",), told=TargetShares()),
        verdict=lambda: verdict,
    )
    monkeypatch.setattr(SearchStore, "all", lambda *_: [search])
    begun = shown(networks, 0)["next"]
    assert begun["words"].startswith("A search with your labels is running. ")
    assert "label ten more pictures (0 of 10)" in begun["words"]
    assert (begun["search"], begun["href"], begun["again"]) == (False, f"search?id={search.id}", "")
    nearly = shown(networks, 9)["next"]
    assert "label ten more pictures (9 of 10)" in nearly["words"]
    assert not nearly["search"]
    waits = shown(networks, 1)["next"]
    assert (waits["href"], waits["link"]) == (f"search?id={search.id}", "To the search")
    search.concluded = True
    done = shown(networks, 0)["next"]
    assert done["words"].startswith(
        "Judged now: Distilled network, the network to take, has 10 of 10 further labels right. Its accuracy below weights"
    )
    assert (done["href"], done["search"]) == (f"./?run={'9' * 32}#take-away", False)
    assert done["again"].startswith(
        "Another search with all 30 labels is possible. 10 that name a class and that no network learned"
    )
    verdict.taken.run = "8" * 32
    assert "TrAdaBoost, the network to take, has 0 of 10" in shown(networks, 0)["next"]["words"]
    alone = [network(target, "7", "fine-tuning", 1.0, without=learned["without"], learned=20), *plain]
    assert "Fine-tuning, the" in shown(alone, 0)["next"]["words"]


def test_references_of_one_mix_of_classes_that_predict_the_same_are_one_and_others_are_told_apart(home: Home) -> None:
    source, target = dataset(home, "photos", CLASSES, each=8), dataset(home, "twice", CLASSES, each=5, sketch=True)
    told = TargetShares(known_from="told", shares=dict.fromkeys(CLASSES, 0.25))
    runs = [MadeRun(home, source, target, target_shares=told), MadeRun(home, source, target)]
    for number, made in enumerate(runs):
        run = made.whole()
        log = run.events_path.read_text()
        run.events_path.write_text(log.replace("0" * 32, f"{number}a" * 16))  # another run with the same predictions
    index = index_of(home)
    index.catch_up()
    found = networks_on(home, index, "local", target.info.id)
    assert [each.kind for each in found] == [None, None, "baseline", "normalisation_alone", "normalisation_alone"]
    # Each stands on Results with a place of its own, and none is there only until another one predicts the same.
    assert [each.matched for each in found if each.kind == "normalisation_alone"] == [False, True]
    assert {each.matched for each in found if each.kind is None} == {True, False}
    assert not next(each for each in found if each.kind == "baseline").matched


def test_a_network_of_a_search_that_somebody_trains_again_stays_the_one_that_is_listed(home: Home) -> None:
    source, target = dataset(home, "photos", CLASSES, each=8), dataset(home, "again", CLASSES, each=5, sketch=True)
    older, of_search, again = (MadeRun(home, source, target).whole() for _ in range(3))
    store = RunStore(home)
    store.describe(of_search, tags=[LAST])
    index = index_of(home)
    index.catch_up()
    found = networks_on(home, index, "local", target.info.id)
    assert [each.run for each in found if each.kind is None] == [of_search.id]
    assert found[0].keys == (of_search.id, again.id, older.id)
    store.describe(of_search, tags=[])
    index.catch_up()
    assert networks_on(home, index, "local", target.info.id)[0].run == again.id


def runs_on(home: Home, source: Pack, target: Pack, **right: float) -> list[Run]:
    """Finished runs of these strategies, each right on so much of the target."""
    return [MadeRun(home, source, target, strategy=each).right_on(level) for each, level in right.items()]


def test_beyond_the_limit_what_is_asked_about_is_judged_and_how_many_are_not_is_said(
    home: Home, source: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = dataset(home, "many", CLASSES, each=5, sketch=True, labelled=False)
    runs = runs_on(home, source, target, dann=0.9, mmd=0.7, mcc=0.5)
    index = index_of(home)
    index.catch_up()
    assert Labeling(home, index, target).left_out == 0
    for limit in ("MOST_NETWORKS", "AT_ONCE"):
        monkeypatch.setattr(f"tlgui.labeling.networks.{limit}", 1)
    newest = Labeling(home, index, target)
    assert ({each.run for each in newest.networks}, newest.left_out) == ({runs[2].id}, 2)
    view = labeling_view(home, newest, "local", "en")
    assert (view["left_out"], view["left_out_words"][:51]) == (2, "2 older runs on these pictures are not compared her")
    asked = Labeling(home, index, target, asked=[runs[0].id])
    assert (runs[0].id in {each.run for each in asked.networks}, asked.left_out) == (True, 2)
    took = SimpleNamespace(taken=SimpleNamespace(run=runs[1].id))
    monkeypatch.setattr(SearchStore, "verdicts", lambda *_: [(None, took)])
    assert always_judged(SearchStore(home).verdicts(), runs[0].id) == [runs[0].id, runs[1].id]


def test_networks_that_say_the_same_do_not_use_up_the_limit(home: Home, source: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    target = dataset(home, "alike", CLASSES, each=5, sketch=True, labelled=False)
    runs = [*runs_on(home, source, target, mmd=0.7, dann=0.9), *runs_on(home, source, target, dann=0.9)]
    index = index_of(home)
    index.catch_up()
    monkeypatch.setattr("tlgui.labeling.networks.AT_ONCE", 1)
    monkeypatch.setattr("tlgui.labeling.networks.MOST_NETWORKS", 4)
    found = Labeling(home, index, target)
    assert {each.run for each in found.networks if each.kind is None} == {runs[2].id, runs[0].id}
    assert found.left_out == 0
    rows = labeling_view(home, found, "local", "en")["networks"]
    assert next(each["same"] for each in rows if each["key"] == runs[2].id) == [runs[1].id]


def test_what_labels_of_no_class_leave_to_be_right_is_said_once_beside_the_networks(
    shown: Shown, home: Home, target: Pack
) -> None:
    networks = [network(target, "2", right=0.9), network(target, "1", right=0.5, kind="baseline")]
    assert shown(networks, 8)["ceiling"] == ""
    for _ in range(2):
        found = Labeling(home, index_of(home), target)
        found.say(found.next or 0, Answer("other"))
    said = shown(networks, 0)["ceiling"]
    assert re.fullmatch(
        r"2 of 10 labels are of none of these classes, and wrong for every network: at most about \d+ % can be right \(\d+ % to \d+ %\)\.",
        said,
    )


def test_a_target_of_three_pictures_asks_for_three_and_what_is_known_of_all_is_exact(home: Home, source: Pack) -> None:
    tiny = dataset(home, "tiny", CLASSES[:3], each=1, sketch=True, labelled=False)
    MadeRun(home, source, tiny, sealed=True).whole()

    index_of(home).catch_up()

    def view() -> dict[str, Any]:
        return labeling_view(home, Labeling(home, index_of(home), tiny), "local", "en")

    assert view()["progress"] == "0 of 3"
    for name in CLASSES[:3]:
        found = Labeling(home, index_of(home), tiny)
        assert found.next is not None
        found.say(found.next, Answer("class", name))
    over = view()
    assert (over["over"], over["progress"], over["share"]) == (True, "3 of 3", 1.0)
    assert {each["range"] for each in over["networks"]} == {"of all 3 labeled pictures, exactly"}
    assert "fewer than 10 pictures" in over["shares"]["words"]
    assert not over["shares"]["begins"]  # a search with these labels would have nothing to predict
    assert "More labels" not in " ".join(over["verdict"])


def test_what_is_of_no_class_is_said_beside_the_mix_whose_bars_count_as_the_sources_do(
    shown: Shown, home: Home, target: Pack
) -> None:
    networks = [network(target, "2", "mcc", 0.9), network(target, "1", right=0.5, kind="baseline")]
    shown(networks, 15)
    for _ in range(5):
        found = Labeling(home, index_of(home), target)
        found.say(found.next or 0, Answer("other"))
    found = Labeling(home, index_of(home), target)
    shares = LabeledShares(CLASSES, np.full(4, 4.0), np.full(4, 0.25), np.array([0.4, 0.3, 0.2, 0.1]), 15)
    others = labeled_shares(found.drawn, CLASSES, shares.source, [])
    assert others is not None and others.others is not None
    assert (others.labels, others.of_none, others.given) == (15, 5, 20)
    assert others.others.low < 0.25 < others.others.high
    assert with_others("Mix.", shares, "en") == "Mix."
    told = with_others("Mix.", replace(shares, of_none=5, others=Estimate(0.25, 0.125, 0.5)), "en")
    assert (
        told
        == "Mix. The mix counts only pictures of the source’s classes; about 25 % of the target (12 % to 50 %) is of none of them."
    )
    assert [each["target"] for each in bars(shares, "en")] == pytest.approx([0.4, 0.3, 0.2, 0.1])
    beside = bars(replace(shares, of_none=5, others=Estimate(0.25, 0.125, 0.5)), "en")
    assert [each["target"] for each in beside] == pytest.approx([0.4, 0.3, 0.2, 0.1])  # of the source's classes, as the words say
    assert sum(each["source"] for each in beside) == pytest.approx(1)
    exact = with_others("Mix.", replace(shares, of_none=5, others=Estimate(0.25, 0.25, 0.25)), "en")
    assert exact == "Mix. The mix counts only pictures of the source’s classes; 25 % of the target is of none of them."


def test_once_every_picture_that_can_be_named_has_a_label_the_mix_is_counted_and_not_called_unclear(
    home: Home, source: Pack
) -> None:
    few = dataset(home, "few", CLASSES, each=3, sketch=True, labelled=False)

    def now() -> Labeling:
        return Labeling(home, index_of(home), few, source=source.info.id)

    for said in ([UNKNOWN], [Answer("other")], [Answer("class", CLASSES[place % 4]) for place in range(10)]):
        for each in said:
            now().say(now().next or 0, each)
    view, shares = labeling_view(home, now(), "local", "en"), now().shares()
    assert view["over"]
    assert shares is not None
    assert (shares.left, shares.exact, shares.says) == (0, True, "same")
    assert shares.target.tolist() == [0.3, 0.3, 0.2, 0.2]
    assert not shares.speak_against([0.2, 0.3, 0.25, 0.25])
    assert shares.speak_against([0.1, 0.3, 0.3, 0.3])
    assert view["shares"]["words"].startswith("The target has much the same mix of classes as the source: every picture that can")
    assert view["shares"]["read"] == say("page.label.shares.read.exact", "en")
    assert view["verdict"][-1] == "1 picture could not be named: estimates are of the pictures that can be named."
    told = dict(zip(CLASSES, ((np.array([3, 3, 2, 2]) + 0.75) / 13).round(4).tolist(), strict=True))
    assert now().told().shares == told  # as what reads it expects


@pytest.mark.parametrize("language", ["en", "zh"])
def test_R6_where_no_network_predicts_the_bars_are_said_to_rest_on_labels_alone_and_how_far_they_may_be_off(
    home: Home, language: str
) -> None:
    source = dataset(home, "photos", CLASSES, each=8)
    fresh = dataset(home, "fresh", CLASSES, each=25, sketch=True, labelled=False)

    def now() -> Labeling:
        return Labeling(home, index_of(home), fresh, source=source.info.id)

    def read() -> str:
        return labeling_view(home, now(), "local", language)["shares"]["read"]

    try:
        for _ in range(16):
            picture = now().next
            now().say(picture, Answer("class", CLASSES[kinds(fresh)[picture]]))
        alone = say("page.label.shares.alone", language)
        assert read().startswith(alone)
        # Half the exact 95 % interval of 8 right ones of 16 among 100: 27 % to 73 %.
        assert read().endswith(say("page.label.shares.margin", language, labels=16, points=23))
        while (picture := now().next) is not None:
            now().say(picture, Answer("class", CLASSES[kinds(fresh)[picture]]))
        assert read() == say("page.label.shares.read.exact", language)
        made = MadeRun(home, source, fresh)
        made.right_on(0.9)
        index_of(home).catch_up()
        assert read() == say("page.label.shares.read.exact", language)
        now().undo()
        assert read() == say("page.label.shares.read", language)
        shutil.rmtree(made.run.folder)
    finally:
        for path in home.labels.glob("*/*"):
            path.unlink()


def test_why_a_label_that_every_network_has_wrong_moves_no_estimate_is_said_where_it_happens(shown: Shown, target: Pack) -> None:
    """On half of the pictures the networks agree and are all wrong: one more that they have wrong there leaves that share at 0."""
    truth = kinds(target)
    agreed = np.arange(len(truth)) % 2 == 0
    best, worst = (
        replace(each, predicted=np.where(agreed, (truth + 1) % 4, predicted))
        for each, predicted in (
            (network(target, "2"), truth),
            (network(target, "1", kind="baseline"), (truth + 2) % 4),
        )
    )
    view = shown([best, worst], 0)
    said: list[tuple[bool, bool, str]] = []
    for _ in range(14):
        asked, before = view["coming"][0], view["networks"][0]
        view = shown([best, worst], 1)
        now = view["networks"][0]
        still = now["value"] == before["value"] and now["high"] - now["low"] < before["high"] - before["low"]
        said.append((bool(agreed[asked]), still, view["unmoved"]))
    assert any(words for *_, words in said)
    for wrong, still, words in said:
        assert bool(words) == (wrong and still)
        assert words in ("", say("page.label.unmoved.agree", "en"))


def test_class_shares_are_an_option_that_a_shell_takes_as_they_are() -> None:
    told = as_option("US$(x)=0.5,it's=0.5")
    assert shlex.split(told["command"]) == ["--target-shares", told["text"]]
    assert as_option("") == {"text": "", "command": ""}
