"""What to do next with a run: everything that gives advice about it passes through here, so that no two pieces contradict each other.

Advice comes from the result (:func:`next_step`) and from what the health numbers warn about (:func:`findings_told`). Three rules hold:

1. what open labels refute is not said;
2. a strategy that is part of the run is not recommended to it;
3. of two pieces that pull one setting in opposite directions, only the graver one is given. The fact behind the other is still told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from tlgui.finding.verdict import ALONE
from tlgui.finding.words import called
from tlgui.runs.diagnosis import COLLAPSED
from tlgui.runs.remarks import search_of
from tlgui.strategies import Combination
from tlgui.strategies.registry import RECOMMENDED_INSTEAD
from tlgui.tasks import TASKS
from tlgui.texts import CATALOGUE, joined, say
from tlgui.views.judgement import SIGNIFICANCE, judge
from tlgui.views.words import sentence

Finding = Mapping[str, Any]
"""``code`` and ``values`` of something that looks wrong."""

Pull = Literal["more", "less"]

PULLS: dict[str, Pull] = {
    "verdict.next.worse": "less",
    "verdict.next.worse_per_domain": "less",
    "verdict.next.worse_alone": "less",
    "verdict.next.worse_alone_matched": "less",
    "verdict.next.worse_supervised": "less",
    "verdict.next.worse_values": "less",
    "collapsed": "less",
    "few_classes": "less",
    "discriminator_won": "more",
    "no_effect": "more",
}
"""Which advice asks for more adaptation (a higher weight, longer training) and which for less."""

OVER = ("finished", "failed", "stopped", "paused", "interrupted")
"""States of a run in which nothing can be stopped any more."""

OF_FEW_CLASSES = ("collapsed", "few_classes")
"""Findings that suspect, without any label, that the target has more classes than are predicted."""

SUSPECTS_A_LOSS = ("class_lost", "class_shares")
"""Findings that suspect, without any label, that the run did worse than its reference."""

INSTEAD: dict[str, tuple[str, ...]] = {"class_shares": ("mcc", "shot"), **RECOMMENDED_INSTEAD}
"""For a finding whose ``health.<code>.instead`` recommends other strategies: their keys."""


NEAR_CHANCE, SURELY_ABOVE = 0.05, 1.645
"""An accuracy is not clearly above that of guessing within so many standard errors (95 %, one side), and at most so far from it."""


def next_step(facts: Mapping[str, Any], language: str) -> str:
    """What to do after this result, in a sentence; empty where nothing is known yet or a finding has better advice."""
    key = next_key(facts)
    values = {"alone": _alone(facts), "second": second_reference(facts, language), "chance": facts.get("chance")}
    return "" if key is None else say(key, language, **values)


def next_key(facts: Mapping[str, Any]) -> str | None:
    """The text of :func:`next_step`."""
    judgement, running = judge(facts), _running(facts)
    if rests_on_few(facts):
        return None  # the finding says what to do
    if running == {"source-only"}:
        return "verdict.next.source_only"
    if judgement is None:
        sealed = facts["target_labels_used_for"] == "nothing (sealed)"
        unseen = facts["metrics"][TASKS[facts["task"]].metric]["target"] is None
        kind = "sealed" if sealed else "without_values" if TASKS[facts["task"]].has_values else "unlabelled"
        return f"verdict.next.{kind}" if unseen else None
    if recognizes_nothing(facts):
        return "verdict.next.chance"
    if judgement.kind == "same" and _beside_alone(facts) != "better":
        more = any(PULLS.get(each["code"]) == "more" for each in facts["findings"])
        return None if more else "verdict.next.same"
    if judgement.kind == "worse":
        if facts["target_labels_used_for"] == "training and scoring":
            return "verdict.next.worse_supervised"
        return "verdict.next.unsure" if judgement.sure is False else _worse(facts)
    if not judgement.sure and judgement.sure is not None:
        return "verdict.next.unsure"
    if (beside := _beside_alone(facts)) and "adabn" not in running:
        if facts["target_shares"] is None:
            return "verdict.next.adabn"
        return "verdict.next.better" if beside == "as_well" else "verdict.next.compare"  # AdaBN by itself does less
    return "verdict.next.better"


def beside_second(facts: Mapping[str, Any], language: str) -> str:
    """That normalization alone does as well as the run or better, or that a lead over it could be chance, in a sentence; empty where neither is
    so, and where that is no matter.
    """
    beside: str | None = _beside_alone(facts)
    if beside is None:
        ahead = judge(facts, reference="normalisation_alone")
        beside = "ahead" if ahead is not None and ahead.kind == "better" and ahead.sure is False else None
    if beside is None or next_key(facts) not in ("verdict.next.adabn", "verdict.next.compare", "verdict.next.better"):
        return ""
    if "adabn" in _running(facts):
        return ""
    alone = say(f"verdict.second.{'accuracy' if TASKS[facts['task']].is_share else 'error'}", language, alone=_alone(facts))
    return say(f"verdict.beside.{beside}", language, second=second_reference(facts, language), alone=alone)


def came_out_worse(facts: Mapping[str, Any]) -> bool:
    """Whether a run is worse than its reference by open labels, as far as chance may be left out."""
    judgement = judge(facts)
    return judgement is not None and judgement.kind == "worse" and judgement.sure is not False


def rests_on_few(facts: Mapping[str, Any]) -> bool:
    """Whether a domain has so few pictures that nothing follows from the result."""
    return any(each["code"] == "few_pictures" for each in facts["findings"])


def recognizes_nothing(facts: Mapping[str, Any]) -> bool:
    """Whether neither a run nor source-only is right on clearly more of the target's open labels than guessing."""
    chance, pictures = facts.get("chance"), facts["target_scored_on"]
    if chance is None or not pictures or facts["baseline_kind"] != "source_only":
        return False
    error = SURELY_ABOVE * math.sqrt(chance * (1 - chance) / pictures)
    accuracy = facts["metrics"][TASKS[facts["task"]].metric]
    return max(accuracy["target"], accuracy["baseline"]) <= chance + min(error, NEAR_CHANCE)


def _worse(facts: Mapping[str, Any]) -> str:
    task = TASKS[facts["task"]]
    if task.negative_transfer is None:
        return "verdict.next.worse_values"
    metric = facts["metrics"][task.metric]
    if task.gain(metric["target"], metric["baseline"]) >= -task.negative_transfer:
        return "verdict.next.unsure"  # seeds differ by as much
    alone = metric["normalisation_alone"]
    if alone is not None and task.tone(alone, metric["baseline"]) == "good" and "adabn" not in _running(facts):
        return "verdict.next.worse_alone" if facts["target_shares"] is None else "verdict.next.worse_alone_matched"
    per_domain = facts["settings"].get("normalisation") == "per_domain"
    return "verdict.next.worse_per_domain" if per_domain else "verdict.next.worse"


def findings_told(
    findings: Iterable[Finding], facts: Mapping[str, Any], language: str, *, in_terminal: bool = False
) -> list[str]:
    """What looks wrong with a run, each with its advice, most serious first.

    Parameters
    ----------
    facts:
        The run's :func:`tlgui.runs.results.summary`.
    in_terminal:
        Say behind an advice what to type, where the page has something to press.
    """
    running = _running(facts)
    pulled = PULLS.get(next_key(facts) or "")
    told = []
    for each in not_refuted(findings, facts):
        code = each["code"]
        parts = [sentence(dict(each), language, "health")]
        pull = PULLS.get(code)
        if pull is None or pulled is None or pull == pulled:
            pulled = pulled or pull
            advice = _advice(code, facts)
            parts += [_said(f"health.{code}.{advice}", each, language)]
            typed = f"cli.type.health.{code}.{advice}"
            typed = typed if typed in CATALOGUE else f"cli.type.health.{code}"
            parts += [_said(typed, each, language)] if in_terminal and advice != "known" else []
        if not running.intersection(INSTEAD.get(code, ())):
            parts += [_said(f"health.{code}.instead", each, language)]
        told.append(joined(parts, language))
    return told


def _advice(code: str, facts: Mapping[str, Any]) -> str:
    """Which of the texts of a finding says what to do: nobody is advised to do what was done, or to ask what is known."""
    fits = {
        "known": judge(facts) is not None,
        "told": _told_shares(facts) is not None,
        "searched": bool(search_of(facts.get("tags", ()))),
        "by_host": bool(facts.get("host_reveals")),  # nobody who sees the run knows what its target contains
        "over": facts["status"] in OVER,
    }
    return next((name for name, fit in fits.items() if fit and f"health.{code}.{name}" in CATALOGUE), "advice")


def not_refuted(findings: Iterable[Finding], facts: Mapping[str, Any]) -> list[Finding]:
    """The findings without those that suspect a loss where open labels show that there is none, or more classes than the run was told of;
    of few pictures those that speak of shares of these.
    """
    judgement = judge(facts)
    lost_nothing = judgement is not None and judgement.kind != "worse"
    refuted = (SUSPECTS_A_LOSS if lost_nothing else ()) + (OF_FEW_CLASSES if told_one_class(facts) else ())
    if rests_on_few(facts):
        refuted += (*SUSPECTS_A_LOSS, *OF_FEW_CLASSES, "no_effect")
    return [each for each in findings if each["code"] not in refuted]


def told_one_class(facts: Mapping[str, Any]) -> bool:
    """Whether somebody told the run that nearly all of the target is of one class: then its scores praise what contradicts that."""
    told = _told_shares(facts)
    return told is not None and max(told.values()) >= COLLAPSED


def _told_shares(facts: Mapping[str, Any]) -> Mapping[str, float] | None:
    """The class shares that somebody told the run; ``None`` without any, and where a search estimated them."""
    shares: Mapping[str, float] | None = facts["target_shares"]
    return None if facts.get("target_shares_from") == "estimated" else shares


def _said(key: str, finding: Finding, language: str) -> str:
    return say(key, language, **finding["values"]) if key in CATALOGUE else ""


def _running(facts: Mapping[str, Any]) -> set[str]:
    return set(Combination.parse(facts["strategy"]).keys)


def second_reference(facts: Mapping[str, Any], language: str) -> str:
    """What normalization alone is called beside a run: it is matched to the target's classes where the run is. ``facts``: a summary with
    ``alone_matched``, in which round of a search it was (:func:`tlgui.views.rounds.rounds_of`).
    """
    return called(ALONE, facts.get("alone_matched", int(facts["target_shares"] is not None)), language)


def _alone(facts: Mapping[str, Any]) -> float | None:
    """The first metric of normalization alone."""
    found: float | None = facts["metrics"][TASKS[facts["task"]].metric]["normalisation_alone"]
    return found


def _beside_alone(facts: Mapping[str, Any]) -> Literal["better", "perhaps", "as_well"] | None:
    """Whether normalization alone is better than the run, hardly by chance or perhaps, or does as well; ``None``: none of it."""
    task, alone = TASKS[facts["task"]], _alone(facts)
    tone = "good" if alone is None else task.tone(facts["metrics"][task.metric]["target"], alone)
    turned = facts.get("turned_over_normalisation_alone")
    if tone == "bad" and turned is not None and turned["wrong"] > turned["right"] and turned["p"] < SIGNIFICANCE:
        return "better"
    return {"good": None, "even": "as_well", "bad": "perhaps"}[tone]
