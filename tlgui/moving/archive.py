"""A run as one zip for another machine."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from tlgui import __version__, durable
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.health.kept import kept_health
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.moving import ABOUT, FILES, FORMAT
from tlgui.moving.renumbered import AsTold
from tlgui.runs.run import Run
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore

PIECE = 2**20


def write_archive(
    home: Home, run: Run, to: Path, report: Callable[[int, int], object] = lambda done, total: None
) -> dict[str, Any]:
    """Write a run that is over as one zip to ``to``.

    Parameters
    ----------
    report:
        Called with files done and in all.

    Returns
    -------
    ``file``, ``bytes``, ``files``.

    Raises
    ------
    UserError
        ``run_archive_not_over``; ``predictions_need_the_target`` (:class:`AsTold`).
    """
    if not status_of(run, JobQueue(home)).over:
        raise UserError("run_archive_not_over", run=run.id[:8])
    told = AsTold(home, run)
    files, renumbered = _files("run", run, told), told.renumbers
    for reference, step in _references(home, run):
        kept = f"checkpoints/{step:06d}/"  # of its weights, only those that were requested
        theirs = _files(f"references/{reference.id}", reference, AsTold(home, reference))
        files |= {
            name: each for name, each in theirs.items() if each.name.startswith(kept) or not each.name.startswith("checkpoints/")
        }
    health = kept_health(home, run.spec.source, run.spec.target)
    if health is not None:
        files.pop("run/meta/health.json", None)
    listed: dict[str, tuple[int, str]] = {}

    def fill(file: BinaryIO) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for done, (name, each) in enumerate(files.items()):
                report(done, len(files))
                data = each.told.changed(each.name)
                listed[name] = _put(archive, name, each.path) if data is None else _write(archive, name, data)
            if health is not None:
                listed["run/meta/health.json"] = _write(archive, "run/meta/health.json", durable.to_json(health).encode())
            about = {
                "tlgui_run": FORMAT,
                "made_by": __version__,
                "run": run.id,
                "data": _data(home, run, renumbered),
                "files": listed,
            }
            _write(archive, ABOUT, durable.to_json(about, indent=1).encode())

    durable.write_file(to, fill)
    report(len(files), len(files))
    return {"file": str(to), "bytes": to.stat().st_size, "files": len(listed)}


class _File(NamedTuple):
    """A file of a run: its path in the run's folder, its location, and the renumbered view of the run."""

    name: str
    path: Path
    told: AsTold


def _files(folder: str, run: Run, told: AsTold) -> dict[str, _File]:
    """The exported files of a run, by their path in the zip."""
    return {f"{folder}/{name}": _File(name, run.folder / name, told) for name in _travelling(run) if told.travels(name)}


def _travelling(run: Run) -> list[str]:
    """The exported files of a run's folder."""
    files = (path for path in run.folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(name for path in files if FILES.fullmatch(name := path.relative_to(run.folder).as_posix()))


def _references(home: Home, run: Run) -> list[tuple[Run, int]]:
    """The existing references of a run, each with the step that it kept."""
    references = {}
    for event in run.events():
        if event["event"] == "reference":
            try:
                references[event["run"]] = (RunStore(home).get(event["run"], run.owner), event["step"])
            except UserError:  # this run was itself imported, without them
                continue
    return list(references.values())


def _data(home: Home, run: Run, renumbered: bool) -> dict[str, dict[str, Any]]:
    """For each role, its pictures: another machine recognizes them by content."""
    by_role: dict[str, dict[str, Any]] = {}
    for role, dataset in (("source", run.spec.source), ("target", run.spec.target)):
        try:
            pack = DatasetStore(home).get(dataset, run.owner) if dataset is not None else None
        except UserError:
            continue
        if pack is not None:
            content = (pack if renumbered else pack.numbered_for(run.spec.version)).content
            by_role[role] = {"dataset": pack.info.id, "name": pack.info.name, "size": pack.info.size, "content": content}
    return by_role


def _put(archive: zipfile.ZipFile, name: str, path: Path) -> tuple[int, str]:
    """Write a file piece by piece; its size and SHA-256."""
    entry = zipfile.ZipInfo(name)
    entry.file_size = path.stat().st_size
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as read, archive.open(entry, "w") as written:
        while data := read.read(PIECE):
            digest.update(data)
            size += len(data)
            written.write(data)
    return size, digest.hexdigest()


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> tuple[int, str]:
    archive.writestr(zipfile.ZipInfo(name), data)
    return len(data), hashlib.sha256(data).hexdigest()
