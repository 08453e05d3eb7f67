"""Runs on the same pictures side by side, ordered without target labels; disagreement between scores is shown, not hidden.

The list of results is read in pages: some boards, with the first rows of each; more on request. A visible page asks what has changed, and gets
only the order of what it shows and the rows that differ. The order itself comes from :mod:`tlgui.runs.index.standings`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple
from urllib.parse import urlencode

from tlgui.durable import to_json
from tlgui.finding.searches import SearchStore
from tlgui.labeling.labeling import Labeling
from tlgui.runs.index.listing import Cursor, FactsOnce, changes_of, counted, found_on_boards
from tlgui.runs.index.rows import Facts
from tlgui.runs.index.standings import Board, Boards, Standing, listed
from tlgui.runs.remarks import OF_SEARCH
from tlgui.runs.search import terms
from tlgui.service.opening import still_sealed
from tlgui.texts import say
from tlgui.views.board_labels import BoardLabels, labeling_on, labels_changed, labels_of
from tlgui.views.board_rows import BoardRows, told_by
from tlgui.views.board_searches import SearchesOnce
from tlgui.views.board_truth import BoardTruth, truth_of
from tlgui.views.board_words import BoardWords
from tlgui.views.run_rows import REFERENCE_TEXTS, seeds_row, shown
from tlgui.views.words import dataset_name

PAGE = 50
"""Rows per page."""

LEAST, WHOLE = 10, 15
"""At least this many rows of each board, if it has them; a board with only a few more is shown whole."""

FOLLOWED = 150
"""Number of rows of a page that are kept up to date; those further down stay as they were when loaded."""

ROW_BYTES = 4_000
"""About how many bytes of changed rows one answer holds; the page asks for the other rows separately."""

MOST_NEW = 4
"""A page with more new boards than this is loaded again."""

DISAGREE = 2
"""Ranks by different scores that are this far apart are mentioned."""

Order = Literal["labels", "scores"]
"""By what a board is ordered where both can be: by what open labels say of its networks, or by the scores that need none."""


class Mark(NamedTuple):
    """What a page has seen: which index, up to which change, up to which label (:func:`tlgui.views.board_labels.labels_changed`), and up to
    which verdict (:meth:`tlgui.finding.searches.SearchStore.concluded_at`).
    """

    of: str
    changed: int
    labeled: int = 0
    searched: int = 0

    def __str__(self) -> str:
        return f"{self.of}.{self.changed}.{self.labeled}.{self.searched}"

    @classmethod
    def read(cls, text: str) -> Mark:
        """A mark from its text; an invalid text gives a mark that matches nothing."""
        found = re.fullmatch(r"([^.]*)\.([0-9]{1,15})\.([0-9]{1,20})\.([0-9]{1,20})", text)
        return cls(found[1], *map(int, found.groups()[1:])) if found else cls("", 0)


class Leaderboard:
    """The list of results for one reader, as it is when this is made.

    Parameters
    ----------
    search:
        The search; empty for all runs.
    order:
        By what boards are ordered on which the target's labels are open for everybody.
    """

    def __init__(self, boards: Boards, owner: str, language: str, search: str = "", order: Order = "labels") -> None:
        self._boards, self._index, self._owner, self._language = boards, boards.index, owner, language
        # First, so that changes from here on are reported the next time.
        concluded_at = SearchStore(self._index.home).concluded_at(owner)
        self.mark = Mark(*self._index.mark(), labels_changed(self._index.home, owner), concluded_at)
        self._labelings: dict[str, Labeling | None] = {}
        self._labels: dict[str, BoardLabels | None] = {}
        self._truths: dict[str, BoardTruth | None] = {}
        self._order = order
        self._facts = FactsOnce(self._index, owner)
        self._searched = SearchesOnce(self._index.home, owner, self._facts)
        self._rows = BoardRows(language, self._facts, self._searched)
        self._search = search if search.strip() else ""

    def page(self, after: Cursor | None = None) -> dict[str, Any]:
        """The first boards, or those behind the last one of a page before.

        Returns
        -------
        ``boards``: for each what :meth:`_told` says. ``next``: the cursor for the page behind it; ``None`` behind the last. ``mark``, and
        what :meth:`_counts` says.
        """
        there = [each for each in listed(self._index, self._owner) if each.runs and (after is None or each.newest < after)]
        there = [each for each in there if self._found is None or each.key in self._found]
        shown: list[tuple[Board, int]] = []
        end = None
        for each in there:
            if sum(least_of(size) for _, size in shown) >= PAGE:
                break
            board = self._board(each.key)
            if board is not None:
                shown.append((board, self._size(board)))
            end = each.newest
        shares = shared_out([size for _, size in shown])
        boards = [self._told(board, self._part(board, 0, share)) for (board, _), share in zip(shown, shares, strict=True)]
        last = end is None or end == there[-1].newest
        return {"boards": boards, "next": None if last else str(end), "mark": str(self.mark), **self._counts()}

    def more(self, key: str, after: str) -> dict[str, Any] | None:
        """The rows of a board behind the one with the key ``after``, as :meth:`_told`; ``None`` when there is no such board."""
        board = self._board(key)
        if board is None:
            return None
        there = board.position(after) if self._found is None else self._place_found(board, after)
        start = 0 if there is None else there + 1
        return self._told(board, self._part(board, start, start + PAGE))

    def rows(self, key: str, wanted: Sequence[str]) -> dict[str, Any] | None:
        """Rows of a board by their keys; ``None`` when there is no such board."""
        board = self._boards.get(self._owner, key)
        if board is None:
            return None
        part = board.of(set(wanted))[:PAGE]
        return {"rows": self._rows.told(board, part, self._facts.of(told_by(part)))}

    def changes(self, since: Mark, seen: Mapping[str, int], until: Cursor | None) -> dict[str, Any]:
        """What has changed for a page that shows so many rows of each board, down to the board at ``until`` (``None``: there was no other).

        Returns
        -------
        ``boards``: those that changed, as :meth:`_told` with the rows that differ, also those that came in between. ``gone``: keys of boards
        without runs. ``next``, where anything changed: the cursor of boards further down. ``mark`` and what :meth:`_counts` says. Only
        ``reset`` if the page must be loaded again.
        """
        if since.of != self.mark.of or since.changed > self.mark.changed:
            return {"reset": True}
        told: dict[str, Any] = {"boards": [], "gone": [], "mark": str(self.mark), **self._counts()}
        if since == self.mark:
            return told
        there = {each.key: each for each in listed(self._index, self._owner) if each.runs}
        if self._found is not None:
            there = {key: each for key, each in there.items() if key in self._found}
        end = until or min((each.newest for key, each in there.items() if key in seen), default=None)
        others = [each for key, each in there.items() if key not in seen]
        new = [each for each in others if each.changed > since.changed and (end is None or each.newest > end)]
        if len(new) > MOST_NEW:
            return {"reset": True}
        told["next"] = str(end) if end is not None and any(each.newest < end for each in others) else None
        told["gone"] = [key for key in seen if key not in there]
        left, room = FOLLOWED, ROW_BYTES
        searched = self.mark.searched != since.searched  # of which the rows tell too
        every = searched or self.mark.labeled != since.labeled
        wanted = {key: count for key, count in seen.items() if key in there and (every or there[key].changed > since.changed)}
        wanted |= {each.key: LEAST for each in new}
        for key, count in wanted.items():
            board = self._board(key)
            if board is None:  # deleted just now: the next poll reports it
                continue
            part = self._part(board, 0, min(count, left))
            told_board = self._told(board, part, since.changed if key in seen and not searched else -1, room)
            left, room = left - len(part), room - len(to_json(told_board["rows"]))
            told["boards"].append(told_board)
        return told

    @cached_property
    def _found(self) -> dict[str, set[str]] | None:
        """The runs that the search finds, for each board; ``None`` for all runs. Beside the runs of a search for the best network stand the
        references that they are measured by: these are networks of it too.
        """
        if not self._search:
            return None
        found = found_on_boards(self._index, self._owner, self._search, shown(self._language))
        if any(field in ("tag", None) and wanted.startswith(OF_SEARCH) for field, wanted in terms(self._search)):
            for runs in found.values():
                references = (each["references"].values() for each in self._facts.of(runs).values())
                runs |= {f"={each['run']}" for of_run in references for each in of_run}
        return found

    def _board(self, key: str) -> Board | None:
        """A board as it is now, in the order of what open labels say, or given ones where they tell of each network."""
        board = self._boards.get(self._owner, key)
        if board is None:
            return None
        labeling = self._labelings[key] = labeling_on(self._index, self._owner, board, self._searched.always_judged)
        labels = self._labels[key] = labels_of(self._index, self._owner, board, labeling)
        truth = self._truths[key] = truth_of(board, self._facts) if labels is None else None
        if truth is not None and self._order == "labels":
            return truth.board
        return board if labels is None else labels.board

    def _size(self, board: Board) -> int:
        return len(board) if self._found is None else len(board.of(self._found.get(board.key, ())))

    def _part(self, board: Board, start: int, stop: int) -> list[Standing]:
        """Those from one position to another, of all or of those that were found."""
        return board.part(start, stop) if self._found is None else board.of(self._found.get(board.key, ()))[start:stop]

    def _place_found(self, board: Board, key: str) -> int | None:
        standings = board.of(self._found.get(board.key, ())) if self._found is not None else []
        return next((place for place, each in enumerate(standings) if each.key == key), None)

    def _counts(self) -> dict[str, Any]:
        """``runs``: how many there are; ``reading``: while not all folders have been read, how many have, in words."""
        counts = counted(self._index, self._owner)
        words = (
            say("page.results.reading", self._language, done=counts.read, total=counts.read + counts.left) if counts.left else ""
        )
        return {"runs": counts.runs, "reading": words}

    def _told(self, board: Board, part: Sequence[Standing], since: int = -1, room: int | None = None) -> dict[str, Any]:
        """A board with some of those who stand on it.

        Returns
        -------
        ``key``, ``newest`` (when its newest run was asked for), ``data`` (names), ``classes`` (which were left out or renamed), ``task``,
        ``words`` (what the order says), ``place`` (the title of that column), ``labels`` and ``search`` (where there is more on labels that
        judge its networks, and the search that the words speak of), ``count`` (of all its rows),
        ``missing`` (how to get normalization alone where no run has it), where there are such, ``sealed`` (in
        words, how many runs keep labels sealed that are open elsewhere); where labels are open for everybody, ``by`` (its order, one of
        :data:`Order`), and in their order ``score_places`` (the places of ``part`` by the scores). ``order``: for each of ``part`` its key,
        its place, its places by each score, whether these disagree, whether it differs from what it was at ``since``, the key of its setting
        if that was trained with several seeds, and how good given labels say that it is. ``seeds``: what these come to, by those keys
        (:func:`tlgui.views.run_rows.seeds_row`). ``rows``: those that differ, as far as there is ``room`` (bytes).
        """
        labels = self._labels.get(board.key)
        versions = changes_of(self._index, self._owner, {each.run for each in part})
        differ = [each for each in part if versions.get(each.run, -1) > since]
        keys = {each.key for each in differ}
        seeds = {each.setting: board.seeds[each.setting] for each in part if each.setting is not None}
        asked = {board.newest, *told_by(differ), *(run for runs in seeds.values() for run in runs)}
        facts = self._facts.of(asked)
        return {
            **self._head(board, facts.get(board.newest)),
            "order": [
                [
                    *(each.key, each.place, list(each.ranks), _apart(each), each.key in keys, each.setting),
                    labels and labels.estimate(each, self._language),
                ]
                for each in part
            ],
            "seeds": {
                setting: seeds_row(known, self._language, self._searched.later_of(known[0]))
                for setting, runs in seeds.items()
                if (known := [facts[run] for run in runs if run in facts])
            },
            "rows": self._rows.told(board, differ, facts, room),
            **self._by(board.key, part),
        }

    def _by(self, key: str, part: Sequence[Standing]) -> dict[str, Any]:
        """In which of two orders a board is, where it can be in both."""
        truth = self._truths.get(key)
        if truth is None:
            return {}
        places = truth.score_places if self._order == "labels" else {}
        return {"by": self._order, "score_places": {each.key: places[each.key] for each in part if places.get(each.key)}}

    def _head(self, board: Board, newest: Facts | None) -> dict[str, Any]:
        head = {"key": board.key, "count": self._size(board)}
        if newest is None:  # deleted since the order was made
            return {
                **head,
                "newest": 0.0,
                "data": "",
                "classes": "",
                "task": "",
                "words": "",
                "place": "",
                "labels": None,
                "search": None,
                "missing": None,
            }
        names = (newest[role] for role in ("source", "target"))
        labels = self._labels.get(board.key)
        said = self._said_of(board, newest)
        search = said.mix and said.mix.search
        return {
            **head,
            "newest": newest["created"],
            "data": " → ".join(dataset_name(name, self._language) for name in names if name),
            "classes": _classes(newest["class_map"], self._language),
            "task": newest["task"],
            "words": said.words(self._size(board)),
            "place": said.place_title,
            "labels": labels and {"href": labels.href, "link": say("page.label.verdict", self._language)},
            "search": search and {"href": f"search?id={search.id}", "link": say("page.results.mix.search", self._language)},
            "missing": _missing(newest, self._language) if board.lacks_normalisation else None,
            **self._sealed(board),
        }

    def _sealed(self, board: Board) -> dict[str, str]:
        """How many of its runs keep labels sealed that were revealed elsewhere."""
        found = still_sealed(self._index.home, self._owner, board, self._facts)
        if found is None:
            return {}
        target = dataset_name(found.target, self._language)
        return {"sealed": say("page.results.still_sealed", self._language, target=target, count=len(found.runs))}

    def _said_of(self, board: Board, newest: Facts) -> BoardWords:
        truth = self._truths.get(board.key)
        return BoardWords(
            self._index,
            self._owner,
            self._language,
            board,
            newest,
            self._labelings.get(board.key),
            self._labels.get(board.key),
            truth,
            truth is not None and self._order == "labels",
            self._searched,
            self._facts,
        )


def least_of(size: int) -> int:
    """How many rows of a board of this size are on a page at least."""
    return size if size <= WHOLE else LEAST


def shared_out(sizes: Sequence[int], page: int = PAGE) -> list[int]:
    """How many rows of each board are on a page: the least of each, then what is left, from the first board on."""
    shares = [least_of(size) for size in sizes]
    for place, size in enumerate(sizes):
        shares[place] += max(0, min(size - shares[place], page - sum(shares)))
    return shares


def _classes(class_map: dict[str, Any], language: str) -> str:
    """Which classes are others than the datasets' own; empty where none is."""
    changed = [f"{old} → {new}" for old, new in class_map["rename"].items()]
    if class_map["leave_out"]:
        changed.append(say("page.results.without", language, classes=list(class_map["leave_out"])))
    return " · ".join(changed)


def _missing(newest: Facts, language: str) -> dict[str, str] | None:
    """How to get normalization alone, where a source and a target are compared."""
    source, target = newest["datasets"]["source"], newest["datasets"]["target"]
    if not (source and target):
        return None
    return {
        "strategy": say(REFERENCE_TEXTS["normalisation_alone"], language),
        "words": say("page.results.no_normalisation", language),
        "href": f"./?{urlencode({'source': source, 'target': target, 'strategy': 'adabn'})}",
        "press": say("page.results.get_normalisation", language),
    }


def _apart(standing: Standing) -> bool:
    """Whether the scores disagree about somebody."""
    return bool(standing.ranks) and max(standing.ranks) - min(standing.ranks) >= DISAGREE
