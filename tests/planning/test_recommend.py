"""The recommender: type of transfer, what is possible, what first, and why, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tlgui.planning.recommend import Measured, Reason, Recommendation, recommend
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
from tlgui.strategies import OFFERED, STRATEGIES
from tlgui.strategies.base import DataFacts, DomainFacts
from tlgui.texts import CATALOGUE, say

PHOTO = DomainFacts("photo", 300, ("cat", "dog", "owl"), (100, 100, 100), "all")
SKETCH = DomainFacts("sketch", 200, (), (), "none")
FEW = DomainFacts("sketch", 200, ("cat", "dog", "owl"), (5, 6, 7), "all")
MANY = DomainFacts("sketch", 900, ("cat", "dog", "owl"), (300, 300, 300), "all")
OTHER = DomainFacts("birds", 90, ("hen", "tit"), (45, 45), "all")
APART, ALIKE = Measured(domain_auc=0.97), Measured(domain_auc=0.52)


@pytest.mark.parametrize(
    ("source", "target", "measured", "transfer", "strategy"),
    [
        (PHOTO, SKETCH, APART, "inter_domain", "mcc"),
        (PHOTO, SKETCH, None, "inter_domain", "mcc"),
        (PHOTO, SKETCH, ALIKE, "none", "source-only"),
        (PHOTO, SKETCH, Measured(0.97, 0.5), "inter_domain", "afn"),
        (PHOTO, OTHER, APART, "intra_task", "feature-extraction"),
        (PHOTO, OTHER, ALIKE, "intra_domain", "feature-extraction"),
        (None, OTHER, None, "intra_domain", "feature-extraction"),
        (PHOTO, None, None, "inter_domain", "source-only"),
        (None, SKETCH, None, "intra_domain", None),
    ],
)
def test_it_names_the_type_and_a_strategy(
    source: DomainFacts | None, target: DomainFacts | None, measured: Measured | None, transfer: str, strategy: str | None
) -> None:
    found = recommend(RunSpec(), DataFacts(source, target), measured)
    assert (found.transfer, found.strategy) == (transfer, strategy)
    assert found.strategy is None or found.strategy in found.possible
    assert found.reasons
    said(found)


def said(found: Recommendation, language: str = "en") -> list[str]:
    """The reasons in words; each has them, and so has the type."""
    assert f"advice.type.{found.transfer}" in CATALOGUE
    return [say(f"advice.{each.code}", language, **each.values) for each in found.reasons]


@pytest.mark.parametrize(
    "measured", [Measured(), Measured(0.97, 0.5), Measured(0.97, seeming_shift=0.4), Measured(labels=20, labels_shift=0.4)]
)
@pytest.mark.parametrize("target", [SKETCH, replace(MANY, classes=("cat", "dog"), counts=(300, 600))])
def test_where_another_mix_was_told_it_is_a_strategy_that_makes_the_most_of_it(measured: Measured, target: DomainFacts) -> None:
    told = recommend(RunSpec(), DataFacts(PHOTO, target), replace(measured, told_shift=0.3))
    assert (told.strategy, told.told_shares, told.tells_shares) == ("cdan", True, False)
    assert any("differ from the source's by 30 %" in each for each in said(told))
    assert not recommend(RunSpec(), DataFacts(PHOTO, target), measured).told_shares


@pytest.mark.parametrize(("target", "strategy"), [(FEW, "tradaboost"), (MANY, "fine-tuning")])
def test_labels_of_the_same_classes_are_kept_for_scoring_unless_they_may_be_used(target: DomainFacts, strategy: str) -> None:
    kept = recommend(RunSpec(), DataFacts(PHOTO, target), APART)
    assert (kept.labels_used, kept.strategy) == (False, "mcc")
    assert "fine-tuning" not in kept.possible
    used = recommend(RunSpec(), DataFacts(PHOTO, target), APART, use_labels=True)
    assert (used.labels_used, used.strategy) == (True, strategy)
    if target is FEW:  # many pictures may have a label, and one class be small
        assert said(used)[-1].startswith("The target has few labels of at least one class (the smallest has ")
    assert (kept.transfer, used.transfer) == ("inter_domain", "inter_domain")


def test_a_target_with_some_of_the_sources_classes_is_still_the_same_task() -> None:
    two = replace(MANY, classes=("cat", "dog"), counts=(300, 300))
    found = recommend(RunSpec(), DataFacts(PHOTO, two), APART)
    assert (found.transfer, found.labels_used, found.strategy) == ("inter_domain", False, "ba3us")
    assert any("only 2 of the source's 3 classes" in each for each in said(found))
    other = replace(
        MANY, classes=("cat", "dog", "yak"), counts=(300, 300, 20)
    )  # one that the source does not have is none of them
    found = recommend(RunSpec(), DataFacts(PHOTO, other), APART)
    assert any("only 2 of the source's 3 classes" in each for each in said(found))


def test_a_class_that_is_only_written_differently_is_named_unless_the_target_is_sealed() -> None:
    other = replace(MANY, classes=("Cat", *MANY.classes[1:]))
    words = "The target may only write one class differently: Cat → cat. If so, use the source’s names first"
    assert any(words in each for each in said(recommend(RunSpec(), DataFacts(PHOTO, other), APART)))
    renamed = RunSpec(class_map=ClassMap(rename={"Cat": "cat"}))
    assert not any("differently" in each for each in said(recommend(renamed, DataFacts(PHOTO, other), APART)))
    assert not any(
        "differently" in each for each in said(recommend(RunSpec(), DataFacts(PHOTO, replace(other, sealed=True)), APART))
    )


def test_the_same_pictures_on_both_sides_are_no_domain_shift() -> None:
    for measured in (Measured(in_source=200), Measured.of(None, 200)):
        found = recommend(RunSpec(), DataFacts(PHOTO, SKETCH), measured)
        assert (found.transfer, found.strategy) == ("none", None)
        assert any("All 200 target pictures are in the source" in each for each in said(found))
    assert recommend(RunSpec(), DataFacts(PHOTO, SKETCH), Measured(in_source=199)).transfer == "inter_domain"


def test_it_says_when_light_and_colour_explain_the_shift() -> None:
    explained = recommend(RunSpec(), DataFacts(PHOTO, SKETCH), Measured(0.98, None, 0.6))
    assert Reason("looks_explain", {"auc": 0.98, "without": 0.6}) in explained.reasons
    for without in (None, 0.95):
        other = recommend(RunSpec(), DataFacts(PHOTO, SKETCH), Measured(0.98, None, without))
        assert "looks_explain" not in [each.code for each in other.reasons]


def test_what_tells_the_domains_apart_by_itself_explains_nothing() -> None:
    measured = Measured(0.98, None, 0.5, auc_of_looks=0.99)
    codes = [each.code for each in recommend(RunSpec(), DataFacts(PHOTO, SKETCH), measured).reasons]
    assert ("looks_identify" in codes, "looks_explain" in codes) == (True, False)
    codes = [each.code for each in recommend(RunSpec(), DataFacts(PHOTO, SKETCH), replace(measured, auc_of_looks=0.8)).reasons]
    assert ("looks_identify" in codes, "looks_explain" in codes) == (False, True)


def test_class_shares_that_a_search_took_count_as_those_that_seem_to_differ_unless_labels_tell() -> None:
    searched = Measured(0.97, seeming_shift=0.1, searched_shift=0.36)
    found = recommend(RunSpec(), DataFacts(PHOTO, SKETCH), searched)
    assert (found.strategy, found.reasons[-1]) == ("afn", Reason("uneven_by_search", {"shift": 0.36}))
    by_labels = recommend(RunSpec(), DataFacts(PHOTO, SKETCH), replace(searched, labels=20, labels_shift=0.3))
    assert by_labels.reasons[-1].code == "uneven_by_labels"
    for other in (replace(searched, label_shift=0.1), replace(searched, searched_shift=None)):
        assert recommend(RunSpec(), DataFacts(PHOTO, SKETCH), other).strategy == "cdan"


def test_class_shares_that_only_seem_to_differ_are_told_as_a_suspicion_unless_the_true_ones_are_known() -> None:
    seeming = Measured(0.97, seeming_shift=0.5)
    found = recommend(RunSpec(), DataFacts(PHOTO, SKETCH), seeming)
    assert found.strategy == "afn"
    assert any("seems to have different class shares" in each and "50 %" in each for each in said(found))
    for other in (replace(seeming, label_shift=0.1), replace(seeming, seeming_shift=0.29)):
        calm = recommend(RunSpec(), DataFacts(PHOTO, SKETCH), other)
        assert calm.strategy == "cdan"
        assert "seems_uneven" not in [each.code for each in calm.reasons]
    known = recommend(RunSpec(), DataFacts(PHOTO, SKETCH), replace(seeming, label_shift=0.1)).reasons[-1]
    assert known == Reason("shares_known_alike", {"shift": 0.1})
    same = recommend(RunSpec(), DataFacts(PHOTO, SKETCH), replace(seeming, label_shift=0.004)).reasons[-1]
    assert same == Reason("shares_known_same")


@pytest.mark.parametrize("measured", [APART, Measured(0.97, seeming_shift=0.1), Measured(0.97, label_shift=0.24)])
def test_of_a_class_that_the_source_does_not_have_it_is_not_said_that_the_classes_are_the_same(measured: Measured) -> None:
    more = replace(MANY, classes=(*MANY.classes, "yak"), counts=(*MANY.counts, 300))
    sentences = said(recommend(RunSpec(), DataFacts(PHOTO, more), measured))
    assert any("not in the source" in each for each in sentences)
    assert not any("classes are the same" in each for each in sentences)


def test_of_shares_that_seem_alike_it_speaks_only_where_they_were_measured_and_the_network_was_pretrained() -> None:
    measured = Measured(0.97, seeming_shift=0.1)
    assert [each.code for each in recommend(RunSpec(), DataFacts(PHOTO, SKETCH), measured).reasons][-1] == "shares_alike"
    for spec, seen in ((RunSpec(), APART), (RunSpec(backbone="small-cnn"), measured)):
        found = recommend(spec, DataFacts(PHOTO, SKETCH), seen)
        assert (found.strategy, found.reasons[-1].code) == ("mcc", "unlabelled")


def test_values_are_told_from_classes() -> None:
    angles, some = replace(SKETCH, labels="all", labelled=90, task="regression"), replace(SKETCH, labelled=30, task="regression")
    assert recommend(RunSpec(), DataFacts(angles, SKETCH), APART).strategy == "mmd"
    used = recommend(RunSpec(), DataFacts(angles, replace(some, labels="some")), APART, use_labels=True)
    assert used.strategy in ("feature-extraction", "fine-tuning")
    assert any("30 pictures" in each for each in said(used))


def test_what_is_possible_is_what_the_check_lets_through() -> None:
    found = recommend(RunSpec(), DataFacts(PHOTO, SKETCH))
    assert "fine-tuning" not in found.possible  # no target labels
    assert set(found.possible) <= OFFERED.keys()
    frozen = recommend(RunSpec(settings=RunSettings(frozen="all")), DataFacts(PHOTO, SKETCH))
    needs_layers = {key for key, strategy in STRATEGIES.items() if strategy.trains_stages}
    assert "tent" in needs_layers
    assert set(found.possible) - set(frozen.possible) == needs_layers
    assert {"mcc", "cdan", "shot", "rkd"} <= set(found.possible) <= set(STRATEGIES)


def test_the_measured_numbers_stand_in_the_reasons() -> None:
    found = recommend(RunSpec(), DataFacts(PHOTO, SKETCH), Measured(0.97, 0.5))
    for language in ("en", "zh"):
        assert any("0.97" in each for each in said(found, language))
        assert any("50 %" in each for each in said(found, language))
    differing = recommend(RunSpec(), DataFacts(PHOTO, replace(OTHER, classes=("cat", "hen"))), APART)
    assert any("1 in both, 3 in the source, 2 in the target" in each for each in said(differing))


def test_A24_one_class_more_is_no_other_task() -> None:
    target = DomainFacts("sketch", 80, ("cat", "dog", "emu", "owl"), (20, 20, 20, 20), "all")
    found = recommend(RunSpec(), DataFacts(PHOTO, target), APART)
    assert (found.transfer, found.strategy) == ("inter_domain", "mcc")
    extra = next(each for each in found.reasons if each.code == "classes_extra")
    assert say("advice.classes_extra", "en", **extra.values) == (
        "1 of the target's 4 classes is not in the source. The network cannot name it; the result is told with and without "
        "its pictures."
    )
