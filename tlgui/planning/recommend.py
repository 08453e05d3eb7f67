"""The adviser: which kind of transfer this is, which strategies are possible, and which one to try first, each with its reason.

A pure function of what was given and measured; nothing is trained here. Its sentences are in :mod:`tlgui.texts.shift`:
``advice.type.<transfer>`` and ``advice.<code>`` for each reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tlgui.data.class_names import alike, as_pairs
from tlgui.planning.checks import check
from tlgui.planning.suggested import STRATEGY_WITH_SHARES, pretrained_if_needed
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import DataFacts
from tlgui.strategies.registry import OFFERED
from tlgui.strategies.start import starts_at_random
from tlgui.tasks import TASKS
from tlgui.texts import shortened

Transfer = Literal["intra_domain", "inter_domain", "intra_task", "none"]
"""The article's types: same domain, different task; different domain, same task; both different; nothing to transfer."""

APART = 0.6
"""A cross-fitted domain classifier with at least this AUC can tell the domains apart (0.5: it cannot)."""

PAIRS_TOLD = 5
"""So many pairs of names that may be one class are told."""

FEW_LABELS = 20
"""With fewer labeled target pictures a class than this, the source still helps."""

UNEVEN = 0.3
"""Total variation between the domains' class shares above which aligning whole domains is risky."""

SEEMS_UNEVEN = 0.3
"""The same for shares estimated without the target's labels. Chosen on photo → art_painting and the digits (docs/decisions/0009)."""

EQUAL = 0.005
"""Class shares that differ by less are told as the same: the difference would be said as 0 %."""

EXPLAINED = 0.5
"""Brightness, contrast, color and sharpness explain a shift if removing them removes at least this share of what tells the domains apart."""


IDENTIFIED = 0.95
"""Where brightness, contrast, color and sharpness alone tell the domains apart as well as this (area under the curve), taking them out takes
out the domain, whatever else differs: nothing can be told of style or content.
"""


@dataclass(frozen=True)
class Measured:
    """Measurements on the data (the shift X-ray); ``None`` for what was not measured.

    ``domain_auc`` is the area under the curve of a domain classifier on features, 0.5 to 1; ``auc_without_looks`` the same once brightness,
    contrast, color and sharpness were removed from the features, ``auc_of_looks`` that of these alone. ``label_shift`` is half the sum of the
    absolute differences of the class shares, 0 to 1, known only if the target's labels may be used; ``seeming_shift`` is the same with the
    target's shares estimated from features, without its labels, and ``searched_shift`` with those that the newest search of the pair took for
    them, where it took others. ``in_source``: pictures of the target that are in the source too. ``labels_shift`` is the same by so many
    ``labels`` that the owner gave to the target's pictures, where these speak for another mixture than the source's; ``told_shift`` by the
    shares that the run is told, where these are another mixture.
    """

    domain_auc: float | None = None
    label_shift: float | None = None
    auc_without_looks: float | None = None
    auc_of_looks: float | None = None
    in_source: int = 0
    seeming_shift: float | None = None
    labels: int = 0
    labels_shift: float | None = None
    told_shift: float | None = None
    searched_shift: float | None = None

    @classmethod
    def of(
        cls,
        report: Mapping[str, Any] | None,
        in_source: int = 0,
        labels: int = 0,
        labels_shift: float | None = None,
        told_shift: float | None = None,
        searched_shift: float | None = None,
    ) -> Measured:
        """From a shift X-ray (:mod:`tlgui.analysis.shift`), or from none."""
        without = cls(
            in_source=in_source, labels=labels, labels_shift=labels_shift, told_shift=told_shift, searched_shift=searched_shift
        )
        if report is None or report["domain"] is None:
            return without
        return replace(
            without,
            domain_auc=report["domain"]["auc"],
            label_shift=report["label_shift"],
            auc_without_looks=report["looks"]["without"],
            auc_of_looks=report["looks"]["together"],
            seeming_shift=report["seeming_shift"],
        )


@dataclass(frozen=True)
class Reason:
    """A sentence, ``advice.<code>``, and the numbers in it."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Recommendation:
    """The type of transfer, what is possible, what to try first (``None``: nothing suits), and the reasons in the order of the decisions.

    ``labels_used``: whether the advice relies on the target's labels; ``None`` if there are none.
    """

    transfer: Transfer
    labels_used: bool | None
    possible: tuple[str, ...]
    strategy: str | None
    reasons: tuple[Reason, ...]

    @property
    def tells_shares(self) -> bool:
        """Whether the strategy is meant for a run that is told the target's class shares by the owner's labels."""
        return self._rests_on("uneven_by_labels")

    @property
    def told_shares(self) -> bool:
        """Whether the strategy is recommended because of the class shares that the run is told."""
        return self._rests_on("uneven_told")

    @property
    def usual(self) -> bool:
        """Whether nothing that is known of the data speaks for the strategy: it is what did best on other pairs."""
        return self._rests_on("unlabelled")

    def _rests_on(self, code: str) -> bool:
        return any(each.code == code for each in self.reasons)


def recommend(
    spec: RunSpec, facts: DataFacts, measured: Measured | None = None, use_labels: bool | None = None
) -> Recommendation:
    """Recommend a strategy to start with.

    Parameters
    ----------
    spec:
        Gives datasets, class map, task, target shares, backbone and frozen layers; its strategy does not matter. A strategy that needs
        pretrained weights is possible with the default backbone too.
    measured:
        The shift X-ray's measurements, if there is one.
    use_labels:
        Whether a strategy may learn from the target's labels. If open, they are kept for scoring while the classes are the same, and used
        if nothing could be learned without them.
    """
    measured = measured or Measured()
    target = facts.target
    labels_used = None
    if target is not None and target.labels != "none":
        labels_used = _other_classes(spec, facts) is not None or facts.source is None if use_labels is None else use_labels
        if not labels_used:
            facts = replace(facts, target=replace(target, labels="none", labelled=0, counts=()))
    offered = {key: spec.model_copy(update={"strategy": key, "strategy_settings": {}}) for key in OFFERED}
    possible = tuple(key for key, each in offered.items() if not check(pretrained_if_needed(each, facts), facts))
    reasons: list[Reason] = []
    transfer = _transfer(spec, facts, measured, reasons)
    wanted = _wanted(spec, facts, measured, transfer, reasons)
    strategy = next((each for each in wanted if all(key in possible for key in each.replace(",", "+").split("+"))), None)
    return Recommendation(transfer, labels_used, possible, strategy, tuple(reasons))


def class_counts(spec: RunSpec, facts: DataFacts) -> dict[str, int] | None:
    """:func:`shared_classes`, if the advice may mention them."""
    return None if facts.target is not None and facts.target.sealed else shared_classes(spec, facts)


def shared_classes(spec: RunSpec, facts: DataFacts) -> dict[str, int] | None:
    """How many classes both domains have, the source has and the target has; ``None`` if unknown for either."""
    if facts.source is None or facts.target is None or not facts.source.classes or not facts.target.classes:
        return None
    source, target = (set(spec.class_map.label_space(list(each.classes))) for each in (facts.source, facts.target))
    return {"shared": len(source & target), "source": len(source), "target": len(target)}


def _fewest(facts: DataFacts, values: bool) -> int:
    """Labeled pictures in the target's smallest class; if that is sealed, the number per class if they were spread evenly."""
    target = facts.target
    assert target is not None
    if target.sealed and not values:
        classes = len(facts.source.classes) if facts.source is not None else 0
        return target.labelled // max(2, classes)
    return target.labelled if values else min(target.counts, default=0)


def _other_classes(spec: RunSpec, facts: DataFacts) -> dict[str, int] | None:
    """The counts if most of the target's classes are none that a source-trained network can predict: then the task differs."""
    counts = class_counts(spec, facts)
    return counts if counts is not None and 2 * counts["shared"] <= counts["target"] else None


def _extra_classes(spec: RunSpec, facts: DataFacts) -> dict[str, int] | None:
    """How many of the target's classes the source lacks, where these are the fewer: the task is the same, but for them."""
    counts = class_counts(spec, facts)
    if counts is None or counts["shared"] == counts["target"] or _other_classes(spec, facts) is not None:
        return None
    return {"extra": counts["target"] - counts["shared"], "target": counts["target"]}


def _written_differently(spec: RunSpec, facts: DataFacts) -> dict[str, str]:
    """Classes of the target that the source may only call otherwise, each with the source's name; none while its classes may not be told."""
    if facts.source is None or facts.target is None or class_counts(spec, facts) is None:
        return {}
    source, target = (spec.class_map.label_space(list(each.classes)) for each in (facts.source, facts.target))
    return alike(source, target)


def _transfer(spec: RunSpec, facts: DataFacts, measured: Measured, reasons: list[Reason]) -> Transfer:
    if facts.target is not None and measured.in_source >= facts.target.pictures:
        reasons.append(Reason("same_pictures", {"count": measured.in_source, "total": facts.target.pictures}))
        return "none"
    differing = _other_classes(spec, facts)
    same_domain = facts.source is None or (measured.domain_auc is not None and measured.domain_auc < APART)
    if differing is not None:
        reasons.append(Reason("classes_differ", dict(differing)))
    if renamed := _written_differently(spec, facts):
        pairs = shortened(as_pairs(renamed), PAIRS_TOLD)
        reasons.append(Reason("written_differently", {"pairs": pairs, "count": len(renamed)}))
    if (extra := _extra_classes(spec, facts)) is not None:
        reasons.append(Reason("classes_extra", dict(extra)))
    if measured.domain_auc is not None:
        reasons.append(Reason("measured", {"auc": measured.domain_auc}))
        without, alone = measured.auc_without_looks, measured.auc_of_looks
        if not same_domain and without is not None and without - 0.5 <= (1 - EXPLAINED) * (measured.domain_auc - 0.5):
            if alone is not None and alone >= IDENTIFIED:
                reasons.append(Reason("looks_identify", {"alone": alone}))
            else:
                reasons.append(Reason("looks_explain", {"auc": measured.domain_auc, "without": without}))
    if facts.source is None:
        reasons.append(Reason("no_source"))
        return "intra_domain"
    if differing is None:
        return "none" if same_domain else "inter_domain"
    return "intra_domain" if same_domain else "intra_task"


def _wanted(spec: RunSpec, facts: DataFacts, measured: Measured, transfer: Transfer, reasons: list[Reason]) -> list[str]:
    """Strategies to try, best first; the first possible one is taken."""
    target = facts.target
    if target is None:
        reasons.append(Reason("no_target"))
        return ["source-only"]
    if measured.in_source >= target.pictures:
        return []
    values = any(
        each is not None and each.labels != "none" and not TASKS[each.task].has_classes for each in (facts.source, target)
    )
    labelled = target.labels != "none"
    fewest = _fewest(facts, values) if labelled else 0
    code = "_values" if values else "_sealed" if target.sealed else ""
    if labelled and (transfer in ("intra_domain", "intra_task") or fewest >= FEW_LABELS):
        reasons.append(Reason(f"labels_many{code}", {"fewest": fewest}))
        return ["feature-extraction", "fine-tuning"] if fewest < 5 * FEW_LABELS else ["fine-tuning", "feature-extraction"]
    if labelled:
        reasons.append(Reason(f"labels_few{code}", {"fewest": fewest}))
        return ["tradaboost", "fine-tuning", "feature-extraction"]
    if transfer in ("intra_domain", "intra_task"):
        reasons.append(Reason("other_classes_unlabelled"))
        return []
    if transfer == "none":
        reasons.append(Reason("nothing_to_adapt"))
        return ["source-only"]
    if values:
        reasons.append(Reason("values"))
        return ["mmd", "coral", "dann"]
    if measured.told_shift is not None:
        reasons.append(Reason("uneven_told", {"shift": measured.told_shift}))
        return [STRATEGY_WITH_SHARES, "dann"]
    counts = class_counts(spec, facts)
    if counts is not None and counts["shared"] < counts["source"]:
        reasons.append(Reason("partial", dict(counts)))
        return ["ba3us", "afn"]
    if measured.label_shift is None and measured.labels_shift is not None:
        reasons.append(Reason("uneven_by_labels", {"labels": measured.labels, "shift": measured.labels_shift}))
        return [STRATEGY_WITH_SHARES, "dann"]
    if measured.label_shift is not None and measured.label_shift >= UNEVEN:
        reasons.append(Reason("uneven", {"shift": measured.label_shift}))
        return ["afn", "source-only"]
    if measured.label_shift is None and measured.searched_shift is not None:
        reasons.append(Reason("uneven_by_search", {"shift": measured.searched_shift}))
        return ["afn", "source-only"]
    if measured.label_shift is None and measured.seeming_shift is not None and measured.seeming_shift >= SEEMS_UNEVEN:
        reasons.append(Reason("seems_uneven", {"shift": measured.seeming_shift}))
        return ["afn", "source-only"]
    known, seeming = measured.label_shift, measured.seeming_shift
    if not (known is None and seeming is None) and not starts_at_random(spec):
        if known is None:
            reasons.append(Reason("shares_alike"))
        else:
            reasons.append(Reason("shares_known_same") if known < EQUAL else Reason("shares_known_alike", {"shift": known}))
        return ["cdan", "mcc", "adabn"]
    reasons.append(Reason("unlabelled"))
    return ["mcc", "cdan", "adabn"]
