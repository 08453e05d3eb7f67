"""Weights from a hub: whether they have been downloaded, and whether the hub answers."""

from __future__ import annotations

import socket
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

NETWORK_SECONDS = 3.0
"""How long to wait for an answer of a weight hub before it counts as out of reach."""


def _timm_is_here(name: str) -> bool:
    """Whether the weights of a timm model were fetched before: its hub's file, or the one at its address."""
    import timm
    from huggingface_hub import try_to_load_from_cache

    config = timm.models.get_pretrained_cfg(name) if name in timm.list_pretrained() or name in timm.list_models() else None
    if config is None:
        return True  # an unknown name is reported, and nothing is downloaded
    if config.hf_hub_id:
        names = [config.hf_hub_filename] if config.hf_hub_filename else ["model.safetensors", "pytorch_model.bin"]
        return any(isinstance(try_to_load_from_cache(config.hf_hub_id, each), str) for each in names)
    return not config.url or (isinstance(config.url, str) and _is_in_hub_folder(config.url))


def _torchvision_is_here(name: str) -> bool:
    from torchvision import models

    return name not in models.list_models(module=models) or _is_in_hub_folder(models.get_model_weights(name).DEFAULT.url)


def _is_in_hub_folder(address: str) -> bool:
    """Whether torch has fetched the file at an address before."""
    return Path(torch.hub.get_dir(), "checkpoints", Path(urllib.parse.urlsplit(address).path).name).is_file()


FETCHED_ALREADY: dict[str, Callable[[str], bool]] = {"timm": _timm_is_here, "torchvision": _torchvision_is_here}
"""By library: whether the weights of a model of this name are here."""


@contextmanager
def weight_hub(foreign: bool) -> Iterator[None]:
    """Inside, timm's hub is asked only if it answers, and for no ``foreign`` run; otherwise what was downloaded earlier is all there is.

    The hub's client tries again for most of a minute when there is no network. A person who waits for the page wants to know in seconds.
    """
    from huggingface_hub import constants

    offline = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = offline or foreign or not _answers(constants.ENDPOINT)
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = offline


def _answers(address: str) -> bool:
    """Whether a server can be reached; behind a proxy only the proxy knows, so there it counts as reachable."""
    if urllib.request.getproxies().get("https"):
        return True
    parts = urllib.parse.urlsplit(address)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 443), timeout=NETWORK_SECONDS).close()
    except OSError:
        return False
    return True
