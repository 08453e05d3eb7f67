"""The runs that a run's curves may be compared with, each by a name that no other has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from tlgui.texts import say
from tlgui.views.run_rows import network_name

FAILED = "failed"
SHORT = 8
"""Characters of a run's id that tell it from the others, as *Label twenty* shows them."""


def runs_beside(runs: Sequence[dict[str, Any]], language: str, later: Collection[str] = ()) -> list[dict[str, Any]]:
    """Each run with what it is called (``strategy``; its own name where somebody gave it one) and when it was ``created``, in seconds.

    What was begun in the same minute under the same name says a part of its id too. A run that failed has no end to compare with: it is
    left out.

    Parameters
    ----------
    later:
        As of :func:`tlgui.views.run_rows.network_name`.
    """
    whole = [each for each in runs if each["status"] != FAILED]
    names = [each["name"] or network_name(each, language, later=later) for each in whole]
    shown = [(name, int((each["created"] or 0) // 60)) for name, each in zip(names, whole, strict=True)]
    counted = Counter(shown)
    return [
        {
            "run": each["run"],
            "strategy": say("page.label.network_of", language, name=name, run=each["run"][:SHORT])
            if counted[place] > 1
            else name,
            "created": each["created"],
        }
        for each, name, place in zip(whole, names, shown, strict=True)
    ]
