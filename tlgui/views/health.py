"""A health report as its page shows it: findings, reasons and flags in words, and the file names of the pictures that are shown."""

from __future__ import annotations

from typing import Any

from tlgui.charts.palette import class_colours
from tlgui.data.pack import Pack
from tlgui.data.told import title
from tlgui.tasks import TASKS
from tlgui.texts import say
from tlgui.views.words import by_reason, dataset_name, sentence

CLASSES_SHOWN = 60
SAMPLE_ROWS = 40
STATISTICS = ("brightness", "contrast", "colour", "sharpness", "red", "green", "blue")
COPIES = ("exact", "near", "two_labels")
LEVELS = ("blocks", "warning", "note")

Report = dict[str, Any]


def view(report: Report, packs: dict[str, Pack], language: str) -> dict[str, Any]:
    """The report of :mod:`tlgui.health` for the page. ``packs``: its datasets by role."""
    findings = [{**each, "message": sentence(each, language, "note")} for each in report["findings"]]
    findings.sort(key=lambda each: LEVELS.index(each["level"]))
    return {
        "verdict": _verdict(findings, language),
        "findings": [{name: each[name] for name in ("level", "role", "about", "message")} for each in findings],
        "names": {role: dataset_name(pack.info.name, language) for role, pack in packs.items()},
        "datasets": {role: pack.info.id for role, pack in packs.items()},
        "classes": _classes(report),
        "samples": _samples(report),
        "values": {role: domain["values"] for role, domain in report["domains"].items() if domain["values"]},
        "values_sealed": any(domain["sealed"] and TASKS[domain["task"]].has_values for domain in report["domains"].values()),
        "statistics": [
            {"name": name, **{role: domain["statistics"][name] for role, domain in report["domains"].items()}}
            for name in STATISTICS
        ],
        "domains": {role: _domain(report["domains"][role], pack, language) for role, pack in packs.items()},
        "across": _across(report, packs, language),
    }


def _verdict(findings: list[dict[str, Any]], language: str) -> dict[str, str]:
    blocks = sum(each["level"] == "blocks" for each in findings)
    if blocks:
        return {"words": say("page.health.blocks", language, count=blocks), "tone": "bad"}
    if findings:
        return {"words": say("page.health.look", language, count=len(findings)), "tone": "warning"}
    return {"words": say("page.health.fine", language), "tone": "good"}


def _classes(report: Report) -> dict[str, Any]:
    """Counts of each class in both domains, in the source's order; of very many the largest."""
    rows: dict[str, dict[str, Any]] = {}
    for role, domain in report["domains"].items():
        for each in domain["classes"]:
            rows.setdefault(each["name"], {"name": each["name"], "source": None, "target": None})[role] = each["count"]
    classes = list(rows.values())
    colours = class_colours([row["source"] or row["target"] or 0 for row in classes])
    classes = [{**row, "colour": colour} for row, colour in zip(classes, colours, strict=True)]
    if len(classes) > CLASSES_SHOWN:
        classes = sorted(classes, key=lambda row: -max(row["source"] or 0, row["target"] or 0))
    sealed = [role for role, domain in report["domains"].items() if domain["sealed"]]
    return {"rows": classes[:CLASSES_SHOWN], "more": max(0, len(classes) - CLASSES_SHOWN), "sealed": bool(sealed)}


def _samples(report: Report) -> dict[str, Any]:
    """Rows of the sample grid (a class, its pictures in each role); what has no labels to show is one row by itself."""
    rows: dict[str, dict[str, Any]] = {}
    loose = {}
    for role, domain in report["domains"].items():
        if domain["sealed"] or not domain["classes"]:
            loose[role] = domain["samples"]
            continue
        for each in domain["classes"][:SAMPLE_ROWS]:
            rows.setdefault(each["name"], {"name": each["name"], "source": [], "target": []})[role] = each["samples"]
    return {"rows": list(rows.values())[:SAMPLE_ROWS], "loose": loose}


def _domain(domain: dict[str, Any], pack: Pack, language: str) -> dict[str, Any]:
    def named(picture: int) -> dict[str, Any]:
        return {"picture": picture, "name": title(pack, picture, language, by_name=not domain["sealed"])}

    def groups(copies: dict[str, Any] | None) -> dict[str, Any] | None:
        if not copies or not copies["groups"]:
            return None
        return {**copies, "shown": [[named(picture) for picture in group] for group in copies["shown"]]}

    flags = [
        {"name": name, "count": flag["count"], "shown": [named(each["picture"]) for each in flag["shown"]]}
        for name, flag in domain["flags"].items()
        if flag["count"]
    ]
    split = domain["split"]
    refused = domain["refused"]
    return {
        "size": domain["size"],
        "sizes": domain["sizes"],
        "kinds": [
            {"words": f"{each['format']} {each['mode']}".strip(), "count": each["count"]}
            for each in domain["kinds"]
            if each["format"]
        ],
        "flags": flags,
        "copies": {name: groups(domain["copies"][name]) for name in COPIES},
        "split": split and {**split, "near": groups(split["near"])},
        "refused": {
            "count": refused["count"],
            "sealed": domain["sealed"],
            "files": [
                {"name": each["name"], "reason": sentence(each, language), "thumbnail": each["thumbnail"]}
                for each in refused["files"]
            ]
            or by_reason(refused["reasons"], language),
        },
    }


def _across(report: Report, packs: dict[str, Pack], language: str) -> dict[str, Any] | None:
    across = report["across"]
    if across is None:
        return None

    def named(role: str, picture: int) -> dict[str, Any]:
        by_name = not report["domains"][role]["sealed"]
        return {"picture": picture, "name": title(packs[role], picture, language, by_name=by_name)}

    found = {}
    for name in ("exact", "near"):
        pairs = across[name]["pairs"]
        found[name] = {
            "count": across[name]["target_pictures"],
            "pairs": [[named(role, place) for role, place in zip(("source", "target"), pair, strict=True)] for pair in pairs],
        }
    return found
