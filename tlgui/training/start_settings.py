"""The settings of a run that does not start from the backbone: what is open is taken from the network that it starts from."""

from __future__ import annotations

from tlgui.errors import UserError
from tlgui.home import Home, is_id
from tlgui.models.network import EPSILON_OF_FROZEN
from tlgui.planning import supervised
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import Combination
from tlgui.strategies.start import starting_point
from tlgui.training.checkpoint import load_kept


def as_at_the_start(home: Home, owner: str, spec: RunSpec, *, pretrained: bool) -> tuple[RunSettings, float | None]:
    """The run's settings, with open ones taken from the network that it starts from, and ε of that network's normalization.

    ``pretrained``: whether the backbone is. An ε of ``None`` means the default of the run's own network; an impossible start is reported by
    :func:`tlgui.training.starting.start_from`.
    """
    start, settings = starting_point(spec), spec.settings
    if (
        start == "source"
    ):  # the baseline, whose strategy decides; for a run that learns from the target, its backbone is fully frozen
        frozen_whole = pretrained and supervised(Combination.parse(spec.strategy))
        as_source = settings.model_copy(update={"bottleneck_norm": settings.bottleneck_norm or "off"})
        return as_source, EPSILON_OF_FROZEN if frozen_whole else None
    try:
        run = RunStore(home).get(start, owner) if is_id(start) else None
        step = None if run is None else run.kept_step()
        if run is None or step is None:
            return settings, None
        _, about = load_kept(run, step)
    except UserError:
        return settings, None
    frozen_whole = settings.frozen in (None, "all")
    kind = {
        "depths": settings.depths or ("one" if about["second_depth"] is None else "two" if frozen_whole else None),
        "bottleneck_norm": settings.bottleneck_norm or ("on" if about["bottleneck_norm"] else "off"),
    }
    return settings.model_copy(update=kind), about["epsilon"]
