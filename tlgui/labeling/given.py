"""The labels that a person gave to a dataset's pictures: a file of lines beside the datasets, one file for each owner and dataset.

The dataset never changes, and its own labels, which may be sealed, are another thing: nothing here reads them. Each line is an act, appended
and flushed to the disk before anybody is told that it is kept:

=========== ========================================================================================================================
``draw``    the first line: ``seed``, the ``classes`` that were offered (of the ``source``, where no run said which), and the pictures that
            were ``disputed`` among the ``runs`` then. It decides in which order pictures are asked for, so it stays whatever runs come
``label``   ``picture``, what was ``said`` of it, and the ``class`` or ``value``; it takes the place of an answer that the picture has
``import``  ``labels``: many at once; they take the place of answers that these pictures have
``undo``    takes back the last act that is not taken back, of its window if it says one; never the draw
=========== ========================================================================================================================

An act that was pressed on the page says in which ``window``: two may label the same pictures, and neither takes back the other's answers.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from filelock import FileLock

from tlgui import durable
from tlgui.home import LOCAL_OWNER, Home

Said = Literal["class", "value", "other", "unknown"]


class Answer(NamedTuple):
    """What somebody said of a picture: its class, its value, that it is of no class that was offered, or that they do not know."""

    said: Said
    name: str = ""
    value: float = math.nan

    @property
    def known(self) -> bool:
        """Whether it says anything of the picture."""
        return self.said != "unknown"

    def as_json(self) -> dict[str, Any]:
        more: dict[str, dict[str, Any]] = {"class": {"class": self.name}, "value": {"value": self.value}}
        return {"said": self.said, **more.get(self.said, {})}


@dataclass(frozen=True)
class Drawing:
    """What decides which pictures are asked for, written down with the first label. ``disputed``: numbers of pictures."""

    seed: int
    classes: tuple[str, ...] = ()
    disputed: tuple[int, ...] = ()
    runs: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class GivenLabels:
    """What one person said of the pictures of one dataset.

    Attributes
    ----------
    answers:
        By the number of the picture, in the order in which they were given.
    drawing:
        ``None`` before the first of them.
    windows:
        In which window each act was pressed that can be taken back, empty for no page; the last last.
    latest:
        The pictures that the last of these acts was about: one, but for an import.
    changed:
        Pictures of which something else was said before, also where that was taken back.
    """

    answers: Mapping[int, Answer] = field(default_factory=dict)
    drawing: Drawing | None = None
    windows: tuple[str, ...] = ()
    latest: tuple[int, ...] = ()
    changed: frozenset[int] = frozenset()

    @property
    def last(self) -> int | None:
        """The picture that the last act was about; ``None`` for an import of several."""
        return self.latest[0] if len(self.latest) == 1 else None

    def undoable(self, window: str = "") -> bool:
        """Whether there is an act to take back: one of the ``window``, or without one any."""
        return window in self.windows if window else bool(self.windows)

    @property
    def known(self) -> int:
        """Of how many pictures something was said; what nobody knows is no label."""
        return sum(each.known for each in self.answers.values())

    @property
    def named(self) -> dict[int, str]:
        """The class that was named, by the number of the picture; what has a value, is of none of the classes or is not known is left out."""
        return {picture: answer.name for picture, answer in self.answers.items() if answer.said == "class"}


class LabelBook:
    """The labels that the owner gave to the dataset, which is theirs: whoever makes a book has looked for it in the owner's store.

    Parameters
    ----------
    size:
        Number of pictures of the dataset.
    """

    def __init__(self, home: Home, dataset: str, size: int, owner: str = LOCAL_OWNER) -> None:
        self._path = self.path_of(home, dataset, owner)
        self._size = size

    @staticmethod
    def path_of(home: Home, dataset: str, owner: str) -> Path:
        """Where it lies, once there is a label."""
        return home.labels / owner / f"{dataset}.jsonl"

    def read(self) -> GivenLabels:
        """What is kept. A line that is none, or is about no picture of this dataset, is passed over."""
        drawing: Drawing | None = None
        acts: list[tuple[str, dict[int, Answer]]] = []
        first: dict[int, Answer] = {}
        changed: set[int] = set()
        for line in self._lines():
            kind = line.get("act")
            if kind == "draw":
                drawing = drawing or _drawing(line, self._size)
            elif kind == "undo":
                _take_back(acts, _window(line))
            elif kind in ("label", "import"):
                given = [line] if kind == "label" else line.get("labels")
                found = self._answers(given if isinstance(given, list) else [])
                if found or kind == "import":
                    acts.append((_window(line), found))
                changed.update(picture for picture, answer in found.items() if first.setdefault(picture, answer) != answer)
        answers: dict[int, Answer] = {}
        for _, act in acts:
            for picture, answer in act.items():
                answers.pop(picture, None)
                answers[picture] = answer
        latest = tuple(acts[-1][1]) if acts else ()
        return GivenLabels(answers, drawing, tuple(window for window, _ in acts), latest, frozenset(changed))

    def add(self, picture: int, answer: Answer, drawing: Drawing, window: str = "", *, again: bool = False) -> bool:
        """Keep what was said of a picture, unless it has an answer and is not asked for ``again``; whether it is kept. ``drawing`` is kept with
        the first.
        """
        with self._held():
            given = self.read()
            if picture in given.answers and not again:
                return False
            self._append(given, drawing, {"act": "label", **_of(window), "picture": picture, **answer.as_json()})
        return True

    def take_in(self, answers: Mapping[int, Answer], drawing: Drawing, window: str = "") -> None:
        """Keep many at once, as one act."""
        labels = [{"picture": picture, **answer.as_json()} for picture, answer in answers.items()]
        with self._held():
            self._append(self.read(), drawing, {"act": "import", **_of(window), "labels": labels})

    def undo(self, window: str = "") -> bool:
        """Take back the last act that was not taken back, of the ``window`` if one is named; whether there was one."""
        with self._held():
            if not self.read().undoable(window):
                return False
            durable.append_line(self._path, {"act": "undo", **_of(window), "when": time.time()})
        return True

    def _append(self, given: GivenLabels, drawing: Drawing, act: dict[str, Any]) -> None:
        """``given``: what is kept so far."""
        if given.drawing is None:
            durable.append_line(self._path, {"act": "draw", "when": time.time(), **asdict(drawing)})
        durable.append_line(self._path, {**act, "when": time.time()})

    def _held(self) -> FileLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self._path.with_suffix(".lock"))

    def _lines(self) -> list[dict[str, Any]]:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return []
        return [found for line in data.splitlines() if isinstance(found := _parsed(line), dict)]

    def _answers(self, labels: Sequence[Any]) -> dict[int, Answer]:
        found: dict[int, Answer] = {}
        for each in labels:
            picture: Any = each.get("picture") if isinstance(each, dict) else None
            answer = _answer(each) if _is_number(picture) and picture < self._size else None
            if answer is not None:
                found[picture] = answer
        return found


def _of(window: str) -> dict[str, str]:
    return {"window": window} if window else {}


def _window(line: dict[str, Any]) -> str:
    found = line.get("window")
    return found if isinstance(found, str) else ""


def _take_back(acts: list[tuple[str, dict[int, Answer]]], window: str) -> None:
    """The last act, or the last of a window."""
    for place in range(len(acts) - 1, -1, -1):
        if not window or acts[place][0] == window:
            del acts[place]
            return


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _answer(line: dict[str, Any]) -> Answer | None:
    said: Any = line.get("said")
    if said not in get_args(Said):
        return None
    name, value = line.get("class", ""), line.get("value")
    if said == "class":
        return Answer("class", name) if isinstance(name, str) and name else None
    if said == "value":
        return Answer("value", value=float(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return Answer(said)


def _drawing(line: dict[str, Any], size: int) -> Drawing | None:
    seed, classes, disputed, runs = (line.get(name) for name in ("seed", "classes", "disputed", "runs"))
    whole = _is_number(seed) and all(isinstance(each, list) for each in (classes, disputed, runs))
    if not whole or not all(_is_number(each) and each < size for each in disputed or ()):
        return None
    if not all(isinstance(each, str) for each in (*(classes or ()), *(runs or ()))):
        return None
    source = line.get("source")
    offered = source if isinstance(source, str) else ""
    return Drawing(seed or 0, tuple(classes or ()), tuple(disputed or ()), tuple(runs or ()), offered)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
