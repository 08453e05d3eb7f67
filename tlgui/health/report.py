"""Making the health report: both domains, what they share, and what to tell. Its form is described in :mod:`tlgui.health`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from tlgui.data.pack import Pack
from tlgui.data.seals import Role, may_tell, require_open
from tlgui.errors import UserError
from tlgui.health import VERSION, kept
from tlgui.health.across import Across
from tlgui.health.compare import alike_classes
from tlgui.health.domain import DomainHealth
from tlgui.health.findings import findings
from tlgui.health.measures import measured
from tlgui.health.problems import write_problems
from tlgui.home import Home


def health(
    home: Home,
    source: Pack | None,
    target: Pack | None,
    progress: Callable[[int, int], object] = lambda done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """The health report of one dataset in its role, or of a pair: the one that was kept, or made now and kept.

    Parameters
    ----------
    progress:
        Called with pictures done and in all.
    stop:
        Asked now and then; once it says yes, nothing is kept and ``health_stopped`` is raised.

    Raises
    ------
    UserError
        ``health_needs_data`` without any dataset; ``sealed_source``; ``health_stopped``.
    """
    if source is not None:
        require_open(home, source.info)
    roles: tuple[tuple[Role, Pack | None], ...] = (("source", source), ("target", target))
    packs = {role: pack for role, pack in roles if pack is not None}
    if not packs:
        raise UserError("health_needs_data")
    found = kept.kept_health(home, *(None if pack is None else pack.info.id for _, pack in roles))
    if found is not None:
        return found
    began = time.monotonic()
    total, before = sum(map(len, packs.values())), 0
    domains: dict[Role, DomainHealth] = {}
    for role, pack in packs.items():

        def told(done: int, before: int = before) -> object:
            return progress(before + done, total)

        measures = measured(pack, kept.measures_path(home, pack.info.id), told, stop)
        before += len(pack)
        domains[role] = DomainHealth(role, pack, measures, not may_tell(home, pack.info, role))
    across = Across(domains["source"], domains["target"]) if len(domains) == 2 else None
    report = assemble(domains, across)
    report["seconds"] = round(time.monotonic() - began, 2)
    write_problems(home, domains, across)
    kept.keep(home, report)
    return report


def health_of(home: Home, packs: Mapping[Role, Pack]) -> dict[str, Any]:
    """:func:`health` of what somebody gave as a source, and maybe a target; a source that has no classes can only be a target."""
    source, target = packs.get("source"), packs.get("target")
    if source is not None and target is None and source.info.labels == "none":
        source, target = None, source
    return health(home, source, target)


def assemble(domains: Mapping[Role, DomainHealth], across: Across | None) -> dict[str, Any]:
    """The report of one or two domains, from their measures."""
    report: dict[str, Any] = {
        "version": VERSION,
        "seconds": None,
        "domains": {role: domain.as_json() for role, domain in domains.items()},
        "across": across.as_json() if across else None,
        "alike": alike_classes({role: domain.classes for role, domain in domains.items()}),
    }
    report["findings"] = findings(report, domains)
    return report
