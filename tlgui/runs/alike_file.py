"""Which pictures of a run's target look alike, where a search asked its trainer to keep that: ``alike.npz`` in its folder.

It belongs to the search, which stays on this machine: it does not travel with the run.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tlgui import durable
from tlgui.array_files import reads_again
from tlgui.insight.look_alikes import Alike
from tlgui.runs.run import Run

NAME = "alike.npz"


@dataclass(frozen=True, eq=False)
class AlikePictures:
    """Look-alikes by the backbone's features.

    Attributes
    ----------
    pictures:
        int (n,), rising: which pictures of the target.
    """

    pictures: NDArray[np.int64]
    alike: Alike

    def keep(self, run: Run) -> None:
        """Write it into a run's folder."""
        arrays = {"pictures": self.pictures, **self.alike._asdict()}
        durable.write_file(run.folder / NAME, lambda file: np.savez(file, **arrays))

    @classmethod
    @reads_again
    def of(cls, run: Run) -> AlikePictures | None:
        """What a run kept; ``None`` if that is nothing, or nothing whole."""
        try:
            with np.load(run.folder / NAME, allow_pickle=False) as file:
                return cls(file["pictures"], Alike(file["places"], file["similarities"]))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def among(self, pictures: NDArray[np.int64]) -> Alike | None:
        """Of these pictures, rising; ``None`` where one of them is not known."""
        rows = np.searchsorted(self.pictures, pictures)
        known = rows < len(self.pictures)
        return self.alike.among(rows) if known.all() and (self.pictures[rows] == pictures).all() else None
