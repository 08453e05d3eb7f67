"""What a run's result means in words: better, the same or worse, how sure, what next; and advice that never contradicts itself."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from tlgui.labeling.counted_mix import CountedMix
from tlgui.runs.diagnosis import Finding, Light
from tlgui.strategies import STRATEGIES, aligns_domains
from tlgui.strategies.combination import Combination, strategy_name
from tlgui.strategies.registry import HEALTH
from tlgui.texts import CATALOGUE, LANGUAGES
from tlgui.views.advice import INSTEAD, findings_told, next_key, next_step
from tlgui.views.board_mix import KnownMix
from tlgui.views.live import light_words
from tlgui.views.verdict import Given, told, verdict


def result(**more: Any) -> dict[str, Any]:
    """A summary in numbers that read well."""
    accuracy = {"source": 0.97, "target": 0.83, "baseline": 0.67, "normalisation_alone": 0.72, **more.pop("accuracy", {})}
    return {
        "status": "finished",
        "task": "classification",
        "strategy": "cdan",
        "settings": {"normalisation": "per_domain"},
        "findings": [],
        "problems": [],
        "metrics": {"accuracy": accuracy},
        "turned": {"right": 70, "wrong": 3, "p": 1e-12} if more.pop("rose", True) else {"right": 3, "wrong": 70, "p": 1e-12},
        "scores": {"confident_share": 0.91},
        "baseline_scores": {"confident_share": 0.38},
        "mixing": {"before": 0.11, "after": 0.24},
        "baseline_kind": "source_only",
        "seems_better_than_baseline": True,
        "target_scored_on": 420,
        "target_labels_used_for": "scoring",
        "target_shares": None,
        **more,
    }


SEALED = {
    "accuracy": {"target": None, "baseline": None, "normalisation_alone": None},
    "target_labels_used_for": "nothing (sealed)",
}


FEW = {"code": "few_pictures", "values": {"source": 3, "target": 5}}


@pytest.mark.parametrize("sealed", [{}, SEALED])
def test_A8_a_result_of_a_few_pictures_says_so_and_nothing_of_what_it_shows(sealed: dict[str, Any]) -> None:
    idle = {"code": "no_effect", "values": {"changed": 0.0}}
    facts = result(**sealed, findings=[FEW, idle])
    words = verdict(facts, "en", Given("By 4 labels."))
    assert words["next"] == ""
    assert "nearest neighbors" not in words["verdict"]
    assert told(facts, "en")[-1].startswith("The source has 3 pictures and the target 5: with fewer than ten")
    assert "3" in told(facts, "zh")[-1]


@pytest.mark.parametrize(
    ("facts", "given", "level"),
    [
        ({}, Given(), "ok"),
        ({"accuracy": {"target": 0.5}, "rose": False}, Given(), "watch"),
        ({"accuracy": {"target": 0.66}, "turned": {"right": 3, "wrong": 6, "p": 0.5}}, Given(), "ok"),
        (SEALED, Given(better=False), "watch"),
        (SEALED, Given(better=True), "ok"),
    ],
    ids=["better", "worse", "perhaps worse", "worse by given labels", "better by given labels"],
)
def test_A8_a_light_is_not_green_over_a_result_that_labels_call_worse(facts: dict[str, Any], given: Given, level: str) -> None:
    for language in LANGUAGES:
        light = light_words(Light("ok", True, (), {}), result(**facts), language, given)
        assert light is not None
        assert light["level"] == level
        key = "page.light.over" if level == "ok" else "page.light.worse"
        reference = CATALOGUE["verdict.reference.source_only"].say(language)
        assert light["words"] == CATALOGUE[key].say(language, reference=reference)


OTHERS = {
    "classes": {"zebra": 6, "yak": 4},
    "pictures": 10,
    "of": 55,
    "accuracy": 0.68,
    "baseline": 0.55,
    "without_pictures": ["Dog", "guitar"],
}


@pytest.mark.parametrize("baseline", [0.67, None])
def test_the_verdict_tells_the_score_on_all_pictures_where_some_are_of_unknown_classes(baseline: float | None) -> None:
    words = verdict(result(target_of_other_classes=OTHERS, target_scored_on=45, accuracy={"baseline": baseline}), "en")
    assert words["headline"].endswith("on 45 target pictures")
    assert words["verdict"].startswith(
        "68 % of all 55 target pictures: 10 are of classes that the source does not have (zebra, yak), which the network cannot name."
    )
    assert "zebra" in verdict(result(target_of_other_classes=OTHERS), "zh")["verdict"]


def test_only_some_of_many_unknown_classes_are_named() -> None:
    many = {**OTHERS, "classes": {f"class {number}": 1 for number in range(9)}}
    told = verdict(result(target_of_other_classes=many), "en")["verdict"]
    assert "class 4" in told
    assert "class 5" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_distilled_network_says_first_how_often_it_predicts_what_it_learned(language: str) -> None:
    teachers = [{"strategy": name, "matched": 0, "weight": 0.5} for name in ("mcc", "dann")]
    distilled = {"strategy": "distilled", "distilled_from": teachers, "average_agreement": 0.98}
    seldom = CATALOGUE["verdict.seldom_sure"].say(language)
    words = verdict(result(**SEALED, **distilled, scores={"confident_share": 0.21}), language)
    assert "98.0 %" in words["headline"]
    assert "21 %" in words["verdict"]  # how sure it is, and what that means
    assert seldom in words["verdict"]
    assert seldom not in verdict(result(**SEALED, **distilled), language)["verdict"]  # it is sure of 91 %
    others = verdict(result(**SEALED, **distilled, target_not_learned=60), language)
    assert "60" in others["headline"]
    assert seldom not in verdict(result(**SEALED), language)["verdict"]
    by_hand = verdict(result(**SEALED, **distilled), language, Given("by 20 labels", "about 80 %"))
    assert by_hand["headline"] == "about 80 %"


def test_the_sealed_verdict() -> None:
    words = verdict(result(**SEALED, strategy="mcc"), "en")
    assert words == {
        "headline": "Sure of 91 % of the target pictures (38 % without adapting)",
        "gain": "",
        "tone": "even",
        "second": "",
        "second_tone": "even",
        "verdict": CATALOGUE["verdict.sealed.classes"].en,
        "next": CATALOGUE["verdict.next.sealed"].en,
        "note": "Chosen without target labels.",
    }
    words = verdict(result(**SEALED), "zh")
    assert words["headline"] == "对目标域 91 % 的图片有把握（不做自适应时 38 %）"
    assert words["note"] == "选择模型时未使用目标域标签。"


@pytest.mark.parametrize(("better", "tone"), [(True, "good"), (False, "bad"), (None, "even")])
def test_what_source_only_is_by_the_same_given_labels_stands_beside_what_the_run_is(better: bool | None, tone: str) -> None:
    given = Given("By 10 labels it is right on 80 %.", "About 80 % right", "Source-only: about 60 %", "Compared.", better)
    words = verdict(result(**SEALED), "en", given)
    assert (words["headline"], words["gain"], words["tone"]) == ("About 80 % right", "Source-only: about 60 %", tone)
    assert words["verdict"].startswith("Compared. By 10 labels it is right on 80 %. Sure of")


@pytest.mark.parametrize("better", [True, False])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"by": "run", "labels": 20},
            "It learned 20 labels that were given to the target's pictures; its result is about the others.",
        ),
        ({"by": "teachers", "labels": 20}, "Networks among them learned the labels of 20 target pictures."),
        ({"by": "teachers", "labels": 1}, "Networks among them learned the label of 1 target picture."),
        ({"by": "teachers", "labels": None}, "Networks among them learned labels of some target pictures."),
        ({"by": "shares", "labels": 20}, "was estimated from 20 labels of its pictures"),
    ],
)
def test_what_knows_labels_that_a_person_gave_is_not_said_to_be_chosen_without_any(
    given: dict[str, Any], said: str, better: bool
) -> None:
    shares = {"target_shares": {"dog": 1.0}, "target_shares_from": "labels", "target_shares_labels": 20}
    teachers = [{"strategy": "fine-tuning", "matched": 0, "weight": 1.0}] if given["by"] == "teachers" else []
    facts = result(
        **SEALED,
        given_labels_used=given,
        distilled_from=teachers,
        seems_better_than_baseline=better,
        **(shares if given["by"] == "shares" else {}),
    )
    assert said in verdict(facts, "en")["note"]
    assert "without target labels" not in verdict(facts, "en")["note"]
    assert "未使用目标域标签" not in verdict(facts, "zh")["note"]


def test_how_far_the_domains_are_mixed_is_told_only_of_what_aligns_them() -> None:
    for key in STRATEGIES:
        words = verdict(result(**SEALED, strategy=key), "en")
        assert ("24 % of a picture's nearest neighbors" in words["verdict"]) is STRATEGIES[key].aligns_domains, key
        assert "mixed" not in words["headline"] + words["note"]


def test_what_has_no_labels_promises_no_reveal() -> None:
    words = verdict(result(**{**SEALED, "target_labels_used_for": "nothing"}), "en")
    assert "cannot be known without labels" in words["verdict"]
    assert "reveal" not in " ".join(words.values())


@pytest.mark.parametrize(
    ("target", "right", "wrong", "p", "begins"),
    [
        (0.83, 70, 3, 1e-17, "Better than not adapting, and hardly by chance: 70 pictures became right and 3 wrong (p < 0.001)."),
        (0.70, 16, 3, 0.004, "Better than not adapting, and hardly by chance: 16 pictures became right and 3 wrong (p = 0.004)."),
        (0.69, 9, 5, 0.42, "Perhaps better than not adapting, but chance alone could give this too: 9 pictures"),
        (0.67, 6, 6, 1.0, "About the same as not adapting. 6 pictures became right and 6 wrong (p = 1.00)."),
        (0.65, 5, 9, 0.42, "Perhaps worse than not adapting, but chance alone could give this too"),
        (0.55, 3, 53, 1e-9, "Worse than not adapting, and hardly by chance: 3 pictures became right and 53 wrong (p < 0.001)."),
    ],
)
def test_14_the_verdict_says_better_the_same_or_worse_how_sure_and_what_next(
    target: float, right: int, wrong: int, p: float, begins: str
) -> None:
    found = result(accuracy={"target": target}, turned={"right": right, "wrong": wrong, "p": p})
    words = verdict(found, "en")
    assert words["verdict"].startswith(begins)
    assert words["next"]
    assert (words["tone"] == "even") is (p >= 0.05)
    assert verdict(found, "zh")["verdict"]
    assert words["verdict"] in told(found, "en")


def test_without_a_test_the_verdict_claims_no_sureness() -> None:
    assert verdict(result(turned=None), "en")["verdict"] == "Better than not adapting."


def test_a_mean_error_that_fell_while_most_predictions_got_worse_is_not_sure() -> None:
    found = result(
        task="regression",
        strategy="mmd",
        metrics={"mae": {"source": 1.0, "target": 2.0, "baseline": 3.0, "normalisation_alone": None}},
        turned={"right": 20, "wrong": 80, "p": 1e-9},
    )
    assert verdict(found, "en")["verdict"].startswith("Perhaps better than not adapting")


def test_the_reference_itself_is_not_judged_as_an_adaptation() -> None:
    words = verdict(result(strategy="source-only", accuracy={"target": 0.67}, turned=None), "en")
    assert words["verdict"].startswith("Nothing was adapted")
    assert "train a strategy that adapts" in words["next"]


def test_a_class_that_the_source_writes_otherwise_is_told_with_what_to_do() -> None:
    dog = result(target_of_other_classes={**OTHERS, "classes": {"Horse": 9, "dog": 17}})
    assert (
        verdict(dog, "en")["verdict"]
        .split("cannot name. ")[1]
        .startswith(
            "The source may only write one of them differently: dog → Dog. Give it the source’s name on Adapt, under Classes, and start again."
        )
    )
    assert "dog → Dog" in verdict(dog, "zh")["verdict"]
    assert "`tlgui train` unites a pair with --rename-class dog=Dog." in told(dog, "en")
    same = result(target_of_other_classes=OTHERS)
    assert "differently" not in verdict(same, "en")["verdict"]
    assert not any("--rename-class" in line for line in told(same, "en"))


@pytest.mark.parametrize(
    ("target", "baseline", "pictures", "guesses"),
    [
        (0.0, 0.0, 12, True),
        (0.36, 0.36, 12, True),
        (0.42, 0.36, 12, False),  # one picture more is not nothing
        (0.2, 0.33, 500, True),
        (0.36, 0.33, 500, True),
        (0.38, 0.33, 500, False),
        (0.33, 0.5, 500, False),
    ],
)
def test_nobody_is_told_to_keep_a_network_that_guesses(target: float, baseline: float, pictures: int, guesses: bool) -> None:
    accuracy = {"target": target, "baseline": baseline}
    for rose in (True, False):
        found = result(accuracy=accuracy, target_scored_on=pictures, chance=1 / 3, rose=rose)
        assert (next_key(found) == "verdict.next.chance") == guesses
        assert not guesses or next_step(found, "en").startswith(
            "Neither network recognizes this target: guessing would be right on 33 %. Next: check"
        )
    assert next_key(result(accuracy=accuracy, target_scored_on=pictures)) != "verdict.next.chance"


def test_normalization_alone_that_does_as_well_is_said_but_not_to_who_runs_it() -> None:
    alone = {"target": 0.83, "normalisation_alone": 0.83}
    words = verdict(result(accuracy=alone), "en")
    assert words["verdict"].endswith("But normalization alone does as well (83 %).")
    assert "AdaBN" in words["next"]
    for facts in (result(accuracy=alone, strategy="adabn"), result()):
        words = verdict(facts, "en")
        assert "AdaBN" not in words["next"]
        assert "as well" not in words["verdict"]


def test_normalization_alone_that_was_matched_is_called_so_and_is_not_what_adabn_does() -> None:
    alone = {"target": 0.83, "normalisation_alone": 0.83}
    words = verdict(result(accuracy=alone, target_shares={"dog": 0.2, "cat": 0.8}), "en")
    gain = words["gain"] + words["second"]
    assert gain == "+16.0 points over source-only, +0.0 over normalization alone with matched classes"
    assert words["verdict"].endswith(" But normalization alone with matched classes does as well (83 %).")
    assert words["next"].startswith("Next: look at which")
    words = verdict(result(accuracy=alone, target_shares={"dog": 0.2, "cat": 0.8}), "zh")
    assert words["second"].endswith("与“仅归一化（类别比例已匹配）”相比 +0.0 个百分点")
    assert words["verdict"].endswith("不过，“仅归一化（类别比例已匹配）”也能达到同样水平（83 %）。")


def test_what_the_labels_refute_is_not_warned_of_any_more() -> None:
    careful = "by the scores that need no labels, source-only"
    assert careful in verdict(result(**SEALED, seems_better_than_baseline=False), "en")["note"]
    assert careful in verdict(result(seems_better_than_baseline=False, rose=False, accuracy={"target": 0.6}), "en")["note"]
    assert "they were wrong here" in verdict(result(seems_better_than_baseline=False), "en")["note"]
    by_chance = result(seems_better_than_baseline=False, turned={"right": 12, "wrong": 8, "p": 0.5})
    assert verdict(by_chance, "en")["note"] == "Chosen without target labels."
    suspicion = [{"code": "class_shares", "values": {"shift": 0.33, "share": 0.52}}]
    assert len(findings_told(suspicion, result(**SEALED), "en")) == 1
    assert len(findings_told(suspicion, result(rose=False, accuracy={"target": 0.6}), "en")) == 1
    assert findings_told(suspicion, result(), "en") == []


@pytest.mark.parametrize(
    ("mix", "says"),
    [
        (CountedMix(True, 0.024), "The labels show that it was false: the shares are much the same (they differ by 2 %)"),
        (CountedMix(False, 0.41), "The labels show that it was true: they differ by 41 %"),
        (CountedMix(False, 0.17), "The labels show that they do differ, but by far less: 17 %."),
        (CountedMix(False, 0.41, 63), "That is counted over the classes that both have; 63 target pictures are of classes that"),
        (None, "This run lost nothing by it: +16.0 points over source-only."),
    ],
)
def test_once_labels_are_open_a_suspicion_of_other_shares_is_told_with_what_came_of_it(mix: CountedMix | None, says: str) -> None:
    light = Light("watch", True, (Finding("health.class_shares", {"shift": 0.37, "share": 0.2}),), {})
    for facts in (result(), result(rose=False, accuracy={"target": 0.5})):
        found = light_words(light, facts, "en", mix=KnownMix(mix))
        assert found is not None
        worse = found["level"] == "watch"
        told = " ".join([found["words"], *found["findings"]])
        assert (says in told) == (mix is not None or not worse)
        assert "Nothing looked wrong" not in told
        assert told.count("uspicion") == 1
        assert ("+16.0 points over source-only" in told) == (not worse)
        assert ("worse than source-only (−17.0 points)" in told) == (worse and mix is not None)
    even = light_words(light, result(accuracy={"target": 0.672}), "en", mix=KnownMix(mix))
    assert even is not None
    assert "lost nothing by it: it is about as good as source-only (+0.2 points)" in even["words"]
    sealed = light_words(light, result(**SEALED), "en")
    assert sealed is not None
    assert "under Class shares of the target" in sealed["findings"][0]
    searched = light_words(light, result(**SEALED), "en", mix=KnownMix(against="search"))
    assert searched is not None
    assert searched["findings"][1].startswith("But “Find the best”")
    by_host = light_words(light, result(**SEALED) | {"host_reveals": True}, "en")
    assert by_host is not None
    assert "say so" not in by_host["findings"][0]


LOST = [{"code": "class_lost", "values": {"classes": ["person"], "lost": 1, "before": 4, "pictures": 114}}]


def test_a_lost_class_is_to_be_looked_at_until_labels_say_what_became_of_it() -> None:
    [said] = findings_told(LOST, result(**SEALED), "en", in_terminal=True)
    assert said.startswith(
        "Source-only puts 4 of 114 target pictures into a class that the adapted network no longer predicts: person. "
    )
    assert "Label twenty" in said
    assert "--target-shares" in said
    [said] = findings_told(LOST, result(rose=False, accuracy={"target": 0.6}), "en", in_terminal=True)
    assert said.endswith("person. The labels tell which of them are now wrong: see what is still wrong.")
    assert findings_told(LOST, result(), "en") == []


@pytest.mark.parametrize("told", ["told", "labels"])
def test_B6_who_told_shares_or_searched_is_not_advised_to_do_that(told: str) -> None:
    searched = {**result(**SEALED), "tags": ["search-0123456789"]}
    [said] = findings_told(LOST, searched, "en", in_terminal=True)
    assert "Find the best" not in said
    assert "tlgui best" not in said
    assert "--target-shares" in said
    [said] = findings_told(
        LOST, searched | {"target_shares": {"person": 1.0}, "target_shares_from": told}, "en", in_terminal=True
    )
    assert "By what the run was told, the target has such pictures" in said
    assert "shares" not in said
    estimated = searched | {"target_shares": {"person": 1.0}, "target_shares_from": "estimated"}
    assert "--target-shares" in findings_told(LOST, estimated, "en", in_terminal=True)[0]


@pytest.mark.parametrize(
    ("shares", "by", "said"),
    [
        ({"a": 1.0, "b": 0.0}, "told", False),
        ({"a": 0.92, "b": 0.08}, "labels", False),
        ({"a": 0.5, "b": 0.5}, "told", True),
        ({"a": 1.0}, "estimated", True),
        (None, "same", True),
    ],
)
def test_B15_predictions_of_one_class_have_not_collapsed_where_the_run_was_told_so(
    shares: dict[str, float] | None, by: str, said: bool
) -> None:
    facts = result(**SEALED, target_shares_from=by) | {"target_shares": shares}
    for found in ({"code": "collapsed", "values": {"share": 1.0}}, {"code": "few_classes", "values": {"share": 0.2}}):
        assert bool(findings_told([found], facts, "en")) is said
    doubts = "source-only looks better" in verdict(facts | {"seems_better_than_baseline": False}, "en")["note"]
    assert doubts is said  # scores praise predictions that are spread over all classes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shares", [None, {"dog": 1.0}])
def test_B10_normalization_alone_that_is_surely_better_does_not_do_as_well(
    shares: dict[str, float] | None, language: str
) -> None:
    def key(right: int, wrong: int, p: float, **more: Any) -> str | None:
        turned = {"right": right, "wrong": wrong, "p": p}
        return next_key(result(accuracy=accuracy, target_shares=shares, turned_over_normalisation_alone=turned, **more))

    accuracy, advice = {"target": 0.7, "normalisation_alone": 0.77}, f"verdict.next.{'adabn' if shares is None else 'compare'}"
    assert key(3, 23, 9e-5) == key(20, 23, 0.6) == advice
    turned = {"right": 3, "wrong": 23, "p": 9e-5}
    found = result(accuracy=accuracy, target_shares=shares, turned_over_normalisation_alone=turned)
    surely = verdict(found, language)["verdict"]
    assert "77 %" in surely
    assert surely.count("hardly by chance" if language == "en" else "几乎不可能") == 2
    accuracy = {"target": 0.67, "normalisation_alone": 0.77}
    assert key(3, 23, 9e-5) == advice  # about the same as not adapting
    assert key(20, 23, 0.6) == "verdict.next.same"


@pytest.mark.parametrize("shares", [None, {"dog": 1.0}])
def test_A14_after_negative_transfer_normalization_alone_that_is_better_is_named(shares: dict[str, float] | None) -> None:
    def worse(alone: float | None, strategy: str = "mcc") -> dict[str, Any]:
        accuracy = {"target": 0.55, "normalisation_alone": alone}
        return result(rose=False, accuracy=accuracy, target_shares=shares, strategy=strategy)

    assert "100 %" in next_step(worse(1.0), "en")
    assert "100 %" in next_step(worse(1.0), "zh")
    assert ("AdaBN" in next_step(worse(1.0), "en")) == (shares is None)
    for facts in (worse(0.6), worse(None), worse(1.0, "adabn")):
        assert next_key(facts) == "verdict.next.worse_per_domain"


def test_the_revealed_verdict() -> None:
    words = verdict(result(), "en")
    assert words["headline"] == "67 % → 83 % on 420 target pictures"
    assert words["gain"] + words["second"] == "+16.0 points over source-only, +11.0 over normalization alone"
    assert words["tone"] == words["second_tone"] == "good"
    words = verdict(result(), "zh")
    assert words["headline"] == "目标域 420 张图片：67 % → 83 %"
    assert words["gain"] + words["second"] == "与“仅用源域”相比 +16.0 个百分点，与“仅归一化”相比 +11.0 个百分点"


@pytest.mark.parametrize(
    ("alone", "turned", "tone", "said"),
    [
        (0.88, {"right": 6, "wrong": 13, "p": 0.17}, "even", "does better (88 %), though that could be chance."),
        (0.88, {"right": 2, "wrong": 30, "p": 1e-6}, "bad", "does better, and hardly by chance (88 %)."),
        (0.834, {"right": 6, "wrong": 7, "p": 1.0}, "even", "does as well (83 %)."),
        (0.7, {"right": 60, "wrong": 6, "p": 1e-9}, "good", ""),
        (0.8, {"right": 13, "wrong": 6, "p": 0.17}, "even", " (80 %) could be chance."),
    ],
)
@pytest.mark.parametrize("shares", [None, {"dog": 1.0}])
def test_R3_each_gain_has_the_tone_of_its_own_sign_unless_it_could_be_chance_and_normalization_alone_that_is_better_does_better(
    alone: float, turned: dict[str, Any], tone: str, said: str, shares: dict[str, float] | None
) -> None:
    facts = result(accuracy={"normalisation_alone": alone}, turned_over_normalisation_alone=turned, target_shares=shares)
    words = verdict(facts, "en")
    assert (words["tone"], words["second_tone"]) == ("good", tone)
    assert words["verdict"].endswith(said or "(p < 0.001).")
    assert ("ormaliz" in words["verdict"]) == bool(said)  # which stands on the stage too
    assert "But" not in words["next"]
    chinese = verdict(facts, "zh")["verdict"]
    assert ("不过" in chinese) == ("does" in said)
    assert ("领先" in chinese) == ("could be chance" in said and "does" not in said)
    assert ("同样水平" in chinese) == ("as well" in said)


def test_R3_of_values_too_normalization_alone_that_is_better_does_better() -> None:
    error = {"source": 1.0, "target": 3.0, "baseline": 5.0, "normalisation_alone": 2.0}
    facts = result(task="regression", metrics={"mae": error}, turned_over_normalisation_alone=None)
    words = verdict(facts, "en")
    assert (words["tone"], words["second_tone"]) == ("good", "bad")
    assert words["verdict"].endswith("But normalization alone does better (MAE 2), though that could be chance.")
    assert words["next"] == "Next: try AdaBN, which does just that."


@pytest.mark.parametrize(
    ("baseline", "target", "headline"),
    [
        (0.624, 0.6852, "62.4 % → 68.5 %"),
        (0.328, 0.508, "33 % → 51 %"),
        (0.55, 0.85, "55 % → 85 %"),
        (0.6, 0.604, "60.0 % → 60.4 %"),
    ],
)
def test_S3_rounded_numbers_do_not_contradict_the_gain_beside_them(baseline: float, target: float, headline: str) -> None:
    words = verdict(result(accuracy={"baseline": baseline, "target": target}), "en")
    assert words["headline"] == f"{headline} on 420 target pictures"


@pytest.mark.parametrize(("others", "of"), [(210, "210"), (None, "the")])
def test_S6_what_a_distilled_network_learned_is_told_in_few_words(others: int | None, of: str) -> None:
    facts = result(**SEALED, average_agreement=0.981, distilled_from=[{"strategy": "mcc", "matched": 0, "weight": 1 / 6}] * 6)
    headline = verdict(facts | {"target_not_learned": others}, "en")["headline"]
    assert headline == f"Agrees with the average of 6 networks on 98.1 % of {of} target pictures"
    assert "6 个网络的平均预测一致" in verdict(facts | {"target_not_learned": others}, "zh")["headline"]


def test_one_picture_is_not_called_pictures() -> None:
    assert verdict(result(target_scored_on=1), "en")["headline"].endswith("on 1 target picture")


@pytest.mark.parametrize(
    ("target", "tone", "gain"),
    [(0.67, "even", "+0.0"), (0.674, "even", "+0.4"), (0.676, "good", "+0.6"), (0.666, "even", "−0.4"), (0.6, "bad", "−7.0")],
)
def test_the_tone_follows_the_gain_over_the_baseline(target: float, tone: str, gain: str) -> None:
    words = verdict(result(accuracy={"target": target}, rose=target > 0.67), "en")
    assert words["tone"] == tone
    assert words["gain"].startswith(f"{gain} points over source-only")


def test_without_the_second_reference_the_gain_names_the_first_alone() -> None:
    assert verdict(result(accuracy={"normalisation_alone": None}), "en")["gain"] == "+16.0 points over source-only"


def test_a_linear_probe_is_called_so() -> None:
    found = result(
        baseline_kind="linear_probe", accuracy={"normalisation_alone": None}, target_labels_used_for="training and scoring"
    )
    words = verdict(found, "en")
    assert words["gain"] == "+16.0 points over a linear probe on the untouched backbone"
    assert words["note"] == "Learned from the target's training labels; scored on 420 of its pictures held out of training."


def test_without_a_baseline_the_accuracy_stands_alone() -> None:
    words = verdict(result(accuracy={"baseline": None, "normalisation_alone": None}), "en")
    assert (words["headline"], words["gain"]) == ("83 % on 420 target pictures", "")


def test_what_was_told_of_the_targets_shares_is_said_with_the_result() -> None:
    shares = {"cat": 0.1237, "dog": 0.8763}
    note = verdict(result(target_shares=shares), "en")["note"]
    assert "told what the target contains (dog 88 %, cat 12 %)" in note  # as Label twenty writes them
    assert "knowledge of the target" in verdict(result(**SEALED, target_shares=shares), "en")["note"]
    many = verdict(result(target_shares={f"class {number}": 0.1 for number in range(10)}), "en")["note"]
    assert "class 7 10 %, …" in many
    assert "class 8" not in many


def test_without_a_second_domain_nothing_is_said_of_mixing() -> None:
    found = result(**SEALED, mixing={"before": None, "after": 0.2}, baseline_scores={})
    assert verdict(found, "en")["headline"] == "Sure of 91 % of the target pictures"
    assert "neighbors" not in verdict(found, "en")["verdict"]


@pytest.mark.parametrize(
    ("target", "more", "said"),
    [
        (0.61, {}, True),
        (0.63, {}, False),  # four points: seeds differ by as much
        (0.61, {"target_labels_used_for": "training and scoring"}, False),
        (None, SEALED, False),
    ],
)
def test_negative_transfer_is_said_aloud(target: float | None, more: dict[str, Any], said: bool) -> None:
    accuracy = {"target": target, **more.get("accuracy", {})}
    words = verdict(result(**{**more, "accuracy": accuracy}, rose=False), "en")
    assert words["next"].startswith("This is negative transfer.") is said


def test_a_failed_run_says_every_problem() -> None:
    found = result(
        status="failed", problems=[{"code": "no_gpu", "values": {}}, {"code": "run_unknown", "values": {"run": "\x1b[31m"}}]
    )
    words = verdict(found, "en")
    assert words["tone"] == "bad"
    assert words["note"] == "No GPU was found on this machine: set device to cpu or auto. There is no run \\x1b[31m."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["queued", "running", "stopping", "not_responding", "stopped", "interrupted", "finished"])
def test_without_a_result_the_state_is_said(state: str, language: str) -> None:
    words = verdict(result(status=state, scores={}, mixing={"before": None, "after": None}), language)
    assert words["headline"]
    assert "{" not in words["headline"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["not_responding", "stopped", "paused", "interrupted"])
def test_where_there_is_nothing_to_press_a_run_without_a_result_says_what_to_type(state: str, language: str) -> None:
    found = result(status=state, run="a" * 32, scores={}, mixing={"before": None, "after": None}, target_scored_on=0)
    words = verdict(found, language, in_terminal=True)["headline"]
    assert words == told(found, language)[0]
    assert "aaaaaaaa`" in words
    assert not any(button in words for button in ("Resume", "press", "“继续”", "“停止”"))


def test_two_accuracies_that_round_to_the_same_are_said_more_exactly() -> None:
    metrics = {"accuracy": {"source": 0.97, "target": 0.919, "baseline": 0.924, "normalisation_alone": 0.936}}
    words = verdict(result(metrics=metrics), "en")
    assert words["headline"] == "92.4 % → 91.9 % on 420 target pictures"


# -- advice --------------------------------------------------------------------------------------------------------------------

NUMBERS = {
    "share": 0.02,
    "accuracy": 0.97,
    "strength": 1.0,
    "shift": 0.4,
    "changed": 0.001,
    "first": 1.0,
    "now": 200.0,
    "times": 200.0,
    "classes": ["dog", "…"],
    "lost": 6,
    "before": 24,
    "pictures": 420,
}
"""What any finding can hold."""

FINDINGS = [
    *(
        "diverged",
        "collapsed",
        "few_classes",
        "class_lost",
        "discriminator_won",
        "discriminator_idle",
        "class_shares",
        "no_effect",
    ),
    *(number.alarm.code for number in HEALTH.values() if number.alarm is not None),
]


@pytest.mark.parametrize(("status", "stops"), [("running", True), ("failed", False), ("finished", False)])
def test_nobody_is_told_to_stop_a_training_that_is_over(status: str, stops: bool) -> None:
    [said] = findings_told([{"code": "diverged", "values": NUMBERS}], result(status=status), "en")
    assert ("Press Stop" in said) == stops
    assert "learning rate ten times lower" in said


RESULTS = {
    "better": {},
    "as good as normalization alone": {"accuracy": {"normalisation_alone": 0.83}},
    "as good as normalization alone with matched classes": {
        "accuracy": {"normalisation_alone": 0.83},
        "target_shares": {"dog": 0.2, "cat": 0.8},
    },
    "same": {"accuracy": {"target": 0.67}},
    "worse": {"accuracy": {"target": 0.5}, "rose": False},
    "unsure": {"accuracy": {"target": 0.69}, "turned": {"right": 5, "wrong": 4, "p": 1.0}},
    "sealed": SEALED,
    "supervised and worse": {"accuracy": {"target": 0.5}, "rose": False, "target_labels_used_for": "training and scoring"},
}

COMBINED = ["cdan+pseudo-label", "cdan+mcc", "source-only,shot", "importance,mcc"]


def advised(strategy: str, how: dict[str, Any], codes: tuple[str, ...], language: str) -> list[str]:
    """Everything that a run of a strategy is advised."""
    findings = [{"code": code, "values": NUMBERS} for code in codes]
    found = result(**how, strategy=strategy, findings=findings)
    return [next_step(found, language), *findings_told(findings, found, language)]


@pytest.mark.parametrize("how", RESULTS)
def test_14_no_run_is_advised_to_try_the_strategy_that_it_runs(how: str) -> None:
    for strategy, language in itertools.product([*STRATEGIES, *COMBINED], LANGUAGES):
        names = {strategy_name(key, language) for key in Combination.parse(strategy).keys} - {
            strategy_name("source-only", language)
        }
        for text in advised(strategy, RESULTS[how], tuple(FINDINGS), language):
            for name in names:
                assert not re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", text), (strategy, text)


@pytest.mark.parametrize("how", RESULTS)
def test_14_no_two_pieces_of_advice_contradict_each_other(how: str) -> None:
    """Nobody is told to raise and to lower the same, to train longer and shorter, or to keep source-only and to adapt more."""
    more = re.compile(r"[Rr]aise its weight|train longer")
    less = re.compile(r"[Ll]ower the adaptation's weight|fewer epochs|keep source-only")
    for strategy in [*STRATEGIES, *COMBINED]:
        for pair in itertools.permutations(FINDINGS, 2):
            texts = " ".join(advised(strategy, RESULTS[how], pair, "en"))
            assert not (more.search(texts) and less.search(texts)), (strategy, pair, texts)


def test_every_recommendation_of_another_strategy_names_ones_that_exist() -> None:
    for code, keys in INSTEAD.items():
        assert f"health.{code}.instead" in CATALOGUE
        assert set(keys) <= set(STRATEGIES)


def test_a_fact_is_told_even_where_its_advice_is_not() -> None:
    """A collapse is graver than a discriminator that won: its weight is not to be raised then."""
    findings = [{"code": code, "values": NUMBERS} for code in ("collapsed", "discriminator_won")]
    collapsed, won = findings_told(findings, result(findings=findings), "en")
    assert "Lower the adaptation's weight" in collapsed
    assert won.startswith("The discriminator won")
    assert "Raise" not in won


def test_a_finding_of_a_later_version_is_told_as_it_is() -> None:
    assert findings_told([{"code": "rusty", "values": {}}], result(), "en") == ["rusty"]


def test_a_strategy_that_is_not_here_has_a_verdict_too() -> None:
    found = result(strategy="teleport+dann")
    assert next_key(found) == "verdict.next.better"
    assert aligns_domains(Combination.parse("teleport+dann"))
    assert not aligns_domains(Combination.parse("teleport"))
