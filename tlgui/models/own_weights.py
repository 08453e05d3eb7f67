"""Weights into a network: all tensors or none, from a file of the user's or as they were read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from torch import Tensor, nn

from tlgui.data.inside import LINK_ERRORS, by_descriptor, open_real
from tlgui.errors import UserError

NO_FILE = Path()
"""Instead of a weights file: the weights are loaded later."""


def fill_from(model: nn.Module, file: Path, key: str) -> None:
    if file is not NO_FILE:
        fill(model, _read(file), key)


def _read(file: Path) -> dict[str, Tensor]:
    from safetensors.torch import load_file

    try:
        with open_real(file.absolute()) as opened:
            return load_file(by_descriptor(opened))
    except FileNotFoundError as error:
        raise UserError("weights_file_missing", file=str(file)) from error
    except Exception as error:  # safetensors raises its own error type for a damaged file
        if isinstance(error, OSError) and error.errno in LINK_ERRORS:
            raise UserError("place_changed", path=str(file)) from error
        raise UserError("weights_damaged", file=file.name) from error


def fill(model: nn.Module, tensors: Mapping[str, Tensor], key: str) -> None:
    """Load all tensors or none: a head of another size and different names are reported, never skipped."""
    wanted = model.state_dict()
    missing = [name for name in wanted if name not in tensors and not _is_of_head(name)]
    differing = [
        name for name in wanted if name in tensors and tensors[name].shape != wanted[name].shape and not _is_of_head(name)
    ]
    if missing or differing:
        wrong = missing + differing
        raise UserError("weights_do_not_fit", backbone=key, count=len(wrong), total=len(wanted), first=wrong[0])
    bad = [
        name for name in wanted if name in tensors and tensors[name].is_floating_point() and not tensors[name].isfinite().all()
    ]
    if bad:
        raise UserError("weights_not_finite", backbone=key, count=len(bad), first=bad[0])
    fitting = {name: tensor for name, tensor in tensors.items() if name in wanted and tensor.shape == wanted[name].shape}
    model.load_state_dict(fitting, strict=False)


def _is_of_head(name: str) -> bool:
    """Whether a tensor belongs to the classifier, which a backbone throws away."""
    return name.split(".")[0] in ("classifier", "fc", "head", "heads")
