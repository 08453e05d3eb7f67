"""What a target's own labels say of its networks once they are revealed: the numbers of their runs, which Results shows too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlgui.data import seals
from tlgui.data.pack import DatasetInfo
from tlgui.home import Home, is_id
from tlgui.labeling.networks import Network
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import facts_of_runs, newest
from tlgui.specification.run_spec import ClassMap
from tlgui.tasks import TASKS


class Known(NamedTuple):
    """How good a network is: the metric of its task, on so many ``pictures``."""

    value: float
    pictures: int


class OpenedLabels(NamedTuple):
    """What revealed labels say.

    Attributes
    ----------
    by_key:
        By each of a network's keys what its run knows; without those whose runs still keep the labels sealed.
    sealed:
        How many of the owner's runs on the target these are: so many Results offers to open.
    """

    by_key: Mapping[str, Known]
    sealed: int

    def of(self, network: Network) -> Known | None:
        """By the most pictures: a run that learned labels knows its references by the others alone."""
        found = [self.by_key[key] for key in network.keys if key in self.by_key]
        return max(found, key=lambda each: each.pictures, default=None)


class CountedShares(NamedTuple):
    """The shares of the source's classes by revealed labels, (k,), in the ``source`` and in the ``target``; ``others``: the share of the
    target's labeled pictures that is of none of them.
    """

    classes: Sequence[str]
    source: NDArray[np.float64]
    target: NDArray[np.float64]
    others: float


def opened_labels(home: Home, index: RunIndex, owner: str, info: DatasetInfo, networks: Sequence[Network]) -> OpenedLabels | None:
    """What is known of networks on a target; ``None`` unless somebody has revealed its labels. Of a demo's, which are open to everybody, nobody
    has, whatever a home says that was made before there were seals: whoever labels its pictures does it to learn how that goes.
    """
    if info.labels == "none" or info.labels_open or not seals.was_revealed(home, info.id):
        return None
    facts = facts_of_runs(index, owner, {run for each in networks for run in _runs(each)})
    known: dict[str, Known] = {}
    for key in (key for each in networks for key in each.keys):
        run, _, kind = key.partition("/")
        if run in facts:
            told = facts[run]
            value = told["metrics"][TASKS[told["task"]].metric].get(kind or "target")
            if value is not None:
                known[key] = Known(float(value), told.get("target_scored_on") or 0)
    return OpenedLabels(known, sum(each["possible"] for each in newest(index, owner, target=info.id)))


def _runs(network: Network) -> set[str]:
    return {run for key in network.keys if is_id(run := key.partition("/")[0])}


def counted_shares(
    info: DatasetInfo, class_map: ClassMap, classes: Sequence[str], source: NDArray[np.float64]
) -> CountedShares | None:
    """The shares by the labels of a target that are open; ``None`` where none of them is of the source's ``classes``, (k,)."""
    counts = np.array(class_map.pictures(info.classes, info.counts, list(classes)), np.float64)
    if not counts.sum():
        return None
    return CountedShares(classes, source, counts / counts.sum(), 1 - float(counts.sum()) / sum(info.counts))
