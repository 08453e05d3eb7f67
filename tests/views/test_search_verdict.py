"""The box of a search's verdict: what stands first, and its color."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.finding.test_words import found
from tlgui.finding.verdict import SOURCE_ONLY, Contender, Verdict
from tlgui.texts import LANGUAGES, say
from tlgui.views.search_labels import FirstByScores, Known, Scored
from tlgui.views.search_verdict import verdict_words

LITE2 = "efficientnet-lite2"
RIGHT = {SOURCE_ONLY: 0.46, "normalisation-alone": 0.777, "dann": 0.698}


def revealed(verdict: Verdict, *better: str) -> Known:
    return Known(scored=Scored({each.name: RIGHT[each.strategy] for each in verdict.candidates}, 278, {}, better))


@pytest.mark.parametrize("language", LANGUAGES)
def test_B10_what_labels_call_surely_better_than_the_best_guess_stands_beside_it(language: str) -> None:
    opened = found()
    surely = say("best.surely_better", language, networks=[f"{say('best.normalisation_alone', language)} 77.7 %"])
    assert surely in verdict_words(opened, revealed(opened, "normalisation-alone"), language)["settle"]
    assert surely not in verdict_words(opened, revealed(opened), language)["settle"]
    scored = tuple(replace(each, target_accuracy=RIGHT[each.strategy]) for each in opened.candidates)
    known = found(candidates=scored, nearest=scored[-1], target_accuracy=0.698, scored_on=278)
    assert surely in verdict_words(replace(known, surely_better=("normalisation-alone",)), Known(), language)["settle"]
    assert surely not in verdict_words(known, Known(), language)["settle"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_network_that_open_labels_find_right_most_often_is_named_once(language: str) -> None:
    opened = found()
    alone = say("best.normalisation_alone", language)
    most = say("page.search.settled.most", language, networks=[alone], accuracy=0.777)
    assert most in verdict_words(opened, revealed(opened), language)["settle"]
    scored = tuple(replace(each, target_accuracy=RIGHT[each.strategy]) for each in opened.candidates)
    known = found(candidates=scored, nearest=scored[-1], target_accuracy=0.698, scored_on=278)
    assert most in verdict_words(known, Known(), language)["settle"]
    # Not where another sentence names it, nor where it is the one to take.
    assert most not in verdict_words(opened, revealed(opened, "normalisation-alone"), language)["settle"]
    first = revealed(opened).scored
    assert first is not None
    by_scores = Known(scored=first._replace(first=FirstByScores("normalisation-alone", True, False)))
    assert most not in verdict_words(opened, by_scores, language)["settle"]
    right = {SOURCE_ONLY: 0.46, "normalisation-alone": 0.6, "dann": 0.698}
    taken = verdict_words(opened, Known(scored=first._replace(accuracies=right)), language)["settle"]
    assert say("page.search.settled.most", language, networks=["DANN"], accuracy=0.698) not in taken


def test_a_network_on_the_second_backbone_is_compared_with_the_source_only_there() -> None:
    """With the own backbone's it seemed to gain what only the other backbone brings."""
    own = found()
    second = [replace(each, backbone=LITE2, run=f"{each.run}-2") for each in own.candidates]
    both = replace(own, candidates=(*own.candidates, *second), distilled=None, nearest=second[-1])
    right = {each.name: RIGHT[each.strategy] + (0.1 if each.backbone else 0) for each in both.candidates}
    settle = verdict_words(both, Known(scored=Scored(right, 278, {}, ())), "en")["settle"]
    assert "79.8 % right, source-only 56.0 %" in settle
    scored = tuple(replace(each, target_accuracy=right[each.name]) for each in both.candidates)
    open_labels = replace(both, candidates=scored, nearest=scored[-1], target_accuracy=0.75, scored_on=278)
    assert "best guess 75.0 %, source-only 56.0 %" in verdict_words(open_labels, Known(), "en")["settle"]


def test_after_a_reveal_the_network_that_results_puts_first_stands_beside_the_one_to_take() -> None:
    opened = found()
    scored = revealed(opened).scored
    assert scored is not None

    def settle(ahead: bool | None, sure: bool) -> str:
        first = FirstByScores("normalisation-alone", ahead, sure)
        return str(verdict_words(opened, Known(scored=scored._replace(first=first)), "en")["settle"])

    assert "normalization alone, which Results puts first by scores, has 77.7 %: surely more." in settle(True, True)
    assert "has 77.7 %; the difference may be chance." in settle(True, False)
    assert "has 77.7 %: surely less." in settle(False, True)
    assert "has 77.7 % too." in settle(None, False)
    assert "which Results puts first" not in verdict_words(opened, Known(scored=scored), "en")["settle"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_labels_settle_is_no_longer_called_open(language: str) -> None:
    unclear = found("unclear")
    open_yet = verdict_words(unclear, Known(), language)
    assert open_yet["doubt"]
    settled = verdict_words(unclear, Known(mix="The mix is much the same.", settled=True), language)
    assert (settled["doubt"], settled["unsure"], settled["tone"]) == ("", "", "good")


@pytest.mark.parametrize("language", LANGUAGES)
def test_B6_a_told_class_that_is_not_predicted_is_the_first_doubt(language: str) -> None:
    lost = verdict_words(found("told", shares={"cat": 0.97, "owl": 0.03}, unpredicted={"owl": 0.03}), Known(), language)
    assert "owl 3 %" in lost["doubt"]
    assert lost["tone"] == "open"


def test_B15_a_verdict_of_one_told_class_is_not_green() -> None:
    assert verdict_words(found("told", shares={"cat": 1.0, "owl": 0.0}), Known(), "en")["tone"] == "open"
    assert verdict_words(found("told", shares={"cat": 0.5, "owl": 0.5}), Known(), "en")["tone"] == "good"


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_a_distilled_networks_scores_read_is_said_only_where_they_are_shown(language: str) -> None:
    distilled = found(distilled=Contender("distilled", "distilled", False, 0, {}, None), distilled_agreement=0.9)
    read = say("page.search.distilled_scores", language)
    assert read in verdict_words(distilled, Known(), language)["uncounted"]
    assert read not in verdict_words(replace(distilled, learned=20), Known(), language)["uncounted"]
    assert read not in verdict_words(found(), Known(), language)["uncounted"]
