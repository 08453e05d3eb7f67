"""The map job: the maps of a run, drawn beside training so that training never waits for them.

Before, moments of training as their snapshots come, and the step that was kept as soon as there is one; each begins from the one before it in
the run.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from tlgui import durable
from tlgui.errors import UserError
from tlgui.insight.clusters import alignment
from tlgui.insight.neighbors import class_separation, domain_mixing, left_behind
from tlgui.insight.open_set import unlike_source
from tlgui.insight.projection import FEWEST_FOR_UMAP, project, shared_neighbors, trustworthiness
from tlgui.jobs.worker import JobContext
from tlgui.runs.arrays import load_arrays, save_arrays
from tlgui.runs.foreign import told_of_foreign
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.tasks import TASKS

STILL = 0.9
"""When points keep this share of their neighbors, the features did not move."""

MOVERS = 30
"""Number of target pictures named among those that left their neighbors."""

UNLIKE = 12
"""Number of target pictures listed as unlike any picture of the source."""

MARGIN = 0.12
"""Room around the points, as a share of their extent: a later map mostly fits on the same axes."""


def warm_up() -> Iterator[None]:
    """Import UMAP and let it compile its inner loops, on the same path that a map takes."""
    random = np.random.default_rng(0)
    points = random.normal(size=(FEWEST_FOR_UMAP, 8))
    trustworthiness(project(points, start=project(points)), points)
    yield


def draw_maps(context: JobContext) -> dict[str, Any]:
    """Job handler: draw the maps of the run ``payload["run"]`` whose snapshots are there and which have not been drawn.

    Raises
    ------
    UserError
        ``maps_stopped`` after the map that is being drawn when somebody cancels the job; those that were drawn stay. ``map_not_finite``.
    """
    run = RunStore(context.home).get(context.payload["run"], context.owner)
    with told_of_foreign(run), FileLock(run.folder / "maps" / ".lock"):
        record = _read_record(run)
        began = time.monotonic()
        before = run.folder / "snapshots" / "before.npz"
        if before.exists() and "before" not in record["maps"]:
            _draw_before(run, record, before)
            _save(run, record, began)
        while "before" in record["maps"]:
            began, kept, step = time.monotonic(), run.kept_step(), _next_step(run, record)
            if kept is not None and "after" not in record["maps"]:  # it does not wait for maps of earlier moments
                _go_on(context)
                _draw_after(run, record, kept)
            elif step is not None:
                _go_on(context)
                _draw_during(run, record, step)
            else:
                break
            _save(run, record, began)
    return {"maps": list(record["maps"])}


def _go_on(context: JobContext) -> None:
    if context.cancelled():
        raise UserError("maps_stopped")


def _next_step(run: Run, record: dict[str, Any]) -> int | None:
    """The next moment of training to draw: looked up after each map, since training goes on meanwhile.

    After the pick only what led to the kept step is of interest.
    """
    drawn, kept = stops(record), run.kept_step()
    there = [int(path.stem) for path in (run.folder / "snapshots").glob("*.npz") if path.stem.isdigit()]
    left = [step for step in there if step > max(drawn, default=-1) and (kept is None or step < kept)]
    return min(left, default=None)


def stops(record: dict[str, Any]) -> list[int]:
    """The steps of the maps that were drawn while the run trained, in order."""
    return sorted(int(name) for name in record["maps"] if name.isdigit())


def _read_record(run: Run) -> dict[str, Any]:
    try:
        return durable.read_json(run.folder / "maps" / "maps.json")
    except (FileNotFoundError, ValueError):
        return {"maps": {}, "bounds": None, "moved": None, "seconds": 0.0}


def _save(run: Run, record: dict[str, Any], began: float) -> None:
    """Write the record last: a map that it names is there. The seconds of several jobs add up.

    The axes stay as they are as long as the points are inside them, and grow with room to spare: maps are looked at while they come.
    """
    points = np.concatenate([_load(run.folder / "maps" / each["file"])[0] for each in record["maps"].values()])
    low, high = points.min(0), points.max(0)
    inside = record["bounds"] is not None and all(
        record["bounds"][2 * axis] <= low[axis] and high[axis] <= record["bounds"][2 * axis + 1] for axis in (0, 1)
    )
    if not inside:
        margin = MARGIN * np.maximum(high - low, 1e-6)
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
            save_arrays(shared, {"source": points[~domains], "target": points[domains]})
    _write_map(run, record, "before", points, features, domains, arrays)


def _shared_place(run: Run) -> Path | None:
    """Where the baseline keeps the map, when "before" is the baseline's features and not the frozen backbone's.

    A run of another machine may name any run as its baseline: it shares nothing with those that are here.
    """
    baseline = next((event for event in run.events() if event["event"] == "reference" and event["kind"] == "baseline"), None)
    if baseline is None or run.imported or (run.folder / "snapshots" / "frozen.npz").exists():
        return None
    folder = run.folder.parent / baseline["run"]
    return folder / "maps" / "before.npz" if folder.is_dir() else None


def _draw_during(run: Run, record: dict[str, Any], step: int) -> None:
    """A moment of training: goes on from the map before it."""
    features, domains, arrays = read_snapshot(run.snapshot_path(step))
    name = f"{step:06d}"
    _write_map(run, record, name, project(features, _start(run, record)), features, domains, arrays)
    record["maps"][name]["step"] = step


def _start(run: Run, record: dict[str, Any], until: int | None = None) -> NDArray[np.float32]:
    """The points of the newest map (not later than step ``until``)."""
    drawn = [step for step in stops(record) if until is None or step <= until]
    return _load(run.folder / "maps" / record["maps"][f"{drawn[-1]:06d}" if drawn else "before"]["file"])[0]


def _draw_after(run: Run, record: dict[str, Any], step: int) -> None:
    """The map of the step that was kept: it begins from the last map on the way there, and is that map when the step was drawn already."""
    features, domains, arrays = read_snapshot(run.snapshot_path(step))
    points = _start(run, record, until=step)
    if step not in stops(record):
        points = project(features, points)
    before, _, _ = read_snapshot(run.folder / "snapshots" / "before.npz")
    record["moved"] = shared_neighbors(before, features) < STILL
    left = left_behind(before[domains], features[domains])
    movers = np.argsort(-left, kind="stable")[:MOVERS]
    record["movers"] = [{"picture": int(each), "left": float(left[each])} for each in movers if left[each] > 0]
    _write_map(run, record, "after", points, features, domains, arrays)
    record["maps"]["after"]["step"] = step
    if TASKS[run.spec.task].one_class and domains.any() and not domains.all():
        unlike = unlike_source(features[~domains], features[domains], before[domains])
        first = np.argsort(-unlike, kind="stable")[:UNLIKE]
        record["unlike"] = [{"picture": int(each), "distance": float(unlike[each])} for each in first]
    if TASKS[run.spec.task].one_class and "target_predictions" in arrays:
        predicted = arrays["target_predictions"]
        record["alignment"] = alignment(features[domains], predicted.argmax(1), predicted.shape[1])


def read_snapshot(path: Path) -> tuple[NDArray[np.float32], NDArray[np.bool_], dict[str, NDArray[np.floating]]]:
    """Features of both domains (n, d), which of them are the target's (n,), and the arrays of the file.

    Raises
    ------
    UserError
        ``map_not_finite``: the training diverged so far that features are too large for the file.
    """
    arrays = load_arrays(path)
    parts = [arrays[role].astype(np.float32) for role in ("source", "target") if role in arrays]
    domains = np.concatenate([np.full(len(arrays[role]), role == "target") for role in ("source", "target") if role in arrays])
    features = np.concatenate(parts)
    if not np.isfinite(features).all():
        raise UserError("map_not_finite")
    return features, domains, arrays


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
    made: dict[str, Any] = {"source": points[~domains], "target": points[domains]}
    predicted = np.full(len(points), -1)
    for role, side in (("source", ~domains), ("target", domains)):
        if f"{role}_predictions" not in arrays:
            continue
        shown = TASKS[run.spec.task].shown(arrays[f"{role}_predictions"])
        made |= {f"{role}_{name}": array for name, array in shown.items()}
        predicted[side] = shown.get("predictions", -1)
    file = f"{name}.npz"
    save_arrays(run.folder / "maps" / file, made)
    record["maps"][name] = {
        "file": file,
        "trustworthiness": trustworthiness(points, features),
        "mixing": domain_mixing(features, domains),
        "separation": class_separation(features, predicted),
    }


def _load(path: Path) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    with np.load(path, allow_pickle=False) as file:
        points = np.concatenate([file["source"], file["target"]])
        return points, np.arange(len(points)) >= len(file["source"])
