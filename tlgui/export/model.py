"""A run's model as files for others: safetensors, ONNX and torch.export, each read back and compared with the trained network first."""

from __future__ import annotations

import copy
import io
import logging
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor, nn

from tlgui import __version__, durable
from tlgui.data import pixels
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import Problem, UserError
from tlgui.export.card import card
from tlgui.export.credits import credits_of
from tlgui.export.examples import example
from tlgui.export.kinds import Making
from tlgui.home import Home
from tlgui.interrupts import held_back
from tlgui.jobs.queue import JobQueue
from tlgui.models.heads import NeighboursHead
from tlgui.models.layers.domain_norm import norms_of
from tlgui.models.tasks import Task
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.target_scores import target_predictions
from tlgui.training.loaded import LoadedModel
from tlgui.views.rounds import rounds_of
from tlgui.views.run_labels import host_reveals, judgement_of

log = logging.getLogger(__name__)

STEP = 1e-6
"""Differences are reported in whole steps; anything smaller depends on how a machine rounds."""

LIMIT = 1e-4
"""Largest difference to the network itself, in probability or in standard deviations of the learned values."""

UNDECIDED_SHARE = 0.05
"""Where neighbors or votes are counted, rounding may tip the count, for at most this share of the pictures. At most this share may have another
class than the run's own prediction, which may have been made in half precision."""

PICTURES = 48
"""Number of pictures compared, evenly spread."""


class Whole(nn.Module):
    """Everything from pixels to predictions: uint8 pictures (n, size, size, 3), RGB → probabilities, or values in the user's units, (n, k)."""

    mean: Tensor
    std: Tensor

    def __init__(self, model: LoadedModel) -> None:
        super().__init__()
        self.prefix, self.network = model.prefix, model.network
        self.register_buffer("mean", model.mean, persistent=False)
        self.register_buffer("std", model.std, persistent=False)

    def forward(self, pictures: Tensor) -> Tensor:
        inputs = (pictures.permute(0, 3, 1, 2).float() / 255 - self.mean) / self.std
        return self.network.task.predict_target(self.network(self.prefix(inputs)).outputs)


@dataclass(frozen=True)
class Format:
    """A kind of file: how it is written, and how it is read back to be compared with the network."""

    file: str
    write: Callable[[LoadedModel, Path], None]
    read: Callable[[Path], Callable[[NDArray[np.uint8]], NDArray[np.floating]]]


def _write_safetensors(model: LoadedModel, path: Path) -> None:
    """Every weight, the frozen ones too; classes and preprocessing in the file's own header."""
    parts = {"prefix": model.prefix, "network": model.network}
    tensors = {f"{part}.{name}": tensor.contiguous() for part, of in parts.items() for name, tensor in of.state_dict().items()}
    save_file(tensors, path, {"tlgui": durable.to_json(model.about)})


def _read_safetensors(path: Path) -> Callable[[NDArray[np.uint8]], NDArray[np.floating]]:
    return _computing(Whole(LoadedModel.from_file(path)))


def _write_onnx(model: LoadedModel, path: Path) -> None:
    file = io.BytesIO()
    names = {"input_names": ["pictures"], "output_names": ["predictions"]}
    axes = {"pictures": {0: "n"}, "predictions": {0: "n"}}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # PyTorch warns that the tracing exporter is old; it needs no further library
        export: Any = torch.onnx.export  # its annotations know no file in memory
        export(Whole(model).eval(), (_example(model),), file, dynamo=False, dynamic_axes=axes, **names)
    path.write_bytes(file.getvalue())


def _read_onnx(path: Path) -> Callable[[NDArray[np.uint8]], NDArray[np.floating]]:
    with held_back():  # Ctrl-C in the middle would come out as "initialization failed", as if the file were at fault
        import onnxruntime

    session = onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
    return lambda pictures: session.run(None, {"pictures": pictures})[0]


def _write_torch(model: LoadedModel, path: Path) -> None:
    shapes = {"pictures": {0: torch.export.Dim("n", min=1)}}
    with torch.no_grad(), path.open("wb") as file:  # a file, not its name: PyTorch ends the process if that is not UTF-8
        torch.export.save(torch.export.export(Whole(model).eval(), (_example(model),), dynamic_shapes=shapes), file)


def _read_torch(path: Path) -> Callable[[NDArray[np.uint8]], NDArray[np.floating]]:
    with path.open("rb") as file:
        return _computing(torch.export.load(file).module())


def _computing(module: nn.Module) -> Callable[[NDArray[np.uint8]], NDArray[np.floating]]:
    def compute(pictures: NDArray[np.uint8]) -> NDArray[np.floating]:
        with torch.no_grad():
            return module(torch.from_numpy(pictures)).numpy()

    return compute


def _example(model: LoadedModel) -> Tensor:
    return torch.zeros((2, model.size, model.size, 3), dtype=torch.uint8)


FORMATS = {
    "safetensors": Format("model.safetensors", _write_safetensors, _read_safetensors),
    "onnx": Format("model.onnx", _write_onnx, _read_onnx),
    "torch": Format("model.pt2", _write_torch, _read_torch),
}


def make_model(making: Making) -> dict[str, Any]:
    """As :func:`export_model`, which knows where it writes; ``formats`` may be among the options."""
    formats = making.options.get("formats") or tuple(FORMATS)
    return export_model(making.home, making.run, formats, language=making.language, report=making.report)


def export_model(
    home: Home,
    run: Run,
    formats: Sequence[str] = tuple(FORMATS),
    *,
    language: str = "en",
    report: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Write the network that a run kept, the one whose predictions it reported, as ``exports/model.zip`` in the run's folder.

    The zip holds a file for each format, ``model.json`` and ``README.md`` (classes, preprocessing, result, checks), ``pictures.py`` (the
    preprocessing) and an example for each format. If each domain has normalization statistics of its own, the target's are fixed in it.

    Parameters
    ----------
    formats:
        Keys of :data:`FORMATS`.
    report:
        Called with formats done and in all.

    Returns
    -------
    What ``model.json`` holds, with ``refused``: problems of formats that are not offered, as JSON.

    Raises
    ------
    UserError
        ``export_format_unknown``, ``export_needs_a_finished_run``, and the problems of all formats when none can be offered.
    """
    unknown = [
        Problem("export_format_unknown", {"given": each, "known": list(FORMATS)}) for each in formats if each not in FORMATS
    ]
    if unknown:
        raise UserError.of(unknown)
    kept = run.kept_step()
    if kept is None:
        raise UserError("export_needs_a_finished_run")
    model = _fixed(LoadedModel(run, kept, "target" if run.spec.target else "source"))
    pictures, predicted = _pictures_to_check(home, run, kept, model.size)
    about = {**_about(run, model), "credits": credits_of(home, run, language)}
    exports = run.folder / "exports"
    exports.mkdir(exist_ok=True)
    refused: list[Problem] = []
    with tempfile.TemporaryDirectory(prefix=".", suffix=".tmp", dir=exports) as folder:
        for done, name in enumerate(formats):
            report(done, len(formats))
            try:
                about["files"][name] = _checked(name, model, Path(folder), pictures, predicted)
            except UserError as error:
                refused += error.problems
        if refused and not about["files"]:
            raise UserError.of(refused)
        given = judgement_of(home, run, language)
        rounds = rounds_of(home, run)
        found = {
            **summary(run, JobQueue(home)),
            "host_reveals": host_reveals(home, run),
            "alone_matched": rounds.alone,
            "matched": rounds.own,
        }
        _pack(exports / "model.zip", Path(folder), about, card(about, found, language, given))
    described = {**about, "refused": [problem.as_json() for problem in refused]}
    durable.write_json(exports / "model.json", described)
    report(len(formats), len(formats))
    return described


def _fixed(model: LoadedModel) -> LoadedModel:
    """The model with every choice made: one set of statistics, and plain numbers where the exporters cannot read a tensor."""
    for layer in norms_of(model.network):
        row = layer.row
        for stored in (layer.mean, layer.variance):
            stored.copy_(stored[row].expand_as(stored))
    return model


def _traceable(model: LoadedModel) -> LoadedModel:
    """A copy for the exporters, which cannot read the number of neighbors from a tensor."""
    model = copy.copy(model)
    if isinstance(model.network.head, NeighboursHead):
        model.network = copy.deepcopy(model.network)
        head: Any = model.network.head  # a number where its class has a tensor
        count = int(head.neighbours)
        del head.neighbours
        head.neighbours = count
    return model


def _checked(
    name: str, model: LoadedModel, folder: Path, pictures: NDArray[np.uint8], predicted: NDArray[np.floating] | None
) -> dict[str, Any]:
    """Write a format, read it back, and say how far it is from the network and from what the run kept; ``UserError`` where too far."""
    format, path = FORMATS[name], folder / FORMATS[name].file
    try:
        format.write(model if name == "safetensors" else _traceable(model), path)
        compute = format.read(path)
        theirs = np.concatenate([compute(part) for part in np.array_split(pictures, -(-len(pictures) // 8))])
    except Exception as error:  # exporters and runtimes raise errors of their own for what they cannot do with a network
        log.warning("%s cannot hold this network", name, exc_info=True)
        path.unlink(missing_ok=True)
        raise UserError("export_not_possible", format=name, reason=str(error).strip().partition("\n")[0][:300]) from error
    ours = np.concatenate([_computing(Whole(model))(part) for part in np.array_split(pictures, -(-len(pictures) // 8))])
    task = model.network.task
    differences = np.abs(theirs - ours).max(1) / task.scale
    counted = model.about["head"] in ("neighbours", "votes")
    allowed = UNDECIDED_SHARE if counted else 0.0
    check: dict[str, Any] = {
        "file": format.file,
        "bytes": path.stat().st_size,
        "sha256": durable.sha256_of(path),
        "pictures": len(pictures),
        "difference": _at_most(differences),
    }
    problems = []
    if not (differences > LIMIT).mean() <= allowed or not np.isfinite(theirs).all():
        problems.append(Problem("export_differs", {"format": name, "difference": check["difference"], "limit": LIMIT}))
    if predicted is not None:
        check |= _to_the_run(theirs, predicted, task)
        if check["run_agrees"] < (1 - UNDECIDED_SHARE) * len(pictures):
            problems.append(
                Problem("export_differs_from_run", {"format": name, "count": check["run_agrees"], "total": len(pictures)})
            )
    if problems:
        path.unlink()
        raise UserError.of(problems)
    return check


def _to_the_run(theirs: NDArray[np.floating], predicted: NDArray[np.floating], task: Task) -> dict[str, Any]:
    """How far the exported predictions are from the run's own, which may rest on features in half precision and are kept as such."""
    differences = np.abs(theirs - predicted).max(1) / task.scale
    return {"run_difference": _at_most(differences), "run_agrees": int(task.agree(theirs, predicted).sum())}


def _pictures_to_check(home: Home, run: Run, kept: int, size: int) -> tuple[NDArray[np.uint8], NDArray[np.floating] | None]:
    """Pictures as the network gets them (n, size, size, 3), and what the run predicted of them, where the dataset is on this machine.

    Otherwise the thumbnails in the run's folder, for which the run has no predictions.
    """
    pack = _target(home, run)
    known = target_predictions(run.prediction_path(kept))
    if pack is not None and known is not None and len(known[0]):
        index, predictions = known
        chosen = np.unique(np.linspace(0, len(index) - 1, min(PICTURES, len(index))).round().astype(int))
        pictures = [pixels.square(pack.picture(int(each)), size) for each in index[chosen]]
        return np.stack(pictures), predictions[chosen].astype(np.float64)
    record = durable.read_json(run.folder / "sample" / "sample.json")
    role = "target" if "target" in record else "source"
    data, ends = (run.folder / "sample" / f"{role}.thumbnails").read_bytes(), [0, *record[role]["thumbnail_ends"]]
    images = [Image.open(io.BytesIO(data[ends[each] : ends[each + 1]])) for each in range(min(PICTURES, len(ends) - 1))]
    return np.stack([pixels.square(np.asarray(each.convert("RGB")), size) for each in images]), None


def _target(home: Home, run: Run) -> Pack | None:
    try:
        return DatasetStore(home).get(run.spec.target or "", run.owner).numbered_for(run.spec.version)
    except UserError:
        return None


def _about(run: Run, model: LoadedModel) -> dict[str, Any]:
    """What ``model.json`` says; the files are added as they are made."""
    return {
        **model.about,
        "tlgui": __version__,
        "run": run.id,
        "exported": time.time(),
        "strategy": run.spec.strategy,
        "source": run.names.get("source"),
        "target": run.names.get("target"),
        "input": {"name": "pictures", "shape": ["n", model.size, model.size, 3], "type": "uint8", "channels": "RGB"},
        "output": {"name": "predictions", "shape": ["n", len(model.network.task.kind.outputs(model.classes))]},
        "statistics": "target" if run.spec.target else "source",
        "files": {},
    }


def _pack(path: Path, folder: Path, about: dict[str, Any], words: str) -> None:
    texts = {
        "README.md": words,
        "model.json": durable.to_json(about, indent=1),
        "pictures.py": Path(pixels.__file__).read_text(encoding="utf-8"),
        **{f"example_{name}.py": example(name) for name in about["files"]},
    }

    def fill(file: Any) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in texts.items():
                archive.writestr(name, text.encode())
            for each in about["files"].values():
                archive.write(folder / each["file"], each["file"], compress_type=zipfile.ZIP_STORED)

    durable.write_file(path, fill)


def _at_most(differences: NDArray[np.floating]) -> float:
    """The largest difference, rounded up to whole steps, at least one."""
    largest = float(differences.max())
    return round(max(np.ceil(largest / STEP), 1) * STEP, 6) if np.isfinite(largest) else largest
