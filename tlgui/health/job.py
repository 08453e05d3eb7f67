"""The health job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tlgui.data.store import DatasetStore
from tlgui.health.report import health as make_report

if TYPE_CHECKING:
    from tlgui.jobs.worker import JobContext


def health(context: JobContext) -> dict[str, Any]:
    """Job handler: make the health report of ``payload["source"]`` and ``payload["target"]`` (ids of datasets; one may be null).

    Progress: ``done`` and ``total`` pictures. The result names the report's datasets; the report itself is read with
    :func:`tlgui.health.kept.kept_health`.
    """
    store = DatasetStore(context.home)
    source, target = (
        store.get(context.payload[role], context.owner) if context.payload.get(role) else None for role in ("source", "target")
    )
    report = make_report(
        context.home, source, target, lambda done, total: context.report(done=done, total=total), context.stop_requested
    )
    return {
        "source": source.info.id if source else None,
        "target": target.info.id if target else None,
        "seconds": report["seconds"],
    }
