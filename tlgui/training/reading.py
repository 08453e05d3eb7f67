"""How a run reads its pictures: themselves, or their features from a frozen prefix, which other workers may help to compute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tlgui.data.dataset import Cached, Inputs, Pictures
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.home import Home
from tlgui.models.backbones import Backbone, open_backbone
from tlgui.specification.run_spec import RunSettings
from tlgui.training.device import Device
from tlgui.training.feature_cache import FeatureEntry, choose_engine

VIEWS = 4
"""Augmented views cached per picture for a frozen prefix, besides the clean one."""

STRONG_VIEWS = 6
"""Strongly augmented views cached per picture, for strategies that use them."""

CACHE_SEED = 0
"""Cached views are the same for all seeds of a run; the seed decides which of them an epoch sees."""


AskForHelp = Callable[[int, dict[str, Any]], object]
"""Called with the number of parts that features are computed in, and what :meth:`InputReader.helper` needs on another worker (JSON)."""


def no_help(parts: int, asked: dict[str, Any]) -> None:
    """Nobody else is there."""


@dataclass
class InputReader:
    """Reads the inputs of a run's domains.

    Parameters
    ----------
    depth:
        How many stages of the backbone are frozen.
    pooled:
        Average over the picture, for a classifier on an intermediate layer.
    packs:
        By the role of a domain.
    strong:
        Whether strongly augmented views are needed.
    engine:
        For the frozen part; chosen for the first domain where it is empty.
    foreign, numbered_for:
        Whether the run comes from another machine, and the version of its spec: a helper opens backbone and datasets in the same way.
    """

    home: Home
    backbone: Backbone
    depth: int
    settings: RunSettings
    device: Device
    pooled: bool
    packs: dict[str, Pack]
    report: Callable[[int, int], None] = lambda done, total: None
    stop: Callable[[], bool] = lambda: False
    ask_for_help: AskForHelp = no_help
    strong: bool = False
    engine: str = ""
    foreign: bool = False
    numbered_for: int = 0
    done: int = 0

    @cached_property
    def pictures(self) -> dict[str, Pictures]:
        """By the role of a domain."""
        settings = self.settings
        assert settings.image_size is not None and settings.augmentation is not None
        return {
            role: Pictures(
                pack,
                settings.image_size,
                self.backbone.mean,
                self.backbone.std,
                augmentation=settings.augmentation,
                seed=CACHE_SEED if self.depth else settings.seed,
                keep=self.depth == 0,
            )
            for role, pack in self.packs.items()
        }

    @property
    def views(self) -> int:
        """How many augmented views of each picture are cached, besides the clean one."""
        assert self.settings.augmentation is not None
        return {"none": 0, "light": VIEWS, "mirror": 1}[self.settings.augmentation]

    @property
    def wanted(self) -> list[tuple[int, bool]]:
        """Each view, and whether it is strongly augmented; the clean one first."""
        strong = range(1, 1 + STRONG_VIEWS) if self.strong else ()
        return [*((view, False) for view in range(1 + self.views)), *((view, True) for view in strong)]

    def inputs(self, role: str) -> Inputs:
        """A domain's inputs: pictures if nothing is frozen, else features from the cache."""
        settings, pictures = self.settings, self.pictures[role]
        if self.depth == 0:
            return pictures
        self.engine = self.engine or choose_engine(
            self.home,
            list(self.pictures.values()),
            self.backbone,
            self.depth,
            self.device,
            clean=self.wanted == [(0, False)],
            pooled=self.pooled,
        )
        total = sum(map(len, self.packs.values()))
        arrays = []
        for entry in self._entries(pictures):
            arrays.append(
                entry.read(
                    two_depths=settings.depths == "two",
                    report=lambda done, _: self.report(self.done + done, total * len(self.wanted)),
                    stop=self.stop,
                    ask_for_help=lambda parts: self.ask_for_help(parts, self._asked()),
                )
            )
            self.done += len(pictures.pack)
        views, strong_views = arrays[: 1 + self.views], arrays[1 + self.views :]
        if settings.augmentation == "mirror":
            views.insert(0, views[0])  # trained on as often as its mirror image
        return Cached(views, settings.seed, strong_views)

    def _entries(self, pictures: Pictures) -> list[FeatureEntry]:
        """What is read of a domain's pictures, as :attr:`wanted`."""
        given = (self.home, pictures, self.backbone, self.depth, self.device, self.engine)
        return [FeatureEntry(*given, view, strong, self.pooled) for view, strong in self.wanted]

    def _asked(self) -> dict[str, Any]:
        return {
            "datasets": {role: pack.info.id for role, pack in self.packs.items()},
            "numbered_for": self.numbered_for,
            "backbone": self.backbone.key,
            "foreign": self.foreign,
            "depth": self.depth,
            "settings": self.settings.model_dump(mode="json"),
            "pooled": self.pooled,
            "strong": self.strong,
            "engine": self.engine,
        }

    @classmethod
    def helper(cls, home: Home, owner: str, asked: dict[str, Any], stop: Callable[[], bool]) -> InputReader:
        """The same reader on another worker, from what was ``asked``; for :meth:`help`.

        Raises :class:`~tlgui.errors.UserError` when a dataset is gone, or the backbone cannot be opened here.
        """
        store, settings = DatasetStore(home), RunSettings.model_validate(asked["settings"])
        packs = {
            role: store.get(dataset, owner).numbered_for(asked["numbered_for"]) for role, dataset in asked["datasets"].items()
        }
        backbone = open_backbone(home, asked["backbone"], settings.image_size, foreign=asked["foreign"])
        reader = cls(home, backbone, asked["depth"], settings, Device(settings.device), asked["pooled"], packs, stop=stop)
        reader.strong, reader.engine = asked["strong"], asked["engine"]
        return reader

    def help(self) -> None:
        """Compute parts of everything that the reader who asked reads, as long as there are some that nobody has begun.

        Raises ``InterruptedError`` when ``stop`` returns True.
        """
        for pictures in self.pictures.values():
            for entry in self._entries(pictures):
                entry.help(self.stop)
