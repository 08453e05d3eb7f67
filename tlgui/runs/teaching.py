"""What a run is given to learn of its target, kept in its folder with its own predictions: those that others made, or labels of a person.

They are there before its training begins, and all that it needs of the networks, or of the labels, that they come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from typing_extensions import Self

from tlgui import durable
from tlgui.runs.run import Run
from tlgui.runs.target_scores import target_predictions


@dataclass(frozen=True, eq=False)
class Teaching:
    """Predictions of the target.

    Attributes
    ----------
    pictures:
        int (n,): which of its pictures.
    predictions:
        (n, k): probabilities, over the run's classes.
    """

    pictures: NDArray[np.int64]
    predictions: NDArray[np.floating]
    place: ClassVar[str] = "teachers"

    @classmethod
    def of(cls, run: Run) -> Self | None:
        """What a run was given to learn; ``None`` if there is none, or no whole one."""
        found = target_predictions(cls.path(run))
        return None if found is None else cls(*found)

    def keep(self, run: Run) -> None:
        """Write it into the folder of a run that nobody trains yet."""
        path = self.path(run)
        path.parent.mkdir(exist_ok=True)
        predictions = self.predictions.astype(np.float32)
        durable.write_file(path, lambda file: np.savez(file, target_index=self.pictures, target=predictions))

    @classmethod
    def path(cls, run: Run) -> Path:
        """Where it lies."""
        return run.folder / "predictions" / cls.place / "000000.npz"


class TaughtLabels(Teaching):
    """Labels that a person gave and that a run learns, or has learned of its teachers, as predictions that are sure: (n, k) over the source's
    classes, as the dataset has them.
    """

    place = "given"

    @classmethod
    def from_names(cls, names: Mapping[int, str], classes: Sequence[str]) -> TaughtLabels:
        """``names``: by picture the name of its class, which is one of ``classes``."""
        pictures = np.array(sorted(names), np.int64)
        places = [classes.index(names[picture]) for picture in pictures.tolist()]
        return cls(pictures, np.eye(len(classes), dtype=np.float32)[places])

    def of_all(self, size: int) -> NDArray[np.int64]:
        """(size,): for each picture of the target the place of its class, or -1."""
        labels = np.full(size, -1, np.int64)
        labels[self.pictures] = self.predictions.argmax(1)
        return labels
