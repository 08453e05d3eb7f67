"""Where the weights of a run come from if it does not start from the backbone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlgui.errors import UserError
from tlgui.home import Home, is_id
from tlgui.models.network import EPSILON_OF_FROZEN, Network
from tlgui.planning import supervised
from tlgui.runs.store import RunStore
from tlgui.spec.run_spec import RunSettings, RunSpec
from tlgui.strategies import Combination
from tlgui.strategies.start import BACKBONE, starting_point
from tlgui.training import checkpoint

if TYPE_CHECKING:
    from tlgui.training.comparison import ReferenceResult
    from tlgui.training.preparation import Preparation
    from tlgui.training.session import Session


def as_at_the_start(home: Home, owner: str, spec: RunSpec, *, pretrained: bool) -> tuple[RunSettings, float | None]:
    """The run's settings, with open ones taken from the network that it starts from, and ε of that network's normalization.

    ``pretrained``: whether the backbone is. An ε of ``None`` means the default of the run's own network; an impossible start is reported by
    :func:`start_from`.
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
        _, about = checkpoint.load_kept(run, step)
    except UserError:
        return settings, None
    frozen_whole = settings.frozen in (None, "all")
    kind = {
        "depths": settings.depths or ("one" if about["second_depth"] is None else "two" if frozen_whole else None),
        "bottleneck_norm": settings.bottleneck_norm or ("on" if about["bottleneck_norm"] else "off"),
    }
    return settings.model_copy(update=kind), about["epsilon"]


def start_from(session: Session, prepared: Preparation, network: Network, baseline: ReferenceResult | None) -> None:
    """If requested, start with the weights of a source-trained network or of a finished run.

    The head is used only if it predicts the same thing (the same classes, or a value); otherwise a new one is trained.
    """
    start = starting_point(prepared.spec)
    if start == BACKBONE:
        return
    if start == "source":
        assert baseline is not None
        run = baseline.run
        if run.spec.strategy != "source-only":
            raise UserError("start_from_needs_same_classes")
    elif is_id(start):
        run = RunStore(session.home).get(start, session.owner)
    else:
        raise UserError("start_from_unknown", given=start)
    step = run.kept_step()
    if step is None:
        raise UserError("start_from_unfinished", run=run.id)
    tensors, about = checkpoint.load_kept(run, step)
    ours = checkpoint.about_network(prepared, network)
    if about["second_depth"] is not None and ours["second_depth"] is None:
        raise UserError("start_from_two_depths", run=run.id)
    kind = ("backbone_weights", "second_depth", "bottleneck", "bottleneck_norm", "image_size")
    differing = [name for name in kind if about[name] != ours[name]]
    if differing or about["depth"] < ours["depth"] or about["extraction"]:
        raise UserError("start_from_other_network", run=run.id, differing=differing or ["frozen"])
    network.load_state_dict(prepared.data.task.adopt(tensors, about), strict=False)
