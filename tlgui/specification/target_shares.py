"""The class shares of a target: a fact that a run may be told."""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from tlgui.errors import Problem
from tlgui.settings import half_width

COUNTED = re.compile(r"\s*([1-9]\d{0,6}) labels:\s*", re.ASCII)
"""What shares begin with that are known from labels."""

ESTIMATED = re.compile(r"\s*estimated:\s*")
"""What shares begin with that a search estimated: only what trains the same run again writes them."""

ROUNDING = 0.02
"""Shares may add up to 1 within this: thirds are written as 0.33."""


KnownFrom = Literal["same", "told", "labels", "estimated"]


class TargetShares(BaseModel):
    """The class shares of a run's target.

    Attributes
    ----------
    known_from:
        ``same``: assumed equal to the source's. ``told``: given by the user. ``labels``: by labels that somebody gave to pictures of the
        target. ``estimated``: :mod:`tlgui.finding` estimated them from predictions, with no or only a few of the target's labels.
    shares:
        Shares of the run's classes by name; a class not named has 0. Empty for ``same``.
    labels:
        How many labels they are known from, for ``labels``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    known_from: KnownFrom = "same"
    shares: dict[str, float] = Field(default_factory=dict)
    labels: Annotated[int, Field(ge=1)] | None = None

    @property
    def said(self) -> bool:
        """Whether shares were given."""
        return self.known_from != "same"

    @property
    def estimated(self) -> bool:
        """Whether a search estimated them: its user said nothing."""
        return self.known_from == "estimated"

    def problems(self, classes: Sequence[str], left_out: Collection[str] = ()) -> list[Problem]:
        """All problems of given shares; ``classes``: the run's classes that the source has pictures of; ``left_out``: what it has besides."""
        if not self.said:
            return []
        names = [_composed(name) for name in self.shares]
        problems = [
            Problem("share_out_of_range", {"name": name, "given": f"{share:g}"})
            for name, share in self.shares.items()
            if not 0 <= share <= 1
        ]
        out = {_composed(name) for name in left_out}
        problems += [
            Problem("share_class_left_out", {"name": name})
            if name in out
            else Problem("share_class_unknown", {"given": name, "known": list(classes)[:20]})
            for name in names
            if name not in classes
        ]
        problems += [Problem("share_twice", {"name": name}) for name in dict.fromkeys(names) if names.count(name) > 1]
        total = math.fsum(self.shares.values())
        if abs(total - 1) > ROUNDING:
            problems.append(Problem("shares_do_not_add_up", {"total": total}))
        return problems

    def share(self, name: str) -> float:
        """The share of a class as given; 0 if it was not named."""
        return next((share for given, share in self.shares.items() if _composed(given) == name), 0.0)

    def absent(self, classes: Sequence[str]) -> list[str]:
        """Those of ``classes`` that the target is known not to have: that is for its user to say. Labels and estimates never tell."""
        return [name for name in classes if self.known_from == "told" and not self.share(name)]

    def of(self, classes: Sequence[str]) -> list[float]:
        """The share of each of ``classes``; together exactly 1."""
        shares = [self.share(name) for name in classes]
        total = math.fsum(shares)
        return [share / total for share in shares]

    def __str__(self) -> str:
        """In the form that :func:`read_shares` reads."""
        if not self.said:
            return self.known_from
        begin = "estimated: " if self.estimated else "" if self.labels is None else f"{self.labels} labels: "
        return begin + written(self.shares)


def read_shares(given: str | Mapping[str, Any] | TargetShares) -> tuple[TargetShares, list[Problem]]:
    """``same``, or shares by class: a mapping, or text such as ``dog=0.2,horse=80%`` (an item with a comma in quotation marks).

    ``20 labels: dog=0.2,horse=0.8`` are shares that are known from so many labels, ``estimated: …`` are a search's.
    ``dog=40,horse=160`` are numbers of pictures: of several classes, without %, none between 0 and 1.

    The numbers, and whether the classes exist, are checked all together once the data are known (:meth:`TargetShares.problems`).
    """
    if isinstance(given, TargetShares):
        return given, []
    if given == "same":
        return TargetShares(), []
    if isinstance(given, str) and not given.strip(' "'):
        return TargetShares(), [Problem("shares_missing")]
    labels: int | None = None
    known_from: KnownFrom = "told"
    if isinstance(given, str) and (estimated := ESTIMATED.match(given)):
        known_from, given = "estimated", given[estimated.end() :]
    elif isinstance(given, str) and (counted := COUNTED.match(given)):
        known_from, labels, given = "labels", int(counted[1]), given[counted.end() :]
    items, problems = _items(given)
    shares: dict[str, float] = {}
    percentages = any(isinstance(value, str) and half_width(value).endswith("%") for _, value in items)
    for name, value in items:
        share = _number(value)
        if share is None:
            problems.append(Problem("share_out_of_range", {"name": name, "given": str(value)}))
        elif name in shares:
            problems.append(Problem("share_twice", {"name": name}))
        else:
            shares[name] = share
    if not items and not problems:
        problems.append(Problem("shares_not_readable", {"given": str(given)[:80]}))
    if problems:
        return TargetShares(), problems
    total = math.fsum(shares.values())
    if len(shares) > 1 and not percentages and total > 1 + ROUNDING and all(each == 0 or each >= 1 for each in shares.values()):
        shares = {name: round(each / total, 6) for name, each in shares.items()}  # as many digits as are written
    return TargetShares(known_from=known_from, shares=shares, labels=labels), []


def written(shares: Mapping[str, float]) -> str:
    """Shares as :func:`read_shares` reads them."""
    return ",".join(_quoted(f"{name}={share:g}") for name, share in shares.items())


def _quoted(item: str) -> str:
    """An item, in quotation marks if it would otherwise be split."""
    plain = (
        not any(character in item for character in ',"\r\n')
        and item == item.lstrip()
        and not (COUNTED.match(item) or ESTIMATED.match(item))
    )
    return item if plain else '"{}"'.format(item.replace('"', '""'))


def _items(given: str | Mapping[str, Any]) -> tuple[list[tuple[str, Any]], list[Problem]]:
    """Names with what was given for them."""
    if isinstance(given, Mapping):
        return [(_composed(str(name)), value) for name, value in given.items()], []
    items, problems = [], []
    for part in next(csv.reader([given], skipinitialspace=True), []):
        name, equals, value = part.rpartition("=")
        if equals and name.strip():
            items.append((_composed(name.strip()), value.strip()))
        else:
            problems.append(Problem("shares_not_readable", {"given": part[:80]}))
    return items, problems


def _number(value: Any) -> float | None:
    """A share: a number, or a percentage."""
    value = half_width(value) if isinstance(value, str) else value
    try:
        percentage = isinstance(value, str) and value.endswith("%")
        number = float(value[:-1]) / 100 if percentage else float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _composed(name: str) -> str:
    """A name in Unicode's composed form, as class names are compared."""
    return unicodedata.normalize("NFC", name)
