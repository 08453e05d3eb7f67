"""The format of the files in a run's folder, as far as they are read. A run may come from another machine or a failing disk.

Readers check files here first, so that invalid values (NaN, text instead of a number, a wrong length, a number out of bounds) go no further:
an invalid event is skipped like a damaged line, and an invalid map is reported as damaged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeGuard

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from typing_extensions import Self

from tlgui.settings import read_settings
from tlgui.specification.run_spec import RunSettings
from tlgui.tasks import TaskKind
from tlgui.texts import CATALOGUE, say

LARGEST = 1e39
"""Largest number allowed: that of single precision, as for losses."""

LATEST = 1e11
"""Seconds since 1970; later times cannot be shown as dates."""

LONGEST = 100_000
"""Largest number of characters in a text."""

MOST_PICTURES, MOST_CLASSES = 10**7, 10**6
ROLES = ("source", "target")

Form = Callable[[Any], bool]


# -- values ------------------------------------------------------------------------------------------------------------------


def is_number(value: Any) -> TypeGuard[float]:
    return type(value) in (int, float) and -LARGEST <= value <= LARGEST  # false for NaN


def is_count(value: Any) -> TypeGuard[int]:
    """A whole number, 0 or more: a step, a size."""
    return type(value) is int and 0 <= value < 2**40


def is_text(value: Any) -> TypeGuard[str]:
    """Text without lone surrogates, so that it can be written anywhere."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_moment(value: Any) -> TypeGuard[float]:
    return is_number(value) and 0 < value < LATEST


def are_names(value: Any) -> bool:
    """Whether these are the names of a run's datasets by their role."""
    return isinstance(value, dict) and all(role in ROLES and is_text(name) for role, name in value.items())


def is_truth(value: Any) -> bool:
    return isinstance(value, bool)


def _named(form: Form) -> Form:
    return lambda value: isinstance(value, dict) and all(map(is_text, value)) and all(map(form, value.values()))


def is_plain(value: Any) -> bool:
    """What a message or a setting may hold: text, numbers, and lists of them."""
    return (
        value is None
        or is_truth(value)
        or is_number(value)
        or is_text(value)
        or (isinstance(value, list) and all(map(is_plain, value)))
    )


def are_plain(value: Any, deep: int = 8) -> bool:
    """Whether a value is text, a number, true, false or null, or a list or object of these, nested at most ``deep`` levels."""
    if isinstance(value, dict):
        return deep > 0 and all(is_text(name) and are_plain(each, deep - 1) for name, each in value.items())
    if isinstance(value, list):
        return deep > 0 and all(are_plain(each, deep - 1) for each in value)
    return is_plain(value)


def can_be_said(family: str) -> Form:
    """Whether a code's sentence can be made from its values; unknown codes are accepted."""

    def form(value: Any) -> bool:
        if not (isinstance(value, dict) and is_text(value.get("code")) and isinstance(value.get("values", {}), dict)):
            return False
        if not all(map(is_plain, value.get("values", {}).values())):
            return False
        key = f"{family}.{value['code']}"
        try:
            return key not in CATALOGUE or all(say(key, language, **value.get("values", {})) for language in ("en", "zh"))
        except (KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError):
            return False

    return form


is_note = can_be_said("note")


# -- files ----------------------------------------------------------------------------------------------------------------------

Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Count = Annotated[int, Field(ge=0, lt=2**40)]
Name = Annotated[str, Field(max_length=LONGEST)]
Moment = Annotated[float, Field(gt=0, lt=LATEST)]


class _Read(BaseModel):
    """A file as read: no conversion, and unknown fields are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore")


def _fits(form: type[_Read], value: Any) -> bool:
    try:
        form.model_validate(value)
    except ValidationError:
        return False
    return True


class _Health(_Read):
    version: Count
    findings: list[dict[str, Any]]


def is_health(value: Any) -> bool:
    """Whether this is a valid health report from an import, as far as a run's report uses it: its findings."""
    return _fits(_Health, value) and all(map(is_note, value["findings"]))


class _Belonging(_Read):
    version: Name = ""
    spec: dict[str, Any] = {}
    settings: dict[str, Any] = {}
    data: dict[str, Name] = {}
    code: dict[str, Name] = {}
    machine: dict[str, Any] = {}


def is_belonging(value: Any) -> bool:
    """Whether this is what a run's numbers depend on (:mod:`tlgui.runs.belonging`)."""
    return are_plain(value) and _fits(_Belonging, value)


def are_settings_of_a_run(value: Any) -> bool:
    """Whether these are settings of a run, complete or not. Unknown settings are accepted."""
    if not _named(lambda each: are_plain(each, 2))(value):
        return False
    known = {name: each for name, each in value.items() if name in RunSettings.model_fields}
    return not read_settings(RunSettings, known)[1]


# -- labels and predictions ----------------------------------------------------------------------------------------------------


class _Reveal(_Read):
    when: Moment
    by: Name
    labels: list[Any]
    others: dict[Name, list[Count]] = {}


def is_reveal(value: Any) -> bool:
    """Whether this is a valid reveal: ``when``, ``by``, ``labels``, as their task has them, and ``others``: pictures by name of their class."""
    return _fits(_Reveal, value)


def are_predictions(index: NDArray[Any], predictions: NDArray[Any]) -> bool:
    """Whether ``index`` (n,) names n different pictures and ``predictions`` (n, k) are numbers."""
    shaped = index.ndim == 1 and index.dtype.kind in "iu" and predictions.ndim == 2 and predictions.dtype.kind == "f"
    if not shaped or len(index) != len(predictions) or not predictions.shape[1]:
        return False
    return not len(index) or bool(index.min() >= 0 and index.max() < MOST_PICTURES and len(np.unique(index)) == len(index))


# -- maps --------------------------------------------------------------------------------------------------------------------


class _SamplePart(_Read):
    """The pictures of one domain; those of a sealed target have no names."""

    indices: list[Count]
    thumbnail_ends: list[Count]
    names: list[Name] | None = None
    hashes: list[Name] | None = None
    labels: list[Any] | None = None
    in_all: Count = 0

    @model_validator(mode="after")
    def _of_the_same_pictures(self) -> Self:
        lists = (self.indices, self.names, self.hashes, self.labels)
        if any(each is not None and len(each) != len(self.thumbnail_ends) for each in lists):
            raise ValueError("lists of different lengths")
        if self.thumbnail_ends != sorted(self.thumbnail_ends):
            raise ValueError("thumbnails that end before they begin")
        return self


class _Sample(_Read):
    classes: list[Name]


def is_sample(value: Any, task: TaskKind) -> bool:
    """Whether this is the record of the fixed sample of a run of this task."""
    if not _fits(_Sample, value):
        return False
    classes = len(value["classes"])
    return all(
        _fits(_SamplePart, part) and (part.get("labels") is None or task.are_labels(part["labels"], classes))
        for part in (value[role] for role in ROLES if role in value)
    )


class _Map(_Read):
    file: Name
    trustworthiness: Number | None = None
    mixing: Number | None = None
    separation: Number | None = None
    step: Count | None = None


class _Mover(_Read):
    picture: Count
    left: Number


class _Unlike(_Read):
    picture: Count
    distance: Number


class _Alignment(_Read):
    pictures: list[Count]
    classes: list[list[Count]]


class _RecordOfMaps(_Read):
    maps: dict[Annotated[str, Field(pattern=r"^(before|after|[0-9]+)$")], _Map]
    bounds: Annotated[list[Number], Field(min_length=4, max_length=4)] | None = None
    """Left, right, bottom, top."""

    moved: bool | None = None
    seconds: Number = 0
    movers: list[_Mover] = []
    unlike: list[_Unlike] = []
    alignment: list[_Alignment] = []

    @model_validator(mode="after")
    def _maps_have_their_files_and_bounds(self) -> Self:
        if any(each.file != f"{name}.npz" for name, each in self.maps.items()):
            raise ValueError("a file of another name")
        if self.maps and self.bounds is None:
            raise ValueError("no bounds")
        if self.bounds is not None and not (self.bounds[0] < self.bounds[1] and self.bounds[2] < self.bounds[3]):
            raise ValueError("bounds that hold nothing")
        return self


def is_record_of_maps(value: Any, pictures: int) -> bool:
    """Whether this is what the map job writes; ``pictures``: how many of the target are shown."""
    try:
        record = _RecordOfMaps.model_validate(value)
    except ValidationError:
        return False
    shown = [each.picture for each in record.movers] + [each.picture for each in record.unlike]
    shown += [picture for each in record.alignment for picture in each.pictures]
    return all(picture < pictures for picture in shown)


def are_points(arrays: Mapping[str, NDArray[Any]], pictures: Mapping[str, int], classes: int) -> bool:
    """Whether the arrays of a map are points (n, 2) of the sample's pictures, with what is predicted of each."""
    if not any(role in arrays for role in ROLES):
        return False
    for role in ROLES:
        if role not in arrays:
            continue
        if role not in pictures or not _finite(arrays[role], (pictures[role], 2)):
            return False
        for name in ("predictions", "confidence", "values"):
            found = arrays.get(f"{role}_{name}")
            if found is not None and not _finite(found, (pictures[role],)):
                return False
        predicted = arrays.get(f"{role}_predictions")
        if predicted is not None and len(predicted) and not (predicted.dtype.kind in "iu" and predicted.min() >= -1):
            return False
        if predicted is not None and len(predicted) and predicted.max() >= classes:
            return False
    return True


def _finite(array: NDArray[Any], shape: tuple[int, ...]) -> bool:
    return array.shape == shape and array.dtype.kind in "iuf" and bool((np.abs(array.astype(np.float64)) <= LARGEST).all())
