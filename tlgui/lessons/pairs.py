"""Which of a person's datasets a lesson speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tlgui.data.demo_catalogue import DEMOS, DemoDataset
from tlgui.data.store import DatasetStore
from tlgui.home import Home


class Pair(NamedTuple):
    """A demo, or two datasets by the names that their owner gave them; ``None`` stands for any."""

    demo: str | None = None
    source: str | None = None
    target: str | None = None


@dataclass(frozen=True)
class Ids:
    """The datasets that a pair can mean, by their ids. ``None``: whatever it is; empty: none that is there."""

    source: frozenset[str] | None = None
    target: frozenset[str] | None = None

    def fit(self, source: str | None, target: str | None) -> bool:
        """Whether two datasets are among them."""
        return (self.source is None or source in self.source) and (self.target is None or target in self.target)


class Datasets:
    """The datasets of one person, read once: make a new one for each question."""

    def __init__(self, home: Home, owner: str) -> None:
        self._infos = DatasetStore(home).all(owner)

    def ids(self, pair: Pair) -> Ids:
        """The ids of what a pair names."""
        if pair.demo is not None:
            demo = DEMOS[pair.demo]
            return Ids(self._made_as(demo.source), self._made_as(demo.target))
        return Ids(*(None if name is None else self._called(name) for name in (pair.source, pair.target)))

    def pairs(self, pair: Pair) -> list[tuple[str, str]]:
        """Every source and target that a pair can mean."""
        ids = self.ids(pair)
        everything = frozenset(info.id for info in self._infos)
        sources, targets = (each if each is not None else everything for each in (ids.source, ids.target))
        return [(source, target) for source in sources for target in targets if source != target]

    def newest(self, pair: Pair) -> tuple[str, str]:
        """The ids of the newest datasets that a pair names; empty where none is named, or there."""
        ids = self.ids(pair)
        found = [next((info.id for info in self._infos if each and info.id in each), "") for each in (ids.source, ids.target)]
        return found[0], found[1]

    def sizes(self, ids: frozenset[str] | None) -> dict[str, int]:
        """The number of pictures of each of these."""
        return {info.id: info.size for info in self._infos if ids is None or info.id in ids}

    def _made_as(self, dataset: DemoDataset) -> frozenset[str]:
        wanted = dataset.origin["fingerprint"]
        return frozenset(info.id for info in self._infos if info.origin["fingerprint"] == wanted)

    def _called(self, name: str) -> frozenset[str]:
        return frozenset(info.id for info in self._infos if info.name == name)
