"""What is said of a listing before anything is opened: what was passed over and why, and what looks odd about its classes."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from tlgui.data.formats import format_of_extension
from tlgui.data.listing import ARCHIVE_EXTENSIONS, ListedFile, Listing, encodable
from tlgui.errors import Problem
from tlgui.texts import shortened

NAMES_SHOWN = 10
"""A message lists at most this many names; the count beside them is complete."""


def name_values(given: Sequence[str]) -> dict[str, Any]:
    """The values of a message about several names: the first few, and how many there are."""
    return {"names": shortened([encodable(name) for name in given], NAMES_SHOWN), "count": len(given)}


def one_picture_notes(classes: Iterable[tuple[str, int]]) -> list[Problem]:
    """The note about classes with a single picture, which can be trained on but not checked. ``classes``: names, and numbers of pictures."""
    single = [name for name, pictures in classes if pictures == 1]
    return [Problem("class_of_one", name_values(single))] if single else []


def wrapper_note(base: tuple[str, ...]) -> list[Problem]:
    """Says which folder was entered, if any."""
    return [Problem("wrapper_entered", {"folder": "/".join(map(encodable, base))})] if base else []


def passed_over(listing: Listing, known: Sequence[str] = ()) -> list[Problem]:
    """Notes about everything that is no picture; files with one of the endings ``known`` are said elsewhere."""
    counts = {
        "system_files": listing.system,
        "hidden_folders": len(listing.hidden_folders),
        "links_skipped": len(listing.links),
        "special_files": listing.special,
        "folders_unreadable": listing.unreadable_folders,
        "folders_too_deep": listing.too_deep,
        "archives_inside": sum(count for ending, count in listing.other.items() if ending in ARCHIVE_EXTENSIONS),
    }
    notes = [Problem(code, {"count": count}) for code, count in counts.items() if count]
    named = {"hidden_folders_named": listing.hidden_folders, "links_named": listing.links}
    notes += [Problem(code, name_values(["/".join(parts) for parts in found])) for code, found in named.items() if found]
    if listing.guessed:
        notes.insert(0, Problem("archive_names_guessed", name_values(listing.guessed)))
    notes += [Problem("format_left_out", {"format": name, "count": count}) for name, count in _named_formats(listing.other)]
    endings = [each for each in listing.other if each not in (*ARCHIVE_EXTENSIONS, *known) and format_of_extension(each) is None]
    if not endings:
        return notes
    others = name_values(sorted(name for each in endings for name in listing.named_of_ending[each]))
    return [*notes, Problem("other_files", others | {"count": sum(listing.other[each] for each in endings)})]


def reasons_of(listing: Listing) -> tuple[Problem, ...]:
    """What of a listing may explain that pictures or classes are missing: formats that are not read, links, hidden folders."""
    unread = [Problem("picture_format_unsupported", {"format": name}) for name, _ in _named_formats(listing.other)]
    passed = {"links_not_followed": listing.links, "folders_hidden": listing.hidden_folders}
    named = [Problem(code, name_values(["/".join(parts) for parts in found])) for code, found in passed.items() if found]
    return (*unread, *named)


def _named_formats(other: Counter[str]) -> list[tuple[str, int]]:
    """Picture formats that are not read, among the other files: name and count."""
    counts: Counter[str] = Counter()
    for ending, count in other.items():
        if (name := format_of_extension(ending)) is not None:
            counts[name] += count
    return sorted(counts.items())


def class_notes(classes: dict[str, list[ListedFile]], empty: list[str]) -> list[Problem]:
    """Notes about class folders: those without a picture or with one, and names that are nearly the same."""
    notes = [Problem("class_empty", name_values(empty))] if empty else []
    counts = [(encodable(name), len(files)) for name, files in sorted(classes.items())]
    return [*notes, *alike_notes(classes), *one_picture_notes(counts)]


def alike_notes(names: Iterable[str]) -> list[Problem]:
    """Notes about classes whose names differ by case or in how an accent is written."""
    alike = defaultdict(list)
    for name in sorted(names):
        alike[unicodedata.normalize("NFC", name).casefold()].append(name)
    notes = []
    for group in alike.values():
        if len({unicodedata.normalize("NFC", name) for name in group}) > 1:
            # Cat and cat: nobody but the user knows whether they are one class
            notes.append(Problem("classes_alike", name_values(group)))
        elif len(group) > 1:  # é written in two ways: a run compares names in their composed form
            notes.append(Problem("classes_one_name", name_values(group)))
    return notes


def same_names(classes: Iterable[str]) -> list[Problem]:
    """The problem that two folders would be shown by the same name."""
    shown = Counter(encodable(name) for name in classes)
    twice = sorted(name for name, count in shown.items() if count > 1)
    return [Problem("classes_same_name", name_values(twice))] if twice else []
