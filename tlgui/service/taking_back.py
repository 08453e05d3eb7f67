"""Taking a pair back that was handed to a room: what people have on it, and that they keep reading it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tlgui.data.handed import is_handed_to, only_of, take_back
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.labeling.given import LabelBook
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import runs_on


@dataclass(frozen=True)
class OnPair:
    """What others than the host have on the datasets that leave with a pair. ``readers``: who has any of it."""

    readers: tuple[str, ...]
    runs: int
    labels: int


def on_pair(home: Home, index: RunIndex, room: str, pair_id: str, people: Iterable[str]) -> OnPair:
    """What these people have on a pair of a room."""
    datasets = only_of(home, room, pair_id)
    had = {person: (runs_on(index, person, *datasets), _labels(home, datasets, person)) for person in people} if datasets else {}
    readers = tuple(person for person, (runs, labels) in had.items() if runs or labels)
    return OnPair(readers, sum(runs for runs, _ in had.values()), sum(labels for _, labels in had.values()))


def take_pair_back(home: Home, index: RunIndex, room: str, pair_id: str, people: Iterable[str]) -> bool:
    """Take a pair back; whether it was there. Whoever has runs or labels on it reads it and labels it further, and trains nothing new."""
    return take_back(home, room, pair_id, on_pair(home, index, room, pair_id, people).readers)


def problems_of_loan(home: Home, packs: Iterable[Pack | None], owner: str) -> list[Problem]:
    """Whether the host has taken back what somebody would train on: one problem, also where both are gone."""
    lent = [each.info for each in packs if each is not None and each.info.owner != owner]
    gone = [each.name for each in lent if not is_handed_to(home, each.id, owner)]
    if len(gone) > 1:
        return [Problem("pair_taken_back", {"source": gone[0], "target": gone[1]})]
    return [Problem("dataset_taken_back", {"name": name}) for name in gone]


def _labels(home: Home, datasets: Iterable[str], person: str) -> int:
    store, found = DatasetStore(home), 0
    for dataset in datasets:
        try:
            answers = LabelBook(home, dataset, len(store.get(dataset, person)), person).read().answers
        except UserError:  # deleted by the host meanwhile
            continue
        found += sum(each.known for each in answers.values())
    return found
