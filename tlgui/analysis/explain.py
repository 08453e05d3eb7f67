"""One picture through a run's network and its baseline's: what each predicts, where each looked, which source pictures are nearest."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlgui.analysis.heat import heat_map
from tlgui.array_files import reads_again
from tlgui.data.dataset import square
from tlgui.data.decoder_pool import DecoderPool
from tlgui.data.store import DatasetStore
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.runs.foreign import told_of_foreign
from tlgui.runs.run import Run, read_run
from tlgui.runs.store import RunStore
from tlgui.tasks import TASKS
from tlgui.training.loaded import LoadedModel

if TYPE_CHECKING:
    from tlgui.jobs.worker import JobContext

TOP = 5
NEAREST = 6
SHOWN_SIDE = 288


def try_picture(context: JobContext) -> dict[str, Any]:
    """Job handler: a picture through both networks of a run.

    Payload: ``run``; ``picture``, an index into the target's dataset, or ``file``, a picture in ``Home.tries``, which is removed.

    Returns
    -------
    ``picture`` (WebP as base64); ``truth``, its class or value where that is open; ``never``, the classes that the run never says, since it was
    told that its target has none of them; and ``models``: ``baseline`` (where the run has one) and
    ``run``, each with ``top`` (``name``, ``share``; for a task of values ``value``), ``looked`` (WebP as base64: yellow where it looked; null
    where there is nothing to show) and ``nearest`` (numbers of pictures in the run's source sample, the nearest first).
    """
    run = RunStore(context.home).get(context.payload["run"], context.owner)
    with told_of_foreign(run):
        found = seen_by_both(context.home, run, lambda: _picture(context, run))
        classes: list[str] = next((event["classes"] for event in run.events() if event["event"] == "settings"), [])
        return {**found, "truth": _truth(context, run, classes), "never": run.spec.target_shares.absent(classes)}


def seen_by_both(home: Home, run: Run, read: Callable[[], NDArray[np.uint8]]) -> dict[str, Any]:
    """``picture`` and ``models`` of :func:`try_picture`, for any picture, uint8 (h, w, 3), which is only read for a run that has a network.

    Raises
    ------
    UserError
        ``try_needs_a_finished_run``; what :class:`tlgui.training.loaded.LoadedModel` raises.
    """
    last = {event["event"]: event for event in run.events() if event.get("kind") in (None, "baseline")}
    if "picked" not in last:
        raise UserError("try_needs_a_finished_run")
    kept = last["picked"]["kept"]
    picture = read()
    models = {}
    for name, (of, step) in _checkpoints(home, run, kept, last.get("reference")).items():
        model = _loaded(of, step, _written(of, step))
        seen = model.see(picture)
        models[name] = {
            **model.network.task.kind.answer(seen.prediction, model.classes, TOP),
            "looked": None if seen.attention is None else _webp(heat_map(_shown(picture), seen.attention)),
            "nearest": _nearest(run, "before" if name == "baseline" else f"{kept:06d}", seen.features),
        }
    return {"picture": _webp(_shown(picture)), "models": models}


def _truth(context: JobContext, run: Run, classes: list[str]) -> str | float | None:
    """The class (or value) of a picture of the target, where its labels are open."""
    opened, picture = run.revealed(), context.payload.get("picture")
    if opened is None or picture is None:
        return None
    pack = DatasetStore(context.home).get(run.spec.target or "", context.owner)
    label = opened["labels"][pack.in_run(run.spec.version)[picture]]
    return TASKS[run.spec.task].said(label, classes)


def _picture(context: JobContext, run: Run) -> NDArray[np.uint8]:
    payload = context.payload
    if payload.get("file") is None:
        pack = DatasetStore(context.home).get(run.spec.target or "", context.owner)
        if not 0 <= payload["picture"] < len(pack):
            raise UserError("picture_unknown")
        return np.array(pack.picture(payload["picture"]))
    folder = context.home.tries.resolve()
    try:
        with DecoderPool(folder, 1) as pool:
            answer = next(iter(pool.decode([payload["file"]])))
    finally:
        (folder / payload["file"]).unlink(missing_ok=True)
    if isinstance(answer, Problem):
        raise UserError.of([answer])
    return np.frombuffer(answer.pixels, np.uint8).reshape(answer.height, answer.width, 3)


def _checkpoints(home: Home, run: Run, kept: int, reference: dict[str, Any] | None) -> dict[str, tuple[Run, int]]:
    """Whose network of which step: the run's and, where it is on this machine, its baseline's."""
    checkpoints: dict[str, tuple[Run, int]] = {}
    if reference is not None:
        baseline = read_run(home.runs / reference["run"])
        ours = baseline is not None and baseline.owner == run.owner and baseline.spec.reference is not None
        if baseline is not None and ours and _written(baseline, reference["step"]):
            checkpoints["baseline"] = (baseline, reference["step"])
    return {**checkpoints, "run": (run, kept)}


def _written(run: Run, step: int) -> int:
    """When a checkpoint was written (0: there is none)."""
    try:
        return (run.checkpoint_path(step) / "manifest.json").stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=4)
def _loaded(run: Run, step: int, written: int) -> LoadedModel:
    """A checkpoint's network; kept in memory for the next picture. ``written``: when the checkpoint was."""
    return LoadedModel(run, step)


@reads_again
def _nearest(run: Run, snapshot: str, features: NDArray[np.float32]) -> list[int]:
    """The source pictures of the run's sample whose bottleneck features have the largest cosine with these."""
    path = run.folder / "snapshots" / f"{snapshot}.npz"
    try:
        with np.load(path, allow_pickle=False) as arrays:
            source = arrays["source"].astype(np.float32)
    except (OSError, KeyError, ValueError):
        return []
    if source.shape[1] != len(features):  # "before" is the bare backbone for strategies that learn from the target's labels
        return []
    lengths = np.linalg.norm(source, axis=1) * max(float(np.linalg.norm(features)), 1e-12)
    return np.argsort(-(source @ features) / np.maximum(lengths, 1e-12), kind="stable")[:NEAREST].tolist()


def _shown(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The square that the networks see, as large as it is shown."""
    return square(picture, SHOWN_SIDE).permute(1, 2, 0).numpy()


def _webp(pixels: NDArray[np.uint8]) -> str:
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "WEBP", quality=85)
    return base64.b64encode(data.getvalue()).decode()
