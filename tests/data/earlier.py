"""Datasets as earlier versions of the program wrote them."""

from __future__ import annotations

import hashlib

import numpy as np

from tlgui import durable
from tlgui.data.pack import Pack


def as_version_1(pack: Pack) -> Pack:
    """The dataset as version 1 wrote it: its pictures are numbered as they were read, which is class by class."""
    (pack.folder / "order.npy").unlink()
    hashes = np.load(pack.folder / "hashes.npy", allow_pickle=False)
    content = hashlib.sha256(hashes.tobytes()).hexdigest()
    durable.write_json(pack.folder / "dataset.json", {**pack.info.as_json(), "version": 1, "content": content})
    return Pack(pack.folder)
