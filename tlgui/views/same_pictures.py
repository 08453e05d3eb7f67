"""What somebody has of the same pictures already, in words: a folder that is uploaded again becomes another dataset, without their labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tlgui.data.pack import Pack
from tlgui.data.seals import may_tell
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.labeling.given import LabelBook
from tlgui.runs.index import RunIndex, index_of
from tlgui.runs.index.listing import runs_on
from tlgui.texts import say
from tlgui.views.words import dataset_name

KINDS = {(True, True): "both", (True, False): "labels", (False, True): "runs"}
"""How the text is called, by whether there are labels and runs."""


class _Had(NamedTuple):
    """What its owner did with a dataset: labels that they gave, runs that they have on it."""

    labels: int
    runs: int


def same_pictures(home: Home, pack: Pack, packs: Sequence[Pack], owner: str, language: str) -> dict[str, Any] | None:
    """Another dataset of the same pictures, which the owner has given labels to or has runs on: its ``id``, when it was ``created``, and that
    it is there, in ``words``.

    ``None`` where there is none, and once the owner has labels or runs on this one: whoever goes on with it means it.

    Parameters
    ----------
    packs:
        All that the owner may read. What was handed to their room counts for nothing: it is not theirs.
    """
    others = [each for each in packs if owner == each.info.owner == pack.info.owner and _is_twin(home, pack, each)]
    if not others:
        return None
    try:
        index = index_of(home)
        index.look()
    except UserError:  # beside a newer version of the program runs are not counted, and datasets are still read
        return None
    if any(_had(home, index, pack, owner)):
        return None
    most, twin = max(((_had(home, index, each, owner), each) for each in others), key=lambda each: each[0])
    if not any(most):
        return None
    words = say(
        f"page.dataset.same.{KINDS[most.labels > 0, most.runs > 0]}",
        language,
        name=dataset_name(twin.info.name, language),
        labels=most.labels,
        runs=most.runs,
    )
    return {"id": twin.info.id, "words": words, "created": twin.info.created}


def _is_twin(home: Home, pack: Pack, other: Pack) -> bool:
    """Whether another dataset is of the same pictures, and has the same labels where those of both may be told: corrected ones are others."""
    here, there = pack.info, other.info
    if here.id == there.id or (here.size, here.task) != (there.size, there.task):
        return False
    try:
        if pack.content != other.content:
            return False
        if "none" in (here.labels, there.labels) or not (may_tell(home, here) and may_tell(home, there)):
            return True
        return here.classes == there.classes and np.array_equal(pack.labels(), other.labels(), equal_nan=True)
    except UserError:  # a damaged one is not taken
        return False


def _had(home: Home, index: RunIndex, pack: Pack, owner: str) -> _Had:
    labels = LabelBook(home, pack.info.id, len(pack), owner).read().known
    return _Had(labels, runs_on(index, owner, pack.info.id))
