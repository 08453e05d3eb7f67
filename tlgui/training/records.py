"""What the trainer writes into a run's folder besides the log: predictions, snapshots of features, the sample."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui import durable
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.insight.look_alikes import most_alike
from tlgui.models.network import Network
from tlgui.run_pictures import names_told
from tlgui.runs.alike_file import AlikePictures
from tlgui.runs.arrays import load_arrays, save_arrays
from tlgui.runs.run import Run
from tlgui.training.data import RunData
from tlgui.training.device import Device
from tlgui.training.evaluate import Evaluation, predict

SAMPLE_PICTURES = 1000
"""Pictures of each domain in the fixed sample that snapshots and maps show."""


def save_predictions(run: Run, data: RunData, evaluation: Evaluation) -> None:
    """Predictions of both domains at an evaluation; a later reveal can score them."""
    none = np.zeros(0, np.int64)
    save_arrays(
        run.prediction_path(evaluation.step),
        {
            "source": evaluation.source_predictions.astype(data.task.stored_as),
            "source_index": data.source.validation if data.source is not None else none,
            "target": evaluation.target_predictions.astype(data.task.stored_as),
            "target_index": data.target.scored if data.target is not None else none,
        },
    )


def evaluation_of(run: Run, event: dict[str, Any]) -> Evaluation:
    """An evaluation by an earlier trainer, from its event and its predictions."""
    arrays = load_arrays(run.prediction_path(event["step"]))

    def numbers(kept: dict[str, float | None]) -> dict[str, float]:  # JSON has no NaN
        return {name: float("nan") if value is None else value for name, value in kept.items()}

    return Evaluation(
        event["step"],
        dict[str, float | None](numbers(event["source"])),
        numbers(event["scores"]),
        arrays["source"],
        arrays["target"],
    )


def sample_of(pack: Pack) -> NDArray[np.int64]:
    """The fixed sample of a dataset: the pictures with the smallest content hashes.

    It depends only on the pictures, not on a seed or a run, so that maps of different runs show the same pictures.
    """
    return np.sort(np.argsort(np.asarray(pack.hashes), kind="stable")[:SAMPLE_PICTURES])


def save_sample(home: Home, run: Run, data: RunData) -> None:
    """Names and thumbnails of the sample, and the source's labels, so that the run is complete on a machine without the datasets.

    The names of a sealed target are left out, since the run's folder can be exported.
    """
    told = names_told(home, run)
    record: dict[str, object] = {"task": data.task.key, "classes": data.task.classes}
    for role, domain in (("source", data.source), ("target", data.target)):
        if domain is None:
            continue
        indices = sample_of(domain.pack)
        thumbnails = domain.pack.thumbnails(indices.tolist())
        ends = np.cumsum([len(each) for each in thumbnails]).tolist()
        durable.write_bytes(run.folder / "sample" / f"{role}.thumbnails", b"".join(thumbnails))
        record[role] = {
            "indices": indices.tolist(),
            "in_all": len(domain.pack),
            "names": None if role == "target" and not told else [domain.pack.name(int(index)) for index in indices],
            "hashes": [domain.pack.hash(int(index)) for index in indices],
            "thumbnail_ends": ends,
            "labels": data.task.kind.plain(domain.labels_of(indices)) if role == "source" and domain.labels is not None else None,
        }
    durable.write_json(run.folder / "sample" / "sample.json", record)


def save_alike(run: Run, data: RunData, seen: NDArray[np.floating]) -> None:
    """Which of the target's pictures that are scored look alike by what a frozen backbone has ``seen`` of all its pictures, (n, width)."""
    assert data.target is not None
    pictures = np.sort(data.target.scored)
    if len(pictures) > 1:
        AlikePictures(pictures, most_alike(seen[pictures])).keep(run)


def save_snapshot(path: Path, network: Network, data: RunData, device: Device) -> dict[str, NDArray[np.floating]]:
    """Bottleneck features and predictions of the sample, with each domain's own statistics."""
    arrays: dict[str, NDArray[np.floating]] = {}
    for role, domain in (("source", data.source), ("target", data.target)):
        if domain is not None:
            features, predictions = predict(network, domain.inputs, sample_of(domain.pack), role, device)
            arrays[role], arrays[f"{role}_predictions"] = features, predictions
    of_predictions = data.task.stored_as
    kept = {name: of_predictions if name.endswith("_predictions") else np.float16 for name in arrays}
    save_arrays(path, {name: array.astype(kept[name]) for name, array in arrays.items()})
    return arrays


def save_before(run: Run, baseline_snapshot: Path, frozen: Path | None) -> None:
    """The snapshot "before": the baseline's, or the frozen backbone's features with the baseline's predictions."""
    arrays = load_arrays(baseline_snapshot)
    if frozen is not None:
        predictions = {name: array for name, array in arrays.items() if name.endswith("_predictions")}
        arrays = {name: array for name, array in load_arrays(frozen).items() if not name.endswith("_predictions")} | predictions
    save_arrays(run.folder / "snapshots" / "before.npz", arrays)
