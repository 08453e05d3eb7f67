"""Where the weights of a run come from if it does not start from the backbone."""

from __future__ import annotations

from tlgui.errors import UserError
from tlgui.home import is_id
from tlgui.models.network import Network
from tlgui.runs.store import RunStore
from tlgui.strategies.start import BACKBONE, starting_point
from tlgui.training.checkpoint import load_kept
from tlgui.training.comparison import ReferenceResult
from tlgui.training.preparation import Preparation
from tlgui.training.session import Session


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
    tensors, about = load_kept(run, step)
    ours = prepared.about(network)
    if about["second_depth"] is not None and ours["second_depth"] is None:
        raise UserError("start_from_two_depths", run=run.id)
    kind = ("backbone_weights", "second_depth", "bottleneck", "bottleneck_norm", "image_size")
    differing = [name for name in kind if about[name] != ours[name]]
    if differing or about["depth"] < ours["depth"] or about["extraction"]:
        raise UserError("start_from_other_network", run=run.id, differing=differing or ["frozen"])
    network.load_state_dict(prepared.data.task.adopt(tensors, about), strict=False)
