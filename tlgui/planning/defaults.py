"""Defaults for settings that the user left open, from the backbone, the strategy and the data. The run's log records the result."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from tlgui.specification.run_spec import RunSettings
from tlgui.strategies.combination import Combination
from tlgui.strategies.registry import STRATEGIES
from tlgui.strategies.start import default_frozen

EPOCHS = (5, 100)
"""Fewest and most epochs that the default chooses."""


class Defaults(NamedTuple):
    """Defaults that suit a kind of network; see ``docs/decisions/0003-defaults.md``.

    Attributes
    ----------
    steps:
        Approximate number of training steps that the default number of epochs gives.
    rate:
        Learning rate of new layers.
    decay:
        Weight decay.
    dropout, smoothing:
        Dropout of the bottleneck's features, and label smoothing; a strategy may ask for more of the latter.
    """

    steps: int
    rate: float
    decay: float
    dropout: float
    smoothing: float


ON_FEATURES = Defaults(steps=250, rate=0.05, decay=0.02, dropout=0.5, smoothing=0.1)
"""When only new layers on pretrained features are trained."""

FROM_PRETRAINED = Defaults(steps=500, rate=0.02, decay=1e-3, dropout=0.0, smoothing=0.0)
"""When some of the pretrained layers are trained too."""

FROM_SCRATCH = Defaults(steps=400, rate=0.05, decay=1e-3, dropout=0.0, smoothing=0.0)

NO_CLASSES_ON_FEATURES = Defaults(steps=500, rate=0.02, decay=0.02, dropout=0.0, smoothing=0.0)
"""As :data:`ON_FEATURES`, but without classes: the improvements for classes have not been tried on values."""

SMALL_BATCH = 16
"""A batch that is half of this or less for want of pictures has half the learning rate, a quarter has a quarter (Goyal et al., 2017,
arXiv:1706.02677): else each of its pictures moves the network so far that the loss diverges. In such steps, since before a start it may not be
known to the picture how many train.
"""


@dataclass(frozen=True)
class Circumstances:
    """What the defaults depend on.

    ``learned`` is the number of labeled pictures that training goes through; ``smallest`` the size of the smallest domain's training part;
    ``stages`` are the backbone's, empty while unknown, and ``second_depth`` is the stage that can be read in addition to the last.
    ``values``: whether values are learned instead of classes; ``shares_told``: whether the target's class shares were given.
    """

    pretrained: bool
    image_size: int
    learned: int
    smallest: int
    stages: tuple[str, ...] = ()
    second_depth: str | None = None
    has_classes: bool = True
    shares_told: bool = False


def resolve(settings: RunSettings, strategy: str, circumstances: Circumstances) -> RunSettings:
    """``settings`` with every ``None`` filled in, and the batch no larger than the smallest domain."""
    strategies = [STRATEGIES[key] for key in Combination.parse(strategy).keys]
    batch_size = max(1, min(settings.batch_size, circumstances.smallest))
    frozen = settings.frozen or default_frozen(strategy, circumstances.pretrained, circumstances.stages)
    on_features = circumstances.pretrained and (frozen == "all" or circumstances.stages[-1:] == (frozen,))
    suited = FROM_PRETRAINED if circumstances.pretrained else FROM_SCRATCH
    if on_features:
        suited = ON_FEATURES if circumstances.has_classes else NO_CLASSES_ON_FEATURES
    cut_to = 0.5 ** max(0, int(math.log2(SMALL_BATCH / batch_size))) if batch_size < settings.batch_size else 1.0
    # Batch statistics depend on the classes in the batch: no help if class shares are known to differ.
    helped = on_features and not circumstances.shares_told and any(each.bottleneck_norm for each in strategies)
    needed = not on_features and any(each.needs_bottleneck_norm for each in strategies)
    automatic = {
        "frozen": frozen,
        "epochs": default_epochs(suited.steps, circumstances.learned, batch_size),
        "learning_rate": round(suited.rate * cut_to, 4),
        "weight_decay": suited.decay,
        "normalisation": "per_domain" if any(each.normalisation == "per_domain" for each in strategies) else "shared",
        "depths": "two" if on_features and circumstances.second_depth and circumstances.has_classes else "one",
        "bottleneck_norm": "on" if helped or needed else "off",
        "dropout": suited.dropout if any(each.drops_out for each in strategies) else 0.0,
        "label_smoothing": max([suited.smoothing, *(each.label_smoothing for each in strategies)]),
        "image_size": circumstances.image_size,
        "augmentation": "none" if circumstances.pretrained else "light",
    }
    open_ones = {name: value for name, value in automatic.items() if getattr(settings, name) is None}
    return settings.model_copy(update={"batch_size": batch_size, **open_ones})


def default_epochs(steps: int, pictures: int, batch_size: int) -> int:
    """The number of epochs that gives about ``steps`` steps, within ``EPOCHS``."""
    fewest, most = EPOCHS
    return min(most, max(fewest, math.ceil(steps / max(1, pictures // batch_size))))
