"""Importing a run from another machine.

The input is untrusted. Only files that a run has are imported, under the names that this program gives them, and each is checked before the
run appears among the others, completely or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from tlgui import durable
from tlgui.data import seals
from tlgui.data.archive import entry_data
from tlgui.data.archive_directory import ArchiveLimits, read_directory
from tlgui.data.inside import open_inside
from tlgui.data.listing import encodable
from tlgui.data.store import DatasetStore
from tlgui.errors import Problem, UserError
from tlgui.home import LOCAL_OWNER, Home, is_id, new_id
from tlgui.moving import ABOUT, FILES, FORMAT
from tlgui.moving.checks import check_file, check_readable, check_weights, checked_files, damaged, envelope_of
from tlgui.runs import remarks
from tlgui.runs.forms import is_number
from tlgui.runs.run import Run, read_run
from tlgui.runs.store import RunStore, remove_leftovers
from tlgui.runs.weights import without_place
from tlgui.specification.run_spec import RunSpec

LIMITS = ArchiveLimits()
ABOUT_BYTES = 16 * 2**20
PIECE = 2**18
PICKLES = (".pkl", ".pickle", ".pt", ".pth", ".joblib", ".ckpt")
Stage = Literal["copy", "check"]
Progress = Callable[[Stage, int, int], object]
FOLDERS = ("predictions", "snapshots", "sample", "checkpoints", "state", "maps", "control", "meta")


@dataclass(frozen=True)
class Imported:
    """An imported run, and notes about it (``note.…`` in the texts)."""

    run: Run
    notes: tuple[Problem, ...]


class _File(NamedTuple):
    size: int
    read: Callable[[], Iterator[bytes]]


class _Watched:
    """How far it is, and whether it shall go on."""

    def __init__(self, progress: Progress, stop: Callable[[], bool]) -> None:
        self._progress, self._stop = progress, stop

    def reached(self, stage: Stage, done: int, total: int) -> None:
        if self._stop():
            raise UserError("import_stopped")
        self._progress(stage, done, total)


def import_run(
    home: Home,
    path: Path,
    owner: str = LOCAL_OWNER,
    progress: Progress = lambda stage, done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> Imported:
    """Import a run: the zip from :func:`tlgui.moving.archive.write_archive`, a run's folder, or a zip of its folder.

    It keeps its id unless another run has it, and its name unless another run has it. Datasets are found by their content.

    Parameters
    ----------
    progress:
        Called with ``"copy"`` and bytes done and in all, then with ``"check"`` and files done and in all.
    stop:
        Called between pieces; once it returns True, nothing is imported.

    Raises
    ------
    UserError
        ``import_not_a_run``, ``import_newer``, ``import_damaged``, ``import_pickle``, ``import_here_already``, ``import_in_bin``,
        ``import_no_space``, ``import_not_readable``, ``import_reference``, ``import_stopped``, and for a zip the ``archive_…`` codes: nothing
        was taken in.
    """
    watched = _Watched(progress, stop)
    remove_leftovers(home.runs)
    staging = durable.temporary(home.runs)
    try:
        with ExitStack() as opened:
            files, passed_over = _laid_out(_files_of(path, opened))
            about = _about(files.pop(ABOUT, None))
            needed = sum(each.size for each in files.values())
            if needed > min(LIMITS.expanded_bytes, shutil.disk_usage(home.runs).free):
                raise UserError("import_no_space", needed=needed, free=shutil.disk_usage(home.runs).free)
            _copy(files, staging, None if about is None else about["files"], watched)
        return _taken_in(home, owner, staging, about, passed_over, watched)
    except OSError as error:
        raise UserError("import_not_readable", file=encodable(str(path)), reason=error.strerror or str(error)) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


# -- what is there ---------------------------------------------------------------------------------------------------------------


def _files_of(path: Path, opened: ExitStack) -> dict[str, _File]:
    """Everything in a folder or a zip, by path, without links and special files."""
    if path.is_dir():
        files = {}
        for folder, _, names in os.walk(path):
            for name in names:
                place = Path(folder, name).relative_to(path)
                files[place.as_posix()] = _File(os.lstat(path / place).st_size, partial(_pieces, str(path), str(place)))
                if len(files) > LIMITS.entries:
                    raise UserError("too_many_files", folder=encodable(str(path)), limit=LIMITS.entries)
        return files
    file = opened.enter_context(open(path, "rb"))
    entries = [entry for entry in read_directory(file, LIMITS) if not entry.is_folder]
    return {entry.name: _File(entry.size, partial(entry_data, file, entry)) for entry in entries}


def _pieces(root: str, file: str) -> Iterator[bytes]:
    with open_inside(root, file) as opened:
        while data := opened.read(PIECE):
            yield data


def _laid_out(files: dict[str, _File]) -> tuple[dict[str, _File], int]:
    """The files that are taken in, as in an archive: ``run/…``, ``references/ID/…`` and :data:`ABOUT`; and how many are passed over."""
    pickled = next((name for name in sorted(files) if name.lower().endswith(PICKLES)), None)
    if pickled is not None:
        raise UserError("import_pickle", name=encodable(pickled)[:200])
    whole = ABOUT in files
    if not whole:  # a user's own copy of the folder, maybe inside another
        specs = [name.removesuffix("spec.json") for name in files if re.fullmatch(r"([^/]+/)?spec\.json", name)]
        if len(specs) != 1:
            raise UserError("import_not_a_run", reason="spec.json")
        files = {f"run/{name.removeprefix(specs[0])}": each for name, each in files.items() if name.startswith(specs[0])}
    taken = {name: each for name, each in files.items() if name == ABOUT or _travels(name)}
    strange = next((name for name in sorted(files) if name not in taken), None)
    if whole and strange is not None:
        raise damaged(encodable(strange)[:200])
    if "run/spec.json" not in taken:
        raise UserError("import_not_a_run", reason="spec.json")
    return taken, len(files) - len(taken)


def _travels(name: str) -> bool:
    first, _, rest = name.partition("/")
    if first == "references":
        first, _, rest = rest.partition("/")
        return is_id(first) and FILES.fullmatch(rest) is not None
    return first == "run" and FILES.fullmatch(rest) is not None


def _about(file: _File | None) -> dict[str, Any] | None:
    """An archive's description; ``None`` for a plain folder."""
    if file is None:
        return None
    if file.size > ABOUT_BYTES:
        raise damaged(ABOUT)
    try:
        about = json.loads(b"".join(file.read()))
        version = about["tlgui_run"]
        if isinstance(version, int) and version > FORMAT:
            raise UserError("import_newer", version=version, known=FORMAT, made_by=str(about.get("made_by"))[:20])
        if version != FORMAT or not isinstance(about["files"], dict) or not isinstance(about["data"], dict):
            raise damaged(ABOUT)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged(ABOUT) from error
    return about


def _copy(files: Mapping[str, _File], staging: Path, listed: Mapping[str, Any] | None, watched: _Watched) -> None:
    """Write all files, each checked against its size and SHA-256 in the archive's list."""
    if listed is not None and (differing := sorted(listed.keys() ^ files.keys())):
        raise damaged(encodable(differing[0])[:200])
    copied, needed = 0, sum(each.size for each in files.values())
    for name, each in files.items():
        place = staging / name
        place.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with open(place, "xb") as written:
            for data in each.read():
                size += len(data)
                if size > each.size:  # it grew while being read
                    raise damaged(name)
                digest.update(data)
                written.write(data)
                copied += len(data)
                watched.reached("copy", copied, needed)
            written.flush()
            os.fsync(written.fileno())
        if listed is not None and listed[name] != [size, digest.hexdigest()]:
            raise damaged(name)


# -- taking it in ------------------------------------------------------------------------------------------------------------------


def _taken_in(
    home: Home, owner: str, staging: Path, about: dict[str, Any] | None, passed_over: int, watched: _Watched
) -> Imported:
    notes = [Problem("import_passed_over", {"count": passed_over})] if passed_over else []
    folders = [staging / "run", *(staging / "references").glob("*")]
    to_check = [(folder, path) for folder in folders for path in checked_files(folder)]
    for done, (folder, path) in enumerate(to_check):
        watched.reached("check", done, len(to_check))
        check_file(folder, path)
    envelope, *of_references = (envelope_of(folder) for folder in folders)
    if envelope["spec"].reference is not None:
        raise UserError("import_reference")
    for folder, described in zip(folders, (envelope, *of_references), strict=True):
        check_weights(folder, described["spec"])
        check_readable(home, Run(envelope["id"] if folder == folders[0] else folder.name, folder))
    run_id = _free_id(home, owner, envelope, notes)
    for folder, described in zip(folders[1:], of_references, strict=True):
        _take_reference(home, owner, folder, described)
    spec = _with_datasets_here(home, owner, envelope, about, notes)
    if not _has_baseline(home, Run(run_id, staging / "run")):
        notes.append(Problem("import_without_baseline"))
    for part in FOLDERS:
        (staging / "run" / part).mkdir(exist_ok=True)
    _write_spec(staging / "run", {**envelope, "id": run_id, "owner": owner, "imported": time.time()}, spec)
    with remarks.naming(home):
        said = remarks.read(staging / "run")
        name = RunStore(home).free_name(said.name, owner)
        if name != said.name:
            notes.append(Problem("import_name_changed", {"was": said.name, "name": name}))
            remarks.write(staging / "run", replace(said, name=name))
        durable.move_folder(staging / "run", home.runs / run_id)
    return Imported(RunStore(home).get(run_id, owner), tuple(notes))


def _free_id(home: Home, owner: str, envelope: dict[str, Any], notes: list[Problem]) -> str:
    """The run's own id; another where a different run has it. The same run twice is refused."""
    for parent, code in ((home.runs, "import_here_already"), (home.bin, "import_in_bin")):
        place = parent / envelope["id"]
        if not place.exists():
            continue
        there = read_run(place)
        if there is not None and there.owner == owner and _same(there, envelope):
            raise UserError(code, run=there.id[:8], name=there.remarks.name or there.id[:8])
        notes.append(Problem("import_new_id", {"run": envelope["id"][:8]}))
        return new_id()
    return envelope["id"]


def _same(there: Run, envelope: dict[str, Any]) -> bool:
    """Whether it is the same run; its datasets may have got other ids when it came."""

    def own(spec: RunSpec) -> RunSpec:
        return spec.model_copy(update={"source": None, "target": None, "backbone": without_place(spec.backbone)})

    return there.created == envelope["created"] and own(there.spec) == own(envelope["spec"])


def _take_reference(home: Home, owner: str, folder: Path, envelope: dict[str, Any]) -> None:
    """A reference comes along as far as it is needed to answer for itself. No other run is compared with it, and none here is replaced."""
    place = home.runs / folder.name
    if envelope["id"] != folder.name or envelope["spec"].reference is None or place.exists():
        return
    for part in FOLDERS:
        (folder / part).mkdir(exist_ok=True)
    spec = envelope["spec"].model_copy(update={"backbone": without_place(envelope["spec"].backbone)})
    _write_spec(folder, {**envelope, "owner": owner, "imported": time.time()}, spec)
    durable.move_folder(folder, place)


def _has_baseline(home: Home, run: Run) -> bool:
    of = [event["run"] for event in run.events() if event["event"] == "reference" and event["kind"] == "baseline"]
    return not of or (home.runs / of[-1] / "checkpoints").is_dir()


def _with_datasets_here(
    home: Home, owner: str, envelope: dict[str, Any], about: dict[str, Any] | None, notes: list[Problem]
) -> RunSpec:
    """The spec with the ids that its pictures have on this machine, as far as they are here; what is missing is noted."""
    spec: RunSpec = envelope["spec"]
    store, known = DatasetStore(home), {} if about is None else about["data"]
    by_content = {pack.numbered_for(spec.version).content: pack.info.id for pack in reversed(store.packs(owner))}
    ids: dict[str, str] = {}
    for role in ("source", "target"):
        dataset = getattr(spec, role)
        if dataset is None:
            continue
        told = known.get(role)
        content = str(told.get("content")) if isinstance(told, dict) else ""
        try:
            ids[role] = store.get(dataset, owner).info.id
        except UserError:
            if content in by_content:
                ids[role] = by_content[content]
            else:
                code = "import_source_missing" if role == "source" else "import_target_missing"
                notes.append(Problem(code, {"name": envelope["names"].get(role, dataset[:8])}))
    if spec.sealed and "target" in ids:
        seals.seal(home, store.get(ids["target"], owner).info, by="import")
    return spec.model_copy(update={**ids, "backbone": without_place(spec.backbone)})


def _write_spec(folder: Path, envelope: dict[str, Any], spec: RunSpec) -> None:
    kept = ("id", "owner", "created", "names", "imported")
    numbers = {name: envelope.get(name) for name in ("seconds_to_ingest", "overlap") if is_number(envelope.get(name))}
    durable.write_json(
        folder / "spec.json", {**{name: envelope[name] for name in kept}, **numbers, "spec": spec.model_dump(mode="json")}
    )
