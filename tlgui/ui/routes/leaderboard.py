"""Routes of the list of results: a page of it, more of a board, what has changed, and labels opened in all runs of a board."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from tlgui.errors import UserError
from tlgui.runs.index.listing import Cursor, FactsOnce
from tlgui.service.opening import reveal_in_runs, still_sealed
from tlgui.ui.access import Language, Owner, TheBoards, TheHome
from tlgui.ui.answers import as_json
from tlgui.views.leaderboard import PAGE, Leaderboard, Mark, Order

router = APIRouter(prefix="/api/leaderboard")
MOST_SHOWN = 2_000
"""A page shows no more rows of a board than this, and no more boards."""

Search = Annotated[str, Query(max_length=1000)]


@router.get("")
def page(
    boards: TheBoards,
    owner: Owner,
    language: Language,
    search: Search = "",
    after: Annotated[str, Query(max_length=100)] = "",
    order: Order = "labels",
) -> Response:
    """Boards, the one with the newest run first, each with its first rows: :meth:`tlgui.views.leaderboard.Leaderboard.page`."""
    return _json(Leaderboard(boards, owner, language, search, order).page(Cursor.read(after)))


@router.get("/changes")
def changes(
    boards: TheBoards,
    owner: Owner,
    language: Language,
    mark: Annotated[str, Query(max_length=60)],
    shown: Annotated[str, Query(max_length=40_000)] = "",
    until: Annotated[str, Query(max_length=100)] = "",
    search: Search = "",
    order: Order = "labels",
) -> Response:
    """What has changed since ``mark`` for a page that shows ``board:rows,board:rows``: :meth:`tlgui.views.leaderboard.Leaderboard.changes`."""
    leaderboard = Leaderboard(boards, owner, language, search, order)
    return _json(leaderboard.changes(Mark.read(mark), _shown(shown), Cursor.read(until)))


@router.get("/{board}")
def more(
    board: str,
    boards: TheBoards,
    owner: Owner,
    language: Language,
    after: Annotated[str, Query(max_length=64)] = "",
    search: Search = "",
    order: Order = "labels",
) -> Response:
    """The rows of a board behind the one with the key ``after``."""
    return _json(Leaderboard(boards, owner, language, search, order).more(board, after))


@router.get("/{board}/rows")
def rows(
    board: str, boards: TheBoards, owner: Owner, language: Language, keys: Annotated[str, Query(max_length=40 * PAGE)]
) -> Response:
    """Rows of a board by their keys, with commas between them."""
    return _json(Leaderboard(boards, owner, language).rows(board, keys.split(",")))


@router.post("/{board}/reveal")
def reveal(board: str, boards: TheBoards, home: TheHome, owner: Owner) -> dict[str, int]:
    """Open the labels in all the owner's runs on a board that keep them sealed, where they were revealed elsewhere. ``left``: how many could
    not get them.
    """
    here = boards.get(owner, board)
    if here is None:
        raise UserError("board_unknown")
    found = still_sealed(home, owner, here, FactsOnce(boards.index, owner))
    if found is None:
        raise UserError("nothing_to_reveal")
    return reveal_in_runs(home, [(owner, run) for run in found.runs], by="page")._asdict()


def _shown(text: str) -> dict[str, int]:
    found = {}
    for part in text.split(",")[:MOST_SHOWN]:
        board, _, count = part.partition(":")
        if board and count.isdecimal():
            found[board] = min(int(count[:6]), MOST_SHOWN)
    return found


def _json(found: dict[str, Any] | None) -> Response:
    if found is None:
        raise UserError("board_unknown")
    return Response(as_json(found), media_type="application/json")
