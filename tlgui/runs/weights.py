"""The content of a checkpoint or a saved state: the tensors that its file names, and their description.

A run may come from another machine. Before anybody builds a network of the size that a checkpoint names, it is held here against the run's own
spec, the bounds of the settings, and the shapes of the weights that are really there. Nothing is loaded for that but the file's header.
"""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeGuard

import numpy as np

from tlgui.runs.forms import LARGEST, Form, is_belonging, is_count, is_number, is_text
from tlgui.settings import read_settings
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.tasks import TASKS

HEADER_BYTES = 10**7
"""No header of a network of ours is longer: it has some hundred bytes for each tensor."""

SIZES = {
    "BOOL": 1,
    "U8": 1,
    "I8": 1,
    "I16": 2,
    "U16": 2,
    "F16": 2,
    "BF16": 2,
    "I32": 4,
    "U32": 4,
    "F32": 4,
    "F64": 8,
    "I64": 8,
    "U64": 8,
}
FLOATS = {"F16": np.float16, "F32": np.float32, "F64": np.float64}
PIECE = 2**22
MOST_STAGES = 1000
KINDS = ("linear", "perceptron", "radial", "neighbours", "votes")
"""Kinds of heads (:func:`tlgui.models.heads.kind_of`)."""

OF_SETTINGS = ("frozen", "normalisation", "bottleneck", "image_size")
"""Settings of the run that its checkpoints repeat."""


class Tensor(NamedTuple):
    """A tensor as the header of its file names it; its bytes are from ``begin`` to ``end`` of the file."""

    kind: str
    shape: tuple[int, ...]
    begin: int
    end: int


def tensors_of(path: Path) -> dict[str, Tensor]:
    """The header of a safetensors file.

    Raises
    ------
    OSError, ValueError
        When it is none: one that is too long, tensors that overlap or lie outside the file, bytes that belong to none.
    """
    size = path.stat().st_size
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", _exactly(file, 8))
        if length > min(HEADER_BYTES, size - 8):
            raise ValueError("header")
        try:
            header = json.loads(_exactly(file, length))
        except RecursionError as error:
            raise ValueError("header") from error
    if not isinstance(header, dict):
        raise ValueError("header")
    found = {name: _tensor(each, 8 + length) for name, each in header.items() if name != "__metadata__"}
    place = 8 + length
    for each in sorted(found.values(), key=lambda each: (each.begin, each.end)):
        if each.begin != place:
            raise ValueError("offsets")
        place = each.end
    if place != size or not all(map(is_text, found)):
        raise ValueError("offsets")
    return found


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise ValueError("cut")
    return data


def _tensor(value: Any, start: int) -> Tensor:
    if not isinstance(value, dict) or value.get("dtype") not in SIZES:
        raise ValueError("dtype")
    shape, offsets = value.get("shape"), value.get("data_offsets")
    if not (_counts(shape) and _counts(offsets) and len(offsets) == 2):
        raise ValueError("shape")
    if math.prod(shape) * SIZES[value["dtype"]] != offsets[1] - offsets[0]:
        raise ValueError("shape")
    return Tensor(value["dtype"], tuple(shape), start + offsets[0], start + offsets[1])


def _counts(value: Any) -> TypeGuard[list[int]]:
    return isinstance(value, list) and all(map(is_count, value))


def all_finite(path: Path, tensors: Mapping[str, Tensor]) -> bool:
    """Whether no weight is NaN or infinite; read piece by piece."""
    with open(path, "rb") as file:
        for each in tensors.values():
            if each.kind not in (*FLOATS, "BF16"):
                continue
            file.seek(each.begin)
            left = each.end - each.begin
            while left:
                data = _exactly(file, min(PIECE, left))
                left -= len(data)
                if each.kind == "BF16":  # its exponent is that of a single
                    good = (np.frombuffer(data, np.uint16) & 0x7F80 != 0x7F80).all()
                else:
                    good = np.isfinite(np.frombuffer(data, FLOATS[each.kind])).all()
                if not good:
                    return False
    return True


# -- a checkpoint ------------------------------------------------------------------------------------------------------------


def wrong_with_checkpoint(
    about: Any, tensors: Mapping[str, Tensor], spec: RunSpec, settings: Mapping[str, Any] | None = None, classes: Any = None
) -> str | None:
    """The first thing with which a checkpoint is not one of a run of this ``spec``; ``None`` when it may be loaded.

    Parameters
    ----------
    settings, classes:
        As the run's log has them, without gaps; ``None`` where it has none.
    """
    if not isinstance(about, dict):
        return "about.json"
    for name, form in _ABOUT.items():
        if name not in about or not form(about[name]):
            return name
    for name, form in _ABOUT_LATER.items():
        if name in about and not form(about[name]):
            return name
    if (wrong := TASKS[spec.task].wrong_with(about)) is not None:
        return wrong
    if not same_backbone(about["backbone"], spec.backbone):
        return "backbone"
    asked = {name: about[name] for name in OF_SETTINGS}
    _, problems = read_settings(RunSettings, asked)
    if problems:
        return str(problems[0].values.get("name", "settings"))
    chosen = {name: (settings or {}).get(name, getattr(spec.settings, name)) for name in OF_SETTINGS}
    for name, value in chosen.items():
        if value is not None and value != about[name]:
            return name
    if classes is not None and classes != about["classes"]:
        return "classes"
    return _wrong_with_head(about, tensors)


def same_backbone(one: str, other: str) -> bool:
    """Whether two keys name the same backbone. Where a file of weights lay is another machine's business: its name is compared."""
    return without_place(one) == without_place(other)


def without_place(backbone: str) -> str:
    """A backbone's key; of its own file of weights, where it has one, the name alone."""
    architecture, at, file = backbone.partition("@")
    return architecture + at + re.split(r"[/\\]", file)[-1]


def _wrong_with_head(about: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> str | None:
    """The head answers for as many classes as there are names, from features as wide as they come."""
    outputs = len(TASKS[about["task"]].outputs(about["classes"]))
    shapes = {name.removeprefix("head."): each.shape for name, each in tensors.items() if name.startswith("head.")}
    before = tensors.get("bottleneck.0.weight")
    if about["extraction"] != (before is None):
        return "extraction"
    if before is not None and (len(before.shape) != 2 or before.shape[0] != about["bottleneck"]):
        return "bottleneck"
    normalised = tensors.get("normalise.mean")
    if normalised is None or len(normalised.shape) != 2:
        return "normalise.mean"
    width = about["bottleneck"] if before is not None else normalised.shape[1]
    if before is not None and before.shape[1] != normalised.shape[1]:
        return "bottleneck"
    kind = about["head"]
    wanted: dict[str, tuple[int | None, ...]] = {
        "linear": {"weight": (outputs, width), "bias": (outputs,)},
        "perceptron": {"0.weight": (None, width), "0.bias": (None,), "2.weight": (outputs, None), "2.bias": (outputs,)},
        "radial": {"support": (None, width), "dual": (outputs, None), "bias": (outputs,), "gamma": ()},
        "neighbours": {"features": (None, width), "targets": (None, outputs), "neighbours": ()},
        "votes": {"weight": (None, outputs, width), "bias": (None, outputs), "votes": (None,)},
    }[kind]
    if shapes.keys() != wanted.keys():
        return f"head.{min(shapes.keys() ^ wanted.keys())}"
    for name, shape in wanted.items():
        fits = len(shape) == len(shapes[name]) and all(
            each is None or each == there for each, there in zip(shape, shapes[name], strict=True)
        )
        if not fits:
            return f"head.{name}"
    free = {length for name, shape in wanted.items() for each, length in zip(shape, shapes[name], strict=True) if each is None}
    return "head" if len(free) > 1 or 0 in free else None


# -- a saved state -----------------------------------------------------------------------------------------------------------


def wrong_with_state(notes: Any, tensors: Mapping[str, Tensor]) -> str | None:
    """The first reason why training could not go on from a saved state; ``None`` when that may be tried."""
    if not isinstance(notes, dict):
        return "about.json"
    for name, form in _STATE.items():
        if name not in notes or not form(notes[name]):
            return name
    if not isinstance(notes.get("objectives", {}), dict) or not isinstance(notes.get("scaler", {}), dict):
        return "objectives"
    if "random.numpy" not in tensors or "random.torch" not in tensors:
        return "random"
    return None if any(name.startswith("network.") for name in tensors) else "network"


def _place(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"phase", "number", "first_step"} and all(map(is_count, value.values()))


def _gathered(value: Any) -> bool:
    if value == {}:
        return True
    if not isinstance(value, dict) or not is_count(value.get("steps")):
        return False
    return all(
        isinstance(value.get(name), dict)
        and all(is_text(key) for key in value[name])
        and all(isinstance(each, list) and all(one is None or is_number(one) for one in each) for each in value[name].values())
        for name in ("parts", "health")
    )


def _random(value: Any) -> bool:
    """States of Python's and NumPy's generators, as :mod:`tlgui.training.state` keeps them."""
    if not isinstance(value, dict) or not all(isinstance(value.get(name), list) for name in ("python", "numpy")):
        return False
    python, numpy = value["python"], value["numpy"]
    good = (
        len(python) == 3
        and python[0] == 3
        and isinstance(python[1], list)
        and len(python[1]) == 625
        and all(type(each) is int and 0 <= each < 2**32 for each in python[1])
        and python[1][-1] <= 624
        and (python[2] is None or is_number(python[2]))
    )
    return (
        good
        and len(numpy) == 4
        and numpy[0] == "MT19937"
        and is_count(numpy[1])
        and numpy[1] <= 624
        and numpy[2] in (0, 1)
        and is_number(numpy[3])
    )


def _positive(value: Any) -> bool:
    return is_number(value) and 0 < value < LARGEST


def _three(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 3 and all(is_number(each) and abs(each) <= 1000 for each in value)


_ABOUT: dict[str, Form] = {
    "task": is_text,
    "classes": lambda value: isinstance(value, list) and all(map(is_text, value)),
    "head": lambda value: isinstance(value, str) and value in KINDS,
    "backbone": is_text,
    "backbone_weights": is_text,
    "frozen": is_text,
    "depth": lambda value: is_count(value) and value <= MOST_STAGES,
    "extraction": lambda value: isinstance(value, bool),
    "normalisation": is_text,
    "bottleneck": is_count,
    "image_size": is_count,
    "mean": _three,
    "std": lambda value: _three(value) and all(each > 1e-6 for each in value),
}
_ABOUT_LATER: dict[str, Form] = {
    "second_depth": lambda value: value is None or is_text(value),
    "bottleneck_norm": lambda value: isinstance(value, bool),
    "dropout": lambda value: is_number(value) and 0 <= value < 1,
    "epsilon": lambda value: _positive(value) and value <= 1,
}
"""What checkpoints of earlier versions do not say."""

_STATE: dict[str, Form] = {
    "place": _place,
    "head": lambda value: isinstance(value, str) and value in KINDS,
    "gathered": _gathered,
    "random": _random,
    "belonging": is_belonging,
    "seconds": is_number,
}
