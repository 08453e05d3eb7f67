"""Where health reports lie and how to read them, without any library that only making them needs.

``cache/health/DATASET.npz`` holds the measures of a dataset, ``cache/health/SOURCE_TARGET/`` the report of a pair (``-`` for a role that
was not given; ``_revealed`` behind it): ``health.json``, ``problems.en.csv`` and ``problems.zh.csv``. All of it can be made again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tlgui import durable
from tlgui.data.seals import was_revealed
from tlgui.health import VERSION
from tlgui.home import Home


def measures_path(home: Home, dataset: str) -> Path:
    """Where the measures of a dataset are kept."""
    return home.cache / "health" / f"{dataset}.npz"


def health_folder(home: Home, source: str | None, target: str | None) -> Path:
    """The folder of the report of a pair of dataset ids: another one once the target's labels were revealed."""
    revealed = "_revealed" if was_revealed(home, target) else ""
    return home.cache / "health" / f"{source or '-'}_{target or '-'}{revealed}"


def problems_csv_path(home: Home, source: str | None, target: str | None, language: str) -> Path:
    """The table of problems that belongs to a report."""
    return health_folder(home, source, target) / f"problems.{language}.csv"


def kept_health(home: Home, source: str | None, target: str | None) -> dict[str, Any] | None:
    """The report of a pair of datasets, ``None`` when it has not been made (or by another version).

    The ids are taken as they are: who asks must have got them from :class:`tlgui.data.store.DatasetStore` with its owner.
    """
    try:
        report = durable.read_json(health_folder(home, source, target) / "health.json")
        return report if report["version"] == VERSION else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def carried_health(run: Path) -> dict[str, Any] | None:
    """The report that came with a run from another machine, in its folder; ``None`` when none did (or of another version)."""
    try:
        report = durable.read_json(run / "meta" / "health.json")
        return report if report["version"] == VERSION else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def keep(home: Home, report: dict[str, Any]) -> None:
    """Keep a report. It is written last: when it is there, so are its tables."""
    ids = [report["domains"][role]["dataset"] if role in report["domains"] else None for role in ("source", "target")]
    durable.write_json(health_folder(home, *ids) / "health.json", report)
