"""Checkpoints: weights as safetensors, their description as JSON, and a manifest with the SHA-256 of both. No pickle anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors.torch import load, save
from torch import Tensor, nn

from tlgui import durable
from tlgui.errors import UserError
from tlgui.models.heads import empty_head
from tlgui.models.network import Network
from tlgui.runs.run import Run
from tlgui.runs.weights import tensors_of, wrong_with_checkpoint

WEIGHTS, ABOUT = "weights.safetensors", "about.json"

EARLIER: dict[str, Any] = {"absent": [], "second_depth": None, "bottleneck_norm": False, "dropout": 0.0, "epsilon": 1e-5}
"""Values for checkpoints written before there was a choice."""


def save_checkpoint(folder: Path, network: nn.Module, about: dict[str, Any]) -> None:
    """Write a network's trained state to ``folder`` atomically; see :func:`save_tensors`.

    Parameters
    ----------
    about:
        What a reader needs to rebuild the network: backbone, frozen stages, classes, preprocessing.
    """
    save_tensors(folder, network.state_dict(), about)


def save_tensors(folder: Path, tensors: Mapping[str, Tensor], about: dict[str, Any]) -> None:
    """Write tensors and plain data to ``folder`` atomically; an existing folder is replaced once the new one is written."""
    kept = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    durable.write_listed(folder, {WEIGHTS: save(kept), ABOUT: durable.to_json(about, indent=1).encode()})


def load_checkpoint(folder: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The tensors and the description of a checkpoint, checked to be exactly as written.

    Raises
    ------
    UserError
        ``checkpoint_damaged`` if a file is missing or does not match its SHA-256.
    """
    data, about = _listed(folder)
    return load(data), about


def _listed(folder: Path) -> tuple[bytes, dict[str, Any]]:
    """The bytes of the weights, and the description, as written."""
    try:
        data = durable.read_listed(folder, (WEIGHTS, ABOUT))
        return data[WEIGHTS], json.loads(data[ABOUT])
    except (OSError, ValueError, RecursionError) as error:
        raise UserError("checkpoint_damaged", checkpoint=folder.name) from error


def load_kept(run: Run, step: int) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """:func:`load_checkpoint` of a run, checked against the run's spec and log before anything of the stated size is allocated.

    The description is completed to everything that ``Preparation.about`` gives, even for a checkpoint of an earlier version.

    Raises
    ------
    UserError
        ``checkpoint_damaged``; ``checkpoint_of_another_run`` if it is intact but does not belong to this run.
    """
    folder = run.checkpoint_path(step)
    data, about = _listed(folder)
    chosen: dict[str, Any] = next((event for event in reversed(run.events()) if event["event"] == "settings"), {})
    try:
        tensors = tensors_of(folder / WEIGHTS)
        wrong = wrong_with_checkpoint(about, tensors, run.spec, chosen.get("settings"), chosen.get("classes"))
    except (OSError, ValueError) as error:
        raise UserError("checkpoint_damaged", checkpoint=folder.name) from error
    if wrong is not None:
        raise UserError("checkpoint_of_another_run", checkpoint=folder.name, what=wrong)
    return load(data), {**EARLIER, **about}


def restore(network: Network, folder: Path) -> None:
    """Load a checkpoint's weights into a network of the same structure; a fitted head replaces the network's own.

    Raises
    ------
    UserError
        As :func:`load_checkpoint`.
    """
    fill(network, *load_checkpoint(folder))


def fill(network: Network, tensors: dict[str, Tensor], about: dict[str, Any]) -> None:
    """Load the result of :func:`load_checkpoint` into ``network``, with a head of the saved kind."""
    of_head = {name.removeprefix("head."): tensor for name, tensor in tensors.items() if name.startswith("head.")}
    network.head = empty_head(about["head"], of_head).to(next(network.buffers()).device)
    network.load_state_dict(tensors)


def keep_only(folder: Path, names: set[str]) -> None:
    """Remove all checkpoints in ``folder`` but these."""
    for checkpoint in folder.glob("*"):  # none where the run was deleted meanwhile
        if checkpoint.is_dir() and checkpoint.name not in names:
            durable.remove_folder(checkpoint)
