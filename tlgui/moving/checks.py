"""Checks of an imported run, file by file, before it is read like a run of this machine."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import Home, is_id
from tlgui.jobs.queue import JobQueue
from tlgui.runs import belonging
from tlgui.runs.event_checks import is_event, is_of_a_later_version
from tlgui.runs.events import read_events, read_known
from tlgui.runs.forms import are_names, are_plain, is_health, is_moment, is_record_of_maps, is_sample
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.target_scores import target_predictions
from tlgui.runs.weights import Tensor, all_finite, tensors_of, wrong_with_checkpoint, wrong_with_state
from tlgui.specification.run_spec import SPEC_VERSION, RunSpec
from tlgui.tasks import TASKS
from tlgui.views.verdict import told

WEIGHTS, DESCRIPTION = "weights.safetensors", "about.json"
LONGEST_KEY = 2000
"""Characters of a strategy's or a backbone's key."""


def damaged(name: str) -> UserError:
    """The error for a changed file."""
    return UserError("import_damaged", name=name)


def envelope_of(folder: Path) -> dict[str, Any]:
    """The envelope of a run from ``spec.json``: its spec, with time and data.

    Raises
    ------
    UserError
        ``import_newer``, ``import_not_a_run``.
    """
    try:
        envelope = durable.read_json(folder / "spec.json")
        version = envelope["spec"].get("version")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError("import_not_a_run", reason="spec.json") from error
    if isinstance(version, int) and version > SPEC_VERSION:
        raise UserError("import_newer", version=version, known=SPEC_VERSION, made_by="?")
    try:
        spec = RunSpec.model_validate(envelope["spec"])
    except ValidationError as error:
        first = error.errors()[0]
        raise UserError(
            "import_not_a_run", reason=f"spec.json: {'.'.join(map(str, first['loc']))}: {first['msg']}"[:300]
        ) from error
    names = envelope.get("names")
    plain = (
        are_plain(envelope["spec"])
        and max(len(spec.strategy), len(spec.backbone)) <= LONGEST_KEY
        and is_id(str(envelope.get("id")))
        and all(each is None or is_id(each) for each in (spec.source, spec.target))
        and are_names(names)
        and is_moment(envelope.get("created"))
    )
    if not plain:
        raise UserError("import_not_a_run", reason="spec.json")
    return {**envelope, "spec": spec}


def checked_files(folder: Path) -> list[Path]:
    """The files of a run's folder that :func:`check_file` knows: arrays and weights."""
    return sorted(path for path in folder.rglob("*") if path.suffix == ".npz" or path.name == WEIGHTS)


def check_file(folder: Path, path: Path) -> None:
    """Check that an array holds only numbers and has the stated size, and that a checkpoint is as written.

    Raises
    ------
    UserError
        ``import_damaged`` with the file's name.
    """
    good = _only_numbers(path) if path.suffix == ".npz" else _as_in_its_manifest(path.parent)
    if not good:
        raise damaged(path.relative_to(folder).as_posix())


def _only_numbers(path: Path) -> bool:
    """Whether a file is a zip of stored arrays whose headers say exactly the bytes that are there. No object is ever made of it."""
    try:
        with zipfile.ZipFile(path) as file:
            for info in file.infolist():
                if info.compress_type != zipfile.ZIP_STORED or not info.filename.endswith(".npy"):
                    return False
                with file.open(info) as opened:
                    version = np.lib.format.read_magic(opened)
                    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
                    shape, _, dtype = read(opened)
                    if dtype.hasobject or dtype.kind not in "biuf":
                        return False
                    if math.prod(shape) * dtype.itemsize != info.file_size - opened.tell():
                        return False
            return file.testzip() is None
    except (
        Exception
    ):  # zipfile and NumPy raise many errors for invalid files: a method not implemented, a password, a truncated end
        return False


def _as_in_its_manifest(folder: Path) -> bool:
    try:
        manifest = durable.read_json(folder / durable.MANIFEST)
        return all(manifest[name] == durable.sha256_of(folder / name) for name in (WEIGHTS, DESCRIPTION))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):  # JSON that is nested too deeply
        return False


def check_weights(folder: Path, spec: RunSpec) -> None:
    """Check, before anything is loaded, that every checkpoint fits this spec and that every saved state can be resumed from.

    Raises
    ------
    UserError
        ``import_damaged`` for a file of weights that is none, or holds weights that are no numbers; ``import_not_a_run`` with the file and what
        is wrong with it.
    """
    settings: dict[str, Any] = next(
        (each for each in reversed(read_known(folder / "events.jsonl")[0]) if each["event"] == "settings"), {}
    )
    for place in _folders(folder / "checkpoints"):
        about, tensors = _weights(folder, place)
        if not all_finite(place / WEIGHTS, tensors):
            raise damaged((place / WEIGHTS).relative_to(folder).as_posix())
        _require_right(
            folder, place, wrong_with_checkpoint(about, tensors, spec, settings.get("settings"), settings.get("classes"))
        )
    for place in _folders(folder / "state"):
        _require_right(folder, place, wrong_with_state(*_weights(folder, place)))


def _folders(parent: Path) -> list[Path]:
    return sorted(each for each in parent.iterdir() if each.is_dir()) if parent.is_dir() else []


def _weights(folder: Path, place: Path) -> tuple[Any, dict[str, Tensor]]:
    """What a checkpoint says of itself, and the tensors that its file names."""
    try:
        return durable.read_json(place / DESCRIPTION), tensors_of(place / WEIGHTS)
    except (OSError, ValueError, RecursionError) as error:
        raise damaged((place / WEIGHTS).relative_to(folder).as_posix()) from error


def _require_right(folder: Path, place: Path, wrong: str | None) -> None:
    if wrong is not None:
        raise UserError("import_not_a_run", reason=f"{(place / DESCRIPTION).relative_to(folder).as_posix()}: {wrong}"[:300])


def check_readable(home: Home, run: Run) -> None:
    """Read the run as its page and the list of results do, since whatever fails here would fail there.

    Raises
    ------
    UserError
        ``import_not_a_run`` with the file, and of the log the line, that no trainer has written. What a trainer of a later version has written
        into the log is passed over.
    """
    later = False
    for place, event in enumerate(read_events(run.events_path)[0]):
        later = later or is_of_a_later_version(event)
        if not later and not is_event(event):
            raise UserError("import_not_a_run", reason=f"events.jsonl {place + 1}: {str(event['event'])[:40]}")
    if run.reveal_path.exists() and run.revealed() is None:
        raise UserError("import_not_a_run", reason="meta/reveal.json")
    if run.belonging_path.exists() and belonging.read(run) is None:
        raise UserError("import_not_a_run", reason="state/belongs.json")
    _json(run.folder / "meta" / "health.json", is_health)
    sample = _json(run.folder / "sample" / "sample.json", lambda found: is_sample(found, TASKS[run.spec.task]))
    shown = len(sample["target"]["indices"]) if sample is not None and "target" in sample else 0
    _json(run.folder / "maps" / "maps.json", lambda content: is_record_of_maps(content, shown))
    for path in sorted((run.folder / "predictions").rglob("*.npz")):
        if target_predictions(path) is None:
            raise damaged(path.relative_to(run.folder).as_posix())
    try:
        run_summary = summary(run, JobQueue(home))
        for language in ("en", "zh"):
            told(run_summary, language)
        durable.to_json(run_summary)
    except Exception as error:  # any error while reading an untrusted log means that it is not a valid run
        raise UserError("import_not_a_run", reason=f"events.jsonl: {error}"[:200]) from error


def _json(path: Path, form: Callable[[Any], bool]) -> Any:
    """The content of a file, ``None`` if there is none."""
    try:
        content = durable.read_json(path)
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError):
        content = None
    if not form(content):
        raise UserError("import_not_a_run", reason=f"{path.parent.name}/{path.name}")
    return content
