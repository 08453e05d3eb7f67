"""What a run predicts for each picture of its target: a table for spreadsheets and scripts and, on request, the pictures sorted by class.

The user's folder is only read. Names of files and classes are untrusted: no cell is a formula, no name leads out of the new folder.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlgui import durable, spreadsheet
from tlgui.data.files import path_of
from tlgui.data.inside import open_inside
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.export.kinds import Making
from tlgui.home import Home
from tlgui.run_pictures import names_told
from tlgui.runs.run import Run
from tlgui.runs.target_scores import target_predictions
from tlgui.tasks import TASKS
from tlgui.texts import printable
from tlgui.training.loaded import LoadedModel

LONGEST = 80
"""Characters of a name that are kept in a new file's or folder's name."""

_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)
"""Names that Windows keeps for devices, whatever comes after the point."""


@dataclass(frozen=True)
class Predictions:
    """A run's predictions of every picture of its target.

    Attributes
    ----------
    classes:
        The run's; empty for a task without any.
    rows:
        (n, k); a row for each picture of the target's dataset.
    by_name:
        Whether the pictures' files may be named; otherwise they are identified by their hashes.
    reported:
        bool (n,): those that the run's result covers. The others (those that a strategy with target labels learned from) were predicted now.
    """

    run: Run
    pack: Pack
    classes: list[str]
    rows: NDArray[np.float64]
    reported: NDArray[np.bool_]
    by_name: bool

    @cached_property
    def chosen(self) -> NDArray[np.int64]:
        """The most probable class of each picture, (n,)."""
        return self.rows.argmax(1)

    def csv_bytes(self) -> bytes:
        """A row for each picture: its file's path in the dataset, its hash, what its task says of the prediction, and its label once those are
        open.

        While the target's labels are sealed no file is named, since its path may say a class; ``tlgui pictures`` says which file a hash is.
        """
        opened = self.run.revealed()
        path = path_of(self.pack)
        in_run = self.pack.in_run(self.run.spec.version)
        task = TASKS[self.run.spec.task]
        titles = [
            "picture",
            *(["file"] if self.by_name else []),
            "hash",
            *task.columns(self.classes),
            "reported",
            *(["label"] if opened else []),
        ]
        table: list[list[object]] = [list(titles)]
        for index, row in enumerate(self.rows):
            label = [task.said(opened["labels"][in_run[index]], self.classes)] if opened else []
            known = "yes" if self.reported[index] else "no"
            file = [path(index)] if self.by_name else []
            table.append([index, *file, self.pack.hash(index), *task.cells(row, self.classes), known, *label])
        return spreadsheet.table(table)


def make_predictions(making: Making) -> dict[str, Any]:
    """The table of :func:`predictions_of`; ``file`` and ``pictures``."""
    found = predictions_of(making.home, making.run, making.report)
    durable.write_bytes(making.to, found.csv_bytes())
    return {"file": str(making.to), "pictures": len(found.rows)}


def predictions_of(home: Home, run: Run, report: Callable[[int, int], None] = lambda done, total: None) -> Predictions:
    """Predictions of the network that a run kept, of all pictures of its target: those it reported as they were, the others made now.

    Parameters
    ----------
    report:
        Called with pictures done and in all.

    Raises
    ------
    UserError
        ``export_needs_a_finished_run``; ``predictions_need_the_target`` when the target's dataset is not on this machine.
    """
    last = {event["event"]: event for event in run.events() if event["event"] in ("picked", "settings")}
    kept = target_predictions(run.prediction_path(last["picked"]["kept"])) if last.keys() >= {"picked", "settings"} else None
    if kept is None:
        raise UserError("export_needs_a_finished_run")
    try:
        pack = DatasetStore(home).get(run.spec.target or "", run.owner)
    except UserError:
        raise UserError("predictions_need_the_target") from None
    index, known = kept
    rows = np.zeros((len(pack), known.shape[1]))
    reported = np.zeros(len(pack), bool)
    rows[index], reported[index] = known, True
    in_run = pack.in_run(run.spec.version)
    rows, reported = rows[in_run], reported[in_run]
    missing = np.flatnonzero(~reported).tolist()
    model = LoadedModel(run, last["picked"]["kept"]) if missing else None
    for done, picture in enumerate(missing):
        assert model is not None
        rows[picture] = model.prediction(pack.picture(picture))
        report(done + 1, len(missing))
    return Predictions(run, pack, last["settings"]["classes"], rows, reported, names_told(home, run))


def sort_into(predictions: Predictions, folder: Path) -> dict[str, int]:
    """Copy the target's pictures into a new folder with a sub-folder for each predicted class. Nothing is moved or changed.

    A picture whose file is where it was, unchanged, is copied as it is. Otherwise (a zip, an upload, a folder that is gone) what tlgui keeps
    of it, its short side no longer than 256 pixels, is written as PNG.

    Returns
    -------
    ``copied`` and ``written``: how many pictures of each kind.

    Raises
    ------
    UserError
        ``sort_needs_classes`` for values, ``export_folder_not_empty``.
    """
    if not TASKS[predictions.run.spec.task].one_class:
        raise UserError("sort_needs_classes")
    folder = folder.expanduser().absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError("export_folder_not_empty", folder=str(folder))
    folders = _each_its_own(predictions.classes)
    count = {"copied": 0, "written": 0}
    with durable.new_folder(folder, replace=True) as new:
        for name in folders:
            (new / name).mkdir()
        taken: set[tuple[int, str]] = set()
        originals = _Originals(predictions.pack)
        for index, chosen in enumerate(predictions.chosen.tolist()):
            place = new / folders[chosen]
            name = portable(os.path.basename(predictions.pack.name(index).replace("\\", "/")))
            copied = originals.open(index)
            name = name if copied is not None else f"{Path(name).stem}.png"
            if (chosen, name.casefold()) in taken:
                name = f"{Path(name).stem}-{index}{Path(name).suffix}"
            taken.add((chosen, name.casefold()))
            if copied is not None:
                with copied, open(place / name, "xb") as file:
                    shutil.copyfileobj(copied, file)
                count["copied"] += 1
            else:
                Image.fromarray(np.array(predictions.pack.picture(index))).save(place / name, "PNG")
                count["written"] += 1
    return count


class _Originals:
    """The files that a dataset was read from, as long as they are there and unchanged."""

    def __init__(self, pack: Pack) -> None:
        self._root = pack.info.origin["path"] if pack.info.origin["kind"] == "folder" else ""
        self._stamps: Mapping[str, list[int]] = (pack.stamps() or {}) if self._root else {}
        self._path = path_of(pack)

    def open(self, index: int) -> Any:
        """The picture's file, or ``None``."""
        file = self._path(index)
        if file not in self._stamps:
            return None
        try:
            opened = open_inside(self._root, file, real=True)
        except OSError:
            return None
        facts = os.fstat(opened.fileno())
        if [facts.st_size, facts.st_mtime_ns] != list(self._stamps[file])[:2]:
            opened.close()
            return None
        return opened


def _each_its_own(classes: list[str]) -> list[str]:
    """A folder's name for each class; names that a file system may treat as the same get a number."""
    folders: list[str] = []
    for name in classes:
        plain = portable(name)
        tries = [plain, *(f"{plain}-{number}" for number in range(2, len(classes) + 2))]
        used = {each.casefold() for each in folders}
        folders.append(next(each for each in tries if each.casefold() not in used))
    return folders


def portable(name: str) -> str:
    """An untrusted name as a file name on any system: no separators, no control characters, no device, not too long."""
    plain = re.sub(r'[\\/:*?"<>|]', "_", printable(name)).strip(" .") or "_"
    stem, ending = os.path.splitext(plain)
    plain = stem[: LONGEST - len(ending)] + ending if len(ending) < 10 else plain[:LONGEST]
    return f"_{plain}" if _WINDOWS.fullmatch(plain) else plain
