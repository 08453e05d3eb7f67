"""What a distilled run learns of its target: predictions that others made, kept in its folder with its own.

They are there before its training begins, and all that it needs of the networks that made them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tlgui import durable
from tlgui.runs.store import Run
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

    @classmethod
    def of(cls, run: Run) -> Teaching | None:
        """What a run was given to learn; ``None`` if there is none, or no whole one."""
        found = target_predictions(path_of(run))
        return None if found is None else cls(*found)

    def keep(self, run: Run) -> None:
        """Write it into the folder of a run that nobody trains yet."""
        path = path_of(run)
        path.parent.mkdir(exist_ok=True)
        predictions = self.predictions.astype(np.float32)
        durable.write_file(path, lambda file: np.savez(file, target_index=self.pictures, target=predictions))


def path_of(run: Run) -> Path:
    return run.folder / "predictions" / "teachers" / "000000.npz"
