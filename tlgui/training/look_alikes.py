"""What tells which pictures of a run's target look alike: what a backbone that is frozen as a whole makes of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tlgui.data.dataset import Cached
from tlgui.errors import UserError
from tlgui.models.catalogue import DEFAULT
from tlgui.training import engine_choice
from tlgui.training.frozen_features import frozen_features, opened_for
from tlgui.training.preparation import Preparation
from tlgui.training.session import Session

MOST = 20_000
"""Among more pictures it would take longer to find those that look alike than to train a candidate."""


def seen_of_target(session: Session, prepared: Preparation, report: Callable[[int, int], object]) -> NDArray[np.floating] | None:
    """Features of all pictures of the target, (n, width): the run's own where they are frozen, the default backbone's where the run starts at
    random, so that it knows nothing but its source. ``None`` where the trainer was not asked to keep look-alikes, for a backbone that is
    pretrained and trained further, and where there are too many pictures.

    Raises ``InterruptedError`` when the run is stopped.
    """
    target = prepared.data.target
    if not session.alike or target is None or len(target.scored) > MOST:
        return None
    if isinstance(target.inputs, Cached) and target.inputs.views[0].ndim == 2:
        return target.inputs.views[0]
    if prepared.backbone.pretrained:
        return None
    packs = {"target": target.pack}
    try:
        opened = opened_for(session.home, DEFAULT, packs)
        return dict(frozen_features(session.home, packs, opened, prepared.device, report=report, stop=session.stop))["target"]
    except UserError:  # without its weights, the answer is that of the networks alone
        return None
    finally:
        engine_choice.close()
