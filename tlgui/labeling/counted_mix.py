"""What open labels say of a pair: whether the target has another mix of the source's classes than the source."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tlgui.data import seals
from tlgui.data.pack import DatasetInfo
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.insight.class_shares import total_variation
from tlgui.insight.labeled_shares import LARGE, NEAR, SAME_BELOW, exclude_large_shift, probability_of_same
from tlgui.specification.run_spec import ClassMap
from tlgui.tasks import TASKS, TaskKey


class CountedMix(NamedTuple):
    """Whether the mixes of two domains are much the ``same`` by their labels, and the total variation between them (``shift``, 0 to 1).

    ``others``: pictures of the target that are of none of the source's classes. Where there are such, only the classes that both have are
    compared: the source's others may be in the target under another name, which nobody can count.
    """

    same: bool
    shift: float
    others: int = 0

    @property
    def matters(self) -> bool:
        """Whether they differ by enough for scores to mislead, rather than only surely."""
        return not self.same and self.shift > NEAR


def counted_mix(
    home: Home, owner: str, source: str | None, target: str | None, class_map: ClassMap, task: TaskKey
) -> CountedMix | None:
    """What the labels of a target say, by the pictures that each class has; no picture and no prediction is read.

    ``None`` while they are sealed, for a task without one class a picture, where a dataset was deleted, and where too few of the target's
    pictures have a label to tell.

    Parameters
    ----------
    owner:
        Who asks; datasets that are not theirs are none.
    source, target:
        Ids of datasets.
    """
    if not TASKS[task].one_class or source is None or target is None:
        return None
    store = DatasetStore(home)
    try:
        own, theirs = store.get(source, owner).info, store.get(target, owner).info
    except UserError:  # deleted since
        return None
    if not (seals.may_tell(home, own, "source") and seals.may_tell(home, theirs, "target")):
        return None
    return _compared(own, theirs, class_map)


def _compared(source: DatasetInfo, target: DatasetInfo, class_map: ClassMap) -> CountedMix | None:
    classes = class_map.label_space(list(source.classes))
    own, theirs = (np.array(class_map.pictures(each.classes, each.counts, classes), np.float64) for each in (source, target))
    others = sum(
        pictures
        for name, pictures in zip(target.classes, target.counts, strict=True)
        if class_map.name_of(name) not in (None, *classes)
    )
    if others:
        both = (own > 0) & (theirs > 0)
        if both.sum() < 2:
            return None
        own, theirs = own[both], theirs[both]
    if not own.sum() or not theirs.sum():
        return None
    shares, seen = own / own.sum(), theirs / theirs.sum()
    shift = total_variation(seen, shares)
    if probability_of_same(theirs, shares) <= SAME_BELOW or (target.labels == "all" and shift > LARGE):
        return CountedMix(False, shift, others)
    left = 1 - target.labelled / max(target.size, 1)
    told = target.labels == "all" or exclude_large_shift(float(theirs.sum()), seen, shares, left)
    return CountedMix(True, shift, others) if told else None
