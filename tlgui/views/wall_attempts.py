"""What each person of a room tried on each target, whatever is left of it: a run that was deleted was an attempt too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tlgui.data.pack import DatasetInfo
from tlgui.rooms.people import Person
from tlgui.texts import say
from tlgui.views.wall_pictures import Pictures
from tlgui.views.words import dataset_name


def attempts_on(
    pictures: Pictures,
    people: Sequence[Person],
    begun: Iterable[tuple[str, str, str]],
    openings: Callable[..., Mapping[str, int]],
    language: str,
) -> list[dict[str, Any]]:
    """For each target that somebody tried something on, and for each of these people who did: ``target``, ``who``, ``starts`` (runs) and
    ``asked`` (how often for its labels).

    Parameters
    ----------
    begun:
        Runs with their owners and targets: ``(owner, run, dataset)``; one that is named twice counts once.
    openings:
        For keys of a target how often each person asked for its labels (:meth:`tlgui.rooms.wall.WallBook.openings`).
    """
    runs: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    went_by: dict[str, set[str]] = defaultdict(set)
    told: dict[str, DatasetInfo | None] = {}
    begun = list(begun)
    for dataset in dict.fromkeys([*(each for _, _, each in begun), *pictures.datasets]):
        key = pictures.key(dataset)
        went_by[key] |= pictures.went_by(dataset)
        told[key] = told.get(key) or pictures.told(dataset, "target") or pictures.of_host(dataset)
    for owner, run, dataset in begun:
        runs[pictures.key(dataset)][owner].add(run)
    rows = []
    for key, keys in went_by.items():
        asked, target = openings(*keys), told[key]
        name = say("wall.own_pictures", language) if target is None else dataset_name(target.name, language)
        tried = [(person, len(runs[key][person.id]), asked.get(person.id, 0)) for person in people]
        rows += [
            {"target": name, "who": person.name, "starts": starts, "asked": times}
            for person, starts, times in tried
            if starts or times
        ]
    return rows
