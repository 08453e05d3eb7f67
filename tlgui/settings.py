"""Each setting is declared once, as a pydantic field with :func:`setting`.

The control on the page, the command line's ``--set``, the check before a run, the report and the documentation all come from
that one declaration.
"""

from __future__ import annotations

import difflib
import math
import types
import typing
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticUndefined

from tlgui.errors import Problem
from tlgui.texts import Text, printable
from tlgui.texts.forms import written


class Settings(BaseModel):
    """Base of every group of settings: unknown names, NaN and infinity are refused; nothing changes after creation."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


AnySettings = TypeVar("AnySettings", bound=Settings)


def setting(
    default: Any,
    *,
    label: Text,
    help: Text,
    ge: float | None = None,
    le: float | None = None,
    step: float | None = None,
    unit: Text | None = None,
    choices: dict[str, Text] | None = None,
    advanced: bool = False,
    shown_when: tuple[str, tuple[Any, ...]] | None = None,
) -> Any:
    """Declare a setting.

    Parameters
    ----------
    default:
        The value if the user gives none. ``None`` means "chosen for the data and backbone"; the choice is written into the run's
        spec.
    label, help:
        Its name, and one sentence on what it does and when to change it.
    ge, le:
        Smallest and largest value that are allowed.
    step:
        Step of the slider; without one the page shows a number field.
    unit:
        Unit behind the number.
    choices:
        For a ``Literal`` type: the text for each value.
    advanced:
        Folded away on the page.
    shown_when:
        ``(name, values)`` of another setting of the same group: the control appears only while that one has one of these values.
    """
    declared: Any = {  # pydantic keeps it as it is; that it must be plain JSON is only so for schemas, and we make none
        "tlgui": dict(label=label, help=help, step=step, unit=unit, choices=choices, advanced=advanced, shown_when=shown_when)
    }
    return Field(default, ge=ge, le=le, json_schema_extra=declared)


@dataclass(frozen=True)
class Setting:
    """What :func:`setting` declared, as the page and the documentation read it."""

    name: str
    kind: str  # "integer", "number", "choice", "boolean", "text" or "choices" (several of a list)
    default: Any
    optional: bool
    low: float | None
    high: float | None
    label: Text
    help: Text
    step: float | None
    unit: Text | None
    choices: dict[str, Text] | None
    advanced: bool
    shown_when: tuple[str, tuple[Any, ...]] | None

    def shown_for(self, values: dict[str, Any]) -> bool:
        """Whether it matters while the group's other settings have these ``values`` by name."""
        return self.shown_when is None or values.get(self.shown_when[0]) in self.shown_when[1]

    def bounds(self) -> str:
        """The allowed values, if bounded: ``1 to 20`` or ``cosine, dot``; else empty."""
        if self.choices:
            return ", ".join(self.choices)
        if self.low is None or self.high is None:
            return ""
        return f"{written('limit', self.low)} to {written('limit', self.high)}"

    def as_json(self, language: str = "en") -> dict[str, Any]:
        """The declaration as plain data, texts in one language."""
        return {
            "name": self.name,
            "kind": self.kind,
            "default": self.default,
            "low": self.low,
            "high": self.high,
            "choices": list(self.choices) if self.choices else None,
            "label": self.label.say(language),
            "help": self.help.say(language),
            "unit": self.unit.say(language) if self.unit else None,
            "advanced": self.advanced,
        }


def settings_of(group: type[Settings]) -> list[Setting]:
    """The settings that a group declares, in the order of the code. Fields without :func:`setting` are left out."""
    found = []
    for name, field in group.model_fields.items():
        extra = field.json_schema_extra
        if not isinstance(extra, dict) or "tlgui" not in extra:
            continue
        declared = typing.cast("dict[str, Any]", extra["tlgui"])
        bounds = {type(rule).__name__: rule for rule in field.metadata}
        default = None if field.default is PydanticUndefined else field.default
        kind, optional = _kind(field.annotation)
        found.append(
            Setting(
                name=name,
                kind=kind,
                default=default,
                optional=optional,
                low=getattr(bounds.get("Ge"), "ge", None),
                high=getattr(bounds.get("Le"), "le", None),
                **declared,
            )
        )
    return found


def _kind(annotation: Any) -> tuple[str, bool]:
    optional = False
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        inner = [part for part in typing.get_args(annotation) if part is not type(None)]
        optional = len(inner) < len(typing.get_args(annotation))
        annotation = inner[0]
    if typing.get_origin(annotation) is Literal:
        return "choice", optional
    return {int: "integer", float: "number", bool: "boolean", str: "text"}[annotation], optional


def read_settings(group: type[AnySettings], values: dict[str, Any], place: str = "") -> tuple[AnySettings | None, list[Problem]]:
    """Check ``values`` (texts from the command line are understood) against a group.

    Returns
    -------
    The group with its values and no problems, or ``None`` and every problem found. ``place`` (such as ``"dann."``) goes before the
    names in the problems.
    """
    declared = {item.name: item for item in settings_of(group)}
    numbers = {name for name, item in declared.items() if item.kind in ("integer", "number")}
    typed = {name: half_width(value) if name in numbers and isinstance(value, str) else value for name, value in values.items()}
    try:
        return group(**{printable(name): value for name, value in typed.items()}), []  # half a character is no name at all
    except ValidationError as error:
        return None, [_problem(one, declared, place) for one in error.errors()]


_HALF_WIDTH = {0x3000: " "} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


def half_width(text: str) -> str:
    """The text with full-width letters, digits and signs, as input methods for Chinese and Japanese write them, in their usual width.

    Of Unicode's compatibility forms only these: NFKC would also make digits of what is none by itself (``2²`` would be 22).
    """
    return text.translate(_HALF_WIDTH)


def _problem(error: Any, declared: dict[str, Setting], place: str) -> Problem:
    name = str(error["loc"][0])
    given = error["input"]
    if isinstance(given, float) and not math.isfinite(given):
        given = str(given)
    if error["type"] == "extra_forbidden":
        return unknown_setting(name, list(declared), place)
    wanted = declared[name]
    if wanted.choices:
        return Problem("setting_not_a_choice", {"name": place + name, "given": str(given), "choices": list(wanted.choices)})
    if wanted.low is not None and wanted.high is not None:
        code = "setting_not_whole" if wanted.kind == "integer" else "setting_out_of_range"
        return Problem(code, {"name": place + name, "given": str(given), "low": wanted.low, "high": wanted.high})
    return Problem("setting_wrong_type", {"name": place + name, "given": str(given), "kind": wanted.kind})


def unknown_setting(name: str, known: list[str], place: str = "") -> Problem:
    """The problem for an unknown name, with the closest existing one."""
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return Problem("setting_unknown_near", {"name": place + name, "near": place + near[0]})
    return Problem("setting_unknown", {"name": place + name, "known": sorted(place + item for item in known)})
