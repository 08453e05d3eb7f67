"""What stands in the files of a run's folder, as far as anybody reads it. A run may come from another machine, or its disk may have been ill.

Whoever reads a file asks here first, so that no odd value (NaN, text for a number, another length, a number beyond all bounds) goes further:
an event that is none is passed over like a damaged line, and a map that is none is said to be damaged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

from tlgui.settings import read_settings
from tlgui.spec.run_spec import RunSettings
from tlgui.tasks import TaskKind
from tlgui.texts import CATALOGUE, say

LARGEST = 1e39
"""No number is larger than those of a loss in single precision."""

LATEST = 1e11
"""Seconds since 1970: what is later has no date."""

LONGEST = 100_000
"""Characters of a text."""

MOST_PICTURES, MOST_CLASSES = 10**7, 10**6
ROLES = ("source", "target")

Form = Callable[[Any], bool]


# -- values ------------------------------------------------------------------------------------------------------------------


def is_number(value: Any) -> TypeGuard[float]:
    return type(value) in (int, float) and -LARGEST <= value <= LARGEST  # NaN is neither


def is_count(value: Any) -> TypeGuard[int]:
    """A whole number from 0 on: a step, a size."""
    return type(value) is int and 0 <= value < 2**40


def is_text(value: Any) -> TypeGuard[str]:
    """Text that can be written anywhere: no half of a character."""
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


def _or_none(form: Form) -> Form:
    return lambda value: value is None or form(value)


def _every(form: Form) -> Form:
    return lambda value: isinstance(value, list) and all(map(form, value))


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
    """Whether a value is text, a number, a truth or nothing, or a list or named values of such; nested at most so deep."""
    if isinstance(value, dict):
        return deep > 0 and all(is_text(name) and are_plain(each, deep - 1) for name, each in value.items())
    if isinstance(value, list):
        return deep > 0 and all(are_plain(each, deep - 1) for each in value)
    return is_plain(value)


def can_be_said(family: str) -> Form:
    """A code with its values, whose sentence can be said; of a code that this version does not know nothing is asked."""

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


def is_health(value: Any) -> bool:
    """Whether this is a health report that came along, as far as a run's report says it: its findings."""
    return isinstance(value, dict) and is_count(value.get("version")) and _every(is_note)(value.get("findings"))


def is_belonging(value: Any) -> bool:
    """Whether this is what a run's numbers depend on (:mod:`tlgui.runs.belonging`)."""
    if not isinstance(value, dict) or not is_text(value.get("version", "")) or not are_plain(value):
        return False
    parts = {name: value.get(name, {}) for name in ("spec", "settings", "data", "code", "machine")}
    return all(isinstance(each, dict) for each in parts.values()) and all(
        is_text(each) for name in ("data", "code") for each in parts[name].values()
    )


def are_settings_of_a_run(value: Any) -> bool:
    """Whether these are settings of a run, without gaps or with some. Of those that this version does not know nothing is asked."""
    if not _named(lambda each: are_plain(each, 2))(value):
        return False
    known = {name: each for name, each in value.items() if name in RunSettings.model_fields}
    return not read_settings(RunSettings, known)[1]


# -- labels and predictions ----------------------------------------------------------------------------------------------------


def is_reveal(value: Any) -> bool:
    """Whether this is what was opened: ``when``, ``by`` and ``labels``, as their task has them."""
    if not isinstance(value, dict) or not is_moment(value.get("when")) or not is_text(value.get("by")):
        return False
    return isinstance(value.get("labels"), list)


def are_predictions(index: NDArray[Any], predictions: NDArray[Any]) -> bool:
    """Whether ``index`` (n,) names n different pictures and ``predictions`` (n, k) are numbers."""
    shaped = index.ndim == 1 and index.dtype.kind in "iu" and predictions.ndim == 2 and predictions.dtype.kind == "f"
    if not shaped or len(index) != len(predictions) or not predictions.shape[1]:
        return False
    return not len(index) or bool(index.min() >= 0 and index.max() < MOST_PICTURES and len(np.unique(index)) == len(index))


# -- maps --------------------------------------------------------------------------------------------------------------------


def is_sample(value: Any, task: TaskKind) -> bool:
    """Whether this is the record of the fixed sample of a run of this task."""
    if not isinstance(value, dict) or not _every(is_text)(value.get("classes")):
        return False
    return all(_is_part(value[role], task, len(value["classes"])) for role in ROLES if role in value)


def _is_part(value: Any, task: TaskKind, classes: int) -> bool:
    lists: dict[str, Form] = {"indices": is_count, "thumbnail_ends": is_count}
    if not isinstance(value, dict):
        return False
    lists |= {name: is_text for name in ("names", "hashes") if value.get(name) is not None}  # no names of a sealed target
    if not all(_every(form)(value.get(name)) for name, form in lists.items()):
        return False
    ends, labels = value["thumbnail_ends"], value.get("labels")
    if len({len(value[name]) for name in lists}) != 1 or ends != sorted(ends) or not is_count(value.get("in_all", 0)):
        return False
    if labels is None:
        return True
    return isinstance(labels, list) and len(labels) == len(ends) and task.are_labels(labels, classes)


def is_record_of_maps(value: Any, pictures: int) -> bool:
    """Whether this is what the map job writes; ``pictures``: how many of the target are shown."""
    if not isinstance(value, dict) or not isinstance(value.get("maps"), dict):
        return False
    shown = _every(lambda each: is_count(each) and each < pictures)
    bounds = value.get("bounds")
    return (
        all(_is_map(name, each) for name, each in value["maps"].items())
        and (not value["maps"] or (isinstance(bounds, list) and _are_bounds(bounds)))
        and _or_none(is_truth)(value.get("moved"))
        and is_number(value.get("seconds", 0))
        and _every(lambda each: isinstance(each, dict) and shown([each.get("picture")]) and is_number(each.get("left")))(
            value.get("movers", [])
        )
        and _every(
            lambda each: isinstance(each, dict) and shown(each.get("pictures")) and _every(_every(is_count))(each.get("classes"))
        )(value.get("alignment", []))
    )


def _are_bounds(value: list[Any]) -> bool:
    return all(map(is_number, value)) and len(value) == 4 and value[0] < value[1] and value[2] < value[3]


def _is_map(name: str, value: Any) -> bool:
    honest = ("trustworthiness", "mixing", "separation")
    return (
        (name in ("before", "after") or (name.isascii() and name.isdigit()))
        and isinstance(value, dict)
        and value.get("file") == f"{name}.npz"
        and all(_or_none(is_number)(value.get(each)) for each in honest)
        and _or_none(is_count)(value.get("step"))
    )


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
