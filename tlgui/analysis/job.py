"""The map job: the maps of a run, drawn beside training so that training never waits for them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from tlgui import durable
from tlgui.analysis.neighbours import class_separation, domain_mixing
from tlgui.analysis.projection import kept_neighbours, project, shared_neighbours
from tlgui.jobs.worker import JobContext
from tlgui.runs.scoring import SCORING
from tlgui.runs.store import Run, RunStore

STILL = 0.9
"""When points keep this share of their neighbours, the features did not move."""


def warm_up() -> None:
    """Import UMAP and let it compile its inner loops, on the same path that a map takes."""
    random = np.random.default_rng(0)
    points = random.normal(size=(64, 8))
    kept_neighbours(project(points, start=project(points)), points)


def draw_maps(context: JobContext) -> dict[str, Any]:
    """Job handler: draw the maps of the run ``payload["run"]`` whose snapshots are there and which have not been drawn."""
    run = RunStore(context.home).get(context.payload["run"], context.owner)
    with FileLock(run.folder / "maps" / ".lock"):
        record = _read_record(run)
        began = time.monotonic()
        before = run.folder / "snapshots" / "before.npz"
        if before.exists() and "before" not in record["maps"]:
            _draw_before(run, record, before)
            _save(run, record, began)
        kept = next((event["kept"] for event in run.events() if event["event"] == "picked"), None)
        if kept is not None and "before" in record["maps"] and "after" not in record["maps"]:
            _draw_after(run, record, kept)
            _save(run, record, began)
    return {"maps": list(record["maps"])}


def _read_record(run: Run) -> dict[str, Any]:
    try:
        return durable.read_json(run.folder / "maps" / "maps.json")
    except (FileNotFoundError, ValueError):
        return {"maps": {}, "bounds": None, "moved": None, "seconds": 0.0}


def _save(run: Run, record: dict[str, Any], began: float) -> None:
    """Write the record last: a map that it names is there. The seconds of several jobs add up."""
    points = np.concatenate([_load(run.folder / "maps" / each["file"])[0] for each in record["maps"].values()])
    low, high = points.min(0), points.max(0)
    margin = 0.05 * np.maximum(high - low, 1e-6)
    (left, bottom), (right, top) = low - margin, high + margin
    record["bounds"] = [float(left), float(right), float(bottom), float(top)]
    record["seconds"] += time.monotonic() - began
    durable.write_json(run.folder / "maps" / "maps.json", record)


def _draw_before(run: Run, record: dict[str, Any], snapshot: Path) -> None:
    """The map before: made once for a baseline and kept in its folder, so that all its runs share it and can be compared."""
    features, domains, arrays = read_snapshot(snapshot)
    shared = _shared_place(run)
    if shared is not None and shared.exists():
        points = _load(shared)[0]
    else:
        points = project(features)
        if shared is not None:
            shared.parent.mkdir(exist_ok=True)
            durable.write_file(shared, lambda file: np.savez(file, source=points[~domains], target=points[domains]))
    _write_map(run, record, "before", points, features, domains, arrays)


def _shared_place(run: Run) -> Path | None:
    """Where the baseline keeps the map, when "before" is the baseline's features and not the frozen backbone's."""
    baseline = next((event for event in run.events() if event["event"] == "reference" and event["kind"] == "baseline"), None)
    if baseline is None or (run.folder / "snapshots" / "frozen.npz").exists():
        return None
    return run.folder.parent / baseline["run"] / "maps" / "before.npz"


def _draw_after(run: Run, record: dict[str, Any], step: int) -> None:
    features, domains, arrays = read_snapshot(run.snapshot_path(step))
    start, _ = _load(run.folder / "maps" / "before.npz")
    points = project(features, start)
    before, _, _ = read_snapshot(run.folder / "snapshots" / "before.npz")
    record["moved"] = shared_neighbours(before, features) < STILL
    _write_map(run, record, "after", points, features, domains, arrays)
    record["maps"]["after"]["step"] = step


def read_snapshot(path: Path) -> tuple[NDArray[np.float32], NDArray[np.bool_], dict[str, NDArray[np.floating]]]:
    """Features of both domains (n, d), which of them are the target's (n,), and the arrays of the file."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    parts = [arrays[role].astype(np.float32) for role in ("source", "target") if role in arrays]
    domains = np.concatenate([np.full(len(arrays[role]), role == "target") for role in ("source", "target") if role in arrays])
    return np.concatenate(parts), domains, arrays


def _write_map(
    run: Run,
    record: dict[str, Any],
    name: str,
    points: NDArray[np.float32],
    features: NDArray[np.float32],
    domains: NDArray[np.bool_],
    arrays: dict[str, NDArray[np.floating]],
) -> None:
    """The map's points with predictions, and what the full feature space says about it."""
    made: dict[str, NDArray[np.generic]] = {"source": points[~domains], "target": points[domains]}
    predicted = np.full(len(points), -1)
    for role, side in (("source", ~domains), ("target", domains)):
        if f"{role}_predictions" not in arrays:
            continue
        shown = SCORING[run.spec.task].shown(arrays[f"{role}_predictions"])
        made |= {f"{role}_{name}": array for name, array in shown.items()}
        predicted[side] = shown.get("predictions", -1)
    file = f"{name}.npz"
    durable.write_file(run.folder / "maps" / file, lambda opened: np.savez(opened, **made))
    record["maps"][name] = {
        "file": file,
        "trustworthiness": kept_neighbours(points, features),
        "mixing": domain_mixing(features, domains),
        "separation": class_separation(features, predicted),
    }


def _load(path: Path) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    with np.load(path, allow_pickle=False) as file:
        points = np.concatenate([file["source"], file["target"]])
        return points, np.arange(len(points)) >= len(file["source"])
