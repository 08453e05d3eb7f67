"""What of a folder or zip is not in its dataset, or hardly meant to be, in words for the card on which the dataset is chosen."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from tlgui.data.pack import Pack
from tlgui.data.seals import may_tell
from tlgui.data.told import told_report
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.texts import printable, say
from tlgui.views.words import by_reason, few_names, sentence

CODES = (
    "class_unreadable",
    "class_empty",
    "format_left_out",
    "hidden_folders",
    "hidden_folders_named",
    "links_skipped",
    "links_named",
    "pictures_nested",
    "pictures_outside_classes",
    "folders_unreadable",
    "folders_too_deep",
    "archives_inside",
    "table_beside",
    "table_images_without_row",
    "table_rows_without_class",
    "table_rows_without_image",
    "values_constant",
    "values_far",
)
"""Notes of the ingest that speak of pictures which somebody may miss, whole classes first; and of values that nobody may have meant."""

_KEPT = 512


def left_out(home: Home, pack: Pack, language: str) -> list[str]:
    """A sentence for each kind of thing that was left out, with its reason and what helps; as far as labels may be told."""
    try:
        notes, reasons, names = _kept(home, pack.folder, may_tell(home, pack.info))
    except UserError as error:  # a damaged dataset among others must not cost the list of them
        return list(error.sentences(language))
    words = [sentence(note, language, "note") for code in CODES for note in notes if note["code"] == code]
    return [*_refused(reasons, names, language), *words]


def _refused(reasons: list[dict[str, Any]], names: dict[str, list[str]], language: str) -> list[str]:
    """How many files were refused for each reason, and the first of them by name, as far as ``names`` are told."""
    said = []
    for each, told in zip(reasons, by_reason(reasons, language), strict=True):
        named = [printable(name) for name in names.get(each.get("of", each["code"]), ())]
        which = say("page.dataset.refused_named", language, files=told["name"], names=few_names(named, language))
        said.append(say("page.dataset.refused", language, name=which if named else told["name"], reason=told["reason"]))
    return said


@lru_cache(maxsize=_KEPT)
def _kept(home: Home, folder: Path, told: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, list[str]]]:
    """The notes of a dataset, why files were refused, and by the code of the reason their names, where these may be told.

    A dataset never changes, a list of them is asked for every few seconds.
    """
    report = told_report(home, Pack(folder))
    names: dict[str, list[str]] = {}
    for each in report["refused"]:
        names.setdefault(each["code"], []).append(each["name"])
    return report["notes"], report["reasons"], names
