"""X8: what a checkpoint's file names, and what it says of itself, before anything of its size is made."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from tests.moving.test_hostile import ABOUT_WEIGHTS, tensors
from tlgui.runs.weights import (
    HEADER_BYTES,
    all_finite,
    same_backbone,
    tensors_of,
    without_place,
    wrong_with_checkpoint,
    wrong_with_state,
)
from tlgui.specification.run_spec import RunSettings, RunSpec

SPEC = RunSpec(backbone="small-cnn")


def written(path: Path, header: Any, data: bytes = b"", length: int | None = None) -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text + data)
    return path


def of(**tensor: Any) -> dict[str, Any]:
    return {"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8], **tensor}}


def test_a_file_of_weights_is_read_by_its_header_alone(tmp_path: Path) -> None:
    made = {"a": np.zeros((2, 3), np.float32), "b": np.zeros((), np.int64), "none": np.zeros((0, 4), np.float16)}
    path = tmp_path / "w.safetensors"
    path.write_bytes(safetensors.numpy.save(made, {"note": "x"}))
    found = tensors_of(path)
    assert {name: (each.kind, each.shape) for name, each in found.items()} == {
        "a": ("F32", (2, 3)),
        "b": ("I64", ()),
        "none": ("F16", (0, 4)),
    }


HOSTILE: dict[str, Callable[[Path], Any]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: written(path, of(), b"1234567"),
    "longer than it says": lambda path: written(path, of(), b"123456789"),
    "a header of 2**60 bytes": lambda path: written(path, of(), bytes(8), length=2**60),
    "a header behind the end": lambda path: written(path, of(), bytes(8), length=500),
    "a header without end": lambda path: written(path, b"[" * 100_000),
    "no object": lambda path: written(path, [1]),
    "a tensor that is none": lambda path: written(path, {"w": 1}),
    "a kind that is none": lambda path: written(path, of(dtype="O"), bytes(8)),
    "negative lengths": lambda path: written(path, of(shape=[-2]), bytes(8)),
    "huge lengths": lambda path: written(path, of(shape=[2**40, 2**40]), bytes(8)),
    "a shape that is none": lambda path: written(path, of(shape="2"), bytes(8)),
    "truths for lengths": lambda path: written(path, of(shape=[True, 2]), bytes(8)),
    "one that lies over another": lambda path: written(path, {**of(), "v": of()["w"]}, bytes(8)),
    "a gap": lambda path: written(path, of(data_offsets=[4, 12]), bytes(12)),
    "offsets the wrong way round": lambda path: written(path, of(data_offsets=[8, 0]), bytes(8)),
    "half a character": lambda path: written(
        path, b'{"\\ud800": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}', bytes(8)
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_F2_a_header_that_lies_is_refused_and_nothing_of_its_size_is_made(tmp_path: Path, name: str) -> None:
    path = tmp_path / "w.safetensors"
    HOSTILE[name](path)
    with pytest.raises((ValueError, struct.error)):
        tensors_of(path)
    assert HEADER_BYTES < 2**25


@pytest.mark.parametrize(("kind", "data"), [("F32", np.float32), ("F64", np.float64), ("F16", np.float16)])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_F2_a_weight_that_is_no_number_is_found(tmp_path: Path, kind: str, data: type, value: float) -> None:
    made = {"a": np.ones(5, data), "b": np.ones(5, data)}
    path = tmp_path / "w.safetensors"
    path.write_bytes(safetensors.numpy.save(made))
    assert all_finite(path, tensors_of(path))
    made["b"][3] = value
    path.write_bytes(safetensors.numpy.save(made))
    assert not all_finite(path, tensors_of(path))
    assert tensors_of(path)["a"].kind == kind


BFLOATS = [(0x3F80, True), (0x7F7F, True), (0xFF7F, True), (0x7F80, False), (0xFF80, False), (0x7FC0, False)]


@pytest.mark.parametrize(("bits", "finite"), BFLOATS)
def test_F2_also_in_the_format_that_numpy_does_not_know(tmp_path: Path, bits: int, finite: bool) -> None:
    path = written(
        tmp_path / "w", {"w": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}, struct.pack("<HH", 0x3F80, bits)
    )
    assert all_finite(path, tensors_of(path)) == finite


# -- what it says of itself ----------------------------------------------------------------------------------------------------


def shapes(tmp_path: Path, **changed: np.ndarray) -> dict[str, Any]:
    path = tmp_path / "w.safetensors"
    path.write_bytes(safetensors.numpy.save(tensors(**changed)))
    return tensors_of(path)


def wrong(tmp_path: Path, about: dict[str, Any] | None = None, spec: RunSpec = SPEC, **changed: np.ndarray) -> str | None:
    return wrong_with_checkpoint({**ABOUT_WEIGHTS, **(about or {})}, shapes(tmp_path, **changed), spec)


def test_a_checkpoint_of_this_run_is_right(tmp_path: Path) -> None:
    assert wrong(tmp_path) is None
    assert wrong(tmp_path, spec=SPEC.model_copy(update={"settings": RunSettings(bottleneck=256, image_size=32)})) is None
    path = "/home/somebody/weights.safetensors"
    assert (
        wrong(tmp_path, {"backbone": f"small-cnn@{path}"}, SPEC.model_copy(update={"backbone": "small-cnn@weights.safetensors"}))
        is None
    )


def test_what_differs_from_the_spec_or_its_log_is_named(tmp_path: Path) -> None:
    smaller = SPEC.model_copy(update={"settings": RunSettings(image_size=64)})
    assert wrong(tmp_path, spec=smaller) == "image_size"
    assert wrong(tmp_path, spec=SPEC.model_copy(update={"backbone": "efficientnet-lite0"})) == "backbone"
    assert wrong(tmp_path, spec=SPEC.model_copy(update={"task": "regression"})) == "task"
    found = shapes(tmp_path)
    assert wrong_with_checkpoint(ABOUT_WEIGHTS, found, SPEC, {"image_size": 64}) == "image_size"
    assert wrong_with_checkpoint(ABOUT_WEIGHTS, found, SPEC, {"image_size": 32}, ["a"]) == "classes"
    assert wrong_with_checkpoint(ABOUT_WEIGHTS, found, SPEC, None, ABOUT_WEIGHTS["classes"]) is None
    assert wrong_with_checkpoint([1], found, SPEC) == "about.json"


def test_what_is_out_of_bounds_is_named(tmp_path: Path) -> None:
    free = RunSpec(backbone="small-cnn", settings=RunSettings(bottleneck=256))
    for field, value in {
        "image_size": 4000,
        "depth": 10**6,
        "std": [0, 1, 1],
        "normalisation": "batch",
        "classes": ["a", 1],
        "second_depth": 3,
        "bottleneck_norm": "on",
        "dropout": 1.0,
        "epsilon": 0,
    }.items():
        assert wrong(tmp_path, {field: value}, free) == field
    missing = {name: value for name, value in ABOUT_WEIGHTS.items() if name != "mean"}
    assert wrong_with_checkpoint(missing, shapes(tmp_path), free) == "mean"


def test_a_head_answers_for_as_many_classes_as_there_are(tmp_path: Path) -> None:
    zeros = np.zeros
    assert wrong(tmp_path, head__weight=zeros((5, 256), np.float32)) == "head.weight"
    assert wrong(tmp_path, head__bias=zeros(3, np.float32)) == "head.bias"
    assert wrong(tmp_path, head__extra=zeros(3, np.float32)) == "head.extra"
    assert wrong(tmp_path, {"classes": ["a", "b"]}) == "head.weight"
    assert wrong(tmp_path, {"head": "radial"}) is not None
    assert wrong(tmp_path, {"extraction": True}) == "extraction"
    assert wrong(tmp_path, bottleneck__0__weight=zeros((128, 1024), np.float32)) == "bottleneck"
    assert wrong(tmp_path, normalise__mean=zeros((2, 7), np.float32)) == "bottleneck"


def test_a_file_of_another_machine_is_known_by_its_name_alone() -> None:
    assert without_place("small-cnn@/home/a/b.safetensors") == "small-cnn@b.safetensors"
    assert without_place("small-cnn@C:\\x\\b.safetensors") == "small-cnn@b.safetensors"
    assert without_place("timm:resnet18.a1_in1k") == "timm:resnet18.a1_in1k"
    assert same_backbone("small-cnn@/a/b", "small-cnn@b")
    assert not same_backbone("small-cnn", "small-cnn@b")


STATE: dict[str, Any] = {
    "place": {"phase": 0, "number": 3, "first_step": 0},
    "head": "linear",
    "gathered": {"steps": 1, "parts": {"source": [0.5, None]}, "health": {}},
    "random": {"python": [3, [0] * 624 + [624], None], "numpy": ["MT19937", 624, 0, 0.0]},
    "belonging": {"spec": {}, "code": {"models": "x"}, "version": "0.1"},
    "seconds": 1.5,
}
OF_STATE = dict.fromkeys(("network.head.weight", "random.torch", "random.numpy"))


def test_a_state_that_can_be_gone_on_from_is_right_and_what_is_wrong_is_named() -> None:
    assert wrong_with_state(STATE, OF_STATE) is None  # type: ignore[arg-type]
    assert wrong_with_state({**STATE, "gathered": {}}, OF_STATE) is None  # type: ignore[arg-type]
    odd: dict[str, Any] = {
        "place": {"phase": -1, "number": 0, "first_step": 0},
        "head": ["linear"],
        "gathered": {"steps": 1, "parts": {"source": ["x"]}, "health": {}},
        "random": {"python": [3, [2**40] * 625, None], "numpy": ["MT19937", 624, 0, 0.0]},
        "belonging": {"spec": 3},
        "seconds": float("nan"),
        "objectives": [],
    }
    for name, value in odd.items():
        assert wrong_with_state({**STATE, name: value}, OF_STATE) == name  # type: ignore[arg-type]
    assert wrong_with_state(STATE, {"network.a": None}) == "random"  # type: ignore[dict-item]
