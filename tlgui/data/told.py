"""What is shown of a dataset while its labels are sealed: the number of pictures, and nothing that reveals a class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tlgui.data.pack import DatasetInfo, Pack
from tlgui.data.seals import Role, may_tell
from tlgui.durable import to_json
from tlgui.home import Home
from tlgui.texts import say

HASH_DIGITS = 10
"""Characters of a picture's hash that identify it within a dataset."""

COUNT_FILES = frozenset(
    {
        *(
            "changed_since_ingest",
            "wrapper_entered",
            "system_files",
            "hidden_folders",
            "links_skipped",
            "special_files",
            "archives_inside",
        ),
        *("folders_unreadable", "folders_too_deep", "format_left_out", "pictures_outside_classes", "pictures_nested"),
        *("pictures_refused", "picture_misnamed", "picture_on_white", "picture_first_frame", "picture_profile_ignored"),
        *("table_format", "table_rows_without_image", "table_images_without_row", "table_row_twice"),
        *("table_beside", "table_rows_without_class", "table_decimal_comma"),
    }
)
"""Notes of the ingest that count files. The others name classes or files, or contain values: they are shown once labels may be."""


def told_info(home: Home, info: DatasetInfo, role: Role | None = None) -> DatasetInfo:
    """What may be shown of a dataset, in a role or by itself: everything, or all but its classes, their counts and the range of its values."""
    return info if may_tell(home, info, role) else replace(info, classes=(), counts=(), value_range=())


def told_report(home: Home, pack: Pack, role: Role | None = None) -> dict[str, Any]:
    """:meth:`Pack.report` as far as it may be told, with the :func:`reasons` of what was refused: while sealed nothing but these and notes that
    count files.
    """
    report = pack.report()
    report["reasons"] = reasons(report["refused"])
    if may_tell(home, pack.info, role):
        return report
    return {**report, "notes": [note for note in report["notes"] if note["code"] in COUNT_FILES], "refused": []}


def reasons(refused: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Why files were refused: each ``code`` with how often (``count``), the most frequent first, and the ``values`` of one of them; ``of``: the
    code that the files have, where several together have another one.

    Nothing in it depends on the order of the files, which may be that of the classes.
    """
    of_code: dict[str, list[dict[str, Any]]] = {}
    for each in refused:
        of_code.setdefault(each["code"], []).append(each["values"])
    found = [{**_together(code, values), "count": len(values)} for code, values in of_code.items()]
    return sorted(found, key=lambda each: (-each["count"], each["code"]))


def _together(code: str, values: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What several files have in common that were refused for the same reason: of those that are too large the size of the largest is told."""
    if code == "picture_too_large" and len({each["megapixels"] for each in values}) > 1:
        return {"code": "pictures_too_large", "of": code, "values": max(values, key=lambda each: each["megapixels"])}
    return {"code": code, "values": min(values, key=to_json)}


def title(pack: Pack, number: int, language: str, *, by_name: bool) -> str:
    """What a picture is called: by its file's name, or, where that might say its class, by its number and the begin of its hash."""
    return pack.name(number) if by_name else numbered(number, pack.hash(number), language)


def numbered(number: int, hash: str, language: str) -> str:
    """A picture by its number and the begin of its hash."""
    return say("picture.sealed", language, number=number, hash=hash[:HASH_DIGITS])
