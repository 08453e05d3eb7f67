"""What the adviser recommends for a pair of datasets, from all that is known of it: for the page and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.labeling.labeling import mix_by_labels
from tlgui.runs.index import index_of
from tlgui.service.launch import facts_for, in_both
from tlgui.spec.run_spec import ClassMap, RunSpec
from tlgui.spec.target_shares import TargetShares
from tlgui.strategies.recommend import Measured, Recommendation, recommend
from tlgui.strategies.suggested import backbone_for


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
    """

    recommendation: Recommendation
    measured: Measured
    before: str | None = None
    shares: TargetShares | None = None


def advised(
    home: Home,
    owner: str,
    source: Pack | None,
    target: Pack,
    report: Mapping[str, Any] | None,
    class_map: ClassMap | None = None,
    use_labels: bool | None = None,
) -> Advised:
    """Recommend a strategy.

    Parameters
    ----------
    report:
        The shift X-ray of the pair, if it was made.
    use_labels:
        As of :func:`~tlgui.strategies.recommend.recommend`.
    """
    spec = RunSpec(
        source=None if source is None else source.info.id,
        target=target.info.id,
        class_map=class_map or ClassMap(),
        backbone=backbone_for([pack.info.short_side for pack in (source, target) if pack is not None]),
    )
    mix = None if source is None else mix_by_labels(home, index_of(home), spec, owner)
    measured = partial(
        Measured.of,
        in_source=len(in_both(source, target)),
        labels=0 if mix is None else mix.labels,
        labels_shift=None if mix is None else mix.shift,
    )
    facts, now = facts_for(home, source, target), measured(report)
    found = recommend(spec, facts, now, use_labels)
    before = found.strategy if report is None else recommend(spec, facts, measured(None), use_labels).strategy
    return Advised(found, now, None if before == found.strategy else before, None if mix is None else mix.told)
