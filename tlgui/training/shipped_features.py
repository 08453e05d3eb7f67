"""Features that come with the program: what the default backbone, frozen, makes of the demo's icons.

They are PyTorch's in float32, made by ``docs/make_demo_features.py``. So a newcomer's first run waits for no engine, and its numbers are the
same on every processor. They are known by the hashes of the pictures, so they also serve a demo that has some of them only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.models.backbones import Backbone
from tlgui.shipped import ASSETS_FOLDER, came_along
from tlgui.versions import VERSIONS

FILE = ASSETS_FOLDER / "demo" / "features.npz"


@dataclass(frozen=True)
class ShippedFeatures:
    """What a file of features holds.

    Attributes
    ----------
    about:
        What the numbers depend on beside the pictures, as :func:`about` gives it.
    rows:
        By the SHA-256 of a picture, its row.
    features:
        (pictures, width), float32: the last stage, followed by the second depth.
    """

    about: dict[str, Any]
    rows: dict[bytes, int]
    features: NDArray[np.float32]

    @classmethod
    def read(cls, file: Path) -> ShippedFeatures:
        """What :meth:`write` wrote; raises one of :data:`tlgui.shipped.UNREADABLE` for anything else."""
        with np.load(file, allow_pickle=False) as kept:
            hashes = kept["hashes"]
            return cls(
                json.loads(str(kept["about"])), {row.tobytes(): place for place, row in enumerate(hashes)}, kept["features"]
            )

    @staticmethod
    def write(file: Path, about: dict[str, Any], hashes: NDArray[np.uint8], features: NDArray[np.float32]) -> None:
        """``hashes``: (pictures, 32), as :attr:`tlgui.data.pack.Pack.hash_bytes`."""
        np.savez_compressed(file, about=np.asarray(json.dumps(about, sort_keys=True)), hashes=hashes, features=features)


def about(backbone: Backbone, size: int) -> dict[str, Any]:
    """All that clean features of a fully frozen backbone depend on, but the pictures; ``size``: their side, in pixels."""
    return {
        "version": VERSIONS["features"],
        "weights": backbone.weights,
        "size": size,
        "mean": list(backbone.mean),
        "std": list(backbone.std),
        "second_depth": backbone.second_depth,
    }


def shipped(backbone: Backbone, size: int, hashes: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """The features of pictures by their hashes, (n, width), or ``None`` if not all of them came along."""
    found = _read(FILE)
    if found is None or found.about != about(backbone, size):
        return None
    if any(each.tobytes() not in found.rows for each in hashes):  # of other pictures than icons, at the first
        return None
    return found.features[[found.rows[each.tobytes()] for each in hashes]]


@cache
def _read(file: Path) -> ShippedFeatures | None:
    return came_along(file, ShippedFeatures.read)
