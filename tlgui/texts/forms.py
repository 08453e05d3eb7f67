"""How numbers are written in a sentence. ``assets/words.js`` writes them the same way; ``tests/page/forms.json`` holds both to it.

A number that lies in the middle between two is rounded to the even digit, as Python does it everywhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

_DIGITS = re.compile(r"\.(\d)f")


def is_ours(form: str) -> bool:
    """Whether :func:`written` knows a form: one of :data:`FORMS`, or digits behind the point such as ``.2f``."""
    return form in FORMS or _DIGITS.fullmatch(form) is not None


def written(form: str, value: float, language: str = "en") -> str:
    """``value`` in a form of ours."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    digits = _DIGITS.fullmatch(form)
    if digits:
        return fixed(value, int(digits[1]))
    return (IN_CHINESE if language == "zh" else FORMS).get(form, FORMS[form])(value)


def fixed(value: float, digits: int, grouping: str = "") -> str:
    """``value`` with so many digits behind the point, its minus sign as a typographer sets it; never a negative zero."""
    text = format(abs(value), f"{grouping}.{digits}f")
    return f"−{text}" if value < 0 and text.strip("0.") else text


def _percent(value: float, digits: int) -> str:
    """What is less than all is never written as 100 %; a millionth is the error of a sum."""
    text = fixed(100 * value, digits)
    if value < 1 - 1e-6 and text in ("100", "100.0"):
        text = fixed(min(100 * value, 99.9), 1)
    return f"{text} %"


def _points(value: float, digits: int) -> str:
    return _signed(fixed(100 * value, digits))


def _signed(text: str) -> str:
    return text if text.startswith("−") else f"+{text}"


def _value(value: float) -> str:
    """Three digits, in whole numbers from a thousand on, with an exponent where that would be long."""
    size = abs(value)
    if size >= 1e7 or 0 < size < 1e-4:
        mantissa, exponent = f"{size:.2e}".split("e")
        text = f"{mantissa}e{int(exponent):+d}".replace("-", "−")
    else:
        text = format(size, ",.0f" if size >= 999.5 else ".3g")
    return f"−{text}" if value < 0 else text


def _seconds(value: float, second: str, minute: str, hour: str) -> str:
    if value < 59.5:
        return f"{fixed(value, 1 if value < 9.95 else 0)} {second}"
    minutes, seconds = divmod(round(value), 60)
    if minutes < 60:
        return f"{minutes} {minute} {seconds} {second}"
    return f"{minutes // 60} {hour} {minutes % 60} {minute}"


def _bytes(value: float) -> str:
    if value < 999.5:
        return f"{fixed(value, 0)} bytes"
    for unit in ("KB", "MB", "GB"):
        value /= 1000
        if value < 999.95:
            return f"{fixed(value, 1)} {unit}"
    return f"{fixed(value / 1000, 1)} TB"


def _chance(value: float) -> str:
    """A probability by chance: what is smaller than a test can mean is not written with an exponent."""
    return "p < 0.001" if value < 0.001 else f"p = {fixed(value, 3 if value < 0.0095 else 2)}"


def _ordinal(value: float) -> str:
    number = abs(round(value))
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{fixed(value, 0, ',')}{ending}"


FORMS: dict[str, Callable[[float], str]] = {
    "percent": lambda value: _percent(value, 0),
    "percent1": lambda value: _percent(value, 1),
    "points": lambda value: _points(value, 1),
    "points0": lambda value: _points(value, 0),
    "value": _value,
    "change": lambda value: _signed(_value(value)),
    "count": lambda value: fixed(value, 0, ","),
    "limit": lambda value: fixed(value, 10, ",").rstrip("0").rstrip("."),
    "ordinal": _ordinal,
    "chance": _chance,
    "seconds": lambda value: _seconds(value, "s", "min", "h"),
    "bytes": _bytes,
}

IN_CHINESE: dict[str, Callable[[float], str]] = {"seconds": lambda value: _seconds(value, "秒", "分", "小时")}
"""The forms that are written with words."""
