"""Where a run's weights come from that does not begin at the backbone."""

from __future__ import annotations

from tlgui.errors import UserError
from tlgui.home import is_id
from tlgui.models.network import Network
from tlgui.runs.store import RunStore
from tlgui.strategies.start import BACKBONE, starting_point
from tlgui.training import checkpoint
from tlgui.training.comparison import ReferenceResult
from tlgui.training.preparation import Preparation
from tlgui.training.session import Session


def start_from(session: Session, prepared: Preparation, network: Network, baseline: ReferenceResult | None) -> None:
    """Where it is asked for: begin with the weights of a source-trained network or of a finished run.

    The head comes along only when it predicts the same (the same classes, or a value); otherwise a new one is trained.
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
    differing = [name for name in ("backbone_weights", "bottleneck", "image_size") if about[name] != ours[name]]
    if differing or about["depth"] < ours["depth"] or about["extraction"]:
        raise UserError("start_from_other_network", run=run.id, differing=differing or ["frozen"])
    network.load_state_dict(prepared.data.task.adopt(tensors, about), strict=False)
