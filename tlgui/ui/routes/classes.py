"""Route of the classes of two datasets, side by side."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query

from tlgui.data.class_names import alike
from tlgui.data.seals import Role, may_tell
from tlgui.data.store import DatasetStore
from tlgui.data.told import told_info
from tlgui.errors import UserError
from tlgui.specification.target_shares import read_shares
from tlgui.texts import say
from tlgui.ui.access import Language, Owner, TheHome

router = APIRouter(prefix="/api/classes")
ROWS = 200
NEAR = 5
"""Of so many names at most it is told which class is near: shares may be many, and so may classes."""


@router.get("")
def classes(
    home: TheHome,
    owner: Owner,
    language: Language,
    source: Annotated[str, Query(max_length=64)] = "",
    target: Annotated[str, Query(max_length=64)] = "",
    shares: Annotated[str, Query(max_length=20_000)] = "",
) -> dict[str, Any]:
    """Which class occurs where; those of both first. A name that was typed in another Unicode form is the same class.

    ``alike``: target classes that the source calls nearly the same, with its names.

    Of a dataset whose classes may not be told there are none; then the rows are not all (``whole``). ``told``: the class shares that
    :func:`tlgui.specification.target_shares.read_shares` finds in ``shares``, and from how many labels they are known; ``null`` where it
    finds none that somebody said. ``near``: for a name in them that the source does not have, the nearest that it has. ``wrong``: what is
    wrong with them, whatever the classes are.
    """
    store = DatasetStore(home)
    named: dict[str, dict[str, Any]] = {}
    names: dict[Role, tuple[str, ...]] = {"source": (), "target": ()}
    labelled, whole = [], True
    roles: tuple[tuple[Role, str], ...] = (("source", source), ("target", target))
    for role, dataset in roles:
        try:
            info = store.get(dataset, owner).info
        except UserError:  # none chosen, or one that is gone: its card says so
            continue
        whole = whole and may_tell(home, info, role)
        info = told_info(home, info, role)
        labelled += [role] if info.classes else []
        names[role] = info.classes
        for name, pictures in zip(info.classes, info.counts, strict=True):
            row = named.setdefault(
                unicodedata.normalize("NFC", name), {"name": name, "source": False, "target": False, "pictures": 0}
            )
            row[role] = True
            row["pictures"] += pictures if role == "source" else 0
    rows = sorted(named.values(), key=lambda row: (not (row["source"] and row["target"]), not row["source"], row["name"]))
    both = sum(row["source"] and row["target"] for row in rows)
    alone = {role: sum(row[role] for row in rows) - both for role in ("source", "target")}
    differ = len(labelled) == 2 and both < len(rows)
    same = alike(names["source"], names["target"]) if differ else {}
    if differ:
        summary = say("page.classes.differ", language, both=both, **alone)
    else:
        summary = say("page.classes.same" if len(labelled) == 2 else "page.classes.of_one", language, count=len(rows))
    return {
        "rows": rows[:ROWS],
        "more": max(0, len(rows) - ROWS),
        "alike": same,
        "alike_words": [say("page.classes.alike", language, target=mine, source=other) for mine, other in same.items()],
        "whole": whole,
        "summary": summary if whole else say("page.classes.sealed", language, count=len(rows)),
        "tone": "warning" if differ else "",
        **_told(shares, names["source"], language),
    }


def _told(given: str, classes: Sequence[str], language: str) -> dict[str, Any]:
    told, problems = read_shares(given or "same")
    problems += told.problems(list(told.shares))
    said = {"shares": told.shares, "labels": told.labels} if told.said and not told.estimated else None
    known = [unicodedata.normalize("NFC", each) for each in classes]
    other = [] if said is None else [name for name in told.shares if name not in known]
    near = {name: found[0] for name in other[:NEAR] if (found := difflib.get_close_matches(name, known, n=1))}
    return {"told": said, "near": near, "wrong": UserError.of(problems).sentences(language) if problems else []}
