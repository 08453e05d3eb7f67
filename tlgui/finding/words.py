"""A verdict in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from tlgui.data.class_names import as_pairs
from tlgui.finding.stages import GOES_ON, LEARN_LABELS, Ground
from tlgui.finding.verdict import ALONE, DISTILLED, SOURCE_ONLY, Contender, Verdict
from tlgui.insight.class_shares import shares_of, total_variation
from tlgui.insight.labeled_shares import NEAR, SAME_BELOW, probability_of_same
from tlgui.models import catalogue
from tlgui.strategies.combination import strategy_name
from tlgui.texts import joined, printable, say, shortened
from tlgui.texts.forms import written

REFERENCE_TEXTS = {SOURCE_ONLY: "best.source_only", ALONE: "best.normalisation_alone"}


ALIKE = ("equal", "said_equal", "labels_equal")
"""Why all that adapts counts alike: the target is taken to have the source's mix of classes."""

HALF = 0.5

MOST_NAMED = 6
"""So many absent classes are named; nobody reads a longer list."""

OTHERS_NAMED = 5
"""With more classes that the source does not have, only so many are named."""


class Said(NamedTuple):
    """A verdict in words. ``few``, ``better``, ``unnoticed``, ``learned``, ``unpredicted``, ``leave``, ``unsure`` and ``left_out`` are empty
    where there is no reason to say so.
    """

    few: str
    answer: str
    better: str
    why: str
    unnoticed: str
    learned: str
    network: str
    sure: str
    unpredicted: str
    leave: str
    unsure: str
    left_out: str


def called(strategy: str, matched: int, language: str, backbone: str = "") -> str:
    """A candidate as people read it. ``matched``, ``backbone``: as of a :class:`~tlgui.finding.verdict.Contender`."""
    key = REFERENCE_TEXTS.get(strategy)
    name = strategy_name(strategy, language) if key is None else say(key, language)
    if matched:
        name = say("best.matched" if matched == 1 else "best.matched_again", language, name=name)
    return say("best.on_backbone", language, name=name, backbone=catalogue.name_of(backbone)) if backbone else name


def said_of(verdict: Verdict, language: str, counted: str = "", *, scores: bool = True, settled: bool = False) -> Said:
    """The answer, why, which single network comes nearest, how sure that is, whether to leave it as it is.

    Parameters
    ----------
    counted:
        What is known of the target's mix of classes by now, which the search did not know.
    scores:
        Whether the answer says how good it is, where labels are open.
    settled:
        Whether labels say what the mix is, by now, so that it is not open any more.
    """
    guess = say(
        "best.guess_alike" if verdict.look_alikes else "best.guess",
        language,
        networks=_averaged(verdict, language),
        count=verdict.look_alikes,
    )
    why = [_why(verdict, language)]
    if counted:
        why.append(counted)
    # One that failed on one of two backbones leaves the others there more each.
    alike = {round(verdict.weights[each.name], 6) for each in verdict.counted if each.strategy != GOES_ON}
    if verdict.why in ALIKE and len(alike) == 1:
        goes_on = any(each.strategy == GOES_ON for each in verdict.counted)
        why.append(say("best.alike_but_one" if goes_on else "best.alike", language))
    unasked = verdict.why == "equal" and not verdict.learned  # no label was asked
    baseline = verdict.accuracy_of(SOURCE_ONLY)
    if not scores or verdict.target_accuracy is None or baseline is None:
        answer = say("best.answer", language, guess=guess)
    else:
        values = {"accuracy": verdict.target_accuracy, "baseline": baseline, "count": verdict.scored_on}
        answer = say("best.answer_scored", language, guess=guess, **values)
        answer = joined([answer, on_all(verdict.target_accuracy, verdict.scored_on, verdict.other_classes, language)], language)
    scored = {each.name: each.target_accuracy for each in verdict.candidates if each.target_accuracy is not None}
    return Said(
        few=_few(verdict, language),
        answer=answer,
        better=better_words(verdict, verdict.surely_better, scored, language),
        why=joined(why, language),
        unnoticed=say("best.unnoticed", language) if unasked and not counted else "",
        learned=_learned(verdict, language),
        network=_network(verdict, language),
        sure=_sure(verdict, language),
        unpredicted=_unpredicted(verdict, language),
        leave=say(f"best.leave.{verdict.leave}", language, changed=verdict.changed) if verdict.leave else "",
        unsure=say(f"best.unsure.{verdict.doubt}", language, disagreement=verdict.disagreement)
        if verdict.doubt and not settled
        else "",
        left_out=_left_out(verdict, language),
    )


def _why(verdict: Verdict, language: str) -> str:
    """What was taken for the target's mix of classes. Where that may be either, those that assume one count as much as the others, unless only
    one of two backbones left it open, or what assumes one of them failed.
    """
    if verdict.why != "unclear":
        return say(f"best.why.{verdict.why}", language, labels=verdict.labels)
    assuming = [each for each in verdict.counted if each.strategy not in (SOURCE_ONLY, *LEARN_LABELS)]
    matched = sum(verdict.weights[each.name] for each in assuming if each.matched)
    same = sum(verdict.weights[each.name] for each in assuming) - matched
    key = "unclear_same" if not matched else "unclear" if round(same, 2) == round(matched, 2) == HALF else "unclear_weighted"
    return say(f"best.why.{key}", language, same=same, matched=matched)


def _averaged(verdict: Verdict, language: str) -> list[str]:
    """Whose predictions are averaged: those on a second backbone, which are mostly the same once more, are counted together."""
    own, second = ([each for each in verdict.counted if bool(each.backbone) is there] for there in (False, True))
    names = [name_of(each, language) for each in own]
    if not second or not own:
        return names or [name_of(each, language) for each in second]
    return [*names, say("best.of_second", language, count=len(second), backbone=catalogue.name_of(second[0].backbone))]


def _few(verdict: Verdict, language: str) -> str:
    """What too few pictures to say much are, of the target and of a class of the source."""
    words = [say("best.few", language, count=verdict.pictures)] if verdict.few else []
    if verdict.few_of_a_class and verdict.smallest_class is not None:
        name, pictures = verdict.smallest_class
        words.append(say("best.few_of_a_class", language, name=printable(name), count=pictures))
    return joined(words, language)


def better_words(verdict: Verdict, names: Sequence[str], accuracies: Mapping[str, float], language: str) -> str:
    """That the networks with these ``names`` are surely better than the answer, with how good each is; empty without any."""
    by_name = {each.name: each for each in verdict.candidates}
    networks = [f"{name_of(by_name[name], language)} {written('percent1', accuracies[name])}" for name in names]
    return say("best.surely_better", language, networks=networks) if networks else ""


def _sure(verdict: Verdict, language: str) -> str:
    """On how much the networks agree; where they were told one class, that this says nothing."""
    if (name := verdict.told_one_class) is not None:
        return say("best.sure.told", language, name=printable(name), changed=verdict.changed)
    return say("best.sure", language, unanimous=verdict.unanimous, changed=verdict.changed, of=of_pictures(verdict, language))


def _unpredicted(verdict: Verdict, language: str) -> str:
    """Classes that the search was told of and that are not predicted."""
    classes = [f"{printable(name)} {written('percent', share)}" for name, share in verdict.unpredicted.items()]
    return say(f"best.unpredicted.{verdict.why}", language, classes=classes, count=len(classes)) if classes else ""


def of_pictures(verdict: Verdict, language: str) -> str:
    """The pictures that a verdict speaks of: all of the target, or those whose labels no network learned."""
    return say("best.of.others" if verdict.learned else "best.of.target", language)


def how_taken(verdict: Verdict) -> Literal["alone", "distilled", "alike", "nearest"]:
    """Which sentence says why that one network is to take, as the end of its text's key."""
    if verdict.distilled is None:
        return "alone"
    if verdict.taken == verdict.distilled:
        return "distilled"
    return "alike" if verdict.distilled_agreement == verdict.agreement else "nearest"


def counted(ground: Ground, others: Mapping[str, int], language: str) -> tuple[bool, str]:
    """Whether the target has another mix of the source's classes than the source by its open labels, and what it contains in words; nothing
    while they are sealed. ``others``: how many of its pictures are of each class that the source does not have.
    """
    if not len(ground.rows):
        return False, ""
    counts = np.bincount(ground.labels, minlength=len(ground.source))
    of_others = "_of_others" if others else ""
    told = [say("best.counted.others", language, **_others(others, len(ground.rows)))] if others else []
    if probability_of_same(counts, ground.source) > SAME_BELOW:
        return False, joined([*told, say(f"best.counted.same{of_others}", language)], language)
    absent = [name for name, share, count in zip(ground.classes, ground.source, counts, strict=True) if share and not count]
    if 0 < len(absent) <= MOST_NAMED:
        words = say(f"best.counted.absent{of_others}", language, classes=absent, count=len(absent))
    else:
        target = counts / counts.sum()
        most = int(np.abs(target - ground.source).argmax())
        shares = {"target": float(target[most]), "source": float(ground.source[most])}
        words = say(f"best.counted.differ{of_others}", language, name=ground.classes[most], **shares)
    return True, joined([*told, words], language)


def written_differently(ground: Ground, others: Mapping[str, int], same: Mapping[str, str], language: str) -> str:
    """That some of the ``others`` may be the source's classes under another name (``same``): until that is settled nothing is said of the mix,
    which :func:`counted` would get wrong.
    """
    told = say("best.counted.others", language, **_others(others, len(ground.rows)))
    pairs = shortened(as_pairs(same), OTHERS_NAMED)
    return joined([told, say("best.counted.alike", language, pairs=pairs, count=len(same))], language)


def on_all(accuracy: float, scored: int, others: Mapping[str, int], language: str) -> str:
    """The share right on all labeled pictures, where beside the ``scored`` ones some are of ``others``: classes that the source does not have,
    with their numbers of pictures; empty without any.
    """
    if not others:
        return ""
    return say("verdict.other_classes", language, accuracy=right_of_all(accuracy, scored, others), **_others(others, scored))


def right_of_all(accuracy: float, scored: int, others: Mapping[str, int]) -> float:
    """The share right on all labeled pictures: of classes that the source does not have, none is."""
    return accuracy * scored / (scored + sum(others.values())) if others else accuracy


def _others(others: Mapping[str, int], scored: int) -> dict[str, Any]:
    """What sentences say of classes that the source does not have."""
    names = [printable(name) for name in others]
    pictures = sum(others.values())
    return {"pictures": pictures, "of": scored + pictures, "classes": len(names), "names": shortened(names, OTHERS_NAMED)}


def mistold(ground: Ground, told: Mapping[str, float], language: str) -> str:
    """That open labels count other shares than a user ``told`` by class, in words; empty where they are near, and while labels are sealed."""
    if not len(ground.rows):
        return ""
    target, said = shares_of(ground.labels, len(ground.classes)), np.array([told.get(name, 0.0) for name in ground.classes])
    if total_variation(target, said) <= NEAR:
        return ""
    most = int(np.abs(target - said).argmax())
    shares = {"target": float(target[most]), "told": float(said[most])}
    return say("best.counted.mistold", language, name=ground.classes[most], **shares)


def sentences(verdict: Verdict, language: str, counted: str = "", *, settled: bool = False) -> list[str]:
    """The whole verdict, for the command line: what would settle it in its options. ``counted``, ``settled``: as for :func:`said_of`."""
    said = said_of(verdict, language, counted, settled=settled)
    settle = say("cli.best.settle", language) if said.unsure and not counted else ""
    return [each for each in (*said, settle) if each]


def uncounted(verdict: Verdict, language: str) -> list[str]:
    """Why candidates that were trained have no weight in the answer: a sentence for each reason."""
    reasons: dict[str, list[str]] = {}
    for each in verdict.candidates:
        if each.name not in verdict.weights:
            reasons.setdefault(why_uncounted(each, verdict), []).append(name_of(each, language))
    return [say(f"best.uncounted.{reason}", language, networks=names) for reason, names in reasons.items()]


def why_uncounted(candidate: Contender, verdict: Verdict) -> str:
    """Why a candidate that has no weight has none, as the end of its text's key."""
    if candidate.strategy == SOURCE_ONLY:
        return "source_only"
    if candidate.strategy == DISTILLED or candidate.strategy in LEARN_LABELS:
        return candidate.strategy
    if not candidate.matched:
        return "unmatched_there" if verdict.why == "unclear" else "unmatched"  # there: as one of two backbones sees it
    if verdict.why == "alike_equal":
        return "alike"
    of_its_round = any((each.matched, each.backbone) == (candidate.matched, candidate.backbone) for each in verdict.counted)
    return "alone" if of_its_round else "round"


def _network(verdict: Verdict, language: str) -> str:
    """Which one network to take, and how often it agrees with the answer."""
    return say(
        f"best.network.{how_taken(verdict)}",
        language,
        run=verdict.taken.run[:8],
        nearest=name_of(verdict.nearest, language),
        agreement=verdict.taken_agreement,
        nearest_agreement=verdict.agreement,
        distilled_agreement=verdict.distilled_agreement,
        of=of_pictures(verdict, language),
    )


def _learned(verdict: Verdict, language: str) -> str:
    """Which candidates learned labels that a person gave, whether or not they count."""
    names = [name_of(each, language) for each in verdict.candidates if each.strategy in LEARN_LABELS]
    return say("best.learned", language, labels=verdict.learned, networks=names) if names else ""


def _left_out(verdict: Verdict, language: str) -> str:
    if not verdict.left_out:
        return ""
    names = [called(each.strategy, each.matched, language, each.backbone) for each in verdict.left_out]
    return say("best.left_out", language, networks=names)


def name_of(candidate: Contender, language: str) -> str:
    """As :func:`called`."""
    return called(candidate.strategy, candidate.matched, language, candidate.backbone)
