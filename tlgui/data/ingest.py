"""Ingest: a folder or zip becomes a dataset. Each picture is decoded once, here, and never again."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Literal

import psutil

from tlgui.data import archive, pixels, seals
from tlgui.data.changes import Stamp, changes, stamps
from tlgui.data.decoder import Refusal
from tlgui.data.decoder_pool import DecoderPool
from tlgui.data.labelling import Labelling, arrange_labelled, value_notes
from tlgui.data.listing import Listing, encodable
from tlgui.data.pack import Pack
from tlgui.data.pack_writer import PackWriter
from tlgui.data.scan import (
    ClassCount,
    Given,
    Picture,
    ScanReport,
    arrange,
    check_role,
    opened,
    role_problems,
    without_labels,
)
from tlgui.data.scan_notes import name_values, one_picture_notes
from tlgui.data.seals import Role
from tlgui.data.store import DatasetStore
from tlgui.data.table import Table
from tlgui.errors import Problem, UserError
from tlgui.home import LOCAL_OWNER, Home, new_id
from tlgui.machine import cores
from tlgui.storage import faults_told
from tlgui.tasks import task_of_table

OriginKind = Literal["folder", "zip", "upload"]
Stage = Literal["list", "hash", "unpack"]
Progress = Callable[[int, int, int], object]
Stop = Callable[[], bool]

REASONS_SHOWN = 3
"""When too few pictures can be used, this many different reasons are given; the dataset's report lists every file."""

NAME_LENGTH = 80

READING = 2
"""Part of the fingerprint. Raise it with any change of what is stored of a picture, so that folders are read again."""


@dataclass(frozen=True)
class _Request:
    """What the dataset shall be, apart from its pictures."""

    owner: str
    name: str
    role: Role | None
    seal: bool
    origin: dict[str, str]
    progress: Progress | None
    stop: Stop | None
    labelling: Labelling | None
    stamps: dict[str, Stamp] | None


def ingest(
    path: str,
    home: Home,
    *,
    name: str | None = None,
    owner: str = LOCAL_OWNER,
    role: Role | None = None,
    seal: bool = True,
    labelling: Labelling | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    before: Callable[[Stage, int, int | None], object] = lambda stage, done, total: None,
    origin_kind: OriginKind = "folder",
    real: bool = False,
) -> Pack:
    """Make a dataset from a folder or zip, or find the one made from it earlier. The folder itself is never changed.

    Parameters
    ----------
    path:
        A folder or a zip.
    name:
        What to call the dataset; by default as the folder or zip is called.
    role:
        Also require what a source or a target needs.
    seal:
        What is given as a target is sealed from now on (:mod:`tlgui.data.seals`).
    labelling:
        A table with the value to predict, or the class, of each picture; folder names are then ignored.
    progress:
        Called after each picture with (done, total, refused).
    stop:
        Asked after each picture, and in the stages before; once it says yes, nothing is left behind and ``ingest_stopped`` (before
        the first picture ``ingest_stopped_early``) is raised.
    before:
        Called in the stages before anything is decoded, with done and in all: ``list`` (files found so far, how many there are is not
        known), ``hash`` (bytes of a zip), ``unpack`` (files of a zip).
    origin_kind:
        ``"upload"`` for a folder that the server filled: wrapper folders are entered. A zip named by its path is ``"zip"`` by itself.
    real:
        The path is a real one that was allowed earlier: see :func:`tlgui.data.scan.opened`.

    Raises
    ------
    UserError
        What :func:`tlgui.data.scan.opened`, :func:`tlgui.data.scan.scan` and :func:`tlgui.data.table.read_table` raise; what the role lacks,
        before decoding or because of pictures that cannot be used (with the reasons); ``disk_full``; ``ingest_stopped``.
    """

    def reached(stage: Stage, done: int, total: int | None) -> None:
        if stop is not None and stop():
            raise UserError("ingest_stopped_early")
        before(stage, done, total)

    with opened(path, real=real) as given:
        table = labelling.read() if labelling is not None else None
        place, unwrap = given.place, given.is_archive or origin_kind == "upload"
        listing = given.listing(lambda found: reached("list", found, None))
        report = _arranged(listing, unwrap, role, labelling, table)
        _require(check_role(report, role))
        kind: OriginKind = "zip" if origin_kind == "folder" and given.is_archive else origin_kind
        origin = {
            "kind": kind,
            "path": "" if kind == "upload" else encodable(str(place)),
            "fingerprint": fingerprint(given, report, reached),
        }
        store = DatasetStore(home)
        pack = store.find(origin["fingerprint"], owner)
        if pack is not None:
            _require(_problems_after(role, report, _class_counts(pack), len(pack), pack.info.labelled, pack.report()["refused"]))
            if seal and role == "target":
                seals.seal(home, pack.info, by="ingest")
            return pack
        title = encodable(name or (place.stem if given.is_archive else place.name))[:NAME_LENGTH]
        request = _Request(
            owner, title, role, seal, origin, progress, stop, labelling, stamps(listing.pictures) if kind == "folder" else None
        )
        _remove_leftovers(home)
        with faults_told(home.root):
            if given.file is None:
                return _make(store, report, request)
            with _unpacked(given.file, home, stop, partial(before, "unpack")) as unpacked:
                return _make(store, _arranged(unpacked, unwrap, role, labelling, table), request)


def fingerprint(
    given: Given, report: ScanReport, reached: Callable[[Stage, int, int], object] = lambda stage, done, total: None
) -> str:
    """What a dataset was made from, so that the same is not made twice: any change of a picture, a name or the layout shows.

    A zip is known by its bytes. A folder is known by its place and, for each picture, its path, size and times of change (the time of
    the last change of *state* cannot be set back, as the other one can). ``reached`` is called with how much of a zip was read.
    """
    digest = hashlib.sha256(f"{READING} {pixels.STORE_SIDE} {report.kind}\n".encode())
    if report.table is not None:
        digest.update(_what_the_table_says(report))
    if given.file is not None:
        size = os.fstat(given.file.fileno()).st_size
        given.file.seek(0)
        while data := given.file.read(2**20):
            digest.update(data)
            reached("hash", given.file.tell(), size)
        return f"zip:{digest.hexdigest()}"
    digest.update(os.fsencode(given.place))
    for picture in report.pictures:
        digest.update(b"\0%s\0%d %d %d %d" % (os.fsencode(picture.file), picture.label, picture.size, *picture.changed))
    return f"folder:{digest.hexdigest()}"


def _what_the_table_says(report: ScanReport) -> bytes:
    """A digest of the labels and values of all pictures: another table makes another dataset."""
    digest = hashlib.sha256(repr((report.table and report.table.columns, [each.name for each in report.classes])).encode())
    for picture in report.pictures:
        digest.update(repr((picture.name, picture.label, picture.value)).encode())
    return digest.digest()


# -- making ------------------------------------------------------------------------------------------------------------------


def _make(store: DatasetStore, report: ScanReport, request: _Request) -> Pack:
    """Decode all pictures of the report and write the dataset, if enough of them can be used."""
    names = [each.name for each in report.classes]
    with store.create() as (dataset_id, writer):
        refused, noted = _decode_all(report, writer, request)
        counts = [ClassCount(*each) for each in zip(names, writer.counts(names), strict=True)]
        usable = [each for each in counts if each.pictures]
        _require(_problems_after(request.role, report, usable, len(writer), writer.labelled, refused))
        info = writer.finish(
            dataset_id,
            owner=request.owner,
            name=request.name,
            classes=names,
            task=task_of_table("values" if report.kind == "values" else "labels"),
            value_name=report.table.columns[1] if report.table is not None and report.table.header else "",
            origin=request.origin,
            notes=[*_changes_note(store, request), *_notes_after(report, counts, noted, len(refused), writer.values)],
            refused=refused,
            stamps=request.stamps,
        )
        if request.seal and request.role == "target":
            seals.seal(store.home, info, by="ingest")  # before anybody can see the dataset
    return store.get(dataset_id, request.owner)


def _decode_all(report: ScanReport, writer: PackWriter, request: _Request) -> tuple[list[dict[str, Any]], Counter[str]]:
    """Put every picture that can be used into the dataset.

    Returns
    -------
    For each refused file its ``name``, ``code`` and ``values``; and how often each note was made.
    """
    refused: list[dict[str, Any]] = []
    noted: Counter[str] = Counter()
    total = len(report.pictures)
    with DecoderPool(report.root, min(cores(), total)) as pool:
        answers = pool.decode(picture.file for picture in report.pictures)
        for done, (picture, answer) in enumerate(zip(report.pictures, answers, strict=True), start=1):
            if isinstance(answer, Problem):
                refused.append({"name": _full_name(report, picture), **answer.as_json(), **_seen(answer, writer)})
            else:
                writer.add(answer, picture.name, picture.label, picture.value)
                noted.update(answer.notes)
            if request.progress is not None:
                request.progress(done, total, len(refused))
            if request.stop is not None and request.stop():
                raise UserError("ingest_stopped", done=done, total=total)
    return refused, noted


def _seen(answer: Problem, writer: PackWriter) -> dict[str, int]:
    """The number of a refused file's thumbnail, when it has one."""
    number = writer.add_refused(answer.thumbnail) if isinstance(answer, Refusal) and answer.thumbnail else None
    return {} if number is None else {"thumbnail": number}


def _full_name(report: ScanReport, picture: Picture) -> str:
    """The path below the root: a picture's own name leaves its class folder out, unless a table gave the class."""
    in_folder = picture.label >= 0 and report.table is None
    return f"{report.classes[picture.label].name}/{picture.name}" if in_folder else picture.name


@contextmanager
def _unpacked(file: BinaryIO, home: Home, stop: Stop | None, progress: Callable[[int, int], object]) -> Iterator[Listing]:
    """The pictures of a zip as files, for as long as the block lasts."""
    staging = Path(os.path.realpath(home.cache)) / "unpacked" / f"{os.getpid()}-{new_id()}"
    try:
        yield archive.unpack(file, staging, stop=stop, progress=progress)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _remove_leftovers(home: Home) -> None:
    """Remove incomplete folders of killed processes. Their names begin with the process id."""
    for parent in (home.datasets, home.cache / "unpacked"):
        for folder in parent.iterdir() if parent.is_dir() else ():
            maker = re.match(r"\.(\d+)-[0-9a-f]+\.tmp$|(\d+)-[0-9a-f]{32}$", folder.name)
            if maker and not psutil.pid_exists(int(maker[1] or maker[2])):
                shutil.rmtree(folder, ignore_errors=True)


# -- judging -----------------------------------------------------------------------------------------------------------------


def _arranged(listing: Listing, unwrap: bool, role: Role | None, labelling: Labelling | None, table: Table | None) -> ScanReport:
    """What was listed as a dataset. A target in a single folder has no labels: one class says nothing."""
    if labelling is not None and table is not None:
        return arrange_labelled(listing, table, labelling.holds, unwrap=unwrap, role=role)
    report = arrange(listing, unwrap)
    return without_labels(report) if role == "target" and len(report.classes) == 1 and not report.problems else report


def _require(problems: list[Problem]) -> None:
    if problems:
        raise UserError.of(problems)


def _class_counts(pack: Pack) -> list[ClassCount]:
    return [ClassCount(*each) for each in zip(pack.info.classes, pack.info.counts, strict=True)]


def _problems_after(
    role: Role | None,
    report: ScanReport,
    classes: list[ClassCount],
    size: int,
    labelled: int,
    refused: list[dict[str, Any]],
) -> list[Problem]:
    """What is missing among the usable pictures, with the reasons why the others cannot be used.

    Names of a target's files may tell the labels that it was to be read without: they are left out.
    """
    problems = role_problems(role, report.kind, classes, size, report.other, labelled)
    if not problems:
        return []
    if not refused:
        return [*problems, *report.reasons]
    if size == 0:
        problems = [Problem("nothing_readable", {"total": len(refused)})]
    else:
        problems.append(Problem("pictures_refused", {"count": len(refused), "total": size + len(refused)}))
    first = {each["code"]: each for each in reversed(refused)}
    examples = sorted(first.values(), key=refused.index)[:REASONS_SHOWN]
    named = role != "target" or not report.labelled
    told = [Problem(each["code"], {**each["values"], **({"of_file": each["name"]} if named else {})}) for each in examples]
    others = [each for each in report.notes if named and each.code == "other_files"]
    return [*problems, *told, *others, *report.reasons]


def _changes_note(store: DatasetStore, request: _Request) -> list[Problem]:
    """Says how many files differ from those that an earlier dataset of the same folder was made of."""
    earlier = store.last_of(request.origin["path"], request.owner) if request.stamps is not None else None
    before = earlier.stamps() if earlier is not None else None
    found = changes(before, request.stamps) if before is not None and request.stamps is not None else None
    return [found.as_problem()] if found is not None and found.files else []


def _notes_after(
    report: ScanReport, counts: list[ClassCount], noted: Counter[str], refused: int, values: list[float]
) -> list[Problem]:
    """The scan's notes, brought up to date, and those of decoding with their numbers."""
    outdated = ("class_of_one", "values_range", "values_constant", "values_far")
    notes = [each for each in report.notes if each.code not in outdated] + one_picture_notes(counts) + value_notes(values)
    if lost := [each.name for each in counts if not each.pictures]:
        notes.append(Problem("class_unreadable", name_values(lost)))
    notes += [Problem(code, {"count": count}) for code, count in sorted(noted.items())]
    if refused:
        notes.append(Problem("pictures_refused", {"count": refused, "total": len(report.pictures)}))
    return notes
