"""What the adviser recommends for a pair of datasets, from all that is known of it: for the page and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.insight.class_shares import total_variation
from tlgui.insight.labeled_shares import NEAR
from tlgui.labeling.labeling import mix_by_labels
from tlgui.planning import check
from tlgui.planning.recommend import Measured, Recommendation, class_counts, recommend
from tlgui.planning.suggested import STRATEGY_WITH_SHARES, backbone_for
from tlgui.runs.index import index_of
from tlgui.service.pairs import facts_for, in_both, packs_of
from tlgui.specification.run_spec import ClassMap, RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.strategies.base import DataFacts


@dataclass(frozen=True)
class Advised:
    """A recommendation and what it rests on.

    Attributes
    ----------
    measured:
        What the shift X-ray, and labels that the owner gave, say.
    before:
        The strategy that was recommended before there was an X-ray; ``None`` where it is the same, and while there is none.
    shares:
        The class shares by the owner's labels, where these speak for another mixture than the source's.
    classes_unseen:
        Whether the target's classes are not known, or may not be told, where the source has classes.
    """

    recommendation: Recommendation
    measured: Measured
    before: str | None = None
    shares: TargetShares | None = None
    classes_unseen: bool = False


def advised(
    home: Home,
    owner: str,
    source: Pack | None,
    target: Pack,
    report: Mapping[str, Any] | None,
    class_map: ClassMap | None = None,
    use_labels: bool | None = None,
    told: TargetShares | None = None,
    searched: TargetShares | None = None,
) -> Advised:
    """Recommend a strategy.

    Parameters
    ----------
    report:
        The shift X-ray of the pair, if it was made.
    use_labels:
        As of :func:`~tlgui.planning.recommend.recommend`.
    told:
        The target's class shares as the run is told them. Shares that no run could be told, and those that a search estimated, count as none.
    searched:
        Those that the newest search of the pair took for the target's (:func:`tlgui.finding.mix.shares_found`), where it took others than the
        source's.
    """
    spec = RunSpec(
        source=None if source is None else source.info.id,
        target=target.info.id,
        class_map=class_map or ClassMap(),
        backbone=backbone_for([pack.info.short_side for pack in (source, target) if pack is not None]),
    )
    facts = facts_for(home, source, target)
    spec = _with_shares(spec, facts, told or TargetShares())
    mix = None if source is None else mix_by_labels(home, index_of(home), spec, owner)
    by_labels = mix is not None and spec.target_shares.known_from == "labels"
    measured = partial(
        Measured.of,
        in_source=len(in_both(source, target)),
        labels=0 if mix is None else mix.labels,
        labels_shift=None if mix is None else mix.shift,
        told_shift=None if by_labels else _told_shift(spec, facts),
        searched_shift=None if searched is None else _told_shift(spec.model_copy(update={"target_shares": searched}), facts),
    )
    now = measured(report)
    found = recommend(spec, facts, now, use_labels)
    before = found.strategy if report is None else recommend(spec, facts, measured(None), use_labels).strategy
    unseen = facts.source is not None and bool(facts.source.classes) and class_counts(spec, facts) is None
    return Advised(found, now, None if before == found.strategy else before, None if mix is None else mix.told, unseen)


def _with_shares(spec: RunSpec, facts: DataFacts, told: TargetShares) -> RunSpec:
    """``spec``, told the shares if a run that they are meant for could be."""
    asked = spec.model_copy(update={"strategy": STRATEGY_WITH_SHARES})
    telling = asked.model_copy(update={"target_shares": told})
    refused = told.estimated or len(check(telling, facts)) > len(check(asked, facts))
    return spec if refused else spec.model_copy(update={"target_shares": told})


def told_shift(home: Home, spec: RunSpec, owner: str) -> float | None:
    """Total variation between the shares that a run was told and its source's; ``None`` where these may not be said, and where both are near.

    Raises ``dataset_unknown`` where one was deleted since.
    """
    return _told_shift(spec, facts_for(home, *packs_of(home, spec, owner)))


def _told_shift(spec: RunSpec, facts: DataFacts) -> float | None:
    """Total variation between the shares that a run is told and the source's; ``None`` where these may not be said, and where both are near."""
    source = facts.source
    if not spec.target_shares.said or source is None or source.sealed:
        return None
    classes = spec.class_map.label_space(list(source.classes))
    places = np.array(spec.class_map.indices(list(source.classes), classes))
    counts = np.bincount(places[places >= 0], weights=np.array(source.counts)[places >= 0], minlength=len(classes))
    if not counts.sum():
        return None
    shift = total_variation(np.array(spec.target_shares.of(classes)), counts / counts.sum())
    return shift if shift > NEAR else None
