"""What the health report tells in sentences, made from its numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from tlgui.data.scan_notes import name_values
from tlgui.data.seals import Role
from tlgui.data.small_classes import IMBALANCED, Divided, few_of_a_class
from tlgui.data.told import COUNT_FILES
from tlgui.errors import Problem
from tlgui.health.domain import DomainHealth
from tlgui.tasks import TASKS

_FLAGS = {
    "dark": "health_dark",
    "bright": "health_bright",
    "flat": "health_flat",
    "blurred": "health_blurred",
    "narrow": "health_narrow",
    "odd_size": "health_odd_size",
}
_DIFFERENCES = {
    ("brightness", False): "health_darker",
    ("brightness", True): "health_brighter",
    ("contrast", False): "health_less_contrast",
    ("contrast", True): "health_more_contrast",
    ("colour", False): "health_less_colour",
    ("colour", True): "health_more_colour",
    ("sharpness", False): "health_less_sharp",
    ("sharpness", True): "health_sharper",
}
_LEVELS = ("blocks", "warning", "note")
_GRAVE_NOTES = ("pictures_refused", "values_constant", "values_far")

Finding = dict[str, Any]


def findings(report: dict[str, Any], domains: Mapping[Role, DomainHealth]) -> list[Finding]:
    """All findings of a report, the most serious first."""
    found = [*_few_of_a_class(report), *_across(report), *_alike(report), *_classes(report)]
    for role, domain in domains.items():
        found += [*_within(role, report["domains"][role]), *_of_ingest(role, domain)]
    return sorted(found, key=lambda finding: _LEVELS.index(finding["level"]))


def _finding(problem: Problem, level: str, role: str, about: str | None) -> Finding:
    return {**problem.as_json(), "level": level, "role": role, "about": about}


def _few_of_a_class(report: dict[str, Any]) -> Iterable[Finding]:
    """Of the source alone: a target's labels are not learned from."""
    source = report["domains"].get("source")
    if source is not None:
        divided = [Divided(each["name"], each["training"], each["validation"]) for each in source["classes"]]
        for problem in few_of_a_class(divided):
            yield _finding(problem, "warning", "source", "classes")


def _across(report: dict[str, Any]) -> Iterable[Finding]:
    across = report["across"]
    if across is None:
        return
    exact, near = across["exact"]["target_pictures"], across["near"]["target_pictures"]
    total = report["domains"]["target"]["size"]
    if across["same_folder"]:
        yield _finding(Problem("health_same_folder", {"count": exact, "total": total}), "blocks", "both", "across.exact")
    elif exact:
        yield _finding(Problem("health_overlap", {"count": exact, "total": total}), "warning", "both", "across.exact")
    if across["made_from_source"]:
        yield _finding(Problem("health_made_from_source"), "note", "both", None)
    elif near:
        yield _finding(Problem("health_near_overlap", {"count": near, "total": total}), "warning", "both", "across.near")
    for each in across["differences"]:
        values = {"source": each["source"], "target": each["target"]}
        yield _finding(Problem(_DIFFERENCES[each["statistic"], each["effect"] > 0], values), "note", "both", "statistics")


def _classes(report: dict[str, Any]) -> Iterable[Finding]:
    """Of classes that the other domain may only write differently, nobody is told to leave them out."""
    classes = report["across"] and report["across"]["classes"]
    if classes is None or not (classes["only_source"] or classes["only_target"]):
        return
    if classes["disjoint"]:
        yield _finding(Problem("health_classes_disjoint"), "warning", "both", "classes")
        return
    yield _finding(Problem("health_classes_shared", {"count": len(classes["shared"])}), "warning", "both", "classes")
    paired = {unicodedata.normalize("NFC", each["name"]) for group in report["alike"] for each in group["names"]}
    for code, side in (("health_only_source", "only_source"), ("health_only_target", "only_target")):
        if names := [each for each in classes[side] if each not in paired]:
            yield _finding(Problem(code, name_values(names)), "warning", "both", "classes")


def _alike(report: dict[str, Any]) -> Iterable[Finding]:
    for group in report["alike"]:
        roles = {each["role"] for each in group["names"]}
        values = {**name_values([each["name"] for each in group["names"]]), "into": group["merge_into"]}
        yield _finding(Problem("health_alike", values), "warning", roles.pop() if len(roles) == 1 else "both", "alike")


def _within(role: str, domain: dict[str, Any]) -> Iterable[Finding]:
    total, copies = domain["size"], domain["copies"]
    if copies["two_labels"] and (count := copies["two_labels"]["groups"]):
        yield _finding(Problem(TASKS[domain["task"]].contradiction, {"count": count}), "warning", role, "copies.two_labels")
    if count := copies["exact"]["pictures"]:
        yield _finding(Problem("health_copies", {"count": count, "total": total}), "warning", role, "copies.exact")
    if count := copies["near"]["pictures"]:
        yield _finding(Problem("health_near_copies", {"count": count, "total": total}), "note", role, "copies.near")
    if domain["split"] and (count := domain["split"]["near"]["groups"]):
        yield _finding(Problem("health_near_across_split", {"count": count}), "warning", role, "split.near")
    if domain["imbalance"] and domain["imbalance"]["ratio"] >= IMBALANCED:
        yield _finding(Problem("health_imbalanced", domain["imbalance"]), "warning", role, "classes")
    for name, flag in domain["flags"].items():
        if flag["count"]:
            values = {"count": flag["count"], "total": total, "limit": flag["limit"]}
            yield _finding(Problem(_FLAGS[name], values), "note", role, f"flags.{name}")


def _of_ingest(role: str, domain: DomainHealth) -> Iterable[Finding]:
    for note in domain.pack.report()["notes"]:
        code = note["code"]
        if code == "classes_alike" or (domain.sealed and code not in COUNT_FILES):
            continue  # the report tells the first itself; the others are not to be told
        level = "warning" if code in _GRAVE_NOTES else "note"
        yield _finding(Problem(code, note["values"]), level, role, "refused" if code == "pictures_refused" else None)
