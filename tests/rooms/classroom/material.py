"""What a class works on: pictures that are the same wherever they are made, and how a run on them begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.ui.made import dataset
from tlgui.data.demo import make_demo
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.specification.run_spec import RunSettings, RunSpec


@dataclass(frozen=True)
class Material:
    """Pictures and settings.

    Attributes
    ----------
    make:
        Makes source and target in a home, as whoever sits at the machine.
    settings:
        Of each run, beside its seed.
    """

    make: Callable[[Home], tuple[Pack, Pack]]
    backbone: str
    settings: dict[str, Any]
    strategies: tuple[str, ...]

    def spec(self, strategy: str, seed: int) -> dict[str, Any]:
        """A run's spec without its data."""
        return {"strategy": strategy, "backbone": self.backbone, "settings": {**self.settings, "seed": seed}, "sealed": True}

    def preset(self) -> RunSpec:
        """What the host hands out with the pictures."""
        return RunSpec(strategy=self.strategies[0], backbone=self.backbone, settings=RunSettings(**self.settings))


def _small(home: Home) -> tuple[Pack, Pack]:
    return dataset(home, "photos", each=12), dataset(home, "sketches", each=10, sketch=True)


ICONS = Material(make_demo, "efficientnet-lite0", {}, ("mcc", "dann", "coral", "adabn", "source-only"))
"""The demo that a class begins with, and what its page proposes."""

SMALL = Material(_small, "small-cnn", {"epochs": 2}, ("dann", "mcc"))
"""Seconds a run, for a short lesson."""
