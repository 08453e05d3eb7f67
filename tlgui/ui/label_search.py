"""The search that one press on *Label twenty* starts: for the best network, told what the labels say of the target's classes."""

from __future__ import annotations

from tlgui.errors import UserError
from tlgui.finding import race
from tlgui.finding.searches import Search
from tlgui.home import Home
from tlgui.labeling.labeling import Labeling
from tlgui.runs.store import RunStore
from tlgui.service.launch import facts_for, packs_of
from tlgui.spec.run_spec import RunSpec
from tlgui.strategies.suggested import with_backbone


def begin_with_shares(home: Home, labeling: Labeling, owner: str, once: str | None) -> Search:
    """Search on the newest run's data and settings, or on the source whose classes are offered, with the shares that the labels give.

    Parameters
    ----------
    once:
        A key of the caller's choice: using it again (a double click) returns the first search.

    Raises
    ------
    UserError
        ``label_shares_not_told`` while the labels do not speak for other shares than the source's; what
        :func:`tlgui.finding.race.begin` raises.
    """
    shares = labeling.shares()
    if shares is None or not shares.differ:
        raise UserError("label_shares_not_told")
    told = {"target_shares": labeling.told(), "strategy_settings": {}, "distilled_from": ()}
    return race.begin(home, _spec(home, labeling, owner).model_copy(update=told), owner, knows="shares", once=once)


def _spec(home: Home, labeling: Labeling, owner: str) -> RunSpec:
    if labeling.networks:
        return RunStore(home).get(labeling.networks[0].run, owner).spec
    spec = RunSpec(source=labeling.source, target=labeling.pack.info.id, sealed=labeling.pack.info.labels != "none")
    packs = packs_of(home, spec, owner)
    return with_backbone(spec, facts_for(home, *packs), [pack.info.short_side for pack in packs if pack is not None])
