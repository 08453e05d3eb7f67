"""The CSV of problems: a row for each thing that is wrong with a file, for people who mend their folders with a script or by hand.

How names of strangers stand in it: :mod:`tlgui.spreadsheet`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tlgui import durable, spreadsheet
from tlgui.data.seals import Role
from tlgui.health.across import Across
from tlgui.health.domain import DomainHealth
from tlgui.health.kept import problems_csv_path
from tlgui.home import Home
from tlgui.texts import LANGUAGES, say

COLUMNS = ("role", "dataset", "class", "file", "code", "problem", "value", "like")
_FLAGS = {
    "dark": "table_dark",
    "bright": "table_bright",
    "flat": "table_flat",
    "blurred": "table_blurred",
    "narrow": "table_narrow",
    "odd_size": "table_odd_size",
}


def write_problems(home: Home, domains: Mapping[Role, DomainHealth], across: Across | None) -> None:
    """Write the table in each language to where the report will be."""
    ids = {role: domain.pack.info.id for role, domain in domains.items()}
    for language in LANGUAGES:
        rows = [row for domain in domains.values() for row in _rows(domain, language)]
        if across is not None:
            rows += _rows_across(across, language)
        path = problems_csv_path(home, ids.get("source"), ids.get("target"), language)
        path.parent.mkdir(parents=True, exist_ok=True)
        durable.write_bytes(path, spreadsheet.table([COLUMNS, *rows]))


def _rows(domain: DomainHealth, language: str) -> Iterable[tuple[object, ...]]:
    """The problems of one dataset by itself."""
    dataset = domain.pack.info.name
    for each in [] if domain.sealed else domain.pack.report()["refused"]:
        sentence = say(f"error.{each['code']}", language, **each["values"])
        yield domain.role, dataset, "", each["name"], each["code"], sentence, None, None
    for name, (limit, pictures, values) in domain.flagged().items():
        code = _FLAGS[name]
        for picture in pictures.tolist():
            yield _row(domain, picture, code, language, round(float(values[picture]), 4), limit=limit)
    across_split = {tuple(group) for group in domain.near_across_split}
    for code, groups in (("table_two_labels", domain.two_labels), ("table_copy", domain.exact), ("table_near_copy", domain.near)):
        for group in groups:
            for picture in group[1:]:
                yield _row(domain, picture, code, language, like=_place(domain, group[0], language))
            if code == "table_near_copy" and tuple(group) in across_split:
                yield _row(domain, group[0], "table_across_split", language, like=_place(domain, group[1], language))


def _rows_across(across: Across, language: str) -> Iterable[tuple[object, ...]]:
    for code, pairs in (("table_overlap", across.exact), ("table_near_overlap", across.near)):
        for ours, theirs in pairs:
            yield _row(across.target, theirs, code, language, like=_place(across.source, ours, language))


def _row(
    domain: DomainHealth,
    picture: int,
    code: str,
    language: str,
    value: float | None = None,
    *,
    limit: float | None = None,
    like: str = "",
) -> tuple[object, ...]:
    names = domain.pack.info.classes
    label = int(domain.labels[picture])
    sentence = say(f"note.{code}", language, limit=limit) if limit is not None else say(f"note.{code}", language)
    return (
        domain.role,
        domain.pack.info.name,
        names[label] if label >= 0 else "",
        domain.title(picture, language),
        code,
        sentence,
        value,
        like,
    )


def _place(domain: DomainHealth, picture: int, language: str) -> str:
    """A picture by class and name, the class left out where it is not to be known."""
    label, title = int(domain.labels[picture]), domain.title(picture, language)
    return f"{domain.pack.info.classes[label]}/{title}" if label >= 0 else title
