"""How a folder or zip is read as a dataset: class folders, or pictures without labels. Nothing is opened, decoded or guessed.

Layouts::

    dog/1.jpg  dog/2.jpg  cat/7.jpg      class folders, one level deep: each folder's name is the label
    1.jpg  2.jpg  7.jpg                  flat: pictures without labels

A zip (or a folder dropped into the browser) nearly always wraps these in one or more extra folders; such wrappers are entered, and the
report says so. In a folder given by its path nothing is entered: the report names the folder to try instead.
"""

from __future__ import annotations

import math
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple

from tlgui.data import archive
from tlgui.data.inside import LINK_ERRORS, open_real
from tlgui.data.listing import ListedFile, Listing, encodable, list_folder
from tlgui.data.scan_notes import NAMES_SHOWN, class_notes, passed_over, reasons_of, same_names, wrapper_note
from tlgui.data.seals import Role
from tlgui.data.table import TableFormat
from tlgui.errors import Problem, UserError

Kind = Literal["classes", "flat", "values"]

TABLE_EXTENSIONS = (".csv", ".tsv")
"""Files that may say what lies beside them. A ``.txt`` may be anything: it is a table only where somebody says so."""

CLASSES_NEEDED = 2
VALUES_NEEDED = 2
"""Least number of pictures with a value: one for training and one for validation."""


class ClassCount(NamedTuple):
    """A class and its number of pictures."""

    name: str
    pictures: int


class Picture(NamedTuple):
    """A file that may become a picture of the dataset."""

    name: str
    """Its path below its class folder (or below the root, when flat), with ``/``. It says nothing about the class."""

    file: str
    """Where to open it, relative to the report's root; bytes that are not UTF-8 are lone surrogates, as ``os`` keeps them."""

    label: int
    """Index into the report's classes, -1 without a class."""

    size: int
    changed: tuple[int, int]
    value: float = math.nan
    """What a table says is to be predicted, NaN where it says nothing."""


@dataclass(frozen=True)
class ScanReport:
    """What was found.

    Attributes
    ----------
    root:
        The folder that the pictures' ``file`` is relative to.
    kind:
        ``"classes"``, ``"flat"``, or ``"values"`` when a table gives a number to predict for pictures.
    classes:
        Classes that have pictures, sorted by name. Names are the folders' own (see :func:`tlgui.data.listing.encodable`).
    pictures:
        Sorted by class, then name. Candidates: their content has not been looked at.
    other:
        How many files of other kinds there are, by ending.
    notes, problems:
        Problems prevent using the folder as it is; notes are for information.
    table:
        How the table was read that says what is to be learned; ``None`` where folders say it.
    reasons:
        Why what is missing may be missing: problems to add to those of a role.
    """

    root: Path
    kind: Kind
    classes: tuple[ClassCount, ...]
    pictures: tuple[Picture, ...]
    other: Counter[str]
    notes: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    table: TableFormat | None = None
    reasons: tuple[Problem, ...] = ()

    @property
    def labelled(self) -> int:
        """How many pictures have a class or a value."""
        return sum(each.label >= 0 or not math.isnan(each.value) for each in self.pictures)

    def as_json(self) -> dict[str, Any]:
        """The report as plain data, without the single pictures."""
        return {
            "kind": self.kind,
            "classes": [{"name": each.name, "count": each.pictures} for each in self.classes],
            "pictures": len(self.pictures),
            "labelled": self.labelled,
            "table": self.table.as_json() if self.table is not None else None,
            "other_files": self.other.total(),
            "notes": [note.as_json() for note in self.notes],
            "problems": [problem.as_json() for problem in self.problems],
        }


def scan(path: str | os.PathLike[str], *, unwrap: bool = False) -> ScanReport:
    """Look at a folder or zip. Reads names only; a zip is not unpacked.

    Parameters
    ----------
    path:
        A folder or a zip file.
    unwrap:
        Enter wrapper folders (single folders that hold no pictures themselves). For a zip this is always done.

    Raises
    ------
    UserError
        ``path_missing`` or ``not_a_folder_or_zip``; what :func:`tlgui.data.listing.list_folder` raises for a folder and
        :func:`tlgui.data.archive.contents` for a zip.
    """
    with opened(path) as given:
        return arrange(given.listing(), unwrap or given.is_archive)


class Given(NamedTuple):
    """A folder or an archive that somebody named, by its real path; an archive is open."""

    place: Path
    file: BinaryIO | None

    @property
    def is_archive(self) -> bool:
        return self.file is not None

    def listing(self, progress: Callable[[int], object] = lambda found: None) -> Listing:
        """Its content. ``progress`` is called, for large folders, with the number of entries found."""
        return list_folder(self.place, progress) if self.file is None else archive.contents(self.file)


@contextmanager
def opened(path: str | os.PathLike[str], *, real: bool = False) -> Iterator[Given]:
    """A folder or archive given by the user, opened once: a later replacement at the same path is not used.

    Parameters
    ----------
    path:
        Links *to* it are followed, links inside never are.
    real:
        It is a real path (:func:`resolve`) that was allowed earlier: a link that stands in its way by now is not followed.

    Raises
    ------
    UserError
        ``path_missing``, ``not_a_folder_or_zip``, ``place_changed``.
    """
    place = Path(path) if real else resolve(path)
    if place.is_dir():
        yield Given(place, None)
        return
    try:
        file = open_real(place)
    except FileNotFoundError as error:
        raise UserError("path_missing", path=encodable(str(place))) from error
    except OSError as error:
        if error.errno in LINK_ERRORS:
            raise UserError("place_changed", path=encodable(str(place))) from error
        raise UserError("not_a_folder_or_zip", path=encodable(str(place))) from error
    with file:
        if not archive.looks_like_archive(file, place.name):
            raise UserError("not_a_folder_or_zip", path=encodable(str(place)))
        yield Given(place, file)


def resolve(path: str | os.PathLike[str]) -> Path:
    """The real path of a folder or file that a user named, links followed.

    Raises
    ------
    UserError
        ``path_missing``.
    """
    try:
        place = Path(os.path.realpath(os.path.expanduser(path)))
        exists = place.exists()
    except (OSError, ValueError):  # a NUL inside, or far too long
        exists = False
    if not exists:
        raise UserError("path_missing", path=encodable(str(path))[:1000])
    return place


def arrange(listing: Listing, unwrap: bool = False) -> ScanReport:
    """Understand the layout of what was listed. ``unwrap``: enter wrapper folders."""
    base = wrapped_base(listing) if unwrap else ()
    direct, classes, nested = _levels(listing.pictures, base)
    notes, problems = [*wrapper_note(base), *passed_over(listing)], []
    if direct and len(classes) < CLASSES_NEEDED:
        nested += [file for files in classes.values() for file in files]
        classes = {}
    elif classes and direct:
        notes.append(Problem("pictures_outside_classes", {"count": len(direct)}))
    elif nested and not classes:
        problems.append(Problem("classes_nested", {"folders": _class_parents(listing.pictures)}))
    if nested and not problems:
        notes.append(Problem("pictures_nested", {"count": len(nested)}))
    if classes:
        notes += class_notes(classes, _empty_folders(listing, base))
        problems += same_names(classes)
    kind: Kind = "classes" if classes or problems else "flat"
    beside = [Problem("table_beside", {"table": encodable(name)}) for name in _tables(listing, base)] if kind == "flat" else []
    notes += beside
    pictures = _class_pictures(classes) if classes else _flat_pictures(direct, base)
    counts = tuple(ClassCount(encodable(name), len(files)) for name, files in sorted(classes.items()))
    return ScanReport(
        listing.root, kind, counts, pictures, listing.other, tuple(notes), tuple(problems), None, (*reasons_of(listing), *beside)
    )


def _tables(listing: Listing, base: tuple[str, ...]) -> list[str]:
    """The first table that lies directly in the folder of the pictures: it may say what they are."""
    names = sorted(name for ending in TABLE_EXTENSIONS for name in listing.named_of_ending.get(ending, ()))
    return [name.rpartition("/")[2] for name in names if tuple(name.split("/")[:-1]) == base][:1]


def _levels(
    pictures: Iterable[ListedFile], base: tuple[str, ...]
) -> tuple[list[ListedFile], dict[str, list[ListedFile]], list[ListedFile]]:
    """Pictures directly in ``base``, those of each folder in it, and those that lie deeper. What is beside ``base`` is left out."""
    direct, classes, nested = [], defaultdict(list), []
    for file in pictures:
        if file.parts[: len(base)] != base:
            continue
        depth = len(file.parts) - len(base)
        if depth == 1:
            direct.append(file)
        elif depth == 2:
            classes[file.parts[len(base)]].append(file)
        else:
            nested.append(file)
    return direct, dict(classes), nested


def wrapped_base(listing: Listing) -> tuple[str, ...]:
    """The folder that a wrapper, or several, stand around: ``()`` when nothing is wrapped."""
    base: tuple[str, ...] = ()
    while True:
        direct, classes, nested = _levels(listing.pictures, base)
        children = set(classes) | {file.parts[len(base)] for file in nested}
        if direct or len(children) != 1 or not nested:
            return base  # a single folder that only holds pictures is a class, not a wrapper
        base = (*base, children.pop())


def _class_parents(pictures: Iterable[ListedFile]) -> list[str]:
    """The folders, shallowest first, whose own folders hold pictures: those that somebody may have meant."""
    parents = {file.parts[:-2] for file in pictures if len(file.parts) > 2}
    least = min(map(len, parents))
    return ["/".join(map(encodable, parts)) for parts in sorted(parents) if len(parts) == least][:NAMES_SHOWN]


def _class_pictures(classes: dict[str, list[ListedFile]]) -> tuple[Picture, ...]:
    return tuple(
        Picture(encodable(file.parts[-1]), file.file, label, file.size, file.changed)
        for label, (_, files) in enumerate(sorted(classes.items()))
        for file in sorted(files)
    )


def _flat_pictures(files: list[ListedFile], base: tuple[str, ...]) -> tuple[Picture, ...]:
    return tuple(
        Picture(encodable("/".join(file.parts[len(base) :])), file.file, -1, file.size, file.changed) for file in sorted(files)
    )


def _empty_folders(listing: Listing, base: tuple[str, ...]) -> list[str]:
    used = {file.parts[: len(base) + 1] for file in listing.pictures}
    return sorted(parts[-1] for parts in listing.folders if parts[:-1] == base and parts not in used)


# -- roles -------------------------------------------------------------------------------------------------------------------


def check_role(report: ScanReport, role: Role | None) -> list[Problem]:
    """Everything that prevents using this folder as the source or the target of a run (or as any dataset); empty if nothing does."""
    if report.problems:
        return list(report.problems)
    found = role_problems(role, report.kind, report.classes, len(report.pictures), report.other, report.labelled)
    return [*found, *report.reasons] if found else []


def role_problems(
    role: Role | None, kind: Kind, classes: Sequence[ClassCount], pictures: int, other: Counter[str], labelled: int
) -> list[Problem]:
    """What :func:`check_role` finds, from bare numbers: before decoding these are candidates, afterward usable pictures.

    Without a role only the lack of any picture is a problem. ``labelled``: how many pictures have a class or a value.
    """
    if pictures == 0:
        return [Problem("no_images", {"images": 0, "other": other.total()})]
    if role == "source" and kind == "flat":
        return [Problem("source_without_classes", {"images": pictures, "classes": 0})]
    if role == "source" and kind == "values":
        return [Problem("too_few_values", {"values": labelled, "needed": VALUES_NEEDED})] if labelled < VALUES_NEEDED else []
    if role == "source" and len(classes) < CLASSES_NEEDED:
        return [Problem("too_few_class_folders", {"classes": len(classes), "needed": CLASSES_NEEDED, "name": classes[0].name})]
    return []


def without_labels(report: ScanReport) -> ScanReport:
    """The report of a target whose pictures all lie in one folder: that says nothing about classes, so they have no labels."""
    note = Problem("one_folder_unlabelled", {"name": report.classes[0].name})
    notes = [each for each in report.notes if each.code != "class_of_one"]
    pictures = tuple(picture._replace(label=-1) for picture in report.pictures)
    return replace(report, kind="flat", classes=(), pictures=pictures, notes=(*notes, note))
