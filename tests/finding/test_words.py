"""A verdict in words says what is known, and no more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tlgui.finding.stages import Ground
from tlgui.finding.verdict import REFERENCES, TOLD, Contender, Verdict
from tlgui.finding.words import counted, said_of, uncounted, written_differently
from tlgui.texts import LANGUAGES


def found(why: str = "equal", **more: object) -> Verdict:
    """A verdict on both references, a network of each kind that may not count, and DANN, which does."""
    names = [*REFERENCES.values(), "dann"]
    candidates = tuple(Contender(name, name, name != "dann", 0, {}, None) for name in names)
    values = {
        "candidates": candidates,
        "why": why,
        "test": None,
        "shares": None,
        "weights": {"normalisation-alone": 0.5, "dann": 0.5},
        "nearest": candidates[-1],
        "agreement": 0.9,
        "disagreement": 0.2,
        "unanimous": 0.7,
        "changed": 0.3,
        "target_accuracy": None,
        "scored_on": 0,
        "seconds": 1.0,
    }
    return Verdict(**(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_another_mix_can_go_unnoticed_is_said_unless_labels_were_asked(language: str) -> None:
    assert all(number in said_of(found(), language).unnoticed for number in ("7", "72"))
    assert said_of(found(learned=20), language).unnoticed == ""
    assert said_of(found("labels_equal", labels=20), language).unnoticed == ""
    assert said_of(found(), language, "Counted by its labels").unnoticed == ""


def test_what_learned_labels_counts_as_much_as_all_that_count_alike_and_the_sentence_says_so() -> None:
    learner = Contender("fine-tuning", "fine-tuning", False, 0, {}, None)
    going_on = found(candidates=(*found().candidates, learner), weights={"dann": 0.5, "fine-tuning": 0.5}, learned=20)
    assert said_of(going_on, "en").why.endswith(
        "Fine-tuning, which learned the labels, counts as much as all other adapted networks together, which count alike."
    )
    assert said_of(found(), "en").why.endswith("than the source. All adapted networks count alike.")
    assert "count alike" not in said_of(found("differ"), "en").why


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_that_rests_on_few_pictures_says_on_how_many(language: str) -> None:
    assert "3" in said_of(found(pictures=3), language).few
    assert said_of(found(pictures=60), language).few == said_of(found(), language).few == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_that_was_learned_from_few_source_pictures_takes_its_weight_from_agreement(language: str) -> None:
    one = found(smallest_class=("horse", 1))
    assert all(each in said_of(one, language).few for each in ("horse", "1"))
    assert Verdict.from_json(one.as_json()) == one
    assert said_of(found(smallest_class=("horse", 15)), language).few == ""
    both = said_of(found(smallest_class=("horse", 2), pictures=3), language).few
    assert said_of(found(pictures=3), language).few in both
    assert "horse" in both


def test_where_labels_were_learned_agreement_is_said_of_the_other_pictures() -> None:
    others = "the target pictures whose labels no network learned"
    assert "agrees with the best guess on 90 % of the target." in said_of(found(), "en").network
    said = said_of(found(learned=20), "en")
    assert f"agrees with the best guess on 90 % of {others}." in said.network
    assert f"predict the same for 70 % of {others}." in said.sure


def test_each_network_that_learned_labels_is_named_also_where_it_does_not_count() -> None:
    learners = tuple(Contender(name, name, False, 0, {}, None) for name in ("fine-tuning", "tradaboost"))
    verdict = found(candidates=(*found().candidates, *learners), weights={"dann": 0.5, "fine-tuning": 0.5}, learned=20)
    assert said_of(verdict, "en").learned.startswith("20 labels that you gave were learned by Fine-tuning, TrAdaBoost, so")


def test_a_network_that_agrees_as_often_as_the_distilled_one_is_not_said_to_agree_more_often() -> None:
    distilled = Contender("distilled", "distilled", False, 0, {}, None)
    said = said_of(found(distilled=distilled, distilled_agreement=0.9), "en").network
    assert "as often as the one that was distilled" in said
    assert "no more than" not in said
    assert "no more than 80.0 %" in said_of(found(distilled=distilled, distilled_agreement=0.8), "en").network


def test_who_agrees_and_which_number_is_whose_is_said() -> None:
    pair = tuple(replace(each, target_accuracy=0.32) for each in found().candidates)
    said = said_of(found(candidates=pair, nearest=pair[-1], target_accuracy=0.788, scored_on=203), "en")
    assert "all networks that count predict the same" in said.sure
    assert "The best guess is right on 78.8 %" in said.answer


@pytest.mark.parametrize(
    ("candidate", "matched", "weights", "reason"),
    [
        ("mcc", 0, {"dann, matched": 1.0}, "trained for the source's mix of classes"),
        ("normalisation-alone", 1, {"dann, matched": 1.0}, "since the mix of classes is known"),
        ("cdan", 1, {"dann, matched 2": 1.0}, "matched to another estimate"),
        ("cdan", 2, {"dann, matched": 1.0}, "matched to another estimate"),
        ("tradaboost", 0, {"dann, matched": 1.0}, "it aligns nothing"),
        ("distilled", 1, {"dann, matched": 1.0}, "learned the best guess"),
        ("source-only", 0, {"dann, matched": 1.0}, "does not adapt"),
    ],
)
def test_why_a_network_has_no_weight_is_said(candidate: str, matched: int, weights: dict[str, float], reason: str) -> None:
    counted = Contender("dann", "dann", False, 2 if "dann, matched 2" in weights else 1, {}, None)
    out = Contender(candidate, candidate, False, matched, {}, None)
    verdict = found("differ", candidates=(counted, out), weights=weights, nearest=counted, shares={})
    [said] = uncounted(verdict, "en")
    assert said.startswith("No weight: ")
    assert reason in said
    assert uncounted(verdict, "zh")[0].startswith("未计入：")


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"dann": 0.5, "dann, matched": 0.5}, ["count half each"]),
        ({"dann": 0.25, "dann, matched": 0.25, "fine-tuning": 0.5}, ["assume the same mix count 25 %", "seems to have 25 %"]),
        ({"dann": 0.25, "dann, matched": 0.25, "dann, on b": 0.5}, ["assume the same mix count 75 %", "seems to have 25 %"]),
        ({"dann, matched": 0.4, "source-only": 0.1, "dann, on b": 0.5}, ["assume the same mix count 50 %", "seems to have 40 %"]),
        ({"dann": 0.5, "dann, on b": 0.5}, ["those that assume the same mix count alone"]),
    ],
    ids=["half", "labels", "one backbone leaves it open", "a guess", "failed"],
)
def test_how_much_either_mix_counts_is_said_as_it_is(weights: dict[str, float], words: list[str]) -> None:
    candidates = (*(Contender(each, each, False, 0, {}, None) for each in ("source-only", "normalisation-alone", "fine-tuning")),)
    dann = [Contender("dann", str(each), False, *each) for each in ((0, {}, None), (1, {}, None), (0, {}, None, "b"))]
    verdict = found("unclear", candidates=(*candidates, *dann), weights=weights, nearest=dann[0])
    assert all(each in said_of(verdict, "en").why for each in words)
    assert not any("{" in said_of(verdict, language).why for language in LANGUAGES)


def test_why_a_network_has_no_weight_is_said_of_the_backbone_that_it_is_on() -> None:
    """One sees the source's mix of classes, and the other another one: nobody says that the target has it not."""
    names = [("dann", 0, ""), ("dann", 1, "")]
    mine = [Contender(name, f"{name} {matched}", False, matched, {}, None, on) for name, matched, on in names]
    there = Contender("dann", "there", False, 0, {}, None, "b")
    verdict = found(
        "unclear", candidates=(*mine, there), weights={"dann, matched": 0.5, "dann, on b": 0.5}, nearest=there, shares={}
    )
    [said] = uncounted(verdict, "en")
    assert said.endswith("which the target does not seem to have by what their backbone sees.")
    assert uncounted(verdict, "zh")[0].startswith("未计入：")


@pytest.mark.parametrize(
    ("counts", "another", "words", "of_others"),
    [
        ((0, 0), False, "", ""),
        ((20, 20), False, "its mix is much the same.", "The mix of its other pictures is much the same."),
        ((36, 4), True, "90 % of it are cat, and 50 % of the source", "90 % of them are cat, and 50 % of the source"),
        ((40, 0), True, "dog is not in it", "dog is not among them"),
    ],
)
def test_open_labels_are_counted_class_by_class(counts: tuple[int, int], another: bool, words: str, of_others: str) -> None:
    labels = np.repeat([0, 1], counts)
    ground = Ground(["cat", "dog"], np.array([0.5, 0.5]), np.arange(len(labels)), labels, 0)
    told = counted(ground, {}, "en")
    assert (told[0], words in told[1], bool(told[1])) == (another, True, bool(words))
    told = counted(ground, {"horse": 15, "yak": 2}, "en")
    assert (told[0], of_others in told[1]) == (another, True)
    others = "Counted by its labels, 17 of its 57 pictures are of classes that the source does not have (horse, yak)."
    assert told[1].startswith(others if words else "")


def test_while_a_class_may_be_the_sources_under_another_name_nothing_is_said_of_the_mix() -> None:
    ground = Ground(["cat", "dog"], np.array([0.5, 0.5]), np.arange(40), np.zeros(40, int), 0)
    assert written_differently(ground, {"Dog": 15, "yak": 2}, {"Dog": "dog"}, "en") == (
        "Counted by its labels, 17 of its 57 pictures are of classes that the source does not have (Dog, yak). The source may only "
        "write one of them differently: Dog → dog. Give it the source’s name on Adapt, under Classes, and search again."
    )
    assert "Dog → dog" in written_differently(ground, {"Dog": 15}, {"Dog": "dog"}, "zh")


def test_how_good_the_answer_is_is_also_said_of_all_pictures_where_some_are_of_unknown_classes() -> None:
    candidates = [replace(each, target_accuracy=0.5) for each in found().candidates]
    scored = {"candidates": tuple(candidates), "target_accuracy": 0.8, "scored_on": 60}
    assert "all 75" not in said_of(found(**scored), "en").answer
    assert said_of(found(**scored, other_classes={"horse": 15}), "en").answer.endswith(
        "64 % of all 75 target pictures: 15 are of a class that the source does not have (horse), which the network cannot name."
    )
    assert "horse" in said_of(found(**scored, other_classes={"horse": 15}), "zh").answer
    kept = Verdict.from_json(found(**scored, other_classes={"horse": 15}).as_json())
    assert kept.other_classes == {"horse": 15}


@pytest.mark.parametrize("language", LANGUAGES)
def test_B6_a_class_that_the_search_was_told_of_and_nobody_finds_is_said(language: str) -> None:
    for why in TOLD:
        lost = found(why, shares={"cat": 0.97, "owl": 0.03}, unpredicted={"owl": 0.03}, labels=20)
        assert "owl 3 %" in said_of(lost, language).unpredicted
        assert Verdict.from_json(lost.as_json()) == lost
    assert said_of(found("told"), language).unpredicted == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_B10_a_network_that_labels_call_better_than_the_answer_is_named(language: str) -> None:
    first, *others = found().candidates
    scored = replace(first, target_accuracy=0.777)
    better = found(candidates=(scored, *others), surely_better=(first.name,))
    assert "77.7 %" in said_of(better, language).better
    assert Verdict.from_json(better.as_json()) == better
    assert said_of(found(), language).better == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_B15_networks_that_were_told_one_class_agree_on_nothing(language: str) -> None:
    one = found("told", shares={"cat": 1.0, "owl": 0.0}, unanimous=1.0)
    assert "100" not in said_of(one, language).sure
    assert "cat" in said_of(one, language).sure
    two = found("told", shares={"cat": 0.5, "owl": 0.5}, unanimous=1.0)
    assert "100 %" in said_of(two, language).sure
