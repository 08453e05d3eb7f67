"""What a frozen backbone makes of whole datasets beside a run: for the X-ray, and for a run whose own backbone is not frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from tlgui.data.dataset import Pictures
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.models.backbones import Backbone, open_backbone
from tlgui.training.device import Device
from tlgui.training.feature_cache import activations, choose_engine

SMALL, SMALL_SIDE = 64, 96
"""Pictures with a short side of at most 64 pixels (in all domains) are shown to the backbone at 96: more would only blow them up, and takes
five times as long."""


def opened_for(home: Home, key: str, packs: Mapping[str, Pack]) -> Backbone:
    """The backbone, for pictures as large as those of the datasets; raises what :func:`~tlgui.models.backbones.open_backbone` does."""
    return open_backbone(home, key, SMALL_SIDE if max(pack.info.short_side for pack in packs.values()) <= SMALL else None)


def frozen_features(
    home: Home,
    packs: Mapping[str, Pack],
    backbone: Backbone,
    device: Device,
    *,
    trying: Callable[[int, int], object] = lambda done, engines: None,
    report: Callable[[int, int], object] = lambda done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Each role with the features of all its pictures, (n, width): the entries of the cache that a run with this backbone, frozen, reads.

    Whoever reads them all calls :func:`tlgui.training.engine_choice.close` afterward.

    Parameters
    ----------
    trying, report:
        Called while engines are tried, and while features are computed, with those that are done (of all roles) and all.
    stop:
        Called while features are computed; returning True raises ``InterruptedError``.
    """
    depth, before = len(backbone.stages), 0
    total = sum(map(len, packs.values()))
    domains = {role: Pictures(pack, backbone.image_size, backbone.mean, backbone.std, keep=False) for role, pack in packs.items()}
    engine = choose_engine(home, list(domains.values()), backbone, depth, device, report=trying)
    for role, pictures in domains.items():
        report(before, total)

        def computing(read: int, _: int, before: int = before) -> None:
            report(before + read, total)

        yield role, activations(home, pictures, backbone, depth, device, engine=engine, report=computing, stop=stop)
        before += len(pictures.pack)
