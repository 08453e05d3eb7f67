"""The datasets of a spec, and what is known of both."""

from __future__ import annotations

from tlgui.data import seals
from tlgui.data.overlap import Pairs, overlap
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.home import Home
from tlgui.planning.facts import facts_of
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import DataFacts, DomainFacts


def packs_of(home: Home, spec: RunSpec, owner: str) -> tuple[Pack | None, Pack | None]:
    """The datasets of a spec: source and target."""
    store = DatasetStore(home)
    return store.get(spec.source, owner) if spec.source else None, store.get(spec.target, owner) if spec.target else None


def in_both(source: Pack | None, target: Pack | None) -> Pairs:
    """Number of pictures that source and target have in common; 0 if one of them is missing."""
    return overlap(source, target) if source is not None and target is not None else []


def facts_for(home: Home, source: Pack | None, target: Pack | None) -> DataFacts:
    """The facts about two datasets that :func:`tlgui.planning.check` needs."""

    def facts(role: seals.Role, pack: Pack | None) -> DomainFacts | None:
        return None if pack is None else facts_of(pack.info, not seals.may_tell(home, pack.info, role))

    return DataFacts(facts("source", source), facts("target", target))
