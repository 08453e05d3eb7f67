"""The result of a run in words, for the page, the report, the command line and scripts: one function makes it, :func:`verdict`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tlgui.data.class_names import alike, as_option, as_pairs
from tlgui.finding.words import called, on_all
from tlgui.strategies import Combination, aligns_domains
from tlgui.tasks import TASKS
from tlgui.texts import joined, printable, say, shortened
from tlgui.texts.forms import written
from tlgui.views.advice import beside_second, findings_told, next_step, rests_on_few, second_reference, told_one_class
from tlgui.views.judgement import Judgement, judge, tone_of
from tlgui.views.words import few_names

SHARES_TOLD = 8
"""With more class shares than this, only the largest are named in a sentence."""

SELDOM_SURE = 0.5
"""A network that is sure of fewer pictures than this needs a word about why."""


class Given(NamedTuple):
    """What labels that a person gave say of a network, in words: with its range, and where they judge it, the ``headline`` first.

    ``baseline``: how good source-only is by the same labels. ``compared``: whether the network is surely ``better`` or worse than that.
    """

    words: str = ""
    headline: str = ""
    baseline: str = ""
    compared: str = ""
    better: bool | None = None


TYPED = ("stopped", "paused", "interrupted", "not_responding")
"""States of a run without a result that say what to do: on the page what to press, elsewhere what to type."""

NOTHING_GIVEN = Given()
NOTHING_SAID = {
    **{"headline": "", "gain": "", "tone": "even", "second": "", "second_tone": "even"},
    **{"verdict": "", "next": "", "note": ""},
}


def verdict(facts: dict[str, Any], language: str, given: Given = NOTHING_GIVEN, *, in_terminal: bool = False) -> dict[str, str]:
    """The result in words.

    Parameters
    ----------
    facts:
        A :func:`tlgui.runs.results.summary`; ``host_reveals``: only somebody else may open its target's labels; ``alone_matched``: as of
        :func:`tlgui.views.advice.second_reference`.
    given:
        What labels that a person gave say of it.
    in_terminal:
        Whether it is read where there is no button to press, but a command to type.

    Returns
    -------
    ``headline`` and ``gain`` are its numbers (``tone``: good, bad or even). ``second``, which goes on where ``gain`` ends, is the gain over
    normalization alone (``second_tone``). ``verdict`` says what they mean and how sure that is, ``next`` what to do, ``note`` how the result
    came about.
    """
    words = dict(NOTHING_SAID)
    if facts["status"] == "failed":
        words["headline"] = say("result.failed", language)
        words["note"] = " ".join(say(f"error.{each['code']}", language, **each["values"]) for each in facts["problems"])
        words["tone"] = "bad"
        return words
    nothing_known = facts["mixing"]["after"] is None and not facts["scores"]
    if nothing_known and (facts["baseline_kind"] is None or not facts["target_scored_on"]):
        words["headline"] = _without_result(facts, language, in_terminal=in_terminal)
        return words
    words["next"], words["note"] = next_step(facts, language), _note(facts, language)
    task = TASKS[facts["task"]]
    metric = facts["metrics"][task.metric]
    target, baseline, alone = (metric[name] for name in ("target", "baseline", "normalisation_alone"))
    if target is None:
        words |= _without_labels(facts, language, given)
        nothing_to_reveal = words["next"] and (given.words or facts.get("host_reveals"))
        return words | ({"next": say("verdict.next.given", language)} if nothing_to_reveal else {})
    if baseline is None:
        words["headline"] = say(f"result.{task.key}.target", language, target=target, count=facts["target_scored_on"])
        words["verdict"] = _with_other_classes(facts, language)
        return words
    from_to = f"result.{task.key}.from_to_near" if task.looks_other(target, baseline) else f"result.{task.key}.from_to"
    words["headline"] = say(from_to, language, baseline=baseline, target=target, count=facts["target_scored_on"])
    kind, change = facts["baseline_kind"], target - baseline
    words["gain"] = say(f"result.{task.key}.gain.{kind}", language, change=change)
    if alone is not None:
        second = second_reference(facts, language)
        words["second"] = say(f"result.{task.key}.gain.second", language, change=target - alone, second=second)
        beside_alone = judge(facts, reference="normalisation_alone")
        assert beside_alone is not None
        words["second_tone"] = tone_of(beside_alone)
    judgement = judge(facts)
    assert judgement is not None
    words["tone"] = tone_of(judgement)
    said = [_with_other_classes(facts, language), _compared(facts, judgement, language), beside_second(facts, language)]
    words["verdict"] = joined(said, language)
    return words


def told(facts: dict[str, Any], language: str, given: Given = NOTHING_GIVEN) -> list[str]:
    """The lines for a terminal or a script: the verdict, and everything that looks wrong with the run.

    Parameters
    ----------
    facts, given:
        As of :func:`verdict`.
    """
    words = verdict(facts, language, given, in_terminal=True)
    typed = ""
    if renamed := _written_differently(facts):
        typed = say("cli.type.error.written_differently", language, example=as_option(renamed))
    parts = (words["headline"], words["gain"] + words["second"], words["verdict"], typed, words["next"], words["note"])
    result = [part for part in parts if part]
    return [*result, *findings_told(facts["findings"], facts, language, in_terminal=True)]


def _without_result(facts: dict[str, Any], language: str, *, in_terminal: bool) -> str:
    if in_terminal and facts["status"] in TYPED:
        return say(f"cli.result.{facts['status']}", language, run=facts["run"][:8])
    return say(f"result.{facts['status']}", language)


def _with_other_classes(facts: dict[str, Any], language: str) -> str:
    """The result on all pictures, where some are of classes that the source does not have."""
    others = facts.get("target_of_other_classes")
    if others is None or others["accuracy"] is None:
        return ""
    target = facts["metrics"][TASKS[facts["task"]].metric]["target"]
    right = on_all(target, others["of"] - others["pictures"], others["classes"], language)
    pairs = as_pairs(_written_differently(facts))
    if not pairs:
        return right
    shown = few_names(pairs, language)
    return joined([right, say("verdict.written_differently", language, pairs=shown, count=len(pairs))], language)


def _written_differently(facts: dict[str, Any]) -> dict[str, str]:
    """Classes of the target that the source may only call otherwise, each with the source's name; empty while labels are sealed."""
    others = facts.get("target_of_other_classes")
    return {} if others is None else alike(others["without_pictures"], others["classes"])


def _compared(facts: dict[str, Any], judgement: Judgement, language: str) -> str:
    """Better, the same or worse, and how sure that is."""
    if facts["strategy"] == "source-only":
        return say("verdict.source_only", language)
    sure = "" if judgement.sure is None else ".sure" if judgement.sure else ".unsure"
    turned = facts.get("turned")
    task = TASKS[facts["task"]]
    counted = "" if turned is None else say(f"verdict.turned.{'classes' if task.one_class else 'values'}", language, **turned)
    reference = say(f"verdict.reference.{facts['baseline_kind']}", language)
    return say(f"verdict.{judgement.kind}{sure}", language, reference=reference, turned=counted)


def _without_labels(facts: dict[str, Any], language: str, given: Given) -> dict[str, str]:
    """What can be known of the target while its labels are sealed, or where it has none."""
    task, scores = facts["task"], facts["scores"]
    values = {"confident": scores.get("confident_share"), "before": facts["baseline_scores"].get("confident_share")}
    others = facts.get("target_not_learned")
    known = "sealed_alone" if values["before"] is None else "sealed"
    headline = f"result.{task}.{known if others is None else f'{known}_others'}"
    labels = "unlabelled"
    if facts["target_labels_used_for"] == "nothing (sealed)":
        labels = "by_host" if facts.get("host_reveals") else "sealed"
    unknown = f"verdict.{labels}.{'classes' if TASKS[task].one_class else 'values'}"
    sure = say(headline, language, **values, others=others)
    learned_average = _learned_average(facts, language)
    parts = [say("verdict.sure_means", language), given.words] if given.words else [say(unknown, language)]
    if learned_average:
        parts.insert(0, say("verdict.sentence", language, words=sure))
    if given.headline:
        parts = [given.compared, given.words]
        if not TASKS[task].has_values:
            parts += [say("verdict.sentence", language, words=sure), say("verdict.sure_means", language)]
    if (others is not None or facts.get("distilled_from")) and (values["confident"] or 0.0) < SELDOM_SURE:
        parts.append(say("verdict.seldom_sure", language))
    mixing = facts["mixing"]
    measured = None not in (mixing["before"], mixing["after"]) and not rests_on_few(facts)
    if measured and aligns_domains(Combination.parse(facts["strategy"])):
        parts.append(say("verdict.mixing", language, **mixing))
    tone = "even" if given.better is None else "good" if given.better else "bad"
    first = given.headline or learned_average or sure
    return {"headline": first, "gain": given.baseline, "tone": tone, "verdict": joined(parts, language)}


def _learned_average(facts: dict[str, Any], language: str) -> str:
    """How often a distilled network predicts what it learned; empty for any other. How sure it is says less: that is less than its teachers."""
    agreement, others = facts.get("average_agreement"), facts.get("target_not_learned")
    if agreement is None:
        return ""
    key = "result.learned_average" if others is None else "result.learned_average_others"
    return say(key, language, agreement=agreement, networks=len(facts["distilled_from"]), others=others)


def _note(facts: dict[str, Any], language: str) -> str:
    """How the result was chosen, and what the run was told about the target: if that is wrong, the result is meaningless."""
    shares = ""
    if facts["target_shares"] is not None:
        key = {"estimated": "result.note.shares_estimated", "labels": "result.note.shares_labels"}.get(
            facts.get("target_shares_from", ""), "result.note.shares"
        )
        values = {"shares": largest_shares(facts["target_shares"]), "labels": facts.get("target_shares_labels")}
        shares = say(key, language, **values)
    teachers = teachers_named(facts.get("distilled_from", ()), language)
    taught = say("result.note.distilled", language, networks=teachers) if teachers else ""
    return joined([_chosen(facts, language), taught, _taught_labels(facts, language), shares], language)


def teachers_named(teachers: Iterable[Mapping[str, Any]], language: str) -> list[str]:
    """The networks that a distilled one learned from, each with its weight in the average."""
    return [
        say(
            "result.note.teacher",
            language,
            name=called(each["strategy"], each["matched"], language, each.get("backbone", "")),
            weight=each["weight"],
        )
        for each in teachers
    ]


def largest_shares(shares: Mapping[str, float]) -> list[str]:
    """The largest shares of the target, by class."""
    largest = sorted(shares.items(), key=lambda each: -each[1])
    return shortened([f"{printable(name)} {written('percent', share)}" for name, share in largest], SHARES_TOLD)


def _chosen(facts: dict[str, Any], language: str) -> str:
    given = facts.get("given_labels_used")
    if given and given["by"] == "run":
        return say("result.note.given_labels", language, labels=given["labels"])
    if facts["target_labels_used_for"] == "training and scoring":
        return say("result.note.supervised", language, count=facts["target_scored_on"])
    judgement, doubted = judge(facts), facts["seems_better_than_baseline"] is False and not told_one_class(facts)
    better = judgement is not None and judgement.kind == "better"
    if doubted and not better:
        return say(f"result.{facts['task']}.source_only_scores_better", language)
    # For values there are no such scores, and a lead that chance could give shows nothing.
    refuted = doubted and judgement is not None and judgement.sure is not False and not TASKS[facts["task"]].has_values
    return "" if given else say(f"result.note.{'scores_were_wrong' if refuted else 'unseen'}", language)


def _taught_labels(facts: dict[str, Any], language: str) -> str:
    """That a distilled run knows labels through its teachers."""
    given = facts.get("given_labels_used")
    if not given or given["by"] != "teachers":
        return ""
    key = "result.note.taught_some_labels" if given["labels"] is None else "result.note.taught_labels"
    return say(key, language, labels=given["labels"])
