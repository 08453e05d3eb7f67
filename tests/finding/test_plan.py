"""What a search trains next, as a function of what was tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tlgui.finding import rule, stages
from tlgui.finding.plan import Plan
from tlgui.finding.stages import EQUAL_SHARES, FIRST, MATCHED, Ground, Stage
from tlgui.finding.verdict import ALONE, SOURCE_ONLY, Contender, LeftOut, Verdict, named
from tlgui.finding.words import sentences, uncounted
from tlgui.insight.look_alikes import Alike
from tlgui.specification.target_shares import TargetShares

CLASSES = ["cat", "dog"]
NONE = np.zeros(0, np.int64)
GROUND = Ground(CLASSES, np.array([0.5, 0.5]), NONE, NONE, 0)
SAME = TargetShares()


def sure_of(*predicted: int) -> rule.Predictions:
    return np.eye(2)[list(predicted)] * 0.8 + 0.1


EVEN = sure_of(0, 1, 0, 1)


def comes(plan: Plan, *known: Any) -> Stage | Verdict | list[Stage] | None:
    """What comes next; of stages, the one where it is one."""
    step = plan.next(*known)
    return step[0] if isinstance(step, list) and len(step) == 1 else step


def everything(answer: rule.Predictions) -> tuple[list[Contender], dict[str, rule.Predictions]]:
    names = [FIRST, SOURCE_ONLY, ALONE, *EQUAL_SHARES]
    predictions = {name: EVEN if name == SOURCE_ONLY else answer for name in names}
    return [Contender(name, name, name in (SOURCE_ONLY, ALONE), False, {}, None) for name in names], predictions


@pytest.mark.parametrize(("knows", "first"), [("nothing", FIRST), ("same", FIRST), ("shares", MATCHED[0])])
def test_what_is_trained_first_brings_the_references(knows: stages.Knows, first: str) -> None:
    stage = Plan(knows, SAME).first()
    assert (stage.strategies, stage.references, stage.matched) == ((first,), True, knows == "shares")


def test_where_the_classes_seem_as_frequent_all_that_adapt_are_trained_and_count_alike() -> None:
    found, predictions = everything(EVEN)
    assert comes(Plan("nothing", SAME), found[:3], predictions, GROUND) == Stage(EQUAL_SHARES)
    assert comes(Plan("nothing", SAME), found[:-1], predictions, GROUND) == Stage(EQUAL_SHARES)  # one is not there yet
    verdict = comes(Plan("nothing", SAME), found, predictions, GROUND)
    assert isinstance(verdict, Verdict)
    assert verdict.weights == dict.fromkeys([FIRST, ALONE, *EQUAL_SHARES], 1 / (2 + len(EQUAL_SHARES)))


def test_where_they_do_not_the_source_is_matched_unless_the_user_said_that_they_are() -> None:
    found, predictions = everything(EVEN)
    rare = sure_of(0, 0, 0, 0)
    predictions |= {SOURCE_ONLY: rare, ALONE: rare}
    stage = comes(Plan("nothing", SAME), found[:3], predictions, GROUND)
    assert isinstance(stage, Stage)
    assert (stage.strategies, stage.shares) == (MATCHED, TargetShares(known_from="estimated", shares={"cat": 1, "dog": 0}))
    assert comes(Plan("same", SAME), found[:3], predictions, GROUND) == Stage(EQUAL_SHARES)


MOSTLY_CATS = sure_of(0, 0, 0, 1)


def pulled_in_vain(*beside: str) -> tuple[list[Contender], dict[str, rule.Predictions]]:
    """The references see equal shares and all that assume them see others; ``beside`` these were matched."""
    found, predictions = everything(MOSTLY_CATS)
    found, added = in_rounds(found, beside, sure_of(1, 1, 0, 1), sure_of(1, 1, 0, 1))
    return found, predictions | {SOURCE_ONLY: EVEN, ALONE: EVEN} | added


def in_rounds(
    found: list[Contender], strategies: Sequence[str], *rounds: rule.Predictions
) -> tuple[list[Contender], dict[str, rule.Predictions]]:
    """``found``, and what was matched to shares, one round after another, each with what its networks predict."""
    named_so = [(each, matched, answer) for matched, answer in enumerate(rounds, 1) for each in strategies]
    more = [Contender(each, f"{each} {matched}", each == ALONE, matched, {}, None) for each, matched, _ in named_so]
    return [*found, *more], {named(each, matched): answer for each, matched, answer in named_so}


def test_where_even_those_that_assume_equal_shares_predict_others_the_source_is_matched_after_all() -> None:
    search, seeming = Plan("nothing", SAME), TargetShares(known_from="estimated", shares={"cat": 0.5, "dog": 0.5})
    found, predictions = pulled_in_vain()
    assert comes(search, found[:3], predictions, GROUND) == Stage(EQUAL_SHARES)
    assert comes(search, found, predictions, GROUND) == Stage(MATCHED, seeming, references=True)
    found, predictions = pulled_in_vain(*MATCHED, ALONE)
    verdict = comes(search, found, predictions, GROUND)
    assert isinstance(verdict, Verdict)
    assert (verdict.why, verdict.doubt, verdict.leave) == ("differ_late", "late", None)
    assert verdict.shares == seeming.shares
    assert set(verdict.weights) == {named(each, True) for each in (*MATCHED, ALONE)}
    assert "is a guess" in " ".join(sentences(verdict, "en"))


@pytest.mark.parametrize(("still", "differ"), [(rule.STILL_MOVED_FROM_SCRATCH, False), (0.12, True)])
def test_networks_from_scratch_are_asked_late_and_more_strictly(
    still: float, differ: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the references predict of another domain has little to do with its shares, but what source-only predicts is the less wrong."""
    monkeypatch.setattr(rule, "still_moved", lambda *_: still)
    search, ground = Plan("nothing", SAME), replace(GROUND, from_scratch=True)
    found, predictions = everything(EVEN)
    predictions |= {SOURCE_ONLY: MOSTLY_CATS, ALONE: sure_of(1, 1, 1, 1)}
    assert rule.compare_shares(predictions[SOURCE_ONLY], predictions[ALONE], GROUND.source).differ
    assert comes(search, found[:3], predictions, ground) == Stage(EQUAL_SHARES)
    told = comes(search, found, predictions, ground)
    if not differ:
        assert isinstance(told, Verdict)
        assert told.why == "equal"
        return
    assert told == Stage(MATCHED, TargetShares(known_from="estimated", shares={"cat": 0.75, "dog": 0.25}), references=True)
    found += [Contender(each, f"{each} again", each == ALONE, True, {}, None) for each in (*MATCHED, ALONE)]
    verdict = comes(search, found, predictions | {named(each, True): EVEN for each in (*MATCHED, ALONE)}, ground)
    assert isinstance(verdict, Verdict)
    assert (verdict.why, verdict.doubt) == ("differ_late", "late")
    assert set(verdict.weights) == {*(named(each, True) for each in (*MATCHED, ALONE)), SOURCE_ONLY}


@pytest.mark.parametrize(
    ("looks", "why"),
    [
        ((0, 0, 0, 1), "alike_equal"),
        ((1, 1, 0, 1), "differ_late"),
        ((0, 1, 0, 1), "differ_late"),
        (None, "differ_late"),
    ],
    ids=["as they say", "as the matched say", "as source-only says", "unknown"],
)
def test_what_looks_alike_decides_between_those_that_are_matched_and_those_that_are_not_where_all_is_from_scratch(
    looks: tuple[int, ...] | None, why: str
) -> None:
    """Four pictures thrice; a picture's two look-alikes are those of its own group."""
    found, predictions = pulled_in_vain(*MATCHED, ALONE)
    thrice = {name: np.tile(each, (3, 1)) for name, each in predictions.items()}
    places = (
        None if looks is None else [[place for place in range(12) if looks[place % 4] == looks[own % 4]][:2] for own in range(12)]
    )
    alike = None if places is None else Alike(np.array(places, np.int32), np.ones((12, 2), np.float32))
    verdict = comes(Plan("nothing", SAME), found, thrice, replace(GROUND, from_scratch=True, alike=alike))
    assert isinstance(verdict, Verdict)
    assert verdict.why == why
    matched = {named(each, True) for each in (*MATCHED, ALONE)}
    if why == "differ_late":
        assert set(verdict.weights) == {*matched, SOURCE_ONLY}
        return
    assert set(verdict.weights) == {FIRST, ALONE, *EQUAL_SHARES}
    assert (verdict.doubt, verdict.shares) == ("unclear", None)
    told = " ".join([*sentences(verdict, "en"), *uncounted(verdict, "en")])
    assert "twenty labels often tell" in told
    assert "look alike speak against" in told


def test_labels_are_believed_before_what_networks_from_scratch_predict() -> None:
    found, predictions = everything(EVEN)
    rare = sure_of(0, 0, 0, 0)
    ground = replace(GROUND, rows=np.arange(4), labels=np.array([0, 1, 0, 1]), from_scratch=True)
    verdict = comes(Plan("nothing", SAME, labels=4), found, predictions | {SOURCE_ONLY: rare, ALONE: rare}, ground)
    assert isinstance(verdict, Verdict)
    assert verdict.why == "labels_equal"


def test_what_is_known_to_be_equal_is_not_doubted_after_all() -> None:
    found, predictions = pulled_in_vain()
    for search, ground, why in (
        (Plan("same", SAME), GROUND, "said_equal"),
        (Plan("nothing", SAME, labels=4), replace(GROUND, rows=np.arange(4), labels=np.array([0, 1, 0, 1])), "labels_equal"),
    ):
        verdict = comes(search, found, predictions, ground)
        assert isinstance(verdict, Verdict)
        assert (verdict.why, set(verdict.weights)) == (why, {FIRST, ALONE, *EQUAL_SHARES})


def matched(*strategies: str) -> list[Contender]:
    """What is found once ``strategies`` were matched, twice."""
    first = [Contender(name, name, name != FIRST, 0, {}, None) for name in (FIRST, SOURCE_ONLY, ALONE)]
    return in_rounds(first, (*strategies, ALONE), EVEN, EVEN)[0]


@pytest.mark.parametrize(
    ("second", "believed", "taken"),
    [(0, False, 1), (1, False, 1), (2, False, 2), (0, True, 2), (1, True, 2)],
    ids=["fewer overturned", "as many", "more", "fewer, but believed", "as many, but believed"],
)
def test_shares_are_estimated_anew_and_where_source_only_is_not_believed_taken_if_they_overturn_more_of_it(
    second: int, believed: bool, taken: int
) -> None:
    """``second``: how many of four pictures, of which source-only is sure, the second round predicts otherwise; the first does one."""
    start = [Contender(name, name, name != FIRST, 0, {}, None) for name in (FIRST, SOURCE_ONLY, ALONE)]
    rare, dogs = sure_of(0, 0, 0, 0), sure_of(1, 1, 1, 1)
    references = {FIRST: rare, SOURCE_ONLY: rare, ALONE: rare if believed else dogs}
    rounds = [sure_of(0, 0, 0, 1), sure_of(*[1] * second, *[0] * (4 - second))]

    def after(count: int) -> Stage | Verdict | None:
        found, predictions = in_rounds(start, (*MATCHED, ALONE), *rounds[:count])
        return comes(Plan("nothing", SAME), found, predictions | references, GROUND)

    again = after(1)
    assert isinstance(again, Stage)
    assert (again.strategies, again.references, again.round) == (MATCHED, True, 2)
    assert again.shares is not None
    assert again.shares.shares["cat"] == 0.6429  # (4·¾ + 3·½) / 7: a little of the source's shares stays
    verdict = after(2)
    assert isinstance(verdict, Verdict)
    assert {name for name in verdict.weights if name != SOURCE_ONLY} == {named(each, taken) for each in (*MATCHED, ALONE)}


def test_where_source_only_recognizes_too_little_the_shares_are_a_guess_which_it_says_and_source_only_counts_too() -> None:
    found = matched(*MATCHED)
    predictions = dict.fromkeys((each.name for each in found), EVEN)
    predictions |= {SOURCE_ONLY: sure_of(0, 0, 0, 0), ALONE: sure_of(1, 1, 1, 1)}
    stage = comes(Plan("nothing", SAME), found[:3], predictions, GROUND)
    assert isinstance(stage, Stage)
    assert stage.shares == TargetShares(known_from="estimated", shares={"cat": 0, "dog": 1})
    verdict = comes(Plan("nothing", SAME), found, predictions, GROUND)
    assert isinstance(verdict, Verdict)
    assert (verdict.doubt, verdict.unsure, verdict.leave) == ("guess", True, None)
    assert set(verdict.weights) == {*(named(each, True) for each in (*MATCHED, ALONE)), SOURCE_ONLY}
    predictions |= {ALONE: sure_of(0, 0, 0, 0)}
    believed = comes(Plan("nothing", SAME), found, predictions, GROUND)
    assert isinstance(believed, Verdict)
    assert set(believed.weights) == {named(each, 2) for each in (*MATCHED, ALONE)}
    assert "is a guess" in " ".join(sentences(verdict, "en"))


def test_what_cannot_be_matched_is_replaced_once_nothing_of_it_is_left() -> None:
    predictions = dict.fromkeys((each.name for each in matched(*MATCHED, "mmd")), EVEN) | {
        SOURCE_ONLY: sure_of(0, 0, 0, 0),
        ALONE: sure_of(0, 0, 0, 0),
    }
    out = [LeftOut(each, each, True, []) for each in (*MATCHED, "mmd")]

    def after(failed: int, *trained: str) -> Stage | Verdict | None:
        return comes(Plan("nothing", SAME), matched(*trained) if trained else matched()[:3], predictions, GROUND, out[:failed])

    one = after(1, "cdan")
    assert isinstance(one, Verdict)
    assert set(one.weights) == {named("cdan", 2), named(ALONE, 2)}
    two = after(2)
    assert isinstance(two, Stage)
    assert two.strategies == ("mmd",)
    assert isinstance(after(2, "mmd"), Verdict)
    assert after(3) is None


def test_where_all_of_the_second_round_fail_the_first_one_stands() -> None:
    rare = sure_of(0, 0, 0, 0)
    found = [each for each in matched(*MATCHED) if each.matched < 2]
    predictions = {each.name: rare if each.matched == 0 else EVEN for each in found}
    verdict = comes(Plan("nothing", SAME), found, predictions, GROUND, [LeftOut(each, each, 2, []) for each in MATCHED])
    assert isinstance(verdict, Verdict)
    assert set(verdict.weights) == {named(each, 1) for each in (*MATCHED, ALONE)}
    assert [each.name for each in verdict.left_out] == [named(each, 2) for each in MATCHED]


def test_15_shares_that_labels_gave_are_said_to_be_estimated_from_them() -> None:
    told = TargetShares(known_from="labels", labels=20, shares={"cat": 0.9, "dog": 0.1})
    names = [*(named(each, True) for each in MATCHED), SOURCE_ONLY, named(ALONE, True)]
    found = [Contender(each.partition(",")[0], each, each not in names[:2], "," in each, {}, None) for each in names]
    assert comes(Plan("shares", told), found[:1] + found[2:], dict.fromkeys(names, EVEN), GROUND) == Stage(MATCHED, told, True)
    verdict = comes(Plan("shares", told), found, dict.fromkeys(names, EVEN), GROUND)
    assert isinstance(verdict, Verdict)
    assert (verdict.why, verdict.labels) == ("told_labels", 20)
    assert "estimated from 20 labels" in " ".join(sentences(verdict, "en"))
    assert Verdict.from_json(verdict.as_json()) == verdict


def test_C3_shares_from_labels_miss_only_classes_that_a_label_names() -> None:
    names = [*(named(each, True) for each in MATCHED), SOURCE_ONLY, named(ALONE, True)]
    found = [Contender(each.partition(",")[0], each, each not in names[:2], "," in each, {}, None) for each in names]
    cats = np.eye(2)[[0] * 200]

    def missed(labels: int | None, dogs: float, *learned: str) -> dict[str, float]:
        told = TargetShares(known_from="labels" if labels else "told", labels=labels, shares={"cat": 1 - dogs, "dog": dogs})
        verdict = comes(Plan("shares", told), found, dict.fromkeys(names, cats), replace(GROUND, named=learned))
        assert isinstance(verdict, Verdict)
        return dict(verdict.unpredicted)

    assert missed(None, 0.06) == {"dog": 0.06}
    assert missed(20, 0.0652) == {}  # 1.5 / 23: what twenty labels leave that name none
    assert missed(20, 0.12) == {"dog": 0.12}
    assert missed(20, 0.12, "cat") == {}
    assert missed(20, 0.08, "cat", "dog") == {"dog": 0.08}


def test_an_answer_that_changes_next_to_nothing_says_to_leave_it() -> None:
    same = comes(Plan("nothing", SAME), *everything(EVEN), GROUND)
    assert isinstance(same, Verdict)
    assert (same.leave, same.changed, same.unanimous) == ("little", 0.0, 1.0)
    other = comes(Plan("nothing", SAME), *everything(sure_of(0, 1, 1, 0)), GROUND)
    assert isinstance(other, Verdict)
    assert (other.leave, other.changed, other.unanimous) == (None, 0.5, 1.0)


def test_without_an_open_label_no_accuracy_is_told() -> None:
    sealed = comes(Plan("nothing", SAME), *everything(EVEN), GROUND)
    assert isinstance(sealed, Verdict)
    assert (sealed.target_accuracy, sealed.scored_on) == (None, 0)
    rows, labels = np.array([0, 3]), np.array([0, 0])
    known = comes(Plan("nothing", SAME), *everything(EVEN), Ground(CLASSES, GROUND.source, rows, labels, 0))
    assert isinstance(known, Verdict)
    assert (known.target_accuracy, known.scored_on) == (0.5, 2)


def test_a_verdict_is_the_same_when_it_is_read_again() -> None:
    found = comes(Plan("nothing", SAME), *everything(sure_of(0, 1, 1, 0)), GROUND)
    assert isinstance(found, Verdict)
    assert Verdict.from_json(found.as_json()) == found


@pytest.mark.parametrize(("moved", "still"), [(0.13, 0.0), (0.05, 0.13)], ids=["predicted", "predicted still"])
def test_where_nobody_can_tell_what_assumes_either_counts_half(
    moved: float, still: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule, "compare_shares", lambda *_: rule.ShareTest(moved, 0.0))
    monkeypatch.setattr(rule, "still_moved", lambda *_: still)
    found, predictions = everything(EVEN)
    search, seeming = Plan("nothing", SAME), TargetShares(known_from="estimated", shares={"cat": 0.5, "dog": 0.5})
    assert comes(search, found, predictions, GROUND) == Stage(MATCHED, seeming, references=True)
    found, beside = in_rounds(found, (*MATCHED, ALONE), EVEN)
    verdict = comes(search, found, predictions | beside, GROUND)
    assert isinstance(verdict, Verdict)
    assert (verdict.why, verdict.doubt, verdict.shares) == ("unclear", "unclear", None)
    assert verdict.weights == pytest.approx(
        dict.fromkeys([FIRST, ALONE, *EQUAL_SHARES], 0.1) | dict.fromkeys((named(each, 1) for each in (*MATCHED, ALONE)), 1 / 6)
    )
    assert "count half each" in " ".join(sentences(verdict, "en"))
    assert Verdict.from_json(verdict.as_json()) == verdict
    failed = comes(search, found[:-3], predictions, GROUND, [LeftOut(each, each, 1, []) for each in MATCHED])
    assert isinstance(failed, Verdict)
    assert set(failed.weights) == {FIRST, ALONE, *EQUAL_SHARES}
    for known in (Plan("same", SAME), Plan("nothing", SAME, learns=("fine-tuning",))):
        assert not isinstance(step := comes(known, found[:-3], predictions, GROUND), Stage) or step.shares is None
    monkeypatch.setattr(rule, "compare_shares", lambda *_: rule.ShareTest(moved, 0.3))  # source-only is not to be believed
    told = comes(search, found, predictions | beside, GROUND)
    assert isinstance(told, Verdict)
    assert told.why == "equal"


def test_what_is_near_enough_is_taken_for_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule, "compare_shares", lambda *_: rule.ShareTest(0.1, 0.0))
    monkeypatch.setattr(rule, "still_moved", lambda *_: 0.12)
    told = comes(Plan("nothing", SAME), *everything(EVEN), GROUND)
    assert isinstance(told, Verdict)
    assert told.why == "equal"


SECOND = "another"


def on_second(
    found: list[Contender], predictions: dict[str, rule.Predictions]
) -> tuple[list[Contender], dict[str, rule.Predictions]]:
    """The same networks on the second backbone."""
    there = [replace(each, run=f"{each.run} there", backbone=SECOND) for each in found]
    return there, {each.name: predictions[mine.name] for mine, each in zip(found, there, strict=True)}


def test_on_a_second_backbone_all_is_done_too_and_the_answer_is_the_average_of_both() -> None:
    search, (found, predictions) = Plan("nothing", SAME, second=SECOND), everything(EVEN)
    there, theirs = on_second(*everything(sure_of(0, 0, 1, 1)))
    theirs[named(SOURCE_ONLY, 0, SECOND)] = EVEN
    begins, adapts = Stage((FIRST,), None, True, backbone=SECOND), [Stage(EQUAL_SHARES), Stage(EQUAL_SHARES, backbone=SECOND)]
    assert search.first(SECOND) == begins
    for some, stages_of in (
        (found[:3], [adapts[0], begins]),  # neither waits for the other
        (found[:3] + there[:3], adapts),
        (found + there[:3], adapts[1:]),
        (found[:3] + there, adapts[:1]),
    ):
        assert search.next(some, predictions | theirs, GROUND) == stages_of
    distilled, ends = comes(search, found + there, predictions | theirs, GROUND), found + there
    assert isinstance(distilled, Stage)
    assert (distilled.strategies, distilled.shares, distilled.backbone) == (("distilled",), None, "")
    taught = Contender("distilled", "distilled", False, 0, {}, None)
    verdict = comes(search, [*ends, taught], predictions | theirs | {"distilled": EVEN}, GROUND)
    assert isinstance(verdict, Verdict)
    assert verdict.weights == pytest.approx({each.name: 0.1 for each in ends if each.strategy != SOURCE_ONLY})
    assert (verdict.why, verdict.accuracy_of(SOURCE_ONLY)) == ("equal", None)
    words = " ".join(sentences(verdict, "en"))
    assert "5 networks on another" in words
    assert Verdict.from_json(verdict.as_json()) == verdict


def test_what_all_is_measured_by_is_on_the_searchs_own_backbone_whichever_came_first() -> None:
    """Its own first run may have failed after the second backbone's was there."""
    (found, predictions), (there, theirs) = everything(EVEN), on_second(*everything(EVEN))
    theirs[named(SOURCE_ONLY, 0, SECOND)] = sure_of(1, 0, 1, 0)
    scored = [replace(each, target_accuracy=0.9) for each in there] + [replace(each, target_accuracy=0.5) for each in found]
    verdict = comes(Plan("nothing", SAME, second=SECOND), scored, predictions | theirs, GROUND)
    assert isinstance(verdict, Verdict)
    assert (verdict.accuracy_of(SOURCE_ONLY), verdict.changed, verdict.disagreement) == (0.5, 0.0, 0.0)


def test_where_only_one_backbone_sees_another_mix_nobody_can_tell() -> None:
    search, (found, predictions) = Plan("nothing", SAME, second=SECOND), everything(EVEN)
    rare = sure_of(0, 0, 0, 0)
    there, theirs = in_rounds(everything(rare)[0][:3], (*MATCHED, ALONE), rare, rare)
    theirs |= {FIRST: rare, SOURCE_ONLY: rare, ALONE: rare}
    there, theirs = on_second(there, theirs)
    step = comes(search, found + there[:3], predictions | theirs, GROUND)
    assert isinstance(step, Stage)
    assert (step.strategies, step.matched, step.backbone) == (MATCHED, 1, SECOND)
    verdict = comes(search, found + there, predictions | theirs, GROUND)
    assert isinstance(verdict, Verdict)
    assert (verdict.why, verdict.doubt) == ("unclear", "unclear")
    assert verdict.shares is not None
    assert verdict.shares["cat"] > 0.7  # those that the second backbone's were matched to
    assert sum(weight for name, weight in verdict.weights.items() if SECOND in name) == pytest.approx(0.5)


def test_a_second_backbone_on_which_everything_fails_leaves_the_answer_of_the_first() -> None:
    search, (found, predictions) = Plan("nothing", SAME, second=SECOND), everything(EVEN)
    failed: list[LeftOut] = []
    while isinstance(step := comes(search, found, predictions, GROUND, failed), Stage):
        assert step.backbone == SECOND
        failed += [LeftOut(each, each, step.matched, [], SECOND) for each in step.strategies]
    assert isinstance(step, Verdict)
    assert step.left_out == tuple(failed)
    assert [each.strategy for each in failed] == [FIRST, *EQUAL_SHARES]
    assert step.weights == dict.fromkeys([FIRST, ALONE, *EQUAL_SHARES], 1 / (2 + len(EQUAL_SHARES)))
    assert "MCC on another" in " ".join(sentences(step, "en"))


def test_where_the_first_on_a_backbone_was_deleted_after_all_another_brings_what_it_brought() -> None:
    search, (found, predictions) = Plan("nothing", SAME, second=SECOND), everything(EVEN)
    rare = sure_of(0, 0, 0, 0)
    there, theirs = in_rounds(everything(rare)[0][1:2], (*MATCHED, ALONE), rare, rare)  # source-only, which these bring too
    there, theirs = on_second(there, theirs | {SOURCE_ONLY: rare})
    step = comes(search, found + there, predictions | theirs, GROUND, [LeftOut(FIRST, FIRST, 0, [], SECOND)])
    assert step == Stage(("dann",), None, True, backbone=SECOND)


def test_labels_are_learned_once_from_the_network_nearest_to_the_answer_whatever_its_backbone() -> None:
    search = Plan("same", SAME, learns=("fine-tuning", "tradaboost"), second=SECOND)
    (found, predictions), answer = everything(sure_of(0, 1, 1, 1)), sure_of(1, 1, 0, 1)
    there, theirs = on_second(*everything(answer))
    theirs[named(SOURCE_ONLY, 0, SECOND)] = EVEN
    predictions |= dict.fromkeys([FIRST, *EQUAL_SHARES[1:]], answer)
    step = comes(search, found + there, predictions | theirs, GROUND)
    assert isinstance(step, Stage)
    assert step.strategies == ("fine-tuning", "tradaboost")
    begun = [Contender("fine-tuning", "a", False, 0, {}, None, SECOND), Contender("tradaboost", "b", False, 0, {}, None, SECOND)]
    learned = {each.name: EVEN for each in begun}  # with these another one is nearest: nothing is learned again
    step = comes(search, [*found, *there, *begun], predictions | theirs | learned, GROUND)
    weights = step.weights if isinstance(step, Verdict) else step.teachers
    assert weights is not None
    assert weights["fine-tuning, on another"] == pytest.approx(0.5)
    assert sum(weights.values()) == pytest.approx(1)
