"""Class names of two datasets, side by side. Names are compared in Unicode's composed form (NFC), as in a run."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tlgui.data.class_names import alike


def class_sets(source: Sequence[str], target: Sequence[str]) -> dict[str, Any] | None:
    """Which classes both have and which only one; ``None`` unless both have classes."""
    if not source or not target:
        return None
    ours, theirs = ({unicodedata.normalize("NFC", name) for name in names} for names in (source, target))
    return {
        "shared": sorted(ours & theirs),
        "only_source": sorted(ours - theirs),
        "only_target": sorted(theirs - ours),
        "disjoint": not ours & theirs,
    }


def alike_classes(domains: dict[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Classes that differ only by case or in how an accent is written, within a dataset or between the two; between the two also by what
    :func:`tlgui.data.class_names.alike` finds, such as a plural.

    Parameters
    ----------
    domains:
        For each role the dataset's class names.

    Returns
    -------
    For each group of such names: where they stand (``names``), the name to merge them into (the source's, and of several its first),
    and the renaming that does it. The same name in both datasets is no group.
    """
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for role, names in domains.items():
        for name in names:
            groups[unicodedata.normalize("NFC", name).casefold()].append((role, name))
    found = []
    for group in groups.values():
        written = list(dict.fromkeys(name for _, name in group))
        if len({unicodedata.normalize("NFC", name) for name in written}) == 1:
            continue  # a run sees them as one class; if both are in one dataset, its ingest has said so
        into = written[0]
        found.append(_group(group, into))
    grouped = {each["name"] for group in found for each in group["names"]}
    for theirs, ours in alike(domains.get("source", ()), domains.get("target", ())).items():
        if not {theirs, ours} & grouped:
            found.append(_group([("source", ours), ("target", theirs)], ours))
    return found


def _group(names: Sequence[tuple[str, str]], into: str) -> dict[str, Any]:
    return {
        "names": [{"role": role, "name": name} for role, name in names],
        "merge_into": into,
        "rename": {name: into for _, name in names if name != into},
    }
