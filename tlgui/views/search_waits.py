"""What a search waits for that could go on by itself: others hold it up, and it goes on when that is over."""

from __future__ import annotations

from collections.abc import Sequence

from tlgui.errors import UserError
from tlgui.finding.race import waits_for_the_line
from tlgui.finding.searches import Search
from tlgui.home import Home
from tlgui.rooms.room import require_may_start
from tlgui.texts import say
from tlgui.views.search_rows import Watched


def waits_words(home: Home, search: Search, state: str, watched: Sequence[Watched], language: str) -> str:
    """What a search waits for, in words; empty where it is trained for, waits in the line with a run of its own, or goes on in a moment.

    ``state``: as of :func:`tlgui.finding.race.state_of`.
    """
    if state != "running" or any(not each.status.over for each in watched):
        return ""
    try:
        require_may_start(home, search.owner)
    except UserError as error:
        return say("page.search.waits.room_paused", language) if error.problems[0].code == "room_paused" else ""
    return say("page.search.waits.line", language) if waits_for_the_line(home, search) else ""
