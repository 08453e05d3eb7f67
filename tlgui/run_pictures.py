"""How the pictures of a run's target are identified: whether by name, and by which number.

Runs of version 1 know the pictures of a dataset of their time as its files were read: class by class. Their files stay as they are, so
that they resume to the bit; but where a number or an order of the target's pictures leaves the program, it is today's, which is that of the
pictures' content. A fixed shuffle would not do, since anybody with the program could invert it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.data.inside import open_inside
from tlgui.data.pack import Pack
from tlgui.data.seals import may_tell
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.runs.target_scores import TargetPredictions, target_predictions
from tlgui.runs.teaching import TaughtLabels

Arrays = dict[str, NDArray[Any]]
IN_THE_SAMPLE = ("indices", "names", "hashes")


def names_told(home: Home, run: Run) -> bool:
    """Whether files of the run's target may be called by their names, which may say a class.

    The dataset's seal says so; without the dataset, whether the run itself has open labels.
    """
    try:
        info = DatasetStore(home).get(run.spec.target or "", run.owner).info
    except UserError:
        return not run.spec.sealed or run.revealed() is not None
    return may_tell(home, info, "target")


def learned(run: Run, pictures: Sequence[int]) -> NDArray[np.bool_]:
    """Which of some pictures of its target, by their numbers in the run, it predicts nothing of, since it or its teachers learned their labels,
    or those of their copies.
    """
    taught = TaughtLabels.of(run)
    if taught is None:
        return np.zeros(len(pictures), bool)
    evaluations = sorted((run.folder / "predictions").glob("*.npz"))
    predicted = target_predictions(evaluations[-1]) if evaluations else None
    return np.isin(pictures, taught.pictures) if predicted is None else ~np.isin(pictures, predicted[0])


class Renumbering:
    """From the numbers that a run has written to today's; for a run of today nothing is changed.

    Parameters
    ----------
    sample:
        The run's ``sample.json``.
    """

    def __init__(self, home: Home, run: Run, sample: dict[str, Any] | None = None) -> None:
        self.needed = run.spec.version == 1 and run.spec.target is not None
        self._run = run
        self._sample = (sample or {}).get("target")
        self._numbers: NDArray[np.int64] | None = None
        self._pack: Pack | None = None
        if self.needed:
            try:
                self._pack = DatasetStore(home).get(run.spec.target or "", run.owner)
                self._numbers = np.argsort(self._pack.in_run(run.spec.version))
            except UserError:  # gone, or on another machine
                pass
            if self._numbers is not None and max((self._sample or {}).get("indices", ()), default=-1) >= len(self._numbers):
                self._numbers = None  # an imported run that was not made with these pictures
        self._order = self._order_of_sample()

    @property
    def possible(self) -> bool:
        """Whether today's numbers are known: not without the dataset."""
        return not self.needed or self._numbers is not None

    def predictions(self, given: TargetPredictions) -> TargetPredictions:
        """What a run keeps of its target, picture by picture."""
        if self._numbers is None:
            return given
        there = np.flatnonzero(given.pictures < len(self._numbers))
        pictures = self._numbers[given.pictures[there]]
        order = there[np.argsort(pictures)]
        return replace(
            given,
            pictures=np.sort(pictures),
            run=given.run[order],
            baseline=None if given.baseline is None else given.baseline[order],
            labels=None if given.labels is None else given.labels[order],
        )

    def rows(self, arrays: Arrays) -> Arrays:
        """A file of ``predictions/``."""
        if self._numbers is None:
            return arrays
        index = self._numbers[arrays["target_index"]]
        order = np.argsort(index)
        return {**arrays, "target_index": index[order], "target": arrays["target"][order]}

    # -- the sample that maps show -------------------------------------------------------------------------------------------

    def sample(self, sample: dict[str, Any]) -> dict[str, Any]:
        """``sample.json``, but for where thumbnails end: :meth:`place` says which of the file each is."""
        if self._order is None:
            return sample
        target = {**sample["target"], **{name: self.shown(sample["target"].get(name)) for name in IN_THE_SAMPLE}}
        if self._numbers is None:  # without the dataset only the places in the sample may be told
            target["indices"] = list(range(len(target["indices"])))
        else:
            target["indices"] = self._numbers[target["indices"]].tolist()
        return {**sample, "target": target}

    def sample_alone(self, sample: dict[str, Any]) -> dict[str, Any]:
        """``sample.json`` as a run of today has it while its target is sealed, its thumbnails in their new order."""
        now, ends = self.sample(sample)["target"], sample["target"]["thumbnail_ends"]
        sizes = self.shown(np.diff([0, *ends]).tolist()) or []
        hashes = [self._pack.hash(number) for number in now["indices"]] if self._pack is not None else None
        return {**sample, "target": {**now, "names": None, "hashes": hashes, "thumbnail_ends": np.cumsum(sizes).tolist()}}

    def shown(self, values: list[Any] | None) -> list[Any] | None:
        """What is known of each picture of the target's sample, as the run has it."""
        return values if self._order is None or values is None else [values[place] for place in self._order.tolist()]

    def points(self, arrays: Arrays) -> Arrays:
        """A file of ``maps/`` or ``snapshots/``: those of its arrays that are of the target's pictures."""
        if self._order is None:
            return arrays
        return {name: array[self._order] if name.startswith("target") else array for name, array in arrays.items()}

    def maps(self, record: dict[str, Any]) -> dict[str, Any]:
        """``maps.json``: the pictures that it names are places in the sample."""
        if self._order is None:
            return record
        now = np.argsort(self._order)
        changed: dict[str, Any] = {}
        for name in ("movers", "unlike"):
            if name in record:
                changed[name] = [{**each, "picture": int(now[each["picture"]])} for each in record[name]]
        if "alignment" in record:
            changed["alignment"] = [{**each, "pictures": sorted(now[each["pictures"]].tolist())} for each in record["alignment"]]
        return {**record, **changed}

    def place(self, number: int) -> int:
        """Which thumbnail of the file the sample's picture of this place has."""
        return number if self._order is None else int(self._order[number])

    def _order_of_sample(self) -> NDArray[np.int64] | None:
        """Which picture of the run's sample stands where now; without the dataset by a digest of what it looks like."""
        if not self.needed or self._sample is None:
            return None
        if self._numbers is not None:
            return np.argsort(self._numbers[self._sample["indices"]])
        ends = self._sample["thumbnail_ends"]
        with open_inside(str(self._run.folder / "sample"), "target.thumbnails") as file:
            data = file.read()
        digests = [hashlib.sha256(data[begin:end]).digest() for begin, end in zip([0, *ends], ends, strict=False)]
        return np.array(sorted(range(len(ends)), key=digests.__getitem__), np.int64)
