"""Names of classes that two datasets write differently for what is probably the same."""

from __future__ import annotations

import math
import re
import shlex
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from tlgui.settings import half_width
from tlgui.texts import printable

DIGITS = 10
"""So many classes may be called by numbers: handwritten digits are."""

SHORTEST = 3
"""Characters of a singular, at least: ``as`` is no plural of ``a``."""

SWAPPED, DROPPED = 6, 7
"""Characters of a name, at least, where one that is swapped with its neighbor, or that one side lacks, is taken for a slip. Another
letter in its place is none: ``house`` and ``horse`` are two classes.
"""


def alike(source: Iterable[str], target: Iterable[str]) -> dict[str, str]:
    """Target classes that the source calls nearly the same, each with the source's name: ``Dog`` → ``dog``, ``horses`` → ``horse``.

    They differ by case, width, separators, how an accent is written, ``&`` for ``and``, a plural's ending, or one slip of the pen
    (``vehicels``) alone. Only names that the other side does not have itself are compared, and only where one fits exactly one other.
    """
    names = [{unicodedata.normalize("NFC", name) for name in side} for side in (source, target)]
    pairs = [(mine, other) for mine in names[1] - names[0] for other in names[0] - names[1] if _same(_plain(mine), _plain(other))]
    counts = [Counter(side) for side in zip(*pairs, strict=True)]
    return {mine: other for mine, other in sorted(pairs) if counts[0][mine] == counts[1][other] == 1}


def as_pairs(same: Mapping[str, str]) -> list[str]:
    """What :func:`alike` found, as people read it: ``Dog → dog``."""
    return [f"{printable(theirs)} → {printable(own)}" for theirs, own in same.items()]


def as_option(same: Mapping[str, str]) -> str:
    """The first of them as ``--rename-class`` takes it in a shell: ``Dog=dog``."""
    return shlex.quote("=".join(map(printable, next(iter(same.items())))))


def look_like_values(classes: Iterable[str]) -> bool:
    """Whether names of classes are rather values to be learned: numbers alone, and more than ten of them or one with a fraction."""
    names = [half_width(name) for name in classes]
    numbers = [each for each in map(_number, names) if each is not None]
    return 0 < len(numbers) == len(names) and (len(numbers) > DIGITS or any(not each.is_integer() for each in numbers))


def _number(name: str) -> float | None:
    try:
        number = float(name)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _plain(name: str) -> str:
    spelled = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    return re.sub(r"[\s_\-.]+", " ", spelled).strip()


def _same(one: str, other: str) -> bool:
    return one == other or one in _singulars(other) or other in _singulars(one) or _slipped(*sorted((one, other), key=len))


def _slipped(short: str, long: str) -> bool:
    """Whether two names differ by two letters in a row that changed places, or by one that is missing. Numbers are meant as they are."""
    if any(each.isdigit() for each in short + long):
        return False
    at = next((place for place, (mine, other) in enumerate(zip(short, long, strict=False)) if mine != other), len(short))
    if len(short) == len(long):
        swapped = short[:at] + short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
        return len(short) >= SWAPPED and swapped == long
    return len(short) >= DROPPED and short[at:] == long[at + 1 :]


def _singulars(name: str) -> set[str]:
    """What a name may be the plural of; ``glass``, ``bus`` and ``iris`` are none."""
    if not name.endswith("s") or name.endswith(("ss", "us", "is")):
        return set()
    found = {name[:-1]} | ({name[:-2]} if name.endswith("es") else set()) | ({f"{name[:-3]}y"} if name.endswith("ies") else set())
    return {each for each in found if len(each) >= SHORTEST}
