"""A shift X-ray and the adviser's answer in words, for the page and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tlgui.data.pack import Pack
from tlgui.data.seals import Role
from tlgui.data.told import title
from tlgui.models import catalogue
from tlgui.planning.recommend import APART, EQUAL, EXPLAINED, IDENTIFIED, SEEMS_UNEVEN, UNEVEN, Measured
from tlgui.service.advising import Advised
from tlgui.specification.run_spec import SOURCE_ONLY
from tlgui.strategies import STRATEGIES
from tlgui.strategies.combination import strategy_name
from tlgui.texts import joined, say
from tlgui.views.words import dataset_name

LITTLE = 0.15
"""Appearance factors that remove less than this share of what tells the domains apart explain next to nothing."""

Report = dict[str, Any]


def headline(report: Report, language: str) -> str:
    """The X-ray in a sentence."""
    domain = report["domain"]
    if domain is None:
        return say("xray.too_few", language)
    return say("xray.apart" if domain["auc"] >= APART else "xray.alike", language, accuracy=domain["accuracy"])


def explanation(report: Report, language: str) -> str:
    """How much light, contrast, color and sharpness explain, in a sentence; empty where there is nothing to explain."""
    domain, looks = report["domain"], report["looks"]
    if domain is None or domain["auc"] < APART:
        return ""
    removed = (domain["auc"] - looks["without"]) / (domain["auc"] - 0.5)
    if removed >= EXPLAINED and looks["together"] >= IDENTIFIED:
        return say("xray.looks.identify", language, alone=looks["together"], without=looks["without"])
    much = "most" if removed >= EXPLAINED else "little" if removed < LITTLE else "part"
    return say(f"xray.looks.{much}", language, auc=domain["auc"], without=looks["without"])


def class_shares(report: Report, measured: Measured, language: str) -> str:
    """How the target's class shares differ from the source's; empty where nothing can be told.

    Counted where the target's labels are open, or by labels that the owner gave where they speak for another mixture, or as a search found
    them, with what would have been thought without these; else estimated, and not class by class: the estimate of a single class can be far
    off, and be so without a sign (``docs/decisions/0009-class-shares.md``).
    """
    if report["domain"] is None:
        return ""
    estimate, counted = report["seeming_shift"], report["label_shift"]
    seems = estimate is not None and estimate >= SEEMS_UNEVEN
    if counted is None and (found := _found(measured, language)):
        return found if seems or estimate is None else joined([found, say("xray.shares.missed", language)], language)
    if counted is None:
        return "" if estimate is None else say(f"xray.shares.{'other' if seems else 'alike'}", language, shift=estimate)
    known = say(f"xray.shares.{'same' if counted < EQUAL else 'known'}", language, shift=counted)
    if estimate is None:
        return known
    kind = "right" if seems == (counted >= UNEVEN) else "wrong"
    return joined([known, say(f"xray.shares.estimate.{kind}", language, shift=estimate)], language)


def _found(measured: Measured, language: str) -> str:
    """That labels which the owner gave, else a search, found other class shares than the source's; empty where neither did."""
    if measured.labels_shift is not None:
        return say("xray.shares.by_labels", language, labels=measured.labels, shift=measured.labels_shift)
    return "" if measured.searched_shift is None else say("xray.shares.by_search", language, shift=measured.searched_shift)


def advice(found: Advised, language: str, *, said_same: bool = False) -> dict[str, Any]:
    """The adviser's answer in words. ``shares``: the class shares that the strategy is to be told, as the form of Adapt takes them.

    ``said_same``: whether the user said that the target has the source's class shares, which labels may speak against.
    """
    recommendation, tells = found.recommendation, found.recommendation.tells_shares
    unseen = found.classes_unseen and recommendation.transfer == "inter_domain"
    kind = say("advice.type.inter_domain.unseen" if unseen else f"advice.type.{recommendation.transfer}", language)
    name = "" if recommendation.strategy is None else strategy_name(recommendation.strategy, language)
    begin = "told" if tells else "usual" if _only_usual(found) else "by_data" if name else "nothing"
    reasons = [say(f"advice.{each.code}", language, **each.values) for each in recommendation.reasons]
    if found.before is not None:
        reasons.append(say("advice.before_xray", language, strategy=strategy_name(found.before, language)))
    return {
        "transfer": recommendation.transfer,
        "type": kind,
        "field": say(f"advice.field.{recommendation.transfer}", language),
        "strategy": recommendation.strategy,
        "name": name,
        "idea": "" if recommendation.strategy is None else STRATEGIES[recommendation.strategy].texts.words(language).idea,
        "shares": str(found.shares) if tells else "",
        "begin": say(f"page.advice.begin.{begin}", language, strategy=name),
        "why": say("page.advice.closer" if found.measured.domain_auc is None else "page.advice.why", language),
        "short": say(_short(found, said_same=said_same), language, type=kind, strategy=name),
        "reasons": reasons,
        "labels_used": recommendation.labels_used,
        "possible": [
            strategy_name(key, language) for key in recommendation.possible if key not in (recommendation.strategy, SOURCE_ONLY)
        ],
    }


def _short(found: Advised, *, said_same: bool) -> str:
    """The text for Adapt, which says what the advice rests on: an X-ray that is made later may change it."""
    if found.recommendation.strategy is None:
        return "page.advice.short_nothing"
    if found.recommendation.tells_shares:
        return "page.advice.short_told_against" if said_same else "page.advice.short_told"
    if found.recommendation.told_shares:
        return "page.advice.short_as_told"
    if _only_usual(found):
        return "page.advice.short_usual"
    return "page.advice.short" if found.measured.domain_auc is None else "page.advice.short_measured"


def _only_usual(found: Advised) -> bool:
    """Whether nothing was measured that an advice could rest on: then none is given, the usual choice is named."""
    return found.recommendation.usual and found.measured.domain_auc is None


def view(
    report: Report, measured: Measured, packs: Mapping[Role, Pack], names_told: Mapping[Role, bool], language: str
) -> dict[str, Any]:
    """The X-ray for the page. ``packs``: its datasets by role; ``names_told``: whether what their files are called may be said."""
    domain, looks = report["domain"], report["looks"]

    def named(role: Role, picture: int) -> dict[str, Any]:
        return {"picture": picture, "name": title(packs[role], picture, language, by_name=names_told[role])}

    found: dict[str, Any] = {
        "headline": headline(report, language),
        "explanation": explanation(report, language),
        "names": {role: dataset_name(pack.info.name, language) for role, pack in packs.items()},
        "datasets": {role: pack.info.id for role, pack in packs.items()},
        "domain": domain,
        "numbers": "" if domain is None else say("page.xray.numbers", language, **domain),
        "about": say("page.xray.numbers.about", language, backbone=catalogue.name_of(report["backbone"])),
        "galleries": {
            role: {name: [named(role, each) for each in places] for name, places in gallery.items()}
            for role, gallery in report["galleries"].items()
        },
        "classes": [{"name": each["name"], "auc": each["auc"]} for each in report["classes"] or ()],
        "shares_said": class_shares(report, measured, language),
        "looks": [],
    }
    if looks is not None:
        found["looks"] = [
            *({"name": say(f"page.health.{each['name']}", language), "auc": each["auc"]} for each in looks["measures"]),
            {"name": say("page.xray.together", language), "auc": looks["together"]},
            {"name": say("page.xray.features", language), "auc": domain["auc"], "rule": True},
            {"name": say("page.xray.without", language), "auc": looks["without"]},
        ]
    return found
