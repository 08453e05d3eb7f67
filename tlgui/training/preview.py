"""What the network sees of a few pictures: cropped square, resized, and augmented as in training."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from PIL import Image

from tlgui import durable
from tlgui.data import images
from tlgui.data.dataset import Pictures
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.specification.run_spec import RunSettings

if TYPE_CHECKING:
    from tlgui.jobs.worker import JobContext

STRENGTHS: tuple[str, ...] = tuple(
    strength for strength in get_args(get_args(RunSettings.model_fields["augmentation"].annotation)[0])
)
"""All choices of the setting ``augmentation``."""

STRONG = "strong"
"""The strongly augmented views that some strategies compare; not a choice of the setting, since they come with the strategy."""

VIEWS = 4
TILE_SIDE = 160


def augmentation_tiles(
    pack: Pack, pictures: Sequence[int], size: int, seed: int = 0, views: int = VIEWS
) -> dict[str, list[list[bytes]]]:
    """For each strength and each picture: WebP files of what the network sees in one epoch after another.

    Parameters
    ----------
    pictures:
        Indices in the dataset.
    size:
        Side of the network's input, in pixels.
    seed:
        The run's seed, so that the tiles are exactly that run's views.
    """
    indices = np.asarray(pictures, np.int64)
    found = {}
    for strength in (*STRENGTHS, STRONG):
        reader = Pictures(pack, size, (0.0,) * 3, (1.0,) * 3, augmentation=strength, seed=seed, keep=False)
        see = partial(reader.strong, draw=0) if strength == STRONG else reader.batch
        epochs = [see(indices, epoch=epoch).mul(255).round().clamp(0, 255).byte() for epoch in range(1, views + 1)]
        found[strength] = [[_tile(epoch[place].permute(1, 2, 0).numpy()) for epoch in epochs] for place in range(len(indices))]
    return found


def _tile(pixels: np.ndarray) -> bytes:
    return images.thumbnail(Image.fromarray(np.ascontiguousarray(pixels)), TILE_SIDE)


def augmentation(context: JobContext) -> dict[str, Any]:
    """Job handler: tiles of ``payload["pictures"]`` of ``payload["dataset"]`` at ``payload["size"]`` with ``payload["seed"]``, as files.

    Returns
    -------
    ``folder``, and ``tiles``: for each strength and each picture its file names.
    """
    payload = context.payload
    pack = DatasetStore(context.home).get(payload["dataset"], context.owner)
    wanted = [int(index) for index in payload["pictures"] if 0 <= int(index) < len(pack)]
    key = durable.to_json([wanted, payload["size"], payload["seed"], VIEWS, TILE_SIDE, *STRENGTHS, STRONG])
    folder = context.home.cache / "augmentation" / pack.info.id / hashlib.sha256(key.encode()).hexdigest()[:40]
    folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, list[list[str]]] = {}
    for strength, rows in augmentation_tiles(pack, wanted, payload["size"], payload["seed"]).items():
        names[strength] = []
        for picture, row in zip(wanted, rows, strict=True):
            files = [f"{strength}-{picture}-{view}.webp" for view in range(1, len(row) + 1)]
            for name, tile in zip(files, row, strict=True):
                durable.write_bytes(folder / name, tile)
            names[strength].append(files)
    return {"folder": str(folder), "tiles": names}
