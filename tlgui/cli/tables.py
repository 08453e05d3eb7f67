"""Tables that are given beside a folder: what each says of the folder's pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tlgui.errors import Problem

if TYPE_CHECKING:
    from tlgui.data.labelling import Labelling


def labellings_of(
    given: dict[str, tuple[Path | None, Path | None, Path | None]], problems: list[Problem]
) -> dict[str, Labelling]:
    """For each role with a table what the table holds. ``given``: folder, table of values and table of labels."""
    from tlgui.data.labelling import Labelling

    found = {}
    for role, (folder, values, labels) in given.items():
        if values is not None and labels is not None:
            problems.append(Problem("values_or_labels", {"role": role}))
        elif values is not None:
            found[role] = Labelling(values, "values")
        elif labels is not None:
            found[role] = Labelling(labels, "labels")
        if role in found and folder is None:
            problems.append(Problem("table_without_pictures", {"role": role}))
    return found
