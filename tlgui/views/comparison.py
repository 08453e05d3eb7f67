"""Two runs side by side in words: their results, and the settings in which they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tlgui.durable import to_json
from tlgui.finding.verdict import ALONE
from tlgui.finding.words import called
from tlgui.models import catalogue
from tlgui.runs.differences import Summary, differences
from tlgui.settings import Setting
from tlgui.strategies.combination import strategy_name
from tlgui.tasks import TASKS
from tlgui.texts import listed, printable, say
from tlgui.texts.forms import written
from tlgui.views.rounds import Rounds
from tlgui.views.run_labels import ByLabels
from tlgui.views.run_rows import knows, network_name
from tlgui.views.runs_beside import SHORT
from tlgui.views.settings import described_value, groups
from tlgui.views.verdict import largest_shares, teachers_named
from tlgui.views.words import dataset_name, word

Row = dict[str, Any]


def comparison(
    one: Summary,
    other: Summary,
    language: str,
    judged: Sequence[ByLabels | None] = (None, None),
    rounds: Sequence[Rounds] | None = None,
) -> dict[str, Any]:
    """Two runs in words.

    Parameters
    ----------
    judged:
        What labels that a person gave say of each.
    rounds:
        In which rounds of a search each was matched; ``None`` where neither was, or only outside of one.

    Returns
    -------
    ``titles`` of the runs, and what each ``knows`` of its target; ``results`` and ``settings``: rows of a ``name`` and two ``values``;
    ``same``: how many others are equal. A result also has its ``key``, and ``by``, for each value on what it rests where that must be said:
    the labels of an estimate, a normalization alone that was matched to the target's classes.
    """
    both = (one, other)
    rounds = rounds or [Rounds(*[int(each["target_shares"] is not None)] * 2) for each in both]
    found = differences(one, other)
    results = found["results"]
    left_out = {"given_labels"}  # "target_labels" says it
    left_out |= {of for of, what in (("scored_on", "target"), ("scores_of", "scores_of")) if results[what] == [None, None]}
    shown = {name: values for name, values in results.items() if name not in left_out}
    declared = {
        f"{key}.{item.name}" if key else item.name: (key, item)
        for strategy in (one["strategy"], other["strategy"])
        for key, items in groups(strategy).items()
        for item in items
    }
    return {
        "titles": _titles(both, rounds, language),
        "knows": [_knows(each, language) for each in both],
        "results": [
            {
                "key": name,
                "name": _result_name(name, language),
                "values": [
                    _shown_result(name, value, each, about, language)
                    for value, each, about in zip(values, both, judged, strict=True)
                ],
                "by": [
                    _rests_on(name, value, about, each.alone, language)
                    for value, about, each in zip(values, judged, rounds, strict=True)
                ],
            }
            for name, values in shown.items()
        ],
        "settings": _settings(found["settings"], declared, language),
        "same": say("page.compare.same", language, count=found["same"]),
    }


def _titles(both: Sequence[Summary], rounds: Sequence[Rounds], language: str) -> list[str]:
    """What each is called, as on Results; two of one name say a part of their ids too, where what they know does not tell them apart."""
    later = [each["run"] for each, matched in zip(both, rounds, strict=True) if matched.own > 1]
    names = [each["name"] or network_name(dict(each), language, later=later) for each in both]
    if names[0] != names[1] or _knows(both[0], language) != _knows(both[1], language):
        return names
    return [
        say("page.label.network_of", language, name=name, run=each["run"][:SHORT]) for name, each in zip(names, both, strict=True)
    ]


def _knows(summary: Summary, language: str) -> list[str]:
    """What a run was told of its target, or a search estimated."""
    estimated = summary["target_shares_from"] == "estimated"
    return [*knows(summary, language), *([say("page.compare.shares_estimated", language)] if estimated else [])]


def _rests_on(name: str, value: Any, judged: ByLabels | None, alone: int, language: str) -> str:
    if name == "over_normalisation" and value is not None and alone:
        return called(ALONE, alone, language)
    if name == "target" and value is None and judged is not None and judged.estimated:
        return say("page.results.estimate.by", language, labels=judged.own.labels)
    return ""


def labels_used(summary: Summary, language: str) -> str:
    """What the target's labels did in a run: its own ones, and those that a person gave."""
    own, given = summary["target_labels_used_for"].split()[0], summary["given_labels_used"]
    words = say(f"page.compare.labels.{own}", language)
    if given is None:
        return words
    key = "page.compare.labels.given.some" if given["labels"] is None else f"page.compare.labels.given.{given['by']}"
    told = say(key, language, labels=given["labels"])
    return told if own == "nothing" else " · ".join([words, told])


def _result_name(name: str, language: str) -> str:
    return word(name, language) if name.startswith("score.") else say(f"page.compare.{name}", language)


def _shown_result(name: str, value: Any, summary: Summary, judged: ByLabels | None, language: str) -> str:
    task = TASKS[summary["task"]]
    if name == "target_labels":
        return labels_used(summary, language)
    if name == "scores_of" and value is None:
        return say("page.compare.scores_of.all", language) if summary["scores"] else "–"
    if value is None:
        if name == "over_baseline" and judged is not None:
            return judged.over_baseline(language) or "–"
        return judged.shares(language).get(name, "–") if name == "target" and judged is not None else "–"
    if name == "status":
        return say(f"status.{value}", language, before=0)
    if name in ("over_baseline", "over_normalisation"):
        return written(task.change, task.changed(value))
    if name == "seconds":
        return say("page.seconds", language, seconds=value)
    form = {"target": task.form, "source": task.form, "scored_on": "count", "scores_of": "count"}.get(name, "value")
    return written(form, value)


def _settings(differing: dict[str, list[Any]], declared: dict[str, tuple[str, Setting]], language: str) -> list[Row]:
    rows = []
    for name, values in differing.items():
        if name in declared:
            key, item = declared[name]
            label = item.label.say(language)
            title = f"{strategy_name(key, language)}: {label}" if key else label
            shown = ["–" if value is None and not item.optional else described_value(item, value, language) for value in values]
        elif name in ("source dataset", "target dataset"):
            role = name.partition(" ")[0]
            if role in differing:  # their names tell them apart already
                continue
            title, shown = say(f"page.compare.{role}_data", language), ["–" if each is None else each[:8] for each in values]
        else:
            title, shown = _asked_row(name, values, language)
        rows.append({"name": title, "values": shown})
    return rows


def _asked_row(name: str, values: list[Any], language: str) -> tuple[str, list[str]]:
    """Names that are not declared settings: data, strategy, backbone, classes, what was told of the target."""
    ways: dict[str, Callable[[Any], str]] = {
        "source": lambda value: dataset_name(value, language),
        "target": lambda value: dataset_name(value, language),
        "strategy": lambda value: strategy_name(value, language),
        "backbone": catalogue.name_of,
        "sealed": lambda value: say("page.yes" if value else "page.no", language),
        "classes": lambda value: _classes(value, language),
        "target_shares": lambda value: _shares(value, language),
        "distilled_from": lambda value: listed(teachers_named(value, language), language),
    }
    say_it = ways.get(name, to_json)
    title = f"page.compare.{name}_data" if name in ("source", "target") else f"page.compare.{name}"
    return word(title, language), ["–" if value is None else printable(say_it(value)) for value in values]


def _shares(told: dict[str, Any], language: str) -> str:
    """The class shares of a target, and from where they are known."""
    shares = largest_shares(told["shares"])
    return say(f"page.compare.shares.{told['known_from']}", language, shares=shares, labels=told["labels"])


def _classes(class_map: dict[str, Any], language: str) -> str:
    changes = [f"{old} → {new}" for old, new in class_map["rename"].items()] + [f"{name} ✕" for name in class_map["leave_out"]]
    return listed(changes, language) or say("page.compare.classes.none", language)
