"""Normalization alone, of source-only's weights: no training is needed for the second reference.

In training neither reference looks at the target. So from one seed they have the same weights at every step, bit for bit on a processor, and
differ in the statistics that the target's pictures are normalized with: all that is left to do is to measure these and evaluate again
(adaptive batch normalization: Li et al., "Revisiting Batch Normalization For Practical Domain Adaptation", 2016, arXiv:1603.04779).
Where the target's class shares were given the two are trained on differently weighted pictures, and this one is trained by itself.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import Any

from tlgui.models.network import Network
from tlgui.runs.run import Run
from tlgui.training import reference
from tlgui.training.checkpoint import restore
from tlgui.training.evaluate import Evaluation, evaluate, measure_statistics
from tlgui.training.evaluator import room_beside
from tlgui.training.loop import Hooks, Stopped
from tlgui.training.preparation import Preparation
from tlgui.training.session import Session

COPIED = ("phase", "step")
"""Events of the training that are the same for both."""


def source_only_of(session: Session, prepared: Preparation) -> Run | None:
    """The first reference, if this run is the second one and would be trained as that was (same data, settings, program and machine), and the
    weights of its every evaluation are still there.
    """
    spec = prepared.spec
    if spec.reference != reference.NORMALISATION_ALONE or spec.target_shares.said:
        return None
    shared = spec.settings.model_copy(update={"normalisation": "shared"})
    first = spec.model_copy(update={"settings": shared, "reference": reference.BASELINE})
    owner = reference.owner_of(prepared, session.owner)
    found = reference.find(session.home, reference.reference_key(prepared, first, owner), owner)
    if found is None or not reference.finished(found) or _machine(found) != _machine(session.run):
        return None
    steps = [event["step"] for event in found.events() if event["event"] == "evaluation"]
    return found if all(found.checkpoint_path(step).is_dir() for step in steps) else None


def _machine(run: Run) -> set[tuple[Any, ...]]:
    """Everything outside data and program that the last digits of a run depend on; more than one where it was resumed elsewhere."""
    events = run.events()
    started = {(each["threads"], each["versions"]["torch"], each["node"]) for each in events if each["event"] == "started"}
    return started | {(each["engine"], each["device"]) for each in events if each["event"] == "settings"}


def renormalize(network: Network, source_only: Run, prepared: Preparation, hooks: Hooks) -> None:
    """Take a network with a normalization for each domain through all evaluations of ``source_only``, as training it would.

    Where a core would idle two of them go on at once, every second one with a copy of ``network``. Either is left as some evaluation needed it.

    Raises
    ------
    Stopped
        After the current evaluation, if ``hooks.stop`` returns True.
    UserError
        ``checkpoint_damaged``: it must be trained.
    """
    network.to(prepared.device.torch)
    events = source_only.events()
    steps = [event["step"] for event in events if event["event"] == "evaluation"]
    networks = [network, copy.deepcopy(network)] if room_beside(network, prepared.device) else [network]
    with closing(_evaluations(networks, source_only, steps, prepared)) as evaluations:
        for event in events:
            if event["event"] in COPIED:
                hooks.log(event["event"], **{name: value for name, value in event.items() if name != "event"})
            elif event["event"] == "evaluation":
                hooks.evaluated(*next(evaluations))
                if hooks.stop():
                    raise Stopped(event["step"])


def _evaluations(
    networks: list[Network], source_only: Run, steps: list[int], prepared: Preparation
) -> Generator[tuple[Evaluation, Network], None, None]:
    """In the order of the steps, each with the network that it is of, which is used again once the next one is asked for."""
    with ThreadPoolExecutor(len(networks)) as pool:
        going: deque[tuple[Future[Evaluation], Network]] = deque()
        for step in steps:
            if len(going) < len(networks):
                free = networks[len(going)]
            else:
                future, free = going.popleft()
                yield future.result(), free
            going.append((pool.submit(_evaluated, free, source_only, step, prepared), free))
        for future, used in going:
            yield future.result(), used


def _evaluated(network: Network, source_only: Run, step: int, prepared: Preparation) -> Evaluation:
    restore(network, source_only.checkpoint_path(step))
    measure_statistics(network, prepared.data, prepared.device, domains=("target",))
    return evaluate(network, prepared.data, prepared.device, step)
