"""Two runs side by side in words: their results, and the settings in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tlgui.durable import to_json
from tlgui.runs.differences import Summary, differences
from tlgui.settings import Setting
from tlgui.strategies.combination import strategy_name
from tlgui.tasks import TASKS
from tlgui.texts import listed, printable, say
from tlgui.texts.forms import written
from tlgui.views.run_labels import ByLabels
from tlgui.views.settings import described_value, groups
from tlgui.views.words import backbone_name, dataset_name, word

Row = dict[str, Any]


def comparison(one: Summary, other: Summary, language: str, judged: Sequence[ByLabels | None] = (None, None)) -> dict[str, Any]:
    """``titles`` of the runs; ``results`` and ``settings``: rows of a ``name`` and two ``values``; ``same``: how many others are equal. A
    result also has its ``key``, and ``by``, for each value the labels that it rests on where a person gave them (``judged``: what these say).
    """
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
        "titles": [each["name"] or strategy_name(each["strategy"], language) for each in (one, other)],
        "results": [
            {
                "key": name,
                "name": _result_name(name, language),
                "values": [
                    _shown_result(name, value, each, about, language)
                    for value, each, about in zip(values, (one, other), judged, strict=True)
                ],
                "by": [
                    say("page.results.estimate.by", language, labels=about.own.labels)
                    if name == "target" and value is None and about is not None and about.estimated
                    else ""
                    for value, about in zip(values, judged, strict=True)
                ],
            }
            for name, values in shown.items()
        ],
        "settings": _settings(found["settings"], declared, language),
        "same": say("page.compare.same", language, count=found["same"]),
    }


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
    if name == "over_baseline":
        return written(task.change, task.changed(value))
    form = {"target": task.form, "source": task.form, "seconds": "seconds", "scored_on": "count", "scores_of": "count"}.get(
        name, "value"
    )
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
    """Names that are not declared settings: data, strategy, backbone, classes."""
    say_it = {
        "source": lambda value: dataset_name(value, language),
        "target": lambda value: dataset_name(value, language),
        "strategy": lambda value: strategy_name(value, language),
        "backbone": backbone_name,
        "sealed": lambda value: say("page.yes" if value else "page.no", language),
        "classes": lambda value: _classes(value, language),
    }.get(name, to_json)
    title = f"page.compare.{name}_data" if name in ("source", "target") else f"page.compare.{name}"
    return word(title, language), ["–" if value is None else printable(say_it(value)) for value in values]


def _classes(class_map: dict[str, Any], language: str) -> str:
    changes = [f"{old} → {new}" for old, new in class_map["rename"].items()] + [f"{name} ✕" for name in class_map["leave_out"]]
    return listed(changes, language) or say("page.compare.classes.none", language)
