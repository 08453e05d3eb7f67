"""What searches found of the mix of classes of a target that no label tells."""

from __future__ import annotations

from tlgui.finding.searches import SearchStore
from tlgui.home import Home
from tlgui.labeling.labeling import labeling_of
from tlgui.labeling.shares import SHARES_FROM
from tlgui.runs.index import index_of
from tlgui.specification.run_spec import ClassMap
from tlgui.specification.target_shares import TargetShares

OTHER = ("differ", "differ_late", "labels_differ")
"""As the ``why`` of a verdict: the search itself took the target's mix for another one, and says which."""


def shares_found(home: Home, owner: str, source: str, target: str, class_map: ClassMap) -> TargetShares | None:
    """The class shares that the owner's newest search of a pair took for the target's.

    ``None`` where it took the source's, was told them, or leaves it open; without a search; and where labels that the owner gave speak for the
    source's.
    """
    pair = (source, target, class_map)
    verdicts = SearchStore(home).verdicts(owner)
    newest = next(
        (each for search, each in verdicts if (search.spec.source, search.spec.target, search.spec.class_map) == pair), None
    )
    if newest is None or newest.why not in OTHER or newest.shares is None:
        return None
    labeling = labeling_of(home, index_of(home), target, owner, look=True)
    if labeling is not None and labeling.source == source and len(labeling.sample) >= SHARES_FROM:
        shares = labeling.shares()
        if shares is not None and shares.says == "same":
            return None
    return TargetShares(known_from="estimated", shares=newest.shares)
