"""In which round of a search a run was matched to the target's classes, and in which the normalization alone that it is compared with."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from tlgui.errors import UserError
from tlgui.finding.searches import SearchStore
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore


class Rounds(NamedTuple):
    """Each 0 where nothing was matched, 1 in a first round or outside of a search, 2 in a later round."""

    own: int
    alone: int


NOT_MATCHED = Rounds(0, 0)


def rounds_of(home: Home, run: Run) -> Rounds:
    """The rounds of a run.

    Its normalization alone was matched to the same class shares as itself, whichever round it counts to: a distilled network learns from all of
    them, and is matched to the shares of the last one.
    """
    shares = run.spec.target_shares
    if not shares.said:
        return NOT_MATCHED
    store, own, alone = RunStore(home), 1, 1
    for search in SearchStore(home).tagged(run.remarks.tags, run.owner):
        with suppress(OSError, ValueError, TypeError):  # one that is damaged
            for member in search.members():
                if member.matched < 2:
                    continue
                own = 2 if member.run == run.id else own
                with suppress(UserError):  # deleted since
                    alone = 2 if store.get(member.run, run.owner).spec.target_shares == shares else alone
    return Rounds(own, alone)
