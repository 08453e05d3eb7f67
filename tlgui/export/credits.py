"""Credits for the pictures of a run, shown wherever some of them are included."""

from __future__ import annotations

from tlgui.data.demo_catalogue import DEMO_CREDITS, credit_of
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.texts import say


def credits_of(home: Home, run: Run, language: str) -> list[str]:
    """A sentence for each author who must be credited. A dataset that is not on this machine is recognized by its name."""
    found = []
    for role, name in run.names.items():
        try:
            found.append(credit_of(DatasetStore(home).get(getattr(run.spec, role) or "", run.owner).info.origin, language))
        except UserError:
            found.append(say(DEMO_CREDITS[name], language) if name in DEMO_CREDITS else "")
    return [credit for credit in dict.fromkeys(found) if credit]
