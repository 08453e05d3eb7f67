"""What a setting becomes when nobody chose it: from the backbone, the strategy and the data. The run's log records the result."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tlgui.runs.spec import RunSettings
from tlgui.strategies.combination import Combination
from tlgui.strategies.registry import STRATEGIES
from tlgui.strategies.start import default_frozen

STEPS = 500
"""Training steps that the default number of epochs gives, about."""

EPOCHS = (5, 100)
"""Fewest and most epochs that the default chooses."""

RATE_FROM_PRETRAINED, RATE_FROM_SCRATCH = 0.02, 0.05
"""Learning rates of new layers; chosen on the development pairs (digits; photo → art_painting), see ``docs/decisions/0003-defaults.md``."""

DECAY_ON_FEATURES, DECAY = 0.02, 1e-3
"""Weight decay where only new layers on pretrained features learn, and everywhere else."""


@dataclass(frozen=True)
class Circumstances:
    """What the defaults depend on.

    ``learned`` is the number of labelled pictures that training goes through; ``smallest`` the size of the smallest domain's training part;
    ``stages`` are the backbone's, empty where nobody knows them yet.
    """

    pretrained: bool
    image_size: int
    learned: int
    smallest: int
    stages: tuple[str, ...] = ()


def resolve(settings: RunSettings, strategy: str, found: Circumstances) -> RunSettings:
    """``settings`` with every ``None`` filled in, and the batch no larger than the smallest domain."""
    combination = Combination.parse(strategy)
    batch_size = max(1, min(settings.batch_size, found.smallest))
    frozen = settings.frozen or default_frozen(strategy, found.pretrained, found.stages)
    on_features = found.pretrained and frozen == "all"
    own = {STRATEGIES[key].normalisation for key in combination.keys}
    return settings.model_copy(
        update={
            "batch_size": batch_size,
            "frozen": frozen,
            "epochs": settings.epochs or default_epochs(found.learned, batch_size),
            "learning_rate": settings.learning_rate or (RATE_FROM_PRETRAINED if found.pretrained else RATE_FROM_SCRATCH),
            "weight_decay": (DECAY_ON_FEATURES if on_features else DECAY)
            if settings.weight_decay is None
            else settings.weight_decay,
            "normalisation": settings.normalisation or ("per_domain" if "per_domain" in own else "shared"),
            "image_size": settings.image_size or found.image_size,
            "augmentation": settings.augmentation or ("none" if found.pretrained else "light"),
        }
    )


def default_epochs(pictures: int, batch_size: int) -> int:
    """As many epochs as give about ``STEPS`` steps, within ``EPOCHS``."""
    fewest, most = EPOCHS
    return min(most, max(fewest, math.ceil(STEPS / max(1, pictures // batch_size))))
