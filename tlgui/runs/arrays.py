"""Arrays in a run's folder: predictions, snapshots of features, points of maps; by name in one file, without pickle."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui import durable


def save_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write all of them, or none."""
    durable.write_file(path, lambda file: np.savez(file, **arrays))


def load_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """All arrays of a file.

    Raises
    ------
    OSError, ValueError, EOFError, zipfile.BadZipFile
        There is no such file, or no whole one.
    """
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}
