"""What a job asks of a node, from what was predicted of it when it was asked for, and from what the nodes are."""

from __future__ import annotations

import math

from tlgui.jobs.away.engine import EngineState, Node
from tlgui.jobs.away.post import Needs
from tlgui.jobs.job import Job
from tlgui.jobs.launchers.base import CORES_OF_A_RUN

MOST_ON_A_GPU = 4
"""So many runs share a GPU at the most."""

GPU_IN_USE, MARGIN = 2**30, 1.5
"""Of a GPU's memory what a run takes beside what is predicted, and how far a prediction is trusted."""


def needs_of(job: Job, state: EngineState) -> Needs:
    """What a post for this job must have.

    ``payload["predicted"]`` says, where it is known, ``memory`` (bytes that training takes) and whether a ``gpu`` is of use. Where no node has
    as many cores as a run likes, it takes what the largest has: a run that could never begin would help nobody.
    """
    predicted = job.payload.get("predicted", {})
    cpus = cores_of_a_run(state)
    memory = int(predicted.get("memory") or 0)
    cards = [node for node in state.nodes if node.gpus]
    if predicted.get("gpu") and cards:
        return Needs(cpus, share_of_gpu(memory, cards), 0)
    return Needs(cpus, 0.0, memory)


def cores_of_a_run(state: EngineState) -> int:
    """As many as on one machine that trains several runs at once, or as the largest node has."""
    return max(1, min(CORES_OF_A_RUN, max((node.cpus for node in state.nodes), default=1)))


def share_of_gpu(memory: int, cards: list[Node]) -> float:
    """The share of a GPU that a run with so much memory takes: a whole one where nothing is known of run or card."""
    least = min((card.gpu_memory or 0 for card in cards), default=0)
    if not memory or not least:
        return 1.0
    together = min(MOST_ON_A_GPU, int(least / (MARGIN * memory + GPU_IN_USE)))
    return 1.0 if together < 2 else math.floor(1000 / together) / 1000
